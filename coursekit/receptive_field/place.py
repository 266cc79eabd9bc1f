"""Where in a tensor the rows and columns of the network's input are found, and what a layer makes of that."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from coursekit.network import Shape
from coursekit.receptive_field.taps import EVERYTHING, HERE, Reading

__all__ = ["Place", "Reach", "Unanalysable", "everything"]


class Unanalysable(ValueError):
    """What a layer reads is not known; the message says why, and stands behind the layer's name."""


@dataclass(frozen=True)
class Place:
    """Which axis of a tensor belongs to which spatial axis of the network's input, and how many places it has.

    Attributes:
        axes: for each spatial axis of the input (height, width) the axis of the tensor, counted without the batch;
            None where it is gone: all places were brought into one, or stand in a row with those of other axes.
        sizes: for each the number of places; 1 where all were brought into one, None if not known.
        scattered: whether places stand in one row, as after `Flatten`; `sizes` tells how many there were.
        channels_last: for scattered places, whether the last axis still holds the channels of one place.
    """

    axes: tuple[int | None, ...]
    sizes: tuple[int | None, ...]
    scattered: bool = False
    channels_last: bool = False

    def gathered(self, axis: int) -> Place:
        """Without a spatial axis, whose places were brought into one."""
        axes = tuple(None if at == axis else tensor_axis for at, tensor_axis in enumerate(self.axes))
        sizes = tuple(1 if at == axis else size for at, size in enumerate(self.sizes))
        return replace(self, axes=axes, sizes=sizes, scattered=self.scattered and any(size != 1 for size in sizes))

    def moved(self, axes: tuple[int | None, ...], shape: Shape) -> Place:
        """With the spatial axes found elsewhere, in a tensor of this shape."""
        places = zip(axes, self.sizes, strict=True)
        sizes = tuple(size if at is None else shape[at] for at, size in places)
        if axes == self.axes and sizes == self.sizes:
            return self
        return Place(axes, sizes, self.scattered, self.channels_last)

    def resized(self, shape: Shape) -> Place:
        """The same axes in a tensor of another shape."""
        return self.moved(self.axes, shape)

    def flattened(self, channels_last: bool) -> Place:
        """All places in one row; an axis with a single place is simply gone."""
        scattered = any(size != 1 for size in self.sizes)
        return Place((None,) * len(self.sizes), self.sizes, scattered, scattered and channels_last)


@dataclass(frozen=True)
class Reach:
    """What a layer reads.

    Attributes:
        readings: one entry for each way in which an input is read, with what an output reads along each spatial axis
            of the network's input.
        place: where in its output the spatial axes are.
        sources: for each entry the number of the input that is read; by default each input once, in order.
    """

    readings: tuple[tuple[Reading, ...], ...]
    place: Place
    sources: tuple[int, ...] | None = None

    @classmethod
    def of(cls, readings: Sequence[Reading], place: Place) -> Reach:
        """What a layer with one input reads."""
        return cls((tuple(readings),), place)


def everything(size: int | None) -> Reading:
    """All of `size` places; the only one is the one here."""
    return HERE if size == 1 else EVERYTHING
