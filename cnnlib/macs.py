"""How much a layer computes, in multiply-accumulates (MACs).

A MAC is one multiplication whose product is added to a sum. cnnlib counts those of
convolutions and fully connected layers, for one image, without biases. FLOPs = 2 · MACs.
"""

from cnnlib._arguments import Positive, PositivePair, as_pair, checked
from cnnlib.parameters import channels_read, check_groups


@checked
def conv_macs(
    in_channels: Positive,
    out_channels: Positive,
    kernel_size: PositivePair,
    output_size: PositivePair,
    groups: Positive = 1,
) -> int:
    r"""Count the multiply-accumulates of a convolution for one image.

    $$k_h\,k_w \cdot \frac{C_{\text{in}}}{g} \cdot C_{\text{out}} \cdot o_h\,o_w$$

    Every weight is used once per output position. Biases are not counted; FLOPs are twice
    as many. For a transposed convolution, put its *input's* size in the place of output_size.

    Args:
        in_channels: $C_{\text{in}}$, channels of the input.
        out_channels: $C_{\text{out}}$, channels of the output.
        kernel_size: $k$, weights along each axis, or (height, width).
        output_size: $o$, output positions along each axis, or (height, width).
        groups: $g$, blocks of channels that do not see each other.

    Returns:
        Multiply-accumulates.

    Raises:
        CnnlibError: if an argument is out of range, or groups does not divide both channel
            counts.

    Source:
        Howard et al., 2017, MobileNets, section 3.1 (<https://arxiv.org/abs/1704.04861>);
        PyTorch, torch/utils/flop_counter.py, which counts 2 per MAC.

    Example:
        >>> conv_macs(3, 96, 11, 55)
        105415200
    """
    check_groups(in_channels, out_channels, groups)
    kernel_height, kernel_width = as_pair(kernel_size)
    height, width = as_pair(output_size)
    weights = kernel_height * kernel_width * (in_channels // groups) * out_channels
    return weights * height * width


def conv_macs_steps(
    in_channels: int,
    out_channels: int,
    kernel_size: int | tuple[int, int],
    output_size: int | tuple[int, int],
    groups: int,
) -> list[str]:
    """Write the formula with the numbers in the letters' places, down to the result."""
    result = conv_macs(in_channels, out_channels, kernel_size, output_size, groups)
    kernel_height, kernel_width = as_pair(kernel_size)
    height, width = as_pair(output_size)
    weights = result // (height * width)
    return [
        f"{kernel_height}·{kernel_width}·{channels_read(in_channels, groups)}·{out_channels}"
        f"·{height}·{width}",
        f"= {weights:,}·{height * width:,}",
        f"= {result:,}",
    ]


@checked
def linear_macs(in_features: Positive, out_features: Positive) -> int:
    r"""Count the multiply-accumulates of a fully connected layer for one image.

    $$F_{\text{in}} \cdot F_{\text{out}}$$

    Every weight is used once. Biases are not counted; FLOPs are twice as many.

    Args:
        in_features: $F_{\text{in}}$, numbers that go in.
        out_features: $F_{\text{out}}$, numbers that come out.

    Returns:
        Multiply-accumulates.

    Raises:
        CnnlibError: if an argument is not an integer of at least 1.

    Source:
        PyTorch, torch/utils/flop_counter.py, which counts 2 per MAC.

    Example:
        >>> linear_macs(400, 120)
        48000
    """
    return in_features * out_features


def linear_macs_steps(in_features: int, out_features: int) -> list[str]:
    """Write the formula with the numbers in the letters' places, down to the result."""
    return [f"{in_features}·{out_features}", f"= {linear_macs(in_features, out_features):,}"]
