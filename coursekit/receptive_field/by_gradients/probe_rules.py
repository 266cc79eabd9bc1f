"""Which stand-in `empirical` uses for which layer of Keras."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

from coursekit.network.keras_layers import attends_to_everything
from coursekit.receptive_field.by_gradients.keras_calls import Call
from coursekit.receptive_field.by_gradients.probe import (
    Mask,
    Passage,
    any_along,
    channelwise,
    concatenated,
    convolved,
    dense,
    elementwise,
    mixed,
    rearranged,
)

__all__ = ["Rule", "rule_for"]

Rule = Callable[[Passage, Mask], list[Mask]]
"""Takes a passage and a mask of its result, gives a mask of each of its inputs."""

# What a class of somebody's own may redefine without becoming another layer than the one of Keras it comes from.
_BEHAVIOUR = ("call", "__call__", "compute_output_shape", "compute_output_spec", "convolution_op")

_ONES: dict[str, Any] = {"kernel_initializer": "ones", "use_bias": False, "filters": 1}
_ALONG_AN_AXIS = ("log_softmax", "softmax", "sparsemax")
_NO_RULE_BY_NAME = (*_ALONG_AN_AXIS, "glu", "get", "serialize", "deserialize")
_PUBLIC_LIBRARIES = ("keras", "tensorflow", "jax", "torch")


def rule_for(call: Call) -> Rule | None:
    """How masks go back through a call; None if that is not known."""
    operation = call.operation
    if attends_to_everything(call.node):
        return _attention if len(call.recorded) == 1 else None
    for cls in type(operation).__mro__:
        module = cls.__module__
        if module.startswith("keras.src."):
            made = _RULES.get((module.split(".")[2], cls.__name__))
            return None if made is None else _with_activation(made(call), operation)
        if any(name in vars(cls) for name in _BEHAVIOUR):
            return None
    return None


def _with_activation(rule: Rule | None, layer: Any) -> Rule | None:
    """The rule of a layer, preceded by that of the activation function it ends with."""
    axes = _activation_axes(getattr(layer, "activation", None))
    if rule is None or axes is None:
        return None
    return (lambda passage, seen: rule(passage, any_along(seen, *axes))) if axes else rule


def _activation_axes(function: Any) -> tuple[int, ...] | None:
    """The axes along which an activation function brings values together; None if that is not known."""
    if function is None:
        return ()
    cls = type(function)
    if cls.__module__.startswith("keras.src.layers."):  # a layer in the place of a function
        return () if ("layers", cls.__name__) in _ELEMENTWISE else None
    name = getattr(function, "__name__", None)
    if str(getattr(function, "__module__", "")).split(".")[0] not in _PUBLIC_LIBRARIES:
        return None
    if name in _ALONG_AN_AXIS:
        return (-1,)
    return () if name in _pointwise_functions() else None


def _pointwise_functions() -> set[str]:
    import keras  # noqa: PLC0415 - importing it takes seconds; here it is there already

    return {name for name in vars(keras.activations) if name not in _NO_RULE_BY_NAME and not name.startswith("_")}


def _attention(passage: Passage, seen: Mask) -> list[Mask]:
    """Each place reads its own query, and all places of keys and values."""
    query = any_along(seen, -1)
    everything = np.full((1,) * seen.ndim, seen.any())
    return [query, *(everything for _ in passage.inputs[1:])]


def _group_normalised(call: Call) -> Rule:
    groups, axis = call.operation.groups, call.operation.axis
    axis = axis if axis < 0 else axis - 1

    def rule(passage: Passage, seen: Mask) -> list[Mask]:
        channels = passage.inputs[0][axis]
        last = np.moveaxis(seen, axis, -1)
        last = np.broadcast_to(last, (*last.shape[:-1], channels))
        touched = last.reshape(-1, groups, channels // groups).any(axis=(0, 2)).repeat(channels // groups)
        return [np.moveaxis(touched.reshape((1,) * (seen.ndim - 1) + (channels,)), -1, axis)]

    return rule


def _along_axes(call: Call) -> Rule | None:
    axes = getattr(call.operation, "axis", -1)
    axes = axes if isinstance(axes, list | tuple) else (axes,)
    if 0 in axes or None in axes:
        return None  # along the batch
    return mixed(*(axis if axis < 0 else axis - 1 for axis in axes))


def _side_by_side(call: Call) -> Rule | None:
    axis = call.operation.axis
    return None if axis is None or axis == 0 else concatenated(axis if axis < 0 else axis - 1)


def _einsum_dense(call: Call) -> Rule:
    import keras  # noqa: PLC0415 - importing it takes seconds; here it is there already

    layer = call.operation
    return rearranged(lambda tensors: keras.ops.einsum(layer.equation, tensors[0], keras.ops.ones(layer.kernel.shape)))


def _inside(call: Call) -> Rule | None:
    """A wrapper that changes no more than the values of the weights inside."""
    inside = replace(call, operation=call.operation.layer)
    rule = rule_for(inside)
    return None if rule is None else lambda passage, seen: rule(replace(passage, call=inside), seen)


def _each_step(call: Call) -> Rule | None:
    """The same layer at each place of the first axis."""
    inside = replace(call, operation=call.operation.layer, recorded=tuple(shape[1:] for shape in call.recorded))
    each = rule_for(inside)
    if each is None:
        return None

    def rule(passage: Passage, seen: Mask) -> list[Mask]:
        step = Passage(inside, tuple(shape[1:] for shape in passage.inputs), passage.output[1:])
        return [np.stack(np.broadcast_arrays(*(each(step, part)[0] for part in seen)))]

    return rule


def _reduced(call: Call) -> Rule | None:
    """A maximum, a minimum or the like along axes: what the mean reads."""
    import keras  # noqa: PLC0415 - importing it takes seconds; here it is there already

    operation = call.operation
    axes = operation.axis if isinstance(operation.axis, list | tuple) else (operation.axis,)
    if 0 in axes or None in axes:
        return None  # along the batch
    return rearranged(lambda tensors: keras.ops.mean(tensors[0], axis=operation.axis, keepdims=operation.keepdims))


def _alone(call: Call) -> Rule | None:
    """Run as it is, if it takes a single tensor: where others are indices, gradients do not tell what is read."""
    return rearranged() if len(call.sources) == 1 else None


def _fixed(rule: Rule) -> Callable[[Call], Rule]:
    return lambda _: rule


_Maker = Callable[[Call], Rule | None]
_RULES: dict[tuple[str, str], _Maker] = {
    ("layers", "Dense"): _fixed(dense),
    ("layers", "EinsumDense"): _einsum_dense,
    ("layers", "Activation"): _fixed(elementwise),
    ("layers", "GroupNormalization"): _group_normalised,
    ("layers", "CenterCrop"): _fixed(channelwise()),
    ("layers", "Resizing"): _fixed(channelwise()),
    ("layers", "SpectralNormalization"): _inside,
    ("layers", "TimeDistributed"): _each_step,
}
for _rank in ("1D", "2D", "3D"):
    _RULES |= {
        ("layers", f"Conv{_rank}"): lambda call: convolved(call.operation.groups, **_ONES),
        ("layers", f"Conv{_rank}Transpose"): _fixed(convolved(**_ONES)),
        ("layers", f"SeparableConv{_rank}"): _fixed(
            convolved(depthwise_initializer="ones", pointwise_initializer="ones", use_bias=False, filters=1)
        ),
        ("layers", f"DepthwiseConv{_rank}"): _fixed(channelwise(depthwise_initializer="ones", use_bias=False)),
    }
    for _name in ("AveragePooling", "GlobalAveragePooling", "AdaptiveAveragePooling"):
        _RULES["layers", f"{_name}{_rank}"] = _fixed(channelwise())
        _RULES["layers", f"{_name}{_rank}".replace("Average", "Max")] = _fixed(channelwise(f"{_name}{_rank}"))
    for _name in ("ZeroPadding", "Cropping", "UpSampling"):
        _RULES["layers", f"{_name}{_rank}"] = _fixed(channelwise())

_ELEMENTWISE = {
    ("layers", name)
    for name in (
        "ActivityRegularization", "Add", "AlphaDropout", "Average", "BatchNormalization", "Dropout", "ELU",
        "GaussianDropout", "GaussianNoise", "Identity", "LeakyReLU", "Maximum", "Minimum", "Multiply", "Normalization",
        "PReLU", "ReLU", "Rescaling", "SpatialDropout1D", "SpatialDropout2D", "SpatialDropout3D", "Subtract",
        # Augmentation only acts while training.
        "RandomBrightness", "RandomColorDegeneration", "RandomColorJitter", "RandomContrast", "RandomElasticTransform",
        "RandomErasing", "RandomFlip", "RandomGaussianBlur", "RandomGrayscale", "RandomHue", "RandomInvert",
        "RandomPerspective", "RandomPosterization", "RandomRotation", "RandomSaturation", "RandomSharpness",
        "RandomShear", "RandomTranslation", "RandomZoom",
    )
} | {
    ("applications", name) for name in ("CustomScaleLayer", "LayerScale", "StochasticDepth")
} | {
    ("ops", name)
    for name in (
        "Abs", "Absolute", "Add", "Arctan", "Cast", "Ceil", "Celu", "Clip", "Cos", "Cosh", "Divide", "DivideNoNan",
        "Elu", "Erf", "Exp", "Exp2", "Expm1", "Floor", "FloorDivide", "Gelu", "Greater", "GreaterEqual", "HardShrink",
        "HardSigmoid", "HardSilu", "HardTanh", "LeakyRelu", "Less", "LessEqual", "Log", "Log10", "Log1p", "Log2",
        "LogSigmoid", "Logaddexp", "Maximum", "Minimum", "Mod", "Multiply", "NanToNum", "Negative", "Power",
        "Reciprocal", "Relu", "Relu6", "Round", "Rsqrt", "Selu", "Sigmoid", "Sign", "Silu", "Sin", "Sinh", "SoftShrink",
        "Softplus", "Softsign", "SparsePlus", "SparseSigmoid", "Sqrt", "Square", "Squareplus", "StopGradient",
        "Subtract", "Tan", "TanhShrink", "Tanh", "Threshold", "TrueDivide", "Trunc", "Where",
    )
}  # fmt: skip
_RULES |= dict.fromkeys(_ELEMENTWISE, _fixed(elementwise))
for _name in ("LayerNormalization", "RMSNormalization", "Softmax", "UnitNormalization"):
    _RULES["layers", _name] = _along_axes
for _name in ("LogSoftmax", "Softmax", "Sparsemax"):
    _RULES["ops", _name] = _along_axes
for _name in ("Flatten", "Permute", "RepeatVector", "Reshape"):
    _RULES["layers", _name] = _fixed(rearranged())
for _name in (
    "ArraySplit", "AveragePool", "BroadcastTo", "CropImages", "DepthToSpace", "ExpandDims", "ExtractPatches", "Flip",
    "Fliplr", "Flipud", "GetItem", "Hsplit", "Mean", "Moveaxis", "Pad", "PadImages", "Ravel", "Repeat", "Reshape",
    "Roll", "Rot90", "Slice", "SpaceToDepth", "Split", "Squeeze", "Sum", "Swapaxes", "Take", "Tile", "Transpose",
    "Unstack", "Vsplit",
):  # fmt: skip
    _RULES["ops", _name] = _alone
for _name in ("Dot", "Dstack", "Einsum", "Hstack", "Inner", "Matmul", "Stack", "Tensordot", "Vstack"):
    _RULES["ops", _name] = _fixed(rearranged())
for _kind in ("layers", "ops"):
    _RULES[_kind, "Concatenate"] = _side_by_side
_RULES["layers", "Dot"] = lambda call: None if call.operation.normalize else rearranged()
for _name in ("Amax", "Amin", "Max", "Min", "Prod", "Std", "Var", "Logsumexp"):
    _RULES["ops", _name] = _reduced
