"""A ReLU that no example reaches has no gradient, and so never changes again."""

import torch
from torch import nn

# --8<-- [start:dead]
torch.manual_seed(0)
examples = torch.randn(1000, 10)
unit = nn.Linear(10, 1)
for bias in (0.0, -50.0):
    nn.init.constant_(unit.bias, bias)
    unit.zero_grad()
    torch.relu(unit(examples)).sum().backward()
    active = int((unit(examples) > 0).sum())
    print(f"bias {bias:5.0f}: active on {active} of 1000, gradient {unit.weight.grad.norm():.1f}")
# --8<-- [end:dead]
