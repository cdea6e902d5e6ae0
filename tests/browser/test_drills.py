"""Drills: right, wrong, new numbers, a shared link, Back, no Python, no script."""

from __future__ import annotations

import re

import pytest
from engines import NewContext
from playwright.sync_api import Locator, Page, expect
from steppers import READY, without_python
from watch import Watch

from cnnlib.drills import drill, grade, names

PAGE = "exercises/output_sizes/"
NAMES = {"ex1-drill-size": "output_size", "ex1-drill-border": "unread_border"}
FIRST = "ex1-drill-size"
BUILT = 4


def opened(page: Page, address: str = PAGE, identifier: str = FIRST) -> Locator:
    page.goto(address)
    box = page.locator(f"drill-task#{identifier}")
    expect(box.locator("form")).to_be_visible()
    return box


def check(box: Locator, text: str) -> str:
    box.locator("form input").fill(text)
    box.get_by_role("button", name="Check").click()
    return str(box.locator(".exercise__feedback").evaluate("node => node.textContent"))


def seed(box: Locator) -> int:
    return int(box.locator(".drill__seed b").inner_text())


@pytest.mark.parametrize("identifier", NAMES)
def test_the_built_task_is_graded_without_python(page: Page, identifier: str) -> None:
    without_python(page)
    box = opened(page, identifier=identifier)
    task = drill(NAMES[identifier], seed(box))
    expect(box.locator(".exercise__ask")).to_contain_text(task["question"])
    for mistake in task["mistakes"]:
        text = " ".join(str(number) for number in mistake["gives"])
        assert check(box, text) == f"Not yet. {mistake['because']}"
    assert check(box, task["text"]) == "Right."
    expect(box.locator(".exercise__solution")).to_have_attribute("open", "")
    expect(box.locator(".drill__working")).to_contain_text(task["working"][0])


TYPED = [
    "", "many", "30", "1,792", "1 792", "1'792", "31 x 31", "31 × 31", "31*31", "31 x 32", "−4",
    "3, 5", "1 000 000", "12.5", ".5", "7 pixels", "x" * 201, "3 x 3 x 3", "1e3", "21 x 210",
    "1\u202f792", "0", "- 3",
]  # fmt: skip


@pytest.mark.parametrize("identifier", NAMES)
def test_page_and_cnnlib_read_numbers_alike(page: Page, identifier: str) -> None:
    without_python(page)
    box = opened(page, identifier=identifier)
    name, number = NAMES[identifier], seed(box)
    (answer,) = drill(name, number)["answer"]
    for text in [*TYPED, f"{answer} x {answer}", f"{answer}.0", f" {answer} px"]:
        assert check(box, text) == grade(name, number, text)["message"], text


def test_new_numbers_are_shown_spoken_graded_and_kept_in_the_address(page: Page) -> None:
    box = opened(page)
    before = box.locator(".exercise__ask").inner_text()
    check(box, "1")
    box.get_by_role("button", name="New numbers").click()
    expect(box.locator(".exercise__ask")).not_to_have_text(before, timeout=READY)
    expect(box.locator(".exercise__feedback")).to_have_text("")
    expect(box.locator("form input")).to_have_value("")
    task = drill("output_size", seed(box))
    expect(box.locator(".exercise__ask p")).to_have_text(task["question"])
    expect(box.locator(".drill__status")).to_have_text(task["question"])
    expect(page).to_have_url(re.compile(rf"#{FIRST}\?{FIRST}\.seed={seed(box)}$"))
    assert check(box, task["text"]) == "Right."
    page.reload()
    expect(box.locator(".exercise__ask p")).to_have_text(task["question"], timeout=READY)
    page.go_back()
    expect(box.locator(".exercise__ask p")).to_have_text(drill("output_size", BUILT)["question"])
    page.go_forward()
    expect(box.locator(".exercise__ask p")).to_have_text(task["question"], timeout=READY)


def test_a_shared_link_shows_its_task_and_the_others_as_built(page: Page) -> None:
    box = opened(page, f"{PAGE}?ex1-drill-border.seed=77", "ex1-drill-border")
    task = drill("unread_border", 77)
    expect(box.locator(".exercise__ask p")).to_have_text(task["question"], timeout=READY)
    expect(box.locator(".drill__hint p")).to_have_text(task["hint"])
    assert seed(page.locator(f"#{FIRST}")) == BUILT
    box.get_by_role("button", name="Copy link").click()
    expect(box.get_by_role("button", name="Copied")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.endswith(f"{PAGE}#ex1-drill-border?ex1-drill-border.seed=77")


@pytest.mark.parametrize("text", ["x", "-1", "1e9", "<img src=x>", "9999999"])
def test_a_seed_that_is_none_is_refused_in_words(page: Page, text: str) -> None:
    box = opened(page, f"{PAGE}?{FIRST}.seed={text}")
    expect(box.locator(".drill__status")).to_contain_text("seed is", timeout=READY)
    assert box.locator(".drill__status *").count() == 0
    expect(box.locator(".exercise__ask p")).to_have_text(drill("output_size", BUILT)["question"])


def test_python_in_the_browser_draws_the_same_numbers(page: Page) -> None:
    opened(page)
    for name in names():
        for number in (0, 1, 77, 999_999):
            answer = page.evaluate(
                "(request) => window.cnnlibRuntime.call('drill', request)",
                {"name": name, "seed": number},
            )
            assert answer["value"] == drill(name, number)


def test_the_last_of_two_requests_wins(page: Page) -> None:
    box = opened(page)
    fresh = box.get_by_role("button", name="New numbers")
    for _ in range(5):
        fresh.click()
    expect(box.locator(".drill__status span")).to_have_count(1, timeout=READY)
    page.wait_for_timeout(500)
    expect(page).to_have_url(re.compile(rf"seed={seed(box)}$"))


def test_without_python_a_sentence_and_the_task_stays(page: Page, watch: Watch) -> None:
    page.route("**/*.wasm", lambda route: route.abort())
    box = opened(page)
    before = box.locator(".exercise__ask").inner_text()
    box.get_by_role("button", name="New numbers").click()
    expect(box.locator(".drill__status")).to_contain_text("Python could not start", timeout=READY)
    assert box.locator(".exercise__ask").inner_text() == before
    assert check(box, drill("output_size", BUILT)["text"]) == "Right."
    watch.problems.clear()


SQUEEZED = r"node => node.innerHTML.replace(/>\s+</g, '><').trim()"


def test_grids_and_layers_are_as_built(page: Page) -> None:
    page.goto("exercises/receptive_field_and_pooling/")
    for identifier in ("ex3-drill-field", "ex3-drill-pooling"):
        box = page.locator(f"#{identifier}")
        parts = (box.locator(".exercise__ask"), box.locator(".drill__solution"))
        built = [part.evaluate(SQUEEZED) for part in parts]
        box.get_by_role("button", name="New numbers").click()
        expect(box.locator(".drill__status span")).to_have_count(1, timeout=READY)
        asked = box.locator(".exercise__ask").inner_text()
        page.go_back()
        expect(box.locator(".exercise__ask")).not_to_have_text(asked)
        assert [part.evaluate(SQUEEZED) for part in parts] == built


def test_without_script_the_task_can_be_read_and_its_answer_opened(new_context: NewContext) -> None:
    context = new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(PAGE)
    box = page.locator(f"#{FIRST}")
    expect(box.locator("form")).to_be_hidden()
    expect(box.locator(".drill__tools")).to_be_hidden()
    expect(box.locator(".drill__solution")).to_be_hidden()
    for details in box.locator("details").all():
        details.locator("summary").click()
    task = drill("output_size", BUILT)
    expect(box.locator(".drill__solution")).to_contain_text(f"{task['text']} pixels")
    expect(box.locator(".drill__hint")).to_contain_text(task["hint"])
