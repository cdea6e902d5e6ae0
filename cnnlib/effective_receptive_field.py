"""How much each input pixel counts for one output of a linear network."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import sqrt
from typing import TYPE_CHECKING

from cnnlib._arguments import as_pair
from cnnlib.errors import CnnlibError
from cnnlib.receptive_field import receptive_field

if TYPE_CHECKING:
    from cnnlib.layers import AvgPool2d, Conv2d
    from cnnlib.networks import Network

LONGEST = 5000


@dataclass(frozen=True)
class EffectiveReceptiveField:
    """The share of each input position along one axis, from the region's first to its last.

    Attributes:
        profile: the shares, which sum to 1.
        std: their standard deviation, in input positions.
    """

    profile: tuple[float, ...]
    std: float


def effective_receptive_field(
    layers: "Network | Iterable[Network]",
) -> EffectiveReceptiveField:
    r"""Give each input pixel's share in one output, when all weights of a kernel are equal.

    $$e_{0} = (1), \qquad e_{l} = (e_{l-1} \uparrow s) * \tfrac{1}{k}(1, \dots, 1), \qquad
      \sigma = \sqrt{\tfrac{2L}{3}} \text{ for } L \text{ layers of } 3 \times 3$$

    From the last layer to the first, the profile is spread out by the stride and convolved
    with the layer's kernel. The result counts the paths from each pixel to the output: exact
    for a linear network, and Gaussian in shape for a deep one.

    Args:
        layers: Conv2d and AvgPool2d layers in the order they run, the same along height and
            width, or a Sequential of them. BatchNorm2d, Dropout and Identity may stand between.

    Returns:
        profile, the shares along one axis, which sum to 1, and std, their standard deviation
        in input pixels.

    Raises:
        CnnlibError: if a layer is not linear or not square, or the region is longer than 5000.

    Source:
        Luo, Li, Urtasun and Zemel, 2016, Understanding the Effective Receptive Field in Deep
        Convolutional Neural Networks, section 2 (<https://arxiv.org/abs/1701.04128>).

    Example:
        >>> from cnnlib import Conv2d
        >>> effective_receptive_field([Conv2d(1, 1, 2), Conv2d(1, 1, 2)]).profile
        (0.25, 0.5, 0.25)
    """
    from cnnlib.layers import AvgPool2d, Conv2d
    from cnnlib.networks import as_network

    stack = list(_flat(as_network(layers)))
    size = receptive_field(stack).size
    if not isinstance(size, int) or size > LONGEST:
        raise CnnlibError(
            f"the receptive field is {size} long; use layers that are the same along height and "
            f"width and see at most {LONGEST} pixels.",
            "layers",
            size,
        )
    paths = [1]
    for layer in reversed(stack):
        if isinstance(layer, Conv2d | AvgPool2d):
            paths = _spread(paths, *_square(layer))
    total = sum(paths)
    mean = sum(i * n for i, n in enumerate(paths)) / total
    variance = sum((i - mean) ** 2 * (n / total) for i, n in enumerate(paths))
    return EffectiveReceptiveField(tuple(n / total for n in paths), sqrt(variance))


def _flat(network: "Network") -> "Iterable[Network]":
    from cnnlib.layers import AvgPool2d, BatchNorm2d, Conv2d, Dropout, Dropout2d, Identity
    from cnnlib.networks import Container, Sequential

    linear = (AvgPool2d, BatchNorm2d, Conv2d, Dropout, Dropout2d, Identity)
    if isinstance(network, Sequential):
        for child in network:
            yield from _flat(child)
    elif isinstance(network, Container) or not isinstance(network, linear):
        raise CnnlibError(
            f"{network.kind} is not a linear layer with one path; use Conv2d and AvgPool2d.",
            "layers",
            network,
        )
    else:
        yield network


def _square(layer: "Conv2d | AvgPool2d") -> tuple[int, int, int]:
    stride = layer.kernel_size if layer.stride is None else layer.stride
    settings = map(as_pair, (layer.kernel_size, stride, layer.dilation))
    (kernel, step, gap), across = zip(*settings, strict=True)
    if across != (kernel, step, gap):
        raise CnnlibError(
            f"{layer.kind} differs between height and width; use equal numbers for both.",
            "layers",
            layer,
        )
    return kernel, step, gap


def _spread(paths: list[int], kernel_size: int, stride: int, dilation: int) -> list[int]:
    """Count the paths one layer further down."""
    length = (len(paths) - 1) * stride + dilation * (kernel_size - 1) + 1
    result = [0] * length
    for i, count in enumerate(paths):
        for j in range(kernel_size):
            result[i * stride + j * dilation] += count
    return result
