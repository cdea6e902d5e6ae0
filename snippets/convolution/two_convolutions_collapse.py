"""Two convolutions with nothing between them do the work of one larger convolution."""

import torch
import torch.nn.functional as F

# --8<-- [start:compute]
torch.manual_seed(0)
x = torch.randn(1, 1, 12, 12)
first, second = torch.randn(1, 1, 3, 3), torch.randn(1, 1, 3, 3)

twice = F.conv2d(F.conv2d(x, first), second)
merged = F.conv2d(F.pad(first, (2, 2, 2, 2)), second.flip(-2, -1))  # one 5 × 5 kernel
once = F.conv2d(x, merged)

print("merged kernel:", tuple(merged.shape), "outputs:", tuple(twice.shape), tuple(once.shape))
print("same numbers:", torch.allclose(twice, once, atol=1e-4))

bent = F.conv2d(F.conv2d(x, first).relu(), second)  # negative values set to 0 in between
print("same with a ReLU between:", torch.allclose(bent, once, atol=1e-4))
# --8<-- [end:compute]
