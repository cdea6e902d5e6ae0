import random
from math import sqrt

import pytest
import torch
from torch import nn

from cnnlib import (
    AvgPool2d,
    BatchNorm2d,
    CnnlibError,
    Conv2d,
    Dropout,
    Identity,
    MaxPool2d,
    ReLU,
    Sequential,
    Sum,
    effective_receptive_field,
    receptive_field,
)

STACKS = 150


def profile_by_gradient(layers) -> list[float]:
    """The gradient of one output of a one-axis network with equal weights that sum to 1."""
    modules = []
    for layer in layers:
        if isinstance(layer, Conv2d):
            module = nn.Conv1d(1, 1, layer.kernel_size, layer.stride, 0, layer.dilation, bias=False)
            nn.init.constant_(module.weight, 1 / layer.kernel_size)
            modules.append(module)
        else:
            modules.append(nn.AvgPool1d(layer.kernel_size, layer.stride))
    x = torch.zeros(1, 1, receptive_field(layers).size, dtype=torch.double, requires_grad=True)
    nn.Sequential(*modules).double()(x)[0, 0, 0].backward()
    return x.grad[0, 0].tolist()


def test_random_stacks_by_gradients(comparison):
    wrong = 0
    for seed in range(STACKS):
        chance = random.Random(seed)
        layers = []
        for _ in range(chance.randint(1, 6)):
            kernel, stride = chance.randint(1, 4), chance.choice([1, 2, 3])
            if chance.random() < 0.3:
                layers.append(AvgPool2d(kernel, chance.choice([None, stride])))
            else:
                dilation = chance.randint(1, 3)
                layers.append(Conv2d(1, 1, kernel, stride, dilation=dilation, padding=1))
        found = effective_receptive_field(layers)
        theirs = profile_by_gradient(layers)
        wrong += found.profile != pytest.approx(theirs, rel=1e-6, abs=1e-12)
        wrong += sum(found.profile) != pytest.approx(1)
        mean = sum(i * share for i, share in enumerate(theirs))
        std = sqrt(sum((i - mean) ** 2 * share for i, share in enumerate(theirs)))
        wrong += found.std != pytest.approx(std, rel=1e-6)
    comparison("effective_receptive_field", "torch's gradients in 1-D", STACKS, wrong)


@pytest.mark.parametrize("depth", [1, 3, 5, 10, 20, 40, 400])
def test_spread_of_3x3_layers(depth):
    found = effective_receptive_field([Conv2d(1, 1, 3)] * depth)
    assert found.std == pytest.approx(sqrt(2 * depth / 3), rel=1e-9)
    assert len(found.profile) == 2 * depth + 1
    assert found.profile == found.profile[::-1]


def test_layers_that_change_nothing_may_stand_between():
    stack = Sequential(Conv2d(1, 1, 3), Sequential(BatchNorm2d(1), Dropout(), Identity()))
    assert effective_receptive_field(stack).profile == (1 / 3,) * 3
    assert effective_receptive_field([]).profile == (1.0,)
    assert effective_receptive_field([]).std == 0.0


@pytest.mark.parametrize(
    ("layers", "message"),
    [
        (
            [MaxPool2d(2)],
            "MaxPool2d is not a linear layer with one path; use Conv2d and AvgPool2d.",
        ),
        ([ReLU()], "ReLU is not a linear layer with one path; use Conv2d and AvgPool2d."),
        (
            [Sum(Identity())],
            "Sum is not a linear layer with one path; use Conv2d and AvgPool2d.",
        ),
        (
            [Conv2d(1, 1, (1, 3))],
            "the receptive field is (1, 3) long; use layers that are the same along height and "
            "width and see at most 5000 pixels.",
        ),
        (
            [Conv2d(1, 1, 5001)],
            "the receptive field is 5001 long; use layers that are the same along height and "
            "width and see at most 5000 pixels.",
        ),
        (
            [Conv2d(1, 1, 1, stride=(1, 2))],
            "Conv2d differs between height and width; use equal numbers for both.",
        ),
    ],
)
def test_error_text(layers, message):
    with pytest.raises(CnnlibError) as caught:
        effective_receptive_field(layers)
    assert (str(caught.value), caught.value.argument) == (message, "layers")


def test_longest_region():
    assert len(effective_receptive_field([Conv2d(1, 1, 5000)]).profile) == 5000
