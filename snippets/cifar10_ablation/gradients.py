"""How large each layer's gradient is next to its weights, before and after training."""

import matplotlib.pyplot as plt
import numpy as np

arrays = np.load("snippets/cifar10_ablation/measurements.npz")
LAYERS = ["conv1", "conv2", "conv3", "fc1", "fc2"]
LOOKS = {
    "baseline": ("ReLU", "C0", "o"),
    "tanh": ("tanh", "C3", "^"),
    "sigmoid": ("sigmoid", "C4", "v"),
    "sigmoid + batch norm": ("sigmoid + batch norm", "C5", "P"),
}
STAGES = {"initial": "before training", "trained": "after training"}
sizes = {
    stage: {v: arrays[f"gradients/{v}/{stage}"].mean(axis=0).tolist() for v in LOOKS}
    for stage in STAGES
}

fig, axes = plt.subplots(1, 2, num="sizes", figsize=(5.2, 3.4), sharey=True)
for ax, (stage, title) in zip(axes, STAGES.items(), strict=True):
    for variant, (name, color, marker) in LOOKS.items():
        ax.plot(LAYERS, sizes[stage][variant], color=color, marker=marker, ms=4.5, label=name)
    ax.set(title=title, yscale="log")
    ax.tick_params(axis="x", rotation=45)
    ax.grid(axis="y")
axes[0].set_ylabel("gradient / weights")
fig.legend(*axes[0].get_legend_handles_labels(), loc="outside lower center", ncols=2)

results = {
    "sizes": sizes,
    "gap": {  # last layer against first
        stage: {variant: row[-1] / row[0] for variant, row in rows.items()}
        for stage, rows in sizes.items()
    },
    "seeds": len(arrays["gradients/baseline/initial"]),
    "table": {
        "columns": [
            "layer",
            *(f"{name}, {when}" for name, *_ in LOOKS.values() for when in ("before", "after")),
        ],
        "rows": [
            [layer, *(f"{sizes[stage][v][i]:.1g}" for v in LOOKS for stage in STAGES)]
            for i, layer in enumerate(LAYERS)
        ],
    },
}
