"""Fences: what they make of right input, and what they say of wrong input."""

from __future__ import annotations

import re

import pytest
from markdown import Markdown

from sitekit.errors import SiteError
from sitekit.markdown.calculator import format_calculator
from sitekit.markdown.code_exercise import format_code_exercise
from sitekit.markdown.drill import format_drill, format_worksheet
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
    assert '<template data-search-exclude data-when="28">Padding was forgotten.</template>' in html
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


def test_calculator_has_labeled_native_inputs_and_the_answer() -> None:
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


CODE = """
id: code
title: "Double"
task: "Write it."
starter: "def double(x): return x"
checks:
  - call: double(2)
    expect: "4"
    mistakes:
      - {gives: "2", because: "Unchanged."}
  - {call: double(3), expect: "6", hidden: true}
hints: ["a", "b", "c"]
solution: "def double(x): return 2 * x"
"""


def test_code_exercise_shows_its_checks_and_not_the_hidden_ones() -> None:
    html = run(format_code_exercise, CODE)
    assert "<code>double(2)</code> gives <code>4</code>" in html
    assert "<code>double(3)</code>" not in html
    assert "and 1 hidden check</li>" in html
    assert 'data-check="0" data-mistake="0">Unchanged.</template>' in html
    assert re.search(r"<form[^>]* hidden>", html), "no dead form without script"


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("hints:", "hint:", "the key 'hints' is missing"),
        ('hints: ["a", "b", "c"]', 'hints: ["a", "b"]', "there must be 3 hints"),
        ('hints: ["a", "b", "c"]', 'hints: "abc"', "there must be 3 hints"),
        ('    expect: "4"', '    expect: "4"\n    hidden: true', "at least one check must not be"),
        ("return 2 * x", "return 2 + x", "the solution fails: double(3) gives 5"),
        ("return 2 * x", "return 2 x", "the solution fails: Line 1: Python can"),
        ("return x", "return x * 2", "the starter passes all checks already."),
        ('gives: "2"', "gives: 2 + 2", "the mistake '2 + 2' gives the right answer, 4"),
        (
            'because: "Unchanged."}',
            'because: "Unchanged."}\n      - {gives: "1 + 1", because: "Also."}',
            "the mistake '1 + 1' gives 2, as one above does.",
        ),
        ('expect: "4"', "expect: conv_output_size", "is not a number, a text or a list of them."),
        ('expect: "4"', "expect: double(2)", "The expression {{ double(2) }} fails"),
        ("call: double(2)", "code: double(2)", "the key 'call' is missing"),
        ("hidden: true", "secret: true", "unknown key 'secret'"),
        ('title: "Double"', 'name: "Double"', "the key 'title' is missing"),
    ],
)
def test_code_exercise_refuses(old: str, new: str, message: str) -> None:
    assert old in CODE
    with pytest.raises(SiteError, match=re.escape(message)):
        run(format_code_exercise, CODE.replace(old, new, 1))


def test_drill_holds_its_task_and_keeps_the_answer_closed() -> None:
    html = run(format_drill, "id: d\nname: max_pooling\nseed: 2")
    assert '<drill-task id="d">' in html
    assert html.count("<td>") == 16
    assert "Numbers of seed <b>2</b>" in html
    assert html.index("<summary>Answer and working</summary>") < html.index("drill__answer")
    assert not re.search(r"<details[^>]* open", html)
    assert '<template data-search-exclude class="drill__data">{' in html
    assert re.search(r"<form[^>]* hidden>", html), "no dead form without script"


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("id: d\nname: pooling", "name is 'pooling'; use one of output_size"),
        ("id: d\nname: jump\nseed: one", "seed is 'one'; it must be a whole number."),
        ("id: d\nname: jump\nseed: true", "seed is True; it must be a whole number."),
        ("id: d\nname: jump\nseed: -1", "seed is -1"),
        ("id: d\nname: jump\nseed: 1000001", "seed is 1,000,001; at most 1,000,000 here."),
        ("name: jump", "the key 'id' is missing"),
        ("id: d\nname: jump\nseeds: 1", "unknown key 'seeds'"),
    ],
)
def test_drill_refuses(source: str, message: str) -> None:
    with pytest.raises(SiteError, match=re.escape(message)):
        run(format_drill, source)


def test_worksheet_has_tasks_and_a_key() -> None:
    html = run(format_worksheet, "id: s\ntitle: Sheet\nseed: 3\ndrills: {jump: 2, convolution: 1}")
    assert html.count('class="worksheet__room"') == html.count('class="drill__answer"') == 3
    assert 'name="jump" min="0" max="20" value="2"' in html
    assert 'name="output_size" min="0" max="20" value="0"' in html


@pytest.mark.parametrize(
    ("drills", "message"),
    [
        ("[jump]", "drills is ['jump']; write a mapping, such as output_size: 3."),
        ("{jump: many}", "'jump many' is not understood"),
        ("{jumps: 1}", "there is no 'jumps'"),
        ("{jump: 0}", "there are 0 tasks"),
    ],
)
def test_worksheet_refuses(drills: str, message: str) -> None:
    with pytest.raises(SiteError, match=re.escape(message)):
        run(format_worksheet, f"id: s\ntitle: Sheet\ndrills: {drills}")
