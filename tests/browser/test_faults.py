"""What can go wrong on the way to a live answer: it is said, nothing is lost, Retry mends it."""

from __future__ import annotations

import re

import pytest
from faults import FAULTS, Fault
from one_calculator import LESSON, READY, answer, calculator, stride
from playwright.sync_api import BrowserContext, Page, Route, expect
from watch import Watch

pytestmark = [pytest.mark.core, pytest.mark.fault]
FILES = ("pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", "python.zip.txt")


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.__name__)
@pytest.mark.parametrize("file", FILES)
def test_a_bad_file_is_said_and_retried(page: Page, watch: Watch, file: str, fault: Fault) -> None:
    page.route(f"**/{file}", fault)
    page.goto(LESSON)
    stride(page).fill("2")
    retry = calculator(page).get_by_role("button", name="Retry")
    expect(retry).to_be_visible(timeout=READY)
    expect(calculator(page)).to_contain_text("Python could not start")
    expect(answer(page)).to_have_text("64 × 64 × 64")
    page.unroute(f"**/{file}", fault)
    retry.click()
    expect(answer(page)).to_have_text("64 × 32 × 32", timeout=READY)
    expect(retry).to_be_hidden()
    # What is missing is reported by the browser and by Pyodide; nothing may be uncaught.
    assert [problem for problem in watch.problems if problem.startswith("uncaught")] == []
    watch.problems.clear()


@pytest.mark.parametrize(
    "before",
    [
        "delete self.WebAssembly;",
        "WebAssembly.instantiateStreaming = WebAssembly.instantiate = () => "
        "Promise.reject(new Error('blocked'));",
        "throw new Error('an extension broke this');",
        "self.fetch = () => Promise.reject(new TypeError('offline'));",
    ],
    ids=["no WebAssembly", "WebAssembly blocked", "worker breaks", "offline"],
)
def test_a_worker_that_cannot_start_says_so(page: Page, watch: Watch, before: str) -> None:
    asked: list[str] = []

    # The route stays: none is taken away just when the browser asks again.
    def spoil(route: Route) -> None:
        if asked:
            route.continue_()
        else:
            asked.append(route.request.url)
            route.fulfill(body=before + route.fetch().text(), content_type="text/javascript")

    page.route("**/cnnlib-worker.mjs*", spoil)
    page.goto(LESSON)
    stride(page).fill("2")
    expect(calculator(page)).to_contain_text("Python could not start", timeout=READY)
    expect(answer(page)).to_have_text("64 × 64 × 64")
    calculator(page).get_by_role("button", name="Retry").click()
    expect(answer(page)).to_have_text("64 × 32 × 32", timeout=READY)
    assert [problem for problem in watch.problems if problem.startswith("uncaught")] == []
    watch.problems.clear()


def test_a_stall_is_noticed(page: Page) -> None:
    held: list[Route] = []
    page.route("**/pyodide.asm.wasm", lambda route: held.append(route))
    page.goto(LESSON)
    stride(page).fill("2")
    expect(calculator(page)).to_contain_text("has stalled", timeout=READY)
    page.unroute_all(behavior="ignoreErrors")
    calculator(page).get_by_role("button", name="Retry").click()
    expect(answer(page)).to_have_text("64 × 32 × 32", timeout=READY)


def test_a_slow_start_shows_how_far_it_is(page: Page) -> None:
    held: list[Route] = []
    page.route("**/python.zip.txt", lambda route: held.append(route))
    page.goto(LESSON)
    with page.expect_request("**/python.zip.txt"):
        stride(page).fill("2")
    progress = calculator(page).get_by_role("progressbar")
    expect(progress).to_be_visible()
    expect(calculator(page)).to_contain_text("Loading Python")
    held[0].continue_()
    expect(answer(page)).to_have_text("64 × 32 × 32", timeout=READY)
    expect(progress).to_be_hidden()


def test_a_call_that_takes_too_long_is_stopped_and_the_next_one_works(page: Page) -> None:
    page.goto(LESSON)
    stride(page).fill("2")
    expect(answer(page)).to_have_text("64 × 32 × 32", timeout=READY)
    # A worker that no longer answers, as one that computes for ever.
    page.evaluate(
        "() => { const post = Worker.prototype.postMessage;"
        " Worker.prototype.postMessage = function () { Worker.prototype.postMessage = post; }; }"
    )
    stride(page).fill("3")
    expect(calculator(page)).to_contain_text("took too long", timeout=READY)
    expect(answer(page)).to_have_text("64 × 32 × 32")
    stride(page).fill("4")
    expect(answer(page)).to_have_text("64 × 16 × 16", timeout=READY)


def test_a_thousand_changes_in_a_row_end_at_the_last(page: Page) -> None:
    page.goto(LESSON)
    page.evaluate(
        """() => {
            const field = document.querySelector("#conv_layer-stride");
            for (let i = 1; i <= 1000; i++) {
                field.value = String(1 + (i % 7));
                field.dispatchEvent(new Event("input", {bubbles: true}));
            }
        }"""
    )
    expect(stride(page)).to_have_value("7")
    expect(answer(page)).to_have_text("64 × 10 × 10", timeout=READY)
    expect(page).to_have_url(re.compile(r"conv_layer\.stride=7"))


@pytest.mark.parametrize(
    "query",
    [
        "conv_layer.stride=<img src=x onerror=alert(1)>",
        "conv_layer.stride=" + "9" * 3000,
        "conv_layer.kernel=3&conv_layer.__proto__=1&other.stride=5",
        "conv_layer.stride=%00%ff",
    ],
    ids=["markup", "a long number", "unknown names", "bytes"],
)
def test_a_strange_address_is_refused_with_a_sentence_or_ignored(page: Page, query: str) -> None:
    page.goto(f"{LESSON}?{query}")
    expect(answer(page)).to_have_text("64 × 64 × 64")
    if "conv_layer.stride" in query:
        message = calculator(page).locator(".calculator__message")
        expect(message).to_contain_text("stride is", timeout=READY)
    assert page.locator("img[src=x]").count() == 0
    stride(page).fill("2")
    expect(answer(page)).to_have_text("64 × 32 × 32", timeout=READY)


def test_two_tabs_do_not_disturb_each_other(page: Page, context: BrowserContext) -> None:
    other = context.new_page()
    for tab in (page, other):
        tab.goto(LESSON)
    stride(page).fill("2")
    stride(other).fill("4")
    expect(answer(page)).to_have_text("64 × 32 × 32", timeout=READY)
    expect(answer(other)).to_have_text("64 × 16 × 16", timeout=READY)


def test_back_and_forward_keep_what_was_set(page: Page) -> None:
    page.goto(LESSON)
    stride(page).fill("2")
    expect(answer(page)).to_have_text("64 × 32 × 32", timeout=READY)
    expect(page).to_have_url(re.compile(r"stride=2"))
    page.goto("summary/")
    page.go_back()
    expect(stride(page)).to_have_value("2")
    expect(answer(page)).to_have_text("64 × 32 × 32", timeout=READY)
    page.go_forward()
    page.go_back()
    stride(page).fill("4")
    expect(answer(page)).to_have_text("64 × 16 × 16", timeout=READY)


def test_a_megabyte_is_refused_with_a_sentence(page: Page) -> None:
    page.goto("network_table/")
    table = page.locator("network-table")
    table.get_by_label("Source").fill("nn.ReLU(), " * 100_000)
    message = table.locator(".calculator__message")
    expect(message).to_contain_text("characters", timeout=READY)
    expect(table).to_contain_text("61,706 parameters")


@pytest.mark.parametrize("kept", ["[", "null", '{"code": 3}', '{"solved": "<b>"}', "x" * 100_000])
def test_a_store_that_holds_garbage_harms_nothing(page: Page, kept: str) -> None:
    page.add_init_script(
        "if (location.host) {"  # Firefox runs this in the blank page, too, which has no store
        f"localStorage.setItem('cnn-foundations.exercise.ex1-a', {kept!r});"
        f"localStorage.setItem('cnn-foundations.exercise.ex1-code', {kept!r}); }}"
    )
    page.goto("exercises/output_sizes/")
    box = page.locator("try-it#ex1-a")
    box.locator("form input").fill("24")
    box.get_by_role("button", name="Check").click()
    expect(box.locator(".exercise__feedback")).to_have_text("Right.")
    page.goto("exercises/")
    expect(page.locator("exercise-progress")).to_contain_text("of 7")


def test_a_full_store_is_survived(page: Page) -> None:
    page.add_init_script(
        "Storage.prototype.setItem = () => {"
        " throw new DOMException('full', 'QuotaExceededError'); }"
    )
    page.goto("exercises/output_sizes/")
    box = page.locator("try-it#ex1-a")
    box.locator("form input").fill("24")
    box.get_by_role("button", name="Check").click()
    expect(box.locator(".exercise__feedback")).to_contain_text("Right.")
