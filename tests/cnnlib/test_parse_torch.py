"""Sources as people paste them: cnnlib's reading against torch's own run of the same text."""

import contextlib
import io
import re
import warnings
from collections import Counter
from pathlib import Path
from typing import NamedTuple

import pytest
import torch
from torch import nn
from torch.utils.flop_counter import FlopCounterMode
from torchvision.models.feature_extraction import get_graph_node_names

import cnnlib
from cnnlib import CnnlibError, Conv2d, Linear, ReLU, Sequential, parse_torch, summarize
from cnnlib.torch_source.reading import read_torch

CORPUS = sorted((Path(__file__).parent / "torch_sources").glob("*.txt"))
UNTRACEABLE = ("blitz_old", "indexing_layers", "d2l_inception")
"""Networks that torch.fx can't follow, or where it takes "p1_1" for the second call of "p1"."""


class Case(NamedTuple):
    text: str
    shape: tuple[int, ...]
    module: nn.Module


def run_by_torch(text: str) -> Case:
    """Execute a source of ours; its first line says what goes in and which network is meant."""
    shape, expression = re.match(r"# input: (.*?); model: (.*)\n", text).groups()
    names = {"__name__": "__main__", "torch": torch, "nn": nn}
    with contextlib.redirect_stdout(io.StringIO()):
        exec(text, names)
        module = eval(expression, names).eval()
    return Case(text, tuple(map(int, shape.split(", "))), module)


def leaf_outputs(module: nn.Module, shape: tuple[int, ...]) -> tuple[Counter, int]:
    """The shape that leaves each call of a layer, and the MACs, as torch finds them."""
    seen = Counter()
    image = torch.zeros(1, *shape)
    with warnings.catch_warnings(), torch.no_grad():
        warnings.simplefilter("ignore")  # lazy modules warn that they are new
        module(image)
        for name, child in module.named_modules():
            if not list(child.children()) and not isinstance(child, nn.Sequential):
                child.register_forward_hook(
                    lambda _module, _inputs, output, name=name: seen.update(
                        [(name, tuple(output.shape[1:]))]
                    )
                )
        with FlopCounterMode(display=False) as counter:
            module(image)
    return seen, counter.get_total_flops() // 2


def rows_of_modules(summary: cnnlib.Summary, modules: set[str]) -> Counter:
    """Rows of calls of modules: "pool_1" is the second call of "pool"."""
    found = Counter()
    for row in summary.rows:
        name = row.name if row.name in modules else re.sub(r"_\d+$", "", row.name)
        if name in modules:
            found[name, tuple(row.output_shape)] += 1
    return found


@pytest.mark.parametrize("path", CORPUS, ids=lambda path: path.stem)
def test_same_as_torch(path, monkeypatch):
    text = path.read_text()
    case = run_by_torch(text)
    summary = summarize(parse_torch(text), case.shape)
    outputs, macs = leaf_outputs(case.module, case.shape)
    modules = {name for name, _ in case.module.named_modules()}
    assert rows_of_modules(summary, modules) == outputs
    assert summary.parameters == sum(p.numel() for p in case.module.parameters())
    assert summary.macs == macs
    if path.stem not in UNTRACEABLE:
        nodes = get_graph_node_names(case.module)[1]
        assert [row.name for row in summary.rows if row.name not in nodes] == []


def test_the_corpus_is_large_enough():
    assert len(CORPUS) >= 50


LENET = (Path(__file__).parent / "torch_sources" / "blitz_cifar.txt").read_text()


@pytest.mark.parametrize(
    "paste",
    [
        lambda text: "Here is my model:\n\n```python\n" + text + "```\nWhat is wrong?\n",
        lambda text: "~~~\n" + text,
        lambda text: "```py\nimport torch\n```\nand then\n```py\n" + text + "```",
        lambda text: "".join(f">>> {line}\n" for line in text.split("\n")) + "<class 'Net'>\n",
        lambda text: "".join(
            ("... " if line.startswith((" ", "\t")) else ">>> ") + line + "\n"
            for line in text.split("\n")
        ),
        lambda text: (
            "In [1]: import torch\n" + "".join(f"   ...: {line}\n" for line in text.split("\n"))
        ),
        lambda text: text.replace("\n", "\r\n"),
        lambda text: text.replace("\n", "\r"),
        lambda text: "\ufeff" + text.replace("    ", "\t"),
        lambda text: "\n\n" + "".join(f"        {line}\n" for line in text.split("\n")),
        lambda text: "!pip install torch\n%matplotlib inline\n" + text + "\n?nn.Conv2d\n",
        lambda text: '"""Usage:\n```\nnet = Net()\n```\n"""\n' + text,
        lambda text: text.replace("    def", "\f    def").replace("= 10", "=\xa010"),
        lambda text: (
            text + "\nfor epoch in range(2):\n    for data in loader:\n        "
            "loss = criterion(net(data[0]), data[1])\n        loss.backward()\nprint('done')\n"
            "with torch.no_grad():\n    y = net(x)\nwhile True:\n    break\n"
            "try:\n    import cv2\nexcept ImportError as error:\n    pass\nelse:\n    a = 1\n"
            "finally:\n    b = 2\nassert net\ndel y\nglobal z\nprint(f'{net!r:>10} {1}')\n"
            "async def f(): pass\nmatch net:\n    case 1: pass\n"
        ),
    ],
)
def test_what_a_paste_brings_along(paste):
    assert parse_torch(paste(LENET)) == parse_torch(LENET)


def test_bare_layers():
    expected = Sequential(Conv2d(1, 6, 5), ReLU())
    assert parse_torch("nn.Sequential(nn.Conv2d(1, 6, 5), nn.ReLU())") == expected
    assert parse_torch("nn.Conv2d(1, 6, 5),\nReLU()") == Sequential(ReLU())
    assert parse_torch("nn.Conv2d(1, 6, 5), nn.ReLU()") == expected
    assert parse_torch("layer = torch.nn.Conv2d(1, 6, 5)") == expected[:1]


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("class A(nn.Module):\n  def forward(self, x): return x.relu()\n" * 2, "A, line 3"),
        (
            "class Block(nn.Module):\n  def forward(self, x): return x.relu()\n"
            "class Net(nn.Module):\n  def __init__(self):\n    super().__init__()\n"
            "    self.block = Block()\n  def forward(self, x): return self.block(x)\n"
            "class Other(Block): pass\n",
            "Other, line 8",
        ),
        (
            "a = nn.Sequential(nn.ReLU())\nb = nn.Sequential(a)\nc = nn.ReLU()",
            "nn.Sequential, line 2",
        ),
        (
            "def f(n): return 1\ndef make():\n  return nn.Sequential(nn.ReLU())",
            "nn.Sequential, line 3",
        ),
        ("x = 1\nnn.ReLU()", "nn.ReLU, line 2"),
        (
            "class N(nn.Module):\n  def __init__(self, c):\n    super().__init__()\n"
            "  def forward(self, x): return x.relu()\ndef a(k): return 1\ndef b(): return 2\n"
            "def small(): return N(3)",
            "N, line 7",
        ),
        (
            "act = nn.Sequential(nn.ReLU())\nclass N(nn.Module):\n  def forward(self, x):\n"
            "    return act(x)\n",
            "N, line 2",
        ),
        (
            "class N(nn.Module):\n  def __init__(self, net):\n    super().__init__()\n"
            "    self.net = net\n  def forward(self, x): return self.net(x)\n"
            "net = N(nn.ReLU())",
            "N, line 6",
        ),
    ],
)
def test_which_network_is_taken(source, found):
    assert read_torch(source).found == found


def torch_error(text: str) -> str:
    try:
        case = run_by_torch(text)
        case.module(torch.zeros(1, *case.shape))
    except Exception as error:
        return str(error.args[0])
    raise AssertionError("torch accepts this")


def our_error(text: str) -> CnnlibError:
    shape = re.match(r"# input: (.*?); model:", text)[1]
    with pytest.raises(CnnlibError) as caught:
        summarize(parse_torch(text), tuple(map(int, shape.split(", "))))
    return caught.value


def changed(name: str, before: str, after: str) -> str:
    text = (Path(__file__).parent / "torch_sources" / f"{name}.txt").read_text()
    assert before in text
    return text.replace(before, after)


BROKEN = [
    changed("blitz_cifar", "16 * 5 * 5", "16 * 4 * 4"),
    changed("blitz_cifar", "# input: 3, 32, 32", "# input: 3, 28, 28"),
    changed("blitz_cifar", "nn.Conv2d(6, 16, 5)", "nn.Conv2d(8, 16, 5)"),
    changed("blitz_cifar", "nn.Linear(120, 84)", "nn.Linear(128, 84)"),
    changed("blitz_cifar", "nn.Conv2d(6, 16, 5)", "nn.Conv2d(6, 16, 50)"),
    changed("blitz_cifar", "nn.Conv2d(6, 16, 5)", "nn.Conv2d(6, 16)"),
    changed("blitz_cifar", "nn.Conv2d(6, 16, 5)", "nn.Conv2d()"),
    changed("blitz_cifar", "nn.Conv2d(6, 16, 5)", "nn.Conv2D(6, 16, 5)"),
    changed("blitz_cifar", "super().__init__()", "pass"),
    changed("blitz_cifar", "self.fc3(x)", "self.fc4(x)"),
    changed("blitz_cifar", "nn.MaxPool2d(2, 2)", "nn.MaxPool2d(20, 2)"),
    changed("blitz_cifar", "# flatten all", "\n        x = self.conv1(x) #"),
    changed("fashion_mnist_v2", "hidden_units*7*7", "hidden_units*8*8"),
    changed("tiny_vgg", "hidden_units*16*16", "hidden_units"),
    changed("mnist_2017", "x.view(-1, 320)", "x.view(-1, 300)"),
    changed("mnist_2017", "x.view(-1, 320)", "x.view(x.size(0), 160)"),
    changed("mnist_2017", "x.view(-1, 320)", "x.reshape(x.shape[0], 7, -1)"),
    changed("mnist_2017", "x.view(-1, 320)", "x.mean([2, 7])"),
    changed("mnist_2017", "# input: 1,", "# input: 3,"),
    changed("resnet_cifar", "if stride != 1 or in_planes != self.expansion*planes", "if False"),
    changed("resnet_cifar", "nn.BatchNorm2d(self.expansion*planes)", "nn.BatchNorm2d(7)"),
    changed("resnet_cifar", "512*block.expansion, num", "500*block.expansion, num"),
    changed("inception_block", "ch5x5red, kernel_size=1", "ch5x5red, kernel_size=3"),
    changed("unet", "# input: 1, 64, 64", "# input: 1, 60, 60"),
    changed("squeeze_excite", "y.expand_as(x)", "y.view(b, 16, 1, 2)"),
    changed(
        "squeeze_excite",
        "view(b, c, 1, 1)\n        return x * y.expand_as(x)",
        "view(b, 1, 4, 8)\n        return x * y",
    ),
    changed("mobilenet_v1", "inp, 3, stride, 1, groups=inp", "inp, 3, stride, 1, groups=7"),
    changed("batchnorm1d_head", "nn.BatchNorm1d(32)", "nn.BatchNorm1d(33)"),
    changed("batchnorm1d_head", "self.layer1(x)", "self.bn(self.layer1(x))"),
    changed("batchnorm1d_head", "nn.LayerNorm(32)", "nn.LayerNorm((4, 8))"),
    changed("residual_inline", "num_channels=c)", "num_channels=c + 1)"),
    changed("residual_inline", "num_groups=1", "num_groups=5"),
    changed("module_list", "self.convs, self", "[self.convs], self"),
    changed("sequential_list", "nn.Linear(widths", "nn.Linear(1 + widths"),
    changed("sequential_add_module", '"conv"', '"conv.1"'),
    changed("sequential_add_module", '"conv"', '""'),
    changed("sequential_add_module", "nn.Conv2d(3, 4,", "nn.Conv2d(3, 4, in_channels=3,"),
]


@pytest.mark.parametrize("text", BROKEN, ids=range(len(BROKEN)))
def test_torch_says_the_same(text):
    ours = our_error(text)
    assert ours.pytorch == torch_error(text)
    assert f'PyTorch says: "{ours.pytorch}"' in str(ours)
    assert str(ours).startswith(f"line {ours.line}, column {ours.column}: ")
    assert 1 <= ours.line <= text.count("\n") + 1


def test_a_view_that_does_not_fit():
    text = changed("blitz_cifar", "torch.flatten(x, 1)", "x.view(-1, 16 * 5 * 5)")
    text = text.replace("# input: 3, 32, 32", "# input: 3, 36, 36")
    assert str(our_error(text)) == (
        'line 20, column 13: layer "view" (Reshape): 16·6·6 = 576 values arrive, '
        "but view(-1, 400) asks for 400; use 576 here, and as in_features of the Linear that "
        "follows. "
        "PyTorch says: \"shape '[-1, 400]' is invalid for input of size 576\""
    )
    assert our_error(text).pytorch == torch_error(text)


def test_a_view_that_mixes_images():
    text = changed("mnist_2017", "x.view(-1, 320)", "x.view(-1, 160)")
    assert str(our_error(text)) == (
        'line 16, column 13: layer "view" (Reshape): 20·4·4 = 320 values arrive, but view(-1, 160) '
        "asks for 160; use 320 here, and as in_features of the Linear that follows."
    )


def test_a_linear_that_does_not_fit():
    error = our_error(changed("fashion_mnist_v2", "hidden_units*7*7", "hidden_units"))
    assert str(error) == (
        'line 15, column 55: layer "classifier.1" (Linear): in_features is 10, but 490 features '
        "arrive; in_features should be 490 = 10·7·7. PyTorch says: "
        '"mat1 and mat2 shapes cannot be multiplied (1x490 and 10x10)"'
    )
    assert (error.argument, error.value, error.line, error.column) == ("in_features", 10, 15, 55)


def test_lazy_layers_have_parameters_once_their_input_is_known():
    network = parse_torch("nn.Sequential(nn.LazyLinear(3), nn.LazyLinear(2))")
    with pytest.raises(CnnlibError) as caught:
        _ = network.parameters
    assert str(caught.value) == (
        "LazyLinear has no parameters before its input is known; use summarize."
    )
    assert summarize(network, (5,)).parameters == 18 + 8 == network.parameters
    assert summarize(network, (7,)).parameters == 24 + 8
    lazy = parse_torch("nn.LazyConv2d(4, 3, stride=2, padding=1)")
    assert str(cnnlib.receptive_field(lazy)) == "ReceptiveField(size=3, stride=2, padding=1)"


def test_layers_keep_their_names_outside_their_network():
    network = parse_torch("features = nn.Sequential(nn.Sequential(nn.Linear(3, 4)), nn.ReLU())")
    assert network == Sequential(**{"0.0": Linear(3, 4), "1": ReLU()})
    assert [row.name for row in summarize(Sequential(network[1], network[0]), (3,)).rows] == [
        "1",
        "0.0",
    ]
