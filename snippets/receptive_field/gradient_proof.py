"""Two disputed receptive fields, settled by real gradients: which pixels can move one output?"""

import matplotlib.pyplot as plt
import torch
from torch import nn

from cnnlib import Conv2d, MaxPool2d, receptive_field

# --8<-- [start:compute]
torch.manual_seed(0)
stacks = {"a": "CCPCCPC", "b": "CCCCPCC"}  # Convolution 3 × 3, Pool 2 × 2


def build(letters):
    layers = []
    for letter in letters:
        layers.append(nn.Conv2d(1, 1, 3) if letter == "C" else nn.MaxPool2d(2))
        if letter == "C":  # equal weights: no influence cancels another
            nn.init.constant_(layers[-1].weight, 1 / 9)
    return nn.Sequential(*layers)


def influence(net, images=500, size=36):
    """Add up how strongly each pixel moves the middle output."""
    x = torch.rand(images, 1, size, size, requires_grad=True)
    y = net(x)
    middle = y.shape[-1] // 2
    y[:, 0, middle, middle].sum().backward()
    return x.grad[:, 0].sum(dim=0)


maps, sizes = {}, {}
for name, letters in stacks.items():
    maps[name] = influence(build(letters))
    rows, columns = maps[name].nonzero().T  # where it is not zero
    height, width = rows.max() - rows.min() + 1, columns.max() - columns.min() + 1
    sizes[name] = [int(height), int(width)]
    print(letters, sizes[name])
# --8<-- [end:compute]

fig, axes = plt.subplots(1, 2, num="proof", figsize=(5.2, 3.0))
for ax, (name, m) in zip(axes, maps.items(), strict=True):
    ax.imshow(m ** (1 / 3), cmap="viridis")
    rows, columns = m.nonzero().T
    corner = (float(columns.min()) - 0.5, float(rows.min()) - 0.5)
    ax.add_patch(plt.Rectangle(corner, *sizes[name][::-1], fill=False, ec="#e69f00", lw=2.4))
    ax.set_title(f"stack {name}: {sizes[name][0]} × {sizes[name][1]}")
    ax.axis("off")

results = {"a": sizes["a"][0], "b": sizes["b"][0]}
for name, letters in stacks.items():  # and the formula, layer by layer
    layers = [Conv2d(1, 1, 3) if letter == "C" else MaxPool2d(2) for letter in letters]
    fields = [receptive_field(layers[:i]) for i in range(1, len(layers) + 1)]
    assert fields[-1].size == results[name]
    results[f"{name} r"] = [field.size for field in fields]
    results[f"{name} j"] = [field.stride for field in fields]
