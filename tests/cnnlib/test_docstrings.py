"""Every public name is documented in the same way, and its example runs."""

import doctest
import importlib
import inspect
import pkgutil
import re
from pathlib import Path

import pytest

import cnnlib
from cnnlib import architectures, calculators

MODULES = [
    importlib.import_module(found.name)
    for found in pkgutil.walk_packages(cnnlib.__path__, "cnnlib.")
]
PUBLIC = {name: getattr(cnnlib, name) for name in cnnlib.__all__}
FUNCTIONS = {name: thing for name, thing in PUBLIC.items() if inspect.isfunction(thing)}
NETWORKS = architectures.BUILDERS


def doc(thing: object) -> str:
    return inspect.getdoc(thing) or ""


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__)
def test_examples_run(module):
    finder = doctest.DocTestFinder(exclude_empty=True)
    names = {"cnnlib": cnnlib} | vars(module)
    for test in finder.find(module, module.__name__, module, globs=names):
        runner = doctest.DocTestRunner()
        runner.run(test)
        assert runner.failures == 0


def test_examples_of_the_readme_run():
    readme = Path(__file__).parents[2] / "README.md"
    failed, tried = doctest.testfile(str(readme), module_relative=False)
    assert failed == 0
    assert tried > 0


def test_version_and_names():
    assert re.fullmatch(r"\d+\.\d+\.\d+", cnnlib.__version__)
    assert len(set(cnnlib.__all__)) == len(cnnlib.__all__)
    assert doc(cnnlib).count("\n") == 0


@pytest.mark.parametrize("name", FUNCTIONS)
def test_function_is_documented(name):
    text = doc(FUNCTIONS[name])
    first, *_ = text.split("\n\n")
    assert first.endswith(".")
    assert "\n" not in first
    sections = ["Args:", "Returns:", "Raises:", "Source:", "Example:"]
    found = re.findall(r"^(?:Args|Returns|Raises|Source|Example):$", text, re.MULTILINE)
    assert found == sections
    assert ">>> " in text
    if name not in ("summarize", "parse_torch"):  # no formula in them
        assert text.count("$$") == 2
    helps = calculators._argument_helps(FUNCTIONS[name])
    assert list(helps) == list(inspect.signature(FUNCTIONS[name]).parameters)


@pytest.mark.parametrize("name", NETWORKS)
def test_network_is_documented(name):
    text = doc(NETWORKS[name])
    assert text.startswith("Build ")
    assert "Source:" in text
    assert re.search(r"[\d,]{5,} (trainable )?parameters", text)
    assert "Input (" in text
    assert f">>> {name}().parameters" in text


@pytest.mark.parametrize("name", [n for n, thing in PUBLIC.items() if inspect.isclass(thing)])
def test_class_is_documented(name):
    assert doc(PUBLIC[name]).split("\n")[0].endswith((".", ":"))
