"""Texts that try to become code or markup, through every way into the pages.

None is executed or parsed, and using the instruments violates the pages' own policy nowhere.
"""

from __future__ import annotations

import json
from urllib.parse import quote, urlencode

import pytest
from instruments import INSTRUMENTS, SIZES, Instrument
from payloads import PAYLOADS, guard, injected
from playwright.sync_api import Page, expect
from watch import Watch

ADDRESSES = sorted({instrument.address for instrument in INSTRUMENTS})
# Python answers in order: when this is answered, so is everything that was asked before.
SETTLE = "window.cnnlibRuntime.call('conv_output_size', { input_size: 5, kernel_size: 3 })"
# Fields of numbers take nothing else, and the browser warns of it.
NO_TEXT = ", ".join(f"[type={kind}]" for kind in ("radio", "checkbox", "range", "file", "number"))
FIELDS = f"textarea, input:not({NO_TEXT})"
TYPE = """async (element, [fields, payloads]) => {
    for (const field of element.querySelectorAll(fields)) {
        const before = field.value;
        for (const text of [...payloads, before]) {
            field.value = text;
            for (const type of ["input", "change"]) {
                field.dispatchEvent(new Event(type, { bubbles: true }));
            }
            if (element.run) await element.run();
            else if (element.check) element.check(text);
            await window.cnnlibRuntime.call("conv_output_size", { input_size: 5, kernel_size: 3 });
        }
    }
}"""
PARAMETERS = """(tags) => [...document.querySelectorAll(tags)].flatMap((element) =>
    ["seed", "name", ...[...element.querySelectorAll("[name]")].map((field) => field.name)]
        .map((name) => `${element.id}.${name}`))"""


@pytest.mark.parametrize("instrument", INSTRUMENTS, ids=lambda instrument: instrument.tag)
def test_through_every_field(page: Page, watch: Watch, instrument: Instrument) -> None:
    guard(page, watch)
    box = instrument.open(page)
    instrument.check(box)
    assert watch.problems == [], "normal use"
    box.evaluate(TYPE, [FIELDS, PAYLOADS])
    assert injected(page) == []
    instrument.check(box)


@pytest.mark.parametrize("address", ADDRESSES)
def test_through_every_parameter_of_the_address(page: Page, watch: Watch, address: str) -> None:
    guard(page, watch)
    page.goto(address)
    tags = ",".join(instrument.tag for instrument in INSTRUMENTS)
    names = page.evaluate(PARAMETERS, tags)
    assert names
    for payload in PAYLOADS:
        page.goto(f"{address}?{urlencode(dict.fromkeys(names, payload))}")
        expect(page.locator(f"{INSTRUMENTS[0].tag}:disabled")).to_have_count(0)
        page.evaluate(SETTLE)
        assert injected(page) == [], payload


@pytest.mark.parametrize(
    "view", ["?embed={0}", "?embed#{0}", "?present={0}#{0}", "?h={0}&q={0}#{0}"]
)
def test_through_views_search_and_anchor(page: Page, watch: Watch, view: str) -> None:
    guard(page, watch)
    for payload in (*PAYLOADS, "%", "%E0%A4"):
        page.goto("summary/")  # a change of the anchor alone would load nothing
        page.goto(
            "lessons/convolution/" + view.format(payload if "%" in payload else quote(payload))
        )
        expect(page.get_by_role("heading").first).to_be_visible()
        assert injected(page) == [], payload


def test_through_everything_that_is_stored(page: Page, watch: Watch) -> None:
    guard(page, watch)
    page.goto(SIZES)
    for instrument in INSTRUMENTS:
        if instrument.tag in {"code-exercise", "quiz-question", "try-it"}:
            instrument.check(instrument.found(page))
    page.locator("label[for=__palette_1]").click()
    keys = page.evaluate("Object.keys(localStorage)")
    assert {"cnn-foundations.exercise.ex1-a", "/course/.__palette"} <= set(keys)
    for payload in PAYLOADS:
        kept = {"solved": True, "code": payload}
        # The theme's own key is kept in shape: it trusts that, and throws at anything else.
        palette = {"index": 0, "color": {"scheme": payload, "primary": payload}}
        for text in (payload, json.dumps(payload), json.dumps(kept)):
            store = dict.fromkeys([*keys, f"cnn-foundations.exercise.{payload}"], text)
            store["/course/.__palette"] = json.dumps(palette)
            page.evaluate("(store) => Object.assign(localStorage, store)", store)
            page.goto("exercises/")
            expect(page.locator("exercise-progress")).to_contain_text("tasks are solved")
            assert injected(page) == [], text
    page.goto(SIZES)
    expect(page.locator("#ex1-code form")).to_be_visible()
    assert page.locator("#ex1-code").evaluate("element => element.editor.value") == PAYLOADS[-1]
    assert injected(page) == []


def test_through_a_file_of_progress(page: Page, watch: Watch) -> None:
    guard(page, watch)
    page.goto("exercises/")
    entries = {payload: {"solved": True, "code": payload} for payload in PAYLOADS}
    entries |= {"ex1-code": {"solved": True, "code": "".join(PAYLOADS)}}
    box = page.locator("exercise-progress")
    box.locator("[type=file]").set_input_files(
        {
            "name": f"{PAYLOADS[0]}.json",
            "mimeType": "application/json",
            "buffer": json.dumps({"exercises": entries}).encode(),
        }
    )
    expect(box.locator(".exercise__feedback")).to_contain_text("marks 1 more as solved")
    box.get_by_role("button", name="Import it").click()
    expect(box.locator(".exercise__feedback")).to_contain_text("Imported: 1 more solved")
    page.goto(SIZES)
    expect(page.locator("#ex1-code .exercise__solved")).to_be_visible()
    assert injected(page) == []
