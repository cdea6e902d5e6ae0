"""Holds what a source makes, so that nothing nested deeply is ever freed at once.

Python frees a list in a list in a list by recursion. Under WebAssembly some ten thousand of
them exhaust the browser's stack, and with it the interpreter, when nobody expects it. So
containers are emptied one by one in the end, and what can't be emptied is not nested deeply.
"""

from cnnlib.torch_source.place import ExhaustedError, Place
from cnnlib.torch_source.values import (
    BuiltinMethod,
    ClassValue,
    FunctionValue,
    Method,
    Module,
    Partial,
    Scope,
    Super,
    Thing,
    Value,
)

DEEPEST_VALUES = 20

_EMPTIED = (list, dict, set, Module, Thing, ClassValue, Scope)
_FIXED = (tuple, Partial, FunctionValue, Method, BuiltinMethod, Super)


class Keeper:
    """All compound values of a source, and how deeply the fixed ones are nested."""

    def __init__(self) -> None:
        self._kept: dict[int, tuple[Value, int]] = {}

    def keep(self, value: Value, place: Place) -> None:
        """Keep a value that a statement made or used."""
        if isinstance(value, _EMPTIED):
            self._kept[id(value)] = (value, 0)
        elif isinstance(value, _FIXED) and id(value) not in self._kept:
            depth = self._depth(value)
            if depth > DEEPEST_VALUES:
                raise ExhaustedError(f"values are nested more than {DEEPEST_VALUES} deep.", place)
            self._kept[id(value)] = (value, depth)

    def _depth(self, value: Value) -> int:
        kept = self._kept.get(id(value))
        if kept is not None:
            return kept[1]
        return 1 + max(map(self._depth, _parts(value)), default=-1)

    def release(self) -> None:
        """Empty all that can be emptied."""
        for value, _ in self._kept.values():
            if isinstance(value, list | dict | set):
                value.clear()
            elif isinstance(value, Scope):
                value.variables.clear()
            elif isinstance(value, Module | Thing | ClassValue):
                value.attributes.clear()
                if isinstance(value, Module):
                    value.children.clear()


def _parts(value: Value) -> list[Value]:
    """List what a fixed value refers to."""
    if isinstance(value, tuple):
        return list(value)
    if isinstance(value, Partial):
        return [value.function, *value.arguments, *value.keywords.values()]
    if isinstance(value, FunctionValue):
        return [slot.default for slot in value.slots]
    return [value.this] if isinstance(value, Method | BuiltinMethod | Super) else []
