"""Maps of simulated photographs, put together to mosaics, with what is there: for the open task."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import cache
from typing import Any, NamedTuple, overload

import numpy as np
import numpy.typing as npt

from coursekit.data.sealion_classes import ANIMALS, CLASSES

__all__ = ["Drawn", "Mosaic", "Mosaics", "truth_of"]

_Array = npt.NDArray[Any]

_SCENE = (1536, 2304)
_SIDE = 640
_PATCH = 96

Window = tuple[int, int, int]
"""A piece of a simulated scene: its seed, and the row and column of the piece's top left pixel."""

Mosaic = tuple[Window, Window, Window, Window]
"""Four pieces: two above, two below."""


class Drawn(NamedTuple):
    """A mosaic as the network sees it; the arguments of the task, in their order.

    Attributes:
        maps: shape (rows, columns, 6), float32: the posteriors of every patch, the background's last.
        stride: pixels from one patch to the next, down and to the right.
        offset: row and column of the first patch.
        patch: its height and width.
        classes: names of the maps.
    """

    maps: _Array
    stride: tuple[int, int]
    offset: tuple[int, int]
    patch: tuple[int, int]
    classes: list[str]


_truths: dict[bytes, dict[str, int]] = {}


@cache
def _drawn(mosaic: Mosaic) -> Drawn:
    """The maps of a mosaic: drawn, and looked at by the example classifier, once."""
    from coursekit.counting.prediction import predict  # noqa: PLC0415 (Keras, seconds)
    from coursekit.data.simulator import draw_scenes  # noqa: PLC0415 (only where it is wanted)

    image = np.empty((2 * _SIDE, 2 * _SIDE, 3), dtype=np.uint8)
    counts = dict.fromkeys(ANIMALS, 0)
    for place, (seed, top, left) in enumerate(mosaic):
        scene = draw_scenes(1, *_SCENE, seed)[0]
        row, column = _SIDE * (place // 2), _SIDE * (place % 2)
        image[row : row + _SIDE, column : column + _SIDE] = scene.window(top, left, _SIDE, _SIDE)  # type: ignore[attr-defined] # simulated scenes have it
        rows, columns = scene.annotations["row"] - top, scene.annotations["col"] - left
        inside = (rows >= 0) & (rows < _SIDE) & (columns >= 0) & (columns < _SIDE)
        for name in scene.annotations["class_name"][inside]:
            counts[str(name)] += 1
    # Mirrored at the border, so that every pixel is the middle of some patch.
    margin = _PATCH // 2
    padded = np.pad(image, ((margin, margin), (margin, margin), (0, 0)), mode="symmetric")
    seen = predict(_network(), padded, patch=(_PATCH, _PATCH), progress=False)
    offset = (seen.offset[0] - margin, seen.offset[1] - margin)
    found = Drawn(np.asarray(seen.maps), seen.stride, offset, seen.patch, list(CLASSES))
    _truths[_digest(found.maps)] = counts
    return found


@cache
def _network() -> Any:
    from coursekit.counting.example import example  # noqa: PLC0415 (Keras, seconds)
    from coursekit.counting.fully_convolutional import fully_convolutional  # noqa: PLC0415 (as above)

    return fully_convolutional(example())


def truth_of(maps: _Array) -> dict[str, int]:
    """How many animals of each class are in a mosaic, by its maps; it must have been drawn before."""
    return dict(_truths[_digest(maps)])


def _digest(maps: _Array) -> bytes:
    return hashlib.sha256(np.ascontiguousarray(maps).tobytes()).digest()


class Mosaics(Sequence[Drawn]):
    """Mosaics as cases of a task; each is drawn when it is asked for.

    Args:
        mosaics: of which pieces.
    """

    def __init__(self, mosaics: Sequence[Mosaic]) -> None:
        self._mosaics = tuple(mosaics)

    def __len__(self) -> int:
        return len(self._mosaics)

    @overload
    def __getitem__(self, index: int) -> Drawn: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Drawn]: ...
    def __getitem__(self, index: int | slice) -> Drawn | Sequence[Drawn]:
        if isinstance(index, slice):
            return [_drawn(mosaic) for mosaic in self._mosaics[index]]
        return _drawn(self._mosaics[index])
