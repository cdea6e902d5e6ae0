"""A 3 × 3 kernel with dilation 1, 2 and 4: nine weights each time, a wider reach."""

import matplotlib.pyplot as plt
import torch
import torch.nn.functional as F

# --8<-- [start:compute]
spot = torch.zeros(1, 1, 19, 19)
spot[..., 9, 9] = 1  # one light pixel: the output shows which places look at it
for dilation in [1, 2, 4]:
    seen = F.conv2d(spot, torch.ones(1, 1, 3, 3), dilation=dilation, padding=dilation)[0, 0]
    rows = seen.any(dim=1).nonzero()
    span = int(rows.max() - rows.min()) + 1
    print(f"dilation {dilation}: {int(seen.sum())} weights, span {span}")
# --8<-- [end:compute]

fig, axes = plt.subplots(1, 3, num="taps", figsize=(5.2, 2.05))
for ax, dilation in zip(axes, [1, 2, 4], strict=True):
    for row in [4 - dilation, 4, 4 + dilation]:
        for column in [4 - dilation, 4, 4 + dilation]:
            ax.add_patch(plt.Rectangle((column, row), 1, 1, fc=("C1", 0.75), lw=0))
    ax.hlines(range(10), 0, 9, color="#6e7781", lw=0.5)
    ax.vlines(range(10), 0, 9, color="#6e7781", lw=0.5)
    low, side = 4 - dilation, 2 * dilation + 1
    ax.add_patch(plt.Rectangle((low, low), side, side, fill=False, edgecolor="#1f2328", lw=1.8))
    ax.set(xlim=(-0.1, 9.1), ylim=(9.1, -0.1), aspect="equal", title=f"dilation {dilation}")
    ax.axis("off")
