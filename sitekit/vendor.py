"""Copies what the browser needs into the site: no page asks another host."""

from __future__ import annotations

import json
import re
from pathlib import Path

from sitekit.errors import SiteError
from sitekit.paths import GENERATED, NODE_MODULES, SNIPPETS, write_if_changed

PYODIDE_FILES = ("pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm")
FONTS = {
    "inter": ("latin-400-normal", "latin-400-italic", "latin-700-normal"),
    "jetbrains-mono": ("latin-400-normal",),
}


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
    """Copy KaTeX's style sheet and fonts; only the woff2 files, which every browser here reads."""
    package_version("katex")
    source, target = NODE_MODULES / "katex" / "dist", GENERATED / "katex"
    style = (source / "katex.min.css").read_text(encoding="utf-8")
    style = re.sub(r",url\([^)]+\.(?:woff|ttf)\) format\(\"\w+\"\)", "", style)
    changed = write_if_changed(target / "katex.min.css", style.encode())
    return changed + sum(
        write_if_changed(target / "fonts" / font.name, font.read_bytes())
        for font in sorted((source / "fonts").glob("*.woff2"))
    )


def copy_fonts() -> int:
    """Copy the text fonts."""
    changed = 0
    for family, faces in FONTS.items():
        package_version(f"@fontsource/{family}")
        for face in faces:
            file = f"{family}-{face}.woff2"
            source = NODE_MODULES / "@fontsource" / family / "files" / file
            changed += write_if_changed(GENERATED / "fonts" / file, source.read_bytes())
    return changed


def copy_photograph() -> int:
    """Copy the snippets' photograph that the steppers show, too."""
    photo = SNIPPETS / "images" / "cat.png"
    return write_if_changed(GENERATED / "photographs" / photo.name, photo.read_bytes())


COPIES = (copy_katex, copy_fonts, copy_pyodide, copy_photograph)
