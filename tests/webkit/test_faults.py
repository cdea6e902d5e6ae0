"""What can go wrong on the way to a live answer: it is said, nothing is lost, Retry mends it."""

from __future__ import annotations

import faulty_server as server_with
import pytest
from faulty_server import EVERY_FILE, Fault, FaultyHandler
from reader import READY, Reader

pytestmark = pytest.mark.fault
LESSON = "lessons/convolution/"
STRIDE = "#conv_layer-stride"
ANSWER = "#conv_layer output .answer__text"
STATUS = "#conv_layer .calculator__runtime"
RETRY = "#conv_layer [data-action=retry]"

ON_THE_WAY: dict[str, tuple[Fault, ...]] = {
    "pyodide.mjs": (server_with.missing, server_with.another_page, server_with.unreachable),
    "pyodide.asm.mjs": (server_with.missing, server_with.garbled, server_with.cut_off),
    "pyodide.asm.wasm": (
        server_with.missing,
        server_with.broken,
        server_with.cut_off,
        server_with.cut_short,
        server_with.garbled,
        server_with.empty,
        server_with.another_page,
        server_with.unreachable,
    ),
    "python.zip.txt": (
        server_with.missing,
        server_with.cut_off,
        server_with.cut_short,
        server_with.garbled,
        server_with.unreachable,
    ),
}
SPOILED = {
    "no WebAssembly": b"delete self.WebAssembly;",
    "WebAssembly blocked": b"WebAssembly.instantiateStreaming = WebAssembly.instantiate = () => "
    b"Promise.reject(new Error('blocked'));",
    "worker breaks": b"throw new Error('an extension broke this');",
    "offline": b"self.fetch = () => Promise.reject(new TypeError('offline'));",
}


def says_so(reader: Reader, sentence: str = "Python could not start") -> None:
    """The reader changes a number, hears why there is no answer, and still has the last one."""
    reader.type(STRIDE, "2")
    reader.sees(STATUS, sentence, within=READY)
    assert reader.text(ANSWER) == "64 × 64 × 64"
    assert reader.find(STRIDE).get_property("value") == "2"
    assert reader.find(RETRY).is_displayed()


def recovers(reader: Reader) -> None:
    """Without a new page."""
    reader.do("window.same = true")
    reader.press(RETRY)
    reader.sees(ANSWER, "64 × 32 × 32", within=READY)
    assert not reader.find(RETRY).is_displayed()
    assert reader.do("return window.same")


@pytest.mark.parametrize(
    ("file", "fault"),
    [
        pytest.param(file, fault, id=f"{file} {fault.__name__}")
        for file, faults in ON_THE_WAY.items()
        for fault in faults
    ],
)
def test_a_bad_file_is_said_and_retried(
    reader: Reader, faults: type[FaultyHandler], file: str, fault: Fault
) -> None:
    faults.faults[file] = fault
    reader.open(LESSON)
    says_so(reader)
    faults.faults.clear()
    recovers(reader)


@pytest.mark.parametrize(
    "fault",
    [
        server_with.missing,
        server_with.garbled,
        server_with.another_page,
        server_with.unreachable,
        *(pytest.param(server_with.saying(line), id=name) for name, line in SPOILED.items()),
    ],
    ids=lambda fault: fault.__name__,
)
def test_a_worker_that_cannot_start_says_so(
    reader: Reader, faults: type[FaultyHandler], fault: Fault
) -> None:
    faults.faults["cnnlib-worker.mjs"] = fault
    reader.open(LESSON)
    says_so(reader)
    faults.faults.clear()
    recovers(reader)


def test_a_stall_is_noticed(reader: Reader, faults: type[FaultyHandler]) -> None:
    faults.faults["pyodide.asm.wasm"] = server_with.stalled
    reader.open(LESSON)
    says_so(reader, "has stalled")
    faults.faults.clear()
    recovers(reader)


def test_a_slow_start_shows_how_far_it_is(reader: Reader, faults: type[FaultyHandler]) -> None:
    faults.faults["python.zip.txt"] = server_with.slow
    reader.open(LESSON)
    reader.type(STRIDE, "2")
    reader.sees(STATUS, "Loading Python")
    assert reader.find(f"{STATUS} progress").is_displayed()
    reader.sees(ANSWER, "64 × 32 × 32", within=READY)
    assert not reader.find(STATUS).is_displayed()


def test_a_network_that_stalls_is_computed_instead(
    reader: Reader, faults: type[FaultyHandler]
) -> None:
    faults.faults["resnet50.json"] = server_with.stalled
    reader.open("receptive_field_explorer/")
    reader.choose("#explorer-network", "resnet50")
    reader.sees(".explorer__now", "427", within=READY)


def test_offline_before_the_first_answer(reader: Reader, faults: type[FaultyHandler]) -> None:
    reader.open(LESSON)
    faults.faults[EVERY_FILE] = server_with.unreachable
    says_so(reader)
    faults.faults.clear()
    recovers(reader)


def test_offline_after_the_first_answer(reader: Reader, faults: type[FaultyHandler]) -> None:
    reader.open(LESSON)
    reader.type(STRIDE, "2")
    reader.sees(ANSWER, "64 × 32 × 32", within=READY)
    faults.faults[EVERY_FILE] = server_with.unreachable
    reader.type(STRIDE, "4")
    reader.sees(ANSWER, "64 × 16 × 16")


def test_a_call_that_takes_too_long_is_stopped_and_the_next_one_works(reader: Reader) -> None:
    reader.open(LESSON)
    reader.type(STRIDE, "2")
    reader.sees(ANSWER, "64 × 32 × 32", within=READY)
    # A worker that no longer answers, as one that computes for ever.
    reader.do(
        "const post = Worker.prototype.postMessage;"
        "Worker.prototype.postMessage = function () { Worker.prototype.postMessage = post; };"
    )
    reader.type(STRIDE, "3")
    reader.sees(STATUS, "took too long", within=READY)
    assert reader.text(ANSWER) == "64 × 32 × 32"
    reader.type(STRIDE, "4")
    reader.sees(ANSWER, "64 × 16 × 16", within=READY)


def test_a_killed_worker_is_replaced(reader: Reader) -> None:
    reader.open(LESSON)
    reader.type(STRIDE, "2")
    reader.sees(ANSWER, "64 × 32 × 32", within=READY)
    reader.do("window.cnnlibRuntime.stop()")
    reader.type(STRIDE, "3")
    reader.sees(ANSWER, "64 × 22 × 22", within=READY)


@pytest.mark.parametrize(
    "fault",
    [server_with.missing, server_with.another_page, server_with.unreachable],
    ids=lambda fault: fault.__name__,
)
def test_without_its_script_the_page_is_still_right(
    reader: Reader, faults: type[FaultyHandler], fault: Fault
) -> None:
    faults.faults["site.mjs"] = fault
    reader.driver.get(reader.url + LESSON)
    assert reader.text(ANSWER) == "64 × 64 × 64"
    assert not reader.find(STRIDE).is_enabled()
    assert not reader.find(RETRY).is_displayed()
