"""How many numbers a layer learns."""

from cnnlib._arguments import Positive, PositivePair, as_pair, checked
from cnnlib.errors import CnnlibError


def check_groups(in_channels: int, out_channels: int, groups: int) -> None:
    """Refuse a number of groups that does not divide both channel counts."""
    for name, channels in (("in_channels", in_channels), ("out_channels", out_channels)):
        if channels % groups:
            raise CnnlibError(
                f"groups is {groups}, but does not divide {name} {channels}; use a number that "
                "divides both in_channels and out_channels, such as 1.",
                "groups",
                groups,
                pytorch=f"{name} must be divisible by groups",
            )


@checked
def conv_parameters(
    in_channels: Positive,
    out_channels: Positive,
    kernel_size: PositivePair,
    groups: Positive = 1,
    bias: bool = True,
) -> int:
    r"""Count the weights and biases of a convolution.

    $$k_h\,k_w \cdot \frac{C_{\text{in}}}{g} \cdot C_{\text{out}} + b\,C_{\text{out}},
      \qquad b = 1 \text{ with bias, else } 0$$

    The same kernel serves all positions, so the size of the image does not matter. A
    transposed convolution has as many.

    Args:
        in_channels: $C_{\text{in}}$, channels of the input.
        out_channels: $C_{\text{out}}$, channels of the output, one filter each.
        kernel_size: $k$, weights along each axis, or (height, width).
        groups: $g$, blocks of channels that do not see each other.
        bias: whether each filter adds a number of its own.

    Returns:
        Numbers that training adjusts.

    Raises:
        CnnlibError: if an argument is out of range, or groups does not divide both channel
            counts.

    Source:
        PyTorch, ``torch.nn.Conv2d``: weight of shape (out_channels, in_channels / groups,
        height, width), bias of shape (out_channels,).

    Example:
        >>> conv_parameters(3, 64, 3)
        1792
    """
    check_groups(in_channels, out_channels, groups)
    height, width = as_pair(kernel_size)
    return height * width * (in_channels // groups) * out_channels + bias * out_channels


def conv_parameters_steps(
    in_channels: int,
    out_channels: int,
    kernel_size: int | tuple[int, int],
    groups: int,
    bias: bool,
) -> list[str]:
    """Write the formula with the numbers in the letters' places, down to the result."""
    result = conv_parameters(in_channels, out_channels, kernel_size, groups, bias)
    height, width = as_pair(kernel_size)
    weights = result - bias * out_channels
    product = f"{height}·{width}·{channels_read(in_channels, groups)}·{out_channels}"
    if not bias:
        return [product, f"= {result:,}"]
    return [
        f"{product} + {out_channels}",
        f"= {weights:,} + {out_channels:,}",
        f"= {result:,}",
    ]


def channels_read(in_channels: int, groups: int) -> str:
    """Write how many channels one filter reads; without groups it is simply all of them."""
    return str(in_channels) if groups == 1 else f"({in_channels} / {groups})"


@checked
def linear_parameters(in_features: Positive, out_features: Positive, bias: bool = True) -> int:
    r"""Count the weights and biases of a fully connected layer.

    $$F_{\text{in}} \cdot F_{\text{out}} + b\,F_{\text{out}},
      \qquad b = 1 \text{ with bias, else } 0$$

    Args:
        in_features: $F_{\text{in}}$, numbers that go in.
        out_features: $F_{\text{out}}$, numbers that come out.
        bias: whether each output adds a number of its own.

    Returns:
        Numbers that training adjusts.

    Raises:
        CnnlibError: if an argument is out of range.

    Source:
        PyTorch, ``torch.nn.Linear``: weight of shape (out_features, in_features), bias of
        shape (out_features,).

    Example:
        >>> linear_parameters(400, 120)
        48120
    """
    return in_features * out_features + bias * out_features


def linear_parameters_steps(in_features: int, out_features: int, bias: bool) -> list[str]:
    """Write the formula with the numbers in the letters' places, down to the result."""
    added = f" + {out_features}" if bias else ""
    return [
        f"{in_features}·{out_features}{added}",
        f"= {linear_parameters(in_features, out_features, bias):,}",
    ]


@checked
def batch_norm_parameters(num_features: Positive) -> int:
    r"""Count what a batch normalization learns: a scale and a shift per channel.

    $$2\,C$$

    The running mean and variance are kept beside them, but are not trained, and PyTorch
    counts them as buffers.

    Args:
        num_features: $C$, channels.

    Returns:
        Numbers that training adjusts.

    Raises:
        CnnlibError: if num_features is not an integer of at least 1.

    Source:
        Ioffe and Szegedy, 2015, Batch Normalization, algorithm 1
        (<https://arxiv.org/abs/1502.03167>); PyTorch, ``torch.nn.BatchNorm2d``.

    Example:
        >>> batch_norm_parameters(64)
        128
    """
    return 2 * num_features


def batch_norm_parameters_steps(num_features: int) -> list[str]:
    """Write the formula with the numbers in the letters' places, down to the result."""
    return [f"2·{num_features}", f"= {batch_norm_parameters(num_features):,}"]
