"""What seldom goes wrong: it is said, the last answer stays, Retry or the next try mends it."""

from __future__ import annotations

import http.server
import re
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from ensure_browser import system_browser
from faults import Fault, another_page, missing, server_error, unreachable
from hostile_sources import HOSTILE, SIZES
from instruments import CODE, INSTRUMENTS, Instrument
from one_calculator import LESSON, READY, answer, calculator, sentence, stride
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, expect
from readable import wait_until_laid_out
from waiting import NOTED, wait_until
from watch import Watch

pytestmark = pytest.mark.fault
BY_TAG = {instrument.tag: instrument for instrument in INSTRUMENTS}
CODE_EXERCISE, DRILL = BY_TAG["code-exercise"], BY_TAG["drill-task"]
ASKS_PYTHON = [
    one for one in INSTRUMENTS if one.tag not in {"gradient-flow", "quiz-question", "try-it"}
]
KEPT = """async () => {
    for (const file of cnnlibRuntime.files) if (!(await caches.match(file))) return false;
    return true;
}"""


def forgive(watch: Watch) -> None:
    """Let the browser's own reports pass, and nothing that is uncaught."""
    assert [problem for problem in watch.problems if problem.startswith("uncaught")] == []
    watch.problems.clear()


# ---------------------------------------------------------------- the network


@pytest.mark.parametrize("fault", [missing, another_page, server_error, unreachable])
def test_a_worker_that_is_not_there_is_said_and_retried(
    page: Page, watch: Watch, fault: Fault
) -> None:
    page.route("**/cnnlib-worker.mjs*", fault)
    page.goto(LESSON)
    stride(page).fill("2")
    expect(sentence(page)).to_contain_text("Python could not start", timeout=READY)
    expect(answer(page)).to_have_text("64 × 64 × 64")
    expect(stride(page)).to_have_value("2")
    page.unroute("**/cnnlib-worker.mjs*", fault)
    calculator(page).get_by_role("button", name="Retry").click()
    expect(answer(page)).to_have_text("64 × 32 × 32", timeout=READY)
    forgive(watch)


class Dripping(http.server.BaseHTTPRequestHandler):
    """Sends one file in drops."""

    body = b""
    drops = 30

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "application/wasm")
        self.send_header("Content-Length", str(len(self.body)))
        self.end_headers()
        size = len(self.body) // self.drops + 1
        for start in range(0, len(self.body), size):
            self.wfile.write(self.body[start : start + size])
            time.sleep(0.2)

    def log_message(self, *arguments: Any) -> None:
        """Keep quiet."""


@pytest.fixture
def dripping(site: Path) -> Iterator[str]:
    [wasm] = site.rglob("pyodide.asm.wasm")
    handler = type("Handler", (Dripping,), {"body": wasm.read_bytes()})
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()
    thread.join()


def test_a_file_that_drips_is_waited_for(page: Page, dripping: str) -> None:
    page.route("**/pyodide.asm.wasm", lambda route: route.continue_(url=dripping))
    page.goto(LESSON)
    begun = time.monotonic()
    stride(page).fill("2")
    expect(calculator(page).get_by_role("progressbar")).to_be_visible()
    expect(answer(page)).to_have_text("64 × 32 × 32", timeout=READY)
    assert time.monotonic() - begun > 5, "it did not drip"
    expect(sentence(page)).to_be_hidden()


def test_offline_after_the_page_came_and_online_again(
    page: Page, context: BrowserContext, watch: Watch
) -> None:
    page.goto(LESSON, wait_until="networkidle")
    context.set_offline(True)
    stride(page).fill("2")
    expect(sentence(page)).to_contain_text("Python could not start", timeout=READY)
    expect(answer(page)).to_have_text("64 × 64 × 64")
    context.set_offline(False)
    calculator(page).get_by_role("button", name="Retry").click()
    expect(answer(page)).to_have_text("64 × 32 × 32", timeout=READY)
    forgive(watch)


@pytest.mark.parametrize("instrument", ASKS_PYTHON, ids=lambda instrument: instrument.tag)
def test_every_instrument_works_again_when_python_comes(
    page: Page, watch: Watch, instrument: Instrument
) -> None:
    """The first try fails with a sentence; the same, tried again, is answered right."""
    page.route("**/pyodide.asm.wasm", unreachable)
    box = instrument.open(page)
    with pytest.raises(AssertionError):
        instrument.check(box, within=1_000)
    said = box.get_by_text("Python could not start").locator("visible=true")
    expect(said).to_have_count(1, timeout=READY)
    page.unroute("**/pyodide.asm.wasm", unreachable)
    instrument.check(box)
    forgive(watch)


# ---------------------------------------------------------------- the worker

# The next thing that is asked of a worker is its last: it is gone before it has answered.
KILL_BOX = """() => {
    const post = MessagePort.prototype.postMessage;
    MessagePort.prototype.postMessage = function (...values) {
        post.apply(this, values);
        document.querySelector("iframe[title^=Sealed]").remove();
        MessagePort.prototype.postMessage = post;
    };
}"""
KILL = """() => {
    const post = Worker.prototype.postMessage;
    Worker.prototype.postMessage = function (...values) {
        post.apply(this, values);
        this.terminate();
        Worker.prototype.postMessage = post;
    };
}"""


def test_a_worker_that_is_killed_while_computing_is_noticed_and_replaced(page: Page) -> None:
    page.goto(LESSON)
    stride(page).fill("2")
    expect(answer(page)).to_have_text("64 × 32 × 32", timeout=READY)
    page.evaluate(KILL)
    stride(page).fill("3")
    expect(sentence(page)).to_contain_text("took too long and was stopped", timeout=READY)
    expect(answer(page)).to_have_text("64 × 32 × 32")
    calculator(page).get_by_role("button", name="Retry").click()
    expect(answer(page)).to_have_text("64 × 22 × 22", timeout=READY)
    expect(sentence(page)).to_be_hidden()


def test_a_worker_that_is_killed_while_code_runs_is_noticed_and_replaced(page: Page) -> None:
    box = CODE_EXERCISE.open(page)
    CODE_EXERCISE.check(box)
    ready = "exerciseRuntime.state === 'ready'"  # the box of the next run
    wait_until(page, lambda: bool(page.evaluate(ready)), "no next box", READY)
    page.evaluate(KILL_BOX)
    box.get_by_role("button", name="Run").click()
    expect(box.locator(".exercise__feedback")).to_contain_text("was stopped", timeout=READY)
    assert box.evaluate("element => element.editor.value") == CODE
    CODE_EXERCISE.check(box)


def test_runaway_code_is_stopped_and_calculators_answer_meanwhile(page: Page) -> None:
    box = CODE_EXERCISE.open(page)
    CODE_EXERCISE.check(box)
    box.evaluate("(element, code) => element.replace(code)", "while True:\n    pass\n")
    box.get_by_role("button", name="Run").click()
    expect(box.get_by_role("button", name="Stop")).to_be_visible()
    DRILL.check(DRILL.found(page))
    expect(box.locator(".exercise__feedback")).to_contain_text("ran for 5 seconds", timeout=READY)
    expect(box.get_by_role("button", name="Run")).to_be_visible()
    CODE_EXERCISE.check(box)
    DRILL.check(DRILL.found(page))


@pytest.mark.parametrize("sign", ["(", "[", "-", "not ", "lambda: "])
def test_deep_code_is_answered_and_the_next_run_works(page: Page, sign: str) -> None:
    """Python's own parser may die of it, and with it the worker."""
    box = CODE_EXERCISE.open(page)
    box.evaluate("(element, code) => element.replace(code)", sign * (9_900 // len(sign)))
    box.get_by_role("button", name="Run").click()
    expect(box.locator(".exercise__feedback")).to_contain_text("Not yet.", timeout=READY)
    CODE_EXERCISE.check(box)


# What makes the page wider than its window, if anything does.
BEYOND = """() => document.documentElement.scrollWidth <= innerWidth ? [] :
    [document.documentElement.scrollWidth, innerWidth, ...[...document.querySelectorAll("body *")]
        .filter((node) => node.getBoundingClientRect().right > innerWidth + 0.5)
        .map((node) => node.outerHTML.slice(0, 120))]"""


def test_a_window_that_changes_while_python_starts_and_computes(page: Page) -> None:
    page.goto(LESSON)
    stride(page).fill("2")
    for place, (width, height) in enumerate([(320, 640), (1900, 400), (640, 450), (1280, 900)] * 5):
        page.set_viewport_size({"width": width, "height": height})
        stride(page).fill(str(1 + place % 5))
        assert page.evaluate(BEYOND) == []
    expect(stride(page)).to_have_value("5")
    expect(answer(page)).to_have_text("64 × 13 × 13", timeout=READY)


# Twenty calculators as the page was built, in the place of one. The site has no page with so many.
MULTIPLY = """async (element) => {
    const text = await (await fetch(location.href)).text();
    const built = new DOMParser().parseFromString(text, "text/html").getElementById(element.id);
    const copies = Array.from({ length: 20 }, (_, place) => {
        const copy = built.cloneNode(true);
        copy.id = `copy${place}`;
        return document.importNode(copy, true);
    });
    element.replaceWith(...copies);
    for (const [place, copy] of copies.entries()) {
        const field = copy.querySelector("[name=stride]");
        field.value = 2 + (place % 7);
        field.dispatchEvent(new Event("input", { bubbles: true }));
    }
}"""


def test_twenty_calculators_share_one_worker(page: Page, watch: Watch) -> None:
    """Ten seconds from the moment when Python is there; its start depends on the machine."""
    page.goto(LESSON)
    stride(page).fill("3")
    expect(answer(page)).to_have_text("64 × 22 × 22", timeout=READY)
    begun = time.monotonic()
    calculator(page).evaluate(MULTIPLY)
    for place in range(20):
        size = (64 - 1) // (2 + place % 7) + 1
        text = page.locator(f"#copy{place} output .answer__text")
        expect(text).to_have_text(f"64 × {size} × {size}", timeout=READY)
    assert time.monotonic() - begun < 10
    assert len([url for url in watch.requests if url.endswith("pyodide.asm.wasm")]) == 1


# ---------------------------------------------------------------- the browser

DENIED = """for (const name of ["localStorage", "sessionStorage", "indexedDB", "caches"]) {
    const get = () => { throw new DOMException("denied", "SecurityError"); };
    Object.defineProperty(window, name, { get });
}"""


@pytest.mark.parametrize("instrument", INSTRUMENTS, ids=lambda instrument: instrument.tag)
def test_where_storage_is_denied_every_instrument_works(page: Page, instrument: Instrument) -> None:
    page.add_init_script(DENIED)
    instrument.check(instrument.open(page))


def test_where_storage_is_denied_it_is_said(page: Page) -> None:
    page.add_init_script(DENIED)
    page.goto("exercises/")
    expect(page.locator("exercise-progress")).to_contain_text("keeps nothing for this site")
    CODE_EXERCISE.open(page)
    expect(page.locator("#ex1-code .exercise__feedback")).to_contain_text("keeps nothing")
    page.goto("offline/")
    expect(page.locator("offline-course")).to_contain_text("does not allow pages to be kept")
    expect(page.locator("offline-course").get_by_role("button")).to_have_count(0)
    page.get_by_role("link", name="Home", exact=True).first.click()
    expect(page).to_have_url(re.compile(r"/course/(\./)?$"))


FILL = """() => {
    for (let size = 4_000_000; size >= 1; size = Math.floor(size / 2)) {
        try {
            for (;;) localStorage.setItem(`filler${localStorage.length}`, "x".repeat(size));
        } catch {
            // No room for so much; for less, perhaps.
        }
    }
}"""
NO_MODULE_WORKERS = (
    "constructor() { throw new TypeError('no module workers'); }",
    "constructor() { setTimeout(() => this.onerror(new Event('error', { cancelable: true }))); }"
    "postMessage() {} terminate() {}",
)


@pytest.mark.core
def test_full_storage_is_said_at_once_and_once(page: Page) -> None:
    box = CODE_EXERCISE.open(page)
    page.evaluate(FILL)
    CODE_EXERCISE.check(box)
    notice = page.locator(".notice")
    expect(notice).to_contain_text("keeps nothing more")
    expect(notice).to_have_count(1)
    notice.get_by_role("button", name="Close").click()
    box.evaluate("element => element.save()")
    expect(notice).to_have_count(0)


SLOW = "import time\ntime.sleep(1.5)\n"
SOLVED = "JSON.parse(localStorage['cnn-foundations.exercise.ex1-code']).solved === true"


@pytest.mark.core
def test_a_page_that_is_left_while_code_runs(page: Page) -> None:
    """What the code solved is kept, and nothing is thrown."""
    box = CODE_EXERCISE.open(page)
    CODE_EXERCISE.check(box)  # Python is there
    page.evaluate("localStorage.clear(); document.querySelector('#ex1-code').solved = false")
    box.evaluate("(box, code) => { box.replace(code); box.run(); }", f"{SLOW}{CODE}")
    page.get_by_role("link", name="Lessons").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("The convolution operation")
    wait_until(page, lambda: bool(page.evaluate(SOLVED)), "it is not kept", READY)


@pytest.mark.core
def test_two_tabs_on_one_exercise(page: Page, context: BrowserContext) -> None:
    """The other tab's code is taken over, unless something was written here since."""
    write = "(box, text) => { box.replace(text); box.save(); }"
    here = CODE_EXERCISE.open(page)
    there = CODE_EXERCISE.open(context.new_page())
    here.evaluate(write, "first = 1")
    holds = "(text) => document.querySelector('#ex1-code').editor.value === text"
    there.page.wait_for_function(holds, arg="first = 1")
    there.evaluate("box => { box.replace('mine = 1'); clearTimeout(box.saveTimer); }")
    here.evaluate(write, "second = 2")
    expect(there.locator(".exercise__feedback")).to_contain_text("changed in another tab")
    assert there.page.evaluate(holds, "mine = 1")


@pytest.mark.core
@pytest.mark.parametrize("means", NO_MODULE_WORKERS)
def test_a_browser_without_module_workers_is_answered_in_words(page: Page, means: str) -> None:
    page.add_init_script(f"window.Worker = class {{ {means} }};")
    page.goto(LESSON)
    stride(page).fill("2")
    expect(sentence(page)).to_contain_text("Python", timeout=READY)
    expect(answer(page)).to_have_text("64 × 64 × 64")
    expect(stride(page)).to_have_value("2")


SCRIPT = "text/javascript"
FINISH = "document.getAnimations().forEach((animation) => animation.finish())"  # not 15 seconds


@pytest.mark.core
@pytest.mark.parametrize("runs", [False, True], ids=["a script that can't run", "one that can"])
def test_a_browser_that_cannot_run_the_script_is_told_what_is_needed(
    page: Page, watch: Watch, runs: bool
) -> None:
    page.goto(LESSON)
    notice = page.locator(".not-started")
    if runs:
        expect(notice).to_have_count(0)
        return
    page.route("**/site.mjs*", lambda route: route.fulfill(body="let let", content_type=SCRIPT))
    page.reload()
    expect(notice).to_be_hidden()
    page.evaluate(FINISH)
    expect(notice).to_contain_text("a browser of 2024 or later")
    assert watch.problems, "the script did not run"
    watch.problems.clear()


# Names and values that earlier versions may have known, nonsense, and too much.
OLD = ("", "1", "old-name", "-7", "1e9", "own", "true", "x" * 2_000)


@pytest.mark.parametrize("instrument", INSTRUMENTS, ids=lambda instrument: instrument.tag)
def test_an_address_of_a_former_version_is_forgiven(page: Page, instrument: Instrument) -> None:
    box = instrument.open(page)
    names = box.evaluate("box => [...box.querySelectorAll('[name]')].map((field) => field.name)")
    for value in OLD:
        query = "&".join(
            f"{instrument.identifier}.{name}={value}" for name in [*names, "seed", "gone"]
        )
        box = instrument.open(page, f"?v=1&gone&{query}")
        wait_until_laid_out(page)
        assert len(box.inner_text()) > 100
    instrument.check(box)


def test_back_and_forward_through_the_browsers_own_cache(
    playwright: Playwright, base_url: str
) -> None:
    """Playwright switches that cache off. With it a page comes back as it was left."""
    browser = playwright.chromium.launch(
        executable_path=system_browser("chromium"),
        args=["--no-sandbox"],
        ignore_default_args=["--disable-back-forward-cache"],
    )
    page = browser.new_page(base_url=base_url)
    page.add_init_script(
        "addEventListener('pageshow', (event) => {"
        " document.documentElement.dataset.cached = event.persisted; })"
    )
    page.goto(LESSON)
    stride(page).fill("2")
    expect(answer(page)).to_have_text("64 × 32 × 32", timeout=READY)
    # A page that is loading something is not taken in.
    wait_until(page, lambda: bool(page.evaluate(KEPT)), "what was loaded is not kept", READY)
    wait_until_laid_out(page)
    page.wait_for_function(NOTED)  # nor is one whose theme is just noting its place
    page.goto("summary/")
    page.go_back(wait_until="commit")  # a page from this cache is not loaded
    expect(page.locator("html[data-cached=true]")).to_have_count(1)
    expect(stride(page)).to_have_value("2")
    stride(page).fill("4")
    expect(answer(page)).to_have_text("64 × 16 × 16", timeout=READY)
    browser.close()


KINDS = [
    *sorted({instrument.address for instrument in INSTRUMENTS}),
    "", "exercises/", "offline/", "labs/small_cnn/", "reference/sizes/", "summary/", "teaching/",
]  # fmt: skip


def test_without_script_pages_are_whole_and_no_button_is_dead(
    browser: Browser, base_url: str
) -> None:
    context = browser.new_context(base_url=base_url, java_script_enabled=False)
    watch = Watch(context, base_url)
    page = context.new_page()
    for address in KINDS:
        page.goto(address, wait_until="networkidle")
        content = page.locator(".md-content")
        for instrument in INSTRUMENTS:
            for box in content.locator(instrument.tag).all():
                assert len(box.text_content() or "") > 100, f"{address}: {instrument.tag}"
        dead = content.locator("button:visible, :is(input, select, textarea):enabled:visible")
        assert dead.evaluate_all("list => list.map((node) => node.outerHTML)") == [], address
        assert content.locator(".katex:visible .katex-html:empty").count() == 0
        assert r"\(" not in content.inner_text()
        for figure in content.locator("figure").locator("visible=true").all():
            box = figure.bounding_box()
            assert box is not None
            assert box["height"] > 40, address
        broken = "list => list.filter((one) => one.loading !== 'lazy' && !one.naturalWidth).length"
        assert content.locator("img").evaluate_all(broken) == 0
    assert watch.problems == []
    context.close()


# What a reader would notice: a sentence about Python, or a text without any answer.
PASTE = """async (element, texts) => {
    const noticed = [];
    const field = element.querySelector("[name=source]");
    for (const [place, text] of texts.entries()) {
        field.value = text;
        field.dispatchEvent(new Event("input", { bubbles: true }));
        do await new Promise((resolve) => setTimeout(resolve, 1)); while (element.waits);
        // On a busy machine the longest take too long, which is said, and no death.
        const slow = element.failure.includes("took too long");
        if (element.failure && !slow) noticed.push([place, element.failure]);
    }
    return noticed;
}"""


def test_hostile_texts_pasted_one_after_the_other_are_not_noticed(page: Page) -> None:
    box = BY_TAG["network-table"].open(page)
    texts = [make(size) for make in HOSTILE.values() for size in SIZES]
    assert len(texts) == 24 * 11
    assert box.evaluate(PASTE, texts) == []
    expect(box.locator(".calculator__runtime")).to_be_hidden()
    BY_TAG["network-table"].check(box)
