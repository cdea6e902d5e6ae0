"""Pyodide as a peer hosts it itself: npm's core, and the packages of its index from PyPI."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from benchmarks.paths import CACHE
from benchmarks.peers.install import PYTHON, run
from sitekit.paths import NODE_MODULES

CORE = (
    "pyodide.js", "pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", "python_stdlib.zip"
)  # fmt: skip
LOCK = "pyodide-lock.json"


def download(*requirements: str) -> list[Path]:
    """Fetch pure wheels from PyPI, at exactly these versions."""
    folder = CACHE / "wheels"
    options = ("--no-deps", "--only-binary", ":all:", "--python-version", "3.14")
    run(PYTHON, "-m", "pip", "download", "--quiet", *options, "--dest", folder, *requirements)
    return [_wheel_of(folder, requirement) for requirement in requirements]


def _wheel_of(folder: Path, requirement: str) -> Path:
    name, version = requirement.split("==")
    begins = f"{_plain(name)}-{version}-"
    (found,) = (path for path in folder.iterdir() if _plain(path.name).startswith(_plain(begins)))
    return found


@cache
def core(packages: tuple[str, ...]) -> Path:
    """Make a folder with Pyodide's core and these packages of its index, with all they need.

    The index names files of a build of Pyodide's own; PyPI's wheels of the same versions take
    their places, with their own hashes.
    """
    folder = CACHE / "pyodide" / "-".join(packages)
    if (folder / LOCK).is_file():
        return folder
    folder.mkdir(parents=True, exist_ok=True)
    for file in CORE:
        shutil.copy(NODE_MODULES / "pyodide" / file, folder)
    lock = json.loads((NODE_MODULES / "pyodide" / LOCK).read_text(encoding="utf-8"))
    entries = _needed(lock["packages"], packages)
    wheels = download(*(f"{entry['name']}=={entry['version']}" for entry in entries))
    for entry, wheel in zip(entries, wheels, strict=True):
        shutil.copy(wheel, folder)
        entry["file_name"] = wheel.name
        entry["sha256"] = hashlib.sha256(wheel.read_bytes()).hexdigest()
    (folder / LOCK).write_text(json.dumps(lock), encoding="utf-8")
    return folder


def _needed(index: dict[str, Any], packages: Iterable[str]) -> list[dict[str, Any]]:
    entries = {_plain(name): entry for name, entry in index.items()}
    found: dict[str, dict[str, Any]] = {}
    waiting = list(packages)
    while waiting:
        name = _plain(waiting.pop())
        if name not in found:
            found[name] = entries[name]
            waiting += entries[name]["depends"]
    return list(found.values())


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
