"""A small network that stands for one that others have trained; exercise 07 hands it to students."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import keras

__all__ = ["small_backbone"]


def small_backbone(input_shape: tuple[int, int, int], filters: Sequence[int]) -> keras.Model:
    """A network without a head, of blocks as VGG's but with batch normalisation. Its weights stand for learnt ones.

    Each block has a 3x3 convolution `block1_conv`, batch normalisation `block1_norm`, ReLU `block1_relu` and 2x2 max
    pooling `block1_pool`. The same arguments always give the same weights; all of them are different numbers.

    Args:
        input_shape: (height, width, channels) of the images.
        filters: of each block.

    Returns:
        A Keras model, images in, feature maps out; everything in it is trainable.
    """
    import keras  # noqa: PLC0415 - importing TensorFlow takes seconds; only who builds a model pays for it

    x = image = keras.Input(input_shape, name="image")
    for block, count in enumerate(filters, start=1):
        x = keras.layers.Conv2D(count, 3, padding="same", name=f"block{block}_conv")(x)
        x = keras.layers.BatchNormalization(name=f"block{block}_norm")(x)
        x = keras.layers.ReLU(name=f"block{block}_relu")(x)
        x = keras.layers.MaxPooling2D(2, name=f"block{block}_pool")(x)
    model = keras.Model(image, x, name="backbone")
    for place, layer in enumerate(model.layers):
        layer.set_weights([_learnt(weight, place) for weight in layer.weights])
    return model


def _learnt(weight: Any, place: int) -> Any:
    """Numbers that keep the size of values from layer to layer; those that begin as all 0 or all 1 are none of both."""
    kind = weight.name
    rng = np.random.default_rng([place, len(kind), *weight.shape])
    if kind == "kernel":
        values = rng.normal(0, np.sqrt(2 / np.prod(weight.shape[:-1])), weight.shape)
    elif kind in ("gamma", "moving_variance"):
        values = rng.uniform(0.6, 1.4, weight.shape)
    else:
        values = rng.normal(0, 0.3, weight.shape)
    return values.astype("float32")
