"""How far units see in networks everybody knows, block by block, from cnnlib's descriptions."""

import matplotlib.pyplot as plt

from cnnlib import ReceptiveField, architectures, summarize

# --8<-- [start:compute]
networks = {
    "AlexNet": (architectures.alexnet_2012(), (3, 227, 227)),
    "VGG-16": (architectures.vgg16(), (3, 224, 224)),
    "ResNet-18": (architectures.resnet18(), (3, 224, 224)),
    "ResNet-50, as published": (architectures.resnet50_v1(), (3, 224, 224)),
    "ResNet-50, torchvision": (architectures.resnet50(), (3, 224, 224)),
    "MobileNet-v1": (architectures.mobilenet_v1(), (3, 224, 224)),
    "MobileNetV2": (architectures.mobilenet_v2(), (3, 224, 224)),
    "DenseNet-121": (architectures.densenet121(), (3, 224, 224)),
}
fields, pools = {}, {}  # layer name -> receptive field; number of max poolings
for name, (network, shape) in networks.items():
    rows = summarize(network, shape).rows
    fields[name] = {
        row.name: row.receptive_field
        for row in rows
        if isinstance(row.receptive_field, ReceptiveField)
        and row.output_shape[1] > 1
        and not row.kind.startswith("Adaptive")
    }
    pools[name] = sum(row.kind == "MaxPool2d" for row in rows)
last = {name: list(steps.values())[-1] for name, steps in fields.items()}
for name, field in last.items():
    print(f"{name:<24} {field.size:>5,} (j = {field.stride})")
# --8<-- [end:compute]

stages = {
    "AlexNet": [f"conv{i}" for i in range(1, 6)],
    "VGG-16": [f"features.{i}" for i in [2, 7, 14, 21, 28]],
    "DenseNet-121": ["features.conv0", *(f"features.denseblock{i}.denselayer" for i in "1234")],
}
sizes = {}
for name, starts in stages.items():
    ends = [[k for k in fields[name] if k.startswith(start)][-1] for start in starts]
    sizes[name] = [fields[name][end].size for end in ends]

fig, ax = plt.subplots(num="blocks", figsize=(5.2, 3.9))
for color, marker, (name, values) in zip(["C0", "C2", "C1"], "osD", sizes.items(), strict=True):
    ax.plot(range(1, 6), values, color=color, marker=marker, ms=5)
    for i, value in enumerate(values, start=1):
        if name == "DenseNet-121" or i == 5:
            place, side = ((0, 6), "center") if name == "DenseNet-121" else ((8, -4), "left")
            ax.annotate(
                f"{value:,}",
                (i, value),
                place,
                textcoords="offset points",
                color=color,
                ha=side,
                size=10,
            )
ax.text(4.25, 1250, "DenseNet-121", color="C1", ha="right")
ax.text(2.15, 56, "AlexNet", color="C0", ha="right")
ax.text(3.1, 31, "VGG-16", color="C2", ha="left", va="top")
ax.axhline(224, color="#6e7781", lw=1, ls=(0, (4, 3)))
ax.text(1, 236, "the image: 224 pixels", va="bottom", size=10)
ax.set_yscale("log")
ax.set_yticks([3, 10, 30, 100, 300, 1000], labels=["3", "10", "30", "100", "300", "1,000"])
ax.minorticks_off()
ax.set(xlabel="stage", ylabel="receptive field, pixels", xticks=range(1, 6), ylim=(3, 4000))
ax.set_xlim(0.8, 5.6)
ax.grid(axis="y")

dense = [(k, f.size) for k, f in fields["DenseNet-121"].items() if k.endswith("conv2")]
first = next(i for i, (_, size) in enumerate(dense) if size > 224)
results = {
    "table": {
        "columns": ["stage", *sizes],
        "rows": [[i + 1, *(v[i] for v in sizes.values())] for i in range(5)],
    },
    "last": {name: [f.size, f.stride, f.padding] for name, f in last.items()},
    "pools": pools,
    "dense": sizes["DenseNet-121"],
    "crossing": [int(dense[first][0].split("denselayer")[1].split(".")[0]), dense[first][1]],
}
