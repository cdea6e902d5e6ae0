"""Units that no image wakes: the share of dead ReLUs after training."""

import matplotlib.pyplot as plt
import numpy as np

arrays = np.load("snippets/cifar10_ablation/measurements.npz")
LAYERS = ["conv1", "conv2", "conv3", "fc1"]
LOOKS = {"baseline": ("C0", "o"), "no dropout": ("C1", "s"), "no augmentation": ("C2", "D")}


def share(name):
    return dict(zip(LAYERS, arrays[f"dead/{name}"].mean(axis=0).tolist(), strict=True))


trained = {variant: share(f"{variant}/trained") for variant in LOOKS}
before = share("baseline/initial")
rates = sorted(
    (key.split("/")[1].removeprefix("rate ") for key in arrays if key.startswith("dead/rate")),
    key=float,
)

fig, axes = plt.subplots(1, 2, num="share", figsize=(5.2, 3.3), sharey=True)
for variant, (color, marker) in LOOKS.items():
    values = [100 * value for value in trained[variant].values()]
    axes[0].plot(LAYERS, values, color=color, marker=marker, ms=5, label=variant)
axes[0].plot(LAYERS, [100 * v for v in before.values()], color="#6e7781", ls=":", label="untrained")
axes[0].set(ylabel="dead units, %", title="after training", ylim=(-2, 102))
axes[0].legend(loc="upper left")
for layer, color, marker in zip(LAYERS, ("C3", "C5", "C4", "C0"), "v^Po", strict=True):
    values = [100 * share(f"rate {rate}/trained")[layer] for rate in rates]
    axes[1].plot(rates, values, color=color, marker=marker, ms=5, label=layer)
axes[1].set(title="baseline, short runs", xlabel="learning rate")
axes[1].legend(loc="upper left")
for ax in axes:
    ax.grid(axis="y")
fig.get_layout_engine().set(wspace=0.08)

results = {
    "trained": trained,
    "untrained": before,
    "by learning rate": {rate: share(f"rate {rate}/trained") for rate in rates},
    "seeds": len(arrays["dead/baseline/trained"]),
    "images": int(arrays["images/dead"]),
    "table": {
        "columns": ["network", *LAYERS],
        "rows": [
            [name, *(f"{100 * value:.0f} %" for value in row.values())]
            for name, row in {
                "untrained": before,
                **trained,
                **{f"baseline, short run at {r}": share(f"rate {r}/trained") for r in rates},
            }.items()
        ],
    },
}
