"""LeNet-5's output: how far F6 is from the code of each class."""

from __future__ import annotations

from typing import Any

import keras
import numpy as np

from coursekit import network
from coursekit.network import Layer

__all__ = ["RadialBasis"]


@keras.saving.register_keras_serializable(package="coursekit")
class RadialBasis(keras.layers.Layer):  # type: ignore[misc] # Keras publishes no types
    """The squared Euclidean distance to the code of each class; the nearest class is the answer.

    The codes are weights that are not trained (set `trainable = True` to let them move). (Y. LeCun et al., Proc. IEEE
    86(11), 1998, section II.B.)

    Args:
        codes: an array of shape (classes, inputs).
        negative: give minus the distances. These are logits: their softmax is the posterior of classes that are
            equally frequent, with equal Gaussian noise around each code (of variance 1/2).
        keywords: `name`, `dtype` and the like, as of every layer.

    Raises:
        ValueError: if `codes` has another shape; when built, if the input has another length than the codes.

    Shapes:
        (batch, inputs) becomes (batch, classes).
    """

    def __init__(self, codes: Any, negative: bool = False, **keywords: Any) -> None:
        keywords.setdefault("trainable", False)
        super().__init__(**keywords)
        self._initial = np.asarray(codes, dtype="float32")
        if self._initial.ndim != 2 or not self._initial.size:
            raise ValueError(f"codes must have the shape (classes, inputs), not {self._initial.shape}.")
        self.negative = negative

    def build(self, input_shape: Any) -> None:
        """Create `codes`."""
        if input_shape[-1] != self._initial.shape[1]:
            raise ValueError(
                f"The input has {input_shape[-1]} values, but each code has {self._initial.shape[1]}. "
                "Give the layer before as many units as a code has values."
            )
        # As a number for each entry rather than a constant: it is saved and loaded with the other weights.
        self.codes = self.add_weight(name="codes", shape=self._initial.shape, initializer=self._start)

    def call(self, inputs: Any) -> Any:
        """Squared distances, or minus them."""
        differences = keras.ops.expand_dims(inputs, -2) - self.codes
        distances = keras.ops.sum(keras.ops.square(differences), axis=-1)
        return -distances if self.negative else distances

    def compute_output_shape(self, input_shape: Any) -> Any:
        """A number for each class."""
        return (*input_shape[:-1], len(self._initial))

    def network_layer(self) -> Layer:
        """What tables and receptive fields know it as."""
        return network.RadialBasis(len(self._initial), name=str(self.name), trainable=bool(self.trainable))

    def get_config(self) -> dict[str, Any]:
        """What Keras saves with a model."""
        return {**super().get_config(), "codes": self._initial.tolist(), "negative": self.negative}

    def _start(self, shape: Any, dtype: Any = None) -> Any:
        del shape  # that of the codes
        return keras.ops.convert_to_tensor(self._initial, dtype=dtype)
