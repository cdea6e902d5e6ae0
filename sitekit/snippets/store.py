"""What one run of a snippet left in .cache/snippets, and whether it is still true.

A record lists every project file the run really imported or opened, with its hash, and the
versions of the packages that draw: nothing is guessed, so editing one function of cnnlib re-runs
the snippets that import it and no other.
"""

from __future__ import annotations

import hashlib
import json
import platform
import shutil
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from sitekit.fonts import matplotlib_fonts
from sitekit.paths import CACHE, ROOT, SNIPPETS, write_if_changed

STORE = CACHE / "snippets"
PACKAGES = ("torch", "torchvision", "numpy", "matplotlib", "pillow")


@dataclass(frozen=True)
class Run:
    """Everything one run produced."""

    stdout: str
    results: dict[str, Any]
    figures: dict[str, str]  # name → SVG
    inputs: tuple[str, ...]  # project files, relative to the root


@dataclass(frozen=True)
class Record:
    """The part of a run that tells whether it is still valid."""

    environment: dict[str, str]
    inputs: dict[str, str]  # file → sha256
    figures: list[str]


def script(name: str) -> Path:
    """Return the file of a snippet's name, such as `convolution/padding_modes`."""
    return SNIPPETS / f"{name}.py"


def names() -> list[str]:
    """Return every snippet's name, in a stable order."""
    return sorted(
        path.relative_to(SNIPPETS).with_suffix("").as_posix() for path in SNIPPETS.glob("*/*.py")
    )


@cache
def environment() -> dict[str, str]:
    """Return the versions that a figure or a printed number may depend on."""
    return {
        "python": platform.python_version(),
        "faces": " ".join(face.stem for face in matplotlib_fonts()),
        **{package: version(package) for package in PACKAGES},
    }


def digest(file: str) -> str:
    """Return the hash of a project file, or a word that equals no hash when it is gone."""
    path = ROOT / file
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else "missing"


def folder(name: str) -> Path:
    """Return where a snippet's run is kept."""
    return STORE / name


def load(name: str) -> Record | None:
    """Return the record of the last run, or None when there was none."""
    path = folder(name) / "record.json"
    return Record(**json.loads(path.read_text(encoding="utf-8"))) if path.is_file() else None


def stale(names: Iterable[str]) -> list[str]:
    """Return those whose last run is no longer what a new run would give; read each input once."""
    digest_now = cache(digest)
    return [name for name in names if not _is_fresh(name, digest_now)]


def _is_fresh(name: str, digest_now: Callable[[str], str]) -> bool:
    record = load(name)
    return (
        record is not None
        and record.environment == environment()
        and all(digest_now(file) == known for file, known in record.inputs.items())
    )


def save(name: str, run: Run) -> None:
    """Keep a run; the record is written last, so that a torn write counts as no run."""
    target = folder(name)
    (target / "record.json").unlink(missing_ok=True)
    write_if_changed(target / "stdout.txt", run.stdout.encode())
    write_if_changed(target / "results.json", json.dumps(run.results, indent=1).encode())
    for old in target.glob("*.svg"):
        if old.stem not in run.figures:
            old.unlink()
    for figure, svg in run.figures.items():
        write_if_changed(target / f"{figure}.svg", svg.encode())
    record = Record(
        environment=environment(),
        inputs={file: digest(file) for file in run.inputs},
        figures=sorted(run.figures),
    )
    content = json.dumps(asdict(record), indent=1).encode()
    write_if_changed(target / "record.json", content)


def forget_removed() -> None:
    """Delete the runs of snippets that no longer exist."""
    known = set(names())
    for record in STORE.glob("*/*/record.json"):
        if record.parent.relative_to(STORE).as_posix() not in known:
            shutil.rmtree(record.parent)
