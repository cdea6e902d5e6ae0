"""Copies what the browser needs into the site: no page asks another host."""

from __future__ import annotations

import json
import re
from pathlib import Path

from sitekit import fonts
from sitekit.errors import SiteError
from sitekit.paths import GENERATED, NODE_MODULES, SNIPPETS, write_if_changed

PYODIDE_FILES = ("pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm")


def package_version(name: str) -> str:
    """Return the installed version of an npm package."""
    manifest = NODE_MODULES / name / "package.json"
    if not manifest.is_file():
        raise SiteError(f"node_modules/{name} is missing; `make setup` (or `npm ci`) installs it.")
    version: str = json.loads(manifest.read_text(encoding="utf-8"))["version"]
    return version


def pyodide_folder() -> Path:
    """Return where the runtime is served from; the version in the name keeps caches honest."""
    return GENERATED / f"pyodide-{package_version('pyodide')}"


def pyodide_lock_info() -> dict[str, str]:
    """Return the head of the runtime's package index; the page needs no more of it."""
    lock = json.loads((NODE_MODULES / "pyodide" / "pyodide-lock.json").read_text(encoding="utf-8"))
    info: dict[str, str] = lock["info"]
    return info


def copy_pyodide() -> int:
    """Copy the runtime; return how many files changed."""
    target = pyodide_folder()
    return sum(
        write_if_changed(target / file, (NODE_MODULES / "pyodide" / file).read_bytes())
        for file in PYODIDE_FILES
    )


def copy_katex() -> int:
    """Copy KaTeX's style sheet, naming only the woff2 fonts, which every browser here reads.

    The fonts are added to the built site, when it is known which characters the formulas have.
    """
    package_version("katex")
    source = NODE_MODULES / "katex" / "dist" / "katex.min.css"
    style = source.read_text(encoding="utf-8")
    style = re.sub(r",url\([^)]+\.(?:woff|ttf)\) format\(\"\w+\"\)", "", style)
    return write_if_changed(GENERATED / "katex" / source.name, style.encode())


def copy_fonts() -> int:
    """Write the text fonts, cut down; remove what an earlier build left there."""
    folder = GENERATED / "fonts"
    faces: dict[Path, Path] = {}
    for family in fonts.FACES:
        package_version(f"@fontsource/{family}")
        faces |= {folder / source.name: source for source in fonts.text_faces(family)}
    for old in set(folder.glob("*")) - faces.keys():
        old.unlink()
    return sum(
        write_if_changed(target, fonts.cut(source, fonts.CHARACTERS).read_bytes())
        for target, source in faces.items()
    )


def copy_photograph() -> int:
    """Copy the snippets' photograph that the steppers show, too."""
    photo = SNIPPETS / "images" / "cat.png"
    return write_if_changed(GENERATED / "photographs" / photo.name, photo.read_bytes())


COPIES = (copy_katex, copy_fonts, copy_pyodide, copy_photograph)
