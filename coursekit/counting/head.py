"""What follows the last map of a classifier, layer by layer turned into something that slides over maps."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from coursekit.counting.copies import Copies

__all__ = ["Vector", "begins_head", "collapse", "convert", "refuse"]

# Each value by itself: the same on a map as on a vector, wherever it stands.
_DROPOUT = ("Dropout", "AlphaDropout", "GaussianDropout", "GaussianNoise", "ActivityRegularization", "Identity")
_ELEMENTWISE = (*_DROPOUT, "ReLU", "LeakyReLU", "ELU")
_ELEMENTWISE_FUNCTIONS = (
    *("linear", "relu", "relu6", "leaky_relu", "elu", "selu", "celu", "gelu", "silu", "mish", "exponential"),
    *("tanh", "sigmoid", "log_sigmoid", "softplus", "softsign", "hard_sigmoid", "hard_silu", "hard_tanh"),
)
# Along the features: the same on a map once each place has all its features in the channels.
_ALONG_FEATURES = ("BatchNormalization", "LayerNormalization", "UnitNormalization", "Softmax")


@dataclass(frozen=True)
class Vector:
    """What is a vector for one patch, and a map of such vectors for an image.

    Attributes:
        map: the Keras tensor (batch, rows, columns, channels) that holds it.
        window: height and width of the part of the map that makes up one vector: that of the patch's map after
            `Flatten`, (1, 1) once a dense layer or a pooling has read it.
        scale: after a batch normalisation that the next dense layer has to take over: factor and summand of each of
            the window's values, each of shape (height, width, channels).
    """

    map: Any
    window: tuple[int, int]
    scale: tuple[npt.NDArray[Any], npt.NDArray[Any]] | None = None


def refuse(layer: Any, why: str) -> ValueError:
    """The error that says which layer stands in the way."""
    return ValueError(f"The model cannot become fully convolutional: {layer.name} ({type(layer).__name__}) {why}")


def begins_head(layer: Any, rank: int) -> bool:
    """Whether a layer turns the maps (of rank 4 with the batch) into a vector."""
    kind = type(layer).__name__
    return rank == 4 and (
        kind in ("Flatten", "GlobalAveragePooling2D", "GlobalMaxPooling2D")
        or (kind == "Reshape" and len(layer.target_shape) == 1)
    )


def collapse(layer: Any, maps: Any, window: tuple[int, int], copies: Copies) -> Vector:
    """Keep the maps where the classifier makes a vector of them.

    Args:
        layer: for which `begins_head` is true.
        maps: what it reads.
        window: height and width of the map that a patch gives.
        copies: knows which names are free.
    """
    import keras  # noqa: PLC0415 - importing TensorFlow takes seconds; only who converts a model pays for it

    pooling = {
        "GlobalAveragePooling2D": keras.layers.AveragePooling2D,
        "GlobalMaxPooling2D": keras.layers.MaxPooling2D,
    }.get(type(layer).__name__)
    if pooling is None:
        return Vector(maps, window)
    windows = pooling(window, strides=1, padding="valid", data_format="channels_last", name=copies.name(layer))
    return Vector(windows(maps), (1, 1))


def convert(layer: Any, vector: Vector, rank: int, copies: Copies) -> Vector:
    """Apply to the map what a layer does to the vector.

    Args:
        layer: a layer behind `collapse`.
        vector: what it reads.
        rank: of what it reads in the classifier, with the batch: 4 after a pooling with `keepdims`.
        copies: of the layers that stay as they are.

    Raises:
        ValueError: if that is impossible; the message names the layer and says why.
    """
    kind = type(layer).__name__
    if kind == "Dense":
        return _dense(layer, vector, copies)
    if kind == "Flatten" or (kind == "Reshape" and _keeps_features(layer)):
        return vector
    if vector.scale is not None and kind not in _DROPOUT:
        raise refuse(
            layer,
            "stands between a BatchNormalization of the flattened map and the next Dense layer. Only directly before "
            "a Dense layer can that normalisation be taken into its weights: it is another one at each place.",
        )
    if kind in _ELEMENTWISE or (kind == "Activation" and _is_elementwise(layer.activation)):
        return replace(vector, map=copies.of(layer)(vector.map))
    if kind == "Rescaling" and np.ndim(layer.scale) == np.ndim(layer.offset) == 0:
        return replace(vector, map=copies.of(layer)(vector.map))
    if kind == "BatchNormalization" and vector.window != (1, 1):
        return replace(vector, scale=_scale_of(layer, vector))
    if vector.window != (1, 1):
        raise refuse(
            layer,
            "follows a flattened map. Each value belongs to a place in the patch there, and to several places where "
            "patches overlap. Put it behind the next Dense layer.",
        )
    if kind == "Activation":  # softmax and the like: along the last axis, which holds the features on a map too
        return replace(vector, map=copies.of(layer)(vector.map))
    if kind in _ALONG_FEATURES:
        if not _along_last(getattr(layer, "axis", -1), rank):
            raise refuse(layer, f"works along axis {layer.axis}, not along the features.")
        return replace(vector, map=copies.of(layer, axis=-1)(vector.map))
    if kind == "Conv2D" and tuple(layer.kernel_size) == tuple(layer.strides) == (1, 1):
        return replace(vector, map=copies.of(layer)(vector.map))
    raise refuse(
        layer,
        "stands behind the last map, and how it would slide over an image is not known. There may be Dense, Dropout, "
        "normalisation along the features, and activations.",
    )


def _dense(layer: Any, vector: Vector, copies: Copies) -> Vector:
    """A convolution with the same numbers: its kernel is as large as the part of the map that makes up one vector."""
    import keras  # noqa: PLC0415 - as above

    if getattr(layer, "quantization_mode", None):
        raise refuse(layer, f"is quantised ({layer.quantization_mode}). Convert the model before you quantise it.")
    if getattr(layer, "lora_enabled", False):
        raise refuse(layer, "has LoRA weights beside its own. Merge them first, by saving and loading the model.")
    channels = int(vector.map.shape[-1])
    kernel = _numbers(layer.kernel).reshape(*vector.window, channels, layer.units)
    bias = _numbers(layer.bias) if layer.use_bias else None
    if vector.scale is not None:
        factor, summand = (values[..., None] for values in vector.scale)
        moved = (kernel * summand).sum(axis=(0, 1, 2))
        bias = moved if bias is None else bias + moved
        kernel = kernel * factor
    convolution = keras.layers.Conv2D(
        layer.units,
        vector.window,
        activation=layer.activation,
        use_bias=bias is not None,
        data_format="channels_last",
        dtype=layer.dtype_policy,
        trainable=layer.trainable,
        name=copies.name(layer),
    )
    result = convolution(vector.map)
    convolution.set_weights([kernel] if bias is None else [kernel, bias])
    return Vector(result, (1, 1))


def _scale_of(layer: Any, vector: Vector) -> tuple[npt.NDArray[Any], npt.NDArray[Any]]:
    """Batch normalisation at inference is a factor and a summand for each value."""
    mean, variance = _numbers(layer.moving_mean), _numbers(layer.moving_variance)
    factor = (_numbers(layer.gamma) if layer.scale else 1) / np.sqrt(variance + layer.epsilon)
    summand = (_numbers(layer.beta) if layer.center else 0) - mean * factor
    shape = (*vector.window, int(vector.map.shape[-1]))
    return factor.reshape(shape), summand.reshape(shape)


def _numbers(variable: Any) -> npt.NDArray[Any]:
    return np.asarray(variable.numpy())


def _keeps_features(layer: Any) -> bool:
    """Whether a `Reshape` of a vector leaves all its features along the last axis."""
    return all(size == 1 for size in tuple(layer.target_shape)[:-1])


def _is_elementwise(activation: Any) -> bool:
    return getattr(activation, "__name__", "") in _ELEMENTWISE_FUNCTIONS


def _along_last(axis: Any, rank: int) -> bool:
    axes = [axis] if isinstance(axis, int) else list(axis)
    return len(axes) == 1 and axes[0] in (-1, rank - 1)
