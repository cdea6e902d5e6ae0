"""A kernel on a small gray photograph, for the stepper of lesson 1."""

import re
from typing import Any, Literal

from cnnlib._arguments import checked
from cnnlib.arrays import conv2d
from cnnlib.errors import CnnlibError
from cnnlib.matrix_text import number_text, parse_matrix

LARGEST_SIDE = 128
LARGEST_KERNEL = 7


@checked
def filter_photograph(
    pixels: str,
    kernel: str,
    operation: Literal["cross-correlation", "convolution"] = "cross-correlation",
) -> list[list[float]]:
    r"""Slide a kernel over a gray photograph, with stride 1 and without padding.

    The formula is that of ``conv2d``.

    Args:
        pixels: rows of brightnesses from 00 to ff, two hexadecimal digits each, separated by
            semicolons.
        kernel: rows of weights, separated by semicolons, such as "1 0 -1; 2 0 -2; 1 0 -1".
        operation: whether the kernel is laid on as it is, or first turned by half a turn.

    Returns:
        Rows of responses.

    Raises:
        CnnlibError: if a text can't be read, the photograph is too large, or the kernel does
            not fit.

    Source:
        PyTorch, ``torch.nn.functional.conv2d``.

    Example:
        >>> filter_photograph("00ff;00ff", "1 -1")
        [[-255], [-255]]
    """
    picture = _picture(pixels)
    weights = parse_matrix("kernel", kernel, LARGEST_KERNEL).values
    if operation == "convolution":
        weights = [row[::-1] for row in weights[::-1]]
    try:
        return conv2d(picture, weights)
    except CnnlibError as error:
        raise CnnlibError(error.reason, "kernel", error.value) from error


def _picture(pixels: str) -> list[list[int]]:
    rows = pixels.strip().split(";")
    if not all(re.fullmatch(r"(?:[0-9a-f]{2})+", row) for row in rows):
        raise CnnlibError(
            "pixels is not rows of pairs of hexadecimal digits; write such as 00ff;80c0.",
            "pixels",
        )
    if len({len(row) for row in rows}) > 1:
        raise CnnlibError("pixels has rows of different lengths; make them equal.", "pixels")
    if max(len(rows), len(rows[0]) // 2) > LARGEST_SIDE:
        raise CnnlibError(
            f"pixels has {len(rows)} rows and {len(rows[0]) // 2} columns; use at most "
            f"{LARGEST_SIDE} of each.",
            "pixels",
        )
    return [list(bytes.fromhex(row)) for row in rows]


def filter_photograph_answer(pixels: str, kernel: str, operation: str) -> dict[str, Any]:
    """Answer for the stepper: responses as shades of gray, and what black and white stand for."""
    responses = filter_photograph(pixels, kernel, operation)  # type: ignore[arg-type]
    values = [value for row in responses for value in row]
    low, high = min(values), max(values)
    if low < 0:  # middle gray is a response of 0
        high = max(high, -low)
        low = -high
    span = high - low or 1
    shades = [bytes(round(255 * (value - low) / span) for value in row) for row in responses]
    legend = f"black {number_text(low)}, white {number_text(high)}"
    if low < 0:
        legend = f"black {number_text(low)}, middle gray 0, white {number_text(high)}"
    return {
        "value": {"shades": [row.hex() for row in shades], "legend": legend},
        "text": f"{len(responses)} × {len(responses[0])} responses: {legend}",
        "steps": [],
    }
