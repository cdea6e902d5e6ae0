"""The interactives of all pages, found in their HTML: what the teachers' page offers to embed."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from markupsafe import escape
from mkdocs.utils import get_relative_url

ELEMENTS = (
    "branch-lab|cnn-calculator|code-exercise|convolution-stepper|design-sheet|drill-task|"
    "gradient-flow|network-table|pooling-stepper|receptive-field-explorer|work-sheet"
)
ELEMENT = re.compile(
    rf'<({ELEMENTS})\b[^>]*?\sid="(?P<id>[^"]+)"[^>]*>(?P<rest>.*?)</\1>', re.DOTALL
)
TITLE = re.compile(
    r'<p class="(?:calculator|code-exercise)__title"[^>]*>(.*?)<(?:span|/p)', re.DOTALL
)
LABEL = re.compile(r'<p class="exercise__label"[^>]*>(.*?)<(?:span|/p)', re.DOTALL)
PLACE = "<!-- interactives by page -->"


@dataclass
class Interactives:
    """What one build found: page by page, the ids and titles of what can stand alone."""

    found: dict[str, tuple[str, list[tuple[str, str]]]] = field(default_factory=dict)

    def read(self, html: str, url: str, title: str) -> None:
        """Take in one page."""
        parts = [(part["id"], _title(part["rest"])) for part in ELEMENT.finditer(html)]
        if parts:
            self.found[url] = (title, parts)

    def listed(self, html: str, url: str, order: list[str]) -> str:
        """Put the list where a page has the place for it, pages in the order of the navigation."""
        if PLACE not in html:
            return html
        rows = [
            _row(get_relative_url(page, url), self.found[page][0], *part)
            for page in order
            if page in self.found
            for part in self.found[page][1]
        ]
        return html.replace(PLACE, "\n".join(rows))


def _title(html: str) -> str:
    found = TITLE.search(html) or LABEL.search(html)
    return re.sub(r"<[^>]+>", "", found[1]).strip() if found else ""


def _row(address: str, page: str, identifier: str, title: str) -> str:
    return (
        f'<tr><td><a href="{escape(address)}">{escape(page)}</a></td>'
        f'<td><a href="{escape(address)}?embed={escape(identifier)}" target="_blank">'
        f"{title or identifier}</a></td>"
        f"<td><code>{escape(identifier)}</code></td></tr>"
    )


INTERACTIVES = Interactives()
