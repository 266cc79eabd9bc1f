"""Sea as the camera sees it: deep and shallow water, waves, glitter, kelp, surf."""

from __future__ import annotations

import numpy as np

from coursekit.data.simulator.ground import mix, paint
from coursekit.data.simulator.looks import Look
from coursekit.data.simulator.noise import Floats, Integers, clipped, fractal, key, smoothstep, value_noise

__all__ = ["foam", "sea"]


def sea(rows: Integers, cols: Integers, height: Floats, look: Look, seed: int) -> Floats:
    """Draw the sea of a window, without its surf.

    Args:
        rows: the window's rows, shape (h,).
        cols: its columns, shape (w,).
        height: the elevation there, negative in the sea, shape (h, w).
        look: of the scene.
        seed: of the scene.

    Returns:
        Displayed colours from about 0 to 255, not yet clipped, shape (3, h, w).
    """
    deep, shallow = paint(look.deep), paint(look.shallow)
    bottom = 0.10 * fractal(rows, cols, 180, 4, key(seed, 60))
    depth = 1 - smoothstep(height + bottom, -0.55, 0.0)
    picture: Floats = shallow + depth * (deep - shallow)
    # Sunken stones where it is shallow.
    stones = smoothstep(fractal(rows, cols, 70, 3, key(seed, 61)), 0.0, 0.6) * (1 - depth)
    picture = picture * (1 - 0.22 * stones)
    # Waves come from one side: rows of them.
    wave = value_noise(rows * 2, cols, 22, key(seed, 62)) + 0.6 * value_noise(rows * 3, cols, 9, key(seed, 63))
    picture = picture + 5 * wave
    frond = fractal(rows, cols, 240, 4, key(seed, 64), 0.62)
    low = 0.85 - 1.3 * look.kelp_share
    kelp = smoothstep(frond, low, low + 0.25) * smoothstep(-height, 0.03, 0.12) * smoothstep(-height, 0.6, 0.3)
    picture = mix(picture, (62.0, 50.0, 44.0), 0.62 * kelp)
    # The sun's mirror image, in pieces, in some parts of the sea only.
    where = smoothstep(value_noise(rows, cols, 700, key(seed, 65)), 0.75 - look.glitter, 1.1 - look.glitter)
    spark = value_noise(rows * 2, cols, 7, key(seed, 66)) + 0.7 * value_noise(rows, cols, 3, key(seed, 67))
    return mix(picture, (240.0, 244.0, 246.0), smoothstep(spark + 0.5 * where, 1.25, 1.5) * where)


def foam(rows: Integers, cols: Integers, height: Floats, look: Look, seed: int) -> Floats:
    """How much surf covers each place, from 0 to 1, shape (h, w): along the waterline, more on some shores."""
    exposed = smoothstep(value_noise(rows, cols, 420, key(seed, 70)), 0.35 - look.surf, 1.1 - look.surf)
    torn = fractal(rows, cols, 44, 5, key(seed, 71), 0.66)
    reach = 0.015 + 0.11 * exposed
    near = clipped(1 - np.abs(height + 0.3 * reach) / reach, 0, 1)
    # Nothing at all beyond the reach, so that no window needs to look.
    return smoothstep(near * 1.3 + 0.55 * torn, 0.62, 1.25) * smoothstep(near, 0.0, 0.1)
