"""What each idea of 2012 is worth on CIFAR-10: the measured accuracies of the ablation study."""

import json
from pathlib import Path
from statistics import mean

import matplotlib.pyplot as plt

from snippets.cifar10_ablation.experiment.results import origin

measured = json.loads(Path("snippets/cifar10_ablation/results.json").read_text(encoding="utf-8"))
LOOKS = {
    "baseline": ("C0", "o"),
    "no dropout": ("C1", "s"),
    "no augmentation": ("C2", "D"),
    "tanh": ("C3", "^"),
    "sigmoid": ("C4", "v"),
    "sigmoid + batch norm": ("C5", "P"),
}
runs = {
    variant: [r for r in measured["runs"] if (r["model"], r["variant"]) == ("light", variant)]
    for variant in LOOKS
}


def band(variant, key):
    """Return mean, lowest and highest over the seeds, in percent, epoch by epoch."""
    columns = list(zip(*(run[key] for run in runs[variant]), strict=True))
    return [[100 * of(column) for column in columns] for of in (mean, min, max)]


def texts(variant, key):
    """Return the same as a text for each epoch."""
    rows = zip(*band(variant, key), strict=True)
    return [f"{middle:.1f} ({lowest:.1f} to {highest:.1f})" for middle, lowest, highest in rows]


def draw(ax, variant, key, **style):
    color, marker = LOOKS[variant]
    middle, lowest, highest = band(variant, key)
    epochs = range(1, len(middle) + 1)
    ax.fill_between(epochs, lowest, highest, color=color, alpha=0.25, lw=0)
    ax.plot(epochs, middle, color=color, marker=marker, ms=3.5, **style)
    return middle[-1]


# Validation accuracy of all variants, each with its name at its end.
fig, ax = plt.subplots(num="validation", figsize=(5.2, 3.6))
ends = {variant: draw(ax, variant, "validation_accuracy") for variant in LOOKS}
above = 200.0
for variant, end in sorted(ends.items(), key=lambda pair: -pair[1]):
    above = min(end, above - 4.2)  # names must not cover one another
    ax.annotate(variant, (10.25, above), color=LOOKS[variant][0], va="center", size=10)
ax.set(xlim=(0.7, 15.4), xticks=[1, 4, 7, 10], xlabel="epoch", ylim=(0, None))
ax.set_ylabel("right on validation images, %")
ax.grid(axis="y")

# The gap that dropout and augmentation are for.
fig, axes = plt.subplots(1, 3, num="gap", figsize=(5.2, 2.5), sharey=True)
for ax, variant in zip(axes, ("baseline", "no dropout", "no augmentation"), strict=True):
    draw(ax, variant, "train_accuracy", ls="--")
    draw(ax, variant, "validation_accuracy")
    ax.set(title=variant, xlabel="epoch", xticks=[1, 4, 7, 10])
    ax.grid(axis="y")
axes[0].set_ylabel("right, %")


def over_seeds(shares, unit=" %"):
    """Mean, lowest and highest in percent, and the three as a text."""
    values = [100 * share for share in shares]
    middle, lowest, highest = mean(values), min(values), max(values)
    text = f"{middle:.1f}{unit} ({lowest:.1f} to {highest:.1f})"
    return {"mean": middle, "lowest": lowest, "highest": highest, "text": text}


def gap(variant, epoch):
    """By how many points more a network is right on its training images, after one epoch."""
    pairs = [
        (run["train_accuracy"][epoch], run["validation_accuracy"][epoch]) for run in runs[variant]
    ]
    return over_seeds([train - validation for train, validation in pairs], " points")


def summary(variant):
    """Everything a page may quote of one variant; accuracies after the last epoch."""
    train = [run["train_accuracy"][-1] for run in runs[variant]]
    validation = [run["validation_accuracy"][-1] for run in runs[variant]]
    return {
        "learning rate": runs[variant][0]["learning_rate"],
        "train": over_seeds(train),
        "validation": over_seeds(validation),
        "test": over_seeds([run["test_accuracy"] for run in runs[variant]]),
        "gap": gap(variant, -1),
        "gap at first": gap(variant, 0),
        "minutes": [round(run["seconds"] / 60) for run in runs[variant]],
    }


results = {variant: summary(variant) for variant in LOOKS}
results["measured"] = origin(LOOKS)
results["settings"] = {"epochs": runs["baseline"][0]["epochs"]}
minutes = [m for v in ("baseline", "no dropout", "no augmentation") for m in results[v]["minutes"]]
results["gap minutes"] = {"shortest": min(minutes), "longest": max(minutes)}
parts = ("train", "validation", "test")
results["table"] = {
    "columns": ["variant", "learning rate", *(f"{part}, % right" for part in parts)],
    "rows": [
        [variant, f"{results[variant]['learning rate']:g}"]
        + [results[variant][part]["text"].replace(" %", "") for part in parts]
        for variant in LOOKS
    ],
}
results["by epoch"] = {
    "columns": ["epoch", *LOOKS],
    "rows": [
        [epoch, *row]
        for epoch, row in enumerate(
            zip(*(texts(variant, "validation_accuracy") for variant in LOOKS), strict=True), 1
        )
    ],
}
again = {run["variant"]: 100 * run["test_accuracy"] for run in measured["repeated"]}
later = {
    run["variant"]: 100 * run["test_accuracy"]
    for variant in LOOKS
    for run in runs[variant]
    if run["seed"] == measured["repeated"][0]["seed"]
}
results["trained twice"] = {
    variant: {"first": again[variant], "again": later[variant]} for variant in LOOKS
}
results["trained twice"]["apart at most"] = max(
    abs(again[variant] - later[variant]) for variant in LOOKS if variant != "sigmoid + batch norm"
)

# Lesson 3 says so in words; new measurements that say otherwise must stop the build.
tests = {variant: results[variant]["test"] for variant in LOOKS}
assert tests["no dropout"]["lowest"] > tests["no augmentation"]["highest"]
assert tests["no augmentation"]["lowest"] > tests["baseline"]["highest"]
assert all(tests["sigmoid"]["highest"] < tests[v]["lowest"] for v in LOOKS if v != "sigmoid")
assert results["no augmentation"]["gap"]["lowest"] > results["no dropout"]["gap"]["highest"]
means = {variant: band(variant, "validation_accuracy")[0] for variant in LOOKS}
for variant in ("baseline", "no dropout", "no augmentation"):  # the solid curves of `gap` rise
    assert means[variant][-1] == max(means[variant])
assert all(means["tanh"][epoch] > means["baseline"][epoch] for epoch in range(3))
assert means["tanh"][-1] < means["baseline"][-1]
