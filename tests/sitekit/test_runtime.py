"""The library that the browser's archives are made from."""

import zipfile
from pathlib import Path

import pytest

from sitekit import runtime
from sitekit.errors import SiteError


@pytest.mark.skipif(not runtime.WHOLE_LIBRARY.exists(), reason="needs Pyodide")
def test_our_modules_stand_in_the_places_of_pyodides(tmp_path: Path) -> None:
    runtime.write_library(tmp_path / "library.zip")
    with zipfile.ZipFile(tmp_path / "library.zip") as made:
        for place, ours in runtime.LIGHTER.items():
            assert made.read(place) == (runtime.BROWSER / "lighter" / ours).read_bytes()
        with zipfile.ZipFile(runtime.WHOLE_LIBRARY) as whole:
            assert made.namelist() == [*whole.namelist(), "sitecustomize.py"]


def test_a_module_that_pyodide_no_longer_has_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = tmp_path / "whole.zip"
    with zipfile.ZipFile(whole, "w") as made:
        for place in runtime.LIGHTER:
            if place != "pyodide/webloop.py":
                made.writestr(place, "")
    monkeypatch.setattr(runtime, "WHOLE_LIBRARY", whole)
    with pytest.raises(SiteError, match=r"no pyodide/webloop\.py any more"):
        runtime.write_library(tmp_path / "library.zip")
