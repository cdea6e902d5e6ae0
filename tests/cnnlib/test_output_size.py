import pytest
import torch
from grids import Setting, disagreements, grid
from hypothesis import given, settings
from hypothesis import strategies as st

from cnnlib import (
    CnnlibError,
    conv_output_size,
    conv_transpose_output_size,
    effective_kernel_size,
    same_padding,
    unread_border,
)

FITTING = (1, 1, 1, 0, 1)


def torch_conv(chosen: list[Setting]) -> torch.Size:
    inputs, kernels, strides, paddings, dilations = zip(*chosen, strict=True)
    x, weight = torch.empty(0, 1, *inputs), torch.empty(1, 1, *kernels)
    return torch.conv3d(x, weight, None, strides, paddings, dilations).shape[2:]


def torch_conv_transpose(chosen: list[Setting]) -> torch.Size:
    inputs, kernels, strides, paddings, extras, dilations = zip(*chosen, strict=True)
    x, weight = torch.empty(1, 1, *inputs), torch.empty(1, 1, *kernels)
    y = torch.conv_transpose2d(x, weight, None, strides, paddings, extras, 1, dilations)
    return y.shape[2:]


def test_conv_output_size_against_torch(comparison):
    chosen = grid(range(1, 61), range(1, 8), range(1, 13), range(24), range(1, 10))
    wrong = disagreements(chosen, conv_output_size, torch_conv, FITTING)
    comparison("conv_output_size", "torch.conv3d, refusals included", len(chosen), wrong)


def test_conv_transpose_output_size_against_torch(comparison):
    chosen = grid(range(1, 9), range(1, 6), range(1, 5), range(5), range(5), range(1, 5))
    wrong = disagreements(
        chosen, conv_transpose_output_size, torch_conv_transpose, (1, 1, 1, 0, 0, 1), axes=2
    )
    comparison(
        "conv_transpose_output_size",
        "torch.conv_transpose2d, refusals included",
        len(chosen),
        wrong,
    )


def windows(i: int, k: int, s: int, p: int, d: int) -> list[list[int]]:
    """The definition: every start, from the near padding on, whose window ends in the far one."""
    starts = range(-p, i + p, s)
    return [[u + j * d for j in range(k)] for u in starts if u + d * (k - 1) < i + p]


def brute_force_grid() -> list[Setting]:
    return grid(range(1, 13), range(1, 6), range(1, 6), range(5), range(1, 4))


def test_conv_output_size_against_its_definition(comparison):
    chosen = brute_force_grid()
    wrong = 0
    for setting in chosen:
        count = len(windows(*setting))
        try:
            wrong += conv_output_size(*setting) != count
        except CnnlibError:
            wrong += count != 0
    comparison("conv_output_size, small", "counting windows one by one", len(chosen), wrong)


def test_unread_border_against_its_definition(comparison):
    chosen = [s for s in brute_force_grid() if windows(*s)]
    wrong = 0
    for setting in chosen:
        reached = windows(*setting)[-1][-1]
        beyond = [x for x in range(setting[0]) if x > reached]
        wrong += unread_border(*setting) != len(beyond)
    comparison("unread_border", "counting pixels one by one", len(chosen), wrong)


@pytest.mark.filterwarnings("ignore:Using padding=.same. with even kernel:UserWarning")
def test_same_padding_against_torch(comparison):
    chosen = grid(range(1, 12), range(1, 6), range(1, 6))
    wrong = 0
    for kernel, dilation, size in chosen:
        layer = torch.nn.Conv1d(1, 1, kernel, padding="same", dilation=dilation, bias=False)
        layer.weight.data.fill_(1)
        x = torch.zeros(1, 1, size, requires_grad=True)
        layer(x)[0, 0, 0].backward()
        before, after = same_padding(kernel, dilation)
        reads = [-before + j * dilation for j in range(kernel)]
        wrong += x.grad[0, 0].nonzero().flatten().tolist() != [r for r in reads if 0 <= r < size]
        wrong += conv_output_size(size + before + after, kernel, dilation=dilation) != size
    comparison("same_padding", 'torch.nn.Conv1d(padding="same") by gradients', len(chosen), wrong)


def test_effective_kernel_size_against_its_definition(comparison):
    chosen = grid(range(1, 101), range(1, 51))
    wrong = sum(
        effective_kernel_size(k, d) != len(range((range(0, k * d, d))[-1] + 1)) for k, d in chosen
    )
    comparison("effective_kernel_size", "counting positions one by one", len(chosen), wrong)


def test_documented_sizes():
    assert conv_output_size(64, 3, 2) == 31
    assert conv_output_size(28, 5) == 24
    assert conv_output_size(128, 3, stride=2) == 63
    assert [unread_border(64, 3, 2), unread_border(128, 3, 2), unread_border(13, 2, 2)] == [1, 1, 1]
    assert unread_border(1, 1, 100, 5) == 1  # less than the ten positions beyond the window


def test_defaults():
    assert conv_output_size(5, 3) == 3
    assert conv_transpose_output_size(5, 3) == 7
    assert effective_kernel_size(5) == 5
    assert same_padding(5) == (2, 2)
    assert unread_border(6, 3) == 0


MESSAGES = [
    (
        lambda: conv_output_size(3, 7, padding=1),
        "kernel_size",
        7,
        "kernel_size is 7, but the padded input is only 5 long (input_size 3 + 2·1 padding); "
        "use a kernel_size of at most 5 or more padding.",
    ),
    (
        lambda: conv_output_size(3, 3, padding=1, dilation=4),
        "kernel_size",
        3,
        "kernel_size is 3 and with dilation 4 spans 9, but the padded input is only 5 long "
        "(input_size 3 + 2·1 padding); use a kernel_size of at most 2, a smaller dilation or "
        "more padding.",
    ),
    (
        lambda: conv_output_size(3, 4, dilation=2),
        "kernel_size",
        4,
        "kernel_size is 4 and with dilation 2 spans 7, but the padded input is only 3 long "
        "(input_size 3 + 2·0 padding); use a kernel_size of at most 2, a smaller dilation or "
        "more padding.",
    ),
    (
        lambda: conv_transpose_output_size(4, 3, stride=2, output_padding=2),
        "output_padding",
        2,
        "output_padding is 2, but must be smaller than stride 2 or dilation 1; use at most 1.",
    ),
    (
        lambda: conv_transpose_output_size(2, 1, padding=1),
        "padding",
        1,
        "padding is 1 and cuts 2·1 off an output that is only 2 long; use a padding of at most 0.",
    ),
    (
        lambda: conv_output_size(0, 1),
        "input_size",
        0,
        "input_size is 0; use an integer of at least 1.",
    ),
    (
        lambda: conv_output_size(8, 3, padding=-1),
        "padding",
        -1,
        "padding is -1; use an integer of at least 0.",
    ),
    (
        lambda: conv_output_size(8, kernel_size=True),
        "kernel_size",
        True,
        "kernel_size is True; use an integer of at least 1.",
    ),
    (
        lambda: unread_border(8, 2.0),
        "kernel_size",
        2.0,
        "kernel_size is 2.0; use an integer of at least 1.",
    ),
    (
        lambda: same_padding("three"),
        "kernel_size",
        "three",
        "kernel_size is 'three'; use an integer of at least 1.",
    ),
]


@pytest.mark.parametrize(("call", "argument", "value", "message"), MESSAGES)
def test_error_text(call, argument, value, message):
    with pytest.raises(CnnlibError) as caught:
        call()
    assert str(caught.value) == message
    assert (caught.value.argument, caught.value.value) == (argument, value)
    assert (caught.value.reason, caught.value.pytorch) == (message, None)


@pytest.mark.parametrize("argument", ["input_size", "kernel_size", "stride", "padding", "dilation"])
@pytest.mark.parametrize("formula", [conv_output_size, unread_border])
def test_every_argument_has_its_limit(formula, argument):
    least = 0 if argument == "padding" else 1
    fitting = {"input_size": 9, "kernel_size": 1, "stride": 1, "padding": 0, "dilation": 1}
    formula(**fitting | {argument: least})
    with pytest.raises(CnnlibError, match=f"^{argument} is {least - 1}; use an integer"):
        formula(**fitting | {argument: least - 1})


@pytest.mark.parametrize(
    "argument", ["input_size", "kernel_size", "stride", "padding", "output_padding", "dilation"]
)
def test_every_argument_of_the_transposed_has_its_limit(argument):
    least = 0 if "padding" in argument else 1
    with pytest.raises(CnnlibError, match=f"^{argument} is {least - 1}; use an integer"):
        conv_transpose_output_size(**{"input_size": 3, "kernel_size": 3, argument: least - 1})


def test_torch_refuses_the_same_out_of_range_arguments():
    x, weight = torch.zeros(1, 1, 8), torch.zeros(1, 1, 3)
    for wrong in ({"stride": 0}, {"padding": -1}, {"dilation": 0}):
        with pytest.raises(RuntimeError):
            torch.conv1d(x, weight, **wrong)
        with pytest.raises(CnnlibError):
            conv_output_size(8, 3, **wrong)


def test_integers_of_other_kinds_are_welcome():
    assert conv_output_size(torch.tensor(8), torch.tensor(3)) == 6


@settings(derandomize=True, max_examples=200, deadline=None)
@given(*(st.integers(1, 10**30) for _ in range(3)), st.integers(0, 10**30), st.integers(1, 10**30))
def test_numbers_of_any_length(input_size, kernel_size, stride, padding, dilation):
    try:
        size = conv_output_size(input_size, kernel_size, stride, padding, dilation)
    except CnnlibError:
        return
    reached = (size - 1) * stride + dilation * (kernel_size - 1) + 1
    assert reached <= input_size + 2 * padding < reached + stride
