"""Drills on small grids of numbers: pooling and convolution by hand."""

from collections.abc import Iterable, Sequence

from cnnlib.arrays import avg_pool2d, conv2d, max_pool2d
from cnnlib.drills.drafts import Dice, Draft, Grid, Number


def _flat(rows: Iterable[Sequence[Number]]) -> list[Number]:
    return [number for row in rows for number in row]


def _columns(rows: Sequence[Sequence[Number]]) -> list[list[Number]]:
    return [list(column) for column in zip(*rows, strict=True)]


def _whole(rows: list[list[float]]) -> list[list[int]]:
    return [[round(number) for number in row] for row in rows]


def max_pooling(dice: Dice) -> Draft:
    """Ask for 2 × 2 max pooling of a 4 × 4 grid."""
    rows = dice.grid(4, 4, 0, 19)
    pooled = _whole(max_pool2d(rows, 2))
    smallest = max_pool2d([[-number for number in row] for row in rows], 2)
    corners = [[(row, column) for column in (0, 2)] for row in (0, 2)]
    return Draft(
        "Max pooling, 2 × 2 with stride 2. Write the four numbers of the output row by row.",
        _flat(pooled),
        "",
        "The windows stand side by side: four quadrants, and the largest number of each.",
        [
            f"largest of {rows[y][x]}, {rows[y][x + 1]}, {rows[y + 1][x]}, {rows[y + 1][x + 1]}"
            f" = {pooled[y // 2][x // 2]}"
            for line in corners
            for y, x in line
        ],
        [
            (_flat(_columns(pooled)), "The right numbers, but column by column."),
            (
                _flat(avg_pool2d(rows, 2)),
                "Those are the averages. Max pooling keeps the largest.",
            ),
            (
                _flat(_whole(max_pool2d(rows, (1, 4)))),
                "You took the largest of each row. The windows are squares.",
            ),
            (
                _flat(_whole(max_pool2d(rows, (4, 1)))),
                "You took the largest of each column. The windows are squares.",
            ),
            (
                _flat(_whole(max_pool2d(rows, 2, stride=1))),
                "That is stride 1, where the windows overlap: nine of them. Here they stand side "
                "by side.",
            ),
            ([-number for number in _flat(smallest)], "Those are the smallest."),
        ],
        grids=[Grid("input", rows)],
    )


def convolution(dice: Dice) -> Draft:
    """Ask for a 3 × 3 grid convolved with a 2 × 2 kernel."""
    rows, kernel = dice.grid(3, 3, 0, 5), dice.grid(2, 2, -1, 2)
    output = _whole(conv2d(rows, kernel))
    flipped = [row[::-1] for row in kernel[::-1]]
    places = [(y, x) for y in (0, 1) for x in (0, 1)]
    return Draft(
        "Slide the kernel over the input, stride 1, no padding, as PyTorch's convolution does. "
        "Write the four numbers of the output row by row.",
        _flat(output),
        "",
        "Lay the kernel on the upper left corner, multiply what lies on top of each other, add up "
        "the four products; then move on by one.",
        [_products(rows, kernel, y, x) + f" = {output[y][x]}".replace("-", "−") for y, x in places],
        [
            (_flat(_columns(output)), "The right numbers, but column by column."),
            (
                _flat(_whole(conv2d(rows, flipped))),
                "You turned the kernel by half a turn first. That is the mathematicians' "
                "convolution; networks use it as it stands.",
            ),
            (
                _flat(_whole(conv2d(rows, _columns(kernel)))),
                "You exchanged the kernel's rows and columns.",
            ),
            (
                _flat(_whole(conv2d(rows, kernel, padding=1))),
                "That is with padding. Here the kernel stays inside the input.",
            ),
            (
                _flat(_whole(conv2d(rows, [[abs(number) for number in row] for row in kernel]))),
                "Mind the signs of the kernel.",
            ),
        ],
        grids=[Grid("input", rows), Grid("kernel", kernel)],
    )


def _products(rows: list[list[int]], kernel: list[list[int]], y: int, x: int) -> str:
    products = [f"{rows[y + m][x + n]}·{_signed(kernel[m][n])}" for m in range(2) for n in range(2)]
    return " + ".join(products)


def _signed(number: int) -> str:
    return f"(−{-number})" if number < 0 else str(number)
