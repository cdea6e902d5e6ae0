"""A stack of layers written as text, one per line: ``conv 3 stride 2 padding 1``, ``pool 2``."""

import re
from typing import Any

from cnnlib._arguments import integer
from cnnlib.errors import CnnlibError, shown
from cnnlib.layers import Conv2d, Layer, MaxPool2d
from cnnlib.receptive_field import ONE_PIXEL, ReceptiveField, bounded

MOST_LINES = 100
LONGEST_LINE = 200
SETTINGS = ("kernel_size", "stride", "padding", "dilation")
LARGEST = 1_000_000


def stack_receptive_field(layers: str) -> ReceptiveField:
    r"""Give the receptive field of a stack that is written as text.

    The formula is that of ``receptive_field``.

    Args:
        layers: one layer per line, such as "conv 3", "conv 3 stride 2 padding 1 dilation 2" or
            "pool 2"; the first number is the kernel size, and a pool's stride is the same
            unless given.

    Returns:
        size, effective stride and effective padding, in input pixels.

    Raises:
        CnnlibError: if a line is not understood, with its number and what is possible.

    Source:
        Araujo, Norris and Sim, 2019, Computing Receptive Fields of Convolutional Neural
        Networks, Distill (<https://doi.org/10.23915/distill.00021>).

    Example:
        >>> stack_receptive_field("conv 3\nconv 3\npool 2")
        ReceptiveField(size=6, stride=2, padding=0)
    """
    field = ONE_PIXEL
    for line, layer in parse_stack(layers):
        field = then_line(field, line, layer)
    return field


def then_line(field: ReceptiveField, line: str, layer: Layer) -> ReceptiveField:
    """Give the receptive field after one more line, or say that it grows beyond all bounds."""
    try:
        return bounded(field.then(own_window(layer)))
    except CnnlibError as error:
        raise CnnlibError(f"{shown(line)}: {error.reason}", "layers", line) from error


def own_window(layer: Layer) -> ReceptiveField:
    """Give a convolution's or a pooling's own receptive field, which it always has."""
    window = layer.window(None)
    assert isinstance(window, ReceptiveField)
    return window


def parse_stack(text: str) -> list[tuple[str, Layer]]:
    """Read the lines of a stack; empty ones do not count."""
    lines = [(number, line.strip()) for number, line in enumerate(text.splitlines(), 1)]
    lines = [(number, line) for number, line in lines if line]
    if not lines:
        raise CnnlibError('layers is empty; write one layer per line, such as "conv 3".', "layers")
    if len(lines) > MOST_LINES:
        raise CnnlibError(
            f"layers has {len(lines)} lines; use at most {MOST_LINES}.", "layers", len(lines)
        )
    return [(line, _layer(number, line)) for number, line in lines]


def _layer(number: int, line: str) -> Layer:
    try:
        kind, settings = _parse(line)
        return Conv2d(1, 1, **settings) if kind == "conv" else MaxPool2d(**settings)
    except CnnlibError as error:
        raise CnnlibError(
            f"line {number}, {shown(line)}: {error.reason}", "layers", line
        ) from error


def _parse(line: str) -> tuple[str, dict[str, Any]]:
    kind, *words = line.lower().split() if len(line) <= LONGEST_LINE else ["a line too long"]
    if kind not in ("conv", "pool"):
        raise CnnlibError('begin with conv or pool, as in "conv 3".')
    if words and words[0] not in SETTINGS:
        words = ["kernel_size", *words]
    names, numbers = words[::2], words[1::2]
    if "kernel_size" not in names:
        raise CnnlibError(f'write the kernel size after {kind}, as in "{kind} 3".')
    for name in names:
        if name not in SETTINGS or names.count(name) > 1:
            raise CnnlibError(
                f"{shown(name)} is not expected; after the kernel size write stride, padding or "
                "dilation, each once with a number."
            )
    if len(numbers) < len(names):
        raise CnnlibError(f"write a number after {names[-1]}.")
    return kind, {name: _number(name, text) for name, text in zip(names, numbers, strict=True)}


def _number(name: str, text: str) -> int:
    if not re.fullmatch(r"-?[0-9]{1,9}", text) or abs(int(text)) > LARGEST:
        raise CnnlibError(f"{name} is {shown(text)}; use a whole number up to {LARGEST:,}.")
    return integer(name, int(text), minimum=0 if name == "padding" else 1)


def stack_answer(layers: str) -> dict[str, Any]:
    """Answer for the calculator: the value, and a row with steps for each layer."""
    field, rows = ONE_PIXEL, []
    for line, layer in parse_stack(layers):
        steps = field.then_steps(own_window(layer))
        field = then_line(field, line, layer)
        rows.append({"label": line, "value": _value(field), "text": _text(field), "steps": steps})
    return {"value": _value(field), "text": _text(field), "steps": rows[-1]["steps"], "rows": rows}


def _value(field: ReceptiveField) -> dict[str, Any]:
    return {"size": field.size, "stride": field.stride, "padding": field.padding}


def _text(field: ReceptiveField) -> str:
    return f"size {field.size:,}, stride {field.stride:,}, padding {field.padding:,}"
