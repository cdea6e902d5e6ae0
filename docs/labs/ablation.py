# ---
# title: "Lab: an ablation study"
# description: Take dropout, augmentation and ReLU away from MiniAlexNet one at a time, keep everything else equal, and compare; with the full table that our runs on CIFAR-10 measured.
# ---

# %% [markdown]
# # Lab: an ablation study
#
# This lab belongs to [exercise 8](../exercises/ablation.md). Which of AlexNet's ideas does a small network owe its accuracy to? Take them away one at a time, keep everything else equal, and measure. You need [the lab before this one](training.py). Allow an hour and a half; the full training runs by itself, and without a GPU for some hours.
#
# It runs with `torch`, `torchvision` and `matplotlib`.

# %% [markdown]
# ## One switch: small or full
#
# As in the lab before, `REDUCED = True` takes seconds, on drawn patterns and with a narrow network; set it to `False` for CIFAR-10, which torchvision then downloads. The outputs on this page come from the small setting, where **one seed and few, simple pictures prove nothing**: there even the order of the variants is another; the table of our full runs stands at the end.

# %%
import time

import matplotlib.pyplot as plt
import torch
from torch import nn
from torchvision import datasets

REDUCED = True
EPOCHS, SEEDS = (5, [42]) if REDUCED else (10, [42, 43, 44])
CHANNELS, HIDDEN = ((8, 16, 32), 64) if REDUCED else ((32, 64, 128), 256)
BATCH, RATE = (32, 0.003) if REDUCED else (128, 0.001)
device = torch.device(
    "cuda" if torch.cuda.is_available() and not REDUCED else "cpu"
)


# %%
def draw(count, seed):
    """Draw pictures of ten kinds: five patterns, each coarse and fine; (N, 3, 32, 32)."""
    random = torch.Generator().manual_seed(seed)
    line = torch.arange(32.0)
    labels = torch.randint(10, (count,), generator=random)
    wave = torch.where(labels < 5, 0.5, 0.9)[:, None]
    shift = 6.28 * torch.rand(2, count, 1, generator=random)
    rows = torch.sin(wave * line + shift[0])[:, :, None].expand(-1, 32, 32)
    columns = torch.sin(wave * line + shift[1])[:, None, :].expand(-1, 32, 32)
    far = torch.hypot(line[:, None] - 16, line - 16)
    rings = torch.sin(wave[..., None] * far + shift[0][..., None])
    kinds = torch.stack(
        [rows, columns, rows * columns, torch.maximum(rows, columns), rings]
    )
    patterns = kinds[labels % 5, torch.arange(count)][:, None]
    colors = torch.rand(count, 3, 1, 1, generator=random) + 0.2
    noise = torch.randn(count, 3, 32, 32, generator=random)
    return 0.4 * patterns * colors + 0.34 * noise, labels


def load():
    """Return images and labels to learn from, and 10 percent or more held out."""
    if REDUCED:
        return draw(600, seed=1), draw(400, seed=2)
    data = datasets.CIFAR10("data", train=True, download=True)
    images = (
        torch.from_numpy(data.data).permute(0, 3, 1, 2) / 127.5 - 1
    )  # from -1 to 1
    labels = torch.tensor(data.targets)
    order = torch.randperm(
        len(labels), generator=torch.Generator().manual_seed(0)
    )
    held_out, rest = order[:5000], order[5000:]
    return (images[rest], labels[rest]), (images[held_out], labels[held_out])


training, validation = load()
print("to learn from:", tuple(training[0].shape))
print("held out:", tuple(validation[0].shape))

# %% [markdown]
# ## Task 1: fair comparisons
#
# Write `build(variant, seed)`, which returns MiniAlexNet with the variant's activation and dropout. Two variants with the same seed must start from **the same weights**. How do you make sure of that?

# %%
VARIANTS = {
    "baseline": {"activation": nn.ReLU, "dropout": 0.5, "augmentation": True},
    "no dropout": {"activation": nn.ReLU, "dropout": 0.0, "augmentation": True},
    "no augmentation": {
        "activation": nn.ReLU,
        "dropout": 0.5,
        "augmentation": False,
    },
    "tanh": {"activation": nn.Tanh, "dropout": 0.5, "augmentation": True},
    "sigmoid": {"activation": nn.Sigmoid, "dropout": 0.5, "augmentation": True},
}


# %% tags=["task"]
def build(variant, seed):
    return None  # your code: an nn.Sequential


# %% [markdown] tags=["hint"]
# Call `torch.manual_seed(seed)` right before the layers are made. Activations and dropout draw no random numbers when they are made, so exchanging them changes no weight.


# %% tags=["solution"]
def build(variant, seed):
    """Return an untrained network of this variant."""
    settings = VARIANTS[variant]
    activation, dropout = settings["activation"], settings["dropout"]
    torch.manual_seed(seed)
    a, b, c = CHANNELS
    return nn.Sequential(
        *(nn.Conv2d(3, a, 3, padding=1), activation(), nn.MaxPool2d(2)),
        *(nn.Conv2d(a, b, 3, padding=1), activation(), nn.MaxPool2d(2)),
        *(nn.Conv2d(b, c, 3, padding=1), activation(), nn.MaxPool2d(2)),
        *(
            nn.Flatten(),
            nn.Dropout(dropout),
            nn.Linear(c * 4 * 4, HIDDEN),
            activation(),
        ),
        *(nn.Dropout(dropout), nn.Linear(HIDDEN, 10)),
    )


# %%
if build("baseline", 42) is None:
    print("Task 1 is still to do.")
else:
    first = [list(build(variant, 42).parameters()) for variant in VARIANTS]
    for others in first[1:]:
        assert all(
            torch.equal(p, q) for p, q in zip(first[0], others, strict=True)
        )
    assert not torch.equal(
        first[0][0], next(build("baseline", 43).parameters())
    )
    print("All variants of one seed start from the same weights.")

# %% [markdown]
# ## Task 2: one run
#
# Write `run(variant, seed)`: train for `EPOCHS` epochs with Adam, and measure after each epoch the share of right answers on training and on held-out images. The order of the batches must not depend on the variant.


# %%
def augment(images, random):
    """Shift each image by up to 4 pixels in each direction, and flip half of them."""
    padded = nn.functional.pad(images, (4, 4, 4, 4))
    result = torch.empty_like(images)
    for index, picture in enumerate(padded):
        top, left = torch.randint(0, 9, (2,), generator=random).tolist()
        result[index] = picture[:, top : top + 32, left : left + 32]
    flipped = torch.rand(len(images), generator=random) < 0.5
    result[flipped] = result[flipped].flip(-1)
    return result


# %% tags=["task"]
def run(variant, seed):
    return None  # your code: two lists of EPOCHS numbers


# %% [markdown] tags=["hint"]
# Give the order of the batches and the crops a `torch.Generator` of their own: dropout draws from the global one, and a variant without dropout would see other batches. `model.train()` and `model.eval()` switch dropout on and off.


# %% tags=["solution"]
@torch.no_grad()
def share_right(model, images, labels):
    """Measure without dropout, on images as they are."""
    model.eval()
    right = sum(
        int((model(part.to(device)).argmax(1).cpu() == truth).sum())
        for part, truth in zip(
            images.split(500), labels.split(500), strict=True
        )
    )
    return right / len(labels)


def run(variant, seed):
    """Train one network; return both accuracies after each epoch."""
    model = build(variant, seed).to(device)
    optimizer = torch.optim.Adam(model.parameters(), lr=RATE)
    random = torch.Generator().manual_seed(seed)
    images, labels = training
    curves = [], []
    started = time.perf_counter()
    for _ in range(EPOCHS):
        model.train()
        for chosen in torch.randperm(len(labels), generator=random).split(
            BATCH
        ):
            seen = augment(
                images[chosen], random
            )  # drawn in any case: the same numbers for all
            if not VARIANTS[variant]["augmentation"]:
                seen = images[chosen]
            loss = nn.functional.cross_entropy(
                model(seen.to(device)), labels[chosen].to(device)
            )
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        for curve, (pictures, truth) in zip(
            curves, (training, validation), strict=True
        ):
            curve.append(share_right(model, pictures[:5000], truth[:5000]))
    if not REDUCED:
        print(f"{variant}, seed {seed}: {time.perf_counter() - started:.0f} s")
    return curves


# %% [markdown]
# ## Task 3: all runs, and the table
#
# Predict first: write down an order of the five variants. Then run each with every seed and print a table with mean, lowest and highest.

# %% tags=["task"]
runs = None  # replace None by a dict: variant -> one run() for each seed

# %% [markdown] tags=["hint"]
# A dict comprehension over `VARIANTS` with a list comprehension over `SEEDS` inside.

# %% tags=["solution"]
runs = {variant: [run(variant, seed) for seed in SEEDS] for variant in VARIANTS}

# %%
if runs is None:
    print("Task 3 is still to do.")
else:
    assert set(runs) == set(VARIANTS) and all(
        len(results) == len(SEEDS) for results in runs.values()
    )
    print(f"{'right, %':18}{'training':>20}{'held out':>20}")
    for variant, results in runs.items():
        row = ""
        for part in (0, 1):
            ends = [100 * result[part][-1] for result in results]
            span = (
                f"({min(ends):.1f} to {max(ends):.1f})"
                if len(SEEDS) > 1
                else ""
            )
            row += f"{sum(ends) / len(ends):8.1f} {span}".rjust(20)
        print(f"{variant:18}{row}")

# %% [markdown]
# ## Task 4: the curves
#
# Draw the held-out accuracy of all variants over the epochs. A table shows where the runs ended; what do the curves show besides?

# %% tags=["task"]
# Your code: one plt.plot for each variant

# %% [markdown] tags=["hint"]
# With several seeds draw their mean. Label each curve, and start the axis at zero.

# %% tags=["solution"] alt="Five curves over the epochs, one for each variant, from the small setting. Those with ReLU and tanh rise; the sigmoid stays near ten percent, where guessing is."
figure, ax = plt.subplots(figsize=(5.2, 2.8), layout="constrained")
for color, (variant, results) in enumerate(runs.items()):
    columns = zip(*(result[1] for result in results), strict=True)
    means = [100 * sum(column) / len(column) for column in columns]
    ax.plot(range(1, EPOCHS + 1), means, f"C{color}-o", ms=3.5, label=variant)
ax.set(xlabel="epoch", ylabel="right on held-out images, %", ylim=(0, 103))
ax.set_xticks(range(1, EPOCHS + 1))
ax.legend(loc="upper left", bbox_to_anchor=(1, 1))
plt.show()

# %% tags=["solution"]
ends = {variant: results[0][1][-1] for variant, results in runs.items()}
assert ends["sigmoid"] < max(ends.values()) - 0.2, (
    "the sigmoid should learn far more slowly"
)

# %% [markdown]
# ## Task 5: why does the sigmoid lag?
#
# Compare, before any training, the size of the gradient in the first layer with that in the last, for ReLU, tanh and sigmoid. Divide each by the size of its weights.

# %% tags=["task"]
ratios = None  # replace None by a dict: variant -> last layer's relative gradient / first layer's

# %% [markdown] tags=["hint"]
# After one `backward()`, `p.grad.norm() / p.norm()` says how large a weight tensor's gradient is next to its weights. The tensors with more than one dimension are the weights.

# %% tags=["solution"]
ratios = {}
images, labels = training
for variant in ["baseline", "tanh", "sigmoid"]:
    model = build(variant, 42).eval()
    nn.functional.cross_entropy(model(images[:128]), labels[:128]).backward()
    weights = [p for p in model.parameters() if p.dim() > 1]
    relative = [float(p.grad.norm() / p.detach().norm()) for p in weights]
    ratios[variant] = relative[-1] / relative[0]

# %% [markdown] tags=["solution"]
# The slope of the sigmoid is never above 1/4, and the gradient is multiplied by it once for each activation on its way back. The first layer, which every other layer builds on, hardly moves.

# %%
if ratios is None:
    print("Task 5 is still to do.")
else:
    assert ratios["sigmoid"] > 50 * ratios["baseline"]
    for variant, ratio in ratios.items():
        print(f"{variant:10} last layer / first layer: {ratio:,.1f}")

# %% [markdown]
# ## What the full runs gave
#
# Measured with the light network, {{ results("cifar10_ablation/accuracy")["settings"]["epochs"] }} epochs ({{ results("cifar10_ablation/accuracy")["measured"]["text"] }}), each variant with the best of the learning rates {{ results("cifar10_ablation/search")["settings"]["grid"] }}. Percent right; mean, and in brackets lowest to highest:
#
# | variant | training | validation | test |
# |---|---|---|---|
# | baseline | {{ results("cifar10_ablation/accuracy")["baseline"]["train"]["text"] }} | {{ results("cifar10_ablation/accuracy")["baseline"]["validation"]["text"] }} | {{ results("cifar10_ablation/accuracy")["baseline"]["test"]["text"] }} |
# | no dropout | {{ results("cifar10_ablation/accuracy")["no dropout"]["train"]["text"] }} | {{ results("cifar10_ablation/accuracy")["no dropout"]["validation"]["text"] }} | {{ results("cifar10_ablation/accuracy")["no dropout"]["test"]["text"] }} |
# | no augmentation | {{ results("cifar10_ablation/accuracy")["no augmentation"]["train"]["text"] }} | {{ results("cifar10_ablation/accuracy")["no augmentation"]["validation"]["text"] }} | {{ results("cifar10_ablation/accuracy")["no augmentation"]["test"]["text"] }} |
# | tanh | {{ results("cifar10_ablation/accuracy")["tanh"]["train"]["text"] }} | {{ results("cifar10_ablation/accuracy")["tanh"]["validation"]["text"] }} | {{ results("cifar10_ablation/accuracy")["tanh"]["test"]["text"] }} |
# | sigmoid | {{ results("cifar10_ablation/accuracy")["sigmoid"]["train"]["text"] }} | {{ results("cifar10_ablation/accuracy")["sigmoid"]["validation"]["text"] }} | {{ results("cifar10_ablation/accuracy")["sigmoid"]["test"]["text"] }} |
# | sigmoid + batch norm | {{ results("cifar10_ablation/accuracy")["sigmoid + batch norm"]["train"]["text"] }} | {{ results("cifar10_ablation/accuracy")["sigmoid + batch norm"]["validation"]["text"] }} | {{ results("cifar10_ablation/accuracy")["sigmoid + batch norm"]["test"]["text"] }} |
#
# On one processor core, beside other work, the runs of the baseline took {{ results("cifar10_ablation/accuracy")["baseline"]["minutes"] }} minutes.

# %% [markdown] tags=["page"]
# ```figure
# name: cifar10_ablation/accuracy:validation
# alt: "Six curves over the epochs. After the last, no dropout is highest, then no augmentation, the baseline, tanh, sigmoid with batch norm in wild jumps, and sigmoid, far below all others from the first epoch on."
# caption: "Right answers on validation images in the full runs: means over {{ len(results('cifar10_ablation/accuracy')['measured']['seeds']) }} seeds, and bands from the lowest to the highest."
# table: by epoch
# ```

# %% [markdown]
# ## Task 6: explain the table
#
# Which idea mattered most here? Two of the variants *without* an idea of 2012 beat the baseline. Does that refute AlexNet? Write three sentences.

# %% [markdown] tags=["hint"]
# Compare the gaps between training and validation. What do dropout and augmentation work against, and how much of it is there after so few epochs?

# %% [markdown] tags=["solution"]
# **The activation matters most**: the sigmoid comes last by a wide margin, and tanh stays behind ReLU. Batch normalization brings back much of what the sigmoid loses.
#
# **No dropout and no augmentation come out ahead**, and that refutes nothing. Both work against learning by heart, and after {{ results("cifar10_ablation/accuracy")["settings"]["epochs"] }} epochs the baseline has a gap of only {{ results("cifar10_ablation/accuracy")["baseline"]["gap"]["text"] }}; until there is more, they only make learning slower. Without augmentation the gap is already {{ results("cifar10_ablation/accuracy")["no augmentation"]["gap"]["text"] }}, and it grows. AlexNet trained far longer, with a hundred times as many parameters.
#
# **Several seeds, not one**: differences smaller than the spread between seeds say nothing.

# %% [markdown]
# ## Go on
#
# - Add "sigmoid + batch norm": `nn.BatchNorm2d` after each convolution, `nn.BatchNorm1d` after the hidden linear layer.
# - Train baseline and "no augmentation" for $40$ epochs. When do the curves cross?
# - Time one epoch on the processor and, if you have one, on a GPU.
