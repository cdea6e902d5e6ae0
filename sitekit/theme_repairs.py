"""What in the theme's markup is not valid HTML or says nothing, put right in each finished page."""

from __future__ import annotations

import re

# A name or a space in code has the color of all code: half of a listing's elements are these.
PLAIN = re.compile(r'<span class="[nw]">([^<]*)</span>')


def repaired(page: str) -> str:
    """Return the page without what HTML does not allow and what changes nothing."""
    page = re.sub(r'(<input class="md-toggle[^>]*) autocomplete="off"', r"\1", page)
    return PLAIN.sub(r"\1", page.replace(' tabindex=""', ""))
