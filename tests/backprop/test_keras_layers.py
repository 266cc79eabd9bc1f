"""Layers, and a network of all of them, against those of Keras: outputs, gradients by every weight, and what is kept.

Written with `keras.ops` only, so that `test_on_jax.py` can run this very file once more, with JAX for TensorFlow.
"""

from __future__ import annotations

import numpy as np
import pytest

from coursekit import backprop
from coursekit.backprop import plain, vectorised

BOTH = (plain, vectorised)


def values(seed, *shape):
    return np.random.default_rng(seed).normal(size=shape)


def layer_cases(keras):
    """Ours, Keras', and the shape of an input."""
    theirs = keras.layers
    conv = {"strides": 2, "padding": "same"}
    return {
        "Conv2D": (backprop.Conv2D(4, (3, 2), **conv), theirs.Conv2D(4, (3, 2), **conv), (5, 6, 2)),
        "Conv2D, dilated": (
            backprop.Conv2D(2, 3, dilation_rate=2, use_bias=False),
            theirs.Conv2D(2, 3, dilation_rate=2, use_bias=False),
            (6, 7, 3),
        ),
        "Conv2D, groups": (backprop.Conv2D(4, 2, groups=2), theirs.Conv2D(4, 2, groups=2), (3, 4, 2)),
        "MaxPooling2D": (
            backprop.MaxPooling2D(3, 2, "same"),
            theirs.MaxPooling2D(3, 2, "same"),
            (5, 6, 2),
        ),
        "AveragePooling2D": (backprop.AveragePooling2D((2, 3)), theirs.AveragePooling2D((2, 3)), (5, 7, 2)),
        "ReLU": (backprop.ReLU(), theirs.ReLU(), (3, 4, 2)),
        "Tanh": (backprop.Tanh(), theirs.Activation("tanh"), (3, 4, 2)),
        "Sigmoid": (backprop.Sigmoid(), theirs.Activation("sigmoid"), (5,)),
        "Dense": (backprop.Dense(3), theirs.Dense(3), (5,)),
        "Dense, no bias": (backprop.Dense(3, use_bias=False), theirs.Dense(3, use_bias=False), (5,)),
        "Flatten": (backprop.Flatten(), theirs.Flatten(), (3, 4, 2)),
        "BatchNormalization": (
            backprop.BatchNormalization(momentum=0.8, epsilon=0.01),
            theirs.BatchNormalization(momentum=0.8, epsilon=0.01),
            (3, 4, 2),
        ),
    }


LAYERS = (
    "Conv2D", "Conv2D, dilated", "Conv2D, groups", "MaxPooling2D", "AveragePooling2D", "ReLU", "Tanh", "Sigmoid",
    "Dense", "Dense, no bias", "Flatten", "BatchNormalization",
)  # fmt: skip


@pytest.mark.parametrize("case", LAYERS)
def test_layers(automatic, assert_close, case):
    """On one batch after the other: what is remembered is the last one's, and gradients are not added up."""
    (ours, theirs, shape), (other, _, _) = (layer_cases(automatic.keras)[case] for _ in BOTH)
    theirs.build((None, *shape))
    for layer, functions in zip((ours, other), BOTH, strict=True):
        layer.functions = functions
        output_shape = layer.build(shape, np.random.default_rng(1), "float64")
    names = list(ours.parameters)
    assert names == [variable.name for variable in theirs.trainable_variables]
    for number, (name, variable) in enumerate(zip(names, theirs.trainable_variables, strict=True)):
        assert ours.parameters[name].dtype == "float64"
        changed = ours.parameters[name] + 0.1 * values(30 + number, *variable.shape)  # biases are 0 at first
        for layer in (ours, other):
            layer.parameters[name][...] = changed
        variable.assign(changed)
    tolerance = max(1e-9, automatic.promoted if case in ("Tanh", "BatchNormalization") else 0)
    for batch, images, training in ((1, 3, True), (2, 2, True), (3, 4, False)):
        inputs = values(batch, images, *shape)
        started = [np.asarray(variable) for variable in theirs.non_trainable_variables]

        def call(x, *weights, before=started, training=training):
            trained = [(variable, weight) for variable, weight in zip(theirs.trainable_variables, weights, strict=True)]
            kept = list(zip(theirs.non_trainable_variables, before, strict=True))
            with automatic.keras.StatelessScope(state_mapping=[*trained, *kept]):
                return theirs(x, training=training)

        wanted = automatic(call, inputs, *(ours.parameters[name] for name in names))
        assert wanted.outputs.shape == (images, *output_shape)
        theirs(inputs, training=training)  # now with its state changed
        for layer in (ours, other):
            assert_close(layer.forward(inputs, training=training), wanted.outputs, case, tolerance)
            assert_close(layer.backward(wanted.incoming), wanted.gradients[0], case, tolerance)
            assert list(layer.gradients) == names
            for name, gradient in zip(names, wanted.gradients[1:], strict=True):
                assert_close(layer.gradients[name], gradient, f"{case}: {name}", tolerance)
            for (name, value), variable in zip(layer.state.items(), theirs.non_trainable_variables, strict=True):
                assert_close(value, np.asarray(variable), f"{case}: {name}", tolerance)


def test_the_dropout_layer_sends_the_gradient_where_it_let_values_through(assert_close):
    layer = backprop.Dropout(0.4)
    assert layer.build((50,), np.random.default_rng(1), "float64") == (50,)
    inputs, gradient = np.abs(values(1, 40, 50)) + 1, values(2, 40, 50)
    outputs = layer.forward(inputs, training=True)
    kept = outputs != 0
    assert 0.55 < kept.mean() < 0.65
    assert_close(outputs, inputs * kept / 0.6)
    assert_close(layer.backward(gradient), gradient * kept / 0.6)
    assert (layer.forward(inputs, training=True) != outputs).any(), "another mask each time"
    assert_close(layer.forward(inputs, training=False), inputs)


def every_layer(functions=None):
    """A network with a layer of every kind that has a derivative everywhere or nearly so."""
    return backprop.Sequential(
        [
            backprop.Conv2D(4, 3, padding="same"),
            backprop.BatchNormalization(),
            backprop.ReLU(),
            backprop.MaxPooling2D(2),
            backprop.Conv2D(4, 3, padding="same", groups=2, strides=2),
            backprop.Tanh(),
            backprop.AveragePooling2D(2, strides=1, padding="same"),
            backprop.Flatten(),
            backprop.Dense(5),
            backprop.Sigmoid(),
            backprop.Dense(3),
        ],
        input_shape=(8, 7, 2),
        seed=3,
        dtype="float64",
        functions=functions,
    )


def test_a_whole_network(automatic, assert_close):
    """The gradient of the loss by every weight of `as_keras()`, and by the images."""
    images, labels = values(1, 6, 8, 7, 2), np.array([0, 2, 1, 1, 0, 2])
    model = every_layer(vectorised).as_keras()
    loss = automatic.keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    trained = list(model.trainable_variables)

    def of_weights(x, *weights):
        with automatic.keras.StatelessScope(state_mapping=list(zip(trained, weights, strict=True))):
            return loss(labels, model(x, training=True))

    wanted = automatic(of_weights, images, *(np.asarray(variable) for variable in trained), incoming=1.0)
    tolerance = max(1e-9, automatic.promoted)
    for functions in BOTH:
        network = every_layer(functions)
        assert_close(network.loss_and_gradients(images, labels), wanted.outputs, "loss", tolerance)
        assert len(network.gradients) == len(trained)
        for (name, gradient), by_tape in zip(network.gradients.items(), wanted.gradients[1:], strict=True):
            assert_close(gradient, by_tape, name, tolerance)
        logits_gradient = backprop.softmax_cross_entropy(network.forward(images, training=True), labels).gradient
        assert_close(network.backward(logits_gradient), wanted.gradients[0], "images", tolerance)
