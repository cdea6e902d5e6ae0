"""Containers: layers one after another, and branches that are added or concatenated."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TypeAlias

from cnnlib.errors import CnnlibError, shown
from cnnlib.layers.base import Layer, Shape

DEEPEST = 100
"""Containers inside containers; deeper ones would exhaust Python's stack."""


@dataclass(frozen=True, init=False)
class Container:
    """Layers and containers with names.

    Positional children are named by their place, "0", "1", …, and keyword ones by their
    keyword. Rows of a summary join the names with dots, as PyTorch does; a child named ""
    adds nothing to the names below it.
    """

    children: tuple[tuple[str, "Network"], ...]
    depth: int = field(repr=False, compare=False)

    def __init__(self, *positional: "Network", **named: "Network") -> None:
        children = [(str(place), child) for place, child in enumerate(positional)]
        children += named.items()
        for name, child in children:
            self._check_child(name, child)
        depths = [child.depth for _, child in children if isinstance(child, Container)]
        depth = 1 + max(depths, default=0)
        if depth > DEEPEST:
            raise CnnlibError(
                f"containers are nested {depth} deep, but at most {DEEPEST} are possible; "
                "put the layers side by side in one Sequential."
            )
        object.__setattr__(self, "children", tuple(children))
        object.__setattr__(self, "depth", depth)

    def _check_child(self, name: str, child: object) -> None:
        if not isinstance(child, Layer | Container):
            raise CnnlibError(
                f"child {name!r} of {self.kind} is {shown(child)}; use a layer such as ReLU() "
                "or a container.",
                name,
                child,
            )

    @property
    def kind(self) -> str:
        """The container's name."""
        return type(self).__name__

    @property
    def parameters(self) -> int:
        """The children's parameters in all."""
        return sum(child.parameters for _, child in self.children)

    def __len__(self) -> int:
        return len(self.children)

    def __iter__(self) -> Iterator["Network"]:
        return (child for _, child in self.children)

    def __getitem__(self, key: "int | str | slice") -> "Network":
        """Give a child by place or name, or a slice as a container of the same kind."""
        if isinstance(key, slice):
            return type(self)(**dict(self.children[key]))
        if isinstance(key, int) and -len(self) <= key < len(self):
            return self.children[key][1]
        for name, child in self.children:
            if name == key:
                return child
        raise CnnlibError(
            f"{self.kind} has no child {shown(key)}; it has {len(self)}: "
            f"{shown(' '.join(dict(self.children)))}.",
            "key",
            key,
        )


class Sequential(Container):
    """Runs its children one after another, as ``torch.nn.Sequential``."""


class Sum(Container):
    """Runs its children side by side on the same input and adds what they give."""

    def merged_shape(self, shapes: list[Shape]) -> Shape:
        """Broadcast the branches' shapes, as PyTorch's ``+`` does."""
        result = shapes[0]
        for shape in shapes[1:]:
            result = _broadcast((1, *result), (1, *shape))[1:]
        return result


def _broadcast(a: Shape, b: Shape) -> Shape:
    length = max(len(a), len(b))
    left, right = ((1,) * (length - len(shape)) + shape for shape in (a, b))
    for axis in reversed(range(length)):
        if left[axis] != right[axis] and 1 not in (left[axis], right[axis]):
            raise CnnlibError(
                f"branches of shapes {a[1:]} and {b[1:]} arrive, and they cannot be added; "
                "give them equal shapes, for instance with a 1x1 convolution.",
                "branches",
                (a[1:], b[1:]),
                f"The size of tensor a ({left[axis]}) must match the size of tensor b "
                f"({right[axis]}) at non-singleton dimension {axis}",
            )
    return tuple(map(max, left, right))


class Concat(Container):
    """Runs its children side by side on the same input and joins their channels."""

    def merged_shape(self, shapes: list[Shape]) -> Shape:
        """Add up the channels; all other sizes must agree."""
        first = shapes[0]
        for place, shape in enumerate(shapes):
            self._check_alike(first, shape, place)
        return sum(shape[0] for shape in shapes), *first[1:]

    def _check_alike(self, first: Shape, shape: Shape, place: int) -> None:
        if shape[1:] == first[1:]:
            return
        if len(shape) != len(first):
            pytorch = (
                f"Tensors must have same number of dimensions: got {len(first) + 1} and "
                f"{len(shape) + 1}"
            )
        else:
            sizes = zip(first[1:], shape[1:], strict=True)
            expected, got = next((a, b) for a, b in sizes if a != b)
            pytorch = (
                f"Sizes of tensors must match except in dimension 1. Expected size {expected} but "
                f"got size {got} for tensor number {place} in the list."
            )
        raise CnnlibError(
            f"branches of shapes {first} and {shape} arrive, and only their channels may differ; "
            "give them equal heights and widths, for instance with padding.",
            "branches",
            (first, shape),
            pytorch,
        )


Network: TypeAlias = Layer | Container
"""A layer, or a container with layers and containers inside."""


def as_network(layers: Network | Iterable[Network], argument: str = "layers") -> Network:
    """Wrap layers that come one by one, or a single layer, into a Sequential."""
    if isinstance(layers, Container):
        return layers
    if isinstance(layers, Layer):
        return Sequential(layers)
    if not isinstance(layers, Iterable):
        raise CnnlibError(
            f"{argument} is {shown(layers)}; use a layer, a Sequential or a list of layers."
        )
    return Sequential(*layers)
