"""Pencil tasks with fresh numbers: made from a seed, answered and graded by cnnlib itself."""

from typing import Any

from cnnlib._arguments import NonNegative, checked

# What makes tasks is imported when one is asked for: calculators start without it.


def names() -> list[str]:
    """List the drills."""
    from cnnlib.drills.registry import DRILLS

    return list(DRILLS)


def titles() -> dict[str, str]:
    """Give the drills' titles by their names."""
    from cnnlib.drills.registry import DRILLS

    return {name: kind.title for name, kind in DRILLS.items()}


@checked
def drill(name: str, seed: NonNegative = 1) -> dict[str, Any]:
    """Make the task that belongs to a seed; the same seed always gives the same task.

    Args:
        name: the kind of task, such as "output_size"; ``names()`` lists them.
        seed: any number; each gives other numbers.

    Returns:
        ``question`` and what belongs to it (``layers``, ``grids``), ``answer`` with ``unit`` and
        ``square``, ``hint``, ``working`` and ``mistakes``, each with what it ``gives`` and
        ``because``. All texts are plain.

    Raises:
        CnnlibError: if there is no such drill, or the seed is not a whole number from 0.

    Example:
        >>> task = drill("output_size", 7)
        >>> task["answer"] == drill("output_size", 7)["answer"]
        True
    """
    from cnnlib.drills.registry import make

    return make(name, seed)


def drill_answer(name: str, seed: int) -> dict[str, Any]:
    """Answer for the page: the task, and its question as the text to be spoken."""
    task = drill(name, seed)
    return {"value": task, "text": task["question"], "steps": task["working"]}


@checked
def grade(name: str, seed: NonNegative, text: str) -> dict[str, Any]:
    """Compare what was typed with a drill's answer and with what typical mistakes give.

    Args:
        name: the kind of task.
        seed: the task's seed.
        text: what was typed: "1,792" and "1 792" are one number, "31 x 31" is a square's side.

    Returns:
        ``correct``; ``message``, a sentence; ``mistake``, the place of the recognized one among
        the task's mistakes, or None.

    Raises:
        CnnlibError: as ``drill`` does.

    Example:
        >>> grade("output_size", 7, "many")["message"]
        'Type a number, such as 30.'
    """
    from cnnlib.drills.typed_numbers import compare

    return compare(text, drill(name, seed))


@checked
def worksheet(drills: str, seed: NonNegative = 1) -> list[dict[str, Any]]:
    """Draw several tasks of each kind, no two alike; the same seed gives the same sheet.

    Args:
        drills: kinds and how many of each, such as "output_size 3, conv_parameters 2".
        seed: any number; each gives another sheet.

    Returns:
        The tasks in the order of their kinds.

    Raises:
        CnnlibError: if a kind is unknown or named twice, or there are too many tasks or none.

    Example:
        >>> [task["name"] for task in worksheet("output_size 1, jump 1")]
        ['output_size', 'jump']
    """
    from cnnlib.drills.registry import sheet

    return sheet(drills, seed)


def worksheet_answer(drills: str, seed: int) -> dict[str, Any]:
    """Answer for the page: the tasks, and how many there are."""
    tasks = worksheet(drills, seed)
    many = f"{len(tasks)} task{'s' if len(tasks) > 1 else ''}, numbers of seed {seed}"
    return {"value": tasks, "text": many, "steps": []}
