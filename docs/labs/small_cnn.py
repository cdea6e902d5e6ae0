# ---
# title: "Lab: a small CNN, shape by shape"
# description: Build a three-layer convolutional network in PyTorch, follow the shape through it, count its parameters and multiplications by hand and by code, and find its receptive field with gradients.
# ---

# %% [markdown]
# # Lab: a small CNN, shape by shape
#
# This lab belongs to [exercise 4](../exercises/small_cnn.md). You build a network of three convolutions, predict every shape and every count before you run it, and let PyTorch check you. You need [lesson 1](../lessons/convolution.md), the second half of [lesson 2](../lessons/pooling_and_receptive_fields.md), and about 30 minutes.
#
# It runs with `torch` alone, on any computer.

# %%
import torch
from torch import nn

# %% [markdown]
# ## Task 1: build it
#
# The network, in this order: a convolution from 3 to 16 channels, ReLU, max pooling; a convolution from 16 to 32 channels, ReLU, max pooling; a convolution from 32 to 64 channels, ReLU; then global average pooling. All convolutions are 3 × 3 with padding 1, all pools 2 × 2.
#
# **Predict first:** which shape will a batch of four color images of 64 × 64 pixels have at the end?

# %% tags=["task"]
model = None  # replace None by your nn.Sequential

# %% [markdown] tags=["hint"]
# `nn.Sequential` takes the layers in the order they run. Global average pooling is `nn.AdaptiveAvgPool2d((1, 1))`: whatever comes in, one number per map comes out.

# %% tags=["solution"]
model = nn.Sequential(
    nn.Conv2d(3, 16, kernel_size=3, padding=1),
    nn.ReLU(),
    nn.MaxPool2d(2),
    nn.Conv2d(16, 32, kernel_size=3, padding=1),
    nn.ReLU(),
    nn.MaxPool2d(2),
    nn.Conv2d(32, 64, kernel_size=3, padding=1),
    nn.ReLU(),
    nn.AdaptiveAvgPool2d((1, 1)),
)

# %%
batch = torch.zeros(4, 3, 64, 64)  # (N, C, H, W): four images, three colors
if model is None:
    print("Task 1 is still to do.")
else:
    assert model(batch).shape == (4, 64, 1, 1), (
        "one number for each of 64 maps is expected"
    )
    print("The network gives what it should.")

# %% [markdown]
# ## Task 2: follow the shape
#
# Send `batch` through one layer at a time and print the shape after each. Write down what you expect before you run it. Which layers change the channels, which the height and width, and which neither?

# %% tags=["task"]
shapes = None  # replace None by a list: the shape after each layer of the model

# %% [markdown] tags=["hint"]
# A `Sequential` can be iterated: `for layer in model:`. Feed each layer with what the one before it returned. The pools halve height and width.

# %% tags=["solution"]
shapes = []
x = batch
for layer in model:
    x = layer(x)
    shapes.append(tuple(x.shape))
    print(f"{type(layer).__name__:18} {shapes[-1]}")

# %% [markdown] tags=["solution"]
# Only convolutions change the channels. Only pools change height and width here, because padding 1 is "same" padding for a 3 × 3 kernel. ReLU changes neither: it works on each number by itself.

# %%
if shapes is None:
    print("Task 2 is still to do.")
else:
    assert [shape[1] for shape in shapes if len(shape) == 4][-1] == 64
    assert shapes[2] == (4, 16, 32, 32), "the first pool leaves 32 by 32 pixels"
    assert shapes[5] == (4, 32, 16, 16), (
        "the second pool leaves 16 by 16 pixels"
    )
    print("All shapes are right.")

# %% [markdown]
# ## Task 3: count the parameters
#
# Count them by hand, layer by layer, with $K^2 C_{\text{in}} C_{\text{out}} + C_{\text{out}}$; then let PyTorch count.

# %% tags=["task"]
by_hand = None  # replace None by a list, a number for each convolution
by_code = None  # replace None by PyTorch's count of all parameters

# %% [markdown] tags=["hint"]
# `model.parameters()` gives every tensor of weights and biases, and `p.numel()` says how many numbers `p` holds. Pools and ReLUs have none.

# %% tags=["solution"]
by_hand = [
    3 * 3 * 3 * 16 + 16,
    3 * 3 * 16 * 32 + 32,
    3 * 3 * 32 * 64 + 64,
]
by_code = sum(p.numel() for p in model.parameters())
print(" + ".join(f"{count:,}" for count in by_hand), "=", f"{sum(by_hand):,}")
print(f"PyTorch counts {by_code:,}")

# %% [markdown] tags=["solution"]
# The three convolutions hold {{ conv_parameters(3, 16, 3) }}, {{ conv_parameters(16, 32, 3) }} and {{ conv_parameters(32, 64, 3) }} parameters, together {{ conv_parameters(3, 16, 3) + conv_parameters(16, 32, 3) + conv_parameters(32, 64, 3) }}. The last layer holds most of them, although its maps are the smallest: parameters do not depend on the size of the maps.

# %%
if by_hand is None or by_code is None:
    print("Task 3 is still to do.")
else:
    assert sum(by_hand) == by_code, f"by hand {sum(by_hand)}, by code {by_code}"
    assert by_code == 67 * 11 * 2**5, (
        "both counts are off"
    )  # a product hides it
    print("Counted by hand and by code: the same.")

# %% [markdown]
# ## Task 4: count the multiplications
#
# A multiply-accumulate, MAC, is one product and its addition. Each number of an output map costs $K^2 C_{\text{in}}$ of them. How many MACs does one image of 64 × 64 pixels cost in each convolution? Predict first: which of the three is the cheapest?

# %% tags=["task"]
macs = None  # replace None by a list, a number for each convolution

# %% [markdown] tags=["hint"]
# There are $C_{\text{out}} H_{\text{out}} W_{\text{out}}$ numbers in the output. You have the sizes from task 2.

# %% tags=["solution"]
macs = []
with torch.no_grad():
    x = batch[:1]  # one image
    for layer in model:
        x = layer(x)
        if isinstance(layer, nn.Conv2d):
            each = (
                layer.kernel_size[0] * layer.kernel_size[1] * layer.in_channels
            )
            macs.append(each * x.numel())
print(" + ".join(f"{count:,}" for count in macs), "=", f"{sum(macs):,}")

# %% [markdown] tags=["solution"]
# {{ conv_macs(3, 16, 3, 64) }} + {{ conv_macs(16, 32, 3, 32) }} + {{ conv_macs(32, 64, 3, 16) }} = {{ conv_macs(3, 16, 3, 64) + conv_macs(16, 32, 3, 32) + conv_macs(32, 64, 3, 16) }} MACs. The first layer is the cheapest, for it reads only three channels. The other two cost the same: each pool quarters the positions, each layer doubles the channels it reads and doubles those it writes.

# %%
if macs is None:
    print("Task 4 is still to do.")
else:
    assert sum(macs) == 19 * 9 * 2**16, (
        "count one image, not the batch, and no biases"
    )
    print("Right, for one image.")

# %% [markdown]
# ## Task 5: how far does a unit see?
#
# Compute the receptive field of one unit after each convolution and pool, with $r_l = r_{l-1} + (K_l - 1)\, j_{l-1}$ and $j_l = j_{l-1} S_l$. Then prove it: only pixels inside the receptive field can have a gradient.
#
# `width_seen` builds the same kernels and pools without the padding and with equal positive weights, so that no influence is cancelled, and measures how wide the region with a gradient is. Your numbers must agree with it.


# %%
def width_seen(kernels_and_strides, size=64):
    """Measure, by gradients, how many pixels wide the field of one unit is."""
    image = torch.zeros(1, 1, size, size, requires_grad=True)
    x = image
    for kernel, stride in kernels_and_strides:
        x = nn.functional.avg_pool2d(x, kernel, stride)  # equal weights
    middle = x.shape[-1] // 2
    x[0, 0, middle, middle].backward()
    return int((image.grad[0, 0].sum(dim=0) > 0).sum())


layers = [(3, 1), (2, 2), (3, 1), (2, 2), (3, 1)]  # kernel and stride

# %% tags=["task"]
fields = None  # replace None by a list, a number after each of the layers

# %% [markdown] tags=["hint"]
# Keep two numbers, $r$ and $j$, both 1 at the start. For each layer first add $(K - 1)\, j$ to $r$, then multiply $j$ by the stride.

# %% tags=["solution"]
fields = []
r, j = 1, 1
for kernel, stride in layers:
    r += (kernel - 1) * j
    j *= stride
    fields.append(r)
print("receptive fields:", fields)

# %% [markdown] tags=["solution"]
# The fields are {{ [receptive_field([Conv2d(1, 1, 3), MaxPool2d(2), Conv2d(1, 1, 3), MaxPool2d(2), Conv2d(1, 1, 3)][:n]).size for n in range(1, 6)] }} pixels wide. The last convolution alone adds eight pixels, because two pools have made its steps four pixels long. Global average pooling then sees the whole image.

# %%
if fields is None:
    print("Task 5 is still to do.")
else:
    measured = [width_seen(layers[:n]) for n in range(1, 6)]
    assert fields == measured, f"the gradients say {measured}"
    print("The gradients agree.")

# %% [markdown]
# ## Go on
#
# - Replace both pools by `stride=2` in the convolution before them. Which of the four answers change, and which stay? Check with the [network table](../network_table.md), which reads PyTorch code.
# - The next lab, [the effective receptive field](effective_receptive_field.py), asks which pixels of the field really count.
