"""Small matrices written as text, ``1 0 -1; 2 0 -2; 1 0 -1``, and numbers written for reading."""

import re
from functools import lru_cache
from typing import NamedTuple

from cnnlib.errors import CnnlibError, shown

NUMBER = re.compile(r"[+-]?[0-9]{1,6}(?:\.[0-9]{1,6})?(?:/[1-9][0-9]{0,5})?")
LONGEST_LIST = 4000


class Matrix(NamedTuple):
    """One matrix as it was written, and what the numbers are worth."""

    texts: list[list[str]]
    values: list[list[float]]

    @property
    def size(self) -> tuple[int, int]:
        """Rows and columns."""
        return len(self.values), len(self.values[0])


def parse_matrices(name: str, text: str, largest: int) -> list[Matrix]:
    """Read matrices that are separated by ``|``; rows end with ``;`` or with the line."""
    if len(text) > LONGEST_LIST:
        raise CnnlibError(
            f"{name} is {len(text):,} characters long; use at most {LONGEST_LIST:,}.", name, text
        )
    matrices = [_matrix(name, part, largest) for part in text.strip().split("|")]
    if len({matrix.size for matrix in matrices}) > 1:
        raise CnnlibError(
            f"{name} has matrices of different sizes; write all of them equally large.", name, text
        )
    return matrices


def parse_matrix(name: str, text: str, largest: int) -> Matrix:
    """Read a single matrix."""
    matrices = parse_matrices(name, text, largest)
    if len(matrices) > 1:
        raise CnnlibError(f"{name} has {len(matrices)} matrices; write a single one.", name, text)
    return matrices[0]


def _matrix(name: str, text: str, largest: int) -> Matrix:
    rows = [row.replace(",", " ").replace("−", "-").split() for row in re.split(r"[;\n]", text)]
    rows = [row for row in rows if row]
    if not rows:
        raise CnnlibError(f'{name} is empty; write rows such as "1 0 -1; 2 0 -2".', name, text)
    lengths = {len(row) for row in rows}
    if len(lengths) > 1:
        place = next(i for i, row in enumerate(rows) if len(row) != len(rows[0]))
        raise CnnlibError(
            f"{name}: row {place} has {_numbers(len(rows[place]))}, but row 0 has "
            f"{_numbers(len(rows[0]))}; make all rows equally long.",
            name,
            text,
        )
    if max(len(rows), len(rows[0])) > largest:
        raise CnnlibError(
            f"{name} has {len(rows)} rows and {len(rows[0])} columns; draw at most {largest} of "
            "each.",
            name,
            text,
        )
    return Matrix(rows, [[_value(name, word) for word in row] for row in rows])


def _numbers(count: int) -> str:
    return f"{count} number" if count == 1 else f"{count} numbers"


def _value(name: str, word: str) -> float:
    if not NUMBER.fullmatch(word):
        raise CnnlibError(
            f"{name} holds {shown(word)}; use numbers such as 3, -0.5 or 1/16.", name, word
        )
    over, _, under = word.partition("/")
    value = float(over) if "." in over else int(over)
    return value / int(under) if under else value


@lru_cache(maxsize=8192)  # a stepper writes the same few numbers over and over
def number_text(value: float) -> str:
    """Write a number for reading: a true minus sign, at most four decimal places."""
    text = f"{value:,.4f}".rstrip("0").rstrip(".")
    return "0" if text in ("0", "-0") else text.replace("-", "−")


@lru_cache(maxsize=8192)
def factor_text(value: float) -> str:
    """Write a number that stands after a sign: negative ones in brackets."""
    text = number_text(value)
    return f"({text})" if text.startswith("−") else text


def levels(rows: list[list[float]]) -> list[list[int]]:
    """Sort numbers into eleven shades, −5 to 5, by their share of the largest size."""
    largest = max((abs(value) for row in rows for value in row), default=0) or 1
    return [[round(5 * value / largest) for value in row] for row in rows]


def python_list(rows: list[list[str]]) -> str:
    """Write a matrix as Python reads it."""
    return "[" + ", ".join(f"[{', '.join(map(_python_number, row))}]" for row in rows) + "]"


def _python_number(word: str) -> str:
    over, slash, under = word.removeprefix("+").partition("/")
    sign = "-" if over.startswith("-") else ""
    whole, dot, places = over.removeprefix("-").partition(".")
    return f"{sign}{whole.lstrip('0') or '0'}{dot}{places}{slash}{under}"
