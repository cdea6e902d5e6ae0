"""Grading of learners' code: right, wrong, broken and hostile."""

import json

import pytest
from hostile_code import HOSTILE
from in_pyodide import in_pyodide, needs_pyodide

from cnnlib.exercises import check, check_json
from cnnlib.exercises.scan import DEEPEST_BRACKETS, LONGEST, LONGEST_STATEMENT, MOST_LINES, refusal

CHECKS = [
    {"call": "size(28, 5)", "expected": 24, "mistakes": [23, 28]},
    {"call": "size(64, 3, 2)", "expected": 31, "hidden": True, "mistakes": [62]},
]
RIGHT = "def size(i, k, s=1):\n    return (i - k) // s + 1\n"


def test_a_right_solution():
    answer = check(RIGHT + "print('hello')\n", CHECKS)
    assert answer["correct"]
    assert answer["message"] == "All 2 checks passed."
    assert answer["output"] == "hello\n"
    assert [result["passed"] for result in answer["results"]] == [True, True]


@pytest.mark.parametrize(
    ("code", "message", "place", "mistake"),
    [
        (RIGHT.replace(" + 1", ""), "size(28, 5) gives 23, but should give 24.", 0, 0),
        (RIGHT.replace("return ", ""), "size(28, 5) gives None, but should give 24. Does", 0, None),
        (
            RIGHT.replace("//", "/"),
            "size(28, 5) gives 24.0, but should give 24. The number",
            0,
            None,
        ),
        (RIGHT.replace("// s", ""), "size(64, 3, 2) gives 62, which is not right.", 1, 0),
        (RIGHT.replace("(i - k) // s + 1", "size"), "gives a value of type function", 0, None),
        (RIGHT.replace("size", "length"), "keep the names that the task asks for", 0, None),
        (RIGHT.replace("// s", "// 0"), "size(28, 5) fails. Line 2: ZeroDivisionError: ", 0, None),
        ("def size(i, k, s=1): return size(i, k, s)", "calls itself and never stops", 0, None),
        (
            "def size(i, k, s=1): return True",
            "size(28, 5) gives True, but should give 24.",
            0,
            None,
        ),
        ("def size(i, k, s=1): return 10**10_000", "gives a number of 33220 bits", 0, None),
    ],
)
def test_a_wrong_solution(code, message, place, mistake):
    answer = check(code, CHECKS)
    assert not answer["correct"]
    assert message in answer["message"]
    assert (answer["check"], answer["mistake"]) == (place, mistake)


@pytest.mark.parametrize(
    ("code", "line", "word"),
    [
        ("def size(i, k, s=1)\n    return 1", 1, "Python can't read this"),
        ("x = 1\nif x:\nreturn", 3, "Python can't read this"),
        ("x = 1\ny = x / 0\n", 2, "ZeroDivisionError"),
        ("x = 1\n\nraise SystemExit('away')", 3, "SystemExit: away"),
        ("raise KeyboardInterrupt", 1, "KeyboardInterrupt."),
        ("input('?')", 1, "input() asks nobody"),
        ("class E(Exception):\n  def __str__(self): raise ValueError\nraise E", 3, "E."),
        ("def f(): f()\nf()", 1, "RecursionError: a function calls itself"),
        ("x = '" + "a\n", 1, "a text is not closed"),
    ],
)
def test_broken_code_is_one_sentence_with_its_line(code, line, word):
    answer = check(code, CHECKS)
    assert not answer["correct"]
    assert answer["message"].startswith(f"Line {line}: ")
    assert word in answer["message"]
    assert "\n" not in answer["message"]


def test_lists_and_floats_are_compared():
    checks = [{"call": "f()", "expected": [[1, 2], [0.5, 3]]}]
    assert check("def f(): return ((1, 2), [0.1 + 0.4, 3])", checks)["correct"]
    for wrong in (
        "[[1, 2], [0.5]]",
        "[[1, 2], [0.5, '3']]",
        "[1]",
        "{1: 2}",
        "[[1, True], [.5, 3]]",
    ):
        assert not check(f"def f(): return {wrong}", checks)["correct"]


def test_a_value_of_the_learners_own_class_can_not_pass():
    code = "class All(int):\n  def __eq__(s, o): return True\ndef size(*a): return All()"
    assert not check(code, CHECKS)["correct"]
    code = "x = []\nx.append(x)\ndef size(*a): return x"
    assert "a value of type list" in check(code, CHECKS)["message"]


def test_output_is_cut_and_can_not_be_closed():
    answer = check(RIGHT + "for i in range(9999): print('abcdef')", CHECKS)
    assert answer["correct"]
    assert len(answer["output"]) < 5_100
    assert answer["output"].endswith("(the rest is not shown)")
    assert check(RIGHT + "import sys; sys.stdout.close()", CHECKS)["correct"]


def test_each_run_starts_afresh():
    check("left_over = 1\n" + RIGHT, CHECKS)
    assert "NameError" in check("print(left_over)", CHECKS)["message"]


def test_json_in_and_out():
    answer = json.loads(check_json(json.dumps({"code": RIGHT, "checks": CHECKS})))
    assert answer["correct"]


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        (7, "no code to run"),
        ("x" * (LONGEST + 1), "at most 10,000"),
        ("\n" * MOST_LINES, f"at most {MOST_LINES}"),
        ("x = '\0'", "null character"),
        ("x = " + "[" * (DEEPEST_BRACKETS + 1), "brackets are open at once"),
        ("x = " + "-" * LONGEST_STATEMENT, "too long"),
        ("x = '''a", "not closed"),
    ],
)
def test_what_is_never_parsed(code, reason):
    assert reason in refusal(code)


@pytest.mark.parametrize(
    "code",
    [
        "",
        RIGHT,
        "# " + "(" * 300 + "\nx = '" + "(" * 300 + "'\n",
        '"""' + "(\n" * 300 + '"""\nx = f"{x:.2f} of {{y}} {z:{w}}"',
        "x = [\n" + "    [1, 2, 3],\n" * 60 + "]",
        "x = 'it\\'s' + \"'\" + r'\\d' + 'a\\\nb'",
        "x = (1 +  # one (\n     2)\ny = x \\\n    + 1",
    ],
)
def test_ordinary_code_is_read(code):
    assert refusal(code) is None


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_code_is_refused_before_python_reads_it(name):
    reason = refusal(HOSTILE[name])
    assert reason
    assert len(reason) < 200


HOSTILE_CODE = """
import json
from cnnlib.exercises import check
from hostile_code import ALLOWED, HOSTILE

checks = [{"call": "double(3)", "expected": 6}]
for code in [*HOSTILE.values(), *ALLOWED.values()]:
    assert not check(code, checks)["correct"]
right = check("def double(x): return 2 * x", checks)["correct"]
json.dumps({"texts": len(HOSTILE) + len(ALLOWED), "right": right})
"""


@needs_pyodide
def test_no_code_below_the_limits_kills_the_interpreter():
    answer = in_pyodide(HOSTILE_CODE)
    assert answer["right"]
    assert answer["texts"] > 20
