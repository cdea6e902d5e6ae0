"""A 3 × 3 kernel on a 6 × 6 image, small enough to check every number by hand."""

import matplotlib.pyplot as plt
import torch
import torch.nn.functional as F

# --8<-- [start:compute]
image = torch.zeros(6, 6)
image[:, :3] = 1  # left half light, right half dark
edge = torch.tensor([[1.0, 0, -1], [1, 0, -1], [1, 0, -1]])
sobel = torch.tensor([[1.0, 0, -1], [2, 0, -2], [1, 0, -1]])


def respond(kernel):
    return F.conv2d(image[None, None], kernel[None, None])[0, 0]  # conv2d wants (N, C, H, W)


print(respond(edge))
# --8<-- [end:compute]


def draw(ax, grid, x, y, color, title):
    """Draw a grid of whole numbers, upper left corner at (x, y), a stronger tint for more."""
    height, width = grid.shape
    for row in range(height):
        for column in range(width):
            value, box = int(grid[row, column]), (x + column, y + row)
            tint = 0.06 + 0.44 * abs(value) / int(grid.abs().max())
            ax.add_patch(plt.Rectangle(box, 1, 1, fc=(color, tint), ec="#6e7781", lw=0.6))
            number = {"ha": "center", "va": "center", "size": 13}
            ax.text(box[0] + 0.5, box[1] + 0.53, f"{value}".replace("-", "−"), **number)
    ax.text(x + width / 2, y - 0.3, title, ha="center", va="bottom", color=color, size=12.5)


for name, kernel in {"edge": edge, "sobel": sobel}.items():
    fig, ax = plt.subplots(num=name, figsize=(5.2, 4.5))
    output, window = respond(kernel), image[1:4, 1:4]
    draw(ax, image, 0, 0, "C0", "input, 6 × 6")
    draw(ax, output, 10, 1, "C2", "output, 4 × 4")
    draw(ax, window, 0, 8.2, "C0", "window")
    draw(ax, kernel, 4, 8.2, "C1", "kernel")
    draw(ax, window * kernel, 8, 8.2, "C3", "products")
    draw(ax, output[1:2, 1:2], 13, 9.2, "C2", "sum")
    for x, y, side in [(1, 1, 3), (0, 8.2, 3), (11, 2, 1), (13, 9.2, 1)]:
        ax.add_patch(plt.Rectangle((x, y), side, side, fill=False, edgecolor="#1f2328", lw=2.2))
    for x, sign in [(3.5, "×"), (7.5, "=")]:
        ax.text(x, 9.72, sign, ha="center", va="center", size=13)
    for start, end, y in [(6.4, 9.6, 3), (11.3, 12.7, 9.7)]:
        ax.annotate("", (end, y), (start, y), arrowprops={"arrowstyle": "->", "color": "#6e7781"})
    ax.set(xlim=(-0.1, 14.1), ylim=(11.4, -1.2), aspect="equal")
    ax.axis("off")

results = {"edge": respond(edge).int().tolist(), "sobel": respond(sobel).int().tolist()}
