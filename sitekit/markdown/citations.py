"""`[@key]`: a link to an entry of docs/bibliography.yml; ```bibliography lists them all."""

from __future__ import annotations

import re
import xml.etree.ElementTree as etree
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import yaml
from markdown.extensions import Extension
from markdown.inlinepatterns import InlineProcessor

from sitekit.errors import SiteError
from sitekit.markdown.fence import fence, mapping, template
from sitekit.markdown.nested import declare_anchor
from sitekit.paths import DOCS

if TYPE_CHECKING:
    from markdown import Markdown

SOURCE = DOCS / "bibliography.yml"
CITATION = r"\[@(?P<keys>[^\]\n]*)\]"
REQUIRED = ("authors", "short", "year", "title", "where", "url")
OPTIONAL = ("note", "states", "quotes")
LONGEST = 25  # words in an excerpt


@dataclass(frozen=True)
class Entry:
    """One source; `states` and `quotes` say where in it our numbers and quotations stand."""

    key: str
    authors: str
    short: str
    year: int
    title: str
    where: str
    url: str
    note: str | None = None
    states: dict[str, list[str]] | None = None  # place → the numbers we cite from it
    quotes: dict[str, str] | None = None  # excerpt, verbatim → place

    @property
    def numbers(self) -> set[str]:
        """Return every number that has a place in this source."""
        return {number for numbers in (self.states or {}).values() for number in numbers}


def entries() -> dict[str, Entry]:
    """Read the bibliography, checked, in the order of authors and years."""
    return _checked(SOURCE.read_text(encoding="utf-8"))


@cache
def _checked(source: str) -> dict[str, Entry]:
    found = []
    for key, fields in yaml.safe_load(source).items():
        try:
            entry = Entry(key=key, **mapping(fields, REQUIRED, OPTIONAL))
        except SiteError as error:
            raise SiteError(f"bibliography.yml, {key}: {error}") from error
        for excerpt in entry.quotes or ():
            if len(excerpt.split()) > LONGEST:
                raise SiteError(
                    f"bibliography.yml, {key}: an excerpt has {LONGEST} words at most: {excerpt!r}."
                )
        for number in entry.numbers:
            if not isinstance(number, str):
                raise SiteError(f"bibliography.yml, {key}: put quotes around the number {number}.")
        found.append(entry)
    found.sort(key=lambda entry: (entry.authors.lower(), entry.year))
    return {entry.key: entry for entry in found}


class CitationProcessor(InlineProcessor):
    """Turns `[@gulshan2016]` into a link named "Gulshan et al. 2016"."""

    def handleMatch(  # type: ignore[override]  # noqa: N802 (Markdown's own name)
        self, m: re.Match[str], data: str
    ) -> tuple[etree.Element, int, int]:
        """Link every key of one pair of brackets."""
        known = entries()
        element = etree.Element("span", {"class": "citation"})
        element.text = "("
        for key in m["keys"].split(";"):
            key = key.strip().removeprefix("@")
            if key not in known:
                raise SiteError(f"{m[0]}: bibliography.yml has no key {key!r}.")
            if len(element):
                element[-1].tail = "; "
            link = etree.SubElement(element, "a", {"href": f"/bibliography.md#{key}"})
            link.text = known[key].short
        element[-1].tail = ")"
        return element, m.start(0), m.end(0)


class CitationExtension(Extension):
    """Registers the notation before links, which also begin with a bracket."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 (Markdown's own name)
        """Add the processor."""
        md.inlinePatterns.register(CitationProcessor(CITATION, md), "citation", 176)


def makeExtension(**kwargs: Any) -> CitationExtension:  # noqa: N802 (Markdown's own name)
    """Let mkdocs.yml name this module."""
    return CitationExtension(**kwargs)


def _bibliography(source: str, md: Markdown) -> str:
    if source.strip():
        raise SiteError("the body must be empty; the entries come from bibliography.yml.")
    listed = list(entries().values())
    for entry in listed:
        declare_anchor(entry.key, md)
    return template("bibliography.html", md, entries=listed)


format_bibliography = fence(_bibliography)
