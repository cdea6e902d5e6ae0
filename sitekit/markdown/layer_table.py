"""```layer-table: a network of cnnlib, layer by layer, with shapes, parameters, MACs and fields."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sitekit.errors import SiteError
from sitekit.markdown.expressions import evaluate, text_of
from sitekit.markdown.fence import body, fence, mapping, template

if TYPE_CHECKING:
    from markdown import Markdown

    from cnnlib import Row


def table_row(row: Row) -> dict[str, str]:
    """Write one layer's numbers; a field that is undefined is a sentence for the notes."""
    if isinstance(row.receptive_field, str):
        field, why = "", row.receptive_field
    else:
        size, stride = row.receptive_field.size, row.receptive_field.stride
        field, why = f"{text_of(size)} ({text_of(stride)})", ""
    return {
        "name": row.name,
        "kind": row.kind,
        "shape": " × ".join(text_of(size) for size in row.output_shape),
        "parameters": text_of(row.parameters),
        "macs": text_of(row.macs),
        "field": field,
        "why": why,
    }


def _layer_table(source: str, md: Markdown) -> str:
    from cnnlib import summarize

    keys = body(source, ("network", "input", "caption"), ("skip", "extra"))
    summary = summarize(evaluate(str(keys["network"])), tuple(keys["input"]))
    skipped = set(keys["skip"] or [])
    if unknown := skipped - {row.kind for row in summary.rows}:
        raise SiteError(f"skip names {unknown.pop()!r}, but the network has no such layer.")
    rows = [table_row(row) for row in summary.rows if row.kind not in skipped]
    extra: dict[str, Any] | None = None
    if keys["extra"]:
        extra = mapping(keys["extra"], ("title", "values"))
        values = evaluate(str(extra["values"]))
        for row in rows:
            row["extra"] = text_of(values[row["name"]]) if row["name"] in values else ""
        extra["total"] = text_of(sum(values.values()))
    return template(
        "layer_table.html",
        md,
        rows=rows,
        caption=keys["caption"],
        extra=extra,
        parameters=text_of(summary.parameters),
        macs=text_of(summary.macs),
        reasons=sorted({row["why"] for row in rows} - {""}),
    )


format_layer_table = fence(_layer_table)
