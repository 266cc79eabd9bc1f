"""How models of exercise 06 are judged: the forward pass in NumPy against Keras, matching of weights, dropout.

Tolerance: 1e-5 of the largest value, float32 against float64.
"""

from __future__ import annotations

import numpy as np
import pytest

from coursekit import network
from coursekit.architectures.tasks.building import own_layer
from coursekit.architectures.tasks.computing import ModelStops, computes, run, weight_shapes
from coursekit.architectures.tasks.dropout_places import drops_between
from coursekit.architectures.tasks.forward import forward
from coursekit.network import (
    Activation,
    AveragePool,
    Conv,
    Crop,
    Dense,
    Dropout,
    Flatten,
    GlobalAveragePool,
    GlobalMaxPool,
    Input,
    MaxPool,
    Softmax,
)
from coursekit.network.keras_builder import as_keras

pytestmark = pytest.mark.slow

NETWORKS = {
    "plain": (Input((9, 7, 2)), Conv(5, 3, activation="relu"), MaxPool(2), Flatten(), Dense(4, activation="softmax")),
    "padded": (Input((8, 7, 3)), Conv(4, 3, strides=2, padding="same", activation="tanh"), Conv(3, (3, 1))),
    "groups": (Input((6, 5, 4)), Conv(6, 3, groups=2), Conv(4, 2, padding="same", groups=2, activation="sigmoid")),
    "overlapping": (Input((12, 11, 2)), Conv(3, 2, use_bias=False), MaxPool(3, 2), AveragePool(2)),
    "padded pooling": (Input((8, 7, 2)), MaxPool(3, 2, padding="same"), AveragePool(2, padding="same"), Conv(2, 1)),
    "cropped": (Input((9, 8, 2)), Crop(((1, 2), (0, 3))), Conv(3, 3), GlobalAveragePool(), Dropout(0.5), Dense(2)),
    "vector": (Input((6,)), Dense(5), Activation("relu"), Dense(3), Softmax()),
}


@pytest.mark.parametrize("name", NETWORKS)
def test_the_forward_pass_is_that_of_keras(keras, random, name):
    layers = NETWORKS[name]
    made = as_keras(network.read(layers))
    model = keras.Model(made.inputs[0], made.outputs[0])
    weights = [random.normal(size=shape).astype("float32") for shape in weight_shapes(layers)]
    model.set_weights(weights)
    images = random.normal(size=(3, *layers[0].shape)).astype("float32")
    expected = keras.ops.convert_to_numpy(model(images, training=False))
    found = forward(layers, weights, images)
    assert found.shape == expected.shape
    np.testing.assert_allclose(found, expected, rtol=0, atol=1e-5 * np.abs(expected).max())


def test_what_the_forward_pass_does_not_know_is_said():
    with pytest.raises(TypeError, match="GlobalMaxPool"):
        forward((Input((4, 4, 1)), GlobalMaxPool()), [], np.zeros((1, 4, 4, 1)))
    with pytest.raises(TypeError, match="'elu'"):
        forward((Input((4,)), Dense(2, activation="elu")), [np.ones((4, 2)), np.zeros(2)], np.zeros((1, 4)))


@pytest.fixture
def described():
    return (
        Input((8, 8, 1)),
        Conv(3, 3, activation="relu"),
        MaxPool(2),
        Flatten(),
        Dense(7, activation="relu"),
        Dense(4),
    )


@pytest.fixture
def build(keras):
    """A model of the description, with one thing changed."""

    def build(activation="relu", pool=None, before=(), between=(), after=()):
        layers = keras.layers
        return keras.Sequential(
            [
                keras.Input((8, 8, 1)),
                *before,
                layers.Conv2D(3, 3, activation=activation),
                pool or layers.MaxPooling2D(2),
                layers.Flatten(),
                layers.Dense(7, activation=activation),
                *between,
                layers.Dense(4),
                *after,
            ]
        )

    return build


def test_a_model_of_the_description_computes_it(build, described):
    assert computes(build(), described)


def test_another_function_with_the_same_weights_is_another_function(keras, build, described):
    assert not computes(build(activation="tanh"), described)
    assert not computes(build(pool=keras.layers.AveragePooling2D(2)), described)
    assert not computes(build(after=[keras.layers.Softmax()]), described)


def test_other_weights_are_another_function(described, build):
    assert not computes(build(), (*described[:-1], Dense(5)))
    assert not computes(build(), (*described, Dense(4)))


def test_an_impossible_description_is_computed_by_no_model(build):
    assert not computes(build(), (Input((8, 8, 1)), Conv(3, 9), Flatten(), Dense(4)))


def test_a_convolution_over_the_whole_map_is_a_dense_layer(keras, described):
    layers = keras.layers
    head = [layers.Conv2D(7, 3, activation="relu"), layers.Conv2D(4, 1), layers.Flatten()]
    body = [layers.Conv2D(3, 3, activation="relu"), layers.MaxPooling2D(2)]
    assert computes(keras.Sequential([keras.Input((8, 8, 1)), *body, *head]), described)


def test_a_class_may_list_its_layers_in_any_order(keras, described):
    class Mine(keras.Model):
        def __init__(self):
            super().__init__()
            self.last, self.hidden = keras.layers.Dense(4), keras.layers.Dense(7, activation="relu")
            self.first, self.pool = keras.layers.Conv2D(3, 3, activation="relu"), keras.layers.MaxPooling2D(2)
            self.flatten = keras.layers.Flatten()

        def call(self, x):
            return self.last(self.hidden(self.flatten(self.pool(self.first(x)))))

    assert computes(Mine(), described)


def test_inputs_and_outputs_in_lists_are_the_same(keras, build, described):
    model = build()
    assert computes(keras.Model([model.inputs[0]], [model.outputs[0]]), described)


def test_a_models_own_weights_are_put_back(build, described):
    model = build(between=[])
    before = model.get_weights()
    computes(model, described)
    drops_between(model, described, 0, 1)
    assert all(np.array_equal(one, two) for one, two in zip(before, model.get_weights(), strict=True))


def test_a_model_that_cannot_run_says_why(keras, build):
    with pytest.raises(ModelStops, match="it stops with"):
        run(build(), (5, 5, 1))

    class Borrowing(keras.Model):
        def call(self, x):
            from coursekit import network

            return x * network.output_size(5, 3)

    with pytest.raises(ModelStops, match="coursekit"):
        run(Borrowing(), (5, 5, 1))


def test_layers_of_their_own_are_found_and_operations_are_not(keras, build):
    class Mine(keras.layers.Layer):
        def call(self, x):
            return x

    assert own_layer(build(after=[Mine()])) == "Mine"
    inputs = keras.Input((8, 8, 1))
    assert own_layer(keras.Model(inputs, keras.ops.relu(inputs))) == ""


@pytest.mark.parametrize("place", ["before", "between", "after"])
def test_dropout_is_found_where_it_is(keras, build, described, place):
    model = build(**{place: [keras.layers.Dropout(0.4)]})
    gaps = {"before": 0, "between": 2, "after": 3}
    assert [drops_between(model, described, gap, gap) for gap in range(4)] == [gap == gaps[place] for gap in range(4)]


def test_neighbouring_gaps_can_be_tried_together(keras, build, described):
    assert not drops_between(build(), described, 0, 2)
    assert drops_between(build(before=[keras.layers.Dropout(0.4)]), described, 0, 2)
    assert drops_between(build(between=[keras.layers.Dropout(0.4)]), described, 0, 2)
    assert not drops_between(build(between=[keras.layers.Dropout(0.4)]), described, 0, 1)
