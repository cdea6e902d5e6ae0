"""How a typed answer is read and compared; the page's scripts are given these same rules."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

# Both Python and JavaScript read these patterns.
RULES = {
    "grouping": r"(?<=[0-9])[,'’\u00a0\u2009\u202f ](?=[0-9]{3}(?![0-9]))",
    "number": r"-?(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)",
    "square": r"^\s*([0-9]+)\s*[x×*]\s*\1(?![0-9])",
    "longest": 200,
    "none": "Type a number, such as 30.",
    "long": "That is too long; type just the answer.",
    "count": "{} asked for, and {} read.",
    "right": "Right.",
    "wrong": "Not yet.",
    "again": "Work through it once more; the hint may help.",
}
"""The grammar of a typed answer, its limits and the sentences that answer it."""

Numbers = Sequence[float]


def _pattern(name: str) -> re.Pattern[str]:
    return re.compile(str(RULES[name]))


def readings(text: str, square: bool = False) -> list[list[float]]:
    """List the ways to read a text: "1 792" is one number or two, "31 x 31" may be one side.

    >>> readings("1,792")
    [[1.0, 792.0], [1792.0]]
    >>> readings("31 x 31", square=True)
    [[31.0, 31.0], [31.0, 31.0], [31.0]]
    """
    plain = text.replace("−", "-")
    number = _pattern("number")
    found = [
        [float(match) for match in number.findall(way)]
        for way in (plain, _pattern("grouping").sub("", plain))
    ]
    side = _pattern("square").match(_pattern("grouping").sub("", plain)) if square else None
    return [*found, [float(side[1])]] if side else found


def same(given: Numbers, expected: Numbers) -> bool:
    """Say whether the numbers are equal, as far as anyone types decimals."""
    return len(given) == len(expected) and all(
        abs(a - b) <= 1e-6 * abs(b) for a, b in zip(given, expected, strict=True)
    )


def compare(text: str, task: Mapping[str, Any]) -> dict[str, Any]:
    """Answer a typed text: right, a mistake that is known, wrong, or not to be read."""
    if len(text) > int(str(RULES["longest"])):
        return _reply(str(RULES["long"]))
    ways = readings(text, task["square"])
    if not ways[0]:
        return _reply(str(RULES["none"]))
    if any(same(way, task["answer"]) for way in ways):
        return {**_reply(str(RULES["right"])), "correct": True}
    for place, mistake in enumerate(task["mistakes"]):
        if any(same(way, mistake["gives"]) for way in ways):
            return {**_reply(f"{RULES['wrong']} {mistake['because']}"), "mistake": place}
    if all(len(way) != len(task["answer"]) for way in ways):
        asked = len(task["answer"])
        words = f"{asked} number{'s are' if asked > 1 else ' is'}"
        were = f"{len(ways[-1])} {'were' if len(ways[-1]) > 1 else 'was'}"
        return _reply(str(RULES["count"]).format(words, were))
    return _reply(f"{RULES['wrong']} {RULES['again']}")


def _reply(message: str) -> dict[str, Any]:
    return {"correct": False, "message": message, "mistake": None}
