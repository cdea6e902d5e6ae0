"""The four padding modes of nn.Conv2d on a row of five pixels, two extra on each side."""

import matplotlib.pyplot as plt
import torch
import torch.nn.functional as F

# --8<-- [start:compute]
row = torch.tensor([[[1.0, 2, 3, 4, 5]]])  # (N, C, W)
padded = {}
for mode in ["constant", "reflect", "replicate", "circular"]:
    name = "zeros" if mode == "constant" else mode  # nn.Conv2d says "zeros"
    padded[name] = F.pad(row, (2, 2), mode=mode)[0, 0].int().tolist()
    print(f"{name:>9}", *padded[name])
# --8<-- [end:compute]

fig, ax = plt.subplots(num="modes", figsize=(5.2, 2.35))
for line, (name, values) in enumerate(padded.items()):
    y = 1.3 * line
    ax.text(-0.4, y + 0.53, name, ha="right", va="center", size=12)
    for x, value in enumerate(values):
        inside = 2 <= x < 7
        color = "C0" if inside else "C4"
        ax.add_patch(plt.Rectangle((x, y), 1, 1, fc=(color, 0.32), ec="#6e7781", lw=0.6))
        ax.text(x + 0.5, y + 0.53, value, ha="center", va="center", size=13)
for x, label, color in [(1, "padding", "C4"), (4.5, "the row itself", "C0"), (8, "padding", "C4")]:
    ax.text(x, -0.25, label, ha="center", va="bottom", color=color)
ax.set(xlim=(-2.8, 9.1), ylim=(5, -0.9), aspect="equal")
ax.axis("off")

results = padded
