"""A network drawn to scale: where each feature map's box stands and how large it is."""

from collections.abc import Sequence
from math import log2, sqrt
from typing import Any

from cnnlib.layers.base import Shape
from cnnlib.summary import Row

TALLEST = 100.0
GAP = 5.0
MOST_BOXES = 200


def drawing(input_shape: Shape, rows: Sequence[Row]) -> dict[str, Any]:
    """Lay out one box for the input and for each layer with weights or another shape.

    A box is as tall as the square root of the map's larger side, on a common scale, and as thick
    as the logarithm of its channels; a vector is a thin bar as tall as the square root of its
    length. The numbers are coordinates of a picture and mean no more than that.
    """
    stages = [("input", "Input", input_shape)]
    for row in rows:
        drawn = row.parameters and "Norm" not in row.kind
        if drawn or row.output_shape != stages[-1][2]:
            stages.append((row.name, row.kind, row.output_shape))
    left_out = len(stages[MOST_BOXES:])
    stages = stages[:MOST_BOXES]
    lengths = [_length(shape) for _, _, shape in stages]
    largest = dict[int, int]()  # of maps and of vectors
    for (*_, shape), length in zip(stages, lengths, strict=True):
        largest[len(shape)] = max(length, largest.get(len(shape), 1))
    boxes, x = [], GAP
    for (name, kind, shape), length in zip(stages, lengths, strict=True):
        thick = 3 + 2.5 * log2(shape[0]) if len(shape) == 3 else 4.0
        tall = max(4.0, TALLEST * sqrt(length / largest[len(shape)]))
        boxes.append(
            {
                "x": round(x, 1),
                "y": round((TALLEST - tall) / 2 + GAP, 1),
                "width": round(thick, 1),
                "height": round(tall, 1),
                "family": _family(kind),
                "title": f"{name}: {kind}, {' × '.join(f'{size:,}' for size in shape)}",
            }
        )
        x += thick + GAP
    return {"width": round(x, 1), "height": TALLEST + 2 * GAP, "boxes": boxes, "left_out": left_out}


def _length(shape: Shape) -> int:
    return max(shape[1:]) if len(shape) == 3 else max(shape, default=1)


def _family(kind: str) -> str:
    for word in ("Conv", "Pool", "Linear"):
        if word in kind:
            return word.lower()
    return "input" if kind == "Input" else "other"
