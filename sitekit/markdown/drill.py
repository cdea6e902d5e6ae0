"""```drill: a pencil task with fresh numbers, made and answered by cnnlib; ```worksheet: many."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sitekit.errors import SiteError
from sitekit.markdown.calculator import answered, json_text
from sitekit.markdown.fence import body, fence, template
from sitekit.markdown.nested import declare_anchor

if TYPE_CHECKING:
    from markdown import Markdown


def _seed(keys: dict[str, Any]) -> int:
    seed = 1 if keys["seed"] is None else keys["seed"]
    if isinstance(seed, bool) or not isinstance(seed, int):
        raise SiteError(f"seed is {seed!r}; it must be a whole number.")
    return seed


def _drill(source: str, md: Markdown) -> str:
    keys = body(source, ("id", "name"), ("seed",))
    task = answered("drill", {"name": keys["name"], "seed": _seed(keys)})["value"]
    declare_anchor(keys["id"], md)
    return template("drill.html", md, id=keys["id"], task=task, data=json_text(task))


def _worksheet(source: str, md: Markdown) -> str:
    # Imported per call: live reload replaces the modules when their sources change.
    from cnnlib import drills
    from cnnlib.calculators import LARGEST
    from cnnlib.drills.registry import MOST_OF_A_KIND

    keys = body(source, ("id", "title", "drills"), ("seed",))
    if not isinstance(keys["drills"], dict):
        raise SiteError(f"drills is {keys['drills']!r}; write a mapping, such as output_size: 3.")
    seed = _seed(keys)
    wanted = ", ".join(f"{name} {many}" for name, many in keys["drills"].items())
    tasks = answered("worksheet", {"drills": wanted, "seed": seed})["value"]
    declare_anchor(keys["id"], md)
    return template(
        "worksheet.html",
        md,
        id=keys["id"],
        title=keys["title"],
        drills=keys["drills"],
        titles=drills.titles(),
        most=MOST_OF_A_KIND,
        largest=LARGEST,
        seed=seed,
        tasks=tasks,
    )


format_drill = fence(_drill)
format_worksheet = fence(_worksheet)
