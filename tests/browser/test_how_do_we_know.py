"""Where a number comes from, with one click or one key."""

from __future__ import annotations

import json

from playwright.sync_api import Page, expect


def test_a_click_on_a_number_shows_its_call(page: Page) -> None:
    page.goto("lessons/convolution/")
    number = page.locator("data.computed").first
    call = str(number.get_attribute("data-call"))
    number.click()
    dialog = page.get_by_role("dialog", name="How do we know?")
    expect(dialog.locator("code")).to_have_text(call)
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)


def test_a_click_on_a_formula_lists_its_numbers(page: Page) -> None:
    page.goto("lessons/convolution/")
    formula = page.locator("div.formula[data-computed]").first
    number, call, origin = json.loads(str(formula.get_attribute("data-computed")))[0]
    formula.click()
    dialog = page.get_by_role("dialog", name="How do we know?")
    expect(dialog.locator("dt").first).to_have_text(number)
    expect(dialog.locator("dd").first).to_have_text(f"{call} {origin}")


def test_a_measured_number_says_when_and_on_what(page: Page) -> None:
    page.goto("lessons/lenet_to_alexnet/")
    page.locator("data[data-call*='cifar10_ablation/accuracy'][data-call*='gap']").first.click()
    dialog = page.get_by_role("dialog", name="How do we know?")
    expect(dialog.locator("dd")).to_contain_text("measured: CIFAR-10, JPEG copy; 3 seeds; ")
    expect(dialog.locator("dd")).to_contain_text("results.json")


def test_one_key_lists_them_all(page: Page) -> None:
    page.goto("lessons/convolution/")
    formulas = page.locator("[data-computed]").evaluate_all(
        "places => places.map(({dataset}) => JSON.parse(dataset.computed).length)"
    )
    count = page.locator("data.computed").count() + sum(formulas)
    assert count > 40
    page.keyboard.press("?")
    dialog = page.get_by_role("dialog", name="How do we know?")
    expect(dialog.locator("dt")).to_have_count(count)
    dialog.get_by_role("link", name="Verification").click()
    expect(page.get_by_role("heading", name="Is it right?")).to_be_visible()
    expect(dialog).to_have_count(0)


def test_typing_a_question_mark_opens_nothing(page: Page) -> None:
    page.goto("lessons/convolution/")
    page.locator("try-it input").first.press("?")
    expect(page.get_by_role("dialog", name="How do we know?")).to_have_count(0)
