"""cnnlib's names: all are there, and what most calculators do without is imported on need only."""

import subprocess
import sys
from types import FunctionType

import pytest

import cnnlib


def loaded_by(code: str) -> set[str]:
    """Run code in a fresh interpreter and list which of cnnlib's modules it loads."""
    code = f"import sys; {code}; print(*(name for name in sys.modules if 'cnnlib' in name))"
    command = [sys.executable, "-c", code]
    return set(subprocess.run(command, capture_output=True, text=True, check=True).stdout.split())


def test_every_name_is_there():
    loaded_by("from cnnlib import *; import cnnlib; assert set(cnnlib.__all__) <= {*globals()}")
    assert set(cnnlib.__all__) <= {*dir(cnnlib)}
    for name in cnnlib.__all__:
        assert getattr(cnnlib, name) is getattr(cnnlib, name)


@pytest.mark.parametrize("name", ["architectures", "layers", "networks", "summary"])
def test_modules_are_there_after_a_bare_import(name):
    assert f"cnnlib.{name}" in loaded_by(f"import cnnlib; assert cnnlib.{name}")


@pytest.mark.parametrize("name", ["effective_receptive_field", "parse_torch", "receptive_field"])
def test_a_function_hides_the_module_of_its_name(name):
    code = f"import cnnlib.explorer, cnnlib.{name}; assert callable(cnnlib.{name})"
    assert f"cnnlib.{name}" in loaded_by(code)
    assert isinstance(getattr(cnnlib, name), FunctionType)


@pytest.mark.parametrize("name", ["Layer", "dataclass", "no_such_name", "__wrapped__"])
def test_no_other_name_is_there(name):
    with pytest.raises(AttributeError, match=f"'cnnlib' has no attribute '{name}'"):
        getattr(cnnlib, name)


SIZE = '"conv_output_size", {"input_size": 8, "kernel_size": 3}'
LAYER = (
    '"conv_layer", {"height": 8, "width": 8, "in_channels": 1, "out_channels": 1, "kernel_size": 3}'
)


@pytest.mark.parametrize(
    ("asked", "waits_for"), [(SIZE, set()), (LAYER, {"cnnlib.conv_layer"})], ids=["size", "layer"]
)
def test_an_answer_waits_for_its_own_module_only(asked, waits_for):
    door = loaded_by("import cnnlib.calculators")
    answered = loaded_by(f"from cnnlib.calculators import answer; assert answer({asked})['ok']")
    assert answered - door == waits_for
    assert not {"cnnlib.layers", "cnnlib.networks", "cnnlib.summary"} & answered
