"""MiniAlexNet: the recipe of 2012 at the size of CIFAR-10's images."""

from itertools import pairwise

import torch
from torch import nn


# --8<-- [start:model]
class MiniAlexNet(nn.Module):
    def __init__(self, channels=(64, 128, 256), hidden=512, classes=10):
        super().__init__()
        blocks = []
        for before, after in pairwise((3, *channels)):
            blocks += [nn.Conv2d(before, after, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2)]
        self.features = nn.Sequential(*blocks)  # 32 -> 16 -> 8 -> 4
        self.classifier = nn.Sequential(
            nn.Flatten(),
            nn.Dropout(0.5),
            nn.Linear(channels[-1] * 4 * 4, hidden),
            nn.ReLU(),
            nn.Dropout(0.5),
            nn.Linear(hidden, classes),
        )

    def forward(self, x):
        return self.classifier(self.features(x))


# --8<-- [end:model]


# --8<-- [start:count]
for settings in ({}, {"channels": (32, 64, 128), "hidden": 256}):
    model = MiniAlexNet(**settings)
    shape = tuple(model(torch.zeros(1, 3, 32, 32)).shape)
    print(shape, f"{sum(p.numel() for p in model.parameters()):,} parameters")
# --8<-- [end:count]
