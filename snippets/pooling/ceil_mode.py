"""What ceil_mode really computes: the textbook formula against PyTorch, setting by setting."""

from math import ceil

import torch
import torch.nn.functional as F

from cnnlib import pool_output_size

# --8<-- [start:compute]
settings, textbook_wrong, ours_wrong = 0, 0, 0
for size in range(5, 17):
    for kernel in range(2, 6):
        for stride in range(1, 6):
            for padding in range(kernel // 2 + 1):
                x = torch.zeros(1, 1, size, size)
                real = F.max_pool2d(x, kernel, stride, padding, ceil_mode=True).shape[-1]
                textbook = ceil((size + 2 * padding - kernel) / stride) + 1
                ours = pool_output_size(size, kernel, stride, padding, ceil_mode=True)
                settings += 1
                textbook_wrong += textbook != real
                ours_wrong += ours != real
print(f"{settings} settings; rounding up is wrong in {textbook_wrong}, the rule in {ours_wrong}")
# --8<-- [end:compute]

results = {"settings": settings, "textbook": textbook_wrong, "ours": ours_wrong}
