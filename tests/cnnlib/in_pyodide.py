"""Runs Python under WebAssembly, as the reader's browser does."""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).resolve().parent
PYODIDE = HERE.parent.parent / "node_modules" / "pyodide" / "pyodide.mjs"

needs_pyodide = pytest.mark.skipif(
    not PYODIDE.exists() or shutil.which("node") is None, reason="needs node and Pyodide"
)


def in_pyodide(code: str, *archive: Path) -> Any:
    """Return the JSON text that the code ends with, read; the interpreter must outlive it.

    With an archive Python starts from that, and not from its whole library.
    """
    run = subprocess.run(
        ["node", str(HERE / "run_in_pyodide.mjs"), *map(str, archive)],
        input=code,
        capture_output=True,
        text=True,
        check=False,
        timeout=900,
    )
    assert run.returncode == 0, run.stderr[-2000:]
    answer = json.loads(run.stdout.strip().splitlines()[-1])
    assert answer["alive"]
    return answer["value"]
