"""Three activations and their slopes, which is what training sees of them."""

import matplotlib.pyplot as plt
import torch

# --8<-- [start:slopes]
x = torch.tensor([-0.01, 0.0, 1.0, 3.0, 5.0], requires_grad=True)
functions = {"sigmoid": torch.sigmoid, "tanh": torch.tanh, "ReLU": torch.relu}
print("x      ", *(f"{value:9.2f}" for value in x.tolist()))
for name, function in functions.items():
    (slope,) = torch.autograd.grad(function(x).sum(), x)
    print(f"{name:<8}", *(f"{value:9.6f}" for value in slope.tolist()))
# --8<-- [end:slopes]

line = torch.linspace(-5, 5, 401, requires_grad=True)
fig, (left, right) = plt.subplots(1, 2, num="curves", figsize=(5.2, 3.0))
places = {"sigmoid": ((-4.8, 0.12), (-4.9, 0.14)), "tanh": ((-4.8, -0.82), (-4.9, 0.62))}
places["ReLU"] = ((-1.4, 1.5), (0.6, 1.06))
for color, (name, function) in zip(["C0", "C3", "C1"], functions.items(), strict=True):
    (slope,) = torch.autograd.grad(function(line).sum(), line)
    left.plot(line.detach(), function(line).detach(), color=color)
    right.plot(line.detach(), slope, color=color)
    for ax, place in zip((left, right), places[name], strict=True):
        ax.text(*place, name, color=color)
left.set(title="the activation", xlabel="x", ylim=(-1.15, 2.1), xticks=[-4, -2, 0, 2, 4])
right.set(title="its slope", xlabel="x", ylim=(-0.05, 1.2), xticks=[-4, -2, 0, 2, 4])
right.set_yticks([0, 0.25, 0.5, 1], labels=["0", "¼", "½", "1"])
for ax in (left, right):
    ax.grid(axis="y")
