"""Two networks side by side: which layers they share and where they differ."""

from difflib import SequenceMatcher
from typing import Any

from cnnlib.summary import Row, Summary


def compare(left: Summary, right: Summary) -> dict[str, Any]:
    """Pair the layers of two networks; equal ones stand beside each other.

    Layers are equal when their kind, output shape, parameters and MACs are. Between equal ones the
    others are paired in order; a layer without partner stands alone.
    """
    one, two = ([_key(row) for row in summary.rows] for summary in (left, right))
    matcher = SequenceMatcher(None, one, two)
    pairs: list[dict[str, Any]] = []
    for _, first, last, start, end in matcher.get_opcodes():
        for place in range(max(last - first, end - start)):
            here, there = first + place, start + place
            pairs.append(
                _pair(
                    left.rows[here] if here < last else None,
                    right.rows[there] if there < end else None,
                )
            )
    return {
        "columns": ["layer", "kind", "output shape", "parameters", "MACs"],
        "pairs": pairs,
        "text": _text(left, right, sum(not pair["same"] for pair in pairs)),
    }


def _key(row: Row) -> tuple[object, ...]:
    return row.kind, row.output_shape, row.parameters, row.macs


def _pair(left: Row | None, right: Row | None) -> dict[str, Any]:
    cells = [_cells(row) for row in (left, right)]
    differs = [one != two for one, two in zip(*cells, strict=True)][1:]
    return {
        "same": left is not None and right is not None and not any(differs),
        "left": cells[0],
        "right": cells[1],
        "differs": [False, *differs],  # names are only names
    }


def _cells(row: Row | None) -> list[str]:
    if row is None:
        return ["—"] * 5
    shape = " × ".join(f"{size:,}" for size in row.output_shape)
    return [row.name, row.kind, shape, f"{row.parameters:,}", f"{row.macs:,}"]


def _text(left: Summary, right: Summary, differences: int) -> str:
    if not differences:
        return "Both networks have the same layers."
    parts = [
        f"{word} {_change(one, two)}"
        for word, one, two in (
            ("parameters", left.parameters, right.parameters),
            ("MACs", left.macs, right.macs),
        )
    ]
    layers = "1 layer differs" if differences == 1 else f"{differences} layers differ"
    return f"{layers}; {', '.join(parts)}."


def _change(one: int, two: int) -> str:
    if one == two:
        return f"{one:,} in both"
    change = f" ({(two - one) / one:+.1%})".replace("%", " %").replace("-", "−") if one else ""
    return f"{one:,} → {two:,}{change}"
