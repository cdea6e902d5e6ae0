"""The only door for the browser: forms described from signatures, answers as JSON values.

An answer is ``{"ok": true, "value": …, "text": …, "steps": […]}``, for some calculators with
``"rows": [{"label", "value", "text", "steps"}, …]``, or ``{"ok": false, "field": …,
"message": …}``. Whatever comes in, an answer goes out: nothing here raises.
"""

import inspect
import json
import re
from collections.abc import Callable, Mapping
from functools import cache
from importlib import import_module
from typing import Any, Literal, NamedTuple, get_args, get_origin

from cnnlib._arguments import minimum_of
from cnnlib.errors import CnnlibError, shown
from cnnlib.macs import conv_macs, conv_macs_steps, linear_macs, linear_macs_steps
from cnnlib.output_size import (
    conv_output_size,
    conv_output_size_steps,
    conv_transpose_output_size,
    conv_transpose_output_size_steps,
    effective_kernel_size,
    effective_kernel_size_steps,
    same_padding,
    same_padding_steps,
    unread_border,
    unread_border_steps,
)
from cnnlib.parameters import (
    batch_norm_parameters,
    batch_norm_parameters_steps,
    conv_parameters,
    conv_parameters_steps,
    linear_parameters,
    linear_parameters_steps,
)
from cnnlib.pooling import pool_output_size, pool_output_size_steps

LARGEST = 1_000_000
LONGEST_TEXT = 10_000
LONGEST_SOURCE = 200_000
SOURCES = ("source", "compare_with", "pixels")
LONGEST_REQUEST = 1_500_000
DEEPEST_REQUEST = 20

Answer = dict[str, Any]


class Calculator(NamedTuple):
    """A function whose signature and docstring describe the form, and what answers it."""

    function: Callable[..., Any]
    respond: Callable[..., Answer]


def _formula(function: Callable[..., Any], steps: Callable[..., list[str]]) -> Calculator:
    def respond(**arguments: Any) -> Answer:
        result = function(**arguments)
        numbers = result if isinstance(result, tuple) else (result,)
        return {
            "value": list(result) if isinstance(result, tuple) else result,
            "text": " and ".join(f"{number:,}" for number in numbers),
            "steps": steps(**arguments),
        }

    return Calculator(function, respond)


_FORMULAS: dict[str, tuple[Callable[..., Any], Callable[..., list[str]]]] = {
    "conv_output_size": (conv_output_size, conv_output_size_steps),
    "pool_output_size": (pool_output_size, pool_output_size_steps),
    "conv_transpose_output_size": (conv_transpose_output_size, conv_transpose_output_size_steps),
    "same_padding": (same_padding, same_padding_steps),
    "effective_kernel_size": (effective_kernel_size, effective_kernel_size_steps),
    "unread_border": (unread_border, unread_border_steps),
    "conv_parameters": (conv_parameters, conv_parameters_steps),
    "linear_parameters": (linear_parameters, linear_parameters_steps),
    "batch_norm_parameters": (batch_norm_parameters, batch_norm_parameters_steps),
    "conv_macs": (conv_macs, conv_macs_steps),
    "linear_macs": (linear_macs, linear_macs_steps),
}

# A page has one or two of these, and each waits for its own only: a module, the function that
# describes the form, and the one that answers.
_IN_MODULES = {
    "conv_layer": ("conv_layer", "conv_layer", "conv_layer_answer"),
    "receptive_field": ("stack_text", "stack_receptive_field", "stack_answer"),
    "receptive_field_explorer": (
        "explorer",
        "receptive_field_explorer",
        "receptive_field_explorer_answer",
    ),
    "branch_lab": ("branch_lab", "branch_lab", "branch_lab_answer"),
    "design_sheet": ("design_sheet", "design_sheet", "design_sheet_answer"),
    "network_table": ("network_table", "network_table", "network_table_answer"),
    "convolution_steps": ("convolution_steps", "convolution_steps", "convolution_steps_answer"),
    "filter_photograph": ("photograph", "filter_photograph", "filter_photograph_answer"),
    "pooling_steps": ("pooling_steps", "pooling_steps", "pooling_steps_answer"),
    "drill": ("drills", "drill", "drill_answer"),
    "worksheet": ("drills", "worksheet", "worksheet_answer"),
}

_NAMES = (*_FORMULAS, *_IN_MODULES)


@cache
def _calculator(name: str) -> Calculator:
    if name in _FORMULAS:
        return _formula(*_FORMULAS[name])
    home, function, respond = _IN_MODULES[name]
    module = import_module(f"cnnlib.{home}")
    return Calculator(getattr(module, function), getattr(module, respond))


def names() -> list[str]:
    """List the calculators."""
    return list(_NAMES)


def fields(name: str) -> list[dict[str, Any]]:
    """Describe a calculator's form, one field per argument; none for an unknown name."""
    return [dict(field) for field in _described(name)] if name in _NAMES else []


@cache
def _described(name: str) -> tuple[dict[str, Any], ...]:
    function = _calculator(name).function
    helps = _argument_helps(function)
    parameters = inspect.signature(function).parameters.values()
    return tuple(_field(parameter, helps[parameter.name]) for parameter in parameters)


def _field(parameter: inspect.Parameter, text: str) -> dict[str, Any]:
    kinds: dict[object, str] = {bool: "boolean", str: "text"}
    options = get_args(parameter.annotation) if get_origin(parameter.annotation) is Literal else ()
    kind = "choice" if options else kinds.get(parameter.annotation, "integer")
    required = parameter.default is parameter.empty
    return {
        "name": parameter.name,
        "label": parameter.name.replace("_", " ").capitalize().replace("macs", "MACs"),
        "kind": kind,
        "choices": list(options),
        "required": required,
        "default": None if required else parameter.default,
        "minimum": _minimum(parameter.annotation) if kind == "integer" else None,
        "maximum": LARGEST if kind == "integer" else None,
        "help": text,
    }


def _minimum(annotation: Any) -> int | None:
    inner = getattr(annotation, "__args__", (annotation,))[0]
    found = minimum_of(annotation)
    return minimum_of(inner) if found is None else found


def _argument_helps(function: Callable[..., Any]) -> dict[str, str]:
    """Read the Args of a docstring, without formula signs and without pairs."""
    section = inspect.getdoc(function) or ""
    section = section.partition("Args:\n")[2].partition("\n\n")[0]
    entries = re.split(r"\n? {4}(\w+): ", section)[1:]
    return {
        name: re.sub(r"^\$[^$]*\$, |, or \([^)]*\)|\*", "", " ".join(text.split()))
        for name, text in zip(entries[::2], entries[1::2], strict=True)
    }


def answer(name: object, arguments: object) -> Answer:
    """Work out a calculator's answer from JSON values or from the strings of a form."""
    if not isinstance(name, str) or name not in _NAMES:
        return _refusal(
            None, f"there is no calculator {shown(name)}; use one of {_listed(names())}."
        )
    if not isinstance(arguments, Mapping):
        return _refusal(
            None, f"arguments is {shown(arguments)}; use an object of names and values."
        )
    described = {field["name"]: field for field in _described(name)}
    unknown = [key for key in arguments if key not in described]
    if unknown:
        expected = _listed(list(described))
        return _refusal(None, f"{name} has no argument {shown(unknown[0])}; it has {expected}.")
    try:
        given = {key: _read(field, arguments.get(key)) for key, field in described.items()}
        response = _calculator(name).respond(**given)
    except CnnlibError as error:
        return _refusal(error.argument, str(error))
    return {"ok": True, **response}


def answer_json(text: str) -> str:
    """Answer a request ``{"name": …, "arguments": {…}}``, JSON text in and JSON text out."""
    return json.dumps(_answer_text(text), ensure_ascii=False)


def rehearsals() -> str:
    """List requests for whoever has time to spare: a calculator's first answer takes longest.

    The rounds of a JSON list ``[[request, …], …]`` are in the order in which they are best asked:
    all formulas, which are quick, and then one calculator that has a module of its own after
    another. Nobody needs the answers, most of them about missing values.
    """
    rounds = [list(_FORMULAS), *([name] for name in _IN_MODULES)]
    return json.dumps([[json.dumps({"name": name, "arguments": {}}) for name in r] for r in rounds])


def _answer_text(text: str) -> Answer:
    if len(text) > LONGEST_REQUEST:
        return _refusal(None, f"the request is longer than {LONGEST_REQUEST:,} characters.")
    if _depth(text) > DEEPEST_REQUEST:
        return _refusal(None, f"the request is nested more than {DEEPEST_REQUEST} deep.")
    try:
        request = json.loads(text)
    except ValueError:
        return _refusal(None, "the request is not JSON.")
    if not isinstance(request, dict):
        return _refusal(None, "the request is not an object with name and arguments.")
    return answer(request.get("name"), request.get("arguments"))


def _depth(text: str) -> int:
    """Find how deep brackets are nested, without recursion; those in strings do not count."""
    depth = deepest = 0
    for sign in re.findall(r'"(?:[^"\\]|\\.)*"?|[\[{\]}]', text, re.DOTALL):
        if sign in ("[", "{"):
            depth += 1
            deepest = max(deepest, depth)
        elif sign in ("]", "}"):
            depth -= 1
    return deepest


def _read(field: dict[str, Any], value: object) -> object:
    """Turn what a form holds into what the function takes."""
    if value is None or (isinstance(value, str) and not value[:LONGEST_TEXT].strip()):
        if field["required"]:
            example = "" if field["kind"] == "text" else ", such as 3"
            raise _unreadable(field, f"is empty; fill it in{example}", value)
        return field["default"]
    if field["kind"] == "boolean":
        return _boolean(field, value)
    if field["kind"] in ("text", "choice"):
        return _text(field, value)
    number = _integer(field, value)
    if abs(number) > LARGEST:
        sign = "−" if number < 0 else ""
        bound = f"at {'least' if sign else 'most'} {sign}{LARGEST:,} here"
        raise _unreadable(field, f"is {_grouped(number)}; {bound}", value)
    return number


def _integer(field: dict[str, Any], value: object) -> int:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    text = value[:LONGEST_TEXT].strip() if isinstance(value, str) else ""
    if len(text) <= 1000 and re.fullmatch(r"[+-]?[0-9]+", text):
        return int(text)
    raise _unreadable(field, f"is {shown(value)}; use a whole number in digits, such as 3", value)


def _boolean(field: dict[str, Any], value: object) -> bool:
    words = {"true": True, "on": True, "false": False, "off": False}
    word = value[:10].strip().lower() if isinstance(value, str) else ""
    if isinstance(value, bool) or word in words:
        return value if isinstance(value, bool) else words[word]
    raise _unreadable(field, f"is {shown(value)}; use true or false", value)


def _text(field: dict[str, Any], value: object) -> str:
    if not isinstance(value, str):
        raise _unreadable(field, f"is {shown(value)}; use text", value)
    longest = LONGEST_SOURCE if field["name"] in SOURCES else LONGEST_TEXT
    if len(value) > longest:
        reason = f"is {len(value):,} characters long; use at most {longest:,}"
        raise _unreadable(field, reason, value)
    return value


def _unreadable(field: dict[str, Any], reason: str, value: object) -> CnnlibError:
    return CnnlibError(f"{field['name']} {reason}.", field["name"], value)


def _grouped(number: int) -> str:
    return shown(number) if abs(number) >= 10**30 else f"{number:,}"


def _refusal(field: str | None, message: str) -> Answer:
    return {"ok": False, "field": field, "message": message}


def _listed(words: list[str]) -> str:
    return f"{', '.join(words[:-1])} or {words[-1]}" if len(words) > 1 else words[0]
