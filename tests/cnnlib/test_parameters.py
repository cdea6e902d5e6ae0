import pytest
from grids import grid
from torch import nn

from cnnlib import CnnlibError, batch_norm_parameters, conv_parameters, linear_parameters


def trained(module: nn.Module) -> int:
    return sum(p.numel() for p in module.parameters())


def test_conv_parameters_against_torch(comparison):
    kernels = [1, 2, 3, 5, (1, 7), (3, 2)]
    chosen = grid(range(1, 9), range(1, 9), kernels, range(1, 9), [True, False])
    wrong = 0
    for incoming, outgoing, kernel, groups, bias in chosen:
        try:
            own = conv_parameters(incoming, outgoing, kernel, groups, bias)
        except CnnlibError as error:
            own = error.pytorch
        try:
            layer = nn.Conv2d(incoming, outgoing, kernel, groups=groups, bias=bias, device="meta")
            theirs = trained(layer)
        except ValueError as error:
            theirs = str(error)
        wrong += own != theirs
    comparison("conv_parameters", "torch.nn.Conv2d, refusals included", len(chosen), wrong)


def test_linear_parameters_against_torch(comparison):
    chosen = grid(range(1, 30), range(1, 30), [True, False])
    wrong = sum(
        linear_parameters(*setting) != trained(nn.Linear(*setting, device="meta"))
        for setting in chosen
    )
    comparison("linear_parameters", "torch.nn.Linear", len(chosen), wrong)


def test_batch_norm_parameters_against_torch(comparison):
    chosen = range(1, 300)
    wrong = sum(
        batch_norm_parameters(n) != trained(nn.BatchNorm2d(n, device="meta")) for n in chosen
    )
    comparison("batch_norm_parameters", "torch.nn.BatchNorm2d", len(chosen), wrong)


def test_documented_counts():
    assert conv_parameters(3, 64, 3) == 1792
    assert conv_parameters(3, 64, 5) - conv_parameters(3, 64, 3) == 3072
    assert linear_parameters(9216, 4096) == 37_752_832
    assert linear_parameters(2, 3, bias=False) == 6
    assert batch_norm_parameters(64) == 128


@pytest.mark.parametrize(
    ("call", "argument", "message", "pytorch"),
    [
        (
            lambda: conv_parameters(3, 6, 3, groups=2),
            "groups",
            "groups is 2, but does not divide in_channels 3; use a number that divides both "
            "in_channels and out_channels, such as 1.",
            "in_channels must be divisible by groups",
        ),
        (
            lambda: conv_parameters(4, 6, 3, groups=4),
            "groups",
            "groups is 4, but does not divide out_channels 6; use a number that divides both "
            "in_channels and out_channels, such as 1.",
            "out_channels must be divisible by groups",
        ),
        (
            lambda: conv_parameters(3, 6, (3, 0)),
            "kernel_size",
            "kernel_size is (3, 0); use an integer of at least 1, or a pair (height, width) of "
            "such integers.",
            None,
        ),
        (
            lambda: conv_parameters(3, 6, 3, bias=1),
            "bias",
            "bias is 1; use True or False.",
            None,
        ),
        (
            lambda: linear_parameters(0, 1),
            "in_features",
            "in_features is 0; use an integer of at least 1.",
            None,
        ),
        (
            lambda: linear_parameters(1, 0),
            "out_features",
            "out_features is 0; use an integer of at least 1.",
            None,
        ),
        (
            lambda: batch_norm_parameters(0),
            "num_features",
            "num_features is 0; use an integer of at least 1.",
            None,
        ),
    ],
)
def test_error_text(call, argument, message, pytorch):
    with pytest.raises(CnnlibError) as caught:
        call()
    error = caught.value
    assert (error.reason, error.argument, error.pytorch) == (message, argument, pytorch)
    quote = f' PyTorch says: "{pytorch}"' if pytorch else ""
    assert str(error) == message + quote
