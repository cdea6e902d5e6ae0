"""```calculator and ```network-table: forms made from a cnnlib signature.

The default answer is worked out while the site is built, by the Python that the browser will call.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from sitekit.errors import SiteError
from sitekit.markdown.fence import body, fence, mapping, template
from sitekit.markdown.nested import declare_anchor

if TYPE_CHECKING:
    from markdown import Markdown


def _answer(name: str, arguments: dict[str, Any]) -> dict[str, Any]:
    from cnnlib import calculators

    answer = calculators.answer(name, arguments)
    if not answer["ok"]:
        raise SiteError(f"{name}({arguments}): {answer['message']}")
    return answer


def _calculator(source: str, md: Markdown) -> str:
    keys = body(source, ("name", "arguments"), ("id", "title", "presets"))
    return _form(keys, md, tag="cnn-calculator", answer_file="calculator_answer.html")


def _network_table(source: str, md: Markdown) -> str:
    keys = body(source, ("arguments",), ("id", "title", "presets"))
    keys["name"] = "network_table"
    return _form(keys, md, tag="network-table", answer_file="network_answer.html")


def _form(keys: dict[str, Any], md: Markdown, tag: str, answer_file: str) -> str:
    from cnnlib import calculators

    name = keys["name"]
    if name not in calculators.names():
        known = ", ".join(calculators.names())
        raise SiteError(f"cnnlib.calculators has no {name!r}; it has: {known}.")
    fields = calculators.fields(name)
    known_fields = {field["name"] for field in fields}
    presets = [mapping(preset, ("label", "arguments")) for preset in keys["presets"] or []]
    for preset in presets:
        _answer(name, preset["arguments"])
        preset["json"] = json.dumps(preset["arguments"])
    if unknown := set(keys["arguments"]) - known_fields:
        raise SiteError(f"{name} has no argument {unknown.pop()!r}.")
    identifier = str(keys["id"] or name)
    if not re.fullmatch(r"[a-z][\w-]*", identifier):
        raise SiteError(f"id is {identifier!r}; use letters, digits and hyphens.")
    declare_anchor(identifier, md)
    values = {
        field["name"]: keys["arguments"].get(field["name"], field["default"]) for field in fields
    }
    return template(
        "calculator.html",
        md,
        tag=tag,
        answer_file=answer_file,
        id=identifier,
        name=name,
        title=keys["title"] or name.replace("_", " ").capitalize(),
        fields=fields,
        values={key: "" if value is None else value for key, value in values.items()},
        presets=presets,
        answer=_answer(name, keys["arguments"]),
    )


format_calculator = fence(_calculator)
format_network_table = fence(_network_table)
