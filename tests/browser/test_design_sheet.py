"""<design-sheet>: a design is held against its task while it is written."""

from __future__ import annotations

from pathlib import Path

from engines import NewContext
from playwright.sync_api import Locator, Page, expect

READY = 60_000
SOLUTION = Path(__file__).parents[2] / "snippets" / "fundus_design" / "six_blocks.py"


def sheet(page: Page) -> Locator:
    return page.locator("design-sheet")


def verdicts(page: Page) -> list[str]:
    return sheet(page).locator(".requirement__verdict").all_inner_texts()


def test_the_default_design_is_judged_without_script(new_context: NewContext) -> None:
    context = new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto("exercises/design/")
    assert verdicts(page).count("✗ not met") == 6
    expect(sheet(page).get_by_role("row")).to_have_count(12)


def test_the_worked_solution_meets_every_requirement(page: Page) -> None:
    text = SOLUTION.read_text(encoding="utf-8")
    design = text.partition("[start:design]\n")[2].partition("# --8<-- [end")[0]
    page.goto("exercises/design/")
    expect(sheet(page)).to_contain_text("3 of 9 requirements met")
    sheet(page).get_by_label("Source").fill(design)
    expect(sheet(page)).to_contain_text("all requirements are met; 3,535,845", timeout=READY)
    assert set(verdicts(page)) == {"✓ met"}


def test_one_change_opens_one_requirement(page: Page) -> None:
    page.goto("exercises/design/")
    sheet(page).get_by_role("button", name="four blocks").click()
    expect(sheet(page)).to_contain_text("8 of 9 requirements met")  # built: no Python is needed
    field = sheet(page).locator(".requirement--open")
    expect(field).to_contain_text("76 pixels; halve the map more often")
    sheet(page).get_by_label("Smallest field").fill("76")
    expect(sheet(page)).to_contain_text("all requirements are met", timeout=READY)
    sheet(page).get_by_label("Billion MACs").fill("13")
    expect(field).to_contain_text("fewer channels, or smaller maps")


def test_what_cannot_be_read_keeps_the_last_sheet(page: Page) -> None:
    page.goto("exercises/design/")
    sheet(page).get_by_label("Source").fill("nn.Sequential(nn.Linear(3, <b>5</b>))")
    expect(sheet(page).locator(".calculator__message")).to_be_visible(timeout=READY)
    expect(sheet(page)).to_contain_text("3 of 9 requirements met")
    expect(sheet(page).locator("b")).to_have_count(0)
