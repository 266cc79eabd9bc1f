"""Calls that would do a task of this topic for the student. All of coursekit is forbidden without being named."""

from __future__ import annotations

__all__ = ["AUTOMATIC", "BY_HAND", "CONVOLUTIONS", "POOLING"]

AUTOMATIC = (
    "tensorflow.GradientTape",
    "tensorflow.gradients",
)

CONVOLUTIONS = (
    *AUTOMATIC,
    "keras.layers.Conv2D",
    "keras.layers.Conv2DTranspose",
    "keras.ops.conv",
    "keras.ops.conv_transpose",
    "numpy.convolve",
    "numpy.correlate",
    "scipy.ndimage.convolve",
    "scipy.ndimage.correlate",
    "scipy.signal.convolve",
    "scipy.signal.convolve2d",
    "scipy.signal.correlate",
    "scipy.signal.correlate2d",
    "scipy.signal.fftconvolve",
    "scipy.signal.oaconvolve",
    "tensorflow.nn.conv2d",
    "tensorflow.nn.conv2d_transpose",
    "tensorflow.nn.convolution",
)

POOLING = (
    *AUTOMATIC,
    "keras.layers.MaxPooling2D",
    "keras.ops.max_pool",
    "scipy.ndimage.maximum_filter",
    "tensorflow.nn.max_pool",
    "tensorflow.nn.max_pool2d",
)

BY_HAND = "Work it out with loops and slices of your own: that is the task."
