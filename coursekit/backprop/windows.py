"""Where a kernel or a pool lies on an image: shared by convolution and pooling, plain and vectorised."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, cast

import numpy as np

from coursekit.backprop.gradients import Array
from coursekit.network.geometry import Window, window
from coursekit.network.validation import one_of, pairs, per_axis

__all__ = ["Slices", "Windows"]

Slices = tuple[slice, slice]


@dataclass(frozen=True)
class Windows:
    """All windows of a kernel on padded inputs, one for each position in the outputs.

    Attributes:
        rows: how the kernel slides down.
        columns: how it slides to the right.
        inputs: height and width of the inputs.
        outputs: height and width of the outputs, so the number of windows in both directions.
    """

    rows: Window
    columns: Window
    inputs: tuple[int, int]
    outputs: tuple[int, int]

    @classmethod
    def of(
        cls,
        shape: tuple[int, ...],
        size: Any,
        strides: Any = 1,
        padding: Any = "valid",
        dilation_rate: Any = 1,
        what: str = "The window",
    ) -> Windows:
        """The windows on inputs of a shape.

        Args:
            shape: of the inputs, (n, height, width, channels).
            size: rows and columns of the window.
            strides: steps from one window to the next.
            padding: "valid", "same" or numbers, as for `conv2d`.
            dilation_rate: distances between neighbouring pixels of a window.
            what: how messages call the window.

        Raises:
            TypeError: if a number is not whole.
            ValueError: if a number is too small, or no window fits on the inputs.
        """
        steps = cast("tuple[int, int]", per_axis(strides, "strides", 2))
        dilation = cast("tuple[int, int]", per_axis(dilation_rate, "dilation_rate", 2))
        if isinstance(padding, str):
            ends: Any = (one_of(padding, "padding", ("valid", "same")),) * 2
        else:
            ends = pairs(padding, "padding", 2)
        inputs = (shape[1], shape[2])
        try:
            rows, columns = (
                window(inputs[axis], size[axis], steps[axis], ends[axis], dilation[axis]) for axis in (0, 1)
            )
        except ValueError as error:
            raise ValueError(
                f"{what} does not fit on inputs of shape {tuple(shape)} with strides={strides}, padding={padding!r} "
                f"and dilation_rate={dilation_rate}. {error}"
            ) from None
        return cls(rows, columns, inputs, (cast("int", rows.output(inputs[0])), cast("int", columns.output(inputs[1]))))

    @classmethod
    def of_pool(cls, shape: tuple[int, ...], pool_size: Any, strides: Any, padding: Any) -> Windows:
        """The windows of a pool, side by side unless there are strides; arguments and errors as `of`."""
        size = per_axis(pool_size, "pool_size", 2)
        return cls.of(shape, size, size if strides is None else strides, padding, what=f"pool_size={pool_size}")

    def pad(self, inputs: Array, value: float = 0.0) -> Array:
        """The inputs (n, height, width, channels) with a margin of `value`; the inputs themselves if there is none."""
        top, bottom, left, right = self._margins()
        if not (top or bottom or left or right):
            return inputs
        images, height, width, channels = inputs.shape
        padded = np.full((images, top + height + bottom, left + width + right, channels), value, inputs.dtype)
        self.crop(padded)[...] = inputs
        return padded

    def crop(self, padded: Array) -> Array:
        """What is left of a padded array without its margin; a view."""
        top, _, left, _ = self._margins()
        height, width = self.inputs
        return padded[:, top : top + height, left : left + width]

    def __iter__(self) -> Iterator[tuple[int, int, Slices]]:
        """Row and column of each output, and the slices that cut its window out of a padded image, in reading order."""
        for row in range(self.outputs[0]):
            for column in range(self.outputs[1]):
                yield row, column, (_window(self.rows, row), _window(self.columns, column))

    def taps(self) -> Iterator[tuple[int, int, Slices]]:
        """Row and column in the window, and the slices of the padded pixels that lie there, one from each window."""
        for row in range(self.rows.kernel):
            for column in range(self.columns.kernel):
                slices = _tap(self.rows, row, self.outputs[0]), _tap(self.columns, column, self.outputs[1])
                yield row, column, slices

    def _margins(self) -> tuple[int, int, int, int]:
        rows, columns = self.rows, self.columns
        return cast("tuple[int, int, int, int]", (rows.before, rows.after, columns.before, columns.after))


def _window(axis: Window, output: int) -> slice:
    first = output * axis.stride
    return slice(first, first + axis.span, axis.dilation)


def _tap(axis: Window, tap: int, outputs: int) -> slice:
    first = tap * axis.dilation
    return slice(first, first + (outputs - 1) * axis.stride + 1, axis.stride)
