"""How many changed formulas the tests notice, module by module.

A module stays on record for as long as its source, its tests and mutate.py are what they were.
"""

from __future__ import annotations

import hashlib
import re
import subprocess
import sys
from datetime import date
from typing import Any

from benchmarks import targets
from benchmarks.browser import say
from benchmarks.machine import printed
from benchmarks.paths import ROOT
from benchmarks.record import Record

MUTATE = ROOT / "tests" / "mutation" / "mutate.py"
COUNTED = re.compile(r"^(\w+): (\d+) of (\d+) noticed$", re.MULTILINE)


def modules() -> dict[str, list[str]]:
    """Return the modules that mutate.py knows, each with the files of its tests."""
    lines = printed(sys.executable, str(MUTATE), "--list").splitlines()
    return {module: tests for module, *tests in map(str.split, lines)}


def digest(module: str, tests: list[str]) -> str:
    """Return what tells this module, its tests and the way it is mutated from others."""
    sources = ROOT / "cnnlib" / f"{module}.py", MUTATE, *(ROOT / test for test in tests)
    return hashlib.sha256(b"".join(path.read_bytes() for path in sources)).hexdigest()[:16]


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
    before = targets.load("mutation", {"modules": []})["modules"]
    for module, tests in modules().items():
        key = {"module": module, "digest": digest(module, tests)}
        if record.has("modules", key):
            continue
        known = [row for row in before if key.items() <= row.items()]
        row = known[0] if known else {**key, "date": str(date.today()), **mutate(module)}
        said = [f"{module}: {row['noticed']} of {row['made']} noticed", *row["unnoticed"]]
        say("\n    ".join(said))
        record.add("modules", row)
