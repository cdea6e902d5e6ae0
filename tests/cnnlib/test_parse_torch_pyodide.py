"""Under WebAssembly Python's own parser dies beyond recovery; parse_torch must not."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from hostile_sources import all_hostile

HERE = Path(__file__).resolve().parent
PYODIDE = HERE.parent.parent / "node_modules" / "pyodide" / "pyodide.mjs"


@pytest.mark.skipif(
    not PYODIDE.exists() or shutil.which("node") is None, reason="needs node and Pyodide"
)
def test_no_text_kills_the_interpreter():
    run = subprocess.run(
        ["node", str(HERE / "hostile_in_pyodide.mjs")],
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
    )
    assert run.returncode == 0, run.stderr[-2000:]
    answer = json.loads(run.stdout.strip().splitlines()[-1])
    assert answer["alive"]
    assert answer["texts"] == len(all_hostile())
    assert answer["ordinary"] >= 50
    assert answer["seconds"] < 10, answer
    assert answer["ordinary_seconds"] < 3, answer
