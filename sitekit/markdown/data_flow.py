"""```data-flow: the drawing of what is made from what, with the tree's own folders and counts.

A path that is not there fails the build, and so does a folder of the repository that the drawing
leaves out: the drawing can't outlive what it shows.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sitekit.errors import SiteError
from sitekit.markdown.fence import body, fence, mapping, template
from sitekit.paths import ROOT

if TYPE_CHECKING:
    from markdown import Markdown

WIDTH, HEIGHT = 224, 46  # of a box, in the drawing's units
COLUMN, ROW, TOP = 306, 62, 34
LONGEST_NAME, LONGEST_TEXT = 26, 30  # letters that fit into a box


@dataclass(frozen=True)
class Box:
    """One box: where it stands and what is written in it."""

    title: str
    holds: str
    x: int
    y: int


def _data_flow(source: str, md: Markdown) -> str:
    keys = body(source, ("alt", "columns", "arrows"), ("elsewhere",))
    boxes: dict[str, Box] = {}
    for place, column in enumerate(keys["columns"]):
        for row, entry in enumerate(column["boxes"]):
            box = mapping(entry, ("name",), ("files", "holds"))
            boxes[box["name"]] = _box(box, place * COLUMN + 5, TOP + row * ROW)
    _complete([*boxes, *(keys["elsewhere"] or [])], ROOT)
    arrows = [_arrow(arrow, boxes) for arrow in keys["arrows"]]
    return template(
        "data_flow.html",
        md,
        alt=keys["alt"],
        titles=[
            (place * COLUMN + 5, column["title"]) for place, column in enumerate(keys["columns"])
        ],
        boxes=list(boxes.values()),
        arrows=arrows,
        width=(len(keys["columns"]) - 1) * COLUMN + WIDTH + 10,
        height=max(box.y for box in boxes.values()) + HEIGHT + 6,
        box_width=WIDTH,
        box_height=HEIGHT,
    )


def _box(entry: dict[str, Any], x: int, y: int) -> Box:
    """Look a box up in the tree, and count what it holds; `site` is only made by the build."""
    name, pattern, holds = str(entry["name"]), entry["files"], str(entry["holds"] or "")
    path = ROOT / name
    if len(name) > LONGEST_NAME or len(holds) > LONGEST_TEXT:
        raise SiteError(f"{name}: {holds!r} is too long for a box.")
    if not name.startswith("site") or name.startswith("sitekit"):
        if not path.exists():
            raise SiteError(f"there is no {name}; the drawing must follow the tree.")
        if pattern:
            many = len(list(path.glob(pattern)))
            if not many:
                raise SiteError(f"{name} holds nothing like {pattern}.")
            return Box(name, f"{many} {holds}", x, y)
    return Box(name, holds, x, y)


def _complete(named: list[str], root: Path) -> None:
    """Refuse a drawing that leaves out a folder with Python or pages in it."""
    shown = {name.split("/")[0] for name in named}
    for folder in sorted(path for path in root.iterdir() if path.is_dir()):
        made = folder.name.startswith(".") or (folder / "pyvenv.cfg").exists()
        if made or folder.name in {*shown, "site", "node_modules", "dist", "mutants"}:
            continue
        if any(folder.glob("*.*")) and not folder.name.endswith(".egg-info"):
            raise SiteError(f"the drawing leaves out {folder.name}/; name it, or say `elsewhere`.")


def _arrow(arrow: dict[str, str], boxes: dict[str, Box]) -> dict[str, Any]:
    entry = mapping(arrow, ("from", "to"), ("as",))
    for end in (entry["from"], entry["to"]):
        if end not in boxes:
            raise SiteError(f"an arrow names {end!r}; the boxes are: {', '.join(boxes)}.")
    start, end = boxes[entry["from"]], boxes[entry["to"]]
    x1, y1, y2 = start.x + WIDTH, start.y + HEIGHT // 2, end.y + HEIGHT // 2
    middle = (x1 + end.x) // 2
    if end.x <= start.x:
        raise SiteError(f"the arrow from {start.title} to {end.title} must lead to the right.")
    line = f"M{x1} {y1}C{middle} {y1} {middle} {y2} {end.x - 7} {y2}"
    tip = f"M{end.x - 8} {y2 - 4}L{end.x - 1} {y2}L{end.x - 8} {y2 + 4}Z"
    return {"from": start.title, "to": end.title, "as": entry["as"], "line": line, "tip": tip}


format_data_flow = fence(_data_flow)
