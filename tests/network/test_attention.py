"""Attention of each place of the query to all places of the others: which calls of Keras' layers are that."""

from __future__ import annotations

import numpy as np
import pytest

from coursekit.network import Attention, Other, read

CALLS = {
    "to itself": lambda layers, x, y: layers.MultiHeadAttention(2, 3)(x, x),
    "to something else": lambda layers, x, y: layers.MultiHeadAttention(2, 3)(x, y),
    "three inputs": lambda layers, x, y: layers.MultiHeadAttention(2, 3)(x, y, y),
    "by name": lambda layers, x, y: layers.MultiHeadAttention(2, 3)(value=y, query=x),
    "some by name": lambda layers, x, y: layers.MultiHeadAttention(2, 3)(x, value=y, key=y),
    "while training or not": lambda layers, x, y: layers.MultiHeadAttention(2, 3)(x, y, training=False),
    "groups": lambda layers, x, y: layers.GroupQueryAttention(3, 4, 2)(x, y),
    "dot product": lambda layers, x, y: layers.Attention()([x, y]),
    "sum": lambda layers, x, y: layers.AdditiveAttention()([x, y]),
    "whole axes named": lambda layers, x, y: layers.MultiHeadAttention(2, 3, attention_axes=(1,))(x, y),
}
LIMITED = {
    "causal": lambda layers, x, y: layers.MultiHeadAttention(2, 3)(x, x, use_causal_mask=True),
    "causal dot product": lambda layers, x, y: layers.Attention()([x, x], use_causal_mask=True),
    "masked": lambda layers, x, y: layers.MultiHeadAttention(2, 3)(x, x, attention_mask=np.eye(5, dtype=bool)[None]),
    "masked by tensors": lambda layers, x, y: layers.Attention()([x, x], mask=[x[..., 0] > 0, x[..., 0] > 0]),
    "masked by position": lambda layers, x, y: layers.Attention()([x, x], [x[..., 0] > 0, x[..., 0] > 0]),
    "a window": lambda layers, x, y: layers.GroupQueryAttention(3, 4, 2, sliding_window=2)(x, x),
    "scores as well": lambda layers, x, y: layers.MultiHeadAttention(2, 3)(x, x, return_attention_scores=True)[0],
}


@pytest.fixture
def attention(keras):
    def read_one(call):
        x, y = keras.Input((5, 4), name="x"), keras.Input((3, 4), name="y")
        found = read(keras.Model([x, y], [call(keras.layers, x, y), y * 1]))
        return next(node for node in found if node.type.endswith("Attention"))

    return read_one


@pytest.mark.parametrize("name", CALLS)
def test_attention_to_everything(attention, name):
    node = attention(CALLS[name])
    assert isinstance(node.layer, Attention)
    assert node.inbound[0] == "x"  # the query
    assert node.variables == node.layer.variables(*node.input_shapes)
    assert node.output_shape == (5, 4)
    assert not node.known


@pytest.mark.parametrize("name", LIMITED)
def test_attention_to_less_is_an_unknown_layer(attention, name):
    node = attention(LIMITED[name])
    assert isinstance(node.layer, Other)
    assert not isinstance(node.layer, Attention)


def test_attention_along_one_axis_of_a_map_is_unknown(keras):
    image = keras.Input((4, 5, 6))
    for axes, known in ((None, True), ((1, 2), True), ((1,), False), ((2,), False)):
        layer = keras.layers.MultiHeadAttention(2, 3, attention_axes=axes)
        found = read(keras.Model(image, layer(image, image))).nodes[-1].layer
        assert isinstance(found, Attention) is known
        assert isinstance(found, Other)


def test_a_layer_of_somebody_s_own_is_unknown(keras):
    class MultiHeadAttention(keras.layers.Layer):
        def call(self, query, value):
            return query + 0 * value

    x = keras.Input((5, 4))
    found = read(keras.Model(x, MultiHeadAttention()(x, x))).nodes[-1].layer
    assert isinstance(found, Other)
    assert not isinstance(found, Attention)
