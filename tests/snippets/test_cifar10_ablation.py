"""The ablation study's own script, on a CIFAR-10 of a few random images."""

from __future__ import annotations

import html
import json
import re
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from PIL import Image

from cnnlib import architectures
from sitekit.snippets import store
from snippets.cifar10_ablation.experiment import data, measure, results, search, train
from snippets.cifar10_ablation.experiment.model import SIZES, VARIANTS, build

ROOT = Path(__file__).resolve().parents[2]
CPU = torch.device("cpu")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Ten classes, four training images and one test image of each."""
    root = tmp_path_factory.mktemp("cifar10")
    pixels = np.random.default_rng(0)
    for part, count in (("train", 4), ("test", 1)):
        for number in range(10):
            (root / part / f"class{number}").mkdir(parents=True)
            for i in range(count):
                image = Image.fromarray(pixels.integers(0, 256, (32, 32, 3), dtype=np.uint8))
                image.save(root / part / f"class{number}" / f"{i}.jpg")
    return root


@pytest.fixture(scope="module")
def images(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> data.Data:
    return data.load(folder, tmp_path_factory.mktemp("work"), held_out=10)


def study(folder: Path, work: Path, *more: str) -> subprocess.CompletedProcess[str]:
    command = ["-m", "snippets.cifar10_ablation.experiment", "--jobs", "1", "--epochs", "1"]
    places = [
        "--held-out",
        "10",
        "--image-folder",
        folder,
        "--work",
        work,
        "--results",
        work / "results.json",
    ]
    return subprocess.run(
        [sys.executable, *command, *map(str, places), *more],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_study_measures_and_does_not_repeat(folder: Path, tmp_path: Path) -> None:
    few = ("--seeds", "1", "--variants", "baseline")
    first = study(folder, tmp_path, *few)
    assert first.returncode == 0, first.stderr
    once = json.loads((tmp_path / "results.json").read_text())
    assert [entry["variant"] for entry in once["runs"]] == ["baseline"]
    check_entry(once["runs"][0], epochs=1)
    assert len(once["search"]) == len(search.GRID)
    assert "test_accuracy" not in once["search"][0]

    second = study(folder, tmp_path, *few, "tanh")
    assert second.returncode == 0, second.stderr
    twice = json.loads((tmp_path / "results.json").read_text())
    assert twice["runs"][0] == once["runs"][0]  # its seconds too
    assert [entry["variant"] for entry in twice["runs"]] == ["baseline", "tanh"]
    assert "light, tanh, seed 1" in second.stdout
    assert "baseline" not in second.stdout


class InterruptionError(Exception):
    pass


def test_an_interrupted_run_goes_on_as_if_nothing_had_happened(
    images: data.Data, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = train.Run("light", "sigmoid + batch norm", seed=1, learning_rate=1e-3, epochs=3)
    undisturbed = train.train(run, images, CPU, tmp_path / "undisturbed")
    seen: list[int] = []

    def interrupted(*arguments: Any) -> None:
        epoch = arguments[4]
        seen.append(epoch)
        if seen == [0, 1]:
            raise InterruptionError
        real(*arguments)

    real = train.train_epoch
    monkeypatch.setattr(train, "train_epoch", interrupted)
    with pytest.raises(InterruptionError):
        train.train(run, images, CPU, tmp_path / "interrupted")
    resumed = train.train(run, images, CPU, tmp_path / "interrupted")
    assert seen == [0, 1, 1, 2]
    assert {**resumed, "seconds": 0} == {**undisturbed, "seconds": 0}


def test_the_test_images_are_looked_at_once(
    images: data.Data, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: list[bool] = []
    real = train.measure

    def measure(model: Any, measured: data.Images, device: torch.device) -> tuple[float, float]:
        looked.append(measured[0] is images.test[0])
        return real(model, measured, device)

    monkeypatch.setattr(train, "measure", measure)
    train.train(train.Run("light", "baseline", 1, 1e-3, 2), images, CPU, tmp_path)
    assert looked == [False] * 4 + [True]
    looked.clear()
    train.train(train.Run("light", "baseline", 1, 1e-3, 2, 20), images, CPU, tmp_path)
    assert looked == [False] * 4


@pytest.mark.parametrize("variant", VARIANTS)
def test_every_variant_starts_from_the_same_weights(variant: str) -> None:
    ours, baseline = build("light", variant, seed=1), build("light", "baseline", seed=1)
    weights = [p for p in ours.parameters() if p.ndim > 1]
    for one, other in zip(weights, (p for p in baseline.parameters() if p.ndim > 1), strict=True):
        assert torch.equal(one, other)
    assert not torch.equal(weights[0], next(build("light", variant, seed=2).parameters()))


@pytest.mark.parametrize("size", SIZES)
def test_the_network_is_the_one_of_the_lesson(size: str) -> None:
    settings = SIZES[size]
    lesson = architectures.mini_alexnet(settings.channels, settings.hidden)
    model = build(size, "baseline", seed=1)
    assert sum(p.numel() for p in model.parameters()) == lesson.parameters
    ours = [type(m).__name__ for m in model.modules() if not list(m.children())]
    assert ours == [layer.kind for part in lesson for layer in part]


def test_dropout_does_not_change_the_batches(images: data.Data) -> None:
    orders = []
    for noise in (0, 1):
        torch.manual_seed(noise)
        batches = data.batches(images.train, 8, seed=5)
        orders.append([labels for _, labels in batches if torch.rand(1) is not None])
    assert [o.tolist() for o in orders[0]] == [o.tolist() for o in orders[1]]


def test_validation_and_training_images_are_disjoint(images: data.Data) -> None:
    parts = {
        name: {image.numpy().tobytes() for image in getattr(images, name)[0]}
        for name in ("train", "validation", "test")
    }
    assert [len(part) for part in parts.values()] == [30, 10, 10]
    assert len(set().union(*parts.values())) == 50


def test_augmentation_crops_and_flips() -> None:
    image = torch.arange(1, 32 * 32 + 1).reshape(1, 32, 32, 1).expand(1, 32, 32, 3)
    padded = torch.nn.functional.pad(image, (0, 0, 4, 4, 4, 4))
    views = [padded[0, top : top + 32, left : left + 32] for top in range(9) for left in range(9)]
    views += [view.flip(1) for view in views]
    many = data.augment(image.repeat(200, 1, 1, 1), torch.Generator().manual_seed(0))
    drawn = {next(i for i, view in enumerate(views) if torch.equal(view, one)) for one in many}
    assert len(drawn) > 80
    assert min(drawn) < len(views) / 2 <= max(drawn)


def spoiled(tmp_path: Path, what: str) -> Path:
    if what != "nothing there":
        for part in ("train", "test"):
            (tmp_path / part).mkdir()
    if what in ("wrong size", "no images"):
        for part in ("train", "test"):
            for number in range(10):
                (tmp_path / part / str(number)).mkdir()
    if what == "wrong size":
        Image.new("RGB", (48, 40)).save(tmp_path / "train" / "3" / "x.png")
    return tmp_path


@pytest.mark.parametrize(
    ("what", "sentence"),
    [
        ("nothing there", "There is no folder train/ in"),
        ("no classes", "holds 0 class folders; CIFAR-10 has 10 classes."),
        ("no images", "There are no images in the class folders of"),
        ("wrong size", "has 48×40 pixels; CIFAR-10's images have 32×32."),
    ],
)
def test_a_wrong_folder_is_refused_in_a_sentence(tmp_path: Path, what: str, sentence: str) -> None:
    with pytest.raises(data.DataError, match=sentence.replace(".", r"\.")):
        data.load(spoiled(tmp_path, what), tmp_path / "work", held_out=1)


def test_the_command_refuses_without_a_traceback(tmp_path: Path) -> None:
    refused = study(tmp_path, tmp_path)
    assert refused.returncode == 1
    assert refused.stderr.startswith("There is no folder train/ in")
    assert "Traceback" not in refused.stderr


def test_a_seed_without_weights_keeps_what_was_measured(
    folder: Path, images: data.Data, tmp_path: Path
) -> None:
    few = ("--variants", "baseline", "tanh", "--seeds")
    assert study(folder, tmp_path, *few, "1", "2").returncode == 0
    content = json.loads((tmp_path / "results.json").read_text())
    first = measure.measure_all(content, images, tmp_path, {})
    assert first["baseline/seeds"].tolist() == first["tanh/seeds"].tolist() == [1, 2]
    assert first["baseline/field/trained"].shape == (2, 32, 32)
    for weights in (tmp_path / "checkpoints").glob("light-*-1-*"):
        weights.unlink()
    again = measure.measure_all(content, images, tmp_path, first)
    assert {key: np.asarray(array).tolist() for key, array in again.items()} == {
        key: np.asarray(array).tolist() for key, array in first.items()
    }


def test_results_of_other_conditions_are_not_mixed(tmp_path: Path) -> None:
    file = tmp_path / "results.json"
    shared = results.conditions(CPU, "CIFAR-10, JPEG copy")
    results.save(file, results.load(file, shared))
    assert results.load(file, shared)["runs"] == []
    with pytest.raises(results.ResultsError, match="measured with data 'CIFAR-10, JPEG copy'"):
        results.load(file, {**shared, "data": "CIFAR-10, torchvision"})


def test_the_build_does_not_run_the_experiment() -> None:
    assert not [name for name in store.names() if "experiment" in name]


def test_the_committed_results_are_complete() -> None:
    content = json.loads(results.RESULTS.read_text(encoding="utf-8"))
    assert set(content) == {*results.HEAD, "search", "runs", "repeated"}
    planned = set(content["planned_seeds"])
    assert len(planned) >= 3
    seeds: dict[str, dict[str, set[int]]] = {}
    for entry in content["runs"]:
        check_entry(entry, epochs=10)
        rate = search.best_rate(content["search"], entry["variant"])
        assert entry["learning_rate"] == rate
        seeds.setdefault(entry["model"], {}).setdefault(entry["variant"], set()).add(entry["seed"])
    assert set(seeds["light"]) == set(VARIANTS)
    for variants in seeds.values():
        first, *others = variants.values()
        assert first <= planned
        assert all(other == first for other in others)  # balanced
    assert all(seeds["light"][variant] == planned for variant in VARIANTS)
    assert len(content["runs"]) == sum(len(s) for v in seeds.values() for s in v.values())


def test_the_lesson_prints_what_was_measured(site: Path) -> None:
    content = json.loads(results.RESULTS.read_text(encoding="utf-8"))
    page = (site / "lessons" / "lenet_to_alexnet" / "index.html").read_text(encoding="utf-8")
    text = html.unescape(re.sub(r"<[^>]+>", "", page))
    assert content["torch"] in text
    assert "JPEG copy" in text
    assert f"JPEG copy; {len(content['planned_seeds'])} seeds; " in text
    assert all(run["date"] in text for run in content["runs"])
    for variant in VARIANTS:
        runs = [r for r in content["runs"] if (r["model"], r["variant"]) == ("light", variant)]
        reached = [100 * run["test_accuracy"] for run in runs]
        lowest, highest = min(reached), max(reached)
        assert f"{sum(reached) / len(reached):.1f} % ({lowest:.1f} to {highest:.1f})" in text


def check_entry(entry: dict[str, Any], epochs: int) -> None:
    assert entry["variant"] in VARIANTS
    assert entry["model"] in SIZES
    assert entry["epochs"] == epochs
    assert entry["learning_rate"] in search.GRID
    for part in ("train", "validation"):
        assert len(entry[f"{part}_accuracy"]) == len(entry[f"{part}_loss"]) == epochs
        assert all(0 <= value <= 1 for value in entry[f"{part}_accuracy"])
    assert 0 <= entry["test_accuracy"] <= 1
    assert date.fromisoformat(entry["date"])
    assert entry["seconds"] >= 0  # in tenths, and a tiny run takes less than half of one
