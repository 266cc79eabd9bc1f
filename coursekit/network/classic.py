"""Layers of LeNet-5 and AlexNet that Keras does not have (`coursekit.architectures.layers` computes them)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from coursekit.network.convolution import Sizes
from coursekit.network.geometry import Window, window
from coursekit.network.layer import Layer, Shape, SpatialLayer, Variable, checked_activation
from coursekit.network.pooling import AveragePool
from coursekit.network.validation import per_axis, whole

__all__ = ["LocalResponseNorm", "RadialBasis", "SparseConv", "Subsampling", "checked_connections"]


@dataclass(frozen=True)
class SparseConv(SpatialLayer):
    """A convolution with a table of connections: which channels of the input each filter sees. Step 1, no padding.

    Args:
        connections: for each filter the channels that it sees, counted from 0, in any order.
        kernel_size: height and width of the patch, one number or one for each axis.
        activation: name of the function applied to the result.
    """

    connections: tuple[tuple[int, ...], ...]
    kernel_size: Sizes
    activation: str | None = None

    def check(self) -> None:
        """Check and tidy the arguments."""
        super().check()
        self._set(
            connections=checked_connections(self.connections),
            kernel_size=per_axis(self.kernel_size, "kernel_size", rank=2),
            activation=checked_activation(self.activation),
        )

    @property
    def filters(self) -> int:
        """How many channels come out."""
        return len(self.connections)

    def windows(self, *inputs: Shape) -> tuple[Window, ...]:
        """Geometry per spatial axis."""
        sizes = self.spatial(inputs[0])
        kernels = self._kernel(len(sizes))
        return tuple(window(size, kernel) for size, kernel in zip(sizes, kernels, strict=True))

    def output_shape(self, *inputs: Shape) -> Shape:
        """Spatial sizes less the kernel's, plus 1; a channel for each filter."""
        channels, last = self.channels(inputs[0]), max(map(max, self.connections))
        if last >= channels:
            raise ValueError(
                f"the table of connections names channel {last}, but the input has {channels} (0 to {channels - 1})."
            )
        sizes = self.spatial(inputs[0])
        spatial = tuple(axis.output(size) for axis, size in zip(self.windows(*inputs), sizes, strict=True))
        return self.shape(spatial, self.filters)

    def variables(self, *inputs: Shape) -> tuple[Variable, ...]:
        """A kernel with a slice for each connection, and a bias per filter."""
        kernel = self._kernel(len(self.spatial(inputs[0])))
        return self._weight("kernel", *kernel, sum(map(len, self.connections))), self._bias("bias", self.filters)

    def _kernel(self, rank: int) -> tuple[int, ...]:
        kernel = per_axis(self.kernel_size, "kernel_size", rank)
        assert isinstance(kernel, tuple)  # noqa: S101 - `check` has made it one
        return kernel


@dataclass(frozen=True)
class Subsampling(AveragePool):
    """The mean of each patch, channel by channel, times a learned number, plus another.

    Args:
        pool_size: height and width of the patch.
        strides: step between patches; by default `pool_size`, so that they touch.
        padding: "valid" or "same".
        activation: name of the function applied to the result.
    """

    activation: str | None = None

    def check(self) -> None:
        """Check and tidy the arguments."""
        super().check()
        self._set(activation=checked_activation(self.activation))

    def variables(self, *inputs: Shape) -> tuple[Variable, ...]:
        """A coefficient and a bias per channel."""
        channels = self.channels(inputs[0])
        return self._weight("coefficient", channels), self._bias("bias", channels)


@dataclass(frozen=True)
class LocalResponseNorm(Layer):
    """Each value divided by what the channels beside its own have at the same place.

    Args:
        n: over how many neighbouring channels, its own in the middle.
    """

    n: int = 5

    def check(self) -> None:
        """Check the number of channels."""
        whole(self.n, "n")
        if self.n % 2 == 0:
            raise ValueError(f"n must be odd, so that a channel has as many neighbours on either side, not {self.n}.")


@dataclass(frozen=True)
class RadialBasis(Layer):
    """How far the input is from the code of each class: the sum of squared differences.

    Args:
        units: number of classes.
    """

    units: int

    def check(self) -> None:
        """Check the number of classes."""
        self._set(units=whole(self.units, "units"))

    def output_shape(self, *inputs: Shape) -> Shape:
        """The last axis has `units` values."""
        return (*inputs[0][:-1], self.units)

    def variables(self, *inputs: Shape) -> tuple[Variable, ...]:
        """A code for each class, as long as the input."""
        size = inputs[0][-1]
        if size is None:
            raise ValueError(f"the input has shape {inputs[0]}, but its last size must be known: codes are as long.")
        return (self._weight("codes", self.units, size),)


def checked_connections(connections: Any) -> tuple[tuple[int, ...], ...]:
    """A table of connections: for each filter the channels that it sees, each once.

    Raises:
        TypeError: if it is not made of whole numbers.
        ValueError: if it is empty, or a filter sees nothing or a channel twice.
    """
    if not isinstance(connections, Sequence) or not all(isinstance(seen, Sequence) for seen in connections):
        raise TypeError(f"connections must be, for each filter, the channels that it sees, not {connections!r}.")
    table = tuple(
        tuple(whole(below, f"each channel that filter {above} sees", least=0) for below in seen)
        for above, seen in enumerate(connections)
    )
    if not table:
        raise ValueError("The table of connections is empty. Give it the channels that each filter sees.")
    for above, seen in enumerate(table):
        if not seen or len(set(seen)) < len(seen):
            what = "no channel" if not seen else f"a channel twice ({', '.join(map(str, seen))})"
            raise ValueError(f"Filter {above} sees {what}. Name each channel that it sees once.")
    return table
