"""How each layer of a small stack widens the receptive field: convolutions by 2j, pools by j."""

import matplotlib.pyplot as plt

from cnnlib import Conv2d, MaxPool2d, receptive_field

# --8<-- [start:compute]
conv, pool = Conv2d(1, 1, kernel_size=3), MaxPool2d(kernel_size=2)
stack = [conv, conv, pool, conv, pool, conv]
rows, before = [], 1
for depth, layer in enumerate(stack, start=1):
    field = receptive_field(stack[:depth])
    name = "conv 3 × 3" if layer is conv else "pool 2 × 2"
    rows.append([name, field.size - before, field.size, field.stride])
    print(f"{name}   + {field.size - before}   r = {field.size:>2}   j = {field.stride}")
    before = field.size
# --8<-- [end:compute]

fig, ax = plt.subplots(num="ladder", figsize=(5.2, 4.3))
old, rows_drawn = 1, [["one pixel", 0, 1, 1], *rows]
for i, (name, added, size, jump) in enumerate(rows_drawn):
    ax.barh(i, old, left=-old / 2, height=0.6, color="C0", alpha=0.35)
    color = "C1" if name.startswith("conv") else "C3"
    for left in [-size / 2, old / 2]:
        ax.barh(i, added / 2, left=left, height=0.6, color=color)
    ax.text(-10.7, i, name, ha="right", va="center")
    if added:
        ax.text(size / 2 + 0.4, i, f"+{added}", ha="left", va="center", color=color)
    ax.text(14.2, i, size, ha="right", va="center")
    ax.text(17.2, i, jump, ha="right", va="center")
    old = size
ax.text(14.2, -0.75, "r", ha="right", style="italic")
ax.text(17.2, -0.75, "j", ha="right", style="italic")
ax.set(xlim=(-17.6, 17.6), ylim=(6.5, -1.1))
ax.axis("off")

results = {"table": {"columns": ["layer", "added", "r", "j"], "rows": rows}}
results["sizes"] = [row[2] for row in rows]
results["added"] = [row[1] for row in rows]
