"""Drills on counts: parameters and multiply-accumulates."""

from cnnlib.drills.drafts import Dice, Draft, counted
from cnnlib.macs import conv_macs, conv_macs_steps
from cnnlib.parameters import (
    conv_parameters,
    conv_parameters_steps,
    linear_parameters,
    linear_parameters_steps,
)


def _kernel(dice: Dice, channels: int) -> int:
    """Draw a kernel size; of one channel a 1 × 1 kernel has nothing to count."""
    return dice.pick((3, 3, 3, 5) if channels == 1 else (1, 3, 3, 5))


def convolution_parameters(dice: Dice) -> Draft:
    """Ask for the parameters of a convolution."""
    read, made = dice.pick((1, 3, 4, 6, 8, 16, 20, 32)), dice.pick((4, 6, 8, 10, 12, 16, 32, 64))
    kernel, bias = _kernel(dice, read), dice.pick((True, True, False))
    answer = conv_parameters(read, made, kernel, bias=bias)
    weights = conv_parameters(read, made, kernel, bias=False)
    return Draft(
        f"A convolution reads {counted(read, 'channel')} and makes {made}, with "
        f"{kernel} × {kernel} kernels and {'a bias for each output channel' if bias else 'no bias'}"
        ". How many parameters does it have?",
        answer,
        "parameters",
        "Each output channel has one weight for every position of the kernel in every input "
        f"channel{', and one bias' if bias else ''}.",
        conv_parameters_steps(read, made, kernel, 1, bias),
        [
            (
                conv_parameters(read, made, kernel, bias=not bias),
                f"You left the {made} biases out."
                if bias
                else "You counted biases; this layer has none.",
            ),
            (weights + bias, "There is a bias for each output channel, not one for the layer."),
            (weights + read * bias, "The biases belong to the output channels, not the input's."),
            (
                conv_parameters(1, made, kernel, bias=bias),
                f"A kernel reads all {read} input channels, with weights of its own for each.",
            ),
            (
                conv_parameters(read, 1, kernel, bias=bias),
                f"That is for one output channel; there are {made}.",
            ),
            (
                conv_parameters(read, made, (kernel, 1), bias=bias),
                f"A {kernel} × {kernel} kernel has {kernel}·{kernel} weights, not {kernel}.",
            ),
        ],
    )


def flattened_parameters(dice: Dice) -> Draft:
    """Ask for the parameters of the linear layer after a flatten."""
    channels, side = dice.pick((4, 6, 8, 10, 16, 20, 32)), dice.between(2, 7)
    made, bias = dice.pick((5, 8, 10, 12, 20, 50, 100)), dice.pick((True, True, False))
    features = channels * side * side
    answer = linear_parameters(features, made, bias=bias)
    return Draft(
        f"A feature map of {channels} channels, {side} × {side} each, is flattened and read by a "
        f"linear layer with {made} outputs and {'a bias for each' if bias else 'no bias'}. "
        "How many parameters does the linear layer have?",
        answer,
        "parameters",
        "How many numbers come out of the flatten? Each output has a weight for every one of them.",
        [
            f"features: {channels}·{side}·{side} = {features:,}",
            *linear_parameters_steps(features, made, bias),
        ],
        [
            (
                linear_parameters(features, made, bias=not bias),
                "You left the biases out." if bias else "You counted biases; there are none.",
            ),
            (
                linear_parameters(channels, made, bias=bias),
                f"A flatten keeps every position: {channels}·{side}·{side} numbers, not one for "
                "each channel.",
            ),
            (
                linear_parameters(channels * side, made, bias=bias),
                f"Height and width count: {side}·{side} positions in each channel.",
            ),
            (
                linear_parameters(features, made, bias=False) + bias,
                "There is a bias for each output, not one for the layer.",
            ),
            (features, "That is how many numbers the layer reads; each output weighs all of them."),
        ],
    )


def convolution_macs(dice: Dice) -> Draft:
    """Ask for the multiply-accumulates of a convolution."""
    read, made = dice.pick((1, 3, 4, 6, 8)), dice.pick((2, 4, 6, 8, 10, 16))
    kernel, side = _kernel(dice, read), dice.between(4, 14)
    answer = conv_macs(read, made, kernel, side)
    return Draft(
        f"A convolution reads {counted(read, 'channel')} and makes {made} of {side} × {side} "
        f"pixels, with {kernel} × {kernel} kernels. How many multiply-accumulates (MACs) does one "
        "image take?",
        answer,
        "MACs",
        "Every weight is used once for each position of the output.",
        conv_macs_steps(read, made, kernel, side, 1),
        [
            (2 * answer, "Those are FLOPs; a multiply-accumulate counts as one MAC."),
            (
                conv_macs(read, made, kernel, 1),
                f"That is one position. The kernels stop at {side}·{side} of them.",
            ),
            (
                conv_macs(read, made, kernel, (side, 1)),
                f"That is one row or column of the output; there are {side}.",
            ),
            (
                conv_macs(1, made, kernel, side),
                f"Each output pixel reads all {read} input channels.",
            ),
            (
                conv_macs(read, 1, kernel, side),
                f"That is one output channel; there are {made}.",
            ),
            (
                conv_macs(read, made, (kernel, 1), side),
                f"A {kernel} × {kernel} kernel multiplies {kernel}·{kernel} times, not {kernel}.",
            ),
        ],
    )
