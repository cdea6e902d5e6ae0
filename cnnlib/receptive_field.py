"""Which part of the input can reach one output.

Coordinates: pixels along an axis are numbered 0, 1, 2, … and each pixel's center lies *at* its
number. An output's region is first to last, both included; negative numbers, and numbers past
the image's end, are in the padding. (Dang Ha The Hien, 2017, puts the centers at ½, 1½, …: his
*start* is ``center(0) + 0.5``, and his *jump* is our ``stride``.)
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cnnlib._arguments import (
    IntegerPair,
    Pair,
    PositivePair,
    as_pair,
    check_fields,
    integer,
)
from cnnlib.errors import CnnlibError, shown

if TYPE_CHECKING:
    from cnnlib._walk import State
    from cnnlib.networks import Network

LARGEST_SIZE = 10**30
"""Sizes and fields beyond it could grow until Python no longer writes them in digits."""


@dataclass(frozen=True)
class ReceptiveField:
    r"""The input region of each output: how long it is, how far it steps, where it starts.

    $$u_i = -P + i\,S, \qquad v_i = u_i + r - 1$$

    Each field is an int where height and width agree, else a pair (height, width); ``.height``
    and ``.width`` give the two axes one by one.

    Args:
        size: $r$, input positions from a region's first to its last.
        stride: $S$, the effective stride: input positions from one output's region to the
            next one's.
        padding: $P$, the effective padding: positions that output 0's region starts before
            input position 0.

    Raises:
        CnnlibError: if size or stride is not at least 1.

    Source:
        Araujo, Norris and Sim, 2019, Computing Receptive Fields of Convolutional Neural
        Networks, Distill (<https://doi.org/10.23915/distill.00021>).

    Example:
        >>> field = ReceptiveField(size=3, stride=2, padding=1)
        >>> field.region(0), field.center(0), field.outputs(1, output_size=4)
        ((-1, 1), 0.0, range(0, 2))
    """

    size: PositivePair
    stride: PositivePair
    padding: IntegerPair

    def __post_init__(self) -> None:
        """Check the fields, and write equal pairs as one int."""
        check_fields(self)
        for name in ("size", "stride", "padding"):
            height, width = as_pair(getattr(self, name))
            object.__setattr__(self, name, height if height == width else (height, width))

    @property
    def height(self) -> "ReceptiveField":
        """The receptive field along the height alone."""
        return self._axis(0)

    @property
    def width(self) -> "ReceptiveField":
        """The receptive field along the width alone."""
        return self._axis(1)

    def _axis(self, axis: int) -> "ReceptiveField":
        return ReceptiveField(*self.axes()[axis])

    def axes(self) -> tuple[tuple[int, int, int], tuple[int, int, int]]:
        """Give (size, stride, padding) along the height and along the width."""
        heights, widths = zip(*map(as_pair, (self.size, self.stride, self.padding)), strict=True)
        return heights, widths

    def _numbers(self) -> tuple[int, int, int]:
        numbers = tuple(v for v in (self.size, self.stride, self.padding) if isinstance(v, int))
        if len(numbers) == 3:
            return numbers
        raise CnnlibError(
            "this receptive field differs between height and width; "
            "ask for one axis, as in .height.region(0).",
        )

    def then(self, window: "ReceptiveField") -> "ReceptiveField":
        """Give the receptive field after one more layer, whose own one is ``window``."""
        axes = [
            (
                size + (window_size - 1) * stride,
                stride * window_stride,
                padding + window_padding * stride,
            )
            for (size, stride, padding), (window_size, window_stride, window_padding) in zip(
                self.axes(), window.axes(), strict=True
            )
        ]
        return ReceptiveField(*zip(*axes, strict=True))

    def then_steps(self, window: "ReceptiveField") -> list[str]:
        """Write what ``then`` computes along one axis, with the numbers in the letters' places."""
        (size, stride, padding), (span, step, pad) = self._numbers(), window._numbers()
        after = self.then(window)
        return [
            f"size: {size:,} + ({span:,} − 1)·{stride:,} = {after.size:,}",
            f"stride: {stride:,}·{step:,} = {after.stride:,}",
            f"padding: {padding:,} + {pad:,}·{stride:,} = {after.padding:,}",
        ]

    def region(self, index: int) -> Pair:
        """Give the first and the last input position that output ``index`` can see."""
        size, stride, padding = self._numbers()
        first = integer("index", index) * stride - padding
        return first, first + size - 1

    def center(self, index: int) -> float:
        """Give the middle of output ``index``'s region; halves lie between two pixels."""
        first, last = self.region(index)
        return (first + last) / 2

    def outputs(self, input_index: int, output_size: int) -> range:
        """Give the outputs whose region covers an input position: its projective field."""
        size, stride, padding = self._numbers()
        offset = integer("input_index", input_index) + padding
        first = max(0, -((size - 1 - offset) // stride))
        last = min(integer("output_size", output_size) - 1, offset // stride)
        return range(first, max(first, last + 1))


ONE_PIXEL = ReceptiveField(1, 1, 0)


def bounded(field: ReceptiveField) -> ReceptiveField:
    """Refuse a receptive field that no network has and no table could show."""
    wide = max(max(size, stride) for size, stride, _ in field.axes())
    if wide > LARGEST_SIZE:
        reason = f"its receptive field or its stride is more than 10³⁰ pixels, {shown(wide)}."
        raise CnnlibError(reason)
    padded = max(abs(padding) for *_, padding in field.axes())
    if padded > LARGEST_SIZE:
        raise CnnlibError(f"its effective padding is more than 10³⁰ pixels, {shown(padded)}.")
    return field


def receptive_field(layers: "Network | Iterable[Network]") -> ReceptiveField:
    r"""Give the input region that each output of a network can see.

    $$r = 1 + \sum_{l=1}^{L} (\hat{k}_l - 1) \prod_{m<l} s_m, \qquad
      S = \prod_{l=1}^{L} s_l, \qquad
      P = \sum_{l=1}^{L} p_l \prod_{m<l} s_m$$

    Each layer widens the region by its dilated kernel less one, in steps of all the strides
    before it. Where branches meet, the answer is the region that holds all of theirs, if they
    are aligned: one stride and one center.

    Args:
        layers: layers in the order they run, or a network.

    Returns:
        size $r$, effective stride $S$ and effective padding $P$, in input pixels.

    Raises:
        CnnlibError: where there is no single region, with the reason: after a Flatten, after
            global pooling, where misaligned branches meet.

    Source:
        Araujo, Norris and Sim, 2019, Computing Receptive Fields of Convolutional Neural
        Networks, Distill, equations for $r_0$, $S_0$ and $P_0$
        (<https://doi.org/10.23915/distill.00021>).

    Example:
        >>> from cnnlib import Conv2d, MaxPool2d
        >>> receptive_field([Conv2d(1, 6, 5), MaxPool2d(2), Conv2d(6, 16, 5)])
        ReceptiveField(size=14, stride=2, padding=0)
    """
    from cnnlib._walk import State, walk  # imports the layers, which import this module
    from cnnlib.networks import as_network

    trouble: list[str] = []

    def note(name: str, network: "Network", before: "State", after: "State") -> None:
        if isinstance(after.field, str) and isinstance(before.field, ReceptiveField):
            trouble.append(f'layer "{name}" ({network.kind}): {after.field}')

    field = walk(as_network(layers), State(None, ONE_PIXEL), note).field
    if isinstance(field, str):
        raise CnnlibError(f"no receptive field after {trouble[0]}.", "layers", field)
    return field
