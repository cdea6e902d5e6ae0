"""The wheel, installed alone into an empty environment: no torch, nothing else."""

import os
import subprocess
import sys
import tarfile
import venv
import zipfile
from email import message_from_bytes
from pathlib import Path

import pytest

import cnnlib

ROOT = Path(cnnlib.__file__).resolve().parents[1]
BUILD = """
import sys
from flit_core.buildapi import build_sdist, build_wheel
print(build_wheel(sys.argv[1]), build_sdist(sys.argv[1]))
"""


def run(*command, **options):
    done = subprocess.run(
        command, capture_output=True, text=True, encoding="utf-8", check=False, **options
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """Build the wheel and the source archive; give their paths."""
    folder = tmp_path_factory.mktemp("dist")
    environment = os.environ | {"SOURCE_DATE_EPOCH": "1767225600"}
    names = run(sys.executable, "-c", BUILD, str(folder), cwd=ROOT, env=environment).split()
    return [folder / name for name in names]


@pytest.fixture(scope="module")
def alone(built, tmp_path_factory):
    """Install the wheel into an environment of its own; give the folder of its programs."""
    folder = tmp_path_factory.mktemp("alone")
    venv.create(folder, symlinks=True)
    programs = folder / ("Scripts" if os.name == "nt" else "bin")
    install = ["install", "--quiet", "--no-index", "--no-deps", str(built[0])]
    run(sys.executable, "-m", "pip", "--python", str(programs / "python"), *install)
    return programs


@pytest.fixture
def bare(tmp_path):
    """Options for a process that finds neither this repository nor its packages."""
    hidden = ("PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV")
    environment = {key: value for key, value in os.environ.items() if key not in hidden}
    return {"cwd": tmp_path, "env": environment}


def test_import_without_torch(alone, bare):
    code = (
        "import cnnlib, importlib.util as u\n"
        "from cnnlib import calculators\n"
        "print(u.find_spec('torch'), cnnlib.conv_output_size(224, 7, 2, 3), cnnlib.__file__)"
    )
    torch, size, file = run(str(alone / "python"), "-c", code, **bare).split()
    assert (torch, size) == ("None", "112")
    assert Path(file).is_relative_to(alone.parent)


def test_commands(alone, bare):
    table = str(cnnlib.summarize(cnnlib.architectures.lenet5_modern(), (1, 32, 32)))
    assert run(str(alone / "python"), "-m", "cnnlib", "lenet5_modern", **bare) == f"{table}\n"
    assert run(str(alone / "cnnlib"), "--version", **bare) == f"cnnlib {cnnlib.__version__}\n"


def test_the_wheel_holds_the_package_and_nothing_else(built):
    with zipfile.ZipFile(built[0]) as wheel:
        names = set(wheel.namelist())
        metadata = message_from_bytes(wheel.read(f"cnnlib-{cnnlib.__version__}.dist-info/METADATA"))
    sources = {p.relative_to(ROOT).as_posix() for p in (ROOT / "cnnlib").rglob("*.py")}
    packaged = {name for name in names if name.startswith("cnnlib/")}
    assert packaged == sources | {"cnnlib/py.typed"}
    assert any(name.endswith("licenses/LICENSE") for name in names)
    assert metadata["Version"] == cnnlib.__version__
    assert metadata["Requires-Python"] == ">=3.11"
    assert metadata["License-Expression"] == "MIT"
    needed = metadata.get_all("Requires-Dist", [])
    assert all("extra ==" in requirement for requirement in needed)
    assert "Typing :: Typed" in metadata.get_all("Classifier")
    assert "python -m cnnlib" in metadata.get_payload()


def test_the_source_archive_holds_what_builds_it(built):
    with tarfile.open(built[1]) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert {"pyproject.toml", "README.md", "LICENSE", "cnnlib/__main__.py"} <= names


def test_the_citation_names_the_same_version():
    assert f"\nversion: {cnnlib.__version__}\n" in (ROOT / "CITATION.cff").read_text()
