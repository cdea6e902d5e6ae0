"""```code-exercise: a function to write, run in the reader's browser against checks.

A check is `call` (what is evaluated beside the code), `expect` (evaluated with cnnlib while the
site is built), `hidden: true` where it is shown only when it fails, and `mistakes`, each with what
it `gives` and `because`. The build runs the solution, which must pass, and the starter, which must
not.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from sitekit.errors import SiteError
from sitekit.markdown.calculator import json_text
from sitekit.markdown.expressions import evaluate
from sitekit.markdown.fence import body, fence, mapping, template
from sitekit.markdown.nested import declare_anchor

if TYPE_CHECKING:
    from markdown import Markdown

HINTS = 3


def _value(expression: Any) -> Any:
    """Evaluate an author's expression and write its value as JSON would."""
    value = evaluate(str(expression))
    try:
        return json.loads(json.dumps(value))
    except TypeError:
        raise SiteError(f"{expression!r} is not a number, a text or a list of them.") from None


def _check(item: Any) -> tuple[dict[str, Any], list[str]]:
    keys = mapping(item, ("call", "expect"), ("hidden", "mistakes"))
    expected = _value(keys["expect"])
    mistakes: list[Any] = []
    reasons: list[str] = []
    for entry in keys["mistakes"] or []:
        mistake = mapping(entry, ("gives", "because"))
        value = _value(mistake["gives"])
        if value == expected:
            raise SiteError(f"the mistake {mistake['gives']!r} gives the right answer, {value}.")
        if value in mistakes:
            raise SiteError(f"the mistake {mistake['gives']!r} gives {value}, as one above does.")
        mistakes.append(value)
        reasons.append(mistake["because"])
    check = {
        "call": keys["call"],
        "expected": expected,
        "hidden": bool(keys["hidden"]),
        "mistakes": mistakes,
    }
    return check, reasons


def _code_exercise(source: str, md: Markdown) -> str:
    # Imported per call: live reload replaces the module when its source changes.
    from cnnlib.exercises import check as grade

    required = ("id", "title", "task", "starter", "checks", "hints", "solution")
    keys = body(source, required, ("working",))
    if not isinstance(keys["hints"], list) or len(keys["hints"]) != HINTS:
        raise SiteError(f"there must be {HINTS} hints, from a nudge to almost the solution.")
    pairs = [_check(item) for item in keys["checks"]]
    checks = [check for check, _ in pairs]
    if all(check["hidden"] for check in checks):
        raise SiteError("at least one check must not be hidden.")
    answer = grade(keys["solution"], checks)
    if not answer["correct"]:
        raise SiteError(f"the solution fails: {answer['message']}")
    if grade(keys["starter"], checks)["correct"]:
        raise SiteError("the starter passes all checks already.")
    declare_anchor(keys["id"], md)
    return template(
        "code_exercise.html",
        md,
        **keys,
        shown=[check for check in checks if not check["hidden"]],
        hidden=sum(check["hidden"] for check in checks),
        reasons=[reasons for _, reasons in pairs],
        data=json_text(checks),
        rows=max(8, keys["starter"].count("\n") + 4),
    )


def _exercise_progress(source: str, md: Markdown) -> str:
    return template("exercise_progress.html", md)


format_code_exercise = fence(_code_exercise)
format_exercise_progress = fence(_exercise_progress)
