import json
from itertools import pairwise

import pytest

from cnnlib import Conv2d, Linear, architectures, calculators, summarize
from cnnlib.comparison import compare
from cnnlib.drawing import MOST_BOXES, drawing
from cnnlib.network_table import memory

PLAIN = "nn.Sequential(nn.Conv2d(3, 16, 3), nn.ReLU(), nn.Flatten(), nn.Linear(12544, 10))"
NORMED = (
    "nn.Sequential(nn.Conv2d(3, 16, 3, bias=False), nn.BatchNorm2d(16), nn.ReLU(), nn.Flatten(), "
    "nn.Linear(12544, 10))"
)


@pytest.mark.parametrize(
    ("numbers", "text"),
    [
        (0, "0 B"),
        (10, "40 B"),
        (255, "1,020 B"),
        (256, "1 KiB"),
        (3456, "13.5 KiB"),
        (100 * 256, "100 KiB"),
        (61_100_840, "233 MiB"),
        (2**28, "1 GiB"),
        (2**60, "4,194,304 TiB"),
    ],
)
def test_memory(numbers, text):
    assert memory(numbers) == text


def answer(**arguments):
    reply = calculators.answer("network_table", {"height": 30, "width": 30, **arguments})
    assert json.loads(json.dumps(reply)) == reply
    return reply


def test_shares_add_up():
    rows = answer(source=PLAIN)["rows"]
    for key in ("parameter_share", "mac_share"):
        assert sum(row["value"][key] for row in rows) == pytest.approx(100, abs=0.05)


def test_no_share_of_nothing():
    (row,) = answer(source="nn.Sequential(nn.ReLU())")["rows"]
    assert (row["value"]["parameter_share"], row["value"]["mac_share"]) == (0, 0)


def test_comparison_marks_what_differs():
    comparison = answer(source=PLAIN, compare_with=NORMED)["value"]["comparison"]
    assert [pair["same"] for pair in comparison["pairs"]] == [False, False, True, True, True]
    first, second, *_ = comparison["pairs"]
    assert first["differs"] == [False, False, False, True, False]
    assert (first["left"][3], first["right"][3]) == ("448", "432")
    assert second["left"] == ["—"] * 5
    assert second["right"][1] == "BatchNorm2d"
    assert comparison["text"] == (
        "2 layers differ; parameters 125,898 → 125,914 (+0.0 %), MACs 464,128 in both."
    )


def test_comparison_of_equals_and_of_one_layer():
    comparison = answer(source=PLAIN, compare_with=PLAIN)["value"]["comparison"]
    assert comparison["text"] == "Both networks have the same layers."
    assert all(pair["same"] for pair in comparison["pairs"])
    one, two = (summarize([Linear(4, size)], (4,)) for size in (2, 1))
    assert compare(one, two)["text"] == (
        "1 layer differs; parameters 10 → 5 (−50.0 %), MACs 8 → 4 (−50.0 %)."
    )
    assert compare(summarize([], (4,)), one)["text"] == (
        "1 layer differs; parameters 0 → 10, MACs 0 → 8."
    )


def test_the_second_network_is_refused_in_its_own_field():
    reply = answer(source=PLAIN, compare_with="nn.Sequential(nn.Conv2d(4, 1, 3))")
    assert not reply["ok"]
    assert reply["field"] == "compare_with"
    assert "in_channels should be 3" in reply["message"]
    assert answer(source=PLAIN, compare_with="  ")["value"]["comparison"] is None


def test_drawing_is_to_scale():
    shape = (3, 224, 224)
    picture = drawing(shape, summarize(architectures.vgg16(), shape).rows)
    boxes = picture["boxes"]
    assert boxes[0]["title"] == "input: Input, 3 × 224 × 224"
    assert [box["family"] for box in boxes].count("conv") == 13
    assert [box["family"] for box in boxes].count("linear") == 3
    for before, after in pairwise(boxes):
        assert after["x"] > before["x"] + before["width"]
    assert max(box["height"] for box in boxes) == 100
    assert all(box["y"] >= 0 and box["y"] + box["height"] <= 110 for box in boxes)
    assert picture["width"] > boxes[-1]["x"] + boxes[-1]["width"]
    assert picture["left_out"] == 0


def test_a_long_network_is_drawn_in_part():
    rows = summarize([Conv2d(1, 1, 1)] * (MOST_BOXES + 10), (1, 4, 4)).rows
    picture = drawing((1, 4, 4), rows)
    assert (len(picture["boxes"]), picture["left_out"]) == (MOST_BOXES, 11)
