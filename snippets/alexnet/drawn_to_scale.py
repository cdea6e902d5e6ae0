"""LeNet-5 and AlexNet, each map as large as it is, each lane one of AlexNet's two GPUs."""

from itertools import pairwise

import matplotlib.pyplot as plt
from matplotlib.patches import Rectangle

from cnnlib import architectures, summarize

KINDS = ("Conv2d", "PartiallyConnectedConv2d", "Linear", "EuclideanRBF")


def shapes(network, input_shape):
    rows = [row for row in summarize(network, input_shape).rows if row.kind in KINDS]
    sizes = {row.name: row.output_shape for row in rows}
    return {"input": input_shape} | {name: (*s, 1, 1)[:3] for name, s in sizes.items()}


def draw(ax, layers, lanes, scale, base):
    """Boxes: height is the map's side, width the channels (square root, to fit)."""
    x, ends = 0.0, {}
    for name, (channels, side, _) in layers.items():
        kind = "input" if name == "input" else "conv" if side > 1 or name == "C5" else "full"
        count = 1 if name == "input" else lanes
        width = max(1.5, (channels / count) ** 0.5 * scale)
        height = max(side, 4) if count == 1 else max(side * 0.5, 4)
        for lane in range(count):
            y = 0 if count == 1 else (lane - 0.5) * 66
            color = {"input": "#6e7781", "conv": "C0", "full": "C1"}[kind]
            ax.add_patch(Rectangle((x, y - height / 2), width, height, color=color, alpha=0.75))
        size = f"{channels}" if side == 1 else f"{channels}\n{side}²"
        ax.text(x + width / 2, base, f"{name}\n{size}", ha="center", va="top", size=10)
        ends[name] = (x, x + width)
        x += width + (9 if kind == "full" else 13)
    return x, ends


fig, ax = plt.subplots(num="lenet", figsize=(5.2, 2.0))
end, _ = draw(ax, shapes(architectures.lenet5_1998(), (1, 32, 32)), 1, 0.8, -18)
ax.set(xlim=(-6, end), ylim=(-36, 17))
ax.axis("off")

fig, ax = plt.subplots(num="alexnet", figsize=(5.2, 4.2))
layers = shapes(architectures.alexnet_2012(), (3, 227, 227))
del layers["input"]
end, ends = draw(ax, layers, 2, 0.45, -50)
for before, after in [("conv2", "conv3"), ("conv5", "fc6"), ("fc6", "fc7"), ("fc7", "fc8")]:
    for lane in (-33, 33):  # here each GPU reads what both have made
        ax.plot([ends[before][1], ends[after][0]], [lane, -lane], color="#1f2328", lw=1.2)
order = list(layers)
for before, after in pairwise(order):
    for lane in (-33, 33):
        ax.plot([ends[before][1], ends[after][0]], [lane, lane], color="#1f2328", lw=1.2)
ax.text(-2, 51, "GPU 1", ha="left", va="bottom")
ax.text(-2, -15, "GPU 2", ha="left", va="bottom")
ax.text(ends["conv2"][0], 51, "convolutions", color="C0", ha="left", va="bottom")
ax.text(ends["fc6"][0], 51, "fully connected", color="C1", ha="left", va="bottom")
ax.set(xlim=(-3, end - 4), ylim=(-72, 58))
ax.axis("off")
