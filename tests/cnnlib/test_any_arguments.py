"""Whatever a public function or layer is called with: an answer, or a CnnlibError that says why."""

import inspect
import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import cnnlib
from cnnlib import CnnlibError

NUMBERS_ONLY = {  # as of Python's own functions, anything but a number is a TypeError
    "relu", "relu_derivative", "sigmoid", "sigmoid_derivative", "tanh", "tanh_derivative",
}  # fmt: skip
MADE_BY_CNNLIB = {"CnnlibError", "Row", "Summary", "ReceptiveField", "EffectiveReceptiveField"}
CALLABLE = {
    name: getattr(cnnlib, name)
    for name in cnnlib.__all__
    if callable(getattr(cnnlib, name)) and name not in MADE_BY_CNNLIB
}
SMALL = st.integers(-2, 9)
LAYERS = st.sampled_from(
    [
        cnnlib.Conv2d(3, 8, 3),
        cnnlib.Conv2d(8, 8, (3, 1), stride=2, padding=1),
        cnnlib.MaxPool2d(2),
        cnnlib.ReLU(),
        cnnlib.Flatten(),
        cnnlib.Linear(8, 2),
        cnnlib.Sum(cnnlib.Identity(), cnnlib.Conv2d(3, 3, 3, padding=1)),
        cnnlib.Concat(cnnlib.Identity(), cnnlib.MaxPool2d(3, 1, 1)),
    ]
)
SIMPLE = (
    st.none()
    | st.booleans()
    | SMALL
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.binary(max_size=3)
    | st.sampled_from(["same", "valid", "zeros", "reflect", 10**400, -(10**30)])
    | LAYERS
)
ANYTHING = st.recursive(
    SIMPLE,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.tuples(inner, inner)
        | st.dictionaries(st.text(max_size=4), inner, max_size=2)
    ),
    max_leaves=8,
)
ARRAYS = st.lists(st.lists(SMALL | st.floats(-9, 9), min_size=3, max_size=3), max_size=4)
# Mostly what makes sense, or nearly: else the first argument would always be refused.
LIKELY = SMALL | SMALL | st.tuples(SMALL, SMALL) | ARRAYS | st.lists(LAYERS, max_size=3) | ANYTHING


@pytest.mark.parametrize("name", CALLABLE)
@settings(derandomize=True, max_examples=150, deadline=None)
@given(data=st.data())
def test_an_answer_or_a_sentence(name, data):
    function = CALLABLE[name]
    positional, optional = [], {}
    for parameter in inspect.signature(function).parameters.values():
        if parameter.kind is parameter.VAR_POSITIONAL:
            positional += data.draw(st.lists(LAYERS | ANYTHING, max_size=4))
        elif parameter.default is parameter.empty:
            positional.append(data.draw(LIKELY, label=parameter.name))
        elif data.draw(st.booleans()):
            optional[parameter.name] = data.draw(LIKELY, label=parameter.name)
    said = ""
    try:
        function(*positional, **optional)
    except CnnlibError as error:
        said = str(error)
    except TypeError:
        assert name in NUMBERS_ONLY, "not a CnnlibError"
        assert not all(isinstance(value, int | float) for value in positional)
    except OverflowError:
        assert name in NUMBERS_ONLY, "not a CnnlibError"
        assert not all(math.isfinite(value) and abs(value) < 1e300 for value in positional)
    assert len(said) < 500
    assert said.endswith((".", '"', ")")) or not said
