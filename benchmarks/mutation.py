"""How many changed formulas the tests notice, module by module."""

from __future__ import annotations

import re
import subprocess
import sys
from typing import Any

from benchmarks.browser import say
from benchmarks.machine import printed
from benchmarks.paths import ROOT
from benchmarks.record import Record

MUTATE = ROOT / "tests" / "mutation" / "mutate.py"
COUNTED = re.compile(r"^(\w+): (\d+) of (\d+) noticed$", re.MULTILINE)


def modules() -> list[str]:
    """Return the modules that mutate.py knows tests of."""
    return printed(sys.executable, str(MUTATE), "--list").split()


def mutate(module: str) -> dict[str, Any]:
    """Try all mutants of one module."""
    done = subprocess.run(
        [sys.executable, str(MUTATE), module],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    counted = COUNTED.search(done.stdout)
    if done.returncode or not counted:
        raise RuntimeError(f"mutate.py {module} failed:\n{done.stdout[-4000:]}")
    unnoticed = re.findall(r"not noticed: (.*)", done.stdout)
    return {"noticed": int(counted[2]), "made": int(counted[3]), "unnoticed": unnoticed}


def measure(record: Record, repetitions: int) -> None:
    """Try what the record lacks; one run says all, however many repetitions are asked for."""
    for module in modules():
        if record.has("modules", {"module": module}):
            continue
        row = mutate(module)
        said = [f"{module}: {row['noticed']} of {row['made']} noticed", *row["unnoticed"]]
        say("\n    ".join(said))
        record.add("modules", {"module": module, **row})
