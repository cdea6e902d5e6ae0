import random

import pytest
import torch
from grids import grid
from hypothesis import given, settings
from hypothesis import strategies as st
from torch_twin import linearized, region_by_gradient, twin

import cnnlib
from cnnlib import (
    AdaptiveAvgPool2d,
    AvgPool2d,
    BatchNorm2d,
    CnnlibError,
    Concat,
    Conv2d,
    ConvTranspose2d,
    Dropout,
    Flatten,
    Identity,
    LeakyReLU,
    Linear,
    MaxPool2d,
    ReceptiveField,
    ReLU,
    Sequential,
    Softmax,
    Sum,
    ZeroPad2d,
    receptive_field,
)

STACKS = 400


def random_layer(chance: random.Random) -> cnnlib.layers.Layer:
    def pair(low: int, high: int) -> tuple[int, int]:
        return chance.randint(low, high), chance.randint(low, high)

    kind = chance.choice(["conv", "conv", "conv", "same", "max", "average", "plain"])
    if kind == "conv":
        return Conv2d(1, 1, pair(1, 4), pair(1, 2), pair(0, 2), pair(1, 2), bias=False)
    if kind == "same":
        return Conv2d(1, 1, pair(1, 4), padding="same", dilation=pair(1, 3), bias=False)
    if kind == "max":
        kernel = pair(2, 3)
        ceil = chance.choice([True, False])
        return MaxPool2d(kernel, pair(1, 3), (kernel[0] // 2, 0), 1, ceil_mode=ceil)
    if kind == "average":
        return AvgPool2d(chance.randint(1, 3), pair(1, 2))
    return chance.choice([ReLU(), Dropout(), ZeroPad2d((1, 2, 0, 3)), Identity()])


@pytest.mark.filterwarnings("ignore:Using padding=.same. with even kernel:UserWarning")
def test_random_stacks_by_gradients(comparison):
    wrong = 0
    for seed in range(STACKS):
        chance = random.Random(seed)
        stack = Sequential(*(random_layer(chance) for _ in range(chance.randint(1, 6))))
        field = receptive_field(stack)
        axes = (field.height, field.width)
        at = [-(-axis.padding // axis.stride) + chance.randint(0, 2) for axis in axes]
        regions = [axis.region(i) for axis, i in zip(axes, at, strict=True)]
        sizes = [last + 1 + chance.randint(0, 3) for _, last in regions]
        module = linearized(twin(stack)).double()
        x = torch.ones(1, 1, *sizes, dtype=torch.double)
        wrong += region_by_gradient(module, x, at) != regions
    comparison("receptive_field of random stacks", "torch's gradients", STACKS, wrong)


def test_outputs_is_the_inverse_of_region(comparison):
    chosen = grid(range(1, 8), range(1, 6), range(-2, 7), range(-3, 12), range(7))
    wrong = 0
    for size, stride, padding, pixel, outputs in chosen:
        field = ReceptiveField(size, stride, padding)
        covering = [i for i in range(outputs) if field.region(i)[0] <= pixel <= field.region(i)[1]]
        wrong += list(field.outputs(pixel, outputs)) != covering
    comparison("ReceptiveField.outputs", "all regions one by one", len(chosen), wrong)


def test_region_and_center():
    field = ReceptiveField(4, 2, 1)
    assert [field.region(i) for i in (0, 1, 5)] == [(-1, 2), (1, 4), (9, 12)]
    assert [field.center(i) for i in (0, 1)] == [0.5, 2.5]
    assert ReceptiveField(3, 1, 1).center(7) == 7.0


def test_rectangular_fields():
    field = receptive_field([Conv2d(1, 1, (3, 5), padding=(1, 0)), MaxPool2d((2, 1))])
    assert field == ReceptiveField((4, 5), (2, 1), (1, 0))
    assert field.height == ReceptiveField(4, 2, 1)
    assert field.width == ReceptiveField(5, 1, 0)
    assert field.height.height == field.height
    assert ReceptiveField((3, 3), 1, (2, 2)) == ReceptiveField(3, 1, 2)
    for ask in (lambda: field.region(0), lambda: field.center(0), lambda: field.outputs(0, 1)):
        with pytest.raises(CnnlibError) as caught:
            ask()
        assert str(caught.value) == (
            "this receptive field differs between height and width; ask for one axis, as in "
            ".height.region(0)."
        )


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: ReceptiveField(0, 1, 0), "size is 0; use an integer of at least 1, or a pair "
         "(height, width) of such integers."),
        (lambda: ReceptiveField(1, 0, 0), "stride is 0; use an integer of at least 1, or a pair "
         "(height, width) of such integers."),
        (lambda: ReceptiveField(1, 1, 0.5), "padding is 0.5; use an integer, or a pair "
         "(height, width) of such integers."),
        (lambda: ReceptiveField(1, 1, 0).region(True), "index is True; use an integer."),
        (lambda: ReceptiveField(1, 1, 0).outputs("0", 1), "input_index is '0'; use an integer."),
        (lambda: ReceptiveField(1, 1, 0).outputs(0, 1.5), "output_size is 1.5; use an integer."),
    ],
)  # fmt: skip
def test_error_text(call, message):
    with pytest.raises(CnnlibError) as caught:
        call()
    assert str(caught.value) == message


C, M = Conv2d(1, 1, 3), MaxPool2d(2)
BEFORE, AFTER = "no receptive field after layer ", "."


@pytest.mark.parametrize(
    ("layers", "message"),
    [
        (
            [C, Sum(Conv2d(1, 1, 2), Identity())],
            '"1" (Sum): branches see regions whose centers differ by 0.5 pixels',
        ),
        (
            Sequential(a=Sum(C, Identity())),
            '"a" (Sum): branches see regions whose centers differ by 1 pixel',
        ),
        (
            [M, Concat(C, Identity())],
            '"1" (Concat): branches see regions whose centers differ by 2 pixels',
        ),
        (
            [Sum(Conv2d(1, 1, (3, 1), padding=(1, 0)), Conv2d(1, 1, (1, 3)))],
            '"0" (Sum): branches see regions whose centers differ by 1 pixel',
        ),
        (
            [Sum(M, MaxPool2d(3), Identity())],
            '"0" (Sum): branches step by different strides, 1, 2 and 3 pixels',
        ),
        (
            [Sum(MaxPool2d((1, 2)), Identity())],
            '"0" (Sum): branches step by different strides, 1 and 2 pixels',
        ),
        (
            [C, Flatten(), Linear(1, 1)],
            '"1" (Flatten): Flatten gives up height and width, so there is no region left',
        ),
        (Linear(1, 1), '"0" (Linear): Linear mixes all positions along the last axis'),
        (
            [AdaptiveAvgPool2d(1)],
            '"0" (AdaptiveAvgPool2d): AdaptiveAvgPool2d\'s windows depend on the size that '
            "arrives; ask summarize(network, input_shape)",
        ),
        (
            [ConvTranspose2d(1, 1, 2, stride=2)],
            '"0" (ConvTranspose2d): ConvTranspose2d with stride 2 gives neighboring outputs '
            "regions of different sizes",
        ),
        (
            [Softmax(2)],
            '"0" (Softmax): Softmax reads whole rows or columns of the feature map',
        ),
        ([Sum(C, Flatten())], '"0.1" (Flatten): Flatten gives up height and width, so there is '
         "no region left"),
    ],
)  # fmt: skip
def test_undefined_is_said(layers, message):
    with pytest.raises(CnnlibError) as caught:
        receptive_field(layers)
    assert str(caught.value) == BEFORE + message + AFTER
    assert caught.value.argument == "layers"
    assert caught.value.value == message.split(": ", 1)[1]


def test_aligned_branches_give_the_hull():
    block = Sum(Sequential(Conv2d(1, 1, 3, padding=1), Conv2d(1, 1, 3, padding=1)), Identity())
    assert receptive_field([M, block]) == ReceptiveField(10, 2, 4)
    wide = Concat(Conv2d(1, 1, (1, 7), padding=(0, 3)), Conv2d(1, 1, (7, 1), padding=(3, 0)))
    assert receptive_field([wide]) == ReceptiveField(7, 1, 3)


def test_what_leaves_it_alone():
    plain = [BatchNorm2d(1), ReLU(), LeakyReLU(), Dropout(), Softmax(1), Softmax(), Identity()]
    assert receptive_field(plain) == ReceptiveField(1, 1, 0)
    assert receptive_field([]) == ReceptiveField(1, 1, 0)
    assert receptive_field(ConvTranspose2d(1, 1, 3)) == ReceptiveField(3, 1, 2)
    assert receptive_field(ConvTranspose2d(1, 1, (3, 2), padding=1, dilation=2)) == ReceptiveField(
        (5, 3), 1, (3, 1)
    )
    assert receptive_field(AvgPool2d(3)) == ReceptiveField(3, 3, 0)
    assert receptive_field(MaxPool2d(2, dilation=3)) == ReceptiveField(4, 2, 0)


def test_transposed_convolution_by_gradients():
    layer = ConvTranspose2d(1, 1, (3, 4), padding=(2, 1), dilation=(2, 1), bias=False)
    field = receptive_field(layer)
    module = linearized(twin(Sequential(layer)))
    for parameter in module.parameters():
        torch.nn.init.constant_(parameter, 1.0)
    regions = region_by_gradient(module, torch.ones(1, 1, 12, 12), (6, 5))
    assert regions == [field.height.region(6), field.width.region(5)]


@settings(derandomize=True, max_examples=200, deadline=None)
@given(st.lists(st.tuples(st.integers(1, 9), st.integers(1, 4), st.integers(0, 4)), max_size=8))
def test_closed_form(layers):
    """Araujo et al.'s sums, against the layer-by-layer composition."""
    stack = [Conv2d(1, 1, k, s, p) for k, s, p in layers]
    size, stride, padding = 1, 1, 0
    for k, s, p in layers:
        size, padding, stride = size + (k - 1) * stride, padding + p * stride, stride * s
    assert receptive_field(stack) == ReceptiveField(size, stride, padding)


def test_documented_stacks():
    assert [receptive_field([C] * n).size for n in range(1, 8)] == [3, 5, 7, 9, 11, 13, 15]
    sizes = [receptive_field([C, C, M] * n).size for n in range(1, 8)]
    assert sizes == [6, 16, 36, 76, 156, 316, 636]
    assert [receptive_field([C, M] * n).size for n in range(1, 6)] == [4, 10, 22, 46, 94]
    assert receptive_field([C] * 4 + [M] + [C] * 2).size == 18
    assert receptive_field([C, C, M, C, C, M, C]).size == 24
    dilated = [Conv2d(1, 1, 3, dilation=d) for d in (1, 2, 4, 8)]
    assert receptive_field(dilated).size == 31


def test_steps_are_the_composition():
    field, window = ReceptiveField(5, 2, 1), ReceptiveField(3, 2, 1)
    assert field.then(window) == ReceptiveField(9, 4, 3)
    assert field.then_steps(window) == [
        "size: 5 + (3 − 1)·2 = 9",
        "stride: 2·2 = 4",
        "padding: 1 + 1·2 = 3",
    ]
