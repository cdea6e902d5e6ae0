"""An edge map of a photograph, and what is left of it after more and more max pooling."""

from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import torch
from PIL import Image
from torch import nn

# --8<-- [start:compute]
photo = Image.open(Path("snippets/images/cat.png")).convert("L")
x = torch.tensor(np.array(photo) / 255).float()
x = x[None, None]  # (1, 1, 160, 160)

kernel = torch.tensor([[1.0, 0, -1], [2, 0, -2], [1, 0, -1]])
sobel = nn.Conv2d(1, 1, 3, padding=1, padding_mode="reflect", bias=False)
sobel.weight.data[:] = kernel
pool = nn.MaxPool2d(kernel_size=2)  # stride: the same as the window

with torch.no_grad():
    maps = [sobel(x).abs()]
    for _ in range(3):
        maps.append(pool(maps[-1]))
for m in maps:
    print(tuple(m.shape))
# --8<-- [end:compute]

fig, axes = plt.subplots(2, 2, num="maps", figsize=(5.2, 5.4))
for ax, m in zip(axes.flat, maps, strict=True):
    ax.imshow(m[0, 0], vmin=0, vmax=m.quantile(0.99))
    ax.set_title(f"{m.shape[2]} × {m.shape[3]}", color="C2")
    ax.axis("off")

results = {"sizes": [m.shape[2] for m in maps], "parameters": sum(1 for _ in pool.parameters())}
