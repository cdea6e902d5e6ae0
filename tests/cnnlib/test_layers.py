"""Each layer against its torch module: shapes, refusals, and torch's own words."""

from dataclasses import MISSING, fields, is_dataclass

import pytest
import torch
from torch import nn
from torch_twin import twin

import cnnlib
from cnnlib import CnnlibError
from cnnlib.layers import Layer

MAPS, FLAT = (4, 9, 7), (6,)
PAIRS = [1, 2, 3, (1, 2), (3, 1), [2, 5]]
EVERY = [name for name in cnnlib.layers.__all__ if name != "Layer"]

AVERAGES_OR_PADS_THE_BATCH = ("AdaptiveAvgPool2d", "ZeroPad2d")
"""torch takes (batch, features) for these, and mistakes the batch for height."""


def outcome(build, shape):
    """Give cnnlib's and torch's shapes without the batch; None for a refusal."""
    try:
        layer = build()
        own = tuple(layer.output_shape(shape))
    except CnnlibError as error:
        return None, error
    return own, layer


def torch_shape(module: nn.Module, shape: tuple[int, ...]) -> tuple[int, ...]:
    with torch.no_grad():
        return tuple(module.eval()(torch.zeros(1, *shape)).shape[1:])


def settings_of(name: str) -> list[dict[str, object]]:
    """Vary each argument of a layer around one setting, in rectangular and in bad ways too."""
    pairs = dict.fromkeys(("kernel_size", "stride", "dilation"), PAIRS)
    pads = {"padding": [0, 1, 2, (0, 1), (2, 1), 3]}
    base = {
        "Conv2d": (
            {"in_channels": 4, "out_channels": 6, "kernel_size": 3},
            pairs
            | {"padding": [*pads["padding"], "same", "valid"]}
            | {"groups": [1, 2, 3, 4], "bias": [False], "in_channels": [2, 3]}
            | {"padding_mode": ["zeros", "reflect", "replicate", "circular"]},
        ),
        "ConvTranspose2d": (
            {"in_channels": 4, "out_channels": 6, "kernel_size": 3},
            pairs | pads | {"output_padding": [0, 1, (0, 1), (2, 0)], "groups": [2, 4]},
        ),
        "MaxPool2d": ({"kernel_size": 3}, pairs | pads | {"ceil_mode": [True]}),
        "AvgPool2d": (
            {"kernel_size": 3},
            dict.fromkeys(("kernel_size", "stride"), PAIRS)
            | pads
            | {"ceil_mode": [True], "count_include_pad": [False], "divisor_override": [3, -1]},
        ),
        "AdaptiveAvgPool2d": ({"output_size": 1}, {"output_size": [2, (3, 5), (None, 2), 12]}),
        "AdaptiveMaxPool2d": ({"output_size": 1}, {"output_size": [2, (3, 5), (None, 2), 12]}),
        "BatchNorm2d": (
            {"num_features": 4},
            {"num_features": [5], "affine": [False], "track_running_stats": [False]},
        ),
        "LocalResponseNorm": ({"size": 3}, {"size": [1, 4]}),
        "Linear": ({"in_features": 7, "out_features": 3}, {"in_features": [6, 9], "bias": [False]}),
        "Flatten": ({}, {"start_dim": [2, -1, 3, 7], "end_dim": [1, 2, -2, -4, 5, -9]}),
        "PReLU": ({}, {"num_parameters": [4, 5]}),
        "ZeroPad2d": ({"padding": 1}, {"padding": [2, (1, 2, 3, 4), (0, 1, 0, 1)]}),
        "Softmax": ({"dim": 1}, {"dim": [2, -1, 3, -4]}),
        "LogSoftmax": ({"dim": 1}, {"dim": [2, -1, 3, -4]}),
    }
    fixed, varied = base.get(name, ({}, {}))
    singles = [{key: value} for key, values in varied.items() for value in values]
    doubles = [a | b for a in singles for b in singles if set(a) != set(b)]
    return [fixed, *(fixed | change for change in singles + doubles)]


@pytest.mark.filterwarnings("ignore:Using padding=.same. with even kernel:UserWarning")
@pytest.mark.filterwarnings("ignore:dropout2d. Received a 2-D input:UserWarning")
@pytest.mark.parametrize("name", EVERY)
def test_layer_against_torch(comparison, name):
    wrong = count = 0
    for setting in settings_of(name):
        for shape in [MAPS] if name in AVERAGES_OR_PADS_THE_BATCH else [MAPS, FLAT]:
            own, layer = outcome(lambda s=setting: getattr(cnnlib, name)(**s), shape)
            torch_setting = {k: tuple(v) if isinstance(v, list) else v for k, v in setting.items()}
            try:
                module = getattr(nn, name)(**torch_setting)
                theirs = torch_shape(module, shape)
            except (RuntimeError, ValueError, IndexError) as error:
                theirs, module = None, error
            count += 1
            wrong += own != theirs
            if own is not None and theirs is not None:
                wrong += layer.parameters != sum(p.numel() for p in module.parameters())
            elif own is None and theirs is None and layer.pytorch is not None:
                wrong += layer.pytorch != str(module)
    comparison(f"{name}: shapes, parameters, refusals", f"torch.nn.{name}", count, wrong)


@pytest.mark.parametrize("name", EVERY)
def test_arguments_have_torchs_names_order_and_defaults(name):
    import inspect

    theirs = inspect.signature(getattr(nn, name).__init__).parameters.values()
    expected = [
        (p.name, p.default)
        for p in theirs
        if p.name not in ("self", "device", "dtype", "args", "kwargs")
    ]
    layer = getattr(cnnlib, name)
    assert is_dataclass(layer)
    ours = [
        (f.name, inspect.Parameter.empty if f.default is MISSING else f.default)
        for f in fields(layer)
    ]
    renamed = {"start_axis": "start_dim"}
    assert [(renamed.get(n, n), d) for n, d in expected][: len(ours)] == ours


def test_frozen():
    with pytest.raises(AttributeError):
        cnnlib.Conv2d(1, 1, 3).stride = 2


def test_lists_become_pairs():
    assert cnnlib.Conv2d(1, 1, [3, 5]) == cnnlib.Conv2d(1, 1, (3, 5))
    assert cnnlib.AdaptiveAvgPool2d([2, 3]).output_size == (2, 3)
    assert cnnlib.ZeroPad2d([1, 2, 3, 4]).padding == (1, 2, 3, 4)


WORDS = "such integers."
TEXTS = [
    (lambda: cnnlib.Conv2d(1, 1, 3, padding="full"),
     "padding is 'full'; use an integer, a pair (height, width), 'same' or 'valid'."),
    (lambda: cnnlib.Conv2d(1, 1, 3, padding=-1),
     f"padding is -1; use an integer of at least 0, or a pair (height, width) of {WORDS}"),
    (lambda: cnnlib.Conv2d(1, 1, 3, stride=2, padding="same"),
     "stride is 2, but padding='same' needs stride 1; use a number for padding instead. PyTorch "
     "says: \"padding='same' is not supported for strided convolutions\""),
    (lambda: cnnlib.Conv2d(1, 1, 3, padding_mode="mirror"),
     "padding_mode is 'mirror'; use one of 'zeros', 'reflect', 'replicate', 'circular'."),
    (lambda: cnnlib.Conv2d(1, 1, (1, 2, 3)),
     "kernel_size is (1, 2, 3); use an integer of at least 1, or a pair (height, width) of "
     + WORDS),
    (lambda: cnnlib.Conv2d(1, 1, 3, padding=2, padding_mode="reflect").output_shape((1, 2, 9)),
     "padding is 2, but padding_mode 'reflect' can take at most 1 from an input that is 2 long; "
     "use less padding or padding_mode 'zeros'."),
    (lambda: cnnlib.Conv2d(1, 1, 3, padding=3, padding_mode="circular").output_shape((1, 9, 2)),
     "padding is 3, but padding_mode 'circular' can take at most 2 from an input that is 2 long; "
     "use less padding or padding_mode 'zeros'."),
    (lambda: cnnlib.ConvTranspose2d(1, 1, 3, padding_mode="reflect"),
     "padding_mode is 'reflect'; a transposed convolution only knows 'zeros'. PyTorch says: "
     '"Only "zeros" padding mode is supported for ConvTranspose2d"'),
    (lambda: cnnlib.Conv2d(3, 16, 3).output_shape((4, 32, 32)),
     "in_channels is 3, but 4 channels arrive; in_channels should be 4. PyTorch says: \"Given "
     "groups=1, weight of size [16, 3, 3, 3], expected input[1, 4, 32, 32] to have 3 channels, "
     'but got 4 channels instead"'),
    (lambda: cnnlib.Conv2d(3, 16, 3).output_shape((400,)),
     "Conv2d needs (channels, height, width), but the shape (400,) arrives; put it before "
     'Flatten. PyTorch says: "Expected 3D (unbatched) or 4D (batched) input to conv2d, but got '
     'input of size: [1, 400]"'),
    (lambda: cnnlib.Conv2d(1, 1, (1, 5)).output_shape((1, 3, 3)),
     "along the width, kernel_size is 5, but the padded input is only 3 long (input_size 3 + 2·0 "
     "padding); use a kernel_size of at most 3 or more padding. PyTorch says: \"Calculated padded "
     "input size per channel: (3 x 3). Kernel size: (1 x 5). Kernel size can't be greater than "
     'actual input size"'),
    (lambda: cnnlib.MaxPool2d(5).output_shape((2, 3, 3)),
     "along the height, kernel_size is 5, but the padded input is only 3 long (input_size 3 + "
     "2·0 padding); use a kernel_size of at most 3. PyTorch says: \"Given input size: (2x3x3). "
     'Calculated output size: (2x0x0). Output size is too small"'),
    (lambda: cnnlib.MaxPool2d((5, 3), padding=(1, 2)),
     "padding is 2, but pooling allows at most half of kernel_size 3; use a padding of at most 1 "
     "or a kernel_size of at least 4."),
    (lambda: cnnlib.AvgPool2d(2, divisor_override=0),
     "divisor_override is 0; use None or an integer other than 0."),
    (lambda: cnnlib.AdaptiveAvgPool2d((2, 0)),
     f"output_size is 0; use an integer of at least 1, or a pair (height, width) of {WORDS}"),
    (lambda: cnnlib.AdaptiveAvgPool2d((2, 3, 4)),
     "output_size is (2, 3, 4); use an integer of at least 1, or a pair (height, width) of "
     + WORDS),
    (lambda: cnnlib.BatchNorm2d(3).output_shape((4, 5, 5)),
     "num_features is 3, but 4 channels arrive; num_features should be 4. PyTorch says: "
     '"running_mean should contain 4 elements not 3"'),
    (lambda: cnnlib.Dropout(1.5), "p is 1.5; use a probability from 0 to 1."),
    (lambda: cnnlib.Dropout("a"), "p is 'a'; use a probability from 0 to 1."),
    (lambda: cnnlib.Dropout(True), "p is True; use a probability from 0 to 1."),
    (lambda: cnnlib.ReLU(3), "inplace is 3; use True or False."),
    (lambda: cnnlib.Softmax("x"), "dim is 'x'; use an integer."),
    (lambda: cnnlib.Softmax(3).output_shape((5,)),
     "dim is 3, but with the batch 2 axes arrive; use -2 to 1. PyTorch says: \"Dimension out of "
     'range (expected to be in range of [-2, 1], but got 3)"'),
    (lambda: cnnlib.Linear(400, 120).output_shape((490,)),
     "in_features is 400, but 490 features arrive; in_features should be 490. PyTorch says: "
     '"mat1 and mat2 shapes cannot be multiplied (1x490 and 400x120)"'),
    (lambda: cnnlib.Linear(400, 120).output_shape((10, 7, 7)),
     "in_features is 400, but 7 features arrive; put Flatten() before it: then in_features should "
     'be 490 = 10·7·7. PyTorch says: "mat1 and mat2 shapes cannot be multiplied (70x7 and '
     '400x120)"'),
    (lambda: cnnlib.Flatten(0).output_shape((4, 5, 5)),
     "start_dim is 0, the batch, so the images of a batch would be joined; use start_dim=1."),
    (lambda: cnnlib.Flatten(3, 2).output_shape((4, 5, 5)),
     "start_dim is 3, which comes after end_dim 2; swap them. PyTorch says: \"flatten() has "
     'invalid args: start_dim cannot come after end_dim"'),
    (lambda: cnnlib.Flatten(1, 9).output_shape((4, 5, 5)),
     "end_dim is 9, but with the batch 4 axes arrive; use -4 to 3. PyTorch says: \"Dimension out "
     'of range (expected to be in range of [-4, 3], but got 9)"'),
    (lambda: cnnlib.ZeroPad2d((1, 2)),
     "padding is (1, 2); use an integer of at least 0, or four of them: (left, right, top, "
     "bottom)."),
    (lambda: cnnlib.ZeroPad2d(-1),
     "padding is -1; use an integer of at least 0, or four of them: (left, right, top, bottom)."),
    (lambda: cnnlib.PReLU(3).output_shape((4, 5, 5)),
     "num_parameters is 3, but 4 channels arrive; num_parameters should be 4. PyTorch says: "
     '"Mismatch of parameter numbers and input channel size. Found parameter numbers = 3 and '
     'channel size = 4."'),
]  # fmt: skip


@pytest.mark.parametrize(("call", "message"), TEXTS)
def test_error_text(call, message):
    with pytest.raises(CnnlibError) as caught:
        call()
    assert str(caught.value) == message


def test_shapes_that_keep_what_they_were_flattened_from():
    shape = cnnlib.Flatten().output_shape((10, 7, 7))
    assert (shape, shape.origin) == ((490,), (10, 7, 7))
    assert cnnlib.Flatten(2).output_shape((10, 7, 6)) == (10, 42)
    assert cnnlib.Linear(42, 5).output_shape((10, 42)) == (10, 5)
    assert cnnlib.Linear(42, 5).macs((10, 42)) == 10 * 42 * 5


def test_base_layer_and_twin():
    assert Layer().output_shape((1, 2, 3)) == (1, 2, 3)
    assert (Layer().parameters, Layer().macs((1, 2, 3)), Layer().kind) == (0, 0, "Layer")
    assert isinstance(twin(cnnlib.ReLU6()), nn.ReLU6)
