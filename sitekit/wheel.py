"""Builds cnnlib's wheel, the file the browser's Python unpacks, and tells the page where it is."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from pathlib import Path
from unittest import mock

from flit_core.wheel import make_wheel_in

from sitekit import vendor
from sitekit.paths import GENERATED, ROOT, write_if_changed

# A zip can't date a file before 1980; a fixed date makes the wheel the same on every build.
FIXED_DATE = {"SOURCE_DATE_EPOCH": "315619200"}


def build_wheel() -> Path:
    """Build the wheel into a folder named after its content and return it.

    The name changes with every change of cnnlib, so a browser's cache never mixes versions.
    """
    with tempfile.TemporaryDirectory() as folder, mock.patch.dict(os.environ, FIXED_DATE):
        built: Path = make_wheel_in(ROOT / "pyproject.toml", Path(folder)).file
        content, name = built.read_bytes(), built.name
    digest = hashlib.sha256(content).hexdigest()[:12]
    target = GENERATED / f"cnnlib-{digest}" / name
    for old in GENERATED.glob("cnnlib-*"):
        if old != target.parent:
            shutil.rmtree(old)
    write_if_changed(target, content)
    return target


def write_build_module(wheel: Path) -> bool:
    """Write the ES module that tells the page's scripts the addresses, relative to itself."""
    addresses = {
        "pyodide": f"./{vendor.pyodide_folder().name}/",
        "wheel": f"./{wheel.relative_to(GENERATED).as_posix()}",
        "explorer": f"./{wheel.parent.name}/explorer/",
    }
    lines = ["// Written by sitekit.wheel while the site is built."]
    lines.append(f"export const lockInfo = {json.dumps(vendor.pyodide_lock_info())};")
    lines += [
        f"export const {name}URL = new URL({json.dumps(address)}, import.meta.url).href;"
        for name, address in addresses.items()
    ]
    return write_if_changed(GENERATED / "build.mjs", ("\n".join(lines) + "\n").encode())
