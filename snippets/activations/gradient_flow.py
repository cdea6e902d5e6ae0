"""How large each layer's gradient is, next to its weights, before AlexNet has learned anything."""

import math

import matplotlib.pyplot as plt
import torch
from torch import nn
from torchvision.models import alexnet

LAYERS = ["conv1", "conv2", "conv3", "conv4", "conv5", "fc6", "fc7", "fc8"]
ACTIVATIONS = {"ReLU": nn.ReLU, "tanh": nn.Tanh, "sigmoid": nn.Sigmoid}


# --8<-- [start:measure]
def initialize(name, weight, bias, how):
    if how == "N(0, 0.01)":  # the paper's, with biases of 1 in five of the layers
        nn.init.normal_(weight, std=0.01)
        nn.init.constant_(bias, float(name not in ("conv1", "conv3", "fc8")))
    elif how == "Xavier":
        nn.init.xavier_uniform_(weight)
        nn.init.zeros_(bias)
    elif how == "He":
        nn.init.kaiming_normal_(weight)
        nn.init.zeros_(bias)


def relative_gradients(activation, how):
    """The gradient's length over the weights' length, layer by layer."""
    torch.manual_seed(0)
    model = alexnet(dropout=0.0)
    for part in (model.features, model.classifier):
        for name, child in part.named_children():
            if isinstance(child, nn.ReLU):
                setattr(part, name, activation())
    layers = [m for m in model.modules() if isinstance(m, nn.Conv2d | nn.Linear)]
    for name, layer in zip(LAYERS, layers, strict=True):
        initialize(name, layer.weight, layer.bias, how)
    images, classes = torch.randn(8, 3, 224, 224), torch.randint(1000, (8,))
    nn.functional.cross_entropy(model(images), classes).backward()
    with torch.no_grad():
        return [(layer.weight.grad.norm() / layer.weight.norm()).item() for layer in layers]


# --8<-- [end:measure]


measured = {
    how: {name: relative_gradients(kind, how) for name, kind in ACTIVATIONS.items()}
    for how in ("PyTorch's default", "N(0, 0.01)", "Xavier", "He")
}
gap = {how: {name: v[-1] / v[0] for name, v in rows.items()} for how, rows in measured.items()}
for how, row in gap.items():
    print(f"{how:<17}", *(f"{name} {value:.1e}" for name, value in row.items()))

fig, ax = plt.subplots(num="flow", figsize=(5.2, 3.4))
for color, marker, name in zip(["C1", "C3", "C0"], "oDs", ACTIVATIONS, strict=True):
    values = measured["PyTorch's default"][name]
    ax.plot(LAYERS, values, color=color, marker=marker, ms=5)
    place, rise = {"ReLU": (2, -18), "tanh": (2, 9), "sigmoid": (2, -20)}[name]
    ax.annotate(name, (place, values[place]), (4, rise), textcoords="offset points", color=color)
ax.set(yscale="log", ylabel="gradient / weights", ylim=(2e-7, 10))
ax.grid(axis="y")

columns = ["initialization", *ACTIVATIONS]
rows = [[how, *(f"{v:,.2g}" for v in row.values())] for how, row in gap.items()]
results = {"gap": gap, "measured": measured, "table": {"columns": columns, "rows": rows}}
results["sigmoid digits"] = round(math.log10(gap["PyTorch's default"]["sigmoid"]))
