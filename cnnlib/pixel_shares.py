"""Each input pixel's share in one output, carried through any network whose paths add up."""

from collections.abc import Sequence
from dataclasses import dataclass
from operator import add

from cnnlib._arguments import Pair, as_pair
from cnnlib.receptive_field import ReceptiveField


@dataclass(frozen=True)
class AxisShares:
    """The shares along one axis: of output 0, from input position ``first`` on."""

    first: int
    values: tuple[float, ...]


Shares = tuple[AxisShares, AxisShares]
"""Along the height and along the width; a pixel's share is the product of its two."""

OWN_SHARE: Shares = (AxisShares(0, (1.0,)),) * 2


def through(
    shares: Shares, field: ReceptiveField, window: ReceptiveField, dilation: int | Pair
) -> Shares:
    """Give the shares after a layer that averages what its window reads, holes left out."""
    down, across = (
        (own, stride, size, padding, gap)
        for own, (_, stride, _), (size, _, padding), gap in zip(
            shares, field.axes(), window.axes(), as_pair(dilation), strict=True
        )
    )
    height = _spread(*down)
    return height, height if across == down else _spread(*across)


def _spread(shares: AxisShares, stride: int, size: int, padding: int, gap: int) -> AxisShares:
    if size == 1 and padding == 0:
        return shares
    step = gap * stride
    reads = range(0, (size - 1) * stride + 1, step)
    length, parts = len(shares.values), [share / len(reads) for share in shares.values]
    values = [0.0] * (length + reads[-1])
    for shift in reads:
        values[shift : shift + length] = map(add, values[shift : shift + length], parts)
    return AxisShares(shares.first - padding * stride, tuple(values))


def added(branches: Sequence[Shares], weights: Sequence[float]) -> Shares:
    """Add the shares of branches, each with its weight; together they come to 1 again."""
    height, width = (_added(axis, weights) for axis in zip(*branches, strict=True))
    return height, width


def _added(branches: Sequence[AxisShares], weights: Sequence[float]) -> AxisShares:
    first = min(branch.first for branch in branches)
    end = max(branch.first + len(branch.values) for branch in branches)
    values = [0.0] * (end - first)
    for branch, weight in zip(branches, weights, strict=True):
        for place, share in enumerate(branch.values, branch.first - first):
            values[place] += share * weight / sum(weights)
    return AxisShares(first, tuple(values))
