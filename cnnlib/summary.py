"""A network's table: what comes out of each layer, and what it costs."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from cnnlib._arguments import as_integer
from cnnlib._walk import State, located, walk
from cnnlib.errors import CnnlibError, shown
from cnnlib.layers.base import Layer, Shape
from cnnlib.networks import Network, as_network
from cnnlib.receptive_field import ONE_PIXEL, ReceptiveField

Cells = tuple[str, str, str, str, str, str]
HEADING = ("name", "kind", "output shape", "parameters", "MACs", "receptive field")
RIGHT_ALIGNED = (3, 4)
LARGEST_COUNT = 10**40
"""Counts beyond it are products of sizes that no network has; a table could not show them."""


@dataclass(frozen=True)
class Row:
    """One layer, or one place where branches meet.

    Attributes:
        name: PyTorch's name for the layer, such as "features.0".
        kind: PyTorch's name for what it is, such as "Conv2d", or Sum or Concat.
        output_shape: (channels, height, width), or (features,), of one image.
        parameters: numbers that training adjusts.
        macs: multiply-accumulates for one image, without biases.
        receptive_field: the region of each output, or words where there is no single one.
    """

    name: str
    kind: str
    output_shape: Shape
    parameters: int
    macs: int
    receptive_field: ReceptiveField | str


@dataclass(frozen=True)
class Summary:
    """The rows of a network in the order they run, and their sums."""

    rows: tuple[Row, ...]

    @cached_property
    def parameters(self) -> int:
        """Numbers that training adjusts, in all layers."""
        return sum(row.parameters for row in self.rows)

    @cached_property
    def macs(self) -> int:
        """Multiply-accumulates for one image, in all layers."""
        return sum(row.macs for row in self.rows)

    def __str__(self) -> str:
        lines = table_cells(self)
        widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
        return "\n".join(_aligned(line, widths) for line in lines)


def table_cells(summary: Summary) -> list[Cells]:
    """Write the heading, the rows and the sums."""
    total = ("total", "", "", f"{summary.parameters:,}", f"{summary.macs:,}", "")
    return [HEADING, *map(_cells, summary.rows), total]


def _cells(row: Row) -> Cells:
    field = row.receptive_field
    return (
        row.name,
        row.kind,
        " × ".join(map(str, row.output_shape)),
        f"{row.parameters:,}",
        f"{row.macs:,}",
        field if isinstance(field, str) else str(field.size),
    )


def _aligned(cells: Cells, widths: list[int]) -> str:
    padded = [
        cell.rjust(width) if place in RIGHT_ALIGNED else cell.ljust(width)
        for place, (cell, width) in enumerate(zip(cells, widths, strict=True))
    ]
    return "  ".join(padded).rstrip()


def summarize(network: Network | Iterable[Network], input_shape: Shape) -> Summary:
    r"""Work out each layer's output shape, parameters, MACs and receptive field.

    Each layer's formula is the one of its function: ``conv_output_size``,
    ``conv_parameters``, ``conv_macs``, ``receptive_field`` and so on, for height and width.

    Args:
        network: a network, a layer, or layers in the order they run.
        input_shape: (channels, height, width) of one image, or (features,); without the batch.

    Returns:
        rows with name, kind, output_shape, parameters, macs (per image, without biases) and
        receptive_field (words where there is no single region), and their sums.

    Raises:
        CnnlibError: if a layer does not fit to what arrives; it names the layer, what arrives,
            what was given and what would be right, beside PyTorch's own words.

    Source:
        PyTorch, ``torch.nn``; parameters and MACs as torch/utils/flop_counter.py counts them,
        2 FLOPs per MAC.

    Example:
        >>> from cnnlib import Conv2d, Flatten, Linear, MaxPool2d
        >>> summary = summarize([Conv2d(1, 6, 5), MaxPool2d(2), Flatten(), Linear(864, 10)],
        ...                     (1, 28, 28))
        >>> summary.rows[1].output_shape, summary.parameters, summary.macs
        ((6, 12, 12), 8806, 95040)
    """
    shape = _checked_shape(input_shape)
    rows: list[Row] = []

    def add(name: str, network: Network, before: State, after: State) -> None:
        parameters, macs = located(name, network, lambda: _counts(network, before.shape))
        rows.append(
            Row(name, network.kind, tuple(after.shape or ()), parameters, macs, after.field)
        )

    field = ONE_PIXEL if len(shape) == 3 else "the input has no height and width"
    walk(as_network(network, "network"), State(shape, field), add)
    return Summary(tuple(rows))


def _counts(network: Network, before: Shape | None) -> tuple[int, int]:
    """Count a layer's parameters and MACs."""
    if not isinstance(network, Layer) or before is None:
        return 0, 0
    parameters, macs = network.parameters, network.macs(before)
    return bounded_count("parameters", parameters), bounded_count("MACs", macs)


def bounded_count(what: str, count: int) -> int:
    """Refuse a count that no network has and no table could show."""
    if count > LARGEST_COUNT:
        raise CnnlibError(f"it has more than 10⁴⁰ {what}, {shown(count)}.")
    return count


def _checked_shape(input_shape: object) -> Shape:
    items = input_shape if isinstance(input_shape, tuple | list) else ()
    sizes = tuple(n for n in map(as_integer, items) if n is not None and n > 0)
    if len(sizes) != len(items) or len(sizes) not in (1, 3):
        hint = "; leave the batch out" if len(items) == 4 else ""
        raise CnnlibError(
            f"input_shape is {shown(input_shape)}; use (channels, height, width) or (features,), "
            f"integers of at least 1{hint}.",
            "input_shape",
            input_shape,
        )
    return sizes
