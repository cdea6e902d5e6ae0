"""The interactives: forms whose answer is a picture or a table that can be played with.

Each is a calculator of cnnlib (its fields, its answers), a template `<tag>_answer.html` for the
picture that the page is built with, and a custom element that keeps the picture up to date.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sitekit.markdown.calculator import form
from sitekit.markdown.fence import Formatter, body, fence

if TYPE_CHECKING:
    from markdown import Markdown


def _instrument(tag: str, calculator: str, picture_first: bool = True) -> Formatter:
    def formatted(source: str, md: Markdown) -> str:
        keys = body(source, ("arguments",), ("id", "title", "presets"))
        answer_file = f"{tag.replace('-', '_')}_answer.html"
        return form(calculator, keys, md, tag, answer_file, picture_first)

    return fence(formatted)


format_network_table = _instrument("network-table", "network_table", picture_first=False)
