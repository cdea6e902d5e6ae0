import itertools

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from cnnlib import CnnlibError, ReceptiveField, calculators
from cnnlib.branch_lab import MOST_MENDS, branch_lab


def answer(first, second="", **more):
    return calculators.answer("branch_lab", {"first": first, "second": second, **more})


@pytest.mark.parametrize(
    ("first", "second", "text"),
    [
        (
            "conv 3 padding 1\nconv 3 padding 1",
            "",
            "Aligned: one stride, 1, and one center. Together they see 5.",
        ),
        (
            "conv 3 stride 2 padding 1",
            "pool 2",
            "Not aligned, though PyTorch would not complain: the branches see regions whose "
            "centers differ by 0.5 pixels.",
        ),
        (
            "conv 3\nconv 3",
            "",
            "Outputs of sizes 12 and 16 can't be added; also, the branches see regions whose "
            "centers differ by 2 pixels.",
        ),
        (
            "conv 3 stride 2 padding 1",
            "conv 1",
            "Outputs of sizes 8 and 16 can't be added; also, the branches step by different "
            "strides, 1 and 2 pixels.",
        ),
        ("conv 3 padding 1", "conv 3 padding 1\nconv 1", "Aligned: one stride, 1, and one center. "
         "Together they see 3."),
        ("pool 1 stride 3", "conv 1 stride 3\npool 1", "Aligned: one stride, 3, and one center. "
         "Together they see 1."),
    ],
)  # fmt: skip
def test_verdicts(first, second, text):
    assert answer(first, second)["text"] == text


def test_joined_instead_of_added():
    assert "can't be joined" in answer("conv 3", merge="concat")["text"]
    assert (
        "torch.cat([first(x), second(x)], dim=1)"
        in (answer("conv 3", merge="concat")["value"]["pytorch"])
    )


LINE = st.one_of(
    st.builds(
        "conv {} stride {} padding {} dilation {}".format,
        st.integers(1, 3), st.integers(1, 2), st.integers(0, 2), st.integers(1, 2),
    ),
    st.builds("pool {} stride {}".format, st.integers(1, 3), st.integers(1, 2)),
)  # fmt: skip
STACK = st.lists(LINE, max_size=3).map("\n".join)


@settings(max_examples=150, deadline=None)
@given(STACK, STACK, st.sampled_from(["sum", "concat"]))
def test_torch_merges_what_fits_and_every_mend_mends(first, second, merge):
    reply = answer(first, second, merge=merge)
    if not reply["ok"]:
        assert reply["field"] in ("first", "second")
        return
    value = reply["value"]
    try:
        exec(value["pytorch"], {})
        merged = True
    except RuntimeError:
        merged = False
    # PyTorch broadcasts a size of 1 in a sum; the lab asks for equal sizes.
    sizes = [len(branch["centers"]) for branch in value["branches"]]
    assert merged == value["fits"] or (merge == "sum" and 1 in sizes)
    centers = [branch["centers"] for branch in value["branches"]]
    if value["aligned"]:
        assert value["fits"]
        assert all(a == b for a, b in zip(*centers, strict=False))
    elif min(sizes) > 1:
        assert any(a != b for a, b in zip(*centers, strict=False))
    assert len(value["mends"]) <= MOST_MENDS
    for mend in value["mends"]:
        mended = answer(mend["first"], mend["second"])
        assert mended["value"]["aligned"]
        assert mended["value"]["fits"]
    if value["aligned"] and value["fits"]:
        assert value["mends"] == []


def test_regions_are_those_of_the_gradient():
    value = answer("conv 3 stride 2 padding 1", "pool 2")["value"]
    x = torch.ones(1, 1, 16, 1, requires_grad=True)
    layer = torch.nn.Conv2d(1, 1, (3, 1), (2, 1), (1, 0))
    torch.nn.init.ones_(layer.weight)
    layer(x)[0, 0, 3, 0].backward()
    (seen,) = torch.nonzero(x.grad[0, 0, :, 0], as_tuple=True)
    assert value["branches"][0]["regions"][3] == (seen[0].item(), seen[-1].item())


def test_the_region_holds_both():
    assert branch_lab("conv 5 padding 2").field == ReceptiveField(5, 1, 2)


def test_a_change_in_each_branch():
    mends = answer("pool 2\n" * 3, "conv 3 stride 2\nconv 3 stride 2")["value"]["mends"]
    assert len(mends) == MOST_MENDS
    assert "in the second branch" in mends[0]["text"]
    assert mends[0]["text"].startswith("In the first branch")


@pytest.mark.parametrize(
    ("arguments", "field", "words"),
    [
        ({"first": "conv 99"}, "first", "kernel_size is 99"),
        ({"first": "conv 3", "second": "konv"}, "second", "begin with conv or pool"),
        ({"first": "conv 1\n" * 11}, "first", "11 layers; use at most 10"),
        ({"first": "conv 3", "input_size": 257}, "input_size", "use at most 256"),
        ({"first": "conv 3", "merge": "product"}, "merge", 'use "sum" or "concat"'),
        ({"first": ""}, "first", "is empty"),
    ],
)
def test_refusals(arguments, field, words):
    reply = calculators.answer("branch_lab", arguments)
    assert (reply["ok"], reply["field"]) == (False, field)
    assert words in reply["message"]


def test_lines_are_written_as_they_are_read():
    for kind, stride in itertools.product(("conv 3", "pool 3"), (1, 2, 3)):
        reply = answer(f"{kind} stride {stride}", "conv 1 stride 4")
        for mend in reply["value"]["mends"]:
            assert isinstance(branch_lab(mend["first"], mend["second"]).field, ReceptiveField)
    with pytest.raises(CnnlibError):
        branch_lab("conv 0")
