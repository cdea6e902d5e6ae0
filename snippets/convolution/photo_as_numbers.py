"""A gray photograph is a table of numbers: eight by eight pixels of a cat's eye, close up."""

from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
from PIL import Image

photo = np.array(Image.open(Path("snippets/images/cat.png")).convert("L"))
top, left, size = 60, 28, 8
detail = photo[top : top + size, left : left + size]

fig, axes = plt.subplots(1, 2, num="pixels", figsize=(5.2, 2.8), width_ratios=[1, 1.15])
axes[0].imshow(photo, vmin=0, vmax=255)
box = (left - 0.5, top - 0.5)
axes[0].add_patch(plt.Rectangle(box, size, size, fill=False, edgecolor="C4", lw=2))
axes[1].imshow(detail, vmin=0, vmax=255)
for row in range(size):
    for column in range(size):
        value = detail[row, column]
        ink = "white" if value < 128 else "black"  # readable on the pixel itself
        axes[1].text(column, row + 0.03, value, ha="center", va="center", size=10, color=ink)
for ax in axes:
    ax.axis("off")

results = {"height": photo.shape[0], "width": photo.shape[1]}
