"""A minute of the fuzzing that is run for hours by hand."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
SECONDS = 30


@pytest.mark.skipif(sys.version_info >= (3, 14), reason="atheris has no wheel for it")
@pytest.mark.parametrize("target", ["answer", "parse_torch"])
def test_nothing_is_found(target: str, tmp_path: Path) -> None:
    command = [sys.executable, str(HERE / f"{target}.py"), str(tmp_path / "corpus")]
    limits = [f"-max_total_time={SECONDS}", "-max_len=400", f"-artifact_prefix={tmp_path}/"]
    run = subprocess.run(
        [*command, *limits], cwd=HERE.parents[1], capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stderr[-4000:]
    assert "Done " in run.stderr
