"""Everything the receptive-field explorer shows of a network, for the calculator of that name."""

from bisect import bisect_left
from dataclasses import dataclass, replace
from typing import Any, Literal, NamedTuple

from cnnlib import architectures
from cnnlib._arguments import Positive, checked
from cnnlib._walk import State, walk
from cnnlib.errors import CnnlibError
from cnnlib.layers import Conv2d, Layer
from cnnlib.layers.base import Shape
from cnnlib.networks import Container, Network, Sequential
from cnnlib.pixel_shares import OWN_SHARE, AxisShares
from cnnlib.receptive_field import ONE_PIXEL, ReceptiveField
from cnnlib.stack_text import parse_stack
from cnnlib.torch_text import sequential_text

OWN = "own layers"
OWN_INPUT = (3, 64, 64)
OWN_CHANNELS = 16
LARGEST_IMAGE = 1024
LARGEST_MAP = 2 * LARGEST_IMAGE
LARGEST_FIELD = 4 * LARGEST_IMAGE

Choice = Literal[
    "own layers",
    "lenet5_1998",
    "lenet5_modern",
    "alexnet_2012",
    "alexnet_ungrouped",
    "alexnet_torchvision",
    "alexnet_slim",
    "alexnet_d2l",
    "vgg11",
    "vgg16",
    "vgg19",
    "resnet18",
    "resnet34",
    "resnet50",
    "resnet50_v1",
    "googlenet",
    "inception_v3",
    "squeezenet1_0",
    "mobilenet_v1",
    "mobilenet_v2",
    "densenet121",
    "mini_alexnet",
]


class Step(NamedTuple):
    """One row of the recurrence: a layer, or a place where branches meet."""

    name: str
    network: Network
    before: State
    after: State


@dataclass(frozen=True)
class Exploration:
    """A network with the state after each of its layers, on an image of one size."""

    network: Network
    input_shape: Shape
    steps: tuple[Step, ...]


@checked
def receptive_field_explorer(
    network: Choice = "own layers",
    layers: str = "conv 3\nconv 3\npool 2\nconv 3\nconv 3\npool 2\nconv 3",
    height: Positive | None = None,
    width: Positive | None = None,
) -> Exploration:
    r"""Give what each unit of each layer of a network can see of an image.

    The formula is that of ``receptive_field``, applied layer by layer.

    Args:
        network: a published network, or "own layers".
        layers: your own layers, one per line, such as "conv 3 stride 2 padding 1 dilation 2" or
            "pool 2"; every convolution has sixteen filters.
        height: pixels of the image from top to bottom; left empty, the network's own.
        width: pixels of the image from left to right; left empty, the network's own.

    Returns:
        the network, its input shape and, for each layer, the state before and after it.

    Raises:
        CnnlibError: if a line is not understood, or a layer does not fit to what arrives.

    Source:
        Araujo, Norris and Sim, 2019, Computing Receptive Fields of Convolutional Neural
        Networks, Distill (<https://doi.org/10.23915/distill.00021>).

    Example:
        >>> exploration = receptive_field_explorer("alexnet_2012")
        >>> exploration.input_shape, exploration.steps[-9].after.field.size
        ((3, 227, 227), 195)
    """
    for name, size in (("height", height), ("width", width)):
        if size is not None and size > LARGEST_IMAGE:
            raise CnnlibError(
                f"{name} is {size:,}; use at most {LARGEST_IMAGE:,} here.", name, size
            )
    own = network == OWN
    built = own_network(layers) if own else getattr(architectures, network)()
    channels, *sizes = OWN_INPUT if own else architectures.input_shape(network)
    shape = (channels, height or sizes[0], width or sizes[1])
    steps: list[Step] = []
    try:
        walk(built, State(shape, ONE_PIXEL), _drawable)  # before the shares, which take longer
        walk(
            built,
            State(shape, ONE_PIXEL, OWN_SHARE),
            lambda name, layer, before, after: steps.append(Step(name, layer, before, after)),
        )
    except CnnlibError as error:
        raise CnnlibError(error.reason, "layers" if own else "height", error.value) from error
    return Exploration(built, shape, tuple(steps))


def _drawable(name: str, network: Network, before: State, after: State) -> None:
    """Refuse maps and fields that are far larger than the largest image."""
    if isinstance(after.field, str) or after.shape is None:
        return
    size, seen = max(after.shape[1:]), max(size for size, *_ in after.field.axes())
    if size > LARGEST_MAP:
        raise CnnlibError(
            f'layer "{name}": its map is {size:,} pixels long; at most {LARGEST_MAP:,} can be '
            "drawn, so use less padding."
        )
    if seen > LARGEST_FIELD:
        raise CnnlibError(
            f'layer "{name}": its receptive field is {seen:,} pixels long; at most '
            f"{LARGEST_FIELD:,} can be drawn, so use smaller kernels or strides."
        )


def own_network(text: str) -> Sequential:
    """Read a stack from its lines and give every convolution its channels."""
    channels, layers = OWN_INPUT[0], dict[str, Layer]()
    for number, (line, layer) in enumerate(parse_stack(text), 1):
        if isinstance(layer, Conv2d):
            layer = replace(layer, in_channels=channels, out_channels=OWN_CHANNELS)
            channels = OWN_CHANNELS
        layers[f"{number} {line}"] = layer
    return Sequential(**layers)


def receptive_field_explorer_answer(
    network: Choice, layers: str, height: int | None, width: int | None
) -> dict[str, Any]:
    """Answer for the calculator: the image, the layers, and the regions of their units."""
    exploration = receptive_field_explorer(network, layers, height, width)
    grids: list[tuple[State, tuple[int, int]]] = []
    rows = [_row(step, grids) for step in exploration.steps if _moves(step.network)]
    last = [row for row in rows if row["grid"] is not None][-1]
    shape = exploration.input_shape
    return {
        "value": {
            "input": list(shape),
            "layers": rows,
            "grids": [_grid(state, shape[1:], sizes) for state, sizes in grids],
            "covering": _covering(exploration, network == OWN),
            "pytorch": _source(exploration.network, network),
        },
        "text": f"{last['name']}: receptive field {last['size']}",
        "steps": last["steps"],
    }


def _moves(network: Network) -> bool:
    """Say whether a layer has a window, merges branches or ends the map."""
    if isinstance(network, Container):
        return True
    return hasattr(network, "kernel_size") or network.window(None) != ONE_PIXEL


def _row(step: Step, grids: list[tuple[State, tuple[int, int]]]) -> dict[str, Any]:
    shape, field = step.after.shape or (), step.after.field
    row: dict[str, Any] = {
        "name": step.name,
        "kind": step.network.kind,
        "setting": _setting(step.network),
        "shape": list(shape),
        "grid": None,
        "words": field if isinstance(field, str) else None,
        "steps": [],
    }
    if isinstance(field, str):
        return row
    sizes = (shape[1], shape[2])
    row["grid"] = _place(step.after, sizes, grids)
    row["size"], row["stride"] = _both(field.size), _both(field.stride)
    row["padding"] = _both(field.padding)
    row["start"] = _both((field.height.center(0), field.width.center(0)))
    row["steps"] = _steps(step)
    return row


def _place(state: State, sizes: tuple[int, int], grids: list[tuple[State, tuple[int, int]]]) -> int:
    """Number the grids: layers whose units see the same share one."""
    for place, (known, known_sizes) in enumerate(grids):
        if (known.field, known.shares, known_sizes) == (state.field, state.shares, sizes):
            return place
    grids.append((state, sizes))
    return len(grids) - 1


def _both(value: float | tuple[float, float]) -> str:
    """Write one number, or two where height and width differ."""
    numbers = value if isinstance(value, tuple) else (value,)
    texts = [f"{number:,g}".replace("-", "−") for number in numbers]
    return " × ".join(dict.fromkeys(texts) if len(set(texts)) == 1 else texts)


def _setting(network: Network) -> str:
    """Write the window of a layer: kernel, stride, padding and dilation as far as they matter."""
    names = (("kernel_size", "kernel"), ("stride", "stride"), ("padding", "padding"))
    parts = []
    for name, word in (*names, ("dilation", "dilation")):
        value = getattr(network, name, None)
        usual = {"stride": (1, None), "padding": (0, (0, 0)), "dilation": (1,)}.get(name, ())
        if value is not None and value not in usual:
            parts.append(f"{word} {_both(value) if not isinstance(value, str) else value}")
    return ", ".join(parts)


def _steps(step: Step) -> list[str]:
    """Write the recurrence with this layer's numbers."""
    before, layer = step.before.field, step.network
    if isinstance(layer, Container) or isinstance(before, str):
        return [f"{layer.kind}: the region that holds all branches' regions"]
    window = layer.window(step.before.shape)
    assert isinstance(window, ReceptiveField)
    try:
        return before.then_steps(window)
    except CnnlibError:  # height and width differ
        down = before.height.then_steps(window.height)
        across = before.width.then_steps(window.width)
        return [f"height: {text}" for text in down] + [f"width: {text}" for text in across]


def _grid(state: State, image: tuple[int, ...], sizes: tuple[int, int]) -> dict[str, Any]:
    """Describe the units of a layer along both axes; None for a width that is as the height."""
    assert isinstance(state.field, ReceptiveField)
    assert state.shares
    fields = (state.field.height, state.field.width)
    down, across = zip(fields, state.shares, image, sizes, strict=True)
    height = _axis(*down)
    width = height if across == down else _axis(*across)
    return {"height": height, "width": None if width == height else width}


def _axis(field: ReceptiveField, shares: AxisShares, length: int, outputs: int) -> dict[str, Any]:
    size, stride, padding = field.axes()[0]
    firsts = range(-padding, outputs * stride - padding, stride)
    regions = [(first, first + size - 1) for first in firsts]
    largest = max(shares.values)
    reads = [place for place, share in enumerate(shares.values) if share]
    return {
        "regions": regions,
        "inside": [_inside(region, length) for region in regions],
        "holes": sorted(set(range(len(shares.values))) - set(reads)),
        "reads": [bisect_left(reads, length - at) - bisect_left(reads, -at) for at in firsts]
        if len(reads) < len(shares.values)
        else None,  # as many as are inside
        # Two hexadecimal digits per input position: its share, the largest one is ff.
        "shares": "".join(f"{round(255 * share / largest):02x}" for share in shares.values),
    }


def _inside(region: tuple[int, int], length: int) -> int:
    """Count a region's positions inside the image."""
    return max(0, min(region[1], length - 1) - max(region[0], 0) + 1)


def _covering(exploration: Exploration, own: bool) -> dict[str, Any]:
    """Say how much of the image the middle unit of the last layer sees, and at what cost."""
    seeing = [
        (place, step.name, step.after.shape, step.after.field)
        for place, step in enumerate(exploration.steps)
        if isinstance(step.after.field, ReceptiveField)
    ]
    place, name, shape, field = seeing[-1]
    image = exploration.input_shape[1:]
    assert shape
    seen = [
        _inside(axis.region(size // 2), length)
        for axis, size, length in zip((field.height, field.width), shape[1:], image, strict=True)
    ]
    before = [step.network for step in exploration.steps[: place + 1]]
    layers = [layer for layer in before if isinstance(layer, Layer)]
    windows = sum(_moves(layer) for layer in layers)
    parameters = sum(layer.parameters for layer in layers)
    share = seen[0] * seen[1] / (image[0] * image[1])
    return {
        "complete": share == 1,
        "layers": windows,
        "parameters": parameters,
        "text": (
            f"The middle unit of {name} sees {seen[0]} × {seen[1]} of {image[0]} × {image[1]} "
            f"pixels, {_percent(share)} of the image, after {windows} convolutions and poolings "
            f"with {parameters:,} parameters."
        ),
        "goal": _goal(share == 1) if own else "",
    }


def _percent(share: float) -> str:
    digits = 0 if share == 1 else 1
    return f"{100 * share:.{digits}f} %"


def _goal(complete: bool) -> str:
    if complete:
        return "The whole image is covered. Can you do it with fewer layers, or fewer parameters?"
    return "Not the whole image yet."


def _source(network: Network, name: str) -> str:
    if name != OWN:
        return f"from cnnlib import architectures\n\nnetwork = architectures.{name}()\n"
    assert isinstance(network, Sequential)
    return sequential_text(layer for layer in network if isinstance(layer, Layer))
