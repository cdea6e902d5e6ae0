"""CIFAR-10 in memory: read once, split once, augmented a batch at a time."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from PIL import Image
from torch import Tensor
from torch.utils.data import DataLoader, TensorDataset

WORK = Path(__file__).resolve().parents[3] / ".cache" / "cifar10_ablation"  # not in git
MEAN = torch.tensor([0.4914, 0.4822, 0.4465])  # of CIFAR-10's training images, by color
STD = torch.tensor([0.2470, 0.2435, 0.2616])
PADDING = 4  # a random crop moves the image by up to this many pixels
SPLIT_SEED = 0  # the same validation images for every run

Images = tuple[Tensor, Tensor]  # uint8 (N, 32, 32, 3), class numbers (N,)


class DataError(Exception):
    """The data can't be used; the message is a sentence for the one who started the experiment."""


@dataclass(frozen=True)
class Data:
    """The three parts, and where they come from."""

    source: str
    train: Images
    validation: Images
    test: Images


def read_part(folder: Path) -> Images:
    """Read all images of one folder of class folders."""
    classes = sorted(path for path in folder.iterdir() if path.is_dir())
    images, labels = [], []
    for number, one_class in enumerate(classes):
        for path in sorted(one_class.iterdir()):
            with Image.open(path) as image:
                pixels = np.array(image.convert("RGB"))
            if pixels.shape != (32, 32, 3):
                height, width, _ = pixels.shape
                raise DataError(
                    f"{one_class.name}/{path.name} in {folder} has {width}×{height} pixels; "
                    "CIFAR-10's images have 32×32."
                )
            images.append(torch.from_numpy(pixels))
            labels.append(number)
    if not images:
        raise DataError(f"There are no images in the class folders of {folder}.")
    return torch.stack(images), torch.tensor(labels)


def read_image_folder(folder: Path) -> tuple[str, Images, Images]:
    """Read train/ and test/ of class folders; return the source's name and both parts."""
    names = {}
    for part in ("train", "test"):
        if not (folder / part).is_dir():
            raise DataError(
                f"There is no folder {part}/ in {folder}; --image-folder needs one that holds "
                "train/ and test/, each with one folder per class."
            )
        names[part] = sorted(path.name for path in (folder / part).iterdir() if path.is_dir())
        if len(names[part]) != 10:
            raise DataError(
                f"{folder / part} holds {len(names[part])} class folders; CIFAR-10 has 10 classes."
            )
    if names["train"] != names["test"]:
        raise DataError(f"train/ and test/ in {folder} don't hold the same class folders.")
    lossy = any((folder / "train").glob("*/*.jpg"))
    source = "CIFAR-10, JPEG copy" if lossy else "CIFAR-10, image folder"
    return source, read_part(folder / "train"), read_part(folder / "test")


def download(folder: Path) -> tuple[str, Images, Images]:
    """Let torchvision download CIFAR-10; return the source's name and both parts."""
    from torchvision.datasets import CIFAR10

    parts = [CIFAR10(str(folder), train=train, download=True) for train in (True, False)]
    train, test = [(torch.from_numpy(part.data), torch.tensor(part.targets)) for part in parts]
    return "CIFAR-10, torchvision", train, test


def load(image_folder: Path | None, work: Path, held_out: int) -> Data:
    """Return the data, decoded once and kept in `work`; `held_out` images are for validation."""
    place = str(image_folder.resolve()) if image_folder else "torchvision"
    cache = work / f"images-{hashlib.sha256(place.encode()).hexdigest()[:12]}.pt"
    if cache.is_file():
        source, train, test = torch.load(cache)
    else:
        print(f"Reading the images once; they are kept in {cache}", flush=True)
        content = read_image_folder(image_folder) if image_folder else download(work)
        source, train, test = content
        work.mkdir(parents=True, exist_ok=True)
        torch.save(content, cache)
    if held_out >= len(train[0]):
        raise DataError(
            f"{held_out} images can't be held out for validation: there are {len(train[0])}."
        )
    order = torch.randperm(len(train[0]), generator=torch.Generator().manual_seed(SPLIT_SEED))
    validation, rest = order[:held_out], order[held_out:]
    return Data(
        source,
        train=(train[0][rest], train[1][rest]),
        validation=(train[0][validation], train[1][validation]),
        test=test,
    )


def batches(images: Images, batch_size: int, seed: int | None = None) -> DataLoader[Images]:
    """Return the batches, in an order drawn from the loader's own generator if there is a seed.

    The order then depends on nothing else: dropout, which draws from PyTorch's global generator,
    can't change it.
    """
    generator = None if seed is None else torch.Generator().manual_seed(seed)
    dataset = TensorDataset(*images)
    sampler = torch.utils.data.BatchSampler(
        torch.utils.data.SequentialSampler(dataset)
        if generator is None
        else torch.utils.data.RandomSampler(dataset, generator=generator),
        batch_size,
        drop_last=False,
    )
    return DataLoader(dataset, sampler=sampler, batch_size=None, generator=generator)


def augment(images: Tensor, generator: torch.Generator) -> Tensor:
    """Shift each image by up to 4 pixels in each direction, black beyond the edge; flip half."""
    count, height, width, _ = images.shape  # (N, H, W, C)
    padded = torch.nn.functional.pad(images, (0, 0, PADDING, PADDING, PADDING, PADDING))
    offsets = torch.randint(0, 2 * PADDING + 1, (2, count, 1), generator=generator)
    flip = torch.rand((count, 1), generator=generator) < 0.5
    columns = torch.arange(width)
    rows = offsets[0] + torch.arange(height)  # (N, H)
    columns = offsets[1] + torch.where(flip, columns.flip(0), columns)  # (N, W)
    return padded[torch.arange(count)[:, None, None], rows[:, :, None], columns[:, None, :]]


def normalize(images: Tensor, device: torch.device) -> Tensor:
    """Turn uint8 (N, H, W, C) into what the network reads: (N, C, H, W), standardized.

    The strides stay those of the pixels in memory: PyTorch calls this order channels_last.
    """
    pixels = images.to(device).float() / 255
    return ((pixels - MEAN.to(device)) / STD.to(device)).permute(0, 3, 1, 2)
