"""Builds the archives that Python starts from in the browser, and tells the page where they are."""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
from pathlib import Path
from zipfile import ZipFile

from sitekit import vendor
from sitekit.errors import SiteError
from sitekit.node import run_node
from sitekit.paths import CNNLIB, GENERATED, NODE_MODULES, ROOT, write_if_changed

BROWSER = ROOT / "sitekit" / "browser"
COMPILER = BROWSER / "compile_runtime.mjs"
WHOLE_LIBRARY = NODE_MODULES / "pyodide" / "python_stdlib.zip"
SITECUSTOMIZE = BROWSER / "sitecustomize.py"
# What Python starts from, and the rest of its library. A stored zip shrinks to a third on its way,
# if only the web server takes it for text: hence the ending.
ARCHIVES = ("python.zip", "library.zip")
ENDING = ".txt"
BOX = GENERATED / "box.html"  # written by sitekit.box
BUILD_MODULE = GENERATED / "build.mjs"
# Modules of Pyodide and of the standard library in whose place we put our own, which do less and
# import less: our workers need no event loop, no packages and no help texts.
LIGHTER = {
    "_pyodide/docstring.py": "docstring.py",
    "asyncio/__init__.py": "asyncio_package.py",
    "pyodide/_package_loader.py": "package_loader.py",
    "pyodide/webloop.py": "webloop.py",
}


def _digest() -> str:
    """Name the state of everything that the archives are made from."""
    digest = hashlib.sha256(vendor.package_version("pyodide").encode())
    python = (path for folder in (BROWSER, CNNLIB) for path in sorted(folder.rglob("*.py")))
    for path in (Path(__file__), COMPILER, *python):
        digest.update(path.relative_to(ROOT).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:12]


def build_archives() -> tuple[Path, bool]:
    """Return the archives' folder, and whether they had to be built, which takes seconds.

    The folder is named after its sources, so a browser's cache never mixes versions.
    """
    folder = GENERATED / f"cnnlib-{_digest()}"
    if all((folder / f"{name}{ENDING}").is_file() for name in ARCHIVES):
        return folder, False
    with tempfile.TemporaryDirectory() as out:
        library = Path(out) / "library.zip"
        write_library(library)
        run_node(COMPILER, str(ROOT), str(library), out)
        for old in GENERATED.glob("cnnlib-*"):
            shutil.rmtree(old)
        for name in ARCHIVES:
            write_if_changed(folder / f"{name}{ENDING}", (Path(out) / name).read_bytes())
    return folder, True


def write_library(library: Path) -> None:
    """Write Pyodide's own library, with the lighter modules and the one that it imports first."""
    ours = {place: BROWSER / "lighter" / name for place, name in LIGHTER.items()}
    with ZipFile(WHOLE_LIBRARY) as whole, ZipFile(library, "w") as out:
        missing = set(ours) - set(whole.namelist())
        if missing:
            raise SiteError(f"Pyodide has no {', '.join(sorted(missing))} any more; see LIGHTER.")
        for name in whole.namelist():
            out.writestr(name, ours[name].read_bytes() if name in ours else whole.read(name))
        out.write(SITECUSTOMIZE, SITECUSTOMIZE.name)


def write_build_module(folder: Path) -> bool:
    """Write the ES module that tells the page's scripts addresses and how answers are read.

    It becomes a part of the site's script, and its addresses are relative to that.
    """
    from cnnlib.drills.typed_numbers import RULES

    addresses = {
        "pyodide": f"{vendor.pyodide_folder().name}/",
        "archive": f"{folder.name}/{ARCHIVES[0]}{ENDING}",
        "library": f"{folder.name}/{ARCHIVES[1]}{ENDING}",
        "explorer": f"{folder.name}/explorer/",
        "box": f"{BOX.name}?v={hashlib.sha256(BOX.read_bytes()).hexdigest()[:10]}",
    }
    lines = ["// Written by sitekit.runtime while the site is built."]
    lines.append(f"export const lockInfo = {json.dumps(vendor.pyodide_lock_info())};")
    lines.append(f"export const typedNumbers = {json.dumps(RULES)};")
    lines.append("const at = (a) => new URL(`../assets/generated/${a}`, import.meta.url).href;")
    lines += [
        f"export const {name}URL = at({json.dumps(address)});"
        for name, address in addresses.items()
    ]
    return write_if_changed(BUILD_MODULE, ("\n".join(lines) + "\n").encode())
