"""All geometric transforms as one homography.

Coordinates are `(x, y, 1)`: x counts columns to the right, y rows downwards, and whole numbers are the centres of
pixels, so that an image of width w has its middle at x = (w - 1) / 2. Every matrix leads *forward*, from a point of
the image as it came to where that point goes; images are resampled with the inverse.

The functions take `xp`, which is `numpy` or `keras.ops`: the same formulas on every backend.
"""

from __future__ import annotations

from typing import Any

import numpy as np

__all__ = ["homographies"]


def _matrices(xp: Any, rows: list[list[Any]], like: Any) -> Any:
    """Matrices (n, 3, 3) of entries that are numbers or arrays (n,)."""
    one = xp.ones_like(like)
    return xp.stack([xp.stack([entry * one for entry in row], axis=-1) for row in rows], axis=-2)


def _cos_sin(xp: Any, degrees: Any) -> tuple[Any, Any]:
    """Cosine and sine, exact at quarter turns, so that 90 degrees moves pixels without blending any two."""
    radians = degrees * (np.pi / 180)
    cos, sin = xp.cos(radians), xp.sin(radians)
    quarter = xp.equal(xp.mod(degrees, 90.0), 0.0)
    return xp.where(quarter, xp.round(cos), cos), xp.where(quarter, xp.round(sin), sin)


def _perspective(xp: Any, displacement: Any, height: int, width: int) -> Any:
    """The homographies (n, 3, 3), about the middle, that move the four corners by fractions of width and height.

    Source: Hartley and Zisserman, Multiple View Geometry, section 4.1 (four correspondences, last entry 1). Solved in
    units of half the image's side, which keeps the equations well conditioned in float32.
    """
    half_x, half_y = max(width - 1, 1) / 2, max(height - 1, 1) / 2
    corners = [(-1.0, -1.0), (1.0, -1.0), (1.0, 1.0), (-1.0, 1.0)]
    zero = xp.zeros_like(displacement[:, 0, 0])
    one = zero + 1.0
    equations, wanted = [], []
    for corner, (x, y) in enumerate(corners):
        to_x = x + displacement[:, corner, 0] * (width / half_x)
        to_y = y + displacement[:, corner, 1] * (height / half_y)
        equations.append(xp.stack([x * one, y * one, one, zero, zero, zero, -x * to_x, -y * to_x], axis=-1))
        equations.append(xp.stack([zero, zero, zero, x * one, y * one, one, -x * to_y, -y * to_y], axis=-1))
        wanted += [to_x, to_y]
    solved = xp.linalg.solve(xp.stack(equations, axis=-2), xp.stack(wanted, axis=-1)[..., None])[..., 0]
    h = [solved[:, entry] for entry in range(8)]
    return _matrices(
        xp,
        [
            [h[0], h[1] * (half_x / half_y), h[2] * half_x],
            [h[3] * (half_y / half_x), h[4], h[5] * half_y],
            [h[6] / half_x, h[7] / half_y, 1.0],
        ],
        zero,
    )


def homographies(xp: Any, parameters: Any, height: int, width: int, perspective: bool = True) -> Any:
    """The forward matrices of some images, all transforms multiplied together.

    First rotate, then shift, shear, zoom, bend, and flip at last, each about the middle of the image: the order of
    Keras' `ImageDataGenerator`, to which perspective is added. As matrices, read from right to left:
    `flip @ perspective @ zoom @ shear @ shift @ rotation`.

    Args:
        xp: `numpy` or `keras.ops`.
        parameters: `Parameters` of n images, their arrays of that kind.
        height: of the images, in pixels.
        width: as height.
        perspective: False leaves the perspective out, which needs no equations to be solved.

    Returns:
        Array (n, 3, 3), for points `(x, y, 1)`.
    """
    angle = parameters.rotation
    cos, sin = _cos_sin(xp, angle)
    # y points downwards: seen on the screen, this turns counter-clockwise, as np.rot90 does.
    rotation = _matrices(xp, [[cos, sin, 0.0], [-sin, cos, 0.0], [0.0, 0.0, 1.0]], angle)
    shift = _matrices(
        xp, [[1.0, 0.0, parameters.shift[:, 0]], [0.0, 1.0, parameters.shift[:, 1]], [0.0, 0.0, 1.0]], angle
    )
    cos, sin = _cos_sin(xp, parameters.shear)
    # The inverse of x - sin * y, cos * y, where Keras' generator reads.
    shear = _matrices(xp, [[1.0, sin / cos, 0.0], [0.0, 1 / cos, 0.0], [0.0, 0.0, 1.0]], angle)
    zoom = _matrices(
        xp, [[1 / parameters.zoom[:, 0], 0.0, 0.0], [0.0, 1 / parameters.zoom[:, 1], 0.0], [0.0, 0.0, 1.0]], angle
    )
    flip_x, flip_y = 1.0 - 2.0 * parameters.flip[:, 0], 1.0 - 2.0 * parameters.flip[:, 1]
    flip = _matrices(xp, [[flip_x, 0.0, 0.0], [0.0, flip_y, 0.0], [0.0, 0.0, 1.0]], angle)
    product = xp.matmul(zoom, xp.matmul(shear, xp.matmul(shift, rotation)))
    if perspective:
        product = xp.matmul(_perspective(xp, parameters.perspective, height, width), product)
    product = xp.matmul(flip, product)
    x, y = (width - 1) / 2, (height - 1) / 2
    to_middle = _matrices(xp, [[1.0, 0.0, -x], [0.0, 1.0, -y], [0.0, 0.0, 1.0]], angle)
    back = _matrices(xp, [[1.0, 0.0, x], [0.0, 1.0, y], [0.0, 0.0, 1.0]], angle)
    return xp.matmul(back, xp.matmul(product, to_middle))
