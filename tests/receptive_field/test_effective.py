"""The effective receptive field against what can be calculated, and against differences of values."""

from __future__ import annotations

import sys

import numpy as np
import pytest
from scipy.signal import convolve

from coursekit import network
from coursekit.receptive_field.by_gradients.effective import Effective, effective
from coursekit.receptive_field.by_gradients.empirical import empirical
from coursekit.receptive_field.by_gradients.linear_stacks import linear_stack, shrinkage

# Keras 3.15 turns tensors of torch into arrays in a way that NumPy 2.4 warns of; nothing here depends on it.
pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation doesn't accept a copy keyword")


def boxes(layers, size=3):
    """A box convolved with itself: the exact gradient of a stack of averages."""
    box = np.full((size, size), 1 / size**2)
    found = box
    for _ in range(layers - 1):
        found = convolve(found, box, method="direct")
    return found / found.max()


@pytest.mark.parametrize(("layers", "size"), [(1, 3), (2, 3), (7, 3), (20, 3), (4, 5), (3, 2)])
def test_a_stack_of_averages_is_a_box_convolved_with_itself(keras, layers, size):
    found = linear_stack(layers, size)
    np.testing.assert_allclose(found.heat, boxes(layers, size), rtol=1e-4, atol=1e-7)
    expected = np.sqrt(layers * (size**2 - 1) / 12)
    assert found.standard_deviation == pytest.approx((expected, expected), rel=1e-4)
    middle = layers * (size - 1) / 2
    assert found.centre == pytest.approx((middle, middle), rel=1e-4)


def test_the_part_that_matters_shrinks_with_the_root_of_the_depth(keras):
    table = shrinkage((1, 4, 16, 36))
    assert list(table.index) == [1, 4, 16, 36]
    assert list(table["theoretical size"]) == [3, 9, 33, 73]
    for layers, row in table.iterrows():
        assert row["effective size"] == pytest.approx(np.sqrt((boxes(layers) > 1 - 0.9545).sum()))
    # A Gaussian of standard deviation s falls to 4.55 % at a distance of s * sqrt(2 ln(1 / 0.0455)).
    radius = np.sqrt(2 * np.log(1 / 0.0455)) * np.sqrt(2 / 3)
    settled = np.sqrt(np.pi) * radius / 2
    assert table["times sqrt(layers)"].iloc[-1] == pytest.approx(settled, rel=0.05)
    assert table["effective / theoretical"].is_monotonic_decreasing


def test_a_linear_network_with_any_weights(keras):
    generator = np.random.default_rng(5)
    first, second = generator.normal(size=(2, 3)), generator.normal(size=(3, 3))
    model = keras.Sequential(
        [keras.Input((9, 8, 1)), *(keras.layers.Conv2D(1, k.shape, use_bias=False) for k in (first, second))]
    )
    for layer, kernel in zip(model.layers, (first, second), strict=True):
        layer.set_weights([kernel[..., None, None]])
    found = effective(model, row=2, col=1)
    both = np.abs(convolve(first, second))
    expected = np.zeros((9, 8))
    expected[2:6, 1:6] = both / both.max()
    np.testing.assert_allclose(found.heat, expected, atol=1e-5)
    assert found.unit == (2, 1)
    assert found.images == 16


def network_with_kinks(keras):
    keras.utils.set_random_seed(7)
    return keras.Sequential(
        [
            keras.Input((7, 6, 2)),
            keras.layers.Conv2D(3, 3, padding="same", activation="relu"),
            keras.layers.MaxPooling2D(2),
            keras.layers.Conv2D(4, 2, activation="relu", bias_initializer="ones", name="last"),
        ]
    )


def by_differences(keras, model, images, row, col, sent):
    """Mean over the images of absolute slopes; steps so small that no kink lies between, mostly."""
    step = 1e-2
    heat = np.zeros(images.shape[1:])
    for image, weights in zip(images, sent, strict=True):
        moves = step * np.eye(image.size, dtype="float32").reshape(-1, *image.shape)
        ahead, behind = (
            keras.ops.convert_to_numpy(model(image + way * moves))[:, row, col].astype("float64") @ weights
            for way in (1, -1)
        )
        heat += np.abs((ahead - behind) / (2 * step)).reshape(image.shape)
    return heat.sum(axis=-1) / heat.sum(axis=-1).max()


@pytest.mark.parametrize("channels", ["sum", 2])
def test_a_network_with_kinks(keras, channels):
    model = network_with_kinks(keras)
    images = np.random.default_rng(8).normal(size=(5, 7, 6, 2)).astype("float32")
    sent = np.tile(np.ones(4) if channels == "sum" else np.eye(4)[channels], (5, 1))
    found = effective(model, "last", images, 1, 1, channels=channels, batch_size=2)
    expected = by_differences(keras, model, images, 1, 1, sent)
    assert np.abs(found.heat - expected).max() < 0.02
    seen = empirical(model, "last", 1, 1).mask
    assert not (found.heat > 0)[~seen].any()


def test_batches_make_no_difference(keras):
    model = network_with_kinks(keras)
    images = np.random.default_rng(8).normal(size=(7, 7, 6, 2))
    whole = effective(model, images=images, batch_size=100)
    for batch_size in (1, 3, 7):
        np.testing.assert_allclose(effective(model, images=images, batch_size=batch_size).heat, whole.heat, atol=1e-5)
    assert whole.images == 7


def test_the_network_is_as_at_inference(keras):
    model = network_with_kinks(keras)
    x = keras.Input((7, 6, 2))
    y = keras.layers.RandomTranslation(0.5, 0.5)(x)
    for layer in model.layers:
        y = keras.layers.Dropout(0.5)(layer(y), training=True)
    np.testing.assert_allclose(effective(keras.Model(x, y)).heat, effective(model).heat, atol=1e-6)


def test_long_work_shows_how_far_it_is(keras, monkeypatch, capsys):
    # By its name in the package it is the function, not its module.
    monkeypatch.setattr(sys.modules["coursekit.receptive_field.by_gradients.effective"], "_SECONDS_WITHOUT_BAR", -1)
    effective(network_with_kinks(keras), images=np.ones((5, 7, 6, 2)), batch_size=2)
    assert capsys.readouterr().out.splitlines() == [f"effective receptive field: {done}/3" for done in (1, 2, 3)]


def test_noise_and_signs_come_from_the_seed(keras):
    model = network_with_kinks(keras)
    once, again, other = (effective(model, channels="signs", seed=seed).heat for seed in (0, 0, 1))
    np.testing.assert_array_equal(once, again)
    assert np.abs(once - other).max() > 1e-3


def test_a_sum_that_is_always_the_same_is_told(keras):
    keras.utils.set_random_seed(1)
    model = keras.Sequential([keras.Input((6, 6, 1)), keras.layers.Dense(4), keras.layers.Softmax(name="classes")])
    zeros = keras.Sequential([keras.Input((6, 6, 1)), keras.layers.Conv2D(2, 3, kernel_initializer="zeros")])
    with pytest.raises(ValueError, match=r"No pixel has any influence on unit \(2, 2\)"):
        effective(zeros)
    found = effective(model, channels="signs")
    assert found.heat[3, 3] == 1
    assert found.share_within((3, 3, 4, 4)) == pytest.approx(1)


def test_measures_of_a_heat_map():
    heat = np.zeros((9, 8))
    heat[2:5, 3:7] = 0.5
    heat[3, 4] = 1.0
    heat[0, 0] = 0.04
    found = Effective(heat, (0, 0), "layer", "input", 3)
    assert found.size == pytest.approx(np.sqrt(12))
    assert found.share_within((2, 3, 5, 7)) == pytest.approx(6.5 / 6.54)
    assert found.share_within((-5, -5, 99, 99)) == 1
    assert found.share_within((3, 4, 4, 5)) == pytest.approx(1 / 6.54)
    weights = heat.ravel() / heat.sum()
    rows, cols = (index.ravel() for index in np.indices(heat.shape))
    assert found.centre == pytest.approx((np.average(rows, weights=weights), np.average(cols, weights=weights)))
    spread = [np.sqrt(np.average((i - np.average(i, weights=weights)) ** 2, weights=weights)) for i in (rows, cols)]
    assert found.standard_deviation == pytest.approx(tuple(spread))
    assert "effective size 3.5 pixels" in repr(found)
    for box in ((1, 2, 3), (3, 0, 2, 5)):
        with pytest.raises(ValueError, match="A box is"):
            found.share_within(box)


def two_inputs(keras):
    a, b = keras.Input((8, 8, 1), name="a"), keras.Input((8, 8, 1), name="b")
    return keras.Model([a, b], keras.layers.Add()([keras.layers.ReLU(name="left")(a), b]))


def test_nested_models_and_several_inputs(keras):
    keras.utils.set_random_seed(2)
    inner = keras.Sequential([keras.Input((None, None, 1)), keras.layers.Conv2D(2, 3, name="inside")], name="inner")
    a, b = keras.Input((8, 8, 1), name="a"), keras.Input((8, 8, 1), name="b")
    model = keras.Model([a, b], keras.layers.Multiply(name="joined")([inner(a), keras.layers.Cropping2D(1)(b)]))
    flat = keras.Sequential([keras.Input((8, 8, 1)), inner.layers[0]])
    np.testing.assert_allclose(
        effective(model, "inner/inside", input="a", row=1, col=1).heat, effective(flat, row=1, col=1).heat, atol=1e-6
    )
    images = {"a": np.ones((2, 8, 8, 1)), "b": np.full((2, 8, 8, 1), 3.0)}
    kernel = keras.ops.convert_to_numpy(inner.layers[0].kernel).sum(axis=(2, 3))
    found = effective(model, "joined", images, 1, 1, input="a")
    expected = np.zeros((8, 8))
    expected[1:4, 1:4] = np.abs(kernel) / np.abs(kernel).max()
    np.testing.assert_allclose(found.heat, expected, atol=1e-5)
    with pytest.raises(ValueError, match=r"as many images as each other, not \[1, 2\]"):
        effective(model, "joined", images | {"b": np.ones((1, 8, 8, 1))}, input="a")
    with pytest.raises(ValueError, match="There is no input 'c' before this layer, only 'a', 'b'"):
        effective(model, "joined", {"c": images["a"]}, input="a")


def test_another_size_of_images(keras):
    model = keras.Sequential([keras.Input((None, None, 1)), keras.layers.Conv2D(2, 3, name="map")])
    assert effective(model, images=np.zeros((1, 9, 7, 1))).heat.shape == (9, 7)
    with pytest.raises(ValueError, match="has no fixed size"):
        effective(model)


def test_what_is_wrong_is_said(keras):
    model = network_with_kinks(keras)
    with pytest.raises(ValueError, match=r"For a single image write image\[None\]"):
        effective(model, images=np.zeros((7, 6, 2)))
    with pytest.raises(ValueError, match="channels=4 is neither"):
        effective(model, channels=4)
    with pytest.raises(ValueError, match="row=9 is outside"):
        effective(model, row=9)
    x = keras.Input((7, 6, 2))
    with pytest.raises(ValueError, match="are not finite"):
        effective(keras.Model(x, keras.ops.square(x)), images=np.full((1, 7, 6, 2), np.nan))
    with pytest.raises(ValueError, match="sees nothing of the input 'b'"):
        effective(two_inputs(keras), "left", input="b")
    with network.counting():
        empty = keras.Sequential([keras.Input((7, 6, 2)), keras.layers.Conv2D(2, 3, name="hollow")])
    with pytest.raises(ValueError, match="The weights of hollow have no values"):
        effective(empty)
    with pytest.raises(TypeError, match="Only a Keras model has weights"):
        effective([network.Input(shape=(7, 6, 2)), network.Conv(2, 3)])
    with pytest.raises(ValueError, match="must both be at least 1"):
        linear_stack(0)
