"""Python's own operators and methods on numbers, strings, lists, tuples and dicts, all bounded.

What can't be worked out gives Unknown with the reason; nothing here raises.
"""

import operator
import re
from collections.abc import Callable

from cnnlib.errors import shown
from cnnlib.torch_source.place import Place
from cnnlib.torch_source.values import (
    Extent,
    Extents,
    Library,
    Lost,
    Module,
    Tensor,
    Unknown,
    Value,
    described,
)

LARGEST = 10**15
LONGEST = 20_000
"""Items of a list or a tuple; also characters of a string that is put together."""

_ARITHMETIC: dict[str, Callable[[Value, Value], Value]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
    "//": operator.floordiv,
    "%": operator.mod,
    "**": operator.pow,
    "<<": operator.lshift,
    ">>": operator.rshift,
    "&": operator.and_,
    "|": operator.or_,
    "^": operator.xor,
}
_COMPARISONS: dict[str, Callable[[Value, Value], Value]] = {
    "<": operator.lt,
    ">": operator.gt,
    "<=": operator.le,
    ">=": operator.ge,
    "==": operator.eq,
    "!=": operator.ne,
}
_SEQUENCES = (str, list, tuple)
_COUNTED = (str, list, tuple, dict, set)
_SCALARS = (int, float, str, type(None))


def binary(sign: str, left: Value, right: Value, place: Place) -> Value:
    """Work out ``left sign right``."""
    for value in (lost(left) or left, lost(right) or right):
        if isinstance(value, Unknown):
            return value
    if isinstance(left, Extent) or isinstance(right, Extent):
        return _extent(sign, left, right, place)
    if isinstance(left, int | float) and isinstance(right, int | float):
        return _number(sign, left, right, place)
    if sign == "%" and isinstance(left, str):
        return formatted(left, re.compile(r"%[dsi]"), right, place)
    if sign == "+" and type(left) is type(right) and isinstance(left, _SEQUENCES):
        return _bounded(len(left) + len(right), lambda: left + right, place)
    if sign == "*":
        for sequence, count in ((left, right), (right, left)):
            if isinstance(sequence, _SEQUENCES) and isinstance(count, int):
                return _bounded(len(sequence) * max(count, 0), lambda: left * right, place)
    if sign == "|" and isinstance(left, dict) and isinstance(right, dict):
        return _bounded(len(left) + len(right), lambda: left | right, place)
    return Unknown(f"{described(left)} {sign} {described(right)} can't be worked out", place)


def _extent(sign: str, left: Value, right: Value, place: Place) -> Value:
    numbers = (Extent, int, float)
    if sign == "*" and 1 in (left, right):
        return right if left == 1 else left
    if sign in "*//-+" and isinstance(left, numbers) and isinstance(right, numbers):
        return Extent()
    return Unknown("a size that is known only when an input is can't be used here", place)


def _number(sign: str, left: float, right: float, place: Place) -> Value:
    too_large = Unknown("this number is too large for a network", place)
    if sign == "**" and abs(left) > 1 and (right > 60 or abs(left) > LARGEST):
        return too_large
    if sign == "<<" and right > 60:
        return too_large
    try:
        result = _ARITHMETIC[sign](left, right)
    except (ArithmeticError, TypeError, ValueError, KeyError):
        return Unknown(f"{shown(left)} {sign} {shown(right)} can't be worked out", place)
    if isinstance(result, complex) or not -LARGEST <= result <= LARGEST:
        return too_large
    return result


def _bounded(length: int, make: Callable[[], Value], place: Place) -> Value:
    if length > LONGEST:
        return Unknown(f"this would be {shown(length)} items long; {LONGEST:,} are read", place)
    return make()


def weight(*values: Value) -> int:
    """Count the steps that handling these values is worth."""
    sizes = [len(value) for value in values if isinstance(value, _COUNTED)]
    sizes += [len(value.children) for value in values if isinstance(value, Module)]
    return sum(sizes) // 4


def formatted(text: str, field: re.Pattern[str], given: Value, place: Place) -> Value:
    """Fill the plain fields of a format, one by one."""
    items = list(given) if isinstance(given, tuple) else [given]
    pieces = field.split(text[:LONGEST])
    plain = all(isinstance(item, int | float | str) for item in items)
    if len(pieces) != len(items) + 1 or not plain or re.search(r"[%{}]", "".join(pieces)):
        return Unknown("this text can't be put together", place)
    return joined([part for pair in zip(pieces, [*items, ""], strict=True) for part in pair], place)


def joined(parts: list[Value], place: Place) -> Value:
    """Put texts and numbers together."""
    words = [part if isinstance(part, str) else shown(part) for part in parts]
    return _bounded(sum(map(len, words)), lambda: "".join(words), place)


def compare(sign: str, left: Value, right: Value, place: Place) -> Value:
    """Work out a comparison."""
    for value in (left, right):
        if isinstance(value, Unknown):
            return value
    if sign in ("is", "is not"):
        return (left is right or _same(left, right)) == (sign == "is")
    if sign in ("in", "not in"):
        return _contains(sign, left, right, place)
    if sign in ("==", "!=") and not (_plain(left) and _plain(right)):
        if any(isinstance(value, Extent | Extents | Tensor) for value in (left, right)):
            return Unknown("this comparison depends on the input", place)
        if not any(isinstance(value, list | tuple | dict | set) for value in (left, right)):
            return (left is right or _same(left, right)) == (sign == "==")
    if _plain(left) and _plain(right):
        try:
            return _COMPARISONS[sign](left, right)
        except TypeError:
            pass
    return Unknown(f"{described(left)} {sign} {described(right)} can't be worked out", place)


def _same(left: Value, right: Value) -> bool:
    return isinstance(left, Library | int) and type(left) is type(right) and left == right


def _contains(sign: str, left: Value, right: Value, place: Place) -> Value:
    if isinstance(left, str) and isinstance(right, Module):
        return (left in right.children) == (sign == "in")
    if isinstance(left, str) and isinstance(right, str):
        return (left in right) == (sign == "in")
    if isinstance(left, int) and isinstance(right, range):
        return (left in right) == (sign == "in")
    if isinstance(left, _SCALARS) and isinstance(right, list | tuple | dict | set):
        items = [item for item in right if isinstance(item, _SCALARS)]
        return (left in items) == (sign == "in")
    return Unknown(f"{described(left)} {sign} {described(right)} can't be worked out", place)


def _plain(value: Value) -> bool:
    """Tell whether a value is one that Python compares without recursion."""
    if isinstance(value, list | tuple):
        return all(isinstance(item, _SCALARS) for item in value)
    return isinstance(value, _SCALARS)


def truth(value: Value, place: Place) -> bool | Unknown:
    """Tell whether a condition holds."""
    value = lost(value) or value
    if isinstance(value, Unknown):
        return value
    if isinstance(value, Tensor | Extent | Extents):
        return Unknown("this condition depends on the input, which the source does not show", place)
    if isinstance(value, Module):
        return bool(value.children) if value.container else True
    return bool(value) if isinstance(value, (*_SCALARS, list, tuple, dict, set, range)) else True


def spoil(value: Value, unknown: Unknown) -> None:
    """Make the items of a list or dict unknown, after something that could not be followed."""
    mark = Lost(unknown.reason, unknown.place, unknown.pytorch)
    if isinstance(value, list):
        value[:] = [mark]
    elif isinstance(value, dict | set):
        value.clear()
        value.update({mark: mark})


def lost(value: Value) -> Unknown | None:
    """Give what spoiled a list, dict or set."""
    if isinstance(value, list | dict | set) and len(value) == 1:
        item = next(iter(value))
        return item if isinstance(item, Lost) else None
    return None


def iterated(value: Value, place: Place) -> list[Value] | range | Unknown:
    """Give the items of something that can be iterated."""
    value = lost(value) or value
    if isinstance(value, Unknown | range | list):
        return value
    if isinstance(value, tuple | dict | str | set):
        return list(value)
    if isinstance(value, Module) and value.container:
        return list(value.children if value.container == "ModuleDict" else value.children.values())
    if isinstance(value, Extents) and value.first:
        return [value.product()]  # which is all that source does with the single ones
    return Unknown(f"{described(value)} can't be iterated here", place)


def subscript(value: Value, index: Value, place: Place) -> Value:
    """Work out ``value[index]``."""
    for part in (lost(value) or value, index):
        if isinstance(part, Unknown):
            return part
    if isinstance(value, Library):
        return value  # a type such as Optional[int]
    if isinstance(value, Extents):
        return _extents_item(value, index, place)
    if isinstance(value, Module) and value.container:
        return _module_item(value, index, place)
    if isinstance(value, Tensor):
        return Unknown("taking a part of a tensor can't be read", place)
    try:
        if isinstance(value, dict) and isinstance(index, _SCALARS):
            return value[index]
        if isinstance(value, str | list | tuple | range) and isinstance(index, int | slice):
            return value[index]
    except (LookupError, ValueError, TypeError):
        return Unknown(f"there is no item {shown(index)} here", place)
    return Unknown(f"{described(value)} has no item {described(index)}", place)


def _extents_item(value: Extents, index: Value, place: Place) -> Value:
    if isinstance(index, int):
        return Extent(batch=index + value.first == 0 if index >= 0 else False)
    if isinstance(index, slice) and index.stop is index.step is None:
        start = index.start
        if isinstance(start, int) and start > 0:
            return Extents(value.first + start)
    return Unknown("this part of a tensor's shape can't be read", place)


def _module_item(value: Module, index: Value, place: Place) -> Value:
    names = list(value.children)
    if isinstance(index, str) and index in value.children:
        return value.children[index]
    try:
        if isinstance(index, slice):
            kept = names[index]
            part = Module(value.kind, place, children={name: value.children[name] for name in kept})
            part.attributes.update(part.children)
            return part
        if isinstance(index, int):
            return value.children[names[index]]
    except (IndexError, TypeError, ValueError):
        pass
    return Unknown(f"{described(value)} has no item {described(index)}", place)


def call_method(value: Value, name: str, arguments: list[Value], place: Place) -> Value:
    """Call a method of a string, a list or a dict."""
    for argument in arguments:
        if isinstance(argument, Unknown) and not (isinstance(value, list) and name == "append"):
            return argument
    method = _METHODS.get((type(value), name, len(arguments)))
    if method is not None:
        return method(value, *arguments)
    if isinstance(value, str) and name == "format":
        return formatted(value, re.compile(r"\{\}"), tuple(arguments), place)
    if isinstance(value, list) and name == "extend" and len(arguments) == 1:
        items = iterated(arguments[0], place)
        if not isinstance(items, Unknown) and len(items) <= LONGEST:
            return value.extend(list(items))
    if isinstance(value, list) and name in ("pop", "insert"):
        try:
            return value.pop(*arguments) if name == "pop" else value.insert(*arguments)
        except (IndexError, TypeError):
            pass
    return Unknown(f".{name}() of {described(value)} can't be read", place)


_METHODS: dict[tuple[type, str, int], Callable[..., Value]] = {
    (list, "append", 1): lambda items, item: items.append(item),
    (list, "reverse", 0): lambda items: items.reverse(),
    (list, "clear", 0): lambda items: items.clear(),
    (list, "copy", 0): lambda items: list(items),
    (dict, "items", 0): lambda pairs: list(pairs.items()),
    (dict, "keys", 0): lambda pairs: list(pairs),
    (dict, "values", 0): lambda pairs: list(pairs.values()),
    (dict, "copy", 0): lambda pairs: dict(pairs),
    (dict, "get", 1): lambda pairs, key: pairs.get(key) if isinstance(key, _SCALARS) else None,
    (dict, "get", 2): lambda pairs, key, other: (
        pairs.get(key, other) if isinstance(key, _SCALARS) else other
    ),
    (str, "lower", 0): lambda text: text.lower(),
    (str, "upper", 0): lambda text: text.upper(),
    (str, "strip", 0): lambda text: text.strip(),
}
