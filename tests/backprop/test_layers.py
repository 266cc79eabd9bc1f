"""Layers: what they remember, what they refuse, how they start, and what they keep between batches."""

from __future__ import annotations

import numpy as np
import pytest

from coursekit import backprop
from coursekit.backprop import Layer, plain, vectorised

IMAGE, ROW = (5, 6, 4), (7,)
# What makes a layer, an input shape, and the output shape that follows.
LAYERS = {
    "Conv2D": (lambda: backprop.Conv2D(6, (3, 2), strides=(2, 1), padding=(1, 0), groups=2), IMAGE, (3, 5, 6)),
    "Conv2D, dilated": (lambda: backprop.Conv2D(2, 3, strides=2, dilation_rate=2, use_bias=False), IMAGE, (1, 1, 2)),
    "MaxPooling2D": (backprop.MaxPooling2D, IMAGE, (2, 3, 4)),
    "AveragePooling2D": (lambda: backprop.AveragePooling2D(3, 2, "same"), IMAGE, (3, 3, 4)),
    "ReLU": (backprop.ReLU, IMAGE, IMAGE),
    "Tanh": (backprop.Tanh, ROW, ROW),
    "Sigmoid": (backprop.Sigmoid, ROW, ROW),
    "Dense": (lambda: backprop.Dense(3), ROW, (3,)),
    "Flatten": (backprop.Flatten, IMAGE, (120,)),
    "Dropout": (lambda: backprop.Dropout(0.5), IMAGE, IMAGE),
    "BatchNormalization": (backprop.BatchNormalization, IMAGE, IMAGE),
}


def built(case, dtype="float64", seed=0):
    make, shape, output_shape = LAYERS[case]
    layer = make()
    assert layer.build(shape, np.random.default_rng(seed), dtype) == output_shape
    return layer, shape, output_shape


def values(seed, *shape, dtype="float64"):
    return np.random.default_rng(seed).normal(size=shape).astype(dtype)


@pytest.mark.parametrize("case", LAYERS)
def test_what_is_refused(case):
    """Inputs before build, a gradient before forward, and other shapes than wanted: the message has both."""
    make, shape, output_shape = LAYERS[case]
    with pytest.raises(RuntimeError, match="not built"):
        make().forward(values(1, 2, *shape))
    layer, *_ = built(case)
    with pytest.raises(RuntimeError, match="call forward before backward"):
        layer.backward(values(1, 2, *output_shape))
    wrong = (shape[0] + 1, *shape[1:])
    with pytest.raises(ValueError, match="inputs") as raised:
        layer.forward(values(1, 2, *wrong))
    assert str((2, *wrong)) in str(raised.value)
    assert ", ".join(map(str, shape)) in str(raised.value)
    layer.forward(values(1, 2, *shape), training=True)
    for misfit in ((3, *output_shape), (2, *output_shape, 1), (1, *output_shape)):
        with pytest.raises(ValueError, match="gradient") as raised:
            layer.backward(values(2, *misfit))
        assert str(misfit) in str(raised.value)
        assert str((2, *output_shape)) in str(raised.value)
    layer.backward(values(2, 2, *output_shape))  # still remembers


@pytest.mark.parametrize("training", [True, False])
@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("case", LAYERS)
def test_precision_and_shapes(case, dtype, training):
    """Everything stays as precise as it was, and neither inputs, gradient nor parameters are changed."""
    layer, shape, output_shape = built(case, dtype)
    inputs, gradient = values(1, 3, *shape, dtype=dtype), values(2, 3, *output_shape, dtype=dtype)
    kept = inputs.copy(), gradient.copy(), {name: array.copy() for name, array in layer.parameters.items()}
    outputs = layer.forward(inputs, training)
    back = layer.backward(gradient)
    assert (outputs.shape, back.shape) == ((3, *output_shape), inputs.shape)
    assert list(layer.gradients) == list(layer.parameters)
    for array in (outputs, back, *layer.parameters.values(), *layer.gradients.values(), *layer.state.values()):
        assert array.dtype == dtype
    for name, array in layer.parameters.items():
        assert layer.gradients[name].shape == array.shape
        np.testing.assert_array_equal(array, kept[2][name])
    np.testing.assert_array_equal(inputs, kept[0])
    np.testing.assert_array_equal(gradient, kept[1])


@pytest.mark.parametrize("case", [case for case in LAYERS if case != "Dropout"])
def test_plain_functions_in_a_layer(case):
    """The layer computes with the functions it is told, checks or not; and it is the same result."""
    found = []
    for functions in (vectorised, plain):
        layer, shape, output_shape = built(case)
        layer.functions = functions
        layer.forward(values(5, 2, *shape), training=True)  # forgotten when the next batch comes
        outputs = layer.forward(values(1, 3, *shape), training=True)
        found.append([outputs, layer.backward(values(2, 3, *output_shape)), *layer.gradients.values()])
    for fast, slow in zip(*found, strict=True):
        np.testing.assert_allclose(fast, slow, rtol=1e-12, atol=1e-12)


def test_functions_of_your_own():
    """A module or object with functions of the same names; no checks are expected there."""

    class Doubling:
        relu = staticmethod(lambda inputs: 2 * inputs)

    layer, shape, _ = built("ReLU")
    layer.functions = Doubling
    inputs = values(1, 2, *shape)
    np.testing.assert_array_equal(layer.forward(inputs), 2 * inputs)


def test_glorot_uniform():
    """Evenly up to sqrt(6 / (fan_in + fan_out)): 3·3·(16/2) inputs and 3·3·64 outputs, by Keras' count."""
    layer = backprop.Conv2D(64, 3, groups=2)
    layer.build((4, 4, 16), np.random.default_rng(1), "float32")
    kernel, limit = layer.parameters["kernel"], np.sqrt(6 / (72 + 576))
    assert kernel.shape == (3, 3, 8, 64)
    assert 0.999 < np.abs(kernel).max() / limit <= 1
    assert kernel.std() == pytest.approx(limit / np.sqrt(3), rel=0.03)  # 4,608 numbers: 1 % is one standard error
    assert kernel.mean() == pytest.approx(0, abs=0.01)
    assert not layer.parameters["bias"].any()


def test_he_normal():
    """Standard deviation sqrt(2 / fan_in) after everything beyond two of the untruncated ones is drawn again."""
    layer = backprop.Dense(100, kernel_initializer="he_normal")
    layer.build((200,), np.random.default_rng(1), "float64")
    kernel, deviation = layer.parameters["kernel"], np.sqrt(2 / 200)
    assert kernel.std() == pytest.approx(deviation, rel=0.02)
    cut = 2 * deviation / 0.87962566103423978
    assert 0.99 < np.abs(kernel).max() / cut <= 1


def test_the_seed_decides():
    for case in ("Conv2D", "Dense"):
        one, other, third = (built(case, seed=seed)[0].parameters["kernel"] for seed in (3, 3, 4))
        np.testing.assert_array_equal(one, other)
        assert (one != third).any()


def test_dropout_has_random_numbers_of_its_own():
    """The same seed, the same masks; another one in each step; and later layers do not notice."""
    inputs = np.ones((20, *IMAGE))
    one, other = (built("Dropout", seed=3)[0] for _ in range(2))
    first = one.forward(inputs, training=True)
    np.testing.assert_array_equal(first, other.forward(inputs, training=True))
    assert (first != one.forward(inputs, training=True)).any()
    assert set(np.unique(first)) == {0.0, 2.0}
    with_dropout, without = np.random.default_rng(3), np.random.default_rng(3)
    backprop.Dropout(0.5).build(IMAGE, with_dropout, "float64")
    assert with_dropout.random() == without.random()


def test_moving_statistics_move_in_training_only():
    layer, shape, _ = built("BatchNormalization")
    inputs = 2 * values(1, 4, *shape) + 3
    layer.forward(inputs)
    np.testing.assert_array_equal(layer.state["moving_mean"], 0)
    np.testing.assert_array_equal(layer.state["moving_variance"], 1)
    state = layer.state["moving_mean"]
    layer.forward(inputs, training=True)
    np.testing.assert_allclose(layer.state["moving_mean"], 0.01 * inputs.mean(axis=(0, 1, 2)), rtol=1e-12)
    np.testing.assert_allclose(layer.state["moving_variance"], 0.99 + 0.01 * inputs.var(axis=(0, 1, 2)), rtol=1e-12)
    assert layer.state["moving_mean"] is state, "changed in place: who holds the array sees it"


def test_batch_normalisation_back_outside_training():
    """With kept statistics the layer is a straight line: its gradient follows from two points."""
    layer, shape, _ = built("BatchNormalization")
    layer.forward(2 * values(1, 4, *shape) + 3, training=True)
    layer.parameters["gamma"][...] = values(2, shape[-1])
    inputs, gradient, step = values(3, 2, *shape), values(4, 2, *shape), values(5, 2, *shape)
    before = (gradient * layer.forward(inputs)).sum()
    expected = (layer.backward(gradient) * step).sum()
    by_gamma, by_beta = layer.gradients["gamma"].copy(), layer.gradients["beta"].copy()
    assert (gradient * layer.forward(inputs + step)).sum() - before == pytest.approx(expected, rel=1e-9)
    layer.parameters["gamma"] += 1.0
    layer.parameters["beta"] += 1.0
    moved = (gradient * layer.forward(inputs)).sum() - before
    assert moved == pytest.approx((by_gamma + by_beta).sum(), rel=1e-9)


def test_a_layer_of_your_own():
    """`remember` and `recall` are enough."""

    class Double(Layer):
        def build(self, input_shape, rng, dtype):
            self.input_shape = input_shape
            return input_shape

        def forward(self, inputs, training=False):
            return self.remember(2 * inputs)

        def backward(self, gradient):
            self.recall(gradient)
            return 2 * gradient

    network = backprop.Sequential([backprop.Dense(2), Double()], input_shape=(3,), dtype="float64")
    images = values(1, 4, 3)
    outputs = network(images)
    np.testing.assert_allclose(
        network.backward(np.ones_like(outputs)), 2 * np.ones((4, 2)) @ network.get_weights()[0].T
    )
