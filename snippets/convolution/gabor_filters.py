"""Gabor filters of three directions answer to different parts of a cat and of a brick wall."""

from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import torch
from PIL import Image
from torch import nn


# --8<-- [start:gabor]
def gabor(angle, size=15, wavelength=7.0, width=3.0):
    """Return a wave along `angle` (degrees) that fades outward."""
    half = size // 2
    line = torch.arange(-half, half + 1.0)  # the center is 0
    v, u = torch.meshgrid(line, line, indexing="ij")
    turn = torch.deg2rad(torch.tensor(float(angle)))
    along = u * torch.cos(turn) + v * torch.sin(turn)
    wave = torch.cos(2 * torch.pi * along / wavelength)
    kernel = wave * torch.exp(-(u**2 + v**2) / (2 * width**2))
    kernel -= kernel.mean()  # an even gray area scores 0
    return kernel / kernel.abs().sum()


angles = [0, 45, 90]
conv = nn.Conv2d(1, 3, 15, padding=7, padding_mode="reflect", bias=False)
with torch.no_grad():
    conv.weight[:, 0] = torch.stack([gabor(a) for a in angles])
# --8<-- [end:gabor]

fig, axes = plt.subplots(3, 4, num="maps", figsize=(5.2, 3.9))
axes[0, 0].text(0.96, 0.5, "kernels", color="C1", ha="right", va="center")
for ax, kernel in zip(axes[0, 1:], conv.weight.detach()[:, 0], strict=True):
    ax.imshow(kernel, cmap="PuOr_r", vmin=-kernel.max(), vmax=kernel.max())
for row, name in zip(axes[1:], ["cat", "brick"], strict=True):
    photo = Image.open(Path(f"snippets/images/{name}.png")).convert("L")
    x = torch.tensor(np.array(photo) / 255).float()[None, None]
    with torch.no_grad():
        strength = conv(x)[0].abs()
    row[0].imshow(x[0, 0], vmin=0, vmax=1)
    for ax, response in zip(row[1:], strength, strict=True):
        ax.imshow(response, vmin=0, vmax=strength.quantile(0.995))
for ax in axes.flat:
    ax.axis("off")
