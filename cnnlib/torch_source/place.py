"""Places in a reader's source, and the error that names one."""

from typing import NamedTuple

from cnnlib.errors import CnnlibError


class Place(NamedTuple):
    """A character's place: line and column, both from 1, as editors count."""

    line: int
    column: int


class Origin(NamedTuple):
    """Where a layer of a parsed network comes from: PyTorch's name for it, and its place."""

    path: str
    place: Place


def origin_of(network: object) -> Origin | None:
    """Give where a layer or a merge was read, None for one that was not parsed."""
    return getattr(network, "origin", None)


class SourceError(CnnlibError):
    """Something in a pasted source that has no answer.

    Attributes:
        line: the line it is in, from 1.
        column: the column it begins at, from 1.
        place: both.
        plain: the message without the place.
    """

    def __init__(
        self,
        message: str,
        place: Place,
        argument: str | None = "source",
        value: object = None,
        pytorch: str | None = None,
    ) -> None:
        super().__init__(
            f"line {place.line}, column {place.column}: {message}", argument, value, pytorch
        )
        self.place, self.plain = place, message
        self.line, self.column = place


class ExhaustedError(SourceError):
    """A source that asks for more work than anybody's network does."""
