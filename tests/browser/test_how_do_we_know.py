"""Where a number comes from, with one click or one key."""

from __future__ import annotations

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


def test_one_key_lists_them_all(page: Page) -> None:
    page.goto("lessons/convolution/")
    count = page.locator("data.computed").count()
    assert count > 20
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
