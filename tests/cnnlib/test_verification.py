"""The published record of comparisons is the one that this run made."""

import json
import platform
from datetime import date
from pathlib import Path

import pytest
import torch
import torchvision
from recording import RECORD

PUBLISHED = Path(__file__).parents[2] / "docs" / "reference" / "verification.json"


def recorded(request: pytest.FixtureRequest) -> list[dict[str, object]]:
    return sorted(request.config.stash.get(RECORD, {}).values(), key=lambda row: str(row["what"]))


def is_whole_run(request: pytest.FixtureRequest) -> bool:
    """Whether no test file was left out, and no test of one that was taken."""
    collected = {item.path for item in request.session.items}
    chosen = request.config.getoption("keyword") or any("::" in arg for arg in request.config.args)
    return collected >= set(Path(__file__).parent.glob("test_*.py")) and not chosen


def test_published_record_is_what_was_compared(request: pytest.FixtureRequest) -> None:
    rows = recorded(request)
    if request.config.getoption("--update") and is_whole_run(request):
        versions = {
            "torch": torch.__version__,
            "torchvision": torchvision.__version__,
            "python": platform.python_version(),
            "date": date.today().isoformat(),
        }
        text = json.dumps({"rows": rows, **versions}, indent=2, ensure_ascii=False)
        PUBLISHED.write_text(text + "\n", encoding="utf-8")
    published = json.loads(PUBLISHED.read_text(encoding="utf-8"))["rows"]
    if is_whole_run(request):
        assert published == rows, "run pytest tests/cnnlib --update"
    else:
        assert all(row in published for row in rows), "run pytest tests/cnnlib --update"
