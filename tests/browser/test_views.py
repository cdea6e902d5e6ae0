"""?embed: one part of a page alone, for frames; ?present: for a projector."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect
from readable import hindrances
from steppers import READY

LESSON = "lessons/convolution/"
PARTS = [
    (LESSON, "conv_layer"),
    (LESSON, "stepper"),
    (LESSON, "convolution-convolution_by_hand-edge"),
    ("lessons/lenet_to_alexnet/", "gradient-flow"),
    ("exercises/output_sizes/", "ex1-drill-size"),
]
CHROME = (
    ".md-header, .md-tabs, .md-sidebar, .md-footer, .md-content h1[id], .md-content__inner > h2"
)


def embedded(page: Page, address: str) -> None:
    page.goto(address)
    expect(page.locator("html.embed .embed__origin")).to_be_visible()
    for part in page.locator(CHROME).all():
        expect(part).to_be_hidden()


@pytest.mark.parametrize(("address", "name"), PARTS)
def test_a_part_stands_alone(any_look: Page, address: str, name: str) -> None:
    embedded(any_look, f"{address}?embed={name}")
    expect(any_look.locator(f"#{name}")).to_be_visible()
    assert hindrances(any_look) == []
    beside = any_look.locator(".md-content__inner > *:visible")
    assert beside.count() == 2, "the part and the line that says where it is from"


def test_settings_and_the_way_back(page: Page) -> None:
    embedded(page, f"{LESSON}?embed&conv_layer.stride=2#conv_layer")
    stride = page.locator("#conv_layer [name=stride]")
    expect(stride).to_have_value("2")
    stride.fill("4")
    expect(page).to_have_url(re.compile(r"conv_layer\.stride=4"))
    link = page.locator(".embed__origin a")
    with page.expect_popup() as opened:
        link.click()
    whole = opened.value
    expect(whole.locator(".md-header")).to_be_visible()
    expect(whole.locator("#conv_layer [name=stride]")).to_have_value("4")
    assert whole.url.endswith(f"{LESSON}#conv_layer?conv_layer.stride=4")
    expect(page.locator("html.embed")).to_have_count(1)


@pytest.mark.parametrize("name", ["nowhere", "<img src=x>", "%22%5D", "the-formula", ""])
def test_what_is_not_there_gets_a_sentence_and_the_way_to_the_page(page: Page, name: str) -> None:
    embedded(page, f"{LESSON}?embed={name}")
    visible = page.locator(".md-content__inner > *:visible")
    expect(visible).to_have_count(2)
    expected = "Nothing on this page that can stand alone" if name else "does not name it"
    expect(visible.first).to_contain_text(expected)
    expect(page.locator(".embed__origin a")).to_have_attribute("href", page.url.split("?")[0])
    assert page.locator("img[src=x]").count() == 0


def test_in_a_frame_of_another_host_it_computes(browser: Browser, base_url: str) -> None:
    page = browser.new_page()
    page.goto(base_url.replace("127.0.0.1", "localhost").removesuffix("/"))  # nothing is there
    page.set_content(f'<iframe src="{base_url}{LESSON}?embed=conv_layer"></iframe>')
    frame = page.frame_locator("iframe")
    answer = frame.locator("#conv_layer .answer__text")
    built = answer.text_content()
    frame.locator("#conv_layer [name=stride]").fill("2")
    expect(answer).not_to_have_text(str(built), timeout=READY)
    expect(frame.locator(".md-header")).to_be_hidden()
    page.close()


def test_the_list_for_teachers_leads_to_parts_that_stand_alone(page: Page) -> None:
    page.goto("teaching/")
    rows = page.locator(".interactives tbody tr")
    assert rows.count() > 15
    for link in rows.locator("td:nth-child(2) a").all():
        assert (link.text_content() or "").strip()
    link = rows.locator("a[href*='network_table/?embed=']")
    with page.expect_popup() as opened:
        link.click()
    expect(opened.value.locator("html.embed network-table")).to_be_visible()


def test_on_the_projector(page: Page) -> None:
    page.goto(LESSON)
    small = page.evaluate("getComputedStyle(document.querySelector('.md-typeset')).fontSize")
    page.goto(f"{LESSON}?present")
    expect(page.locator("html.present")).to_have_count(1)
    large = page.evaluate("getComputedStyle(document.querySelector('.md-typeset')).fontSize")
    assert float(large[:-2]) > 1.5 * float(small[:-2])
    for part in page.locator(".md-sidebar, .md-tabs").all():
        expect(part).to_be_hidden()
    page.locator(".md-footer__link--next").click()
    expect(page).to_have_url(re.compile("pooling_and_receptive_fields"))
    page.get_by_role("button", name="Leave projector view").click()
    expect(page.locator("html.present")).to_have_count(0)
    expect(page.locator(".md-tabs")).to_be_visible()


def test_the_projector_view_is_readable(any_look: Page) -> None:
    any_look.goto(f"{LESSON}?present")
    expect(any_look.locator(".present__leave")).to_be_visible()
    assert hindrances(any_look) == []
