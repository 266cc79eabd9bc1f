"""LeNet-5's own layers against loops over every number."""

from __future__ import annotations

from math import prod

import numpy as np
import pytest

# Keras 3.15 turns weights into arrays in a way that NumPy 2 warns of: while saving, and on JAX everywhere.
pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation doesn't accept a copy keyword")


def tanh(x):
    return 1.7159 * np.tanh(2 / 3 * x)


def filled(layer, random, *shapes):
    """Random weights instead of those that a layer begins with, so that biases count too."""
    layer.build(*shapes)
    layer.set_weights([random.normal(size=weight.shape) for weight in layer.weights])
    return layer


@pytest.mark.parametrize(("height", "width", "pool"), [(4, 6, (2, 2)), (7, 5, (2, 2)), (6, 7, (3, 2))])
def test_subsampling(layers, random, height, width, pool):
    layer = filled(layers.Subsampling(pool, activation=layers.scaled_tanh), random, (None, height, width, 3))
    images = random.normal(size=(2, height, width, 3)).astype("float32")
    found = np.asarray(layer(images))
    coefficient, bias = layer.get_weights()
    assert found.shape == (2, height // pool[0], width // pool[1], 3)
    assert layer.compute_output_shape(images.shape) == found.shape
    for n, row, column, channel in np.ndindex(found.shape):
        window = images[n, row * pool[0] : (row + 1) * pool[0], column * pool[1] : (column + 1) * pool[1], channel]
        wanted = tanh(coefficient[channel] * window.sum() + bias[channel])
        assert found[n, row, column, channel] == pytest.approx(wanted, abs=1e-5)


def test_subsampling_of_a_number_and_without_activation(layers, random):
    layer = filled(layers.Subsampling(2), random, (None, 2, 2, 1))
    coefficient, bias = layer.get_weights()
    assert layer.pool_size == (2, 2)
    assert np.asarray(layer(np.full((1, 2, 2, 1), 3.0))) == pytest.approx(12 * coefficient[0] + bias[0], rel=1e-5)


def test_sparse_convolution(layers, random):
    seen = [(2,), (0, 3), (3, 1, 2)]
    layer = filled(layers.SparseConv2D(seen, (2, 3), activation="relu"), random, (None, 5, 6, 4))
    images = random.normal(size=(2, 5, 6, 4)).astype("float32")
    found = np.asarray(layer(images))
    kernel, bias = layer.get_weights()
    assert kernel.shape == (2, 3, 6)
    assert found.shape == layer.compute_output_shape(images.shape) == (2, 4, 4, 3)
    for n, row, column, above in np.ndindex(found.shape):
        total, first = bias[above], sum(len(maps) for maps in seen[:above])
        for place, below in enumerate(seen[above]):
            for i in range(2):
                for j in range(3):
                    total += kernel[i, j, first + place] * images[n, row + i, column + j, below]
        assert found[n, row, column, above] == pytest.approx(max(total, 0), abs=1e-4)


def test_a_full_table_is_an_ordinary_convolution(keras, layers, random):
    layer = filled(layers.SparseConv2D([range(3)] * 4, 3), random, (None, 6, 5, 3))
    usual = keras.layers.Conv2D(4, 3)
    usual.build((None, 6, 5, 3))
    usual.set_weights([np.asarray(layer.dense_kernel()), layer.get_weights()[1]])
    images = random.normal(size=(2, 6, 5, 3)).astype("float32")
    np.testing.assert_allclose(layer(images), usual(images), atol=1e-5)


def test_sparse_convolution_learns_only_what_there_is(keras, layers, random):
    model = keras.Sequential([keras.Input((3, 3, 2)), layers.SparseConv2D([(1,), (0, 1)], 2)])
    before = [weight.copy() for weight in model.get_weights()]
    model.compile(keras.optimizers.SGD(0.1), "mse")
    model.fit(random.normal(size=(8, 3, 3, 2)), random.normal(size=(8, 2, 2, 2)), epochs=1, batch_size=8, verbose=0)
    kernel, bias = model.get_weights()
    assert kernel.shape == (2, 2, 3)
    assert np.all(kernel != before[0])
    assert np.all(bias != before[1])
    dense = np.asarray(model.layers[0].dense_kernel())
    assert np.all(dense[:, :, 0, 0] == 0)
    np.testing.assert_array_equal(dense[:, :, 1, 0], kernel[:, :, 0])


def test_radial_basis(layers, random):
    codes = random.choice([-1.0, 1.0], size=(3, 5))
    inputs = random.normal(size=(4, 5)).astype("float32")
    found = np.asarray(layers.RadialBasis(codes)(inputs))
    for n, known in np.ndindex(found.shape):
        wanted = sum((inputs[n, at] - codes[known, at]) ** 2 for at in range(5))
        assert found[n, known] == pytest.approx(wanted, rel=1e-5)
    np.testing.assert_allclose(layers.RadialBasis(codes, negative=True)(inputs), -found)
    assert layers.RadialBasis(codes).compute_output_shape((None, 5)) == (None, 3)


def test_codes_stay_while_training_unless_asked(keras, layers, random):
    codes = random.normal(size=(3, 2))
    for trainable in (False, True):
        basis = layers.RadialBasis(codes, trainable=trainable)
        model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(2), basis])
        model.compile("sgd", "mse")
        model.fit(random.normal(size=(8, 2)), random.normal(size=(8, 3)), epochs=1, verbose=0)
        assert np.allclose(basis.get_weights()[0], codes, atol=1e-7) is not trainable
        assert model.layers[0].trainable


def test_squashing_function(layers):
    found = np.asarray(layers.scaled_tanh(np.array([-1.0, 0.0, 0.5, 1.0, 100.0])))
    assert found == pytest.approx([-1, 0, tanh(0.5), 1, 1.7159], abs=1e-4)


@pytest.mark.parametrize("shape", [(5, 5, 6, 16), (84, 10)])
def test_weights_begin_between_the_bounds(layers, shape):
    drawn = np.asarray(layers.FanInUniform(seed=0)(shape))
    bound = 2.4 / prod(shape[:-1])
    assert 0.9 * bound < np.abs(drawn).max() <= bound
    assert np.abs(drawn.mean()) < 0.1 * bound
    np.testing.assert_array_equal(drawn, layers.FanInUniform(seed=0)(shape))


def test_bounds_of_its_own_for_each_entry(layers):
    drawn = np.abs(layers.FanInUniform([10, 1000], seed=0)((400, 2))).max(axis=0)
    assert drawn == pytest.approx([0.24, 0.0024], rel=0.05)
    assert (drawn <= [0.24, 0.0024]).all()
    with pytest.raises(ValueError, match=r"2 numbers, but the last axis .* has 3"):
        layers.FanInUniform([10, 1000])((4, 3))


def test_filters_that_see_less_begin_larger(layers):
    layer = layers.SparseConv2D([(0,), (0, 1, 2, 3)], 5)
    layer.build((None, 9, 9, 4))
    kernel = np.abs(layer.get_weights()[0])
    assert 2.4 / 50 < kernel[:, :, 0].max() <= 2.4 / 25
    assert 0 < kernel[:, :, 1:].max() <= 2.4 / 100


def test_bad_layers(layers):
    with pytest.raises(ValueError, match="table of connections is empty"):
        layers.SparseConv2D([], 5)
    with pytest.raises(ValueError, match="Filter 1 sees no channel"):
        layers.SparseConv2D([(0,), ()], 5)
    with pytest.raises(ValueError, match=r"Filter 0 sees a channel twice \(1, 1\)"):
        layers.SparseConv2D([(1, 1)], 5)
    with pytest.raises(TypeError, match="each channel that filter 0 sees must be a whole number"):
        layers.SparseConv2D([(0.5,)], 5)
    with pytest.raises(ValueError, match=r"names map 6, but the input has 6 maps \(0 to 5\)"):
        layers.SparseConv2D([(0, 6)], 5).build((None, 14, 14, 6))
    with pytest.raises(ValueError, match="pool_size must be at least 1"):
        layers.Subsampling(0)
    with pytest.raises(ValueError, match=r"shape \(classes, inputs\)"):
        layers.RadialBasis([1, -1])
    with pytest.raises(ValueError, match="has 3 values, but each code has 2"):
        layers.RadialBasis([[1, -1]]).build((None, 3))
