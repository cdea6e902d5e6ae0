"""Every instrument of the site: where it stands, and how to see that it still answers right.

Each is given known values, and what it then shows is compared with cnnlib in Python.
"""

from __future__ import annotations

import math
import re
from typing import NamedTuple, Protocol

from playwright.sync_api import Locator, Page, expect

from cnnlib import sigmoid
from cnnlib.calculators import answer
from cnnlib.drills import drill

READY = 60_000  # ms; Python's cold start on a busy machine
CODE = """\
def output_size(input_size, kernel_size, stride=1, padding=0):
    return (input_size + 2 * padding - kernel_size) // stride + 1
"""
DESIGN = "nn.Sequential(nn.Conv2d(3, 8, 3), nn.ReLU())"

# Sets fields as typing does, those that are folded away too; one event at the end of all.
SET = """(element, values) => {
    const form = element.querySelector("form");
    for (const [name, value] of Object.entries(values)) form.elements[name].value = value;
    form.dispatchEvent(new Event("input", { bubbles: true }));
}"""
# An empty optional field means its default, as in cnn-calculator.mjs.
GIVEN = """(element) => Object.fromEntries(Object.entries(element.values()).filter(
    ([name, value]) => value !== "" || !("default" in element.form.elements[name].dataset)))"""


class Check(Protocol):
    """Gives known values, and waits so many milliseconds for the right answer."""

    def __call__(self, box: Locator, within: int = READY) -> None: ...


class Instrument(NamedTuple):
    """One element of a page, and the check that it answers right."""

    tag: str
    address: str
    identifier: str
    check: Check

    def open(self, page: Page, query: str = "") -> Locator:
        """Go to its page, unfold what it is folded into, and wait until it is alive."""
        page.goto(self.address + query)
        return self.found(page)

    def found(self, page: Page) -> Locator:
        box = page.locator(f"{self.tag}#{self.identifier}")
        expect(box.locator(":disabled")).to_have_count(0)
        for above in box.locator("xpath=ancestor::details").all():
            above.evaluate("node => { node.open = true; }")
        return box


def calculates(known: dict[str, str], shown: str = ".answer__text") -> Check:
    """Make the check of a form whose answer is a sentence of cnnlib."""

    def check(box: Locator, within: int = READY) -> None:
        box.evaluate("element => element.querySelector('[type=reset]').click()")
        box.evaluate(SET, known)
        found = answer(str(box.get_attribute("name")), box.evaluate(GIVEN))
        text = found["value"]["covering"]["text"] if "explorer" in shown else found["text"]
        expect(box.locator(shown).first).to_contain_text(text, timeout=within)
        expect(box.locator(".calculator__message")).to_be_hidden()

    return check


def check_flow(box: Locator, within: int = READY) -> None:
    box.evaluate("element => element.querySelector('[type=reset]').click()")
    box.evaluate(SET, {"activation": "sigmoid", "x": "80"})
    text = box.locator("[data-piece=values]").inner_text().replace("−", "-")
    x, value, slope = map(float, re.findall(r"-?\d+\.?\d*", text))
    assert math.isclose(value, sigmoid(x), abs_tol=1e-4)
    assert math.isclose(slope, sigmoid(x) * (1 - sigmoid(x)), abs_tol=1e-3)


def check_code(box: Locator, within: int = READY) -> None:
    box.evaluate("(element, code) => element.replace(code)", CODE)
    stop = box.locator("[data-action=stop]")
    expect(stop).to_be_hidden(timeout=within)
    box.locator("[type=submit]").click()
    expect(box.locator(".exercise__feedback")).to_contain_text("Right.", timeout=within)


def grade(box: Locator, text: str) -> None:
    box.locator("form input").fill(text)
    box.locator("form [type=submit]").click()
    expect(box.locator(".exercise__feedback")).to_contain_text("Right.")


def check_drill(box: Locator, within: int = READY) -> None:
    """Ask for new numbers, and solve what comes."""
    seed = box.locator(".drill__seed b")
    before = seed.inner_text()
    box.locator("[data-action=new]").click()
    expect(seed).not_to_have_text(before, timeout=within)
    task = drill("output_size", int(seed.inner_text()))
    expect(box.locator(".exercise__ask p")).to_have_text(task["question"])
    grade(box, task["text"])


def check_try_it(box: Locator, within: int = READY) -> None:
    grade(box, str(box.get_attribute("data-answer")))


def check_quiz(box: Locator, within: int = READY) -> None:
    box.locator("input:not([data-right])").first.check()
    expect(box.locator(".exercise__feedback")).to_contain_text("Not quite.")
    box.locator("input[data-right]").check()
    expect(box.locator(".exercise__feedback")).to_contain_text("Right.")


def check_sheet(box: Locator, within: int = READY) -> None:
    fields = box.evaluate("element => Object.keys(element.values())")
    counts = {name: "0" for name in fields if name not in {"key", "seed"}}
    box.evaluate(SET, {**counts, "output_size": "2", "seed": "7"})
    tasks = answer("worksheet", {"drills": "output_size 2", "seed": "7"})["value"]
    expect(box.locator(".worksheet__tasks > li")).to_have_count(2, timeout=within)
    for place, task in enumerate(tasks):
        item = box.locator(".worksheet__tasks > li").nth(place)
        expect(item).to_contain_text(task["question"], timeout=within)


CONVOLUTION = "lessons/convolution/"
POOLING = "lessons/pooling_and_receptive_fields/"
SIZES = "exercises/output_sizes/"
OWN = {"network": "own layers", "layers": "conv 5\npool 2"}
INSTRUMENTS = (
    Instrument("cnn-calculator", CONVOLUTION, "conv_layer", calculates({"stride": "2"})),
    Instrument("convolution-stepper", CONVOLUTION, "stepper", calculates({"padding": "3"})),
    Instrument("pooling-stepper", POOLING, "pooling_steps", calculates({"kernel_size": "4"})),
    Instrument(
        "receptive-field-explorer",
        "receptive_field_explorer/",
        "explorer",
        calculates(OWN, ".explorer__covering"),
    ),
    Instrument(
        "network-table",
        "network_table/",
        "network",
        calculates({"source": DESIGN, "channels": "3"}),
    ),
    Instrument("gradient-flow", "lessons/lenet_to_alexnet/", "gradient-flow", check_flow),
    Instrument("branch-lab", POOLING, "branches", calculates({"second": "conv 7 stride 2"})),
    Instrument("design-sheet", "exercises/design/", "design", calculates({"source": DESIGN})),
    Instrument("code-exercise", SIZES, "ex1-code", check_code),
    Instrument("drill-task", SIZES, "ex1-drill-size", check_drill),
    Instrument("quiz-question", SIZES, "ex1-e", check_quiz),
    Instrument("try-it", SIZES, "ex1-a", check_try_it),
    Instrument("work-sheet", "exercises/worksheet/", "sheet", check_sheet),
)
