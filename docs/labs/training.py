# ---
# title: "Lab: train MiniAlexNet"
# description: Build MiniAlexNet in PyTorch, train it with and without dropout, log both curves and read the gap between them; with the accuracies that our full runs on CIFAR-10 measured.
# ---

# %% [markdown]
# # Lab: train MiniAlexNet
#
# This lab belongs to [exercise 6](../exercises/training.md). You write the data pipeline, the network and the training loop of a small AlexNet, train it with and without dropout, and read the two curves. You need [lesson 3](../lessons/lenet_to_alexnet.md). Allow an hour, and on a computer without a GPU some more for the training itself.
#
# It runs with `torch`, `torchvision` and `matplotlib`.

# %% [markdown]
# ## One switch: small or full
#
# With `REDUCED = True` the lab takes seconds: a narrow network learns to tell ten kinds of drawn pattern apart, and nothing is downloaded. Use it until your code runs. Then set it to `False`: torchvision downloads CIFAR-10, and the real training begins. The outputs on this page come from the small setting; what the full one gives stands at the end.

# %%
import matplotlib.pyplot as plt
import torch
from PIL import Image
from torch import nn
from torch.utils.data import DataLoader, Dataset, Subset
from torchvision import datasets, transforms

REDUCED = True
EPOCHS = 6 if REDUCED else 10
CHANNELS, HIDDEN = ((8, 16, 32), 64) if REDUCED else ((32, 64, 128), 256)
device = torch.device(
    "cuda" if torch.cuda.is_available() and not REDUCED else "cpu"
)

# %% [markdown]
# The patterns: stripes, checks, grids and rings, each fine and coarse, in random colors, under noise. Like CIFAR-10's photographs they have 32 × 32 pixels, belong to one of ten classes, and stay what they are when you flip them.


# %%
class Patterns(Dataset):
    """Drawn pictures of ten kinds, with the same interface as datasets.CIFAR10."""

    def __init__(self, count, seed, transform=None):
        self.transform = transform
        random = torch.Generator().manual_seed(seed)
        y, x = torch.meshgrid(
            torch.arange(32.0), torch.arange(32.0), indexing="ij"
        )
        self.labels = torch.randint(10, (count,), generator=random).tolist()
        self.pictures = []
        for label in self.labels:
            shift, other = (6.28 * torch.rand(2, generator=random)).tolist()
            fine = 0.5 if label < 5 else 0.9
            rows, columns = (
                torch.sin(fine * y + shift),
                torch.sin(fine * x + other),
            )
            rings = torch.sin(
                fine * torch.hypot(y - 16 - shift, x - 16 - other)
            )
            pattern = [
                rows,
                columns,
                rows * columns,
                torch.maximum(rows, columns),
                rings,
            ][label % 5]
            colors = torch.rand(3, generator=random) + 0.2
            noise = torch.randn(32, 32, 3, generator=random)
            picture = 0.5 + 0.2 * pattern[..., None] * colors + 0.17 * noise
            self.pictures.append((255 * picture.clamp(0, 1)).byte().numpy())

    def __len__(self):
        return len(self.labels)

    def __getitem__(self, index):
        picture = Image.fromarray(self.pictures[index])
        return (
            self.transform(picture) if self.transform else picture
        ), self.labels[index]


# %% tags=["page"] alt="Five small pictures, one of each coarse pattern: level stripes, upright stripes, checks, a grid and rings, in different colors and covered with noise."
figure, axes = plt.subplots(1, 5, figsize=(5.2, 1.1))
patterns = Patterns(100, seed=0)
for label, ax in enumerate(axes.flat):
    ax.imshow(patterns[patterns.labels.index(label)][0])
    ax.axis("off")
plt.show()

# %% [markdown]
# ## Task 1: the transforms
#
# For training, each image is cropped at random ($4$ pixels of padding, then 32 × 32) and flipped half of the time; then it becomes a tensor and is normalized. Images for measuring are only made tensors and normalized. Why must they not be cropped and flipped, too?

# %% tags=["task"]
train_transform = None  # replace None by a transforms.Compose
test_transform = None  # replace None by another

# %% [markdown] tags=["hint"]
# `RandomCrop(32, padding=4)`, `RandomHorizontalFlip()`, `ToTensor()`, `Normalize((0.5,) * 3, (0.5,) * 3)`, all from `transforms`.

# %% tags=["solution"]
to_tensor = [
    transforms.ToTensor(),
    transforms.Normalize((0.5,) * 3, (0.5,) * 3),
]
test_transform = transforms.Compose(to_tensor)
train_transform = transforms.Compose(
    [
        transforms.RandomCrop(32, padding=4),
        transforms.RandomHorizontalFlip(),
        *to_tensor,
    ]
)

# %% [markdown] tags=["solution"]
# A measurement has to be the same each time, and the network will be used on images as they are. The random versions only keep the training images from being learned by heart.


# %%
def load():
    """Return the training images, and two sets to measure on: a part of them, and others."""
    if REDUCED:
        train = Patterns(600, seed=1, transform=train_transform)
        same = Patterns(600, seed=1, transform=test_transform)
        return (
            train,
            Subset(same, range(300)),
            Patterns(300, seed=2, transform=test_transform),
        )
    train, same = (
        datasets.CIFAR10("data", train=True, download=True, transform=transform)
        for transform in (train_transform, test_transform)
    )
    order = torch.randperm(
        len(train), generator=torch.Generator().manual_seed(0)
    ).tolist()
    held_out, rest = order[:5000], order[5000:]
    return (
        Subset(train, rest),
        Subset(same, rest[:5000]),
        Subset(same, held_out),
    )


if train_transform is None or test_transform is None:
    print("Task 1 is still to do.")
else:
    train_set, seen_set, validation_set = load()
    assert train_set[0][0].shape == validation_set[0][0].shape == (3, 32, 32)
    assert torch.equal(validation_set[0][0], validation_set[0][0]), (
        "measuring must be repeatable"
    )
    print(
        f"{len(train_set)} images to learn from, {len(validation_set)} others"
    )

# %% [markdown]
# ## Task 2: MiniAlexNet
#
# Three blocks of convolution (3 × 3, padding 1), ReLU and 2 × 2 max pooling; then flatten, dropout, a linear layer, ReLU, dropout, and a linear layer to the $10$ classes. Write it as a function of the channels, the hidden features and the dropout. Predict first: which layer will hold most parameters?


# %% tags=["task"]
def mini_alexnet(channels, hidden, dropout=0.5):
    return None  # your code: an nn.Sequential


# %% [markdown] tags=["hint"]
# Three pools leave 4 × 4 of 32 × 32 pixels, so the first linear layer reads $16$ times as many numbers as the last block has channels.


# %% tags=["solution"]
def mini_alexnet(channels, hidden, dropout=0.5):
    """Return an untrained network for 32 by 32 color images of ten classes."""
    layers = []
    for before, after in zip((3, *channels), channels):
        layers += [
            nn.Conv2d(before, after, 3, padding=1),
            nn.ReLU(),
            nn.MaxPool2d(2),
        ]
    layers += [
        nn.Flatten(),
        nn.Dropout(dropout),
        nn.Linear(16 * channels[-1], hidden),
        nn.ReLU(),
    ]
    return nn.Sequential(*layers, nn.Dropout(dropout), nn.Linear(hidden, 10))


for name, channels, hidden in [
    ("full", (64, 128, 256), 512),
    ("light", (32, 64, 128), 256),
]:
    network = mini_alexnet(channels, hidden)
    print(
        f"{name}: {sum(p.numel() for p in network.parameters()):,} parameters"
    )

# %% [markdown] tags=["solution"]
# {{ architectures.mini_alexnet((64, 128, 256), 512).parameters }} parameters, and {{ architectures.mini_alexnet((32, 64, 128), 256).parameters }} in the light version that our measurements used. Most of them, {{ linear_parameters(4096, 512) }} of the full version, sit in the first linear layer, which is where dropout acts.

# %%
if mini_alexnet(CHANNELS, HIDDEN) is None:
    print("Task 2 is still to do.")
else:
    full = mini_alexnet((64, 128, 256), 512)
    assert full(torch.zeros(2, 3, 32, 32)).shape == (2, 10)
    parameters = sum(p.numel() for p in full.parameters())
    assert parameters == 2 * 5 * 19 * 47 * 277, f"{parameters} are not it"
    assert any(isinstance(layer, nn.Dropout) for layer in full.modules())
    print("Shape and parameters are right.")

# %% [markdown]
# ## Task 3: train, and log both curves
#
# Write `train(dropout)`: build the network, train it for `EPOCHS` epochs (cross-entropy, Adam with a learning rate of $0.001$, batches of $128$), and measure after each epoch how many of `seen_set` and of `validation_set` are right. Return both lists.


# %% tags=["task"]
def train(dropout):
    return None  # your code: two lists of EPOCHS numbers, for seen_set and for validation_set


# %% [markdown] tags=["hint"]
# For each batch: `loss = nn.functional.cross_entropy(model(images), labels)`, then `optimizer.zero_grad()`, `loss.backward()`, `optimizer.step()`. Call `model.train()` before you train and `model.eval()` before you measure, or dropout spoils the measurement; measure under `torch.no_grad()`.


# %% tags=["solution"]
@torch.no_grad()
def accuracy(model, images):
    """Return the share of images that the model gets right."""
    model.eval()
    right = 0
    for pixels, labels in DataLoader(images, batch_size=500):
        right += int(
            (model(pixels.to(device)).argmax(1) == labels.to(device)).sum()
        )
    return right / len(images)


def train(dropout):
    """Train a fresh network; return both accuracies after each epoch."""
    torch.manual_seed(1)  # the same weights, batches and crops each time
    model = mini_alexnet(CHANNELS, HIDDEN, dropout).to(device)
    optimizer = torch.optim.Adam(
        model.parameters(), lr=0.003 if REDUCED else 0.001
    )
    order = torch.Generator().manual_seed(1)
    size = 32 if REDUCED else 128
    batches = DataLoader(
        train_set, batch_size=size, shuffle=True, generator=order
    )
    seen, validation = [], []
    for epoch in range(EPOCHS):
        model.train()
        for pixels, labels in batches:
            loss = nn.functional.cross_entropy(
                model(pixels.to(device)), labels.to(device)
            )
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        seen.append(accuracy(model, seen_set))
        validation.append(accuracy(model, validation_set))
        print(
            f"epoch {epoch + 1}: {seen[-1]:.1%} of seen, {validation[-1]:.1%} of others"
        )
    return seen, validation


with_dropout = train(dropout=0.5)

# %% [markdown] tags=["solution"]
# The small setting takes batches of $32$ and a higher learning rate: with so few images, an epoch of larger batches would be too few steps.

# %% [markdown]
# ## Task 4: once more without dropout
#
# Train the same network with a dropout of 0, and draw all four curves. Predict first: which pair will lie further apart?

# %% tags=["task"]
# Your code: train(dropout=0.0), and four calls of plt.plot

# %% [markdown] tags=["hint"]
# Draw both curves of a network in one color, the images it has seen dashed and the others solid.

# %% tags=["solution"] alt="Four curves over the epochs: with and without dropout, dashed for images that the network has seen and solid for others. All rise from near ten percent; without dropout they rise faster in these first epochs."
without_dropout = train(dropout=0.0)
figure, ax = plt.subplots(figsize=(5.2, 3))
for color, name, (seen, validation) in [
    ("C0", "dropout 0.5", with_dropout),
    ("C1", "no dropout", without_dropout),
]:
    epochs = range(1, EPOCHS + 1)
    ax.plot(epochs, [100 * share for share in seen], color, linestyle="--")
    ax.plot(
        epochs,
        [100 * share for share in validation],
        color,
        marker="o",
        label=name,
    )
ax.set(xlabel="epoch", ylabel="right, %", ylim=(0, 100))
ax.legend()
plt.show()

# %% tags=["solution"]
assert max(without_dropout[1]) > 0.3, (
    "a network that guesses is right in one case of ten"
)

# %% [markdown]
# ## Task 5: what does the gap say?
#
# Compare the curve of seen images with that of the others, for both networks. What would you do next: more dropout, less, or longer training? Write your answer down before you open ours.

# %% [markdown] tags=["hint"]
# A gap that grows while the validation curve stands still is learning by heart. No gap and two rising curves mean that the network is still learning what all images share.

# %% [markdown] tags=["solution"]
# Measured with the full setting, the light network, {{ results("cifar10_ablation/accuracy")["settings"]["epochs"] }} epochs ({{ results("cifar10_ablation/accuracy")["measured"]["text"] }}), mean and in brackets lowest to highest:
#
# | network | seen images | validation images | gap |
# |---|---|---|---|
# | dropout $0.5$ | {{ results("cifar10_ablation/accuracy")["baseline"]["train"]["text"] }} | {{ results("cifar10_ablation/accuracy")["baseline"]["validation"]["text"] }} | {{ results("cifar10_ablation/accuracy")["baseline"]["gap"]["text"] }} |
# | no dropout | {{ results("cifar10_ablation/accuracy")["no dropout"]["train"]["text"] }} | {{ results("cifar10_ablation/accuracy")["no dropout"]["validation"]["text"] }} | {{ results("cifar10_ablation/accuracy")["no dropout"]["gap"]["text"] }} |
#
# Without dropout the gap is wider, as the theory says, and yet the network is better on images that it has never seen. With dropout the gap is small: there is hardly anything learned by heart that dropout could prevent, and it makes learning slower. So train longer, or drop less. In a long training, or with a larger network on fewer images, the picture can turn: that is what AlexNet needed dropout for.

# %% [markdown] tags=["page"]
# ```figure
# name: cifar10_ablation/accuracy:gap
# alt: "Three charts over the epochs, each with a dashed curve for training images and a solid one for validation images: the two stay close together in the baseline, part a little without dropout, and part early and widely without augmentation."
# caption: "The full measurement: seen images dashed, validation images solid. The third chart belongs to the next lab. The runs of these three took {{ results('cifar10_ablation/accuracy')['gap minutes']['shortest'] }} to {{ results('cifar10_ablation/accuracy')['gap minutes']['longest'] }} minutes each, on one processor core beside other work."
# ```

# %% [markdown]
# ## Go on
#
# - Normalize with CIFAR-10's own mean, $(0.4914, 0.4822, 0.4465)$, and standard deviation, $(0.2470, 0.2435, 0.2616)$. Does it matter?
# - Train the full version, or for $30$ epochs. When does the gap open, and does dropout pay then?
# - The next lab, [an ablation study](ablation.py), takes away one idea after the other.
