"""The archive that Python starts from in the reader's browser."""

import zipfile
from pathlib import Path
from typing import Any

import pytest
from in_pyodide import in_pyodide, needs_pyodide

pytestmark = needs_pyodide

CODE = """
import gc, json, sys
before = gc.isenabled(), type(sys.modules["_colorize"]).__name__
import sitecustomize
sitecustomize.started()
after = gc.isenabled(), gc.get_freeze_count() > 1000
import traceback
try:
    1 / 0
except ZeroDivisionError as error:
    said = "".join(traceback.format_exception(error, colorize=True))
from cnnlib.calculators import answer
import asyncio, importlib
try:
    asyncio.run
except AttributeError as error:
    refusal = str(error)
for name in NAMES:
    if name.startswith("cnnlib"):
        importlib.import_module(name)
modules = {name: one for name, one in sys.modules.items() if isinstance(one, type(sys))}
json.dumps({
    "before": before,
    "after": after,
    "colored": "\\033[" in said and "ZeroDivisionError" in said,
    "colorize": type(sys.modules["_colorize"]).__name__,
    "answer": answer("conv_output_size", {"input_size": 7, "kernel_size": 3}),
    "refusal": refusal,
    "modules": list(modules),
    "frozen": [n for n, m in modules.items() if m.__spec__ and m.__spec__.origin == "frozen"],
})
"""


@pytest.fixture(scope="module")
def archive(site: Path) -> Path:
    (file,) = site.glob("assets/generated/cnnlib-*/python.zip.txt")
    return file


@pytest.fixture(scope="module")
def held(archive: Path) -> set[str]:
    with zipfile.ZipFile(archive) as opened:
        files = [name.removesuffix(".pyc") for name in opened.namelist()]
    return {name.removesuffix("/__init__").replace("/", ".") for name in files}


@pytest.fixture(scope="module")
def told(archive: Path, held: set[str]) -> Any:
    return in_pyodide(f"NAMES = {sorted(held)}\n{CODE}", archive)


def test_python_starts_without_collecting_and_collects_afterwards(told: Any) -> None:
    assert told["before"] == [False, "_LazyModule"]
    assert told["after"] == [True, True]
    assert told["answer"]["value"] == 5


def test_what_is_imported_later_works_when_it_is_wanted(told: Any) -> None:
    assert told["colored"]
    assert told["colorize"] == "module"


def test_the_archive_holds_nothing_that_is_never_read(held: set[str], told: Any) -> None:
    """Frozen modules are part of Python itself; two encodings wait for what fails."""
    assert {"os", "codecs"} <= set(told["frozen"])
    assert not held & {*told["frozen"], "ssl", "bz2", "lzma"}
    assert held - set(told["modules"]) == {"encodings.cp437", "encodings.idna", "stringprep"}


def test_what_pyodide_has_and_we_leave_out_says_so(told: Any) -> None:
    assert told["refusal"] == "asyncio.run is left out of the Python of this page"
