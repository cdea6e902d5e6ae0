"""Executes a learner's code and compares what its functions return with what they should.

A check is ``{"call": "output_size(28, 5)", "expected": 24, "hidden": false, "mistakes": [27]}``:
the call is evaluated beside the learner's names, and a result that a typical mistake would give is
recognized by its place among `mistakes`.
"""

import builtins
import contextlib
import io
import json
import math
import traceback
from typing import Any, NamedTuple

from cnnlib.errors import shown
from cnnlib.exercises.scan import refusal

FILE = "<your code>"
LONGEST_OUTPUT = 5_000
"""Characters of what is printed that are kept."""
MOST_VALUES = 10_000
DEEPEST_VALUE = 8

Answer = dict[str, Any]


class _Trouble(NamedTuple):
    message: str
    line: int | None


class _Output(io.TextIOBase):
    """Keeps the first characters that are printed and drops the rest."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.left = LONGEST_OUTPUT

    def write(self, text: str) -> int:
        if self.left > 0:
            self.parts.append(str(text)[: self.left])
        self.left -= len(text)
        return len(text)

    def kept(self) -> str:
        end = "" if self.left >= 0 else "\n… (the rest is not shown)"
        return "".join(self.parts) + end


def check_json(request: str) -> str:
    """Answer a request of the page: JSON text in, JSON text out."""
    question = json.loads(request)
    return json.dumps(check(question["code"], question["checks"]))


def check(code: object, checks: list[dict[str, Any]]) -> Answer:
    """Run a learner's code against the checks; whatever the code does, an answer comes out.

    Returns:
        ``correct`` and ``message``, a sentence; ``line``, where one is to blame; ``check`` and
        ``mistake``, the places of the first check that failed and of the mistake recognized in it,
        or None; ``results``, what each check that was reached gave; ``output``, what was printed.

    >>> checks = [{"call": "double(3)", "expected": 6, "mistakes": [9]}]
    >>> check("def double(x): return x * 2", checks)["correct"]
    True
    >>> answer = check("def double(x): return x ** 2", checks)
    >>> answer["message"], answer["mistake"]
    ('double(3) gives 9, but should give 6.', 0)
    >>> check("def double(x) return", checks)["line"]
    1
    """
    if reason := refusal(code):
        return _answer(reason)
    assert isinstance(code, str)
    printed = _Output()
    namespace: dict[str, Any] = {"__name__": "__main__", "__builtins__": _builtins()}
    with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed):
        trouble = _execute(code, namespace)
        if trouble:
            return _answer(trouble.message, line=trouble.line, output=printed.kept())
        results: list[dict[str, Any]] = []
        answer = _answer("", results=results)
        for place, item in enumerate(checks):
            result = _try(item, namespace)
            results.append({"call": item["call"], **result})
            if not result["passed"] and answer["check"] is None:
                said = {key: result[key] for key in ("message", "mistake", "line")}
                answer.update(check=place, **said)
    if answer["check"] is None:
        many = f"All {len(checks)} checks" if len(checks) > 1 else "The check"
        answer.update(correct=True, message=f"{many} passed.")
    return answer | {"output": printed.kept()}


def _answer(message: str, **more: Any) -> Answer:
    nothing: Answer = {"line": None, "check": None, "mistake": None, "results": [], "output": ""}
    return {"correct": False, "message": message, **nothing, **more}


def _builtins() -> dict[str, Any]:
    def input(prompt: str = "") -> str:
        raise RuntimeError("input() asks nobody here; give your function an argument instead")

    return {**vars(builtins), "input": input}


def _execute(code: str, namespace: dict[str, Any]) -> _Trouble | None:
    try:
        program = compile(code, FILE, "exec", dont_inherit=True)
    except SyntaxError as error:
        # The parser's own words: they are what the learner meets everywhere else.
        where = f"Line {error.lineno}: " if error.lineno else ""
        return _Trouble(f"{where}Python can't read this: {error.msg}.", error.lineno)
    except Exception as error:
        return _trouble(error)
    try:
        exec(program, namespace)
    except BaseException as error:  # a learner's sys.exit() ends the run, not the worker
        return _trouble(error)
    return None


def _trouble(error: BaseException) -> _Trouble:
    """Write any exception as one sentence with the learner's line in it."""
    frames = traceback.extract_tb(error.__traceback__, limit=-200)
    line = next((frame.lineno for frame in reversed(frames) if frame.filename == FILE), None)
    name = type(error).__name__
    try:
        words = str(error).split("\n", 1)[0][:200].rstrip(".")
    except BaseException:  # a class of the learner's own may say anything, or nothing
        words = ""
    if isinstance(error, RecursionError):
        words = "a function calls itself and never stops"
    where = f"Line {line}: " if line else ""
    return _Trouble(f"{where}{name}{': ' if words else ''}{words}.", line)


def _try(item: dict[str, Any], namespace: dict[str, Any]) -> dict[str, Any]:
    call, expected = item["call"], item["expected"]
    result: dict[str, Any] = {"passed": False, "mistake": None, "line": None}
    try:
        value = _plain(eval(compile(call, "<check>", "eval"), namespace))
    except BaseException as error:
        trouble = _trouble(error)
        text = trouble.message
        if isinstance(error, NameError) and trouble.line is None:
            text = f"{text[:-1]}; keep the names that the task asks for."
        return {**result, "message": f"{call} fails. {text}", "line": trouble.line}
    if _same(value, expected):
        return {**result, "passed": True, "message": f"{call} gives {_text(expected)}."}
    mistakes = item.get("mistakes") or []
    places = (place for place, mistake in enumerate(mistakes) if _same(value, mistake))
    result["mistake"] = next(places, None)
    should = "which is not right" if item.get("hidden") else f"but should give {_text(expected)}"
    hint = "" if result["mistake"] is not None else _hint(value, expected)
    return {**result, "message": f"{call} gives {_text(value)}, {should}.{hint}"}


class _Other(NamedTuple):
    """A value that is no number, text or list of them."""

    kind: str


def _plain(value: Any, deep: int = 0) -> Any:
    """Copy a value into lists, numbers and texts that have no behavior of a learner's own."""
    if value is None or type(value) in (bool, int, float, str):
        return value
    if type(value) in (list, tuple, range) and deep < DEEPEST_VALUE and len(value) <= MOST_VALUES:
        return [_plain(item, deep + 1) for item in value]
    return _Other(type.__getattribute__(type(value), "__name__"))


def _same(value: Any, expected: Any) -> bool:
    if isinstance(value, list) and isinstance(expected, list):
        pairs = zip(value, expected, strict=False)
        return len(value) == len(expected) and all(_same(a, b) for a, b in pairs)
    if type(value) is float and type(expected) is float:
        return math.isclose(value, expected, rel_tol=1e-9, abs_tol=1e-12)
    return type(value) is type(expected) and bool(value == expected)


def _hint(value: Any, expected: Any) -> str:
    if value is None:
        return " Does your function return its result?"
    if type(value) is float and type(expected) is int and value == expected:
        return " The number is right, but it is a float; // divides whole numbers."
    if type(value) is int and type(expected) is float and value == expected:
        return " The number is right, but a float is asked for."
    if isinstance(value, _Other):
        return " Return plain numbers or lists of numbers."
    return ""


def _text(value: Any) -> str:
    if isinstance(value, _Other):
        return f"a value of type {value.kind}"
    if isinstance(value, list):
        items = [_text(item) for item in value[:20]] + ["…"] * (len(value) > 20)
        text = f"[{', '.join(items)}]"
        return text if len(text) <= 200 else f"{text[:200]}…"
    return shown(value)
