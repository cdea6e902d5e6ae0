"""The layers of 1998 that PyTorch does not have.

``connections`` counts as LeCun et al. do: each weight, bias and input of an average, each time
it is used. ``macs`` counts multiply-accumulates, as everywhere in cnnlib.
"""

from dataclasses import dataclass

from cnnlib._arguments import Positive, check_fields, each_axis
from cnnlib.layers import Conv2d, Layer, Linear
from cnnlib.layers.base import Shape, check_channels, feature_map
from cnnlib.networks import Sequential
from cnnlib.output_size import conv_output_size
from cnnlib.receptive_field import ReceptiveField


@dataclass(frozen=True)
class ScaledTanh(Layer):
    """The squashing function 1.7159 · tanh(2x / 3) of appendix A."""


@dataclass(frozen=True)
class PartiallyConnectedConv2d(Layer):
    """A convolution in which each output channel sees only the input channels in its row."""

    in_channels: Positive
    table: tuple[tuple[int, ...], ...]
    kernel_size: Positive

    def __post_init__(self) -> None:
        """Check the numbers."""
        check_fields(self)

    @property
    def kernels(self) -> int:
        """One kernel per connection between an input and an output channel."""
        return sum(map(len, self.table))

    @property
    def parameters(self) -> int:
        """The kernels' weights, and one bias per output channel."""
        return self.kernels * self.kernel_size**2 + len(self.table)

    def output_shape(self, input_shape: Shape) -> Shape:
        """Give (output channels, height, width)."""
        channels, *sizes = feature_map(self, input_shape)
        check_channels("in_channels", self.in_channels, channels)
        return len(self.table), *each_axis(lambda i: conv_output_size(sizes[i], self.kernel_size))

    def macs(self, input_shape: Shape) -> int:
        """Count each weight once per output position."""
        _, height, width = self.output_shape(input_shape)
        return self.kernels * self.kernel_size**2 * height * width

    def window(self, input_shape: Shape | None) -> ReceptiveField | str:
        """Give the kernel's region."""
        return ReceptiveField(self.kernel_size, 1, 0)


@dataclass(frozen=True)
class TrainableSubsampling(Layer):
    """The average of each window, times a trained coefficient, plus a trained bias."""

    channels: Positive
    kernel_size: Positive

    def __post_init__(self) -> None:
        """Check the numbers."""
        check_fields(self)

    @property
    def parameters(self) -> int:
        """A coefficient and a bias per channel."""
        return 2 * self.channels

    def output_shape(self, input_shape: Shape) -> Shape:
        """Give the same channels with fewer positions; windows do not overlap."""
        channels, *sizes = feature_map(self, input_shape)
        check_channels("channels", self.channels, channels)
        k = self.kernel_size
        return channels, *each_axis(lambda i: conv_output_size(sizes[i], k, stride=k))

    def macs(self, input_shape: Shape) -> int:
        """Count the coefficient once per output."""
        return _size(self.output_shape(input_shape))

    def window(self, input_shape: Shape | None) -> ReceptiveField | str:
        """Give the window's region."""
        return ReceptiveField(self.kernel_size, self.kernel_size, 0)


class EuclideanRBF(Linear):
    """The squared distance from the features to each class's fixed 7 × 12 bitmap."""

    @property
    def parameters(self) -> int:
        """None: the bitmaps were drawn by hand and not trained."""
        return 0


def connections(network: Sequential, input_shape: Shape) -> dict[str, int]:
    """Count the connections of LeNet-5's layers, by name."""
    counts, shape = {}, input_shape
    for name, layer in network.children:
        assert isinstance(layer, Layer)
        output = layer.output_shape(shape)
        if isinstance(layer, TrainableSubsampling):
            counts[name] = (layer.kernel_size**2 + 1) * _size(output)
        elif isinstance(layer, EuclideanRBF):
            counts[name] = layer.macs(shape)
        elif isinstance(layer, Conv2d | PartiallyConnectedConv2d | Linear):
            counts[name] = layer.macs(shape) + _size(output)
        shape = output
    return counts


def _size(shape: Shape) -> int:
    channels, height, width = (*shape, 1, 1)[:3]
    return channels * height * width
