"""MiniAlexNet with its activation, dropout and batch norm to choose."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import torch
from torch import Tensor, nn


@dataclass(frozen=True)
class Variant:
    """What one row of the ablation study changes; the defaults are the baseline."""

    activation: type[nn.Module] = nn.ReLU
    dropout: float = 0.5
    batch_norm: bool = False
    augmentation: bool = True


VARIANTS = {
    "baseline": Variant(),
    "no dropout": Variant(dropout=0.0),
    "no augmentation": Variant(augmentation=False),
    "tanh": Variant(activation=nn.Tanh),
    "sigmoid": Variant(activation=nn.Sigmoid),
    "sigmoid + batch norm": Variant(activation=nn.Sigmoid, batch_norm=True),
}


@dataclass(frozen=True)
class Size:
    """Output channels of the three convolutions, and features of the hidden linear layer."""

    channels: tuple[int, int, int]
    hidden: int


SIZES = {"light": Size((32, 64, 128), 256), "full": Size((64, 128, 256), 512)}


class MiniAlexNet(nn.Module):
    """Three times convolution, activation, pooling; then two fully connected layers."""

    def __init__(self, size: Size, variant: Variant, classes: int = 10) -> None:
        super().__init__()
        blocks: list[nn.Module] = []
        for before, after in pairwise((3, *size.channels)):
            blocks.append(nn.Conv2d(before, after, 3, padding=1))
            if variant.batch_norm:
                blocks.append(nn.BatchNorm2d(after))
            blocks += [variant.activation(), nn.MaxPool2d(2)]
        self.features = nn.Sequential(*blocks)  # 32 -> 16 -> 8 -> 4
        self.classifier = nn.Sequential(
            nn.Flatten(),
            nn.Dropout(variant.dropout),
            nn.Linear(size.channels[-1] * 4 * 4, size.hidden),
            *([nn.BatchNorm1d(size.hidden)] if variant.batch_norm else []),
            variant.activation(),
            nn.Dropout(variant.dropout),
            nn.Linear(size.hidden, classes),
        )

    def forward(self, images: Tensor) -> Tensor:
        return self.classifier(self.features(images))  # (N, 3, 32, 32) -> (N, classes)


def build(size: str, variant: str, seed: int) -> MiniAlexNet:
    """Return the network with the initial weights of this seed, the same for every variant.

    Activations, dropout and batch norm draw no random numbers when they are built, so all
    convolutions and linear layers start equal.
    """
    torch.manual_seed(seed)
    return MiniAlexNet(SIZES[size], VARIANTS[variant])
