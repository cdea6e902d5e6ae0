"""The gradient-flow fence: its words, its places and its curves."""

from __future__ import annotations

from sitekit.markdown import gradient_flow


def test_measured_numbers_are_written_for_reading() -> None:
    assert gradient_flow._measured(0.62) == "0.62"
    assert gradient_flow._measured(1.2e-6) == "1.2 · 10⁻⁶"


def test_words_name_the_layers() -> None:
    layers = gradient_flow.ALEXNET
    assert gradient_flow._words(layers, [1e-3, 1.0]) == (
        "The gradient of conv1 is 1,000 times smaller than that of fc8."
    )
    assert gradient_flow._words(["1", "2"], [2.5, 1.0]) == (
        "The gradient of layer 1 is 2.5 times larger than that of layer 2."
    )
    assert gradient_flow._words(["1", "2"], [1.1, 1.0]) == (
        "The gradients of layer 1 and layer 2 are of about the same size."
    )
    assert "2 · 10²² times smaller" in gradient_flow._words(["1", "2"], [5e-23, 1.0])


def test_places_on_a_logarithmic_axis() -> None:
    measured = {"He": {"ReLU": [1e-4, 1e-2], "tanh": [1e-1, 1.0]}}
    network = gradient_flow._network("two", ["1", "2"], measured)
    tops = dict(network["ticks"])
    points = network["starts"]["He"]["ReLU"][0]
    assert list(tops) == ["1", "10⁻¹", "10⁻²", "10⁻³", "10⁻⁴"]
    assert [text for text, _ in points] == ["1.0 · 10⁻⁴", "0.01"]
    assert [place for _, place in points] == [round(tops["10⁻⁴"]), round(tops["10⁻²"])]


def test_curves_are_cnnlibs() -> None:
    curves = gradient_flow._curves()
    at = [text for text, _ in curves["xs"]].index("0.5")
    assert curves["sigmoid"]["value"]["texts"][at] == "0.6225"
    assert curves["sigmoid"]["slope"]["texts"][at] == "0.235"
    assert curves["ReLU"]["slope"]["path"].count("M") == 2  # the jump at 0 is not joined
