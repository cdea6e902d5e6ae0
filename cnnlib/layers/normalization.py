"""Layers that rescale their input and keep its shape."""

from dataclasses import dataclass

from cnnlib._arguments import Positive, check_fields
from cnnlib.errors import CnnlibError, shown
from cnnlib.layers.base import Layer, Shape, check_channels, feature_map
from cnnlib.parameters import batch_norm_parameters


@dataclass(frozen=True)
class BatchNorm2d(Layer):
    """A normalization of each channel over the batch, as ``torch.nn.BatchNorm2d``."""

    num_features: Positive
    eps: float = 1e-5
    momentum: float | None = 0.1
    affine: bool = True
    track_running_stats: bool = True

    def __post_init__(self) -> None:
        """Refuse what PyTorch refuses."""
        check_fields(self)

    @property
    def parameters(self) -> int:
        """A scale and a shift per channel, if affine; the running statistics are buffers."""
        return batch_norm_parameters(self.num_features) if self.affine else 0

    def output_shape(self, input_shape: Shape) -> Shape:
        """Give input_shape, if it has the right number of channels."""
        dimensions = f"expected 4D input (got {len(input_shape) + 1}D input)"
        channels, _, _ = feature_map(self, input_shape, dimensions)
        if self.track_running_stats or self.affine:
            what = "running_mean" if self.track_running_stats else "weight"
            pytorch = f"{what} should contain {channels} elements not {self.num_features}"
            check_channels("num_features", self.num_features, channels, pytorch)
        return input_shape


@dataclass(frozen=True)
class LocalResponseNorm(Layer):
    """A normalization across neighboring channels, as ``torch.nn.LocalResponseNorm``."""

    size: Positive
    alpha: float = 1e-4
    beta: float = 0.75
    k: float = 1.0

    def __post_init__(self) -> None:
        """Refuse what PyTorch refuses."""
        check_fields(self)

    def output_shape(self, input_shape: Shape) -> Shape:
        """Give input_shape, if it has height and width."""
        feature_map(self, input_shape)
        return input_shape


@dataclass(frozen=True)
class _Dropping(Layer):
    p: float = 0.5
    inplace: bool = False

    def __post_init__(self) -> None:
        """Refuse what PyTorch refuses."""
        check_fields(self)
        if isinstance(self.p, bool) or not isinstance(self.p, int | float) or not 0 <= self.p <= 1:
            raise CnnlibError(f"p is {shown(self.p)}; use a probability from 0 to 1.", "p", self.p)


class Dropout(_Dropping):
    """In training sets values to zero at random, as ``torch.nn.Dropout``."""


class Dropout2d(_Dropping):
    """In training sets whole channels to zero at random, as ``torch.nn.Dropout2d``."""
