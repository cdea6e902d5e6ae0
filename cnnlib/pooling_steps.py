"""Pooling taken apart, window by window, for the stepper of lesson 2."""

from dataclasses import dataclass
from math import isinf
from typing import Any, Literal

from cnnlib._arguments import NonNegative, Pair, Positive, checked, each_axis
from cnnlib.arrays import avg_pool2d, max_pool2d, window_positions
from cnnlib.convolution_steps import LARGEST_IMAGE, axes_to_tell, axis, unread_words
from cnnlib.errors import CnnlibError
from cnnlib.matrix_text import factor_text, levels, number_text, parse_matrix, python_list
from cnnlib.output_size import effective_kernel_size
from cnnlib.pooling import pool_output_size, pool_output_size_steps, pool_size, rounded_size

LARGEST_WINDOW = 12
LONGEST_SPAN = 2 * LARGEST_WINDOW


@checked
def pooling_steps(
    image: str,
    operation: Literal["max", "average"] = "max",
    kernel_size: Positive = 2,
    stride: Positive | None = None,
    padding: NonNegative = 0,
    dilation: Positive = 1,
    ceil_mode: bool = False,
    count_include_pad: bool = True,
    shift: NonNegative = 0,
) -> list[list[float]]:
    r"""Pool a small image whose numbers are written as text.

    The formulas are those of ``max_pool2d`` and ``avg_pool2d``.

    Args:
        image: rows of pixels, separated by semicolons, such as "1 3 2; 4 6 5".
        operation: keep each window's largest number, or its mean.
        kernel_size: pixels along each side of the window.
        stride: pixels from one window to the next; None means kernel_size.
        padding: positions added to each side, at most half of kernel_size.
        dilation: pixels from one that the window reads to the next; for max only.
        ceil_mode: whether a last, incomplete window gives an output too.
        count_include_pad: whether an average counts the padding's zeros as pixels.
        shift: pixels by which the image is moved to the right; what leaves comes in again on the
            left.

    Returns:
        Rows of maxima or averages.

    Raises:
        CnnlibError: if the image can't be read or is too large to be drawn, or no window fits.

    Source:
        PyTorch, ``torch.nn.MaxPool2d`` and ``torch.nn.AvgPool2d``.

    Example:
        >>> pooling_steps("1 3 2 1; 4 6 5 0; 7 2 8 3; 1 0 4 9")
        [[6, 5], [7, 9]]
    """
    picture = parse_matrix("image", image, LARGEST_IMAGE)
    pool = _Pool(operation, kernel_size, stride, padding, dilation, ceil_mode, count_include_pad)
    pool.output_size(picture.size)
    return pool.pooled(moved(picture.values, shift))


def moved(rows: list[list[Any]], shift: int) -> list[list[Any]]:
    """Move an image to the right; what leaves comes in again on the left."""
    by = shift % len(rows[0])
    return [row[len(row) - by :] + row[: len(row) - by] for row in rows]


@dataclass(frozen=True)
class _Pool:
    """The settings, all but the image and its shift."""

    operation: str
    kernel_size: int
    stride: int | None
    padding: int
    dilation: int
    ceil_mode: bool
    count_include_pad: bool

    @property
    def step(self) -> int:
        return self.stride or self.kernel_size

    @property
    def window(self) -> tuple[int, int | None, int, int, bool]:
        return self.kernel_size, self.stride, self.padding, self.dilation, self.ceil_mode

    def output_size(self, size: Pair) -> Pair:
        """Work out height and width of the output, or refuse what can't be drawn."""
        if self.operation == "average" and self.dilation > 1:
            raise CnnlibError(
                f"dilation is {self.dilation:,}, but average pooling has none, in PyTorch neither; "
                "use 1.",
                "dilation",
                self.dilation,
            )
        if self.kernel_size > LARGEST_WINDOW:
            raise CnnlibError(
                f"kernel_size is {self.kernel_size:,}; at most {LARGEST_WINDOW} can be drawn.",
                "kernel_size",
                self.kernel_size,
            )
        output = each_axis(lambda i: pool_output_size(size[i], *self.window))
        span = effective_kernel_size(self.kernel_size, self.dilation)
        if span > LONGEST_SPAN:  # with ceil_mode a window may stick out as far as the stride
            raise CnnlibError(
                f"dilation is {self.dilation:,} and the window spans {span:,} pixels; at most "
                f"{LONGEST_SPAN} can be drawn.",
                "dilation",
                self.dilation,
            )
        return output

    def pooled(self, rows: list[list[float]]) -> list[list[float]]:
        """Pool, as PyTorch does."""
        if self.operation == "max":
            return max_pool2d(rows, *self.window)
        kernel_size, stride, padding, _, ceil_mode = self.window
        return avg_pool2d(rows, kernel_size, stride, padding, ceil_mode, self.count_include_pad)

    def reads(self, output_size: int) -> list[list[int]]:
        """List the positions that each window reads along one axis."""
        return window_positions(
            output_size, self.kernel_size, self.step, self.padding, self.dilation
        )


def pooling_steps_answer(
    image: str,
    operation: str,
    kernel_size: int,
    stride: int | None,
    padding: int,
    dilation: int,
    ceil_mode: bool,
    count_include_pad: bool,
    shift: int,
) -> dict[str, Any]:
    """Answer for the stepper: what each window reads and gives, and what a shift changes."""
    pool = _Pool(operation, kernel_size, stride, padding, dilation, ceil_mode, count_include_pad)
    now = pooling_steps(image, operation, *pool.window, count_include_pad, shift)  # type: ignore[arg-type]
    picture = parse_matrix("image", image, LARGEST_IMAGE)
    output, size = pool.output_size(picture.size), picture.size
    reads = [pool.reads(output[i]) for i in (0, 1)]
    rows = moved(picture.values, shift)
    before = pool.pooled(picture.values)
    axes = [axis(size[i], reads[i], padding) for i in (0, 1)]
    finite = [[0 if isinf(number) else number for number in row] for row in now]
    terms = _Terms(rows, operation, axes, count_include_pad)
    value = {
        "rows": axes[0],
        "columns": axes[1],
        "image": {"texts": moved(picture.texts, shift), "levels": levels(rows)},
        "written_columns": moved([list(range(size[1]))], shift)[0],
        "given": {"image": [picture.texts]},
        "output": {"texts": [[_text(n) for n in row] for row in now], "levels": levels(finite)},
        "dilated": dilation > 1,
        "winners": _winners(rows, reads) if operation == "max" else None,
        "workings": [
            [f"{terms.written(ys, xs)} = {_text(n)}" for xs, n in zip(reads[1], row, strict=True)]
            for ys, row in zip(reads[0], now, strict=True)
        ],
        "shift": _shifted(before, now, shift, pool.step),
        "words": _words(size, output, pool),
        "pytorch": _pytorch(picture.texts, pool, shift),
    }
    return {
        "value": value,
        "text": f"{operation.capitalize()} pooling of {size[0]} × {size[1]}: the output is "
        f"{output[0]} × {output[1]}",
        "steps": pool_output_size_steps(size[0], *pool.window),
    }


def _text(value: float) -> str:
    return "−∞" if isinf(value) else number_text(value)


class _Terms:
    """Writes what a window does with its numbers."""

    def __init__(
        self,
        rows: list[list[float]],
        operation: str,
        axes: list[dict[str, Any]],
        count_include_pad: bool,
    ) -> None:
        self.rows = rows
        self.operation = operation
        self.kinds = [dict(axis["positions"]) for axis in axes]
        self.count_include_pad = count_include_pad

    def written(self, ys: list[int], xs: list[int]) -> str:
        """Write max(1, 3, 4, 6) or (1 + 3 + 4 + 6) / 4."""
        kinds = {(y, x): {self.kinds[0][y], self.kinds[1][x]} for y in ys for x in xs}
        inside = [at for at, kind in kinds.items() if kind == {"image"}]
        numbers = [self.rows[y][x] for y, x in inside]
        if self.operation == "max":
            return f"max({', '.join(map(number_text, numbers)) or 'nothing'})"
        padded = [at for at, kind in kinds.items() if "beyond" not in kind]
        counted = padded if self.count_include_pad else inside
        values = [self.rows[y][x] if kinds[y, x] == {"image"} else 0 for y, x in counted]
        first, *others = map(factor_text, values)
        total = " + ".join([first.strip("()"), *others])
        return f"({total}) / {len(counted)}"


def _winners(rows: list[list[float]], reads: list[list[list[int]]]) -> list[list[Pair | None]]:
    """Find the first largest pixel of each window, as PyTorch's return_indices does."""
    height, width = len(rows), len(rows[0])

    def winner(ys: list[int], xs: list[int]) -> Pair | None:
        inside = [(y, x) for y in ys for x in xs if 0 <= y < height and 0 <= x < width]
        return max(inside, key=lambda at: rows[at[0]][at[1]], default=None)

    return [[winner(ys, xs) for xs in reads[1]] for ys in reads[0]]


def _shifted(
    before: list[list[float]], now: list[list[float]], shift: int, stride: int
) -> dict[str, Any]:
    """Compare the outputs before and after the shift."""
    places = [(r, c) for r in range(len(now)) for c in range(len(now[0]))]
    changed = [(r, c) for r, c in places if now[r][c] != before[r][c]]
    if not shift:
        return {"pixels": 0, "changed": [], "words": ""}
    by = "1 pixel" if shift == 1 else f"{shift:,} pixels"
    words = f"Moved by {by}: {len(changed)} of {len(places)} outputs changed."
    steps, rest = divmod(shift, stride)
    if rest:
        words += f" That is no whole number of strides of {stride}."
    elif steps < len(now[0]) and all(
        new[steps:] == old[: len(old) - steps] for new, old in zip(now, before, strict=True)
    ):
        places_moved = "1 place" if steps == 1 else f"{steps} places"
        words += f" A whole number of strides: the output has moved along, by {places_moved}."
    return {"pixels": shift, "changed": changed, "words": words}


def _words(size: Pair, output: Pair, pool: _Pool) -> list[str]:
    """Say where rounding bites: unread inputs, incomplete windows, a window that is dropped."""
    words = []
    stride, padding, ceil_mode = pool.step, pool.padding, pool.ceil_mode
    window = (pool.kernel_size, stride, padding, pool.dilation)
    for i, name in axes_to_tell(size, (pool.kernel_size, pool.kernel_size)):
        windows = pool.reads(output[i])
        words += unread_words(size[i], windows, name)
        other = pool_size(size[i], *window, not ceil_mode)
        end = size[i] + padding - 1
        if not ceil_mode and other > output[i]:
            words.append(
                "Rounded down: a window that sticks out is not taken. With ceil_mode the output "
                f"would have {other} {name} instead of {output[i]}."
            )
        elif ceil_mode and windows[-1][-1] > end:
            words.append(
                f"ceil_mode: the last window sticks out beyond {end} along the {name}. What lies "
                "there counts for nothing, neither in a maximum nor in an average."
            )
        rounded = rounded_size(size[i], *window, ceil_mode)
        if rounded > output[i]:
            words.append(
                f"The odd rule of ceil_mode: rounded up, the output would have {rounded} {name}, "
                f"but the last window would start at {output[i] * stride - padding}, behind the "
                "image, in the far padding or beyond. PyTorch drops it."
            )
    return words


def _pytorch(texts: list[list[str]], pool: _Pool, shift: int) -> str:
    """Write the same computation as PyTorch source."""
    settings = f"kernel_size={pool.kernel_size}, stride={pool.step}, padding={pool.padding}"
    if pool.operation == "max":
        flags = f"dilation={pool.dilation}, ceil_mode={pool.ceil_mode}"
        call = f"F.max_pool2d(image, {settings}, {flags})"
    else:
        flags = f"ceil_mode={pool.ceil_mode}, count_include_pad={pool.count_include_pad}"
        call = f"F.avg_pool2d(image, {settings}, {flags})"
    roll = f"image = image.roll({shift}, -1)\n" if shift else ""
    return (
        "import torch\n"
        "from torch.nn import functional as F\n\n"
        f"image = torch.tensor([[{python_list(texts)}]], dtype=torch.float)  # (N, C, H, W)\n"
        f"{roll}"
        f"output = {call}\n"
        "print(output[0, 0])\n"
    )
