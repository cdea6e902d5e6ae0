"""Compare a one-axis size formula with torch over a whole grid of settings.

torch's three-dimensional operations take three settings per call, one for each axis. Three
that cnnlib accepts share a call; each that cnnlib refuses goes alone, with other axes that fit.
Where torch checks a batch of size 0 as any other, the images are one: no values are computed.
"""

from collections.abc import Callable, Iterable, Sequence
from itertools import product

from cnnlib import CnnlibError

Setting = tuple[int, ...]


def grid(*ranges: Iterable[int]) -> list[Setting]:
    return list(product(*ranges))


def result(formula: Callable[..., int], setting: Sequence[object]) -> int | None:
    """Give what the formula gives, or None where it refuses."""
    try:
        return formula(*setting)
    except CnnlibError:
        return None


def disagreements(
    settings: list[Setting],
    formula: Callable[..., int],
    torch_sizes: Callable[[list[Setting]], Sequence[int]],
    fitting: Setting,
    axes: int = 3,
) -> int:
    """Count the settings for which cnnlib and torch differ, refusals included."""
    ours = [result(formula, setting) for setting in settings]
    accepted = [(s, o) for s, o in zip(settings, ours, strict=True) if o is not None]
    wrong = sum(
        not refuses(torch_sizes, [setting] + [fitting] * (axes - 1))
        for setting, own in zip(settings, ours, strict=True)
        if own is None
    )
    for start in range(0, len(accepted), axes):
        chunk = accepted[start : start + axes]
        chunk += [(fitting, formula(*fitting))] * (axes - len(chunk))
        try:
            theirs = list(torch_sizes([setting for setting, _ in chunk]))
        except RuntimeError:
            theirs = []
        wrong += theirs != [own for _, own in chunk]
    return wrong


def refuses(torch_sizes: Callable[[list[Setting]], Sequence[int]], settings: list[Setting]) -> bool:
    try:
        torch_sizes(settings)
    except RuntimeError:
        return True
    return False
