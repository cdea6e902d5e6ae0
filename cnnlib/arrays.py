"""Convolution and pooling of small images, written as lists of rows."""

from collections.abc import Callable, Sequence
from math import inf

from cnnlib._arguments import (
    NonNegativePair,
    Pair,
    PositivePair,
    as_pair,
    checked,
    each_axis,
)
from cnnlib.errors import CnnlibError, shown
from cnnlib.output_size import conv_output_size
from cnnlib.pooling import check_divisor, pool_output_size

Image = Sequence[Sequence[float]]


def _size(name: str, image: Image) -> Pair:
    rows = image if isinstance(image, list | tuple) else []
    widths = {len(row) if isinstance(row, list | tuple) else 0 for row in rows}
    numbers = all(isinstance(value, int | float) for row in rows if widths != {0} for value in row)
    if len(widths) != 1 or widths == {0} or not numbers:
        raise CnnlibError(
            f"{name} is {shown(image)}; use a list of rows, equally long lists of numbers.",
            name,
            image,
        )
    return len(rows), widths.pop()


def _windows(
    output: Pair, kernel: Pair, stride: Pair, padding: Pair, dilation: Pair
) -> list[list[list[Pair]]]:
    """List, for each output position, the input positions that its window reads."""
    rows, columns = (
        window_positions(output[i], kernel[i], stride[i], padding[i], dilation[i]) for i in (0, 1)
    )
    return [[[(y, x) for y in ys for x in xs] for xs in columns] for ys in rows]


def window_positions(
    output_size: int, kernel_size: int, stride: int, padding: int, dilation: int
) -> list[list[int]]:
    """List, along one axis, the input positions that each output's window reads."""
    first = [i * stride - padding for i in range(output_size)]
    return [[u + j * dilation for j in range(kernel_size)] for u in first]


@checked
def conv2d(
    x: Image,
    kernel: Image,
    stride: PositivePair = 1,
    padding: NonNegativePair = 0,
    dilation: PositivePair = 1,
) -> list[list[float]]:
    r"""Slide a kernel over an image: multiply, add up, write down, step on.

    $$y_{i,j} = \sum_{m,n} w_{m,n}\, x_{i s + m d - p,\; j s + n d - p}$$

    This is a cross-correlation: the kernel is not flipped, as in every framework's
    "convolution". Positions outside the image count as 0.

    Args:
        x: rows of pixels.
        kernel: rows of weights.
        stride: pixels from one output to the next, or (down, right).
        padding: zeros added to *each* side, or (top and bottom, left and right).
        dilation: pixels from one weight to the next, or (down, right).

    Returns:
        Rows of sums; whole numbers stay whole.

    Raises:
        CnnlibError: if x or kernel is not a list of equally long rows, or the kernel does not
            fit.

    Source:
        Goodfellow, Bengio and Courville, 2016, Deep Learning, equation 9.6; PyTorch,
        ``torch.nn.functional.conv2d``.

    Example:
        >>> conv2d([[0, 1, 2], [3, 4, 5], [6, 7, 8]], [[1, 2], [3, 4]])
        [[27, 37], [57, 67]]
    """
    size, span = _size("x", x), _size("kernel", kernel)
    s, p, d = as_pair(stride), as_pair(padding), as_pair(dilation)
    height, width = each_axis(lambda i: conv_output_size(size[i], span[i], s[i], p[i], d[i]))
    beside = [0] * p[1]
    empty = [0] * (size[1] + 2 * p[1])
    lines = [empty] * p[0] + [[*beside, *row, *beside] for row in x] + [empty] * p[0]

    def row_of_sums(first: int) -> list[float]:
        sums: list[float] = [0] * width
        for m, weights in enumerate(kernel):
            line = lines[first + m * d[0]]
            for n, weight in enumerate(weights):
                read = line[n * d[1] : n * d[1] + (width - 1) * s[1] + 1 : s[1]]
                sums = [total + weight * pixel for total, pixel in zip(sums, read, strict=True)]
        return sums

    return [row_of_sums(u * s[0]) for u in range(height)]


def _pool(
    x: Image,
    kernel_size: int | Pair,
    stride: int | Pair | None,
    padding: int | Pair,
    dilation: int | Pair,
    ceil_mode: bool,
    reduce: Callable[[list[Pair], list[float]], float],
) -> list[list[float]]:
    size, k, p, d = _size("x", x), as_pair(kernel_size), as_pair(padding), as_pair(dilation)
    s = as_pair(kernel_size if stride is None else stride)
    output = each_axis(lambda i: pool_output_size(size[i], k[i], s[i], p[i], d[i], ceil_mode))

    def value(window: list[Pair]) -> float:
        inside = [x[y][z] for y, z in window if 0 <= y < size[0] and 0 <= z < size[1]]
        return reduce(window, inside)

    return [[value(window) for window in row] for row in _windows(output, k, s, p, d)]


@checked
def max_pool2d(
    x: Image,
    kernel_size: PositivePair,
    stride: PositivePair | None = None,
    padding: NonNegativePair = 0,
    dilation: PositivePair = 1,
    ceil_mode: bool = False,
) -> list[list[float]]:
    r"""Keep the largest pixel of each window.

    $$y_{i,j} = \max_{m,n}\; x_{i s + m d - p,\; j s + n d - p}$$

    Positions outside the image never win: max pooling pads with −∞.

    Args:
        x: rows of pixels.
        kernel_size: pixels along each side of the window, or (height, width).
        stride: pixels from one window to the next, or (down, right); None means kernel_size.
        padding: positions added to *each* side, at most half of kernel_size.
        dilation: pixels from one that the window reads to the next, or (down, right).
        ceil_mode: whether a last, incomplete window gives an output too.

    Returns:
        Rows of maxima.

    Raises:
        CnnlibError: if x is not a list of equally long rows, or no window fits.

    Source:
        Ranzato, Huang, Boureau and LeCun, 2007; PyTorch, ``torch.nn.functional.max_pool2d``.

    Example:
        >>> max_pool2d([[2, 8, 4, 1], [6, 3, 7, 2], [0, 5, 9, 3], [4, 1, 6, 8]], 2)
        [[8, 7], [5, 9]]
    """

    def largest(_: list[Pair], inside: list[float]) -> float:
        unknown = [value for value in inside if value != value]  # NaN is not equal to itself
        return unknown[0] if unknown else max(inside, default=-inf)

    return _pool(x, kernel_size, stride, padding, dilation, ceil_mode, largest)


@checked
def avg_pool2d(
    x: Image,
    kernel_size: PositivePair,
    stride: PositivePair | None = None,
    padding: NonNegativePair = 0,
    ceil_mode: bool = False,
    count_include_pad: bool = True,
    divisor_override: int | None = None,
) -> list[list[float]]:
    r"""Average the pixels of each window.

    $$y_{i,j} = \frac{1}{n} \sum_{m,n} x_{i s + m - p,\; j s + n - p}$$

    The divisor $n$ counts the window's positions inside the image and, with
    count_include_pad, those inside the padding; what ceil_mode adds beyond is not counted.

    Args:
        x: rows of pixels.
        kernel_size: pixels along each side of the window, or (height, width).
        stride: pixels from one window to the next, or (down, right); None means kernel_size.
        padding: zeros added to *each* side, at most half of kernel_size.
        ceil_mode: whether a last, incomplete window gives an output too.
        count_include_pad: whether zeros of the padding count as pixels.
        divisor_override: a number to divide by instead.

    Returns:
        Rows of averages.

    Raises:
        CnnlibError: if x is not a list of equally long rows, or no window fits.

    Source:
        PyTorch, ``torch.nn.functional.avg_pool2d`` (aten/src/ATen/native/cpu/AvgPoolKernel.cpp).

    Example:
        >>> avg_pool2d([[1, 3], [4, 6]], 2)
        [[3.5]]
    """
    check_divisor(divisor_override)
    (height, width), (top, left) = _size("x", x), as_pair(padding)

    def average(window: list[Pair], inside: list[float]) -> float:
        padded = [at for at in window if at[0] < height + top and at[1] < width + left]
        counted = len(padded) if count_include_pad else len(inside)
        return sum(inside) / (divisor_override or counted)

    return _pool(x, kernel_size, stride, padding, 1, ceil_mode, average)
