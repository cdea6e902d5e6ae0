"""Lists what the built site redistributes of others, with licenses: a page of notices, an SBOM.

The list comes from the built site, package-lock.json, node_modules and installed distributions. A
person decides only the tables here, and which text in `licenses/` stands for a component that comes
without one; such a file is named after the component and the SPDX id of its license.
"""

from __future__ import annotations

import base64
import html
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from importlib.metadata import distribution, version
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sitekit import bundle, fonts, theme_repairs, vendor
from sitekit.errors import SiteError
from sitekit.paths import NODE_MODULES, ROOT
from sitekit.sbom import cyclonedx

LICENSES = Path(__file__).with_name("licenses")
TEXT_FILE = re.compile(r"(licen[sc]e|copying)(\.(txt|md))?$", re.IGNORECASE)
PAGE = Path("third_party", "index.html")
SBOM = "sbom.cdx.json"
COMPONENTS, TEXTS = "<!-- third-party components -->", "<!-- third-party licenses -->"
THEME = "mkdocs-material"
# The distributions whose text stands for a package under the same license that has none.
SAME_LICENSE = {"MPL-2.0": "pathspec", "PSF-2.0": "typing_extensions"}
BEGINS = {"MPL-2.0": "Mozilla Public License Version 2.0", "PSF-2.0": "A. HISTORY OF THE SOFTWARE"}
# The icon sets of the theme. Material's license file only names the Apache license.
ICONS = {
    "fontawesome": ("Font Awesome icons", "CC-BY-4.0"),
    "material": ("Material Design Icons", "Apache-2.0"),
    "octicons": ("Octicons", "MIT"),
    "simple": ("Simple Icons", "CC0-1.0"),
}
# What tells that Pyodide's WebAssembly holds a library, and which version, where it says so.
LINKED = {
    "bzip2": rb"(\d\.\d\.\d), \d+-[A-Z][a-z]+-20\d\d",
    "expat": rb"expat_(\d[\d.]+\d)",
    "libffi": rb"ffi_call",
    "libmpdec": rb"mpd_qquantize",
    "SQLite": rb"sqlite3_open_v2",
    "xz": rb"lzma_version_string",
    "zlib": rb"inflate (\d[\d.]+\d) Copyright",
    "zstd": rb"ZSTD_versionString",
}


@dataclass(frozen=True)
class Component:
    """One work of others in the site; `place` says where, `about` what it is."""

    name: str
    license: str
    text: str
    purl: str
    place: str
    version: str = ""
    about: str = ""
    address: str = ""
    hashes: list[dict[str, str]] = field(default_factory=list, compare=False)

    def __post_init__(self) -> None:
        """Refuse a component without a license or its text."""
        if not self.license or not self.text.strip():
            raise SiteError(
                f"{self.name} is in the site without the text of its license; put the text into "
                f"sitekit/licenses/{self.name.replace('/', '+')}.<SPDX id>.txt."
            )


def components(site: Path) -> list[Component]:
    """Return all that the built site holds of others, by name."""
    found = [*_from_npm(site), *_in_pyodide(), *_theme(site)]
    return sorted(found, key=lambda one: one.name.lower().lstrip("@"))


def kept_text(name: str) -> tuple[str, str]:
    """Return the id and the text of a license that we keep, or two empty texts."""
    for file in LICENSES.glob(f"{name.replace('/', '+')}.*.txt"):
        return file.stem.removeprefix(f"{name.replace('/', '+')}."), file.read_text("utf-8")
    return "", ""


def license_text(folder: Path, license_id: str) -> str:
    """Return the license text that lies in a folder, or the one that stands for it."""
    for file in sorted(folder.iterdir()):
        if TEXT_FILE.match(file.name):
            return file.read_text("utf-8")
    return same_license(license_id)


def same_license(license_id: str) -> str:
    """Return the text of a license from a distribution that has it, or nothing."""
    text = distribution_text(SAME_LICENSE[license_id]) if license_id in SAME_LICENSE else ""
    if text and not text.startswith(BEGINS[license_id]):
        raise SiteError(f"{SAME_LICENSE[license_id]} no longer brings the text of {license_id}.")
    return text


def distribution_text(name: str) -> str:
    """Return the license text of an installed distribution."""
    files = [file for file in distribution(name).files or () if TEXT_FILE.match(file.name)]
    return "\n\n".join(Path(str(file.locate())).read_text("utf-8") for file in files)


def npm_package(name: str, place: str) -> Component:
    """Describe an installed package of npm."""
    folder = NODE_MODULES / name
    about = json.loads((folder / "package.json").read_text("utf-8"))
    lock = json.loads((ROOT / "package-lock.json").read_text("utf-8"))
    locked = lock["packages"][f"node_modules/{name}"]
    if vendor.package_version(name) != locked["version"]:
        raise SiteError(f"node_modules/{name} is not what package-lock.json says; run `npm ci`.")
    algorithm, _, digest = locked["integrity"].partition("-")
    address = about["repository"]["url"] if "repository" in about else about.get("homepage", "")
    return Component(
        name=name,
        license=about["license"],
        text=license_text(folder, about["license"]),
        purl=f"pkg:npm/{quote(name)}@{locked['version']}",
        place=place,
        version=locked["version"],
        about=about.get("description", ""),
        address=re.sub(r"^git\+|\.git$", "", address),
        hashes=[{"alg": f"SHA-{algorithm[3:]}", "content": base64.b64decode(digest).hex()}],
    )


def _from_npm(site: Path) -> Iterator[Component]:
    copied = {
        "katex": fonts.KATEX.as_posix(),
        "pyodide": f"assets/generated/{vendor.pyodide_folder().name}",
        **{f"@fontsource/{name}": "assets/generated/fonts" for name in fonts.FACES},
    }
    for name, place in (copied | bundle.BUNDLED).items():
        yield npm_package(name, place)
    yield _kept("KaTeX fonts", "generic", f"{fonts.KATEX.as_posix()}/fonts")


def _kept(name: str, kind: str, place: str, found: str = "") -> Component:
    license_id, text = kept_text(name)
    purl = f"pkg:{kind}/{quote(name)}{f'@{found}' if found else ''}"
    return Component(name, license_id, text, purl, place, found)


def _in_pyodide() -> Iterator[Component]:
    folder = NODE_MODULES / "pyodide"
    lock = vendor.pyodide_lock_info()
    python, wasm = lock["python"], "pyodide.asm.wasm"
    yield Component(
        name="CPython",
        license="PSF-2.0",
        text=same_license("PSF-2.0"),
        purl=f"pkg:generic/cpython@{python}",
        place=f"{wasm}, python.zip.txt, library.zip.txt",
        version=python,
        about="The interpreter, compiled to WebAssembly, and its standard library",
        address="https://github.com/python/cpython",
    )
    emscripten = lock["platform"].removeprefix("emscripten_").replace("_", ".")
    yield _kept("Emscripten", "generic", f"{wasm}, pyodide.asm.mjs", emscripten)
    binary = (folder / wasm).read_bytes()
    for name, sign in LINKED.items():
        match = re.search(sign, binary)
        if match is None:
            raise SiteError(f"Pyodide does not show that it holds {name} any more; see LINKED.")
        yield _kept(name, "generic", wasm, match[1].decode() if match.groups() else "")
    for name in _mapped(folder / "pyodide.mjs.map"):
        yield _kept(name, "npm", "pyodide.mjs")


def _mapped(source_map: Path) -> list[str]:
    """Return the packages that a source map names among the sources."""
    sources = "\n".join(json.loads(source_map.read_text("utf-8"))["sources"])
    found = re.findall(r"node_modules/((?:@[^/]+/)?[^/]+)/|/vendor/\w+/([\w-]+)\.ts", sources)
    return sorted({npm or copied for npm, copied in found})


def _theme(site: Path) -> Iterator[Component]:
    release, text = version(THEME), distribution_text(THEME)
    about = distribution(THEME).metadata
    templates = Path(str(distribution(THEME).locate_file("material/templates")))
    purl = f"pkg:pypi/{THEME}@{release}"
    yield Component(
        name=THEME,
        license=about["License-Expression"],
        text=text,
        purl=purl,
        place="pages, assets/javascripts, stylesheets/site.css",
        version=release,
        about=about["Summary"],
        address=f"https://pypi.org/project/{THEME}/{release}/",
    )
    search = "assets/javascripts/workers/search.*.js"
    for pattern in (theme_repairs.MAIN, theme_repairs.PALETTE, theme_repairs.SCRIPT, search):
        (source_map,) = templates.glob(f"{pattern}.map")
        for name in _mapped(source_map):
            yield _kept(name, "npm", f"the theme's {Path(pattern).name.partition('.')[0]}")
    drawn = drawn_paths(site)
    for folder in sorted(path for path in (templates / ".icons").iterdir() if path.is_dir()):
        if uses_icon(folder, drawn):
            (name, license_id), text = ICONS[folder.name], license_text(folder, "")
            yield Component(
                name=name,
                license=license_id,
                text=f"{text}\n\n{kept_text('rxjs')[1]}" if license_id == "Apache-2.0" else text,
                purl=f"{purl}#material/templates/.icons/{folder.name}",
                place="pages, stylesheets/site.css",
                version=release,
                about="Icons, as the theme brings them",
            )


def drawn_paths(site: Path) -> set[str]:
    """Return the paths of all small pictures in the site's pages and styles."""
    files = [*site.rglob("*.html"), *site.rglob("*.css")]
    texts = (file.read_text("utf-8").replace("%3C", "<") for file in files)
    return {path for text in texts for path in re.findall(r"\bd=[\"']([^\"']{8,})[\"']", text)}


def uses_icon(folder: Path, drawn: set[str]) -> bool:
    """Say whether any icon of a set is among these paths."""
    icon_paths = (re.findall(r'\bd="([^"]+)"', f.read_text("utf-8")) for f in folder.rglob("*.svg"))
    return any(paths and drawn.issuperset(paths) for paths in icon_paths)


def write(site: Path) -> None:
    """Write the list into the page of notices, and the SBOM beside the pages."""
    found = components(site)
    subject = {"type": "application", "name": "CNN Foundations"}
    (site / SBOM).write_text(cyclonedx(subject, [_row(one) for one in found]), encoding="utf-8")
    page = site / PAGE
    table, texts = as_html(found)
    content = page.read_text("utf-8").replace(COMPONENTS, theme_repairs.repaired(table))
    page.write_text(content.replace(TEXTS, texts), encoding="utf-8")


def as_html(found: Iterable[Component]) -> tuple[str, str]:
    """Return the table of components, and each text once, folded, with those it is for."""
    texts: dict[str, list[Component]] = {}
    for one in found:
        texts.setdefault(" ".join(one.text.split()), []).append(one)
    rows, folded = [], []
    for number, group in enumerate(texts.values(), 1):
        title = f"{group[0].license}: {', '.join(one.name for one in group)}"
        text = html.escape(group[0].text.strip("\n"))
        folded.append(
            f"<details><summary>{html.escape(title)}</summary>"
            f'<pre class="license" id="license-{number}">{text}</pre></details>'
        )
        rows += [(one, f'<a href="#license-{number}">{one.license}</a>') for one in group]
    rows.sort(key=lambda row: row[0].name.lower().lstrip("@"))
    head = "<thead><tr><th>Name</th><th>Version</th><th>License</th><th>What and where</th></tr>"
    body = "".join(f"<tr>{_cells(one, link)}</tr>\n" for one, link in rows)
    return f"<table>{head}</thead><tbody>\n{body}</tbody></table>", "\n".join(folded)


def _cells(one: Component, link: str) -> str:
    name, place = html.escape(one.name), html.escape(one.place)
    if one.address:
        name = f'<a href="{html.escape(one.address)}">{name}</a>'
    about = f"{html.escape(one.about.rstrip('.'))}; in {place}" if one.about else f"In {place}"
    cells = (name, html.escape(one.version), link, about)
    return "".join(f"<td>{cell}</td>" for cell in cells)


def _row(one: Component) -> dict[str, Any]:
    key = "name" if one.license.startswith("LicenseRef-") else "id"
    row = {
        "type": "library",
        "bom-ref": one.purl,
        "name": one.name,
        "version": one.version,
        "description": one.about,
        "hashes": one.hashes,
        "licenses": [{"license": {key: one.license}}],
        "purl": one.purl,
    }
    return {name: value for name, value in row.items() if value}
