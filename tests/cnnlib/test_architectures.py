"""Networks against torchvision, the papers' numbers, and gradients."""

import pytest
import torch
import torchvision
from torch.utils.flop_counter import FlopCounterMode
from torch_twin import linearized, region_by_gradient, twin

from cnnlib import CnnlibError, ReceptiveField, architectures, receptive_field, summarize
from cnnlib.architectures.lenet import C3_TABLE
from cnnlib.architectures.lenet_layers import (
    EuclideanRBF,
    PartiallyConnectedConv2d,
    TrainableSubsampling,
    connections,
)

TORCHVISION = {
    "alexnet_torchvision": "alexnet",
    "vgg11": "vgg11",
    "vgg16": "vgg16",
    "vgg19": "vgg19",
    "resnet18": "resnet18",
    "resnet34": "resnet34",
    "resnet50": "resnet50",
    "googlenet": "googlenet",
    "squeezenet1_0": "squeezenet1_0",
    "mobilenet_v2": "mobilenet_v2",
    "densenet121": "densenet121",
    "inception_v3": "inception_v3",
}
FREE = {"googlenet": {"aux_logits": False, "init_weights": False}}
FREE["inception_v3"] = FREE["googlenet"]
COMPARED = (torch.nn.Conv2d, torch.nn.BatchNorm2d, torch.nn.Linear, torch.nn.MaxPool2d)
NAMES = list(architectures.BUILDERS)
_rows: dict[str, object] = {}


def summary_of(name):
    if name not in _rows:
        _rows[name] = summarize(getattr(architectures, name)(), architectures.input_shape(name))
    return _rows[name]


def torchvision_model(name):
    with torch.device("meta"):
        return getattr(torchvision.models, TORCHVISION[name])(weights=None, **FREE.get(name, {}))


def named_shapes(model, shape):
    """Each convolution's, normalization's, linear layer's and max pooling's name and shape."""
    found = []
    for name, leaf in model.named_modules():
        if isinstance(leaf, COMPARED):
            leaf.register_forward_hook(
                lambda _, __, y, name=name: found.append((name, tuple(y.shape[1:])))
            )
    with FlopCounterMode(display=False) as counter, torch.no_grad():
        model.eval()(torch.empty(1, *shape, device="meta"))
    return found, counter.get_total_flops() // 2


ANONYMOUS = ("inception_v3",)
"""Its stride-2 poolings are functions without a name, its forks are lists in forward."""


@pytest.mark.parametrize("name", TORCHVISION)
def test_against_torchvision(comparison, name):
    summary = summary_of(name)
    model = torchvision_model(name)
    theirs, macs = named_shapes(model, architectures.input_shape(name))
    kinds = ("Conv2d", "BatchNorm2d", "Linear", "MaxPool2d")
    ours = [(row.name, row.output_shape) for row in summary.rows if row.kind in kinds]
    if name in ANONYMOUS:
        poolings = [row.name for row in summary.rows if row.kind == "MaxPool2d"]
        ours = [s for n, s in ours if n not in poolings]
        theirs = [s for n, s in theirs if n not in ("maxpool1", "maxpool2")]
    parameters = sum(p.numel() for p in model.parameters())
    wrong = abs(len(ours) - len(theirs)) + sum(a != b for a, b in zip(ours, theirs, strict=False))
    wrong += (summary.parameters != parameters) + (summary.macs != macs)
    comparison(
        f"architectures.{name}: shapes, parameters, MACs",
        f"torchvision.models.{TORCHVISION[name]}, hooks and flop counter",
        len(theirs) + 2,
        wrong,
    )


@pytest.mark.parametrize("name", TORCHVISION)
def test_against_torchvisions_own_metadata(name):
    weights = torchvision.models.get_model_weights(TORCHVISION[name])
    meta = next(iter(weights)).meta
    summary = summary_of(name)
    assert round(summary.macs / 1e9, 3) == meta["_ops"]
    if name not in ("googlenet", "inception_v3"):  # counted there with auxiliary heads
        assert summary.parameters == meta["num_params"]


# Parameters, MACs, receptive field of the last row that has one.
PUBLISHED = {
    "lenet5_1998": (60_000, 328_096, (32, 4, 0)),
    "lenet5_modern": (61_706, 416_520, (16, 4, 0)),
    "alexnet_2012": (60_965_224, 724_406_816, (195, 32, 64)),
    "alexnet_ungrouped": (62_378_344, 1_135_256_096, (195, 32, 64)),
    "alexnet_torchvision": (61_100_840, 714_188_480, (195, 32, 66)),
    "alexnet_slim": (50_303_912, 736_555_776, (323, 32, 64)),
    "alexnet_d2l": (46_764_746, 938_146_176, (195, 32, 65)),
    "vgg16": (138_357_544, 15_470_264_320, (212, 32, 90)),
    "resnet18": (11_689_512, 1_814_073_344, (435, 32, 217)),
    "resnet50": (25_557_032, 4_089_184_256, (427, 32, 213)),
    "resnet50_v1": (25_557_032, 3_857_973_248, (483, 32, 239)),
    "mobilenet_v1": (4_231_976, 568_740_352, (315, 32, 126)),
    "mobilenet_v2": (3_504_872, 300_774_272, (491, 32, 245)),
    "densenet121": (7_978_856, 2_834_161_664, (2071, 32, 1021)),
    "inception_v3": (23_834_568, 5_713_216_096, (1311, 32, 618)),
    "googlenet": (6_624_904, 1_498_376_192, (379, 32, 167)),
    "mini_alexnet": (2_473_610, 41_620_480, (22, 8, 7)),
}


def last_field(name):
    fields = [row.receptive_field for row in summary_of(name).rows]
    return [field for field in fields if isinstance(field, ReceptiveField)][-1]


@pytest.mark.parametrize("name", PUBLISHED)
def test_published_numbers(name):
    summary = summary_of(name)
    parameters, macs, field = PUBLISHED[name]
    assert (summary.parameters, summary.macs) == (parameters, macs)
    assert last_field(name) == ReceptiveField(*field)


DISTILL = {
    "alexnet_v2": ("alexnet_slim", "pool5", (195, 32, 64)),
    "vgg_16": ("vgg16", "features.30", (212, 32, 90)),
    "mobilenet_v1": ("mobilenet_v1", "features.13.pointwise.relu", (315, 32, 126)),
    "resnet_v1_50": ("resnet50_v1", "layer4.2.relu", (483, 32, 239)),
    "inception_v3": ("inception_v3", "Mixed_7c", (1311, 32, 618)),
}


def test_distills_table(comparison):
    """The README of google-research/receptive_field: field, effective stride and padding."""
    wrong = 0
    for name, row_name, field in DISTILL.values():
        (row,) = [row for row in summary_of(name).rows if row.name == row_name]
        wrong += row.receptive_field != ReceptiveField(*field)
    comparison("receptive fields in Distill's table", "its README", len(DISTILL), wrong)


GRADIENTS = {
    "alexnet_torchvision": "features",
    "vgg11": "features",
    "vgg16": "features",
    "squeezenet1_0": "features",
    "mobilenet_v1": "features",
    "mini_alexnet": "features",
    "resnet18": 8,
    "alexnet_2012": 15,
    "lenet5_modern": 6,
    "googlenet": 16,
    "resnet50": 8,
    "resnet50_v1": 8,
    "resnet34": 8,
    "vgg19": "features",
    "densenet121": "features",
    "mobilenet_v2": "features",
    "inception_v3": 18,
    "lenet5_1998": 10,
    "alexnet_ungrouped": 15,
    "alexnet_slim": 13,
    "alexnet_d2l": 13,
}
"""What of each network to take: a child's name, or its first children."""


def thin(network):
    """The same geometry with one channel everywhere, so that large images are cheap."""
    from dataclasses import replace

    from cnnlib import (
        AvgPool2d,
        BatchNorm2d,
        Concat,
        Conv2d,
        Identity,
        LocalResponseNorm,
        ReLU,
        ReLU6,
        Sum,
    )
    from cnnlib.architectures import lenet_layers
    from cnnlib.architectures.lenet_layers import ScaledTanh
    from cnnlib.networks import Container

    if isinstance(network, Container):
        children = {name: thin(child) for name, child in network.children}
        kind = Sum if isinstance(network, Concat) else type(network)
        return kind(**{name or "unnamed": child for name, child in children.items()})
    if isinstance(network, Conv2d):
        return replace(network, in_channels=1, out_channels=1, groups=1, bias=False)
    if isinstance(network, lenet_layers.PartiallyConnectedConv2d):
        return Conv2d(1, 1, network.kernel_size)
    if isinstance(network, lenet_layers.TrainableSubsampling):
        return AvgPool2d(network.kernel_size)
    if isinstance(network, BatchNorm2d | LocalResponseNorm | ReLU | ReLU6 | ScaledTanh):
        return Identity()
    return network


def test_receptive_fields_by_gradients(comparison):
    assert set(GRADIENTS) == set(architectures.BUILDERS)
    wrong = []
    for name, part in GRADIENTS.items():
        network = getattr(architectures, name)()
        network = thin(network[part] if isinstance(part, str) else network[:part])
        field = receptive_field(network)
        at = -(-field.padding // field.stride)
        first, last = field.region(at)
        module = linearized(twin(network)).double()
        x = torch.ones(1, 1, last + 1, last + 1, dtype=torch.double)
        if region_by_gradient(module, x, (at, at)) != [(first, last)] * 2:
            wrong.append(name)
    assert wrong == []
    comparison("receptive fields of architectures", "torch's gradients", len(GRADIENTS), len(wrong))


def test_lenet_5_of_1998():
    network = architectures.lenet5_1998()
    trainable = {
        row.name: row.parameters for row in summary_of("lenet5_1998").rows if row.parameters
    }
    assert trainable == {
        "C1": 156, "S2": 12, "C3": 1_516, "S4": 32, "C5": 48_120, "F6": 10_164
    }  # fmt: skip
    assert connections(network, (1, 32, 32)) == {
        "C1": 122_304, "S2": 5_880, "C3": 151_600, "S4": 2_000, "C5": 48_120, "F6": 10_164,
        "output": 840,
    }  # fmt: skip
    assert sum(connections(network, (1, 32, 32)).values()) == 340_908
    assert sorted(map(len, C3_TABLE)) == [3] * 6 + [4] * 9 + [6]
    assert len(set(C3_TABLE)) == 16
    assert [sum(i in row for row in C3_TABLE) for i in range(6)] == [10] * 6


def test_lenet_layers():
    rows = {row.name: row for row in summary_of("lenet5_1998").rows}
    assert rows["S2"].macs == 6 * 14 * 14
    assert rows["C3"].macs == 60 * 25 * 100
    assert (rows["output"].parameters, rows["output"].macs) == (0, 840)
    assert EuclideanRBF(84, 10).output_shape((84,)) == (10,)
    with pytest.raises(CnnlibError, match=r"^in_channels is 6, but 5 channels arrive; "):
        PartiallyConnectedConv2d(6, C3_TABLE, 5).output_shape((5, 14, 14))
    with pytest.raises(CnnlibError, match=r"^channels is 6, but 5 channels arrive; "):
        TrainableSubsampling(6, 2).output_shape((5, 14, 14))
    for build in (
        lambda: PartiallyConnectedConv2d(6, C3_TABLE, 0),
        lambda: TrainableSubsampling(6, 0),
    ):
        with pytest.raises(CnnlibError, match=r"^kernel_size is 0; use an integer of at least 1.$"):
            build()


def test_mini_alexnet_in_other_sizes():
    light = architectures.mini_alexnet(channels=(32, 64, 128), hidden=256)
    assert light.parameters == 620_362
    assert architectures.mini_alexnet(classes=100).parameters == 2_473_610 + 90 * 513


def test_published_variants():
    variants = architectures.published_variants()
    assert {name: len(found) for name, found in variants.items()} == {"AlexNet": 5, "ResNet-50": 2}
    totals = {
        variant.name: summarize(variant.network(), variant.input_shape)
        for found in variants.values()
        for variant in found
    }
    assert {name: total.parameters for name, total in totals.items()} == {
        "AlexNet, 2012": 60_965_224,
        "AlexNet on one GPU": 62_378_344,
        "torchvision": 61_100_840,
        "TensorFlow-Slim": 50_303_912,
        "Dive into Deep Learning": 46_764_746,
        "ResNet-50, as published": 25_557_032,
        "torchvision (v1.5)": 25_557_032,
    }
    assert all(v.source and v.note for found in variants.values() for v in found)


def test_same_resnet_two_receptive_fields():
    difference = last_field("resnet50_v1").size - last_field("resnet50").size
    assert difference == 483 - 427 == 2 * (4 + 8 + 16)


@pytest.mark.parametrize("name", NAMES)
def test_every_network_runs_and_ends_in_classes(name):
    classes = 10 if name.startswith(("lenet", "mini", "alexnet_d2l")) else 1000
    assert summary_of(name).rows[-1].output_shape[0] == classes
