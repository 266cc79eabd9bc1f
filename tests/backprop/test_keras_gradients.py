"""Outputs and gradients of every function against Keras' automatic differentiation, in float64.

Written with `keras.ops` only, so that `test_on_jax.py` can run this very file once more, with JAX for TensorFlow.
"""

from __future__ import annotations

import os
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coursekit.backprop import plain, vectorised

BOTH = (plain, vectorised)
# JAX compiles every operation for every shape.
MANY, FEW = (20, 8) if os.environ.get("KERAS_BACKEND") == "jax" else (80, 15)
some = settings(deadline=None, max_examples=MANY)
few = settings(deadline=None, max_examples=FEW)
seeds = st.integers(0, 999)
pairs = st.tuples(st.integers(1, 3), st.integers(1, 3))


def values(seed, *shape, whole=False):
    """Random numbers in an array that must not be written to, in one of three orders of memory.

    Args:
        seed: decides the numbers and the order.
        shape: of the array.
        whole: whole numbers from -2 to 2: zeros, and as many ties as there can be.
    """
    rng = np.random.default_rng(seed)
    array = rng.integers(-2, 3, size=shape).astype("float64") if whole else rng.normal(size=shape)
    if seed % 3 == 1:
        array = np.asfortranarray(array)
    elif seed % 3 == 2:
        array = array[::-1]
    array.setflags(write=False)
    return array


def effective(kernel_size, dilation_rate):
    return [(size - 1) * rate + 1 for size, rate in zip(kernel_size, dilation_rate, strict=True)]


def ends_of(padding):
    """((top, bottom), (left, right)) of a padding in numbers."""
    if isinstance(padding, int):
        return ((padding, padding), (padding, padding))
    return tuple((end, end) if isinstance(end, int) else end for end in padding)


numbers = st.integers(0, 2)
paddings = st.one_of(
    st.sampled_from(["valid", "same"]),
    numbers,
    st.tuples(numbers, numbers),
    st.tuples(st.tuples(numbers, numbers), st.tuples(numbers, numbers)),
)


@st.composite
def convolutions(draw, grouped):
    """A convolution with at least one output, as small as shows everything."""
    kernel_size, strides, dilation_rate = draw(pairs), draw(pairs), draw(pairs)
    padding = draw(paddings)
    added = (0, 0) if isinstance(padding, str) else [sum(ends) for ends in ends_of(padding)]
    spans = (1, 1) if padding == "same" else effective(kernel_size, dilation_rate)
    smallest = [max(1, span - more) for span, more in zip(spans, added, strict=True)]
    height, width = (least + draw(st.integers(0, 4)) for least in smallest)
    groups = draw(st.integers(2, 3)) if grouped else 1
    channels, filters = groups * draw(st.integers(1, 2)), groups * draw(st.integers(1, 2))
    seed = draw(seeds)
    return SimpleNamespace(
        inputs=values(seed, draw(st.integers(1, 3)), height, width, channels),
        kernel=values(seed + 1, *kernel_size, channels // groups, filters),
        bias=values(seed + 2, filters),
        options={"strides": strides, "padding": padding, "dilation_rate": dilation_rate, "groups": groups},
    )


def by_keras(ops, options):
    """The convolution as Keras computes it. Groups it reads off the shapes.

    Keras refuses strides together with dilation (on TensorFlow; its JAX backend computes them). So dilation is written
    out where both are asked for: a kernel with zeros between its weights, made by a linear map.
    """
    padding, strides, dilation_rate = options["padding"], options["strides"], options["dilation_rate"]

    def convolve(inputs, kernel, bias):
        rates = dilation_rate
        if max(strides) > 1 and max(rates) > 1:
            rows, columns = (
                np.eye(span)[:, ::rate] for span, rate in zip(effective(kernel.shape[:2], rates), rates, strict=True)
            )
            kernel, rates = ops.einsum("ah,hwcf,bw->abcf", rows, kernel, columns), (1, 1)
        if not isinstance(padding, str):
            inputs = ops.pad(inputs, ((0, 0), *ends_of(padding), (0, 0)))
        kind = padding if isinstance(padding, str) else "valid"
        return ops.conv(inputs, kernel, strides, kind, dilation_rate=rates) + bias

    return convolve


def assert_convolution(automatic, assert_close, case):
    wanted = automatic(by_keras(automatic.ops, case.options), case.inputs, case.kernel, case.bias)
    for functions in BOTH:
        what = f"{functions.__name__}, {case.inputs.shape}, {case.kernel.shape}, {case.options}"
        outputs = functions.conv2d(case.inputs, case.kernel, case.bias, **case.options)
        assert_close(outputs, wanted.outputs, what)
        without = functions.conv2d(case.inputs, case.kernel, **case.options)
        assert_close(without, wanted.outputs - case.bias, f"{what}, no bias")
        found = functions.conv2d_backward(wanted.incoming, case.inputs, case.kernel, **case.options)
        for name, gradient in zip(("inputs", "kernel", "bias"), wanted.gradients, strict=True):
            assert_close(getattr(found, name), gradient, f"gradient of {name}, {what}")


@some
@given(convolutions(grouped=False))
def test_convolution(automatic, assert_close, case):
    assert_convolution(automatic, assert_close, case)


@few  # TensorFlow compiles each shape of these
@given(convolutions(grouped=True))
def test_convolution_in_groups(automatic, assert_close, case):
    assert_convolution(automatic, assert_close, case)


@pytest.mark.parametrize("multiplier", [1, 2])
def test_depthwise_is_a_group_for_each_channel(automatic, assert_close, multiplier):
    """Keras' kernel (height, width, channels, multiplier) in the order of grouped filters."""
    inputs, kernel = values(1, 2, 5, 6, 3), values(2, 3, 2, 3, multiplier)
    wanted = automatic(lambda x, k: automatic.ops.depthwise_conv(x, k, 2, "same"), inputs, kernel)
    grouped, options = kernel.reshape(3, 2, 1, 3 * multiplier), {"strides": 2, "padding": "same", "groups": 3}
    for functions in BOTH:
        assert_close(functions.conv2d(inputs, grouped, **options), wanted.outputs)
        found = functions.conv2d_backward(wanted.incoming, inputs, grouped, **options)
        assert_close(found.inputs, wanted.gradients[0])
        assert_close(found.kernel.reshape(kernel.shape), wanted.gradients[1])


@st.composite
def poolings(draw):
    pool_size, strides = draw(pairs), draw(st.none() | pairs)
    padding = draw(st.sampled_from(["valid", "same"]))
    least = (1, 1) if padding == "same" else pool_size
    height, width = (size + draw(st.integers(0, 4)) for size in least)
    inputs = values(
        draw(seeds), draw(st.integers(1, 2)), height, width, draw(st.integers(1, 3)), whole=draw(st.booleans())
    )
    return inputs, (pool_size, strides, padding)


def spelled_out(pool_size, strides, padding):
    """Keras 3.15 on JAX fails where strides are left out and the pool size is a pair."""
    return pool_size, strides or pool_size, padding


@some
@given(poolings())
def test_max_pooling_also_with_ties(automatic, assert_close, case):
    """TensorFlow and JAX send the gradient of a tie to its first value as well: see `test_ties.py`."""
    inputs, options = case
    wanted = automatic(lambda x: automatic.ops.max_pool(x, *spelled_out(*options)), inputs)
    for functions in BOTH:
        what = f"{functions.__name__}, {inputs.shape}, {options}"
        assert_close(functions.max_pool(inputs, *options), wanted.outputs, what)
        assert_close(functions.max_pool_backward(wanted.incoming, inputs, *options), *wanted.gradients, what)


@some
@given(poolings())
def test_average_pooling(automatic, assert_close, case):
    inputs, options = case
    wanted = automatic(lambda x: automatic.ops.average_pool(x, *spelled_out(*options)), inputs)
    for functions in BOTH:
        what = f"{functions.__name__}, {inputs.shape}, {options}"
        assert_close(functions.average_pool(inputs, *options), wanted.outputs, what)
        assert_close(functions.average_pool_backward(wanted.incoming, inputs, *options), *wanted.gradients, what)


@pytest.mark.parametrize(("name", "from_outputs"), [("relu", False), ("tanh", True), ("sigmoid", True)])
def test_activations(automatic, assert_close, name, from_outputs):
    """Also at 0, at -0.0, and where exp would overflow."""
    inputs = np.concatenate([values(3, 4, 5), [[0.0, -0.0, 800.0, -800.0, 1e-300], [-30.0, 30.0, -1e5, 1e5, -1e-9]]])
    wanted = automatic(getattr(automatic.ops, name), inputs)
    for functions in BOTH:
        outputs = getattr(functions, name)(inputs)
        assert_close(outputs, wanted.outputs, name, automatic.promoted)
        found = getattr(functions, f"{name}_backward")(wanted.incoming, outputs if from_outputs else inputs)
        assert_close(found, *wanted.gradients, name, automatic.promoted)


@few
@given(st.integers(1, 4), st.integers(1, 5), st.integers(1, 4), seeds)
def test_dense(automatic, assert_close, images, features, units, seed):
    inputs, kernel, bias = values(seed, images, features), values(seed + 1, features, units), values(seed + 2, units)
    wanted = automatic(lambda x, k, b: automatic.ops.matmul(x, k) + b, inputs, kernel, bias)
    for functions in BOTH:
        assert_close(functions.dense(inputs, kernel, bias), wanted.outputs)
        assert_close(functions.dense(inputs, kernel), wanted.outputs - bias)
        found = functions.dense_backward(wanted.incoming, inputs, kernel)
        for name, gradient in zip(("inputs", "kernel", "bias"), wanted.gradients, strict=True):
            assert_close(getattr(found, name), gradient, f"gradient of {name}, {functions.__name__}")


@few
@given(st.sampled_from([(4, 3), (2, 3, 4, 2), (1, 2, 2, 3)]), st.sampled_from([1e-3, 1e-5, 0.5]), seeds)
def test_batch_normalisation(automatic, assert_close, shape, epsilon, seed):
    """The batch's own mean and variance depend on the inputs: their gradients go back too."""
    inputs, gamma, beta = 3 * values(seed, *shape) + 2, values(seed + 1, shape[-1]), values(seed + 2, shape[-1])
    axes = tuple(range(len(shape) - 1))

    def normalise(x, gamma, beta):
        mean, variance = automatic.ops.moments(x, axes)
        return automatic.ops.batch_normalization(x, mean, variance, -1, offset=beta, scale=gamma, epsilon=epsilon)

    wanted = automatic(normalise, inputs, gamma, beta)
    for functions in BOTH:
        found = functions.batch_norm(inputs, gamma, beta, epsilon)
        assert_close(found.outputs, wanted.outputs)
        assert_close(found.mean, inputs.mean(axes))
        assert_close(found.variance, inputs.var(axes))
        back = functions.batch_norm_backward(wanted.incoming, inputs, gamma, epsilon)
        for name, gradient in zip(("inputs", "gamma", "beta"), wanted.gradients, strict=True):
            assert_close(getattr(back, name), gradient, f"gradient of {name}, {functions.__name__}", 1e-9)


@pytest.mark.parametrize("functions", BOTH)
@pytest.mark.parametrize("rate", [0.0, 0.25, 0.9])
def test_dropout_with_a_given_mask(automatic, assert_close, functions, rate):
    inputs, mask = values(4, 3, 4, 2), np.random.default_rng(6).random((3, 4, 2)) >= rate
    wanted = automatic(lambda x: x * mask / (1 - rate), inputs)
    assert_close(functions.dropout(inputs, mask, rate), wanted.outputs)
    assert_close(functions.dropout_backward(wanted.incoming, mask, rate), *wanted.gradients)


@pytest.mark.parametrize("functions", BOTH)
def test_flatten(automatic, assert_close, functions):
    inputs = values(5, 2, 3, 4, 2)
    wanted = automatic(lambda x: automatic.ops.reshape(x, (2, -1)), inputs)
    assert_close(functions.flatten(inputs), wanted.outputs)
    assert_close(functions.flatten_backward(wanted.incoming, inputs.shape), *wanted.gradients)


def logits(seed, *shape):
    """Small ones and such as exp cannot take."""
    scale = np.array([1.0, 30.0, 1e4])[np.arange(shape[0]) % 3]
    return values(seed, *shape) * scale.reshape(-1, *(1,) * (len(shape) - 1))


def class_ids(seed, images, classes):
    return np.random.default_rng(seed).integers(0, classes, images)


def probabilities(seed, images, classes):
    return np.random.default_rng(seed).dirichlet(np.ones(classes), images)


def yes_or_no(seed, *shape):
    return np.random.default_rng(seed).integers(0, 2, shape)


LOSSES = {
    "class ids": ("softmax_cross_entropy", "SparseCategoricalCrossentropy", logits(1, 6, 4), class_ids(2, 6, 4)),
    "one image": ("softmax_cross_entropy", "SparseCategoricalCrossentropy", logits(3, 1, 3), class_ids(4, 1, 3)),
    "probabilities": ("softmax_cross_entropy", "CategoricalCrossentropy", logits(5, 6, 4), probabilities(6, 6, 4)),
    "one-hot": ("softmax_cross_entropy", "CategoricalCrossentropy", logits(7, 6, 3), np.eye(3)[class_ids(8, 6, 3)]),
    "yes or no": ("binary_cross_entropy", "BinaryCrossentropy", logits(9, 7), yes_or_no(10, 7)),
    "several yes or no": ("binary_cross_entropy", "BinaryCrossentropy", logits(11, 6, 3), yes_or_no(12, 6, 3)),
    "how likely": ("binary_cross_entropy", "BinaryCrossentropy", logits(13, 6, 1), probabilities(14, 6, 2)[:, :1]),
    "numbers": ("mean_squared_error", "MeanSquaredError", values(15, 5, 3), values(16, 5, 3)),
    "one number": ("mean_squared_error", "MeanSquaredError", values(17, 4), values(18, 4)),
    "hinge of 0 and 1": ("hinge", "Hinge", values(19, 8, 2), yes_or_no(20, 8, 2)),
    "hinge of -1 and 1": ("hinge", "Hinge", values(21, 8, 1), 2 * yes_or_no(22, 8, 1) - 1),
}


@pytest.mark.parametrize("case", LOSSES)
def test_losses(automatic, assert_close, case):
    """The mean over the batch, and over what one image has several of; also with logits of some 10,000."""
    name, theirs, outputs, labels = LOSSES[case]
    options = {} if name in ("mean_squared_error", "hinge") else {"from_logits": True}
    loss = getattr(automatic.keras.losses, theirs)(**options)
    wanted = automatic(lambda x: loss(labels, x), outputs, incoming=1.0)
    for functions in BOTH:
        found = getattr(functions, name)(outputs, labels)
        assert isinstance(found.value, float)
        assert_close(found.value, wanted.outputs, case, automatic.promoted)
        assert_close(found.gradient, *wanted.gradients, case, automatic.promoted)
