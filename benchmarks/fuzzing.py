"""How often fuzzing, guided by coverage, has tried the reader of sources and the calculators' door.

Runs add up: what was tried before stays in the record, and the texts that led somewhere stay in
.cache for the next run. A finding stops the run; it is then mended and kept as a test.
"""

from __future__ import annotations

import re
import subprocess
import sys

from benchmarks import targets
from benchmarks.browser import say
from benchmarks.paths import CACHE, ROOT
from benchmarks.record import Record

# Target, bytes of one input, seconds. A dozen pieces reach as much of the reader as sixty do, and
# are tried twice as often in the same time.
RUNS = (("parse_torch", 12, 900), ("parse_torch", 60, 150), ("answer", 40, 150))
DONE = re.compile(r"Done (\d+) runs in (\d+) second")


def fuzz(target: str, length: int, seconds: int) -> dict[str, int]:
    """Run one target for a while; return how often it was tried."""
    corpus = CACHE / "fuzzing" / target
    corpus.mkdir(parents=True, exist_ok=True)
    done = subprocess.run(
        [
            sys.executable,
            str(ROOT / "tests" / "fuzz" / f"{target}.py"),
            f"-max_total_time={seconds}",
            f"-max_len={length}",
            f"-artifact_prefix={corpus.parent}/found-{target}-",
            str(corpus),
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    counted = DONE.search(done.stderr)
    if done.returncode or not counted:
        raise RuntimeError(f"{target} found something:\n{done.stderr[-4000:]}")
    return {"length": length, "executions": int(counted[1]), "seconds": int(counted[2])}


def measure(record: Record, repetitions: int) -> None:
    """Add some runs to those that are on record."""
    if "runs" not in record.content:
        record.add("runs", *targets.load("fuzzing", {"runs": []})["runs"])
    for repetition in range(1, repetitions + 1):
        for target, length, seconds in RUNS:
            row = fuzz(target, length, seconds)
            say(f"[{repetition}] {target}: {row['executions']:,} in {row['seconds']} s")
            record.add("runs", {"target": target, "date": record.content["about"]["date"], **row})
