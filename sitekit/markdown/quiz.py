"""```quiz: a question with choices, each of which says why it is right or what it mistakes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sitekit.errors import SiteError
from sitekit.markdown.fence import body, fence, mapping, template
from sitekit.markdown.nested import declare_anchor

if TYPE_CHECKING:
    from markdown import Markdown

KINDS = {"quiz": "Question", "predict": "Predict first"}


def _quiz(source: str, md: Markdown) -> str:
    keys = body(source, ("id", "ask", "choices", "solution"), ("hint", "kind"))
    kind = keys["kind"] or "quiz"
    if kind not in KINDS:
        raise SiteError(f"kind is {kind!r}; it must be one of {', '.join(KINDS)}.")
    choices = [mapping(choice, ("text", "because"), ("right",)) for choice in keys["choices"]]
    if sum(choice["right"] is True for choice in choices) != 1 or len(choices) < 2:
        raise SiteError("exactly one of at least two choices needs `right: true`.")
    declare_anchor(keys["id"], md)
    return template("quiz.html", md, **{**keys, "choices": choices, "label": KINDS[kind]})


format_quiz = fence(_quiz)
