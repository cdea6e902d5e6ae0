"""<cnn-calculator> as a reader uses it."""

from __future__ import annotations

import re

import pytest
from engines import NewContext
from playwright.sync_api import BrowserContext, Locator, Page, expect
from watch import Watch

pytestmark = pytest.mark.core
LESSON = "lessons/convolution/"
READY = 60_000  # ms; Python's cold start takes a few seconds, on a busy machine more


def calculator(page: Page) -> Locator:
    return page.locator("cnn-calculator[name=conv_layer]")


def field(page: Page, name: str) -> Locator:
    return calculator(page).locator(f"[name={name}]")


def answer(page: Page) -> Locator:
    return calculator(page).locator("output .answer__text")


def test_the_default_answer_needs_no_script(new_context: NewContext) -> None:
    context = new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(LESSON)
    # Asked once: `expect` waits by timers of the page, which Firefox stops together with scripts.
    assert answer(page).text_content() == "64 × 64 × 64"
    assert "1,792" in (calculator(page).locator("output").text_content() or "")
    assert field(page, "kernel_size").is_disabled()
    # Text locators skip <noscript>, whatever it shows.
    assert calculator(page).locator("noscript").bounding_box() is not None
    for button in calculator(page).locator("button").all():
        assert button.is_hidden()


def test_nothing_of_the_runtime_loads_before_intent(page: Page, watch: Watch) -> None:
    page.goto(LESSON, wait_until="networkidle")
    assert [url for url in watch.requests if "pyodide" in url or "python.zip" in url] == []


def test_a_change_updates_the_answer(page: Page) -> None:
    page.goto(LESSON)
    field(page, "stride").fill("2")
    expect(answer(page)).to_have_text("64 × 32 × 32", timeout=READY)
    field(page, "out_channels").fill("10")
    expect(answer(page)).to_have_text("10 × 32 × 32")
    expect(calculator(page).locator(".calculator__spoken")).to_have_text("10 × 32 × 32")


def test_live_answer_reads_exactly_like_the_built_one(page: Page) -> None:
    page.goto(LESSON)
    built = calculator(page).locator("output").evaluate("node => node.textContent")
    live = page.evaluate(
        """async () => {
            const element = document.querySelector("cnn-calculator[name=conv_layer]");
            element.show(await window.cnnlibRuntime.call("conv_layer", element.values()));
            return element.querySelector("output").textContent;
        }"""
    )
    assert re.sub(r"\s+", "", live) == re.sub(r"\s+", "", built)


@pytest.mark.parametrize("value", ["0", "-1", "3.5", "abc", "", "9" * 50, "<img src=x>"])
def test_bad_input_gets_a_sentence_and_keeps_the_answer(page: Page, value: str) -> None:
    page.goto(LESSON)
    field(page, "kernel_size").fill(value)
    message = calculator(page).locator(".calculator__message")
    expect(message).to_be_visible(timeout=READY)
    expect(message).to_contain_text(re.compile("kernel.size", re.IGNORECASE))
    expect(answer(page)).to_have_text("64 × 64 × 64")
    expect(field(page, "kernel_size")).to_have_attribute("aria-invalid", "true")
    field(page, "kernel_size").fill("5")
    expect(message).to_be_hidden()
    expect(answer(page)).to_have_text("64 × 62 × 62")
    expect(field(page, "kernel_size")).not_to_have_attribute("aria-invalid", "true")


def test_a_kernel_that_does_not_fit_is_explained(page: Page) -> None:
    page.goto(LESSON)
    field(page, "kernel_size").fill("99")
    message = calculator(page).locator(".calculator__message")
    expect(message).to_contain_text("kernel_size is 99", timeout=READY)
    expect(message).to_contain_text("66")  # 64 + 2·1: the longest that fits


def test_settings_live_in_the_address(page: Page, context: BrowserContext) -> None:
    page.goto(LESSON)
    field(page, "stride").fill("2")
    expect(page).to_have_url(re.compile(r"\?conv_layer\.stride=2$"))
    calculator(page).get_by_role("button", name="Copy link").click()
    link = page.evaluate("navigator.clipboard.readText()")
    other = context.new_page()
    other.goto(link)
    expect(field(other, "stride")).to_have_value("2")
    expect(answer(other)).to_have_text("64 × 32 × 32", timeout=READY)


def test_reset_restores_the_page_as_built(page: Page) -> None:
    page.goto(f"{LESSON}?conv_layer.stride=2&conv_layer.bias=false")
    expect(answer(page)).to_have_text("64 × 32 × 32", timeout=READY)
    calculator(page).get_by_role("button", name="Reset").click()
    expect(answer(page)).to_have_text("64 × 64 × 64")
    expect(page).to_have_url(re.compile(r"convolution/$"))
    expect(field(page, "bias")).to_be_checked()


def test_every_preset_is_answered(page: Page) -> None:
    page.goto(LESSON)
    presets = calculator(page).get_by_role("group", name="Presets").get_by_role("button").all()
    assert len(presets) >= 6
    for preset in presets:
        preset.click()
        expected = preset.evaluate(
            """async (button) => {
                const values = JSON.parse(button.dataset.arguments);
                return (await window.cnnlibRuntime.call("conv_layer", values)).text;
            }"""
        )
        expect(answer(page)).to_have_text(expected)
        expect(calculator(page).locator(".calculator__message")).to_be_hidden()


def test_arrow_keys_step(page: Page) -> None:
    page.goto(LESSON)
    field(page, "stride").focus()
    page.keyboard.press("ArrowUp")
    expect(field(page, "stride")).to_have_value("2")
    expect(answer(page)).to_have_text("64 × 32 × 32", timeout=READY)
    page.keyboard.press("ArrowDown")
    expect(answer(page)).to_have_text("64 × 64 × 64")


def test_one_worker_survives_instant_navigation(page: Page, watch: Watch) -> None:
    page.goto(LESSON)
    field(page, "stride").fill("2")
    expect(answer(page)).to_have_text("64 × 32 × 32", timeout=READY)
    loads = [url for url in watch.requests if url.endswith("pyodide.asm.wasm")]
    page.get_by_role("link", name="Home", exact=True).first.click()
    expect(page).to_have_url(re.compile(r"/course/(\./)?$"))
    expect(answer(page)).to_have_text("64 × 112 × 112")  # the address changes before the page
    field(page, "stride").fill("4")
    expect(answer(page)).to_have_text("64 × 56 × 56")
    assert [url for url in watch.requests if url.endswith("pyodide.asm.wasm")] == loads
    assert len(page.workers) == 1


def test_a_killed_worker_is_replaced(page: Page) -> None:
    page.goto(LESSON)
    field(page, "stride").fill("2")
    expect(answer(page)).to_have_text("64 × 32 × 32", timeout=READY)
    page.evaluate("window.cnnlibRuntime.call('nothing', {}).catch(() => {})")
    page.evaluate("window.cnnlibRuntime.stop()")
    field(page, "stride").fill("3")
    expect(answer(page)).to_have_text("64 × 22 × 22", timeout=READY)


# Gives the worker that is stopped, as a browser might have it, last words.
LAST_WORDS = """() => {
    const Started = Worker;
    const workers = [];
    window.Worker = function (...given) {
        workers.push(new Started(...given));
        return workers.at(-1);
    };
    window.sayLate = () => {
        const [first] = workers;
        first.dispatchEvent(new MessageEvent("message", { data: { failed: "late" } }));
        first.dispatchEvent(new ErrorEvent("error", { message: "late", cancelable: true }));
        return workers.length;
    };
}"""


def test_a_stopped_workers_last_words_do_not_stop_the_next(page: Page) -> None:
    page.add_init_script(f"({LAST_WORDS})()")
    page.goto(LESSON)
    field(page, "stride").fill("2")
    expect(answer(page)).to_have_text("64 × 32 × 32", timeout=READY)
    page.evaluate("() => { cnnlibRuntime.stop(); }")
    field(page, "stride").fill("3")
    assert page.evaluate("() => { cnnlibRuntime.start(); return sayLate(); }") == 2
    expect(answer(page)).to_have_text("64 × 22 × 22", timeout=READY)
