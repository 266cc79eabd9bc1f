"""Where in a tensor the rows and columns of the network's input are found, and what a layer makes of that."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import prod

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
        layout: for scattered places and each spatial axis, how far apart neighbours along it stand in the row; None if
            not known. Counted in places where the channels stand along an axis of their own, else in values.
    """

    axes: tuple[int | None, ...]
    sizes: tuple[int | None, ...]
    scattered: bool = False
    channels_last: bool = False
    layout: tuple[int | None, ...] = ()

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
        return replace(self, axes=axes, sizes=sizes)

    def resized(self, shape: Shape) -> Place:
        """The same axes in a tensor of another shape."""
        return self.moved(self.axes, shape)

    def flattened(self, shape: Shape, channels_last: bool) -> Place:
        """All places of a tensor of this shape in one row; an axis with a single place is simply gone."""
        gone = (None,) * len(self.sizes)
        if all(size == 1 for size in self.sizes):
            return Place(gone, self.sizes)
        layout = self.layout
        if not self.scattered:
            end = len(shape) - 1 if channels_last else len(shape)
            layout = tuple(0 if axis is None else _product(shape[axis + 1 : end]) for axis in self.axes)
        elif self.channels_last and not channels_last:
            layout = tuple(_product((distance, shape[-1])) for distance in layout)
        return Place(gone, self.sizes, True, channels_last, layout)


@dataclass(frozen=True)
class Reach:
    """What a layer reads.

    Attributes:
        readings: one entry for each way in which an input is read, with what an output reads along each spatial axis
            of the network's input.
        place: where in its output the spatial axes are.
        sources: for each entry the number of the input that is read.
    """

    readings: tuple[tuple[Reading, ...], ...]
    place: Place
    sources: tuple[int, ...] = (0,)

    def without_whole_axes(self) -> Reach:
        """Only the ways of reading that read no axis as a whole."""
        kept = [at for at, readings in enumerate(self.readings) if EVERYTHING not in readings]
        return replace(
            self,
            readings=tuple(self.readings[at] for at in kept),
            sources=tuple(self.sources[at] for at in kept),
        )

    @classmethod
    def of(cls, readings: Sequence[Reading], place: Place) -> Reach:
        """What a layer with one input reads."""
        return cls((tuple(readings),), place)


def _product(sizes: Shape) -> int | None:
    return None if None in sizes else prod(size for size in sizes if size is not None)


def everything(size: int | None) -> Reading:
    """All of `size` places; the only one is the one here."""
    return HERE if size == 1 else EVERYTHING
