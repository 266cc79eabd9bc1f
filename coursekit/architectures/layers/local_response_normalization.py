"""AlexNet's normalisation: neighbouring maps damp each other."""

from __future__ import annotations

import math
from typing import Any

import keras

from coursekit.network import Layer, LocalResponseNorm

__all__ = ["LocalResponseNormalization"]


@keras.saving.register_keras_serializable(package="coursekit")
class LocalResponseNormalization(keras.layers.Layer):  # type: ignore[misc] # Keras publishes no types
    """Each value divided by a power of the activity in the n maps around it, at the same place.

    a / (k + alpha * sum of a^2 over maps i - n//2 to i + n//2) ^ beta; maps that are not there count nothing
    (A. Krizhevsky et al., NIPS 2012, section 3.3, whose constants are the defaults). `alpha` multiplies the sum:
    Caffe and `torch.nn.LocalResponseNorm` multiply the mean, so that their alpha is n times ours; the argument of
    `tf.nn.local_response_normalization` is the radius n//2, and its defaults are other numbers.

    Args:
        k: what is added to the sum.
        n: how many maps, the value's own in the middle: an odd number.
        alpha: strength.
        beta: exponent.
        keywords: `name`, `dtype` and the like, as of every layer.

    Raises:
        ValueError: if n is even, k is not positive, or alpha is negative.
        TypeError: if n is not a whole number.

    Shapes:
        (batch, ..., channels), unchanged. Nothing is learned.
    """

    def __init__(self, k: float = 2.0, n: int = 5, alpha: float = 1e-4, beta: float = 0.75, **keywords: Any) -> None:
        super().__init__(**keywords)
        self.n = n
        self.network_layer()  # refuses an n that is impossible
        if not (k > 0 and math.isfinite(k)) or not (alpha >= 0 and math.isfinite(alpha)):
            raise ValueError(
                f"k must be positive and alpha not negative (else a root of nothing), not {k} and {alpha}."
            )
        self.k, self.alpha, self.beta = float(k), float(alpha), float(beta)

    def call(self, inputs: Any) -> Any:
        """The inputs, normalised."""
        # The square of 256 is more than float16 can hold.
        dtype = keras.backend.standardize_dtype(inputs.dtype)
        values = keras.ops.cast(inputs, keras.backend.result_type(dtype, "float32"))
        channels, radius = inputs.shape[-1], self.n // 2
        around = ((0, 0),) * (len(inputs.shape) - 1) + ((radius, radius),)
        squares = keras.ops.pad(keras.ops.square(values), around)
        total = sum(squares[..., start : start + channels] for start in range(self.n))
        return keras.ops.cast(values / (self.k + self.alpha * total) ** self.beta, dtype)

    def compute_output_shape(self, input_shape: Any) -> Any:
        """The shape of the input."""
        return input_shape

    def network_layer(self) -> Layer:
        """What tables and receptive fields know it as."""
        return LocalResponseNorm(self.n, name=str(self.name), trainable=bool(self.trainable))

    def get_config(self) -> dict[str, Any]:
        """What Keras saves with a model."""
        return {**super().get_config(), "k": self.k, "n": self.n, "alpha": self.alpha, "beta": self.beta}
