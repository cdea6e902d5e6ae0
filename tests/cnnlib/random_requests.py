"""Requests as a page could send them, right and wrong ones, the same for each seed everywhere."""

import json
import random
from collections.abc import Iterator
from typing import Any

from cnnlib import calculators

TEXTS = (
    "",
    "3 1 1",
    "1 2; 3 4",
    "1 0 -1; 1 0 -1",
    "conv 3 2 1",
    "nn.Sequential(nn.Conv2d(3, 8, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2))",
    "nn.Sequential(nn.Conv2d(1, 6, 5), nn.Flatten(), nn.Linear(10, 2))",
    "output_size 2, jump 1",
    "<b>x</b>",
    "9" * 40,
    "é·−∞",
)
ODD: tuple[Any, ...] = (None, True, -1, 0, 2.5, "7", " 12 ", "on", [], {}, "9" * 400, 10**12)


def random_requests(seed: int, number: int) -> Iterator[str]:
    """Yield JSON texts of requests to all calculators."""
    draw = random.Random(seed)
    described = {name: calculators.fields(name) for name in calculators.names()}
    for _ in range(number):
        name = draw.choice(list(described))
        arguments = {
            field["name"]: _value(draw, field)
            for field in described[name]
            if field["required"] or draw.random() < 0.6
        }
        yield json.dumps({"name": name, "arguments": arguments})


def _value(draw: random.Random, field: dict[str, Any]) -> Any:
    if draw.random() < 0.04:
        return draw.choice(ODD)
    if field["kind"] == "boolean":
        return draw.random() < 0.5
    if field["kind"] == "choice":
        return draw.choice(field["choices"])
    if field["kind"] == "text":
        return draw.choice(TEXTS)
    return draw.choice((1, 1, 2, 3, 3, 4, 5, 7, 8, 11, 16, 28, 32, draw.randrange(300)))
