"""A convolution in which each filter sees some of the maps below."""

from __future__ import annotations

from collections.abc import Sequence
from math import prod
from typing import Any, cast

import keras
import numpy as np

from coursekit.architectures.layers.fan_in_uniform import FanInUniform
from coursekit.network import Layer, SparseConv
from coursekit.network.classic import checked_connections
from coursekit.network.keras_table import activation_name
from coursekit.network.validation import per_axis

__all__ = ["SparseConv2D"]


@keras.saving.register_keras_serializable(package="coursekit")
class SparseConv2D(keras.layers.Layer):  # type: ignore[misc] # Keras publishes no types
    """A convolution with a table of connections: which maps of the input each filter sees.

    Step 1, no padding. Only connections that exist have weights, so that what is counted, saved and decayed is what
    there is. `groups=` of `keras.layers.Conv2D` is the special case in which the maps are split evenly.

    Args:
        connections: for each filter the numbers of the input's maps that it sees, from 0, in any order.
        kernel_size: height and width of the patch, one number or two.
        activation: applied to the result, by name or as a function.
        keywords: `name`, `dtype` and the like, as of every layer.

    Raises:
        ValueError: if a filter sees nothing or a channel twice; when built, if the table names a map that is not there.
        TypeError: if the table is not made of whole numbers.

    Shapes:
        (batch, height, width, channels) becomes (batch, height - kernel + 1, width - kernel + 1, filters). The kernel
        has the shape (height, width, connections), filter by filter in the table's order.

    Example::

        SparseConv2D([(0, 1), (1, 2), (0, 1, 2)], 5)      # 7 connections: 7 * 25 weights and 3 biases
    """

    def __init__(
        self,
        connections: Sequence[Sequence[int]],
        kernel_size: int | tuple[int, int],
        activation: Any = None,
        **keywords: Any,
    ) -> None:
        super().__init__(**keywords)
        self.connections = checked_connections(connections)
        self.kernel_size = cast("tuple[int, int]", per_axis(kernel_size, "kernel_size", rank=2))
        self.activation = keras.activations.get(activation)

    @property
    def filters(self) -> int:
        """How many maps come out."""
        return len(self.connections)

    def build(self, input_shape: Any) -> None:
        """Create `kernel` and `bias`."""
        channels, last = input_shape[-1], max(map(max, self.connections))
        if last >= channels:
            raise ValueError(
                f"The table of connections names map {last}, but the input has {channels} maps (0 to {channels - 1}). "
                "Count from 0, and give the layer the input that the table was written for."
            )
        area = prod(self.kernel_size)
        # Filters that see fewer maps begin with larger weights.
        fan_in = [area * len(seen) for seen in self.connections for _ in seen]
        self.kernel = self.add_weight(
            name="kernel", shape=(*self.kernel_size, len(fan_in)), initializer=FanInUniform(fan_in)
        )
        self.bias = self.add_weight(name="bias", shape=(self.filters,), initializer="zeros")
        # Where each pair of map and filter finds its weights; pairs without a connection find the zeros behind them.
        self._places = np.full((channels, self.filters), len(fan_in), dtype="int32")
        pairs = ((below, above) for above, seen in enumerate(self.connections) for below in seen)
        for place, pair in enumerate(pairs):
            self._places[pair] = place

    def dense_kernel(self) -> Any:
        """The same weights as `keras.layers.Conv2D` has them: (height, width, channels, filters), zero elsewhere."""
        padded = keras.ops.pad(keras.ops.convert_to_tensor(self.kernel), ((0, 0), (0, 0), (0, 1)))
        return keras.ops.take(padded, self._places, axis=-1)

    def call(self, inputs: Any) -> Any:
        """The convolution with `dense_kernel`, shifted and squashed."""
        maps = keras.ops.conv(inputs, self.dense_kernel(), 1, "valid", data_format="channels_last")
        return self.activation(maps + self.bias)

    def compute_output_shape(self, input_shape: Any) -> Any:
        """Height and width less the kernel's, plus 1; a map for each filter."""
        batch, *spatial, _ = input_shape
        smaller = (
            None if size is None else size - kernel + 1 for size, kernel in zip(spatial, self.kernel_size, strict=True)
        )
        return (batch, *smaller, self.filters)

    def network_layer(self) -> Layer:
        """What tables and receptive fields know it as."""
        activation = activation_name(self.activation)
        return SparseConv(
            self.connections, self.kernel_size, activation, name=str(self.name), trainable=bool(self.trainable)
        )

    def get_config(self) -> dict[str, Any]:
        """What Keras saves with a model."""
        return {
            **super().get_config(),
            "connections": [list(seen) for seen in self.connections],
            "kernel_size": self.kernel_size,
            "activation": keras.activations.serialize(self.activation),
        }
