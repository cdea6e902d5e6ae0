import json

import pytest
import torch
from torch import nn

from cnnlib import CnnlibError, calculators
from cnnlib.design_sheet import design_sheet

BLOCK = "nn.Conv2d({0}, {1}, 3, padding=1), nn.BatchNorm2d({1}), nn.ReLU(), nn.MaxPool2d(2), "
HEAD = "nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Dropout(), nn.Linear(16, 5))"
GOOD = "nn.Sequential(nn.Conv2d(3, 16, 3, padding=1), nn.ReLU(), " + BLOCK.format(16, 16) * 6 + HEAD
NAMES = (
    "outputs",
    "detail",
    "overview",
    "nonlinear",
    "head",
    "parameters",
    "MACs",
    "normalization",
    "regularization",
)


def sheet(source, **limits):
    arguments = {"image_size": 128, "smallest_field": 128, **limits}
    return dict(zip(NAMES, design_sheet(source, **arguments), strict=True))


def open_items(source, **limits):
    return [name for name, item in sheet(source, **limits).items() if not item.met]


def test_a_design_can_meet_everything():
    assert open_items(GOOD) == []


@pytest.mark.parametrize(
    ("change", "limits", "missing"),
    [
        (("nn.Linear(16, 5)", "nn.Linear(16, 4)"), {}, ["outputs"]),
        (("nn.AdaptiveAvgPool2d(1), ", "nn.AdaptiveAvgPool2d(16), "), {}, None),
        (("nn.Dropout(), ", ""), {}, ["regularization"]),
        (("nn.BatchNorm2d(16), ", ""), {}, ["normalization"]),
        (("nn.BatchNorm2d(16), ", "nn.GroupNorm(2, 16), "), {}, []),
        (("nn.ReLU(), ", "nn.Identity(), "), {}, ["nonlinear"]),
        (("3, 16, 3, padding=1", "3, 16, 7, stride=4, padding=3"), {"image_size": 256}, ["detail"]),
        (("", ""), {"smallest_field": 193}, ["overview"]),
        (("", ""), {"smallest_field": 192}, []),
        (("", ""), {"classes": 6}, ["outputs"]),
    ],
)
def test_each_requirement_can_be_missed(change, limits, missing):
    source = GOOD.replace(*change)
    if missing is None:  # a map that is not read whole no longer fits the head
        with pytest.raises(CnnlibError):
            sheet(source, **limits)
        return
    assert open_items(source, **limits) == missing


@pytest.mark.parametrize(
    ("name", "limit", "wide"),
    [("parameters", "million_parameters", 1100), ("MACs", "billion_macs", 2000)],
)
def test_budgets_end_exactly_at_the_limit(name, limit, wide):
    source = f"nn.Sequential(nn.Flatten(), nn.Linear({3 * 16 * 16}, {wide}))"
    limits = {"image_size": 16, limit: 1}
    found = sheet(source, **limits)[name]
    torch_parameters = sum(p.numel() for p in nn.Linear(3 * 16 * 16, wide).parameters())
    value = torch_parameters if name == "parameters" else 3 * 16 * 16 * wide
    unit = 10**6 if name == "parameters" else 10**9
    assert found.met == (value <= unit)
    assert found.text.startswith(f"{value:,}")


def test_the_limit_itself_is_allowed():
    source = (
        "nn.Sequential(nn.Conv2d(3, 999, 1), nn.ReLU(), nn.AdaptiveAvgPool2d(1), nn.Flatten(), "
    )
    source += "nn.Linear(999, 996))"
    parameters = 999 * 4 + 999 * 996 + 996
    assert parameters == 999_996
    assert sheet(source, million_parameters=1)["parameters"].met
    source = source.replace("996))", "997))")
    assert not sheet(source, million_parameters=1)["parameters"].met


def test_half_of_the_parameters_is_too_much_for_a_head():
    # 3·1·2 + 2 = 8 in the convolution, 2·2 + 2 = 6 or 2·3 + 3 = 9 in the head
    source = (
        "nn.Sequential(nn.Conv2d(3, 2, 1), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(2, {}))"
    )
    assert sheet(source.format(2))["head"].met
    assert not sheet(source.format(3))["head"].met
    even = (
        "nn.Sequential(nn.Conv2d(3, 3, 1), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(3, 3))"
    )
    assert not sheet(even)["head"].met
    assert sheet(even)["head"].text.startswith("50.0 %")


@pytest.mark.parametrize("between", ["nn.BatchNorm2d(4)", "nn.AvgPool2d(2)", "nn.Dropout(0.5)"])
def test_what_is_called_one_linear_layer_is_one(between):
    source = f"nn.Sequential(nn.Conv2d(3, 4, 3), {between}, nn.Conv2d(4, 2, 3))"
    item = sheet(source)["nonlinear"]
    assert not item.met
    assert item.text.startswith("0 and 2 ")
    model = eval(source, {"nn": nn}).eval().double()  # the text above
    x, y = torch.randn(2, 1, 3, 16, 16, dtype=torch.double)
    middle = model((x + y) / 2)
    assert torch.allclose(middle, (model(x) + model(y)) / 2)


@pytest.mark.parametrize("between", ["nn.ReLU()", "nn.Tanh()", "nn.MaxPool2d(2)"])
def test_what_is_not_linear_is_not_blamed(between):
    source = f"nn.Sequential(nn.Conv2d(3, 4, 3), {between}, nn.Conv2d(4, 2, 3))"
    assert sheet(source)["nonlinear"].met


def test_branches_are_not_judged():
    source = (
        "class Net(nn.Module):\n"
        "    def __init__(self):\n"
        "        super().__init__()\n"
        "        self.a = nn.Conv2d(3, 3, 1)\n"
        "        self.b = nn.Conv2d(3, 3, 1)\n"
        "    def forward(self, x):\n"
        "        return self.b(self.a(x)) + x\n"
    )
    assert "branches" in sheet(source)["nonlinear"].text


def test_the_answer_is_the_table_with_the_requirements():
    arguments = {"source": GOOD, "image_size": 128, "smallest_field": 128}
    answer = calculators.answer("design_sheet", arguments)
    table = calculators.answer("network_table", {"source": GOOD, "height": 128, "width": 128})
    assert json.loads(json.dumps(answer)) == answer
    assert answer["value"].pop("correct") is True
    assert len(answer["value"].pop("requirements")) == len(NAMES)
    del table["value"]["comparison"]
    assert answer["value"] == table["value"]
    assert answer["rows"] == table["rows"]
    assert answer["text"] == f"all requirements are met; {table['text']}"


def test_a_network_without_parameters_has_no_head():
    found = sheet("nn.Sequential(nn.ReLU())")
    assert (found["head"].met, found["head"].text) == (False, "there are none")
    assert found["detail"].text.startswith("1 pixel;")


def test_a_layer_that_does_not_fit_is_explained():
    answer = calculators.answer("design_sheet", {"source": GOOD.replace("(16, 5)", "(17, 5)")})
    assert (answer["ok"], answer["field"]) == (False, "source")
    assert "in_features should be 16" in answer["message"]


def test_a_network_without_layers_is_refused():
    answer = calculators.answer("design_sheet", {"source": "nn.Sequential()"})
    assert (answer["ok"], answer["field"]) == (False, "source")
    assert answer["message"].startswith("the network has no layers")
