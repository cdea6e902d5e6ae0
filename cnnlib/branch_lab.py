"""Two branches that meet: aligned or not, and which change would mend it."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice, product
from typing import Any, Literal

from cnnlib._arguments import Positive, checked
from cnnlib.alignment import hull
from cnnlib.errors import CnnlibError
from cnnlib.layers import Conv2d, Layer, MaxPool2d
from cnnlib.layers.base import Shape
from cnnlib.receptive_field import ONE_PIXEL, ReceptiveField
from cnnlib.stack_text import parse_stack, then_line
from cnnlib.torch_text import layer_text

MOST_LAYERS = 10
MOST_MENDS = 4
MOST_PAIRS = 8000
LARGEST_INPUT = 256
LARGEST_OUTPUT = 2 * LARGEST_INPUT
NAMES = ("first", "second")
# What is tried as a mend.
KERNELS, STRIDES, PADDINGS = (1, 2, 3, 5), (1, 2, 3, 4), (0, 1, 2, 3)


@dataclass(frozen=True)
class Branch:
    """The layers of one branch, along one axis, with its receptive field and output size."""

    layers: tuple[Layer, ...]
    field: ReceptiveField
    output_size: int


@dataclass(frozen=True)
class Meeting:
    """Two branches and what becomes of them where they meet."""

    branches: tuple[Branch, Branch]
    field: ReceptiveField | str

    @property
    def fits(self) -> bool:
        """Whether both branches have outputs of one size."""
        first, second = self.branches
        return first.output_size == second.output_size

    @property
    def aligned(self) -> bool:
        """Whether each output of both branches has one stride and one center."""
        return isinstance(self.field, ReceptiveField)


@checked
def branch_lab(
    first: str,
    second: str = "",
    merge: Literal["sum", "concat"] = "sum",
    input_size: Positive = 16,
) -> Meeting:
    r"""Say whether two branches are aligned where they meet.

    Aligned branches have one effective stride $S$ and one center $c = -P + (r - 1)/2$. Then
    they also have outputs of one size, $\lfloor (i - 1 - 2c)/S \rfloor + 1$.

    Args:
        first: the layers of one branch, one per line, such as "conv 3 stride 2 padding 1".
        second: the layers of the other branch; left empty, the input itself.
        merge: whether the branches are added or their channels joined.
        input_size: positions of the input along the axis.

    Returns:
        the branches, and the region that holds both of theirs, or words where there is none.

    Raises:
        CnnlibError: if a line is not understood, or a layer does not fit to what arrives.

    Source:
        Araujo, Norris and Sim, 2019, Computing Receptive Fields of Convolutional Neural
        Networks, Distill, "Alignment criteria" (<https://doi.org/10.23915/distill.00021>).

    Example:
        >>> branch_lab("conv 3 stride 2 padding 1", "pool 2").field
        'branches see regions whose centers differ by 0.5 pixels'
    """
    if input_size > LARGEST_INPUT:
        raise CnnlibError(
            f"input_size is {input_size:,}; use at most {LARGEST_INPUT} here.",
            "input_size",
            input_size,
        )
    return _meet(_branch("first", first, input_size), _branch("second", second, input_size))


def _branch(argument: str, text: str, input_size: int) -> Branch:
    try:
        layers = tuple(layer for _, layer in parse_stack(text)) if text.strip() else ()
        if len(layers) > MOST_LAYERS:
            raise CnnlibError(f"{len(layers)} layers; use at most {MOST_LAYERS} in a branch.")
        return _built(layers, input_size)
    except CnnlibError as error:
        raise CnnlibError(error.reason, argument, text) from error


def _built(layers: tuple[Layer, ...], input_size: int) -> Branch:
    field, shape = ONE_PIXEL, (1, input_size, input_size)
    for layer in layers:
        field, shape = then_line(field, _line(layer), layer), _after(layer, shape)
        if shape[1] > LARGEST_OUTPUT:
            raise CnnlibError(
                f"{_line(layer)} gives {shape[1]:,} outputs; at most {LARGEST_OUTPUT} can be "
                "drawn, so use less padding."
            )
    return Branch(layers, field, shape[1])


def _after(layer: Layer, shape: Shape) -> tuple[int, int, int]:
    channels, height, width = layer.output_shape(shape)
    return channels, height, width


def _meet(first: Branch, second: Branch) -> Meeting:
    return Meeting((first, second), hull([first.field, second.field]))


def branch_lab_answer(
    first: str, second: str, merge: Literal["sum", "concat"], input_size: int
) -> dict[str, Any]:
    """Answer for the calculator: both branches' regions, the verdict and the mends."""
    meeting = branch_lab(first, second, merge, input_size)
    texts = [first, second]
    return {
        "value": {
            "aligned": meeting.aligned,
            "fits": meeting.fits,
            "input_size": input_size,
            "branches": [
                _described(name, branch)
                for name, branch in zip(NAMES, meeting.branches, strict=True)
            ],
            "mends": [] if meeting.aligned else _mends(meeting, texts, input_size),
            "pytorch": _source(meeting, merge, input_size),
        },
        "text": _verdict(meeting, merge),
        "steps": [
            f"{name} branch: size {branch.field.size}, stride {branch.field.stride}, "
            f"first center {branch.field.center(0):g}, {branch.output_size} outputs"
            for name, branch in zip(NAMES, meeting.branches, strict=True)
        ],
    }


def _described(name: str, branch: Branch) -> dict[str, Any]:
    indexes = range(branch.output_size)
    return {
        "name": name,
        "regions": [branch.field.region(index) for index in indexes],
        "centers": [branch.field.center(index) for index in indexes],
    }


def _verdict(meeting: Meeting, merge: str) -> str:
    sizes = " and ".join(str(branch.output_size) for branch in meeting.branches)
    verb = "added" if merge == "sum" else "joined"
    field = meeting.field
    if isinstance(field, str):
        words = field.replace("branches", "the branches", 1)
        if not meeting.fits:
            return f"Outputs of sizes {sizes} can't be {verb}; also, {words}."
        return f"Not aligned, though PyTorch would not complain: {words}."
    return f"Aligned: one stride, {field.stride}, and one center. Together they see {field.size}."


def _mends(meeting: Meeting, texts: list[str], input_size: int) -> list[dict[str, str]]:
    """Give changes of one line that mend; where there is none, of a line in each branch."""
    first, second = ([(None, branch), *_changed(branch, input_size)] for branch in meeting.branches)
    single = [(first[0], change) for change in second[1:]]
    single += [(change, second[0]) for change in first[1:]]
    found = [pair for pair in single if _mended(pair)]
    if not found:
        pairs = islice(product(first[1:], second[1:]), MOST_PAIRS)
        found = list(islice(filter(_mended, pairs), MOST_MENDS))
    return [_mend(pair, texts) for pair in found[:MOST_MENDS]]


Change = tuple[str | None, Branch]
"""What is changed in a branch, and the branch with it."""


def _mended(pair: tuple[Change, Change]) -> bool:
    (_, first), (_, second) = pair
    return _meet(first, second).aligned


def _mend(pair: tuple[Change, Change], texts: list[str]) -> dict[str, str]:
    parts, stacks = [], list(texts)
    for place, (words, branch) in enumerate(pair):
        if words is not None:
            parts.append(f"in the {NAMES[place]} branch, {words}")
            stacks[place] = "\n".join(map(_line, branch.layers))
    text = "; ".join(parts)
    return {"text": f"{text[0].upper()}{text[1:]}.", "first": stacks[0], "second": stacks[1]}


def _changed(branch: Branch, input_size: int) -> Iterator[Change]:
    """Try a 1x1 convolution at the end, and other settings of one line, the fewest first."""
    for stride in STRIDES[1:]:
        added = Conv2d(1, 1, 1, stride=stride)
        yield from _built_or_not(f"add {_line(added)}", (*branch.layers, added), input_size)
    for edits in (1, 2):
        for place, layer in enumerate(branch.layers):
            for new in _variants(layer, edits):
                layers = (*branch.layers[:place], new, *branch.layers[place + 1 :])
                words = f"make line {place + 1} {_line(new)}"
                yield from _built_or_not(words, layers, input_size)


def _built_or_not(words: str, layers: tuple[Layer, ...], input_size: int) -> Iterator[Change]:
    try:
        yield words, _built(layers, input_size)
    except CnnlibError:  # it does not fit, so it mends nothing
        return


def _variants(layer: Layer, edits: int) -> Iterator[Layer]:
    """Give the same kind of layer with this many settings changed."""
    assert isinstance(layer, Conv2d | MaxPool2d)
    own = (layer.kernel_size, layer.stride or layer.kernel_size, layer.padding)
    for settings in product(KERNELS, STRIDES, PADDINGS):
        if sum(one != two for one, two in zip(own, settings, strict=True)) != edits:
            continue
        kernel, stride, padding = settings
        if isinstance(layer, Conv2d) or padding <= kernel // 2:
            yield replace(layer, kernel_size=kernel, stride=stride, padding=padding)


def _line(layer: Layer) -> str:
    """Write a layer as a line of a stack."""
    assert isinstance(layer, Conv2d | MaxPool2d)
    kind = "conv" if isinstance(layer, Conv2d) else "pool"
    usual = {
        "stride": 1 if kind == "conv" else layer.kernel_size,
        "padding": 0,
        "dilation": 1,
    }
    parts = [f"{kind} {layer.kernel_size}"]
    for name, value in usual.items():
        given = getattr(layer, name)
        if given not in (value, None):
            parts.append(f"{name} {given}")
    return " ".join(parts)


def _source(meeting: Meeting, merge: str, input_size: int) -> str:
    first, second = (", ".join(map(layer_text, branch.layers)) for branch in meeting.branches)
    joined = "first(x) + second(x)" if merge == "sum" else "torch.cat([first(x), second(x)], dim=1)"
    return (
        "import torch\nfrom torch import nn\n\n"
        f"first = nn.Sequential({first})\n"
        f"second = nn.Sequential({second})\n\n"
        f"x = torch.zeros(1, 1, {input_size}, {input_size})\n"
        f"y = {joined}\n"
    )
