"""Comparing Keras models: structure, parameters, behaviour. Slow because importing Keras is."""

from __future__ import annotations

import numpy as np
import pytest

from coursekit.checks import Task, compare
from coursekit.checks.models import layers_of, parameters_of, unknown_layer

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def keras():
    import keras

    return keras


@pytest.fixture(scope="module")
def build(keras):
    def build(filters=4, activation="relu", shape=(8, 8, 1), extra=(), **settings):
        return keras.Sequential(
            [
                keras.Input(shape),
                keras.layers.Conv2D(filters, 3, activation=activation, **settings),
                *extra,
                keras.layers.Flatten(),
                keras.layers.Dense(3, activation="softmax"),
            ]
        )

    return build


def test_the_same_model_whatever_its_weights_and_names(build):
    assert compare(build(name="mine"), build()).problem == ""


def test_the_expected_model_keeps_its_weights(build):
    expected = build()
    before = [weight.copy() for weight in expected.get_weights()]
    compare(build(), expected)
    assert all(np.array_equal(a, b) for a, b in zip(before, expected.get_weights(), strict=True))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"filters": 5}, "`filters`"),
        ({"activation": "tanh"}, "`activation`"),
        ({"padding": "same"}, "`padding`"),
        ({"use_bias": False}, "`use_bias`"),
        ({"shape": (9, 8, 1)}, "input shape"),
    ],
)
def test_a_different_model(build, change, said):
    assert said in compare(build(**change), build()).problem


def test_a_layer_more(build, keras):
    assert "another kind of layer" in compare(build(extra=[keras.layers.Dropout(0.5)]), build()).problem


def test_another_wiring_of_the_same_layers(keras):
    def wired(swap):
        inputs = keras.Input((3,))
        one = keras.layers.Dense(3, activation="relu")(inputs)
        two = keras.layers.Dense(3, activation="relu")(one)
        return keras.Model(inputs, keras.layers.Subtract()([one, two] if swap else [two, one]))

    assert compare(wired(False), wired(False)).problem == ""
    for _ in range(20):  # whatever the first weights: ReLU may be off for one image, but not for all
        assert "connected in another way" in compare(wired(True), wired(False)).problem


def test_nested_models_and_functional_ones_are_read_through(keras, build):
    inner = keras.Sequential([keras.layers.Conv2D(4, 3, activation="relu"), keras.layers.Flatten()])
    inputs = keras.Input((8, 8, 1))
    outer = keras.Model(inputs, keras.layers.Dense(3, activation="softmax")(inner(inputs)))
    assert [type(layer).__name__ for layer in layers_of(outer)] == ["Conv2D", "Flatten", "Dense"]
    assert compare(outer, build()).problem == ""
    assert parameters_of(outer) == outer.count_params()


def test_layers_and_models_that_are_not_kerass_own(keras, build):
    class Conv2D(keras.layers.Conv2D):
        pass

    mine = build()
    mine = keras.Sequential([keras.Input((8, 8, 1)), Conv2D(4, 3, activation="relu"), *mine.layers[1:]])
    assert "'Conv2D'" in compare(mine, build()).problem
    assert "a Keras model was asked for" in compare(build().layers[0], build()).problem
    assert "a Keras model was asked for" in compare(None, build()).problem


def test_operations_between_layers_are_no_layers(keras):
    inputs = keras.Input((8, 8, 1))
    x = keras.ops.relu(keras.layers.Conv2D(4, 3)(inputs))
    bent = keras.Model(inputs, keras.layers.Dense(3)(keras.layers.Flatten()(x)))
    assert unknown_layer(bent) == "Relu"
    nested = keras.Sequential([keras.Input((8, 8, 1)), bent])
    assert unknown_layer(nested) == "Relu"
    assert [type(layer).__name__ for layer in layers_of(nested)] == ["Conv2D", "Relu", "Flatten", "Dense"]


def test_a_task_with_a_model_as_the_answer(build):
    task = Task("network", cases=[(4,), (6,)], reference=build)
    assert task.evaluate(build).passed
    assert "look at `filters`" in task.evaluate(lambda filters: build(4)).message


def test_a_tensor_is_an_array_with_a_remark(keras):
    task = Task("ones", cases=[(3,)], reference=lambda n: np.ones(n, dtype="float32"))
    report = task.evaluate(keras.ops.ones)
    assert report.passed
    assert "tensor" in report.remarks[0]
