"""Fences: what they make of right input, and what they say of wrong input."""

from __future__ import annotations

import re

import pytest
from markdown import Markdown

from sitekit.errors import SiteError
from sitekit.markdown.calculator import format_calculator
from sitekit.markdown.figure import format_figure
from sitekit.markdown.layer_table import format_layer_table
from sitekit.markdown.nested import CONFIGS, EXTENSIONS
from sitekit.markdown.quiz import format_quiz
from sitekit.markdown.try_it import format_try_it


def run(formatter, source: str) -> str:
    md = Markdown(extensions=list(EXTENSIONS), extension_configs=CONFIGS)
    return formatter(source, "fence", "fence", {}, md)


TRY_IT = """
id: size
ask: "$H = 32$?"
answer: conv_output_size(32, 5, padding=2)
solution: "It is {{ conv_output_size(32, 5, padding=2) }}."
mistakes:
  - when: conv_output_size(32, 5)
    because: "Padding was forgotten."
"""
QUIZ = """
id: why
ask: "Why?"
choices:
  - {text: "So", because: "Indeed.", right: true}
  - {text: "No", because: "A < B."}
solution: "So."
"""


def test_try_it_holds_answer_and_mistakes() -> None:
    html = run(format_try_it, TRY_IT)
    assert 'data-answer="32"' in html
    assert '<template data-when="28">Padding was forgotten.</template>' in html
    assert re.search(r"<form[^>]* hidden>", html), "no dead form without script"


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("conv_output_size(32, 5)\n", "32\n", "the mistake 32 gives the right answer, 32"),
        ("answer: conv_output_size(32, 5, padding=2)", "answer: '\"x\"'", "is not a number"),
        ("id: size", "identity: size", "the key 'id' is missing"),
        ("solution:", "solved: 1\nsolution:", "unknown key 'solved'"),
        ("id: size", "id: [size", "the body is not YAML"),
    ],
)
def test_try_it_refuses(old: str, new: str, message: str) -> None:
    assert old in TRY_IT
    with pytest.raises(SiteError, match=re.escape(message)):
        run(format_try_it, TRY_IT.replace(old, new))


def test_two_mistakes_must_differ() -> None:
    twice = TRY_IT + '  - {when: "28", because: "Also."}\n'
    with pytest.raises(SiteError, match="gives 28, as one above does"):
        run(format_try_it, twice)


def test_quiz_marks_the_right_choice() -> None:
    html = run(format_quiz, QUIZ)
    assert html.count("data-right") == 1
    assert "A &lt; B." in html


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (", right: true", "", "exactly one of at least two choices"),
        ('because: "A < B."', 'because: "A.", right: true', "exactly one of at least two choices"),
        ("id: why", "id: why\nkind: exam", "kind is 'exam'"),
        (', because: "A < B."', "", "the key 'because' is missing"),
    ],
)
def test_quiz_refuses(old: str, new: str, message: str) -> None:
    assert old in QUIZ
    with pytest.raises(SiteError, match=re.escape(message)):
        run(format_quiz, QUIZ.replace(old, new))


def test_calculator_has_labelled_native_inputs_and_the_answer() -> None:
    html = run(
        format_calculator,
        "name: conv_output_size\narguments: {input_size: 64, kernel_size: 3, padding: 1}",
    )
    assert '<cnn-calculator name="conv_output_size" id="conv_output_size">' in html
    for name in ("input_size", "kernel_size", "stride", "padding", "dilation"):
        identifier = f"conv_output_size-{name}"
        assert f'<label for="{identifier}">' in html
        assert re.search(rf'<input [^>]*id="{identifier}" name="{name}"', html)
    assert '<span class="answer__text">64</span>' in html
    assert "⌊" in html


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("name: conv_outputs\narguments: {}", "cnnlib.calculators has no 'conv_outputs'"),
        (
            "name: conv_output_size\narguments: {input_size: 64, kernel_size: 3, size: 1}",
            "conv_output_size has no argument 'size'",
        ),
        (
            "name: conv_output_size\nid: 'a b'\narguments: {input_size: 64, kernel_size: 3}",
            "id is 'a b'",
        ),
        (
            "name: conv_output_size\narguments: {input_size: 64, kernel_size: 3}\n"
            "presets: [{label: x, arguments: {input_size: 1, kernel_size: 3}}]",
            "kernel_size is 3",
        ),
    ],
)
def test_calculator_refuses(body: str, message: str) -> None:
    with pytest.raises(SiteError, match=re.escape(message)):
        run(format_calculator, body)


def test_figure_refuses_a_name_without_label() -> None:
    with pytest.raises(SiteError, match="write snippet:figure"):
        run(format_figure, "name: convolution/im2col\nalt: a\ncaption: c")


def test_what_goes_wrong_inside_a_fence_is_never_swallowed() -> None:
    with pytest.raises(SiteError, match="In a ```fence fence"):
        run(format_quiz, "- a list")


TABLE = """
network: architectures.lenet5_1998()
input: [1, 32, 32]
caption: "LeNet-5"
skip: [ScaledTanh]
extra:
  title: connections
  values: architectures.lenet_layers.connections(architectures.lenet5_1998(), (1, 32, 32))
"""


def test_layer_table_is_computed() -> None:
    html = run(format_layer_table, TABLE)
    assert '<th scope="row">C3</th><td>PartiallyConnectedConv2d</td><td>16 × 10 × 10</td>' in html
    assert "<td>60,000</td>" in html
    assert "<td>340,908</td>" in html
    assert "<td>32 (4)</td>" in html
    assert "Undefined: Flatten gives up height and width" in html
    assert "ScaledTanh" not in html


def test_layer_table_refuses_to_skip_what_is_not_there() -> None:
    with pytest.raises(SiteError, match="skip names 'ReLU'"):
        run(format_layer_table, TABLE.replace("[ScaledTanh]", "[ReLU]"))
