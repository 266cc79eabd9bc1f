"""A list of layers against the Keras model that is built of it."""

from __future__ import annotations

import pytest

from coursekit import network
from coursekit.network import (
    Activation,
    Add,
    AveragePool,
    BatchNorm,
    Concatenate,
    Conv,
    ConvTranspose,
    Crop,
    Dense,
    DepthwiseConv,
    Dropout,
    Flatten,
    GlobalAveragePool,
    GlobalMaxPool,
    GroupNorm,
    Identity,
    Input,
    LayerNorm,
    MaxPool,
    Multiply,
    Other,
    Permute,
    PReLU,
    Rescaling,
    Reshape,
    Resize,
    SeparableConv,
    SpatialDropout,
    TimeDistributed,
    UpSample,
    ZeroPad,
)
from coursekit.network.keras_builder import as_keras

LISTS = {
    "convolutions": [
        Input(shape=(24, 20, 4)),
        Conv(6, (3, 2), strides=(1, 2), padding="same", groups=2, activation="relu", name="first"),
        DepthwiseConv(3, strides=2, depth_multiplier=2, use_bias=False, trainable=False),
        SeparableConv(8, 3, padding="same", dilation_rate=2),
        ConvTranspose(5, 3, strides=2, padding="same", output_padding=1),
    ],
    "pooling and moving": [
        Input(shape=(20, 18, 3)),
        ZeroPad(((1, 2), (0, 3))),
        MaxPool((3, 2), strides=(2, 1), padding="same"),
        AveragePool(2),
        Crop(((0, 1), (1, 0))),
        UpSample((2, 3), interpolation="bilinear"),
        Resize(7, 9),
        Permute((2, 1, 3)),
        Reshape((7, 9, 3)),
        TimeDistributed(Dense(4)),
    ],
    "values": [
        Input(shape=(8, 8, 4)),
        Rescaling(),
        BatchNorm(scale=False),
        LayerNorm(),
        GroupNorm(groups=2),
        PReLU(shared_axes=(1, 2)),
        Activation("gelu"),
        Dropout(0.2),
        SpatialDropout(0.2),
        Identity(),
        Flatten(),
        Dense(3, activation="softmax"),
    ],
    "graph": [
        Input(shape=(8, 8, 4)),
        Conv(4, 3, padding="same", name="a"),
        Conv(4, 1, name="b"),
        Add(inputs=("a", "b"), name="sum"),
        GlobalAveragePool(keepdims=True, name="pooled"),
        Multiply(inputs=("sum", "pooled"), name="product"),
        Concatenate(inputs=("product", "a"), name="both"),
        GlobalMaxPool(),
    ],
}


@pytest.mark.parametrize("name", LISTS)
def test_names_shapes_and_counts_are_the_same(keras, name):
    expected = network.read(LISTS[name])
    with network.counting():
        got = network.read(as_keras(expected))
    assert [node.name for node in got] == [node.name for node in expected]
    for one, other in zip(got, expected, strict=True):
        assert one.output_shapes == other.output_shapes, one.name
        assert one.inbound == other.inbound, one.name
        for variables in zip(one.own, other.own, strict=True):
            assert len({(variable.name, variable.shape, variable.trainable) for variable in variables}) == 1, one.name
        assert one.windows == other.windows, one.name


def test_a_layer_that_only_the_list_knows_is_named(keras):
    layers = [Input(shape=(8, 8, 4)), Other(kind="Wavelet", name="odd")]
    with pytest.raises(TypeError, match=r"no such layer as odd \(Wavelet\)"):
        as_keras(network.read(layers))
