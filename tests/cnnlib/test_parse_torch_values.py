"""Numbers, strings, lists and loops around a network: Python's own answers, or a reason."""

import functools
import math
from collections import OrderedDict

import pytest
import torch
from torch import nn

from cnnlib import CnnlibError, Conv2d, Linear, Sequential, parse_torch, summarize
from cnnlib.errors import shown

NAMES = {
    "math": math,
    "nn": nn,
    "torch": torch,
    "OrderedDict": OrderedDict,
    "partial": functools.partial,
}
EXPRESSIONS = """
1 + 2 * 3 - 4 // 3 % 2
-2 ** 2 + 8
2 ** -1 * 8 ** 1
(1 << 5 >> 2) | 3 & 2 ^ 5
7 / 2 * 2
- - 3 + +1
0x1F + 0b11 + 0o17 + 1_000
int(3.7) + int("12") + round(2.6) + abs(-3) + int(True)
int(1e3) + int(.5e1) + int(5.)
(1 < 2 < 3) + (1 < 2 > 3) + (1 == 1.0) + (1 != 2) + (3 >= 3) + (4 <= 3)
(not 0) + (not not 5) + (not 1 == 2)
5 if 1 > 2 else 6 if 2 > 1 else 7
(0 or 3) + (2 and 4) + (None or 1)
1 if None is None and nn is not None else 2
(1 in [1, 2]) + (3 not in (1, 2)) + ('a' in 'abc') + ('k' in {'k': 1}) + (4 in range(5))
len([1, 2]) + len('abc') + len((1,)) + len({1: 2}) + len(range(3, 9, 2)) + len({1, 1})
[1, 2, 3][1] + (4, 5)[-1] + [1, 2, 3][1:][0] + {'a': 8}['a'] + 'abc'.index if False else 9
sum([1, 2, 3]) + max(3, 9) + min([4, 2]) + sum([])
sum([0.5, 1.5]) + max(range(5)) + sum(range(4))
math.ceil(2.1) + math.floor(2.9) + int(math.sqrt(16)) + math.prod([2, 3])
[a + b for a, b in zip([1, 2], [3, 4])][1]
[x for x in range(10) if x % 2 if x > 3][0]
[y for x in [[1, 2], [3]] for y in x][2]
{k: v for k, v in [('a', 1), ('b', 5)]}['b']
len({x % 3 for x in range(10)})
[i * v for i, v in enumerate([5, 6], 1)][1] + [i for i, _ in enumerate('ab', start=3)][0]
list(reversed([1, 2, 3]))[0] + tuple([7])[0] + dict(a=1)['a'] + dict([('b', 2)])['b']
dict({'a': 4}, b=5)['b'] + OrderedDict()['x'] if False else 3
(lambda a, b=2: a * b)(3) + (lambda: 4)() + (lambda *a: len(a))(1, 2)
(lambda **k: len(k))(a=1, b=2) + (lambda *, a: a)(a=5) + (lambda a, /: a)(1)
int('1' + '2') + len('a' * 3) + len('ab' 'cd') + len(f'{3}x{{}}') + len('%d-%s' % (1, 'b'))
len('{}_{}'.format(1, 22)) + len('AbC'.lower().upper().strip()) + len(str(12)) + len(r'\\n')
{'a': 3}.get('a') + {'a': 3}.get('b', 4) + len({'a': 1}.items()) + len(list({'a': 1}.keys()))
sum({'a': 2}.values()) + len({'a': 1}.copy()) + len([1].copy()) + len({**{'a': 1}, 'b': 2})
len([1] * 3) + len(2 * (1, 2)) + len([1] + [2, 3]) + len({'a': 1} | {'b': 2})
isinstance(3, int) + isinstance('a', (str, list)) + isinstance([], list) + isinstance(3, str) + 1
isinstance(nn.ReLU(), nn.ReLU) + isinstance(nn.ReLU(), nn.Module) + isinstance(3, nn.Module)
nn.Conv2d(3, 8, 5).out_channels + nn.Linear(2, 3).in_features + len(nn.Sequential(nn.ReLU()))
nn.Sequential(nn.Linear(3, 4))[0].out_features + nn.Sequential(nn.Linear(1, 2))[-1].in_features
len(nn.Sequential(nn.ReLU(), nn.ReLU())[1:]) + len([*nn.ModuleList([nn.ReLU()]), 3])
partial(nn.Linear, 3)(5).in_features + partial(nn.Linear, out_features=7)(3).out_features
(len([1, 2, 3][::2]) + len('abc'[1:]) + len(range(9)[2:5]) + [1, 2][True])
(nn.ReLU == nn.ReLU) + (nn.ReLU != nn.GELU) + ([1] == "a") + (nn.ReLU is nn.ReLU)
((1, 2) == (1, 2)) + ([1] != [2]) + ('a' == 'b') + ((1, 2) < (1, 3)) + (None == None)
getattr(nn.Linear(2, 3), 'in_features') + getattr(nn.Linear(2, 3), 'nothing', 4)
(1 if nn.ReLU else 2) + (1 if [] else 2) + (1 if nn.Sequential() else 2) + (1 if nn.ReLU() else 2)
round(2.567, 1) > 2.5 and 3
len(list(range(3))) + len(tuple()) + len(list()) + int(bool(3)) + int(float('2.5') * 2)
""".strip().split("\n")


@pytest.mark.parametrize("expression", EXPRESSIONS)
def test_as_python_computes(expression):
    value = int(eval(expression, dict(NAMES)))
    assert value > 0
    assert parse_torch(f"nn.Linear(int({expression}), 1)") == Sequential(Linear(value, 1))


PROGRAMS = [
    ("a = b = 3\nx = a + b", 6),
    ("a, (b, c) = 1, (2, 3)\n[d, e] = [4, 5]\nx = a + b + c + d + e", 15),
    ("a, *b = 1, 2, 3\n*c, d = [4, 5]\nx = a + b[1] + c[0] + d", 13),
    ("x = 1\nx += 2; x *= 5; x -= 1; x //= 2; x **= 2; x %= 30; x |= 2; x <<= 1", 38),
    ("x: int = 7\ny: int", 7),
    (
        (
            "a = [1]\nb = a\na += [2]\nb.append(3)\na.extend((4, 5))\n"
            "x = len(b) + a.pop() + a.pop(0)"
        ),
        11,
    ),
    ("a = [1, 2]\na.insert(0, 9)\na[1] = 5\nx = a[0] + a[1]\na += (7,)\nx += len(a)", 18),
    ("d = {}\nd['a'] = 4\nd['b'] = d['a'] + 1\nx = d['b']", 5),
    (
        (
            "x = 0\nfor i in range(5):\n    if i == 1:\n        continue\n    if i == 3:\n"
            "        break\n    x += 10 + i"
        ),
        22,
    ),
    ("x = 0\nfor k, v in {'a': 1, 'b': 2}.items():\n    x += v\nfor c in 'ab': x += 1", 5),
    (
        (
            "def f(a, b=2, *c, d=4, **e):\n    return a + b + len(c) + d + len(e)\n"
            "x = f(1, 3, 5, 5, d=6, g=1, h=2)"
        ),
        14,
    ),
    ("def f(n):\n    if n:\n        return n + f(n - 1)\n    return 0\nx = f(4)", 10),
    ("def f():\n    for i in range(9):\n        if i == 4:\n            return i\nx = f()", 4),
    ("def f():\n    pass\nx = 3 if f() is None else 4", 3),
    (
        (
            "def outer(a):\n    def inner(b):\n        return a * b\n    return inner\n"
            "x = outer(3)(4)"
        ),
        12,
    ),
    ("args, more = (1, 2), {'c': 3}\ndef f(a, b, c): return a + b * c\nx = f(*args, **more)", 7),
    (
        (
            "class A:\n    k = 3\n    def __init__(self, n=2):\n        self.n = n\n"
            "    def get(self):\n        return self.n * A.k\nx = A(5).get()"
        ),
        15,
    ),
    (
        (
            "class A:\n    k = 3\n    @classmethod\n    def make(cls, n): return cls.k + n\n"
            "    @staticmethod\n    def two(): return 2\n    @property\n"
            "    def three(self): return 3\nx = A.make(4) + A.two() + A().three"
        ),
        12,
    ),
    (
        (
            "class A:\n    def f(self): return 5\nclass B(A):\n"
            "    def f(self): return super().f() + 1\nx = B().f() + A.f(A())"
        ),
        11,
    ),
    (
        (
            "class A:\n    k = 2\nclass B(A):\n    k = 3\n"
            "    def f(self): return super(B, self).k\nx = B().f()"
        ),
        2,
    ),
    ("class A: pass\na = A()\na.n = 4\na.n += 1\nA.m = 2\nx = a.n + a.m + len(A.__name__)", 8),
    (
        (
            "import os, sys as system\nfrom math import (ceil,\n    floor as f,)\n"
            "x = ceil(1.5) + f(2.5)"
        ),
        4,
    ),
    ("with open('f') as g, h:\n    x = 3", 3),
    ("try:\n    x = 3\nexcept (A, B) as e:\n    x = 4\nexcept:\n    x = 5", 3),
    ("try:\n    x = 3\nexcept* A: pass\nfinally:\n    x += 1", 4),
    ("if False:\n    x = 1\nelif True:\n    x = 2\nelse:\n    x = 3", 2),
    ("if 0: x = 1\nelse: x = 3", 3),
    ("x = 4\nif unknown and False:\n    x = 5\nif True or unknown:\n    x += 1", 5),
    ("x = 4\nfor i in unknown:\n    y = 1", 4),
    ("x = 3;", 3),
    ("(a), [b] = 1, [2]\nfor c, in [(3,)]: pass\nx = a + b + c + {1: 2}[1]", 8),
    ("a = {(): 1} if 0 else ()\nx = 3 + len(a) + len((1,)) + (i for i in [1]).__class__ or 4", 4),
    ("x = {'a': 3}['a',][0] if 0 else 3 if 1 else lambda: 4", 3),
    ("f = 3 if 0 else lambda: 4\nx = f()", 4),
    ("import typing\nx: typing.Optional[int] = 4", 4),
    ("a, b = 1, 2, 3\nx = 4", 4),
    ("a = [1]\na += 3\nx = 4", 4),
    ("3 = 4\nx = 4", 4),
    ("def f(a): [a][0].b = 1\nf(3)\nx = 4", 4),
    ("a = 3\na.b = 4\na[0] = 1\nf().b = 4\nx = 4", 4),
    ("for f() in [1]: pass\nx = 4", 4),
    ("if nowhere:\n    f(1)\n    f.a\n    3\n    f(1)(2)\n    a.b(1)\nx = 4", 4),
    ("class A: pass\nclass B(A): pass\nx = isinstance(B(), A) + isinstance(B(), (B, int)) + 1", 3),
    (
        "class A: pass\nclass B: pass\nclass C(A, B, A): pass\nx = 3 - isinstance(A(), B)",
        3,
    ),
    ("x = 3; assert x, 'no'; del y", 3),
    ("@decorated\n@property\ndef f(): return 3\nx = f()", 3),
    ("@dataclass\nclass A:\n    n: int = 4\nx = A().n", 4),
    ("x = 3 \\\n    + 4", 7),
    ("x = (3  # comment\n  + 4)  # another\n\n\n", 7),
    ("'''a\nb''' ; x = 5", 5),
    ("import torch\nx = 3 if torch.nn.Linear is nn.Linear or True else 4", 3),
    ("import torch\nx = nn.Linear == torch.nn.Linear and 4", 4),
    ("from typing import cast\nx = cast(int, 3)", 3),
    ("x = 3\nfor i in range(2):\n    for j in range(2):\n        if j: break\n    x += 1", 5),
]


@pytest.mark.parametrize(("program", "value"), PROGRAMS)
def test_as_python_runs(program, value):
    names = {"nn": nn}
    unfit = ("unknown", "open", "@d", "(A, B)", "del y", "nowhere", "4", "__class__", "C(A")
    if not any(word in program for word in unfit):
        exec(program, names)
        assert names["x"] == value
    assert parse_torch(f"{program}\nm = nn.Linear(x, 1)") == Sequential(Linear(value, 1))


REASONS = [
    ("1 / 0", "1 / 0 can't be worked out"),
    ("2.0 ** 5000", "this number is too large for a network"),
    ("10 ** 16", "this number is too large for a network"),
    ("1 << 70", "this number is too large for a network"),
    ("(-8) ** 0.5", "this number is too large for a network"),
    ("1 << -1", "1 << -1 can't be worked out"),
    ("3 @ 4", "3 @ 4 can't be worked out"),
    ("'a' - 'b'", "'a' - 'b' can't be worked out"),
    ("[1] * 20_001", "this would be 20001 items long; 20,000 are read"),
    ("'%d' % (1, 2)", "this text can't be put together"),
    ("'{0}'.format(1)", "this text can't be put together"),
    ("f'{[1]}'", "this text can't be put together"),
    ("f'{1:>3}'", "this text can't be put together"),
    ("f'{1 +}'", "this text can't be put together"),
    ("f'{(}'", "this text can't be put together"),
    ("nn * 2", "torch.nn * 2 can't be worked out"),
    ("dict({'a': 4}, b=5)['c']", "there is no item 'c' here"),
    ("nn.ReLU[3]", "in_features of nn.Linear is nn.ReLU."),
    ("f'{a b}'", "this text can't be put together"),
    ("[1, 2][5]", "there is no item 5 here"),
    ("{'a': 1}['b']", "there is no item 'b' here"),
    ("[1]['a']", "[1] has no item 'a'"),
    ("[1][1:'a']", "this part can't be read"),
    ("nn.Sequential()[0]", "an nn.Sequential has no item 0"),
    ("nn.Sequential()[::0]", "an nn.Sequential has no item slice(None, None, 0)"),
    ("nn.Sequential()['a']", "an nn.Sequential has no item 'a'"),
    ("nn.ReLU()[0]", "an nn.ReLU has no item 0"),
    ("1 < 'a'", "1 < 'a' can't be worked out"),
    ("[[1]] < [[2]]", "a list of 1 items < a list of 1 items can't be worked out"),
    ("[[1]] == [[1]]", "a list of 1 items == a list of 1 items can't be worked out"),
    ("[1] in [[1]]", "[1] in a list of 1 items can't be worked out"),
    ("nowhere < 1", '"nowhere" is not defined in this source'),
    ("1 < nowhere", '"nowhere" is not defined in this source'),
    ("nowhere and 1", '"nowhere" is not defined in this source'),
    ("1 if nowhere else 2", '"nowhere" is not defined in this source'),
    ("[x for x in nowhere]", '"nowhere" is not defined in this source'),
    ("[x for x in [1] if nowhere]", '"nowhere" is not defined in this source'),
    ("[x for y in [1] for x in nowhere]", '"nowhere" is not defined in this source'),
    ("[*nowhere]", '"nowhere" is not defined in this source'),
    ("f(*nowhere)", '"nowhere" is not defined in this source'),
    ("len(**nowhere)", "these arguments can't be read"),
    ("len(nowhere)", '"nowhere" is not defined in this source'),
    ("len(3)", "the length of 3 is not known"),
    ("range('a')", "this can't be worked out for ['a']"),
    ("range(10**10)", "this range is too large"),
    ("int('a')", "this can't be worked out for ['a']"),
    ("int('9' * 41)", "this text is no number"),
    ("int('9' * 30)", "this number is too large for a network"),
    ("int([])", "this can't be worked out for a list of 1 items"),
    ("int(nowhere)", '"nowhere" is not defined in this source'),
    ("list(nowhere)", '"nowhere" is not defined in this source'),
    ("list(3)", "3 can't be iterated here"),
    ("dict(nowhere)", '"nowhere" is not defined in this source'),
    ("dict([3])", "a dict needs pairs (name, value)"),
    ("max(nowhere)", '"nowhere" is not defined in this source'),
    ("max([])", "this can't be worked out for []"),
    ("sum(nowhere)", '"nowhere" is not defined in this source'),
    ("math.prod(nowhere)", '"nowhere" is not defined in this source'),
    ("zip(nowhere)", '"nowhere" is not defined in this source'),
    ("enumerate(nowhere)", '"nowhere" is not defined in this source'),
    ("enumerate([1], 'a')", "enumerate begins with something that is no number"),
    ("isinstance(1)", "isinstance needs two arguments"),
    ("isinstance(nowhere, int)", "whether something unknown is of this kind is not known"),
    ("isinstance(1, 2)", "whether 1 is of this kind is not known"),
    ("isinstance(1, np.array)", "whether 1 is of this kind is not known"),
    ("getattr(1)", "getattr needs an object and a name"),
    ("setattr(1)", "setattr needs an object, a name and a value"),
    ("super()", "super() is called outside a method"),
    ("super(1, 2)", "super() is called with something that is not read"),
    ("typing.cast(int)", '"typing" is not defined in this source'),
    ("{[1]: 2}", "[1] as a key can't be read"),
    ("{[x]: 1 for x in [1]}", "[1] as a key can't be read"),
    ("{[1], 2}", "a set of these values can't be read"),
    ("{nn.ReLU() for x in [1]}", "a set of these values can't be read"),
    ("{**nowhere}", "something unknown as a key can't be read"),
    ("-'a'", "-'a' can't be worked out"),
    ("~3", '"~" is not read'),
    ("-nowhere", '"nowhere" is not defined in this source'),
    ("not nowhere", '"nowhere" is not defined in this source'),
    ("3()", "3 can't be called"),
    ("3 .bit_length()", ".bit_length() of 3 can't be read"),
    ("'a'.join(x=1)", ".join() of 'a' can't be read"),
    ("[1].pop(5)", ".pop() of [1] can't be read"),
    ("[1].extend(3)", ".extend() of [1] can't be read"),
    ("[1].extend(nowhere)", '"nowhere" is not defined in this source'),
    ("...", '"..." stands for something that the source does not show'),
    ("nn.Sequential().keys(1)", ".keys() of an nn.Sequential can't be read"),
    ("nn.ReLU().nothing", 'an nn.ReLU has no attribute "nothing" in this source'),
    ("nn.ReLU()(3)", "a network's output is known only when it runs"),
    ("nn.ReLU().forward(3)", "a network's output is known only when it runs"),
    ("nn.Parameter(3)", "nn.Parameter is not read"),
    ("nn.init.zeros_(3)", "nn.init.zeros_(...) is not followed"),
    ("torch.zeros(3)", "what zeros(...) gives is not known from the source"),
    ("torch.relu(nowhere)", '"nowhere" is not defined in this source'),
    ("torch.cat([])", "cat along dim 0, the batch, can't be read; use dim=1"),
    ("torch.cat([], 1)", "cat of nothing can't be read"),
    ("nn.LSTM", "in_features of nn.Linear is nn.LSTM."),
    ("nn", "in_features of nn.Linear is torch.nn."),
    ("len", "in_features of nn.Linear is len."),
    ("(lambda: 1)", "in_features of nn.Linear is a function."),
    ("nn.ReLU().append", "in_features of nn.Linear is a method."),
    ("[nn.ReLU()]", "in_features of nn.Linear is an nn.ReLU."),
    ("{1: 2}", "in_features of nn.Linear is a dict of 1 items."),
    ("partial(nn.ReLU)", "in_features of nn.Linear is a partial function."),
]


@pytest.mark.parametrize(("expression", "reason"), REASONS)
def test_what_is_not_known(expression, reason):
    with pytest.raises(CnnlibError) as caught:
        parse_torch(f"m = nn.Linear({expression}, 1)")
    message = str(caught.value).split(": ", 1)[1]
    assert message.split("; write the value for in_features")[0].split(" PyTorch says")[0] == reason


TENSORS = [
    ("return x.view(x.shape[0:], -1)", "this part of a tensor's shape can't be read"),
    ("return x.squeeze(2)", ["squeeze"]),
    ("x.relu_()\nreturn x", ["relu"]),
    ("y = self.c(x)\ny.add_(x)\nreturn y", ["add"]),
    ("y = x.relu()\ny.relu()\nreturn y", ["relu"]),
    ("self.c(x)\nreturn x", []),
    ("x = x.clamp(0, 6).contiguous().float() * 2 - 1\nreturn -x", ["clamp"]),
    ("n = x.size(0)\nreturn x.reshape((n, -1))", ["reshape"]),
    ("return x.reshape(shape=(len(x), -1))", ["reshape"]),
    ("return x.view([x.size()[0], math.prod(x.shape[1:])])", ["view"]),
    ("return x.view(-1, x.shape[1:].numel())", ["view"]),
    ("b, c, h, w = x.shape\nreturn x.view(b, c * h * w)", ["view"]),
    ("b = int(x.size(0))\nreturn x.view(b, -1)", ["view"]),
    ("return F.avg_pool2d(x, x.shape[2:])", ["avg_pool2d"]),
    ("return F.max_pool2d(x, kernel_size=x.size()[2:])", ["max_pool2d"]),
    ("return torch.mean(x, dim=(-2, -1), keepdim=True)", ["mean"]),
    ("return torch.squeeze(F.adaptive_avg_pool2d(input=x, output_size=1))", None),
    ("x = F.adaptive_avg_pool2d(x, 1)\nreturn x.squeeze(dim=3).squeeze(2)", None),
    ("return F.interpolate(x, size=(9, 8))", ["interpolate"]),
    ("return x.squeeze(1)", ["squeeze"]),
    ("return sum([x, x.relu(), x.tanh()])", ["relu", "add", "tanh", "add_1"]),
    ("return torch.cat([x], 1)", []),
    ("a = x.relu()\nb = torch.cat([a, x], 1)\nreturn torch.cat([self.d(b), a, x], 1)", None),
    ("return nn.Flatten()(x)", ["flatten"]),
    ("return nn.functional.relu(torch.nn.modules.ReLU()(x))", ["relu", "relu_1"]),
    ("if self.training:\n    return x, x\nreturn x", []),
    ("x[:, 0] = 0\nreturn x", []),
    ("y = x\ny += x\nreturn y", ["add"]),
    ("return self.same(x)", ["same"]),
    ("return (x > 0) and x", "line 9, column 19: a tensor > 0 can't be worked out."),
    (
        "return x.view(x.size(0) * 2, -1)",
        "line 9, column 16: view does not keep the batch as its first size.",
    ),
    (
        "return x.view(-1, x.size(0))",
        "line 9, column 16: view does not keep the batch as its first size.",
    ),
    (
        "return x.view(-1, x.size(1))",
        "line 9, column 16: view(-1, ...) with a size that depends on the input can't be read.",
    ),
    (
        "return x.view(x.size(0) ** 2, -1)",
        "line 9, column 33: a size that is known only when an "
        "input is can't be used here; write the number that view needs instead.",
    ),
    (
        "return x.view(x.shape[:1], -1)",
        "line 9, column 30: this part of a tensor's shape can't be "
        "read; write the number that view needs instead.",
    ),
    (
        "if x.size(1) > 3:\n    x = x.relu()\nreturn x",
        "line 9, column 22: a size of a tensor > 3 can't be worked out.",
    ),
    (
        "if x.shape == 3:\n    x = x.relu()\nreturn x",
        "line 9, column 20: this comparison depends on the input.",
    ),
    (
        "if x:\n    x = x.relu()\nreturn x",
        "line 9, column 12: this condition depends on the input, which the source does not show.",
    ),
    ("return x + nowhere", '"nowhere"'),
    ("return torch.cat([nowhere, x], 1)", '"nowhere"'),
    ("return self.c(nowhere)", '"nowhere"'),
    ("return self.c([x])", "line 9, column 16: an nn.Conv2d is given a list of 1 items."),
    ("return self.c()", "line 9, column 16: an nn.Conv2d is given None."),
    ("return x + 'a'", "line 9, column 18: a tensor + 'a' can't be read."),
    (
        "return F.dropout(x, 0.5, True, False, 3)",
        "line 9, column 16: dropout is called with too many arguments.",
    ),
    ("return x.squeeze('a')", "line 9, column 16: squeeze along 'a' can't be read."),
    (
        "return x.view(-1, x.numel())",
        "line 9, column 27: how many values the whole batch has is "
        "not known; write the number that view needs instead.",
    ),
    (
        "return F.pad(x, (1, 1, 1, 1), mode='reflect')",
        "line 9, column 16: pad can be read with zeros only.",
    ),
    ("return F.pad(x, (1, 1, 1, -1))", "line 9, column 16: pad is given -1, which can't be read."),
    (
        "F.relu_(x)\nreturn x",
        "line 9, column 9: what this changes in place is not followed; write x = in front of it.",
    ),
    (
        "self.r(x)\nreturn x",
        "line 9, column 9: what this changes in place is not followed; write x = in front of it.",
    ),
    ("return super().nothing(x)", "line 9, column 16: super().nothing() can't be read."),
    ("return x.T", "line 8, column 3: forward returns a method, not one tensor."),
    ("return self(x)", "calls are nested more than 40 deep"),
]


@pytest.mark.parametrize(("body", "rows"), TENSORS)
def test_what_happens_to_a_tensor(body, rows):
    lines = "".join(f"        {line}\n" for line in body.split("\n"))
    source = (
        "import torch, math\nclass Net(nn.Module):\n  def __init__(self):\n"
        "    super().__init__()\n    self.c, self.d = nn.Conv2d(3, 3, 1), nn.Conv2d(6, 1, 1)\n"
        "    self.r, self.same, self.a = nn.ReLU(True), nn.Identity(device=None), A()\n"
        f"    self.n = 3\n  def forward(self, x):\n{lines}class A: pass\nnet = Net()\n"
    )
    if isinstance(rows, str):
        with pytest.raises(CnnlibError) as caught:
            parse_torch(source)
        assert rows in str(caught.value)
        return
    names = {"__name__": "__main__", "nn": nn, "F": nn.functional}
    exec(source, names)
    summary = summarize(parse_torch(source), (3, 6, 5))
    with torch.no_grad():
        output = names["net"].eval()(torch.zeros(2, 3, 6, 5))
    last = summary.rows[-1].output_shape if summary.rows else (3, 6, 5)
    assert tuple(last) == tuple(output.shape[1:])
    if rows is not None and "self.c" not in body:
        assert [row.name for row in summary.rows] == rows


SPOILED = [
    "a.sort()",
    "a.remove(2)",
    "a.extend(nowhere)",
    "a.append(x=1)",
    "a.pop(9)",
    "a[nowhere] = 1",
    "a[7] = 1",
    "a[1:] = [1]",
    "del a[0]",
    "del b.a[0]",
    "for i in nowhere:\n    a.append(1)",
    "while True:\n    a.append(1)",
    "if nowhere:\n    with b:\n        a[0] = 1",
    "if nowhere:\n    a += [1]",
    "if nowhere:\n    b.a.append(1)",
    "if nowhere:\n    del a",
    "for i in range(20_001):\n    a.append(1)\na.extend([1])",
]


@pytest.mark.parametrize("change", SPOILED)
@pytest.mark.parametrize("use", ["len(a)", "a[0]", "len([*a])", "(a + a)[0]", "1 if a else 2"])
def test_nothing_is_taken_from_a_list_that_was_changed_unread(change, use):
    source = f"class B: pass\nb = B()\na = [1, 2]\nb.a = a\n{change}\nm = nn.Linear({use}, 1)"
    with pytest.raises(CnnlibError):
        parse_torch(source)


def test_nothing_is_taken_from_a_dict_that_was_changed_unread():
    source = "d = {'a': 1}\nd.pop('a')\nm = nn.Linear(len(d), 1)"
    with pytest.raises(CnnlibError, match="pop"):
        parse_torch(source)


def test_functions_that_change_their_arguments_are_followed():
    source = """
def add(layers, n):
    if n:
        layers.append(nn.Linear(3, n))
def name(module):
    for i in range(1):
        with torch.no_grad():
            setattr(module, "out", nn.Linear(4, 5))
def put(module):
    module.out = nn.Linear(4, 6)
def grow(numbers):
    numbers += [7]
def drop(numbers):
    del numbers
def train(model):
    model.train()
    for x in nowhere:
        print(x)
    raise ValueError
layers, numbers = [], [3]
add(layers, 4)
grow(numbers)
drop(numbers)
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Sequential(*layers)
    def forward(self, x):
        return self.out(self.body(x))
net = Net()
name(net)
train(net)
"""
    assert parse_torch(source) == Sequential(**{"body.0": Linear(3, 4), "out": Linear(4, 5)})
    assert parse_torch(source + "put(net)")["out"] == Linear(4, 6)


LONG = shown("a" * 201)
MODULES = """
import torch.nn as nn
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.ModuleList([nn.Linear(2, 3)])
        self.a.extend([nn.Linear(3, 4), nn.Linear(4, 5)])
        self.a.insert(1, nn.Linear(3, 3))
        self.a.append(nn.Linear(5, 6))
        self.a[-1] = nn.Linear(5, 7)
        self.b = nn.ModuleDict()
        self.b.update({"x": nn.Linear(7, 8)})
        self.b["y"] = nn.Linear(8, 9)
        self.b.register_module("z", nn.Linear(9, 10))
        self.c = nn.DataParallel(nn.ModuleList(nn.Sequential(nn.Linear(10, 11))))
        self.d = nn.Sequential()
        self.d.add_module(name="e", module=nn.Linear(11, 12))
        self.f = nn.ReLU()
        self.f = 3
        self.g = torch.compile(nn.Linear(12, 13))
    def forward(self, x):
        for layer in self.a.children(): x = layer(x)
        for key in self.b.keys(): x = self.b[key](x)
        for name, layer in self.c.named_children(): x = layer(x)
        if "y" in self.b and "q" not in self.b: x = self.d(x)
        assert x
        return self.g(x)
"""


def test_containers():
    rows = summarize(parse_torch(MODULES), (2,)).rows
    assert [row.name for row in rows] == (
        ["a.0", "a.1", "a.2", "a.3", "a.4", "b.x", "b.y", "b.z", "c.0", "d.e", "g"]
    )
    assert [row.output_shape for row in rows] == [
        (n,) for n in (3, 3, 4, 5, 7, 8, 9, 10, 11, 12, 13)
    ]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ("m.pop(0)", "line 2, column 1: .pop() of an nn.ModuleList can't be read."),
        ("m.insert('a', 3)", "line 2, column 1: .insert() of an nn.ModuleList can't be read."),
        ("m.extend(nowhere)", 'line 2, column 10: "nowhere" is not defined in this source.'),
        ("m[9] = nn.ReLU()", "line 2, column 2: this assignment is not read."),
        ("m[0] = 3", "line 2, column 2: this assignment is not read."),
        (
            "nn.Sequential({1: nn.ReLU()})",
            "line 2, column 1: child 1 of nn.Sequential is an nn.ReLU.",
        ),
        (
            "nn.Sequential({'a' * 201: nn.ReLU()})",
            f"line 2, column 1: the name {LONG} is too long.",
        ),
        (
            "x = nn.Sequential(1 2)",
            'line 2, column 21: "," is expected here, but the number 2 follows.',
        ),
        (
            "x = nn.Sequential({1, 2: 3})",
            "line 2, column 19: this mixes the items of a set with those of a dict.",
        ),
        (
            "x = nn.Sequential([*a for a in b])",
            'line 2, column 20: "*" stands before something that is not in a list.',
        ),
        ("x = " + "9**" * 31 + "9", "line 2, column 93: expressions are nested more than 30 deep."),
        (
            "x = " + "lambda: " * 31 + "9",
            "line 2, column 245: expressions are nested more than 30 deep.",
        ),
    ],
)
def test_what_is_not_read_of_containers(change, message):
    with pytest.raises(CnnlibError) as caught:
        parse_torch(f"m = nn.ModuleList([nn.Linear(2, 2)])\n{change}\nm = nn.Linear(x, 1)")
    told = str(caught.value).replace("; write the value for in_features of nn.Linear instead", "")
    assert told == message


def test_unexpected_indentation():
    with pytest.raises(CnnlibError) as caught:
        parse_torch("a = 1\n  b = 2\nc = 3")
    assert str(caught.value) == (
        "line 2, column 3: this line is indented further than the line before it."
    )


DERIVED = """
class Conv(nn.Conv2d):
    def __init__(self, i, o):
        super(Conv, self).__init__(i, o, 3, padding=1)
class Block(nn.Sequential):
    def __init__(self, c):
        super().__init__(Conv(c, c), nn.ReLU())
        self.scale = 2
    def forward(self, x):
        return super().forward(x) + x
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.block = Block(3)
        self.wrapped = nn.Sequential(Plain(2, 2))
    def forward(self, x):
        return self.wrapped(self.block(x))
class Plain(nn.MaxPool2d): pass
net = Net()
"""


def test_classes_that_derive_from_layers():
    summary = summarize(parse_torch(DERIVED), (3, 8, 8))
    assert [(row.name, row.kind, row.parameters) for row in summary.rows] == [
        ("block.0", "Conv2d", 84),
        ("block.1", "ReLU", 0),
        ("block.add", "Sum", 0),
        ("wrapped.0", "MaxPool2d", 0),
    ]


def test_layers_only_pastes_use():
    source = """nn.Sequential(nn.Conv2d(3, 4, 1), nn.InstanceNorm2d(4, track_running_stats=True),
    nn.GroupNorm(2, 4, affine=False), nn.LayerNorm([4, 6, 6], bias=False), nn.Upsample((9, 9)),
    nn.InstanceNorm2d(4), nn.CELU(), nn.LayerNorm(9, elementwise_affine=False), nn.Softmax2d())"""
    names = {"nn": nn}
    module = eval(source, names).eval()
    summary = summarize(parse_torch(source), (3, 6, 6))
    assert summary.parameters == sum(p.numel() for p in module.parameters())
    assert summary.rows[-1].output_shape == tuple(module(torch.zeros(1, 3, 6, 6)).shape[1:])
    fields = [row.receptive_field for row in summary.rows[3:5]]
    assert fields[0] == "LayerNorm reads all positions along the last axes"
    assert [row.receptive_field for row in summary.rows[4:]] == [fields[0]] * 5


@pytest.mark.filterwarnings("ignore:input's size")
@pytest.mark.parametrize(
    ("layer", "shape"),
    [
        ("nn.InstanceNorm2d(3, track_running_stats=True)", (2, 4, 4)),
        ("nn.InstanceNorm2d(3, affine=True)", (2, 4, 4)),
        ("nn.InstanceNorm2d(2)", (2, 1, 1)),
        ("nn.InstanceNorm2d(2)", (2,)),
        ("nn.GroupNorm(1, 3)", (2, 4, 4)),
        ("nn.LayerNorm(3)", (2, 4, 4)),
        ("nn.BatchNorm1d(3)", (2,)),
    ],
)
def test_torch_refuses_the_same_norms(layer, shape):
    with pytest.raises(CnnlibError) as caught:
        summarize(parse_torch(f"nn.Sequential({layer})"), shape)
    with pytest.raises((RuntimeError, ValueError)) as theirs:
        eval(layer, {"nn": nn})(torch.zeros(2 if len(shape) == 1 else 1, *shape))
    if len(shape) > 1 or "Batch" in layer:
        assert caught.value.pytorch == str(theirs.value)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("return x.mean((0, 1))", "dim 0 is the batch, so the images of a batch would be joined"),
        ("return F.interpolate(x, size=2).squeeze()", None),
        ("return x.squeeze(0)", None),
        ("return x.squeeze(1)", None),
    ],
)
def test_axes(body, reason):
    source = f"class N(nn.Module):\n  def forward(self, x):\n    {body}\n"
    if reason is None:
        words = summarize(parse_torch(source), (1, 2, 2)).rows[-1].receptive_field
        assert words == "squeeze gives up height or width, so there is no region left" or (
            "Upsample" in str(words) or "(0)" in body
        )
        return
    with pytest.raises(CnnlibError, match=reason):
        summarize(parse_torch(source), (1, 2, 2))


def test_tangles_end():
    source = """
class N(nn.Module):
    def forward(self, x):
        ends = [x]
        for i in range(1500):
            ends = [ends[0].relu()]
        start = ends[0]
        for i in range(1500):
            end = torch.add(start, x)
        return end
"""
    with pytest.raises(CnnlibError) as caught:
        parse_torch(source)
    assert str(caught.value) == (
        "line 2, column 1: the branches of this network are too many to follow."
    )


def test_a_module_that_may_or_may_not_change():
    source = "m = nn.Sequential(nn.ReLU())\nif nowhere:\n    m.append(nn.ReLU())\nn = 3\n"
    with pytest.raises(CnnlibError, match='"nowhere" is not defined'):
        parse_torch(source)
    source = "class A:\n  def f(self): return super(A, 3).g()\nm = nn.Linear(A().f(), 1)"
    with pytest.raises(CnnlibError, match="is called with something that is not read"):
        parse_torch(source)


def test_length():
    text = "m = nn.Conv2d(1, 2, 3)\n"
    assert parse_torch(text + "#" * (200_000 - len(text))) == Sequential(Conv2d(1, 2, 3))
    with pytest.raises(CnnlibError) as caught:
        parse_torch(text + "#" * (200_001 - len(text)))
    assert str(caught.value) == "source is 200,001 characters long; at most 200,000 are read."
