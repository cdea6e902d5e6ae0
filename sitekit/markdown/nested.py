"""Markdown inside a fence: captions, questions and answers are converted like the page itself."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any
from weakref import WeakKeyDictionary

from markdown import Markdown

EXTENSIONS: Sequence[str] = (
    "attr_list",
    "tables",
    "sane_lists",
    "pymdownx.arithmatex",
    "pymdownx.highlight",
    "pymdownx.superfences",
    "sitekit.markdown.expressions",
    "sitekit.markdown.katex",
    "sitekit.markdown.citations",
    "sitekit.markdown.numbers",
)
CONFIGS: dict[str, dict[str, Any]] = {"pymdownx.arithmatex": {"generic": True}}

_converters: WeakKeyDictionary[Markdown, Markdown] = WeakKeyDictionary()


def _converter(page: Markdown) -> Markdown:
    if page not in _converters:
        nested = Markdown(extensions=list(EXTENSIONS), extension_configs=CONFIGS)
        # MkDocs resolves and checks links in a tree processor of the page's own converter.
        if "relpath" in page.treeprocessors:
            nested.treeprocessors.register(page.treeprocessors["relpath"], "relpath", 0)
        _converters[page] = nested
    return _converters[page]


def render(text: str, page: Markdown) -> str:
    """Convert a fence's Markdown string to HTML blocks."""
    return _converter(page).reset().convert(text)


def render_inline(text: str, page: Markdown) -> str:
    """Convert a one-paragraph Markdown string to HTML without the paragraph's tags."""
    content = render(text, page)
    if content.startswith("<p>") and content.endswith("</p>") and content.count("<p>") == 1:
        return content[3:-4]
    return content


def address(file: str, md: Markdown) -> str:
    """Give the address of one of the site's files as seen from the page; MkDocs checks it."""
    found = re.search(r'src="([^"]+)"', render_inline(f"![]({file})", md))
    assert found
    return found[1]


def unchecked_address(place: str, md: Markdown) -> str:
    """Do the same for a file that may be made later than the page: MkDocs can't check it."""
    return address("/index.md", md) + place


def declare_anchor(identifier: str, page: Markdown) -> None:
    """Tell MkDocs' link check of an id that a fence puts into the page."""
    if "mkdocs_extract_anchors" in page.treeprocessors:
        anchors: Any = page.treeprocessors["mkdocs_extract_anchors"]
        anchors.present_anchor_ids.add(identifier)
