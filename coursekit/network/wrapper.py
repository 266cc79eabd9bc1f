"""A layer applied at every step of a sequence."""

from __future__ import annotations

from dataclasses import dataclass

from coursekit.network.layer import Layer, Shape, Variable

__all__ = ["TimeDistributed", "unwrapped"]


@dataclass(frozen=True)
class TimeDistributed(Layer):
    """The same layer applied to every entry of the first axis (frames of a film, say), with the same weights.

    Args:
        layer: the description of the layer that is applied.
    """

    layer: Layer

    def check(self) -> None:
        """Check that there is a layer inside."""
        if not isinstance(self.layer, Layer):
            raise TypeError(f"layer must be a layer description, such as Conv(6, 5), not {self.layer!r}.")
        if self.layer.joins:
            raise TypeError(f"layer must take one input, which {self.layer.type} does not.")

    def output_shape(self, *inputs: Shape) -> Shape:
        """The inner layer's shape, once per step."""
        return (inputs[0][0], *self.layer.output_shape(self._step(inputs[0])))

    def variables(self, *inputs: Shape) -> tuple[Variable, ...]:
        """The inner layer's own."""
        return self.layer.variables(self._step(inputs[0]))

    @staticmethod
    def _step(shape: Shape) -> Shape:
        if len(shape) < 2:
            raise ValueError(f"the input has shape {shape}, but steps and at least one axis more are needed.")
        return shape[1:]


def unwrapped(layer: Layer) -> Layer:
    """What is computed at each step: the layer inside `TimeDistributed`, any other layer itself."""
    return layer.layer if isinstance(layer, TimeDistributed) else layer
