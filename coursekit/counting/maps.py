"""What a network says of every patch of an image."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from coursekit.counting.precision import Precision

__all__ = ["Maps"]


@dataclass(frozen=True, eq=False, repr=False)
class Maps:
    """Class maps of an image, and where each output's patch lies.

    Attributes:
        maps: shape (rows, columns, classes); what the model gives, posteriors after a softmax. A `numpy.memmap` where
            the maps are kept on disk.
        stride: pixels from one patch to the next, down and to the right.
        offset: row and column of the top left pixel of the first patch; negative where padding lies before the image.
        patch: height and width of a patch.
        image_shape: height and width of the image.
        precision: in which they were computed, why, and how many classes that changed; None if nobody told.
    """

    maps: npt.NDArray[np.floating]
    stride: tuple[int, int]
    offset: tuple[int, int]
    patch: tuple[int, int]
    image_shape: tuple[int, int]
    precision: Precision | None = None

    @property
    def labels(self) -> npt.NDArray[np.int64]:
        """The class with the highest value, of equal ones the lower index; shape (rows, columns)."""
        return np.asarray(self.maps.argmax(axis=-1), dtype=np.int64)

    def region(self, row: int, column: int) -> tuple[int, int, int, int]:
        """The patch that one output answers for: (top, left, bottom, right) in the image, half-open, not clipped.

        Raises:
            IndexError: if there is no such output.
        """
        rows, columns = self.maps.shape[:2]
        if not (0 <= row < rows and 0 <= column < columns):
            raise IndexError(f"There are {rows}×{columns} outputs, from (0, 0), and none at ({row}, {column}).")
        top, left = self.offset[0] + row * self.stride[0], self.offset[1] + column * self.stride[1]
        return top, left, top + self.patch[0], left + self.patch[1]

    def centres(self) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        """The pixel in the middle of each patch: rows of the outputs' rows, columns of their columns.

        In a patch of even size it is the one behind the middle, `size // 2`: where `data.patches` has the animal.
        """
        rows, columns = (
            self.offset[at] + self.patch[at] // 2 + self.stride[at] * np.arange(self.maps.shape[at], dtype=np.int64)
            for at in (0, 1)
        )
        return rows, columns

    def __repr__(self) -> str:
        rows, columns, classes = self.maps.shape
        return (
            f"<Maps of {rows:,}×{columns:,} outputs, {classes} classes: patches of {self.patch[0]}×{self.patch[1]} "
            f"every {self.stride[0]}×{self.stride[1]} pixels of an image of "
            f"{self.image_shape[0]:,}×{self.image_shape[1]:,}{self._narrow()}>"
        )

    def _narrow(self) -> str:
        if self.precision is None or self.precision.dtype == "float32":
            return ""
        return f", computed in {self.precision.dtype}"
