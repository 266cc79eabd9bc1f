"""Activation functions are known by name: only those whose name says what they are."""

from __future__ import annotations

import pytest

from coursekit.network import Activation, Conv, Identity, Softmax, read


def relu(x):
    """Not what its name says."""
    return x[:, ::-1]


def last_layer(keras, make):
    image = keras.Input((6, 6, 4))
    return read(keras.Model(image, make(keras.layers)(image))).nodes[-1].layer


@pytest.mark.parametrize("name", ["relu", "gelu", "softmax", "log_softmax", "hard_sigmoid", "leaky_relu"])
def test_functions_of_keras(keras, name):
    for function in (name, getattr(keras.activations, name)):
        assert last_layer(keras, lambda layers, f=function: layers.Conv2D(2, 3, activation=f)).activation == name
        assert last_layer(keras, lambda layers, f=function: layers.Activation(f)).activation == name
    assert last_layer(keras, lambda layers: layers.Conv2D(2, 3, activation=getattr(keras.ops, name))).activation == name
    assert isinstance(last_layer(keras, lambda layers: layers.Activation("linear")), Identity)
    assert last_layer(keras, lambda layers: layers.Conv2D(2, 3, activation="linear")).activation is None


def test_functions_of_somebody_s_own_keep_their_module(keras):
    for function in (relu, lambda x: x):
        found = last_layer(keras, lambda layers, f=function: layers.Conv2D(2, 3, activation=f))
        assert isinstance(found, Conv)
        assert found.activation == f"{function.__module__}.{function.__name__}"
        assert last_layer(keras, lambda layers, f=function: layers.Activation(f)).activation == found.activation


def test_layers_as_activations(keras):
    class ReLU(keras.layers.Layer):
        call = staticmethod(relu)

    layers = keras.layers
    for layer, name in (
        (layers.ReLU(), "relu"),
        (layers.LeakyReLU(), "leaky_relu"),
        (layers.Softmax(), "softmax"),
        (layers.Softmax(axis=1), "Softmax"),
        (layers.PReLU(), "PReLU"),
        (ReLU(), "ReLU"),
    ):
        assert last_layer(keras, lambda layers, f=layer: layers.Conv2D(2, 3, activation=f)).activation == name


def test_softmax_has_an_axis(keras):
    for axis in (-1, 1, -2, (1, 2)):
        found = last_layer(keras, lambda layers, a=axis: layers.Softmax(axis=a))
        assert isinstance(found, Softmax)
        assert isinstance(found, Activation)
        assert (found.activation, found.axis) == ("softmax", axis)
    image = keras.Input((6, 6, 4))
    assert read(keras.Model(image, keras.ops.softmax(image, axis=1))).nodes[-1].layer.axis == 1
    for axis in (0, (1, 0)):
        with pytest.raises(ValueError, match="axis=0 is the batch"):
            Softmax(axis=axis)


def test_resizing_that_reads_more_is_unknown(keras):
    for options, known in (
        ({}, True),
        ({"antialias": True}, False),
        ({"crop_to_aspect_ratio": True}, False),
        ({"pad_to_aspect_ratio": True}, False),
    ):
        image = keras.Input((6, 6, 4))
        model = keras.Model(image, keras.layers.Resizing(3, 3, **options)(image))
        assert read(model).nodes[-1].known is known
