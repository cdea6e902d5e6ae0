"""AlexNet's parameters sit in its fully connected layers, its arithmetic in its convolutions."""

import matplotlib.pyplot as plt

from cnnlib import architectures, summarize

# --8<-- [start:count]
summary = summarize(architectures.alexnet_2012(), (3, 227, 227))
layers = [row for row in summary.rows if row.kind in ("Conv2d", "Linear")]
for row in layers:
    print(f"{row.name}  {row.parameters:>12,}  {row.macs:>12,}")
# --8<-- [end:count]

fig, axes = plt.subplots(1, 2, num="bars", figsize=(5.2, 3.2), sharey=True)
names = [row.name for row in layers]
for ax, what in zip(axes, ("parameters", "macs"), strict=True):
    values = [getattr(row, what) / 1e6 for row in layers]
    colors = ["C0" if row.kind == "Conv2d" else "C1" for row in layers]
    ax.barh(names, values, color=colors)
    for place, value in enumerate(values):
        ax.text(value, place, f" {value:,.1f}", va="center", size=10)
    ax.set_xlim(0, max(values) * 1.35)
    ax.set_xticks([])
    ax.spines.bottom.set_visible(False)
    ax.tick_params(length=0)
axes[0].set_title("million parameters")
axes[1].set_title("million multiply-adds")
axes[0].invert_yaxis()
axes[0].text(20, 1.2, "convolutions", color="C0")
axes[1].text(75, 6, "fully connected", color="C1", va="center")


def share(kind, what):
    return sum(getattr(row, what) for row in layers if row.kind == kind) / getattr(summary, what)


rows = [[row.name, row.parameters, row.macs] for row in layers]
results = {
    "table": {"columns": ["layer", "parameters", "MACs"], "rows": rows},
    "parameters in fc": share("Linear", "parameters"),
    "macs in conv": share("Conv2d", "macs"),
}
