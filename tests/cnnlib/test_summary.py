import time

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch.utils.flop_counter import FlopCounterMode
from torch_twin import twin

import cnnlib
from cnnlib import (
    AdaptiveAvgPool2d,
    BatchNorm2d,
    CnnlibError,
    Concat,
    Conv2d,
    ConvTranspose2d,
    Dropout,
    Flatten,
    Identity,
    Linear,
    MaxPool2d,
    ReceptiveField,
    ReLU,
    Row,
    Sequential,
    Sum,
    summarize,
)

NET = Sequential(
    features=Sequential(Conv2d(1, 6, 5, padding=2), ReLU(), MaxPool2d(2)),
    block=Sum(Conv2d(6, 6, 3, padding=1), Identity()),
    flatten=Flatten(),
    fc=Linear(6 * 14 * 14, 10),
)
WORDS = "Flatten gives up height and width, so there is no region left"


def test_rows_and_sums():
    summary = summarize(NET, (1, 28, 28))
    assert summary.rows == (
        Row("features.0", "Conv2d", (6, 28, 28), 156, 117_600, ReceptiveField(5, 1, 2)),
        Row("features.1", "ReLU", (6, 28, 28), 0, 0, ReceptiveField(5, 1, 2)),
        Row("features.2", "MaxPool2d", (6, 14, 14), 0, 0, ReceptiveField(6, 2, 2)),
        Row("block.0", "Conv2d", (6, 14, 14), 330, 63_504, ReceptiveField(10, 2, 4)),
        Row("block.1", "Identity", (6, 14, 14), 0, 0, ReceptiveField(6, 2, 2)),
        Row("block", "Sum", (6, 14, 14), 0, 0, ReceptiveField(10, 2, 4)),
        Row("flatten", "Flatten", (1176,), 0, 0, WORDS),
        Row("fc", "Linear", (10,), 11_770, 11_760, WORDS),
    )
    assert (summary.parameters, summary.macs) == (12_256, 192_864)
    assert all(type(row.output_shape) is tuple for row in summary.rows)


def test_table():
    table = str(summarize([Conv2d(1, 6, 5), Flatten()], (1, 28, 28)))
    assert table == (
        "name   kind     output shape  parameters    MACs  receptive field\n"
        "0      Conv2d   6 × 24 × 24          156  86,400  5\n"
        "1      Flatten  3456                   0       0  " + WORDS + "\n"
        "total                                156  86,400"
    )


def test_global_and_adaptive_pooling():
    def field(layer, size):
        return summarize([layer], (1, *size)).rows[-1].receptive_field

    assert field(AdaptiveAvgPool2d(1), (7, 7)) == "AdaptiveAvgPool2d reads the whole feature map"
    assert field(AdaptiveAvgPool2d((None, 1)), (7, 7)) == (
        "AdaptiveAvgPool2d reads the whole feature map"
    )
    assert field(AdaptiveAvgPool2d(1), (1, 1)) == ReceptiveField(1, 1, 0)
    assert field(AdaptiveAvgPool2d(7), (7, 7)) == ReceptiveField(1, 1, 0)
    assert field(cnnlib.AdaptiveMaxPool2d((2, 4)), (8, 4)) == ReceptiveField((4, 1), (4, 1), 0)
    assert field(AdaptiveAvgPool2d((2, 3)), (7, 6)) == (
        "AdaptiveAvgPool2d reads windows that differ in place or length"
    )


def test_other_words():
    rows = summarize([Linear(3, 2), ReLU()], (3,)).rows
    assert {row.receptive_field for row in rows} == {"the input has no height and width"}
    row = summarize([Sum(Conv2d(1, 1, 2), Identity(), AdaptiveAvgPool2d(1))][0:0], (1, 2, 2)).rows
    assert row == ()
    gate = Sum(Identity(), Sequential(AdaptiveAvgPool2d(1)))
    assert summarize([gate], (1, 4, 4)).rows[-1].receptive_field == (
        "a branch of another size is broadcast over all positions"
    )
    same = summarize([Sum(Flatten(), Flatten())], (1, 4, 4)).rows[-1]
    assert (same.output_shape, same.receptive_field) == ((16,), WORDS)
    assert summarize([Flatten(2, 2)], (1, 4, 4)).rows[0].receptive_field == ReceptiveField(1, 1, 0)


@pytest.mark.parametrize(
    ("network", "shape", "message"),
    [
        (
            [Conv2d(1, 10, 5), ReLU(), MaxPool2d(2), Flatten(), Dropout(), Linear(400, 120)],
            (1, 18, 18),
            'layer "5" (Linear): in_features is 400, but 490 features arrive; in_features should '
            'be 490 = 10·7·7. PyTorch says: "mat1 and mat2 shapes cannot be multiplied (1x490 and '
            '400x120)"',
        ),
        (
            Sequential(stem=Sequential(conv=Conv2d(3, 16, 3))),
            (4, 32, 32),
            'layer "stem.conv" (Conv2d): in_channels is 3, but 4 channels arrive; in_channels '
            'should be 4. PyTorch says: "Given groups=1, weight of size [16, 3, 3, 3], expected '
            'input[1, 4, 32, 32] to have 3 channels, but got 4 channels instead"',
        ),
    ],
)
def test_layer_that_does_not_fit(network, shape, message):
    with pytest.raises(CnnlibError) as caught:
        summarize(network, shape)
    assert str(caught.value) == message
    module = twin(cnnlib.networks.as_network(network))
    with pytest.raises(RuntimeError) as theirs:
        module(torch.zeros(1, *shape))
    assert caught.value.pytorch == str(theirs.value)


@pytest.mark.parametrize("shape", [(1, 3, 8, 8), (3, 8), (3, 0, 8), "abc", None, (3, 8.0, 8), ()])
def test_bad_input_shape(shape):
    with pytest.raises(CnnlibError) as caught:
        summarize([ReLU()], shape)
    hint = "; leave the batch out" if shape == (1, 3, 8, 8) else ""
    assert str(caught.value) == (
        f"input_shape is {shape!r}; use (channels, height, width) or (features,), integers of at "
        f"least 1{hint}."
    )
    assert (caught.value.argument, caught.value.value) == ("input_shape", shape)


def test_input_shape_may_be_a_list():
    assert summarize(ReLU(), [3, 4, 5]).rows[0].output_shape == (3, 4, 5)


EXAMPLES = 150


@st.composite
def networks(draw, channels):
    """Whole networks: convolutions, poolings, branches, and perhaps a classifier."""
    layers = []
    for _ in range(draw(st.integers(1, 5))):
        kind = draw(st.sampled_from(["conv", "up", "pool", "norm", "sum", "concat"]))
        odd, out = draw(st.sampled_from([1, 3])), draw(st.integers(1, 3)) * 2
        if kind == "conv":
            stride, padding = draw(st.integers(1, 2)), draw(st.integers(0, 2))
            bias = draw(st.booleans())
            layers.append(Conv2d(channels, out, odd, stride, padding, groups=2, bias=bias))
        elif kind == "up":
            layers.append(ConvTranspose2d(channels, out, 2, 2))
        elif kind == "pool":
            layers.append(MaxPool2d(2, ceil_mode=draw(st.booleans())))
        elif kind == "norm":
            layers += [BatchNorm2d(channels), ReLU()]
        elif kind == "sum":
            layers.append(Sum(Conv2d(channels, channels, odd, padding=odd // 2), Identity()))
        else:
            layers.append(Concat(Conv2d(channels, out, odd, padding=odd // 2), Identity()))
        if kind == "concat":
            channels += out
        elif kind in ("conv", "up"):
            channels = out
    if draw(st.booleans()):
        size = draw(st.sampled_from([1, 2, 3]))
        layers += [AdaptiveAvgPool2d(size), Flatten(), Linear(channels * size * size, 5)]
    return Sequential(*layers)


def torch_rows(network, shape):
    """Give each leaf's output shape, the parameters and the MACs as torch finds them."""
    module = twin(network).eval()
    shapes = []
    for leaf in module.modules():
        if not list(leaf.children()):
            leaf.register_forward_hook(lambda _, __, y: shapes.append(tuple(y.shape[1:])))
    with FlopCounterMode(display=False) as counter, torch.no_grad():
        module(torch.zeros(1, *shape))
    parameters = sum(p.numel() for p in module.parameters())
    return shapes, parameters, counter.get_total_flops() // 2


def test_random_networks_against_torch(comparison):
    wrong = []

    @settings(derandomize=True, max_examples=EXAMPLES, deadline=None, database=None)
    @given(networks(4), st.integers(1, 14), st.integers(1, 14))
    def compare(network, height, width):
        shape = (4, height, width)
        try:
            theirs = torch_rows(network, shape)
        except RuntimeError:
            theirs = None
        try:
            summary = summarize(network, shape)
            rows = [row for row in summary.rows if row.kind not in ("Sum", "Concat")]
            ours = [row.output_shape for row in rows], summary.parameters, summary.macs
        except CnnlibError:
            ours = None
        if ours != theirs:
            wrong.append(network)

    compare()
    comparison(
        "summarize: random networks with branches",
        "torch: shapes by hooks, parameters, flop counter; refusals included",
        EXAMPLES,
        len(wrong),
    )


def test_ten_thousand_layers_take_linear_time():
    def seconds(depth):
        network = Sequential(*(Conv2d(1, 1, 3, padding=1) for _ in range(depth)))
        start = time.perf_counter()
        summary = summarize(network, (1, 8, 8))
        return time.perf_counter() - start, summary

    small = min(seconds(1000)[0] for _ in range(3))
    large, summary = seconds(10_000)
    assert summary.rows[-1].receptive_field == ReceptiveField(20_001, 1, 10_000)
    assert large < 40 * small
