"""Which learning rate a variant gets: the best on validation after a short run.

The light network decides for the full one as well, which would need hours for its own search.
"""

from __future__ import annotations

from typing import Any

from snippets.cifar10_ablation.experiment.train import Run

GRID = (3e-4, 1e-3, 3e-3)
MODEL = "light"
SEED = 0  # no seed of the study itself
EPOCHS = 3
IMAGES = 15_000


def short_runs(variant: str) -> list[Run]:
    """Return the runs that decide."""
    return [Run(MODEL, variant, SEED, rate, EPOCHS, IMAGES) for rate in GRID]


def best_rate(entries: list[dict[str, Any]], variant: str) -> float:
    """Return the rate with the highest validation accuracy; of equals, the lower loss."""
    tried = [entry for entry in entries if entry["variant"] == variant]
    best = max(tried, key=lambda e: (e["validation_accuracy"][-1], -e["validation_loss"][-1]))
    rate: float = best["learning_rate"]
    return rate
