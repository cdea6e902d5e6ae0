"""Thousands of random events on every instrument: nothing breaks, and it still answers right.

Seeds make a run repeatable; CNN_SEED chooses another one.
"""

from __future__ import annotations

import os
from random import Random

import pytest
from instruments import INSTRUMENTS, Instrument
from payloads import ODD, PAYLOADS, guard, injected
from playwright.sync_api import FloatRect, Locator, Page
from watch import Watch

SEED = int(os.environ.get("CNN_SEED", "20"))
POINTED, PRESSED = 100, 500  # events through the browser's own input, which takes its time
MADE = 1_900  # and events made in the page, for each instrument and each hand
BATCH = 50
TEXTS = [*PAYLOADS, *ODD]
KEYS = [
    "Tab", "Tab", "Tab", "Shift+Tab", "ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight", "Enter",
    "Space", "Home", "End", "PageUp", "PageDown", "Escape", "Delete", "Backspace", "Control+a",
    "Control+Home", *"0123456789", *"abxyz", "-", ";", "|", "<",
]  # fmt: skip

# The page stays: no link is followed, nothing is printed, and the theme's keys turn no page.
STAY = """() => {
    addEventListener("click", (event) => {
        if (!event.target.closest?.("a[href], [type=file]")) return;
        event.preventDefault();
        event.stopPropagation(); // instant navigation follows links by script
    }, { capture: true });
    window.print = () => {};
    for (const link of document.querySelectorAll("link[rel=prev], link[rel=next]")) link.remove();
}"""
# Events made in the page, on the controls themselves: many in little time. With the mouse, whatever
# a control can be told; by keyboard, what a key does to the control that has the focus.
MAKE = """async (element, { seed, count, texts, keys, hand }) => {
    const random = (limit) => {  // a linear congruential generator, as in Numerical Recipes
        seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
        return Math.floor((seed / 2 ** 32) * limit);
    };
    const one = (list) => list[random(list.length)];
    const tell = (node, type, made = Event, more = {}) =>
        node.dispatchEvent(new made(type, { bubbles: true, cancelable: true, ...more }));
    const set = (node) => {
        if (node.matches("select")) node.selectedIndex = random(node.options.length);
        else if (node.type === "range") node.value = random(Number(node.max) + 1);
        else if (node.type === "number") node.value = random(200) - 9;
        else if (node.matches("textarea, input:not([type=radio], [type=checkbox], [type=file])")) {
            node.value = one(texts);
        } else return node.click();
        tell(node, "input");
        tell(node, "change");
    };
    const press = (node) => {
        node.focus();
        const key = one(keys);
        const [name, ctrlKey] = [key.split("+").at(-1), key.startsWith("Control+")];
        const pressed = { key: name === "Space" ? " " : name, ctrlKey };
        if (!tell(node, "keydown", KeyboardEvent, pressed)) return;
        const text = one([name, one(texts)]);
        if (["Enter", "Space"].includes(name)) node.click();
        else if (name.length === 1) document.execCommand("insertText", false, text);
    };
    const moves = ["pointerover", "pointerleave", "pointermove"];
    const point = (node) => tell(node, one(moves), PointerEvent);
    const actions = hand === "mouse" ? [set, point, (node) => node.click()] : [press];
    const controls = "input, select, textarea, button, summary, td, label, [tabindex]";
    for (let done = 0; done < count; done++) {
        one(actions)(one(element.querySelectorAll(controls)));
        if (done % 10 === 9) await new Promise((resolve) => setTimeout(resolve));
    }
}"""
FOCUS = """(element, place) => {
    document.querySelector("dialog[open]")?.close();
    const controls = "input, select, textarea, button, summary, [tabindex='0']";
    const ways = [...element.querySelectorAll(controls)].filter((node) => node.checkVisibility());
    if (!element.contains(document.activeElement)) ways[Math.floor(place * ways.length)].focus();
}"""


PARTS = "form, .exercise__choices, details, .calculator__answer"


def point(page: Page, box: Locator, random: Random) -> None:
    """Click, drag and type at random places, as a hand does."""
    parts = box.locator(PARTS).locator("visible=true")
    for _ in range(POINTED // 10):
        parts.nth(random.randrange(parts.count())).scroll_into_view_if_needed()
        area = box.bounding_box()
        assert area is not None
        for _ in range(10):
            kind = random.random()
            page.mouse.move(*within(area, random))
            page.mouse.down()
            if kind < 0.2:
                page.mouse.move(*within(area, random), steps=3)
            page.mouse.up()
            if kind > 0.8:
                page.keyboard.insert_text(random.choice(TEXTS))


def within(area: FloatRect, random: Random) -> tuple[float, float]:
    """A point of an element that is on the screen, below the page's header."""
    top, bottom = max(area["y"], 110), min(area["y"] + area["height"], 890)
    return area["x"] + random.random() * area["width"], random.uniform(top, bottom)


def make(box: Locator, random: Random, hand: str) -> None:
    more = {"count": BATCH, "texts": TEXTS, "keys": KEYS, "hand": hand}
    for _ in range(MADE // BATCH):
        box.evaluate(MAKE, {"seed": random.getrandbits(31), **more})


def press(page: Page, box: Locator, random: Random) -> None:
    """Use nothing but keys."""
    for done in range(PRESSED):
        if done % BATCH == 0:
            box.evaluate(FOCUS, random.random())
        page.keyboard.press(random.choice(KEYS))


@pytest.mark.parametrize("hand", ["mouse", "keyboard"])
@pytest.mark.parametrize("instrument", INSTRUMENTS, ids=lambda instrument: instrument.tag)
def test_random_events_break_nothing(
    page: Page, watch: Watch, instrument: Instrument, hand: str
) -> None:
    seed = f"{SEED} {instrument.tag} {hand}"
    random = Random(seed)
    guard(page, watch)
    box = instrument.open(page)
    page.evaluate(STAY)
    if hand == "mouse":
        point(page, box, random)
    else:
        press(page, box, random)
    make(box, random, hand)
    assert injected(page) == [], f"CNN_SEED={seed}"
    page.keyboard.press("Escape")
    instrument.check(box)
    # Chromium warns when an address changes too often, and drops the change: that is no fault.
    problems = [problem for problem in watch.problems if "Throttling navigation" not in problem]
    assert problems == [], f"CNN_SEED={seed}"
    watch.problems.clear()
