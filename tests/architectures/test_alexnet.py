"""AlexNet in both variants: counts by hand, what the paper says of it, and 224 against 227."""

from __future__ import annotations

import numpy as np
import pytest

from coursekit import architectures
from coursekit.network import counting

# Keras 3.15 turns weights into arrays in a way that NumPy 2 warns of: while saving, and on JAX everywhere.
pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation doesn't accept a copy keyword")

DENSE = {"fc6": (6 * 6 * 256 + 1) * 4096, "fc7": 4097 * 4096, "fc8": 4097 * 1000}
# Kernel area, maps that each filter sees in two streams and in one, filters.
CONVOLUTIONS = {
    "conv1": (121, 3, 3, 96),
    "conv2": (25, 48, 96, 256),
    "conv3": (9, 256, 256, 384),
    "conv4": (9, 192, 384, 384),
    "conv5": (9, 192, 384, 256),
}


@pytest.mark.parametrize(
    ("variant", "sees", "convolutions", "total"),
    [("two streams", 1, 2_334_080, 60_965_224), ("one stream", 2, 3_747_200, 62_378_344)],
)
def test_counts(keras, variant, sees, convolutions, total):
    with counting():
        model = architectures.alexnet(variant)
    by_hand = {name: (row[0] * row[sees] + 1) * row[3] for name, row in CONVOLUTIONS.items()}
    assert sum(by_hand.values()) == convolutions
    found = {layer.name: layer.count_params() for layer in model.layers if layer.weights}
    assert found == by_hand | DENSE
    assert model.count_params() == total == convolutions + 58_631_144
    assert all(variable._value is None for variable in model.variables)


def test_shapes(keras):
    with counting():
        model = architectures.alexnet()
    assert {layer.name: tuple(layer.output.shape[1:]) for layer in model.layers} == {
        "image": (227, 227, 3), "conv1": (55, 55, 96), "norm1": (55, 55, 96), "pool1": (27, 27, 96),
        "conv2": (27, 27, 256), "norm2": (27, 27, 256), "pool2": (13, 13, 256), "conv3": (13, 13, 384),
        "conv4": (13, 13, 384), "conv5": (13, 13, 256), "pool5": (6, 6, 256), "flatten": (9216,), "fc6": (4096,),
        "dropout6": (4096,), "fc7": (4096,), "dropout7": (4096,), "fc8": (1000,),
    }  # fmt: skip
    functions = [layer.activation.__name__ for layer in model.layers if layer.weights]
    assert functions == ["relu"] * 7 + ["softmax"]
    norm = model.get_layer("norm2")
    assert (norm.k, norm.n, norm.alpha, norm.beta) == (2, 5, 1e-4, 0.75)
    assert [model.get_layer(name).rate for name in ("dropout6", "dropout7")] == [0.5, 0.5]


def test_streams_do_not_mix_where_the_paper_keeps_them_apart(small_alexnet, keras, random):
    """What half of the maps below changes in the maps above: half of them in two streams, all in one."""
    maps = random.normal(size=(1, 5, 5, 6)).astype("float32")
    other = maps.copy()
    other[..., :3] += 1
    for variant, mixed in (("two streams", False), ("one stream", True)):
        layer = small_alexnet(variant).get_layer("conv4")
        layer.set_weights([random.normal(size=weight.shape) for weight in layer.weights])
        layer.activation = keras.activations.linear
        changed = (np.asarray(layer(other)) != np.asarray(layer(maps))).any(axis=(0, 1, 2))
        assert changed.tolist() == [True, True, mixed, mixed]


def test_weights_begin_as_published(small_alexnet):
    model = small_alexnet(units=100, filters=(4, 8, 8, 8, 8))
    for name in ("conv1", "conv2", "conv3", "conv4", "conv5", "fc6", "fc7", "fc8"):
        kernel, bias = model.get_layer(name).get_weights()
        assert kernel.std() == pytest.approx(0.01, rel=0.2), name
        assert set(bias) == {1.0 if name in ("conv2", "conv4", "conv5", "fc6", "fc7") else 0.0}, name


def test_weight_decay_takes_the_share_off_each_step(small_alexnet, keras):
    """With a loss that nothing else changes, a step of size r leaves 1 - 0.0005 r of each weight, and all of a bias."""
    model = small_alexnet(dropout=0.0)
    before = model.get_weights()
    model.compile(keras.optimizers.SGD(100.0), loss=lambda wanted, found: 0.0 * keras.ops.sum(found, axis=-1))
    model.train_on_batch(np.zeros((1, 67, 67, 3)), np.zeros((1, 3)))
    for old, new in zip(before, model.get_weights(), strict=True):
        np.testing.assert_allclose(new, old * (1.0 if old.ndim == 1 else 1 - 0.0005 * 100), rtol=1e-5)


def test_without_weight_decay(small_alexnet):
    assert not small_alexnet(weight_decay=0).losses
    assert len(small_alexnet().losses) == 8


def test_dropout_acts_while_training_only(small_alexnet, random):
    model = small_alexnet(dropout=0.9, units=50)
    model.set_weights([10 * weight for weight in model.get_weights()])
    image = random.normal(size=(1, 67, 67, 3)).astype("float32")
    assert np.array_equal(model(image), model(image))
    assert not np.array_equal(model(image, training=True), model(image, training=True))


def test_the_smallest_image(keras):
    with counting():
        model = architectures.alexnet(input_shape=(67, 68, 1), classes=2, classifier_activation=None)
    assert model.get_layer("pool5").output.shape == (None, 1, 1, 256)
    assert model.output.shape == (None, 2)
    assert model.get_layer("fc8").activation.__name__ == "linear"


def test_224_is_told_apart_from_227(keras):
    with pytest.raises(ValueError, match=r"\(227 - 11\) / 4 \+ 1 = 55.*224 in its text gives 54") as caught:
        architectures.alexnet(input_shape=(224, 224, 3))
    assert "5x5 instead of 6x6" in str(caught.value)
    # What the message claims, by Keras: with its advice followed, 224 is as good as 227.
    image = keras.Input((224, 224, 3))
    conv, pool = keras.layers.Conv2D(1, 11, 4), keras.layers.MaxPooling2D(3, 2)
    assert conv(image).shape[1:3] == (54, 54)
    assert pool(pool(pool(conv(image)))).shape[1:3] == (5, 5)
    assert keras.layers.Conv2D(1, 11, 4)(keras.layers.ZeroPadding2D(((1, 2), (1, 2)))(image)).shape[1:3] == (55, 55)


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"variant": "two"}, ValueError, "variant must be 'two streams' or 'one stream', not 'two'"),
        ({"classes": 0}, ValueError, "classes must be at least 1"),
        ({"units": 0}, ValueError, "units must be at least 1"),
        ({"input_shape": (66, 227, 3)}, ValueError, "too small for AlexNet.*smallest is 67x67"),
        ({"input_shape": (None, None, 3)}, ValueError, "leaves a size open"),
        ({"filters": (96, 256, 384)}, ValueError, "filters must be five numbers"),
        ({"filters": (96, 255, 384, 384, 256)}, ValueError, "in two streams each must be even"),
        ({"weight_decay": -1e-4}, ValueError, "weight_decay must be 0 or more"),
        ({"weight_decay": float("nan")}, ValueError, "weight_decay must be 0 or more"),
        ({"weight_decay": "l2"}, TypeError, "weight_decay must be a number"),
    ],
)
def test_bad_input(arguments, error, message):
    with pytest.raises(error, match=message):
        architectures.alexnet(**arguments)
