"""<branch-lab>: two branches that meet, and what mends them."""

from __future__ import annotations

from engines import NewContext
from playwright.sync_api import Locator, Page, expect

READY = 60_000
ADDRESS = "lessons/pooling_and_receptive_fields/"


def opened(page: Page) -> Locator:
    lab = page.locator("branch-lab")
    lab.evaluate("lab => { lab.closest('details').open = true; }")
    return lab


def test_the_default_needs_no_script(new_context: NewContext) -> None:
    context = new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(ADDRESS)
    lab = page.locator("branch-lab")
    expect(lab).to_contain_text("Not aligned, though PyTorch would not complain")
    expect(lab).to_contain_text("make line 1 pool 3 stride 2 padding 1")


def test_presets_come_at_once_and_a_mend_mends(page: Page) -> None:
    page.goto(ADDRESS)
    lab = opened(page)
    lab.get_by_role("button", name="Padding forgotten").click()
    expect(lab).to_contain_text("Outputs of sizes 12 and 16 can't be added")
    expect(lab.locator(".calculator__runtime")).to_be_hidden()
    lab.get_by_role("button", name="Strided convolution, pool").click()
    lab.get_by_role("listitem").filter(has_text="pool 3 stride 2").get_by_role("button").click()
    expect(lab).to_contain_text("Aligned: one stride, 2, and one center", timeout=READY)
    expect(lab.get_by_label("Second")).to_have_value("pool 3 stride 2 padding 1")
    expect(lab.get_by_role("listitem")).to_have_count(0)


def test_the_slider_moves_both_regions(page: Page) -> None:
    page.goto(ADDRESS)
    lab = opened(page)
    slider = lab.get_by_role("slider", name="Output")
    slider.focus()
    page.keyboard.press("Home")
    expect(lab.locator(".branches__readout")).to_have_text(
        "Output 0: the first branch sees −1 to 1, center 0, "
        "the second branch sees 0 to 1, center 0.5."
    )
    expect(lab.locator(".branches__branch--first rect")).to_have_attribute("x", "-1")
    expect(lab.get_by_role("status")).to_contain_text("Output 0: the first branch sees −1 to 1")


def test_a_refusal_keeps_the_last_answer(page: Page) -> None:
    page.goto(ADDRESS)
    lab = opened(page)
    lab.get_by_label("Second").fill("pol 2")
    expect(lab.get_by_role("alert")).to_contain_text("begin with conv or pool", timeout=READY)
    expect(lab).to_contain_text("Not aligned, though PyTorch would not complain")
    expect(lab.get_by_label("Second")).to_have_attribute("aria-invalid", "true")
