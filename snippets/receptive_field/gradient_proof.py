"""Two disputed receptive fields, settled by real gradients: which pixels can move one output?"""

import matplotlib.pyplot as plt
import torch
from torch import nn

from cnnlib import Conv2d, MaxPool2d, receptive_field

# --8<-- [start:compute]
torch.manual_seed(0)
stacks = {"a": "CCPCCPC", "b": "CCCCPCC"}  # C: convolution 3 × 3, P: max pooling 2 × 2


def build(letters):
    layers = [nn.MaxPool2d(2) if letter == "P" else nn.Conv2d(1, 1, 3) for letter in letters]
    for conv in layers:
        if isinstance(conv, nn.Conv2d):
            nn.init.constant_(conv.weight, 1 / 9)  # no weight is zero, none cancels another
    return nn.Sequential(*layers)


def influence(net, images=500, size=36):
    """Add up, over random images, how strongly each pixel moves the middle output."""
    x = torch.rand(images, 1, size, size, requires_grad=True)
    y = net(x)
    middle = y.shape[-1] // 2
    y[:, 0, middle, middle].sum().backward()
    return x.grad[:, 0].sum(dim=0)


maps, sizes, steps = {}, {}, {}
for name, letters in stacks.items():
    maps[name] = influence(build(letters))
    rows, columns = maps[name].nonzero().T
    sizes[name] = [int(rows.max() - rows.min()) + 1, int(columns.max() - columns.min()) + 1]
    layers = [MaxPool2d(2) if letter == "P" else Conv2d(1, 1, 3) for letter in letters]
    steps[name] = [receptive_field(layers[:i]) for i in range(1, len(layers) + 1)]
    print(letters, sizes[name], "by gradients;", steps[name][-1].size, "by formula")
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
results |= {f"{name} r": [field.size for field in fields] for name, fields in steps.items()}
results |= {f"{name} j": [field.stride for field in fields] for name, fields in steps.items()}
