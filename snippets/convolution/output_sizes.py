"""Output sizes from nn.Conv2d itself, and the input rows that no window ever reads."""

import torch
from torch import nn

# --8<-- [start:compute]
for settings in [{"padding": 1}, {"stride": 2}]:
    x = torch.ones(1, 3, 64, 64, requires_grad=True)
    conv = nn.Conv2d(3, 64, kernel_size=3, **settings)
    y = conv(x)
    y.sum().backward()  # x.grad is 0 where x has no influence on y
    unread = [row for row in range(64) if not x.grad[0, :, row].any()]
    print(settings, tuple(y.shape), "never read:", unread)

print("parameters:", sum(p.numel() for p in conv.parameters()))
# --8<-- [end:compute]

results = {"unread": unread, "parameters": sum(p.numel() for p in conv.parameters())}
