"""The drills by name, and how a seed becomes a task or a sheet of tasks."""

import re
from collections.abc import Sequence
from itertools import count
from typing import Any

from cnnlib.drills import counts, fields, grids, sizes
from cnnlib.drills.drafts import Dice, Draft, Kind, Number, Result
from cnnlib.errors import CnnlibError, shown

DRILLS: dict[str, Kind] = {
    "output_size": Kind("Output size of a convolution", sizes.output_size),
    "pool_output_size": Kind("Output size of a pooling layer", sizes.pool_size),
    "same_padding": Kind("Same padding with dilation", sizes.same_padding_dilated),
    "unread_border": Kind("Unread border", sizes.unread),
    "conv_parameters": Kind("Parameters of a convolution", counts.convolution_parameters),
    "linear_parameters": Kind("Parameters after a flatten", counts.flattened_parameters),
    "conv_macs": Kind("MACs of a convolution", counts.convolution_macs),
    "receptive_field": Kind("Receptive field of a stack", fields.stack_field),
    "jump": Kind("Jump of a stack", fields.stack_jump),
    "max_pooling": Kind("Max pooling by hand", grids.max_pooling),
    "convolution": Kind("Convolution by hand", grids.convolution),
}
FEWEST_MISTAKES = 2
MOST_TASKS = 60
MOST_OF_A_KIND = 20
LARGEST_SEED = 10**9


def make(name: str, seed: int) -> dict[str, Any]:
    """Draft until a task tells at least two mistakes apart from its answer."""
    kind = _kind(name)
    if seed > LARGEST_SEED:
        raise CnnlibError(f"seed is {shown(seed)}; use at most {LARGEST_SEED:,}.", "seed", seed)
    dice = Dice(seed)
    while True:
        draft = kind.draft(dice)
        mistakes = _mistakes(draft)
        if len(mistakes) >= FEWEST_MISTAKES:
            return _task(name, kind.title, seed, draft, mistakes)


def _kind(name: object) -> Kind:
    if not isinstance(name, str) or name not in DRILLS:
        raise CnnlibError(f"name is {shown(name)}; use one of {', '.join(DRILLS)}.", "name", name)
    return DRILLS[name]


def _mistakes(draft: Draft) -> list[dict[str, Any]]:
    """Keep the mistakes that give something of their own."""
    taken = [_numbers(draft.answer)]
    kept = []
    for result, because in draft.mistakes:
        gives = _numbers(result)
        if gives not in taken:
            taken.append(gives)
            kept.append({"gives": gives, "because": because})
    return kept


def _numbers(result: Result) -> list[Number]:
    numbers = result if isinstance(result, Sequence) else [result]
    return [int(number) if number == int(number) else number for number in numbers]


def _task(
    name: str, title: str, seed: int, draft: Draft, mistakes: list[dict[str, Any]]
) -> dict[str, Any]:
    answer = _numbers(draft.answer)
    return {
        "name": name,
        "title": title,
        "seed": seed,
        "question": draft.question,
        "layers": draft.layers,
        "grids": [grid._asdict() for grid in draft.grids],
        "answer": answer,
        "text": ", ".join(f"{number:,}".replace("-", "−") for number in answer),
        "unit": draft.unit,
        "square": draft.square,
        "hint": draft.hint,
        "working": draft.working,
        "mistakes": mistakes,
    }


def sheet(drills: str, seed: int) -> list[dict[str, Any]]:
    """Draw the tasks of a worksheet, each kind's from seeds of its own."""
    return [task for name, many in _wanted(drills).items() for task in _distinct(name, many, seed)]


def _wanted(drills: str) -> dict[str, int]:
    wanted: dict[str, int] = {}
    for part in drills[:2_000].split(","):
        match = re.fullmatch(r"\s*([a-z_]+)\s+([0-9]{1,3})\s*", part)
        if not match:
            raise _unwanted(f'{shown(part.strip())} is not understood; write "output_size 3"', part)
        name, many = match[1], int(match[2])
        if name not in DRILLS:
            raise _unwanted(f"there is no {shown(name)}; use {', '.join(DRILLS)}", name)
        if name in wanted:
            raise _unwanted(f"{name} is named twice", name)
        if many > MOST_OF_A_KIND:
            raise _unwanted(f"{name} is {many}; at most {MOST_OF_A_KIND} of a kind fit", many)
        wanted[name] = many
    total = sum(wanted.values())
    if not 1 <= total <= MOST_TASKS:
        raise _unwanted(f"there are {total} tasks; use 1 to {MOST_TASKS}", total)
    return wanted


def _unwanted(reason: str, value: object) -> CnnlibError:
    return CnnlibError(f"drills: {reason}.", "drills", value)


def _distinct(name: str, many: int, seed: int) -> list[dict[str, Any]]:
    tasks: dict[str, dict[str, Any]] = {}
    for place in count():
        if len(tasks) == many:
            return list(tasks.values())
        # A sheet's seeds lie apart, so that the next seed's sheet has other tasks.
        task = make(name, (seed * 1_000 + place) % LARGEST_SEED)
        tasks.setdefault(f"{task['question']}{task['layers']}{task['grids']}", task)
    raise AssertionError  # count() has no end
