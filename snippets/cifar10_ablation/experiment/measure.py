"""What the trained networks look like inside, as the small arrays that the figures need.

    python -m snippets.cifar10_ablation.experiment.measure --image-folder DIR

Reads the weights that the study left in its work folder and renews `measurements.npz`. Keys are
paths such as `sigmoid/gradients/trained`: one row for each seed of `sigmoid/seeds`. A run without
weights in the work folder keeps the row that was measured before.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import numpy as np
import torch
from PIL import Image
from torch import Tensor, nn

from snippets.cifar10_ablation.experiment import data
from snippets.cifar10_ablation.experiment.model import VARIANTS, MiniAlexNet, build
from snippets.cifar10_ablation.experiment.results import RESULTS
from snippets.cifar10_ablation.experiment.train import BATCH_SIZE, Run

MEASUREMENTS = RESULTS.with_name("measurements.npz")
PHOTO = RESULTS.parents[1] / "images" / "cat.png"
CPU = torch.device("cpu")
GRADIENT_BATCHES = 8
FIELD_IMAGES = 1000
FIELD_UNIT = (1, 1)  # of the 4 x 4 behind the last pool: its field lies inside the image
MAPS = 4  # feature maps shown of each convolution

Stage = dict[str, MiniAlexNet]  # "initial" and "trained"


def run_of(entry: dict[str, Any]) -> Run:
    """Return the run that an entry of the results describes."""
    return Run(**{key: entry[key] for key in Run.__annotations__ if key in entry})


def is_trained(entry: dict[str, Any], work: Path) -> bool:
    """Say whether the weights of a run are in the work folder."""
    return (work / "checkpoints" / f"{run_of(entry).name}.pt").is_file()


def stages(entry: dict[str, Any], work: Path) -> Stage:
    """Return a run's network before and after training."""
    run = run_of(entry)
    networks = {
        name: build(run.model, run.variant, run.seed).to(memory_format=torch.channels_last)
        for name in ("initial", "trained")
    }
    saved = torch.load(work / "checkpoints" / f"{run.name}.pt")
    networks["trained"].load_state_dict(saved["model"])
    return networks


def layers(model: nn.Module, *kinds: type[nn.Module]) -> list[nn.Module]:
    """Return all layers of these kinds, first to last."""
    return [module for module in model.modules() if isinstance(module, kinds)]


def relative_gradients(model: MiniAlexNet, images: data.Images) -> list[float]:
    """Return each layer's gradient next to its weights, as lengths; the mean over some batches.

    Batch norm must use the batch's own statistics, as it does in training; dropout is off.
    """
    model.train()
    for dropout in layers(model, nn.Dropout):
        dropout.eval()
    weighted = layers(model, nn.Conv2d, nn.Linear)
    total = torch.zeros(len(weighted))
    for part in range(GRADIENT_BATCHES):
        batch = slice(part * BATCH_SIZE, (part + 1) * BATCH_SIZE)
        model.zero_grad()
        logits = model(data.normalize(images[0][batch], CPU))
        nn.functional.cross_entropy(logits, images[1][batch]).backward()
        for i, layer in enumerate(weighted):
            total[i] += (layer.weight.grad.norm() / layer.weight.norm()).item()
    return (total / GRADIENT_BATCHES).tolist()


@torch.no_grad()
def dead_units(model: MiniAlexNet, images: data.Images) -> list[float]:
    """Return the share of units in each ReLU layer that no image makes positive, anywhere.

    A unit is a whole map of a convolution, as all its positions share their weights.
    """
    model.eval()
    highest: list[Tensor | None] = []
    hooks = []
    for i, layer in enumerate(layers(model, nn.ReLU)):

        def remember(_: nn.Module, __: object, output: Tensor, i: int = i) -> None:
            peak = output.transpose(0, 1).flatten(1).amax(dim=1)
            highest[i] = peak if highest[i] is None else torch.maximum(highest[i], peak)

        highest.append(None)
        hooks.append(layer.register_forward_hook(remember))
    for pixels, _ in data.batches(images, 500):
        model(data.normalize(pixels, CPU))
    for hook in hooks:
        hook.remove()
    return [float((peak == 0).float().mean()) for peak in highest if peak is not None]


def field(model: MiniAlexNet, images: data.Images) -> Tensor:
    """Return how strongly each pixel moves the maps behind the last pool at one place.

    The mean over images of the gradient's size; the maps are added with random signs, so that
    they can't cancel in the same way every time.
    """
    model.eval()
    signs = torch.Generator().manual_seed(0)
    total = torch.zeros(32, 32)
    for start in range(0, FIELD_IMAGES, 250):
        pixels = data.normalize(images[0][start : start + 250], CPU).requires_grad_()
        maps = model.features(pixels)[:, :, FIELD_UNIT[0], FIELD_UNIT[1]]  # (N, C)
        chosen = torch.randint(0, 2, maps.shape, generator=signs) * 2 - 1
        (maps * chosen).sum().backward()
        assert pixels.grad is not None
        total += pixels.grad.abs().sum(dim=(0, 1))
    return total / total.sum()


@torch.no_grad()
def feature_maps(model: MiniAlexNet, photo: Tensor) -> list[Tensor]:
    """Return the liveliest maps of each convolution, behind its activation, scaled to 0...255."""
    model.eval()
    found = []
    x = data.normalize(photo[None], CPU)
    for layer in model.features:
        x = layer(x)
        if isinstance(layer, nn.ReLU):
            order = x[0].flatten(1).std(dim=1).argsort(descending=True)[:MAPS]
            maps = x[0, order]  # (MAPS, H, W)
            found.append((maps / maps.amax(dim=(1, 2), keepdim=True) * 255).round().byte())
    return found


def measure_network(
    model: MiniAlexNet, variant: str, stage: str, images: data.Data
) -> dict[str, Any]:
    """Return what is measured of one network, before or after its training."""
    found: dict[str, Any] = {f"gradients/{stage}": relative_gradients(model, images.train)}
    if VARIANTS[variant].activation is nn.ReLU:
        found[f"dead/{stage}"] = dead_units(model, images.validation)
    if variant == "baseline":
        found[f"field/{stage}"] = field(model, images.validation).half()
    return found


def look_inside(network: MiniAlexNet, stage: str, photo: Tensor) -> dict[str, object]:
    """Return the first layer's filters, and what the photograph becomes behind each layer."""
    filters = network.features[0].weight.detach()
    found: dict[str, object] = {f"filters/{stage}": filters.contiguous().half()}
    for i, maps in enumerate(feature_maps(network, photo)):
        found[f"maps/conv{i + 1}/{stage}"] = maps
    return found


def measure_all(
    results: dict[str, list[dict[str, Any]]],
    images: data.Data,
    work: Path,
    known: dict[str, np.ndarray],
) -> dict[str, object]:
    """Return every array, with the rows of all seeds that were measured now or before."""
    arrays: dict[str, object] = dict(known)
    photo = Image.open(PHOTO).convert("RGB").resize((32, 32), Image.Resampling.LANCZOS)
    arrays["photo"] = np.array(photo)
    arrays["images/dead"] = len(images.validation[1])
    arrays["images/field"] = min(FIELD_IMAGES, len(images.validation[1]))
    for variant in VARIANTS:
        entries = [e for e in results["runs"] if (e["model"], e["variant"]) == ("light", variant)]
        rows = measured_before(variant, known)
        for entry in entries:
            if not is_trained(entry, work):
                continue
            row: dict[str, Any] = {"seeds": entry["seed"]}
            for stage, model in stages(entry, work).items():
                row |= measure_network(model, variant, stage, images)
                if variant == "baseline" and entry is entries[0]:
                    arrays |= look_inside(model, stage, torch.tensor(arrays["photo"]))
            rows[entry["seed"]] = row
            print(f"{variant}, seed {entry['seed']}: measured", flush=True)
        for key in next(iter(rows.values()), {}):
            arrays[f"{variant}/{key}"] = np.stack([rows[seed][key] for seed in sorted(rows)])
    for entry in results["search"]:
        if (entry["model"], entry["variant"]) == ("light", "baseline") and is_trained(entry, work):
            model = stages(entry, work)["trained"]
            arrays[f"rate {entry['learning_rate']:g}/dead"] = dead_units(model, images.validation)
    return arrays


def measured_before(variant: str, known: dict[str, np.ndarray]) -> dict[int, dict[str, Any]]:
    """Return each seed's rows of a variant's arrays."""
    own = {key: array for key, array in known.items() if key.startswith(f"{variant}/")}
    return {
        int(seed): {key.removeprefix(f"{variant}/"): array[row] for key, array in own.items()}
        for row, seed in enumerate(known.get(f"{variant}/seeds", ()))
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    add = parser.add_argument
    add("--image-folder", type=Path, help="folder with train/ and test/; default: download")
    add("--held-out", type=int, default=5000)
    add("--results", type=Path, default=RESULTS)
    add("--work", type=Path, default=data.WORK)
    add("--output", type=Path, default=MEASUREMENTS)
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    images = data.load(arguments.image_folder, arguments.work, arguments.held_out)
    results = json.loads(arguments.results.read_text(encoding="utf-8"))
    known = dict(np.load(arguments.output)) if arguments.output.is_file() else {}
    arrays = measure_all(results, images, arguments.work, known)
    np.savez_compressed(arguments.output, **{key: np.asarray(a) for key, a in arrays.items()})


if __name__ == "__main__":
    main()
