"""Max and average pooling of a 4 × 4 patch, small enough to check every number by hand."""

import matplotlib.pyplot as plt
import torch
import torch.nn.functional as F

# --8<-- [start:compute]
x = torch.tensor([[1.0, 3, 2, 1], [4, 6, 5, 0], [7, 2, 8, 3], [1, 0, 4, 9]])
largest = F.max_pool2d(x[None], kernel_size=2)[0]  # stride: the same as the window, 2
average = F.avg_pool2d(x[None], kernel_size=2)[0]
print(largest)
print(average)
# --8<-- [end:compute]


def draw(ax, grid, left, top, color, title):
    """Draw a grid of numbers, a stronger tint for more; lines between windows of the input."""
    side = len(grid)
    for row in range(side):
        for column in range(side):
            value, box = float(grid[row, column]), (left + column, top + row)
            tint = 0.05 + 0.05 * value
            ax.add_patch(plt.Rectangle(box, 1, 1, fc=(color, tint), ec="#6e7781", lw=0.6))
            number = {"ha": "center", "va": "center", "size": 13}
            ax.text(box[0] + 0.5, box[1] + 0.53, f"{value:g}", **number)
    ax.text(left + side / 2, top - 0.25, title, ha="center", va="bottom", color=color, size=12.5)


fig, ax = plt.subplots(num="patch", figsize=(5.2, 2.75))
draw(ax, x, 0, 0, "C0", "input, 4 × 4")
draw(ax, largest, 5.5, 1, "C2", "max")
draw(ax, average, 8.5, 1, "C2", "average")
for left in [0, 2]:
    for top in [0, 2]:
        ax.add_patch(plt.Rectangle((left, top), 2, 2, fill=False, ec="#1f2328", lw=2.2))
        window = x[top : top + 2, left : left + 2].flatten()
        row, column = divmod(int(window.argmax()), 2)
        box = (left + column + 0.13, top + row + 0.13)
        ax.add_patch(plt.Rectangle(box, 0.74, 0.74, fill=False, ec="C1", lw=2))
ax.annotate("", (5.2, 2), (4.3, 2), arrowprops={"arrowstyle": "->", "color": "#6e7781"})
ax.set(xlim=(-0.1, 10.6), ylim=(4.1, -1.1), aspect="equal")
ax.axis("off")

results = {"max": largest.int().tolist(), "average": average.tolist()}
