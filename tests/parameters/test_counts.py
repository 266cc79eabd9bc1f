"""Counts of one layer, against arithmetic written out, Keras, and the entries of the matrix."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coursekit import parameters
from coursekit.parameters import (
    as_matrix,
    conv2d,
    dense,
    dense_equivalent,
    depthwise_conv2d,
    separable_conv2d,
    sparse,
)

numbers = st.integers(1, 9)


def test_the_first_layer_of_lenet():
    assert conv2d(5, 1, 6) == 156
    assert sparse(5, (32, 32, 1), 6) == 122_304
    assert dense_equivalent((32, 32, 1), (28, 28, 6)) == 4_821_600


@given(numbers, numbers, numbers, numbers, st.booleans())
def test_counts_equal_weights_listed_one_by_one(height, width, channels, filters, bias):
    weights = sum(1 for _ in np.ndindex(height, width, channels, filters)) if height * width < 20 else None
    if weights is not None:
        assert conv2d((height, width), channels, filters, bias) == weights + (filters if bias else 0)
    assert dense(channels, filters, bias) == channels * filters + (filters if bias else 0)


@given(st.integers(1, 5), st.integers(1, 4), st.integers(1, 4), st.integers(1, 3), st.booleans())
def test_keras_has_as_many(keras, kernel, channels, filters, groups, bias):
    layers = keras.layers
    pairs = [
        (layers.Conv2D(filters * groups, kernel, groups=groups, use_bias=bias), channels * groups,
         conv2d(kernel, channels * groups, filters * groups, bias, groups)),
        (layers.DepthwiseConv2D(kernel, depth_multiplier=groups, use_bias=bias), channels,
         depthwise_conv2d(kernel, channels, groups, bias)),
        (layers.SeparableConv2D(filters, kernel, depth_multiplier=groups, use_bias=bias), channels,
         separable_conv2d(kernel, channels, filters, groups, bias)),
        (layers.Dense(filters, use_bias=bias), channels, dense(channels, filters, bias)),
    ]  # fmt: skip
    for layer, inputs, ours in pairs:
        layer.build((None, 9, 9, inputs))
        assert layer.count_params() == ours


@given(
    st.tuples(st.integers(1, 7), st.integers(1, 7), st.integers(1, 3)),
    st.tuples(st.integers(1, 3), st.integers(1, 3)),
    st.integers(1, 3),
    st.integers(1, 2),
    st.sampled_from(["valid", "same", 1, ((0, 2), (1, 0))]),
    st.booleans(),
)
def test_without_sharing_there_is_a_weight_per_entry_of_the_matrix(shape, kernel, filters, strides, padding, bias):
    weights = np.zeros((*kernel, shape[2], filters))
    try:
        matrix = as_matrix(weights, shape, strides, padding)
    except ValueError:
        with pytest.raises(ValueError, match="no position is left"):
            sparse(kernel, shape, filters, strides, padding)
        return
    existing = sparse(kernel, shape, filters, strides, padding, bias=bias, count_padding=False)
    assert existing == matrix.nnz + (matrix.shape[0] if bias else 0)
    every = sparse(kernel, shape, filters, strides, padding, bias=bias)
    assert every == matrix.shape[0] * (kernel[0] * kernel[1] * shape[2] + bias)
    assert dense_equivalent(shape, (matrix.shape[0],), bias) == matrix.shape[0] * (matrix.shape[1] + bias)


@pytest.mark.parametrize(
    ("call", "error", "said"),
    [
        (lambda: conv2d(0, 1, 6), ValueError, "kernel must be at least 1"),
        (lambda: conv2d(5, -1, 6), ValueError, "in_channels must be at least 1, not -1"),
        (lambda: conv2d(5, 1, 0), ValueError, "filters must be at least 1"),
        (lambda: conv2d(5, 1.0, 6), TypeError, "in_channels must be a whole number"),
        (lambda: conv2d((5, 5, 5), 1, 6), ValueError, "kernel"),
        (lambda: conv2d(5, 3, 6, groups=2), ValueError, "3 channels, which 2 groups do not divide"),
        (lambda: conv2d(5, 4, 5, groups=2), ValueError, "5 filters cannot be shared out"),
        (lambda: conv2d(5, 1, 6, bias="yes"), TypeError, "bias must be True or False"),
        (lambda: dense(0, 10), ValueError, "inputs must be at least 1"),
        (lambda: dense(10, -3), ValueError, "units must be at least 1"),
        (lambda: dense_equivalent((3, 0), 5), ValueError, "input_shape"),
        (lambda: sparse(5, (32, 32), 6), ValueError, "height, width, channels"),
        (lambda: sparse(5, (4, 32, 1), 6), ValueError, "no position is left"),
        (lambda: sparse(3, (8, 8, 1), 6, strides=2, dilation_rate=2), ValueError, "cannot be combined"),
        (lambda: depthwise_conv2d(3, 0), ValueError, "in_channels"),
        (lambda: separable_conv2d(3, 4, 0), ValueError, "filters"),
    ],
)
def test_bad_numbers_are_refused(call, error, said):
    with pytest.raises(error, match=said):
        call()


def test_names_are_loaded_when_asked_for():
    assert set(parameters.__all__) <= set(dir(parameters))
    with pytest.raises(AttributeError, match="no attribute 'tabel'"):
        parameters.tabel  # noqa: B018
