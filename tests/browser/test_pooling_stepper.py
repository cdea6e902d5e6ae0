"""<pooling-stepper>: winners, averages, rounding, and what a shift by one pixel changes."""

from __future__ import annotations

import re

import pytest
from engines import NewContext
from playwright.sync_api import Locator, Page, expect
from readable import hindrances
from steppers import READY, cell, line, spoken, without_python

LESSON = "lessons/pooling_and_receptive_fields/"


def stepper(page: Page) -> Locator:
    return page.locator("pooling-stepper")


def grid(page: Page, part: str) -> Locator:
    return stepper(page).locator(f"[data-part={part}]")


def preset(page: Page, name: str) -> None:
    stepper(page).get_by_role("button", name=name, exact=True).click()


def test_the_picture_needs_no_script(new_context: NewContext) -> None:
    context = new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(LESSON)
    expect(stepper(page)).to_contain_text("Max pooling of 4 × 4: the output is 2 × 2")
    expect(line(stepper(page))).to_contain_text("max(1, 3, 4, 6) = 6, from row 1, column 1")
    expect(grid(page, "output").locator("td")).to_have_text(["6", "5", "7", "9"])


NO_TIME = """
    self.requestIdleCallback = () => 0;
    self.IntersectionObserver = class { observe() {} unobserve() {} disconnect() {} };"""


@pytest.mark.core
def test_what_is_out_of_sight_is_drawn_when_there_is_time(page: Page) -> None:
    page.goto(LESSON)
    expect(grid(page, "input").locator("td input").first).to_be_attached()
    assert page.evaluate("scrollY") == 0


@pytest.mark.core
def test_what_is_not_yet_drawn_is_drawn_when_it_is_used(page: Page) -> None:
    page.add_init_script(NO_TIME)
    page.goto(LESSON)
    step = stepper(page).locator("[data-step=on]")
    expect(step).to_be_enabled()
    assert grid(page, "input").locator("td input").count() == 0
    step.evaluate("(button) => button.click()")
    expect(line(stepper(page))).to_contain_text("max(2, 1, 5, 0) = 5")
    expect(grid(page, "input").locator("td input")).to_have_count(16)


@pytest.mark.core
def test_a_shift_marks_what_changed(page: Page) -> None:
    page.goto(LESSON)
    stepper(page).get_by_role("button", name="Shift by one pixel").click()
    shifted = stepper(page).locator("[data-part=shifted]")
    expect(shifted).to_contain_text("Moved by 1 pixel: 4 of 4 outputs changed.", timeout=READY)
    expect(grid(page, "output").locator(".is-changed")).to_have_count(4)
    grid(page, "input").get_by_label("Input, row 0, column 0").fill("8")  # written in column 3
    expect(stepper(page).get_by_label("Image")).to_have_value(re.compile("^1 3 2 8;"))
    stepper(page).get_by_role("button", name="Shift back").click()
    expect(shifted).to_have_text("")
    expect(grid(page, "output").locator(".is-changed")).to_have_count(0)
    expect(grid(page, "output").locator("td")).to_have_text(["6", "8", "7", "9"])


def test_presets_without_python(page: Page) -> None:
    without_python(page)
    page.goto(LESSON)
    words = stepper(page).locator("[data-part=words]")
    preset(page, "The averages")
    expect(line(stepper(page))).to_contain_text("(1 + 3 + 4 + 6) / 4 = 3.5")
    preset(page, "An odd side: a row is left unread")
    expect(words).to_contain_text("Never read: rows and columns 4.")
    expect(grid(page, "input").locator(".is-unread")).to_have_count(9)
    preset(page, "The same with ceil_mode")
    expect(words).to_contain_text("the last window sticks out beyond 4")
    expect(grid(page, "input").locator(".is-beyond")).to_have_count(11)
    preset(page, "The odd rule of ceil_mode")
    expect(words).to_contain_text("PyTorch drops it.")


@pytest.mark.core
def test_keyboard_alone(page: Page) -> None:
    page.goto(LESSON)
    stepper(page).get_by_label("Columns of the input").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")
    expect(spoken(stepper(page))).to_have_text(
        "Input row 1, column 0 reaches 1 output: row 0, column 0."
    )
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("End")
    expect(spoken(stepper(page))).to_have_text(
        "Output row 1, column 1: max(8, 3, 4, 9) = 9, from row 3, column 3"
    )
    expect(cell(grid(page, "input"), 3, 3)).to_have_class(re.compile("is-winner"))


def test_a_refusal_keeps_the_picture(page: Page) -> None:
    page.goto(LESSON)
    stepper(page).get_by_label("Padding", exact=True).fill("2")
    message = stepper(page).locator(".calculator__message")
    expect(message).to_contain_text("pooling allows at most half", timeout=READY)
    expect(grid(page, "output").locator("td")).to_have_text(["6", "5", "7", "9"])


def test_all_can_read_it(any_look: Page) -> None:
    page = any_look
    page.goto(LESSON)
    for name in ("A bright patch, moved by one pixel", "The same with ceil_mode"):
        preset(page, name)
        assert hindrances(page, "pooling-stepper") == [], name
