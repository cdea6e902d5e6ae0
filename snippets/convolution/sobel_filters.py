"""Two hand-set Sobel filters in an nn.Conv2d: one finds upright edges, one finds level edges."""

from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import torch
from PIL import Image
from torch import nn

# --8<-- [start:compute]
photo = Image.open(Path("snippets/images/cat.png")).convert("L")
x = torch.tensor(np.array(photo) / 255).float()  # (H, W), 0 to 1
x = x[None, None]  # (1, 1, H, W): one image, one channel

sobel = torch.tensor([[1.0, 0, -1], [2, 0, -2], [1, 0, -1]])
conv = nn.Conv2d(1, 2, kernel_size=3, bias=False)
with torch.no_grad():
    conv.weight[0, 0] = sobel  # left minus right
    conv.weight[1, 0] = sobel.T  # above minus below
    maps = conv(x)[0]
print("weight:", tuple(conv.weight.shape), "maps:", tuple(maps.shape))
# --8<-- [end:compute]

layout = [["nothing", "k0", "k1"], ["photo", "m0", "m1"]]
fig, axes = plt.subplot_mosaic(layout, num="maps", figsize=(5.2, 2.75), height_ratios=[1, 2.2])
for i in range(2):
    ax = axes[f"k{i}"]
    for row in range(3):
        for column in range(3):
            value = conv.weight[i, 0, row, column].item()
            fill = ("C1", 0.06 + 0.22 * abs(value))
            ax.add_patch(plt.Rectangle((column, row), 1, 1, fc=fill, ec="#6e7781", lw=0.6))
            text = f"{value:.0f}".replace("-", "−")
            ax.text(column + 0.5, row + 0.53, text, ha="center", va="center", size=10)
    ax.set(xlim=(-0.1, 3.1), ylim=(3.1, -0.1), aspect="equal")
    axes[f"m{i}"].imshow(maps[i], vmin=-1.8, vmax=1.8)
axes["photo"].imshow(x[0, 0], vmin=0, vmax=1)
axes["photo"].set_title("input", color="C0")
axes["m0"].set_title("left − right", color="C2")
axes["m1"].set_title("above − below", color="C2")
axes["nothing"].text(0.98, 0.5, "kernels", color="C1", ha="right", va="center")
for ax in axes.values():
    ax.axis("off")
