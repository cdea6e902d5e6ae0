"""Changes cnnlib's formulas one operator or number at a time, and asks whether a test notices.

    python tests/mutation/mutate.py output_size parameters macs
    python tests/mutation/mutate.py                # all modules of TESTS, some hours
    python tests/mutation/mutate.py --every 5      # each fifth mutant

mutmut leaves decorated functions alone, and nearly all of cnnlib's formulas are decorated. A mutant
runs in a fork of a process that has imported PyTorch and has not yet used it.
"""

from __future__ import annotations

import argparse
import ast
import contextlib
import copy
import importlib.abc
import importlib.machinery
import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import torch
from tqdm import tqdm

from sitekit.torchvision_guard import ensure_torchvision

ROOT = Path(__file__).resolve().parents[2]
TESTS = {
    "activations": "activations stepper_answers calculators",
    "alignment": "receptive_field layers calculators",
    "arrays": "arrays",
    "conv_layer": "calculators summary",
    "macs": "macs layers summary calculators",
    "output_size": "output_size layers calculators",
    "parameters": "parameters layers summary calculators",
    "pixel_shares": "pixel_shares explorer",
    "pooling": "pooling layers stepper_answers",
    "receptive_field": "receptive_field published calculators",
    "summary": "summary networks published network_table",
}
SECONDS = 300  # for the tests of one mutant; one that never ends is noticed, too

SWAPS: dict[type[ast.AST], type[ast.AST]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Add,
    ast.FloorDiv: ast.Mult,
    ast.Div: ast.Mult,
    ast.Mod: ast.Mult,
    ast.Pow: ast.Mult,
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.And: ast.Or,
    ast.Or: ast.And,
}


def swapped(node: ast.AST) -> ast.AST | None:
    """Return what to put in a node's place, or None where there is nothing to change."""
    new = copy.deepcopy(node)
    if isinstance(new, ast.BinOp | ast.BoolOp) and type(new.op) in SWAPS:
        new.op = SWAPS[type(new.op)]()  # type: ignore[assignment]
        return new
    if isinstance(new, ast.Compare) and type(new.ops[0]) in SWAPS:
        new.ops[0] = SWAPS[type(new.ops[0])]()  # type: ignore[call-overload]
        return new
    if isinstance(new, ast.UnaryOp):
        return new.operand
    if isinstance(new, ast.IfExp):
        new.body, new.orelse = new.orelse, new.body
        return new
    if isinstance(new, ast.Constant) and isinstance(new.value, bool | int):
        new.value = not new.value if isinstance(new.value, bool) else new.value + 1
        return new
    if isinstance(new, ast.If):
        new.test = ast.Constant(False)
        return new
    return None


def places(tree: ast.Module) -> Iterator[tuple[ast.AST, str, int | None]]:
    """Yield (parent, field, index) of what runs: no annotation, no text of an error."""
    waiting: list[ast.AST] = [tree]
    while waiting:
        parent = waiting.pop()
        for field, value in ast.iter_fields(parent):
            if field in ("annotation", "returns", "decorator_list"):
                continue
            children = value if isinstance(value, list) else [value]
            for index, child in enumerate(children):
                if not isinstance(child, ast.AST) or isinstance(child, ast.JoinedStr):
                    continue
                waiting.append(child)
                yield parent, field, index if isinstance(value, list) else None


def mutants(source: str) -> Iterator[tuple[str, str]]:
    """Yield a description and the source of each mutant."""
    tree = ast.parse(source)
    for parent, field, index in list(places(tree)):
        old = getattr(parent, field) if index is None else getattr(parent, field)[index]
        new = swapped(old)
        if new is None:
            continue
        _put(parent, field, index, new)
        ast.fix_missing_locations(tree)
        what = f"line {old.lineno}: {_first_line(old)} became {_first_line(new)}"
        yield what, ast.unparse(tree)
        _put(parent, field, index, old)


def _put(parent: ast.AST, field: str, index: int | None, node: ast.AST) -> None:
    if index is None:
        setattr(parent, field, node)
    else:
        getattr(parent, field)[index] = node


def _first_line(node: ast.AST) -> str:
    return ast.unparse(node).splitlines()[0]


class Mutated(importlib.abc.MetaPathFinder, importlib.abc.SourceLoader):
    """Gives one module another source."""

    def __init__(self, name: str, path: Path, source: str) -> None:
        self.name, self.path, self.source = name, path, source

    def find_spec(self, fullname, path=None, target=None):
        if fullname != self.name:
            return None
        return importlib.machinery.ModuleSpec(fullname, self, origin=str(self.path))

    def get_data(self, path):
        return self.source.encode()

    def get_filename(self, fullname):
        return str(self.path)


def is_noticed(module: str, source: str) -> bool:
    """Run a module's tests with another source in its place, in a process of their own."""
    child = os.fork()
    if child == 0:
        with open(os.devnull, "w") as nowhere:  # noqa: PTH123
            os.dup2(nowhere.fileno(), 1)
            os.dup2(nowhere.fileno(), 2)
        signal.alarm(SECONDS)
        torch.set_num_threads(1)
        path = ROOT / "cnnlib" / f"{module}.py"
        sys.meta_path.insert(0, Mutated(f"cnnlib.{module}", path, source))
        files = [f"tests/cnnlib/test_{name}.py" for name in TESTS[module].split()]
        code = 1
        with contextlib.suppress(BaseException):
            code = pytest.main(["-x", "-q", "-p", "no:cacheprovider", *files])
        os._exit(0 if code == 0 else 1)
    return os.waitpid(child, 0)[1] != 0


def main() -> None:
    parser = argparse.ArgumentParser(description="Do the tests notice a changed formula?")
    parser.add_argument("modules", nargs="*", default=list(TESTS), metavar="MODULE")
    parser.add_argument("--every", type=int, default=1, help="only each N-th mutant")
    asked = parser.parse_args()
    os.chdir(ROOT)
    ensure_torchvision()
    noticed = made = 0
    for module in asked.modules:
        source = (ROOT / "cnnlib" / f"{module}.py").read_text(encoding="utf-8")
        if is_noticed(module, source):
            sys.exit(f"The tests of {module} fail without a mutation.")
        chosen = list(mutants(source))[:: asked.every]
        kept = 0
        for what, mutant in tqdm(chosen, desc=module):
            if is_noticed(module, mutant):
                kept += 1
            else:
                tqdm.write(f"  not noticed: cnnlib/{module}.py, {what}")
        print(f"{module}: {kept} of {len(chosen)} noticed", flush=True)
        noticed, made = noticed + kept, made + len(chosen)
    print(f"together: {noticed} of {made} noticed, {100 * noticed / made:.1f} %")


if __name__ == "__main__":
    main()
