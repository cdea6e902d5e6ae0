"""Shift, then convolve = convolve, then shift; with pooling the two no longer agree."""

from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import torch
import torch.nn.functional as F
from PIL import Image

# --8<-- [start:compute]
photo = Image.open(Path("snippets/images/cat.png")).convert("L")
x = torch.tensor(np.array(photo) / 255).float()[None, None]
sobel = torch.tensor([[[[1.0, 0, -1], [2, 0, -2], [1, 0, -1]]]])


def move(images, pixels):
    return images.roll(pixels, dims=-1)  # to the right, and around


def edges(images):
    padded = F.pad(images, (1, 1, 1, 1), mode="circular")
    return F.conv2d(padded, sobel).abs()


def pool(images):
    return F.max_pool2d(edges(images), 2)


def gap(a, b):
    """Return the size of the difference, as a share of that of `b`."""
    return float((a - b).norm() / b.norm())


results = {
    "convolution": gap(edges(move(x, 1)), move(edges(x), 1)),
    "pool, 2 pixels": gap(pool(move(x, 2)), move(pool(x), 1)),
    "pool, 1 pixel, output stays": gap(pool(move(x, 1)), pool(x)),
    "pool, 1 pixel, output moves": gap(pool(move(x, 1)), move(pool(x), 1)),
}
for name, share in results.items():
    print(f"{name:<28} {share:.0%}")
# --8<-- [end:compute]

maps = {
    "shift, convolve": edges(move(x, 1)),
    "convolve, shift": move(edges(x), 1),
    "difference": edges(move(x, 1)) - move(edges(x), 1),
    "shift, pool": pool(move(x, 1)),
    "pool": pool(x),
    "difference ": pool(move(x, 1)) - pool(x),
}
fig, axes = plt.subplots(2, 3, num="maps", figsize=(5.2, 4.1))
for ax, (title, picture) in zip(axes.flat, maps.items(), strict=True):
    low, high = (-1, 1) if "difference" in title else (0, 1.2)
    ax.imshow(picture[0, 0], vmin=low, vmax=high)
    ax.set_title(title, color="#1f2328" if "difference" in title else "C2")
    ax.axis("off")
