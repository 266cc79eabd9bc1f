"""The matrix of a convolution, against Keras and SciPy."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.signal import correlate2d
from scipy.sparse import csr_array

from coursekit import parameters
from coursekit.parameters import as_matrix


@st.composite
def convolutions(draw, groups=1):
    per_group, filters_per_group = draw(st.integers(1, 3)), draw(st.integers(1, 3))
    kernel = (draw(st.integers(1, 4)), draw(st.integers(1, 4)), per_group, filters_per_group * groups)
    shape = (draw(st.integers(1, 9)), draw(st.integers(1, 9)), per_group * groups)
    numbers = np.random.default_rng(draw(st.integers(0, 2**32)))
    return numbers.normal(size=kernel), numbers.normal(size=shape)


steps = st.tuples(st.integers(1, 3), st.integers(1, 3))
ends = st.tuples(*[st.tuples(st.integers(0, 2), st.integers(0, 2))] * 2)


def by_scipy(kernel, image, strides, padding, dilation):
    """Every pair of channel and filter by itself, through SciPy's two-dimensional correlation."""
    height, width, channels, filters = kernel.shape
    spread = np.zeros(((height - 1) * dilation[0] + 1, (width - 1) * dilation[1] + 1, channels, filters))
    spread[:: dilation[0], :: dilation[1]] = kernel
    padded = np.pad(image, (*padding, (0, 0)))
    maps = [
        sum(correlate2d(padded[..., c], spread[..., c, f], mode="valid") for c in range(channels))
        for f in range(filters)
    ]
    return np.stack(maps, axis=-1)[:: strides[0], :: strides[1]]


@given(convolutions(), steps, ends, steps)
def test_equals_scipy_with_any_strides_padding_and_dilation(case, strides, padding, dilation):
    kernel, image = case
    spans = [(kernel.shape[axis] - 1) * dilation[axis] + 1 for axis in (0, 1)]
    assume(all(image.shape[axis] + sum(padding[axis]) >= spans[axis] for axis in (0, 1)))
    expected = by_scipy(kernel, image, strides, padding, dilation)
    matrix = as_matrix(kernel, image.shape, strides, padding, dilation)
    assert isinstance(matrix, csr_array)
    np.testing.assert_allclose((matrix @ image.reshape(-1)).reshape(expected.shape), expected, atol=1e-12)


@settings(deadline=None, max_examples=150)
@given(st.data(), st.sampled_from(["valid", "same"]), steps, steps, st.integers(1, 3))
def test_equals_keras_with_strides_or_dilation_and_groups(keras, data, padding, strides, dilation, groups):
    kernel, image = data.draw(convolutions(groups))
    if max(strides) > 1:
        dilation = (1, 1)
    spans = [(kernel.shape[axis] - 1) * dilation[axis] + 1 for axis in (0, 1)]
    assume(padding == "same" or all(image.shape[axis] >= spans[axis] for axis in (0, 1)))
    kernel, image = kernel.astype("float32"), image.astype("float32")
    expected = np.asarray(
        keras.ops.conv(image[None], kernel, strides, padding, data_format="channels_last", dilation_rate=dilation)
    )[0]
    matrix = as_matrix(kernel, image.shape, strides, padding, dilation, groups)
    assert matrix.dtype == np.float32
    np.testing.assert_allclose((matrix @ image.reshape(-1)).reshape(expected.shape), expected, atol=1e-4)


def test_rows_and_columns_are_where_they_are_said_to_be():
    kernel = np.arange(1, 2 * 2 * 2 * 3 + 1).reshape(2, 2, 2, 3)
    matrix = as_matrix(kernel, (4, 5, 2)).toarray()
    for i, j, f, r, c, k in np.ndindex(3, 4, 3, 4, 5, 2):
        inside = 0 <= r - i < 2 and 0 <= c - j < 2
        expected = kernel[r - i, c - j, k, f] if inside else 0
        assert matrix[(i * 4 + j) * 3 + f, (r * 5 + c) * 2 + k] == expected


def test_the_kernel_is_not_turned_round():
    matrix = as_matrix(np.array([[1, 2, 3]])[:, :, None, None], (1, 3, 1))
    assert (matrix @ np.array([1, 0, 0])).tolist() == [1]


def test_connections_are_stored_even_where_the_weight_is_zero():
    matrix = as_matrix(np.zeros((5, 5, 1, 6), dtype=int), (32, 32, 1))
    assert matrix.nnz == 28 * 28 * 6 * 25
    assert matrix.dtype == int


def test_is_built_without_the_dense_matrix():
    import tracemalloc

    kernel = np.ones((3, 3, 4, 8), dtype="float32")
    as_matrix(kernel, (4, 4, 4))
    tracemalloc.start()
    matrix = as_matrix(kernel, (64, 64, 4))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < matrix.shape[0] * matrix.shape[1] / 8  # a dense one of float32 would be 32 times this
    assert peak < 60 * matrix.nnz


@pytest.mark.parametrize(
    ("kernel", "arguments", "error", "said"),
    [
        (np.ones((3, 3)), ((8, 8, 1),), ValueError, r"kernel\[:, :, None, None\]"),
        (np.ones((3, 3, 1, 0)), ((8, 8, 1),), ValueError, "every size must be at least 1"),
        ([["a"]], ((8, 8, 1),), TypeError, "array of numbers"),
        (np.ones((3, 3, 2, 1)), ((8, 8, 3),), ValueError, "for 2 channels, but the input has 3"),
        (np.ones((3, 3, 2, 1)), ((8, 8),), ValueError, "height, width, channels"),
        (np.ones((3, 3, 1, 1)), ((8, 0, 1),), ValueError, "at least 1, not 0"),
        (np.ones((9, 3, 1, 1)), ((8, 8, 1),), ValueError, "kernel of 9 spans 9 inputs, but there are only 8"),
        (np.ones((3, 3, 1, 1)), ((8, 8, 1), 0), ValueError, "strides must be at least 1"),
        (np.ones((3, 3, 1, 1)), ((8, 8, 1), 1, "full"), ValueError, "padding must be"),
        (np.ones((3, 3, 1, 1)), ((8, 8, 1), 1, (1, 1, 1)), ValueError, "two entries"),
        (np.ones((3, 3, 1, 1)), ((8, 8, 1), 1, "valid", 0), ValueError, "dilation_rate must be at least 1"),
        (np.ones((3, 3, 1, 3)), ((8, 8, 2), 1, "valid", 1, 2), ValueError, "groups=2 must divide both"),
        (np.ones((3, 3, 64, 64)), ((224, 224, 64), 1, "same"), ValueError, "entries, about 22 GB"),
    ],
)
def test_bad_input_says_what_is_wrong(kernel, arguments, error, said):
    with pytest.raises(error, match=said):
        parameters.as_matrix(kernel, *arguments)
