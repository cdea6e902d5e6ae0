"""Reads a lab: what its front matter says, its cells, and the roles that their tags give them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

import jupytext
import yaml

from sitekit.errors import SiteError
from sitekit.paths import DOCS

LABS = DOCS / "labs"
# Told by a tag; a cell without one is shown and handed out everywhere.
ROLES = ("task", "hint", "solution", "page")


@dataclass(frozen=True)
class Lab:
    """One percent script."""

    slug: str
    meta: dict[str, str]
    cells: list[Any]


def slugs() -> list[str]:
    """Return the name of every lab, in a stable order."""
    return sorted(path.stem for path in LABS.glob("*.py"))


def role(cell: Any) -> str | None:
    """Return what a cell is for, or refuse a tag that means nothing."""
    tags = cell["metadata"].get("tags", [])
    unknown = [tag for tag in tags if tag not in ROLES]
    if unknown or len(tags) > 1:
        raise SiteError(f"a cell has the tags {tags}; it may have one of {', '.join(ROLES)}.")
    return tags[0] if tags else None


def groups(cells: list[Any]) -> Iterator[tuple[str | None, list[Any]]]:
    """Give runs of cells of one role; the front matter is left out."""
    shown = [cell for cell in cells if cell["cell_type"] != "raw"]
    for kind, run in groupby(shown, role):
        yield kind, list(run)


def read(path: Path) -> Lab:
    """Read a lab, or raise SiteError where its head or a tag is not as it must be."""
    cells = jupytext.read(path, fmt="py:percent").cells
    name = f"{path.parent.name}/{path.name}"
    head = cells[0].source if cells and cells[0].cell_type == "raw" else ""
    meta = yaml.safe_load(head.strip().strip("-")) or {}
    missing = [key for key in ("title", "description") if not meta.get(key)]
    if missing:
        raise SiteError(
            f"{name} has no {missing[0]}; its first lines must be `# ---`, `# title: …`, "
            "`# description: …`, `# ---`."
        )
    before: str | None = None
    try:
        for kind, _ in groups(cells):
            if kind == "solution" and before not in ("task", "hint"):
                raise SiteError(
                    'a solution follows neither a task nor a hint; put a cell with tags=["task"], '
                    "where learners write, before it."
                )
            before = kind
    except SiteError as error:
        raise SiteError(f"In {name}: {error}") from error
    return Lab(path.stem, meta, cells)
