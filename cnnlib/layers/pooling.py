"""Poolings over height and width."""

from dataclasses import dataclass

from cnnlib._arguments import (
    NonNegativePair,
    Pair,
    PositivePair,
    as_pair,
    check_fields,
    each_axis,
    integer_or_pair,
)
from cnnlib.layers.base import Layer, Shape, feature_map
from cnnlib.output_size import effective_kernel_size
from cnnlib.pooling import check_divisor, pool_output_size, pool_size
from cnnlib.receptive_field import ReceptiveField


class _Pooling(Layer):
    """What max and average pooling share."""

    kernel_size: PositivePair
    stride: PositivePair | None
    padding: NonNegativePair
    ceil_mode: bool
    dilation: PositivePair

    def output_shape(self, input_shape: Shape) -> Shape:
        """Give the same channels with fewer positions."""
        channels, *sizes = feature_map(self, input_shape)
        settings = self._settings()
        raw = [
            pool_size(size, *setting, self.ceil_mode)
            for size, setting in zip(sizes, settings, strict=True)
        ]
        height, width = each_axis(
            lambda i: pool_output_size(
                sizes[i],
                settings[i][0],
                None if self.stride is None else settings[i][1],
                *settings[i][2:],
                self.ceil_mode,
            ),
            f"Given input size: ({channels}x{sizes[0]}x{sizes[1]}). Calculated output size: "
            f"({channels}x{raw[0]}x{raw[1]}). Output size is too small",
        )
        return channels, height, width

    def _settings(self) -> list[tuple[int, int, int, int]]:
        stride = self.kernel_size if self.stride is None else self.stride
        pairs = map(as_pair, (self.kernel_size, stride, self.padding, self.dilation))
        return list(zip(*pairs, strict=True))

    def window(self, input_shape: Shape | None) -> ReceptiveField | str:
        """Give the window's region."""
        axes = [(effective_kernel_size(k, d), s, p) for k, s, p, d in self._settings()]
        return ReceptiveField(*zip(*axes, strict=True))

    def _check_padding(self) -> None:
        for kernel, _, padding, _ in self._settings():
            if padding > kernel // 2:
                pool_output_size(1, kernel, padding=padding)


@dataclass(frozen=True)
class MaxPool2d(_Pooling):
    """The largest value of each window, as ``torch.nn.MaxPool2d``."""

    kernel_size: PositivePair
    stride: PositivePair | None = None
    padding: NonNegativePair = 0
    dilation: PositivePair = 1
    return_indices: bool = False
    ceil_mode: bool = False

    def __post_init__(self) -> None:
        """Refuse what PyTorch refuses."""
        check_fields(self)
        self._check_padding()


@dataclass(frozen=True)
class AvgPool2d(_Pooling):
    """The average of each window, as ``torch.nn.AvgPool2d``."""

    kernel_size: PositivePair
    stride: PositivePair | None = None
    padding: NonNegativePair = 0
    ceil_mode: bool = False
    count_include_pad: bool = True
    divisor_override: int | None = None

    dilation = 1

    def __post_init__(self) -> None:
        """Refuse what PyTorch refuses."""
        check_fields(self)
        self._check_padding()
        check_divisor(self.divisor_override)


class _AdaptivePooling(Layer):
    """What adaptive max and average pooling share."""

    output_size: int | tuple[int | None, int | None]

    def __post_init__(self) -> None:
        """Refuse what PyTorch refuses."""
        check_fields(self)
        size = self.output_size
        if isinstance(size, tuple | list) and len(size) == 2:
            checked = [None if n is None else integer_or_pair("output_size", n, 1) for n in size]
            object.__setattr__(self, "output_size", tuple(checked))
        else:
            object.__setattr__(self, "output_size", integer_or_pair("output_size", size, 1))

    def _sizes(self, sizes: list[int]) -> Pair:
        wanted = self.output_size if isinstance(self.output_size, tuple) else [self.output_size] * 2
        height, width = (n if w is None else w for n, w in zip(sizes, wanted, strict=True))
        return height, width

    def output_shape(self, input_shape: Shape) -> Shape:
        """Give the same channels with output_size positions."""
        channels, *sizes = feature_map(self, input_shape)
        return channels, *self._sizes(sizes)

    def window(self, input_shape: Shape | None) -> ReceptiveField | str:
        """Give the region where the windows are equally long and there are several."""
        if input_shape is None:
            return (
                f"{self.kind}'s windows depend on the size that arrives; "
                "ask summarize(network, input_shape)"
            )
        _, *sizes = feature_map(self, input_shape)
        wanted = self._sizes(sizes)
        if any(size > out == 1 for size, out in zip(sizes, wanted, strict=True)):
            return f"{self.kind} reads the whole feature map"
        if any(size % out for size, out in zip(sizes, wanted, strict=True)):
            return f"{self.kind} reads windows that differ in place or length"
        window = (sizes[0] // wanted[0], sizes[1] // wanted[1])
        return ReceptiveField(window, window, 0)


@dataclass(frozen=True)
class AdaptiveAvgPool2d(_AdaptivePooling):
    """Averages with a chosen output size, as ``torch.nn.AdaptiveAvgPool2d``."""

    output_size: int | tuple[int | None, int | None]


@dataclass(frozen=True)
class AdaptiveMaxPool2d(_AdaptivePooling):
    """Maxima with a chosen output size, as ``torch.nn.AdaptiveMaxPool2d``."""

    output_size: int | tuple[int | None, int | None]
    return_indices: bool = False
