"""Three ways to connect the same input and output, and what each costs in parameters."""

import matplotlib.pyplot as plt
from torch import nn

# --8<-- [start:compute]
# 64 × 64 pixels, 3 channels in, 64 channels out. "meta" counts without using memory.
dense = nn.Linear(64 * 64 * 3, 64 * 64 * 64, device="meta")  # every value to every value
one_place = nn.Linear(3 * 3 * 3, 64, device="meta")  # one 3 × 3 window to its 64 outputs
shared = nn.Conv2d(3, 64, kernel_size=3, padding=1, device="meta")


def count(module):
    return sum(p.numel() for p in module.parameters())


results = {"dense": count(dense), "local": 64 * 64 * count(one_place), "shared": count(shared)}
for name, number in results.items():
    print(f"{name:>6} {number:>13,}")
# --8<-- [end:compute]

fig, axes = plt.subplots(1, 3, num="connections", figsize=(5.2, 2.9))
for ax, name in zip(axes, results, strict=True):
    for output in range(4):
        for source in range(6) if name == "dense" else range(output, output + 3):
            color, width = "#6e7781", 0.7
            if name == "shared":  # the same three weights, again and again
                color, width = ["C1", "C4", "C3"][source - output], 2
            ax.plot([source, output + 1], [0, 2], color=color, lw=width, zorder=1)
    ax.scatter(range(6), [0] * 6, s=90, color="C0", zorder=2)
    ax.scatter(range(1, 5), [2] * 4, s=90, color="C2", zorder=2)
    ax.set_title("local and shared" if name == "shared" else name)
    ax.text(2.5, 2.3, "outputs", color="C2", ha="center", va="bottom")
    ax.text(2.5, -0.3, "inputs", color="C0", ha="center", va="top")
    ax.text(2.5, -1, f"{results[name]:,}\nparameters", ha="center", va="top")
    ax.set(xlim=(-0.5, 5.5), ylim=(-2, 2.7))
    ax.axis("off")

products = 64 * 64 * 64 * 3 * 3 * 3  # one window per output value
rows = [
    ["dense", results["dense"], 64 * 64 * 3 * 64 * 64 * 64],
    ["local", results["local"], products],
    ["local and shared", results["shared"], products],
]
results["table"] = {"columns": ["connection", "parameters", "multiply-adds"], "rows": rows}
