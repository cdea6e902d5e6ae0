"""Changes cnnlib's formulas one operator or number at a time, and asks whether a test notices.

    python tests/mutation/mutate.py output_size parameters macs
    python tests/mutation/mutate.py                # all modules of TESTS
    python tests/mutation/mutate.py --every 5      # each fifth mutant

mutmut leaves decorated functions alone, and nearly all of cnnlib's formulas are decorated. Tests
are collected once; each mutant runs them in a fork, its code put into the functions they import.
"""

from __future__ import annotations

import argparse
import ast
import contextlib
import copy
import importlib
import inspect
import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Any

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
# Lines that compute the same when they are changed so, and why.
SAME = {
    (
        "if size == 1 and padding == 0:",
        "if size == 1 and padding == 0: became if False:",
    ): "what follows gives the same, and takes longer",
    ("if x >= 0:", "x >= 0 became x > 0"): "both branches give 1/2 at 0",
    ("if x >= 0:", "0 became 1"): "between 0 and 1 both branches are exact",
    ("return 0 if x <= 0 else x", "x <= 0 became x < 0"): "0 is returned either way",
    ("empty = [0] * (size[1] + 2 * p[1])", "2 became 3"): "a longer row of zeros is cut",
    (
        'return [(f"{first} and {second.split()[-1]}", numbers[0], sizes[0])]',
        "0 became 1",
    ): "both axes have one size there",
    (
        "if TYPE_CHECKING:",
        "if TYPE_CHECKING: became if False:",
    ): "that is what it is while anything runs",
}
QUIET = ("-p", "no:terminal", "-p", "no:cacheprovider", "-o", "addopts=--import-mode=importlib")

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
                if isinstance(child, ast.keyword) and child.arg == "strict":
                    continue  # zip's own check, which nothing right ever meets
                waiting.append(child)
                yield parent, field, index if isinstance(value, list) else None


def mutants(source: str) -> Iterator[tuple[int, str, str]]:
    """Yield the line, a description and the source of each mutant."""
    tree = ast.parse(source)
    for parent, field, index in list(places(tree)):
        old = getattr(parent, field) if index is None else getattr(parent, field)[index]
        new = swapped(old)
        if new is None:
            continue
        _put(parent, field, index, new)
        ast.fix_missing_locations(tree)
        what = f"{_first_line(old)} became {_first_line(new)}"
        yield old.lineno, what, ast.unparse(tree)
        _put(parent, field, index, old)


def _put(parent: ast.AST, field: str, index: int | None, node: ast.AST) -> None:
    if index is None:
        setattr(parent, field, node)
    else:
        getattr(parent, field)[index] = node


def _first_line(node: ast.AST) -> str:
    return ast.unparse(node).splitlines()[0]


def functions(namespace: dict[str, Any], module: str) -> Iterator[tuple[str, FunctionType]]:
    """Yield the functions that a module defines, methods and decorated ones, with their names."""
    for name, value in namespace.items():
        if isinstance(value, type) and value.__module__ == module:
            for inner, function in functions(dict(vars(value)), module):
                yield f"{name}.{inner}", function
            continue
        value = value.fget if isinstance(value, property) else value
        value = inspect.unwrap(getattr(value, "__func__", value)) if callable(value) else value
        if isinstance(value, FunctionType) and value.__module__ == module:
            yield name, value


def take_on(module: ModuleType, source: str) -> None:
    """Let a module's functions do what another source says; whoever has imported them notices."""
    other = ModuleType(module.__name__)
    other.__package__, other.__file__ = module.__package__, module.__file__
    exec(compile(source, str(module.__file__), "exec"), vars(other))
    new = dict(functions(vars(other), module.__name__))
    for name, function in functions(vars(module), module.__name__):
        function.__code__ = new[name].__code__
        function.__defaults__ = new[name].__defaults__
        function.__kwdefaults__ = new[name].__kwdefaults__
    for name, value in constants(module, source):
        put_constant(name, vars(module)[name], value)
    for value in vars(module).values():
        if hasattr(value, "cache_clear"):
            value.cache_clear()


def constants(module: ModuleType, source: str) -> Iterator[tuple[str, Any]]:
    """Yield what a source makes of a module's constants, with the classes that the module has."""
    for node in ast.parse(source).body:
        targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
        for target in targets:
            if isinstance(target, ast.Name) and target.id.isupper():
                scratch = dict(vars(module))
                exec(compile(ast.Module([node], []), str(module.__file__), "exec"), scratch)
                yield target.id, scratch[target.id]


def put_constant(name: str, old: Any, new: Any) -> None:
    """Put another value wherever a constant was imported."""
    for module in list(sys.modules.values()):
        if module.__name__.startswith("cnnlib.") and vars(module).get(name) is old:
            setattr(module, name, new)


class Mutation:
    """A plugin that runs what was collected once for each mutant, in a fork."""

    def __init__(self, name: str, every: int, processes: int) -> None:
        self.module = importlib.import_module(f"cnnlib.{name}")
        self.path = Path(str(self.module.__file__))
        self.every, self.processes = every, processes
        self.made = self.noticed = 0

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        source = self.path.read_text(encoding="utf-8")
        if next(self.verdicts(session, [source]))[1]:
            sys.exit(f"The tests of {self.path.stem} fail without a mutation.")
        lines, chosen = source.splitlines(), list(mutants(source))[:: self.every]
        verdicts = self.verdicts(session, [mutant for _, _, mutant in chosen])
        for number, noticed in tqdm(verdicts, self.path.stem, len(chosen)):
            line, what, _ = chosen[number]
            if not noticed and (lines[line - 1].strip(), what) in SAME:
                continue
            self.made += 1
            self.noticed += noticed
            if not noticed:
                tqdm.write(f"  not noticed: cnnlib/{self.path.name}, line {line}: {what}")
        return True

    def verdicts(self, session: pytest.Session, sources: list[str]) -> Iterator[tuple[int, bool]]:
        """Yield a source's number and whether a test failed with it, as soon as that is known."""
        running: dict[int, int] = {}
        for number, source in enumerate(sources):
            if len(running) == self.processes:
                yield ended(running)
            running[self.started(session, source)] = number
        while running:
            yield ended(running)

    def started(self, session: pytest.Session, source: str) -> int:
        """Run the tests with another source, in a process of their own; return its number."""
        child = os.fork()
        if child:
            return child
        signal.alarm(SECONDS)
        with contextlib.suppress(BaseException):
            take_on(self.module, source)
            for item in session.items:
                item.config.hook.pytest_runtest_protocol(item=item, nextitem=None)
                if session.testsfailed:
                    break
            os._exit(1 if session.testsfailed else 0)
        os._exit(1)


def ended(running: dict[int, int]) -> tuple[int, bool]:
    """Wait for one of the processes; return what it was about, and whether a test failed in it."""
    child, status = os.wait()
    return running.pop(child), status != 0


def test_files(module: str) -> list[str]:
    """Return the files of tests that have to notice this module's mutants."""
    return [f"tests/cnnlib/test_{test}.py" for test in TESTS[module].split()]


def main() -> None:
    parser = argparse.ArgumentParser(description="Do the tests notice a changed formula?")
    parser.add_argument("modules", nargs="*", default=list(TESTS), metavar="MODULE")
    parser.add_argument("--every", type=int, default=1, help="only each N-th mutant")
    parser.add_argument("--processes", type=int, default=os.cpu_count(), help="at a time")
    parser.add_argument(
        "--list", action="store_true", help="name modules and their tests, and do nothing"
    )
    asked = parser.parse_args()
    if asked.list:
        for name in TESTS:
            print(name, *test_files(name))
        return
    os.chdir(ROOT)
    ensure_torchvision()
    torch.set_num_threads(1)
    noticed = made = 0
    for name in asked.modules:
        mutation = Mutation(name, asked.every, asked.processes)
        pytest.main([*QUIET, *test_files(name)], plugins=[mutation])
        print(f"{name}: {mutation.noticed} of {mutation.made} noticed", flush=True)
        noticed, made = noticed + mutation.noticed, made + mutation.made
    if not made:
        sys.exit("No mutant was made.")
    print(f"together: {noticed} of {made} noticed, {100 * noticed / made:.1f} %")


if __name__ == "__main__":
    main()
