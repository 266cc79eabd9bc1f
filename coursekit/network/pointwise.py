"""Layers that act on each value by itself: activations, normalisation, dropout, scaling."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from coursekit.network.layer import Layer, Shape, Variable, checked_activation
from coursekit.network.validation import flag, per_axis, whole

__all__ = [
    "Activation",
    "BatchNorm",
    "ChannelScale",
    "Dropout",
    "GroupNorm",
    "Identity",
    "LayerNorm",
    "PReLU",
    "Rescaling",
    "Softmax",
    "SpatialDropout",
]


@dataclass(frozen=True)
class Activation(Layer):
    """A function applied to each value (softmax and its kin: to all values along the last axis at once).

    Args:
        activation: its name, such as "relu".
    """

    activation: str | None = None

    def check(self) -> None:
        """Check the name."""
        if self.activation is None:
            raise ValueError('activation is missing: write its name, as in Activation("relu").')
        self._set(activation=checked_activation(self.activation))


@dataclass(frozen=True)
class Softmax(Activation):
    """All values along an axis made positive, with the sum 1.

    Args:
        axis: the axis, or the axes, as in Keras (-1 is the last, 0 the batch).
    """

    activation: str | None = field(default="softmax", init=False)
    axis: int | tuple[int, ...] = -1

    def check(self) -> None:
        """Check and tidy the axes."""
        if isinstance(self.axis, tuple | list):
            self._set(axis=tuple(self.axis))
        for axis in self.along:
            _check_axis(axis)

    @property
    def along(self) -> tuple[int, ...]:
        """The axes, always as a tuple."""
        return self.axis if isinstance(self.axis, tuple) else (self.axis,)


@dataclass(frozen=True)
class PReLU(Layer):
    """A rectifier whose slope for negative values is learned.

    Args:
        shared_axes: axes (counted from 1) along which the slope is the same.
    """

    shared_axes: int | tuple[int, ...] | None = None

    def check(self) -> None:
        """Check and tidy the axes."""
        if self.shared_axes is not None:
            self._set(shared_axes=per_axis(self.shared_axes, "shared_axes", 1 if _is_int(self.shared_axes) else None))

    def variables(self, *inputs: Shape) -> tuple[Variable, ...]:
        """A slope per value, or per what is not shared."""
        shared = self.shared_axes if isinstance(self.shared_axes, tuple) else ()
        sizes = [1 if axis in shared else size for axis, size in enumerate(inputs[0], start=1)]
        return (self._weight("alpha", *_known(tuple(sizes))),)


@dataclass(frozen=True)
class _Normalisation(Layer):
    axis: int = -1
    center: bool = True
    scale: bool = True

    def check(self) -> None:
        """Check the arguments."""
        _check_axis(self.axis)
        flag(self.center, "center")
        flag(self.scale, "scale")

    def _learned(self, *inputs: Shape) -> tuple[Variable, ...]:
        size = _size(inputs[0], self.axis)
        scale = (self._weight("gamma", size),) if self.scale else ()
        return (*scale, self._bias("beta", size)) if self.center else scale


@dataclass(frozen=True)
class BatchNorm(_Normalisation):
    """Each channel shifted and scaled to mean 0 and variance 1 over the batch, then learned ones.

    Args:
        axis: the channels, as in Keras (0 is the batch).
        center: whether a learned shift (beta) is added.
        scale: whether a learned factor (gamma) is applied.
    """

    def variables(self, *inputs: Shape) -> tuple[Variable, ...]:
        """Gamma and beta, learned; moving mean and variance, measured while training."""
        size = _size(inputs[0], self.axis)
        measured = (
            Variable(name, (size,), "statistic", trainable=False) for name in ("moving_mean", "moving_variance")
        )
        return (*self._learned(*inputs), *measured)


@dataclass(frozen=True)
class LayerNorm(_Normalisation):
    """Each example shifted and scaled to mean 0 and variance 1 along an axis, then learned ones.

    Args:
        axis: the axis that is normalised.
        center: whether a learned shift (beta) is added.
        scale: whether a learned factor (gamma) is applied.
    """

    def variables(self, *inputs: Shape) -> tuple[Variable, ...]:
        """Gamma and beta, both learned."""
        return self._learned(*inputs)


@dataclass(frozen=True)
class GroupNorm(_Normalisation):
    """Each group of channels of each example shifted and scaled to mean 0 and variance 1.

    Args:
        axis: the channels.
        center: whether a learned shift (beta) is added.
        scale: whether a learned factor (gamma) is applied.
        groups: number of groups; -1 makes every channel its own.
    """

    groups: int = 32

    def check(self) -> None:
        """Check the arguments."""
        super().check()
        whole(self.groups, "groups", least=-1)
        if self.groups == 0:
            raise ValueError("groups must be at least 1, or -1 for one group per channel.")

    def output_shape(self, *inputs: Shape) -> Shape:
        """The shape of the input."""
        size = _size(inputs[0], self.axis)
        if self.groups > 0 and size % self.groups:
            raise ValueError(f"{self.groups} groups do not divide {size} channels.")
        return inputs[0]

    def variables(self, *inputs: Shape) -> tuple[Variable, ...]:
        """Gamma and beta, both learned."""
        return self._learned(*inputs)


@dataclass(frozen=True)
class ChannelScale(Layer):
    """Each channel multiplied by a learned number (ConvNeXt's layer scale).

    Args:
        axis: the channels.
    """

    axis: int = -1

    def check(self) -> None:
        """Check the axis."""
        _check_axis(self.axis)

    def variables(self, *inputs: Shape) -> tuple[Variable, ...]:
        """A factor per channel."""
        return (self._weight("gamma", _size(inputs[0], self.axis)),)


@dataclass(frozen=True)
class Dropout(Layer):
    """While training, some values set to zero at random; does nothing afterwards.

    Args:
        rate: the fraction set to zero.
    """

    rate: float = 0.5

    def check(self) -> None:
        """Check the rate."""
        if isinstance(self.rate, bool) or not isinstance(self.rate, int | float):
            raise TypeError(f"rate must be a number from 0 to 1, not {self.rate!r}.")
        if not 0 <= self.rate <= 1:
            raise ValueError(f"rate must be from 0 to 1, not {self.rate}.")


@dataclass(frozen=True)
class SpatialDropout(Dropout):
    """While training, whole channels set to zero at random; does nothing afterwards.

    Args:
        rate: the fraction of channels set to zero.
    """


@dataclass(frozen=True)
class Identity(Layer):
    """What comes in goes out, at least once training is over (noise, augmentation)."""


@dataclass(frozen=True)
class Rescaling(Layer):
    """Each value times a fixed number plus a fixed number; nothing is learned."""


def _is_int(value: object) -> bool:
    return isinstance(value, int)


def _check_axis(axis: Any) -> None:
    if whole(axis, "axis", least=-100) == 0:
        raise ValueError("axis=0 is the batch. Take -1 for the channels.")


def _size(shape: Shape, axis: int) -> int:
    at = axis - 1 if axis > 0 else axis + len(shape)
    if not 0 <= at < len(shape):
        raise ValueError(f"axis={axis} does not exist in an input of shape {shape}.")
    return _known((shape[at],))[0]


def _known(shape: Shape) -> tuple[int, ...]:
    if None in shape:
        raise ValueError(f"the size {shape} must be known here. Give Input fixed sizes.")
    return tuple(size for size in shape if size is not None)
