"""What a first visit costs."""

from __future__ import annotations

from one_calculator import LESSON, READY, answer, stride
from playwright.sync_api import Page, expect
from waiting import wait_until
from watch import Watch

from cnnlib.calculators import names

FONTS = """() => performance.getEntriesByType("resource")
    .filter((entry) => entry.name.includes(".woff2"))
    .map((entry) => [new URL(entry.name).pathname.split("/").at(-1), entry.decodedBodySize])"""
NEEDED = {"inter-latin-400-normal.woff2", "KaTeX_Main-Regular.woff2"}
LIMIT = 75 * 1024


def test_a_lessons_fonts_are_small_and_asked_for_once(page: Page) -> None:
    page.goto(LESSON)
    # Formulas' fonts are asked for after the first picture: on a busy machine, long after all else.
    wait_until(page, lambda: dict(page.evaluate(FONTS)).keys() >= NEEDED, "one is missing", READY)
    page.evaluate("() => document.fonts.ready.then(() => null)")
    page.wait_for_timeout(500)  # for a second request, should there be one
    fonts = page.evaluate(FONTS)
    sizes = dict(fonts)
    assert len(fonts) == len(sizes)
    assert 0 < sum(sizes.values()) <= LIMIT, sizes


REHEARSED = """() => performance.getEntriesByName("rehearsed")
    .flatMap(({ detail }) => detail.map((request) => JSON.parse(request).name))"""


def test_python_rehearses_every_calculator_once_it_has_answered(page: Page) -> None:
    page.goto(LESSON)
    stride(page).fill("2")
    expect(answer(page)).to_have_text("64 × 32 × 32", timeout=READY)
    (worker,) = page.workers
    wait_until(page, lambda: worker.evaluate(REHEARSED) == names(), "some are not rehearsed", READY)
    stride(page).fill("4")
    expect(answer(page)).to_have_text("64 × 16 × 16")


def asked(watch: Watch, file: str) -> int:
    return len([url for url in watch.requests if url.endswith(file)])


def test_python_is_compiled_once_for_all_workers_of_a_visit(page: Page, watch: Watch) -> None:
    page.goto(LESSON)
    stride(page).fill("2")
    expect(answer(page)).to_have_text("64 × 32 × 32", timeout=READY)
    page.evaluate("() => { cnnlibRuntime.stop(); }")
    stride(page).fill("4")
    expect(answer(page)).to_have_text("64 × 16 × 16", timeout=READY)
    assert asked(watch, "pyodide.asm.mjs") == 2
    assert asked(watch, "pyodide.asm.wasm") == 1
    for _ in range(2):  # the sealed boxes share what the page has loaded for the first
        page.evaluate("() => { exerciseRuntime.stop(); exerciseRuntime.start(); }")
        page.wait_for_function("() => exerciseRuntime.state === 'ready'", timeout=READY)
        assert asked(watch, "pyodide.asm.wasm") == 2
    files = page.evaluate("() => cnnlibRuntime.files")
    assert [url for url in files if url.endswith("pyodide.asm.wasm")]  # to be read offline
    assert len(files) == len(set(files))
