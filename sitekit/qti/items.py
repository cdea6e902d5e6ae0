"""The questions of a package, found in the tasks of the pages and drawn by the drills."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from copy import copy
from dataclasses import dataclass, field
from typing import Any

from bs4 import Comment, Tag
from markupsafe import escape

from sitekit.errors import SiteError
from sitekit.tasks import TaskPage

DRILL_SEEDS = range(1, 6)
KEPT_ATTRIBUTES = {"href", "xmlns", "display", "stretchy", "columnalign", "scope", "fence"}


@dataclass
class Item:
    """A question: choices, or the texts that are accepted; feedback by what was answered."""

    identifier: str
    title: str
    ask: str
    solution: str
    choices: list[tuple[str, str]] = field(default_factory=list)
    right: list[str] = field(default_factory=list)
    feedback: list[tuple[list[str], str]] = field(default_factory=list)
    numeric: bool = False


@dataclass
class Assessment:
    """The questions of one page, or of one drill."""

    identifier: str
    title: str
    items: list[Item]


def portable(element: Tag, url: str) -> str:
    """Write the inside of an element as HTML that a learning system can show."""
    element = copy(element)
    for formula in element.find_all("tex-math"):
        math = formula.find("math")
        assert isinstance(math, Tag)
        for note in math.find_all("annotation"):
            note.decompose()
        formula.replace_with(math)
    for comment in element.find_all(string=lambda text: isinstance(text, Comment)):
        comment.extract()
    for part in element.find_all(True):
        if part.name in ("img", "svg", "script", "iframe"):
            raise SiteError(f"{url}: a <{part.name}> in a task can't be exported to QTI.")
        href = str(part.get("href", ""))
        if part.name in ("data", "abbr", "span", "label") or (
            part.name == "a" and not href.startswith("https://")
        ):
            part.unwrap()
        else:
            part.attrs = {key: part[key] for key in part.attrs if key in KEPT_ATTRIBUTES}
    return element.decode_contents().strip()


def _inside(task: Tag, selector: str) -> Tag:
    found = task.select_one(selector)
    assert found is not None, f"{task['id']}: no {selector}"
    return found


def _solution(task: Tag, url: str) -> str:
    details = copy(_inside(task, ".exercise__solution"))
    _inside(details, "summary").decompose()
    return portable(details, url)


def _quiz(task: Tag, url: str) -> Item:
    item = Item(
        str(task["id"]),
        "",
        portable(_inside(task, ".exercise__ask"), url),
        _solution(task, url),
    )
    for place, choice in enumerate(task.select(".exercise__choices > li"), 1):
        name = f"choice{place}"
        item.choices.append((name, portable(_inside(choice, "label > span"), url)))
        item.feedback.append(([name], portable(_inside(choice, ".exercise__because"), url)))
        if choice.select_one("input[data-right]"):
            item.right.append(name)
    return item


def written(numbers: Sequence[str]) -> list[str]:
    """List the ways in which numbers may be typed."""
    numbers = [number.removesuffix(".0") for number in numbers]
    return list(dict.fromkeys(mark.join(numbers) for mark in (", ", " ", ",", "; ")))


def _try_it(task: Tag, url: str) -> Item:
    right = str(task["data-answer"]).split()
    unit = task.select_one(".exercise__unit")
    ask = portable(_inside(task, ".exercise__ask"), url)
    return Item(
        str(task["id"]),
        "",
        ask + (f"<p>In {portable(unit, url)}.</p>" if unit else ""),
        _solution(task, url),
        right=written(right),
        feedback=[
            (written(str(mistake["data-when"]).split()), portable(mistake, url))
            for mistake in task.select("template")
        ],
        numeric=len(right) == 1,
    )


def _paragraphs(texts: Iterable[object]) -> str:
    return "".join(f"<p>{escape(text)}</p>" for text in texts)


def drill_item(task: dict[str, Any]) -> Item:
    """Make a question of a drill's task; its texts are plain."""
    layers = "".join(f"<li>{escape(layer)}</li>" for layer in task["layers"])
    grids = "".join(
        f"<p>{escape(grid['caption'])}</p><table><tbody>"
        + "".join(
            f"<tr>{''.join(f'<td>{number}</td>' for number in row)}</tr>" for row in grid["rows"]
        )
        + "</tbody></table>"
        for grid in task["grids"]
    )
    unit = f"In {task['unit']}." if task["unit"] else ""
    return Item(
        f"drill-{task['name'].replace('_', '-')}-{task['seed']}",
        "",
        _paragraphs([task["question"]])
        + (f"<ol>{layers}</ol>" if layers else "")
        + grids
        + _paragraphs([unit] if unit else []),
        _paragraphs([f"{task['text']} {task['unit']}".strip(), *task["working"]]),
        right=written([str(number) for number in task["answer"]]),
        feedback=[
            (written([str(number) for number in mistake["gives"]]), str(escape(mistake["because"])))
            for mistake in task["mistakes"]
        ],
        numeric=len(task["answer"]) == 1,
    )


def assessments(pages: Sequence[TaskPage]) -> list[Assessment]:
    """Collect the questions: one assessment for each page that has any, one for each drill."""
    # Imported per call: live reload replaces the module when its source changes.
    from cnnlib import drills

    makers = {"quiz-question": _quiz, "try-it": _try_it}
    found = []
    for page in pages:
        items = [makers[task.name](task, page.url) for task in page.tasks if task.name in makers]
        if items:
            name = page.url.strip("/").replace("/", "-") or "start"
            found.append(Assessment(name, page.title, items))
    for name, title in drills.titles().items():
        items = [drill_item(drills.drill(name, seed)) for seed in DRILL_SEEDS]
        found.append(Assessment(f"drill-{name.replace('_', '-')}", f"Drill: {title}", items))
    for assessment in found:
        for place, item in enumerate(assessment.items, 1):
            item.title = f"{assessment.title}, question {place}"
    return found
