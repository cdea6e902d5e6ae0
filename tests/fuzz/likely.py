"""Requests that the calculators' door mostly accepts, up to all limits, and what is checked.

    python tests/fuzz/likely.py SECONDS SEED

Each input is made from the seed and its number, so that what is found can be made again.
"""

from __future__ import annotations

import json
import random
import re
import resource
import signal
import sys
import time
from collections import Counter
from collections.abc import Iterator
from math import exp, log
from pathlib import Path
from typing import Any, NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "cnnlib"))
from random_requests import ODD, TEXTS

from cnnlib import calculators
from cnnlib.torch_source.dataflow import MOST_LAYERS

FIELDS = {name: calculators.fields(name) for name in calculators.names()}
SECONDS = 2  # of work: the slowest found took 0.65
HANGS = 20  # seconds until an input is no longer waited for
MEMORY = 2**30
LONGEST_ANSWER = 12_000_000  # a hundred maps 1,024 wide with gaps give 7 million
MOST_DIGITS = 45  # a count has up to 41, and a sum of 4,000 counts up to 44
TRIES = 12
CHANGED = 4  # of how many inputs one is changed, or any JSON
ACCEPTED = 0.5
Request = dict[str, Any]


def request(draw: random.Random) -> Request:
    """Draw a request within the limits, each value from the signature, and mend what is refused."""
    name = draw.choice(list(FIELDS))
    arguments: dict[str, Any] = {}
    for field in FIELDS[name]:
        if field["required"] or draw.random() < 0.6:
            arguments[field["name"]] = value(draw, field, arguments)
    return {"name": name, "arguments": arguments}


def mended(draw: random.Random, asked: Request, blamed: str) -> Request:
    """Draw a blamed argument again, smaller, or leave it out."""
    field = next(field for field in FIELDS[asked["name"]] if field["name"] == blamed)
    arguments = dict(asked["arguments"])
    old = arguments.pop(blamed, field["default"])
    if field["required"] or draw.random() < 0.5:
        arguments[blamed] = value(draw, field, arguments, old)
    return asked | {"arguments": arguments}


def value(draw: random.Random, field: dict[str, Any], others: Request, old: Any = None) -> Any:
    if field["kind"] == "boolean":
        return draw.random() < 0.5
    if field["kind"] == "choice":
        return draw.choice(field["choices"])
    if field["kind"] == "text":
        size = 1.0 if old is None else draw.random()
        return TEXT_OF[field["name"]](draw, size, others)
    most = field["maximum"] if not isinstance(old, int) else min(old, field["maximum"])
    return number(draw, field["minimum"] or 0, most)


def number(draw: random.Random, least: int, most: int) -> int:
    """Draw log-uniformly, often a limit or a power, at times one past the limit."""
    way = draw.random()
    if way < 0.7:
        return least + int(exp(draw.random() * log(max(1, most - least) + 1))) - 1
    if way < 0.9:
        power = draw.choice((1, 2, 3, 10 ** draw.randrange(7), 2 ** draw.randrange(20)))
        return min(power, most + 1)
    return draw.choice((least, most - 1, most, most + 1))


def stack(draw: random.Random, size: float, _: Request) -> str:
    lines = number(draw, 1, max(1, int(100 * size)))
    large = draw.random() < 0.3
    return "\n".join(layer_line(draw, large) for _ in range(min(lines, 101)))


def layer_line(draw: random.Random, large: bool) -> str:
    if large and draw.random() < 0.3:
        settings = (number(draw, 1, 10**6) for _ in range(4))
        names = ("", "stride ", "padding ", "dilation ")
        return "conv " + " ".join(f"{n}{s}" for n, s in zip(names, settings, strict=True))
    kernel, dilation = draw.choice((1, 2, 3, 3, 3, 5, 7, 64)), draw.choice((1, 1, 1, 2, 12))
    stride = draw.choice((1, 1, 1, 1, 1, 1, 1, 2))
    if draw.random() < 0.2:
        return f"pool {kernel} stride {stride} padding {kernel // 2}"
    pad = (kernel - 1) * dilation // 2
    return f"conv {kernel} stride {stride} padding {pad} dilation {dilation}"


def matrix(draw: random.Random, most: int) -> str:
    rows, columns = draw.randint(1, most), draw.randint(1, most)
    words = ("0", "1", "-1", "2.5", "1/3", "−7/999999", "999999", "-999999.99", "0.000001", "+4")
    kept = [draw.choice(words) for _ in range(4)]
    return "; ".join(" ".join(draw.choice(kept) for _ in range(columns)) for _ in range(rows))


def image(draw: random.Random, size: float, _: Request) -> str:
    return matrix(draw, 12 if draw.random() < 0.9 else 13)


def kernel(draw: random.Random, size: float, _: Request) -> str:
    return matrix(draw, max(1, int(7 * size)))


def pixels(draw: random.Random, size: float, _: Request) -> str:
    rows, columns = number(draw, 1, 128), number(draw, 1, 128)
    return ";".join(draw.choice(("00", "7f", "ff", "a0")) * columns for _ in range(rows))


def drill(draw: random.Random, size: float, _: Request) -> str:
    from cnnlib import drills

    return draw.choice(drills.names())


def sheet(draw: random.Random, size: float, others: Request) -> str:
    kinds = {drill(draw, size, others) for _ in range(number(draw, 1, 11))}
    return ", ".join(f"{kind} {number(draw, 1, 20)}" for kind in sorted(kinds))


def source(draw: random.Random, size: float, others: Request) -> str:
    """Write a network whose channels fit; the arguments of an image come after it."""
    channels, lines, calls = others.get("channels", 3), [], []
    for place in range(number(draw, 1, 9)):
        made = number(draw, 1, 10 ** (draw.choice((2, 3, 6, 20, 39)) if size == 1 else 3))
        k = number(draw, 1, 10 ** (draw.choice((1, 1, 1, 30)) if size == 1 else 1))
        layer, made = draw.choice(
            (
                (f"nn.Conv2d({channels}, {made}, {k}, padding={k // 2})", made),
                (f"nn.Conv2d({channels}, {channels}, 3, 1, 1, groups={channels})", channels),
                (f"nn.ConvTranspose2d({channels}, {made}, {k}, {k})", made),
                (f"nn.BatchNorm2d({channels})", channels),
                (f"nn.Upsample(scale_factor={k})", channels),
                ("nn.ReLU()", channels),
                ("nn.MaxPool2d(2, 1)", channels),
            )
        )
        lines.append(f"        self.l{place} = {layer}\n")
        call = f"        x = self.l{place}(x)\n"
        if draw.random() < 0.2:
            times = number(draw, 1, draw.choice((9, 99, 1_100, MOST_LAYERS)))
            way = draw.choice(("torch.cat([x, x], 1)", "torch.relu(x)", "x + torch.relu(x)"))
            call += f"        for i in range({times}): x = {way}\n"
            if "cat" in way:
                made *= 2**times
        channels = made
        calls.append(call)
        if made > 10**32:
            break
    head = "class N(nn.Module):\n    def __init__(self):\n        super().__init__()\n"
    forward = f"    def forward(self, x):\n{''.join(calls)}        return x\n"
    return head + "".join(lines) + forward


TEXT_OF = {
    "layers": stack, "first": stack, "second": stack,
    "image": image, "kernels": kernel, "kernel": kernel, "pixels": pixels,
    "name": drill, "drills": sheet,
    "source": source, "compare_with": source,
}  # fmt: skip


def odd(draw: random.Random, depth: int = 0) -> Any:
    """Draw any JSON value."""
    way = draw.randrange(10)
    if depth < 22 and way < 2:
        return [odd(draw, depth + 1) for _ in range(draw.randrange(4))]
    if depth < 22 and way < 4:
        keys = ("name", "arguments", "layers", "stride", "", "\ud800", "é" * 300)
        return {draw.choice(keys): odd(draw, depth + 1) for _ in range(draw.randrange(4))}
    if way == 4:
        return draw.choice((float("nan"), float("-inf"), 1e308, -0.0, 3.0, 1e-320, 2**53 + 1.0))
    if way == 5:
        return draw.choice((1, -1)) * 10 ** draw.choice((0, 6, 7, 30, 400, 4000))
    if way == 6:
        return draw.choice(("\udfff", "9" * 5000, "\x00", "[" * 99, "٣", "1e3", "x" * 20_000))
    return draw.choice(ODD + TEXTS + tuple(FIELDS))


def changed(draw: random.Random, asked: Request) -> str:
    """Write a request with something changed in it: a value, a key or the letters."""
    way, arguments = draw.randrange(6), dict(asked["arguments"])
    if way < 3 and arguments:
        arguments[draw.choice(list(arguments))] = odd(draw, 18)
    elif way == 3:
        arguments = odd(draw)
    written = json.dumps(asked | {"arguments": arguments}, ensure_ascii=draw.random() < 0.5)
    if way == 4:  # a key twice, a number too long to be read, deep nesting, a mark of bytes
        begin = draw.choice(('{"name": 1, ', '{"a": ' + "9" * 5000 + ", ", '{"a":' * 30, "\ufeff{"))
        return begin + written[1:]
    if way == 5:
        first, last = sorted(draw.randrange(len(written) + 1) for _ in range(2))
        return written[:first] + draw.choice(('"', "\\", "}", "NaN", "", "\ud83d")) + written[last:]
    return written if draw.random() < 0.8 else json.dumps(odd(draw))


class Checked(NamedTuple):
    """An answer, and what it took."""

    answer: Request
    seconds: float
    characters: int
    text: str


def check(text: str) -> Checked:
    """Ask, and check all that holds for any answer."""
    try:
        return _checked(text)
    except Exception:
        print(f"found: {text[:4000]!a}")
        raise


def _checked(text: str) -> Checked:
    start = time.process_time()
    written = calculators.answer_json(text)
    spent = time.process_time() - start
    assert spent < SECONDS, f"{spent:.1f} seconds"
    assert len(written) < LONGEST_ANSWER, f"{len(written):,} characters"
    written.encode()  # no half of a surrogate pair
    answer: Request = json.loads(written, parse_constant=_refused)
    assert answer["ok"] is True or (answer["ok"] is False and len(answer["message"]) > 9), "no word"
    _check_texts(answer)
    if answer["ok"]:
        assert not re.search(r"\b(?:nan|inf|infinity)\b", written, re.IGNORECASE), "no number"
    if spent < 0.1:
        assert calculators.answer_json(text) == written, "another answer"
    return Checked(answer, spent, len(written), text)


def _hangs(*_: object) -> None:
    raise TimeoutError(f"no answer in {HANGS} seconds")


def _refused(word: str) -> None:
    raise AssertionError(f"{word} is no JSON")


def _check_texts(value: Any) -> None:
    if isinstance(value, dict):
        for key, inner in value.items():
            if key not in ("shares", "shades"):  # hexadecimal digits
                _check_texts(inner)
    elif isinstance(value, list):
        for inner in value:
            _check_texts(inner)
    elif isinstance(value, str):
        _check_text(value)
    elif isinstance(value, int):
        assert abs(value) < 10**MOST_DIGITS, "a number too long"


def _check_text(text: str) -> None:
    for word in re.findall(r"[0-9][0-9,]{45,}", text):
        assert len(word.replace(",", "")) <= MOST_DIGITS, f"a number too long: {word}"


def likely(draw: random.Random) -> Iterator[tuple[str, Checked]]:
    """Draw a request and mend it until it is accepted or the tries are spent."""
    asked = request(draw)
    for _ in range(TRIES):
        checked = check(json.dumps(asked))
        yield asked["name"], checked
        blamed = checked.answer.get("field")
        if blamed is None:
            return
        asked = mended(draw, asked, blamed)


class Counts:
    """What was asked, and what became of it."""

    def __init__(self) -> None:
        self.requests, self.accepted, self.inputs = Counter[str](), Counter[str](), Counter[str]()
        self.slowest = self.longest = Checked({}, 0.0, 0, "")

    def add(self, kind: str, checked: Checked) -> None:
        self.inputs[kind] += 1
        self.slowest = max(self.slowest, checked, key=lambda one: one.seconds)
        self.longest = max(self.longest, checked, key=lambda one: one.characters)

    def add_likely(self, name: str, last: Checked) -> None:
        self.requests[name] += 1
        self.accepted[name] += last.answer["ok"]

    def share(self, name: str) -> float:
        return self.accepted[name] / max(1, self.requests[name])

    def write(self) -> None:
        print(f"{'calculator':28}{'requests':>9}{'accepted':>9}{'share':>7}")
        for name in FIELDS:
            print(f"{name:28}{self.requests[name]:9}{self.accepted[name]:9}{self.share(name):7.0%}")
        print(f"{'all':28}{self.requests.total():9}{self.accepted.total():9}")
        print(f"{self.inputs.total():,} inputs: {dict(self.inputs)}")
        print(f"slowest, {self.slowest.seconds:.2f} s: {self.slowest.text[:800]}")
        print(f"longest, {self.longest.characters:,} characters: {self.longest.text[:800]}")


def main(seconds: float, seed: str) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    signal.signal(signal.SIGALRM, _hangs)
    counts, start, place = Counts(), time.monotonic(), 0
    while time.monotonic() - start < seconds:
        place += 1
        draw = random.Random(f"{seed} {place}")
        signal.alarm(HANGS)
        try:
            if place % CHANGED:
                tried = list(likely(draw))
                for _, checked in tried:
                    counts.add("accepted" if checked.answer["ok"] else "to be mended", checked)
                counts.add_likely(*tried[-1])
            else:
                counts.add("changed", check(changed(draw, request(draw))))
        except Exception:
            print(f"found by seed {seed}, input {place}")
            raise
    signal.alarm(0)
    counts.write()
    poor = [name for name in FIELDS if counts.share(name) < ACCEPTED]
    assert not poor, f"less than half is accepted of {poor}"


if __name__ == "__main__":
    main(float(sys.argv[1]), sys.argv[2])
