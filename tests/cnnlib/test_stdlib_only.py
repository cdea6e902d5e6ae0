"""cnnlib needs nothing but the standard library, in a process of its own."""

import subprocess
import sys

import pytest

REPORT = """
import sys
before = set(sys.modules)
{code}
names = {{name.split(".")[0] for name in set(sys.modules) - before}}
print(*sorted(names - sys.stdlib_module_names - {{"cnnlib"}}))
"""


def foreign_modules(code: str) -> list[str]:
    """Run code in a fresh interpreter and list the modules it loads from elsewhere."""
    command = [sys.executable, "-c", REPORT.format(code=code)]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()


@pytest.mark.parametrize(
    "code",
    [
        "import cnnlib",
        "from cnnlib import calculators",
        "import cnnlib; cnnlib.summarize(cnnlib.architectures.resnet18(), (3, 224, 224))",
        "from cnnlib import calculators; calculators.answer_json('{}')",
    ],
)
def test_nothing_foreign_is_loaded(code):
    assert foreign_modules(code) == []


def test_this_test_can_fail():
    assert foreign_modules("import pytest").count("pytest") == 1


def test_heavy_modules_stay_out():
    heavy = {"json", "asyncio", "logging", "unittest", "urllib", "importlib.metadata", "decimal"}
    code = f"import sys, cnnlib; print(*sorted({heavy!r} & set(sys.modules)))"
    command = [sys.executable, "-c", code]
    loaded = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
    alone = [sys.executable, "-c", code.replace(", cnnlib", "")]
    already = subprocess.run(alone, capture_output=True, text=True, check=True).stdout.split()
    assert set(loaded) <= set(already)
