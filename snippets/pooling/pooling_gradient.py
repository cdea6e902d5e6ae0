"""Where the gradient of a pooling layer goes: to the largest value, or to all alike."""

import torch
import torch.nn.functional as F

# --8<-- [start:compute]
values = [[1.0, 3, 2, 1], [4, 6, 5, 0], [7, 2, 8, 3], [1, 0, 4, 9]]
for pool in [F.max_pool2d, F.avg_pool2d]:
    x = torch.tensor([values], requires_grad=True)
    pool(x, kernel_size=2).sum().backward()
    print(pool.__name__, *x.grad[0].tolist(), sep="\n  ")
# --8<-- [end:compute]
