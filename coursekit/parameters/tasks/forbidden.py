"""Calls that would do a task of this topic for the student. All of coursekit is forbidden without being named."""

from __future__ import annotations

__all__ = ["CONVOLUTIONS", "COUNTS"]

COUNTS = (
    "coursekit.parameters.conv2d",
    "coursekit.parameters.dense",
    "coursekit.parameters.table",
    "keras.Model.count_params",
    "keras.Model.summary",
    "keras.layers.Conv2D",
    "keras.layers.Dense",
    "keras.layers.DepthwiseConv2D",
    "keras.layers.SeparableConv2D",
    "keras.layers.BatchNormalization",
)

CONVOLUTIONS = (
    "coursekit.parameters.as_matrix",
    "keras.layers.Conv2D",
    "keras.layers.DepthwiseConv2D",
    "keras.ops.conv",
    "keras.ops.depthwise_conv",
    "numpy.convolve",
    "numpy.correlate",
    "scipy.ndimage.convolve",
    "scipy.ndimage.correlate",
    "scipy.ndimage.generic_filter",
    "scipy.signal.convolve",
    "scipy.signal.convolve2d",
    "scipy.signal.correlate",
    "scipy.signal.correlate2d",
    "scipy.signal.fftconvolve",
    "scipy.signal.oaconvolve",
    "tensorflow.nn.conv2d",
    "tensorflow.nn.convolution",
    "tensorflow.nn.depthwise_conv2d",
)
