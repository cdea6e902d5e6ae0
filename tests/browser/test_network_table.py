"""<network-table>: paste, read, be told what does not fit; and texts that are out to break it."""

from __future__ import annotations

import json

import pytest
from engines import NewContext
from hostile_sources import GREEDY, HOSTILE, SIZES
from playwright.sync_api import Locator, Page, expect

READY = 60_000


def table(page: Page) -> Locator:
    return page.locator("network-table")


def paste(page: Page, source: str) -> None:
    table(page).get_by_label("Source").fill(source)


def test_the_default_table_needs_no_script(new_context: NewContext) -> None:
    context = new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto("network_table/")
    expect(table(page)).to_contain_text("61,706 parameters, 416,520 MACs")
    expect(table(page).get_by_role("row")).to_have_count(13)


@pytest.mark.core
def test_a_pasted_network_is_tabulated(page: Page) -> None:
    page.goto("network_table/")
    paste(page, "nn.Sequential(nn.Conv2d(1, 8, 3), nn.ReLU(), nn.Flatten(), nn.Linear(5408, 10))")
    expect(table(page)).to_contain_text("54,170 parameters", timeout=READY)
    expect(table(page).get_by_role("row")).to_have_count(5)
    expect(table(page).get_by_role("row").nth(1)).to_contain_text("8 × 26 × 26")


@pytest.mark.core
def test_what_does_not_fit_is_explained(page: Page) -> None:
    page.goto("network_table/")
    paste(page, "nn.Sequential(nn.Conv2d(1, 8, 3), nn.Flatten(), nn.Linear(490, 10))")
    message = table(page).locator(".calculator__message")
    expect(message).to_contain_text("in_features should be 5408 = 8·26·26", timeout=READY)
    expect(message).to_contain_text("mat1 and mat2 shapes cannot be multiplied")
    expect(table(page)).to_contain_text("61,706 parameters")  # the last valid answer stays


def test_built_and_live_tables_are_alike(new_context: NewContext, page: Page) -> None:
    context = new_context(java_script_enabled=False)
    built = context.new_page()
    built.goto("network_table/")
    page.goto("network_table/")
    expect(table(page).get_by_role("button", name="Copy as CSV")).to_be_visible()
    ours, theirs = (
        table(one).locator(".calculator__answer").evaluate("node => node.innerText.split(/\\s+/)")
        for one in (page, built)
    )
    assert ours == theirs
    boxes = [table(one).locator(".drawing__box").all() for one in (page, built)]
    assert [float(box.get_attribute("x") or "") for box in boxes[0]] == [
        float(box.get_attribute("x") or "") for box in boxes[1]
    ]


def test_rows_are_sorted_by_any_column(page: Page) -> None:
    page.goto("network_table/")
    first = table(page).get_by_role("row").nth(1)
    header = table(page).get_by_role("columnheader", name="parameters")
    header.get_by_role("button").click()
    expect(header).to_have_attribute("aria-sort", "descending")
    expect(first).to_contain_text("48,120")
    page.keyboard.press("Enter")  # the button has kept the focus
    expect(header).to_have_attribute("aria-sort", "ascending")
    expect(first).to_contain_text("Tanh")
    table(page).get_by_role("button", name="kind").click()
    expect(first).to_contain_text("AvgPool2d")
    expect(table(page).get_by_role("status")).to_contain_text("Sorted by kind")


@pytest.mark.core
def test_tables_are_copied(page: Page) -> None:
    page.goto("network_table/")
    table(page).get_by_role("button", name="Copy as Markdown").click()
    lines = page.evaluate("navigator.clipboard.readText()").splitlines()
    assert lines[0].startswith("| layer | kind | output shape | parameters | MACs |")
    assert set(lines[1]) == set("| -")
    assert lines[2].startswith("| 0 | Conv2d | 6 × 28 × 28 | 156 | 117,600 | 18.4 KiB |")
    assert len(lines) == 2 + 12 + 2
    table(page).get_by_role("button", name="Copy as CSV").click()
    lines = page.evaluate("navigator.clipboard.readText()").splitlines()
    assert lines[0] == "layer,kind,output shape,parameters,MACs,activations,receptive field"
    assert lines[1] == "0,Conv2d,6x28x28,156,117600,4704,5"
    assert lines[12] == "11,Linear,10,850,840,10,"


def test_two_networks_side_by_side(page: Page) -> None:
    page.goto("network_table/")
    source = table(page).get_by_label("Source").input_value()
    other = table(page).get_by_label("Compare with")
    other.fill(source.replace("Tanh", "ReLU"))
    both = table(page).get_by_role("group", name="Both networks, layer by layer")
    expect(both.get_by_role("row")).to_have_count(13, timeout=READY)
    expect(both.locator(".differing")).to_have_count(4)
    expect(table(page)).to_contain_text("4 layers differ; parameters 61,706 in both")
    other.fill("nn.Sequential(nn.Conv2d(2, 6, 5))")
    expect(table(page).get_by_role("alert")).to_contain_text("in_channels should be 1")
    expect(other).to_have_attribute("aria-invalid", "true")
    expect(both.locator(".differing")).to_have_count(4)  # the last valid answer stays


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


@pytest.mark.core
def test_no_hostile_text_kills_the_interpreter(page: Page) -> None:
    """24 kinds × 11 sizes, and texts that ask for endless work (reliability of the real worker)."""
    page.goto("network_table/")
    page.evaluate("window.cnnlibRuntime.call('conv_parameters', {in_channels: 1})")
    texts = [make(size) for make in HOSTILE.values() for size in SIZES] + list(GREEDY.values())
    dead = page.evaluate(
        """async (texts) => {
            const dead = [];
            const failure = async (source) => {
                try {
                    const answer = await window.cnnlibRuntime.call("network_table", { source });
                    return answer.ok || answer.message ? "" : "no answer";
                } catch (error) {
                    return error.message;
                }
            };
            for (const [place, source] of texts.entries()) {
                let reason = await failure(source);
                // Where others are busy, the longest may meet the deadline, but not twice.
                if (reason.includes("took too long")) reason = await failure(source);
                if (reason) dead.push(place);
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
