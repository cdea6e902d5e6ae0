"""Drills: each answer is torch's own for what the question says, for hundreds of seeds."""

import json
import re

import pytest
import torch
from torch import nn
from torch.nn import functional

from cnnlib import CnnlibError
from cnnlib.drills import drill, grade, names, titles, worksheet
from cnnlib.drills.registry import LARGEST_SEED, MOST_OF_A_KIND, MOST_TASKS
from cnnlib.drills.typed_numbers import RULES

SEEDS = range(300)


def read(pattern, text):
    found = re.search(pattern, text)
    assert found, f"{pattern!r} is not in {text!r}"
    return [int(number) for number in found.groups()]


def ones(*shape):
    return torch.ones(shape)


def output_size(task):
    kernel, stride, padding, size = read(
        r"a (\d+) × \d+ kernel, stride (\d+) and padding (\d+) reads an image of (\d+)",
        task["question"],
    )
    return functional.conv1d(ones(1, 1, size), ones(1, 1, kernel), None, stride, padding).shape[2]


def pool_output_size(task):
    kernel, stride, size = read(
        r"a (\d+) × \d+ window, stride (\d+) and no padding reads a feature map of (\d+)",
        task["question"],
    )
    ceil_mode = "ceil_mode is on" in task["question"]
    return nn.MaxPool1d(kernel, stride, ceil_mode=ceil_mode)(ones(1, 1, size)).shape[2]


def same_padding(task):
    kernel, dilation = read(r"A (\d+) × \d+ convolution with dilation (\d+)", task["question"])
    layer = nn.Conv1d(1, 1, kernel, dilation=dilation, padding=task["answer"][0])
    assert layer(ones(1, 1, 50)).shape[2] == 50
    return task["answer"][0]


def unread_border(task):
    kernel, stride, padding, size = read(
        r"kernel (\d+) wide, stride (\d+) and padding (\d+) goes along a row of (\d+) pixels",
        task["question"],
    )
    row = ones(1, 1, size).requires_grad_()
    functional.conv1d(row, ones(1, 1, kernel), None, stride, padding).sum().backward()
    seen = row.grad.flatten().nonzero().max().item()
    return size - 1 - int(seen)


def counted(layer):
    return sum(weights.numel() for weights in layer.parameters())


def conv_parameters(task):
    read_channels, made, kernel = read(
        r"reads (\d+) channels? and makes (\d+), with (\d+) × ", task["question"]
    )
    return counted(nn.Conv2d(read_channels, made, kernel, bias="no bias" not in task["question"]))


def linear_parameters(task):
    channels, side, made = read(
        r"of (\d+) channels, (\d+) × \d+ each, .* with (\d+) outputs", task["question"]
    )
    features = nn.Flatten()(ones(1, channels, side, side)).shape[1]
    return counted(nn.Linear(features, made, bias="no bias" not in task["question"]))


def conv_macs(task):
    channels, made, side, kernel = read(
        r"reads (\d+) channels? and makes (\d+) of (\d+) × \d+ pixels, with (\d+) × ",
        task["question"],
    )
    layer = nn.Conv2d(channels, made, kernel, bias=False)
    # Unit weights on an image of ones: each output is how many products it adds up.
    nn.init.ones_(layer.weight)
    return int(layer(ones(1, channels, side + kernel - 1, side + kernel - 1)).sum().item())


def stack(task):
    """Two neighboring outputs of the stack, as what they see of a row of pixels."""
    layers = []
    for line in task["layers"]:
        kernel, stride = read(r"^(\d+) × \d+ .*, stride (\d+)$", line)
        # An average passes its gradient to all that a maximum may choose from.
        layers.append(nn.AvgPool1d(kernel, stride))
    row = torch.ones(1, 1, 400, requires_grad=True)
    output = nn.Sequential(*layers)(row).flatten()
    seen = []
    for unit in output[:2]:
        (gradient,) = torch.autograd.grad(unit, row, retain_graph=True)
        places = gradient.flatten().nonzero().flatten()
        seen.append((int(places.min()), int(places.max())))
    return seen


def receptive_field(task):
    (first, last), _ = stack(task)
    return last - first + 1


def jump(task):
    (first, _), (second, _) = stack(task)
    return second - first


def grids(task):
    return [torch.tensor(grid["rows"], dtype=torch.float32)[None, None] for grid in task["grids"]]


def max_pooling(task):
    (image,) = grids(task)
    return [int(number) for number in functional.max_pool2d(image, 2).flatten()]


def convolution(task):
    image, kernel = grids(task)
    return [int(number) for number in functional.conv2d(image, kernel).flatten()]


ORACLES = {
    oracle.__name__: oracle
    for oracle in (
        output_size, pool_output_size, same_padding, unread_border, conv_parameters,
        linear_parameters, conv_macs, receptive_field, jump, max_pooling, convolution,
    )
}  # fmt: skip


def test_every_drill_has_an_oracle():
    assert names() == list(ORACLES) == list(titles())


@pytest.mark.parametrize("name", ORACLES)
def test_answers_are_torchs(comparison, name):
    wrong = 0
    for seed in SEEDS:
        task = drill(name, seed)
        right = ORACLES[name](task)
        wrong += task["answer"] != (right if isinstance(right, list) else [right])
    comparison(f"drills: {name}", "torch, from the question's words", len(SEEDS), wrong)


@pytest.mark.parametrize("name", ORACLES)
def test_mistakes_differ_from_the_answer_and_each_other(name):
    for seed in SEEDS:
        task = drill(name, seed)
        results = [task["answer"], *(mistake["gives"] for mistake in task["mistakes"])]
        assert len(results) >= 3
        assert len({tuple(result) for result in results}) == len(results)
        reasons = [mistake["because"] for mistake in task["mistakes"]]
        assert all(reason[-1] in ".?" for reason in reasons)


@pytest.mark.parametrize("name", ORACLES)
def test_a_seed_always_gives_the_same_task(name):
    tasks = [json.dumps(drill(name, seed)) for seed in range(50)]
    assert tasks == [json.dumps(drill(name, seed)) for seed in range(50)]
    assert len(set(tasks)) > 10


@pytest.mark.parametrize("name", ORACLES)
def test_a_task_is_plain_text_with_a_hint_and_working(name):
    for seed in range(50):
        task = drill(name, seed)
        texts = [task["question"], task["hint"], *task["working"], *task["layers"]]
        texts += [mistake["because"] for mistake in task["mistakes"]]
        assert all(texts)
        assert not [text for text in texts if set(text) & set("$\\<>`{}")]
        assert (task["name"], task["seed"], task["title"]) == (name, seed, titles()[name])
        if len(task["answer"]) == 1:
            assert task["text"] in " ".join(task["working"])


def test_numbers_are_drawn_as_ever():
    """Links that were shared must lead to the same numbers."""
    assert drill("output_size", 7)["question"] == (
        "A convolution with a 3 × 3 kernel, stride 1 and padding 1 reads an image of "
        "23 × 23 pixels. How many pixels wide is its output?"
    )


@pytest.mark.parametrize("name", ORACLES)
def test_what_is_typed_is_graded(name):
    for seed in range(40):
        task = drill(name, seed)
        typed = " ".join(str(number) for number in task["answer"])
        for text in (typed, task["text"], f" {task['text']} {task['unit']}"):
            assert grade(name, seed, text) == {
                "correct": True,
                "message": "Right.",
                "mistake": None,
            }
        for place, mistake in enumerate(task["mistakes"]):
            text = ", ".join(str(number) for number in mistake["gives"])
            message = f"Not yet. {mistake['because']}"
            assert grade(name, seed, text) == {
                "correct": False,
                "message": message,
                "mistake": place,
            }


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", RULES["none"]),
        ("many", RULES["none"]),
        ("−", RULES["none"]),
        ("1 2 3", "1 number is asked for, and 3 were read."),
        ("9999", "Not yet. Work through it once more; the hint may help."),
        ("9,999", "Not yet. Work through it once more; the hint may help."),
        ("9'999 pixels", "Not yet. Work through it once more; the hint may help."),
        ("1" * 201, RULES["long"]),
    ],
)
def test_what_can_not_be_right(text, message):
    assert grade("output_size", 7, text) == {"correct": False, "message": message, "mistake": None}


def test_a_square_may_be_written_as_one():
    (side,) = drill("output_size", 7)["answer"]
    assert grade("output_size", 7, f"{side} x {side}")["correct"]
    assert grade("output_size", 7, f"{side}×{side} pixels")["correct"]
    assert not grade("output_size", 7, f"{side} x {side + 1}")["correct"]
    (jump,) = drill("jump", 7)["answer"]
    assert not grade("jump", 7, f"{jump} x {jump}")["correct"]


def test_fewer_numbers_than_asked():
    assert grade("max_pooling", 1, "4")["message"] == "4 numbers are asked for, and 1 was read."


@pytest.mark.parametrize(
    ("name", "seed", "message"),
    [
        ("size", 1, "name is 'size'; use one of output_size, "),
        (None, 1, "name is None; use one of"),
        ("jump", -1, "seed is -1; use an integer of at least 0."),
        ("jump", 1.5, "seed is 1.5; use an integer of at least 0."),
        ("jump", LARGEST_SEED + 1, "use at most 1,000,000,000."),
    ],
)
def test_bad_requests_are_refused(name, seed, message):
    for ask in (drill, lambda name, seed: grade(name, seed, "1")):
        with pytest.raises(CnnlibError, match=re.escape(message)):
            ask(name, seed)


def test_a_sheet_has_what_was_asked_for_and_no_task_twice():
    each = (MOST_TASKS - MOST_OF_A_KIND) // (len(names()) - 3)
    wanted = dict.fromkeys(names(), each) | {"same_padding": MOST_OF_A_KIND}
    wanted.pop("convolution")
    wanted.pop("jump")
    text = ", ".join(f"{name} {many}" for name, many in wanted.items())
    tasks = worksheet(text, 3)
    assert tasks == worksheet(text, 3)
    drawn = [task["name"] for task in tasks]
    assert drawn == [name for name, many in wanted.items() for _ in range(many)]
    asked = [json.dumps([task["question"], task["layers"], task["grids"]]) for task in tasks]
    assert len(set(asked)) == len(asked)
    other = worksheet(text, 4)
    assert sum(a["question"] == b["question"] for a, b in zip(tasks, other, strict=True)) < 20


@pytest.mark.parametrize(
    ("drills", "message"),
    [
        ("", "drills: '' is not understood; write \"output_size 3\"."),
        ("jump", "drills: 'jump' is not understood"),
        ("jump 1; conv 2", "is not understood"),
        ("jumps 1", "drills: there is no 'jumps'; use output_size"),
        ("jump 1, jump 2", "drills: jump is named twice."),
        ("jump 21", "drills: jump is 21; at most 20 of a kind fit."),
        ("jump 0", "drills: there are 0 tasks; use 1 to 60."),
        ("jump 20, output_size 20, conv_macs 20, unread_border 1", "there are 61 tasks"),
    ],
)
def test_sheets_that_are_refused(drills, message):
    with pytest.raises(CnnlibError, match=re.escape(message)):
        worksheet(drills)
