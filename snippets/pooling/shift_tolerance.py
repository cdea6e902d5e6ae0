"""How much a pooled edge map changes when the photograph moves by one pixel."""

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
edges = F.conv2d(F.pad(x, (1, 1, 1, 1), mode="circular"), sobel).abs()
moved = edges.roll(1, dims=-1)


def blur_pool(maps):
    """Max at every place, then a blur, then every second place."""
    padded = F.pad(maps, (0, 1, 0, 1), mode="circular")
    dense = F.max_pool2d(padded, 2, stride=1)
    blur = torch.tensor([1.0, 2, 1]) / 4
    kernel = (blur[:, None] * blur)[None, None]
    padded = F.pad(dense, (1, 1, 1, 1), mode="circular")
    return F.conv2d(padded, kernel, stride=2)


poolings = {
    "none": lambda maps: maps,
    "2 × 2": lambda maps: F.max_pool2d(maps, 2),
    "2 × 2, blurred": blur_pool,
    "4 × 4": lambda maps: F.max_pool2d(maps, 4),
    "8 × 8": lambda maps: F.max_pool2d(maps, 8),
    "16 × 16": lambda maps: F.max_pool2d(maps, 16),
    "whole map": lambda maps: F.adaptive_max_pool2d(maps, 1),
}
change = {}
for name, f in poolings.items():
    change[name] = float((f(moved) - f(edges)).norm() / f(edges).norm())
    print(f"{name:<15} {change[name]:6.1%}")
# --8<-- [end:compute]

fig, ax = plt.subplots(num="change", figsize=(5.2, 3.0))
names = list(change)
ax.barh(names, [100 * share for share in change.values()], color="C2", height=0.62)
for i, share in enumerate(change.values()):
    ax.text(100 * share + 1, i, f"{100 * share:.0f} %", va="center")
ax.invert_yaxis()
ax.set(xlabel="change of the map when the photograph moves by 1 pixel", xticks=[], xlim=(0, 75))
ax.spines["bottom"].set_visible(False)
ax.tick_params(length=0)

table = [[name, f"{100 * share:.1f} %"] for name, share in change.items()]
results = {"table": {"columns": ["max pooling", "change"], "rows": table}, "change": change}
