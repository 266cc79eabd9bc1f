"""The table against Keras' own counts, sums by hand and sizes of outputs."""

from __future__ import annotations

from functools import partial
from math import prod

import pytest

from coursekit import architectures
from coursekit.network import Conv, Dense, Flatten, Input, counting
from coursekit.parameters import table as parameters_table


@pytest.fixture(scope="module")
def vgg16(keras):
    with counting():
        return keras.applications.VGG16(weights=None)


def test_memory_of_vgg16(vgg16):
    made = {layer.name: prod(layer.output.shape[1:]) for layer in vgg16.layers if layer.name != "flatten"}
    twice = {layer.name for layer in vgg16.layers if getattr(layer, "activation", None) is not None}
    found = architectures.table(vgg16).loc["total"]
    assert found["activations"] == sum(made.values()) == 15_237_608
    assert found["with pre-activations"] == sum(n * (1 + (name in twice)) for name, n in made.items()) == 28_794_320


def test_kinds_of_vgg16(vgg16):
    found = architectures.by_kind(vgg16)
    assert found["parameters"].to_dict() == {
        "convolution": 14_714_688, "dense": 123_642_856, "other": 0, "total": 138_357_544,
    }  # fmt: skip
    assert found.loc["convolution", "share of parameters"] == pytest.approx(0.106, abs=5e-4)
    assert found.loc["dense", "share of parameters"] == pytest.approx(0.894, abs=5e-4)
    assert found.loc["dense", "multiply-accumulates"] == 25_088 * 4096 + 4096 * 4096 + 4096 * 1000
    whole = architectures.table(vgg16)
    for column in found.columns:
        assert found[column].iloc[:-1].sum() == pytest.approx(found.loc["total", column]), column
        assert found.loc["total", column] == pytest.approx(whole.loc["total", column]), column


def test_operations_as_elsewhere_in_the_course(vgg16):
    found, elsewhere = architectures.table(vgg16), parameters_table(vgg16)
    assert found["multiply-accumulates"].tolist() == elsewhere["multiply-accumulates"].tolist()
    assert found["parameters"].tolist() == elsewhere["parameters"].tolist()


def test_sums_and_columns(vgg16):
    found = architectures.table(vgg16)
    assert list(found.columns) == list(architectures.COLUMNS) == list(found.attrs["conventions"])
    for name in found.columns.difference(["type", "kind", "output shape", "remark"]):
        assert found[name].iloc[:-1].sum() == pytest.approx(found.loc["total", name]), name
    assert found.loc["block1_conv1", ["type", "kind", "output shape"]].tolist() == [
        "Conv2D", "convolution", (224, 224, 64),
    ]  # fmt: skip


def test_a_builder_is_counted_without_weights(keras):
    built = []

    def build():
        built.append(architectures.vgg19())
        return built[-1]

    assert architectures.table(build).loc["total", "parameters"] == 143_667_240
    assert len(built) == 1
    assert all(variable._value is None for variable in built[0].variables)
    one_stream = partial(architectures.alexnet, "one stream")
    assert architectures.by_kind(one_stream)["parameters"].tolist() == [3_747_200, 58_631_144, 0, 62_378_344]


def test_published_lenet5(keras):
    found = architectures.table(architectures.lenet5)
    assert found.loc["total", "trainable"] == 60_000
    assert (found["remark"] == "").all()
    # The paper's connections are products and biases, each for each place; of S2 four inputs and a bias.
    products = found["multiply-accumulates"]
    assert products["C1"] + 28 * 28 * 6 == 122_304
    assert products["C3"] + 10 * 10 * 16 == 151_600
    assert products["C5"] + 120 == 48_120
    assert products["F6"] + 84 == 10_164
    assert (products["S2"], products["S4"], products["output"]) == (14 * 14 * 6, 5 * 5 * 16, 84 * 10)
    assert products["total"] == products.iloc[:-1].sum()
    assert found["kind"].to_dict() == {
        "image": "other", "C1": "convolution", "S2": "other", "C3": "convolution", "S4": "other", "C5": "convolution",
        "flatten": "other", "F6": "dense", "output": "dense", "total": "",
    }  # fmt: skip
    squashed = 28 * 28 * 6 + 14 * 14 * 6 + 10 * 10 * 16 + 5 * 5 * 16 + 120 + 84
    assert found.loc["total", "activations"] == 32 * 32 + squashed + 10
    assert found.loc["total", "with pre-activations"] == 32 * 32 + 2 * squashed + 10


def test_alexnet(keras):
    found = architectures.table(architectures.alexnet)
    assert (found["remark"] == "").all()
    assert found.loc["norm1", ["parameters", "multiply-accumulates", "activations"]].tolist() == [0, 0, 55 * 55 * 96]
    assert found.loc["conv2", "multiply-accumulates"] == 27 * 27 * 256 * 25 * 48


def test_own_layers_inside_another_model(keras):
    with counting():
        inner = architectures.lenet5()
        outer = keras.Sequential([keras.Input((32, 32, 1)), keras.layers.Rescaling(2.0), inner])
    found, alone = architectures.table(outer), architectures.table(inner)
    for column in ("parameters", "multiply-accumulates"):
        assert found.loc["total", column] == alone.loc["total", column]
    assert found.loc["total", "remark"] == ""
    assert found.loc["lenet5/C3", "kind"] == "convolution"


def test_a_list_of_layers():
    found = architectures.by_kind([Input(shape=(6, 6, 1)), Conv(2, 3, activation="relu"), Flatten(), Dense(3)])
    assert found["parameters"].tolist() == [20, 99, 0, 119]
    assert found["activations"].tolist() == [32, 3, 36, 71]
    assert found["with pre-activations"].tolist() == [64, 3, 36, 103]


def test_sizes_that_are_not_fixed_stay_open(keras):
    with counting():
        model = architectures.vgg16(include_top=False)
    found = architectures.table(model)
    assert found.loc["total", "parameters"] == 14_714_688
    assert found["activations"].iloc[:-1].isna().all()
    assert "sizes are not fixed" in found.loc["total", "remark"]


def test_unknown_layers_are_named(keras):
    model = keras.Sequential([keras.Input((4, 3)), keras.layers.LSTM(2, name="memory"), keras.layers.Dense(1)])
    found = architectures.table(model)
    assert "memory" in found.loc["total", "remark"]
    assert found["multiply-accumulates"].isna().tolist().count(True) == 1


def test_no_network():
    with pytest.raises(TypeError, match="A network is a Keras model"):
        architectures.table(3)
    with pytest.raises(TypeError, match="A network is a Keras model"):
        architectures.by_kind(lambda: 3)
