"""```try-it: a number to work out by hand, graded in the page against what cnnlib computes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sitekit.errors import SiteError
from sitekit.markdown.expressions import evaluate
from sitekit.markdown.fence import body, fence, mapping, template
from sitekit.markdown.nested import declare_anchor

if TYPE_CHECKING:
    from markdown import Markdown


def numbers(value: Any) -> str:
    """Write an answer the way the page's script compares it: numbers with spaces between."""
    items = value if isinstance(value, (list, tuple)) else [value]
    if any(isinstance(item, bool) or not isinstance(item, (int, float)) for item in items):
        raise SiteError(f"{value!r} is not a number or a list of numbers.")
    return " ".join(str(item) for item in items)


def _try_it(source: str, md: Markdown) -> str:
    keys = body(source, ("id", "ask", "answer", "solution"), ("unit", "hint", "mistakes"))
    answer = numbers(evaluate(str(keys["answer"])))
    mistakes: dict[str, str] = {}
    for item in keys["mistakes"] or []:
        mistake = mapping(item, ("when", "because"))
        value = numbers(evaluate(str(mistake["when"])))
        if value == answer:
            raise SiteError(f"the mistake {mistake['when']!r} gives the right answer, {answer}.")
        if value in mistakes:
            raise SiteError(f"the mistake {mistake['when']!r} gives {value}, as one above does.")
        mistakes[value] = mistake["because"]
    declare_anchor(keys["id"], md)
    return template("try_it.html", md, **{**keys, "answer": answer, "mistakes": mistakes})


format_try_it = fence(_try_it)
