"""Zero padding weakens the response at the border of an image that is 1 everywhere."""

import matplotlib.pyplot as plt
import torch
import torch.nn.functional as F

# --8<-- [start:compute]
image = torch.ones(4, 4)
kernel = torch.ones(3, 3)
output = F.conv2d(image[None, None], kernel[None, None], padding=1)[0, 0]
print(output)
# --8<-- [end:compute]

fig, ax = plt.subplots(num="border", figsize=(5.2, 3.0))
for x, grid, color, title in [
    (0, F.pad(image, (1, 1, 1, 1)), "C0", "input with a ring of zeros"),
    (8.2, F.pad(output, (1, 1, 1, 1), value=-1), "C2", "output"),
]:
    for row in range(6):
        for column in range(6):
            value, box = float(grid[row, column]), (x + column, row)
            if value < 0:
                continue
            padded = color == "C0" and value == 0
            tint = 0 if padded else 0.3 if color == "C0" else 0.08 + 0.42 * value / 9
            style = {"ls": (0, (2, 2))} if padded else {}
            ax.add_patch(plt.Rectangle(box, 1, 1, fc=(color, tint), ec="#6e7781", lw=0.6, **style))
            muted = "#6e7781" if padded else "#1f2328"
            number = {"ha": "center", "va": "center", "size": 13, "color": muted}
            ax.text(box[0] + 0.5, row + 0.53, f"{value:.0f}", **number)
    ax.text(x + 3, -0.4, title, ha="center", va="bottom", color=color, size=12.5)
for x, y, side in [(0, 0, 3), (9.2, 1, 1)]:
    ax.add_patch(plt.Rectangle((x, y), side, side, fill=False, edgecolor="#1f2328", lw=2.2))
ax.annotate("", (8.8, 3), (6.4, 3), arrowprops={"arrowstyle": "->", "color": "#6e7781"})
ax.set(xlim=(-0.1, 13.3), ylim=(6.2, -1.4), aspect="equal")
ax.axis("off")

results = {"corner": int(output[0, 0]), "edge": int(output[0, 1]), "center": int(output[1, 1])}
