"""What in the theme's pages and styles is not valid, says nothing or costs time, put right."""

from __future__ import annotations

import re
from pathlib import Path

from sitekit.errors import SiteError

# A name or a space in code has the color of all code: half of a listing's elements are these.
PLAIN = re.compile(r'<span class="[nw]">([^<]*)</span>')


def repaired(page: str) -> str:
    """Return the page without what HTML does not allow and what changes nothing."""
    page = re.sub(r'(<input class="md-toggle[^>]*) autocomplete="off"', r"\1", page)
    return PLAIN.sub(r"\1", page.replace(' tabindex=""', ""))


# Set and unset whenever a page is opened, for which a browser restyles all of it twice.
SWITCHING = re.compile(r"\[data-md-color-switching\][^{}]*\{[^{}]*\}")


def lighten_palette(site: Path) -> None:
    """Take a rule out of the theme's styles that only stops colors from fading when they change."""
    (sheet,) = site.glob("assets/stylesheets/palette.*.css")
    text, count = SWITCHING.subn("", sheet.read_text(encoding="utf-8"))
    if count != 1:
        raise SiteError(
            f"{sheet.name} no longer has its one rule for [data-md-color-switching]; see whether "
            "theme_repairs.lighten_palette is still needed."
        )
    sheet.write_text(text, encoding="utf-8")
