"""The page of third-party notices and the SBOM: all that the site hands on, with its license."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from bs4 import BeautifulSoup

from sitekit import bundle, runtime, third_party, vendor
from sitekit.errors import SiteError
from sitekit.sbom import wheel_sbom

ROOT = Path(__file__).resolve().parents[2]
NODE_MODULES = ROOT / "node_modules"


@pytest.fixture(scope="module")
def sbom(site: Path) -> dict[str, Any]:
    return json.loads((site / third_party.SBOM).read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def page(site: Path) -> BeautifulSoup:
    return BeautifulSoup((site / third_party.PAGE).read_text(encoding="utf-8"), "html.parser")


def names(sbom: dict[str, Any]) -> set[str]:
    return {component["name"] for component in sbom["components"]}


def test_every_package_with_a_file_in_the_site_is_listed(site: Path, sbom: dict[str, Any]) -> None:
    """A copied file keeps its name, or its name in a folder that is named after the package."""
    packages = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))["dependencies"]
    served = {path.name for path in site.rglob("*") if path.is_file()}
    there = {
        package
        for package in packages
        if served
        & {
            path.name
            for path in (NODE_MODULES / package).rglob("*.*")
            if path.suffix in (".wasm", ".woff2", ".mjs") and path.name != "index.mjs"
        }
    }
    assert there >= {"katex", "pyodide", "@fontsource/inter", "@fontsource/jetbrains-mono"}
    assert there <= names(sbom)


def test_every_package_in_a_bundle_is_listed(sbom: dict[str, Any]) -> None:
    bundle.BUNDLED.clear()
    bundle.bundle(runtime.BROWSER / "python_editor.mjs")
    assert {"@codemirror/view", "@codemirror/state", "@lezer/python"} <= bundle.BUNDLED.keys()
    assert bundle.BUNDLED.keys() <= names(sbom)


def test_versions_and_digests_are_those_of_the_lock(sbom: dict[str, Any]) -> None:
    locked = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    checked = 0
    for component in sbom["components"]:
        if (entry := locked.get(f"node_modules/{component['name']}")) and "version" in component:
            assert component["version"] == entry["version"]
            (digest,) = component["hashes"]
            assert digest["alg"] == "SHA-512"
            assert re.fullmatch(r"[0-9a-f]{128}", digest["content"])
            checked += 1
    assert checked >= 15
    by_name = {component["name"]: component for component in sbom["components"]}
    assert by_name["CPython"]["version"] == vendor.pyodide_lock_info()["python"]
    assert {"mkdocs-material", "Emscripten", "zlib", "lunr", "KaTeX fonts"} <= by_name.keys()


def test_sbom_has_what_cyclonedx_asks_for(sbom: dict[str, Any]) -> None:
    assert (sbom["bomFormat"], sbom["specVersion"], sbom["version"]) == ("CycloneDX", "1.6", 1)
    assert re.fullmatch(r"urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", sbom["serialNumber"])
    assert sbom["metadata"]["component"] == {"type": "application", "name": "CNN Foundations"}
    references = [component["bom-ref"] for component in sbom["components"]]
    assert len(references) == len(set(references))
    for component in sbom["components"]:
        assert {"type", "bom-ref", "name", "purl", "licenses"} <= component.keys()
        assert re.match(r"pkg:(npm|pypi|generic)/", component["purl"])
        ((kind, value),) = component["licenses"][0]["license"].items()
        assert kind == ("name" if value.startswith("LicenseRef-") else "id")


def test_page_shows_each_component_with_its_text(
    page: BeautifulSoup, sbom: dict[str, Any], site: Path
) -> None:
    rows = page.select("table tbody tr")
    assert {row.td.get_text() for row in rows} == names(sbom)
    for row in rows:
        (link,) = row.select('a[href^="#license-"]')
        text = page.select_one(link["href"]).get_text()
        assert len(text.split()) > 30
        assert link.get_text() in page.select_one(link["href"]).parent.summary.get_text()
    texts = [" ".join(pre.get_text().split()) for pre in page.select("pre.license")]
    assert len(texts) == len(set(texts))
    assert page.select_one(f'a[href="../{third_party.SBOM}"]')
    index = json.loads((site / "search" / "search_index.json").read_text(encoding="utf-8"))
    assert "WARRANTIES OF MERCHANTABILITY" not in json.dumps(index)


def test_every_page_links_the_notices(site: Path) -> None:
    for path in [*site.rglob("index.html"), site / "404.html"]:
        soup = BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")
        (link,) = soup.find_all("a", string="Third-party notices", href=True)[-1:]
        assert link.find_parent(class_="md-copyright")
        if path.name == "index.html":
            assert (path.parent / link["href"]).resolve() == (site / "third_party").resolve()


def test_a_component_without_a_text_stops_the_build(
    site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    licenses = shutil.copytree(third_party.LICENSES, tmp_path / "licenses")
    (licenses / "rxjs.Apache-2.0.txt").unlink()
    monkeypatch.setattr(third_party, "LICENSES", licenses)
    with pytest.raises(SiteError, match="rxjs is in the site without the text of its license; put"):
        third_party.components(site)


def test_only_used_icons_are_listed(tmp_path: Path) -> None:
    (tmp_path / "some.svg").write_text('<svg><path d="M1 2h3z"/></svg>', encoding="utf-8")
    assert third_party.uses_icon(tmp_path, {"M1 2h3z", "M9 9"})
    assert not third_party.uses_icon(tmp_path, {"M9 9"})


def a_wheel(folder: Path, more: str = "") -> Path:
    wheel = folder / "cnnlib-1.2.3-py3-none-any.whl"
    about = f"Name: cnnlib\nVersion: 1.2.3\nLicense-Expression: MIT\n{more}\n"
    with ZipFile(wheel, "w") as archive:
        archive.writestr("cnnlib-1.2.3.dist-info/METADATA", about)
    return wheel


def test_sbom_of_a_wheel(tmp_path: Path) -> None:
    wheel = a_wheel(tmp_path, 'Requires-Dist: torch; extra == "site"\n')
    # -S: a release has no other package than flit_core.
    command = [sys.executable, "-S", "-m", "sitekit.sbom", str(wheel)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    content = json.loads(done.stdout)
    subject = content["metadata"]["component"]
    digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
    assert subject["purl"] == "pkg:pypi/cnnlib@1.2.3"
    assert subject["hashes"] == [{"alg": "SHA-256", "content": digest}]
    assert content["components"] == []
    assert wheel_sbom(wheel) == done.stdout


def test_a_wheel_that_depends_on_something_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="depends on numpy"):
        wheel_sbom(a_wheel(tmp_path, "Requires-Dist: numpy\n"))
