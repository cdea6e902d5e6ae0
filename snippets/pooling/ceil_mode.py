"""What ceil_mode really computes: three formulas against PyTorch, setting by setting."""

from math import ceil

import torch
import torch.nn.functional as F

from cnnlib import pool_output_size


def printed(size, kernel, stride, padding):
    """Return what MaxPool1d's formula in the documentation of 2.13 gives: it rounds up twice."""
    count = ceil((size + 2 * padding - (kernel - 1) - 1 + (stride - 1)) / stride) + 1
    return count - 1 if (count - 1) * stride >= size + padding else count


# --8<-- [start:compute]
settings, textbook_wrong, ours_wrong, printed_wrong = 0, 0, 0, 0
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
                printed_wrong += printed(size, kernel, stride, padding) != real
print(f"{settings} settings; rounding up is wrong in {textbook_wrong}, the rule in {ours_wrong}")
# --8<-- [end:compute]

results = {"settings": settings, "textbook": textbook_wrong, "ours": ours_wrong}
results["printed"] = printed_wrong
