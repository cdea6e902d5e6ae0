"""<convolution-stepper>: read, step, edit, go back from a pixel; by mouse, keyboard and address."""

from __future__ import annotations

import base64
import re

import pytest
from engines import NewContext
from playwright.sync_api import BrowserContext, Locator, Page, expect
from readable import hindrances
from steppers import READY, cell, current, line, spoken, without_python

LESSON = "lessons/convolution/"
FIRST = "1·1 + 0·1 − 1·1 + 1·1 + 0·1 − 1·1 + 1·1 + 0·1 − 1·1 = 0"


OTHER_IMAGE = """(seen) => {
    const canvas = document.querySelector("[data-part=photo] [aria-label^=Your]");
    return canvas && !seen.includes(canvas.toDataURL());
}"""


def stepper(page: Page) -> Locator:
    return page.locator("convolution-stepper")


def grid(page: Page, part: str) -> Locator:
    return stepper(page).locator(f"[data-part={part}]")


def preset(page: Page, name: str) -> None:
    stepper(page).get_by_role("button", name=name, exact=True).click()


def test_the_picture_needs_no_script(new_context: NewContext) -> None:
    context = new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(LESSON)
    expect(stepper(page)).to_contain_text("6 × 6 image, 3 × 3 kernel: the output is 4 × 4")
    expect(line(stepper(page))).to_contain_text(FIRST)
    expect(grid(page, "output").locator("td")).to_have_text(["0", "3", "3", "0"] * 4)
    expect(grid(page, "input").locator(".is-read")).to_have_count(9)
    expect(stepper(page).get_by_role("button", name="Play")).to_be_hidden()


def test_the_live_picture_reads_like_the_built_one(page: Page, new_context: NewContext):
    still = new_context(java_script_enabled=False).new_page()
    still.goto(LESSON)
    page.goto(LESSON)
    expect(grid(page, "output").get_by_role("grid")).to_be_visible()
    for part in ("output", "tiles", "line", "words", "size", "weights", "input-name"):
        read = [
            stepper(p).locator(f"[data-part={part}]").text_content() or "" for p in (page, still)
        ]
        assert re.sub(r"\s+", "", read[0]) == re.sub(r"\s+", "", read[1]), part
    values = grid(page, "input").locator("input").evaluate_all("all => all.map((one) => one.value)")
    assert values == grid(still, "input").locator("td").all_text_contents()
    still.context.close()


@pytest.mark.core
def test_the_mouse_shows_products_and_the_way_back(page: Page) -> None:
    page.goto(LESSON)
    cell(grid(page, "output"), 0, 1).hover()
    expect(line(stepper(page))).to_contain_text("Output row 0, column 1")
    expect(line(stepper(page)).locator("strong")).to_have_text("3")
    expect(grid(page, "input").locator(".is-read")).to_have_count(9)
    expect(cell(grid(page, "input"), 0, 1)).to_have_attribute("data-note", "×1")
    expect(cell(grid(page, "input"), 0, 3)).to_have_attribute("data-note", "×−1")
    cell(grid(page, "input"), 2, 2).hover()
    expect(line(stepper(page))).to_have_text(
        "Input row 2, column 2 reaches 9 outputs, from row 0, column 0 to row 2, column 2."
    )
    expect(grid(page, "output").locator(".is-reached")).to_have_count(9)
    expect(cell(grid(page, "output"), 0, 0)).to_have_attribute("data-note", "×−1")
    stepper(page).locator(".calculator__title").hover()
    expect(line(stepper(page))).to_contain_text(FIRST)


@pytest.mark.core
def test_keyboard_alone(page: Page) -> None:
    page.goto(LESSON)
    stepper(page).get_by_label("Rows of the input").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(grid(page, "input").get_by_label("Input, row 0, column 0")).to_be_focused()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    expect(grid(page, "input").get_by_label("Input, row 1, column 1")).to_be_focused()
    expect(spoken(stepper(page))).to_contain_text("Input row 1, column 1 reaches 4 outputs")
    page.keyboard.press("End")
    expect(grid(page, "input").get_by_label("Input, row 1, column 5")).to_be_focused()
    page.keyboard.press("Control+Home")
    expect(grid(page, "input").get_by_label("Input, row 0, column 0")).to_be_focused()
    for _ in range(3):  # two selects, then the kernel as one stop
        page.keyboard.press("Tab")
    expect(grid(page, "kernel").get_by_label("Kernel, row 0, column 0")).to_be_focused()
    page.keyboard.press("Tab")
    expect(cell(grid(page, "output"), 0, 0)).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(spoken(stepper(page))).to_contain_text("Output row 0, column 1: 1·1 + 0·1 − 1·0")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(stepper(page).get_by_role("button", name="Back")).to_be_focused()
    page.keyboard.press("Enter")
    expect(current(grid(page, "output"))).to_have_text("0")


@pytest.mark.core
def test_edits_reach_the_answer(page: Page) -> None:
    page.goto(LESSON)
    field = grid(page, "kernel").get_by_label("Kernel, row 1, column 0")
    field.fill("2")
    grid(page, "kernel").get_by_label("Kernel, row 1, column 2").fill("-2")
    expect(cell(grid(page, "output"), 0, 1)).to_have_text("4", timeout=READY)
    grid(page, "input").get_by_label("Input, row 0, column 5").fill("7")
    expect(cell(grid(page, "output"), 0, 3)).to_have_text("−7")
    expect(page).to_have_url(re.compile(r"stepper\.kernels=1\+0\+-1%3B\+2\+0\+-2"))
    stepper(page).get_by_label("Columns of the input").select_option("7")
    expect(grid(page, "output").locator("td")).to_have_count(20)


def test_a_refusal_keeps_the_last_answer(page: Page) -> None:
    page.goto(LESSON)
    grid(page, "kernel").get_by_label("Kernel, row 1, column 0").fill("x")
    message = stepper(page).locator(".calculator__message")
    expect(message).to_contain_text("kernels holds 'x'", timeout=READY)
    expect(grid(page, "output").locator("td")).to_have_text(["0", "3", "3", "0"] * 4)
    grid(page, "kernel").get_by_label("Kernel, row 1, column 0").fill("5")
    expect(message).to_be_hidden()
    expect(cell(grid(page, "output"), 0, 0)).to_have_text("4")


@pytest.mark.core
def test_settings_and_place_live_in_the_address(page: Page, context: BrowserContext) -> None:
    page.goto(LESSON)
    stepper(page).get_by_label("Padding", exact=True).fill("1")
    expect(grid(page, "output").locator("td")).to_have_count(36, timeout=READY)
    cell(grid(page, "output"), 4, 5).click()
    stepper(page).get_by_role("button", name="Copy link").click()
    other = context.new_page()
    other.goto(page.evaluate("navigator.clipboard.readText()"))
    expect(grid(other, "output").locator("td")).to_have_count(36, timeout=READY)
    expect(line(stepper(other))).to_contain_text("Output row 4, column 5")
    expect(grid(other, "input").locator(".is-padding")).to_have_count(28)


def test_every_preset_answers_without_python(page: Page) -> None:
    without_python(page)
    page.goto(LESSON)
    expected = {
        "Sobel": "7 × 7 image, 3 × 3 kernel: the output is 5 × 5",
        "Gabor": "8 × 8 image, 5 × 5 kernel: the output is 4 × 4",
        "Stride 2, dilation 2": "8 × 8 image, 3 × 3 kernel: the output is 3 × 3",
        "Depthwise": "4 × 4 image, 2 × 2 kernel: the output is 3 × 3",
    }
    for name, text in expected.items():
        preset(page, name)
        expect(stepper(page).locator(".answer__text")).to_have_text(text)
    expect(stepper(page).locator("[data-part=wiring]")).to_contain_text("Depthwise convolution")


def test_channels_and_filters(page: Page) -> None:
    page.goto(LESSON)
    preset(page, "Three channels, two filters")
    expect(line(stepper(page))).to_contain_text("0 + 0 + (−2) = −2")
    stepper(page).locator("[data-layer='2']").click()
    expect(stepper(page).locator("[data-part=input-name]")).to_have_text("Channel 2")
    stepper(page).locator("[data-filter='1']").click()
    expect(stepper(page).get_by_label("Output channel")).to_have_value("1")
    expect(stepper(page).locator("[data-filter='1']")).to_have_attribute(
        "aria-pressed", "true", timeout=READY
    )
    preset(page, "Depthwise")
    expect(stepper(page).locator("[data-part=weights]")).to_have_text("Weights: 2·2·(3 / 3)·3 = 12")


def test_convolution_turns_the_kernel(page: Page) -> None:
    page.goto(LESSON)
    stepper(page).get_by_label("Operation").select_option("convolution")
    expect(cell(grid(page, "output"), 0, 1)).to_have_text("−3", timeout=READY)
    expect(stepper(page).locator("[data-part=words]")).to_contain_text("turned by half a turn")


def test_play_and_pause(page: Page) -> None:
    page.goto(LESSON)
    stepper(page).get_by_role("button", name="Play").click()
    expect(grid(page, "output").locator(".is-future")).not_to_have_count(0)
    expect(line(stepper(page))).to_contain_text(re.compile("Output row (0, column [1-3]|[123])"))
    stepper(page).get_by_role("button", name="Pause").click()
    expect(stepper(page).get_by_role("button", name="Play")).to_be_visible()
    expect(grid(page, "output").locator(".is-future")).to_have_count(0)


def test_copy_as_pytorch(page: Page) -> None:
    page.goto(LESSON)
    stepper(page).get_by_role("button", name="Copy as PyTorch").click()
    source = page.evaluate("navigator.clipboard.readText()")
    assert "output = F.conv2d(image, weight, stride=1, padding=0, dilation=1, groups=1)" in source


def test_all_can_read_it(any_look: Page) -> None:
    page = any_look
    page.goto(LESSON)
    for name in ("Figure 1", "Stride 2, dilation 2", "Gabor", "Depthwise"):
        preset(page, name)
        cell(grid(page, "input"), 1, 1).hover()
        assert hindrances(page, "convolution-stepper") == [], name


def test_a_photograph_is_filtered_here(page: Page) -> None:
    page.goto(LESSON)
    assert stepper(page).locator("[data-part=photo] canvas").is_hidden()
    stepper(page).get_by_role("button", name="Filter the photograph").click()
    legend = stepper(page).locator("[data-part=legend]")
    expect(legend).to_contain_text("middle gray 0", timeout=READY)
    first = legend.text_content()
    expect(stepper(page).locator("[data-part=photo] canvas")).to_be_visible()
    grid(page, "kernel").get_by_label("Kernel, row 1, column 0").fill("9")
    expect(legend).not_to_have_text(first or "")
    picture = page.locator("convolution-stepper img").screenshot()
    stepper(page).get_by_label("Own image").set_input_files(
        {"name": "own.png", "mimeType": "image/png", "buffer": picture}
    )
    expect(stepper(page).locator("[data-part=photo]")).to_contain_text("stays on this device")


PAINTED = """(color) => {
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [60, 40];
    const pen = canvas.getContext("2d");
    pen.fillStyle = color;
    pen.fillRect(10, 5, 30, 20);
    return canvas.toDataURL("image/png").split(",")[1];
}"""


@pytest.mark.core
@pytest.mark.fault
def test_one_own_photograph_after_another(page: Page) -> None:
    page.goto(LESSON)
    photo = stepper(page).locator("[data-part=photo]")
    seen: set[str] = set()
    for color in ("#fff", "#777", "#000"):
        picture = base64.b64decode(page.evaluate(PAINTED, color))
        stepper(page).get_by_label("Own image").set_input_files(
            {"name": "own.png", "mimeType": "image/png", "buffer": picture}
        )
        own = photo.get_by_label("Your image, small and gray")
        expect(own).to_have_count(1)
        page.wait_for_function(OTHER_IMAGE, arg=list(seen))
        seen.add(str(own.evaluate("canvas => canvas.toDataURL()")))
        expect(photo).to_contain_text("stays on this device")
