"""Random networks written down in several styles, and random damage to real sources."""

import contextlib
import re
import sys
import time
from pathlib import Path

import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import cnnlib
from cnnlib import CnnlibError, Sequential, parse_torch, summarize

SOURCES = [path.read_text() for path in (Path(__file__).parent / "torch_sources").glob("*.txt")]
QUIET = settings(
    deadline=None, suppress_health_check=list(HealthCheck), derandomize=True, database=None
)

CHANNELS = st.sampled_from((1, 2, 4, 6))
SHAPE = (2, 24, 20)


@st.composite
def networks(draw):
    """Layers that fit, mostly: channels are followed, sizes are left to luck."""
    channels, layers = SHAPE[0], []
    for _ in range(draw(st.integers(1, 6))):
        kind = draw(st.sampled_from(("conv", "pool", "norm", "act", "transpose", "adaptive")))
        if kind == "conv":
            wanted, kernel = draw(CHANNELS), draw(st.sampled_from((1, 3, 5, (3, 1))))
            options = draw(
                st.sampled_from(("", ", stride=2", ", padding=1", ", bias=False", ", dilation=2"))
            )
            layers.append(f"nn.Conv2d({channels}, {wanted}, {kernel}{options})")
            channels = wanted
        elif kind == "transpose":
            wanted = draw(CHANNELS)
            layers.append(f"nn.ConvTranspose2d({channels}, {wanted}, 2, stride=2)")
            channels = wanted
        elif kind == "pool":
            name = draw(st.sampled_from(("MaxPool2d", "AvgPool2d")))
            ceil = draw(st.booleans())
            layers.append(f"nn.{name}(3, 2, padding=1, ceil_mode={ceil})")
        elif kind == "norm":
            name = draw(st.sampled_from(("BatchNorm2d", "InstanceNorm2d")))
            layers.append(f"nn.{name}({channels}, affine=True)")
        elif kind == "adaptive":
            layers.append(f"nn.AdaptiveAvgPool2d({draw(st.sampled_from((1, 3, (2, 4))))})")
        else:
            names = ("ReLU()", "Sigmoid()", "GELU()", "PReLU()", "Dropout(0.1)", "Identity()")
            layers.append(f"nn.{draw(st.sampled_from(names))}")
    if draw(st.booleans()):
        layers += ["nn.Flatten()", f"nn.Linear({draw(st.sampled_from((24, 48, 96)))}, 5)"]
    return layers


def positional(layers):
    return f"import torch.nn as nn\nmodel = nn.Sequential({', '.join(layers)})\n"


def ordered(layers):
    pairs = ",\n".join(f"    ('layer{number}', {layer})" for number, layer in enumerate(layers))
    return (
        "from collections import OrderedDict\nfrom torch import nn\n"
        f"model = nn.Sequential(OrderedDict([\n{pairs}\n]))\n"
    )


def appended(layers):
    lines = "".join(f"layers.append({layer})\n" for layer in layers)
    return f"import torch.nn as nn\nlayers = []\n{lines}model = nn.Sequential(*layers)\n"


def nested(layers):
    half = len(layers) // 2
    return (
        "import torch\nmodel = torch.nn.Sequential(torch.nn.Sequential("
        + ", ".join(layer.replace("nn.", "torch.nn.") for layer in layers[:half])
        + "), "
        + ", ".join(layer.replace("nn.", "torch.nn.") for layer in layers[half:])
        + ")\n"
    )


def as_class(layers):
    init = "".join(f"        self.layer{n} = {layer}\n" for n, layer in enumerate(layers))
    steps = "".join(f"        x = self.layer{n}(x)\n" for n in range(len(layers)))
    return (
        "from torch import nn\nclass Net(nn.Module):\n    def __init__(self):\n"
        f"        super().__init__()\n{init}    def forward(self, x):\n{steps}        return x\n"
        "model = Net()\n"
    )


def as_list(layers):
    return (
        "from torch import nn\nclass Net(nn.Module):\n    def __init__(self):\n"
        f"        super().__init__()\n        self.layers = nn.ModuleList([{', '.join(layers)}])\n"
        "    def forward(self, x):\n        for layer in self.layers:\n            x = layer(x)\n"
        "        return x\nmodel = Net()\n"
    )


def residual(layers):
    """Add the input to what comes out, and put both beside each other."""
    return (
        "import torch\nfrom torch import nn\nclass Net(nn.Module):\n    def __init__(self):\n"
        f"        super().__init__()\n        self.body = nn.Sequential({', '.join(layers)})\n"
        "    def forward(self, x):\n        y = x + self.body(x)\n        skip = y\n"
        "        y = y.relu()\n        return torch.cat([y, skip], dim=1)\nmodel = Net()\n"
    )


STYLES = (positional, ordered, appended, nested, as_class, as_list, residual)


def by_torch(text):
    """What torch makes of it: shape and parameters, or its words."""
    names = {}
    exec(text, names)
    model = names["model"].eval()
    try:
        with torch.no_grad():
            shape = tuple(model(torch.zeros(1, *SHAPE)).shape[1:])
    except (RuntimeError, ValueError) as error:
        return str(error)
    return shape, sum(parameter.numel() for parameter in model.parameters())


def by_cnnlib(text):
    try:
        summary = summarize(parse_torch(text), SHAPE)
    except CnnlibError as error:
        return error.pytorch
    return tuple(summary.rows[-1].output_shape), summary.parameters


@settings(QUIET, max_examples=250)
@given(networks(), st.sampled_from(STYLES))
def test_random_networks_as_in_torch(layers, style):
    text = style(layers)
    theirs, ours = by_torch(text), by_cnnlib(text)
    if isinstance(ours, tuple) or isinstance(theirs, tuple) or ours is not None:
        assert ours == theirs, text


@settings(QUIET, max_examples=100)
@given(networks())
def test_styles_agree(layers):
    flat = parse_torch(positional(layers))
    for style in (ordered, appended, as_class, as_list):
        assert list(parse_torch(style(layers))) == list(flat)
    built = [eval(layer, {"nn": cnnlib}) for layer in layers if "Instance" not in layer]
    assert [layer for layer in flat if layer.kind != "InstanceNorm2d"] == built


WORD = re.compile(r"\w+|\s+|.", re.DOTALL)
WORDS = [WORD.findall(text) for text in SOURCES]
PIECES = (
    "* ** ... lambda yield := @ \\ 10**9 -1 None [] () {} ( ) [ ] { } x self super() nn for in "
    "range if else not % 0 1e400 torch.cat .view .shape [1:] : , = == class def return \n \t "
    '""" \' " f"{x}" # \0 é ０'
)
INSERTED = st.one_of(
    st.sampled_from(PIECES.split(" ")),
    st.text(max_size=3),
    st.sampled_from(sorted({word for words in WORDS for word in words})),
)


@st.composite
def damaged(draw):
    words = list(draw(st.sampled_from(WORDS)))
    for _ in range(draw(st.integers(1, 5))):
        place = draw(st.integers(0, max(0, len(words) - 1)))
        change = draw(st.sampled_from(("delete", "double", "insert", "replace", "cut")))
        if change == "insert" or not words:
            words.insert(place, draw(INSERTED))
        elif change == "delete":
            del words[place]
        elif change == "double":
            words.insert(place, words[place])
        elif change == "replace":
            words[place] = draw(INSERTED)
        else:
            del words[place : place + draw(st.integers(1, 40))]
    return "".join(words)


@settings(QUIET, max_examples=1000)
@given(damaged())
def test_damaged_sources_are_read_or_refused(source):
    start = time.process_time()
    with contextlib.suppress(CnnlibError):
        network = parse_torch(source)
        assert isinstance(network, Sequential)
        summarize(network, (3, 32, 32))
    assert time.process_time() - start < (10 if sys.gettrace() else 1)


@settings(QUIET, max_examples=300)
@given(st.text(max_size=200))
def test_any_text_is_read_or_refused(source):
    with contextlib.suppress(CnnlibError):
        assert parse_torch(source)
