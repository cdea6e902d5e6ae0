"""All that one convolution layer does to an image, for the calculator of lesson 1."""

from collections.abc import Sequence
from typing import Any

from cnnlib._arguments import NonNegative, Positive, checked, each_axis
from cnnlib.macs import conv_macs, conv_macs_steps
from cnnlib.output_size import (
    conv_output_size,
    conv_output_size_steps,
    unread_border,
    unread_border_steps,
)
from cnnlib.parameters import conv_parameters, conv_parameters_steps


@checked
def conv_layer(
    height: Positive,
    width: Positive,
    in_channels: Positive,
    out_channels: Positive,
    kernel_size: Positive,
    stride: Positive = 1,
    padding: NonNegative = 0,
    dilation: Positive = 1,
    groups: Positive = 1,
    bias: bool = True,
) -> dict[str, Any]:
    r"""Give a convolution's output shape, parameters, MACs and unread border.

    The formulas are those of ``conv_output_size``, ``conv_parameters``, ``conv_macs`` and
    ``unread_border``.

    Args:
        height: pixels from top to bottom.
        width: pixels from left to right.
        in_channels: channels of the input; a color image has three.
        out_channels: channels of the output, one filter each.
        kernel_size: weights along each axis of the kernel.
        stride: pixels from one output to the next.
        padding: zeros added to each side.
        dilation: pixels from one weight to the next; 1 leaves no gaps.
        groups: blocks of channels that do not see each other.
        bias: whether each filter adds a number of its own.

    Returns:
        output_shape (channels, height, width), parameters, macs, unread_rows (at the bottom)
        and unread_columns (at the right).

    Raises:
        CnnlibError: as the four functions do.

    Source:
        PyTorch, ``torch.nn.Conv2d``.

    Example:
        >>> conv_layer(227, 227, 3, 96, 11, stride=4)["output_shape"]
        (96, 55, 55)
    """
    sizes = (height, width)
    window = (kernel_size, stride, padding, dilation)
    parameters = conv_parameters(in_channels, out_channels, kernel_size, groups, bias)
    output = each_axis(lambda axis: conv_output_size(sizes[axis], *window))
    rows, columns = each_axis(lambda axis: unread_border(sizes[axis], *window))
    return {
        "output_shape": (out_channels, *output),
        "parameters": parameters,
        "macs": conv_macs(in_channels, out_channels, kernel_size, output, groups),
        "unread_rows": rows,
        "unread_columns": columns,
    }


def conv_layer_answer(
    height: int,
    width: int,
    in_channels: int,
    out_channels: int,
    kernel_size: int,
    stride: int,
    padding: int,
    dilation: int,
    groups: int,
    bias: bool,
) -> dict[str, Any]:
    """Answer for the calculator: the value, and a row with steps for each number in it."""
    window = (kernel_size, stride, padding, dilation)
    value = conv_layer(height, width, in_channels, out_channels, *window, groups, bias)
    _, *output = value["output_shape"]
    channels = (in_channels, out_channels, kernel_size)
    unread = (value["unread_rows"], value["unread_columns"])
    sizes = _both_axes(("Output height", "Output width"), output, (height, width))
    borders = _both_axes(("Unread rows", "Unread columns"), unread, (height, width))
    rows = [
        *((name, number, conv_output_size_steps(size, *window)) for name, number, size in sizes),
        ("Parameters", value["parameters"], conv_parameters_steps(*channels, groups, bias)),
        ("MACs", value["macs"], conv_macs_steps(*channels, (output[0], output[1]), groups)),
        *((name, number, unread_border_steps(size, *window)) for name, number, size in borders),
    ]
    shape = [f"{size:,}" for size in value["output_shape"]]
    return {
        "value": value | {"output_shape": list(value["output_shape"])},
        "text": " × ".join(shape),
        "steps": [f"output channels: {shape[0]}", f"height: {shape[1]}", f"width: {shape[2]}"],
        "rows": [
            {"label": label, "value": number, "text": f"{number:,}", "steps": steps}
            for label, number, steps in rows
        ],
    }


def _both_axes(
    names: tuple[str, str], numbers: Sequence[int], sizes: tuple[int, int]
) -> list[tuple[str, int, int]]:
    """Give a row for each axis, or a single one for both where the image is square."""
    if sizes[0] == sizes[1]:
        first, second = names
        return [(f"{first} and {second.split()[-1]}", numbers[0], sizes[0])]
    return list(zip(names, numbers, sizes, strict=True))
