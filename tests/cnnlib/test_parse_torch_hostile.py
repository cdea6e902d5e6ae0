"""Texts that break parsers: an answer or a CnnlibError, soon and in little memory."""

import inspect
import sys
import time
import tracemalloc

import pytest
from hostile_sources import GREEDY, HOSTILE, SIZES

from cnnlib import CnnlibError, parse_torch

SECONDS = 30 if sys.gettrace() else 4  # a second on a quiet machine, but coverage is slow
MEGABYTES = 120
CASES = [(kind, n) for kind in HOSTILE for n in SIZES] + [(kind, 0) for kind in GREEDY]


@pytest.mark.parametrize(("kind", "n"), CASES)
def test_ends_soon(kind, n):
    source = HOSTILE[kind](n) if n else GREEDY[kind]
    message = ""
    start = time.process_time()
    try:
        parse_torch(source)
    except CnnlibError as error:
        message = str(error)
    assert len(message) < 500
    assert time.process_time() - start < SECONDS


@pytest.mark.parametrize(
    ("kind", "n"), [(kind, SIZES[-1]) for kind in HOSTILE] + CASES[-len(GREEDY) :]
)
def test_takes_little_memory(kind, n):
    source = HOSTILE[kind](n) if n else GREEDY[kind]
    tracemalloc.start()
    try:
        parse_torch(source)
    except CnnlibError:
        pass
    finally:
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert peak < MEGABYTES * 2**20


def test_the_stack_stays_shallow():
    """No more than 700 frames, whatever the source: Python's own limit is 1,000."""
    deepest = 0

    def watch(frame, event, argument):
        nonlocal deepest
        depth = 0
        while frame is not None:
            frame, depth = frame.f_back, depth + 1
        deepest = max(deepest, depth)

    nested = "nn.Sequential(" * 13 + "nn.ReLU()" + ")" * 13
    calls = "".join(f"def f{i}(x): return [g(f{i + 1}((((x)))))]\n" for i in range(60))
    sources = [GREEDY[kind] for kind in ("class in itself", "mutual methods", "itself in forward")]
    sources += [
        GREEDY["forking calls"],
        GREEDY["deep sequentials"],
        "m = " + nested,
        calls + "f0(1)",
    ]
    sources += [make(300) for make in HOSTILE.values()]
    sources += ["x = " + "not (1 < 2 | 3 ^ 4 & 5 << 6 + 7 * -(" * 14 + "8" + "))" * 14]
    sources += ["x = " + "(lambda a: " * 25 + "1" + ")" * 25 + "(1)" * 20]
    for source in sources:
        before = len(inspect.stack())
        sys.setprofile(watch)
        try:
            parse_torch(source)
        except CnnlibError:
            pass
        finally:
            sys.setprofile(None)
        print(deepest - before, source[:60])
        assert deepest - before < 700, source[:80]
        deepest = 0
