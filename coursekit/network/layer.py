"""What every layer description has: a name, whether it learns, and what it makes of its inputs."""

from __future__ import annotations

from dataclasses import dataclass
from math import prod
from typing import Any, ClassVar, Literal

from coursekit.network.geometry import Window
from coursekit.network.validation import flag, one_of, whole

__all__ = ["Attention", "Input", "Layer", "Other", "Shape", "SpatialLayer", "Variable", "checked_activation"]

Shape = tuple[int | None, ...]
"""Sizes of one example, without the batch; None where a size is not fixed. The channels come last, as a rule."""


@dataclass(frozen=True)
class Variable:
    """One array of numbers that a layer owns.

    Attributes:
        name: as Keras calls it, such as "kernel" or "moving_mean".
        shape: its axes.
        role: "weight" (multiplies), "bias" (is added) or "statistic" (measured, never learned by gradient).
        trainable: whether gradient descent changes it.
    """

    name: str
    shape: tuple[int, ...]
    role: Literal["weight", "bias", "statistic"] = "weight"
    trainable: bool = True

    @property
    def size(self) -> int:
        """How many numbers it holds."""
        return prod(self.shape)


@dataclass(frozen=True, kw_only=True)
class Layer:
    """Base of all descriptions; a description says what a layer is like and holds no weights.

    Args:
        name: unique name in the network; made from the type where it is missing.
        trainable: False if the layer is frozen.
        inputs: in a list of layers, the name (or names) of the layers that this one takes its
            input from, where that is not simply the one before it.
    """

    name: str | None = None
    trainable: bool = True
    inputs: tuple[str, ...] | str | None = None

    joins: ClassVar[bool] = False
    """Whether the layer can take several inputs."""

    def __post_init__(self) -> None:
        try:
            if self.name is not None and (not isinstance(self.name, str) or not self.name):
                raise TypeError(f"name must be a text, not {self.name!r}.")
            flag(self.trainable, "trainable")
            if isinstance(self.inputs, str):
                self._set(inputs=(self.inputs,))
            elif self.inputs is not None:
                self._set(inputs=tuple(self.inputs))
            self.check()
        except (TypeError, ValueError) as error:
            label = f"{self.type} {self.name!r}" if self.name else self.type
            raise type(error)(f"{label}: {error}") from None

    @property
    def type(self) -> str:
        """What kind of layer it is, as tables show it."""
        return type(self).__name__

    def check(self) -> None:
        """Check and tidy the layer's own arguments; raises ValueError or TypeError."""

    def output_shape(self, *inputs: Shape) -> Shape:
        """The shape of the output, without the batch; raises ValueError if it is impossible."""
        return inputs[0]

    def variables(self, *inputs: Shape) -> tuple[Variable, ...]:
        """What the layer owns once it knows its inputs' shapes."""
        del inputs
        return ()

    def windows(self, *inputs: Shape) -> tuple[Window, ...] | None:
        """Geometry per spatial axis (height, width), or None for a layer that does not slide."""
        del inputs
        return None

    def _set(self, **values: Any) -> None:
        for field, value in values.items():
            object.__setattr__(self, field, value)  # the way a frozen dataclass tidies its own fields

    def _weight(self, name: str, *shape: int) -> Variable:
        return Variable(name, shape, "weight", self.trainable)

    def _bias(self, name: str, *shape: int) -> Variable:
        return Variable(name, shape, "bias", self.trainable)


@dataclass(frozen=True, kw_only=True)
class SpatialLayer(Layer):
    """Base of layers that know height and width from channels.

    Args:
        data_format: "channels_last" (height, width, channels) or "channels_first".
    """

    data_format: str = "channels_last"

    def check(self) -> None:
        """Check the order of the axes."""
        self._set(data_format=one_of(self.data_format, "data_format", ("channels_last", "channels_first")))

    def spatial(self, shape: Shape) -> Shape:
        """Height and width of `shape` (or what axes there are beside the channels).

        Raises:
            ValueError: if there are no such axes.
        """
        if len(shape) < 2:
            raise ValueError(
                f"the input has shape {shape}, but height, width and channels are needed. "
                "Give the image its channel axis, as in Input(shape=(28, 28, 1)), or put the layer before Flatten."
            )
        return shape[:-1] if self.data_format == "channels_last" else shape[1:]

    def channels(self, shape: Shape) -> int:
        """The number of channels of `shape`.

        Raises:
            ValueError: if it is not known.
        """
        self.spatial(shape)
        channels = shape[-1] if self.data_format == "channels_last" else shape[0]
        if channels is None:
            raise ValueError(f"the number of channels of the input {shape} must be known.")
        return channels

    def shape(self, spatial: Shape, channels: int) -> Shape:
        """Put spatial sizes and channels together in the layer's own order."""
        return (*spatial, channels) if self.data_format == "channels_last" else (channels, *spatial)


@dataclass(frozen=True)
class Input(Layer):
    """Where the data comes in.

    Args:
        shape: sizes of one example without the batch, such as (height, width, channels);
            None for a size that is not fixed.
    """

    shape: tuple[int | None, ...] | None = None

    def check(self) -> None:
        """Check the sizes."""
        if self.shape is None:
            raise ValueError("shape is missing: write the sizes of one example, as in Input(shape=(28, 28, 1)).")
        if not isinstance(self.shape, tuple | list):
            raise TypeError(f"shape must be a tuple such as (28, 28, 1), not {self.shape!r}.")
        sizes = (None if s is None else whole(s, f"each size in shape={tuple(self.shape)!r}") for s in self.shape)
        self._set(shape=tuple(sizes))

    def output_shape(self, *inputs: Shape) -> Shape:
        """The shape that was given."""
        del inputs
        return self.shape or ()


@dataclass(frozen=True)
class Other(Layer):
    """A layer that the course does not know: counted from its own weights, its geometry unknown.

    Args:
        kind: what it is called, such as "LSTM".
        own: the arrays it owns.
        shapes: shapes of its outputs, each without the batch; by default that of its first input.
    """

    kind: str = "Other"
    own: tuple[Variable, ...] = ()
    shapes: tuple[Shape, ...] | None = None
    joins: ClassVar[bool] = True

    @property
    def type(self) -> str:
        """The name of the unknown layer's class."""
        return self.kind

    def output_shape(self, *inputs: Shape) -> Shape:
        """The shape that was given for its first output."""
        if self.shapes:
            return self.shapes[0]
        return inputs[0] if inputs else ()

    def variables(self, *inputs: Shape) -> tuple[Variable, ...]:
        """The arrays that were given."""
        del inputs
        return self.own


@dataclass(frozen=True)
class Attention(Other):
    """An attention layer of Keras: each place of its first input (the query) reads all places of the others.

    Its weights are counted as those of `Other` are.
    """


def checked_activation(value: Any) -> str | None:
    """The name of an activation function, None for the identity.

    Raises:
        TypeError: if it is neither a name nor None.
    """
    if value is None or value == "linear":
        return None
    if not isinstance(value, str) or not value:
        raise TypeError(f'activation must be a name such as "relu" or None, not {value!r}.')
    return value
