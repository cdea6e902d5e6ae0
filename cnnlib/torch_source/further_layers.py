"""Layers that pasted networks use and cnnlib's public names do not need."""

from dataclasses import dataclass, field
from math import prod

from cnnlib._arguments import Positive, check_fields
from cnnlib.errors import CnnlibError, shown
from cnnlib.layers import Conv2d, Layer, Linear
from cnnlib.layers.base import Shape, check_channels, feature_map
from cnnlib.layers.linear import FlattenedShape
from cnnlib.layers.normalization import BatchNorm2d
from cnnlib.networks import Sum
from cnnlib.receptive_field import ONE_PIXEL, ReceptiveField


class Product(Sum):
    """Runs its children side by side on the same input and multiplies what they give."""

    def merged_shape(self, shapes: list[Shape]) -> Shape:
        """Broadcast the branches' shapes, as PyTorch's ``*`` does."""
        try:
            return super().merged_shape(shapes)
        except CnnlibError as error:
            reason = error.reason.replace("added", "multiplied")
            raise CnnlibError(reason, error.argument, error.value, error.pytorch) from error


@dataclass(frozen=True)
class Repeated(Layer):
    """A layer that has run before in the same network: its weights are counted there."""

    layer: Layer

    @property
    def kind(self) -> str:
        """The layer's own name."""
        return self.layer.kind

    def output_shape(self, input_shape: Shape) -> Shape:
        """Give what the layer gives."""
        return self.layer.output_shape(input_shape)

    def macs(self, input_shape: Shape) -> int:
        """Count the layer's work again."""
        return self.layer.macs(input_shape)

    def window(self, input_shape: Shape | None) -> ReceptiveField | str:
        """Give the layer's own."""
        return self.layer.window(input_shape)


@dataclass(frozen=True)
class Elementwise(Layer):
    """An activation or a dropout that only has a name."""

    function: str

    @property
    def kind(self) -> str:
        """PyTorch's name for it."""
        return self.function


@dataclass(frozen=True)
class Reshape(Layer):
    """``view`` and ``reshape`` of each image's values.

    Args:
        batch: what stands for the batch: −1, or 1 where the source takes the batch's own size.
        sizes: the other sizes; None for the one that takes what is left.
        method: "view" or "reshape".
    """

    batch: int
    sizes: tuple[int | None, ...]
    method: str = "view"

    def output_shape(self, input_shape: Shape) -> Shape:
        """Give the new sizes, if they hold all values of an image."""
        total = prod(input_shape)
        known = prod(size for size in self.sizes if size is not None)
        inferred = None in self.sizes
        if total % known or not (inferred or total == known):
            raise self._misfit(input_shape, total, known)
        sizes = tuple(total // known if size is None else size for size in self.sizes)
        if len(sizes) > 1:
            return sizes
        shape = FlattenedShape(sizes)
        shape.origin = (
            input_shape.origin if isinstance(input_shape, FlattenedShape) else input_shape
        )
        return shape

    def _misfit(self, input_shape: Shape, total: int, known: int) -> CnnlibError:
        inferred = None in self.sizes
        words = [self.batch, *(-1 if size is None else size for size in self.sizes)]
        arriving = f"{'·'.join(map(str, input_shape))} = " if len(input_shape) > 1 else ""
        asked = f"{'a multiple of ' if inferred else ''}{known}"
        call = f"{self.method}({'batch' if self.batch == 1 else -1}, {str(words[1:])[1:-1]})"
        advice = ""
        if len(self.sizes) == 1:
            advice = f"; use {total} here, and as in_features of the Linear that follows"
        says = f"shape '{words}' is invalid for input of size {total}"
        fails = words.count(-1) < 2 and (self.batch == 1 or total % known)
        return CnnlibError(
            f"{arriving}{total} values arrive, but {call} asks for {asked}{advice}.",
            "sizes",
            self.sizes,
            says if fails else None,
        )

    def window(self, input_shape: Shape | None) -> ReceptiveField | str:
        """Say that positions are lost."""
        return f"{self.method} rearranges the values, so there is no region left"


@dataclass(frozen=True)
class Squeeze(Layer):
    """Drops axes of length 1: all of them, or one; axis 0 is the batch."""

    dim: int | None = None

    def output_shape(self, input_shape: Shape) -> Shape:
        """Give the sizes that remain."""
        axes = len(input_shape) + 1
        chosen = range(axes) if self.dim is None else [self.dim % axes]
        return tuple(
            size for axis, size in enumerate(input_shape, 1) if size > 1 or axis not in chosen
        )

    def window(self, input_shape: Shape | None) -> ReceptiveField | str:
        """Give one pixel where nothing is dropped."""
        if input_shape is not None and self.output_shape(input_shape) == input_shape:
            return ONE_PIXEL
        return "squeeze gives up height or width, so there is no region left"


@dataclass(frozen=True)
class Mean(Layer):
    """The mean over some axes; axis 0 is the batch."""

    dim: tuple[int, ...]
    keepdim: bool = False

    def output_shape(self, input_shape: Shape) -> Shape:
        """Give the sizes of the axes that remain."""
        axes = len(input_shape) + 1
        for dim in self.dim:
            if not -axes <= dim < axes:
                raise CnnlibError(
                    f"dim is {dim}, but with the batch {axes} axes arrive; "
                    f"use {-axes} to {axes - 1}.",
                    "dim",
                    dim,
                    f"Dimension out of range (expected to be in range of [{-axes}, {axes - 1}], "
                    f"but got {dim})",
                )
        chosen = {dim % axes for dim in self.dim}
        if 0 in chosen:
            raise CnnlibError(
                "dim 0 is the batch, so the images of a batch would be joined; use dim=(2, 3).",
                "dim",
                self.dim,
            )
        kept = [
            1 if axis in chosen else size
            for axis, size in enumerate(input_shape, 1)
            if self.keepdim or axis not in chosen
        ]
        return tuple(kept)

    def window(self, input_shape: Shape | None) -> ReceptiveField | str:
        """Say that positions are mixed."""
        return "mean reads the whole feature map"


@dataclass(frozen=True)
class Upsample(Layer):
    """A larger feature map by repeating or interpolating, as ``torch.nn.Upsample``."""

    size: int | tuple[int, int] | None = None
    scale_factor: float | tuple[float, float] | None = None
    mode: str = "nearest"
    align_corners: bool | None = None
    recompute_scale_factor: bool | None = None

    def __post_init__(self) -> None:
        """Refuse what PyTorch refuses."""
        for name in ("size", "scale_factor"):
            value = getattr(self, name)
            pair = value if isinstance(value, tuple | list) else (value, value)
            whole = name == "size"
            good = len(pair) == 2 and all(
                isinstance(n, int if whole else int | float) and 0 < n <= 10**6 for n in pair
            )
            if value is not None and not good:
                raise CnnlibError(
                    f"{name} is {shown(value)}; use a positive number or a pair.", name, value
                )
            object.__setattr__(self, name, None if value is None else tuple(pair))
        if (self.size is None) == (self.scale_factor is None):
            raise CnnlibError("give size or scale_factor, one of the two.", "size", self.size)

    def output_shape(self, input_shape: Shape) -> Shape:
        """Give the same channels with more positions."""
        channels, *sizes = feature_map(self, input_shape)
        if isinstance(self.size, tuple):
            return channels, *self.size
        assert isinstance(self.scale_factor, tuple)
        height, width = (
            int(size * factor) for size, factor in zip(sizes, self.scale_factor, strict=True)
        )
        return channels, height, width

    def window(self, input_shape: Shape | None) -> ReceptiveField | str:
        """Say why there is no single region."""
        return "Upsample gives neighboring outputs regions that do not step evenly"


@dataclass(frozen=True)
class BatchNorm1d(BatchNorm2d):
    """A normalization of each feature over the batch, as ``torch.nn.BatchNorm1d``."""

    def output_shape(self, input_shape: Shape) -> Shape:
        """Give input_shape, if it has the right number of features."""
        if len(input_shape) > 2:
            raise CnnlibError(
                f"BatchNorm1d needs (features,), but the shape {tuple(input_shape)} arrives; "
                "use BatchNorm2d, or put Flatten() before it.",
                "input_shape",
                input_shape,
                f"expected 2D or 3D input (got {len(input_shape) + 1}D input)",
            )
        pytorch = f"running_mean should contain {input_shape[0]} elements not {self.num_features}"
        check_channels("num_features", self.num_features, input_shape[0], pytorch)
        return input_shape


@dataclass(frozen=True)
class InstanceNorm2d(BatchNorm2d):
    """A normalization of each channel of each image, as ``torch.nn.InstanceNorm2d``."""

    affine: bool = False
    track_running_stats: bool = False

    def output_shape(self, input_shape: Shape) -> Shape:
        """Give input_shape, if it has the right channels and more than one position."""
        dimensions = f"expected 3D or 4D input (got {len(input_shape) + 1}D input)"
        channels, height, width = feature_map(self, input_shape, dimensions)
        if self.affine or self.track_running_stats:
            pytorch = f"running_mean should contain {channels} elements not {self.num_features}"
            if self.affine:
                pytorch = (
                    "expected input's size at dim=1 to match num_features "
                    f"({self.num_features}), but got: {channels}."
                )
            check_channels("num_features", self.num_features, channels, pytorch)
        if height * width == 1 and not self.track_running_stats:
            raise CnnlibError(
                "a single position arrives, and its own mean and deviation say nothing; put "
                "InstanceNorm2d before the pooling.",
                "input_shape",
                input_shape,
                "Expected more than 1 spatial element when training, got input size "
                f"torch.Size({[1, *input_shape]})",
            )
        return input_shape


@dataclass(frozen=True)
class GroupNorm(Layer):
    """A normalization of groups of channels, as ``torch.nn.GroupNorm``."""

    num_groups: Positive
    num_channels: Positive
    eps: float = 1e-5
    affine: bool = True

    def __post_init__(self) -> None:
        """Refuse what PyTorch refuses."""
        check_fields(self)
        if self.num_channels % self.num_groups:
            raise CnnlibError(
                f"num_groups is {self.num_groups}, but num_channels {self.num_channels} is not a "
                "multiple of it.",
                "num_groups",
                self.num_groups,
                f"num_channels ({self.num_channels}) must be divisible by num_groups "
                f"({self.num_groups})",
            )

    @property
    def parameters(self) -> int:
        """A scale and a shift per channel, if affine."""
        return 2 * self.num_channels if self.affine else 0

    def output_shape(self, input_shape: Shape) -> Shape:
        """Give input_shape, if it has the right number of channels."""
        pytorch = (
            "Expected weight to be a vector of size equal to the number of channels in input, but "
            f"got weight of shape [{self.num_channels}] and input of shape {[1, *input_shape]}"
        )
        check_channels("num_channels", self.num_channels, input_shape[0], pytorch)
        return input_shape


@dataclass(frozen=True)
class LayerNorm(Layer):
    """A normalization over the last axes, as ``torch.nn.LayerNorm``."""

    normalized_shape: int | tuple[int, ...]
    eps: float = 1e-5
    elementwise_affine: bool = True
    bias: bool = True

    def __post_init__(self) -> None:
        """Lift an int to a shape."""
        given = self.normalized_shape
        shape = tuple(given) if isinstance(given, tuple | list) else (given,)
        if not shape or not all(isinstance(size, int) and size > 0 for size in shape):
            raise CnnlibError(
                f"normalized_shape is {shown(given)}; use a positive integer or several.",
                "normalized_shape",
                given,
            )
        object.__setattr__(self, "normalized_shape", shape)

    def _shape(self) -> Shape:
        assert isinstance(self.normalized_shape, tuple)
        return self.normalized_shape

    @property
    def parameters(self) -> int:
        """A scale and a shift per value, if there are any."""
        return (1 + self.bias) * prod(self._shape()) if self.elementwise_affine else 0

    def output_shape(self, input_shape: Shape) -> Shape:
        """Give input_shape, if it ends with normalized_shape."""
        shape = self._shape()
        if tuple(input_shape[-len(shape) :]) != shape:
            sizes = ", ".join(map(str, shape))
            raise CnnlibError(
                f"normalized_shape is {shape}, but the shape {tuple(input_shape)} arrives; "
                "it has to end with the same sizes.",
                "normalized_shape",
                shape,
                f"Given normalized_shape=[{sizes}], expected input with shape [*, {sizes}], but "
                f"got input of size{[1, *input_shape]}",
            )
        return input_shape

    def window(self, input_shape: Shape | None) -> ReceptiveField | str:
        """Say that positions are mixed."""
        return "LayerNorm reads all positions along the last axes"


@dataclass(frozen=True)
class Lazy(Layer):
    """A layer whose input size is whatever arrives, as PyTorch's ``Lazy…`` modules.

    Args:
        name: PyTorch's name.
        build: the layer it becomes.
        argument: the argument that is found out.
        settings: the other arguments.
    """

    name: str
    build: type[Layer]
    argument: str
    settings: dict[str, object] = field(hash=False)
    found: list[Layer] = field(default_factory=list, repr=False, compare=False)

    @property
    def kind(self) -> str:
        """PyTorch's name."""
        return self.name

    @property
    def parameters(self) -> int:
        """The parameters of the layer that it last became."""
        if not self.found:
            raise CnnlibError(
                f"{self.name} has no parameters before its input is known; use summarize."
            )
        return self.found[0].parameters

    def output_shape(self, input_shape: Shape) -> Shape:
        """Become a layer that fits, and give what it gives."""
        arriving = input_shape[-1] if self.build is Linear else input_shape[0]
        self.found[:] = [self.build(**{self.argument: arriving, **self.settings})]
        return self.found[0].output_shape(input_shape)

    def macs(self, input_shape: Shape) -> int:
        """Count the work of the layer that it became."""
        return self.found[0].macs(input_shape)

    def window(self, input_shape: Shape | None) -> ReceptiveField | str:
        """Give the region, which does not depend on the number of channels."""
        groups = self.settings.get("groups", 1)
        return self.build(**{self.argument: groups, **self.settings}).window(input_shape)


LAZY: dict[str, tuple[type[Layer], str]] = {
    "LazyLinear": (Linear, "in_features"),
    "LazyConv2d": (Conv2d, "in_channels"),
    "LazyBatchNorm2d": (BatchNorm2d, "num_features"),
    "LazyBatchNorm1d": (BatchNorm1d, "num_features"),
}
