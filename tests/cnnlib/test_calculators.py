import inspect
import json
import math

import pytest
import torch
from grids import grid
from hypothesis import given, settings
from hypothesis import strategies as st

import cnnlib
from cnnlib import CnnlibError, calculators
from cnnlib.calculators import answer, answer_json, fields, names
from cnnlib.conv_layer import conv_layer
from cnnlib.stack_text import stack_receptive_field

FORMULAS = names()[: names().index("conv_layer")]


def test_names():
    assert names() == [
        "conv_output_size",
        "pool_output_size",
        "conv_transpose_output_size",
        "same_padding",
        "effective_kernel_size",
        "unread_border",
        "conv_parameters",
        "linear_parameters",
        "batch_norm_parameters",
        "conv_macs",
        "linear_macs",
        "conv_layer",
        "receptive_field",
        "receptive_field_explorer",
        "branch_lab",
        "design_sheet",
        "network_table",
        "convolution_steps",
        "filter_photograph",
        "pooling_steps",
        "drill",
        "worksheet",
    ]


def test_rehearsals_ask_each_calculator_once_the_formulas_first():
    rounds = json.loads(calculators.rehearsals())
    asked = [[json.loads(request)["name"] for request in one] for one in rounds]
    assert asked[0] == FORMULAS
    assert [name for one in asked for name in one] == names()
    assert all(len(one) == 1 for one in asked[1:])
    for one in rounds:
        for request in one:
            response = json.loads(answer_json(request))
            assert response["ok"] or response["field"], request


def test_fields_of_pool_output_size():
    def integer(name, label, required, default, minimum, text):
        return {
            "name": name,
            "label": label,
            "kind": "integer",
            "choices": [],
            "required": required,
            "default": default,
            "minimum": minimum,
            "maximum": 1_000_000,
            "help": text,
        }

    assert fields("pool_output_size") == [
        integer("input_size", "Input size", True, None, 1, "positions along the axis."),
        integer("kernel_size", "Kernel size", True, None, 1, "positions that one window reads."),
        integer(
            "stride",
            "Stride",
            False,
            None,
            1,
            "input positions from one window to the next; None means kernel_size.",
        ),
        integer(
            "padding",
            "Padding",
            False,
            0,
            0,
            "positions added to each side, at most half of kernel_size.",
        ),
        integer(
            "dilation",
            "Dilation",
            False,
            1,
            1,
            "positions from one that a window reads to the next.",
        ),
        {
            "name": "ceil_mode",
            "label": "Ceil mode",
            "kind": "boolean",
            "choices": [],
            "required": False,
            "default": False,
            "minimum": None,
            "maximum": None,
            "help": "whether a last, incomplete window gives an output too.",
        },
    ]


@pytest.mark.parametrize("name", names())
def test_fields_are_the_signatures(name):
    function = calculators._calculator(name).function
    parameters = inspect.signature(function).parameters
    assert [field["name"] for field in fields(name)] == list(parameters)
    for field in fields(name):
        default = parameters[field["name"]].default
        assert field["required"] == (default is inspect.Parameter.empty)
        assert field["default"] == (None if field["required"] else default)
        assert field["help"]
        assert not set("$\\*") & set(field["help"])
    assert json.loads(json.dumps(fields(name))) == fields(name)


def test_text_field_and_unknown_form():
    (field,) = fields("receptive_field")
    assert (field["name"], field["kind"], field["required"]) == ("layers", "text", True)
    assert (field["minimum"], field["maximum"]) == (None, None)
    assert fields("no such thing") == []


SMALL = {"integer": [1, 2, 3, 4, 7, 12], "boolean": [False, True]}


@pytest.mark.parametrize("name", FORMULAS)
def test_last_step_is_the_functions_own_result(comparison, name):
    forms = fields(name)
    values = [SMALL[field["kind"]][: 6 if len(forms) < 5 else 4] for field in forms]
    wrong = count = 0
    for setting in grid(*values):
        arguments = dict(zip([field["name"] for field in forms], setting, strict=True))
        reply = answer(name, arguments)
        count += 1
        try:
            own = getattr(cnnlib, name)(**arguments)
        except CnnlibError as error:
            refusal = {"ok": False, "field": error.argument, "message": str(error)}
            wrong += reply != refusal
            continue
        numbers = own if isinstance(own, tuple) else (own,)
        text = " and ".join(f"{number:,}" for number in numbers)
        wrong += reply["value"] != (list(own) if isinstance(own, tuple) else own)
        wrong += (reply["ok"], reply["text"], reply["steps"][-1]) != (True, text, f"= {text}")
        wrong += not all(arithmetic_holds(step) for step in reply["steps"])
        wrong += not chain_holds(name, reply["steps"], numbers)
    comparison(f"calculators: {name}", f"cnnlib.{name} and the steps' own arithmetic", count, wrong)


def evaluated(expression: str) -> float:
    """Compute a step's text as written."""
    python = expression.replace(",", "").replace("·", "*").replace("−", "-")
    python = python.replace("⌊", "math.floor(").replace("⌋", ")").replace(" mod ", " % ")
    python = python.replace("max(0 ", "max(0, ").replace("min(", "min(")
    return eval(python, {"math": math, "max": max, "min": min})


def arithmetic_holds(step: str) -> bool:
    """Check a step such as "before: ⌊3 / 2⌋ = 1"."""
    left, equals, right = step.rpartition(": ")[2].rpartition(" = ")
    if not equals or "min(" in left or " and " in right or "≥" in step:
        return True
    return evaluated(left) == evaluated(right)


def chain_holds(name: str, steps: list[str], numbers: tuple[int, ...]) -> bool:
    """Check that each expression of a chain is worth the same as the last."""
    if name in ("same_padding", "unread_border"):
        return True
    chain = [step.removeprefix("= ") for step in steps if "≥" not in step]
    before_drop = any("≥" in step for step in steps)
    return all(evaluated(step) == numbers[0] + before_drop for step in chain[:-1])


def test_examples_with_steps():
    assert answer("conv_output_size", {"input_size": 64, "kernel_size": 3, "padding": 1}) == {
        "ok": True,
        "value": 64,
        "text": "64",
        "steps": ["⌊(64 + 2·1 − 3) / 1⌋ + 1", "= ⌊63 / 1⌋ + 1", "= 64"],
    }
    assert answer("same_padding", {"kernel_size": "4"})["steps"] == [
        "in all: 1·(4 − 1) = 3",
        "before: ⌊3 / 2⌋ = 1",
        "after: 3 − 1 = 2",
        "= 1 and 2",
    ]
    pool = {"input_size": 3, "kernel_size": 2, "padding": 1, "ceil_mode": True}
    assert answer("pool_output_size", pool)["steps"] == [
        "⌊(3 + 2·1 − 1·(2 − 1) − 1 + 1) / 2⌋ + 1",
        "= ⌊4 / 2⌋ + 1",
        "= 3",
        "(3 − 1)·2 = 4 ≥ 3 + 1: the last window would start beyond the input, so it is dropped",
        "= 2",
    ]
    assert answer("unread_border", {"input_size": 10, "kernel_size": 3, "stride": 4})["steps"] == [
        "beyond the last window: (10 + 2·0 − 3) mod 4 = 3",
        "less the padding there: min(10, max(0, 3 − 0))",
        "= 3",
    ]
    assert answer("conv_parameters", {"in_channels": 3, "out_channels": 64, "kernel_size": 3}) == {
        "ok": True,
        "value": 1792,
        "text": "1,792",
        "steps": ["3·3·3·64 + 64", "= 1,728 + 64", "= 1,792"],
    }


def test_conv_layer():
    settings = {
        "height": 227, "width": 226, "in_channels": 3, "out_channels": 96, "kernel_size": 11,
        "stride": 4, "groups": 1, "bias": False,
    }  # fmt: skip
    reply = answer("conv_layer", settings)
    assert reply["value"] == {
        "output_shape": [96, 55, 54],
        "parameters": 34_848,
        "macs": 103_498_560,
        "unread_rows": 0,
        "unread_columns": 3,
    }
    assert reply["text"] == "96 × 55 × 54"
    assert reply["steps"] == ["output channels: 96", "height: 55", "width: 54"]
    assert [(row["label"], row["text"], row["steps"][-1]) for row in reply["rows"]] == [
        ("Output height", "55", "= 55"),
        ("Output width", "54", "= 54"),
        ("Parameters", "34,848", "= 34,848"),
        ("MACs", "103,498,560", "= 103,498,560"),
        ("Unread rows", "0", "= 0"),
        ("Unread columns", "3", "= 3"),
    ]
    assert [row["value"] for row in reply["rows"]] == [55, 54, 34_848, 103_498_560, 0, 3]
    assert all(f"{row['value']:,}" == row["text"] for row in reply["rows"])


def test_steps_are_as_short_as_the_settings_allow():
    def steps(name, **arguments):
        return answer(name, arguments)["steps"]

    assert steps("conv_output_size", input_size=64, kernel_size=3, dilation=2) == [
        "⌊(64 + 2·0 − 2·(3 − 1) − 1) / 1⌋ + 1",
        "= ⌊59 / 1⌋ + 1",
        "= 60",
    ]
    layer = {"in_channels": 4, "out_channels": 8, "kernel_size": 3, "groups": 2}
    assert steps("conv_parameters", **layer)[0] == "3·3·(4 / 2)·8 + 8"
    assert steps("conv_parameters", **layer, bias=False) == ["3·3·(4 / 2)·8", "= 144"]
    assert steps("conv_macs", **layer, output_size=5)[0] == "3·3·(4 / 2)·8·5·5"
    assert steps("unread_border", input_size=10, kernel_size=3, stride=4, dilation=2) == [
        "span: 2·(3 − 1) + 1 = 5",
        "beyond the last window: (10 + 2·0 − 5) mod 4 = 1",
        "less the padding there: min(10, max(0, 1 − 0))",
        "= 1",
    ]


def test_conv_layer_of_a_square_image_has_one_row_for_both_axes():
    settings = {
        "height": 10, "width": 10, "in_channels": 1, "out_channels": 1, "kernel_size": 3,
        "stride": 4,
    }  # fmt: skip
    rows = answer("conv_layer", settings)["rows"]
    assert [(row["label"], row["text"]) for row in rows] == [
        ("Output height and width", "2"),
        ("Parameters", "10"),
        ("MACs", "36"),
        ("Unread rows and columns", "3"),
    ]


def test_conv_layer_refusals():
    settings = {"height": 9, "width": 3, "in_channels": 4, "out_channels": 2, "kernel_size": 5}
    assert answer("conv_layer", settings) == {
        "ok": False,
        "field": "kernel_size",
        "message": "along the width, kernel_size is 5, but the padded input is only 3 long "
        "(input_size 3 + 2·0 padding); use a kernel_size of at most 3 or more padding.",
    }
    assert answer("conv_layer", settings | {"groups": 4})["field"] == "groups"


def test_stack_of_layers():
    text = "conv 3\n\n  Conv 3 padding 1 dilation 2\npool 2\npool kernel_size 3 stride 2\n"
    reply = answer("receptive_field", {"layers": text})
    assert reply["value"] == {"size": 12, "stride": 4, "padding": 1}
    assert reply["text"] == "size 12, stride 4, padding 1"
    assert [row["label"] for row in reply["rows"]] == [
        "conv 3",
        "Conv 3 padding 1 dilation 2",
        "pool 2",
        "pool kernel_size 3 stride 2",
    ]
    assert reply["rows"][1] == {
        "label": "Conv 3 padding 1 dilation 2",
        "value": {"size": 7, "stride": 1, "padding": 1},
        "text": "size 7, stride 1, padding 1",
        "steps": ["size: 3 + (5 − 1)·1 = 7", "stride: 1·1 = 1", "padding: 0 + 1·1 = 1"],
    }
    assert reply["steps"] == reply["rows"][-1]["steps"]
    big = answer("receptive_field", {"layers": "conv 1001 stride 1000\nconv 2"})
    assert big["text"] == "size 2,001, stride 1,000, padding 0"


MIDDLE = "is not expected; after the kernel size write stride, padding or dilation, each once "


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("  ", "layers is empty; fill it in."),
        ("conv 3\nrelu", "line 2, 'relu': begin with conv or pool, as in \"conv 3\"."),
        ("conv", "line 1, 'conv': write the kernel size after conv, as in \"conv 3\"."),
        ("pool stride 2", "line 1, 'pool stride 2': write the kernel size after pool, as in "
         '"pool 3".'),
        ("conv 3 strides 2", f"line 1, 'conv 3 strides 2': 'strides' {MIDDLE}with a number."),
        ("conv 3 stride 2 stride 2",
         f"line 1, 'conv 3 stride 2 stride 2': 'stride' {MIDDLE}with a number."),
        ("conv three", "line 1, 'conv three': kernel_size is 'three'; use a whole number up to "
         "1,000,000."),
        ("conv 3 stride 1000001", "line 1, 'conv 3 stride 1000001': stride is '1000001'; use a "
         "whole number up to 1,000,000."),
        ("conv 3 stride 0", "line 1, 'conv 3 stride 0': stride is 0; use an integer of at least "
         "1."),
        ("conv 3 padding -1", "line 1, 'conv 3 padding -1': padding is -1; use an integer of at "
         "least 0."),
        ("conv 3 4", "line 1, 'conv 3 4': '4' " + MIDDLE + "with a number."),
        ("conv stride 2 kernel_size", "line 1, 'conv stride 2 kernel_size': write a number after "
         "kernel_size."),
        ("conv 0", "line 1, 'conv 0': kernel_size is 0; use an integer of at least 1."),
        ("pool 2 padding 2", "line 1, 'pool 2 padding 2': padding is 2, but pooling allows at "
         "most half of kernel_size 2; use a padding of at most 1 or a kernel_size of at least 4."),
        ("conv 3 stride", "line 1, 'conv 3 stride': write a number after stride."),
        ("conv 3\n" * 101, "layers has 101 lines; use at most 100."),
        ("x" * 10_001, "layers is 10,001 characters long; use at most 10,000."),
        ("conv " + "3" * 196, f"line 1, 'conv 3333333333333333333333...{'3' * 28}': begin with "
         'conv or pool, as in "conv 3".'),
        ("conv " + "3" * 195, f"line 1, 'conv 3333333333333333333333...{'3' * 28}': kernel_size "
         f"is '{'3' * 27}...{'3' * 28}'; use a whole number up to 1,000,000."),
    ],
)  # fmt: skip
def test_stack_that_is_not_understood(text, message):
    reply = answer("receptive_field", {"layers": text})
    assert reply == {"ok": False, "field": "layers", "message": message}


def test_stack_without_lines():
    with pytest.raises(CnnlibError) as caught:
        stack_receptive_field(" \n")
    message = 'layers is empty; write one layer per line, such as "conv 3".'
    assert (str(caught.value), caught.value.argument) == (message, "layers")


def test_hundred_lines_are_fine():
    reply = answer("receptive_field", {"layers": "pool 2\n" * 99 + "pool 1"})
    assert reply["value"]["stride"] == 2**99


CONV = {"input_size": 64, "kernel_size": 3}


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("3.5", "stride is '3.5'; use a whole number in digits, such as 3."),
        ("abc", "stride is 'abc'; use a whole number in digits, such as 3."),
        ("1e9", "stride is '1e9'; use a whole number in digits, such as 3."),
        ("٣", "stride is '٣'; use a whole number in digits, such as 3."),
        ("1_000", "stride is '1_000'; use a whole number in digits, such as 3."),
        ("--1", "stride is '--1'; use a whole number in digits, such as 3."),
        (3.5, "stride is 3.5; use a whole number in digits, such as 3."),
        (math.nan, "stride is nan; use a whole number in digits, such as 3."),
        (True, "stride is True; use a whole number in digits, such as 3."),
        ([1], "stride is [1]; use a whole number in digits, such as 3."),
        ({}, "stride is {}; use a whole number in digits, such as 3."),
        (0, "stride is 0; use an integer of at least 1."),
        ("-2", "stride is -2; use an integer of at least 1."),
        (1_000_001, "stride is 1,000,001; at most 1,000,000 here."),
        ("-1000001", "stride is -1,000,001; at least −1,000,000 here."),
        (10**40, "stride is a number of 133 bits; at most 1,000,000 here."),
        ("9" * 1000, "stride is a number of 3322 bits; at most 1,000,000 here."),
        (10**30, "stride is 1000000000000000000000000000000; at most 1,000,000 here."),
        (
            "9" * 1001,
            "stride is '999999999999999999999999999...9999999999999999999999999999'; use a "
            "whole number in digits, such as 3.",
        ),
    ],
)
def test_bad_numbers(value, message):
    reply = answer("conv_output_size", CONV | {"stride": value})
    assert reply == {"ok": False, "field": "stride", "message": message}


@pytest.mark.parametrize("value", ["2", " 2 ", "+2", "02", 2, "2\n"])
def test_good_numbers(value):
    assert answer("conv_output_size", CONV | {"stride": value})["value"] == 31


def test_bounds_are_inclusive():
    assert answer("linear_macs", {"in_features": 10**6, "out_features": "1000000"}) == {
        "ok": True,
        "value": 10**12,
        "text": "1,000,000,000,000",
        "steps": ["1000000·1000000", "= 1,000,000,000,000"],
    }
    assert answer("conv_output_size", CONV | {"padding": -(10**6)})["message"] == (
        "padding is -1000000; use an integer of at least 0."
    )


@pytest.mark.parametrize("value", ["", "  ", None])
def test_empty_fields(value):
    assert answer("conv_output_size", CONV | {"stride": value})["value"] == 62
    assert answer("conv_output_size", CONV | {"input_size": value}) == {
        "ok": False,
        "field": "input_size",
        "message": "input_size is empty; fill it in, such as 3.",
    }
    assert answer("receptive_field", {"layers": value})["message"] == "layers is empty; fill it in."


@pytest.mark.parametrize(
    ("value", "expected"),
    [(True, 10), ("true", 10), ("on", 10), (" True ", 10), (False, 5), ("false", 5), ("off", 5),
     ("", 10), (None, 10)],
)  # fmt: skip
def test_boxes(value, expected):
    arguments = {"in_features": 1, "out_features": 5, "bias": value}
    assert answer("linear_parameters", arguments)["value"] == expected


@pytest.mark.parametrize("value", ["yes", 1, 0, [], 1.0, "truely long"])
def test_bad_boxes(value):
    arguments = {"in_features": 1, "out_features": 5, "bias": value}
    assert answer("linear_parameters", arguments) == {
        "ok": False,
        "field": "bias",
        "message": f"bias is {value!r}; use true or false.",
    }


def test_text_that_is_none():
    assert answer("receptive_field", {"layers": 3}) == {
        "ok": False,
        "field": "layers",
        "message": "layers is 3; use text.",
    }


def test_requests_that_name_nothing():
    listed = f"{', '.join(names()[:-1])} or {names()[-1]}"
    for name in ("os.system", None, 3, ["conv_macs"]):
        message = f"there is no calculator {name!r}; use one of {listed}."
        assert answer(name, {}) == {"ok": False, "field": None, "message": message}
    for arguments in (None, [], "x", 3):
        message = f"arguments is {arguments!r}; use an object of names and values."
        assert answer("conv_macs", arguments)["message"] == message
    assert answer("linear_macs", {"in": 3, "out": 4}) == {
        "ok": False,
        "field": None,
        "message": "linear_macs has no argument 'in'; it has in_features or out_features.",
    }
    assert answer("batch_norm_parameters", {"x": 1})["message"] == (
        "batch_norm_parameters has no argument 'x'; it has num_features."
    )


def test_answer_json():
    request = {"name": "conv_macs", "arguments": {"in_channels": "x"}}
    assert json.loads(answer_json(json.dumps(request))) == answer(**request)
    request = {"name": "conv_output_size", "arguments": CONV}
    assert json.loads(answer_json(json.dumps(request))) == answer(**request)
    assert "⌊" in answer_json(json.dumps(request))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "the request is not JSON."),
        ("{", "the request is not JSON."),
        ("[" * 20 + "]" * 20, "the request is not an object with name and arguments."),
        ("[" * 21 + "]" * 21, "the request is nested more than 20 deep."),
        ('{"a":' * 21, "the request is nested more than 20 deep."),
        ("[" * 1_500_000, "the request is nested more than 20 deep."),
        ("x" * 1_500_000, "the request is not JSON."),
        ("x" * 1_500_001, "the request is longer than 1,500,000 characters."),
        ('"' + "[" * 50 + '"', "the request is not an object with name and arguments."),
        ('"\\"' + "[" * 50 + '"', "the request is not an object with name and arguments."),
        ('"[[', "the request is not JSON."),
        ("[],[]" * 30, "the request is not JSON."),
        ("1" * 5000, "the request is not JSON."),
        ("3", "the request is not an object with name and arguments."),
        ("null", "the request is not an object with name and arguments."),
    ],
)
def test_requests_that_are_refused(text, message):
    assert json.loads(answer_json(text)) == {"ok": False, "field": None, "message": message}


def test_depth_of_objects_inside_arrays():
    text = '[{"a":' * 10 + "1" + "}]" * 10
    assert "not an object" in answer_json(text)
    assert "nested" in answer_json(f"[{text}]")


def test_deep_and_endless_values_given_in_python():
    value: object = "x"
    for _ in range(100_000):
        value = [value]
    reply = answer("linear_macs", {"in_features": value, "out_features": [10**6000]})
    assert reply["message"] == (
        "in_features is [[[[...]]]]; use a whole number in digits, such as 3."
    )
    reply = answer("linear_macs", {"in_features": 1, "out_features": [10**6000]})
    assert reply["message"].startswith("out_features is [a number of 19932 bits]; use")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20)
    | st.sampled_from(["", " 3 ", "1e5", "conv 3\npool 2", "-0", "\ud800", "\0"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=6,
)  # fmt: skip


@settings(derandomize=True, max_examples=400, deadline=None)
@given(st.sampled_from([*names(), "x", None]), st.data())
def test_never_raises(name, data):
    known = [field["name"] for field in fields(name or "")]
    values = st.integers(-2, 12) | JSON
    arguments = data.draw(st.fixed_dictionaries({}, optional=dict.fromkeys(known, values)) | JSON)
    reply = answer(name, arguments)
    json.dumps(reply, allow_nan=False, ensure_ascii=False).encode()
    if reply["ok"]:
        assert set(reply) - {"rows"} == {"ok", "value", "text", "steps"}
    else:
        assert set(reply) == {"ok", "field", "message"}
        assert reply["field"] in [None, *known]
        assert reply["message"].endswith((".", '"'))


@settings(derandomize=True, max_examples=300, deadline=None)
@given(st.text(max_size=200) | st.text('[]{}":,0e-\\ntrufals', max_size=200) | JSON.map(json.dumps))
def test_answer_json_never_raises(text):
    assert json.loads(answer_json(text))["ok"] is False


def test_conv_layer_has_the_defaults_of_pytorch():
    layer = torch.nn.Conv2d(3, 4, 3)
    value = conv_layer(9, 8, 3, 4, 3)
    assert value["output_shape"] == tuple(layer(torch.zeros(3, 9, 8)).shape)
    assert value["parameters"] == sum(weights.numel() for weights in layer.parameters())
