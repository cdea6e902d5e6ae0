"""What one unit sees through one, two and three 3 × 3 layers, from above and from the side."""

import matplotlib.pyplot as plt

from cnnlib import Conv2d, effective_receptive_field, receptive_field

# --8<-- [start:compute]
sizes = [receptive_field([Conv2d(1, 1, 3)] * depth).size for depth in [1, 2, 3]]
shares = effective_receptive_field([Conv2d(1, 1, 3)] * 3).profile
paths = [round(share * 3**3) for share in shares]  # of the 27 ways from layer 3 to a pixel
print(sizes, paths)
# --8<-- [end:compute]

colors = ["C1", "C3", "C2"]
fig, (above, side) = plt.subplots(2, 1, num="squares", figsize=(5.2, 6.6), height_ratios=[5, 3])
for depth in [3, 2, 1]:  # the largest square first
    size, color = sizes[depth - 1], colors[depth - 1]
    corner = (9 - size) / 2
    above.add_patch(plt.Rectangle((corner, corner), size, size, fc=(color, 0.3), lw=0))
above.hlines(range(10), 0, 9, color="#6e7781", lw=0.5)
above.vlines(range(10), 0, 9, color="#6e7781", lw=0.5)
for depth, size, color in zip([1, 2, 3], sizes, colors, strict=True):
    corner = (9 - size) / 2
    above.add_patch(plt.Rectangle((corner, corner), size, size, fill=False, ec=color, lw=2.6))
    words = f"{depth} layer{'s' if depth > 1 else ''}: {size} × {size}"
    above.annotate(
        words,
        (corner + size, corner + 0.5),
        (9.5, corner + 0.5),
        color=color,
        va="center",
        size=12,
        arrowprops={"arrowstyle": "-", "color": color},
    )
above.set(xlim=(-0.1, 13), ylim=(9.1, -0.1), aspect="equal")
above.axis("off")

for level in range(4):  # 0 is the input
    units = range(level, 7 - level)
    for unit in units:
        if level:
            for source in [unit - 1, unit, unit + 1]:
                side.plot([source, unit], [level - 1, level], color="#6e7781", lw=0.9, zorder=1)
    color = "C0" if level == 0 else colors[level - 1]
    side.scatter(units, [level] * len(units), s=150, color=color, zorder=2)
    words = ["input", "layer 1", "layer 2", "layer 3: one unit"][level]
    side.text(7, level, words, va="center", color=color, size=12)
for pixel, count in enumerate(paths):
    side.text(pixel, -0.35, count, ha="center", va="top")
side.text(7, -0.35, "paths", va="top", size=12)
side.set(xlim=(-1.2, 10.7), ylim=(-0.9, 3.4))
side.axis("off")

results = {"sizes": sizes, "paths": paths}
