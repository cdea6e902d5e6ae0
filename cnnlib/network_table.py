"""A pasted PyTorch network as a table, for the calculator of that name."""

from typing import TYPE_CHECKING, Any

from cnnlib._arguments import Positive, checked
from cnnlib.errors import CnnlibError
from cnnlib.receptive_field import ReceptiveField
from cnnlib.summary import Row, Summary, summarize

if TYPE_CHECKING:
    from cnnlib.torch_source.reading import Reading


@checked
def network_table(
    source: str, channels: Positive = 3, height: Positive = 224, width: Positive = 224
) -> Summary:
    r"""Give the table of a network that is written as PyTorch source.

    The formulas are those of ``summarize``.

    Args:
        source: an nn.Sequential(...) or a class with __init__ and forward; it is read, never
            executed.
        channels: channels of the image: three for color, one for gray.
        height: pixels of the image from top to bottom.
        width: pixels of the image from left to right.

    Returns:
        one row per layer with its name, kind, output_shape, parameters, macs and
        receptive_field, and the sums.

    Raises:
        CnnlibError: if the source can't be read or a layer does not fit, with line, column and
            the number that would be right.

    Source:
        PyTorch, ``torch.nn``.

    Example:
        >>> network_table("nn.Sequential(nn.Conv2d(1, 6, 5), nn.ReLU())", 1, 28, 28).macs
        86400
    """
    return _read(source, (channels, height, width))[1]


def _read(source: str, input_shape: tuple[int, int, int]) -> "tuple[Reading, Summary]":
    from cnnlib.torch_source.reading import read_torch  # only those who paste wait for its import

    try:
        reading = read_torch(source)
        return reading, summarize(reading.network, input_shape)
    except CnnlibError as error:
        raise CnnlibError(error.reason, "source", source, error.pytorch) from error


def network_table_answer(source: str, channels: int, height: int, width: int) -> dict[str, Any]:
    """Answer for the calculator: the sums, and a row for each layer."""
    reading, summary = _read(source, (channels, height, width))
    return {
        "value": {
            "found": reading.found,
            "parameters": summary.parameters,
            "macs": summary.macs,
        },
        "text": f"{summary.parameters:,} parameters, {summary.macs:,} MACs",
        "steps": [f"network: {reading.found}", f"input: {channels} × {height} × {width}"],
        "rows": [_row(row) for row in summary.rows],
    }


def _row(row: Row) -> dict[str, Any]:
    field = row.receptive_field
    shape = " × ".join(f"{size:,}" for size in row.output_shape)
    region = field
    if isinstance(field, ReceptiveField):
        region = f"size {field.size}, stride {field.stride}, padding {field.padding}"
    return {
        "label": row.name,
        "value": {
            "kind": row.kind,
            "output_shape": list(row.output_shape),
            "parameters": row.parameters,
            "macs": row.macs,
            "receptive_field": field if isinstance(field, str) else _sizes(field),
        },
        "text": f"{row.kind}: {shape}",
        "steps": [
            f"output shape: {shape}",
            f"parameters: {row.parameters:,}",
            f"MACs: {row.macs:,}",
            f"receptive field: {region}",
        ],
    }


def _sizes(field: ReceptiveField) -> dict[str, Any]:
    return {"size": field.size, "stride": field.stride, "padding": field.padding}
