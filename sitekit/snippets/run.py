"""Runs the snippets whose last run is no longer true, each in a process of its own.

A fork server loads torch and matplotlib once; a snippet then costs about a tenth of a second.
"""

from __future__ import annotations

import difflib
import os
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess

from sitekit.errors import SiteError
from sitekit.fonts import matplotlib_fonts
from sitekit.snippets import child, forks, store

TIME_LIMIT = 120.0  # seconds for one snippet; the longest measured takes a few
LONG = "backward()"  # what trains or takes gradients many times


@dataclass
class Job:
    """One snippet that is being run."""

    name: str
    process: BaseProcess
    started: float


def run_snippets(
    names: Iterable[str] | None = None,
    update: bool = False,
    say: Callable[[str], None] = print,
) -> int:
    """Bring the given snippets (all of them, by default) up to date; return how many ran.

    Raises SiteError with every failure of the round, so that an author sees all of them at once.
    """
    store.forget_removed()
    chosen = list(names) if names is not None else store.names()
    stale = store.stale(chosen)
    failures = _run_all(stale, say)
    failures |= golden_complaints([name for name in chosen if name not in failures], update)
    stop_at(failures)
    return len(stale)


def golden_complaints(names: Iterable[str], update: bool = False) -> dict[str, str]:
    """Return what the goldens of these snippets say against their last run."""
    found = {name: check_golden(name, update) for name in names}
    return {name: complaint for name, complaint in found.items() if complaint}


def stop_at(failures: dict[str, str]) -> None:
    """Raise SiteError with every failure, if there is one."""
    if failures:
        raise SiteError("\n\n".join(failures.values()))


def _run_all(names: list[str], say: Callable[[str], None]) -> dict[str, str]:
    """Run all, those that take long first; return what went wrong, by snippet."""
    if not names:
        return {}
    context = forks.context()
    matplotlib_fonts()  # made while the fork server is still importing torch
    waiting = sorted(names, key=lambda name: LONG not in store.script(name).read_text("utf-8"))
    running: dict[Connection, Job] = {}
    failures: dict[str, str] = {}
    done = 0
    while waiting or running:
        while waiting and len(running) < (os.cpu_count() or 1):
            name = waiting.pop(0)
            receiver, sender = context.Pipe(duplex=False)
            process = context.Process(target=child.main, args=(name, sender), daemon=True)
            process.start()
            sender.close()
            running[receiver] = Job(name, process, time.monotonic())
        for receiver in [c for c in wait(list(running), timeout=1.0) if isinstance(c, Connection)]:
            job = running.pop(receiver)
            if complaint := _finish(job, receiver):
                failures[job.name] = complaint
            done += 1
            seconds = time.monotonic() - job.started
            say(f"  [{done}/{len(names)}] snippets/{job.name}.py  {seconds:.1f} s")
        for receiver, job in list(running.items()):
            if time.monotonic() - job.started > TIME_LIMIT:
                job.process.kill()
                del running[receiver]
                done += 1
                failures[job.name] = (
                    f"snippets/{job.name}.py was stopped after {TIME_LIMIT:.0f} s; "
                    "a snippet must finish within that time."
                )
    return failures


def _finish(job: Job, receiver: Connection) -> str | None:
    try:
        reply = receiver.recv()
    except EOFError:
        job.process.join()
        reply = f"the process ended with exit code {job.process.exitcode}"
    receiver.close()
    job.process.join()
    if isinstance(reply, str):
        return f"snippets/{job.name}.py failed:\n{reply}"
    store.save(job.name, reply)
    return None


def check_golden(name: str, update: bool = False) -> str | None:
    """Compare a snippet's printed output with its committed golden; return the complaint, if any.

    With `update`, the golden is rewritten (or removed, when nothing is printed).
    """
    printed = (store.folder(name) / "stdout.txt").read_text(encoding="utf-8")
    golden = store.script(name).with_suffix(".out")
    expected = golden.read_text(encoding="utf-8") if golden.is_file() else ""
    if printed == expected:
        return None
    if update:
        if printed:
            golden.write_text(printed, encoding="utf-8")
        else:
            golden.unlink()
        return None
    difference = difflib.unified_diff(
        expected.splitlines(), printed.splitlines(), f"{name}.out", "printed now", lineterm=""
    )
    known = golden.is_file()
    what = f"no longer prints what {golden.name} holds" if known else f"has no {golden.name} yet"
    return (
        f"snippets/{name}.py {what}. If the new output is right, run "
        f"`python -m sitekit.snippets --update {name}`.\n" + "\n".join(difference)
    )
