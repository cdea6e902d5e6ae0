"""Theoretical against effective receptive fields, measured by real gradients on a photograph."""

from math import sqrt
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import torch
from PIL import Image
from torch import nn

from cnnlib import Conv2d, effective_receptive_field

# --8<-- [start:compute]
photo = Image.open(Path("snippets/images/cat.png")).convert("L")
x = torch.tensor(np.array(photo) / 255).float()[None, None]


NETWORKS = 40


def influence(depth, channels, networks):
    """Return how strongly each pixel moves one output."""
    size = 2 * depth + 1  # the theoretical receptive field
    low = (160 - size) // 2
    total = torch.zeros(size, size)
    for seed in range(networks):
        torch.manual_seed(seed)
        patch = x[..., low : low + size, low : low + size].clone()
        y = patch.requires_grad_()
        for layer in range(depth):
            incoming = 1 if layer == 0 else channels
            conv = nn.Conv2d(incoming, channels, 3, bias=False)
            if channels == 1:
                nn.init.constant_(conv.weight, 1 / 9)  # equal weights
                y = conv(y)
            else:
                nn.init.kaiming_normal_(conv.weight)  # random weights
                y = conv(y).relu()
        y[0, 0, 0, 0].backward()
        strength = patch.grad[0, 0].abs()
        total += strength / strength.sum().clamp(min=1e-30)
    return total / total.max()


maps = {}
for depth in [5, 10, 20, 40]:
    maps[depth] = {"equal": influence(depth, channels=1, networks=1)}
    maps[depth]["random"] = influence(depth, channels=8, networks=NETWORKS)
# --8<-- [end:compute]


THRESHOLD = 0.0455  # of the center's influence: a bell curve falls to it at 2.5 spreads


def width(m):
    """Return the side of a square with as many pixels as count, those above the threshold."""
    return sqrt(int((m >= THRESHOLD * m[len(m) // 2, len(m) // 2]).sum()))


def spread(m):
    """Return the standard deviation along one axis, in pixels."""
    shares = m.sum(dim=0) / m.sum()
    at = torch.arange(len(m)) - len(m) // 2
    return float((shares * at**2).sum().sqrt())


rows = []
for depth, pair in maps.items():
    size, exact = 2 * depth + 1, effective_receptive_field([Conv2d(1, 1, 3)] * depth).std
    assert abs(spread(pair["equal"]) - exact) < 0.01  # gradients and formula agree
    sides = [width(m) for m in pair.values()]
    ratios = [size / side for side in sides]
    rows.append([depth, size, f"{exact:.2f}"])
    rows[-1] += [f"{side:.1f} ({ratio:.1f})" for side, ratio in zip(sides, ratios, strict=True)]
    print(*rows[-1], sep="   ")
columns = ["layers", "theoretical", "spread (std), equal", "equal weights", "random, ReLU"]

fig, axes = plt.subplots(2, 4, num="maps", figsize=(5.2, 3.1))
for column, (depth, pair) in enumerate(maps.items()):
    for ax, m in zip(axes[:, column], pair.values(), strict=True):
        low = (160 - len(m)) // 2
        ax.imshow(x[0, 0, 32:128, 32:128], extent=(32, 128, 128, 32), alpha=0.45)
        color = torch.tensor([0.835, 0.369, 0]).expand(len(m), len(m), 3)
        heat = torch.cat([color, m.sqrt()[..., None]], dim=-1)  # opaque where pixels count
        ax.imshow(heat, extent=(low, low + len(m), low + len(m), low))
        ax.add_patch(plt.Rectangle((low, low), len(m), len(m), fill=False, ec="C0", lw=1.6))
        ax.set(xlim=(32, 128), ylim=(128, 32), xticks=[], yticks=[])
        ax.spines[:].set_visible(False)
    axes[0, column].set_title(f"{depth} layers")
axes[0, 0].set_ylabel("equal")
axes[1, 0].set_ylabel("random")

results = {"table": {"columns": columns, "rows": rows}}
results["equal"] = {str(d): (2 * d + 1) / width(pair["equal"]) for d, pair in maps.items()}
results["random"] = {str(d): (2 * d + 1) / width(pair["random"]) for d, pair in maps.items()}
results["width"] = {str(d): width(pair["equal"]) for d, pair in maps.items()}
results["depths"], results["networks"] = list(maps), NETWORKS
results["threshold"] = THRESHOLD
