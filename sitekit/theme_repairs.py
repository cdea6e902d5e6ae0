"""What in the theme's markup is not valid HTML, put right in each finished page."""

from __future__ import annotations

import re


def valid(page: str) -> str:
    """Return the page without attributes that HTML does not allow where the theme has them."""
    page = re.sub(r'(<input class="md-toggle[^>]*) autocomplete="off"', r"\1", page)
    return page.replace(' tabindex=""', "")
