"""The table of a network: what must hold for any, and the numbers of those that everybody knows."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from coursekit import network, parameters
from coursekit.network import (
    Activation,
    Add,
    AveragePool,
    BatchNorm,
    Conv,
    ConvTranspose,
    Dense,
    DepthwiseConv,
    Dropout,
    Flatten,
    Input,
    MaxPool,
    Other,
    SeparableConv,
    TimeDistributed,
    Variable,
)
from coursekit.parameters import as_matrix, table

SUMMED = [
    "weights", "biases", "statistics", "parameters", "trainable", "non-trainable", "as dense layer", "without sharing",
    "multiply-accumulates", "forward bytes", "forward bytes in place", "backward bytes",
]  # fmt: skip


def lenet5():
    return [
        Input(shape=(32, 32, 1)),
        Conv(6, 5, activation="tanh", name="C1"),
        AveragePool(2, name="S2"),
        Conv(16, 5, activation="tanh", name="C3"),
        AveragePool(2, name="S4"),
        Flatten(),
        Dense(120, "tanh", name="C5"),
        Dense(84, "tanh", name="F6"),
        Dense(10, "softmax", name="out"),
    ]


def mixed():
    return [
        Input(shape=(16, 16, 3)),
        Conv(8, 3, padding="same", use_bias=False, name="a"),
        BatchNorm(name="bn"),
        Activation("relu", name="r"),
        SeparableConv(8, 3, padding="same", name="s"),
        Add(inputs=("r", "s"), name="sum"),
        MaxPool(2),
        ConvTranspose(4, 2, strides=2, name="up"),
        Flatten(),
        Dropout(0.5),
        Dense(10, "softmax", name="d", trainable=False),
        Other("Magic", own=(Variable("w", (10, 3)),), shapes=((3,),), name="magic"),
    ]


@pytest.mark.parametrize("layers", [lenet5, mixed])
def test_columns_sum_to_the_total_and_to_each_other(layers):
    found = table(layers())
    rows, total = found.iloc[:-1], found.iloc[-1]
    assert list(found.columns) == list(parameters.COLUMNS)
    assert found.index[-1] == "total"
    for column in SUMMED:
        assert found[column].dtype == "Int64"
        assert sum(int(n) for n in rows[column].dropna()) == total[column]
    assert (found["weights"] + found["biases"] + found["statistics"] == found["parameters"]).all()
    assert (found["trainable"] + found["non-trainable"] == found["parameters"]).all()
    assert rows["share"].sum() == pytest.approx(1)
    assert total["share"] == 1
    assert (found["forward bytes in place"] <= found["forward bytes"]).fillna(value=True).all()


def test_lenet5_layer_by_layer():
    found = table(lenet5())
    assert found["parameters"].tolist() == [0, 156, 0, 2416, 0, 0, 48120, 10164, 850, 61706]
    assert found.loc["C1", ["as dense layer", "without sharing"]].tolist() == [4_821_600, 122_304]
    assert found.loc["total", "multiply-accumulates"] == 416_520
    assert found.loc["C1", "output shape"] == (28, 28, 6)


def test_statistics_and_frozen_layers_are_not_trainable():
    found = table(mixed())
    assert found.loc["bn", ["weights", "biases", "statistics"]].tolist() == [8, 8, 16]
    assert found.loc["bn", ["trainable", "non-trainable"]].tolist() == [16, 16]
    assert found.loc["d", "trainable"] == 0


def test_an_unknown_layer_is_counted_and_its_costs_are_left_open():
    found = table(mixed())
    assert found.loc["magic", "parameters"] == 30
    assert "unknown layer" in found.loc["magic", "remark"]
    assert found.loc["magic", ["multiply-accumulates", "backward bytes"]].isna().all()
    assert "unknown layers: magic" in found.loc["total", "remark"]


def test_sizes_that_are_not_fixed_leave_the_costs_open():
    found = table([Input(shape=(None, None, 3)), Conv(4, 3, name="c"), network.GlobalAveragePool(), Dense(2)])
    assert found.loc["total", "parameters"] == 122
    assert found.loc["c", ["multiply-accumulates", "forward bytes", "without sharing"]].isna().all()
    assert "not fixed" in found.loc["total", "remark"]


def test_a_dense_layer_on_an_image_is_pointed_out():
    layers = [Input(shape=(13, 13, 256)), MaxPool(3, 2), Dense(4096, name="fc6")]
    assert "each of 36 positions: the image was not flattened" in table(layers).loc["fc6", "remark"]
    assert table(layers).loc["fc6", "parameters"] == 1_052_672
    assert table([*layers[:2], Flatten(), layers[2]]).loc["fc6", "parameters"] == 37_752_832
    assert table([*layers[:2], Flatten(), layers[2]]).loc["fc6", "remark"] == ""


def test_numbers_larger_than_64_bits_are_exact():
    found = table([Input(shape=(5616, 3744, 64)), *[Conv(64, 3, padding="same") for _ in range(6)]])
    values = 5616 * 3744 * 64
    assert found.loc["total", "as dense layer"] == 6 * (values**2 + values) > 2**63
    assert found["multiply-accumulates"].dtype == "Int64"


def test_a_network_without_parameters_has_a_table():
    found = table([Input(shape=(4, 4, 1)), MaxPool(2)])
    assert found["share"].tolist() == [0, 0, 0]
    assert found.loc["total", "parameters"] == 0


@pytest.mark.parametrize("groups", [1, 2])
def test_costs_equal_the_entries_of_the_matrix(groups):
    """Multiply-accumulates and weights without sharing, from SciPy's own count of entries."""
    layer = Conv(4, (3, 2), strides=(2, 1), groups=groups, name="c")
    found = table([Input(shape=(9, 8, 6)), layer])
    matrix = as_matrix(np.ones((3, 2, 6 // groups, 4)), (9, 8, 6), (2, 1), groups=groups)
    assert found.loc["c", "multiply-accumulates"] == matrix.nnz
    assert found.loc["c", "without sharing"] == matrix.nnz + matrix.shape[0]
    assert found.loc["c", "as dense layer"] == matrix.shape[0] * (matrix.shape[1] + 1)


def test_a_separable_convolution_costs_its_two_steps():
    found = table([Input(shape=(9, 8, 3)), SeparableConv(5, 3, strides=2, depth_multiplier=2)]).loc["total"]
    steps = [DepthwiseConv(3, strides=2, depth_multiplier=2, use_bias=False), Conv(5, 1)]
    expected = table([Input(shape=(9, 8, 3)), *steps]).loc["total"]
    for column in ("parameters", "multiply-accumulates", "without sharing"):
        assert found[column] == expected[column]


def test_a_transposed_convolution_costs_what_the_convolution_back_does():
    found = table([Input(shape=(4, 3, 2)), ConvTranspose(5, 3, strides=2, name="up")]).loc["up"]
    assert found["output shape"] == (9, 7, 5)
    back = as_matrix(np.ones((3, 3, 5, 2)), (9, 7, 5), strides=2)
    assert found["multiply-accumulates"] == back.nnz
    assert found["as dense layer"] == 9 * 7 * 5 * (4 * 3 * 2 + 1)


def test_a_film_costs_as_much_as_its_frames():
    frame = table([Input(shape=(9, 8, 3)), Conv(4, 3)]).loc["total"]
    film = table([Input(shape=(7, 9, 8, 3)), TimeDistributed(Conv(4, 3))]).loc["total"]
    assert film["parameters"] == frame["parameters"]
    for column in ("multiply-accumulates", "forward bytes", "backward bytes", "without sharing"):
        assert film[column] == 7 * frame[column], column


def test_what_the_columns_count_travels_with_the_table():
    found = table(lenet5(), bytes_per_value=2)
    assert set(parameters.COLUMNS) < set(found.attrs["conventions"])
    text = parameters.conventions(found)
    assert "not FLOPs" in text
    assert "2 for each value; 1 MB = 10^6 bytes, 1 MiB = 2^20 bytes" in text
    assert found.loc["total", "forward bytes"] * 2 == table(lenet5()).loc["total", "forward bytes"]
    with pytest.raises(ValueError, match="does not say what it counts"):
        parameters.conventions(pd.DataFrame())


@pytest.mark.parametrize(
    ("arguments", "error", "said"),
    [
        ({"bytes_per_value": 0}, ValueError, "bytes_per_value must be at least 1"),
        ({"index_bytes": -1}, ValueError, "index_bytes must be at least 0"),
        ({"bytes_per_value": 2.5}, TypeError, "whole number"),
    ],
)
def test_bad_units_are_refused(arguments, error, said):
    with pytest.raises(error, match=said):
        table(lenet5(), **arguments)


def test_nothing_of_the_size_of_the_weights_is_allocated():
    import tracemalloc

    wide = [Input(shape=(224, 224, 64)), *[Conv(512, 3, padding="same") for _ in range(20)], Flatten(), Dense(4096)]
    table(wide)
    tracemalloc.start()
    parameters_of_it = table(wide).loc["total", "parameters"]
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert parameters_of_it > 10**11
    assert peak < 1_000_000


def test_a_list_and_a_keras_model_give_the_same_table(keras):
    layers = keras.layers
    with network.counting():
        model = keras.Sequential(
            [
                keras.Input((32, 32, 1), name="input_1"),
                layers.Conv2D(6, 5, activation="tanh", name="C1"),
                layers.AveragePooling2D(2, name="S2"),
                layers.Conv2D(16, 5, activation="tanh", name="C3"),
                layers.AveragePooling2D(2, name="S4"),
                layers.Flatten(name="flatten_1"),
                layers.Dense(120, activation="tanh", name="C5"),
                layers.Dense(84, activation="tanh", name="F6"),
                layers.Dense(10, activation="softmax", name="out"),
            ]
        )
    pd.testing.assert_frame_equal(table(model).drop(columns="type"), table(lenet5()).drop(columns="type"))


def test_a_shared_layer_computes_twice_and_has_its_parameters_once(keras):
    entry = keras.Input((8,))
    twice = keras.layers.Dense(8, name="twice")
    found = table(keras.Model(entry, twice(twice(entry))))
    assert found.loc["twice#2", ["parameters", "as dense layer", "without sharing"]].tolist() == [0, 0, 0]
    assert found.loc["total", ["parameters", "multiply-accumulates"]].tolist() == [72, 128]


def test_a_result_of_the_network_is_not_overwritten(keras):
    image = keras.Input((8, 8, 1))
    before = keras.layers.Conv2D(2, 3)(image)
    after = keras.layers.ReLU(name="r")(before)
    assert table(keras.Model(image, after)).loc["r", "forward bytes in place"] == 0
    assert table(keras.Model(image, [before, after])).loc["r", "forward bytes in place"] == 4 * 72
