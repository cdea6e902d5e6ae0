"""How large each layer's gradient is next to its weights, before and after training."""

import matplotlib.pyplot as plt
import numpy as np

from snippets.cifar10_ablation.experiment.results import origin

arrays = np.load("snippets/cifar10_ablation/measurements.npz")
LAYERS = ["conv1", "conv2", "conv3", "fc1", "fc2"]
LOOKS = {
    "baseline": ("ReLU", "C0", "o"),
    "tanh": ("tanh", "C3", "^"),
    "sigmoid": ("sigmoid", "C4", "v"),
    "sigmoid + batch norm": ("sigmoid + batch norm", "C5", "P"),
}
STAGES = {"initial": "before training", "trained": "after training"}
runs = {stage: {v: arrays[f"{v}/gradients/{stage}"] for v in LOOKS} for stage in STAGES}  # (S, 5)
sizes = {
    stage: {v: each.mean(axis=0).tolist() for v, each in rows.items()}
    for stage, rows in runs.items()
}


def gap(each):
    """Return how many times the first layer lies behind the last: the mean over the seeds."""
    seeds = each[:, -1] / each[:, 0]
    lowest, middle, highest = (rounded(one) for one in (seeds.min(), seeds.mean(), seeds.max()))
    return {"mean": seeds.mean(), "text": f"{middle} ({lowest} to {highest})"}


def interval(seeds):
    """Write the lowest and the highest."""
    return f"{seeds.min():.1g} to {seeds.max():.1g}"


def rounded(ratio):
    """Write a ratio in two digits."""
    return f"{round(ratio, -2):,.0f}" if ratio > 1000 else f"{ratio:.2g}"


fig, axes = plt.subplots(1, 2, num="sizes", figsize=(5.2, 3.4), sharey=True)
for ax, (stage, title) in zip(axes, STAGES.items(), strict=True):
    for variant, (name, color, marker) in LOOKS.items():
        lowest, highest = (of(runs[stage][variant], axis=0) for of in (np.min, np.max))
        ax.fill_between(LAYERS, lowest, highest, color=color, alpha=0.25, lw=0)
        ax.plot(LAYERS, sizes[stage][variant], color=color, marker=marker, ms=4.5, label=name)
    ax.set(title=title, yscale="log")
    ax.tick_params(axis="x", rotation=45)
    ax.grid(axis="y")
axes[0].set_ylabel("gradient / weights")
fig.legend(*axes[0].get_legend_handles_labels(), loc="outside lower center", ncols=2)

results = {
    "sizes": sizes,
    "gap": {stage: {v: gap(each) for v, each in rows.items()} for stage, rows in runs.items()},
    "measured": origin(LOOKS, arrays["baseline/seeds"]),
    "table": {
        "columns": [
            "layer",
            *(f"{name}, {when}" for name, *_ in LOOKS.values() for when in ("before", "after")),
        ],
        "rows": [
            [layer, *(interval(runs[stage][v][:, i]) for v in LOOKS for stage in STAGES)]
            for i, layer in enumerate(LAYERS)
        ],
    },
}
