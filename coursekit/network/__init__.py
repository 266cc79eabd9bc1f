"""One description of a CNN that every calculator of the course reads.

A network is written as a list of layer descriptions with Keras' argument names, or read from a Keras
model. Nothing here imports Keras: `read` recognises its layers by their class names.

Example:
    >>> from coursekit import network
    >>> lenet = [network.Input(shape=(32, 32, 1)), network.Conv(6, 5), network.AveragePool(2)]
    >>> [node.output_shape for node in network.read(lenet)]
    [(32, 32, 1), (28, 28, 6), (14, 14, 6)]
"""

from __future__ import annotations

from coursekit.network.classic import LocalResponseNorm, RadialBasis, SparseConv, Subsampling
from coursekit.network.convolution import Conv, DepthwiseConv, SeparableConv
from coursekit.network.counting import counting
from coursekit.network.dense import Dense, Flatten, Permute, Reshape
from coursekit.network.geometry import Window, output_size, window
from coursekit.network.graph import Network, Node
from coursekit.network.layer import Attention, Input, Layer, Other, Shape, Variable
from coursekit.network.merging import Add, Average, Concatenate, Maximum, Minimum, Multiply, Subtract
from coursekit.network.pointwise import (
    Activation,
    BatchNorm,
    ChannelScale,
    Dropout,
    GroupNorm,
    Identity,
    LayerNorm,
    PReLU,
    Rescaling,
    Softmax,
    SpatialDropout,
)
from coursekit.network.pooling import AveragePool, GlobalAveragePool, GlobalMaxPool, MaxPool
from coursekit.network.reading import read
from coursekit.network.reshaping import Crop, Resize, UpSample, ZeroPad
from coursekit.network.sizing import with_input_shape
from coursekit.network.transposed import ConvTranspose
from coursekit.network.wrapper import TimeDistributed, unwrapped

__all__ = [
    "Activation",
    "Add",
    "Attention",
    "Average",
    "AveragePool",
    "BatchNorm",
    "ChannelScale",
    "Concatenate",
    "Conv",
    "ConvTranspose",
    "Crop",
    "Dense",
    "DepthwiseConv",
    "Dropout",
    "Flatten",
    "GlobalAveragePool",
    "GlobalMaxPool",
    "GroupNorm",
    "Identity",
    "Input",
    "Layer",
    "LayerNorm",
    "LocalResponseNorm",
    "MaxPool",
    "Maximum",
    "Minimum",
    "Multiply",
    "Network",
    "Node",
    "Other",
    "PReLU",
    "Permute",
    "RadialBasis",
    "Rescaling",
    "Reshape",
    "Resize",
    "SeparableConv",
    "Shape",
    "Softmax",
    "SparseConv",
    "SpatialDropout",
    "Subsampling",
    "Subtract",
    "TimeDistributed",
    "UpSample",
    "Variable",
    "Window",
    "ZeroPad",
    "counting",
    "output_size",
    "read",
    "unwrapped",
    "window",
    "with_input_shape",
]
