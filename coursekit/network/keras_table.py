"""What each layer of Keras is in our words: its class name, and how its attributes become a description."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from coursekit.network.convolution import Conv, DepthwiseConv, SeparableConv
from coursekit.network.dense import Dense, Flatten, Permute, Reshape
from coursekit.network.layer import Input, Layer
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
from coursekit.network.reshaping import Crop, Resize, UpSample, ZeroPad
from coursekit.network.transposed import ConvTranspose

__all__ = ["KNOWN", "activation_name"]

# Noise and augmentation only act while training.
_NOTHING_AT_INFERENCE = (
    "Identity", "ActivityRegularization", "GaussianNoise", "RandomBrightness", "RandomColorDegeneration",
    "RandomColorJitter", "RandomContrast", "RandomElasticTransform", "RandomErasing", "RandomFlip",
    "RandomGaussianBlur", "RandomGrayscale", "RandomHue", "RandomInvert", "RandomPerspective", "RandomPosterization",
    "RandomRotation", "RandomSaturation", "RandomSharpness", "RandomShear", "RandomTranslation", "RandomZoom",
)  # fmt: skip
_LIBRARIES = ("keras", "tensorflow", "jax", "torch", "coursekit")
_ACTIVATION_LAYERS = {"ReLU": "relu", "LeakyReLU": "leaky_relu", "ELU": "elu"}
_ACTIVATION_OPERATIONS = {
    "Elu": "elu", "Gelu": "gelu", "HardSigmoid": "hard_sigmoid", "HardSilu": "hard_silu", "LeakyRelu": "leaky_relu",
    "Relu": "relu", "Relu6": "relu6", "Selu": "selu", "Sigmoid": "sigmoid", "Silu": "silu", "Softplus": "softplus",
    "Tanh": "tanh",
}  # fmt: skip


def activation_name(function: Any) -> str | None:
    """The name of an activation function, by which others know what it does; so only of those that libraries define."""
    if function is None:
        return None
    name, module = getattr(function, "__name__", None), str(getattr(function, "__module__", None))
    if name is None:  # a layer
        kind = type(function).__name__
        if not type(function).__module__.startswith("keras.src."):
            return kind
        return "softmax" if kind == "Softmax" and function.axis == -1 else _ACTIVATION_LAYERS.get(kind, kind)
    if module.split(".", maxsplit=1)[0] not in _LIBRARIES:
        return f"{module}.{name}"
    return None if name == "linear" else str(name)


def _common(layer: Any) -> dict[str, Any]:
    return {"name": str(layer.name), "trainable": bool(layer.trainable)}


def _spatial(layer: Any) -> dict[str, Any]:
    # Layers for sequences have no data_format: the channels come last there.
    return {**_common(layer), "data_format": getattr(layer, "data_format", "channels_last")}


def _sliding(layer: Any) -> dict[str, Any]:
    return {
        **_spatial(layer),
        "kernel_size": layer.kernel_size,
        "strides": layer.strides,
        "padding": layer.padding,
        "dilation_rate": layer.dilation_rate,
        "use_bias": layer.use_bias,
        "activation": activation_name(layer.activation),
    }


def _convolution(kind: type[Layer], *more: str) -> Callable[[Any], Layer]:
    return lambda layer: kind(**{name: getattr(layer, name) for name in more}, **_sliding(layer))


def _ends(amounts: Any) -> Any:
    """(1, 2) of a layer with one axis is before and after, not an amount for each of two axes."""
    return (amounts,) if isinstance(amounts[0], int) else amounts


def _pool(kind: type[MaxPool | AveragePool]) -> Callable[[Any], Layer]:
    return lambda layer: kind(layer.pool_size, layer.strides, layer.padding, **_spatial(layer))


def _global_pool(kind: type[GlobalMaxPool | GlobalAveragePool]) -> Callable[[Any], Layer]:
    return lambda layer: kind(layer.keepdims, **_spatial(layer))


def _plain(kind: type[Layer]) -> Callable[[Any], Layer]:
    return lambda layer: kind(**_common(layer))


def _normalisation(kind: type[BatchNorm | LayerNorm | GroupNorm]) -> Callable[[Any], Layer | None]:
    def read(layer: Any) -> Layer | None:
        axis = layer.axis
        if isinstance(axis, list | tuple):
            if len(axis) != 1:
                return None
            axis = axis[0]
        more = {"groups": layer.groups} if kind is GroupNorm else {}
        return kind(axis=axis, center=layer.center, scale=layer.scale, **more, **_common(layer))

    return read


def _named_activation(name: str) -> Callable[[Any], Layer]:
    return lambda layer: Activation(name, name=str(layer.name))


def _activation_layer(layer: Any) -> Layer:
    name = activation_name(layer.activation)
    return Identity(**_common(layer)) if name is None else Activation(name, **_common(layer))


def _softmax(layer: Any) -> Layer:
    return Softmax(tuple(layer.axis) if isinstance(layer.axis, list) else layer.axis, name=str(layer.name))


def _operation(kind: type[Layer]) -> Callable[[Any], Layer]:
    return lambda operation: kind(name=str(operation.name))


def _reshape(layer: Any) -> Layer:
    return Reshape(tuple(layer.target_shape), **_common(layer))


def _resizing(layer: Any) -> Layer | None:
    if any(getattr(layer, f"{how}_to_aspect_ratio", False) for how in ("crop", "pad")):
        return None
    if getattr(layer, "antialias", False):  # reads a wider neighbourhood than the description says
        return None
    return Resize(layer.height, layer.width, layer.interpolation, **_spatial(layer))


# By kind of module (names repeat between them) and name of the class.
KNOWN: dict[tuple[str, str], Callable[[Any], Layer | None]] = {
    ("layers", "InputLayer"): lambda layer: Input(tuple(layer.batch_shape[1:]), name=str(layer.name)),
    ("layers", "Dense"): lambda layer: Dense(
        layer.units, activation_name(layer.activation), layer.use_bias, **_common(layer)
    ),
    ("layers", "Flatten"): _plain(Flatten),
    ("layers", "Reshape"): _reshape,
    ("layers", "Permute"): lambda layer: Permute(tuple(layer.dims), **_common(layer)),
    ("layers", "Activation"): _activation_layer,
    ("layers", "Softmax"): _softmax,
    ("ops", "Softmax"): _softmax,
    ("layers", "PReLU"): lambda layer: PReLU(
        None if layer.shared_axes is None else tuple(layer.shared_axes), **_common(layer)
    ),
    ("layers", "BatchNormalization"): _normalisation(BatchNorm),
    ("layers", "LayerNormalization"): _normalisation(LayerNorm),
    ("layers", "GroupNormalization"): _normalisation(GroupNorm),
    ("layers", "Rescaling"): _plain(Rescaling),
    ("layers", "Normalization"): _plain(Rescaling),
    ("layers", "Resizing"): _resizing,
    ("layers", "Concatenate"): lambda layer: Concatenate(layer.axis, **_common(layer)),
    ("applications", "LayerScale"): _plain(ChannelScale),
    ("applications", "StochasticDepth"): _plain(Dropout),
    ("applications", "CustomScaleLayer"): _plain(Add),
    ("ops", "Concatenate"): lambda operation: Concatenate(operation.axis, name=str(operation.name)),
}
for _rank in ("1D", "2D", "3D"):
    KNOWN |= {
        ("layers", f"Conv{_rank}"): _convolution(Conv, "filters", "groups"),
        ("layers", f"DepthwiseConv{_rank}"): _convolution(DepthwiseConv, "depth_multiplier"),
        ("layers", f"SeparableConv{_rank}"): _convolution(SeparableConv, "filters", "depth_multiplier"),
        ("layers", f"Conv{_rank}Transpose"): _convolution(ConvTranspose, "filters", "output_padding"),
        ("layers", f"MaxPooling{_rank}"): _pool(MaxPool),
        ("layers", f"AveragePooling{_rank}"): _pool(AveragePool),
        ("layers", f"GlobalMaxPooling{_rank}"): _global_pool(GlobalMaxPool),
        ("layers", f"GlobalAveragePooling{_rank}"): _global_pool(GlobalAveragePool),
        ("layers", f"ZeroPadding{_rank}"): lambda layer: ZeroPad(_ends(layer.padding), **_spatial(layer)),
        ("layers", f"Cropping{_rank}"): lambda layer: Crop(_ends(layer.cropping), **_spatial(layer)),
        ("layers", f"UpSampling{_rank}"): lambda layer: UpSample(
            layer.size, getattr(layer, "interpolation", "nearest"), **_spatial(layer)
        ),
        ("layers", f"SpatialDropout{_rank}"): lambda layer: SpatialDropout(float(layer.rate), **_common(layer)),
    }
for _kind in (Add, Subtract, Multiply, Average, Maximum, Minimum):
    KNOWN["layers", _kind.__name__] = _plain(_kind)
for _kind in (Add, Subtract, Multiply, Maximum, Minimum):  # `x + y`; `x + 3` is for the reader to tell apart
    KNOWN["ops", _kind.__name__] = _operation(_kind)
for _name in ("Dropout", "AlphaDropout", "GaussianDropout"):
    KNOWN["layers", _name] = lambda layer: Dropout(float(layer.rate), **_common(layer))
for _name in _NOTHING_AT_INFERENCE:
    KNOWN["layers", _name] = _plain(Identity)
for _name, _function in _ACTIVATION_LAYERS.items():
    KNOWN["layers", _name] = _named_activation(_function)
for _name, _function in _ACTIVATION_OPERATIONS.items():
    KNOWN["ops", _name] = _named_activation(_function)
