"""LeNet-5, the modern remake, learns to read digits while this page is built."""

import matplotlib.pyplot as plt
import torch
from sklearn.datasets import load_digits
from torch import nn

from cnnlib import architectures

# --8<-- [start:data]
digits = load_digits()  # 1797 handwritten digits of 8 x 8 pixels, comes with scikit-learn
images = torch.tensor(digits.images, dtype=torch.float32)[:, None] / 16
images = nn.functional.interpolate(images, size=28, mode="bilinear")
images = nn.functional.pad(images, (2, 2, 2, 2))  # (N, 1, 32, 32), as LeNet-5 wants them
labels = torch.tensor(digits.target)
torch.manual_seed(0)
order = torch.randperm(len(labels))
train, test = order[:1347], order[1347:]  # three quarters to learn from
# --8<-- [end:data]

# --8<-- [start:model]
model = nn.Sequential(
    *(nn.Conv2d(1, 6, 5), nn.Tanh(), nn.AvgPool2d(2)),  # 32 -> 28 -> 14
    *(nn.Conv2d(6, 16, 5), nn.Tanh(), nn.AvgPool2d(2)),  # 14 -> 10 -> 5
    *(nn.Flatten(), nn.Linear(400, 120), nn.Tanh()),
    *(nn.Linear(120, 84), nn.Tanh(), nn.Linear(84, 10)),
)
# --8<-- [end:model]
parameters = sum(p.numel() for p in model.parameters())
assert parameters == architectures.lenet5_modern().parameters


# --8<-- [start:train]
def accuracy(part):
    with torch.no_grad():
        return (model(images[part]).argmax(1) == labels[part]).float().mean().item()


PASSES = 10
optimizer = torch.optim.Adam(model.parameters(), lr=2e-3)
curve = {"training digits": [accuracy(train)], "test digits": [accuracy(test)]}
for _ in range(PASSES):
    for batch in train[torch.randperm(len(train))].split(32):
        loss = nn.functional.cross_entropy(model(images[batch]), labels[batch])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    curve["training digits"].append(accuracy(train))
    curve["test digits"].append(accuracy(test))
# --8<-- [end:train]

print(f"{parameters:,} parameters, {len(train):,} digits to learn from, {len(test)} to test on")
print(f"right before training: {curve['test digits'][0]:.0%}")
print(f"right after {PASSES} passes: over 95%? {curve['test digits'][-1] > 0.95}")

with torch.no_grad():
    guesses = model(images[test]).argmax(1)
wrong = (guesses != labels[test]).nonzero()[:, 0].tolist()

fig = plt.figure("learning", figsize=(5.2, 2.7))
left, right = fig.subfigures(1, 2, width_ratios=[3, 2])
ax = left.subplots()
for color, marker, (name, values) in zip(["C0", "C2"], "os", curve.items(), strict=True):
    ax.plot([100 * value for value in values], color=color, marker=marker, ms=3.5, label=name)
ax.set(xlabel="passes over the digits", ylabel="right, %", ylim=(0, 104), xticks=range(0, 11, 2))
ax.legend(loc="lower right")
ax.grid(axis="y")
right.suptitle("some that it got wrong")
for ax in right.subplots(3, 3).flat:
    ax.axis("off")
for ax, place in zip(right.axes, wrong, strict=False):
    ax.imshow(digits.images[test[place]], cmap="gray")
    ax.set_title(f"{labels[test[place]]} as {guesses[place]}", pad=2, size=10)

results = {
    "parameters": parameters,
    "train images": len(train),
    "test images": len(test),
    "passes": PASSES,
    "right before": curve["test digits"][0],
    "right": curve["test digits"][-1],
    "right on training digits": curve["training digits"][-1],
    "wrong": len(wrong),
}
results["table"] = {
    "columns": ["passes", *curve],
    "rows": [
        [passes, *(f"{100 * value:.1f} %" for value in row)]
        for passes, row in enumerate(zip(*curve.values(), strict=True))
    ],
}
