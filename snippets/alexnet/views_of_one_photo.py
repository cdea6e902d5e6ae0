"""Crops and flips of one photograph: all the same cat to us, all different to the network."""

from pathlib import Path

import matplotlib.pyplot as plt
import torch
from PIL import Image
from torchvision.transforms import functional as F

photo = Image.open(Path("snippets/images/cat.png")).convert("L")
side = min(photo.size)

# --8<-- [start:crop]
image, crop = 256, 224
positions = (image - crop) ** 2  # as the paper counts them
views = positions * 2  # each of them also mirrored
print(f"{positions:,} positions, {views:,} views")
# --8<-- [end:crop]

torch.manual_seed(3)
fig, axes = plt.subplots(2, 4, num="views", figsize=(5.2, 2.8))
size = side * crop // image
for place, ax in enumerate(axes.flat):
    top, left = torch.randint(side - size + 1, (2,)).tolist()
    view = F.crop(photo, top, left, size, size)
    ax.imshow(F.hflip(view) if place % 2 else view, cmap="gray")
    ax.axis("off")
results = {"positions": positions, "views": views}
