"""What a reader's expressions stand for while their source is followed."""

from dataclasses import dataclass, field
from typing import Any, TypeAlias

from cnnlib.errors import shown
from cnnlib.layers import Layer
from cnnlib.torch_source.place import Place, SourceError
from cnnlib.torch_source.syntax import Body

Value: TypeAlias = Any
"""A Python number, string, list, tuple, dict or None as it is, or one of the classes below."""

Arguments: TypeAlias = list[Value]
Keywords: TypeAlias = dict[str, Value]


@dataclass(frozen=True)
class Unknown:
    """A value that the source alone does not tell, and why; an error only where it is needed."""

    reason: str
    place: Place
    pytorch: str | None = None

    def error(self, use: str = "") -> SourceError:
        """Give the error for a place where the value is needed."""
        return SourceError(f"{self.reason}{use}.", self.place, pytorch=self.pytorch)


class Lost(Unknown):
    """All that a list, dict or set still holds after something that could not be followed."""


@dataclass(frozen=True)
class Library:
    """Something imported, or built into Python, by its dotted path."""

    path: str

    @property
    def short(self) -> str:
        """The path as people write it."""
        for long, brief in (
            ("torch.nn.functional.", "F."),
            ("torch.nn.", "nn."),
            ("builtins.", ""),
        ):
            if self.path.startswith(long):
                return brief + self.path.removeprefix(long)
        return self.path


@dataclass(frozen=True)
class Partial:
    """``functools.partial``: a callable with some of its arguments."""

    function: Value
    arguments: Arguments
    keywords: Keywords


@dataclass(eq=False, repr=False)
class Scope:
    """Variables, and the scope around them."""

    variables: dict[str, Value]
    outer: "Scope | None" = None
    owner: "ClassValue | None" = None
    """The class whose method runs here; ``super()`` needs it."""
    this: Value = None
    """The method's first argument."""

    def find(self, name: str) -> "Scope | None":
        """Find the nearest scope that has a variable."""
        scope: Scope | None = self
        while scope is not None and name not in scope.variables:
            scope = scope.outer
        return scope


@dataclass(frozen=True)
class Slot:
    """A function's parameter with the value of its default, if it has one."""

    name: str
    sign: str
    required: bool
    default: Value = None


@dataclass(eq=False, repr=False)
class FunctionValue:
    """A function of the source."""

    name: str
    slots: list[Slot]
    body: Body
    scope: Scope
    place: Place
    owner: "ClassValue | None" = None
    kind: str = "function"
    """"function", or what a decorator made of it: "staticmethod", "classmethod", "property"."""


@dataclass(eq=False, repr=False)
class ClassValue:
    """A class of the source."""

    name: str
    bases: list[Value]
    attributes: dict[str, Value]
    place: Place
    words: frozenset[str]

    def __post_init__(self) -> None:
        """List this class and its bases, depth first, libraries included."""
        self.ancestry: list[Value] = [self]
        for base in self.bases:
            for ancestor in base.ancestry if isinstance(base, ClassValue) else [base]:
                if ancestor not in self.ancestry:
                    self.ancestry.append(ancestor)

    def library_base(self) -> str:
        """Give the path of the first base from a library, "" if there is none."""
        paths = [base.path for base in self.ancestry if isinstance(base, Library)]
        return paths[0] if paths else ""

    def is_module(self) -> bool:
        """Tell whether instances are networks or parts of networks."""
        paths = [base.path for base in self.ancestry if isinstance(base, Library)]
        if any(path.startswith("torch.nn.") or path.endswith("Module") for path in paths):
            return True
        own = [base for base in self.ancestry if isinstance(base, ClassValue)]
        foreign = len(own) < len(self.ancestry)
        return foreign and any("forward" in base.attributes for base in own)


@dataclass(eq=False, repr=False)
class Module:
    """An instance of a torch.nn class, or of a class of the source that derives from one."""

    kind: str
    place: Place
    layer: Layer | None = None
    kind_class: ClassValue | None = None
    attributes: dict[str, Value] = field(default_factory=dict)
    children: dict[str, Value] = field(default_factory=dict)
    """Registered modules in the order of registration."""
    ready: bool = True
    """Whether ``super().__init__()`` has run."""
    part: bool = False
    """Whether another module contains it."""
    path: str = ""
    """PyTorch's dotted name, once the network is followed."""

    @property
    def container(self) -> str:
        """Say which container of torch.nn this is, or derives from; "" for others."""
        kind = self.kind
        if self.kind_class is not None:
            kind = self.kind_class.library_base().removeprefix("torch.nn.")
        return kind if kind in CONTAINERS else ""


CONTAINERS = ("Sequential", "ModuleList", "ModuleDict")


@dataclass(eq=False, repr=False)
class Thing:
    """An instance of a class that is no module, such as a configuration."""

    kind_class: ClassValue
    attributes: dict[str, Value] = field(default_factory=dict)


@dataclass(frozen=True)
class Super:
    """``super()``: attributes are looked up behind a class."""

    behind: ClassValue
    this: Value


@dataclass(frozen=True)
class Method:
    """A function with the object it was looked up on."""

    function: FunctionValue
    this: Value


@dataclass(frozen=True)
class BuiltinMethod:
    """A method of a module, a tensor or a Python value, by name."""

    this: Value
    name: str


@dataclass(frozen=True, eq=False)
class Tensor:
    """What arrives at a place of ``forward``: the number of a node of the dataflow."""

    node: int


@dataclass(frozen=True)
class Extent:
    """A size that is known only when an input is: the batch, or any other."""

    batch: bool = False
    rest: bool = False
    """Whether it is the product of all sizes but the batch."""


@dataclass(frozen=True)
class Extents:
    """A tensor's sizes; ``first`` of them have been cut off."""

    first: int = 0

    def product(self) -> Extent:
        """Multiply the sizes that remain."""
        return Extent(rest=self.first == 1)


def described(value: Value) -> str:
    """Name a value for an error sentence."""
    if isinstance(value, Module):
        return f"an nn.{value.kind}" if value.kind_class is None else f"a {value.kind}"
    names = {
        Tensor: "a tensor",
        Extent: "a size of a tensor",
        Extents: "a tensor's shape",
        FunctionValue: "a function",
        Method: "a method",
        BuiltinMethod: "a method",
        Thing: "an object",
        Super: "super()",
        Partial: "a partial function",
        Unknown: "something unknown",
    }
    if isinstance(value, list | tuple | dict | set):
        plain = isinstance(value, list | tuple) and len(value) <= 6
        if plain and all(isinstance(item, int | float | str | None) for item in value):
            return shown(value)
        return f"a {type(value).__name__} of {len(value):,} items"
    if isinstance(value, ClassValue):
        return f"the class {value.name}"
    if isinstance(value, Library):
        return value.short
    return names.get(type(value)) or shown(value)
