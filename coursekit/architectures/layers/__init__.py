"""The layers of the classic networks that Keras does not have; all by `keras.ops`, all saved with a model.

Importing this makes them known to `keras.saving`. Images are (batch, height, width, channels).
"""

from __future__ import annotations

from coursekit.architectures.layers.fan_in_uniform import FanInUniform
from coursekit.architectures.layers.local_response_normalization import LocalResponseNormalization
from coursekit.architectures.layers.radial_basis import RadialBasis
from coursekit.architectures.layers.scaled_tanh import scaled_tanh
from coursekit.architectures.layers.sparse_conv2d import SparseConv2D
from coursekit.architectures.layers.subsampling import Subsampling

__all__ = [
    "FanInUniform",
    "LocalResponseNormalization",
    "RadialBasis",
    "SparseConv2D",
    "Subsampling",
    "scaled_tanh",
]
