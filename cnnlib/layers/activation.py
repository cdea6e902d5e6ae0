"""Layers that apply a function to each value, and the two that normalize along one axis."""

from dataclasses import dataclass

from cnnlib._arguments import Positive, check_fields, integer
from cnnlib.errors import CnnlibError
from cnnlib.layers.base import Layer, Shape, check_channels
from cnnlib.receptive_field import ONE_PIXEL, ReceptiveField


@dataclass(frozen=True)
class _WithoutSettings(Layer):
    pass


class Identity(_WithoutSettings):
    """Passes its input on, as ``torch.nn.Identity``."""


class Sigmoid(_WithoutSettings):
    """1 / (1 + exp(−x)), as ``torch.nn.Sigmoid``."""


class Tanh(_WithoutSettings):
    """The hyperbolic tangent, as ``torch.nn.Tanh``."""


@dataclass(frozen=True)
class _Rectifier(Layer):
    inplace: bool = False

    def __post_init__(self) -> None:
        """Refuse what is not a bool."""
        check_fields(self)


class ReLU(_Rectifier):
    """max(0, x), as ``torch.nn.ReLU``."""


class ReLU6(_Rectifier):
    """min(max(0, x), 6), as ``torch.nn.ReLU6``."""


class SiLU(_Rectifier):
    """x · sigmoid(x), as ``torch.nn.SiLU``."""


class Mish(_Rectifier):
    """x · tanh(ln(1 + exp(x))), as ``torch.nn.Mish``."""


class Hardswish(_Rectifier):
    """x · min(max(0, x + 3), 6) / 6, as ``torch.nn.Hardswish``."""


class Hardsigmoid(_Rectifier):
    """min(max(0, x + 3), 6) / 6, as ``torch.nn.Hardsigmoid``."""


@dataclass(frozen=True)
class LeakyReLU(Layer):
    """x, or negative_slope · x below 0, as ``torch.nn.LeakyReLU``."""

    negative_slope: float = 0.01
    inplace: bool = False


@dataclass(frozen=True)
class ELU(Layer):
    """x, or alpha · (exp(x) − 1) below 0, as ``torch.nn.ELU``."""

    alpha: float = 1.0
    inplace: bool = False


@dataclass(frozen=True)
class Softplus(Layer):
    """ln(1 + exp(beta · x)) / beta, as ``torch.nn.Softplus``."""

    beta: float = 1.0
    threshold: float = 20.0


@dataclass(frozen=True)
class GELU(Layer):
    """x times the normal distribution's share below x, as ``torch.nn.GELU``."""

    approximate: str = "none"


@dataclass(frozen=True)
class PReLU(Layer):
    """x, or a learned slope times x below 0, as ``torch.nn.PReLU``."""

    num_parameters: Positive = 1
    init: float = 0.25

    def __post_init__(self) -> None:
        """Refuse what PyTorch refuses."""
        check_fields(self)

    @property
    def parameters(self) -> int:
        """One slope, or one per channel."""
        return self.num_parameters

    def output_shape(self, input_shape: Shape) -> Shape:
        """Give input_shape, if there is one slope or one per channel."""
        if self.num_parameters != 1:
            pytorch = (
                "Mismatch of parameter numbers and input channel size. Found parameter numbers = "
                f"{self.num_parameters} and channel size = {input_shape[0]}."
            )
            check_channels("num_parameters", self.num_parameters, input_shape[0], pytorch)
        return input_shape


@dataclass(frozen=True)
class _AlongAxis(Layer):
    dim: int | None = None

    def __post_init__(self) -> None:
        """Refuse what is neither an integer nor None."""
        if self.dim is not None:
            object.__setattr__(self, "dim", integer("dim", self.dim))

    def output_shape(self, input_shape: Shape) -> Shape:
        """Give input_shape, if it has axis dim."""
        axes = len(input_shape) + 1
        if self.dim is not None and not -axes <= self.dim < axes:
            raise CnnlibError(
                f"dim is {self.dim}, but with the batch {axes} axes arrive; "
                f"use {-axes} to {axes - 1}.",
                "dim",
                self.dim,
                f"Dimension out of range (expected to be in range of [{-axes}, {axes - 1}], "
                f"but got {self.dim})",
            )
        return input_shape

    def window(self, input_shape: Shape | None) -> ReceptiveField | str:
        """Give one pixel, unless height or width is normalized."""
        if self.dim in (None, 0, 1, -3, -4):
            return ONE_PIXEL
        return f"{self.kind} reads whole rows or columns of the feature map"


class Softmax(_AlongAxis):
    """Positive numbers that sum to 1 along axis dim, as ``torch.nn.Softmax``.

    Axes are counted as in PyTorch, where axis 0 is the batch and axis 1 the channels.
    """


class LogSoftmax(_AlongAxis):
    """The logarithm of Softmax, as ``torch.nn.LogSoftmax``."""
