# ---
# title: "Lab: one convolution on a real image"
# description: Load a photograph into a tensor, run a random convolutional layer and the Sobel kernels over it, look at the maps, count the parameters, and meet the error that no_grad prevents.
# ---

# %% [markdown]
# # Lab: one convolution on a real image
#
# This lab belongs to [exercise 2](../exercises/convolution_on_an_image.md). You turn a photograph into a tensor, look at what eight random filters make of it, and put a filter of your own choice into the layer. You need [lesson 1](../lessons/convolution.md) and about 30 minutes.
#
# It runs with `torch`, `torchvision` and `matplotlib`; nothing is downloaded.

# %%
import matplotlib.pyplot as plt
import torch
from matplotlib.cbook import get_sample_data
from PIL import Image
from torch import nn
from torchvision import transforms

# %% [markdown]
# ## Task 1: from a file to a tensor
#
# matplotlib brings a photograph along: Grace Hopper, who wrote one of the first compilers (official portrait of the U.S. Navy, in the public domain). To use a picture of your own, replace the first line by `photograph = Image.open("my_picture.jpg")`.
#
# Make it gray, and turn it into a tensor `x` of shape (1, 1, H, W): a batch of one image with one channel.

# %%
photograph = Image.open(get_sample_data("grace_hopper.jpg"))
photograph.thumbnail((150, 150))  # small enough to see single pixels
print("width and height:", photograph.size, "mode:", photograph.mode)

# %% tags=["task"]
x = None  # replace None by the gray photograph as a tensor

# %% [markdown] tags=["hint"]
# `photograph.convert("L")` is gray. `transforms.ToTensor()` makes a callable that scales pixels to the range from 0 to 1 and gives (1, H, W); `unsqueeze(0)` puts the batch in front.

# %% tags=["solution"]
gray = photograph.convert("L")
x = transforms.ToTensor()(gray).unsqueeze(0)
print("shape:", tuple(x.shape))
print(f"brightness from {x.min():.2f} to {x.max():.2f}")

# %%
if x is None:
    print("Task 1 is still to do.")
else:
    width, height = photograph.size
    assert x.shape == (1, 1, height, width), (
        "height comes before width, batch and channel first"
    )
    assert x.min() >= 0 and x.max() <= 1
    print("The tensor is right.")

# %% [markdown]
# ## Task 2: eight random filters
#
# Make `conv`, an `nn.Conv2d` from one channel to eight with 3 × 3 kernels and padding 1, and let it run over `x`. Which shape will the result have? How many parameters has the layer?

# %% tags=["task"]
torch.manual_seed(0)
conv = None  # replace None by the layer
maps = None  # replace None by what the layer makes of x

# %% [markdown] tags=["hint"]
# Padding 1 keeps height and width with a 3 × 3 kernel. Compute the maps inside `with torch.no_grad():`, since nothing is trained here. For the parameters: $K^2 C_{\text{in}} C_{\text{out}} + C_{\text{out}}$.

# %% tags=["solution"]
torch.manual_seed(0)
conv = nn.Conv2d(1, 8, kernel_size=3, padding=1)
with torch.no_grad():
    maps = conv(x)
print("weights:", tuple(conv.weight.shape), "biases:", tuple(conv.bias.shape))
print("maps:", tuple(maps.shape))
print("parameters:", sum(p.numel() for p in conv.parameters()))

# %% [markdown] tags=["solution"]
# $3 \cdot 3 \cdot 1 \cdot 8 + 8 = {{ conv_parameters(1, 8, 3) }}$ parameters, whatever the size of the photograph is.

# %%
if conv is None or maps is None:
    print("Task 2 is still to do.")
else:
    assert maps.shape == (1, 8, *x.shape[2:]), (
        "one map of the photograph's size for each filter"
    )
    weights_and_biases = sum(p.numel() for p in conv.parameters())
    assert weights_and_biases == 5 * 2**4, (
        "a filter has nine weights and a bias"
    )
    assert not maps.requires_grad, "compute the maps under torch.no_grad()"
    print("Layer and maps are right.")

# %% [markdown]
# ## Task 3: look at the maps
#
# Show the eight maps in two rows of four. Before you look: random numbers as filters, can anything but noise come out?

# %% tags=["task"]
# Your code: plt.subplots(2, 4), and one imshow for each map in maps[0]

# %% [markdown] tags=["hint"]
# `zip(axes.flat, maps[0])` pairs each of the eight axes with a map. Without `cmap="gray"` matplotlib colors the numbers, and colors mislead here.

# %% tags=["solution"] alt="Eight gray versions of the portrait, one for each random filter. All show the same person: some are blurred, some look like reliefs lit from one side, some keep little but the edges."
figure, axes = plt.subplots(2, 4, figsize=(5.2, 3.2))
for ax, one_map in zip(axes.flat, maps[0], strict=True):
    ax.imshow(one_map, cmap="gray")
    ax.axis("off")
plt.show()

# %% [markdown] tags=["solution"]
# No noise: every map shows the photograph, because each number is a weighted sum of nine neighbors, and neighbors in a photograph look alike. Filters whose weights have the same sign blur; where positive and negative weights face each other, edges appear. Training has a good start.

# %% [markdown]
# ## Task 4: an error worth knowing
#
# Without `no_grad`, PyTorch remembers how each map was computed, and refuses to hand the numbers to others. Run the cell and read what it says. What are the two ways out?

# %%
try:
    nn.Conv2d(1, 8, kernel_size=3)(torch.zeros(1, 1, 5, 5)).numpy()
except RuntimeError as error:
    print(error)

# %% [markdown] tags=["hint"]
# One way is in the message, the other in task 2.

# %% [markdown] tags=["solution"]
# `imshow` wants a NumPy array, and an array can't carry a gradient. Either you compute under `torch.no_grad()`, so that nothing is recorded, or you cut the finished tensor off its history with `maps.detach()`. The first also saves the memory of the recording.

# %% [markdown]
# ## Task 5: put Sobel's numbers in
#
# The Sobel kernel finds upright edges. Make a layer with two filters and without bias, load the kernel into the first and its transpose into the second, and show both maps. Which edges does each of them find?

# %%
sobel = torch.tensor([[1.0, 0.0, -1.0], [2.0, 0.0, -2.0], [1.0, 0.0, -1.0]])

# %% tags=["task"]
edges = None  # replace None by the two maps, with padding 1

# %% [markdown] tags=["hint"]
# `layer.weight` has the shape $(2, 1, 3, 3)$, and `layer.weight[0, 0] = sobel` sets the first kernel. It is a parameter, so do that under `torch.no_grad()` as well.

# %% tags=["solution"] alt="The portrait filtered with both Sobel kernels, on middle gray. Left, the upright edges of cap, face and flag are bright or dark; right, the level ones, such as the peak of the cap and the mouth."
layer = nn.Conv2d(1, 2, kernel_size=3, padding=1, bias=False)
with torch.no_grad():
    layer.weight[0, 0] = sobel  # left minus right
    layer.weight[1, 0] = sobel.T  # above minus below
    edges = layer(x)
figure, axes = plt.subplots(1, 2, figsize=(4.4, 2.7))
for ax, one_map, name in zip(
    axes, edges[0], ["left − right", "above − below"], strict=True
):
    ax.imshow(one_map, cmap="gray", vmin=-2, vmax=2)  # middle gray is zero
    ax.set_title(name)
    ax.axis("off")
plt.show()

# %% [markdown] tags=["solution"]
# The first kernel subtracts what is right from what is left: it answers to *upright* edges, bright where the left side is brighter. Its transpose does the same from top to bottom and answers to *level* edges. On even surfaces both give zero, which is middle gray here. The thin frame comes from the padding: zeros next to a bright photograph are an edge, too.

# %%
if edges is None:
    print("Task 5 is still to do.")
else:
    by_hand = (
        x[0, 0, :3, :3] * sobel
    )  # under the kernel at its first place without padding
    assert torch.isclose(edges[0, 0, 1, 1], by_hand.sum(), atol=1e-5)
    assert torch.isclose(
        edges[0, 1, 1, 1], (x[0, 0, :3, :3] * sobel.T).sum(), atol=1e-5
    )
    print("The first response, by hand and by the layer, is the same.")

# %% [markdown]
# ## Go on
#
# - Try a kernel of nine equal numbers, 1/9 each. What does it do, and what changes with 5 × 5?
# - Take a picture of your own and find a kernel that makes one thing in it stand out.
# - The [stepper in lesson 1](../lessons/convolution.md) shows every product of such a sum.
