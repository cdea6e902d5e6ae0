"""Argument types with their limits, and the checks that read them from a signature."""

import functools
import operator
from collections.abc import Callable
from dataclasses import fields
from typing import Annotated, Any, Literal, ParamSpec, TypeVar, get_args, get_origin

from cnnlib.errors import CnnlibError, shown


class Minimum:
    """The smallest integer an argument may be."""

    def __init__(self, value: int) -> None:
        self.value = value


Pair = tuple[int, int]
"""(height, width)."""

IntegerPair = Annotated[int | Pair, None]
"""An integer for both axes, or a pair (height, width) of integers."""

Positive = Annotated[int, Minimum(1)]
"""An integer of at least 1."""

NonNegative = Annotated[int, Minimum(0)]
"""An integer of at least 0."""

PositivePair = Annotated[int | Pair, Minimum(1)]
"""An integer of at least 1 for both axes, or a pair (height, width) of such integers."""

NonNegativePair = Annotated[int | Pair, Minimum(0)]
"""An integer of at least 0 for both axes, or a pair (height, width) of such integers."""

Check = Callable[[str, object], object]
P = ParamSpec("P")
R = TypeVar("R")


def as_integer(value: object) -> int | None:
    """Give the int that a value stands for; None for a bool, a float or anything else."""
    if isinstance(value, bool):
        return None
    try:
        return operator.index(value)  # type: ignore[arg-type]
    except TypeError:
        return None


def integer(name: str, value: object, minimum: int | None = None) -> int:
    """Return value as an int, or explain what is wrong with it."""
    if type(value) is int and (minimum is None or value >= minimum):
        return value
    number = as_integer(value)
    if number is None or (minimum is not None and number < minimum):
        limit = "" if minimum is None else f" of at least {minimum}"
        raise CnnlibError(f"{name} is {shown(value)}; use an integer{limit}.", name, value)
    return number


def boolean(name: str, value: object) -> bool:
    """Return value if it is a bool, or explain."""
    if not isinstance(value, bool):
        raise CnnlibError(f"{name} is {shown(value)}; use True or False.", name, value)
    return value


def choice(name: str, value: object, options: tuple[str, ...]) -> str:
    """Return value if it is one of the options, or explain."""
    if not isinstance(value, str) or value not in options:
        *others, last = (f'"{option}"' for option in options)
        listed = f"{', '.join(others)} or {last}"
        raise CnnlibError(f"{name} is {shown(value)}; use {listed}.", name, value)
    return value


def integer_or_pair(name: str, value: object, minimum: int | None = None) -> int | Pair:
    """Return value as an int or a (height, width) pair of ints, or explain."""
    items = value if isinstance(value, tuple | list) else (value,)
    numbers = [as_integer(item) for item in items]
    whole = [number for number in numbers if number is not None]
    limit = "" if minimum is None else f" of at least {minimum}"
    too_small = minimum is not None and any(number < minimum for number in whole)
    expected = 2 if items is value else 1
    if len(whole) != len(numbers) or len(numbers) != expected or too_small:
        raise CnnlibError(
            f"{name} is {shown(value)}; use an integer{limit}, "
            "or a pair (height, width) of such integers.",
            name,
            value,
        )
    return whole[0] if expected == 1 else (whole[0], whole[1])


def as_pair(value: int | Pair) -> Pair:
    """Lift an int to (height, width): the only place where cnnlib does."""
    return value if isinstance(value, tuple) else (value, value)


def each_axis(formula: Callable[[int], int], pytorch: str | None = None) -> tuple[int, int]:
    """Apply a formula to axis 0, the height, and axis 1, the width; say where it failed."""
    sizes = []
    for axis, name in enumerate(("height", "width")):
        try:
            sizes.append(formula(axis))
        except CnnlibError as error:
            raise CnnlibError(
                f"along the {name}, {error.reason}", error.argument, error.value, pytorch
            ) from error
    return sizes[0], sizes[1]


def minimum_of(annotation: Any) -> int | None:
    """Read the limit from an annotation such as ``Annotated[int, Minimum(1)]``."""
    limits = [item.value for item in get_args(annotation)[1:] if isinstance(item, Minimum)]
    return limits[0] if limits else None


def check_for(annotation: Any) -> Check | None:
    """Choose the check that an annotation asks for; None when it asks for none."""
    if annotation is bool:
        return boolean
    if get_origin(annotation) is Literal:
        return functools.partial(choice, options=get_args(annotation))
    if get_origin(annotation) is Annotated:
        check = integer if get_args(annotation)[0] is int else integer_or_pair
        return functools.partial(check, minimum=minimum_of(annotation))
    if type(None) in get_args(annotation):
        inner = check_for(get_args(annotation)[0])
        return inner and (lambda name, value: None if value is None else inner(name, value))
    return None


def checks_of(annotations: dict[str, Any]) -> dict[str, Check]:
    """Collect the checks of a signature or of a dataclass's fields, in order."""
    found = ((name, check_for(kind)) for name, kind in annotations.items() if name != "return")
    return {name: check or (lambda _, value: value) for name, check in found}


def checked(function: Callable[P, R]) -> Callable[P, R]:
    """Check a function's arguments against its annotations before each call."""
    checks = checks_of(function.__annotations__)
    positional = tuple(checks.items())

    @functools.wraps(function)
    def call(*args: P.args, **kwargs: P.kwargs) -> R:
        values = [check(name, arg) for (name, check), arg in zip(positional, args, strict=False)]
        named = {name: checks[name](name, v) if name in checks else v for name, v in kwargs.items()}
        return function(*values, *args[len(values) :], **named)  # type: ignore[arg-type]

    return call


def check_fields(instance: Any) -> None:
    """Check a frozen dataclass's fields against their annotations; for ``__post_init__``."""
    kind = type(instance)
    if kind not in _field_checks:
        _field_checks[kind] = checks_of({field.name: field.type for field in fields(kind)})
    for name, check in _field_checks[kind].items():
        object.__setattr__(instance, name, check(name, getattr(instance, name)))


_field_checks: dict[type, dict[str, Check]] = {}
