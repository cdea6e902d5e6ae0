"""The steppers' answers: values and windows against torch, the way back against gradients."""

import random

import pytest
import torch
from torch.nn import functional

from cnnlib import CnnlibError
from cnnlib.calculators import answer
from cnnlib.matrix_text import number_text, parse_matrices, parse_matrix
from cnnlib.photograph import filter_photograph

CASES = 150


def text_of(images: list[list[list[int]]]) -> str:
    return " | ".join("; ".join(" ".join(map(str, row)) for row in image) for image in images)


def images(chance: random.Random, count: int, height: int, width: int) -> list[list[list[int]]]:
    return [
        [[chance.randint(-9, 9) for _ in range(width)] for _ in range(height)] for _ in range(count)
    ]


def run(source: str) -> torch.Tensor:
    names: dict[str, object] = {}
    exec(source, {"print": lambda _: None}, names)
    assert isinstance(names["output"], torch.Tensor)
    return names["output"]


def as_texts(rows: torch.Tensor) -> list[list[str]]:
    return [[number_text(value) for value in row] for row in rows.tolist()]


def without_grouping(text: str) -> float:
    return float(text.replace(",", "").replace("−", "-"))


def convolution(chance: random.Random) -> dict[str, object]:
    groups = chance.choice([1, 1, 2, 3])
    channels = groups * chance.choice([1, 2]), groups * chance.choice([1, 2])
    return {
        "image": text_of(images(chance, chance.choice([1, channels[0]]), *sizes(chance, 1, 9))),
        "kernels": text_of(images(chance, chance.randint(1, 4), *sizes(chance, 1, 4))),
        "stride": chance.randint(1, 3),
        "padding": chance.randint(0, 3),
        "dilation": chance.randint(1, 3),
        "operation": chance.choice(["cross-correlation", "convolution"]),
        "in_channels": channels[0],
        "out_channels": channels[1],
        "groups": groups,
        "output_channel": chance.randrange(channels[1]),
    }


def sizes(chance: random.Random, low: int, high: int) -> tuple[int, int]:
    return chance.randint(low, high), chance.randint(low, high)


def tensors(setting: dict[str, object]) -> tuple[torch.Tensor, torch.Tensor]:
    """Lay out image and weight for torch, written ones serving in turn."""
    x = [matrix.values for matrix in parse_matrices("image", str(setting["image"]), 12)]
    k = [matrix.values for matrix in parse_matrices("kernels", str(setting["kernels"]), 7)]
    inputs, filters = int(str(setting["in_channels"])), int(str(setting["out_channels"]))
    each = inputs // int(str(setting["groups"]))
    image = torch.tensor([[x[c % len(x)] for c in range(inputs)]], dtype=torch.double)
    weight = [[k[(o * each + c) % len(k)] for c in range(each)] for o in range(filters)]
    flip = setting["operation"] == "convolution"
    kernels = torch.tensor(weight, dtype=torch.double)
    return image, kernels.flip(-2, -1) if flip else kernels


def convolved(setting: dict[str, object], image: torch.Tensor, weight: torch.Tensor):
    names = ("stride", "padding", "dilation", "groups")
    settings = {name: setting[name] for name in names}
    return functional.conv2d(image, weight, **settings)[0, setting["output_channel"]]


def test_convolution_against_torch():
    answered = 0
    for seed in range(CASES):
        setting = convolution(random.Random(seed))
        reply = answer("convolution_steps", setting)
        image, weight = tensors(setting)
        if not reply["ok"]:
            assert reply["field"] == "kernels"
            with pytest.raises(RuntimeError):
                convolved(setting, image, weight)
            continue
        answered += 1
        value = reply["value"]
        expected = convolved(setting, image, weight)
        assert value["output"]["texts"] == as_texts(expected)
        assert torch.equal(run(value["pytorch"])[0, setting["output_channel"]].double(), expected)
        check_way_back(setting, value, image.requires_grad_(), weight)
        check_products(value)
    assert answered > CASES / 2


def check_way_back(setting, value, image, weight):
    """A pixel reaches exactly the outputs that have a gradient for it, and so with windows."""
    result = convolved(setting, image, torch.ones_like(weight))
    read = value["layers"][0]["channel"]
    rows, columns = value["rows"], value["columns"]
    for r in range(result.shape[0]):
        for c in range(result.shape[1]):
            (slope,) = torch.autograd.grad(result[r, c], image, retain_graph=True)
            touched = {tuple(at) for at in slope[0, read].nonzero().tolist()}
            windows = {(y, x) for y in rows["reads"][r] for x in columns["reads"][c]}
            height, width = slope.shape[2:]
            assert touched == {(y, x) for y, x in windows if 0 <= y < height and 0 <= x < width}
            for y in range(height):
                for x in range(width):
                    reaches = r in rows["reached"][y] and c in columns["reached"][x]
                    assert reaches == ((y, x) in touched)


def check_products(value):
    """Products add up to the channel's sum, sums to the output, and what is written is true."""
    layers, texts = value["layers"], value["output"]["texts"]
    for r, row in enumerate(texts):
        for c, text in enumerate(row):
            for layer in layers:
                total = sum(without_grouping(number) for number in layer["products"][r][c])
                assert number_text(total) == layer["sums"][r][c]
                left, right = layer["workings"][r][c].split(" = ")
                python = left.replace("−", "-").replace("·", "*")
                assert number_text(eval(python)) == right == layer["sums"][r][c]
            sums = [without_grouping(layer["sums"][r][c]) for layer in layers]
            assert number_text(sum(sums)) == text
            if len(layers) > 1:
                left, right = value["totals"][r][c].split(" = ")
                assert number_text(eval(left.replace("−", "-"))) == right == text


def test_what_lies_where():
    image = {"image": "1 2; 3 4", "kernels": "1 0; 0 1", "padding": 1, "dilation": 2}
    value = answer("convolution_steps", image)["value"]
    assert value["rows"]["positions"] == [
        [-1, "padding"],
        [0, "image"],
        [1, "image"],
        [2, "padding"],
    ]
    assert value["rows"]["reads"] == [[-1, 1], [0, 2]]
    assert value["rows"]["covers"] == [[-1, 1], [0, 2]]
    assert value["rows"]["reached"] == [[1], [0]]
    assert value["dilated"] is True
    assert value["totals"] is None


def test_wiring():
    setting = {"image": "1", "kernels": "1", "in_channels": 4, "out_channels": 2}
    wiring = answer("convolution_steps", setting)["value"]["wiring"]
    assert wiring["filters"] == [[0, 1, 2, 3]] * 2
    assert wiring["words"] == "Standard convolution: every filter reads every channel."
    reply = answer("convolution_steps", setting | {"groups": 2, "output_channel": 1})
    assert reply["value"]["wiring"]["filters"] == [[0, 1], [2, 3]]
    assert [layer["channel"] for layer in reply["value"]["layers"]] == [2, 3]
    assert reply["rows"][0]["text"] == "4"
    setting |= {"out_channels": 4, "groups": 4}
    words = answer("convolution_steps", setting)["value"]["wiring"]["words"]
    assert words.startswith("Depthwise convolution: each channel has filters of its own")


def pooling(chance: random.Random) -> dict[str, object]:
    operation = chance.choice(["max", "average"])
    return {
        "image": text_of(images(chance, 1, *sizes(chance, 1, 9))),
        "operation": operation,
        "kernel_size": chance.randint(1, 4),
        "stride": chance.choice([None, 1, 2, 3, 5]),
        "padding": chance.randint(0, 2),
        "dilation": chance.choice([1, 2]) if operation == "max" else 1,
        "ceil_mode": chance.choice([True, False]),
        "count_include_pad": chance.choice([True, False]),
        "shift": chance.choice([0, 0, 1, 2, 11]),
    }


def pooled(setting: dict[str, object], image: torch.Tensor):
    names = ["kernel_size", "stride", "padding", "ceil_mode"]
    if setting["operation"] == "max":
        settings = {name: setting[name] for name in [*names, "dilation"]}
        return functional.max_pool2d(image, **settings, return_indices=True)
    settings = {name: setting[name] for name in [*names, "count_include_pad"]}
    return functional.avg_pool2d(image, **settings), None


def test_pooling_against_torch():
    answered = 0
    for seed in range(2 * CASES):
        setting = pooling(random.Random(seed))
        reply = answer("pooling_steps", setting)
        rows = parse_matrix("image", str(setting["image"]), 12).values
        image = torch.tensor([[rows]], dtype=torch.double)
        moved = image.roll(int(str(setting["shift"])), -1)
        if not reply["ok"]:
            with pytest.raises(RuntimeError):
                pooled(setting, moved)
            continue
        answered += 1
        value = reply["value"]
        expected, winners = pooled(setting, moved)
        texts = as_texts(expected[0, 0])
        assert value["output"]["texts"] == [
            ["−∞" if "inf" in text else text for text in row] for row in texts
        ]
        assert [[text.split(" = ")[1] for text in row] for row in value["workings"]] == value[
            "output"
        ]["texts"]
        changed = (expected != pooled(setting, image)[0])[0, 0].nonzero().tolist()
        assert [list(place) for place in value["shift"]["changed"]] == changed
        check_winners(value, winners, moved)
        check_averages(value, setting)
        assert torch.allclose(run(value["pytorch"]).double(), expected, rtol=1e-6)
    assert answered > CASES


def check_winners(value, winners, image):
    if winners is None:
        assert value["winners"] is None
        return
    width = image.shape[-1]
    for row, ours in zip(winners[0, 0].tolist(), value["winners"], strict=True):
        for index, at in zip(row, ours, strict=True):
            if at is not None:
                assert at == divmod(index, width)


def check_averages(value, setting):
    """What is written is true, the divisor included."""
    if setting["operation"] == "max":
        return
    for row in value["workings"]:
        for working in row:
            left, right = working.split(" = ")
            assert number_text(eval(left.replace("−", "-"))) == right


def test_the_odd_rule_is_explained():
    rows = "; ".join(["1 2 3 4 5 6"] * 6)
    setting = {"image": rows, "kernel_size": 2, "stride": 5, "padding": 1, "ceil_mode": True}
    words = answer("pooling_steps", setting)["value"]["words"]
    assert words == [
        "Never read: rows and columns 1, 2, 3.",
        "The odd rule of ceil_mode: rounded up, the output would have 3 rows and columns, but the "
        "last window would start at 9, behind the image, in the far padding or beyond. PyTorch "
        "drops it.",
    ]


def test_words_of_a_shift():
    image = "0 0 9 9 0 0 9 9 0 0; 0 0 9 9 0 0 9 9 0 0"
    one = answer("pooling_steps", {"image": image, "shift": 1})["value"]["shift"]
    assert one["changed"] == [(0, 2), (0, 4)]
    assert one["words"] == (
        "Moved by 1 pixel: 2 of 5 outputs changed. That is no whole number of strides of 2."
    )
    two = answer("pooling_steps", {"image": image, "shift": 2})["value"]["shift"]
    assert two["words"].endswith(
        "A whole number of strides: the output has moved along, by 1 place."
    )


REFUSALS = [
    ({"image": "", "kernels": "1"}, "image", "image is empty; fill it in."),
    (
        {"image": ";", "kernels": "1"},
        "image",
        'image is empty; write rows such as "1 0 -1; 2 0 -2".',
    ),
    (
        {"image": "1 2; 3", "kernels": "1"},
        "image",
        "image: row 1 has 1 number, but row 0 has 2 numbers; make all rows equally long.",
    ),
    (
        {"image": "1 x", "kernels": "1"},
        "image",
        "image holds 'x'; use numbers such as 3, -0.5 or 1/16.",
    ),
    (
        {"image": "1 1/0", "kernels": "1"},
        "image",
        "image holds '1/0'; use numbers such as 3, -0.5 or 1/16.",
    ),
    (
        {"image": "1 " * 13, "kernels": "1"},
        "image",
        "image has 1 rows and 13 columns; draw at most 12 of each.",
    ),
    (
        {"image": "1", "kernels": "1 | 1 1"},
        "kernels",
        "kernels has matrices of different sizes; write all of them equally large.",
    ),
    (
        {"image": "1 1", "kernels": "1 1 1"},
        "kernels",
        "along the width, kernel_size is 3, but the padded input is only 2 long (input_size 2 + "
        "2·0 padding); use a kernel_size of at most 2 or more padding.",
    ),
    (
        {"image": "1", "kernels": "1", "padding": 5},
        "padding",
        "padding is 5; at most 4 can be drawn.",
    ),
    (
        {"image": "1", "kernels": "1", "in_channels": 7},
        "in_channels",
        "in_channels is 7; at most 6 can be drawn.",
    ),
    (
        {"image": "1", "kernels": "1", "output_channel": 1},
        "output_channel",
        "output_channel is 1, but there are only 1 filters, counted from 0; use at most 0.",
    ),
    (
        {"image": "1", "kernels": "1", "operation": "sum"},
        "operation",
        'operation is \'sum\'; use "cross-correlation" or "convolution".',
    ),
]


@pytest.mark.parametrize(("arguments", "field", "message"), REFUSALS)
def test_refusals(arguments, field, message):
    reply = answer("convolution_steps", arguments)
    assert reply == {"ok": False, "field": field, "message": message}


def test_refusals_of_pooling():
    def message(**arguments: object) -> str:
        reply = answer("pooling_steps", {"image": "1 2; 3 4"} | arguments)
        assert reply["ok"] is False
        return str(reply["message"])

    assert message(image="1 | 2") == "image has 2 matrices; write a single one."
    assert message(operation="average", dilation=2) == (
        "dilation is 2, but average pooling has none, in PyTorch neither; use 1."
    )
    assert message(kernel_size=13) == "kernel_size is 13; at most 12 can be drawn."
    assert message(padding=2).startswith("along the height, padding is 2, but pooling allows")


def test_longest_text():
    with pytest.raises(CnnlibError) as caught:
        parse_matrices("image", "1" * 4001, 12)
    assert str(caught.value) == "image is 4,001 characters long; use at most 4,000."


def test_numbers_are_read_and_written():
    (matrix,) = parse_matrices("image", " 1, −2\n+0.5  -3/4 ", 12)
    assert matrix.values == [[1, -2], [0.5, -0.75]]
    written = [number_text(n) for n in (0, -0.0, 1 / 3, -1234.5, 1e-9, 3)]
    assert written == ["0", "0", "0.3333", "−1,234.5", "0", "3"]


def test_photograph_against_torch():
    chance = random.Random(0)
    rows = [[chance.randint(0, 255) for _ in range(20)] for _ in range(15)]
    pixels = ";".join(bytes(row).hex() for row in rows)
    image = torch.tensor([[rows]], dtype=torch.double)
    for flip, operation in enumerate(("cross-correlation", "convolution")):
        weight = torch.tensor([[[[1, 2, -3], [0, 1, 5]]]], dtype=torch.double)
        expected = functional.conv2d(image, weight.flip(-2, -1) if flip else weight)[0, 0]
        given = (pixels, "1 2 -3; 0 1 5", operation)
        assert torch.equal(torch.tensor(filter_photograph(*given)).double(), expected)
        value = answer("filter_photograph", dict(zip(("pixels", "kernel", "operation"), given)))  # noqa: B905
        largest = expected.abs().max()
        shades = [list(bytes.fromhex(row)) for row in value["value"]["shades"]]
        assert torch.equal(
            torch.tensor(shades), (255 * (expected + largest) / (2 * largest)).round().int()
        )
    flat = answer("filter_photograph", {"pixels": "0505;0505", "kernel": "1"})
    assert flat["value"] == {"shades": ["0000", "0000"], "legend": "black 5, white 5"}


def test_refusals_of_photographs():
    def refusal(pixels: str, kernel: str = "1") -> str:
        return str(answer("filter_photograph", {"pixels": pixels, "kernel": kernel})["message"])

    assert refusal("0g").startswith("pixels is not rows of pairs of hexadecimal digits")
    assert refusal("00;0000") == "pixels has rows of different lengths; make them equal."
    assert refusal("00" * 129) == "pixels has 1 rows and 129 columns; use at most 128 of each."
    assert refusal("00", "1 1").startswith("along the width, kernel_size is 2")
