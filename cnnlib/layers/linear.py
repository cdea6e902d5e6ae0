"""Layers that leave height and width behind."""

from dataclasses import dataclass
from math import prod

from cnnlib._arguments import Positive, check_fields, integer
from cnnlib.errors import CnnlibError
from cnnlib.layers.base import Layer, Shape
from cnnlib.macs import linear_macs
from cnnlib.parameters import linear_parameters
from cnnlib.receptive_field import ONE_PIXEL, ReceptiveField


class FlattenedShape(Shape):
    """A shape that remembers the axes it was flattened from, for better explanations."""

    origin: Shape = ()


@dataclass(frozen=True)
class Flatten(Layer):
    """Joins the axes from start_dim to end_dim into one, as ``torch.nn.Flatten``.

    Axes are counted as in PyTorch, where axis 0 is the batch.
    """

    start_dim: int = 1
    end_dim: int = -1

    def __post_init__(self) -> None:
        """Refuse what PyTorch refuses."""
        for name in ("start_dim", "end_dim"):
            object.__setattr__(self, name, integer(name, getattr(self, name)))

    def output_shape(self, input_shape: Shape) -> Shape:
        """Give the shape with the chosen axes multiplied."""
        start, end = (self._axis(name, input_shape) for name in ("start_dim", "end_dim"))
        if start > end:
            raise CnnlibError(
                f"start_dim is {self.start_dim}, which comes after end_dim {self.end_dim}; "
                "swap them.",
                "start_dim",
                self.start_dim,
                "flatten() has invalid args: start_dim cannot come after end_dim",
            )
        if start == 0:
            raise CnnlibError(
                f"start_dim is {self.start_dim}, the batch, so the images of a batch would be "
                "joined; use start_dim=1.",
                "start_dim",
                self.start_dim,
            )
        joined = input_shape[start - 1 : end]
        shape = FlattenedShape((*input_shape[: start - 1], prod(joined), *input_shape[end:]))
        shape.origin = joined
        return shape

    def _axis(self, name: str, input_shape: Shape) -> int:
        given = getattr(self, name)
        axes = len(input_shape) + 1
        if not -axes <= given < axes:
            raise CnnlibError(
                f"{name} is {given}, but with the batch {axes} axes arrive; "
                f"use {-axes} to {axes - 1}.",
                name,
                given,
                f"Dimension out of range (expected to be in range of [{-axes}, {axes - 1}], "
                f"but got {given})",
            )
        return int(given % axes)

    def window(self, input_shape: Shape | None) -> ReceptiveField | str:
        """Say that there are no positions left."""
        if input_shape is not None and self.output_shape(input_shape) == input_shape:
            return ONE_PIXEL
        return "Flatten gives up height and width, so there is no region left"


@dataclass(frozen=True)
class Linear(Layer):
    """A fully connected layer, as ``torch.nn.Linear``."""

    in_features: Positive
    out_features: Positive
    bias: bool = True

    def __post_init__(self) -> None:
        """Refuse what PyTorch refuses."""
        check_fields(self)

    @property
    def parameters(self) -> int:
        """Weights and biases."""
        return linear_parameters(self.in_features, self.out_features, self.bias)

    def output_shape(self, input_shape: Shape) -> Shape:
        """Replace the last axis, which must hold in_features numbers."""
        *others, features = input_shape
        if features != self.in_features:
            raise CnnlibError(
                f"in_features is {self.in_features}, but {features} features arrive; "
                f"{self._advice(input_shape)}.",
                "in_features",
                self.in_features,
                f"mat1 and mat2 shapes cannot be multiplied ({prod(others)}x{features} and "
                f"{self.in_features}x{self.out_features})",
            )
        return *others, self.out_features

    def _advice(self, input_shape: Shape) -> str:
        if len(input_shape) > 1:
            return f"put Flatten() before it: then in_features should be {_product(input_shape)}"
        origin = input_shape.origin if isinstance(input_shape, FlattenedShape) else input_shape
        return f"in_features should be {_product(origin)}"

    def macs(self, input_shape: Shape) -> int:
        """Count each weight once for each row of features."""
        return prod(input_shape[:-1]) * linear_macs(self.in_features, self.out_features)

    def window(self, input_shape: Shape | None) -> ReceptiveField | str:
        """Say that positions are mixed."""
        return "Linear mixes all positions along the last axis"


def _product(factors: Shape) -> str:
    total = f"{prod(factors)}"
    return total if len(factors) == 1 else f"{total} = {'·'.join(map(str, factors))}"
