"""What one unit of each of VGG-16's five stages gets to see of a photograph."""

from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
from PIL import Image

from cnnlib import architectures, summarize

# --8<-- [start:compute]
layers = summarize(architectures.vgg16(), (3, 224, 224)).rows
pools = [i for i, layer in enumerate(layers) if layer.kind == "MaxPool2d"]
sizes = [layers[i - 1].receptive_field.size for i in pools]  # just before each pooling
print(sizes)
# --8<-- [end:compute]

photo = Image.open(Path("snippets/images/cat.png")).resize((224, 224), Image.Resampling.BICUBIC)
x = np.array(photo)
row, column = 90, 92  # the rim of the left eye
colors = ["C4", "C1", "C2", "C5", "C0"]

fig, axes = plt.subplot_mosaic(
    "aaaaa;bcdef", num="patches", figsize=(5.2, 5.3), height_ratios=[3.4, 1]
)
whole = axes["a"]
whole.imshow(x)
whole.axis("off")
for stage, (size, color) in enumerate(zip(sizes, colors, strict=True)):
    top, left = row - size // 2, column - size // 2
    box = plt.Rectangle((left - 0.5, top - 0.5), size, size, fill=False, ec=color, lw=2.2)
    whole.add_patch(box)
    ax = axes["bcdef"[stage]]
    ax.imshow(x[max(top, 0) : top + size, max(left, 0) : left + size])
    ax.set_title(f"stage {stage + 1}\n{size} × {size}", size=10, color="#1f2328")
    ax.set(xticks=[], yticks=[])
    for spine in ax.spines.values():
        spine.set(visible=True, color=color, linewidth=2.2)

results = {"sizes": sizes}
