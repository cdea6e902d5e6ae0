"""Builds the archive that Python starts from in the browser, and tells the page where it is."""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
from pathlib import Path

from sitekit import vendor
from sitekit.node import run_node
from sitekit.paths import CNNLIB, GENERATED, ROOT, write_if_changed

COMPILER = ROOT / "sitekit" / "browser" / "compile_runtime.mjs"
# Web servers compress what they take for text, and a stored zip shrinks to a third.
ARCHIVE = "python.zip.txt"


def _digest() -> str:
    """Name the state of everything that the archive is made from."""
    digest = hashlib.sha256(vendor.package_version("pyodide").encode())
    sources = [COMPILER, COMPILER.with_suffix(".py"), *sorted(CNNLIB.rglob("*.py"))]
    for path in sources:
        digest.update(path.relative_to(ROOT).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:12]


def _compile() -> bytes:
    """Let Pyodide compile cnnlib and its part of the standard library, which takes seconds."""
    with tempfile.TemporaryDirectory() as out:
        run_node(COMPILER, str(ROOT), out)
        return (Path(out) / "python.zip").read_bytes()


def build_archive() -> tuple[Path, bool]:
    """Return the archive, and whether it had to be built.

    Its folder is named after its sources, so a browser's cache never mixes versions.
    """
    target = GENERATED / f"cnnlib-{_digest()}" / ARCHIVE
    if target.is_file():
        return target, False
    content = _compile()
    for old in GENERATED.glob("cnnlib-*"):
        shutil.rmtree(old)
    return target, write_if_changed(target, content)


def write_build_module(archive: Path) -> bool:
    """Write the ES module that tells the page's scripts addresses and how answers are read."""
    from cnnlib.drills.typed_numbers import RULES

    addresses = {
        "pyodide": f"./{vendor.pyodide_folder().name}/",
        "archive": f"./{archive.relative_to(GENERATED).as_posix()}",
        "explorer": f"./{archive.parent.name}/explorer/",
    }
    lines = ["// Written by sitekit.runtime while the site is built."]
    lines.append(f"export const lockInfo = {json.dumps(vendor.pyodide_lock_info())};")
    lines.append(f"export const typedNumbers = {json.dumps(RULES)};")
    lines += [
        f"export const {name}URL = new URL({json.dumps(address)}, import.meta.url).href;"
        for name, address in addresses.items()
    ]
    return write_if_changed(GENERATED / "build.mjs", ("\n".join(lines) + "\n").encode())
