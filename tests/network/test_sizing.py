"""The same network on images of another size, against the network written down with that size."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coursekit import network
from coursekit.network import (
    Add,
    Concatenate,
    Conv,
    ConvTranspose,
    Crop,
    Dense,
    Flatten,
    GlobalAveragePool,
    Input,
    MaxPool,
    Other,
    Reshape,
    Resize,
    TimeDistributed,
    UpSample,
    ZeroPad,
    read,
    with_input_shape,
)

LAYERS = [
    Input(shape=(20, 24, 3), name="image"),
    Conv(8, (3, 5), strides=(2, 1), padding="same", name="a"),
    MaxPool(3, 2, "same", name="b"),
    ZeroPad(((1, 2), (0, 1)), name="c"),
    Crop(((0, 1), (1, 0)), name="d"),
    ConvTranspose(4, 3, strides=2, name="e"),
    UpSample((1, 2), name="f"),
    Conv(4, 1, name="g"),
    Add(inputs=("f", "g"), name="h"),
    Concatenate(axis=1, inputs=("h", "f"), name="i"),
    TimeDistributed(Conv(2, 3, padding="same"), name="j"),
    Resize(7, 9, name="k"),
    GlobalAveragePool(name="l", inputs="j"),
    Flatten(inputs="k", name="m"),
    Dense(3, name="n"),
]


@settings(deadline=None, max_examples=60)
@given(st.tuples(st.integers(8, 60), st.integers(8, 60), st.integers(1, 4)))
def test_shapes_as_if_written_with_that_size(shape):
    before = read(LAYERS)
    found = with_input_shape(before, {"image": shape})
    again = read([replace(LAYERS[0], shape=shape), *LAYERS[1:]])
    assert [node.output_shapes for node in found] == [node.output_shapes for node in again]
    assert [node.input_shapes for node in found] == [node.input_shapes for node in again]
    assert [node.layer for node in found] == [node.layer for node in again]
    assert (found.inputs, found.outputs, found.name) == (again.inputs, again.outputs, before.name)
    assert before["image"].output_shape == (20, 24, 3)


def test_sizes_become_known_and_unknown():
    free = with_input_shape(read(LAYERS[:10]), {"image": (None, 24, 3)})
    assert free["b"].output_shape == (None, 12, 8)
    assert with_input_shape(free, {"image": (20, 24, 3)}).nodes == read(LAYERS[:10]).nodes


def test_other_inputs_stay(keras):
    left, right = keras.Input((8, 8, 1), name="left"), keras.Input((8, 8, 1), name="right")
    with network.counting():
        pooled = keras.layers.MaxPooling2D(name="pool")(right)
        inner = keras.Sequential([keras.Input((None, None, 1)), keras.layers.Conv2D(1, 3, name="c")], name="inner")
        model = keras.Model([left, right], [inner(left), pooled])
    found = with_input_shape(read(model), {"left": (20, 30, 1)})
    assert found["inner/c"].output_shape == (18, 28, 1)
    assert found["right"].output_shape == (8, 8, 1)
    assert found["pool"].output_shape == (4, 4, 1)


def test_layers_nobody_knows_keep_their_shape():
    layers = [*LAYERS[:2], Other(kind="Mystery", shapes=((5, 5, 2),), name="x"), Conv(2, 3, name="y")]
    found = with_input_shape(read(layers), {"image": (40, 40, 3)})
    assert found["a"].output_shape == (20, 40, 8)
    assert found["x"].input_shapes == ((20, 40, 8),)
    assert found["y"].output_shape == (3, 3, 2)


@pytest.mark.parametrize(
    ("layers", "shape", "said"),
    [
        ([LAYERS[0], Conv(2, 9, name="big")], (8, 24, 3), r"big \(Conv\) does not fit the new input size: .* spans 9"),
        (
            [LAYERS[0], Reshape((24, 20, 3), name="r")],
            (21, 24, 3),
            r"r \(Reshape\) does not fit the new input size: 1512 values",
        ),
        (
            [
                LAYERS[0],
                Conv(3, 3, strides=2, padding="same", name="half"),
                UpSample(2, name="up"),
                Add(inputs=("image", "up"), name="sum"),
            ],
            (21, 24, 3),
            r"sum \(Add\) does not fit the new input size: inputs of shapes \(21, 24, 3\) and \(22, 24, 3\)",
        ),
    ],
)
def test_what_does_not_fit_is_named(layers, shape, said):
    with pytest.raises(ValueError, match=said):
        with_input_shape(read(layers), {"image": shape})
