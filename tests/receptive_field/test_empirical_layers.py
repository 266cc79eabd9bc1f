"""`empirical` against the plainest brute force: change one pixel after the other, and see which units change."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from coursekit.receptive_field.by_gradients.empirical import empirical

# Keras 3.15 turns tensors of torch into arrays in a way that NumPy 2.4 warns of; nothing here depends on it.
pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation doesn't accept a copy keyword")

# Larger than all that other pixels and biases can add up to, so that it wins every maximum.
HOT = 1e6


def changes(keras, model, least=1e-3):
    """Which units each pixel changes: (height, width, rows, columns) of bools. No gradients: one image per pixel.

    A change counts from `least` on, relative to what the unit is without the pixel: below lies what rounding does,
    which depends on the place in the batch.
    """
    height, width, channels = model.inputs[0].shape[1:]
    images = np.zeros((height * width + 1, height, width, channels), dtype="float32")
    for number in range(height * width):
        images[number].reshape(-1, channels)[number] = HOT
    results = np.concatenate(
        [keras.ops.convert_to_numpy(model(images[i : i + 64], training=False)) for i in range(0, len(images), 64)]
    ).astype("float64")
    changed = np.abs(results[:-1] - results[-1]) > least * (1 + np.abs(results[-1]))
    return changed.any(axis=-1).reshape(height, width, *results.shape[1:-1])


def positive(keras, low=0.5):
    return keras.initializers.RandomUniform(low, 1.0)


def single_layers(keras):
    """One layer each, with arguments that differ between the axes, so that a mix-up shows."""
    layers = keras.layers
    ones = {"kernel_initializer": positive(keras), "bias_initializer": positive(keras)}
    depthwise = {"depthwise_initializer": positive(keras), "bias_initializer": positive(keras)}
    return {
        "convolution": layers.Conv2D(3, (3, 2), strides=(2, 3), **ones),
        "convolution, same": layers.Conv2D(2, (4, 3), strides=(3, 2), padding="same", **ones),
        "convolution, one pixel with stride": layers.Conv2D(2, 1, strides=2, padding="same", **ones),
        "convolution, dilated": layers.Conv2D(2, (3, 2), dilation_rate=(2, 3), padding="same", **ones),
        "convolution, grouped": layers.Conv2D(4, 3, groups=2, **ones),
        "convolution, own activation": layers.Conv2D(4, 2, activation="relu", **ones),
        "depthwise": layers.DepthwiseConv2D((2, 3), strides=(2, 2), depth_multiplier=2, **depthwise),
        "separable": layers.SeparableConv2D(
            3, (3, 2), padding="same", pointwise_initializer=positive(keras), **depthwise
        ),
        "transposed": layers.Conv2DTranspose(2, (3, 2), strides=(2, 3), **ones),
        "transposed, same, holes": layers.Conv2DTranspose(2, 2, strides=3, padding="same", output_padding=1, **ones),
        "transposed, one pixel": layers.Conv2DTranspose(2, 1, strides=2, **ones),
        "maximum": layers.MaxPooling2D((3, 2), strides=(2, 1), padding="same"),
        "maximum, gaps": layers.MaxPooling2D(2, strides=3),
        "average": layers.AveragePooling2D((2, 3), padding="same"),
        "adaptive": layers.AdaptiveMaxPooling2D((4, 3)),
        "global": layers.GlobalAveragePooling2D(keepdims=True),
        "global maximum": layers.GlobalMaxPooling2D(),
        "zeros": layers.ZeroPadding2D(((1, 2), (0, 3))),
        "cropped": layers.Cropping2D(((1, 2), (0, 3))),
        "centre": layers.CenterCrop(4, 3),
        "nearest": layers.UpSampling2D((2, 3)),
        "bilinear": layers.UpSampling2D((3, 2), interpolation="bilinear"),
        "bicubic": layers.UpSampling2D((3, 2), interpolation="bicubic"),
        "resized": layers.Resizing(5, 11),
        "resized, antialiased": layers.Resizing(5, 4, antialias=True),
        "dense": layers.Dense(3, **ones),
        "einsum": layers.EinsumDense("bhwc,wc->bhc", output_shape=(9, 4), **ones),
        "batch normalisation": layers.BatchNormalization(),
        "augmentation": layers.RandomTranslation(0.2, 0.2),
        "dropout": layers.SpatialDropout2D(0.5),
        "prelu": layers.PReLU(alpha_initializer=positive(keras), shared_axes=(1, 2)),
        "permuted": layers.Permute((2, 1, 3)),
        "each row": layers.TimeDistributed(layers.Conv1D(2, 3, **ones)),
        "reshaped": layers.Reshape((7, 9, 4)),
        "flat": layers.Flatten(),
    }


NAMES = (
    "adaptive", "augmentation", "average", "batch normalisation", "bicubic", "bilinear", "centre", "convolution",
    "convolution, dilated", "convolution, grouped", "convolution, one pixel with stride",
    "convolution, own activation", "convolution, same", "cropped", "dense", "depthwise", "dropout", "each row",
    "einsum", "flat", "global", "global maximum", "maximum", "maximum, gaps", "nearest", "permuted", "prelu",
    "reshaped", "resized", "resized, antialiased", "separable", "transposed", "transposed, one pixel",
    "transposed, same, holes", "zeros",
)  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_single_layers(keras, name):
    layers = single_layers(keras)
    assert set(NAMES) == set(layers)
    model = keras.Sequential([keras.Input((9, 7, 4)), layers[name]])
    # Weights of interpolation that should be 0 are 1e-8 in float32: no pixel is seen through them.
    expected = changes(keras, model, least=1e-5 * HOT)
    assert expected.any()
    map_axes = expected.shape[2:]
    for unit in itertools.product(*({0, size // 2, size - 1} for size in map_axes)):
        got = empirical(model, layers[name].name, *unit)
        np.testing.assert_array_equal(got.mask, expected[(..., *unit)], err_msg=f"unit {unit}")


def perturbed(keras, model, row, col):
    """Which pixels change a unit in a network that is not monotonous: each pixel of a random image moved a little."""
    generator = np.random.default_rng(3)
    height, width, channels = model.inputs[0].shape[1:]
    image = generator.normal(size=(1, height, width, channels)).astype("float32")
    images = np.repeat(image, height * width, axis=0)
    for number in range(height * width):
        images[number].reshape(-1, channels)[number] += generator.normal(size=channels)
    before, after = (keras.ops.convert_to_numpy(model(x, training=False))[:, row, col] for x in (image, images))
    return (np.abs(after - before) > 1e-5).any(axis=-1).reshape(height, width)


def mixing(keras):
    layers = keras.layers
    return {
        "layer normalisation": [layers.LayerNormalization()],
        "layer normalisation along a row": [layers.LayerNormalization(axis=(2, 3))],
        "layer normalisation of everything": [layers.LayerNormalization(axis=(1, 2, 3))],
        "root mean square": [layers.RMSNormalization()],
        "unit length along a column": [layers.UnitNormalization(axis=1)],
        "groups": [layers.GroupNormalization(2)],
        "groups after a convolution": [layers.Conv2D(4, 3), layers.GroupNormalization(4)],
        "softmax": [layers.Softmax()],
        "softmax along a column": [layers.Softmax(axis=1)],
        "softmax over the map": [layers.Softmax(axis=(1, 2))],
        "softmax of a convolution": [layers.Conv2D(4, 3, activation="softmax")],
        "softmax of a depthwise convolution": [layers.DepthwiseConv2D(3, activation="softmax")],
        "softmax as activation": [layers.Activation("log_softmax")],
        "spectral": [layers.SpectralNormalization(layers.Conv2D(2, 3))],
        "gelu": [layers.Conv2D(2, 3, activation="gelu")],
        "a layer as activation": [layers.Conv2D(2, 3, activation=layers.LeakyReLU())],
    }


MIXING = (
    "a layer as activation", "gelu", "groups", "groups after a convolution", "layer normalisation",
    "layer normalisation along a row", "layer normalisation of everything", "root mean square", "softmax",
    "softmax along a column", "softmax as activation", "softmax of a convolution",
    "softmax of a depthwise convolution", "softmax over the map", "spectral", "unit length along a column",
)  # fmt: skip


@pytest.mark.parametrize("name", MIXING)
def test_layers_that_mix_places(keras, name):
    stacks = mixing(keras)
    assert set(MIXING) == set(stacks)
    keras.utils.set_random_seed(0)
    model = keras.Sequential([keras.Input((6, 5, 4)), *stacks[name]])
    for row, col in ((0, 0), (2, 1)):
        got = empirical(model, model.layers[-1].name, row, col)
        np.testing.assert_array_equal(got.mask, perturbed(keras, model, row, col))


def test_operations_of_a_functional_model(keras):
    ops, layers = keras.ops, keras.layers
    convolution = {"kernel_initializer": positive(keras), "bias_initializer": positive(keras)}
    x = keras.Input((8, 7, 4))
    wide = layers.Conv2D(4, 5, padding="same", **convolution)(x)
    narrow = layers.Conv2D(4, 3, padding="same", **convolution)(x)
    both = layers.Concatenate()([narrow, wide])
    outputs = {
        "only the narrow half": both[..., :4],
        "only the wide half": both[..., 4:],
        "interleaved by a grouped convolution": layers.Conv2D(2, 1, groups=2, **convolution)(both)[..., :1],
        "depthwise, then the narrow half": layers.DepthwiseConv2D(3, depthwise_initializer=positive(keras))(both)[
            ..., :4
        ],
        "lengths of all channels": layers.UnitNormalization()(both)[..., :4],
        "split": ops.split(both, 2, axis=-1)[1],
        "sum": layers.Add()([x, wide]) * 2 + 1,
        "product": layers.Multiply()([layers.GlobalAveragePooling2D(keepdims=True)(x[:, :3]) + 1, narrow]),
        "larger": ops.maximum(narrow, x),
        "turned": ops.transpose(ops.flip(x, axis=1), (0, 2, 1, 3)),
        "strided": x[:, 1::2, ::3],
        "taken": ops.take(narrow, [3, 1, 3], axis=2),
        "rows by rows": ops.matmul(ops.transpose(narrow, (0, 3, 2, 1)), ops.transpose(x, (0, 3, 1, 2)) + 1)[..., 1:],
        "largest of rows": ops.max(narrow, axis=1, keepdims=True),
        "stacked": layers.Concatenate(axis=1)([x, narrow, x]),
        "moved": ops.roll(ops.pad(x, [[0, 0], [1, 0], [0, 2], [0, 0]]), 2, axis=2),
        "with both signs": ops.matmul(narrow[..., :1], np.array([[1, -1]], dtype="float32")),
        "rooted": ops.sqrt(ops.relu(narrow)),
        "to depth and back": layers.Reshape((8, 7, 4))(layers.Permute((3, 1, 2))(x)),
    }
    for name, output in outputs.items():
        model = keras.Model(x, layers.Activation("linear")(output))
        expected = changes(keras, model)
        for row, col in ((0, 0), (expected.shape[2] - 1, expected.shape[3] // 2)):
            got = empirical(model, model.layers[-1].name, row, col)
            np.testing.assert_array_equal(got.mask, expected[:, :, row, col], err_msg=f"{name} {row, col}")


@pytest.mark.parametrize("activation", ["softmax", "log_softmax", "sparsemax"])
def test_an_activation_can_bring_channels_together(keras, activation):
    x = keras.Input((8, 7, 2))
    halves = [keras.layers.Conv2D(2, kernel, padding="same")(x) for kernel in (1, 5)]
    both = keras.layers.Concatenate()(halves)
    apart = keras.layers.DepthwiseConv2D(1)(both)
    together = keras.layers.DepthwiseConv2D(1, activation=activation)(both)
    alone = keras.layers.Activation(activation)(both)
    for output, region in ((apart, (3, 3, 4, 4)), (together, (1, 1, 6, 6)), (alone, (1, 1, 6, 6))):
        model = keras.Model(x, keras.layers.ReLU(name="half")(output[..., :2]))
        assert empirical(model, "half", 3, 3).region == region


def random_model(keras, seed):
    """A random graph: branches that are added, multiplied and concatenated, and whatever slides."""
    generator = np.random.default_rng(seed)
    layers = keras.layers
    weights = {"kernel_initializer": positive(keras), "bias_initializer": positive(keras)}

    def pick(*options):
        return options[generator.integers(len(options))]

    def slide(x):
        kernel, strides = (int(generator.integers(1, 4)), int(generator.integers(1, 4))), pick(1, 1, 2, (1, 2), (2, 1))
        padding = "same" if min(x.shape[1:3]) < 5 else pick("same", "valid")
        return pick(
            lambda: layers.Conv2D(3, kernel, strides, padding, **weights)(x),
            lambda: layers.Conv2D(3, kernel, padding=padding, dilation_rate=pick(1, 2, (1, 2)), **weights)(x),
            lambda: layers.DepthwiseConv2D(
                kernel, max(strides) if isinstance(strides, tuple) else strides, padding,
                depthwise_initializer=positive(keras),
            )(x),
            lambda: layers.MaxPooling2D(kernel, strides, padding)(x),
            lambda: layers.AveragePooling2D(kernel, strides, padding)(x),
            lambda: layers.ZeroPadding2D(((1, 0), (0, 2)))(x),
            lambda: layers.UpSampling2D(pick(2, (1, 2)))(x) if max(x.shape[1:3]) < 20 else x,
            lambda: layers.Conv2DTranspose(2, kernel, pick(1, 2), pick("same", "valid"), **weights)(x)
            if max(x.shape[1:3]) < 20
            else x,
            lambda: layers.BatchNormalization()(x),
            lambda: layers.ReLU()(x),
        )()  # fmt: skip

    def fork(x):
        branches = []
        for _ in range(int(generator.integers(2, 4))):
            branch = x
            for _ in range(int(generator.integers(0, 3))):
                kernel = (int(generator.integers(1, 4)), int(generator.integers(1, 4)))
                branch = layers.Conv2D(2, kernel, padding="same", **weights)(branch)
            branches.append(layers.Conv2D(2, 1, **weights)(branch))
        return pick(layers.Add(), layers.Concatenate(), layers.Maximum(), layers.Average())(branches)

    x = inputs = keras.Input((int(generator.integers(9, 15)), int(generator.integers(9, 15)), 2))
    for _ in range(int(generator.integers(3, 6))):
        x = fork(x) if generator.random() < 0.3 else slide(x)
    return keras.Model(inputs, layers.Activation("linear")(x))


@pytest.mark.parametrize("seed", [*range(6), *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(6, 24))])
def test_random_models(keras, seed):
    keras.utils.set_random_seed(seed)
    model = random_model(keras, seed)
    expected = changes(keras, model)
    rows, cols = expected.shape[2:]
    for row, col in {(0, 0), (rows - 1, cols - 1), (rows // 2, cols // 2), (rows // 3, cols - 1)}:
        got = empirical(model, model.layers[-1].name, row, col)
        np.testing.assert_array_equal(got.mask, expected[:, :, row, col], err_msg=f"unit {row, col}")
