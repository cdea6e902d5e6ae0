"""What imported and built-in names mean, and the functions that are known by them."""

import math
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeAlias

from cnnlib.torch_source import modules, python_values, tensors
from cnnlib.torch_source.place import Place
from cnnlib.torch_source.torch_names import MODULES
from cnnlib.torch_source.values import (
    Arguments,
    ClassValue,
    Extent,
    Extents,
    Keywords,
    Library,
    Module,
    Partial,
    Super,
    Tensor,
    Unknown,
    Value,
    described,
)

if TYPE_CHECKING:
    from cnnlib.torch_source.interpreter import Interpreter

Function: TypeAlias = "Callable[[Interpreter, Arguments, Keywords, Place], Value]"

_USUAL = {
    "torch": "torch",
    "nn": "torch.nn",
    "F": "torch.nn.functional",
    "OrderedDict": "collections.OrderedDict",
    "math": "math",
    "partial": "functools.partial",
}
"""Names that people import so regularly that pastes leave the import out."""

_BUILTINS_WORDS = (
    "range len int float str bool list tuple dict set print sum max min zip enumerate abs round "
    "isinstance reversed super getattr setattr hasattr type object"
)
_BUILTINS = frozenset(_BUILTINS_WORDS.split())
LONGEST_RANGE = 10**9
"""Under WebAssembly Python counts no more than 2³¹ items."""
_WRAPPERS = ("torch.compile", "torch.jit.script", "torch.nn.parallel.DistributedDataParallel")


def canonical(path: str) -> str:
    """Give a dotted path its shortest form: torch.nn.modules.conv.Conv2d is torch.nn.Conv2d."""
    if path.startswith("torch.nn.modules."):
        return f"torch.nn.{path.rpartition('.')[2]}"
    return path.replace("torch.functional", "torch", 1)[:500]


def predefined(name: str) -> str:
    """Give the path of a name that needs no import here, "" for others."""
    if name in _BUILTINS:
        return f"builtins.{name}"
    return _USUAL.get(name) or (f"torch.nn.{name}" if name in MODULES else "")


def call(
    interpreter: "Interpreter",
    library: Library,
    arguments: Arguments,
    keywords: Keywords,
    place: Place,
) -> Value:
    """Follow a call of something imported or built in."""
    path = library.path
    function = _FUNCTIONS.get(path)
    if function is not None:
        return function(interpreter, arguments, keywords, place)
    if path.endswith("Module.__init__") and arguments and isinstance(arguments[0], Module):
        arguments[0].ready = True
        return None
    module, _, name = path.rpartition(".")
    if module == "torch.nn":
        return modules.construct(interpreter, name, arguments, keywords, place)
    if path in _WRAPPERS and arguments:
        return arguments[0]
    if module in ("torch", "torch.nn.functional"):
        return tensors.function(interpreter, name, arguments, keywords, place)
    return Unknown(f"{library.short[:60]}(...) is not followed", place)


def _numbers(
    arguments: Arguments, place: Place, work: Callable[..., Value], most: int = 20_000
) -> Value:
    """Apply a function to plain numbers and strings."""
    for argument in arguments:
        if isinstance(argument, Unknown):
            return argument
    if len(arguments) <= most and all(isinstance(a, int | float | str) for a in arguments):
        try:
            return work(*arguments)
        except (ArithmeticError, TypeError, ValueError):
            pass
    return Unknown(f"this can't be worked out for {described(arguments)}", place)


def _range(
    interpreter: "Interpreter", arguments: Arguments, keywords: Keywords, place: Place
) -> Value:
    for argument in arguments:
        if isinstance(argument, int) and abs(argument) > LONGEST_RANGE:
            return Unknown("this range is too large", place)
    return _numbers(arguments, place, range, 3)


def _len(
    interpreter: "Interpreter", arguments: Arguments, keywords: Keywords, place: Place
) -> Value:
    value = arguments[0] if len(arguments) == 1 else None
    value = python_values.lost(value) or value
    if isinstance(value, Unknown):
        return value
    if isinstance(value, Tensor):
        return Extent(batch=True)
    if isinstance(value, str | list | tuple | dict | set | range):
        return len(value)
    if isinstance(value, Module):
        return len(value.children)
    return Unknown(f"the length of {described(value)} is not known", place)


def _converted(work: Callable[..., Value]) -> Function:
    def convert(
        interpreter: "Interpreter", arguments: Arguments, keywords: Keywords, place: Place
    ) -> Value:
        if len(arguments) == 1 and isinstance(arguments[0], Extent):
            return arguments[0]
        if any(isinstance(a, str) and len(a) > 40 for a in arguments):
            return Unknown("this text is no number", place)
        result = _numbers(arguments, place, work, 2)
        if isinstance(result, int | float) and not abs(result) <= python_values.LARGEST:
            return Unknown("this number is too large for a network", place)
        return result

    return convert


def _text(
    interpreter: "Interpreter", arguments: Arguments, keywords: Keywords, place: Place
) -> Value:
    return _numbers(arguments, place, lambda value="": python_values.joined([value], place), 1)


def _collected(kind: Callable[[list[Value]], Value]) -> Function:
    def collect(
        interpreter: "Interpreter", arguments: Arguments, keywords: Keywords, place: Place
    ) -> Value:
        items = python_values.iterated(arguments[0] if arguments else [], place)
        if isinstance(items, Unknown):
            return items
        interpreter.spend(len(items), place)
        return kind(list(items))

    return collect


def _dictionary(
    interpreter: "Interpreter", arguments: Arguments, keywords: Keywords, place: Place
) -> Value:
    items = arguments[0] if arguments else []
    if isinstance(items, dict):
        items = list(items.items())
    items = python_values.iterated(items, place)
    if isinstance(items, Unknown):
        return items
    interpreter.spend(len(items), place)
    found: dict[Value, Value] = {}
    for item in items:
        if (
            not isinstance(item, tuple | list)
            or len(item) != 2
            or not isinstance(item[0], str | int)
        ):
            return Unknown("a dict needs pairs (name, value)", place)
        found[item[0]] = item[1]
    return found | keywords


def _extreme(choose: Callable[..., Value]) -> Function:
    def find(
        interpreter: "Interpreter", arguments: Arguments, keywords: Keywords, place: Place
    ) -> Value:
        items: Value = arguments
        if len(arguments) == 1:
            items = python_values.iterated(arguments[0], place)
            if isinstance(items, Unknown):
                return items
        interpreter.spend(len(items), place)
        return _numbers(list(items), place, lambda *numbers: choose(numbers))

    return find


def _sum(
    interpreter: "Interpreter", arguments: Arguments, keywords: Keywords, place: Place
) -> Value:
    items = python_values.iterated(arguments[0] if arguments else None, place)
    if isinstance(items, Unknown):
        return items
    total: Value = None
    for item in items:
        interpreter.spend(1, place)
        if isinstance(total, Tensor) or isinstance(item, Tensor):
            total = (
                item
                if total is None
                else tensors.tensor_operation(interpreter, "+", total, item, place)
            )
        else:
            total = python_values.binary("+", 0 if total is None else total, item, place)
    return 0 if total is None else total


def _zip(
    interpreter: "Interpreter", arguments: Arguments, keywords: Keywords, place: Place
) -> Value:
    columns = []
    for argument in arguments:
        items = python_values.iterated(argument, place)
        if isinstance(items, Unknown):
            return items
        columns.append(items)
    shortest = min(map(len, columns), default=0)
    interpreter.spend(shortest * len(columns), place)
    return list(zip(*columns, strict=False))


def _enumerate(
    interpreter: "Interpreter", arguments: Arguments, keywords: Keywords, place: Place
) -> Value:
    items = python_values.iterated(arguments[0] if arguments else None, place)
    if isinstance(items, Unknown):
        return items
    start = [*arguments[1:], *keywords.values(), 0][0]
    if not isinstance(start, int):
        return Unknown("enumerate begins with something that is no number", place)
    interpreter.spend(len(items), place)
    return list(enumerate(items, start))


def _isinstance(
    interpreter: "Interpreter", arguments: Arguments, keywords: Keywords, place: Place
) -> Value:
    if len(arguments) != 2:
        return Unknown("isinstance needs two arguments", place)
    value, kinds = arguments
    answers = [_is_a(value, kind) for kind in (kinds if isinstance(kinds, tuple) else (kinds,))]
    if None in answers:
        return Unknown(f"whether {described(value)} is of this kind is not known", place)
    return True in answers


def _is_a(value: Value, kind: Value) -> bool | None:
    if isinstance(value, Unknown):
        return None
    if isinstance(kind, ClassValue):
        own = getattr(value, "kind_class", None)
        return own is not None and kind in own.ancestry
    if not isinstance(kind, Library):
        return None
    if kind.path == "torch.Tensor":
        return isinstance(value, Tensor)
    if kind.path == "torch.nn.Module":
        return isinstance(value, Module)
    if kind.path.startswith("torch.nn."):
        own = value.kind if isinstance(value, Module) and value.kind_class is None else ""
        return own == kind.path.removeprefix("torch.nn.")
    name = kind.path.removeprefix("builtins.")
    types: dict[str, type] = {
        t.__name__: t for t in (int, float, str, bool, list, tuple, dict, set)
    }
    return isinstance(value, types[name]) if name in types else None


def _attribute(
    interpreter: "Interpreter", arguments: Arguments, keywords: Keywords, place: Place
) -> Value:
    if len(arguments) < 2 or not isinstance(arguments[1], str):
        return Unknown("getattr needs an object and a name", place)
    found = interpreter.attribute(arguments[0], arguments[1], place)
    return arguments[2] if isinstance(found, Unknown) and len(arguments) == 3 else found


def _set_attribute(
    interpreter: "Interpreter", arguments: Arguments, keywords: Keywords, place: Place
) -> Value:
    if len(arguments) != 3 or not isinstance(arguments[1], str):
        return Unknown("setattr needs an object, a name and a value", place)
    owner, name, value = arguments
    interpreter.set_attribute(owner, name, value, place)
    return None


def _super(
    interpreter: "Interpreter", arguments: Arguments, keywords: Keywords, place: Place
) -> Value:
    if len(arguments) == 2 and isinstance(arguments[0], ClassValue):
        kind_class, this = arguments
        if getattr(this, "kind_class", None) is not None:
            return Super(kind_class, this)
    return Unknown("super() is called with something that is not read", place)


def _partial(
    interpreter: "Interpreter", arguments: Arguments, keywords: Keywords, place: Place
) -> Value:
    return Partial(arguments[0] if arguments else None, arguments[1:], keywords)


def _cast(
    interpreter: "Interpreter", arguments: Arguments, keywords: Keywords, place: Place
) -> Value:
    return arguments[-1] if len(arguments) == 2 else Unknown("cast needs two arguments", place)


def _product(
    interpreter: "Interpreter", arguments: Arguments, keywords: Keywords, place: Place
) -> Value:
    if len(arguments) == 1 and isinstance(arguments[0], Extents):
        return arguments[0].product()
    items = python_values.iterated(arguments[0] if arguments else None, place)
    if isinstance(items, Unknown):
        return items
    total: Value = 1
    for item in items:
        interpreter.spend(1, place)
        total = python_values.binary("*", total, item, place)
    return total


_FUNCTIONS: dict[str, Function] = {
    "builtins.range": _range,
    "builtins.len": _len,
    "builtins.int": _converted(int),
    "builtins.float": _converted(float),
    "builtins.bool": _converted(bool),
    "builtins.abs": _converted(abs),
    "builtins.round": _converted(round),
    "math.ceil": _converted(math.ceil),
    "math.floor": _converted(math.floor),
    "math.sqrt": _converted(math.sqrt),
    "math.prod": _product,
    "numpy.prod": _product,
    "builtins.str": _text,
    "builtins.list": _collected(list),
    "builtins.tuple": _collected(tuple),
    "builtins.reversed": _collected(lambda items: items[::-1]),
    "builtins.dict": _dictionary,
    "collections.OrderedDict": _dictionary,
    "builtins.max": _extreme(max),
    "builtins.min": _extreme(min),
    "builtins.sum": _sum,
    "builtins.zip": _zip,
    "builtins.enumerate": _enumerate,
    "builtins.isinstance": _isinstance,
    "builtins.getattr": _attribute,
    "builtins.setattr": _set_attribute,
    "builtins.super": _super,
    "functools.partial": _partial,
    "typing.cast": _cast,
}
