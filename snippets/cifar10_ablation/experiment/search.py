"""Which learning rate a variant gets: the best on validation after a short run."""

from __future__ import annotations

from typing import Any

from snippets.cifar10_ablation.experiment.train import Run

GRID = (3e-4, 1e-3, 3e-3)
SEED = 0  # no seed of the study itself
EPOCHS = 3
IMAGES = 15_000


def short_runs(model: str, variant: str) -> list[Run]:
    """Return the runs that decide."""
    return [Run(model, variant, SEED, rate, EPOCHS, IMAGES) for rate in GRID]


def best_rate(entries: list[dict[str, Any]], model: str, variant: str) -> float:
    """Return the rate with the highest validation accuracy; of equals, the lower loss."""
    tried = [e for e in entries if e["model"] == model and e["variant"] == variant]
    best = max(tried, key=lambda e: (e["validation_accuracy"][-1], -e["validation_loss"][-1]))
    rate: float = best["learning_rate"]
    return rate
