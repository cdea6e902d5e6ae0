"""Two convolutions with nothing between them do the work of one larger convolution."""

import torch
import torch.nn.functional as F

# --8<-- [start:compute]
torch.manual_seed(0)
x = torch.randn(1, 1, 12, 12)
first, second = torch.randn(2, 1, 1, 3, 3)

twice = F.conv2d(F.conv2d(x, first), second)
wide = F.pad(first, (2, 2, 2, 2))
merged = F.conv2d(wide, second.flip(-2, -1))  # one 5 × 5 kernel
once = F.conv2d(x, merged)

print("merged kernel:", tuple(merged.shape))
print("same output:", torch.allclose(twice, once, atol=1e-4))

bent = F.conv2d(F.conv2d(x, first).relu(), second)
print("with a ReLU between:", torch.allclose(bent, once, atol=1e-4))
# --8<-- [end:compute]
