"""What ``forward`` does to its input, as a graph, and the graph as Sequential, Sum and Concat."""

import copy
from dataclasses import dataclass
from typing import TypeAlias

from cnnlib.layers import Layer
from cnnlib.networks import Concat, Network, Sequential, Sum
from cnnlib.torch_source.further_layers import Lazy, Repeated
from cnnlib.torch_source.place import ExhaustedError, Origin, Place, SourceError
from cnnlib.torch_source.values import Tensor

MOST_LAYERS = 4_000
DEEPEST_BRANCHES = 40
MOST_STEPS = 1_000_000

INPUT = 0
Merge: TypeAlias = type[Sum] | type[Concat]


@dataclass(slots=True)
class _Node:
    """A layer with one input, or a merge of several; ``made_by`` is None for the input."""

    made_by: Layer | Merge | None
    inputs: tuple[int, ...]
    origin: Origin
    parent: int
    """The nearest node that all paths from the input to this one pass."""
    height: int
    """How many such nodes there are above this one."""


class Dataflow:
    """The graph of one forward pass, built node by node."""

    def __init__(self, place: Place) -> None:
        self.nodes = [_Node(None, (), Origin("x", place), INPUT, 0)]
        self.place = place
        self._names: set[str] = set()
        self._counts: dict[str, int] = {}
        self._weights: set[object] = set()
        self._joined: dict[tuple[int, ...], int] = {}
        self._used: set[int] = set()
        self._steps = 0

    def layer(
        self, layer: Layer, tensor: Tensor, path: str, place: Place, weights: object = None
    ) -> Tensor:
        """Add a layer; ``weights`` is the module that owns them: the second use adds none."""
        if weights in self._weights:
            layer = Repeated(layer)
        elif weights is not None and (isinstance(layer, Lazy) or layer.parameters):
            self._weights.add(weights)
        return self._add(copy.copy(layer), (tensor.node,), path, place)

    def merge(self, kind: Merge, tensors: list[Tensor], path: str, place: Place) -> Tensor:
        """Add a place where tensors meet."""
        inputs = tuple(tensor.node for tensor in tensors)
        if kind is not Concat:
            return self._add(kind, inputs, path, place)
        merged = self._add(kind, self._shortened(inputs), path, place)
        self._joined.setdefault(inputs, merged.node)
        return merged

    def _shortened(self, inputs: tuple[int, ...]) -> tuple[int, ...]:
        """Write a part that is concatenated elsewhere already as that concatenation.

        So the dense block [x, a(x), b([x, a(x)])] becomes one concatenation after another.
        """
        for count in range(len(inputs) - 1, 1, -1):
            self._count(len(inputs))
            if inputs[:count] in self._joined:
                return (self._joined[inputs[:count]], *inputs[count:])
            if inputs[-count:] in self._joined:
                return (*inputs[:-count], self._joined[inputs[-count:]])
        return inputs

    def _add(
        self, made_by: Layer | Merge, inputs: tuple[int, ...], path: str, place: Place
    ) -> Tensor:
        if len(self.nodes) > MOST_LAYERS:
            raise ExhaustedError(f"the network has more than {MOST_LAYERS:,} layers.", place)
        parent = inputs[0]
        for other in inputs[1:]:
            parent = self._common(parent, other)
        origin = Origin(self._unique(path), place)
        height = self.nodes[parent].height + 1
        self.nodes.append(_Node(made_by, inputs, origin, parent, height))
        return Tensor(len(self.nodes) - 1)

    def _common(self, a: int, b: int) -> int:
        """Find the nearest node that all paths to both pass."""
        while a != b:
            self._count(1)
            if self.nodes[a].height >= self.nodes[b].height:
                a = self.nodes[a].parent
            else:
                b = self.nodes[b].parent
        return a

    def _count(self, steps: int) -> None:
        self._steps += steps
        if self._steps > MOST_STEPS:
            raise ExhaustedError("the branches of this network are too many to follow.", self.place)

    def _unique(self, path: str) -> str:
        """Name a second call "relu_1", as torchvision's feature extraction does."""
        name, count = path, self._counts.get(path, 0)
        while name in self._names:
            count += 1
            name = f"{path}_{count}"
        self._counts[path] = count
        self._names.add(name)
        return name

    def is_in_place(self, tensor: Tensor) -> bool:
        """Tell whether a layer that changes its input made this tensor."""
        return getattr(self.nodes[tensor.node].made_by, "inplace", False)

    def network(self, output: Tensor) -> Sequential:
        """Give all that leads from the input to the output."""
        return self._chain(output.node, INPUT, 0)

    def _chain(self, node: int, start: int, depth: int) -> Sequential:
        children: list[tuple[str, Network]] = []
        while node != start:
            current = self.nodes[node]
            path, place = current.origin
            if node in self._used:
                raise SourceError(
                    f'what "{path}" gives is used in branches that meet in different places; only '
                    "branches that begin together and meet together can be read.",
                    place,
                )
            self._used.add(node)
            if depth > DEEPEST_BRANCHES:
                raise SourceError(f"branches are nested more than {DEEPEST_BRANCHES} deep.", place)
            child = self._child(current, depth)
            object.__setattr__(child, "origin", current.origin)
            children.append((path, child))
            node = current.parent
        return Sequential(**dict(reversed(children)))

    def _child(self, node: _Node, depth: int) -> Network:
        assert node.made_by is not None
        if isinstance(node.made_by, Layer):
            return node.made_by
        branches = (self._chain(branch, node.parent, depth + 1) for branch in node.inputs)
        return node.made_by(*branches)
