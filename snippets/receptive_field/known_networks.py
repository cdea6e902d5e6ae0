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

stages = {  # the last layer of each stage
    "AlexNet": [f"conv{i}" for i in range(1, 6)],
    "VGG-16": [f"features.{i}" for i in [2, 7, 14, 21, 28]],
    "DenseNet-121": [f"features.denseblock{i}" for i in range(5)],
}
stages["DenseNet-121"][0] = "features.conv0"
sizes = {}
for name, ends in stages.items():
    inside = [[k for k in fields[name] if (k + ".").startswith(end + ".")] for end in ends]
    sizes[name] = [fields[name][layers[-1]].size for layers in inside]

fig, ax = plt.subplots(num="blocks", figsize=(5.2, 4.2))
for color, marker, (name, values) in zip(["C0", "C2", "C1"], "osD", sizes.items(), strict=True):
    ax.plot(range(1, 6), values, color=color, marker=marker, ms=5)
    for i, value in enumerate(values if name == "DenseNet-121" else [], start=1):
        place, side = ((-6, 5), "right") if i > 1 else ((-9, -4), "right")
        style = {"textcoords": "offset points", "color": color, "ha": side, "size": 10}
        ax.annotate(f"{value:,}", (i, value), place, **style)
ax.text(3.05, 640, "DenseNet-121", color="C1", ha="right")
ax.text(3, 128, "AlexNet", color="C0", ha="center")
ax.text(3.1, 33, "VGG-16", color="C2", ha="left", va="top")
ax.axhline(224, color="#6e7781", lw=1, ls=(0, (4, 3)))
ax.text(0.7, 236, "the image: 224", va="bottom", size=10)
ax.set_yscale("log")
ax.set_yticks([3, 10, 30, 100, 300, 1000], labels=["3", "10", "30", "100", "300", "1,000"])
ax.minorticks_off()
ax.set(xlabel="stage", ylabel="receptive field, pixels", xticks=range(1, 6), ylim=(3, 4000))
ax.set_xlim(0.6, 5.2)
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
