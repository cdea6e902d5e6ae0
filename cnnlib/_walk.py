"""One pass through a network, from layer to layer."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from cnnlib.alignment import hull
from cnnlib.errors import CnnlibError, shown
from cnnlib.layers.base import Layer, Shape
from cnnlib.networks import Concat, Container, Network, Sum
from cnnlib.pixel_shares import Shares, added, through
from cnnlib.receptive_field import LARGEST_SIZE, ReceptiveField, bounded
from cnnlib.torch_source.place import SourceError, origin_of

T = TypeVar("T")
FieldOrWords = ReceptiveField | str


@dataclass(frozen=True)
class State:
    """What is known between two layers; None is what nobody asked for."""

    shape: Shape | None
    field: FieldOrWords
    shares: Shares | None = None


Visit = Callable[[str, Network, State, State], None]
"""Called after each layer and each merging of branches: name, layer, state before and after."""


def walk(network: Network, state: State, visit: Visit, name: str = "") -> State:
    """Carry a state through a network."""
    name = origin.path if (origin := origin_of(network)) else name
    if isinstance(network, Sum | Concat):
        ends = [walk(child, state, visit, _join(name, own)) for own, child in network.children]
        after = located(name, network, lambda: _bounded(_merge(network, ends)))
    elif isinstance(network, Container):
        for own, child in network.children:
            state = walk(child, state, visit, _join(name, own))
        return state
    else:
        after = located(name, network, lambda: _bounded(_step(network, state)))
    visit(name, network, state, after)
    return after


def _step(layer: Layer, state: State) -> State:
    shape = None if state.shape is None else layer.output_shape(state.shape)
    if isinstance(state.field, str):
        return State(shape, state.field)
    window = layer.window(state.shape)
    if isinstance(window, str):
        return State(shape, window)
    shares = state.shares
    if shares:
        shares = through(shares, state.field, window, getattr(layer, "dilation", 1))
    return State(shape, state.field.then(window), shares)


def _merge(network: Sum | Concat, ends: list[State]) -> State:
    if not ends:
        raise CnnlibError(f"{network.kind} has no branches; give it at least one.")
    shapes = [end.shape for end in ends if end.shape is not None]
    shape = network.merged_shape(shapes) if shapes else None
    if any(branch[1:] != shapes[0][1:] for branch in shapes):
        return State(shape, "a branch of another size is broadcast over all positions")
    field = hull([end.field for end in ends])
    shares = [end.shares for end in ends if end.shares]
    if isinstance(field, str) or not shares:
        return State(shape, field)
    weights = [branch[0] if isinstance(network, Concat) else 1 for branch in shapes]
    return State(shape, field, added(shares, weights))


def _join(name: str, own: str) -> str:
    return f"{name}.{own}" if name and own else name or own


def _bounded(state: State) -> State:
    """Refuse numbers that no network has and no table could show."""
    size = max(state.shape or (), default=0)
    if size > LARGEST_SIZE:
        raise CnnlibError(f"it gives more than 10³⁰ values along one axis, {shown(size)}.")
    if isinstance(state.field, ReceptiveField):
        bounded(state.field)
    return state


def located(name: str, network: Network, action: Callable[[], T]) -> T:
    """Do something for a layer; an error names the layer, and its place where it was read."""
    try:
        return action()
    except CnnlibError as error:
        message = f'layer "{name}" ({network.kind}): {error.reason}'
        details = (error.argument, error.value, error.pytorch)
        if origin := origin_of(network):
            raise SourceError(message, origin.place, *details) from error
        raise CnnlibError(message, *details) from error
