"""Well-known networks in small, every unit of every layer against brute force."""

from __future__ import annotations

from math import inf

import pytest

from coursekit import receptive_field
from coursekit.architectures import layers


def unet(b, x):
    maps, y = [], x
    for _ in range(2):
        y = b.conv(2, 3, padding="same")(y)
        maps.append(y)
        y = b.layers.MaxPooling2D(2)(y)
    y = b.conv(2, 3, padding="same")(y)
    for skip in reversed(maps):
        y = b.layers.Conv2DTranspose(2, 2, strides=2, kernel_initializer=b.positive)(y)
        y = b.conv(2, 3, padding="same")(b.layers.Concatenate()([skip, y]))
    return y


def feature_pyramid(b, x):
    """Maps of three sizes, the coarse ones enlarged and added to the finer ones."""
    maps, y = [], x
    for _ in range(3):
        y = b.conv(2, 3, strides=2, padding="same")(y)
        maps.append(y)
    for finer in reversed(maps[:-1]):
        larger = b.layers.UpSampling2D(2)(y)
        more = [size - other for size, other in zip(larger.shape[1:3], finer.shape[1:3], strict=True)]
        y = b.layers.Add()([b.layers.Cropping2D([(0, number) for number in more])(larger), b.conv(2, 1)(finer)])
    return y


def residual(b, x):
    y = b.layers.ZeroPadding2D(1)(b.conv(2, 1)(x))
    y = b.conv(2, 3, strides=2)(y)
    shortcut = b.conv(2, 1, strides=2)(x)
    y = b.layers.Add()([shortcut, b.layers.BatchNormalization()(y)])
    return b.layers.Add()([y, b.conv(2, 3, padding="same")(b.conv(2, 3, padding="same")(y))])


def inverted_residual(b, x):
    y = b.layers.ZeroPadding2D(((0, 1), (0, 1)))(b.conv(6, 1)(x))
    y = b.layers.DepthwiseConv2D(3, strides=2, depthwise_initializer=b.positive)(y)
    squeezed = b.layers.GlobalAveragePooling2D(keepdims=True)(y)
    gate = b.conv(6, 1)(b.conv(2, 1, activation="leaky_relu")(squeezed))
    return b.conv(3, 1)(b.layers.Multiply()([y, gate]))


def inception(b, x):
    branches = [
        b.conv(2, 1)(x),
        b.conv(2, (7, 1), padding="same")(b.conv(2, (1, 7), padding="same")(b.conv(2, 1)(x))),
        b.conv(2, 3, padding="same")(b.conv(2, 3, padding="same")(x)),
        b.conv(2, 1)(b.layers.AveragePooling2D(3, strides=1, padding="same")(x)),
    ]
    y = b.layers.Concatenate()(branches)
    return b.layers.Concatenate()([b.conv(2, 3, strides=2)(y), b.layers.MaxPooling2D(3, strides=2)(y)])


def dense_block(b, x):
    for _ in range(3):
        x = b.layers.Concatenate()([x, b.conv(2, 3, padding="same")(b.conv(4, 1)(x))])
    return b.layers.AveragePooling2D(2)(b.conv(2, 1)(x))


def atrous_pyramid(b, x):
    branches = [b.conv(2, 3, dilation_rate=rate, padding="same")(x) for rate in (1, 2, 4)]
    pooled = b.conv(2, 1)(b.layers.GlobalMaxPooling2D(keepdims=True)(x))
    branches.append(b.layers.UpSampling2D(x.shape[1:3], interpolation="bilinear")(pooled))
    return b.layers.UpSampling2D(2, interpolation="bilinear")(b.conv(2, 1)(b.layers.Concatenate()(branches)))


def next_block(b, x):
    y = b.layers.Conv2D(4, 2, strides=2)(x)
    branch = b.layers.LayerNormalization()(b.layers.DepthwiseConv2D(5, padding="same")(y))
    branch = b.layers.Dense(4)(b.layers.Dense(8, activation="gelu")(branch))
    return b.layers.Add()([y, branch])


def vision_transformer(b, x):
    y = b.layers.Conv2D(6, 3, strides=3)(x)
    y = b.layers.Reshape((y.shape[1] * y.shape[2], 6))(y)
    z = b.layers.LayerNormalization()(y)
    y = b.layers.Add()([y, b.layers.MultiHeadAttention(2, 3)(query=z, value=z)])
    z = b.layers.Dense(6)(b.layers.Dense(12, activation="gelu")(b.layers.LayerNormalization()(y)))
    return b.layers.Dense(3, activation="softmax")(b.layers.GlobalAveragePooling1D()(b.layers.Add()([y, z])))


def recurrent_halves(b, x):
    """The same layer called again and again: shared weights, fields that grow."""
    shared = b.conv(3, (2, 3), padding="same", dilation_rate=(1, 2))
    return shared(shared(b.layers.MaxPooling2D((1, 2))(shared(x))))


def lenet5(b, x):
    """Its layers of 1998, that Keras does not have."""
    y = layers.SparseConv2D([(0, 1), (1,), (0,)], (3, 2), activation=layers.scaled_tanh)(x)
    y = layers.Subsampling((2, 3), activation=layers.scaled_tanh)(y)
    y = layers.LocalResponseNormalization(alpha=0.5)(b.conv(2, 2)(y))
    return layers.LocalResponseNormalization(n=3, alpha=0.5)(y)


def columns_as_channels(b, x):
    """A sparse convolution whose channels are the image's columns."""
    return layers.SparseConv2D([(0, 2), (1,)], 2)(b.layers.Permute((1, 3, 2))(b.conv(4, 1)(x)))


NETWORKS = {
    unet: ((12, 8, 2), (26, 26), (1, 1), True),
    feature_pyramid: ((15, 13, 2), (15, 15), (2, 2), False),
    residual: ((9, 10, 2), (11, 11), (2, 2), True),
    inverted_residual: ((8, 7, 3), (inf, inf), (None, None), True),
    inception: ((9, 9, 2), (9, 9), (2, 2), True),
    dense_block: ((7, 8, 2), (8, 8), (2, 2), True),
    atrous_pyramid: ((8, 8, 2), (inf, inf), (None, None), True),
    next_block: ((9, 8, 3), (10, 10), (2, 2), True),
    vision_transformer: ((7, 9, 3), (inf, inf), (None, None), True),
    lenet5: ((9, 11, 2), (6, 7), (2, 3), True),
    columns_as_channels: ((5, 3, 4), (2, inf), (1, None), True),
    recurrent_halves: ((6, 9, 3), (4, 22), (1, 2), True),
}


@pytest.mark.parametrize("build", NETWORKS, ids=lambda build: build.__name__)
def test_exact(brute_force, build):
    shape, size, stride, aligned = NETWORKS[build]
    brute_force.keras.utils.set_random_seed(2)
    image = brute_force.keras.Input(shape)
    model = brute_force.keras.Model(image, build(brute_force, image))
    assert brute_force.assert_exact(model)
    field = receptive_field.of(model)
    assert (field.size, field.stride, field.aligned) == (size, stride, aligned)
