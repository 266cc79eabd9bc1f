"""Layers: they hold the parameters, and remember between the way forward and the way back."""

from __future__ import annotations

from coursekit.backprop.layers.activations import ReLU, Sigmoid, Tanh
from coursekit.backprop.layers.convolution import Conv2D
from coursekit.backprop.layers.dense import Dense, Flatten
from coursekit.backprop.layers.dropout import Dropout
from coursekit.backprop.layers.layer import Layer
from coursekit.backprop.layers.normalization import BatchNormalization
from coursekit.backprop.layers.pooling import AveragePooling2D, MaxPooling2D

__all__ = [
    "AveragePooling2D",
    "BatchNormalization",
    "Conv2D",
    "Dense",
    "Dropout",
    "Flatten",
    "Layer",
    "MaxPooling2D",
    "ReLU",
    "Sigmoid",
    "Tanh",
]
