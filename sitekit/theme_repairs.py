"""What in the theme's pages and styles is not valid, says nothing or costs time, put right."""

from __future__ import annotations

import re
from pathlib import Path

from sitekit.errors import SiteError

# What the highlighter wraps and the theme shows in the color of all code, or in one that is nearly
# the same: names, spaces, punctuation, operators. They are three quarters of a listing's elements.
PLAIN = re.compile(r'<span class="(?:n|w|p|o|kc|sa)">([^<]*)</span>')
# Neighbors that the theme shows in one color, such as the text and the braces of an f-string.
STRING = re.compile(r'(?:<span class="(?:s1|s2|si)">[^<]*</span>){2,}')
TABLE = re.compile(r"<table>(.*?</table>)", re.DOTALL)
SCROLLING = (
    r'<div class="md-typeset__scrollwrap" tabindex="0"><div class="md-typeset__table">'
    r'<table class="plain">\1</div></div>'
)


def repaired(page: str) -> str:
    """Return the page without what HTML does not allow and what changes nothing.

    A wide table scrolls by itself, and is reached without a mouse; the theme would arrange the
    first in the reader's browser, and each table that it moves there restyles the whole page.
    """
    page = re.sub(r'(<input class="md-toggle[^>]*) autocomplete="off"', r"\1", page)
    page = TABLE.sub(SCROLLING, page)
    return STRING.sub(_joined, PLAIN.sub(r"\1", page.replace(' tabindex=""', "")))


def _joined(neighbors: re.Match[str]) -> str:
    """Return the spans of one string's parts as one."""
    return f'<span class="s">{re.sub("<[^>]*>", "", neighbors[0])}</span>'


MAIN, PALETTE = "assets/stylesheets/main.*.css", "assets/stylesheets/palette.*.css"
SCRIPT = "assets/javascripts/bundle.*.js"
# (file, what is replaced, by what, how often): each has a browser restyle or lay out all of a page
# whenever one is opened, which took most of the theme's time.
LIGHTER = (
    # Set and unset at once; the rule only stops colors from fading when they change.
    (PALETTE, r"\[data-md-color-switching\][^{}]*\{[^{}]*\}", "", 1),
    # For the sake of `[class]` in it, a class that changes anywhere restyles all that is inside.
    (MAIN, r"table:not\(\[class\]\)", "table.plain", 16),
    # For content in tabs, of which we have none.
    (MAIN, r"\.md-typeset \.no-js \.tabbed-set[^{}]*\{[^{}]*\}", "", 1),
    # The scheme of the canvas and its scrollbars; theme.css tells it, before anything is shown.
    (SCRIPT, r'\{name:"color-scheme"\}', '{name:"scheme"}', 1),
    # Instant navigation makes all addresses absolute, so that it can compare them; a style whose
    # address is set is loaded again. They are compared by what was loaded.
    (
        SCRIPT,
        r'"\[href\], \[src\]"(?=,e\)\)for\(let r)',
        '"[href]:not([rel=stylesheet]), [src]"',
        1,
    ),
    (
        SCRIPT,
        r"set\(r\.outerHTML,",
        'set(r.rel==="stylesheet"?(r.sheet||r).href:r.outerHTML,',
        1,
    ),
    # Every browser that reads this page can copy; one that is asked lays out the page first.
    (SCRIPT, r"\b\w+\.default\.isSupported\(\)", "!0", 2),
    # Whether a listing has to scroll is asked of the browser once it has laid out the page anyway:
    # what watches a size no longer reads it at once where it is watched `later`.
    (
        SCRIPT,
        r"\(e\)\{let t=e;for\(;(?=t\.clientWidth===0&&t\.parentElement;)",
        "(e,later){let t=e;for(;!later&&",
        1,
    ),
    (
        SCRIPT,
        r"(\w+)\(\(\)=>(\w+)\(e\)\),(\w+)\(\2\(e\)\)\)\}"
        r"(?=function \w+\(e\)\{return\{width:e\.scroll)",
        r"\1(()=>\2(e)),later?\1(n=>n):\3(\2(e)))}",
        1,
    ),
    (
        SCRIPT,
        r"(\{return \w+\(e)\)(?=\.pipe\(\w+\(\(\{width:t\}\)=>\(\{scrollable:)",
        r"\1,!0)",
        1,
    ),
)


def _file(site: Path, pattern: str) -> Path:
    (file,) = site.glob(pattern)
    return file


def places(site: Path) -> list[str]:
    """Return where the changed files are, whose names tell the theme's version and not ours."""
    return [
        _file(site, pattern).relative_to(site).as_posix() for pattern in (MAIN, PALETTE, SCRIPT)
    ]


def lighten(site: Path) -> None:
    """Take out of the theme's files what lets a browser work on a whole page for nothing."""
    for pattern, wanted, instead, times in LIGHTER:
        file = _file(site, pattern)
        text, count = re.subn(wanted, instead, file.read_text(encoding="utf-8"))
        if count != times:
            raise SiteError(
                f"{file.name} has {wanted} {count} times, not {times}; see whether "
                "theme_repairs.LIGHTER is still what this version of the theme needs."
            )
        file.write_text(text, encoding="utf-8")
