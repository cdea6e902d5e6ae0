"""A learner's design of a classifier, held against what its task asks for."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from cnnlib._arguments import Positive, checked
from cnnlib.errors import CnnlibError
from cnnlib.network_table import read, table_answer
from cnnlib.receptive_field import ReceptiveField
from cnnlib.summary import Row, Summary

MILLION, BILLION = 10**6, 10**9
# What a unit must see before the maps are coarser than this, to find something a few pixels wide.
DETAIL_STRIDE, DETAIL_SIZE = 2, 5
WEIGHTED = ("Conv2d", "ConvTranspose2d", "Linear")
# Between two weighted layers these leave a linear map linear.
LINEAR = (
    "AdaptiveAvgPool2d",
    "AvgPool2d",
    "BatchNorm2d",
    "Dropout",
    "Dropout2d",
    "Flatten",
    "Identity",
    "ZeroPad2d",
)
NORMALIZATIONS = ("BatchNorm2d", "GroupNorm", "InstanceNorm2d", "LayerNorm")
DROPOUTS = ("Dropout", "Dropout2d")
MERGES = ("Sum", "Concat")


class Requirement(NamedTuple):
    """One thing that the task asks for, and whether the design gives it."""

    label: str
    met: bool
    text: str


@checked
def design_sheet(
    source: str,
    image_size: Positive = 512,
    classes: Positive = 5,
    smallest_field: Positive = 256,
    million_parameters: Positive = 5,
    billion_macs: Positive = 20,
) -> list[Requirement]:
    r"""Hold the design of an image classifier against the requirements of its task.

    The sizes, costs and receptive fields are those of ``summarize`` for one color image; a
    receptive field is that of the last map before the whole map is read.

    Args:
        source: an nn.Sequential(...) or a class with ``__init__`` and ``forward``; it is read,
            never executed.
        image_size: pixels of the square color image on each side.
        classes: numbers that must come out, one per class.
        smallest_field: pixels that a unit of the last map must see at least.
        million_parameters: millions of parameters that the design may have.
        billion_macs: billions of multiply-accumulates that one image may cost.

    Returns:
        one (label, met, text) per requirement; the text says what was found and, where the
        requirement is not met, a likely remedy.

    Raises:
        CnnlibError: if the source can't be read, has no layers, or a layer does not fit, with
            line, column and the number that would be right.

    Source:
        Simonyan & Zisserman 2015, sections 2 and 3, for the kind of design it has in mind.

    Example:
        >>> [item.met for item in design_sheet("nn.Sequential(nn.Conv2d(3, 8, 3))", 32)]
        [False, False, False, True, True, True, True, False, False]
    """
    summary = read("source", source, (3, image_size, image_size))[1]
    return _requirements(summary, classes, smallest_field, million_parameters, billion_macs)


def _requirements(
    summary: Summary, classes: int, smallest_field: int, million_parameters: int, billion_macs: int
) -> list[Requirement]:
    rows = summary.rows
    if not rows:
        message = "the network has no layers, so nothing can be held against the task; add some."
        raise CnnlibError(message, "source")
    parameters, macs = million_parameters * MILLION, billion_macs * BILLION
    return [
        _outputs(rows[-1], classes),
        _detail(rows),
        _overview(rows, smallest_field),
        _nonlinear(rows),
        _head(rows),
        _budget("parameters", summary.parameters, parameters, "a smaller head"),
        _budget("MACs", summary.macs, macs, "smaller maps before wide layers"),
        _present(rows, "normalization", NORMALIZATIONS, "nn.BatchNorm2d"),
        _present(rows, "regularization", DROPOUTS, "nn.Dropout"),
    ]


def _outputs(last: Row, classes: int) -> Requirement:
    shape = " × ".join(f"{size:,}" for size in last.output_shape)
    met = last.output_shape == (classes,)
    mend = "" if met else f"; end with nn.Flatten() and nn.Linear(…, {classes})"
    return Requirement(f"{classes:,} scores, one per class", met, f"{shape} come out{mend}")


def _fields(rows: tuple[Row, ...]) -> Iterator[ReceptiveField]:
    return (row.receptive_field for row in rows if isinstance(row.receptive_field, ReceptiveField))


def _side(value: Any) -> int:
    """Take the shorter side where height and width differ."""
    return min(value) if isinstance(value, tuple) else int(value)


def _pixels(number: int) -> str:
    return f"{number:,} pixel{'' if number == 1 else 's'}" if number else "no map is so fine"


def _detail(rows: tuple[Row, ...]) -> Requirement:
    fine = [f for f in _fields(rows) if _side(f.stride) <= DETAIL_STRIDE]
    seen = max((_side(field.size) for field in fine), default=0)
    met = seen >= DETAIL_SIZE
    mend = "" if met else "; put another 3 × 3 convolution before the second halving"
    label = f"{DETAIL_SIZE} pixels or more are seen at a stride of {DETAIL_STRIDE} or less"
    return Requirement(label, met, f"{_pixels(seen)}{mend}")


def _overview(rows: tuple[Row, ...], smallest: int) -> Requirement:
    seen = max((_side(field.size) for field in _fields(rows)), default=0)
    met = seen >= smallest
    mend = "" if met else "; halve the map more often: each halving doubles what later layers add"
    label = f"{smallest:,} pixels or more are seen before the whole map is read"
    return Requirement(label, met, f"{_pixels(seen)}{mend}")


def _nonlinear(rows: tuple[Row, ...]) -> Requirement:
    label = "an activation between any two weighted layers"
    if any(row.kind in MERGES for row in rows):
        return Requirement(label, True, "not examined, for the network has branches")
    before: Row | None = None
    for row in rows:
        if row.kind in WEIGHTED:
            if before is not None:
                text = f"{before.name} and {row.name} are together one linear layer; put nn.ReLU()"
                return Requirement(label, False, f"{text} between them")
            before = row
        elif row.kind not in LINEAR:
            before = None
    return Requirement(label, True, "no two of them are one linear layer")


def _head(rows: tuple[Row, ...]) -> Requirement:
    label = "the head holds less than half of the parameters"
    whole = sum(row.parameters for row in rows)
    head = sum(row.parameters for row in rows if row.kind == "Linear")
    share = f"{100 * head / whole:.1f} %" if whole else "there are none"
    met = 2 * head < whole
    if met or not head:
        return Requirement(label, met, share)
    mend = "nn.AdaptiveAvgPool2d(1) before nn.Flatten() makes it small"
    return Requirement(label, met, f"{share}; {mend}")


def _budget(what: str, found: int, allowed: int, otherwise: str) -> Requirement:
    met = found <= allowed
    text = f"{found:,}" if met else f"{found:,}; fewer channels, or {otherwise}"
    return Requirement(f"at most {allowed:,} {what}", met, text)


def _present(rows: tuple[Row, ...], what: str, kinds: tuple[str, ...], example: str) -> Requirement:
    found = sum(row.kind in kinds for row in rows)
    met = found > 0
    layers = "layer" if found == 1 else "layers"
    return Requirement(what, met, f"{found} {layers}" if met else f"none, such as {example}")


def design_sheet_answer(
    source: str,
    image_size: int,
    classes: int,
    smallest_field: int,
    million_parameters: int,
    billion_macs: int,
) -> dict[str, Any]:
    """Answer for the calculator: the network's table with the requirements before it."""
    shape = (3, image_size, image_size)
    reading, summary = read("source", source, shape)
    limits = smallest_field, million_parameters, billion_macs
    requirements = _requirements(summary, classes, *limits)
    table = table_answer(reading, summary, shape)
    met, every = sum(item.met for item in requirements), len(requirements)
    verdict = "all requirements are met" if met == every else f"{met} of {every} requirements met"
    table["value"]["correct"] = met == every
    table["value"]["requirements"] = [item._asdict() for item in requirements]
    table["text"] = f"{verdict}; {table['text']}"
    return table
