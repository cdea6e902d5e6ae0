"""How large each layer's gradient is in plain stacks of 2 to 16 layers before any learning."""

import torch
from torch import nn

ACTIVATIONS = {"ReLU": nn.ReLU, "tanh": nn.Tanh, "sigmoid": nn.Sigmoid}
STARTS = ("PyTorch's default", "N(0, 0.01)", "Xavier", "He")
DEPTHS = (2, 4, 8, 16)
WIDTH = 256


# --8<-- [start:measure]
def initialize(layer, how):
    if how == "N(0, 0.01)":
        nn.init.normal_(layer.weight, std=0.01)
    elif how == "Xavier":
        nn.init.xavier_uniform_(layer.weight)
    elif how == "He":
        nn.init.kaiming_normal_(layer.weight)
    if how != "PyTorch's default":
        nn.init.zeros_(layer.bias)


def relative_gradients(activation, how, depth):
    """The gradient's length over the weights' length, layer by layer."""
    torch.manual_seed(0)
    layers = [nn.Linear(WIDTH, WIDTH) for _ in range(depth - 1)] + [nn.Linear(WIDTH, 10)]
    for layer in layers:
        initialize(layer, how)
    parts = [part for layer in layers[:-1] for part in (layer, activation())]
    examples, classes = torch.randn(256, WIDTH), torch.randint(10, (256,))
    nn.functional.cross_entropy(nn.Sequential(*parts, layers[-1])(examples), classes).backward()
    with torch.no_grad():
        return [(layer.weight.grad.norm() / layer.weight.norm()).item() for layer in layers]


# --8<-- [end:measure]

torch.set_default_dtype(torch.double)  # the smallest gradients are below single precision
results = {
    "measured": {
        str(depth): {
            how: {name: relative_gradients(kind, how, depth) for name, kind in ACTIVATIONS.items()}
            for how in STARTS
        }
        for depth in DEPTHS
    },
    "width": WIDTH,
}
