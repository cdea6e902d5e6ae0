"""```measured: what one part of `python -m benchmarks` found, held against its targets."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from benchmarks import targets
from sitekit.errors import SiteError
from sitekit.markdown.fence import body, fence, template

if TYPE_CHECKING:
    from markdown import Markdown

COMMAND = "python -m benchmarks --only"
MANY = 100  # from here on a value is shown without decimals


def amount(value: float, unit: str) -> str:
    """Write a value with its unit, in about three digits."""
    whole = isinstance(value, int) or abs(value) >= MANY or value == int(value)
    text = f"{value:,.0f}" if whole else f"{value:.2f}" if abs(value) < 10 else f"{value:.1f}"
    return f"{text}\N{NO-BREAK SPACE}{unit}" if unit else text


def row_of(row: targets.Row) -> dict[str, str]:
    """Write one comparison as the texts of a table's row."""
    limit = ""
    if row.limit is not None:
        sign = "at least" if row.at_least else "at most"
        limit = f"{sign} {amount(row.limit, '' if row.theirs else row.unit)}"
    return {
        "what": row.what,
        "ours": amount(row.ours, row.unit),
        "theirs": f"{row.other}: {amount(row.theirs, row.unit)}" if row.theirs else "",
        "ratio": f"{row.ratio:.2f}" if row.ratio is not None else "",
        "limit": limit,
        "met": {True: "reached", False: "missed", None: ""}[row.met],
    }


def _measured(source: str, md: Markdown) -> str:
    keys = body(source, ("part", "caption"))
    part = str(keys["part"])
    if part not in targets.TABLES:
        raise SiteError(f"part is {part!r}; the parts are: {', '.join(targets.TABLES)}.")
    content = targets.load(part, {})
    if not content:  # the pages are measured with this one among them
        return f"<p>Not measured yet: <code>{COMMAND} {part}</code>.</p>"
    about: dict[str, Any] = content["about"]
    rows = [row_of(row) for table in targets.TABLES[part] for row in table(content)]
    return template(
        "measured.html",
        md,
        caption=keys["caption"],
        rows=rows,
        compared=any(row["theirs"] for row in rows),
        about=about,
        versions=", ".join(f"{name} {version}" for name, version in about["versions"].items()),
        command=f"{COMMAND} {part}",
        absent=content.get("absent", []),
        faults=content.get("faults", []),
    )


format_measured = fence(_measured)
