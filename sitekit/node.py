"""Runs scripts in Node, which the build needs for formulas, bundles and Pyodide."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

from sitekit.errors import SiteError
from sitekit.paths import ROOT


def find_node() -> str:
    """Return node's path: beside this Python (a wheel may carry it), or on PATH."""
    beside = shutil.which("node", path=str(Path(sys.executable).parent))
    node = beside or shutil.which("node")
    if node is None:
        raise SiteError("node is not installed; `make setup` brings it.")
    return node


def run_node(script: Path, *arguments: str) -> bytes:
    """Run a script to its end and return what it wrote, or raise SiteError with its complaint."""
    if not script.is_file():
        raise SiteError(f"{script.relative_to(ROOT)} is missing; `make setup` installs it.")
    command = [find_node(), str(script), *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, check=False)
    if done.returncode:
        raise SiteError(f"{script.name} failed:\n{done.stderr.decode()}")
    return done.stdout
