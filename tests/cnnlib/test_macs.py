import pytest
import torch
from grids import grid
from torch import nn
from torch.utils.flop_counter import FlopCounterMode

from cnnlib import CnnlibError, conv_macs, linear_macs
from cnnlib.layers import ConvTranspose2d


def counted(module: nn.Module, shape: tuple[int, ...]) -> int:
    """Half of what torch's flop counter says: it counts two per MAC."""
    with FlopCounterMode(display=False) as counter, torch.no_grad():
        module.to("meta")(torch.empty(shape, device="meta"))
    return counter.get_total_flops() // 2


def test_conv_macs_against_torch(comparison):
    chosen = grid([1, 2, 6], [2, 4], [1, (2, 3), 5], [1, 2], [1, 4, (3, 5)])
    chosen = [setting for setting in chosen if setting[0] % setting[3] == 0]
    wrong = 0
    for incoming, outgoing, kernel, groups, output in chosen:
        layer = nn.Conv2d(incoming, outgoing, kernel, groups=groups)
        pairs = [n if isinstance(n, tuple) else (n, n) for n in (kernel, output)]
        size = [k + o - 1 for k, o in zip(*pairs, strict=True)]
        own = conv_macs(incoming, outgoing, kernel, output, groups)
        wrong += own != counted(layer, (1, incoming, *size))
    comparison("conv_macs", "torch's flop counter, halved", len(chosen), wrong)


def test_transposed_conv_macs_against_torch(comparison):
    chosen = grid([1, 2, 4], [2, 4], [1, 3, (2, 3)], [1, 2], [2, 5])
    wrong = 0
    for incoming, outgoing, kernel, stride, size in chosen:
        theirs = counted(
            nn.ConvTranspose2d(incoming, outgoing, kernel, stride), (1, incoming, size, size)
        )
        own = ConvTranspose2d(incoming, outgoing, kernel, stride).macs((incoming, size, size))
        wrong += own != theirs
    comparison("ConvTranspose2d's MACs", "torch's flop counter, halved", len(chosen), wrong)


def test_linear_macs_against_torch(comparison):
    chosen = grid(range(1, 12), range(1, 12))
    wrong = sum(linear_macs(i, o) != counted(nn.Linear(i, o), (1, i)) for i, o in chosen)
    comparison("linear_macs", "torch's flop counter, halved", len(chosen), wrong)


def test_documented_counts():
    assert conv_macs(3, 96, 11, 55) == 105_415_200
    assert conv_macs(3, 64, 3, (64, 64)) == 7_077_888
    assert conv_macs(64, 128, (3, 5), (7, 9), groups=2) == 3 * 5 * 32 * 128 * 7 * 9
    assert linear_macs(400, 120) == 48_000


def test_error_texts():
    with pytest.raises(CnnlibError, match=r"^groups is 2, but does not divide in_channels 3; "):
        conv_macs(3, 4, 3, 5, groups=2)
    with pytest.raises(CnnlibError, match=r"^output_size is 0; use an integer of at least 1, or a"):
        conv_macs(3, 4, 3, 0)
    with pytest.raises(CnnlibError, match=r"^out_features is -1; use an integer of at least 1.$"):
        linear_macs(1, -1)
