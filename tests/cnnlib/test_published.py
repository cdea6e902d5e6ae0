"""Published settings, and published errors as regression tests.

The errors are kept with links, politely: all of these sources taught us something.
"""

from math import ceil

import pytest

from cnnlib import (
    Conv2d,
    ConvTranspose2d,
    Flatten,
    Linear,
    MaxPool2d,
    ReceptiveField,
    ReLU,
    architectures,
    conv_macs,
    conv_output_size,
    conv_parameters,
    conv_transpose_output_size,
    linear_parameters,
    pool_output_size,
    receptive_field,
    same_padding,
    summarize,
)

# input, kernel, padding, stride, dilation, output
CONVOLUTIONS = {
    "no_padding_no_strides": (4, 3, 0, 1, 1, 2),
    "no_padding_strides": (5, 3, 0, 2, 1, 2),
    "same_padding_no_strides": (5, 3, 1, 1, 1, 5),
    "full_padding_no_strides": (5, 3, 2, 1, 1, 7),
    "arbitrary_padding_no_strides": (5, 4, 2, 1, 1, 6),
    "padding_strides": (5, 3, 1, 2, 1, 3),
    "padding_strides_odd": (6, 3, 1, 2, 1, 3),
    "dilation": (7, 3, 0, 1, 2, 3),
}
# input, kernel, padding, stride, output padding, output
TRANSPOSED = {
    "no_padding_no_strides_transposed": (2, 3, 0, 1, 0, 4),
    "no_padding_strides_transposed": (2, 3, 0, 2, 0, 5),
    "same_padding_no_strides_transposed": (5, 3, 1, 1, 0, 5),
    "full_padding_no_strides_transposed": (7, 3, 2, 1, 0, 5),
    "arbitrary_padding_no_strides_transposed": (6, 4, 2, 1, 0, 5),
    "padding_strides_transposed": (3, 3, 1, 2, 0, 5),
    "padding_strides_odd_transposed": (3, 3, 1, 2, 1, 6),
}


def test_the_fifteen_settings_of_conv_arithmetic(comparison):
    """Dumoulin and Visin's figures: https://github.com/vdumoulin/conv_arithmetic."""
    wrong = sum(conv_output_size(i, k, s, p, d) != o for i, k, p, s, d, o in CONVOLUTIONS.values())
    wrong += sum(
        conv_transpose_output_size(i, k, s, p, a) != o for i, k, p, s, a, o in TRANSPOSED.values()
    )
    count = len(CONVOLUTIONS) + len(TRANSPOSED)
    comparison("conv_arithmetic's settings", "Dumoulin and Visin's figures", count, wrong)


def activations(network, shape):
    rows = summarize(network, shape).rows
    kinds = ("Conv2d", "MaxPool2d", "Linear")
    sizes = [row.output_shape for row in rows if row.kind in kinds]
    return sum(c * h * w for c, h, w in [(*s, 1, 1)[:3] for s in sizes])


def test_memory_of_vgg16():
    """https://github.com/cs231n/cs231n.github.io/issues/88: 24M values, it says; 15.2M it is."""
    values = activations(architectures.vgg16(), (3, 224, 224)) + 3 * 224 * 224
    assert values == 15_237_608


def test_fully_connected_layers_of_d2ls_alexnet():
    """https://d2l.ai, AlexNet: "nearly 1GB"; 164 MB it is, as the chapter says later."""
    weights = linear_parameters(6400, 4096, bias=False) + linear_parameters(4096, 4096, bias=False)
    assert weights == 42_991_616
    assert round(4 * weights / 2**20, 1) == 164.0


def test_the_usual_lenet_is_not_the_original():
    """https://d2l.ai, LeNet: "matches the original" but for the output; C3 does not either."""
    modern, original = architectures.lenet5_modern(), architectures.lenet5_1998()
    assert (modern.parameters, original.parameters) == (61_706, 60_000)
    assert (modern[3].parameters, original["C3"].parameters) == (2_416, 1_516)


def test_a_stride_need_not_divide():
    """https://poloclub.github.io/cnn-explainer marks it invalid; frameworks round down."""
    assert conv_output_size(6, 3, stride=2, padding=1) == 3
    assert conv_output_size(10, 3, stride=2) == 4


def test_dilation_moves_the_start():
    """https://github.com/Fangyh09/pytorch-receptive-field/issues/6: -0.5 there, 0.5 it is."""
    field = receptive_field([Conv2d(1, 1, 3, padding=2, dilation=2)])
    assert field.center(0) + 0.5 == 0.5


def test_start_after_a_pooling():
    """https://github.com/sksq96/pytorch-summary/pull/47 (2018): 0.5; mended in 2019, 1.0."""
    vgg = architectures.vgg16()["features"]
    pools = [place for place, layer in enumerate(vgg) if isinstance(layer, MaxPool2d)]
    starts = [receptive_field(vgg[: place + 1]).center(0) + 0.5 for place in pools]
    assert starts == [1.0, 2.0, 4.0, 8.0, 16.0]


def test_receptive_fields_accumulate():
    """https://github.com/frgfm/torch-scan 0.2.0 prints 5, 1, 3, 2, 5; 0.1.2 was right."""
    layers = [
        Conv2d(1, 1, 5), ReLU(), Conv2d(1, 1, 3), MaxPool2d(2), Conv2d(1, 1, 3, dilation=2)
    ]  # fmt: skip
    sizes = [receptive_field(layers[: n + 1]).size for n in range(len(layers))]
    assert sizes == [5, 5, 7, 8, 16]


def test_googlenets_first_pooling_rounds_up():
    """The example of rf-calc 0.0.7 has 55; with ceil_mode it is 56."""
    assert pool_output_size(112, 3, 2) == 55
    rows = summarize(architectures.googlenet(), (3, 224, 224)).rows
    assert {r.name: r.output_shape for r in rows}["maxpool1"] == (64, 56, 56)


def test_the_kernel_takes_away():
    """A docstring of TorchCNNBuilder 0.1.5 adds 1; the code below it takes it away, rightly."""
    assert conv_output_size(8, 3) == (8 - 1 * (3 - 1) - 1) // 1 + 1 == 6


def test_filters_have_a_slice_per_channel():
    """A textbook's quiz compares 576 weights, of one channel, with a dense layer for three."""
    assert conv_parameters(1, 64, 3, bias=False) == 576
    assert conv_parameters(3, 64, 3) == 1_728 + 64


def test_googlenets_five_by_five_is_three_by_three():
    """https://github.com/pytorch/vision/issues/906: kept there for the weights' sake."""
    branch = architectures.googlenet()["inception3a"]["branch3"]
    assert branch[1]["conv"].kernel_size == 3


def test_c3_by_its_table():
    """A post's (5×5×6×10)+16 has the right sum: the kernels are 6·3 + 9·4 + 1·6."""
    c3 = architectures.lenet5_1998()["C3"]
    assert c3.kernels == 6 * 3 + 9 * 4 + 1 * 6 == 60
    assert c3.parameters == 1_516


def test_alexnets_first_maps():
    """Its paper counts 253,440; and 224 gives 54 in PyTorch, 55 in its program, which rounds up."""
    assert conv_output_size(224, 11, 4) == 54
    assert 1 + ceil((224 - 11) / 4) == 55
    assert conv_output_size(227, 11, 4) == conv_output_size(224, 11, 4, 2) == 55
    first = summarize(architectures.alexnet_2012(), (3, 227, 227)).rows[0]
    assert first.output_shape == (96, 55, 55)
    assert 96 * 55 * 55 == 290_400 != 253_440 == 55 * 48 * 96


def test_the_question_of_two_communities():
    """Where 16 * 5 * 5 comes from: https://github.com/pytorch/tutorials/issues/503."""
    features = [Conv2d(1, 6, 5), MaxPool2d(2), Conv2d(6, 16, 5), MaxPool2d(2), Flatten()]
    assert summarize(features, (1, 32, 32)).rows[-1].output_shape == (16 * 5 * 5,)
    features[0] = Conv2d(1, 6, 3)
    assert summarize(features, (1, 32, 32)).rows[-1].output_shape == (16 * 5 * 5,)
    features[2] = Conv2d(6, 16, 3)
    rows = summarize([*features, Linear(16 * 6 * 6, 120)], (1, 32, 32)).rows
    assert rows[-1].output_shape == (120,)


def test_exercise_four():
    layers = [
        Conv2d(3, 16, 3, padding=1), MaxPool2d(2), Conv2d(16, 32, 3, padding=1), MaxPool2d(2),
        Conv2d(32, 64, 3, padding=1),
    ]  # fmt: skip
    summary = summarize(layers, (3, 64, 64))
    assert (summary.parameters, summary.macs) == (23_584, 11_206_656)
    sizes = [row.receptive_field.size for row in summary.rows]
    assert sizes == [3, 4, 8, 10, 18]


def test_separable_convolutions():
    standard, depthwise = conv_macs(256, 256, 3, 14), conv_macs(256, 256, 3, 14, groups=256)
    pointwise = conv_macs(256, 256, 1, 14)
    assert (depthwise + pointwise) / standard == pytest.approx(1 / 256 + 1 / 9)


def test_even_kernels_and_same_padding_have_half_centers():
    assert same_padding(4) == (1, 2)
    field = receptive_field([Conv2d(1, 1, 4, padding="same")])
    assert (field, field.center(0)) == (ReceptiveField(4, 1, 1), 0.5)
    assert receptive_field([ConvTranspose2d(1, 1, 2)]).center(0) == -0.5
