"""Resampling by looking up four neighbours: exact, and the same in NumPy and on every Keras backend."""

from __future__ import annotations

from typing import Any

import numpy as np

__all__ = ["blur", "coordinates", "warp"]


def _cast(values: Any, dtype: str) -> Any:
    if hasattr(values, "astype"):
        return values.astype(dtype)
    import keras  # noqa: PLC0415 (only for a backend's tensors, and then Keras is there)

    return keras.ops.cast(values, dtype)


def coordinates(xp: Any, inverse: Any, height: int, width: int) -> tuple[Any, Any]:
    """Where each pixel of the result is read, x and y, each of shape (n, height * width).

    Behind the horizon of a homography (third coordinate 0 or below) there is nothing to see; it is read far outside.
    """
    y, x = xp.meshgrid(xp.arange(height), xp.arange(width), indexing="ij")
    dtype = "float64" if "float64" in str(inverse.dtype) else "float32"
    x, y = (_cast(xp.reshape(axis, (1, -1)), dtype) for axis in (x, y))
    entry = [[inverse[:, row, column, None] for column in range(3)] for row in range(3)]
    depth = entry[2][0] * x + entry[2][1] * y + entry[2][2]
    seen = depth > 1e-6
    depth = xp.where(seen, depth, xp.ones_like(depth))
    away = -1e4
    at_x = xp.where(seen, (entry[0][0] * x + entry[0][1] * y + entry[0][2]) / depth, away)
    at_y = xp.where(seen, (entry[1][0] * x + entry[1][1] * y + entry[1][2]) / depth, away)
    # No image is that large; a whole number that does not fit its type would be undefined.
    return xp.clip(at_x, -1e6, 1e6), xp.clip(at_y, -1e6, 1e6)


def _index(xp: Any, index: Any, side: int, fill_mode: str) -> Any:
    """Indices outside of 0 ... side - 1 led back inside."""
    if fill_mode == "wrap":
        return xp.mod(index, side)
    if fill_mode == "reflect":  # d c b a | a b c d | d c b a
        index = xp.mod(index, 2 * side)
        return xp.minimum(index, 2 * side - 1 - index)
    return xp.clip(index, 0, side - 1)


def warp(xp: Any, images: Any, inverse: Any, fill_mode: str, cval: float, nearest: bool = False) -> Any:
    """Images resampled, bilinear or nearest.

    Args:
        xp: `numpy` or `keras.ops`.
        images: shape (n, height, width, channels).
        inverse: matrices (n, 3, 3) from a pixel of the result to where it is read.
        fill_mode: what lies outside: "constant", "nearest", "reflect" or "wrap".
        cval: the value outside for "constant", in the units of the images. At the edge it blends with the image.
        nearest: take the value of the nearest pixel (of two equally near ones, the one to the right or below).
    """
    height, width, channels = images.shape[1:]
    x, y = coordinates(xp, inverse, height, width)
    # One long list of pixels, and where in it each image begins: a plain look-up is what every backend is fast at.
    flat = xp.reshape(images, (-1, channels))
    begins = _cast(xp.arange(xp.shape(images)[0]) * (height * width), "int32")[:, None]

    def look_up(column: Any, row: Any) -> Any:
        index = begins + _index(xp, row, height, fill_mode) * width + _index(xp, column, width, fill_mode)
        values = xp.take(flat, index, axis=0)
        if fill_mode != "constant":
            return values
        inside = (column >= 0) & (column < width) & (row >= 0) & (row < height)
        return xp.where(inside[..., None], values, xp.full_like(values, cval))

    if nearest:
        columns, rows = (_cast(xp.floor(axis + 0.5), "int32") for axis in (x, y))
        return xp.reshape(look_up(columns, rows), (-1, height, width, channels))
    left, top = xp.floor(x), xp.floor(y)
    across = _cast(x - left, "float32")[..., None]
    down = _cast(y - top, "float32")[..., None]
    left, top = _cast(left, "int32"), _cast(top, "int32")
    upper = look_up(left, top) * (1 - across) + look_up(left + 1, top) * across
    lower = look_up(left, top + 1) * (1 - across) + look_up(left + 1, top + 1) * across
    return xp.reshape(upper * (1 - down) + lower * down, (-1, height, width, channels))


def blur(xp: Any, images: Any, weights: Any, radius: int) -> Any:
    """Images blurred along rows and columns, edges mirrored.

    Args:
        xp: `numpy` or `keras.ops`.
        images: shape (n, height, width, channels).
        weights: of each image, shape (n, 2 * radius + 1).
        radius: pixels to each side.
    """
    for axis in (1, 2):
        side = images.shape[axis]
        # Not by `pad`, whose "symmetric" is "replicate" in Keras on torch.
        padded = xp.take(images, _index(np, np.arange(-radius, side + radius), side, "reflect"), axis=axis)
        total = xp.zeros_like(images)
        for tap in range(2 * radius + 1):
            part = padded[:, tap : tap + side] if axis == 1 else padded[:, :, tap : tap + side]
            total = total + part * weights[:, tap, None, None, None]
        images = total
    return images
