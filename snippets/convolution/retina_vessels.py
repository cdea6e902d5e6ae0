"""Twelve hand-set Gabor filters in one nn.Conv2d pick out the vessels of a retina."""

from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import torch
from PIL import Image
from torch import nn


def gabor(angle, size=13, wavelength=8.0, width=2.2):
    """Return a wave in the direction `angle` (degrees) that fades away from the center."""
    half = size // 2
    v, u = torch.meshgrid(*[torch.arange(-half, half + 1.0)] * 2, indexing="ij")
    turn = torch.deg2rad(torch.tensor(float(angle)))
    along = u * torch.cos(turn) + v * torch.sin(turn)
    wave = torch.cos(2 * torch.pi * along / wavelength)
    kernel = wave * torch.exp(-(u**2 + v**2) / (2 * width**2))
    return (kernel - kernel.mean()) / kernel.abs().sum()


# --8<-- [start:compute]
photo = Image.open(Path("snippets/images/retina.png"))
x = torch.tensor(np.array(photo) / 255).float()  # (H, W, 3)
darkness = 1 - x[None, None, :, :, 1]  # vessels are darkest in the green channel

angles = range(0, 180, 15)
conv = nn.Conv2d(1, len(angles), kernel_size=13, padding=6, padding_mode="reflect", bias=False)
with torch.no_grad():
    conv.weight[:, 0] = torch.stack([gabor(angle) for angle in angles])
    vessels = conv(darkness)[0].amax(dim=0)  # best direction at each place
# --8<-- [end:compute]

fig, axes = plt.subplots(1, 2, num="vessels", figsize=(5.2, 2.8))
axes[0].imshow(x)
axes[0].set_title("input", color="C0")
axes[1].imshow(vessels, vmin=0, vmax=vessels.quantile(0.99))
axes[1].set_title("strongest response", color="C2")
for ax in axes:
    ax.axis("off")

results = {"filters": len(angles)}
