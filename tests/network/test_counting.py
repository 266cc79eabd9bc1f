"""Models built for counting: no weights, no traces."""

from __future__ import annotations

import pytest

from coursekit.network import counting, read


@pytest.fixture
def vgg16(keras):
    with counting():
        return keras.applications.VGG16(weights=None)


def allocated(model):
    return [variable.path for variable in model.variables if variable._value is not None]


def test_no_weights_are_allocated(vgg16):
    assert vgg16.count_params() == 138_357_544
    assert not allocated(vgg16)
    read(vgg16)
    vgg16.summary(print_fn=lambda text, **_: None)
    assert not allocated(vgg16)


def test_a_model_built_afterwards_does_not_fill_them(keras, vgg16):
    # Keras fills waiting variables when the next of its scopes ends; those of a counted model must not wait.
    entry = keras.Input((4,))
    usual = keras.Model(entry, keras.layers.Dense(3)(entry))
    with keras.StatelessScope():
        pass
    assert not allocated(vgg16)
    assert len(allocated(usual)) == len(usual.variables)


def test_variables_that_waited_before_go_on_waiting(keras):
    with keras.StatelessScope():
        layer = keras.layers.Dense(3)
        layer.build((None, 4))
        with counting():
            counted = keras.layers.Dense(3)
            counted.build((None, 4))
        assert not allocated(layer)
    assert len(allocated(layer)) == 2
    assert not allocated(counted)


def test_an_error_inside_leaves_keras_as_it_was(keras):
    with pytest.raises(RuntimeError, match="stop"), counting():
        raise RuntimeError("stop")
    layer = keras.layers.Dense(3)
    layer.build((None, 4))
    assert len(allocated(layer)) == 2
