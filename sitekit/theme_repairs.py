"""What in the theme's pages and styles is not valid, says nothing or costs time, put right."""

from __future__ import annotations

import re
from pathlib import Path

from sitekit.errors import SiteError

# What the highlighter wraps and the theme shows in the color of all code, or in one that is nearly
# the same: names, spaces, punctuation, operators. They are most of a listing's elements.
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
    # For content in tabs, of which we have none: each is tried for every element of a page.
    (MAIN, r"[^{}]*tabbed-[^{}]*\{[^{}]*\}", "", 87),
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
    # A map of what it was before.
    (SCRIPT, r"\n//# sourceMappingURL=.*", "", 1),
    # Every browser that reads this page can copy; one that is asked lays out the page first.
    (SCRIPT, r"\b\w+\.default\.isSupported\(\)", "!0", 2),
    # Where the reader is and how large the window is are asked with the next picture: a browser
    # that is asked at once lays out the page; on a phone, where a page may be wider than its
    # window, for the window's size, too.
    (
        SCRIPT,
        r'(\w+)(\(\w+\(window,"scroll",\{passive:!0\}\),\w+\(window,"resize",\{passive:!0\}\))\)'
        r"\.pipe\((\w+)\((\w+)\),\w+\(\4\(\)\)\)(\}function \w+\(\)\{return\{width:innerWidth,"
        r'height:innerHeight\}\}function \w+\(\)\{return )(\w+\(window,"resize",\{passive:!0\}\))'
        r"\.pipe\(\3\((\w+)\),\w+\(\7\(\)\)\)",
        r"\1\2,new Promise(requestAnimationFrame)).pipe(\3(\4))\5"
        r"\1(\6,new Promise(requestAnimationFrame)).pipe(\3(\7))",
        1,
    ),
    # What an article's code and details get, each for itself, is got when there is nothing else to
    # do; at once where the address leads into one of them.
    (
        SCRIPT,
        r'([\w$]+)=(\w+)(\(\(\)=>\w+\(\.\.\.(\w+)\("announce"\).{,40}\.\.\.\4\("content"\)\.map\()'
        r"(\w)=>(\w+\(\5,\{sitemap.{,80}?\}\))\)(?=.*\.pipe\((\w+)\(\(\)=>\1\))",
        r"\1=\2\3\5=>\2(()=>location.hash?[0]:new Promise(idle=>"
        r"(self.requestIdleCallback||setTimeout)(idle,{timeout:500}))).pipe(\7(()=>\6)))",
        1,
    ),
    # Sizes and places are asked of the browser when it has laid out the page anyway: what watches a
    # size hears it soon, and what watches a scrolled element begins once somebody listens.
    (
        SCRIPT,
        r"let t=e;for\(;t\.clientWidth===0&&t\.parentElement;\)t=t\.parentElement;return",
        "let t=e;return",
        1,
    ),
    (
        SCRIPT,
        r"(\w+\(\(\)=>(\w+)\(e\)\)),\w+\(\2\(e\)\)\)\}"
        r"(?=function \w+\(e\)\{return\{width:e\.scroll)",
        r"\1)}",
        1,
    ),
    (
        SCRIPT,
        r"(\w+\(\(\)=>(\w+)\(e\)\)),(\w+)\(\2\(e\)\)\)\}(?=var )",
        r"\3(0),\1)}",
        1,
    ),
    # The color for the browser's own bars is taken with the next picture, too.
    (
        SCRIPT,
        r'\.pipe\(\w+\(\(\)=>\{(let (\w+)=\w+\("header"\),\w+=window\.getComputedStyle\(\2\);)'
        r'return (.{,120}\.join\(""\))\}\)\)\.subscribe\((\w+)=>(\w+)\.content=`#\$\{\4\}`\)',
        r".subscribe(()=>requestAnimationFrame(()=>{\1\5.content=`#${\3}`}))",
        1,
    ),
)
# What loses a reader's way. Instant navigation slips where the page that is gone back to takes a
# tenth of a second to come: the page that is left is scrolled to that page's place already, by the
# theme or by a browser that is not told to leave it to the theme; and where it then stands is noted
# as that page's. And the buttons of each listing stand in a landmark, which screen readers list.
SLIPS = (
    (SCRIPT, r'"nav",(?=\{class:"md-code__nav"\})', '"div",', 1),
    (
        SCRIPT,
        r"(return \w+\((\w+)\.pipe\(\w+\((\w+),\((\w+),(\w+)\)=>\5\)\),\2\.pipe\((\w+)\(\(\)=>)\3"
        r'\)(?=,\w+\("hash"\))',
        r"let shown=location.pathname;\2.subscribe(()=>shown=location.pathname);"
        r"\1\3.pipe(\6(\4=>\4.pathname===shown?[\4]:[])))",
        1,
    ),
    (SCRIPT, r'(?<!"manual",)(?=history\.pushState\()', 'history.scrollRestoration="manual",', 1),
    (
        SCRIPT,
        r'(\.subscribe\(\(\{offset:(\w+)\}\)=>\{)(?=history\.replaceState\(\2,""\))',
        r"\1location.pathname===shown&&",
        1,
    ),
)


def _file(site: Path, pattern: str) -> Path:
    (file,) = site.glob(pattern)
    return file


def styles(site: Path) -> tuple[Path, Path]:
    """Return where the theme's styles are, in their order."""
    return _file(site, MAIN), _file(site, PALETTE)


def script(site: Path) -> str:
    """Return where the theme's script is; its name tells the theme's version, not ours."""
    return _file(site, SCRIPT).relative_to(site).as_posix()


def mend(site: Path) -> None:
    """Mend in the theme's files what costs time for nothing, and what loses a reader's place."""
    for pattern, wanted, instead, times in (*LIGHTER, *SLIPS):
        file = _file(site, pattern)
        text, count = re.subn(wanted, instead, file.read_text(encoding="utf-8"))
        if count != times:
            raise SiteError(
                f"{file.name} has {wanted} {count} times, not {times}; see whether "
                "sitekit/theme_repairs.py is still what this version of the theme needs."
            )
        file.write_text(text, encoding="utf-8")
