"""<gradient-flow>: everything it shows is in the page; Python is never asked for."""

from __future__ import annotations

import re

import pytest
from engines import NewContext
from playwright.sync_api import BrowserContext, Locator, Page, expect
from readable import hindrances, wait_until_laid_out
from watch import Watch

LESSON = "lessons/lenet_to_alexnet/"


def flow(page: Page) -> Locator:
    return page.locator("gradient-flow")


def open_lesson(page: Page) -> None:
    """Open the lesson and wait until all of it is laid out.

    A click of Playwright's that is forced goes to where a choice was a moment before.
    """
    page.goto(LESSON)
    wait_until_laid_out(page)


def words(page: Page) -> Locator:
    return flow(page).locator("[data-piece=words]")


def test_the_picture_needs_no_script(new_context: NewContext) -> None:
    context = new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(LESSON)
    expect(words(page)).to_have_text(re.compile(r"conv1 is [\d,]+ times smaller than that of fc8"))
    expect(flow(page).locator(".flow__series circle")).to_have_count(24)
    expect(flow(page).locator("[data-piece=values]")).to_have_text(
        "sigmoid(0.5) = 0.6225, slope 0.235"
    )


@pytest.mark.core
def test_choices_change_chart_and_table_at_once(page: Page, watch: Watch) -> None:
    open_lesson(page)
    for choice in ("16 plain layers", "He", "ReLU"):
        flow(page).get_by_label(choice, exact=True).check(force=True)
    expect(words(page)).to_contain_text("layer 1 is")
    expect(flow(page).locator(".flow__series circle")).to_have_count(48)
    flow(page).get_by_text("The same as a table").click()
    expect(flow(page).get_by_role("row")).to_have_count(17)
    expect(page).to_have_url(re.compile(r"gradient-flow\.network=16\+plain\+layers"))
    assert [url for url in watch.requests if "pyodide" in url] == []


@pytest.mark.core
def test_x_moves_by_keyboard_and_by_pointer(page: Page) -> None:
    open_lesson(page)
    flow(page).get_by_label("tanh", exact=True).check(force=True)
    slider = flow(page).get_by_role("slider")
    slider.press("Home")
    values = flow(page).locator("[data-piece=values]")
    expect(values).to_have_text("tanh(−6) = −1, slope 0")
    expect(slider).to_have_attribute("aria-valuetext", "x is −6: tanh −1, slope 0")
    curve = flow(page).locator("[data-curve=slope]")
    curve.scroll_into_view_if_needed()
    box = curve.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] / 4, box["y"] + 20)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.9, box["y"] + 20)
    page.mouse.up()
    expect(values).to_contain_text(re.compile(r"tanh\([45]"))


def test_settings_live_in_the_address(page: Page, context: BrowserContext) -> None:
    open_lesson(page)
    flow(page).get_by_label("Xavier", exact=True).check(force=True)
    flow(page).get_by_role("button", name="Copy link").click()
    other = context.new_page()
    other.goto(page.evaluate("navigator.clipboard.readText()"))
    expect(flow(other).get_by_label("Xavier", exact=True)).to_be_checked()
    flow(other).get_by_role("button", name="Reset").click()
    expect(flow(other).get_by_label("PyTorch's default")).to_be_checked()
    expect(other).to_have_url(re.compile(r"lenet_to_alexnet/#gradient-flow$"))


def test_a_strange_address_changes_nothing(page: Page) -> None:
    page.goto(f"{LESSON}?gradient-flow.start=<b>&gradient-flow.x=1e9")
    expect(flow(page).get_by_label("PyTorch's default")).to_be_checked()
    expect(flow(page).locator("[data-piece=values]")).to_contain_text("sigmoid(6)")


def test_all_can_read_it(any_look: Page) -> None:
    page = any_look
    open_lesson(page)
    flow(page).get_by_text("The same as a table").click()
    for choice in ("16 plain layers", "tanh"):
        flow(page).get_by_label(choice, exact=True).check(force=True)
        assert hindrances(page, "gradient-flow") == []
