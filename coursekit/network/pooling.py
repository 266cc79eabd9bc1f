"""Pooling: the largest or the mean value of a patch, or of everything."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from coursekit.network.geometry import Window, window
from coursekit.network.layer import Shape, SpatialLayer
from coursekit.network.validation import flag, one_of, per_axis

__all__ = ["AveragePool", "GlobalAveragePool", "GlobalMaxPool", "MaxPool"]


@dataclass(frozen=True)
class _Pool(SpatialLayer):
    pool_size: int | tuple[int, ...] = 2
    strides: int | tuple[int, ...] | None = None
    padding: str = "valid"

    def check(self) -> None:
        """Check and tidy the arguments."""
        super().check()
        given = [self.pool_size, self.strides]
        lengths = {len(value) for value in given if isinstance(value, tuple | list)}
        rank = lengths.pop() if lengths else None
        size = per_axis(self.pool_size, "pool_size", rank)
        self._set(
            pool_size=size,
            strides=size if self.strides is None else per_axis(self.strides, "strides", rank),
            padding=one_of(self.padding, "padding", ("valid", "same")),
        )

    def windows(self, *inputs: Shape) -> tuple[Window, ...]:
        """Geometry per spatial axis."""
        sizes = self.spatial(inputs[0])
        kernels = cast("tuple[int, ...]", per_axis(self.pool_size, "pool_size", len(sizes)))
        strides = cast("tuple[int, ...]", per_axis(self.strides, "strides", len(sizes)))
        numbers = zip(sizes, kernels, strides, strict=True)
        return tuple(window(size, kernel, stride, self.padding) for size, kernel, stride in numbers)

    def output_shape(self, *inputs: Shape) -> Shape:
        """Spatial sizes by `network.output_size`; the channels stay."""
        sizes = self.spatial(inputs[0])
        spatial = tuple(axis.output(size) for axis, size in zip(self.windows(*inputs), sizes, strict=True))
        return self.shape(spatial, self.channels(inputs[0]))


@dataclass(frozen=True)
class MaxPool(_Pool):
    """The largest value of each patch, channel by channel.

    Args:
        pool_size: height and width of the patch.
        strides: step between patches; by default `pool_size`, so that they touch.
        padding: "valid" or "same".
    """


@dataclass(frozen=True)
class AveragePool(_Pool):
    """The mean of each patch, channel by channel; with padding "same", of what lies inside the image.

    Args:
        pool_size: height and width of the patch.
        strides: step between patches; by default `pool_size`, so that they touch.
        padding: "valid" or "same".
    """


@dataclass(frozen=True)
class _GlobalPool(SpatialLayer):
    keepdims: bool = False

    def check(self) -> None:
        """Check the arguments."""
        super().check()
        flag(self.keepdims, "keepdims")

    def output_shape(self, *inputs: Shape) -> Shape:
        """One value per channel."""
        channels = self.channels(inputs[0])
        return self.shape((1,) * len(self.spatial(inputs[0])), channels) if self.keepdims else (channels,)


@dataclass(frozen=True)
class GlobalMaxPool(_GlobalPool):
    """The largest value of each channel.

    Args:
        keepdims: whether height and width stay as axes of size 1.
    """


@dataclass(frozen=True)
class GlobalAveragePool(_GlobalPool):
    """The mean of each channel.

    Args:
        keepdims: whether height and width stay as axes of size 1.
    """
