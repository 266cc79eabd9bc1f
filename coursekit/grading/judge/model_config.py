"""What a Keras model's configuration may hold to be rebuilt: stock layers that compute, and nothing that loads or runs.

Keras' own deserialisation imports modules by the names in a configuration, opens files (vocabularies, saved models) and
knows custom objects. What passes here names nothing but the classes below.
"""

from __future__ import annotations

from typing import Any

import numpy as np

__all__ = ["UnfitError", "cleaned"]

_LARGEST = 2**31
_MOST_OBJECTS = 20_000
_DEEPEST = 40


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# No layer that runs given code or loads (Lambda, TFSMLayer, TorchModuleWrapper, lookups with vocabularies), none that
# makes large intermediate values (attention) or unrolls loops (recurrent ones): those stay in the student's process.
_CLASSES = {
    "keras.layers": _words(
        """
        Activation ActivityRegularization Add AlphaDropout Average AveragePooling1D AveragePooling2D AveragePooling3D
        BatchNormalization CenterCrop Concatenate Conv1D Conv1DTranspose Conv2D Conv2DTranspose Conv3D Conv3DTranspose
        Cropping1D Cropping2D Cropping3D Dense DepthwiseConv1D DepthwiseConv2D Dropout ELU Flatten GaussianDropout
        GaussianNoise GlobalAveragePooling1D GlobalAveragePooling2D GlobalAveragePooling3D GlobalMaxPooling1D
        GlobalMaxPooling2D GlobalMaxPooling3D GroupNormalization Identity InputLayer LayerNormalization LeakyReLU
        MaxPooling1D MaxPooling2D MaxPooling3D Maximum Minimum Multiply PReLU Permute RandomBrightness RandomContrast
        RandomCrop RandomFlip RandomRotation RandomTranslation RandomZoom ReLU RepeatVector Rescaling Reshape Resizing
        SeparableConv1D SeparableConv2D Softmax SpatialDropout1D SpatialDropout2D SpatialDropout3D Subtract
        TimeDistributed UnitNormalization UpSampling1D UpSampling2D UpSampling3D ZeroPadding1D ZeroPadding2D
        ZeroPadding3D
        """
    ),
    "keras.initializers": _words(
        """
        Constant GlorotNormal GlorotUniform HeNormal HeUniform LecunNormal LecunUniform Ones RandomNormal RandomUniform
        TruncatedNormal VarianceScaling Zeros
        """
    ),
    "keras.regularizers": _words("L1 L1L2 L2"),
    "keras.constraints": _words("MaxNorm MinMaxNorm NonNeg UnitNorm"),
    "keras": _words("DTypePolicy Sequential"),
    "keras.src.models.functional": _words("Functional"),
    "keras.src.activations.activations": _words("Mish ReLU"),
    "keras.src.ops.nn": _words(
        """
        AveragePool Celu Elu Gelu HardShrink HardSigmoid HardSilu HardTanh LeakyRelu LogSigmoid LogSoftmax MaxPool Relu
        Relu6 Selu Sigmoid Silu SoftShrink Softmax Softplus Softsign Squareplus TanhShrink Threshold
        """
    ),
    "keras.src.ops.numpy": _words(
        """
        Absolute Add Amax Amin Clip Concatenate Divide Exp ExpandDims Flip GetItem Log Max Maximum Mean Min Minimum
        Multiply Negative Pad Power Reshape Sqrt Square Squeeze Stack Subtract Sum Tanh Transpose TrueDivide
        """
    ),
}
_VALUES = frozenset({"__ellipsis__", "__keras_tensor__", "__numpy__", "__slice__", "__tensor__"})
_KEYS = frozenset({"build_config", "class_name", "config", "inbound_nodes", "module", "name", "registered_name"})
_DTYPES = frozenset({"bool", "float16", "float32", "float64", "int32", "int64", "uint8"})


class UnfitError(ValueError):
    """A configuration that names something else; the text says what."""


def cleaned(config: Any) -> Any:
    """A copy of a configuration, made of Python's own types, that names known classes only; compilation left out.

    Raises:
        UnfitError: if it names others, or is larger than a model of a course can be.
    """
    return _Cleaning().copy(config, 0)


class _Cleaning:
    """One pass over a configuration, which counts the objects in it."""

    def __init__(self) -> None:
        self._objects = 0

    def copy(self, value: Any, depth: int) -> Any:
        kind = type(value)
        if depth > _DEEPEST:
            raise UnfitError("it is nested too deeply")
        if isinstance(value, np.generic):
            return self.copy(value.item(), depth)
        if value is None or kind in (bool, float, str):
            return value
        if kind is int:
            if abs(value) > _LARGEST:
                raise UnfitError(f"the number {value:.3g} is too large")
            return value
        if kind in (list, tuple):
            return kind(self.copy(item, depth + 1) for item in value)
        if kind is dict and all(type(key) is str for key in value):
            if "class_name" in value:
                return self._object(value, depth)
            return {key: self.copy(item, depth + 1) for key, item in value.items()}
        raise UnfitError(f"it holds a {kind.__name__}")

    def _object(self, value: dict[str, Any], depth: int) -> dict[str, Any]:
        self._objects += 1
        if self._objects > _MOST_OBJECTS:
            raise UnfitError("it has too many parts")
        name, module = value["class_name"], value.get("module")
        # Keras nests the configuration of a compilation in that of a model; losses and metrics are no part of what it
        # computes.
        parts = {key: item for key, item in value.items() if key != "compile_config"}
        if name in _VALUES and set(parts) == {"class_name", "config"}:
            return {"class_name": name, "config": self._value(name, value["config"], depth)}
        if not (type(name) is str and type(module) is str and name in _CLASSES.get(module, ())):
            raise UnfitError(f"{name} is not one of Keras' own layers that can be rebuilt")
        if not set(parts) <= _KEYS or value.get("registered_name") not in (None, name):
            raise UnfitError(f"{name} is not as Keras describes it")
        return {key: self.copy(item, depth + 1) for key, item in parts.items()}

    def _value(self, name: str, config: Any, depth: int) -> Any:
        found = self.copy(config, depth + 1)
        if type(found) is not dict or ("dtype" in found and found["dtype"] not in _DTYPES):
            raise UnfitError(f"{name} is not as Keras describes it")
        return found
