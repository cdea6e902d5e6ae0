"""```calculator and its kin: forms made from a cnnlib signature.

The answers to the defaults and to the presets are worked out while the site is built, by the Python
that the browser will call; the page holds them, so that they come without waiting for Python.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from sitekit.errors import SiteError
from sitekit.markdown.fence import body, fence, mapping, template
from sitekit.markdown.nested import declare_anchor

if TYPE_CHECKING:
    from markdown import Markdown


def answered(name: str, arguments: dict[str, Any]) -> dict[str, Any]:
    """Answer as the browser will be; a refusal stops the build."""
    from cnnlib import calculators

    answer = calculators.answer(name, arguments)
    if not answer["ok"]:
        raise SiteError(f"{name}({arguments}): {answer['message']}")
    return answer


def _calculator(source: str, md: Markdown) -> str:
    keys = body(source, ("name", "arguments"), ("id", "title", "presets"))
    return form(
        keys.pop("name"), keys, md, tag="cnn-calculator", answer_file="calculator_answer.html"
    )


def form(
    name: str,
    keys: dict[str, Any],
    md: Markdown,
    tag: str,
    answer_file: str,
    above: int | None = None,
    **further: Any,
) -> str:
    """Fill the template of a form with a calculator's fields, its answer and its presets'.

    ``above`` says how many fields stand above the answer; all of them, if it is left out.
    """
    from cnnlib import calculators

    if name not in calculators.names():
        known = ", ".join(calculators.names())
        raise SiteError(f"cnnlib.calculators has no {name!r}; it has: {known}.")
    fields = calculators.fields(name)
    for field in fields:
        field["initial"] = _initial(field["default"])
    known_fields = {field["name"] for field in fields}
    presets = [mapping(preset, ("label", "arguments")) for preset in keys["presets"] or []]
    if unknown := set(keys["arguments"]) - known_fields:
        raise SiteError(f"{name} has no argument {unknown.pop()!r}.")
    identifier = str(keys["id"] or name)
    if not re.fullmatch(r"[a-z][\w-]*", identifier):
        raise SiteError(f"id is {identifier!r}; use letters, digits and hyphens.")
    declare_anchor(identifier, md)
    answer = answered(name, keys["arguments"])
    built = [{"arguments": keys["arguments"], "answer": answer}]
    for preset in presets:
        preset["json"] = json.dumps(preset["arguments"])
        built.append(
            {"arguments": preset["arguments"], "answer": answered(name, preset["arguments"])}
        )
    return template(
        "calculator.html",
        md,
        tag=tag,
        answer_file=answer_file,
        above=len(fields) if above is None else above,
        id=identifier,
        name=name,
        title=keys["title"] or name.replace("_", " ").capitalize(),
        fields=fields,
        values=_values(fields, keys["arguments"]),
        presets=presets,
        answer=answer,
        built=json_text(built),
        **further,
    )


def _values(fields: list[dict[str, Any]], arguments: dict[str, Any]) -> dict[str, Any]:
    values = {field["name"]: arguments.get(field["name"], field["default"]) for field in fields}
    return {key: "" if value is None else value for key, value in values.items()}


def _initial(default: Any) -> str:
    """Write a default as the form's controls hold it."""
    if default is None:
        return ""
    return str(default).lower() if isinstance(default, bool) else str(default)


def json_text(content: Any) -> Markup:
    """Write JSON that can stand in a <template>; in a script, instant navigation would run it."""
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return Markup(text.replace("<", "\\u003c").replace("&", "\\u0026"))


format_calculator = fence(_calculator)
