"""Where branches meet: whether they are aligned, and which region holds all of theirs."""

from collections.abc import Sequence

from cnnlib.receptive_field import ReceptiveField


def hull(fields: Sequence[ReceptiveField | str]) -> ReceptiveField | str:
    """Give the region that holds all branches' regions, or say why there is no single one.

    Araujo et al. call branches aligned when they have one stride and one center on each axis.
    """
    found = [field for field in fields if isinstance(field, ReceptiveField)]
    if len(found) < len(fields):
        return next(field for field in fields if isinstance(field, str))
    axes = list(zip(*(field.axes() for field in found), strict=True))
    for strides in ({stride for _, stride, _ in axis} for axis in axes):
        if len(strides) > 1:
            return f"branches step by different strides, {_listed(sorted(strides))} pixels"
    for axis in axes:
        twice = {size - 2 * padding for size, _, padding in axis}  # the center doubled, plus 1
        if len(twice) > 1:
            apart = _pixels(max(twice) - min(twice))
            return f"branches see regions whose centers differ by {apart}"
    return ReceptiveField(*zip(*map(max, axes), strict=True))


def _pixels(halves: int) -> str:
    return "1 pixel" if halves == 2 else f"{halves / 2:g} pixels"


def _listed(numbers: list[int]) -> str:
    *most, last = map(str, numbers)
    return f"{', '.join(most)} and {last}"
