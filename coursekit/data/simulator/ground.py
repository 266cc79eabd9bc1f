"""Land as the camera sees it: blocks of rock with cracks and shadows, cobbles, sand, lichen, pools, guano."""

from __future__ import annotations

import numpy as np

from coursekit.data.simulator.cells import cells
from coursekit.data.simulator.looks import Colour, Look
from coursekit.data.simulator.noise import Floats, Integers, clipped, fractal, key, smoothstep, value_noise

__all__ = ["MARGIN", "land", "mix", "paint"]

MARGIN = 9
"""How many pixels around a window its shadows can come from."""

INNER = (slice(MARGIN, -MARGIN), slice(MARGIN, -MARGIN))
"""The window itself, in an array with that margin."""

_SAND: Colour = (146, 143, 138)


def mix(below: Floats, above: Floats | Colour, share: Floats) -> Floats:
    """One picture (3, h, w) or colour over another picture; `share` of shape (h, w) says how much of it.

    Where that is nothing at all, the result is `below` itself.
    """
    if not share.any():  # as often as not; the result would be the same
        return below
    return below + share * (paint(above) - below)


def paint(colour: Floats | Colour) -> Floats:
    """A colour as an array that fits to pictures, shape (3, 1, 1); a picture as it is."""
    return np.array(colour, dtype=np.float32)[:, np.newaxis, np.newaxis] if isinstance(colour, tuple) else colour


def land(rows: Integers, cols: Integers, height: Floats, look: Look, seed: int) -> Floats:
    """Draw the land of a window.

    Args:
        rows: the window's rows with `MARGIN` more on both sides, shape (h + 2 * MARGIN,).
        cols: its columns likewise.
        height: the elevation in the window itself, shape (h, w).
        look: of the scene.
        seed: of the scene.

    Returns:
        Displayed colours from about 0 to 255, not yet clipped, shape (3, h, w).
    """
    relief, albedo = _stone(rows, cols, look, seed)

    # Where there is nothing of a layer, drawing it would change nothing: it is left out to save the time.
    spread = fractal(rows, cols, 620, 2, key(seed, 40))
    sand = smoothstep(spread, 1.1 - 2.0 * look.sand_share, 1.3 - 2.0 * look.sand_share)
    if float(sand.max()) > 0:
        # Sand smooths everything below it.
        grain = value_noise(rows, cols, 2, key(seed, 41), 7) + value_noise(rows, cols, 60, key(seed, 42), 9)
        albedo = mix(albedo, paint(_SAND) + grain[INNER], sand[INNER])
        relief = relief * (1 - 0.93 * sand)

    # Water stands in pools and has no relief of its own.
    basin = fractal(rows, cols, 190, 3, key(seed, 43), 0.6) - 0.016 * relief
    pool = smoothstep(basin, 1.0 - 1.6 * look.pool_share, 1.06 - 1.6 * look.pool_share)
    relief = relief * (1 - pool)

    shade = _shade(relief, look)
    pool = pool[INNER]
    rows, cols = rows[MARGIN:-MARGIN], cols[MARGIN:-MARGIN]

    wet = np.zeros_like(height)
    if float(height.min()) < 0.19:
        # Seaweed and wet stone above the waterline.
        ragged = value_noise(rows, cols, 24, key(seed, 44), 0.05)
        wet = 1 - smoothstep(height + ragged, 0.05, 0.13)
        albedo = albedo * (1 - 0.38 * wet)
        weed = smoothstep(fractal(rows, cols, 46, 3, key(seed, 45)), 0.0, 0.5) * wet
        albedo = mix(albedo, (92.0, 72.0, 48.0), 0.75 * weed)

    picture: Floats = albedo * shade
    if float(pool.max()) > 0:
        ripple = value_noise(rows, cols, 9, key(seed, 46), 6)
        picture = mix(picture, paint(look.pool) + ripple, 0.92 * pool)
    # Wet stone glints.
    glint = smoothstep(_spots(rows, cols, key(seed, 47)) + 0.25 * wet, 1.155, 1.2) * look.sunshine
    return mix(picture, (235.0, 236.0, 236.0), 0.7 * glint)


def _spots(rows: Integers, cols: Integers, seed: int) -> Floats:
    """Noise with a period of two pixels in [0, 1]: spots of about that size."""
    return 0.5 + 0.5 * value_noise(rows, cols, 2, seed)


def _stone(rows: Integers, cols: Integers, look: Look, seed: int) -> tuple[Floats, Floats]:
    """Relief in pixels with the margin, and colour without it, shape (3, h, w)."""
    r = rows.astype(np.float32)[:, np.newaxis]
    c = cols.astype(np.float32)[np.newaxis]
    bend_u = 20 * fractal(rows, cols, 90, 4, key(seed, 20), 0.55)
    bend_v = 20 * fractal(rows, cols, 90, 4, key(seed, 21), 0.55)
    # Turned and stretched along the layers of the rock.
    a, b = look.strata
    across = r * np.float32(a) + c * np.float32(b) + bend_u
    along = (c * np.float32(a) - r * np.float32(b) + bend_v) * np.float32(1 / look.stretch)

    block = cells(across / look.block, along / look.block, key(seed, 22), 4)
    piece = cells(across / 27, along / 27, key(seed, 23), 4)
    fine = fractal(rows, cols, 18, 4, key(seed, 24), 0.6)
    crease = np.abs(fractal(rows, cols, 52, 3, key(seed, 31), 0.55))
    cobbles = _patchy(rows, cols, look.cobble_share, key(seed, 25))

    # Blocks: each a tilted plane, with a step to the next.
    level, tilt_u, tilt_v, _ = block.numbers
    size = look.block
    relief = 13 * level + size * 0.75 * ((tilt_u - 0.5) * block.du + (tilt_v - 0.5) * block.dv)
    relief -= 4 * (1 - smoothstep(block.edge, 0.0, 0.06)) * smoothstep(level, 0.0, 0.7)
    # Pieces of the blocks, not everywhere alike.
    broken = smoothstep(value_noise(rows, cols, 130, key(seed, 26)), -0.7, 0.6) * (1 - cobbles)
    level, tilt_u, tilt_v, _ = piece.numbers
    relief += broken * (6.5 * level + 27 * ((tilt_u - 0.5) * piece.du + (tilt_v - 0.5) * piece.dv))
    relief += 7 * np.minimum(crease, 0.3) * (1 - cobbles)
    stones = np.zeros_like(relief)
    if float(cobbles.max()) > 0:
        # Cobbles: each a dome of its own, small ones between large ones.
        stone = cells(r / 13 + bend_u / 40, c / 13 + bend_v / 40, key(seed, 27), 2)
        dome = clipped(1 - 1.5 * stone.distance * stone.distance, 0, 1) * smoothstep(stone.edge, 0.0, 0.3)
        relief = relief * (1 - 0.7 * cobbles) + cobbles * (1 + 8 * stone.numbers[0] * stone.numbers[0]) * dome
        stones = cobbles * (0.7 * stone.numbers[1] - 0.28)
    relief = relief * np.float32(look.relief) + 1.7 * fine

    # Only relief casts shadows into the window: of all else, the window itself is enough.
    rows, cols = rows[MARGIN:-MARGIN], cols[MARGIN:-MARGIN]
    broken, fine, bend_v, cobbles, crease = broken[INNER], fine[INNER], bend_v[INNER], cobbles[INNER], crease[INNER]
    block_edge, block_tone = block.edge[INNER], block.numbers[3][INNER]
    piece_edge, piece_tone = piece.edge[INNER], piece.numbers[3][INNER]
    light = 0.5 + 0.30 * fractal(rows, cols, 300, 2, key(seed, 28)) + 0.32 * (block_tone - 0.5)
    light += 0.25 * broken * (piece_tone - 0.5) + 0.16 * fine
    light += stones[INNER]
    dark, pale = (paint(colour) for colour in look.rock)
    albedo: Floats = dark + clipped(light, -0.3, 1.4) * (pale - dark)

    grown = fractal(rows, cols, 340, 2, key(seed, 29))
    lichen = smoothstep(grown + 0.25 * fine, 1.0 - 2 * look.lichen_share, 1.25 - 2 * look.lichen_share)
    albedo = mix(albedo, look.lichen, 0.7 * lichen)
    white = smoothstep(fractal(rows, cols, 70, 2, key(seed, 30), 0.7), 0.95 - 0.4 * look.guano, 1.3 - 0.4 * look.guano)
    albedo = mix(albedo, (206.0, 204.0, 198.0), 0.6 * white)
    # Cracks open and close along their way.
    open_share = clipped(0.5 + bend_v * 0.025)
    crevice = (1 - smoothstep(block_edge, 0.0, 0.05)) + 0.8 * broken * (1 - smoothstep(piece_edge, 0.0, 0.12))
    crevice += 0.5 * (1 - cobbles) * smoothstep(crease, 0.05, 0.0)
    return relief, albedo * (1 - 0.7 * open_share * clipped(crevice, 0, 1))


def _patchy(rows: Integers, cols: Integers, share: float, seed: int) -> Floats:
    """Patches of some hundred pixels that cover about that share; shape (h, w)."""
    return smoothstep(fractal(rows, cols, 380, 2, seed), 0.75 - 1.5 * share, 0.95 - 1.5 * share)


def _shade(relief: Floats, look: Look) -> Floats:
    """How bright the light makes each place; 1 on level ground. The margin is gone in the result."""
    m = MARGIN
    inner = relief[m:-m, m:-m]
    down = relief[m + 1 : -m + 1, m:-m] - relief[m - 1 : -m - 1, m:-m]
    right = relief[m:-m, m + 1 : -m + 1] - relief[m:-m, m - 1 : -m - 1]
    row, col = look.sun
    facing = -0.5 * (down * np.float32(row) + right * np.float32(col))
    # The sun stands 45° high: a slope of 1 towards it is lit fully, one away from it not at all.
    steep = np.sqrt(1 + 0.25 * (down * down + right * right))
    lit = clipped(0.06 + (1 + facing) / steep, 0, 1.42)
    hidden = np.zeros_like(inner)
    for step in (2, 4, 6, 8):
        # Rounded, so that the shadow of one place is the same in every window.
        dr, dc = int(np.floor(step * row + 0.5)), int(np.floor(step * col + 0.5))
        blocker = relief[m + dr : relief.shape[0] - m + dr, m + dc : relief.shape[1] - m + dc]
        hidden = np.maximum(hidden, smoothstep(blocker - inner, 0.9 * step, 0.9 * step + 2.2))
    sun = np.float32(look.sunshine)
    direct = lit * (1 - hidden) * sun + (0.75 + 0.25 * lit) * (1 - sun)
    ambient = np.float32(0.24 + 0.2 * (1 - look.sunshine))
    return ambient + (1 - ambient) * direct
