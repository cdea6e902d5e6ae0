"""What a drill draws and writes; the registry makes tasks of it."""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, TypeVar

T = TypeVar("T")
Number = int | float
Result = Number | Sequence[Number]
Rows = list[list[int]]


class Dice:
    """Draws the numbers of a task; the same seed gives the same draws in every Python."""

    def __init__(self, seed: int) -> None:
        # Of Python's generator only random() itself is promised never to change.
        self._next = random.Random(seed).random

    def pick(self, items: Sequence[T]) -> T:
        """Draw one of the items."""
        return items[int(self._next() * len(items))]

    def between(self, first: int, last: int) -> int:
        """Draw a whole number from first to last, both included."""
        return self.pick(range(first, last + 1))

    def grid(self, height: int, width: int, first: int, last: int) -> Rows:
        """Draw rows of whole numbers."""
        return [[self.between(first, last) for _ in range(width)] for _ in range(height)]


class Grid(NamedTuple):
    """Numbers in rows, with a name."""

    caption: str
    rows: Rows


@dataclass(frozen=True)
class Draft:
    """A task as its drill writes it, all texts plain.

    ``mistakes`` are pairs of what one gives and why; one that gives the right answer, or what one
    before it gives, is left out by the registry.
    """

    question: str
    answer: Result
    unit: str
    hint: str
    working: list[str]
    mistakes: list[tuple[Result, str]]
    layers: list[str] = field(default_factory=list)
    grids: list[Grid] = field(default_factory=list)
    square: bool = False


class Kind(NamedTuple):
    """A drill: its title, and what drafts a task."""

    title: str
    draft: Callable[[Dice], Draft]


def counted(number: int, thing: str) -> str:
    """Write a number with its noun: 1 channel, 3 channels."""
    return f"{number} {thing}{'' if number == 1 else 's'}"
