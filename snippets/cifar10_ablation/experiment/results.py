"""The results file: what was measured, on what, and which runs are still missing."""

from __future__ import annotations

import json
import platform
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import torch

RESULTS = Path(__file__).resolve().parents[1] / "results.json"
CONDITIONS = ("torch", "device", "data")  # must be the same for every run in one file
HEAD = (*CONDITIONS, "planned_seeds")


class ResultsError(Exception):
    """New runs don't belong into this file; the message is a sentence."""


def conditions(device: torch.device, source: str) -> dict[str, str]:
    """Return what all runs in one file share."""
    if device.type == "cuda":
        name = torch.cuda.get_device_name(device)
    else:
        name = f"CPU ({platform.machine()}), one thread a run"
    return {"torch": str(torch.__version__), "device": name, "data": source}


def load(path: Path, shared: dict[str, str]) -> dict[str, Any]:
    """Return the results so far, refusing to mix conditions."""
    if not path.is_file():
        return {**shared, "planned_seeds": [], "search": [], "runs": [], "repeated": []}
    content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    for key in CONDITIONS:
        if content[key] != shared[key]:
            raise ResultsError(
                f"{path.name} was measured with {key} {content[key]!r}, this would be "
                f"{shared[key]!r}; give another file with --results."
            )
    return content


def save(path: Path, content: dict[str, Any]) -> None:
    """Write the file, one line for each run."""
    content["runs"].sort(key=lambda run: (run["model"], run["seed"]))
    lines = [f" {json.dumps(key)}: {json.dumps(content[key])}" for key in HEAD]
    for key in ("search", "runs", "repeated"):
        entries = ",\n".join(f"  {json.dumps(entry)}" for entry in content[key])
        lines.append(f' "{key}": [\n{entries}\n ]' if entries else f' "{key}": []')
    fresh = path.with_suffix(".new")
    fresh.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")
    fresh.replace(path)


def origin(
    variants: Iterable[str], seeds: Iterable[int] | None = None, model: str = "light"
) -> dict[str, Any]:
    """Return when, on what and with which seeds these networks were trained, for the pages."""
    content = json.loads(RESULTS.read_text(encoding="utf-8"))
    runs = [run for run in content["runs"] if run["model"] == model and run["variant"] in variants]
    if seeds is not None:
        runs = [run for run in runs if run["seed"] in list(seeds)]
    return origin_of(runs, content)


def origin_of(runs: list[dict[str, Any]], content: dict[str, Any]) -> dict[str, Any]:
    """Return the same for runs that are chosen otherwise."""
    dates, seeds = sorted({run["date"] for run in runs}), sorted({run["seed"] for run in runs})
    many = "one seed" if len(seeds) == 1 else f"{len(seeds)} seeds"
    text = f"{content['data']}; {many}; {content['device']}; PyTorch {content['torch']}; "
    return {"dates": dates, "seeds": seeds, "text": text + " and ".join(dates)}


def is_known(entries: list[dict[str, Any]], run: dict[str, Any]) -> bool:
    """Say whether an entry with all of these settings is there."""
    return any(all(entry.get(key) == run[key] for key in run) for entry in entries)
