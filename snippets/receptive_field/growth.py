"""Receptive fields of 3 × 3 stacks without pooling, with some pooling and with much of it."""

import matplotlib.pyplot as plt

from cnnlib import Conv2d, MaxPool2d, receptive_field

# --8<-- [start:compute]
conv, pool = Conv2d(1, 1, kernel_size=3), MaxPool2d(kernel_size=2)
stacks = {
    "no pool": [conv] * 10,
    "after every 2nd": [conv, conv, pool] * 5,
    "after every conv": [conv, pool] * 10,
}
sizes = {}
for name, layers in stacks.items():
    after = [i for i, layer in enumerate(layers, start=1) if layer is conv]
    sizes[name] = [receptive_field(layers[:i]).size for i in after]
    print(f"{name:<17}", *sizes[name])
# --8<-- [end:compute]

fig, ax = plt.subplots(num="growth", figsize=(5.2, 4.0))
depth = range(1, 11)
places = {"no pool": (6, 10, "center"), "after every 2nd": (10.2, 46, "right")}
places["after every conv"] = (5.6, 190, "right")
for color, marker, (name, values) in zip(["C0", "C2", "C1"], "osD", sizes.items(), strict=True):
    ax.plot(depth, values, color=color, marker=marker, ms=5)
    words = name.replace("no pool", "no pooling").replace("after", "pool after")
    x, y, side = places[name]
    ax.text(x, y, words, color=color, ha=side, va="top")
ax.set_yscale("log")
ax.axhline(224, color="#6e7781", lw=1, ls=(0, (4, 3)))
ax.text(1, 240, "an image of 224", color="#1f2328", va="bottom", size=10)
ax.set(xlabel="3 × 3 convolutions so far", ylabel="receptive field, pixels", xticks=depth)
ax.set_yticks([3, 10, 30, 100, 300, 1000, 3000], labels=[3, 10, 30, 100, 300, "1,000", "3,000"])
ax.minorticks_off()
ax.grid(axis="y")

rows = [[n, *(values[n - 1] for values in sizes.values())] for n in depth]
results = {"table": {"columns": ["convolutions", *sizes], "rows": rows}, "sizes": sizes}
results["after pools"] = [receptive_field([conv, pool] * n).size for n in range(1, 6)]
results["before pools"] = sizes["after every 2nd"][1:8:2]
results["pairs"] = [receptive_field([conv, conv, pool] * n).size for n in range(1, 8)]
