"""A convolution taken apart, window by window, for the stepper of lesson 1."""

from collections.abc import Iterator
from functools import lru_cache
from typing import Any, Literal, NamedTuple

from cnnlib._arguments import NonNegative, Pair, Positive, checked, each_axis
from cnnlib.arrays import conv2d, window_positions
from cnnlib.errors import CnnlibError
from cnnlib.matrix_text import (
    Matrix,
    factor_text,
    levels,
    number_text,
    parse_matrices,
    python_list,
)
from cnnlib.output_size import conv_output_size, conv_output_size_steps
from cnnlib.parameters import check_groups, conv_parameters, conv_parameters_steps

LARGEST_IMAGE = 12
LARGEST_KERNEL = 7
MOST_CHANNELS = 6
MOST_PADDING = 4
Rows = list[list[float]]


class _Settings(NamedTuple):
    image: list[Matrix]
    kernels: list[Matrix]
    stride: int
    padding: int
    dilation: int
    in_channels: int
    out_channels: int
    groups: int
    output_channel: int
    flipped: bool

    @property
    def channels_read(self) -> range:
        """The input channels that the shown filter reads."""
        each = self.in_channels // self.groups
        group = self.output_channel // (self.out_channels // self.groups)
        return range(group * each, (group + 1) * each)

    def kernel_number(self, output: int, place: int) -> int:
        """Tell which of the written kernels is a filter's ``place``-th: they serve in turn."""
        return (output * (self.in_channels // self.groups) + place) % len(self.kernels)

    def layers(self) -> Iterator[tuple[Matrix, Matrix]]:
        """Go through what the shown filter reads: an image channel and its kernel."""
        for place, channel in enumerate(self.channels_read):
            number = self.kernel_number(self.output_channel, place)
            yield self.image[channel % len(self.image)], self.kernels[number]

    def laid(self, rows: list[list[Any]]) -> list[list[Any]]:
        """Turn a kernel as it lies on the image: by half a turn for a true convolution."""
        return [row[::-1] for row in rows[::-1]] if self.flipped else rows

    def sums(self) -> Rows:
        """Give the shown filter's feature map."""
        window = self.stride, self.padding, self.dilation
        maps = [conv2d(x.values, self.laid(k.values), *window) for x, k in self.layers()]
        return [
            [sum(parts) for parts in zip(*rows, strict=True)] for rows in zip(*maps, strict=True)
        ]


@checked
def convolution_steps(
    image: str,
    kernels: str,
    stride: Positive = 1,
    padding: NonNegative = 0,
    dilation: Positive = 1,
    operation: Literal["cross-correlation", "convolution"] = "cross-correlation",
    in_channels: Positive = 1,
    out_channels: Positive = 1,
    groups: Positive = 1,
    output_channel: NonNegative = 0,
) -> list[list[float]]:
    r"""Slide a small filter over a small image whose numbers are written as text.

    The formula is that of ``conv2d``; a filter adds up what its kernels give on its channels.

    Args:
        image: rows of pixels, separated by semicolons, such as "1 0; 2 1"; further channels
            follow after a bar, and if there are fewer than in_channels, they serve in turn.
        kernels: rows of weights, written in the same way; one kernel for each input channel of
            each filter, and if there are fewer, they serve in turn.
        stride: pixels from one output to the next.
        padding: zeros added to each side.
        dilation: pixels from one weight to the next; 1 leaves no gaps.
        operation: whether the kernel is laid on as it is, or first turned by half a turn.
        in_channels: channels of the image.
        out_channels: filters, each of which makes one feature map.
        groups: blocks of channels that do not see each other; as many as channels is depthwise.
        output_channel: the filter that is shown, counted from 0.

    Returns:
        Rows of sums: the feature map of the shown filter.

    Raises:
        CnnlibError: if a text can't be read, something is too large to be drawn, or the kernel
            does not fit.

    Source:
        Goodfellow, Bengio and Courville, 2016, Deep Learning, equations 9.4 to 9.6; PyTorch,
        ``torch.nn.functional.conv2d``.

    Example:
        >>> convolution_steps("0 1 2; 3 4 5; 6 7 8", "1 2; 3 4", operation="convolution")
        [[13, 23], [43, 53]]
    """
    written = (image, kernels, stride, padding, dilation, operation)
    return _settings(*written, in_channels, out_channels, groups, output_channel)[0].sums()


def _settings(
    image: str,
    kernels: str,
    stride: int,
    padding: int,
    dilation: int,
    operation: str,
    in_channels: int,
    out_channels: int,
    groups: int,
    output_channel: int,
) -> tuple[_Settings, Pair]:
    pictures = parse_matrices("image", image, LARGEST_IMAGE)
    weights = parse_matrices("kernels", kernels, LARGEST_KERNEL)
    for name, value, most in (
        ("in_channels", in_channels, MOST_CHANNELS),
        ("out_channels", out_channels, MOST_CHANNELS),
        ("padding", padding, MOST_PADDING),
    ):
        if value > most:
            raise CnnlibError(f"{name} is {value:,}; at most {most} can be drawn.", name, value)
    check_groups(in_channels, out_channels, groups)
    if output_channel >= out_channels:
        raise CnnlibError(
            f"output_channel is {output_channel:,}, but there are only {out_channels} filters, "
            f"counted from 0; use at most {out_channels - 1}.",
            "output_channel",
            output_channel,
        )
    given = _Settings(
        pictures, weights, stride, padding, dilation, in_channels, out_channels, groups,
        output_channel, operation == "convolution",
    )  # fmt: skip
    return given, output_size(pictures[0].size, weights[0].size, stride, padding, dilation)


def output_size(size: Pair, kernel: Pair, stride: int, padding: int, dilation: int) -> Pair:
    """Give the map's height and width; an error names the argument of the stepper."""
    try:
        return each_axis(lambda i: conv_output_size(size[i], kernel[i], stride, padding, dilation))
    except CnnlibError as error:
        raise CnnlibError(error.reason, "kernels", error.value) from error


def axis(size: int, windows: list[list[int]], padding: int) -> dict[str, Any]:
    """Describe one axis: positions with their kind, what each output reads, and the way back."""
    last = max([size + padding - 1, *(window[-1] for window in windows)])

    def kind(position: int) -> str:
        if 0 <= position < size:
            return "image"
        return "padding" if position < size + padding else "beyond"

    return {
        "positions": [[i, kind(i)] for i in range(-padding, last + 1)],
        "reads": windows,
        "covers": [[window[0], window[-1]] for window in windows],
        "reached": [[o for o, window in enumerate(windows) if i in window] for i in range(size)],
    }


def convolution_steps_answer(
    image: str,
    kernels: str,
    stride: int,
    padding: int,
    dilation: int,
    operation: str,
    in_channels: int,
    out_channels: int,
    groups: int,
    output_channel: int,
) -> dict[str, Any]:
    """Answer for the stepper: every window with its products, and the way back."""
    channels = (in_channels, out_channels, groups, output_channel)
    written = (image, kernels, stride, padding, dilation, operation, *channels)
    sums = convolution_steps(*written)  # type: ignore[arg-type]  # it refuses what it can't take
    given, output = _settings(*written)
    size, kernel = given.image[0].size, given.kernels[0].size
    reads = [window_positions(output[i], kernel[i], stride, padding, dilation) for i in (0, 1)]
    value = {
        "rows": axis(size[0], reads[0], padding),
        "columns": axis(size[1], reads[1], padding),
        "layers": [_layer(given, place, reads) for place in range(len(given.channels_read))],
        "output": {
            "texts": [[number_text(value) for value in row] for row in sums],
            "levels": levels(sums),
        },
        "totals": _totals(given, sums),
        "flipped": given.flipped,
        "dilated": dilation > 1,
        "given": {
            "image": [matrix.texts for matrix in given.image],
            "kernels": [matrix.texts for matrix in given.kernels],
        },
        "wiring": _wiring(given),
        "words": _words(given, size, output),
        "pytorch": _pytorch(given),
    }
    weights = conv_parameters(in_channels, out_channels, kernel, groups, bias=False)
    height, width = output
    return {
        "value": value,
        "text": f"{size[0]} × {size[1]} image, {kernel[0]} × {kernel[1]} kernel: "
        f"the output is {height} × {width}",
        "steps": conv_output_size_steps(size[0], kernel[0], stride, padding, dilation),
        "rows": [
            {
                "label": "Weights",
                "value": weights,
                "text": f"{weights:,}",
                "steps": conv_parameters_steps(
                    in_channels, out_channels, kernel, groups, bias=False
                ),
            }
        ],
    }


def _layer(given: _Settings, place: int, reads: list[list[list[int]]]) -> dict[str, Any]:
    """Describe one input channel, its kernel, and for each window the products and their sum."""
    picture, kernel = list(given.layers())[place]
    weights = given.laid(kernel.values)
    height, width = picture.size

    def pixel(y: int, x: int) -> float:
        return picture.values[y][x] if 0 <= y < height and 0 <= x < width else 0

    def factors(ys: list[int], xs: list[int]) -> list[tuple[float, float]]:
        return [(weights[m][n], pixel(y, x)) for m, y in enumerate(ys) for n, x in enumerate(xs)]

    windows = [[factors(ys, xs) for xs in reads[1]] for ys in reads[0]]
    sums = conv2d(picture.values, weights, given.stride, given.padding, given.dilation)
    channel = given.channels_read[place]
    return {
        "channel": channel,
        "image": channel % len(given.image),
        "kernel": given.kernel_number(given.output_channel, place),
        "levels": levels(picture.values),
        "weights": [[number_text(weight) for weight in row] for row in weights],
        "weight_levels": levels(kernel.values),
        "products": [
            [[number_text(w * x) for w, x in window] for window in row] for row in windows
        ],
        "workings": [
            [
                f"{_written(window)} = {number_text(total)}"
                for window, total in zip(*rows, strict=True)
            ]
            for rows in zip(windows, sums, strict=True)
        ],
        "sums": [[number_text(value) for value in row] for row in sums],
    }


def _totals(given: _Settings, sums: Rows) -> list[list[str]] | None:
    """Write how the channels' sums add up: 4 + (−2) = 2; None where there is one channel."""
    window = given.stride, given.padding, given.dilation
    maps = [conv2d(x.values, given.laid(k.values), *window) for x, k in given.layers()]
    if len(maps) == 1:
        return None
    return [
        [
            f"{' + '.join(map(factor_text, parts))} = {number_text(total)}"
            for *parts, total in zip(*rows, strict=True)
        ]
        for rows in zip(*maps, sums, strict=True)
    ]


def _written(window: list[tuple[float, float]]) -> str:
    """Write the products of a window as a sum: 1·3 + 2·0 − 1·4."""
    text = "".join([_term(weight, pixel) for weight, pixel in window])
    return text.removeprefix(" + ") if text.startswith(" +") else text.replace(" − ", "−", 1)


@lru_cache(maxsize=8192)
def _term(weight: float, pixel: float) -> str:
    text = number_text(weight)
    sign, size = ("−", text[1:]) if text.startswith("−") else ("+", text)
    return f" {sign} {size}·{factor_text(pixel)}"


def _wiring(given: _Settings) -> dict[str, Any]:
    """Tell which input channels feed which filters."""
    filters = [given._replace(output_channel=o) for o in range(given.out_channels)]
    each = given.in_channels // given.groups
    return {
        "inputs": given.in_channels,
        "filters": [list(one.channels_read) for one in filters],
        "shown": given.output_channel,
        "words": _wiring_words(given, each),
    }


def _wiring_words(given: _Settings, each: int) -> str:
    if given.groups == 1:
        sees = "every filter reads every channel" if each > 1 else "the one channel is read by all"
        return f"Standard convolution: {sees}."
    if given.groups == given.in_channels:
        return "Depthwise convolution: each channel has filters of its own; nothing is mixed."
    return f"Grouped convolution: {given.groups} blocks; each filter reads {each} channels."


def axes_to_tell(size: Pair, kernel: Pair) -> list[tuple[int, str]]:
    """Name the axes that words are needed for: one speaks for both where all is square."""
    if size[0] == size[1] and kernel[0] == kernel[1]:
        return [(0, "rows and columns")]
    return [(0, "rows"), (1, "columns")]


def unread_words(size: int, windows: list[list[int]], name: str) -> list[str]:
    """Say which positions along an axis no window reads."""
    unread = [at for at in range(size) if not any(at in window for window in windows)]
    return [f"Never read: {name} {', '.join(map(str, unread))}."] if unread else []


def _words(given: _Settings, size: Pair, output: Pair) -> list[str]:
    """Say what the picture shows where it could be missed."""
    words = []
    if given.flipped:
        words.append(
            "Convolution, as mathematicians mean it: the kernel is turned by half a turn before "
            "it is laid on the image. The picture shows it turned."
        )
    kernel = given.kernels[0].size
    for i, name in axes_to_tell(size, kernel):
        windows = window_positions(
            output[i], kernel[i], given.stride, given.padding, given.dilation
        )
        words += unread_words(size[i], windows, name)
    return words


def _pytorch(given: _Settings) -> str:
    """Write the same computation, all filters of it, as PyTorch source."""
    channels = [given.image[c % len(given.image)] for c in range(given.in_channels)]
    each = given.in_channels // given.groups
    filters = [
        [given.kernels[given.kernel_number(o, place)] for place in range(each)]
        for o in range(given.out_channels)
    ]
    image = ", ".join(python_list(matrix.texts) for matrix in channels)
    weight = ", ".join(
        f"[{', '.join(python_list(matrix.texts) for matrix in kernels)}]" for kernels in filters
    )
    settings = f"stride={given.stride}, padding={given.padding}, dilation={given.dilation}"
    turned = ".flip(-2, -1)  # a true convolution turns the kernel" if given.flipped else ""
    return (
        "import torch\n"
        "from torch.nn import functional as F\n\n"
        f"image = torch.tensor([[{image}]], dtype=torch.float)  # (N, C, H, W)\n"
        f"weight = torch.tensor([{weight}], dtype=torch.float){turned}\n"
        f"output = F.conv2d(image, weight, {settings}, groups={given.groups})\n"
        f"print(output[0, {given.output_channel}])\n"
    )
