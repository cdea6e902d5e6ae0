"""Keeps drawings and the code that draws them out of search.

Its parser would read every path, each axis' numbers would be found, and listings fill the results.
"""

from __future__ import annotations

import re

DRAWING = re.compile(
    r'<svg\b.*?</svg>|<details class="figure__code">.*?</details>',
    re.DOTALL,
)
MARK = re.compile(r"<!--drawing ([0-9]+)-->")


class Drawings:
    """The drawings of all pages, each away from its page until that has been searched."""

    def __init__(self) -> None:
        self._away: list[str] = []

    def clear(self) -> None:
        """Forget those of the last build."""
        self._away.clear()

    def take_out(self, html: str) -> str:
        """Return the page with a mark in the place of each drawing and its code."""
        return DRAWING.sub(self._mark, html)

    def _mark(self, found: re.Match[str]) -> str:
        self._away.append(found[0])
        return f"<!--drawing {len(self._away) - 1}-->"

    def put_back(self, html: str) -> str:
        """Return the page as it was."""
        return MARK.sub(lambda found: self._away[int(found[1])], html)


DRAWINGS = Drawings()
