import math

import pytest
import torch

import cnnlib

POINTS = [i / 8 for i in range(-400, 401)] + [-1e300, -1000.0, 1000.0, 1e300, -1e-300, 1e-300]


@pytest.mark.parametrize("name", ["sigmoid", "tanh", "relu"])
def test_values_and_slopes_against_torch(comparison, name):
    x = torch.tensor(POINTS, dtype=torch.double, requires_grad=True)
    y = getattr(torch, name)(x)
    y.sum().backward()
    ours = [getattr(cnnlib, name)(point) for point in POINTS]
    slopes = [getattr(cnnlib, f"{name}_derivative")(point) for point in POINTS]
    close = torch.isclose(torch.tensor(ours, dtype=torch.double), y, rtol=1e-13, atol=1e-300)
    near = torch.isclose(torch.tensor(slopes, dtype=torch.double), x.grad, rtol=1e-11, atol=1e-15)
    wrong = int((~close).sum() + (~near).sum())
    comparison(f"{name} and its slope", f"torch.{name} and autograd", 2 * len(POINTS), wrong)


def test_documented_slopes():
    table = {-0.01: (0.25, 0.9999, 0), 1: (0.196612, 0.419974, 1), 5: (0.006648, 0.000182, 1)}
    for x, slopes in table.items():
        found = [getattr(cnnlib, f"{name}_derivative")(x) for name in ("sigmoid", "tanh", "relu")]
        assert found == pytest.approx(slopes, abs=5e-5 if x < 0 else 5e-7)


def test_slopes_far_from_zero_keep_their_digits():
    assert cnnlib.sigmoid_derivative(40) == pytest.approx(math.exp(-40), rel=1e-12)
    assert cnnlib.tanh_derivative(40) == pytest.approx(4 * math.exp(-80), rel=1e-12)
    assert cnnlib.tanh_derivative(-400) == cnnlib.tanh_derivative(350) == 0.0
    assert cnnlib.sigmoid(-800) == 0.0


def test_relu_keeps_not_a_number():
    assert math.isnan(cnnlib.relu(math.nan))
    assert cnnlib.relu_derivative(math.nan) == 0


@pytest.mark.parametrize("name", ["sigmoid", "tanh", "relu"])
def test_what_is_no_number(name):
    for function in (getattr(cnnlib, name), getattr(cnnlib, f"{name}_derivative")):
        with pytest.raises(TypeError):
            function("1")
