"""The course's core paths: every kind of interactive answers, and everyone can read the pages."""

from __future__ import annotations

import pytest
from faulty_server import FaultyHandler
from reader import READY, SOON, Reader
from selenium.webdriver import Keys

LESSON = "lessons/convolution/"
RIGHT = "output_size = lambda i, k, stride=1, padding=0: (i + 2 * padding - k) // stride + 1"
COPIES = """
const first = document.querySelector("#conv_layer");
for (let copy = 1; copy < 20; copy++) {
  const other = first.cloneNode(true);
  other.id = `copy${copy}`;
  first.after(other);
}
const all = [...document.querySelectorAll("cnn-calculator[name=conv_layer]")];
for (const [place, one] of all.entries()) {
  one.form.elements.out_channels.value = String(100 + place);
  one.form.elements.out_channels.dispatchEvent(new Event("input", { bubbles: true }));
}
return all.length
"""
ANSWERS = """
return [...document.querySelectorAll("cnn-calculator[name=conv_layer] output .answer__text")]
  .map((answer) => answer.textContent)
"""


def test_a_calculator_answers_refuses_and_keeps_its_settings(reader: Reader) -> None:
    reader.open(LESSON)
    reader.type("#conv_layer-stride", "2")
    reader.sees("#conv_layer output .answer__text", "64 × 32 × 32", within=READY)
    reader.find("#conv_layer-stride").send_keys(Keys.ARROW_UP)
    reader.sees("#conv_layer output .answer__text", "64 × 22 × 22")
    reader.type("#conv_layer-kernel_size", "0")
    reader.sees("#conv_layer .calculator__message", "kernel_size is 0")
    assert reader.text("#conv_layer output .answer__text") == "64 × 22 × 22"
    reader.open(f"{LESSON}?conv_layer.stride=4")
    reader.sees("#conv_layer output .answer__text", "64 × 16 × 16", within=READY)


def test_twenty_calculators_share_one_python(reader: Reader, faults: type[FaultyHandler]) -> None:
    reader.open(LESSON)
    assert reader.do(COPIES) == 20
    expected = [f"{100 + place} × 64 × 64" for place in range(20)]
    reader.until(lambda: reader.do(ANSWERS) == expected, within=READY)
    assert faults.asked.count("pyodide.asm.wasm") == 1


def test_a_pasted_network_is_tabulated_and_mended(reader: Reader) -> None:
    reader.open("network_table/")
    source = "nn.Sequential(nn.Conv2d(1, 8, 3), nn.Flatten(), nn.Linear({}, 10))"
    reader.type("#network-source", source.format(490))
    reader.sees("network-table .calculator__message", "should be 5408 = 8·26·26", within=READY)
    assert "61,706 parameters" in reader.text("network-table .calculator__answer")
    reader.type("#network-source", source.format(5408))
    reader.sees("network-table .calculator__answer", "54,170 parameters")
    assert len(reader.all("network-table .layers tbody tr")) == 3


def test_the_explorer_shows_published_networks_and_own_layers(reader: Reader) -> None:
    reader.open("receptive_field_explorer/")
    reader.choose("#explorer-network", "resnet50")
    reader.sees(".explorer__now", "427")
    reader.find(".explorer__units").send_keys(Keys.HOME)
    reader.sees(".explorer__readout", "unit (0, 0)")
    reader.open("receptive_field_explorer/?explorer.network=own+layers")
    reader.type("#explorer-layers", "conv 3\nconv 3\npool 8")
    reader.sees(".explorer__readout", "3 pool 8", within=READY)


def test_the_stepper_goes_by_key_and_takes_edits(reader: Reader) -> None:
    reader.open(LESSON)
    output = "convolution-stepper [data-part=output]"
    reader.sees("convolution-stepper [data-part=line]", "Output row 0, column 0")
    reader.find(f"{output} td[tabindex='0']").send_keys(Keys.ARROW_RIGHT)
    reader.sees("convolution-stepper [data-part=line]", "Output row 0, column 1")
    reader.type("[aria-label='Kernel, row 1, column 0']", "5")
    reader.sees(f"{output} td", "4", within=READY)


def test_pooling_shows_what_a_shift_changes(reader: Reader) -> None:
    reader.open("lessons/pooling_and_receptive_fields/")
    reader.press_named("pooling-stepper button", "Shift by one pixel")
    reader.sees("pooling-stepper [data-part=shifted]", "4 of 4 outputs changed", within=READY)


def test_the_gradient_chart_follows_its_choices(reader: Reader) -> None:
    reader.open("lessons/lenet_to_alexnet/")
    for value in ("16 plain layers", "He", "ReLU"):
        reader.do("arguments[0].click()", reader.find(f"gradient-flow input[value='{value}']"))
    reader.sees("gradient-flow [data-piece=words]", "layer 1 is")
    assert len(reader.all("gradient-flow .flow__series circle")) == 48


def test_a_quiz_says_why(reader: Reader) -> None:
    reader.open(LESSON)
    quiz = "#convolution-predict-stride"
    choices = reader.all(f"{quiz} input")
    for choice in choices:
        reader.do("arguments[0].click()", choice)
        right = choice.get_attribute("data-right") is not None
        reader.sees(f"{quiz} .exercise__feedback", "Right. " if right else "Not quite. ")
    assert len(choices) >= 3


def test_code_is_run_and_a_runaway_is_stopped(reader: Reader) -> None:
    reader.open("exercises/output_sizes/")
    reader.press("#ex1-code textarea")
    reader.until(lambda: reader.all("#ex1-code .code-exercise__editor"), within=SOON)
    reader.press_named("#ex1-code button", "Run")
    reader.sees("#ex1-code .exercise__feedback", "Not yet.", within=READY)
    write(reader, "while True: pass")
    reader.sees("#ex1-code .exercise__feedback", "a loop that never ends", within=READY)
    write(reader, RIGHT)
    reader.sees("#ex1-code .exercise__feedback", "Right.", within=READY)


def write(reader: Reader, code: str) -> None:
    """Put code in the place of what is in the editor, and run it by key."""
    reader.do("document.querySelector('#ex1-code').editor.focus()")
    reader.type_over(code)
    assert reader.do("return document.querySelector('#ex1-code').editor.value") == code
    reader.press_named("#ex1-code button", "Run")


@pytest.mark.parametrize(
    "address",
    ["", LESSON, "network_table/", "receptive_field_explorer/", "exercises/output_sizes/"],
)
def test_everyone_can_read_a_page(reader: Reader, address: str) -> None:
    reader.open(address)
    assert reader.hindrances() == []
