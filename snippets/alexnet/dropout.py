"""Dropout while training and while testing."""

import torch
from torch import nn

# --8<-- [start:dropout]
torch.manual_seed(0)
dropout = nn.Dropout(0.5)
ones = torch.ones(8)
print("training:", dropout.train()(ones).tolist())
print("testing: ", dropout.eval()(ones).tolist())
# --8<-- [end:dropout]
