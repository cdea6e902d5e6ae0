"""Convolution as one matrix product: unfold every window into a column (im2col)."""

import torch
import torch.nn.functional as F

# --8<-- [start:compute]
torch.manual_seed(0)
x = torch.randn(1, 3, 64, 64)
weight = torch.randn(64, 3, 3, 3)

columns = F.unfold(x, kernel_size=3, padding=1)  # a column per window
y = (weight.reshape(64, 27) @ columns).reshape(1, 64, 64, 64)
print("matrix:", tuple(columns.shape[1:]))

expected = F.conv2d(x, weight, padding=1)
print("equal to conv2d:", torch.allclose(y, expected, atol=1e-4))
# --8<-- [end:compute]

results = {"shape": list(columns.shape[1:]), "ratio": columns.numel() // x.numel()}
