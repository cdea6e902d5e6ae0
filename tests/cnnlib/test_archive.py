"""The archive that Python starts from in the reader's browser."""

import zipfile
from pathlib import Path
from typing import Any

import pytest
from in_pyodide import in_pyodide, needs_pyodide

pytestmark = needs_pyodide

CODE = """
import gc, json, sys
before = gc.isenabled(), type(sys.modules["_colorize"]).__name__
import sitecustomize
sitecustomize.started()
after = gc.isenabled(), gc.get_freeze_count() > 1000
import traceback
try:
    1 / 0
except ZeroDivisionError as error:
    said = "".join(traceback.format_exception(error, colorize=True))
from cnnlib.calculators import answer
modules = {name: one for name, one in sys.modules.items() if isinstance(one, type(sys))}
json.dumps({
    "before": before,
    "after": after,
    "colored": "\\033[" in said and "ZeroDivisionError" in said,
    "colorize": type(sys.modules["_colorize"]).__name__,
    "answer": answer("conv_output_size", {"input_size": 7, "kernel_size": 3}),
    "frozen": [n for n, m in modules.items() if m.__spec__ and m.__spec__.origin == "frozen"],
})
"""


@pytest.fixture(scope="module")
def archive(site: Path) -> Path:
    (file,) = site.glob("assets/generated/cnnlib-*/python.zip.txt")
    return file


@pytest.fixture(scope="module")
def told(archive: Path) -> Any:
    return in_pyodide(CODE, archive)


def test_python_starts_without_collecting_and_collects_afterwards(told: Any) -> None:
    assert told["before"] == [False, "_LazyModule"]
    assert told["after"] == [True, True]
    assert told["answer"]["value"] == 5


def test_what_is_imported_later_works_when_it_is_wanted(told: Any) -> None:
    assert told["colored"]
    assert told["colorize"] == "module"


def test_the_archive_holds_nothing_that_is_never_read(archive: Path, told: Any) -> None:
    """Frozen modules are part of Python itself."""
    with zipfile.ZipFile(archive) as opened:
        held = {name.removesuffix(".pyc").replace("/", ".") for name in opened.namelist()}
    assert {"os", "codecs"} <= set(told["frozen"])
    assert not held & {*told["frozen"], "ssl", "bz2", "lzma"}
