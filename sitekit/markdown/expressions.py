"""`{{ expression }}`: a number that is computed while the page is built.

It works in running text, in `$math$`, and in the Markdown strings of the fences. An optional
format follows a bar: `{{ 0.962 | percent }}`, `{{ x | .2f }}`, `{{ n | plain }}`.
"""

from __future__ import annotations

import math
import re
import xml.etree.ElementTree as etree
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from markdown.extensions import Extension
from markdown.inlinepatterns import InlineProcessor

from sitekit.errors import SiteError
from sitekit.markdown.origins import ORIGINS, origin_of
from sitekit.paths import DOCS

if TYPE_CHECKING:
    from markdown import Markdown

EXPRESSION = re.compile(r"\{\{\s*(?P<code>.+?)\s*(?:(?<!\|)\|\s*(?P<format>[\w.,+%]+)\s*)?\}\}")

LONGEST_NUMBER = 24  # characters on one line; what is longer may break
MINUTES = re.compile(r"about (\d+) minutes(?:, and (\d+) more)?")

FUNCTIONS = (abs, len, list, math.log, max, min, range, round, set, sorted, str, sum, tuple, zip)


def namespace() -> dict[str, Any]:
    """Return the names an expression may use."""
    # Imported per call: live reload replaces both modules when their sources change.
    import cnnlib
    from sitekit.snippets.results import results

    names: dict[str, Any] = {name: getattr(cnnlib, name) for name in cnnlib.__all__}
    names |= {function.__name__: function for function in FUNCTIONS}
    names |= {"cnnlib": cnnlib, "minutes": minutes, "results": results, "__builtins__": {}}
    return names


def minutes(page: str) -> int:
    """Return the time that a page under docs/ says it takes, exercises included."""
    path = DOCS / page
    if not path.is_file():
        raise SiteError(f"There is no page docs/{page}.")
    stated = MINUTES.search(path.read_text(encoding="utf-8"))
    if stated is None:
        raise SiteError(f"docs/{page} says nowhere that it takes about some minutes.")
    return int(stated[1]) + int(stated[2] or 0)


def evaluate(code: str) -> Any:
    """Return the value of an author's expression, or raise SiteError with the expression in it."""
    try:
        return eval(code, namespace())
    except SiteError:
        raise
    except Exception as error:
        raise SiteError(f"The expression {{{{ {code} }}}} fails: {error}") from error


def text_of(value: Any, form: str | None = None) -> str:
    """Write a value as the site prints numbers: 1,792 and 0.25 and 3, 5, 7."""
    if form == "plain":
        return str(value)
    if form == "percent":
        return f"{100 * value:.0f} %"
    if form is not None:
        return format(value, form)
    if isinstance(value, (bool, str)):
        return str(value)
    if isinstance(value, int):
        return f"{value:,}".replace("-", "−")
    if isinstance(value, float):
        return f"{value:,.4g}".replace("-", "−")
    if isinstance(value, (list, tuple, range)):
        return ", ".join(text_of(item) for item in value)
    raise SiteError(f"{value!r} is not a number, a text or a list of them; a page can't print it.")


@dataclass(frozen=True)
class Computed:
    """A number that a page prints: the expression, its value, its text and its origin."""

    call: str
    value: Any
    text: str
    origin: str


def computed(match: re.Match[str]) -> Computed:
    """Evaluate one `{{ … }}` that a page prints, and count it under its origin."""
    code, value = match["code"], evaluate(match["code"])
    origin = origin_of(code)
    ORIGINS.counts[origin.kind] += 1
    return Computed(code, value, text_of(value, match["format"]), origin.said)


def tex_of(value: Any, form: str | None = None) -> str:
    """Write a value for use inside a formula."""
    text = text_of(value, form)
    for sign, tex in (("−", "-"), (", ", r",\ "), (" %", r"\,\%")):
        text = text.replace(sign, tex)
    return re.sub(r"(?<=\d),(?=\d{3})", "{,}", text)


def substitute_text(source: str) -> str:
    """Replace every `{{ … }}` in a plain string, such as an alternative text."""
    return EXPRESSION.sub(lambda m: text_of(evaluate(m["code"]), m["format"]), source)


def substitute_tex(source: str) -> str:
    """Replace every `{{ … }}` in a formula."""
    return EXPRESSION.sub(lambda m: tex_of(evaluate(m["code"]), m["format"]), source)


def computed_in(source: str) -> list[Computed]:
    """List the numbers that `{{ … }}` put into a formula of a page."""
    return [computed(match) for match in EXPRESSION.finditer(source)]


class ExpressionProcessor(InlineProcessor):
    """Turns `{{ … }}` into `<data value="1792">1,792</data>`."""

    def handleMatch(  # type: ignore[override]  # noqa: N802 (Markdown's own name)
        self, m: re.Match[str], data: str
    ) -> tuple[etree.Element, int, int]:
        """Evaluate one expression; the page's HTML keeps call and origin beside the value."""
        number = computed(m)
        kind = "computed computed--words" if len(number.text) > LONGEST_NUMBER else "computed"
        element = etree.Element("data", {"class": kind, "data-call": number.call})
        element.set("data-origin", number.origin)
        element.set("value", str(number.value))
        element.text = number.text
        return element, m.start(0), m.end(0)


class ExpressionExtension(Extension):
    """Registers the inline notation below code spans, so that code can show it."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 (Markdown's own name)
        """Add the processor."""
        md.inlinePatterns.register(ExpressionProcessor(EXPRESSION.pattern, md), "expression", 189)


def makeExtension(**kwargs: Any) -> ExpressionExtension:  # noqa: N802 (Markdown's own name)
    """Let mkdocs.yml name this module."""
    return ExpressionExtension(**kwargs)
