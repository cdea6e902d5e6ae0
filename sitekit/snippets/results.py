"""What pages may take from a snippet: its results, its figures, its source."""

from __future__ import annotations

import difflib
import json
from pathlib import Path
from typing import Any

from sitekit.errors import SiteError
from sitekit.snippets import store
from sitekit.snippets.begun import wait_for_snippet


def _script(name: str) -> Path:
    if not store.script(name).is_file():
        near = difflib.get_close_matches(name, store.names(), n=1)
        hint = f" Did you mean {near[0]}?" if near else ""
        raise SiteError(f"There is no snippet snippets/{name}.py.{hint}")
    return store.script(name)


def _last_run(name: str) -> store.Record:
    _script(name)
    wait_for_snippet(name)
    record = store.load(name)
    if record is None:
        raise SiteError(f"The snippet {name} has not been run: run `python -m sitekit.prepare`.")
    return record


def results(name: str) -> dict[str, Any]:
    """Return the module-level dict `results` of a snippet's last run."""
    _last_run(name)
    content: dict[str, Any] = json.loads((store.folder(name) / "results.json").read_text())
    return content


def figure(name: str, label: str) -> str:
    """Return the SVG of one figure."""
    record = _last_run(name)
    if label not in record.figures:
        drawn = ", ".join(record.figures) or "none"
        raise SiteError(f"The snippet {name} draws no figure {label!r}; its figures: {drawn}.")
    return (store.folder(name) / f"{label}.svg").read_text(encoding="utf-8")


def source(name: str) -> str:
    """Return a snippet's code as a reader should see it, without the section marks."""
    lines = _script(name).read_text(encoding="utf-8").splitlines()
    return "\n".join(line for line in lines if "--8<--" not in line)
