"""No naked numbers: where each number of a page comes from, and which have no origin.

A number in the text is computed (`{{ … }}`), cited (its paragraph holds a `[@key]`), a setting that
the reader is given (`$K = 3$`, "3 × 3", "stride 2"), quoted, or exempt by rule (years, "Figure 2",
the values 0 and 1). What is left has no origin: it is listed and fails the build. Formulas may hold
any setting, but a result, a bare number right of an equals sign with arithmetic on its left, must
be computed too. Docstrings, which become the reference pages, are exempt.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as etree
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor

if TYPE_CHECKING:
    from markdown import Markdown

NUMBER = re.compile(r"(?<![\w.,/#-])[−-]?\d+(?:,\d{3})*(?:\.\d+)?(?![\w/]|-\w|,\d|\.\d)")
YEAR = re.compile(r"(?:19|20)\d\d")
LABEL = re.compile(
    r"\b(?:Figures?|Tables?|Tasks?|Lessons?|Sections?|Chapters?|Exercises?|Ex\.|Steps?|Parts?|Formula|"
    r"CC BY|MkDocs|Material|Python|PyTorch|version|issue|Quiz|pages?)\s+"
    r"(?:\d+\s*(?:to|and|,|–)\s*)?$",
    re.IGNORECASE,
)
TIME = re.compile(r"\s+(?:more\b|minutes?\b|hours?\b)")
TRIVIAL = {"0", "1", "−1", "-1"}
QUOTED = re.compile(r"[\"“][^\"“”]{1,200}[\"”]")
SETTINGS = [
    re.compile(r"[\d\ufffc]+(?:\s*×\s*[\d\ufffc]+)+"),
    re.compile(
        r"\b(?:stride|padding|dilation|groups?|kernel size|depth)\s+(?:of\s+)?"
        r"\d+(?:,\s*\d+)*(?:,?\s*(?:and|or|to)\s+\d+)?",
        re.IGNORECASE,
    ),
    re.compile(r"\d+\s*(?:→|to)\s*\d+\s+channels\b"),
]
BLOCKS = {"p", "li", "td", "th", "dd", "dt", "figcaption", "h1", "h2", "h3", "h4", "h5", "h6"}
STASHED = "\u0002wzxhzdk"
SILENT = {"code", "pre", "a", "data", "script", "style", "abbr"}
RESULT = re.compile(
    r"(?P<left>[^=]*\d[^=]*(?:[-+/⌊]|\\(?:cdot|times|frac|lfloor))[^=]*)=\s*"
    r"(?P<number>\d+(?:\{?,\}?\d{3})*(?:\.\d+)?)\s*$"
)


@dataclass
class Origins:
    """What was found on the pages of one build."""

    counts: Counter[str] = field(default_factory=Counter)
    naked: list[str] = field(default_factory=list)

    def clear(self) -> None:
        """Forget everything; a build starts with nothing."""
        self.counts.clear()
        self.naked.clear()

    def summary(self) -> str:
        """Say how many numbers there are of which origin."""
        kinds = ("computed", "from a snippet", "cited", "given", "quoted", "exempt by rule")
        parts = [f"{self.counts[kind]} {kind}" for kind in kinds]
        return f"numbers: {', '.join(parts)}, {len(self.naked)} without origin"


ORIGINS = Origins()


def count_expression(code: str) -> None:
    """Count a number that an author's expression gave."""
    ORIGINS.counts["from a snippet" if "results(" in code else "computed"] += 1


def audit_formula(tex: str, md: Markdown) -> None:
    """Count a formula's settings; complain of a typed result."""
    if is_docstring(md):
        return
    page = page_name(md)
    if (match := RESULT.search(tex)) and "{{" not in match["number"]:
        ORIGINS.naked.append(f"{page}: the result {match['number']} in ${tex}$")
    else:
        ORIGINS.counts["given"] += len(re.findall(r"(?<![\w{])\d+(?![\w}])", tex))


def audit_text(text: str, cited: bool, page: str) -> None:
    """Sort every literal of one paragraph."""
    given = [match.span() for rule in SETTINGS for match in rule.finditer(text)]
    for match in NUMBER.finditer(text):
        start, end = match.span()
        if cited:
            kind = "cited"
        elif any(first <= start and end <= last for first, last in given):
            kind = "given"
        elif any(q.start() < start and end < q.end() for q in QUOTED.finditer(text)):
            kind = "quoted"
        elif is_exempt(match[0], text[:start], text[end:]):
            kind = "exempt by rule"
        else:
            around = text[max(0, start - 40) : end + 30].replace("\n", " ")
            ORIGINS.naked.append(f"{page}: {match[0]} in “…{around}…”")
            continue
        ORIGINS.counts[kind] += 1


def is_exempt(number: str, before: str, after: str) -> bool:
    """Say whether a literal needs no origin: a year, a place in a text, a reading time, 0 or 1."""
    return bool(
        number in TRIVIAL or YEAR.fullmatch(number) or LABEL.search(before) or TIME.match(after)
    )


def paragraph_text(element: etree.Element) -> tuple[str, bool]:
    """Return a block's own words, with a gap where code, links and formulas stand."""
    parts, cited = [element.text or ""], False
    for child in element:
        kind = child.get("class") or ""
        cited = cited or "citation" in kind
        if child.tag in SILENT or "formula" in kind or "arithmatex" in kind or "citation" in kind:
            parts.append("\N{OBJECT REPLACEMENT CHARACTER}")
        elif child.tag not in BLOCKS:
            inner, inner_cited = paragraph_text(child)
            parts.append(inner)
            cited = cited or inner_cited
        parts.append(child.tail or "")
    return "".join(parts), cited


class NumbersTreeprocessor(Treeprocessor):
    """Looks through a converted page, or through the Markdown inside a fence."""

    def run(self, root: etree.Element) -> None:
        """Audit every paragraph-like element."""
        if is_docstring(self.md):
            return
        page = page_name(self.md)
        for element in root.iter():
            # What a fence made is only a mark here; its own Markdown was looked through there.
            if element.tag in BLOCKS and STASHED not in (element.text or ""):
                audit_text(*paragraph_text(element), page)


def is_docstring(md: Markdown) -> bool:
    """Say whether a docstring is converted; what it claims, its example and the tests prove."""
    return "mkdocstrings_ids" in md.treeprocessors


def page_name(md: Markdown) -> str:
    """Return which page is being converted, where MkDocs tells."""
    if "relpath" not in md.treeprocessors:
        return "a page"
    links: Any = md.treeprocessors["relpath"]
    name: str = links.file.src_uri
    return name


class NumbersExtension(Extension):
    """Registers the audit after everything that makes elements."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 (Markdown's own name)
        """Add the tree processor, after katex (2)."""
        md.treeprocessors.register(NumbersTreeprocessor(md), "numbers", 1)


def makeExtension(**kwargs: Any) -> NumbersExtension:  # noqa: N802 (Markdown's own name)
    """Let mkdocs.yml name this module."""
    return NumbersExtension(**kwargs)
