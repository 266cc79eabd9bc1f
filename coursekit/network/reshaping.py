"""Layers that change height and width without weights: pad, crop, enlarge."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from coursekit.network.geometry import Window
from coursekit.network.layer import Shape, SpatialLayer
from coursekit.network.validation import one_of, pairs, per_axis, whole

__all__ = ["Crop", "Resize", "UpSample", "ZeroPad"]

Ends = tuple[tuple[int, int], ...]
_INTERPOLATIONS = ("nearest", "bilinear", "bicubic", "lanczos3", "lanczos5", "area")


@dataclass(frozen=True)
class ZeroPad(SpatialLayer):
    """Zeros around the image.

    Args:
        padding: 1 (all sides), (1, 2) (by axis) or ((top, bottom), (left, right)).
    """

    padding: int | tuple[int | tuple[int, int], ...] = 1

    def check(self) -> None:
        """Check and tidy the arguments."""
        super().check()
        self._set(padding=pairs(self.padding, "padding"))

    def windows(self, *inputs: Shape) -> tuple[Window, ...]:
        """A kernel of one, with zeros around."""
        ends = cast("Ends", pairs(self.padding, "padding", len(self.spatial(inputs[0]))))
        return tuple(Window(before=before, after=after) for before, after in ends)

    def output_shape(self, *inputs: Shape) -> Shape:
        """Each axis grows by what is added at its ends."""
        sizes = zip(self.windows(*inputs), self.spatial(inputs[0]), strict=True)
        return self.shape(tuple(axis.output(size) for axis, size in sizes), self.channels(inputs[0]))


@dataclass(frozen=True)
class Crop(SpatialLayer):
    """Rows and columns cut off at the edges.

    Args:
        cropping: 1 (all sides), (1, 2) (by axis) or ((top, bottom), (left, right)).
    """

    cropping: int | tuple[int | tuple[int, int], ...] = 1

    def check(self) -> None:
        """Check and tidy the arguments."""
        super().check()
        self._set(cropping=pairs(self.cropping, "cropping"))

    def windows(self, *inputs: Shape) -> tuple[Window, ...]:
        """A kernel of one, with a negative padding."""
        ends = cast("Ends", pairs(self.cropping, "cropping", len(self.spatial(inputs[0]))))
        return tuple(Window(before=-before, after=-after) for before, after in ends)

    def output_shape(self, *inputs: Shape) -> Shape:
        """Each axis shrinks by what is cut off at its ends."""
        sizes = self.spatial(inputs[0])
        left = tuple(axis.output(size) for axis, size in zip(self.windows(*inputs), sizes, strict=True))
        if any(size is not None and size < 1 for size in left):
            raise ValueError(f"cropping={self.cropping!r} leaves nothing of an image of size {sizes}. Cut off less.")
        return self.shape(left, self.channels(inputs[0]))


@dataclass(frozen=True)
class UpSample(SpatialLayer):
    """Every row and column several times.

    Args:
        size: how many times, one number or one for each axis.
        interpolation: "nearest" repeats, the others compute values in between.
    """

    size: int | tuple[int, ...] = 2
    interpolation: str = "nearest"

    def check(self) -> None:
        """Check and tidy the arguments."""
        super().check()
        self._set(
            size=per_axis(self.size, "size"), interpolation=one_of(self.interpolation, "interpolation", _INTERPOLATIONS)
        )

    def output_shape(self, *inputs: Shape) -> Shape:
        """Each axis is multiplied."""
        sizes = self.spatial(inputs[0])
        times = cast("tuple[int, ...]", per_axis(self.size, "size", len(sizes)))
        larger = tuple(None if size is None else size * factor for size, factor in zip(sizes, times, strict=True))
        return self.shape(larger, self.channels(inputs[0]))


@dataclass(frozen=True)
class Resize(SpatialLayer):
    """The image in another size, interpolated.

    Args:
        height: rows of the result.
        width: columns of the result.
        interpolation: how values in between are found.
    """

    height: int
    width: int
    interpolation: str = "bilinear"

    def check(self) -> None:
        """Check the arguments."""
        super().check()
        self._set(
            height=whole(self.height, "height"),
            width=whole(self.width, "width"),
            interpolation=one_of(self.interpolation, "interpolation", _INTERPOLATIONS),
        )

    def output_shape(self, *inputs: Shape) -> Shape:
        """The size that was asked for."""
        if len(self.spatial(inputs[0])) != 2:
            raise ValueError(f"the input has shape {inputs[0]}, but height, width and channels are needed.")
        return self.shape((self.height, self.width), self.channels(inputs[0]))
