"""The task on which pixel an output answers for."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from coursekit.checks import Mistake, Task

__all__ = ["centres"]

_Array = npt.NDArray[Any]
_Pair = tuple[int, int]


def _centres(outputs: _Array, stride: _Pair, offset: _Pair, patch: _Pair) -> _Array:
    return np.stack([offset[at] + stride[at] * outputs[:, at] + patch[at] // 2 for at in (0, 1)], axis=1)


def _corner(outputs: _Array, stride: _Pair, offset: _Pair, _patch: _Pair) -> _Array:
    return _centres(outputs, stride, offset, (0, 0))


def _no_offset(outputs: _Array, stride: _Pair, _offset: _Pair, patch: _Pair) -> _Array:
    return _centres(outputs, stride, (0, 0), patch)


def _no_stride(outputs: _Array, _stride: _Pair, offset: _Pair, patch: _Pair) -> _Array:
    return _centres(outputs, (1, 1), offset, patch)


def _offset_subtracted(outputs: _Array, stride: _Pair, offset: _Pair, patch: _Pair) -> _Array:
    return _centres(outputs, stride, (-offset[0], -offset[1]), patch)


def _offset_in_outputs(outputs: _Array, stride: _Pair, offset: _Pair, patch: _Pair) -> _Array:
    return _centres(outputs, stride, (offset[0] * stride[0], offset[1] * stride[1]), patch)


def _far_corner(outputs: _Array, stride: _Pair, offset: _Pair, patch: _Pair) -> _Array:
    return _centres(outputs, stride, offset, (2 * patch[0], 2 * patch[1]))


def _exchanged(outputs: _Array, stride: _Pair, offset: _Pair, patch: _Pair) -> _Array:
    return _centres(outputs, stride, offset, patch)[:, ::-1]


def _other_axis(outputs: _Array, stride: _Pair, offset: _Pair, patch: _Pair) -> _Array:
    return _centres(outputs, stride[::-1], offset[::-1], patch[::-1])


def _strides_exchanged(outputs: _Array, stride: _Pair, offset: _Pair, patch: _Pair) -> _Array:
    return _centres(outputs, stride[::-1], offset, patch)


def _patch_exchanged(outputs: _Array, stride: _Pair, offset: _Pair, patch: _Pair) -> _Array:
    return _centres(outputs, stride, offset, patch[::-1])


def _column_first(outputs: _Array, stride: _Pair, offset: _Pair, patch: _Pair) -> _Array:
    """The outputs read as (x, y), and right from there on."""
    return _centres(outputs[:, ::-1], stride, offset, patch)


def _one_before(outputs: _Array, stride: _Pair, offset: _Pair, patch: _Pair) -> _Array:
    return _centres(outputs, stride, offset, (patch[0] - 1, patch[1] - 1))


def _halves(outputs: _Array, stride: _Pair, offset: _Pair, patch: _Pair) -> _Array:
    return _centres(outputs, stride, offset, (0, 0)) + np.array(patch) / 2


centres = Task(
    "centres",
    cases=[
        (np.array([[0, 0], [0, 1], [1, 0]]), (8, 8), (0, 0), (96, 96)),
        (np.array([[3, 5], [10, 2]]), (8, 4), (0, 0), (20, 32)),
        (np.array([[0, 0], [7, 9]]), (4, 4), (-6, -2), (12, 16)),
        (np.array([[2, 2], [4, 1], [0, 3]]), (3, 5), (10, 100), (7, 15)),
    ],
    reference=_centres,
    mistakes=[
        Mistake(
            "corner",
            _corner,
            "That is the top left pixel of each patch. The animal should be in its *middle*.",
        ),
        Mistake(
            "offset forgotten",
            _no_offset,
            "The patch of output (0, 0) does not begin at pixel (0, 0), but at {offset}.",
        ),
        Mistake(
            "stride forgotten",
            _no_stride,
            "From one output to the next your pixels move by 1. The patches move by {stride}.",
        ),
        Mistake(
            "offset subtracted",
            _offset_subtracted,
            "You subtract the offset. It *is* the place of the first patch; where is the patch of output (0, 0)?",
        ),
        Mistake(
            "offset in outputs",
            _offset_in_outputs,
            "You multiply the offset by the stride. It is a number of pixels already.",
        ),
        Mistake(
            "far corner",
            _far_corner,
            "That is the pixel behind the patch, at its bottom right. How far is its middle from its top left?",
        ),
        Mistake(
            "rows and columns exchanged",
            _exchanged,
            "Rows and columns have changed places in your result. Rows come first, as they did.",
        ),
        Mistake(
            "settings of the other axis",
            _other_axis,
            "You use the stride, offset and patch of columns for rows, and the other way round. Each pair begins with "
            "the one for rows.",
        ),
        Mistake(
            "strides exchanged",
            _strides_exchanged,
            "The patches are {stride} pixels apart, down and to the right. Which of the two belongs to rows?",
        ),
        Mistake(
            "patch exchanged",
            _patch_exchanged,
            "A patch has {patch} pixels, its height first. Which of the two numbers belongs to rows?",
        ),
        Mistake(
            "outputs read column first",
            _column_first,
            "You take the first number of an output for its column. Rows come first, as in the maps.",
        ),
        Mistake(
            "one pixel before the middle",
            _one_before,
            "Where a side is even, you are one pixel before the middle: it was asked for as pixel `patch // 2`, "
            "counted from 0.",
        ),
        Mistake(
            "half pixels",
            _halves,
            "Half of 7 pixels is no whole number, and there is no such pixel. Use `//`.",
        ),
    ],
    instead="Three numbers make up the place of a pixel: add them up.",
)
