"""The receptive field that training leaves in use: MiniAlexNet before and after, by gradients."""

from math import sqrt

import matplotlib.pyplot as plt
import numpy as np

from cnnlib import Conv2d, MaxPool2d, receptive_field
from cnnlib.architectures import mini_alexnet
from snippets.cifar10_ablation.experiment.results import origin

arrays = np.load("snippets/cifar10_ablation/measurements.npz")

spatial = [layer for layer in mini_alexnet()["features"] if isinstance(layer, Conv2d | MaxPool2d)]
theory = receptive_field(spatial)
first, last = theory.region(1)  # of the unit at (1, 1) behind the last pool
THRESHOLD = 0.0455  # of the strongest pixel, as for the untrained stacks


def fields(stage):
    """Return each seed's field, cut to the theoretical one."""
    strength = arrays[f"baseline/field/{stage}"].astype(float)  # (S, 32, 32)
    inside = strength[:, first : last + 1, first : last + 1]
    assert inside.sum() > 0.999 * strength.sum()  # no pixel outside moves the unit
    return inside / inside.sum(axis=(1, 2), keepdims=True)


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


def over_seeds(of, each, digits):
    """Return a measure of the mean field, and as a text with the lowest and the highest seed."""
    mean, seeds = of(each.mean(axis=0)), [of(one) for one in each]
    text = f"{mean:.{digits}f} ({min(seeds):.{digits}f} to {max(seeds):.{digits}f})"
    return {"mean": mean, "text": text}


stages = {"before training": fields("initial"), "after training": fields("trained")}
means = {title: each.mean(axis=0) for title, each in stages.items()}
brightest = max(one.max() for one in means.values())
fig, axes = plt.subplots(1, 2, num="fields", figsize=(5.2, 2.7))
for ax, (title, strength) in zip(axes, means.items(), strict=True):
    ax.imshow(strength, cmap="inferno", vmin=0, vmax=brightest)
    ax.set_title(title)
    ax.axis("off")

for before, after in zip(*stages.values(), strict=True):
    assert spread(after) < spread(before)  # lesson 2 says: with every seed
size = theory.size
results = {
    "measured": origin(["baseline"], arrays["baseline/seeds"]),
    "settings": {"images": int(arrays["images/field"])},
    "spread": {title: over_seeds(spread, each, 2) for title, each in stages.items()},
}
results["table"] = {
    "columns": ["", "theoretical", "width of what counts", "spread (std)"],
    "rows": [
        [title, size, over_seeds(width, each, 1)["text"], over_seeds(spread, each, 2)["text"]]
        for title, each in stages.items()
    ],
}
