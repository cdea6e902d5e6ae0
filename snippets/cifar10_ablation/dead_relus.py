"""Units that no image wakes: the share of silent ReLUs after training."""

import matplotlib.pyplot as plt
import numpy as np

from snippets.cifar10_ablation.experiment.results import origin

arrays = np.load("snippets/cifar10_ablation/measurements.npz")
LAYERS = ["conv1", "conv2", "conv3", "fc1"]
LOOKS = {"baseline": ("C0", "o"), "no dropout": ("C1", "s"), "no augmentation": ("C2", "D")}


def over_seeds(shares):
    """Return the mean over the seeds, and as a text with the lowest and the highest."""
    lowest, highest = 100 * min(shares), 100 * max(shares)
    text = f"{100 * shares.mean():.0f} % ({lowest:.0f} to {highest:.0f})"
    return {"mean": float(shares.mean()), "text": text}


def by_layer(name):
    columns = arrays[name].T  # (layers, seeds)
    return {layer: over_seeds(column) for layer, column in zip(LAYERS, columns, strict=True)}


trained = {variant: by_layer(f"{variant}/dead/trained") for variant in LOOKS}
before = by_layer("baseline/dead/initial")
rates = sorted(float(key[5:-5]) for key in arrays if key.startswith("rate "))
short = {f"{rate:g}": arrays[f"rate {rate:g}/dead"].tolist() for rate in rates}

fig, axes = plt.subplots(1, 2, num="share", figsize=(5.2, 3.3), sharey=True)
for variant, (color, marker) in LOOKS.items():
    values = [100 * share["mean"] for share in trained[variant].values()]
    lowest, highest = (
        100 * of(arrays[f"{variant}/dead/trained"], axis=0) for of in (np.min, np.max)
    )
    axes[0].fill_between(LAYERS, lowest, highest, color=color, alpha=0.25, lw=0)
    axes[0].plot(LAYERS, values, color=color, marker=marker, ms=5, label=variant)
values = [100 * share["mean"] for share in before.values()]
axes[0].plot(LAYERS, values, color="#6e7781", ls=":", label="untrained")
axes[0].set(ylabel="silent units, %", title="after training", ylim=(-2, 102))
axes[0].legend(loc="upper left")
for i, (color, marker) in enumerate(zip(("C3", "C5", "C4", "C0"), "v^Po", strict=True)):
    values = [100 * shares[i] for shares in short.values()]
    axes[1].plot(list(short), values, color=color, marker=marker, ms=5, label=LAYERS[i])
axes[1].set(title="baseline, short runs", xlabel="learning rate")
axes[1].legend(loc="upper left")
for ax in axes:
    ax.grid(axis="y")
fig.get_layout_engine().set(wspace=0.08)

results = {
    "trained": trained,
    "untrained": before,
    "measured": origin(LOOKS, arrays["baseline/seeds"]),
    "settings": {"images": int(arrays["images/dead"])},
    "table": {
        "columns": ["network", *LAYERS],
        "rows": [
            [name, *(share["text"] for share in row.values())]
            for name, row in {"untrained": before, **trained}.items()
        ]
        + [
            [f"baseline, short run at {rate}, one seed", *(f"{100 * share:.0f} %" for share in row)]
            for rate, row in short.items()
        ],
    },
}
