"""What can't be read, and what is said about it, with line and column."""

import pytest

from cnnlib import CnnlibError, calculators, parse_torch, summarize
from cnnlib.network_table import network_table
from cnnlib.torch_source.torch_names import MODULES

HEAD = "import torch, torch.nn as nn, torch.nn.functional as F\n"


def network(forward: str, init: str = "", name: str = "Net(nn.Module)") -> str:
    """A class whose __init__ begins in line 5 and whose forward ends the source."""
    inner = "".join(f"        {line}\n" for line in init.split("\n") if line)
    outer = "".join(f"        {line}\n" for line in forward.split("\n"))
    return (
        f"{HEAD}class {name}:\n    def __init__(self):\n        super().__init__()\n{inner}"
        f"    def forward(self, x):\n{outer}"
    )


NO_NETWORK = (
    "no network is found here; paste an nn.Sequential(...) or a class that derives from nn.Module."
)
READ = "convolutions, poolings, normalizations, activations, Linear, Flatten, Dropout and Upsample"
OTHERWISE = ", and no network is found otherwise."
TABLE = [
    ("", "source is empty; paste an nn.Sequential(...) or a class with forward."),
    ("   \n", "source is empty; paste an nn.Sequential(...) or a class with forward."),
    (3, "source is 3; use the text of a PyTorch model."),
    (None, "source is None; use the text of a PyTorch model."),
    (b"x", "source is b'x'; use the text of a PyTorch model."),
    (
        "hello world, this is my network",
        'line 1, column 7: the end of the line is expected here, but "world" follows.',
    ),
    ("x = 1", f"line 1, column 1: {NO_NETWORK}"),
    ("import torch\nprint(1)", f"line 2, column 1: print(...) is not followed{OTHERWISE}"),
    ("nn.Sequential(nn.Conv2d(1, 6, 5)", 'line 1, column 14: "(" is never closed.'),
    (
        "nn.Sequential(nn.Conv2d(1, 6, 5]]",
        'line 1, column 32: "]" closes "(" from line 1, column 24.',
    ),
    ("nn.ReLU())", 'line 1, column 10: ")" closes nothing.'),
    ("x = 'abc", "line 1, column 5: this string is never closed."),
    ('x = """abc', "line 1, column 5: this string is never closed."),
    ("x = “abc”", "line 1, column 5: “ is a typographic quotation mark; write ' or \" instead."),
    ("x = 1 $ 2", "line 1, column 7: the character '$' can't be read here."),
    (
        "a = 0b12\nm = nn.Linear(a, 1)",
        (
            "line 1, column 5: '0b12' is not a number; write the value for "
            "in_features of nn.Linear instead."
        ),
    ),
    (
        "nn.Linear(11111111111111111111111111111111111111111111111111, 2)",
        (
            "line 1, column 11: a number of 50 characters begins here; no "
            "network needs more than 40."
        ),
    ),
    (
        "class Net(nn.Module):\n  def forward(self, x):\n    return x +\n",
        ("line 3, column 15: a value is expected here, but the end of the line follows."),
    ),
    (
        "class Net(nn.Module):\ndef forward(self, x):\n    return x\n",
        'line 2, column 1: an indented block is expected here, but "def" follows.',
    ),
    ("  x = 1\n y = 2", "line 2, column 2: this line is indented like no line before it."),
    ("x = 1\n  y = 2\nm = nn.ReLU(", 'line 3, column 12: "(" is never closed.'),
    (
        "if x:\n\ty = 1\n    z = 2",
        "line 3, column 5: this line is indented like no line before it.",
    ),
    (
        "nn.Sequential(nn.Conv2d(1, 6, 5) nn.ReLU())",
        'line 1, column 34: "," is expected here, but "nn" follows.',
    ),
    (
        "nn.Sequential(nn.ReLU(), 3)",
        ("line 1, column 1: child '1' of nn.Sequential is 3; use a layer such as nn.ReLU()."),
    ),
    (
        "nn.Sequential([nn.ReLU(), nn.ReLU()])",
        (
            "line 1, column 1: child '0' of nn.Sequential is a list of 2 items; "
            "write * before a list of layers: nn.Sequential(*layers)."
        ),
    ),
    (
        "nn.Sequential(nn.ReLU)",
        ("line 1, column 1: child '0' of nn.Sequential is nn.ReLU; use a layer such as nn.ReLU()."),
    ),
    (
        "nn.Conv2d(1, 6)",
        (
            "line 1, column 1: nn.Conv2d needs kernel_size. PyTorch says: "
            '"Conv2d.__init__() missing 1 required positional argument: '
            "'kernel_size'\""
        ),
    ),
    (
        "nn.Conv2d()",
        (
            "line 1, column 1: nn.Conv2d needs in_channels, out_channels and "
            'kernel_size. PyTorch says: "Conv2d.__init__() missing 3 required '
            "positional arguments: 'in_channels', 'out_channels', and "
            "'kernel_size'\""
        ),
    ),
    (
        "nn.conv2d(1, 6, 5)",
        (
            "line 1, column 1: nn.conv2d is not a PyTorch layer; did you mean "
            "nn.Conv2d? PyTorch says: \"module 'torch.nn' has no attribute "
            "'conv2d'\""
        ),
    ),
    (
        "nn.Conv2D(1, 6, 5)",
        (
            "line 1, column 1: nn.Conv2D is not a PyTorch layer; did you mean "
            "nn.Conv2d? PyTorch says: \"module 'torch.nn' has no attribute "
            "'Conv2D'\""
        ),
    ),
    (
        "nn.Linaer(1, 2)",
        (
            "line 1, column 1: nn.Linaer is not a PyTorch layer; did you mean "
            "nn.Linear? PyTorch says: \"module 'torch.nn' has no attribute "
            "'Linaer'\""
        ),
    ),
    (
        "nn.Foo()",
        (
            "line 1, column 1: nn.Foo is not a PyTorch layer. PyTorch says: "
            "\"module 'torch.nn' has no attribute 'Foo'\""
        ),
    ),
    ("nn.LSTM(3, 4)", (f"line 1, column 1: nn.LSTM is not read: {READ} are{OTHERWISE}")),
    (
        "nn.Conv3d(1, 2, 3)",
        (
            f"line 1, column 1: nn.Conv3d is not read: {READ} are; the nearest "
            f"layer that is read is nn.Conv2d{OTHERWISE}"
        ),
    ),
    ("nn.Transformer()", (f"line 1, column 1: nn.Transformer is not read: {READ} are{OTHERWISE}")),
    (
        "nn.Sequential(nn.Conv2d(1, 6, 5), nn.LSTM(3, 4))",
        (f"line 1, column 35: nn.LSTM is not read: {READ} are."),
    ),
    (
        "nn.Conv2d(1, 6, kernal_size=5)",
        ("line 1, column 1: nn.Conv2d has no argument kernal_size; did you mean kernel_size?"),
    ),
    (
        "nn.Conv2d(1, 6, 5, wrong=1)",
        (
            "line 1, column 1: nn.Conv2d has no argument wrong; it has "
            "in_channels, out_channels, kernel_size, stride, padding, dilation, "
            "groups, bias, padding_mode."
        ),
    ),
    ("nn.ReLU(1, 2)", "line 1, column 1: nn.ReLU takes 1 arguments, but 2 are given: inplace."),
    (
        "nn.Conv2d(3, 6, 5, groups=2)",
        (
            "line 1, column 1: nn.Conv2d: groups is 2, but does not divide "
            "in_channels 3; use a number that divides both in_channels and "
            'out_channels, such as 1. PyTorch says: "in_channels must be '
            'divisible by groups"'
        ),
    ),
    (
        "nn.Conv2d(-3, 6, 5)",
        ("line 1, column 1: nn.Conv2d: in_channels is -3; use an integer of at least 1."),
    ),
    (
        "nn.Linear(512 / 2, 10)",
        ("line 1, column 1: nn.Linear: in_features is 256.0; use an integer of at least 1."),
    ),
    (
        "nn.Linear(hidden, 10)",
        (
            'line 1, column 11: "hidden" is not defined in this source; write '
            "the value for in_features of nn.Linear instead."
        ),
    ),
    (
        "nn.Linear(len(train.classes), 10)",
        (
            'line 1, column 15: "train" is not defined in this source; write the '
            "value for in_features of nn.Linear instead."
        ),
    ),
    (
        "import data\nm = nn.Linear(data.size(), 10)",
        (
            "line 2, column 15: data.size(...) is not followed; write the value "
            "for in_features of nn.Linear instead."
        ),
    ),
    ("nn.Linear(nn.ReLU(), 10)", "line 1, column 1: in_features of nn.Linear is an nn.ReLU."),
    (
        "nn.Linear(1 / 0, 10)",
        (
            "line 1, column 13: 1 / 0 can't be worked out; write the value for "
            "in_features of nn.Linear instead."
        ),
    ),
    (
        "nn.Linear([1][3], 10)",
        (
            "line 1, column 14: there is no item 3 here; write the value for "
            "in_features of nn.Linear instead."
        ),
    ),
    (
        "nn.Linear(10**20, 1)",
        (
            "line 1, column 13: this number is too large for a network; write "
            "the value for in_features of nn.Linear instead."
        ),
    ),
    (
        "nn.Linear(9**9**9, 1)",
        (
            "line 1, column 12: this number is too large for a network; write "
            "the value for in_features of nn.Linear instead."
        ),
    ),
    (
        "nn.Linear(1, 2, in_features=3)",
        (
            "line 1, column 1: nn.Linear is given in_features twice. PyTorch "
            'says: "Linear.__init__() got multiple values for argument '
            "'in_features'\""
        ),
    ),
    (
        "model = torchvision.models.resnet18()",
        f'line 1, column 9: "torchvision" is not defined in this source{OTHERWISE}',
    ),
    (
        "import torchvision.models as models\nmodel = models.resnet18(weights=None)",
        f"line 2, column 9: torchvision.models.resnet18(...) is not followed{OTHERWISE}",
    ),
    (
        "self.conv1 = nn.Conv2d(1, 6, 5)\nself.conv2 = nn.Conv2d(6, 16, 5)",
        'line 2, column 1: "self" is used outside a class; paste the class from its first line '
        f"on{OTHERWISE}",
    ),
    (
        "conv1 = nn.Conv2d(1, 6, self.k)",
        (
            'line 1, column 25: "self" is used outside a class; paste the class '
            "from its first line on; write the value for kernel_size of "
            "nn.Conv2d instead."
        ),
    ),
    (
        "class Net:\n  def forward(self, x): return x",
        ("line 1, column 1: Net does not derive from nn.Module; write class Net(nn.Module):"),
    ),
    (
        (
            "class Net(nn.Module):\n"
            "  def __init__(self, a, b): pass\n"
            "  def forward(self, x): return x"
        ),
        (
            "line 1, column 1: class Net needs a, b; add a line with their "
            "values, such as model = Net(...)."
        ),
    ),
    (
        (
            "class Net(nn.Module):\n"
            "  def __init__(self):\n"
            "    super().__init__()\n"
            "    self.a = nn.ReLU()"
        ),
        (
            "line 1, column 1: a Net has no forward to run. PyTorch says: "
            '"Module [Net] is missing the required "forward" function"'
        ),
    ),
    (
        (
            "class Net(nn.Module):\n"
            "  def __init__(self):\n"
            "    self.a = nn.ReLU()\n"
            "  def forward(self, x): return x"
        ),
        (
            'line 3, column 10: "a" is set before super().__init__() is called; '
            'call it first. PyTorch says: "cannot assign module before '
            'Module.__init__() call"'
        ),
    ),
    (network("x.relu()"), "line 5, column 5: forward returns nothing; end it with return x."),
    (network("return 3"), "line 5, column 5: forward returns 3, not one tensor."),
    (
        network("return x, 3"),
        "line 5, column 5: forward returns a tuple of 2 items, not one tensor.",
    ),
    (
        network("return self.conv1(x)"),
        (
            'line 6, column 21: a Net has no attribute "conv1" in this source. '
            "PyTorch says: \"'Net' object has no attribute 'conv1'\""
        ),
    ),
    (
        network("return self.layers(x)", "self.layers = nn.ModuleList([nn.ReLU()])"),
        (
            "line 7, column 16: an nn.ModuleList has no forward to run. PyTorch "
            'says: "Module [ModuleList] is missing the required "forward" '
            'function"'
        ),
    ),
    (
        network("return self.l[3](x)", "self.l = nn.ModuleList([nn.ReLU()])"),
        "line 7, column 22: an nn.ModuleList has no item 3.",
    ),
    (network("return y"), 'line 6, column 16: "y" is not defined in this source.'),
    (
        network("x = x.permute(0, 2, 3, 1)\nreturn x"),
        "line 6, column 13: what permute(...) does to a tensor can't be read.",
    ),
    (network("return x[:, 0]"), "line 6, column 17: taking a part of a tensor can't be read."),
    (network("return x @ x"), 'line 6, column 18: "@" between tensors can\'t be read.'),
    (network("return x % 2"), "line 6, column 18: a tensor % 2 can't be read."),
    (
        network("return torch.cat([x, x])"),
        "line 6, column 16: cat along dim 0, the batch, can't be read; use dim=1.",
    ),
    (
        network("return torch.cat([x, x], dim=2)"),
        "line 6, column 16: cat along dim 2, can't be read; use dim=1.",
    ),
    (network("return torch.cat([x, 3], 1)"), "line 6, column 16: cat is given 3."),
    (
        network("return x.view(-1)"),
        "line 6, column 16: view does not keep the batch as its first size.",
    ),
    (
        network("return x.view(7, 8)"),
        "line 6, column 16: view does not keep the batch as its first size.",
    ),
    (
        network("return x.view(-1, n)"),
        (
            'line 6, column 27: "n" is not defined in this source; write the '
            "number that view needs instead."
        ),
    ),
    (
        network("return x.view(-1, 'a')"),
        "line 6, column 16: view is given 'a', which can't be read.",
    ),
    (
        network("return x.view(x.size(0), x.size(1), -1)"),
        "line 6, column 16: view has more than one size that depends on the input.",
    ),
    (network("return x.view(-1, 0)"), "line 6, column 16: view is given a size below 1."),
    (
        network("return x.mean()"),
        ("line 6, column 16: mean over all values of the batch can't be read; use dim=(2, 3)."),
    ),
    (network("return F.max_pool2d(x)"), "line 6, column 16: max_pool2d needs kernel_size."),
    (
        network("return F.max_pool2d(x, 2, wrong=3)"),
        "line 6, column 16: max_pool2d has no argument wrong.",
    ),
    (
        network("return F.max_pool2d(x, 2, 2, 5)"),
        (
            "line 6, column 16: max_pool2d: padding is 5, but pooling allows at "
            "most half of kernel_size 2; use a padding of at most 1 or a "
            "kernel_size of at least 10."
        ),
    ),
    (
        network("return F.max_pool2d(x, x)"),
        ("line 6, column 16: kernel_size of max_pool2d is a tensor, which can't be read."),
    ),
    (
        network("return F.max_pool2d(x, k)"),
        (
            'line 6, column 32: "k" is not defined in this source; write the '
            "value for kernel_size of max_pool2d instead."
        ),
    ),
    (
        network("return F.conv2d(x, w)"),
        "line 6, column 16: what conv2d(...) does to a tensor can't be read.",
    ),
    (
        network("return F.pad(x, (1, 1))"),
        "line 6, column 16: pad can be read with four numbers only.",
    ),
    (
        network("return F.interpolate(x)"),
        "line 6, column 16: interpolate: give size or scale_factor, one of the two.",
    ),
    (
        network("return F.interpolate(x, size=x.shape[2:])"),
        ("line 6, column 16: size of interpolate is a tensor's shape, which can't be read."),
    ),
    (
        network("if x.sum() > 0:\n    return x\nreturn x.relu()"),
        "line 6, column 12: what sum(...) does to a tensor can't be read.",
    ),
    (
        network("if x.size(1) == 3:\n    x = x.relu()\nreturn x"),
        "line 6, column 22: this comparison depends on the input.",
    ),
    (
        network("while True:\n    x = x.relu()\nreturn x"),
        'line 6, column 9: what a "while" loop gives is not read.',
    ),
    (
        network("for i in range(n):\n    x = x.relu()\nreturn x"),
        'line 6, column 24: "n" is not defined in this source.',
    ),
    (network("raise ValueError('no')"), "line 6, column 9: this source raises an error here."),
    (
        network("x = yield x\nreturn x"),
        'line 6, column 13: a value is expected here, but "yield" follows.',
    ),
    (network("x = [x for\nreturn x"), 'line 6, column 13: "[" is never closed.'),
    (
        network("return (y := x)"),
        'line 6, column 17: assignments inside expressions (":=") are not read.',
    ),
    (
        network("for i in range(3):\n    pass\nelse:\n    pass\nreturn x"),
        'line 8, column 9: "else" after a loop is not read.',
    ),
    (
        network(
            "a = x.relu()\nb = self.c(a)\nd = a + b\nreturn d + b", "self.c = nn.Conv2d(3, 3, 1)"
        ),
        (
            'line 5, column 18: what "c" gives is used in branches that meet in '
            "different places; only branches that begin together and meet "
            "together can be read."
        ),
    ),
    (
        "class Net(nn.Module):\n  def forward(self, x, y): return x + y",
        ("line 2, column 3: forward takes 2 inputs, x, y; networks with one input are read."),
    ),
    (
        "class Net(nn.Module):\n  def forward(self): return 1",
        "line 2, column 3: forward is called with 1 arguments, but it takes 0.",
    ),
    (
        "class Net(nn.Module):\n  def forward(): return 1",
        "line 2, column 3: forward is called with 1 arguments, but it takes 0.",
    ),
    (
        ("class Net(nn.Module):\n  def __init__(self, k):\n    super().__init__()\nnet = Net()"),
        "line 4, column 7: Net is called without k.",
    ),
    (
        (
            "class Net(nn.Module):\n"
            "  def __init__(self, k):\n"
            "    super().__init__()\n"
            "net = Net(1, 2)"
        ),
        "line 4, column 7: Net is called with 2 arguments, but it takes 1.",
    ),
    (
        (
            "class Net(nn.Module):\n"
            "  def __init__(self, k):\n"
            "    super().__init__()\n"
            "net = Net(k=1, b=2)"
        ),
        "line 4, column 7: Net has no parameter b.",
    ),
    (
        ("x = (((((((((((((((((((((((((((((((((((((((())))))))))))))))))))))))))))))))))))))))"),
        "line 1, column 35: brackets are nested more than 30 deep.",
    ),
    (
        "x = [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[",
        "line 1, column 35: brackets are nested more than 30 deep.",
    ),
    (
        (
            "if 1:\n"
            " if 1:\n"
            "  if 1:\n"
            "   if 1:\n"
            "    if 1:\n"
            "     if 1:\n"
            "      if 1:\n"
            "       if 1:\n"
            "        if 1:\n"
            "         if 1:\n"
            "          if 1:\n"
            "           if 1:\n"
            "            if 1:\n"
            "             if 1:\n"
            "              if 1:\n"
            "               if 1:\n"
            "                if 1:\n"
            "                 if 1:\n"
            "                  if 1:\n"
            "                   if 1:\n"
            "                    if 1:\n"
            "                     if 1:\n"
            "                      if 1:\n"
            "                       if 1:\n"
            "                        if 1:\n"
        ),
        "line 21, column 21: blocks are nested more than 20 deep.",
    ),
    (
        ("x" * 300 + " = 1"),
        ("line 1, column 1: a name of 300 characters begins here; at most 200 are read."),
    ),
    (
        "nn.Sequential(nn.Linear(3, 4), nn.ReLU(, nn.ReLU())",
        'line 1, column 14: "(" is never closed.',
    ),
    (
        "from .blocks import Block\nmodel = nn.Sequential(Block(3))",
        "line 2, column 23: blocks.Block(...) is not followed.",
    ),
    (
        "nn.Sequential(OrderedDict([('a', nn.ReLU()), ('b', 3)]))",
        ("line 1, column 1: child 'b' of nn.Sequential is 3; use a layer such as nn.ReLU()."),
    ),
    (
        "nn.Sequential(OrderedDict([('a.b', nn.ReLU())]))",
        (
            "line 1, column 1: a child of nn.Sequential can't be named 'a.b'. "
            'PyTorch says: "module name can\'t contain ".", got: a.b"'
        ),
    ),
    ("model = nn.Sequential(nn.ReLU()\nprint(model)", 'line 1, column 22: "(" is never closed.'),
    ("def f(:\n  pass", 'line 1, column 6: "(" is never closed.'),
    (
        "class Net(nn.Module)\n  pass",
        'line 1, column 21: ":" is expected here, but the end of the line follows.',
    ),
    ("lambda", "line 1, column 7: a name is expected here, but the end of the line follows."),
    (
        "nn.Upsample(scale_factor=0)",
        ("line 1, column 1: nn.Upsample: scale_factor is 0; use a positive number or a pair."),
    ),
    ("nn.Upsample()", "line 1, column 1: nn.Upsample: give size or scale_factor, one of the two."),
    (
        "nn.GroupNorm(3, 4)",
        (
            "line 1, column 1: nn.GroupNorm: num_groups is 3, but num_channels 4 "
            'is not a multiple of it. PyTorch says: "num_channels (4) must be '
            'divisible by num_groups (3)"'
        ),
    ),
    (
        "nn.LayerNorm('a')",
        (
            "line 1, column 1: nn.LayerNorm: normalized_shape is 'a'; use a "
            "positive integer or several."
        ),
    ),
]


@pytest.mark.parametrize(("source", "message"), TABLE, ids=range(len(TABLE)))
def test_refusal(source, message):
    with pytest.raises(CnnlibError) as caught:
        parse_torch(source)
    assert str(caught.value) == message
    assert caught.value.argument == "source"
    if message.startswith("line "):
        assert message.startswith(f"line {caught.value.line}, column {caught.value.column}: ")


def test_the_names_are_those_of_torch():
    nn = pytest.importorskip("torch").nn
    own = {name for name, kind in vars(nn).items() if isinstance(kind, type)}
    assert {name for name in own if issubclass(getattr(nn, name), nn.Module)} == MODULES


def test_too_many_layers():
    source = "layers = [nn.ReLU()] * 3_000\nnn.Sequential(*layers, *layers)"
    with pytest.raises(CnnlibError) as caught:
        parse_torch(source)
    assert str(caught.value) == "line 1, column 11: the network has more than 4,000 layers."


def test_four_thousand_layers():
    network = parse_torch("layers = [nn.ReLU()] * 2_000\nnn.Sequential(*layers, *layers)")
    assert len(summarize(network, (1, 2, 2)).rows) == 4_000


def test_sizes_are_bounded_when_summarized():
    text = "nn.Sequential(*[nn.ConvTranspose2d(1, 1, 1, 10**9) for i in range(9)])"
    with pytest.raises(CnnlibError) as caught:
        summarize(parse_torch(text), (1, 9, 9))
    assert str(caught.value) == (
        'line 1, column 17: layer "3" (ConvTranspose2d): it gives more than 10³⁰ values along one '
        "axis, a number of 123 bits."
    )


def test_receptive_fields_are_bounded_when_summarized():
    text = "nn.Sequential(*[nn.Conv2d(1, 1, 3, 10**9, padding=1) for i in range(9)])"
    with pytest.raises(CnnlibError) as caught:
        summarize(parse_torch(text), (1, 9, 9))
    assert str(caught.value) == (
        'line 1, column 17: layer "3" (Conv2d): its receptive field or its stride is more than '
        "10³⁰ pixels, a number of 120 bits."
    )


def test_network_table():
    source = "net = nn.Sequential(nn.Conv2d(1, 6, 5), nn.Flatten(), nn.Linear(3456, 10))"
    assert network_table(source, 1, 28, 28).parameters == 34_726
    arguments = {"source": source, "channels": "1", "height": "28", "width": "28"}
    reply = calculators.answer("network_table", arguments)
    assert reply["ok"]
    value = dict(reply["value"])
    assert len(value.pop("drawing")["boxes"]) == 4
    assert value == {
        "found": "nn.Sequential, line 1",
        "parameters": 34_726,
        "macs": 120_960,
        "activations": 6 * 24 * 24 * 2 + 10,
        "comparison": None,
    }
    assert reply["text"] == "34,726 parameters, 120,960 MACs"
    assert reply["steps"] == [
        "network: nn.Sequential, line 1",
        "input: 1 × 28 × 28",
        "memory: parameters 136 KiB, activations of one image 27 KiB, as 32-bit floats",
    ]
    assert reply["rows"][0] == {
        "label": "0",
        "value": {
            "kind": "Conv2d",
            "output_shape": [6, 24, 24],
            "parameters": 156,
            "parameter_share": 0.45,
            "macs": 86_400,
            "mac_share": 71.43,
            "activations": 3_456,
            "receptive_field": {"size": 5, "stride": 1, "padding": 0},
        },
        "text": "Conv2d: 6 × 24 × 24",
        "steps": [
            "output shape: 6 × 24 × 24",
            "parameters: 156",
            "MACs: 86,400",
            "activation memory: 13.5 KiB",
            "receptive field: size 5, stride 1, padding 0",
        ],
    }
    words = "Flatten gives up height and width, so there is no region left"
    assert reply["rows"][1]["value"]["receptive_field"] == words
    assert reply["rows"][1]["steps"][-1] == f"receptive field: {words}"


def test_network_table_refuses_in_its_source():
    source = "net = nn.Sequential(nn.Conv2d(1, 6, 5), nn.Flatten(), nn.Linear(3456, 10))"
    reply = calculators.answer("network_table", {"source": source, "channels": 1, "height": 30})
    assert reply == {
        "ok": False,
        "field": "source",
        "message": 'line 1, column 55: layer "2" (Linear): in_features is 3456, but 34320 features '
        "arrive; in_features should be 34320 = 6·26·220. PyTorch says: "
        '"mat1 and mat2 shapes cannot be multiplied (1x34320 and 3456x10)"',
    }
    reply = calculators.answer("network_table", {"source": "x" * 200_001})
    assert (reply["field"], reply["message"]) == (
        "source",
        "source is 200,001 characters long; use at most 200,000.",
    )
