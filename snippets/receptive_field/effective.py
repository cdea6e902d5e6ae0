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


def network(depth, channels):
    """Return one stack of 3 x 3 layers: equal weights, or random ones and ReLU."""
    layers = []
    for layer in range(depth):
        conv = nn.Conv2d(1 if layer == 0 else channels, channels, 3, bias=False)
        if channels == 1:
            nn.init.constant_(conv.weight, 1 / 9)
            layers.append(conv)
        else:
            nn.init.kaiming_normal_(conv.weight)
            layers += [conv, nn.ReLU()]
    return nn.Sequential(*layers)


def influence(depth, channels, networks):
    """Return how strongly each pixel moves one output, for so many networks; count silent ones."""
    size = 2 * depth + 1  # the theoretical receptive field
    low = (160 - size) // 2
    found, seed = [], 0
    while len(found) < networks:
        torch.manual_seed(seed)
        patch = x[..., low : low + size, low : low + size].clone().requires_grad_()
        network(depth, channels)(patch)[0, 0, 0, 0].backward()
        strength = patch.grad[0, 0].abs()
        if strength.any():  # if the last ReLU is off, nothing moves the output: no field to see
            found.append(strength / strength.sum())
        seed += 1
    return torch.stack(found), seed - networks


maps, silent = {}, {}
for depth in [5, 10, 20, 40]:
    equal, _ = influence(depth, channels=1, networks=1)
    random, silent[depth] = influence(depth, channels=8, networks=40)
    maps[depth] = {"equal": equal, "random": random}
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


def uncertainty(ms):
    """Return how far the width varies if other networks are drawn: 200 draws from these."""
    draws = np.random.default_rng(0).integers(len(ms), size=(200, len(ms)))
    return float(np.std([width(ms[draw].mean(dim=0)) for draw in torch.tensor(draws)]))


rows, ratio = [], {"equal": {}, "random": {}}
for depth, pair in maps.items():
    size, exact = 2 * depth + 1, effective_receptive_field([Conv2d(1, 1, 3)] * depth).std
    equal, side = pair["equal"][0], width(pair["random"].mean(dim=0))
    assert abs(spread(equal) - exact) < 0.01  # gradients and formula agree
    ratio["equal"][str(depth)], ratio["random"][str(depth)] = size / width(equal), size / side
    rows.append([depth, size, f"{exact:.2f}", f"{width(equal):.1f} ({size / width(equal):.1f})"])
    rows[-1].append(f"{side:.1f} ± {uncertainty(pair['random']):.1f} ({size / side:.1f})")
    rows[-1].append(silent[depth])
    print(*rows[-1], sep="   ")
columns = [
    "layers",
    "theoretical",
    "spread (std), equal",
    "equal weights",
    "random, ReLU",
    "left out",
]

fig, axes = plt.subplots(2, 4, num="maps", figsize=(5.2, 3.1))
for column, (depth, pair) in enumerate(maps.items()):
    for ax, ms in zip(axes[:, column], pair.values(), strict=True):
        m = ms.mean(dim=0) / ms.mean(dim=0).max()
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

results = {"table": {"columns": columns, "rows": rows}, **ratio}
results["depths"], results["networks"] = list(maps), len(maps[5]["random"])
results["silent"], results["threshold"] = list(silent.values()), THRESHOLD
