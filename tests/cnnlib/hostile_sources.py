"""Texts that break parsers: 24 kinds, as long as one likes (reliability.md §4)."""

from collections.abc import Callable

SIZES = (1, 10, 50, 100, 200, 500, 1_000, 3_000, 10_000, 50_000, 199_000)

_NET = "import torch.nn as nn\nclass N(nn.Module):\n    def __init__(self):\n"
_FORWARD = "    def forward(self, x):\n        return x\n"


def _blocks(n: int) -> str:
    lines, size = [], 0
    for depth in range(n):
        lines.append(" " * depth + "if 1:")
        size += depth + 6
        if size > 190_000:
            break
    return "\n".join([*lines, " " * len(lines) + "x = 1"])


HOSTILE: dict[str, Callable[[int], str]] = {
    "open parentheses": lambda n: "(" * n,
    "nested parentheses": lambda n: "x = " + "(" * (n // 2) + "1" + ")" * (n // 2),
    "nested lists": lambda n: "x = " + "[" * (n // 2) + "]" * (n // 2),
    "nested dicts": lambda n: "x = " + "{1:" * (n // 4) + "1" + "}" * (n // 4),
    "minus signs": lambda n: "x = " + "-" * n + "1",
    "nots": lambda n: "x = " + "not " * (n // 4) + "1",
    "sums": lambda n: "x = 1" + "+1" * (n // 2),
    "attributes": lambda n: "x = a" + ".b" * (n // 2),
    "calls": lambda n: "x = f" + "()" * (n // 2),
    "choices": lambda n: "x = " + "1 if 1 else " * (n // 12) + "1",
    "lambdas": lambda n: "x = " + "lambda:" * (n // 7) + "1",
    "powers": lambda n: "x = 9" + "**9" * (n // 3),
    "elifs": lambda n: "if 0:\n pass\n" + "elif 0:\n pass\n" * (n // 14),
    "words": lambda n: "a b " * (n // 4),
    "indentation": _blocks,
    "statements": lambda n: "f(1)\n" * (n // 5),
    "digits": lambda n: "x = " + "9" * n,
    "repetitions": lambda n: f"x = [0] * {n}" + "\nx = x * 10**9" * min(n // 14, 10_000),
    "comprehensions": lambda n: "x = [0" + " for i in range(10**9)" * (n // 22) + "]",
    "commas": lambda n: "nn.Sequential(" + "nn.ReLU()," * (n // 10) + ")",
    "null bytes": lambda n: "x = 1" + "\0" * n,
    "surrogates": lambda n: "x = '" + "\ud800" * n + "'\n\udfff",
    "unclosed strings": lambda n: "x = '''" + "'' \\" * (n // 4),
    "calls in calls": lambda n: "x = " + "nn.Sequential(" * (n // 15) + ")" * (n // 15),
}
assert len(HOSTILE) == 24

GREEDY = {
    "endless sum": "x = 0\nfor i in range(10**9):\n    x += i\n",
    "endless list": "x = []\nfor i in range(10**9):\n    x.append(i)\n",
    "endless doubling": "x = [0]\nfor i in range(10**6):\n    x += x\n",
    "endless text": "x = 'a'\nfor i in range(10**6):\n    x = x + x\n",
    "large shift": "import torch.nn as nn\nm = nn.Linear(1 << 10**9, 10)",
    "large power": "import torch.nn as nn\nm = nn.Linear(9**9**9, 10)",
    "large text": "import torch.nn as nn\nm = nn.Linear('a' * 10**9, 10)",
    "large format": "import torch.nn as nn\nm = nn.Linear(int('%1000000000d' % 1), 10)",
    "large list": "import torch.nn as nn\nm = nn.Sequential(*[nn.ReLU()] * 10**9)",
    "large range": "import torch.nn as nn\nm = nn.Sequential(*range(10**15))",
    "large module list": "import torch.nn as nn\nm = nn.ModuleList(range(10**15))",
    "large unpacking": "a, *b = range(10**15)",
    "large conversions": "a = list(range(10**12)); b = sum(range(10**12)); c = max(range(10**12))",
    "many layers": "import torch.nn as nn\nlayers = []\nfor i in range(10**5):\n"
    "    layers.append(nn.ReLU())\nm = nn.Sequential(*layers)",
    "many calls": _NET + "        self.r = nn.ReLU()\n        super().__init__()\n"
    "    def forward(self, x):\n        for i in range(10**5):\n            x = x.relu()\n"
    "        return x\n",
    "class in itself": _NET + "        super().__init__()\n        self.n = N()\n" + _FORWARD,
    "mutual classes": "import torch.nn as nn\nclass A(nn.Module):\n    def __init__(self):\n"
    "        super().__init__()\n        self.b = B()\n" + _FORWARD + "class B(nn.Module):\n"
    "    def __init__(self):\n        super().__init__()\n        self.a = A()\n" + _FORWARD,
    "mutual methods": _NET + "        super().__init__()\n        self.a()\n"
    "    def a(self):\n        return self.b()\n    def b(self):\n        return self.a()\n",
    "itself in forward": _NET + "        super().__init__()\n"
    "    def forward(self, x):\n        return self(x)\n",
    "module in itself": _NET + "        super().__init__()\n        self.me = self\n"
    "        self.c = nn.Conv2d(1, 1, 1)\n    def forward(self, x):\n        return self.c(x)\n",
    "sequential in itself": "import torch.nn as nn\nm = nn.Sequential(nn.ReLU())\nm.append(m)\n",
    "forking calls": "def f(n):\n    return f(n - 1) + f(n - 1)\nx = f(100)\n",
    "many bases": "class A: pass\n"
    + "".join(f"class A{i}(A{i - 1 if i else ''}): pass\n" for i in range(3000)),
    "dictionary items": "d = {i: i for i in range(10000)}\nfor i in range(10**5):\n    d.items()\n",
    "list in a list": "x = []\nfor i in range(10**5):\n    x = [x]\ny = x == x\nz = str(x)\n",
    "list into a list": "x = y = []\nfor i in range(10**5):\n"
    "    z = []\n    x.append(z)\n    x = z\n",
    "tuple in a tuple": "x = ()\nfor i in range(10**5):\n    x = (x,)\n",
    "tuple plus a tuple": "x = ()\nfor i in range(10**5):\n"
    "    y = (x,)\n    x = ()\n    x += (y,)\n",
    "pairs of pairs": "x = ()\nfor i in range(10**5):\n    x = tuple(zip([x], [x]))\n",
    "dict in a dict": "x = {}\nfor i in range(10**5):\n    x = {'a': x}\n",
    "functions in functions": "f = None\nfor i in range(10**5):\n    def g(h=f): pass\n    f = g\n",
    "lambdas in lambdas": "f = None\nfor i in range(10**5):\n    f = lambda h=f: h\n",
    "closures in closures": "def make(g):\n    def h():\n        return g\n    return h\n"
    "f = None\nfor i in range(10**5):\n    f = make(f)\n",
    "partials in partials": "f = print\nfor i in range(10**5):\n    f = partial(f)\n",
    "methods in methods": "x = ()\nfor i in range(10**5):\n    x = (x.count,)\n",
    "objects in objects": "class A: pass\na = A()\nfor i in range(10**5):\n    b = A()\n"
    "    b.a = a\n    a = b\n",
    "classes in classes": "a = 0\nfor i in range(10**5):\n    class A:\n        b = a\n    a = A\n",
    "modules in modules": "import torch.nn as nn\nclass A(nn.Module):\n    def __init__(self, a):\n"
    "        super().__init__()\n        self.a = a\na = 0\nfor i in range(10**5):\n    a = A(a)\n",
    "sequentials in sequentials": "import torch.nn as nn\nm = nn.ReLU()\n"
    "for i in range(10**5):\n    m = nn.Sequential(m)\n",
    "comprehended lists": "x = []\nfor i in range(10**5):\n    x = [x for _ in [1]]\n",
    "chains of chains": "x = []\nfor i in range(2000):\n    y = z = []\n    for j in range(9):\n"
    "        w = []\n        z.append(w)\n        z = w\n    z.append(x)\n    x = y\n",
    "nested branches": "import torch\nimport torch.nn as nn\nclass N(nn.Module):\n"
    "    def forward(self, x):\n        y = x\n        for i in range(1000):\n"
    "            y = x + y.relu()\n        return y\nm = N()\n",
    "tangled branches": "import torch\nimport torch.nn as nn\nclass N(nn.Module):\n"
    "    def forward(self, x):\n        a = x\n        b = x\n        for i in range(5000):\n"
    "            a, b = a.relu() + b, b.relu() + a\n        return a\nm = N()\n",
    "long concatenations": "import torch\nimport torch.nn as nn\nclass N(nn.Module):\n"
    "    def forward(self, x):\n        f = [x]\n        for i in range(5000):\n"
    "            f.append(torch.cat(f, 1))\n        return torch.cat(f, 1)\nm = N()\n",
    "deep sequentials": "import torch.nn as nn\nm = nn.ReLU()\nfor i in range(1000):\n"
    "    m = nn.Sequential(m)\n",
}


# What tests/fuzz found, each once answered by another exception than CnnlibError.
FOUND = {
    "starred base": "import torch.nn as nn\nclass N(*nn.Module): pass\n",
}
GREEDY |= FOUND


def all_hostile() -> list[tuple[str, str]]:
    """Each text with its name."""
    texts = [(f"{kind}, {n}", make(n)) for kind, make in HOSTILE.items() for n in SIZES]
    return texts + list(GREEDY.items())
