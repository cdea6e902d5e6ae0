"""How long a build takes: from nothing, with nothing changed, with one thing changed.

The same snippets in our runner, two galleries, mkdocs-jupyter and plain MkDocs, which runs none of
them; then the growth with the number of snippets; then our whole site, labs and all.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from benchmarks.browser import say
from benchmarks.paths import ROOT
from benchmarks.peers.galleries import BUILDERS, LOG_VARIABLE, OURS, PROJECTS, Builder, Snippet
from benchmarks.peers.install import run
from benchmarks.record import Record

# Not those that need our guard around a torchvision made for another torch; nor the one that reads
# its own script, which lies elsewhere in each of the tools; nor those that choose PyTorch's default
# type, which the galleries carry over into the next scripts, and these fail; nor those that need
# the layout of our figures.
LEFT_OUT = ("torchvision", "six_blocks.py", "set_default_dtype", "get_layout_engine")
EDITED = "convolution/sobel_filters"
EDITED_MODULE = "cnnlib/output_size.py"
SIZES = (10, 100, 400)
GENERATED = '''\
"""Generated: filter number {number}."""

import matplotlib.pyplot as plt
import torch
from torch import nn

torch.manual_seed({number})
maps = nn.Conv2d(1, 4, 3)(torch.rand(1, 1, 16, 16)).detach()[0]
fig, axes = plt.subplots(1, 4, num="maps")
for axis, one in zip(axes, maps):
    axis.imshow(one)
'''


def chosen() -> list[Snippet]:
    """Return the snippets that every tool executes: all of the course that can be run anywhere."""
    folder = ROOT / "snippets"
    texts = {path: path.read_text(encoding="utf-8") for path in sorted(folder.glob("*/*.py"))}
    return [
        Snippet(path.relative_to(folder).with_suffix("").as_posix(), text)
        for path, text in texts.items()
        if not any(word in text for word in LEFT_OUT)
    ]


def generated(count: int) -> list[Snippet]:
    """Make small snippets, each with a seed of its own."""
    return [
        Snippet(f"generated/filter_{number}", GENERATED.format(number=number))
        for number in range(count)
    ]


def timed(command: Sequence[str | Path], folder: Path) -> dict[str, float]:
    """Run a build; return the seconds and how many snippets it executed."""
    with tempfile.TemporaryDirectory() as scratch:
        log = Path(scratch) / "log"
        environment = {
            LOG_VARIABLE: str(log),
            "PYTHONPATH": str(folder),
            "JUPYTER_PATH": str(Path(sys.prefix) / "share" / "jupyter"),  # borrowed kernel
            "MPLBACKEND": "agg",
            "NO_MKDOCS_2_WARNING": "1",
        }
        begun = time.monotonic()
        run(*command, cwd=folder, **environment)
        seconds = time.monotonic() - begun
        executed = len(log.read_text("utf-8").splitlines()) if log.is_file() else 0
    return {"seconds": seconds, "executed": executed}


def edit(path: Path) -> None:
    """Change a file as an author does; the text is another one each time."""
    with path.open("a", encoding="utf-8") as file:
        file.write(f"\n# edited {time.monotonic_ns()}\n")


def scenarios(builder: Builder, edited: Snippet) -> dict[str, Callable[[], None]]:
    """Return what is done before each build."""
    return {
        "cold": builder.clean,
        "unchanged": lambda: None,
        "one snippet changed": lambda: edit(builder.folder / builder.script(edited)),
        "one cnnlib function changed": lambda: edit(builder.folder / EDITED_MODULE),
    }


def compare(record: Record, repetitions: int) -> None:
    """Let the tools take turns, scenario by scenario."""
    snippets = chosen()
    (edited,) = (snippet for snippet in snippets if snippet.name == EDITED)
    for builder in BUILDERS:
        builder.set_up(snippets)
    for repetition in range(1, repetitions + 1):
        for builder in (one for one in BUILDERS if repetition <= one.at_most):
            key = {"tool": builder.name, "repetition": repetition}
            if record.has("snippets", key):
                continue
            rows = []
            for scenario, prepare in scenarios(builder, edited).items():
                prepare()
                load = os.getloadavg()[0]
                row = timed(builder.command, builder.folder)
                say(
                    f"[{repetition}] {builder.name}, {scenario}: {row['seconds']:.1f} s, "
                    f"{row['executed']} of {len(snippets)} executed"
                )
                rows.append({**key, "scenario": scenario, **row, "load": load})
            record.add("snippets", *rows)
    record.put("number_of_snippets", len(snippets))


def grow(record: Record, repetitions: int) -> None:
    """Build ours with more and more snippets."""
    for repetition in range(1, repetitions + 1):
        for count in SIZES:
            key = {"snippets": count, "repetition": repetition}
            if record.has("growth", key):
                continue
            OURS.set_up(generated(count))
            cold, unchanged = (timed(OURS.command, OURS.folder)["seconds"] for _ in range(2))
            say(f"[{repetition}] {count} snippets: cold {cold:.1f} s, unchanged {unchanged:.1f} s")
            record.add("growth", {**key, "cold": cold, "unchanged": unchanged})


def copy_project(folder: Path) -> None:
    """Copy what git would commit, so that a build starts from nothing and edits hurt nobody."""
    shutil.rmtree(folder, ignore_errors=True)
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.splitlines()
    for name in filter(lambda name: (ROOT / name).is_file(), listed):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / name, folder / name)
    (folder / "node_modules").symlink_to(ROOT / "node_modules")


def whole_site(record: Record, repetitions: int) -> None:
    """Build the whole site: every snippet and lab, Python for the browser, all pages."""
    folder = PROJECTS / "whole site"
    command = (sys.executable, "-m", "mkdocs", "build", "--strict")
    for repetition in range(1, repetitions + 1):
        if record.has("site", {"repetition": repetition}):
            continue
        copy_project(folder)
        preparations: dict[str, Callable[[], None]] = {
            "cold": lambda: None,
            "unchanged": lambda: None,
            "one snippet changed": lambda: edit(folder / "snippets" / f"{EDITED}.py"),
            "one cnnlib function changed": lambda: edit(folder / EDITED_MODULE),
        }
        rows = []
        for scenario, prepare in preparations.items():
            prepare()
            load = os.getloadavg()[0]
            seconds = timed(command, folder)["seconds"]
            say(f"[{repetition}] whole site, {scenario}: {seconds:.0f} s")
            rows.append(
                {"repetition": repetition, "scenario": scenario, "seconds": seconds, "load": load}
            )
        record.add("site", *rows)


def measure(record: Record, repetitions: int) -> None:
    """Run what the record lacks."""
    compare(record, repetitions)
    grow(record, min(repetitions, 3))
    whole_site(record, min(repetitions, 3))
