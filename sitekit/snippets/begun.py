"""The round of snippets that runs beside a program such as MkDocs, which makes pages meanwhile."""

from __future__ import annotations

import atexit
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass

from sitekit.errors import SiteError
from sitekit.snippets import store
from sitekit.snippets.run import golden_complaints, stop_at


@dataclass
class Round:
    """The snippets whose last run was no longer true, and the process that runs them, if any."""

    names: frozenset[str]
    process: subprocess.Popen[bytes] | None

    def wait(self) -> None:
        """Wait until all have been run; raise SiteError where one of them failed."""
        if self.process is None:
            return
        status = self.process.wait()
        atexit.unregister(self.process.terminate)  # nothing is left to stop
        if status:
            raise SiteError("A snippet failed; its message stands above.")


_rounds: list[Round] = []


def begin_snippets() -> None:
    """Start to bring all snippets up to date, where that has not begun yet.

    A forked snippet imports the main module of the program again, so the runs happen under a main
    module of our own, which is tiny. With nothing to run none is started.
    """
    if _rounds:
        return
    names = frozenset(store.stale(store.names()))
    process = None
    if names:
        process = subprocess.Popen([sys.executable, "-m", "sitekit.snippets"])
        atexit.register(process.terminate)  # where the program stops before it has asked for them
    _rounds.append(Round(names, process))


def is_running(name: str) -> bool:
    """Tell whether this snippet may still be being run."""
    return any(name in begun.names for begun in _rounds)


def wait_for_snippet(name: str) -> None:
    """Wait where this snippet is being run; raise SiteError where one of its round failed."""
    for begun in _rounds:
        if name in begun.names:
            begun.wait()


def abandon_snippets() -> None:
    """Stop what was begun and not waited for: the next build decides anew what to run."""
    while _rounds:
        if process := _rounds.pop().process:
            process.terminate()
            process.wait()
            atexit.unregister(process.terminate)


def finish_snippets(say: Callable[[str], None]) -> None:
    """Bring all snippets up to date, or wait until what was begun has done so; else SiteError."""
    begin_snippets()
    begun = _rounds.pop()
    begun.wait()
    if begun.process is None:
        store.forget_removed()
        stop_at(golden_complaints(store.names()))
        say(f"snippets: 0 run, {len(store.names())} unchanged")
