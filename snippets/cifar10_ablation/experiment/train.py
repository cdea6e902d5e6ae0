"""One run: a variant and a seed, trained for some epochs and measured after each."""

from __future__ import annotations

import datetime
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import torch
from torch import nn
from tqdm import tqdm

from snippets.cifar10_ablation.experiment.data import (
    Data,
    Images,
    augment,
    batches,
    normalize,
)
from snippets.cifar10_ablation.experiment.model import VARIANTS, MiniAlexNet, build

BATCH_SIZE = 128


@dataclass(frozen=True)
class Run:
    """Everything that determines the numbers of a run, beside the data."""

    model: str
    variant: str
    seed: int
    learning_rate: float
    epochs: int
    train_images: int | None = None  # only the first so many; all by default

    @property
    def name(self) -> str:
        """Return a name for files."""
        part = "" if self.train_images is None else f"-{self.train_images}-images"
        variant = self.variant.replace(" + ", "-").replace(" ", "-")
        rate = f"{self.learning_rate:g}"
        return f"{self.model}-{variant}-{self.seed}-{rate}-{self.epochs}-epochs{part}"


@torch.no_grad()
def measure(model: nn.Module, images: Images, device: torch.device) -> tuple[float, float]:
    """Return accuracy and mean loss, as the network is used: no dropout, images as they are."""
    model.eval()
    right, loss = 0, 0.0
    for pixels, labels in batches(images, 500):
        logits = model(normalize(pixels, device)).cpu()
        right += int((logits.argmax(1) == labels).sum())
        loss += float(nn.functional.cross_entropy(logits, labels, reduction="sum"))
    return right / len(images[1]), loss / len(images[1])


def train_epoch(
    model: MiniAlexNet,
    optimizer: torch.optim.Optimizer,
    images: Images,
    run: Run,
    epoch: int,
    device: torch.device,
) -> None:
    """See every training image once.

    Each epoch starts its generators from (seed, epoch): a run that was interrupted goes on exactly
    as if it had not been.
    """
    seed = 1000 * run.seed + epoch
    torch.manual_seed(seed)  # dropout
    crops = torch.Generator().manual_seed(seed)
    model.train()
    for pixels, labels in batches(images, BATCH_SIZE, seed):
        if VARIANTS[run.variant].augmentation:
            pixels = augment(pixels, crops)
        loss = nn.functional.cross_entropy(model(normalize(pixels, device)), labels.to(device))
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()


def train(run: Run, data: Data, device: torch.device, work: Path) -> dict[str, Any]:
    """Train, going on after the last finished epoch, and return the run's entry in the results.

    The test images are looked at once, after the last epoch; a run on a part of the training
    images is a search for a learning rate, which doesn't look at them at all.
    """
    model = build(run.model, run.variant, run.seed)
    model = model.to(device, memory_format=torch.channels_last)
    optimizer = torch.optim.Adam(model.parameters(), lr=run.learning_rate)
    history: dict[str, list[float]] = {
        f"{part}_{what}": [] for part in ("train", "validation") for what in ("accuracy", "loss")
    }
    seconds = 0.0
    checkpoint = work / "checkpoints" / f"{run.name}.pt"
    if checkpoint.is_file():
        saved = torch.load(checkpoint)
        model.load_state_dict(saved["model"])
        optimizer.load_state_dict(saved["optimizer"])
        history, seconds = saved["history"], saved["seconds"]
    images = data.train[0][: run.train_images], data.train[1][: run.train_images]
    sample = tuple(part[: len(data.validation[1])] for part in images)
    first = len(history["train_accuracy"])
    for epoch in range(first, run.epochs):
        started = time.perf_counter()
        train_epoch(model, optimizer, images, run, epoch, device)
        for part, measured in (("train", sample), ("validation", data.validation)):
            accuracy, loss = measure(model, measured, device)
            history[f"{part}_accuracy"].append(round(accuracy, 5))
            history[f"{part}_loss"].append(round(loss, 5))
        seconds += time.perf_counter() - started
        tqdm.write(
            f"{run.model}, {run.variant}, seed {run.seed}, rate {run.learning_rate:g}: "
            f"epoch {epoch + 1}/{run.epochs}, train {history['train_accuracy'][-1]:.1%}, "
            f"validation {history['validation_accuracy'][-1]:.1%}"
        )
        checkpoint.parent.mkdir(parents=True, exist_ok=True)
        fresh = checkpoint.with_suffix(".new")  # an interruption must not leave half a file
        torch.save(
            {
                "model": model.state_dict(),
                "optimizer": optimizer.state_dict(),
                "history": history,
                "seconds": seconds,
            },
            fresh,
        )
        fresh.replace(checkpoint)
    entry = {key: value for key, value in asdict(run).items() if value is not None} | history
    if run.train_images is None:
        entry["test_accuracy"] = round(measure(model, data.test, device)[0], 5)
    today = datetime.datetime.now(datetime.UTC).date().isoformat()
    return entry | {"seconds": round(seconds, 1), "date": today}
