"""The readable loops and the fast arrays are the same functions: signatures, results, and what they leave alone."""

from __future__ import annotations

import inspect

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coursekit.backprop import plain, vectorised
from coursekit.backprop.windows import Windows

# float64, sums of at most some hundred products of numbers around 1
TOLERANCE = 1e-12
some = settings(deadline=None, max_examples=60)
few = settings(deadline=None, max_examples=25)
seeds = st.integers(0, 2**32 - 1)
pairs = st.tuples(st.integers(1, 3), st.integers(1, 3))
ends = st.tuples(st.integers(0, 2), st.integers(0, 2))


def arrays_of(result):
    return [np.asarray(part) for part in (result if isinstance(result, tuple) else (result,))]


def assert_same(name, *arguments, **options):
    """Both versions: equal in float64, near in float32, in its precision, and no argument is changed."""
    before = [np.array(argument) if isinstance(argument, np.ndarray) else argument for argument in arguments]
    found = [arrays_of(getattr(functions, name)(*arguments, **options)) for functions in (plain, vectorised)]
    for slow, fast in zip(*found, strict=True):
        assert slow.shape == fast.shape
        assert slow.dtype == fast.dtype == np.float64
        np.testing.assert_allclose(fast, slow, rtol=TOLERANCE, atol=TOLERANCE, err_msg=name)
    for argument, original in zip(arguments, before, strict=True):
        np.testing.assert_array_equal(argument, original, err_msg=f"{name} changed an argument")
    short = [
        argument.astype(np.float32) if isinstance(argument, np.ndarray) and argument.dtype == np.float64 else argument
        for argument in arguments
    ]
    for functions in (plain, vectorised):
        for rounded, exact in zip(arrays_of(getattr(functions, name)(*short, **options)), found[0], strict=True):
            if exact.ndim:  # not the value of a loss, which is Python's float
                assert rounded.dtype == np.float32, f"{functions.__name__}.{name}"
    return found[1]


@st.composite
def convolutions(draw):
    rng = np.random.default_rng(draw(seeds))
    size, strides, dilation_rate = draw(pairs), draw(pairs), draw(pairs)
    padding = draw(st.sampled_from(["valid", "same"]) | st.integers(0, 2) | ends | st.tuples(ends, ends))
    groups = draw(st.integers(1, 3))
    spans = [1 if padding == "same" else rate * (taps - 1) + 1 for taps, rate in zip(size, dilation_rate, strict=True)]
    image = [span + draw(st.integers(0, 4)) for span in spans]
    channels, filters = groups * draw(st.integers(1, 2)), groups * draw(st.integers(1, 2))
    inputs = rng.normal(size=(draw(st.integers(1, 3)), *image, channels))
    kernel = rng.normal(size=(*size, channels // groups, filters))
    options = {"strides": strides, "padding": padding, "dilation_rate": dilation_rate, "groups": groups}
    return rng, inputs, kernel, rng.normal(size=filters), options


@some
@given(convolutions())
def test_convolution(case):
    rng, inputs, kernel, bias, options = case
    assert_same("conv2d", inputs, kernel, **options)
    (outputs,) = assert_same("conv2d", inputs, kernel, bias, **options)
    assert_same("conv2d_backward", rng.normal(size=outputs.shape), inputs, kernel, **options)


@some
@given(seeds, pairs, st.none() | pairs | st.integers(1, 4), st.sampled_from(["valid", "same"]), st.data())
def test_pooling(seed, size, strides, padding, data):
    """Also windows that overlap or leave pixels out, and values with many ties."""
    rng = np.random.default_rng(seed)
    least = (1, 1) if padding == "same" else size
    image = [pixels + data.draw(st.integers(0, 4)) for pixels in least]
    shape = (data.draw(st.integers(1, 2)), *image, data.draw(st.integers(1, 3)))
    inputs = rng.normal(size=shape) if data.draw(st.booleans()) else rng.integers(-1, 2, shape).astype(float)
    for kind in ("max_pool", "average_pool"):
        (outputs,) = assert_same(kind, inputs, size, strides, padding)
        gradient = rng.normal(size=outputs.shape)
        (back,) = assert_same(f"{kind}_backward", gradient, inputs, size, strides, padding)
        # Nothing of the gradient is lost in padding, and nothing comes twice.
        assert back.sum() == pytest.approx(gradient.sum(), abs=1e-9)


@few
@given(seeds, st.lists(st.integers(1, 4), min_size=2, max_size=4).map(tuple))
def test_functions_of_any_shape(seed, shape):
    rng = np.random.default_rng(seed)
    inputs, gradient = rng.normal(size=shape), rng.normal(size=shape)
    inputs.flat[0] = 0.0
    mask, gamma, beta = rng.random(shape) > 0.4, rng.normal(size=shape[-1]), rng.normal(size=shape[-1])
    assert_same("relu", inputs)
    assert_same("relu_backward", gradient, inputs)
    for name in ("tanh", "sigmoid"):
        (outputs,) = assert_same(name, 10 * inputs)
        assert_same(f"{name}_backward", gradient, outputs)
    assert_same("dropout", inputs, mask, 0.3)
    assert_same("dropout_backward", gradient, mask, 0.3)
    assert_same("batch_norm", 3 * inputs + 1, gamma, beta, epsilon=0.01)
    assert_same("batch_norm_backward", gradient, 3 * inputs + 1, gamma, epsilon=0.01)
    (rows,) = assert_same("flatten", inputs)
    (images,) = assert_same("flatten_backward", rows, shape)
    np.testing.assert_array_equal(images, inputs)
    assert not np.shares_memory(vectorised.flatten(inputs), inputs), "what is done to the outputs is not done to inputs"
    signs = rng.integers(0, 2, shape)
    assert_same("binary_cross_entropy", 10 * inputs, signs)
    assert_same("mean_squared_error", inputs, gradient)
    assert_same("hinge", inputs, signs)
    assert_same("hinge", inputs, 2 * signs - 1)


@few
@given(seeds, st.integers(1, 4), st.integers(1, 5), st.integers(1, 4))
def test_dense_and_classes(seed, images, features, units):
    rng = np.random.default_rng(seed)
    inputs, kernel = rng.normal(size=(images, features)), rng.normal(size=(features, units))
    assert_same("dense", inputs, kernel)
    (outputs,) = assert_same("dense", inputs, kernel, rng.normal(size=units))
    assert_same("dense_backward", outputs, inputs, kernel)
    assert_same("softmax_cross_entropy", 10 * outputs, rng.integers(0, units, images))
    assert_same("softmax_cross_entropy", outputs, rng.dirichlet(np.ones(units), images))


@pytest.mark.parametrize("functions", [plain, vectorised])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_nothing_overflows(functions, dtype):
    """Logits of ±1000: no warning, which would be an error here; losses and gradients as they are in the limit."""
    large = np.array([[1000.0, -1000.0]], dtype)
    np.testing.assert_array_equal(functions.sigmoid(large), [[1, 0]])
    right, wrong = np.array([[1, 0]]), np.array([[0, 1]])
    for labels, value, gradient in ((right, 0, [[0, 0]]), (wrong, 1000, [[0.5, -0.5]])):
        found = functions.binary_cross_entropy(large, labels)
        assert found.value == value
        np.testing.assert_array_equal(found.gradient, gradient)
    found = functions.softmax_cross_entropy(large, np.array([1]))
    assert found.value == 2000
    np.testing.assert_array_equal(found.gradient, [[1, -1]])


@pytest.mark.parametrize("functions", [plain, vectorised])
def test_what_is_chosen_where_there_is_a_choice(functions):
    """Slope 0 at the kinks of ReLU and hinge, the first of equal maxima in reading order."""
    one = np.ones((1, 1))
    assert functions.relu_backward(one, 0 * one) == 0
    assert functions.hinge(one, one.astype(int)).gradient == 0
    tie = np.array([[0.0, 2.0], [2.0, 2.0]]).reshape(1, 2, 2, 1)
    back = functions.max_pool_backward(np.full((1, 1, 1, 1), 5.0), tie)
    np.testing.assert_array_equal(back[0, ..., 0], [[0, 5], [0, 0]])


def test_the_same_signatures():
    """And the plain functions can be shown: bodies of 25 lines at most, and a source named in each."""
    assert plain.__all__ == vectorised.__all__
    for name in plain.__all__:
        slow, fast = getattr(plain, name), getattr(vectorised, name)
        assert inspect.signature(slow) == inspect.signature(fast), name
        assert "Source:" in slow.__doc__, name
        assert f"plain.{name}" in fast.__doc__, name
        source = inspect.getsource(slow)
        assert source.startswith("@checked\ndef "), name
        body = source.split('"""')[2].strip().splitlines()
        assert len(body) <= 25, f"plain.{name} has {len(body)} lines"


@given(convolutions())
@few
def test_windows_are_counted_once(case):
    """All taps of all windows are as many pixels as rows times columns times taps, seen by window or by tap."""
    _, inputs, kernel, _, options = case
    windows = Windows.of(inputs.shape, kernel.shape, options["strides"], options["padding"], options["dilation_rate"])
    shape = windows.pad(inputs).shape[1:3]
    by_window, by_tap = np.zeros(shape, int), np.zeros(shape, int)
    for _, _, window in windows:
        by_window[window] += 1
    for _, _, pixels in windows.taps():
        by_tap[pixels] += 1
    np.testing.assert_array_equal(by_window, by_tap)
    assert by_tap.sum() == np.prod(windows.outputs) * np.prod(kernel.shape[:2])
