"""The sealed box in WebKit, where a frame of no origin may open caches: they are its own."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from attacks import NAMES, Listener, script
from reader import READY, Reader

FIRST = "exercises/output_sizes/"
START = """self.said = [];
    const attack = new Worker(URL.createObjectURL(new Blob([arguments[0]])));
    attack.onmessage = ({ data }) => self.said.push(data);"""
CACHES = "return caches.keys()"
# In a worker, too: the frame itself may not even name its caches.
KEYS = """const say = (text) => postMessage(`caches ${text}`);
    caches.keys().then((names) => say(names.join()), (error) => say(error.name))"""
STORED = "return {...localStorage}"


@pytest.fixture
def listener() -> Iterator[Listener]:
    listener = Listener()
    yield listener
    listener.close()


def in_new_box(reader: Reader) -> None:
    """Start a box and look into its frame."""
    reader.do("exerciseRuntime.stop?.(); exerciseRuntime.start()")
    reader.until(lambda: reader.do("return exerciseRuntime.state === 'ready'"), READY)
    reader.driver.switch_to.frame(reader.find("iframe[sandbox]"))


def test_nobody_hears_of_what_runs_in_the_box(reader: Reader, listener: Listener) -> None:
    reader.open(FIRST)
    before = reader.do(CACHES), reader.do(STORED)
    in_new_box(reader)
    reader.do(START, script(listener))
    reader.until(lambda: "attack done" in reader.do("return self.said"), READY)
    said: list[str] = reader.do("return self.said")
    found = dict(re.findall(r"attack (\w+): (allowed|refused)", "\n".join(said)))
    assert set(found) == set(NAMES)
    assert {name for name, one in found.items() if one == "allowed"} <= {"worker", "stored"}
    assert listener.heard == []
    inside = caches_of_the_box(reader)
    print("a worker of the box sees these caches:", inside)
    reader.driver.switch_to.default_content()
    assert (reader.do(CACHES), reader.do(STORED)) == before
    in_new_box(reader)
    assert "attack" not in caches_of_the_box(reader), "gone with its box"
    reader.driver.switch_to.default_content()


def caches_of_the_box(reader: Reader) -> set[str]:
    """Name the caches that a worker in this frame sees."""
    reader.do(START, KEYS)
    reader.until(lambda: reader.do("return self.said.length"), READY)
    (said,) = reader.do("return self.said")
    return set(said.removeprefix("caches ").split(",")) - {""}
