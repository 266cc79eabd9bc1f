"""The gradients of a convolution from the matrix of topic 01: one weight stands in many places, and each has its say.

`as_matrix` writes a convolution as a dense layer, `A @ x`. The gradient by each entry of `A` is the outer product of
the gradient at the outputs and the inputs; a weight of the kernel gets the sum over all entries where it stands.
"""

from __future__ import annotations

import numpy as np
import pytest
from scipy.signal import convolve2d, correlate2d

from coursekit.backprop import plain, vectorised
from coursekit.parameters import as_matrix

BOTH = (plain, vectorised)
# Inputs (images, height, width, channels), kernel, options.
CASES = {
    "one of each": ((1, 4, 5, 1), (2, 3, 1, 1), {}),
    "batch, channels, filters": ((3, 5, 4, 2), (3, 2, 2, 3), {}),
    "strides": ((2, 6, 7, 2), (3, 2, 2, 2), {"strides": (2, 3)}),
    "strides that leave some out": ((2, 7, 7, 1), (1, 2, 1, 2), {"strides": 3}),
    "same, odd zero below and on the right": ((2, 5, 6, 2), (2, 4, 2, 1), {"padding": "same"}),
    "same with strides": ((1, 6, 5, 1), (3, 3, 1, 2), {"padding": "same", "strides": 2}),
    "four ends": ((1, 4, 3, 2), (3, 3, 2, 2), {"padding": ((0, 2), (1, 3))}),
    "dilation": ((2, 7, 6, 2), (3, 2, 2, 2), {"dilation_rate": (2, 3)}),
    "groups": ((2, 5, 5, 4), (3, 2, 2, 6), {"groups": 2}),
    "depthwise": ((2, 4, 4, 3), (2, 2, 1, 3), {"groups": 3}),
    "all at once": (
        (2, 8, 9, 4),
        (3, 2, 2, 4),
        {"strides": (2, 1), "padding": ((1, 2), (0, 3)), "dilation_rate": (2, 3), "groups": 2},
    ),
}


def random(seed, shape):
    return np.random.default_rng(seed).normal(size=shape)


@pytest.mark.parametrize("functions", BOTH)
@pytest.mark.parametrize("case", CASES)
def test_sum_over_all_places_of_a_weight(assert_close, functions, case):
    input_shape, kernel_shape, options = CASES[case]
    inputs, kernel = random(1, input_shape), random(2, kernel_shape)
    outputs = functions.conv2d(inputs, kernel, **options)
    gradient = random(3, outputs.shape)
    found = functions.conv2d_backward(gradient, inputs, kernel, **options)

    matrix = as_matrix(kernel, input_shape[1:], **options)
    by_image = list(zip(inputs.reshape(len(inputs), -1), gradient.reshape(len(inputs), -1), strict=True))
    assert_close(outputs.reshape(len(inputs), -1), np.stack([matrix @ image for image, _ in by_image]), case)
    assert_close(found.inputs.reshape(len(inputs), -1), np.stack([matrix.T @ back for _, back in by_image]), case)

    # The same matrix of a kernel that holds 1, 2, 3 ...: its entries tell which weight stands where.
    places = as_matrix(np.arange(1, kernel.size + 1).reshape(kernel_shape), input_shape[1:], **options).tocoo()
    of_entries = sum(back[places.row] * image[places.col] for image, back in by_image)
    of_weights = np.bincount(places.data - 1, weights=of_entries, minlength=kernel.size)
    assert_close(found.kernel, of_weights.reshape(kernel_shape), case)
    assert_close(found.bias, gradient.sum(axis=(0, 1, 2)), case)


@pytest.mark.parametrize("functions", BOTH)
def test_full_convolution_and_valid_correlation(assert_close, functions):
    """For stride 1 without padding: the kernel turned round on the way back, and not turned for its own gradient."""
    inputs, kernel, gradient = random(1, (7, 6)), random(2, (3, 2)), random(3, (5, 5))
    batch, weights, back = inputs[None, :, :, None], kernel[:, :, None, None], gradient[None, :, :, None]
    assert_close(functions.conv2d(batch, weights)[0, :, :, 0], correlate2d(inputs, kernel, "valid"))
    found = functions.conv2d_backward(back, batch, weights)
    assert_close(found.inputs[0, :, :, 0], convolve2d(gradient, kernel, "full"))
    assert_close(found.kernel[:, :, 0, 0], correlate2d(inputs, gradient, "valid"))
    assert np.abs(found.inputs[0, :, :, 0] - correlate2d(gradient, kernel, "full")).max() > 1, "turning round matters"
