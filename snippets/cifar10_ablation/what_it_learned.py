"""The first layer's filters before and after training, and what the cat looks like inside."""

import matplotlib.pyplot as plt
import numpy as np

from snippets.cifar10_ablation.experiment.results import origin

arrays = np.load("snippets/cifar10_ablation/measurements.npz")
STAGES = {"initial": "before training", "trained": "after"}


def mosaic(filters, columns=8):
    """Lay the filters out as one picture: gray is 0, and each filter uses its own full range."""
    weights = filters.astype(float).transpose(0, 2, 3, 1)  # (32, 3, 3, RGB)
    largest = np.abs(weights).max(axis=(1, 2, 3), keepdims=True)
    rows = len(weights) // columns
    picture = np.zeros((4 * rows - 1, 4 * columns - 1, 4))  # a transparent line between two filters
    for i, one in enumerate(0.5 + 0.5 * weights / largest):
        top, left = 4 * (i // columns), 4 * (i % columns)
        picture[top : top + 3, left : left + 3] = np.dstack([one, np.ones((3, 3))])
    return picture


fig, axes = plt.subplots(1, 2, num="filters", figsize=(5.2, 1.7))
for ax, (stage, title) in zip(axes, STAGES.items(), strict=True):
    ax.imshow(mosaic(arrays[f"filters/{stage}"]))
    ax.set_title(title)
    ax.axis("off")
fig.get_layout_engine().set(wspace=0.12)

LAYERS = ["conv1", "conv2", "conv3"]
fig, axes = plt.subplots(3, 5, num="maps", figsize=(5.2, 3.3))
for layer, row in zip(LAYERS, axes, strict=True):
    for ax, one in zip(row[1:], arrays[f"maps/{layer}/trained"], strict=True):
        ax.imshow(one, cmap="gray")
    size = arrays[f"maps/{layer}/trained"].shape[-1]
    row[1].set_ylabel(f"{layer}\n{size} × {size}")
axes[0, 0].imshow(arrays["photo"])
axes[0, 0].set_title("input")
for ax in axes.flat:
    ax.set(xticks=[], yticks=[])
    ax.spines[:].set_visible(False)
for ax in axes[1:, 0]:
    ax.axis("off")


def flat(stage):
    return arrays[f"filters/{stage}"].astype(float).reshape(32, -1)


def likeness(one, other):
    """The cosine of the angle between two filters: 1 is the same up to its size."""
    return (one * other).sum(1) / np.linalg.norm(one, axis=1) / np.linalg.norm(other, axis=1)


results = {
    "measured": origin(["baseline"], arrays["baseline/seeds"][:1]),
    "settings": {"filters": len(arrays["filters/trained"])},
    "likeness to their start": float(np.median(likeness(flat("initial"), flat("trained")))),
    "growth": float(np.linalg.norm(flat("trained")) / np.linalg.norm(flat("initial"))),
    "sizes": [int(arrays[f"maps/{layer}/trained"].shape[-1]) for layer in LAYERS],
}
