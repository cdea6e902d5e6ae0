from typing import get_args

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from cnnlib import (
    CnnlibError,
    ReceptiveField,
    architectures,
    calculators,
    receptive_field,
    summarize,
)
from cnnlib.explorer import Choice, own_network, receptive_field_explorer
from cnnlib.explorer import receptive_field_explorer_answer as explore
from cnnlib.torch_text import layer_text


def value_of(network="own layers", layers="conv 3", height=None, width=None):
    return explore(network, layers, height, width)["value"]


def test_every_architecture_can_be_chosen():
    assert set(get_args(Choice)) == {*architectures.BUILDERS, "own layers"}


@pytest.mark.parametrize("network", get_args(Choice)[1:])
def test_fields_are_those_of_summarize(network):
    value = value_of(network)
    built = getattr(architectures, network)()
    rows = {row.name: row for row in summarize(built, tuple(value["input"])).rows}
    assert value["layers"]
    for layer in value["layers"]:
        row = rows[layer["name"]]
        assert layer["shape"] == list(row.output_shape)
        if isinstance(row.receptive_field, str):
            assert (layer["words"], layer["grid"]) == (row.receptive_field, None)
            continue
        for axis, size in zip(("height", "width"), row.output_shape[1:], strict=True):
            grid = value["grids"][layer["grid"]][axis] or value["grids"][layer["grid"]]["height"]
            field = getattr(row.receptive_field, axis)
            assert grid["regions"] == [field.region(index) for index in range(size)]
            assert len(grid["shares"]) == 2 * field.size


def reads_by_gradient(network, shape, unit):
    """Mark the input pixels that change one output unit, with all weights positive."""
    layers = []
    for text in network:
        layer = eval(text, {"nn": torch.nn})
        if isinstance(layer, torch.nn.Conv2d):
            torch.nn.init.constant_(layer.weight, 1.0)
            layers.append(layer.double())
        else:
            layers.append(torch.nn.AvgPool2d(layer.kernel_size, layer.stride, layer.padding))
    x = torch.ones(1, *shape, dtype=torch.double, requires_grad=True)
    torch.nn.Sequential(*layers)(x)[0, 0, unit[0], unit[1]].backward()
    return x.grad[0, 0]


# Padding only in the first layer: between layers it also takes away what the border could see.
CONV = st.builds(
    "conv {} stride {} dilation {}".format,
    st.integers(1, 4), st.integers(1, 3), st.integers(1, 3),
)  # fmt: skip
POOL = st.builds("pool {} stride {}".format, st.integers(1, 3), st.integers(1, 4))
STACK = st.tuples(
    st.builds("{} padding {}".format, CONV, st.integers(0, 3)),
    st.lists(CONV | POOL, max_size=3),
)


@settings(max_examples=60, deadline=None)
@given(STACK, st.data())
def test_regions_holes_and_shares_are_the_gradients(stack, data):
    text = "\n".join([stack[0], *stack[1]])
    try:
        value = value_of(layers=text, height=24, width=20)
    except CnnlibError:
        return
    grid = value["grids"][value["layers"][-1]["grid"]]
    down, across = grid["height"], grid["width"] or grid["height"]
    unit = (
        data.draw(st.integers(0, len(down["regions"]) - 1)),
        data.draw(st.integers(0, len(across["regions"]) - 1)),
    )
    network = [layer_text(layer) for layer in own_network(text)]
    gradient = reads_by_gradient(network, tuple(value["input"]), unit)
    positions = [
        [
            first + place
            for place in range(last - first + 1)
            if place not in axis["holes"] and 0 <= first + place < size
        ]
        for axis, (first, last), size in (
            (down, down["regions"][unit[0]], 24),
            (across, across["regions"][unit[1]], 20),
        )
    ]
    expected = torch.zeros(24, 20, dtype=torch.bool)
    for y in positions[0]:
        for x in positions[1]:
            expected[y, x] = True
    assert torch.equal(gradient > 0, expected)
    for axis, index, found in zip((down, across), unit, positions, strict=True):
        assert (axis["reads"] or axis["inside"])[index] == len(found)
    if not gradient.any():
        return
    (top, _), (left, _) = down["regions"][unit[0]], across["regions"][unit[1]]
    shares = torch.zeros(24, 20, dtype=torch.double)
    for y in positions[0]:
        for x in positions[1]:
            shares[y, x] = share(down, y - top) * share(across, x - left)
    assert torch.allclose(shares / shares.max(), gradient / gradient.max(), atol=0.02)


def share(axis, place):
    return int(axis["shares"][2 * place : 2 * place + 2], 16)


@pytest.mark.parametrize("network", ["alexnet_2012", "resnet50", "googlenet", "inception_v3"])
def test_shares_fill_the_field_and_add_up(network):
    for step in receptive_field_explorer(network).steps:
        field = step.after.field
        if isinstance(field, str):
            continue
        for shares, (size, _, padding) in zip(step.after.shares, field.axes(), strict=True):
            assert (shares.first, len(shares.values)) == (-padding, size)
            assert sum(shares.values) == pytest.approx(1)


def test_own_layers_count_layers_and_parameters():
    covering = value_of(layers="conv 3\npool 2\nconv 3")["covering"]
    assert covering["layers"] == 3
    assert covering["parameters"] == (3 * 9 * 16 + 16) + (16 * 9 * 16 + 16)
    assert not covering["complete"]
    assert covering["goal"] == "Not the whole image yet."
    assert "8 × 8 of 64 × 64 pixels, 1.6 % of the image" in covering["text"]


def test_the_whole_image():
    covering = value_of(layers="pool 64")["covering"]
    assert covering["complete"]
    assert "100 % of the image" in covering["text"]
    assert covering["goal"].startswith("The whole image is covered.")
    assert value_of("vgg19")["covering"]["goal"] == ""


def test_rectangular_images_have_two_axes():
    value = value_of(layers="conv 3", height=10, width=12)
    assert value["input"] == [3, 10, 12]
    assert len(value["grids"][0]["height"]["regions"]) == 8
    assert len(value["grids"][0]["width"]["regions"]) == 10


def test_misaligned_branches_are_said():
    layers = value_of("googlenet")["layers"]
    assert all(layer["words"] or layer["grid"] is not None for layer in layers)
    words = [layer["words"] for layer in value_of("lenet5_modern")["layers"] if layer["words"]]
    assert words
    assert all(words)


def test_refusals_name_the_field():
    def refusal(**arguments):
        reply = calculators.answer("receptive_field_explorer", arguments)
        assert not reply["ok"]
        return reply["field"], reply["message"]

    assert refusal(layers="conv 3\nconv 99")[0] == "layers"
    assert '"2 conv 99"' in refusal(layers="conv 3\nconv 99")[1]
    assert refusal(network="vgg16", height=3)[0] == "height"
    assert refusal(height=1025) == ("height", "height is 1,025; use at most 1,024 here.")
    assert refusal(width=5000)[0] == "width"
    field, message = refusal(network="alexnet")
    assert field == "network"
    assert '"densenet121" or "mini_alexnet"' in message


def test_pytorch_source():
    source = value_of(layers="conv 3 stride 2\npool 2")["pytorch"]
    names: dict = {}
    exec(source, names)
    assert tuple(names["model"](torch.zeros(1, 3, 64, 64)).shape) == (1, 16, 15, 15)
    names = {}
    exec(value_of("vgg11")["pytorch"], {}, names)
    assert receptive_field(names["network"][:1]) == ReceptiveField(150, 32, 59)


def test_steps_of_two_axes():
    steps = [layer["steps"] for layer in value_of("inception_v3")["layers"]]
    assert any(lines and lines[0].startswith("height: ") for lines in steps)
