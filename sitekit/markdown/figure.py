"""```figure: a figure that a snippet drew, with its caption, source and data."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from markupsafe import Markup

from sitekit.drawings import DRAWINGS
from sitekit.errors import SiteError
from sitekit.markdown.expressions import substitute_text, text_of
from sitekit.markdown.fence import body, fence, template
from sitekit.markdown.nested import declare_anchor, unchecked_address
from sitekit.snippets import results as snippet
from sitekit.snippets.begun import is_running
from sitekit.snippets.pictures import apart

if TYPE_CHECKING:
    from markdown import Markdown


SAMPLE = re.compile(
    r"""results\((["'])(?P<name>[^"']+)\1\)\[(["'])(?:measured|networks|images|seeds)\3\]"""
)


def refuse_foreign_samples(text: str, name: str) -> None:
    """Refuse a caption that says how many seeds, networks or images another experiment had."""
    for match in SAMPLE.finditer(text):
        if match["name"] != name:
            raise SiteError(
                f"the figure shows {name}, but {match[0]} says how much {match['name']} measured; "
                f"take it from the results of {name}."
            )


def data_table(name: str, key: str) -> dict[str, list[list[str]] | list[str]]:
    """Return the columns and rows a snippet published under `results[key]`, as printed text."""
    results = snippet.results(name)
    table = results.get(key)
    if not isinstance(table, dict) or set(table) != {"columns", "rows"}:
        raise SiteError(f"results[{key!r}] of {name} must be {{'columns': […], 'rows': [[…], …]}}.")
    return {
        "columns": [str(column) for column in table["columns"]],
        "rows": [[text_of(cell) for cell in row] for row in table["rows"]],
    }


def _figure(source: str, md: Markdown) -> str:
    keys = body(source, ("name", "alt", "caption"), ("credit", "table"))
    name, _, label = str(keys["name"]).partition(":")
    if not label:
        raise SiteError(
            f"name is {keys['name']!r}; write snippet:figure, as in convolution/x:maps."
        )
    refuse_foreign_samples(f"{keys['alt']}\n{keys['caption']}", name)
    alt = substitute_text(keys["alt"])
    site = unchecked_address("", md)

    def drawing() -> Markup:
        svg = apart(snippet.figure(name, label), lambda place: site + place)
        return Markup(svg.replace("<svg ", '<svg role="img" aria-label="{}" ', 1)).format(alt)

    identifier = re.sub(r"\W+", "-", f"{name}-{label}")
    declare_anchor(identifier, md)
    return template(
        "figure.html",
        md,
        id=identifier,
        svg=Markup(DRAWINGS.later(drawing)) if is_running(name) else drawing(),
        caption=keys["caption"],
        credit=keys["credit"],
        file=f"snippets/{name}.py",
        code=snippet.source(name),
        table=data_table(name, keys["table"]) if keys["table"] else None,
    )


format_figure = fence(_figure)
