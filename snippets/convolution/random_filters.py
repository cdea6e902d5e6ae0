"""Six filters with random numbers, applied to a photograph by an untrained nn.Conv2d."""

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

torch.manual_seed(0)
conv = nn.Conv2d(1, 6, kernel_size=3)  # six filters, random numbers
with torch.no_grad():
    maps = conv(x)
print(tuple(x.shape), "->", tuple(maps.shape))
# --8<-- [end:compute]

fig, axes = plt.subplots(4, 3, num="maps", figsize=(5.2, 5.2), height_ratios=[1, 3, 1, 3])
kernels = conv.weight.detach()[:, 0]
for i in range(6):
    top, bottom = axes[2 * (i // 3), i % 3], axes[2 * (i // 3) + 1, i % 3]
    top.imshow(kernels[i], cmap="PuOr_r", vmin=-0.4, vmax=0.4)
    bottom.imshow(maps[0, i])
    top.axis("off")
    bottom.axis("off")

results = {"parameters": sum(p.numel() for p in conv.parameters())}
