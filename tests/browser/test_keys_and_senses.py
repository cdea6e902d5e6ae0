"""Reading with keys alone, without motion, in forced colors, at 200 %, and by ear."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

import pytest
from engines import NewContext
from instruments import INSTRUMENTS, Instrument
from one_calculator import LESSON, READY, answer, stride
from playwright.sync_api import Browser, Page, expect
from readable import hindrances, wait_until_laid_out

LESSONS = [LESSON, "lessons/pooling_and_receptive_fields/", "lessons/lenet_to_alexnet/"]
KINDS = [
    *sorted({instrument.address for instrument in INSTRUMENTS}),
    "", "exercises/", "offline/", "labs/small_cnn/", "reference/sizes/", "summary/",
]  # fmt: skip

# The stops of Tab in the drawer that a narrow window has for all pages.
IN_DRAWER = "document.activeElement.closest('.md-sidebar--primary') !== null"
ON_TOP = """() => {
    const { activeElement: stop } = document;
    const { left, top, width, height } = stop.getBoundingClientRect();
    return stop.contains(document.elementFromPoint(left + width / 2, top + height / 2));
}"""

# How an element and what stands around it look, to see whether the focus changes that.
LOOK = """(node) => {
    const ways = ["outline", "boxShadow", "border", "backgroundColor", "color", "textDecoration"];
    const look = (part) => ways.map((way) => getComputedStyle(part)[way]).join();
    return [node, node.parentElement, node.nextElementSibling].filter(Boolean).map(look).join();
}"""
# Marks all that Tab should reach, but for the way to the top, which comes and goes. Of radio
# buttons and of grids one is reached, the rest by arrow keys.
MARK = f"""() => {{
    const look = {LOOK};
    const ways = "a[href], button:not(.md-top), input, select, textarea, summary, [tabindex]";
    const radios = new Set();
    let count = 0;
    for (const node of document.querySelectorAll(ways)) {{
        const hidden = !node.checkVisibility({{ visibilityProperty: true }});
        if (hidden || node.disabled || node.tabIndex < 0 || node.type === "hidden") continue;
        if (node.type === "radio" && radios.size === radios.add(node.name).size) continue;
        node.dataset.expected = node.type === "radio" ? node.name : String(count);
        node.plain = look(node);
        count++;
    }}
    return count;
}}"""
# What has the focus now: its mark, whether that can be seen, and where it is.
FOCUSED = f"""() => {{
    const node = document.activeElement;
    if (node === document.body) return null;
    const look = {LOOK};
    const group = `[data-expected="${{CSS.escape(node.name)}}"]`;
    const marked = (node.type === "radio" && document.querySelector(group)) || node;
    const inner = node.shadowRoot?.activeElement ?? node;
    const {{ left, right, top, bottom }} = inner.getBoundingClientRect();
    const part = node.closest("form, .exercise, table, figure, details");
    return {{
        mark: marked.dataset.expected ?? null,
        seen: look(node) !== node.plain || node.matches(".md-search__input"), // its panel opens
        name: node.outerHTML.slice(0, 120),
        top: top + scrollY,
        inView: top < innerHeight && bottom > 0 && left < innerWidth && right > 0,
        inText: node.closest(".md-content") !== null && part === null,
    }};
}}"""


def stops(page: Page, most: int) -> list[dict[str, Any]]:
    """Press Tab from the top of the page until it ends, and note every stop."""
    found: list[dict[str, Any]] = []
    for _ in range(most):
        page.keyboard.press("Tab")
        focused = page.evaluate(FOCUSED)
        if focused is None or (found and focused["mark"] == found[0]["mark"]):
            return found
        found.append(focused)
    raise AssertionError(f"Tab never comes to the end: {[stop['name'] for stop in found[-6:]]}")


@pytest.mark.parametrize("address", [*LESSONS, "exercises/output_sizes/"])
def test_tab_reaches_every_control_in_order_and_can_be_followed(page: Page, address: str) -> None:
    page.goto(address, wait_until="networkidle")
    wait_until_laid_out(page)  # places are compared
    expected = page.evaluate(MARK)
    found = stops(page, 2 * expected)
    unreached = page.evaluate(
        """(reached) => [...document.querySelectorAll("[data-expected]")]
            .filter((node) => !reached.includes(node.dataset.expected))
            .map((node) => node.outerHTML.slice(0, 160))""",
        [stop["mark"] for stop in found],
    )
    assert unreached == []
    assert [stop["name"] for stop in found if not stop["inView"]] == [], "out of view"
    assert [stop["name"] for stop in found if stop["mark"] and not stop["seen"]] == [], (
        "no focus seen"
    )
    # From block to block it goes down the page; within one, grids stand side by side, and on a line
    # of text links differ in height.
    tops = [stop["top"] for stop in found if stop["inText"]]
    assert all(below > above - 20 for above, below in itertools.pairwise(tops))


@pytest.mark.core
def test_in_a_narrow_window_all_pages_are_reached_by_keys(new_context: NewContext) -> None:
    page = new_context(viewport={"width": 360, "height": 740}).new_page()
    page.goto(LESSON, wait_until="networkidle")
    button = page.get_by_role("button", name="All pages")
    for _ in range(12):
        page.keyboard.press("Tab")
        assert not page.evaluate(IN_DRAWER), "the drawer is closed"
    button.focus()
    page.keyboard.press("Enter")
    expect(button).to_have_attribute("aria-expanded", "true")
    expect(page.locator(".md-nav__title:focus")).to_contain_text("Lessons")
    for title in ("Table of contents", "Lessons"):  # to a level below and back, then to that above
        if title == "Table of contents":
            page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        expect(page.locator(".md-nav__title:focus")).to_contain_text(title)
    page.keyboard.press("Enter")
    expect(page.locator(".md-nav__title:focus")).to_contain_text("CNN Foundations")
    for _ in range(5):
        page.keyboard.press("Tab")
        assert page.evaluate(IN_DRAWER)
        assert page.evaluate(ON_TOP), "a stop in a level that slides away"
    page.keyboard.press("Escape")
    expect(button).to_be_focused()
    expect(button).to_have_attribute("aria-expanded", "false")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.locator(".md-content a").first.focus()
    expect(button).to_have_attribute("aria-expanded", "false")


def test_without_javascript_a_narrow_window_has_its_drawer(new_context: NewContext) -> None:
    page = new_context(viewport={"width": 360, "height": 740}, java_script_enabled=False).new_page()
    page.goto(LESSON)
    page.locator(".md-header label[for=__drawer]").click()
    page.locator(".md-nav__link", has_text="Pooling and receptive fields").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Pooling")


@pytest.fixture
def looks(browser: Browser, base_url: str) -> Iterator[Any]:
    """Open pages in contexts with other settings."""
    contexts = []

    def opened(**settings: Any) -> Page:
        context = browser.new_context(base_url=base_url, **settings)
        contexts.append(context)
        return context.new_page()

    yield opened
    for context in contexts:
        context.close()


MOVING = """() => document.getAnimations().filter((animation) => animation.playState === "running"
    && animation.effect.getComputedTiming().duration > 20
    && animation.effect.target?.checkVisibility({ opacityProperty: true }))
    .map((animation) => animation.effect.target.outerHTML.slice(0, 100))"""


@pytest.mark.parametrize("address", KINDS)
def test_who_wants_no_motion_gets_none(looks: Any, address: str) -> None:
    page = looks(reduced_motion="reduce", viewport={"width": 1280, "height": 900})
    page.goto(address)
    assert page.evaluate(MOVING) == []
    for button in page.locator("[data-step=on], [data-step=play]").all():
        place = button.locator("xpath=ancestor::form//input[@name='at']")
        before = place.input_value()
        page.wait_for_timeout(300)
        assert place.input_value() == before, "it plays by itself"
        button.click()
        assert page.evaluate(MOVING) == []
        expect(place).not_to_have_value(before, timeout=READY)
        if button.inner_text() == "Pause":
            button.click()


@pytest.mark.parametrize("instrument", INSTRUMENTS, ids=lambda instrument: instrument.tag)
def test_in_forced_colors_controls_have_borders_and_focus_is_seen(
    looks: Any, instrument: Instrument
) -> None:
    page = looks(forced_colors="active", viewport={"width": 1280, "height": 900})
    box = instrument.open(page)
    assert hindrances(page, instrument.tag) == []
    texts = "input:not([type=radio], [type=checkbox], [type=range], [type=file])"
    controls = box.locator(f":is(button, select, textarea, {texts}):visible")
    bare = controls.evaluate_all(
        """(list) => list.filter((node) => {
            const { borderTopWidth, borderTopStyle } = getComputedStyle(node);
            const frame = getComputedStyle(node.closest("td") ?? node).outlineStyle;
            return (borderTopStyle === "none" || borderTopWidth === "0px") && frame === "none";
        }).map((node) => node.outerHTML.slice(0, 120))"""
    )
    assert bare == []
    box.locator("button, input:not([type=hidden]), summary").locator("visible=true").first.focus()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    ring = page.evaluate(
        """() => {
            const node = document.activeElement;
            return [node, node.nextElementSibling, node.closest("td")]
                .filter(Boolean).map((part) => getComputedStyle(part).outlineStyle);
        }"""
    )
    assert set(ring) != {"none"}


@pytest.mark.parametrize("address", KINDS)
def test_at_200_percent_nothing_is_lost(looks: Any, address: str) -> None:
    """A window of 1280 pixels at 200 % is one of 640, each drawn as four."""
    page = looks(viewport={"width": 640, "height": 450}, device_scale_factor=2)
    page.goto(address, wait_until="networkidle")
    assert hindrances(page) == []


# Every text that a live region comes to hold, as a screen reader would hear it.
HEAR = """(element) => {
    window.heard = [];
    const live = "[role=status], [role=alert], output:not([aria-live=off]), [aria-live=polite]";
    for (const region of element.querySelectorAll(live)) {
        const all = { childList: true, characterData: true, subtree: true, attributes: true };
        new MutationObserver(() => {
            const text = region.hidden ? "" : region.textContent.trim();
            if (text && window.heard.at(-1) !== text) window.heard.push(text);
        }).observe(region, all);
    }
}"""


@pytest.mark.parametrize(
    ("name", "typed", "expected"),
    [
        ("height", "12345", ["64 × 12,345 × 64"]),
        ("kernel_size", "99999", ["along the height, kernel_size is 99999"]),
    ],
    ids=["an answer", "a refusal"],
)
def test_who_listens_hears_one_sentence_after_typing(
    page: Page, name: str, typed: str, expected: list[str]
) -> None:
    page.goto(LESSON)
    stride(page).fill("2")
    expect(answer(page)).to_have_text("64 × 32 × 32", timeout=READY)
    stride(page).fill("1")
    box = page.locator("#conv_layer")
    expect(box.locator(".calculator__spoken")).to_have_text("64 × 64 × 64")
    field = box.locator(f"[name={name}]")
    field.select_text()
    box.evaluate(HEAR)
    page.keyboard.type(typed, delay=60)
    page.wait_for_timeout(1_500)
    heard = page.evaluate("window.heard")
    assert len(heard) == 1
    assert heard[0].startswith(expected[0])
