"""Puts a digest of its content behind the address of each file that pages load by a fixed name.

A page then never meets a script or a style of another version, whatever a cache holds.
"""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

from sitekit import theme_repairs
from sitekit.fonts import KATEX

IN_SCRIPT = (  # as they stand in the site's script, and where they are
    ("./cnnlib-worker.mjs", "javascripts/cnnlib-worker.mjs"),
    ("../assets/generated/python_editor.mjs", "assets/generated/python_editor.mjs"),
)
BY_BUILD = ("assets/generated/box.html",)  # the build's module names it with its digest already
STYLE = "stylesheets/site.css"
IN_PAGES = (
    "javascripts/after-theme.js",
    "javascripts/any-address.js",
    "javascripts/late-search.js",
    "javascripts/site.mjs",
    STYLE,
)


def apply(site: Path) -> dict[str, str]:
    """Rewrite the built site's script and style, then its pages.

    Return the digests by the files' places.
    """
    script = site / "javascripts" / "site.mjs"
    text = script.read_text(encoding="utf-8")
    for address, place in IN_SCRIPT:
        text = text.replace(f'"{address}"', f'"{address}?v={_digest(site / place)}"')
    script.write_text(text, encoding="utf-8")
    in_pages = (*IN_PAGES, theme_repairs.script(site))
    places = (*in_pages, *BY_BUILD, *(place for _, place in IN_SCRIPT))
    fonts = version_formula_fonts(site)
    digests = fonts | {place: _digest(site / place) for place in places}
    named = "|".join(map(re.escape, (*in_pages, *fonts)))
    attribute = re.compile(rf'((?:href|src)="[^"?]*?({named}))"')
    for path in site.rglob("*.html"):
        page = path.read_text(encoding="utf-8")
        versioned = attribute.sub(lambda found: f'{found[1]}?v={digests[found[2]]}"', page)
        path.write_text(versioned, encoding="utf-8")
    return digests


def version_formula_fonts(site: Path) -> dict[str, str]:
    """Version KaTeX's fonts in the style: a new formula may bring them a new character."""
    style = site / STYLE
    text = style.read_text(encoding="utf-8")
    digests = {}
    for font in sorted((site / KATEX / "fonts").iterdir()):
        digests[font.relative_to(site).as_posix()] = _digest(font)
        text = text.replace(f"{font.name})", f"{font.name}?v={_digest(font)})")
    style.write_text(text, encoding="utf-8")
    return digests


def _digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()[:10]
