"""Drills on what a unit sees: receptive field and jump of a stack."""

from collections.abc import Sequence

from cnnlib.drills.drafts import Dice, Draft
from cnnlib.layers import Conv2d, Layer, MaxPool2d
from cnnlib.receptive_field import ONE_PIXEL, receptive_field
from cnnlib.stack_text import own_window

# One letter per layer: c a convolution, p a pool.
PATTERNS = ("cpc", "ccp", "cpcp", "ccpc", "cpcc", "ccpcp", "cpcpc")


def _stack(dice: Dice) -> list[Layer]:
    return [_layer(dice, letter) for letter in dice.pick(PATTERNS)]


def _layer(dice: Dice, letter: str) -> Layer:
    if letter == "p":
        return MaxPool2d(dice.pick((2, 2, 3)), stride=2)
    return Conv2d(1, 1, dice.pick((3, 3, 5)), stride=dice.pick((1, 1, 1, 2)))


def _kernel_and_stride(layer: Layer) -> tuple[int, int]:
    (size, stride, _), _ = own_window(layer).axes()
    return size, stride


def _words(layer: Layer) -> str:
    kernel, stride = _kernel_and_stride(layer)
    kind = "max pooling" if isinstance(layer, MaxPool2d) else "convolution"
    return f"{kernel} × {kernel} {kind}, stride {stride}"


def _size(layers: Sequence[Layer]) -> int:
    return receptive_field(layers).axes()[0][0]


def _jump(layers: Sequence[Layer]) -> int:
    return receptive_field(layers).axes()[0][1]


def _working(layers: list[Layer]) -> list[str]:
    field, lines = ONE_PIXEL, []
    for place, layer in enumerate(layers, 1):
        size, stride, _ = field.then_steps(own_window(layer))
        field = field.then(own_window(layer))
        lines.append(f"layer {place}: {size}; {stride}".replace("stride:", "jump:"))
    return lines


def _convolutions(layers: list[Layer]) -> list[Layer]:
    return [layer for layer in layers if isinstance(layer, Conv2d)]


def stack_field(dice: Dice) -> Draft:
    """Ask for the receptive field of a stack with pooling."""
    layers = _stack(dice)
    windows = [_kernel_and_stride(layer) for layer in layers]
    # Each stride one layer too early, as if a layer's own stride counted for itself.
    early = [Conv2d(1, 1, 1, stride=windows[0][1])] + [
        Conv2d(1, 1, kernel, stride=stride)
        for (kernel, _), (_, stride) in zip(windows, [*windows[1:], (1, 1)], strict=True)
    ]
    answer = _size(layers)
    return Draft(
        "These layers stand one after the other. How many input pixels wide is the receptive "
        "field of a unit after the last?",
        answer,
        "pixels",
        "Begin with r = 1 and jump 1. Each layer adds (K − 1) times the jump before it; then its "
        "stride multiplies the jump.",
        _working(layers),
        [
            (
                _size([Conv2d(1, 1, kernel) for kernel, _ in windows]),
                "You added K − 1 everywhere. After a stride of 2 every step counts double.",
            ),
            (
                _size(early),
                "You changed the jump before you used it. A layer's own stride concerns only the "
                "layers after it.",
            ),
            (
                _size(_convolutions(layers)),
                "You left the pooling out. It widens the field and doubles the jump.",
            ),
            (answer - 1, "Begin with the pixel that a unit of the input is: r = 1."),
            (_size(layers[:-1]), "That is before the last layer."),
            (
                sum(kernel for kernel, _ in windows),
                "The windows overlap: a layer adds K − 1 steps, not K pixels.",
            ),
        ],
        layers=[_words(layer) for layer in layers],
        square=True,
    )


def stack_jump(dice: Dice) -> Draft:
    """Ask how far apart two neighboring units of a stack look."""
    layers = _stack(dice)
    strides = [_kernel_and_stride(layer)[1] for layer in layers]
    return Draft(
        "These layers stand one after the other. Two neighboring units after the last look at "
        "places of the input: how many pixels are those apart?",
        _jump(layers),
        "pixels",
        "One step of the last layer is as many steps of the layer before as its stride says, and "
        "so on down to the input.",
        _working(layers),
        [
            (sum(strides), "The strides are multiplied, not added."),
            (
                sum(stride for stride in strides if stride > 1),
                "The strides are multiplied, not added.",
            ),
            (
                _jump(_convolutions(layers)),
                "You left the pooling out; its stride counts like any other.",
            ),
            (_size(layers), "That is the receptive field: how much one unit sees."),
            (max(strides), "That is one layer's stride; all of them multiply."),
        ],
        layers=[_words(layer) for layer in layers],
    )
