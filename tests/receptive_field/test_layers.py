"""Kinds of layers that random graphs leave out, one after the other against brute force: all units, all pixels."""

from __future__ import annotations

from functools import partial
from math import inf

import numpy as np
import pytest

from coursekit import network, receptive_field

IMAGE = (6, 8, 4)


def reshaped(b, x, *shape):
    return b.layers.Reshape(shape)(b.conv(shape[-1], 3, padding="same")(x))


def turned(b, x):
    """The columns where the channels were, after a convolution along the rows."""
    return b.layers.Permute((1, 3, 2))(b.conv(4, (3, 1))(x))


def dense(b, units, **options):
    return b.layers.Dense(units, kernel_initializer=b.positive, **options)


def of_each_row(b, layer):
    return b.layers.TimeDistributed(layer)


# What is built on an image of which shape.
CASES = {
    # zeros behind the image are places that see nothing
    "zeros at the end": ((4, 5, 2), lambda b, x: b.conv(2, 2)(b.layers.ZeroPadding2D(((0, 2), (0, 1)))(x))),
    "zeros, then pooling": (
        (5, 4, 2),
        lambda b, x: b.layers.MaxPooling2D(2)(b.layers.ZeroPadding2D(((0, 3), (2, 0)))(x)),
    ),
    # convolutions
    "groups": (IMAGE, lambda b, x: b.conv(4, (2, 3), groups=2, strides=(1, 2), padding="same")(x)),
    "depthwise, several filters": (
        IMAGE,
        lambda b, x: b.layers.DepthwiseConv2D(
            (2, 3), depth_multiplier=3, strides=2, padding="same", depthwise_initializer=b.positive
        )(x),
    ),
    "larger than the image": ((3, 4, 2), lambda b, x: b.conv(2, (7, 9), padding="same")(x)),
    "dilated beyond the image": (
        (3, 4, 2),
        lambda b, x: b.conv(2, (3, 2), padding="same", dilation_rate=(3, 5))(x),
    ),
    "only padding is seen": (
        (1, 1, 2),
        lambda b, x: b.conv(2, (1, 2), padding="same", dilation_rate=(1, 3))(b.layers.UpSampling2D(2)(x)),
    ),
    "steps longer than the kernel": (IMAGE, lambda b, x: b.conv(2, 1, strides=(3, 2))(b.conv(2, 2, strides=3)(x))),
    "transposed, gaps": (
        (3, 4, 2),
        lambda b, x: b.layers.Conv2DTranspose(2, (1, 2), strides=3, kernel_initializer=b.positive)(x),
    ),
    "transposed, gaps filled again": (
        (3, 4, 2),
        lambda b, x: b.conv(2, 2)(
            b.layers.Conv2DTranspose(2, (1, 2), strides=(3, 4), kernel_initializer=b.positive)(x)
        ),
    ),
    "a sequence": ((11, 3), lambda b, x: b.layers.Conv1D(2, 3, strides=2, kernel_initializer=b.positive)(x)),
    "causal": (
        (11, 3),
        lambda b, x: b.layers.Conv1D(2, 3, padding="causal", dilation_rate=2, kernel_initializer=b.positive)(
            b.layers.MaxPooling1D(2, strides=1)(x)
        ),
    ),
    "a volume": (
        (4, 5, 3, 2),
        lambda b, x: b.layers.Conv3D(2, (1, 2, 3), strides=(2, 1, 1), kernel_initializer=b.positive)(
            b.layers.Conv3D(2, (2, 3, 1), padding="same", kernel_initializer=b.positive)(x)
        ),
    ),
    "a volume, cropped and enlarged": (
        (4, 4, 4, 1),
        lambda b, x: b.layers.UpSampling3D((1, 2, 1))(
            b.layers.ZeroPadding3D(((0, 1), (0, 0), (1, 0)))(b.layers.Cropping3D(((1, 0), (1, 1), (0, 2)))(x))
        ),
    ),
    # interpolation, with weights below zero where no maximum follows
    "bicubic": (
        (4, 5, 2),
        lambda b, x: b.conv(2, 2)(b.layers.UpSampling2D((2, 4), interpolation="bicubic")(b.conv(2, 2)(x))),
    ),
    "bicubic, smaller": ((8, 8, 2), lambda b, x: b.conv(2, 2)(b.layers.Resizing(4, 2, interpolation="bicubic")(x))),
    "bilinear, by four": ((3, 4, 2), lambda b, x: b.conv(2, 2)(b.layers.UpSampling2D(4, interpolation="bilinear")(x))),
    "bilinear, smaller": ((8, 8, 2), lambda b, x: b.conv(2, 2)(b.layers.Resizing(2, 4)(b.conv(2, 3)(x)))),
    # what relates a place to others
    "softmax along the channels": (IMAGE, lambda b, x: b.layers.Softmax()(b.conv(4, 2)(x))),
    "softmax down the columns": (IMAGE, lambda b, x: b.layers.Softmax(axis=1)(x)),
    "softmax along the rows": (IMAGE, lambda b, x: b.layers.Softmax(axis=-2)(x)),
    "softmax over the map": (IMAGE, lambda b, x: b.layers.Softmax(axis=(1, 2))(b.layers.Cropping2D(1)(x))),
    "softmax as an operation": (IMAGE, lambda b, x: b.keras.ops.softmax(x, axis=2)),
    "softmax as an activation": (IMAGE, lambda b, x: b.layers.Activation("softmax")(x)),
    "softmax of a convolution": (IMAGE, lambda b, x: b.layers.Conv2D(4, 3, activation="softmax")(x)),
    "softmax of a dense layer": (IMAGE, lambda b, x: b.layers.Dense(3, activation="softmax")(b.layers.Flatten()(x))),
    "normalised channels": (IMAGE, lambda b, x: b.layers.LayerNormalization()(b.conv(5, 2)(x))),
    "normalised columns": (IMAGE, lambda b, x: b.layers.LayerNormalization(axis=1)(x)),
    "normalised rows": (IMAGE, lambda b, x: b.layers.LayerNormalization(axis=2)(b.conv(3, (3, 1))(x))),
    "normalised groups": (IMAGE, lambda b, x: b.layers.GroupNormalization(2)(b.conv(4, 2)(x))),
    "normalised instances": (IMAGE, lambda b, x: b.layers.GroupNormalization(-1)(b.layers.Cropping2D(1)(x))),
    "batch normalisation of rows": (IMAGE, lambda b, x: b.layers.BatchNormalization(axis=1)(x)),
    # dense layers and pooling over everything
    "dense along the channels": (IMAGE, lambda b, x: dense(b, 3)(b.conv(2, 2)(x))),
    "dense after flattening": (IMAGE, lambda b, x: dense(b, 3)(b.layers.Flatten()(b.layers.Cropping2D((1, 2))(x)))),
    "dense, then a map again": (
        (4, 3, 2),
        lambda b, x: b.conv(2, 2)(b.layers.Reshape((2, 3, 2))(dense(b, 12)(b.layers.Flatten()(x)))),
    ),
    "mean": (IMAGE, lambda b, x: dense(b, 3)(b.layers.GlobalAveragePooling2D()(b.conv(3, 3, strides=4)(x)))),
    "maximum": (IMAGE, lambda b, x: b.conv(3, 1)(b.layers.GlobalMaxPooling2D(keepdims=True)(x))),
    "mean of one place": ((2, 3, 2), lambda b, x: b.layers.GlobalAveragePooling2D()(b.conv(3, (2, 3))(x))),
    "mean of a sequence": ((7, 2), lambda b, x: b.layers.GlobalAveragePooling1D()(x)),
    "enlarged mean beside the map": (
        IMAGE,
        lambda b, x: b.layers.Concatenate()(
            [x, b.layers.UpSampling2D((6, 8), interpolation="bilinear")(b.layers.GlobalMaxPooling2D(keepdims=True)(x))]
        ),
    ),
    # axes in another order
    "turned": (IMAGE, lambda b, x: b.conv(2, (3, 2), strides=(1, 2))(b.layers.Permute((2, 1, 3))(b.conv(2, 2)(x)))),
    "channels in front at first": (
        (2, 5, 6),
        lambda b, x: b.conv(2, (2, 3))(b.layers.Permute((2, 3, 1))(b.layers.BatchNormalization(axis=1)(x))),
    ),
    "columns as channels": (IMAGE, lambda b, x: b.conv(3, 3)(turned(b, x))),
    "columns as channels, groups": (IMAGE, lambda b, x: b.conv(4, 3, groups=2)(turned(b, x))),
    "columns as channels, depthwise": (
        IMAGE,
        lambda b, x: b.layers.DepthwiseConv2D(3, depthwise_initializer=b.positive)(turned(b, x)),
    ),
    "columns as channels, several filters": (
        IMAGE,
        lambda b, x: b.layers.DepthwiseConv2D(3, depth_multiplier=2, depthwise_initializer=b.positive)(turned(b, x)),
    ),
    "columns as channels, pooled": (IMAGE, lambda b, x: b.layers.MaxPooling2D((3, 2))(turned(b, x))),
    "columns as channels, dense": (IMAGE, lambda b, x: dense(b, 5)(turned(b, x))),
    "columns as channels, normalised": (IMAGE, lambda b, x: b.layers.LayerNormalization()(turned(b, x))),
    # reshaping
    "one row fewer axes": ((1, 7, 3), lambda b, x: b.layers.Reshape((7, 3))(x)),
    "columns pooled away": (
        (6, 7, 3),
        lambda b, x: b.layers.Softmax()(b.layers.Reshape((6, 3))(b.layers.AveragePooling2D((1, 7))(x))),
    ),
    "rows pooled away": (
        (6, 7, 3),
        lambda b, x: dense(b, 2)(b.layers.Reshape((7, 3))(b.layers.AveragePooling2D((6, 1))(x))),
    ),
    "rows pooled away, then along the row": (
        (6, 7, 3),
        lambda b, x: b.layers.Conv1D(2, 3, kernel_initializer=b.positive)(
            b.layers.Reshape((7, 3))(b.layers.AveragePooling2D((6, 1))(x))
        ),
    ),
    "channels split": (IMAGE, lambda b, x: b.layers.Softmax(axis=2)(b.layers.Reshape((6, 8, 2, 2))(x))),
    "channels joined": (
        IMAGE,
        lambda b, x: b.conv(2, 3)(b.layers.Reshape((6, 8, 4))(b.layers.Reshape((6, 8, 2, 2))(x))),
    ),
    "an axis more": (IMAGE, lambda b, x: b.layers.Reshape((1, 1, 6, 8, 4))(b.layers.Reshape((1, 6, 8, 4))(x))),
    "images without channels": ((5, 6), lambda b, x: b.conv(2, (2, 3))(b.layers.Reshape((5, 6, 1))(x))),
    "values without channels": (
        (9,),
        lambda b, x: b.layers.Conv1D(2, 3, kernel_initializer=b.positive)(b.layers.Reshape((9, 1))(x)),
    ),
    "places in a row": (IMAGE, lambda b, x: dense(b, 5)(reshaped(b, x, 48, 4))),
    "places in a row, normalised": (IMAGE, lambda b, x: b.layers.LayerNormalization()(reshaped(b, x, 48, 4))),
    "places in a row, pooled": (IMAGE, lambda b, x: b.layers.GlobalAveragePooling1D()(reshaped(b, x, 48, 4))),
    "places in a row, added": (
        IMAGE,
        lambda b, x: b.layers.Add()([reshaped(b, x, 48, 4), b.layers.Reshape((48, 4))(x)]),
    ),
    "places in a row, gated": (
        IMAGE,
        lambda b, x: b.layers.Multiply()([reshaped(b, x, 48, 4), b.layers.GlobalMaxPooling2D()(x)]),
    ),
    "places in a row, side by side": (
        IMAGE,
        lambda b, x: b.layers.Concatenate()([reshaped(b, x, 48, 4), b.layers.Reshape((48, 4))(x)]),
    ),
    "places in a row, then flat": (IMAGE, lambda b, x: b.layers.Flatten()(reshaped(b, x, 48, 4))),
    "flat, added": (
        IMAGE,
        lambda b, x: b.layers.Add()([b.layers.Flatten()(reshaped(b, x, 48, 4)), b.layers.Flatten()(x)]),
    ),
    # attention
    "attention of places in a row": (
        (3, 4, 6),
        lambda b, x: b.layers.LayerNormalization()(
            b.layers.Add()([r := b.layers.Reshape((12, 6))(x), b.layers.MultiHeadAttention(2, 3)(r, r)])
        ),
    ),
    "attention on the map": ((3, 4, 6), lambda b, x: b.layers.MultiHeadAttention(2, 3)(x, x)),
    "attention to less": (
        (4, 4, 6),
        lambda b, x: b.layers.MultiHeadAttention(2, 3)(x, b.layers.Cropping2D(((0, 1), (1, 1)))(x)),
    ),
    "attention without weights": ((7, 4), lambda b, x: b.layers.Attention()([x, x])),
    "additive attention": ((7, 4), lambda b, x: b.layers.AdditiveAttention()([x, x])),
    "attention in groups": ((7, 4), lambda b, x: b.layers.GroupQueryAttention(4, 4, 2)(x, x)),
    # the same layer at each step
    "convolution of each frame": ((3, 5, 4, 2), lambda b, x: of_each_row(b, b.conv(2, 3, strides=2))(x)),
    "dense layer at each frame": ((3, 5, 4, 2), lambda b, x: of_each_row(b, dense(b, 3))(x)),
    "mean of each frame": ((3, 5, 4, 2), lambda b, x: of_each_row(b, b.layers.GlobalAveragePooling2D())(x)),
    "mean of each row": (IMAGE, lambda b, x: of_each_row(b, b.layers.GlobalMaxPooling1D())(x)),
    "groups in each frame": ((3, 5, 4, 4), lambda b, x: of_each_row(b, b.layers.GroupNormalization(2))(x)),
    "softmax in each frame": ((3, 5, 4, 4), lambda b, x: of_each_row(b, b.layers.Softmax(axis=1))(x)),
    "each frame turned": ((3, 5, 4, 2), lambda b, x: of_each_row(b, b.layers.Permute((2, 1, 3)))(x)),
    "sequence in each row": (
        IMAGE,
        lambda b, x: b.conv(2, 2)(of_each_row(b, b.layers.Conv1D(2, 3, kernel_initializer=b.positive))(x)),
    ),
    # joins
    "minimum": (IMAGE, lambda b, x: b.layers.Minimum()([b.conv(4, 3, padding="same")(x), x])),
    "difference": (IMAGE, lambda b, x: b.layers.Subtract()([b.conv(4, 3, padding="same")(x), x])),
    "operations": (IMAGE, lambda b, x: b.keras.ops.maximum((x + b.conv(4, 3, padding="same")(x)) * 2 - 1, 3 - x / 2)),
    "concatenated as an operation": (
        IMAGE,
        lambda b, x: b.keras.ops.concatenate([x, b.conv(4, (2, 3), strides=(2, 1), padding="same")(x)], axis=1),
    ),
    "below each other, then a convolution": (
        (4, 5, 2),
        lambda b, x: b.conv(2, 3, padding="same")(
            b.layers.Concatenate(axis=1)([x, b.conv(2, 3, padding="same")(x), b.layers.MaxPooling2D((2, 1))(x)])
        ),
    ),
    "below each other, then halved": (
        (4, 5, 2),
        lambda b, x: b.layers.MaxPooling2D(2)(b.layers.UpSampling2D((1, 2))(b.layers.Concatenate(axis=1)([x, x]))),
    ),
    "the mean as one more row": (
        (6, 1, 3),
        lambda b, x: b.conv(2, (2, 1))(
            b.layers.Concatenate(axis=1)([x, b.layers.GlobalAveragePooling2D(keepdims=True)(x), x])
        ),
    ),
    "a row for all rows": (
        IMAGE,
        lambda b, x: b.layers.Multiply()([x, b.layers.AveragePooling2D((6, 1))(b.conv(4, (1, 3), padding="same")(x))]),
    ),
    "a row without its axis, for all rows": (
        IMAGE,
        lambda b, x: b.layers.Add()(
            [b.conv(4, (3, 1), padding="same")(x), b.layers.Reshape((8, 4))(b.layers.AveragePooling2D((6, 1))(x))]
        ),
    ),
    "a gate of its own for each column": (
        IMAGE,
        lambda b, x: b.layers.Add()([x, b.layers.Softmax(axis=1)(b.layers.LayerNormalization()(x))]),
    ),
    "a branch that sees nothing in places": (
        (3, 4, 2),
        lambda b, x: b.layers.Add()(
            [
                b.layers.Conv2DTranspose(2, (1, 5), strides=(3, 1), padding="same", kernel_initializer=b.positive)(x),
                b.layers.UpSampling2D((3, 1))(x),
            ]
        ),
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_exact(brute_force, name):
    shape, build = CASES[name]
    brute_force.keras.utils.set_random_seed(1)
    image = brute_force.keras.Input(shape)
    downwards = {"by": (-1e15,)} if name == "minimum" else {}
    assert brute_force.assert_exact(brute_force.keras.Model(image, build(brute_force, image)), **downwards)


def cross(b, x):
    return b.layers.Permute((2, 1, 3))(b.conv(4, 1)(x))


# What is refused: places of one input meet other places of the next, or values whose places are not known.
REFUSED = {
    "rows meet columns": (lambda b, x: b.layers.Add()([x, cross(b, x)]), "places of one meet other places of the next"),
    "columns beside rows": (
        lambda b, x: b.layers.Concatenate()([cross(b, x), x]),
        "places of one meet other places of the next",
    ),
    "a row and a column": (
        lambda b, x: b.layers.Add()(
            [
                b.layers.Reshape((4, 4))(b.layers.AveragePooling2D((4, 1))(x)),
                b.layers.Reshape((4, 4))(b.layers.AveragePooling2D((1, 4))(x)),
            ]
        ),
        "places of one meet other places of the next",
    ),
    "a column for a row": (
        lambda b, x: b.layers.Add()([x, b.layers.Reshape((4, 4))(b.layers.AveragePooling2D((1, 4))(x))]),
        "places of one meet other places of the next",
    ),
    "rows of something else": (
        lambda b, x: b.layers.Concatenate(axis=1)(
            [x, b.layers.Reshape((3, 4, 4))(b.layers.Dense(48)(b.layers.GlobalMaxPooling2D()(x)))]
        ),
        "something else along this axis than places",
    ),
    "groups of rows": (lambda b, x: b.layers.GroupNormalization(2, axis=1)(x), "groups along an axis of the image"),
    "pooled to the rows": (
        lambda b, x: b.layers.GlobalMaxPooling2D(data_format="channels_first")(
            b.layers.BatchNormalization()(b.conv(4, 1)(x))
        ),
        "pools over everything but an axis of the image",
    ),
    "neighbours in a row of places": (
        lambda b, x: b.layers.Conv1D(2, 3)(b.layers.Reshape((16, 4))(b.conv(4, 3)(b.layers.ZeroPadding2D(1)(x)))),
        "neighbours there are no neighbours in the image",
    ),
    "along a row of places": (
        lambda b, x: b.layers.Softmax(axis=1)(b.layers.Reshape((16, 4))(b.conv(4, 1)(x))),
        "which values stand along its axis is not known",
    ),
    "columns and channels as one": (
        lambda b, x: b.layers.Dense(2)(b.layers.Reshape((4, 16))(b.conv(4, 1)(x))),
        "which values stand along the last axis is not known",
    ),
    "columns and channels in groups": (
        lambda b, x: b.layers.GroupNormalization(2)(b.layers.Reshape((4, 16))(b.conv(4, 1)(x))),
        "which values are normalised together is not known",
    ),
    "columns and channels pooled": (
        lambda b, x: b.layers.GlobalMaxPooling1D()(b.layers.Reshape((4, 16))(b.conv(4, 1)(x))),
        "which values are pooled together is not known",
    ),
    "columns and channels attended to": (
        lambda b, x: b.layers.Attention()([y := b.layers.Reshape((4, 16))(b.conv(4, 1)(x)), y]),
        "which values belong to one place is not known",
    ),
    "attention with places as channels": (
        lambda b, x: b.layers.Attention()([y := b.layers.Permute((3, 1, 2))(b.conv(4, 1)(x)), y]),
        "attends along an axis that is no place",
    ),
    "a row of places, turned": (
        lambda b, x: b.layers.Permute((2, 1))(b.layers.Reshape((16, 4))(b.conv(4, 1)(x))),
        "where its rows and columns are is not known",
    ),
    "rows of places below each other": (
        lambda b, x: b.layers.Concatenate(axis=1)([y := b.layers.Reshape((16, 4))(b.conv(4, 1)(x)), y]),
        "rows of reshaped maps one after another",
    ),
    "flat maps of different sizes": (
        lambda b, x: b.layers.Concatenate()([b.layers.Flatten()(x), b.layers.Flatten()(b.conv(4, 2)(x))]),
        "which of their places meet is not known",
    ),
    "a row of places and a map": (
        lambda b, x: b.layers.Concatenate()(
            [b.layers.Reshape((16, 4))(b.conv(4, 1)(x)), b.layers.Reshape((16, 4))(b.layers.Permute((2, 1, 3))(x))]
        ),
        "which of their places meet is not known",
    ),
    "each row flattened": (lambda b, x: b.layers.TimeDistributed(b.layers.Flatten())(x), "it reshapes each step"),
    "steps of a row of places": (
        lambda b, x: b.layers.TimeDistributed(b.layers.Dense(3))(b.layers.Reshape((16, 4))(b.conv(4, 1)(x))),
        "its steps are no neighbours in the image",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refused(brute_force, name):
    build, said = REFUSED[name]
    image = brute_force.keras.Input((4, 4, 4))
    model = brute_force.keras.Model(image, build(brute_force, image))
    with pytest.raises(ValueError, match=said):
        receptive_field.of(model)
    with pytest.raises(ValueError, match=f"not known from {network.read(model).outputs[0]} "):
        receptive_field.of(model)


def test_flat_maps_of_one_size_side_by_side(brute_force):
    """They may be put one behind the other, but then nobody knows any more where which place stands."""
    b = brute_force
    image = b.keras.Input((4, 4, 4))
    both = b.layers.Concatenate()([b.layers.Flatten()(image), b.layers.Flatten()(b.conv(4, 3, padding="same")(image))])
    model = b.keras.Model(image, b.layers.Dense(2)(both))
    assert receptive_field.of(model, network.read(model)[network.read(model).outputs[0]].inbound[0]).size == (3, 3)
    assert receptive_field.of(model).size == (inf, inf)
    with pytest.raises(ValueError, match="which of their places meet is not known"):
        receptive_field.of(b.keras.Model(image, b.layers.Add()([both, b.layers.ReLU()(both)])))


def test_the_axis_of_the_channels(brute_force):
    """It is told by the first layer that slides; the axes of the image are the others."""
    b = brute_force
    for name, sizes in (
        ("channels in front at first", (5, 6)),
        ("columns as channels", (6, 8)),
        ("images without channels", (5, 6)),
        ("values without channels", (9,)),
        ("turned", (6, 8)),
        ("convolution of each frame", (3, 5, 4)),
    ):
        shape, build = CASES[name]
        image = b.keras.Input(shape)
        assert receptive_field.of(b.keras.Model(image, build(b, image))).analyses[0].sizes == sizes


def test_boxes_of_a_branch_that_sees_nothing_in_places(brute_force):
    """In two rows of three there is only the other branch, one pixel wide, whether the image is cut off or not."""
    shape, build = CASES["a branch that sees nothing in places"]
    image = brute_force.keras.Input(shape)
    field = receptive_field.of(brute_force.keras.Model(image, build(brute_force, image)))
    assert [field.region(row, 1, clip=False) for row in range(3)] == [(0, -1, 1, 4), (0, 1, 1, 2), (0, 1, 1, 2)]
    assert (field.size, field.centre(1, 1), field.centre(0, 1)) == ((1, 5), (0.0, 1.0), (0.0, 1.0))


@pytest.mark.parametrize("times", [(3, 5), (1, 6)])
@pytest.mark.parametrize("interpolation", ["bilinear", "bicubic", "lanczos3", "lanczos5"])
def test_interpolation_by_other_numbers(brute_force, times, interpolation):
    """TensorFlow works out in float32 between which pixels a point lies, so that 1e-8 may stand for a weight of 0."""
    image = brute_force.keras.Input((5, 7, 1))
    larger = brute_force.layers.UpSampling2D(times, interpolation=interpolation)(image)
    smaller = brute_force.layers.Resizing(4, 9, interpolation=interpolation)(image)
    brute_force.assert_exact(brute_force.keras.Model(image, [larger, smaller]), by=(1.0,), precision=1e-6)


def test_flattened_in_another_order(brute_force):
    """After `Flatten` a unit is still known by row and column, wherever its values stand."""
    b = brute_force
    image = b.keras.Input((3, 4, 2))
    turned = b.layers.Permute((2, 1, 3))(b.conv(2, 2, padding="same")(image))
    model = b.keras.Model(image, [b.layers.Flatten()(turned), b.layers.Reshape((12, 2))(turned)])
    b.assert_exact(model, names=[layer.name for layer in model.layers[-2:]], order=(1, 0))


@pytest.mark.parametrize("first", [True, False])
def test_values_that_stand_elsewhere_do_not_meet(brute_force, first):
    """Both are rows of 16 times 2 values, but in one of them the columns come first."""
    b = brute_force
    image = b.keras.Input((4, 4, 2))
    wide = b.conv(2, 3, padding="same")(image)
    turned = b.layers.Permute((2, 1, 3))(wide)
    for rows in ((b.layers.Flatten(), b.layers.Flatten()), (b.layers.Reshape((16, 2)), b.layers.Reshape((16, 2)))):
        pair = [rows[0](image), rows[1](turned)]
        model = b.keras.Model(image, b.layers.Add()(pair if first else pair[::-1]))
        with pytest.raises(ValueError, match="which of their places meet is not known"):
            receptive_field.of(model)
    half = b.layers.Flatten()(b.layers.Reshape((16, 2))(image))
    exact = b.keras.Model(image, b.layers.Add()([half, b.layers.Flatten()(wide)]))
    b.assert_exact(exact)


def same(b, x, kernel_size=2):
    return b.conv(2, kernel_size, padding="same")(x)


TWO_INPUTS = {
    "below each other": (
        ((3, 5, 2), (4, 5, 2)),
        lambda b, x, y: b.layers.Concatenate(axis=1)([x, same(b, y)]),
    ),
    "below each other, from the end": (
        ((3, 5, 2), (4, 5, 2)),
        lambda b, x, y: b.conv(2, 2)(b.layers.Concatenate(axis=-3)([y, x, y])),
    ),
    "side by side": (((4, 5, 2), (4, 5, 3)), lambda b, x, y: b.layers.Concatenate()([x, y])),
    "a row added to an image": (((1, 5, 2), (4, 5, 2)), lambda b, x, y: b.layers.Add()([same(b, x, (1, 2)), y])),
    "a cross over a repeated row": (
        ((1, 6, 2), (5, 6, 2)),
        lambda b, x, y: b.layers.Maximum()([same(b, z := b.layers.Add()([x, y]), (3, 1)), same(b, z, (1, 3))]),
    ),
    "a vector of channels": (((3,), (4, 5, 3)), lambda b, x, y: b.layers.Multiply()([y, x])),
    "attention": (((5, 4), (3, 4)), lambda b, x, y: b.layers.MultiHeadAttention(2, 3)(x, y)),
    "deep and shallow": (
        ((6, 6, 2), (3, 3, 2)),
        lambda b, x, y: b.layers.Maximum()([b.layers.MaxPooling2D(2)(x), same(b, y)]),
    ),
}


@pytest.mark.parametrize("number", [0, 1])
@pytest.mark.parametrize("name", TWO_INPUTS)
def test_two_inputs(brute_force, name, number):
    shapes, build = TWO_INPUTS[name]
    inputs = [brute_force.keras.Input(shape) for shape in shapes]
    model = brute_force.keras.Model(inputs, build(brute_force, *inputs))
    with pytest.raises(ValueError, match="has several inputs"):
        receptive_field.of(model)
    source = network.read(model).inputs[number]
    if (name, number) == ("attention", 1):
        with pytest.raises(ValueError, match="its query does not come from this input"):
            receptive_field.of(model, input=source)
    elif len(shapes[number]) == 1:
        with pytest.raises(ValueError, match="without height and width"):
            receptive_field.of(model, input=source)
    else:
        names = [n for n in brute_force.tensors(model) if n == source or n == model.layers[-1].name]
        brute_force.assert_exact(model, names, input_number=number)


def test_layers_that_see_nothing_of_an_input(brute_force):
    inputs = [brute_force.keras.Input((4, 4, 1), name=name) for name in ("left", "right")]
    only = brute_force.conv(1, 3, name="only")(inputs[1])
    model = brute_force.keras.Model(inputs, [inputs[0] + 1, only])
    with pytest.raises(ValueError, match=r"only \(Conv2D\) sees nothing of the input 'left'"):
        receptive_field.of(model, "only", input="left")
    assert receptive_field.of(model, "only", input="right").size == (3, 3)


def test_what_is_seen_as_a_whole(brute_force):
    """Numbers of some of the cases; their regions are compared above."""
    b = brute_force

    def field(name):
        shape, build = CASES[name]
        image = b.keras.Input(shape)
        return receptive_field.of(b.keras.Model(image, build(b, image)))

    found = field("normalised rows")
    assert (found.size, found.stride, found.padding) == ((3, inf), (1, None), (0, None))
    assert (found.whole, found.phases) == ((False, True), (1, 1))
    assert found.centre(1, 0) == (2.0, 3.5)
    assert found.region(1, 2, clip=False) == (1, -inf, 4, inf)
    assert found.local.size == (3, 1)
    assert field("dense after flattening").local is None
    assert field("mean").centre() == (1.0, 3.5)  # one row of units, so along the height it is no more than a field
    row = field("a row for all rows")
    assert row.size == (6, 3)  # pooling with a kernel as tall as the map slides like any other
    assert row.local is row
    gate = field("a gate of its own for each column")
    assert (gate.size, gate.local.size) == ((inf, 1), (1, 1))
    assert field("places in a row, gated").local.size == (3, 3)
    attended = field("attention on the map")
    assert (attended.size, attended.local.size) == ((inf, inf), (1, 1))


def test_every_activation_function_of_keras(brute_force):
    """On a map with the columns last: whether a function reads its own value only, its row, or is refused."""
    keras, random = brute_force.keras, np.random.default_rng(5)
    names = [
        name for name in dir(keras.activations) if name not in ("deserialize", "get", "serialize") and name[0] != "_"
    ]
    refused = []
    for name in (name for name in names if name[0] != "_"):
        function = getattr(keras.activations, name)
        if name == "threshold":  # the only one with arguments that must be given
            function = partial(function, threshold=0.1, default_value=0.0)
        values = random.normal(size=(1, 3, 4, 8))
        before = np.asarray(function(values))
        read = np.zeros((8, before.shape[-1]), dtype=bool)
        for column in range(8):
            for by in (0.5, -0.5, 3.0, -3.0):
                changed = values.copy()
                changed[0, 1, 2, column] += by
                difference = np.abs(np.asarray(function(changed)) - before) > 1e-12
                read[column] |= difference[0, 1, 2]
                difference[0, 1, 2] = False
                assert not difference.any(), name  # no other row of values
        layers = [network.Input(shape=(3, 8, 4)), network.Permute((1, 3, 2)), network.Activation(name)]
        if before.shape[-1] != 8:
            with pytest.raises(ValueError, match=f"what the activation '{name}' reads is not known"):
                receptive_field.of(layers)
            refused.append(name)
        elif (read & ~np.eye(8, dtype=bool)).any():
            assert receptive_field.of(layers).size == (1, inf), name
        else:
            assert receptive_field.of(layers).size == (1, 1), name
    assert refused == ["glu"]
