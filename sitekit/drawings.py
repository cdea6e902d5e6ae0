"""Keeps drawings and the code that draws them out of search, and lets pages not wait for them.

Search would read every path, each axis' numbers would be found, and listings fill the results.
"""

from __future__ import annotations

import re
from collections.abc import Callable

DRAWING = re.compile(
    r'<svg\b.*?</svg>|<details class="figure__code">.*?</details>',
    re.DOTALL,
)
MARK = re.compile(r"<!--drawing ([0-9]+)-->")


class Drawings:
    """The drawings of all pages, each away until it is drawn and its page has been searched."""

    def __init__(self) -> None:
        self._away: list[str | Callable[[], str]] = []

    def clear(self) -> None:
        """Forget those of the last build."""
        self._away.clear()

    def take_out(self, html: str) -> str:
        """Return the page with a mark in the place of each drawing and its code."""
        return DRAWING.sub(self._mark, html)

    def _mark(self, found: re.Match[str]) -> str:
        return self.later(found[0])

    def later(self, drawing: str | Callable[[], str]) -> str:
        """Return a mark for a drawing, or for what gives it once its snippet has been run."""
        self._away.append(drawing)
        return f"<!--drawing {len(self._away) - 1}-->"

    def put_back(self, html: str) -> str:
        """Return the page with all its drawings."""
        return MARK.sub(lambda found: self._drawn(int(found[1])), html)

    def _drawn(self, number: int) -> str:
        drawing = self._away[number]
        return drawing if isinstance(drawing, str) else drawing()


DRAWINGS = Drawings()
