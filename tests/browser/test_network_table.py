"""<network-table>: paste, read, be told what does not fit; and texts that are out to break it."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from playwright.sync_api import Browser, Locator, Page, expect

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "cnnlib"))
from hostile_sources import GREEDY, HOSTILE, SIZES

READY = 60_000


def table(page: Page) -> Locator:
    return page.locator("network-table")


def paste(page: Page, source: str) -> None:
    table(page).get_by_label("Source").fill(source)


def test_the_default_table_needs_no_script(browser: Browser, base_url: str) -> None:
    context = browser.new_context(base_url=base_url, java_script_enabled=False)
    page = context.new_page()
    page.goto("network_table/")
    expect(table(page)).to_contain_text("61,706 parameters, 416,520 MACs")
    expect(table(page).get_by_role("row")).to_have_count(13)
    context.close()


def test_a_pasted_network_is_tabulated(page: Page) -> None:
    page.goto("network_table/")
    paste(page, "nn.Sequential(nn.Conv2d(1, 8, 3), nn.ReLU(), nn.Flatten(), nn.Linear(5408, 10))")
    expect(table(page)).to_contain_text("54,170 parameters", timeout=READY)
    expect(table(page).get_by_role("row")).to_have_count(5)
    expect(table(page).get_by_role("row").nth(1)).to_contain_text("8 × 26 × 26")


def test_what_does_not_fit_is_explained(page: Page) -> None:
    page.goto("network_table/")
    paste(page, "nn.Sequential(nn.Conv2d(1, 8, 3), nn.Flatten(), nn.Linear(490, 10))")
    message = table(page).locator(".calculator__message")
    expect(message).to_contain_text("in_features should be 5408 = 8·26·26", timeout=READY)
    expect(message).to_contain_text("mat1 and mat2 shapes cannot be multiplied")
    expect(table(page)).to_contain_text("61,706 parameters")  # the last valid answer stays


def test_built_and_live_tables_are_alike(page: Page) -> None:
    page.goto("network_table/")
    built = table(page).locator(".calculator__answer").evaluate("node => node.innerText")
    live = page.evaluate(
        """async () => {
            const element = document.querySelector("network-table");
            element.show(await window.cnnlibRuntime.call("network_table", element.values()));
            return element.querySelector(".calculator__answer").innerText;
        }"""
    )
    assert live == built


def test_every_preset_is_answered(page: Page) -> None:
    page.goto("network_table/")
    for preset in table(page).get_by_role("group", name="Presets").get_by_role("button").all():
        preset.click()
        source = json.loads(str(preset.get_attribute("data-arguments")))["source"]
        expect(table(page).get_by_label("Source")).to_have_value(source)
        expect(table(page).locator(".calculator__message")).to_be_hidden()


def test_markup_in_the_source_stays_text(page: Page) -> None:
    page.goto("network_table/")
    paste(page, "nn.Sequential(<img src=x onerror=alert(1)>)")
    expect(table(page).locator(".calculator__message")).to_be_visible(timeout=READY)
    assert page.locator("img[src=x]").count() == 0


def test_no_hostile_text_kills_the_interpreter(page: Page) -> None:
    """24 kinds × 11 sizes, and texts that ask for endless work (reliability of the real worker)."""
    page.goto("network_table/")
    page.evaluate("window.cnnlibRuntime.call('conv_parameters', {in_channels: 1})")
    texts = [make(size) for make in HOSTILE.values() for size in SIZES] + list(GREEDY.values())
    dead = page.evaluate(
        """async (texts) => {
            const dead = [];
            for (const [place, source] of texts.entries()) {
                try {
                    const answer = await window.cnnlibRuntime.call("network_table", { source });
                    if (!answer.ok && !answer.message) dead.push(place);
                } catch (error) {
                    dead.push(place);
                }
            }
            return dead;
        }""",
        texts,
    )
    assert dead == []
    alive = page.evaluate(
        "window.cnnlibRuntime.call('conv_output_size', {input_size: 64, kernel_size: 3})"
    )
    assert alive["value"] == 62
