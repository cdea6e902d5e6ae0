"""Runs one snippet inside a forked process and sends back what it made."""

from __future__ import annotations

import contextlib
import io
import json
import os
import re
import runpy
import sys
import traceback
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from sitekit.paths import ROOT, SNIPPETS
from sitekit.snippets import store
from sitekit.snippets.svg import page_svg
from sitekit.torchvision_guard import ensure_torchvision

INSIDE = f"{ROOT}{os.sep}"
IGNORED = tuple(f"{INSIDE}{name}{os.sep}" for name in (".venv", ".cache", "node_modules", "site"))


class Trace:
    """Remembers the project files that are opened while it listens."""

    def __init__(self) -> None:
        self.files: set[str] = set()
        self.listening = True
        sys.addaudithook(self._hear)

    def _hear(self, event: str, arguments: tuple[Any, ...]) -> None:
        if self.listening and event == "open" and isinstance(arguments[0], (str, bytes, Path)):
            self.add(Path(os.fsdecode(arguments[0])))

    def add(self, path: Path) -> None:
        """Remember a file if it is one of the project's own sources."""
        path = path.absolute()
        if _may_be_source(str(path)) and path.suffix != ".pyc" and path.is_file():
            self.files.add(path.relative_to(ROOT).as_posix())

    def add_imported(self) -> None:
        """Remember the project modules among all that are imported by now."""
        for module in list(sys.modules.values()):
            file = getattr(module, "__file__", None)
            if file and _may_be_source(file):  # asked first: most modules are torch's
                self.add(Path(file))


def _may_be_source(path: str) -> bool:
    return path.startswith(INSIDE) and not path.startswith(IGNORED)


def snippet_traceback(error: BaseException, script: Path) -> str:
    """Return the traceback from the snippet's own lines on, with paths from the project's root."""
    frames = traceback.extract_tb(error.__traceback__)
    first = next((i for i, frame in enumerate(frames) if frame.filename == str(script)), 0)
    if isinstance(error, SyntaxError):
        frames = traceback.StackSummary([])
    else:
        frames = traceback.StackSummary(frames[first:])
    lines = traceback.format_list(frames) + traceback.format_exception_only(error)
    return "".join(lines).replace(f"{ROOT}{os.sep}", "")


def collect_figures(name: str) -> dict[str, str]:
    """Return every open figure as an SVG for the page, under its label."""
    import matplotlib.pyplot as plt

    figures = {}
    for number in plt.get_fignums():
        figure = plt.figure(number)
        label = figure.get_label()
        if not re.fullmatch(r"[a-z][a-z0-9_]*", str(label)):
            raise ValueError(
                f"figure {number} has no name; give it one: plt.figure('maps') or num='maps'"
            )
        buffer = io.StringIO()
        with plt.rc_context({"svg.hashsalt": f"{name}:{label}"}):
            figure.savefig(buffer, format="svg", metadata={"Date": None})
        figures[str(label)] = page_svg(buffer.getvalue(), f"{name}-{label}")
    return figures


def execute(name: str) -> store.Run:
    """Run a snippet from the project's root, as a reader would."""
    import matplotlib.pyplot as plt
    import torch

    torch.set_num_threads(1)  # also what makes sums, and so the output, repeatable
    os.chdir(ROOT)
    trace = Trace()
    plt.style.use(SNIPPETS / "cnn.mplstyle")
    stdout = io.StringIO()
    script = store.script(name)
    if "torchvision" in script.read_text(encoding="utf-8"):
        ensure_torchvision()  # here, and not for all: it takes a second, and few need it
    sys.argv = [str(script)]
    with contextlib.redirect_stdout(stdout):
        module = runpy.run_path(str(script), run_name="__main__")
    results = module.get("results", {})
    json.dumps(results)  # a result that is not JSON must fail here, with the snippet's name
    figures = collect_figures(name)
    trace.listening = False
    trace.add(script)
    trace.add_imported()
    return store.Run(stdout.getvalue(), results, figures, tuple(sorted(trace.files)))


def main(name: str, connection: Connection) -> None:
    """Send a Run, or the text of what went wrong."""
    try:
        reply: store.Run | str = execute(name)
    except BaseException as error:
        reply = snippet_traceback(error, store.script(name))
    connection.send(reply)
    connection.close()
