"""LeNet-5's subsampling: pooling that learns."""

from __future__ import annotations

from math import prod
from typing import Any, cast

import keras

from coursekit import network
from coursekit.architectures.layers.fan_in_uniform import FanInUniform
from coursekit.network import Layer
from coursekit.network.keras_table import activation_name
from coursekit.network.validation import per_axis

__all__ = ["Subsampling"]


@keras.saving.register_keras_serializable(package="coursekit")
class Subsampling(keras.layers.Layer):  # type: ignore[misc] # Keras publishes no types
    """The sum of each window, times a coefficient, plus a bias: two trained numbers for each map.

    The windows do not overlap; what is left over at the lower and right edge is dropped. (Y. LeCun et al., Proc.
    IEEE 86(11), 1998, section II.B: layers S2 and S4.)

    Args:
        pool_size: height and width of the window, one number or two.
        activation: applied to the result, by name or as a function.
        keywords: `name`, `dtype` and the like, as of every layer.

    Shapes:
        (batch, height, width, channels) becomes (batch, height // pool height, width // pool width, channels).

    Example::

        Subsampling(2, activation=scaled_tanh)     # on 28x28x6: 14x14x6, 12 parameters
    """

    def __init__(self, pool_size: int | tuple[int, int] = 2, activation: Any = None, **keywords: Any) -> None:
        super().__init__(**keywords)
        self.pool_size = cast("tuple[int, int]", per_axis(pool_size, "pool_size", rank=2))
        self.activation = keras.activations.get(activation)

    def build(self, input_shape: Any) -> None:
        """Create `coefficient` and `bias`, of shape (channels,)."""
        channels = (input_shape[-1],)
        self.coefficient = self.add_weight(
            name="coefficient", shape=channels, initializer=FanInUniform(prod(self.pool_size))
        )
        self.bias = self.add_weight(name="bias", shape=channels, initializer="zeros")

    def call(self, inputs: Any) -> Any:
        """The windows' sums, scaled, shifted and squashed."""
        mean = keras.ops.average_pool(inputs, self.pool_size, self.pool_size, "valid", data_format="channels_last")
        return self.activation(mean * prod(self.pool_size) * self.coefficient + self.bias)

    def compute_output_shape(self, input_shape: Any) -> Any:
        """Height and width divided by those of the window, rounded down."""
        batch, *spatial, channels = input_shape
        smaller = (None if size is None else size // by for size, by in zip(spatial, self.pool_size, strict=True))
        return (batch, *smaller, channels)

    def network_layer(self) -> Layer:
        """What tables and receptive fields know it as."""
        activation = activation_name(self.activation)
        return network.Subsampling(
            self.pool_size, activation=activation, name=str(self.name), trainable=bool(self.trainable)
        )

    def get_config(self) -> dict[str, Any]:
        """What Keras saves with a model."""
        activation = keras.activations.serialize(self.activation)
        return {**super().get_config(), "pool_size": self.pool_size, "activation": activation}
