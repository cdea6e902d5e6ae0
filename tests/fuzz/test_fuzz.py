"""Two minutes of the fuzzing that is run for hours by hand, and what it found, kept."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from cnnlib.calculators import answer_json

HERE = Path(__file__).parent
SECONDS = 30
DOUBLINGS = """class N(nn.Module):
    def __init__(self):
        super().__init__()
    def forward(self, x):
        for i in range(1022): x = torch.cat([x, x], 1)
        return x
"""
NINES = "9" * 29
FOUND = (
    # An OverflowError, once.
    ("network_table", {"source": DOUBLINGS}, "(Concat): it gives more than 10³⁰ values along"),
    ("design_sheet", {"source": DOUBLINGS}, "(Concat): it gives more than 10³⁰ values along"),
    # Numerals of 59 to 606 digits.
    (
        "network_table",
        {"source": f"nn.Sequential(nn.Conv2d(3, {NINES}, 1), nn.Conv2d({NINES}, {NINES}, 1))"},
        'layer "1" (Conv2d): it has more than 10⁴⁰ parameters, a number of 193 bits.',
    ),
    (
        "network_table",
        {"source": "nn.Sequential(*[nn.ConvTranspose2d(1, 1, 1, 10**9)] * 2)", "channels": 1},
        "(ConvTranspose2d): it has more than 10⁴⁰ values",
    ),
    (
        "receptive_field",
        {"layers": "conv 1 stride 1000000\n" * 100},
        "its receptive field or its stride is more than 10³⁰ pixels, a number of 120 bits.",
    ),
    (
        "receptive_field",
        {"layers": "conv 1 stride 1000000\n" * 5 + "conv 1 padding 1000000"},
        "'conv 1 padding 1000000': its effective padding is more than 10³⁰ pixels",
    ),
    (
        "branch_lab",
        {"first": "conv 1 stride 1000000\n" * 10},
        "its receptive field or its stride is more than 10³⁰ pixels, a number of 120 bits.",
    ),
    # 40 to 58 million characters.
    (
        "receptive_field_explorer",
        {"network": "own layers", "layers": "conv 1 padding 1000000"},
        "its map is 2,000,064 pixels long; at most 2,048 can be drawn, so use less padding.",
    ),
    (
        "branch_lab",
        {"first": "conv 1 padding 1000000"},
        "conv 1 padding 1000000 gives 2,000,016 outputs; at most 512 can be drawn",
    ),
    (
        "pooling_steps",
        {"image": "1 1; 1 1", "stride": 10**6, "dilation": 10**6, "ceil_mode": True},
        "dilation is 1,000,000 and the window spans 1,000,001 pixels; at most 24 can be drawn.",
    ),
    # Many seconds.
    (
        "receptive_field_explorer",
        {"network": "own layers", "layers": "conv 2001 padding 1000\n" * 3},
        "its receptive field is 6,001 pixels long; at most 4,096 can be drawn",
    ),
)


def run(*command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *command], cwd=HERE.parents[1], capture_output=True, text=True, check=False
    )


@pytest.mark.skipif(sys.version_info >= (3, 14), reason="atheris has no wheel for it")
@pytest.mark.parametrize("target", ["answer", "parse_torch"])
def test_nothing_is_found(target: str, tmp_path: Path) -> None:
    limits = [f"-max_total_time={SECONDS}", "-max_len=400", f"-artifact_prefix={tmp_path}/"]
    done = run(str(HERE / f"{target}.py"), str(tmp_path / "corpus"), *limits)
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-4000:]
    assert "Done " in done.stderr


def test_most_is_accepted_and_nothing_is_found() -> None:
    done = run(str(HERE / "likely.py"), str(2 * SECONDS), "a fixed seed")
    print(done.stdout)  # pytest -rP shows it
    assert done.returncode == 0, done.stdout[-9000:] + done.stderr[-4000:]


@pytest.mark.parametrize(("name", "arguments", "message"), FOUND)
def test_what_was_found_is_answered(name: str, arguments: dict[str, Any], message: str) -> None:
    answer = json.loads(answer_json(json.dumps({"name": name, "arguments": arguments})))
    assert not answer["ok"]
    assert message in answer["message"]
