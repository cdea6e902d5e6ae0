import pytest
import torch

from cnnlib import (
    CnnlibError,
    Concat,
    Conv2d,
    Identity,
    ReLU,
    Sequential,
    Sum,
    receptive_field,
    summarize,
)
from cnnlib.networks import as_network


def test_children_are_found_by_place_name_and_slice():
    network = Sequential(Conv2d(1, 2, 3), ReLU(), last=Identity())
    assert len(network) == 3
    assert list(network) == [Conv2d(1, 2, 3), ReLU(), Identity()]
    assert network[0] == network["0"] == network[-3] == Conv2d(1, 2, 3)
    assert network["last"] == network[2] == Identity()
    assert network[1:] == Sequential(**{"1": ReLU(), "last": Identity()})
    assert network.parameters == 20
    assert (network.kind, network.depth) == ("Sequential", 1)


def test_equality_and_repr():
    assert Sequential(ReLU()) == Sequential(ReLU()) != Sum(ReLU())
    assert hash(Sequential(ReLU())) == hash(Sequential(ReLU()))
    assert repr(Sequential(a=ReLU())) == "Sequential(children=(('a', ReLU(inplace=False)),))"
    with pytest.raises(AttributeError):
        Sequential().children = ()


@pytest.mark.parametrize("key", [2, -3, "relu", None])
def test_unknown_child(key):
    with pytest.raises(CnnlibError) as caught:
        Sequential(ReLU(), out=ReLU())[key]
    assert str(caught.value) == f"Sequential has no child {key!r}; it has 2: '0 out'."
    assert (caught.value.argument, caught.value.value) == ("key", key)


def test_child_that_is_no_layer():
    with pytest.raises(CnnlibError) as caught:
        Sequential(ReLU(), 3)
    assert str(caught.value) == (
        "child '1' of Sequential is 3; use a layer such as ReLU() or a container."
    )
    assert (caught.value.argument, caught.value.value) == ("1", 3)


def test_depth_is_limited():
    network = Sequential(ReLU())
    for _ in range(99):
        network = Sequential(network)
    assert len(summarize(network, (1, 2, 2)).rows) == 1
    with pytest.raises(CnnlibError) as caught:
        Sequential(network)
    assert str(caught.value) == (
        "containers are nested 101 deep, but at most 100 are possible; put the layers side by "
        "side in one Sequential."
    )


def test_as_network():
    layer = ReLU()
    assert as_network(layer) == as_network([layer]) == Sequential(layer)
    assert as_network(Sum(layer)) == Sum(layer)


SHAPES = [(3, 4, 4), (4, 4, 4), (1, 4, 4), (3, 1, 4), (3, 5, 4), (3,), (4,), (1, 1, 1), (3, 4, 5)]


def against_torch(merge, torch_merge):
    wrong = count = 0
    for a in SHAPES:
        for b in SHAPES:
            for c in [(3, 4, 4), (4,)]:
                count += 1
                try:
                    ours = tuple(merge([a, b, c]))
                except CnnlibError as error:
                    ours = error.pytorch
                try:
                    tensors = [torch.zeros(1, *shape) for shape in (a, b, c)]
                    theirs = tuple(torch_merge(tensors).shape[1:])
                except RuntimeError as error:
                    theirs = str(error)
                wrong += ours != theirs
    return count, wrong


def test_sum_against_torch(comparison):
    count, wrong = against_torch(Sum().merged_shape, lambda tensors: sum(tensors[1:], tensors[0]))
    comparison("Sum: shapes and torch's words", "torch's + on tensors", count, wrong)


def test_concat_against_torch(comparison):
    count, wrong = against_torch(Concat().merged_shape, lambda tensors: torch.cat(tensors, 1))
    comparison("Concat: shapes and torch's words", "torch.cat", count, wrong)


def test_words_for_branches_that_do_not_fit():
    with pytest.raises(CnnlibError) as caught:
        summarize(Sum(Conv2d(3, 4, 3), Identity()), (3, 8, 8))
    assert str(caught.value) == (
        'layer "" (Sum): branches of shapes (4, 6, 6) and (3, 8, 8) arrive, and they cannot be '
        "added; give them equal shapes, for instance with a 1x1 convolution. PyTorch says: "
        '"The size of tensor a (6) must match the size of tensor b (8) at non-singleton '
        'dimension 3"'
    )
    with pytest.raises(CnnlibError) as caught:
        summarize(Sequential(cat=Concat(Conv2d(3, 4, 3), Identity())), (3, 8, 8))
    assert str(caught.value) == (
        'layer "cat" (Concat): branches of shapes (4, 6, 6) and (3, 8, 8) arrive, and only their '
        "channels may differ; give them equal heights and widths, for instance with padding. "
        'PyTorch says: "Sizes of tensors must match except in dimension 1. Expected size 6 but '
        'got size 8 for tensor number 1 in the list."'
    )
    with pytest.raises(CnnlibError) as caught:
        summarize([Concat()], (3, 8, 8))
    assert str(caught.value) == 'layer "0" (Concat): Concat has no branches; give it at least one.'


def test_refused_branches_are_named_as_such():
    maps, vector = (2, 4, 4), (8,)
    with pytest.raises(CnnlibError) as caught:
        Concat(Identity()).merged_shape([maps, vector])
    assert caught.value.argument == "branches"
    assert caught.value.pytorch == "Tensors must have same number of dimensions: got 4 and 2"
    with pytest.raises(CnnlibError) as caught:
        Sum(Identity()).merged_shape([maps, (2, 3, 4)])
    assert caught.value.argument == "branches"


def test_what_is_no_network_is_refused_by_its_argument():
    with pytest.raises(CnnlibError, match=r"^layers is 0; use a layer, a Sequential or a list"):
        receptive_field(0)
    with pytest.raises(CnnlibError, match=r"^network is None; use a layer"):
        summarize(None, (3, 8, 8))
