"""The worksheet: on the screen, in the address, on paper."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from engines import NewContext
from playwright.sync_api import Locator, Page, expect
from steppers import READY, without_python

from cnnlib.drills import worksheet

PAGE = "exercises/worksheet/"
BUILT = (
    "output_size 3, unread_border 1, conv_parameters 2, conv_macs 1, receptive_field 1, "
    "max_pooling 1"
)


def opened(page: Page, query: str = "") -> Locator:
    page.goto(PAGE + query)
    sheet = page.locator("work-sheet")
    expect(sheet.locator("form")).to_be_visible()
    return sheet


def shows(sheet: Locator, drills: str, seed: int) -> None:
    tasks = worksheet(drills, seed)
    questions = sheet.locator(".worksheet__tasks > li > p:first-child")
    expect(questions).to_have_text([task["question"] for task in tasks], timeout=READY)
    answers = sheet.locator(".worksheet__answers .drill__answer")
    expected = [f"{task['text']} {task['unit']}".strip() for task in tasks]
    assert answers.evaluate_all("list => list.map((node) => node.textContent)") == expected
    expect(sheet.locator(".worksheet__seed").first).to_have_text(str(seed))


def test_the_built_sheet_needs_no_python(page: Page) -> None:
    without_python(page)
    shows(opened(page), BUILT, 1)


def test_settings_make_a_sheet_and_stay_in_the_address(page: Page) -> None:
    sheet = opened(page)
    for name in ("Output size of a convolution", "Unread border", "Max pooling by hand"):
        sheet.get_by_label(name, exact=True).fill("0")
    sheet.get_by_label("Convolution by hand").fill("2")
    sheet.get_by_label("Seed").fill("5")
    drills = "conv_parameters 2, conv_macs 1, receptive_field 1, convolution 2"
    shows(sheet, drills, 5)
    expect(sheet.locator(".drill__status")).to_have_text("The sheet: 6 tasks, numbers of seed 5.")
    expect(page).to_have_url(re.compile(r"sheet\.convolution=2&sheet\.seed=5$"))
    page.reload()
    shows(sheet, drills, 5)
    sheet.get_by_role("button", name="Reset").click()
    shows(sheet, BUILT, 1)
    expect(page).to_have_url(re.compile(r"/worksheet/$"))
    sheet.get_by_role("button", name="New numbers").click()
    expect(page).to_have_url(re.compile(r"sheet\.seed=\d+$"))
    shows(sheet, BUILT, int(page.url.rsplit("=", 1)[1]))
    sheet.get_by_role("button", name="Copy link").click()
    expect(sheet.get_by_role("button", name="Copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == page.url


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("?sheet.output_size=21", "output_size is 21; at most 20 of a kind fit."),
        ("?sheet.seed=-3", "seed is -3; use an integer of at least 0."),
        ("?sheet.output_size=2.5", "is not understood"),
    ],
)
def test_what_is_refused_leaves_the_sheet(page: Page, query: str, words: str) -> None:
    sheet = opened(page, query)
    expect(sheet.locator(".drill__status")).to_contain_text(words, timeout=READY)
    expect(sheet.locator(".worksheet__tasks > li")).to_have_count(9)


def pages_of(pdf: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page\b", pdf))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_on_paper_there_is_only_the_sheet_and_the_key_on_its_own_page(
    page: Page, scheme: str, tmp_path: Path
) -> None:
    page.emulate_media(color_scheme=scheme, media="print")  # type: ignore[arg-type]
    page.set_viewport_size({"width": 703, "height": 1000})  # A4 less its margins
    sheet = opened_for_print(page)
    for hidden in ("h1", "form", ".md-header", ".worksheet__key > summary", ".drill__tools"):
        expect(page.locator(f"{hidden} >> visible=true")).to_have_count(0)
    for part in ("Name", "Date", "Seed 1", "worksheet: answer key"):
        expect(sheet.get_by_text(part).first).to_be_visible()
    assert sheet.locator(".worksheet__address").first.inner_text() == page.url
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    key = sheet.locator(".worksheet__key")
    assert key.evaluate("node => getComputedStyle(node).breakBefore") == "page"
    for item in sheet.locator("ol > li").all():
        if item.evaluate("node => !node.closest('.drill__layers')"):
            assert item.evaluate("node => getComputedStyle(node).breakInside") == "avoid"
    ink = sheet.locator("ol p").first.evaluate("node => getComputedStyle(node).color")
    red = int(re.findall(r"\d+", ink)[0])
    assert red < 100, "dark ink on white paper"
    with_key = pages_of(page.pdf(format="A4"))
    page.emulate_media(media="screen")
    sheet.get_by_label("Print the answer key, too").uncheck()
    page.emulate_media(media="print")
    expect(key).to_be_hidden()
    assert 1 <= pages_of(page.pdf(format="A4")) < with_key


def opened_for_print(page: Page) -> Locator:
    page.goto(PAGE)
    sheet = page.locator("work-sheet")
    expect(sheet.locator(".worksheet__address").first).not_to_be_empty()
    return sheet


def test_the_button_prints_with_the_key_opened_for_as_long(page: Page) -> None:
    sheet = opened(page)
    page.evaluate(
        """() => { window.print = () => {
            dispatchEvent(new Event("beforeprint"));
            window.printed = document.querySelector(".worksheet__key").open;
            dispatchEvent(new Event("afterprint"));
        }; }"""
    )
    sheet.get_by_role("button", name="Print").click()
    assert page.evaluate("window.printed") is True
    expect(sheet.locator(".worksheet__key")).not_to_have_attribute("open", "")


def test_without_script_sheet_and_key_are_there(new_context: NewContext) -> None:
    context = new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(PAGE)
    sheet = page.locator("work-sheet")
    expect(sheet.locator("form")).to_be_hidden()
    expect(sheet.locator(".worksheet__tasks > li")).to_have_count(9)
    sheet.locator("summary").click()
    expect(sheet.locator(".worksheet__answers > li").first).to_be_visible()
