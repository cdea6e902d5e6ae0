"""A long page is laid out as it is seen, then little by little: only its speed may tell."""

from __future__ import annotations

from pathlib import Path

import pytest
from engines import NewContext
from playwright.sync_api import Page, Route, expect
from readable import violations, wait_until_laid_out
from test_every_page import addresses
from waiting import NOTED, wait_until

LESSON = "lessons/pooling_and_receptive_fields/"
HEADING = "strides-and-pools-multiply-what-comes-later"
# A browser that skips a part lays its margins out apart from those beside it, too.
KEPT_APART = """() => {
    const parts = [...document.querySelectorAll(".md-content__inner > *")];
    const places = () => parts.map((part) => part.getBoundingClientRect().top);
    const before = places();
    const skipped = document.querySelectorAll("[data-was-skipped]");
    for (const part of skipped) part.style.contain = "content";
    const after = places();
    return parts.filter((part, place) => Math.abs(before[place] - after[place]) > 0.1)
        .map((part) => part.outerHTML.slice(0, 80));
}"""
# A rule that axe knows but does not ask for by itself; audits do.
TOO_CLOSE = """async () => (await axe.run({ runOnly: ["target-size"] })).violations.flatMap(
    ({ nodes }) => nodes.map(({ target }) => target.join(" ")))"""
NOTE_SKIPPED = """addEventListener("DOMContentLoaded", () => {
    const skipped = (part) => getComputedStyle(part).contentVisibility === "auto";
    const parts = document.querySelectorAll(".md-content__inner *");
    for (const part of [...parts].filter(skipped)) part.dataset.wasSkipped = "";
})"""


def top(page: Page, selector: str) -> float:
    """Return where on the screen an element begins."""
    return float(
        page.evaluate("(s) => document.querySelector(s).getBoundingClientRect().top", selector)
    )


@pytest.mark.core
def test_what_is_out_of_sight_is_laid_out_a_little_later(page: Page) -> None:
    page.add_init_script(NOTE_SKIPPED)
    page.goto(LESSON)
    wait_until_laid_out(page)
    assert page.locator("figure[data-was-skipped]").count() > 0


@pytest.mark.parametrize("width", [1280, 360])
def test_a_part_takes_the_same_room_skipped_or_not(
    new_context: NewContext, site: Path, width: int
) -> None:
    page = new_context(viewport={"width": width, "height": 900}).new_page()
    page.add_init_script(NOTE_SKIPPED)
    for address in addresses(site):
        page.goto(address)
        wait_until_laid_out(page)
        assert page.evaluate(KEPT_APART) == [], address


@pytest.mark.parametrize("address", [LESSON, "lessons/lenet_to_alexnet/", "labs/training/"])
@pytest.mark.parametrize(("width", "height"), [(412, 823), (1350, 940)])
def test_axe_finds_nothing_in_a_page_that_is_not_yet_laid_out(
    new_context: NewContext, address: str, width: int, height: int
) -> None:
    """Nor do tools for audits, which look at a page that nobody reads; theirs are these windows."""
    page = new_context(viewport={"width": width, "height": height}).new_page()
    page.goto(address)
    assert violations(page) == []
    assert page.evaluate(TOO_CLOSE) == []
    skipped = """[...document.querySelectorAll(".md-content__inner > *")].some(
        (part) => getComputedStyle(part).contentVisibility === "auto")"""
    assert page.evaluate(skipped)


@pytest.mark.core
def test_what_is_read_stays_in_its_place_while_the_rest_is_laid_out(page: Page) -> None:
    place = f"#{HEADING}"
    page.add_init_script(
        f"""addEventListener("DOMContentLoaded", () => {{
            const heading = document.querySelector("{place}");
            heading.scrollIntoView();
            self.placeAtFirst = heading.getBoundingClientRect().top;
        }})"""
    )
    page.goto(LESSON)
    wait_until_laid_out(page)
    assert top(page, place) == pytest.approx(page.evaluate("self.placeAtFirst"), abs=1)


@pytest.mark.core
def test_an_address_leads_to_its_heading(page: Page) -> None:
    page.goto(f"{LESSON}#{HEADING}")
    wait_until_laid_out(page)
    assert 0 <= top(page, f"#{HEADING}") < 200
    page.goto("summary/")
    page.locator(f'a[href$="{LESSON}#{HEADING}"]').click()
    expect(page.locator(f"#{HEADING}")).to_be_in_viewport()
    wait_until_laid_out(page)
    assert 0 <= top(page, f"#{HEADING}") < 200


def leave_the_lessons_middle(page: Page) -> float:
    """Read a lesson as far as the heading, follow a link, and return where the reader was."""
    page.goto(LESSON)
    wait_until_laid_out(page)
    page.locator(f"#{HEADING}").scroll_into_view_if_needed()
    page.wait_for_function(NOTED)
    there = page.evaluate("scrollY")
    assert there > 2000
    # Playwright's own click would first scroll to the link.
    page.locator(".md-tabs__link", has_text="Exercises").evaluate("link => link.click()")
    expect(page.get_by_role("heading", level=1)).to_contain_text("xercise")
    page.wait_for_function(NOTED)
    return float(there)


@pytest.mark.core
def test_going_back_and_reloading_lead_to_where_the_reader_was(page: Page) -> None:
    there = leave_the_lessons_middle(page)
    page.go_back()
    expect(page.locator(f"#{HEADING}")).to_be_in_viewport()
    assert page.evaluate("scrollY") == pytest.approx(there, abs=2)
    page.reload()
    wait_until_laid_out(page)
    expect(page.locator(f"#{HEADING}")).to_be_in_viewport()


@pytest.mark.core
def test_a_place_is_kept_while_its_page_is_waited_for(page: Page) -> None:
    """The page that is left neither jumps meanwhile, nor is its place taken for the other's."""
    there = leave_the_lessons_middle(page)
    held: list[Route] = []
    page.route(f"**/{LESSON}", lambda route: held.append(route))
    page.go_back()
    wait_until(page, lambda: bool(held), "the lesson was not asked for", 15_000)
    page.wait_for_timeout(300)
    assert page.evaluate("scrollY") == 0
    page.mouse.move(300, 300)
    page.mouse.wheel(0, 200)
    page.wait_for_timeout(300)
    assert page.evaluate("scrollY") > 0
    held[0].continue_()
    expect(page.locator(f"#{HEADING}")).to_be_in_viewport()
    assert page.evaluate("scrollY") == pytest.approx(there, abs=2)


def test_paper_and_pages_without_javascript_are_laid_out_at_once(
    new_context: NewContext, page: Page
) -> None:
    page.add_init_script(NOTE_SKIPPED)
    page.emulate_media(media="print")
    page.goto(LESSON)
    assert page.locator("[data-was-skipped]").count() == 0
    page = new_context(java_script_enabled=False).new_page()
    page.goto(LESSON)
    styles = """[...document.querySelectorAll(".md-content__inner *")].map(
        (part) => getComputedStyle(part).contentVisibility)"""
    assert set(page.evaluate(styles)) == {"visible"}
