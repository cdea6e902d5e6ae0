"""The receptive field that training leaves in use: MiniAlexNet before and after, by gradients."""

from math import sqrt

import matplotlib.pyplot as plt
import numpy as np

from cnnlib import Conv2d, MaxPool2d, receptive_field
from cnnlib.architectures import mini_alexnet

arrays = np.load("snippets/cifar10_ablation/measurements.npz")

spatial = [layer for layer in mini_alexnet()["features"] if isinstance(layer, Conv2d | MaxPool2d)]
theory = receptive_field(spatial)
first, last = theory.region(1)  # of the unit at (1, 1) behind the last pool
THRESHOLD = 0.0455  # of the strongest pixel, as for the untrained stacks


def field(stage):
    """Return the mean over the seeds, cut to the theoretical field."""
    strength = arrays[f"field/{stage}"].astype(float).mean(axis=0)
    inside = strength[first : last + 1, first : last + 1]
    assert inside.sum() > 0.999 * strength.sum()  # no pixel outside moves the unit
    return inside / inside.sum()


def spread(strength):
    """Return the standard deviation in pixels, the mean of both axes."""
    at = np.arange(len(strength))
    deviations = []
    for axis in (0, 1):
        share = strength.sum(axis=axis)
        deviations.append(sqrt(share @ (at - share @ at) ** 2))
    return sum(deviations) / 2


def width(strength):
    """Return the side of a square with as many pixels as count."""
    return sqrt(int((strength >= THRESHOLD * strength.max()).sum()))


fields = {"before training": field("initial"), "after training": field("trained")}
brightest = max(one.max() for one in fields.values())
fig, axes = plt.subplots(1, 2, num="fields", figsize=(5.2, 2.7))
for ax, (title, strength) in zip(axes, fields.items(), strict=True):
    ax.imshow(strength, cmap="inferno", vmin=0, vmax=brightest)
    ax.set_title(title)
    ax.axis("off")

results = {
    "size": theory.size,
    "threshold": THRESHOLD,
    "seeds": len(arrays["field/trained"]),
    "images": int(arrays["images/field"]),
    "spread": {title: spread(strength) for title, strength in fields.items()},
    "width": {title: width(strength) for title, strength in fields.items()},
}
results["table"] = {
    "columns": ["", "theoretical", "width of what counts", "spread (std)"],
    "rows": [
        [title, theory.size, f"{width(s):.1f}", f"{spread(s):.2f}"] for title, s in fields.items()
    ],
}
