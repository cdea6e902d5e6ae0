"""Installs the peers, exactly pinned, into .cache/benchmarks."""

from __future__ import annotations

import os
import shutil
import site
import subprocess
import sys
from pathlib import Path

from benchmarks.paths import CACHE, HERE, ROOT

PEERS = HERE / "peers"
NODE_MODULES = CACHE / "npm" / "node_modules"
VENV = CACHE / "venv"
PYTHON = VENV / "bin" / "python"


def run(*command: str | Path, cwd: Path = ROOT, **environment: str) -> str:
    """Run a command and return what it printed; a failure shows all of it."""
    done = subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"{' '.join(map(str, command))}\n{done.stdout}")
    return done.stdout


def python_packages() -> None:
    """Make an environment for the peers.

    It borrows PyTorch and MkDocs from the project's own: the versions are then the same, and a
    gigabyte is not installed twice. What pip installs here stands before what is borrowed.
    """
    wanted = PEERS / "requirements.txt"
    if _is_done(VENV, wanted):
        return
    print("  installing the peers' Python packages", flush=True)
    shutil.rmtree(VENV, ignore_errors=True)
    run(sys.executable, "-m", "venv", VENV)
    (packages,) = VENV.glob("lib/*/site-packages")
    borrowed = [path for path in site.getsitepackages() if Path(path).is_dir()]
    (packages / "borrowed.pth").write_text("\n".join(borrowed) + "\n", encoding="utf-8")
    run(PYTHON, "-m", "pip", "install", "--disable-pip-version-check", "-r", wanted)
    _note_done(VENV, wanted)


def npm_packages() -> None:
    """Install the browser packages, and Lighthouse."""
    wanted, folder = PEERS / "package-lock.json", NODE_MODULES.parent
    if _is_done(folder, wanted):
        return
    print("  installing the peers' npm packages", flush=True)
    folder.mkdir(parents=True, exist_ok=True)
    for file in ("package.json", "package-lock.json"):
        shutil.copy(PEERS / file, folder)
    run("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", cwd=folder)
    _note_done(folder, wanted)


def _is_done(folder: Path, wanted: Path) -> bool:
    note = folder / "installed"
    return note.is_file() and note.read_bytes() == wanted.read_bytes()


def _note_done(folder: Path, wanted: Path) -> None:
    shutil.copy(wanted, folder / "installed")
