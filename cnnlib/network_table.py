"""A pasted PyTorch network as a table, for the calculator of that name."""

from math import prod
from typing import TYPE_CHECKING, Any

from cnnlib._arguments import Positive, checked
from cnnlib.comparison import compare
from cnnlib.drawing import drawing
from cnnlib.errors import CnnlibError
from cnnlib.receptive_field import ReceptiveField
from cnnlib.summary import Row, Summary, bounded_count, summarize

if TYPE_CHECKING:
    from cnnlib.torch_source.reading import Reading


@checked
def network_table(
    source: str,
    channels: Positive = 3,
    height: Positive = 224,
    width: Positive = 224,
    compare_with: str = "",
) -> Summary:
    r"""Give the table of a network that is written as PyTorch source.

    The formulas are those of ``summarize``.

    Args:
        source: an nn.Sequential(...) or a class with ``__init__`` and ``forward``; it is read,
            never executed.
        channels: channels of the image: three for color, one for gray.
        height: pixels of the image from top to bottom.
        width: pixels of the image from left to right.
        compare_with: a second network for the same image, whose differences are marked.

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
    return read("source", source, (channels, height, width))[1]


def read(
    argument: str, source: str, input_shape: tuple[int, int, int]
) -> "tuple[Reading, Summary]":
    """Read PyTorch source and work out its layers, blaming the argument for what is wrong."""
    from cnnlib.torch_source.reading import read_torch  # only those who paste wait for its import

    try:
        reading = read_torch(source)
        return reading, summarize(reading.network, input_shape)
    except CnnlibError as error:
        raise CnnlibError(error.reason, argument, source, error.pytorch) from error


def network_table_answer(
    source: str, channels: int, height: int, width: int, compare_with: str
) -> dict[str, Any]:
    """Answer for the calculator: the sums, a row for each layer, a drawing, a comparison."""
    shape = (channels, height, width)
    reading, summary = read("source", source, shape)
    answer = table_answer(reading, summary, shape)
    answer["value"]["comparison"] = None
    if compare_with.strip():
        other = read("compare_with", compare_with, shape)[1]
        answer["value"]["comparison"] = compare(summary, other)
    return answer


def table_answer(
    reading: "Reading", summary: Summary, shape: tuple[int, int, int]
) -> dict[str, Any]:
    """Answer with the sums, a row for each layer and a drawing of one network."""
    activations = sum(map(_activations, summary.rows))
    return {
        "value": {
            "found": reading.found,
            "parameters": summary.parameters,
            "macs": summary.macs,
            "activations": activations,
            "drawing": drawing(shape, summary.rows),
        },
        "text": f"{summary.parameters:,} parameters, {summary.macs:,} MACs",
        "steps": [
            f"network: {reading.found}",
            f"input: {' × '.join(map(str, shape))}",
            f"memory: parameters {memory(summary.parameters)}, "
            f"activations of one image {memory(activations)}, as 32-bit floats",
        ],
        "rows": [_row(row, summary) for row in summary.rows],
    }


def _activations(row: Row) -> int:
    """Count the numbers that a layer puts out for one image."""
    try:
        return bounded_count("values", prod(row.output_shape))
    except CnnlibError as error:
        raise CnnlibError(f'layer "{row.name}" ({row.kind}): {error.reason}', "source") from error


def memory(numbers: int) -> str:
    """Write how much memory 32-bit floats take."""
    size, unit = 4.0 * numbers, "B"
    for larger in ("KiB", "MiB", "GiB", "TiB"):
        if size < 1024:
            break
        size, unit = size / 1024, larger
    return f"{size:,.0f} {unit}" if size >= 100 or unit == "B" else f"{size:,.3g} {unit}"


def _row(row: Row, summary: Summary) -> dict[str, Any]:
    field = row.receptive_field
    shape = " × ".join(f"{size:,}" for size in row.output_shape)
    region = field
    if isinstance(field, ReceptiveField):
        region = f"size {field.size}, stride {field.stride}, padding {field.padding}"
    activations = _activations(row)
    return {
        "label": row.name,
        "value": {
            "kind": row.kind,
            "output_shape": list(row.output_shape),
            "parameters": row.parameters,
            "parameter_share": _share(row.parameters, summary.parameters),
            "macs": row.macs,
            "mac_share": _share(row.macs, summary.macs),
            "activations": activations,
            "receptive_field": field if isinstance(field, str) else _sizes(field),
        },
        "text": f"{row.kind}: {shape}",
        "steps": [
            f"output shape: {shape}",
            f"parameters: {row.parameters:,}",
            f"MACs: {row.macs:,}",
            f"activation memory: {memory(activations)}",
            f"receptive field: {region}",
        ],
    }


def _share(part: int, whole: int) -> float:
    """Give the percentage that a layer has of the whole network."""
    return round(100 * part / whole, 2) if whole else 0.0


def _sizes(field: ReceptiveField) -> dict[str, Any]:
    return {"size": field.size, "stride": field.stride, "padding": field.padding}
