"""What the viewer looks at: a scene that is kept in several sizes, its maps, and its points by threshold."""

from __future__ import annotations

import base64
import functools
import io
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from coursekit.counting.detection import detect
from coursekit.counting.images import checked_image
from coursekit.counting.maps import Maps
from coursekit.counting.marks import colours, letters, sorted_points
from coursekit.counting.matching import Matched, match
from coursekit.counting.viewer.state import Choices

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Viewed", "encoded"]

_KEPT = 64  # thresholds
_SMALL = 150  # pixels of the overview
_QUALITY = 80  # of a JPEG


class Viewed:
    """A scene with maps and truth, checked.

    Points are taken once, at the lowest threshold. For a higher one those with a lower score are left out: suppression
    goes from the best score down, so that what is left is what a higher threshold would have given.

    Args:
        image: (height, width, 3), uint8 or floats from 0 to 1.
        maps: from `predict` on this image.
        classes: the name of each map.
        distance: of `detect`.
        truth: the annotations; None if they are not known.
        near: how far a found point may be from a true one, as `match` takes it; None for `distance`.
        background: of `detect`.
        least: the lowest threshold.
        smooth: of `detect`.

    Raises:
        ValueError, TypeError: as `predict`, `detect` and `match`; and if the maps belong to an image of another size.
    """

    def __init__(
        self,
        image: npt.ArrayLike,
        maps: Maps,
        classes: Sequence[str],
        distance: float | Mapping[str, float],
        truth: pd.DataFrame | None = None,
        near: float | Mapping[str, float] | None = None,
        background: str | None = "backgrounds",
        least: float = 0.0,
        smooth: float = 0.0,
    ) -> None:
        pixels = checked_image(image, 3)
        if pixels.dtype != np.uint8:
            pixels = np.rint(255 * pixels).astype(np.uint8)
        self._found = detect(maps, classes, distance, background=background, threshold=least, smooth=smooth)
        if maps.image_shape != pixels.shape[:2]:
            raise ValueError(f"The maps are of an image of {maps.image_shape}, and this one has {pixels.shape[:2]}.")
        self.shape: tuple[int, int] = maps.image_shape
        self.maps, self.classes = maps, tuple(map(str, classes))
        self.animals = tuple(name for name in self.classes if name != background)
        self.choices = Choices(self.shape, self.animals, self.classes, float(least))
        self.truth = truth
        self._near = distance if near is None else near
        self.letters, self.colours = letters(self.animals), colours(self.animals)
        self._pyramid = _pyramid(pixels)
        # Not @cache on the methods: that would keep every scene alive.
        self.judged = functools.lru_cache(maxsize=_KEPT)(self._judged)
        self._coarse = functools.lru_cache(maxsize=2 * len(self.classes))(self._block_maxima)
        self.judged(self.choices.least)  # what is wrong with the truth is said at once

    def found(self, threshold: float) -> pd.DataFrame:
        """What `detect` gives at a threshold."""
        return self._found[self._found["score"] >= threshold]

    def _judged(self, threshold: float) -> tuple[Mapping[str, list[tuple[str, float, float]]], Matched | None]:
        """The points of a threshold by what they are, and the match; without truth all are "found"."""
        found = self.found(threshold)
        if self.truth is None:
            points = found[["class_name", "row", "col"]].itertuples(index=False)
            return {"found": [(str(name), float(row), float(col)) for name, row, col in points]}, None
        matched = match(found, self.truth, self._near, classes=self.animals)
        return sorted_points(found, self.truth, matched), matched

    def cut(self, top: float, left: float, scale: float, size: tuple[int, int]) -> Any:
        """A part of the image as Pillow's image, resampled; white beyond the border.

        Args:
            top: first row of it, in pixels of the image.
            left: first column.
            scale: pixels of the image per pixel of the result.
            size: width and height of the result.
        """
        from PIL import Image  # noqa: PLC0415 - `import coursekit.counting` stays light

        level = min(max(int(np.floor(np.log2(max(scale, 1)))), 0), len(self._pyramid) - 1)
        source = self._pyramid[level]
        step = scale / 2**level
        return source.transform(
            size,
            Image.Transform.AFFINE,
            (step, 0, left / 2**level, 0, step, top / 2**level),
            Image.Resampling.BILINEAR if scale > 1 else Image.Resampling.NEAREST,
            fillcolor="white",
        )

    def heat(self, name: str, top: float, left: float, scale: float, size: tuple[int, int]) -> npt.NDArray[np.float32]:
        """A class's value for each pixel of a picture, as `cut` takes it; 0 where no patch has its middle.

        Far away one pixel has the largest of several values, so that small peaks stay in sight.
        """
        down, right = self.maps.centres()
        steps = [max(1, round(scale / stride)) for stride in self.maps.stride]
        values = self._coarse(name, (steps[0], steps[1]))
        places = []
        for corner, centres, stride, step, count in (
            (top, down, self.maps.stride[0], steps[0], size[1]),
            (left, right, self.maps.stride[1], steps[1], size[0]),
        ):
            pixels = corner + scale * (np.arange(count) + 0.5)
            begin = centres[0] - stride / 2  # where the first value's own pixels begin
            places.append(np.floor((pixels - begin) / (stride * step)).astype(np.int64))
        rows, columns = values.shape
        inside = np.outer((places[0] >= 0) & (places[0] < rows), (places[1] >= 0) & (places[1] < columns))
        picked = values[np.clip(places[0], 0, rows - 1)[:, None], np.clip(places[1], 0, columns - 1)[None]]
        return np.where(inside, picked, np.float32(0))

    def _block_maxima(self, name: str, steps: tuple[int, int]) -> npt.NDArray[np.float32]:
        """One class's map, the largest value of each block of `steps`."""
        values = np.asarray(self.maps.maps[..., self.classes.index(name)], dtype=np.float32)
        for axis, step in enumerate(steps):
            values = np.maximum.reduceat(values, np.arange(0, values.shape[axis], step), axis=axis)
        return np.clip(values, 0, 1)

    @functools.cached_property
    def small(self) -> Any:
        """The whole scene, small, for the overview."""
        image = self._pyramid[-1].copy()
        image.thumbnail((_SMALL, _SMALL))
        return image

    @functools.cached_property
    def small_source(self) -> str:
        """The same for the page."""
        return encoded(self.small)


def encoded(image: Any) -> str:
    """An image of Pillow's for the page. A JPEG: photographs are a tenth of a PNG's size, and sooner written."""
    written = io.BytesIO()
    image.save(written, format="jpeg", quality=_QUALITY)
    return f"data:image/jpeg;base64,{base64.b64encode(written.getvalue()).decode('ascii')}"


def _pyramid(pixels: npt.NDArray[np.uint8]) -> list[Any]:
    """The image, and it halved again and again: a far look need not read all pixels."""
    from PIL import Image  # noqa: PLC0415 (as above)

    levels = [Image.fromarray(np.ascontiguousarray(pixels))]
    while min(levels[-1].size) >= 128 and len(levels) < 6:
        levels.append(levels[-1].reduce(2))
    return levels
