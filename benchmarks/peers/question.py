"""What every tool is asked in a browser: one layer's output, from the same cnnlib."""

from __future__ import annotations

import sys
from functools import cache
from pathlib import Path

import cnnlib.calculators
from benchmarks.paths import CACHE
from benchmarks.peers.install import run

FIXED_DATE = "1767225600"  # the wheel is the same on every day
CALCULATOR = "conv_layer"
ARGUMENTS = {
    "height": 224, "width": 224, "in_channels": 3, "out_channels": 64, "kernel_size": 7,
    "stride": 4, "padding": 3, "dilation": 1, "groups": 1, "bias": False,
}  # fmt: skip


def answer(calculator: str, arguments: dict[str, object]) -> str:
    """Return the right answer, from CPython."""
    given = cnnlib.calculators.answer(calculator, arguments)
    if not given["ok"]:
        raise RuntimeError(given["message"])
    return str(given["text"])


ANSWER = answer(CALCULATOR, ARGUMENTS)
CODE = f"""\
from cnnlib.calculators import answer
print(answer({CALCULATOR!r}, {ARGUMENTS!r})["text"])
"""


@cache
def wheel() -> Path:
    """Build cnnlib's wheel, as each peer loads it."""
    folder = CACHE / "wheel"
    folder.mkdir(parents=True, exist_ok=True)
    build = (
        "import sys; from flit_core.buildapi import build_wheel; print(build_wheel(sys.argv[1]))"
    )
    name = run(sys.executable, "-c", build, folder, SOURCE_DATE_EPOCH=FIXED_DATE)
    return folder / name.strip().splitlines()[-1]
