"""Convolutions over height and width."""

from dataclasses import dataclass

from cnnlib._arguments import (
    NonNegativePair,
    Pair,
    Positive,
    PositivePair,
    as_pair,
    check_fields,
    each_axis,
    integer_or_pair,
)
from cnnlib.errors import CnnlibError, shown
from cnnlib.layers.base import Layer, Shape, check_channels, feature_map
from cnnlib.macs import conv_macs
from cnnlib.output_size import (
    conv_output_size,
    conv_transpose_output_size,
    effective_kernel_size,
    same_padding,
)
from cnnlib.parameters import check_groups, conv_parameters
from cnnlib.receptive_field import ReceptiveField

PADDING_MODES = ("zeros", "reflect", "replicate", "circular")


def _by(pair: Pair) -> str:
    return f"({pair[0]} x {pair[1]})"


@dataclass(frozen=True)
class Conv2d(Layer):
    """A convolution (to be exact: a cross-correlation), as ``torch.nn.Conv2d``."""

    in_channels: Positive
    out_channels: Positive
    kernel_size: PositivePair
    stride: PositivePair = 1
    padding: int | Pair | str = 0
    dilation: PositivePair = 1
    groups: Positive = 1
    bias: bool = True
    padding_mode: str = "zeros"

    def __post_init__(self) -> None:
        """Refuse what PyTorch refuses."""
        check_fields(self)
        check_groups(self.in_channels, self.out_channels, self.groups)
        self._check_padding()
        if self.padding_mode not in PADDING_MODES:
            raise CnnlibError(
                f"padding_mode is {shown(self.padding_mode)}; use one of "
                f"{', '.join(map(repr, PADDING_MODES))}.",
                "padding_mode",
                self.padding_mode,
            )

    def _check_padding(self) -> None:
        padding = self.padding
        if not isinstance(padding, str):
            object.__setattr__(self, "padding", integer_or_pair("padding", padding, minimum=0))
        elif padding not in ("same", "valid"):
            raise CnnlibError(
                f"padding is {shown(padding)}; use an integer, a pair (height, width), 'same' "
                "or 'valid'.",
                "padding",
                padding,
            )
        elif padding == "same" and as_pair(self.stride) != (1, 1):
            raise CnnlibError(
                f"stride is {self.stride}, but padding='same' needs stride 1; use a number for "
                "padding instead.",
                "stride",
                self.stride,
                "padding='same' is not supported for strided convolutions",
            )

    def paddings(self) -> tuple[Pair, Pair]:
        """Give ((top, bottom), (left, right)), the positions added to each side."""
        if self.padding == "same":
            kernel, dilation = as_pair(self.kernel_size), as_pair(self.dilation)
            return same_padding(kernel[0], dilation[0]), same_padding(kernel[1], dilation[1])
        height, width = (0, 0) if isinstance(self.padding, str) else as_pair(self.padding)
        return (height, height), (width, width)

    @property
    def parameters(self) -> int:
        """Weights and biases."""
        return conv_parameters(
            self.in_channels, self.out_channels, self.kernel_size, self.groups, self.bias
        )

    def output_shape(self, input_shape: Shape) -> Shape:
        """Give (out_channels, height, width)."""
        batch = [1, *input_shape]
        dimensions = (
            "Expected 3D (unbatched) or 4D (batched) input to conv2d, "
            f"but got input of size: {batch}"
        )
        channels, *sizes = feature_map(self, input_shape, self._said(dimensions))
        kernel, stride, dilation = map(as_pair, (self.kernel_size, self.stride, self.dilation))
        weight = [self.out_channels, self.in_channels // self.groups, *kernel]
        check_channels(
            "in_channels",
            self.in_channels,
            channels,
            self._said(
                f"Given groups={self.groups}, weight of size {weight}, expected input{batch} to "
                f"have {self.in_channels} channels, but got {channels} channels instead"
            ),
        )
        self._check_padding_mode(sizes)
        if self.padding == "same":
            return self.out_channels, *sizes
        padding = [before for before, _ in self.paddings()]
        padded = (sizes[0] + 2 * padding[0], sizes[1] + 2 * padding[1])
        spans = [effective_kernel_size(k, d) for k, d in zip(kernel, dilation, strict=True)]
        height, width = each_axis(
            lambda i: conv_output_size(sizes[i], kernel[i], stride[i], padding[i], dilation[i]),
            self._said(
                f"Calculated padded input size per channel: {_by(padded)}. "
                f"Kernel size: {_by((spans[0], spans[1]))}. "
                "Kernel size can't be greater than actual input size"
            ),
        )
        return self.out_channels, height, width

    def _said(self, pytorch: str) -> str | None:
        """Quote PyTorch where it convolves as written; other modes pad first, and say more."""
        return pytorch if self.padding_mode == "zeros" else None

    def _check_padding_mode(self, sizes: list[int]) -> None:
        allowance = {"reflect": -1, "circular": 0}.get(self.padding_mode)
        if allowance is None:
            return
        for size, paddings in zip(sizes, self.paddings(), strict=True):
            if max(paddings) > size + allowance:
                raise CnnlibError(
                    f"padding is {max(paddings)}, but padding_mode {self.padding_mode!r} can take "
                    f"at most {size + allowance} from an input that is {size} long; use less "
                    "padding or padding_mode 'zeros'.",
                    "padding",
                    self.padding,
                )

    def macs(self, input_shape: Shape) -> int:
        """Count each weight once per output position."""
        _, height, width = self.output_shape(input_shape)
        return conv_macs(
            self.in_channels, self.out_channels, self.kernel_size, (height, width), self.groups
        )

    def window(self, input_shape: Shape | None) -> ReceptiveField | str:
        """Give the dilated kernel's region."""
        (top, _), (left, _) = self.paddings()
        return ReceptiveField(_spans(self.kernel_size, self.dilation), self.stride, (top, left))


@dataclass(frozen=True)
class ConvTranspose2d(Layer):
    """A transposed convolution, as ``torch.nn.ConvTranspose2d``."""

    in_channels: Positive
    out_channels: Positive
    kernel_size: PositivePair
    stride: PositivePair = 1
    padding: NonNegativePair = 0
    output_padding: NonNegativePair = 0
    groups: Positive = 1
    bias: bool = True
    dilation: PositivePair = 1
    padding_mode: str = "zeros"

    def __post_init__(self) -> None:
        """Refuse what PyTorch refuses."""
        check_fields(self)
        check_groups(self.in_channels, self.out_channels, self.groups)
        if self.padding_mode != "zeros":
            raise CnnlibError(
                f"padding_mode is {shown(self.padding_mode)}; a transposed convolution only knows "
                "'zeros'.",
                "padding_mode",
                self.padding_mode,
                'Only "zeros" padding mode is supported for ConvTranspose2d',
            )

    @property
    def parameters(self) -> int:
        """Weights and biases."""
        return conv_parameters(
            self.in_channels, self.out_channels, self.kernel_size, self.groups, self.bias
        )

    def output_shape(self, input_shape: Shape) -> Shape:
        """Give (out_channels, height, width)."""
        batch = [1, *input_shape]
        dimensions = (
            "Expected 3D (unbatched) or 4D (batched) input to conv_transpose2d, "
            f"but got input of size: {batch}"
        )
        channels, *sizes = feature_map(self, input_shape, dimensions)
        kernel, stride, padding, extra, dilation = map(
            as_pair,
            (self.kernel_size, self.stride, self.padding, self.output_padding, self.dilation),
        )
        weight = [self.in_channels, self.out_channels // self.groups, *kernel]
        check_channels(
            "in_channels",
            self.in_channels,
            channels,
            f"Given transposed=1, weight of size {weight}, expected input{batch} to have "
            f"{self.in_channels} channels, but got {channels} channels instead",
        )
        height, width = each_axis(
            lambda i: conv_transpose_output_size(
                sizes[i], kernel[i], stride[i], padding[i], extra[i], dilation[i]
            )
        )
        return self.out_channels, height, width

    def macs(self, input_shape: Shape) -> int:
        """Count each weight once per *input* position."""
        _, height, width = feature_map(self, input_shape)
        return conv_macs(
            self.in_channels, self.out_channels, self.kernel_size, (height, width), self.groups
        )

    def window(self, input_shape: Shape | None) -> ReceptiveField | str:
        """Give the region for stride 1, where a transposed convolution is an ordinary one."""
        if as_pair(self.stride) != (1, 1):
            return (
                f"{self.kind} with stride {self.stride} gives neighboring outputs regions of "
                "different sizes"
            )
        height, width = _spans(self.kernel_size, self.dilation)
        top, left = as_pair(self.padding)
        return ReceptiveField((height, width), 1, (height - 1 - top, width - 1 - left))


def _spans(kernel_size: int | Pair, dilation: int | Pair) -> Pair:
    (height, width), (down, right) = as_pair(kernel_size), as_pair(dilation)
    return effective_kernel_size(height, down), effective_kernel_size(width, right)
