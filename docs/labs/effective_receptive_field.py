# ---
# title: "Lab: measure the effective receptive field"
# description: Measure with gradients which pixels really move one output of a deep stack of convolutions, and compare the width with the theoretical receptive field.
# ---

# %% [markdown]
# # Lab: measure the effective receptive field
#
# The theoretical receptive field is the region that *can* move one output. How much of it *does*? You measure it with gradients, for stacks of more and more layers. This goes with [lesson 2](../lessons/pooling_and_receptive_fields.md), and takes about 40 minutes.
#
# It runs with `torch` and `matplotlib`.

# %%
from math import sqrt

import matplotlib.pyplot as plt
import torch
from torch import nn

DEPTHS = [5, 10, 20, 40]  # layers; all kernels are 3 by 3, with stride 1

# %% [markdown]
# ## Task 1: the theory
#
# How wide is the theoretical receptive field of $L$ convolutions with kernel size $K$ and stride 1? Write it down for all depths.

# %% tags=["task"]
theory = None  # replace None by a dict: depth -> width of the field

# %% [markdown] tags=["hint"]
# The first layer sees $K$ pixels, and every further one adds $K - 1$.

# %% tags=["solution"]
theory = {depth: 1 + depth * (3 - 1) for depth in DEPTHS}
print(theory)

# %% [markdown]
# ## Task 2: the gradient of one output
#
# Write `influence(layers, size)`: let the layers run over an image of `size` × `size` pixels, take the unit in the middle of the output, and return the absolute gradient of that unit with respect to every pixel.
#
# The stack of `equal(depth)` has equal weights everywhere, so that no influence cancels another.


# %%
def equal(depth):
    """Return a stack of 3 by 3 convolutions whose weights are all equal."""
    layers = nn.Sequential(
        *(nn.Conv2d(1, 1, 3, bias=False) for _ in range(depth))
    )
    for layer in layers:
        nn.init.constant_(layer.weight, 1 / 9)
    return layers


# %% tags=["task"]
def influence(layers, size):
    return None  # your code: a tensor of shape (size, size)


# %% [markdown] tags=["hint"]
# Make the image with `requires_grad=True`, let the layers run, and call `backward()` on one number, such as `y[0, 0, middle, middle]`. Then the image has a `grad`. Add up over the channels first if there are several.


# %% tags=["solution"]
def influence(layers, size):
    """Return how strongly each pixel moves the unit in the middle."""
    image = torch.rand(1, 1, size, size, requires_grad=True)
    y = layers(image)
    middle = y.shape[-1] // 2
    y[0, 0, middle, middle].backward()
    return image.grad[0, 0].abs()


# %% [markdown]
# Where is the gradient not zero? Exactly in the theoretical field:

# %%
if theory is None or influence(equal(5), 21) is None:
    print("Tasks 1 and 2 are still to do.")
else:
    for depth in [1, 2, 3, 4, 5]:
        reached = influence(equal(depth), 21).sum(dim=0) > 0
        assert int(reached.sum()) == 1 + depth * (3 - 1)
        print(f"layers: {depth}, pixels reached: {int(reached.sum())}")

# %% [markdown]
# ## Task 3: look at the influence
#
# Draw `influence` as a picture for each depth, in an image just as wide as the field. Predict first: will the bright region fill the same share of the square at each depth?

# %% tags=["task"]
# Your code: plt.subplots(1, 4), and one imshow for each depth

# %% [markdown] tags=["hint"]
# The square root of the influence shows weak pixels better.

# %% tags=["solution"] alt="Four squares, the fields of stacks of 5, 10, 20 and 40 layers, drawn equally large. Each holds a round bright spot in the middle that fades to black; the deeper the stack, the smaller the part of the square that the spot fills."
figure, axes = plt.subplots(1, 4, figsize=(5.2, 1.7))
for ax, depth in zip(axes, DEPTHS, strict=True):
    ax.imshow(influence(equal(depth), theory[depth]).sqrt(), cmap="viridis")
    ax.set_title(f"{depth} layers")
    ax.axis("off")
plt.show()

# %% [markdown] tags=["solution"]
# The share shrinks. A corner pixel reaches the output along a single path, one window after another at its very edge; a pixel in the middle along a huge number of paths. The number of paths follows a bell curve, and its width grows with the square root of the depth only.

# %% [markdown]
# ## Task 4: measure the width
#
# Write `spread(strength)`: the standard deviation, in pixels along one axis, of a map of influence. Then compare it with $\sqrt{2L/3}$.


# %% tags=["task"]
def spread(strength):
    return None  # your code: a number of pixels


# %% [markdown] tags=["hint"]
# Sum over the rows, divide by the total: now you have a share for each column. With positions counted from the middle, the variance is the sum of share times squared position.


# %% tags=["solution"]
def spread(strength):
    """Return the standard deviation of the influence along one axis."""
    shares = strength.sum(dim=0) / strength.sum()
    position = torch.arange(len(strength)) - len(strength) // 2
    return float((shares * position**2).sum().sqrt())


# %% [markdown] tags=["solution"]
# Why $\sqrt{2L/3}$? One step of a path goes to the left, stays, or goes to the right, each with the same share: its variance is $\tfrac{1}{3}(1 + 0 + 1) = \tfrac{2}{3}$. Variances of independent steps add up, so $L$ layers have the variance $2L/3$.

# %% [markdown] tags=["solution"]
# From $5$ to $40$ layers the theoretical field grows {{ receptive_field([Conv2d(1, 1, 3)] * 40).size / receptive_field([Conv2d(1, 1, 3)] * 5).size | .1f }} times, the spread only {{ effective_receptive_field([Conv2d(1, 1, 3)] * 40).std / effective_receptive_field([Conv2d(1, 1, 3)] * 5).std | .1f }} times. So no fixed factor between the two can be right.

# %%
if theory is None or spread(torch.ones(3, 3)) is None:
    print("Task 4 is still to do.")
else:
    print("layers   theory   spread   sqrt(2L/3)   theory / spread")
    for depth in DEPTHS:
        measured = spread(influence(equal(depth), theory[depth]))
        assert abs(measured - sqrt(2 * depth / 3)) < 0.01
        print(
            f"{depth:6} {theory[depth]:8} {measured:8.2f} {sqrt(2 * depth / 3):12.2f}"
            f" {theory[depth] / measured:17.1f}"
        )

# %% [markdown]
# ## Task 5: random weights
#
# A real network has many channels, random weights at the start, and ReLUs. Does the square root still hold? Build such stacks, average the influence over several of them, and draw the spread against the depth, together with $\sqrt{2L/3}$ and half the theoretical field.

# %% tags=["task"]
random_spreads = None  # replace None by a list, a number for each depth

# %% [markdown] tags=["hint"]
# Eight channels and `nn.init.kaiming_normal_` are enough. Divide each map of influence by its sum before you average, or the largest gradient wins. If every ReLU is off, the gradient is zero everywhere: skip that network.


# %% tags=["solution"] alt="A chart with the depth on one axis and pixels on the other. Half the theoretical field rises as a straight line, far above the two others. The measured spread of random networks is a bent curve slightly above the square root of two thirds of the depth."
def random(depth, channels=8):
    """Return a stack with random weights and ReLUs."""
    layers = []
    for index in range(depth):
        conv = nn.Conv2d(1 if index == 0 else channels, channels, 3, bias=False)
        nn.init.kaiming_normal_(conv.weight)
        layers += [conv, nn.ReLU()]
    return nn.Sequential(*layers)


torch.manual_seed(0)
random_spreads = []
for depth in DEPTHS:
    maps = [influence(random(depth), theory[depth]) for _ in range(20)]
    shares = [
        strength / strength.sum() for strength in maps if strength.sum() > 0
    ]
    random_spreads.append(spread(torch.stack(shares).mean(dim=0)))

figure, ax = plt.subplots(figsize=(5.2, 2.8))
ax.plot(
    DEPTHS,
    [theory[depth] / 2 for depth in DEPTHS],
    "C0-s",
    label="half the theoretical field",
)
ax.plot(DEPTHS, random_spreads, "C1-o", label="spread, random weights")
ax.plot(
    DEPTHS, [sqrt(2 * depth / 3) for depth in DEPTHS], "C2--", label="√(2L/3)"
)
ax.set(xlabel="layers", ylabel="pixels")
ax.legend()
plt.show()

# %% [markdown] tags=["solution"]
# The curve bends nearly as the square root does; random weights with ReLUs widen the spread somewhat. These are untrained networks: training changes the weights, and usually the field with them.

# %%
if random_spreads is None:
    print("Task 5 is still to do.")
else:
    for depth, width in zip(DEPTHS, random_spreads, strict=True):
        assert 0.7 < width / sqrt(2 * depth / 3) < 2, (
            f"{width} pixels at depth {depth}?"
        )
        print(f"{depth} layers: spread {width:.2f} pixels")

# %% [markdown]
# ## Go on
#
# - Put an `nn.AvgPool2d(2)` into the middle of a stack. What happens to the spread?
# - Give each convolution `dilation=2`. The theoretical field grows; does the influence still fill it without gaps?
# - The [receptive-field explorer](../receptive_field_explorer.md) draws both fields of published networks.
