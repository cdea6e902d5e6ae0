"""Builds the archives that Python starts from in the browser, and tells the page where they are."""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
from pathlib import Path

from sitekit import vendor
from sitekit.node import run_node
from sitekit.paths import CNNLIB, GENERATED, ROOT, write_if_changed

BROWSER = ROOT / "sitekit" / "browser"
COMPILER = BROWSER / "compile_runtime.mjs"
# What Python starts from, and what learners' code may import besides. A stored zip shrinks to a
# third on its way, if only the web server takes it for text: hence the ending.
ARCHIVES = ("python.zip", "for_learners.zip")
ENDING = ".txt"


def _digest() -> str:
    """Name the state of everything that the archives are made from."""
    digest = hashlib.sha256(vendor.package_version("pyodide").encode())
    sources = [COMPILER, *sorted(BROWSER.glob("*.py")), *sorted(CNNLIB.rglob("*.py"))]
    for path in sources:
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
        run_node(COMPILER, str(ROOT), out)
        for old in GENERATED.glob("cnnlib-*"):
            shutil.rmtree(old)
        for name in ARCHIVES:
            write_if_changed(folder / f"{name}{ENDING}", (Path(out) / name).read_bytes())
    return folder, True


def write_build_module(folder: Path) -> bool:
    """Write the ES module that tells the page's scripts addresses and how answers are read."""
    from cnnlib.drills.typed_numbers import RULES

    addresses = {
        "pyodide": f"./{vendor.pyodide_folder().name}/",
        "archive": f"./{folder.name}/{ARCHIVES[0]}{ENDING}",
        "forLearners": f"./{folder.name}/{ARCHIVES[1]}{ENDING}",
        "explorer": f"./{folder.name}/explorer/",
    }
    lines = ["// Written by sitekit.runtime while the site is built."]
    lines.append(f"export const lockInfo = {json.dumps(vendor.pyodide_lock_info())};")
    lines.append(f"export const typedNumbers = {json.dumps(RULES)};")
    lines += [
        f"export const {name}URL = new URL({json.dumps(address)}, import.meta.url).href;"
        for name, address in addresses.items()
    ]
    return write_if_changed(GENERATED / "build.mjs", ("\n".join(lines) + "\n").encode())
