"""No naked numbers: where each number of a page comes from, and which have no origin.

A number in the text is computed (`{{ … }}`), a setting that the reader is given (`$K = 3$`,
"3 × 3", "stride 2"), exempt by rule (years, "Figure 2", the values 0 and 1), quoted, or cited: its
paragraph holds a `[@key]`, and docs/bibliography.yml has the place where that source states it.
What is left has no origin: it is listed and fails the build. So does a quotation in a paragraph
that cites, if no excerpt that docs/bibliography.yml keeps of the source holds it. Formulas may hold
any setting, but a result, a bare number right of an equals sign with arithmetic on its left, must
be computed too. Docstrings, which become the reference pages, are exempt.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as etree
from typing import TYPE_CHECKING, Any

from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor

from sitekit.markdown.citations import entries
from sitekit.markdown.origins import ORIGINS

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
GAP = "\N{OBJECT REPLACEMENT CHARACTER}"
STASHED = "\u0002wzxhzdk"
CODE = {"code", "pre", "data", "script", "style"}
NAMES = {"a", "abbr"}  # their numbers are parts of names
RESULT = re.compile(
    r"(?P<left>[^=]*\d[^=]*(?:[-+/⌊]|\\(?:cdot|times|frac|lfloor))[^=]*)=\s*"
    r"(?P<number>\d+(?:\{?,\}?\d{3})*(?:\.\d+)?)\s*$"
)


def audit_formula(tex: str, md: Markdown) -> None:
    """Count a formula's settings; complain of a typed result."""
    if is_docstring(md):
        return
    page = page_name(md)
    if (match := RESULT.search(tex)) and "{{" not in match["number"]:
        ORIGINS.naked.append(f"{page}: the result {match['number']} in ${tex}$")
    else:
        ORIGINS.counts["given"] += len(re.findall(r"(?<![\w{])\d+(?![\w}])", tex))


def audit_text(text: str, keys: set[str], page: str) -> None:
    """Sort every literal of one paragraph, which cites these keys of the bibliography."""
    given = [match.span() for rule in SETTINGS for match in rule.finditer(text)]
    stated = {number for key in keys for number in entries()[key].numbers}
    for match in NUMBER.finditer(text):
        start, end = match.span()
        if any(first <= start and end <= last for first, last in given):
            kind = "given"
        elif is_exempt(match[0], text[:start], text[end:]):
            kind = "exempt by rule"
        elif any(q.start() < start and end < q.end() for q in QUOTED.finditer(text)):
            kind = "quoted"
        elif match[0] in stated:
            kind = "cited"
        else:
            around = text[max(0, start - 40) : end + 30].replace("\n", " ")
            why = f", and bibliography.yml has no place for it in {sorted(keys)}" if keys else ""
            ORIGINS.naked.append(f"{page}: {match[0]} in “…{around}…”{why}")
            continue
        ORIGINS.counts[kind] += 1


def audit_quotations(text: str, keys: set[str], page: str) -> None:
    """Complain of every quotation that no excerpt of the cited sources holds word by word."""
    excerpts = [words(excerpt) for key in keys for excerpt in entries()[key].quotes or ()]
    for match in QUOTED.finditer(text):
        if keys and not any(words(match[0]) in excerpt for excerpt in excerpts):
            ORIGINS.naked.append(f"{page}: {match[0]} is in no excerpt of {sorted(keys)}")


def words(text: str) -> str:
    """Return a quotation as it is compared: without its marks, closing point and line breaks."""
    return " ".join(text.strip('"“”').rstrip(".,").split())


def is_exempt(number: str, before: str, after: str) -> bool:
    """Say whether a literal needs no origin: a year, a place in a text, a reading time, 0 or 1."""
    return bool(
        number in TRIVIAL or YEAR.fullmatch(number) or LABEL.search(before) or TIME.match(after)
    )


def text_of(element: etree.Element, silent: set[str]) -> str:
    """Return a block's own words, with a gap for each formula, citation and silent element."""
    parts = [element.text or ""]
    for child in element:
        kind = child.get("class") or ""
        if child.tag in silent or "formula" in kind or "arithmatex" in kind or "citation" in kind:
            parts.append(GAP)
        elif child.tag not in BLOCKS:
            parts.append(text_of(child, silent))
        parts.append(child.tail or "")
    return "".join(parts)


def citations_in(element: etree.Element) -> set[str]:
    """Return the keys of the bibliography that a block cites."""
    found: set[str] = set()
    for child in element:
        if "citation" in (child.get("class") or ""):
            found |= {str(link.get("href")).partition("#")[2] for link in child}
        elif child.tag not in BLOCKS:
            found |= citations_in(child)
    return found


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
                keys = citations_in(element)
                audit_text(text_of(element, CODE | NAMES), keys, page)
                audit_quotations(text_of(element, CODE), keys, page)


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
