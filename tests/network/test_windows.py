"""Geometry in numbers, against which inputs Keras' layers really see."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from coursekit.network import Conv, ConvTranspose, Crop, MaxPool, ZeroPad


def seen_by_window(window, size):
    """Which of `size` inputs each output sees, from the definition of a window."""
    spread = (size - 1) * window.spacing + 1
    places = [[i * window.stride - window.before + j * window.dilation for j in range(window.kernel)]
              for i in range(window.output(size))]  # fmt: skip
    return [{p // window.spacing for p in row if 0 <= p < spread and p % window.spacing == 0} for row in places]


def seen_by_keras(layer, size):
    """Which inputs change each output, one input at a time."""
    images = np.eye(size, dtype="float32").reshape(size, size, 1)
    outputs = np.asarray(layer(images))[..., 0]
    return [set(np.flatnonzero(outputs[:, i])) for i in range(outputs.shape[1])]


@pytest.mark.parametrize("padding", ["valid", "same"])
def test_convolutions_see_what_they_say(keras, padding):
    for size, kernel, (stride, dilation) in product((6, 7), (1, 2, 3, 4), ((1, 1), (2, 1), (3, 1), (1, 2))):
        if padding == "valid" and dilation * (kernel - 1) >= size:
            continue
        options = {"strides": stride, "padding": padding, "dilation_rate": dilation, "use_bias": False}
        theirs = keras.layers.Conv1D(1, kernel, kernel_initializer="ones", **options)
        (window,) = Conv(1, kernel, **options).windows((size, 1))
        assert seen_by_window(window, size) == seen_by_keras(theirs, size), (size, kernel, options)


@pytest.mark.parametrize("padding", ["valid", "same"])
def test_transposed_convolutions_see_what_they_say(keras, padding):
    for size, kernel, stride, dilation in product((1, 4, 5), (1, 2, 3, 4, 5), (1, 2, 3), (1, 2)):
        if stride > 1 and dilation > 1:
            continue
        options = {"strides": stride, "padding": padding, "dilation_rate": dilation, "use_bias": False}
        for extra in (None, *range(stride)):
            theirs = keras.layers.Conv1DTranspose(1, kernel, output_padding=extra, kernel_initializer="ones", **options)
            ours = ConvTranspose(1, kernel, output_padding=extra, **options)
            expected = theirs.compute_output_shape((None, size, 1))[1]
            if expected < 1:
                with pytest.raises(ValueError, match="the output would have shape"):
                    ours.output_shape((size, 1))
                continue
            assert ours.output_shape((size, 1)) == (expected, 1), (size, kernel, extra, options)
            if extra is None and dilation == 1:  # TensorFlow cannot run a dilated one on a CPU
                (window,) = ours.windows((size, 1))
                assert seen_by_window(window, size) == seen_by_keras(theirs, size), (size, kernel, options)


def test_pooling_padding_and_cropping_see_what_they_say(keras):
    layers = keras.layers
    pairs = [
        (MaxPool(3, 2, "same"), layers.MaxPooling1D(3, 2, "same")),
        (MaxPool(3), layers.MaxPooling1D(3)),
        (ZeroPad(((2, 1),)), layers.ZeroPadding1D((2, 1))),
        (Crop(((2, 1),)), layers.Cropping1D((2, 1))),
    ]
    for (ours, theirs), size in product(pairs, (6, 7)):
        (window,) = ours.windows((size, 1))
        assert seen_by_window(window, size) == seen_by_keras(theirs, size), ours
