"""What the parser finds: expressions and statements, each with its place.

Chains of operators, calls and choices are lists, not trees, so that no source, however long,
makes deep ones.
"""

from dataclasses import dataclass

from cnnlib.torch_source.place import Place, SourceError


@dataclass(slots=True)
class Node:
    """Anything with a place."""

    place: Place


Expression = Node


@dataclass(slots=True)
class Constant(Node):
    """A number, a string, True, False, None or an ellipsis."""

    value: object


@dataclass(slots=True)
class Formatted(Node):
    """An f-string: literal parts and expressions."""

    parts: list[str | Expression]


@dataclass(slots=True)
class Name(Node):
    """A variable."""

    name: str


@dataclass(slots=True)
class Display(Node):
    """A tuple, a list or a set, item by item."""

    kind: type
    items: list[Expression]


@dataclass(slots=True)
class Pairs(Node):
    """A dict, pair by pair; the key of a ``**`` item is None."""

    items: list[tuple[Expression | None, Expression]]


@dataclass(slots=True)
class Starred(Node):
    """``*value`` among items or arguments."""

    value: Expression


@dataclass(slots=True)
class Chain(Node):
    """Operators of one precedence from left to right: ``a + b - c``, ``a < b``, ``a or b``."""

    level: int
    first: Expression
    rest: list[tuple[str, Place, Expression]]


@dataclass(slots=True)
class Power(Node):
    """``base ** exponent``."""

    base: Expression
    exponent: Expression


@dataclass(slots=True)
class Prefixed(Node):
    """Signs before an operand: ``-``, ``+``, ``~`` or ``not``, any number of them."""

    signs: list[str]
    operand: Expression


@dataclass(slots=True)
class Choice(Node):
    """``value if condition else …``: the pairs (condition, value), then what remains."""

    choices: list[tuple[Expression, Expression]]
    otherwise: Expression


@dataclass(slots=True)
class Attribute(Node):
    """``.name`` after something."""

    name: str


@dataclass(slots=True)
class Call(Node):
    """``(…)`` after something; the name of a ``**`` argument is None."""

    arguments: list[Expression]
    keywords: list[tuple[str | None, Expression]]


@dataclass(slots=True)
class Subscript(Node):
    """``[…]`` after something."""

    index: Expression


@dataclass(slots=True)
class Slice(Node):
    """``start:stop:step`` inside a subscript."""

    parts: list[Expression | None]


@dataclass(slots=True)
class Trail(Node):
    """Something, followed by attributes, calls and subscripts."""

    base: Expression
    trailers: list[Attribute | Call | Subscript]


@dataclass(slots=True)
class Clause(Node):
    """``for target in iterable if condition`` of a comprehension."""

    target: Expression
    iterable: Expression
    conditions: list[Expression]


@dataclass(slots=True)
class Comprehension(Node):
    """``[element for … in …]``; a dict's element is a pair (key, value)."""

    kind: type
    elements: list[Expression]
    clauses: list[Clause]


@dataclass(slots=True)
class Parameter(Node):
    """One parameter of a function; sign is "", "*" or "**"."""

    name: str
    sign: str
    default: Expression | None


@dataclass(slots=True)
class Statement(Node):
    """Anything that stands on its own line."""


Body = list[Statement]


@dataclass(slots=True)
class Lambda(Node):
    """``lambda parameters: value``."""

    parameters: list[Parameter]
    body: Body


@dataclass(slots=True)
class Delete(Statement):
    """``del target``: what remains of it is not followed."""

    target: Expression


@dataclass(slots=True)
class Import(Statement):
    """``import`` and ``from … import``: pairs (dotted path, name it gets); "*" for all."""

    names: list[tuple[str, str]]


@dataclass(slots=True)
class Assign(Statement):
    """``a = b = value``."""

    targets: list[Expression]
    value: Expression


@dataclass(slots=True)
class Augment(Statement):
    """``target += value`` and its like."""

    target: Expression
    sign: str
    value: Expression


@dataclass(slots=True)
class Evaluate(Statement):
    """An expression on its own line."""

    value: Expression


@dataclass(slots=True)
class Return(Statement):
    """``return value``."""

    value: Expression | None


@dataclass(slots=True)
class Jump(Statement):
    """``break``, ``continue``, ``pass`` and ``raise``."""

    word: str


@dataclass(slots=True)
class If(Statement):
    """The pairs (condition, body) of if and elif, then the body of else."""

    branches: list[tuple[Expression, Body]]
    otherwise: Body


@dataclass(slots=True)
class For(Statement):
    """``for target in iterable: body``."""

    target: Expression
    iterable: Expression
    body: Body


@dataclass(slots=True)
class Block(Statement):
    """What runs under ``with`` or ``try``."""

    body: Body


@dataclass(slots=True)
class While(Statement):
    """A loop whose end is not known in advance."""

    body: Body


@dataclass(slots=True)
class Function(Statement):
    """``def name(parameters): body``."""

    name: str
    parameters: list[Parameter]
    body: Body
    decorators: list[Expression]


@dataclass(slots=True)
class Class(Statement):
    """``class name(bases): body``."""

    name: str
    bases: list[Expression]
    body: Body
    words: frozenset[str]
    """All words in its text: the classes it uses are among them."""


@dataclass(slots=True)
class Unread(Statement):
    """A statement outside the grammar that is read, and why; fatal only where it is needed."""

    error: SourceError
    name: str
    """The variable, function or class that it would make, if it begins like one."""
