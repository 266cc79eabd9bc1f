"""A whole simulated scene, any window of which can be drawn without the rest."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from coursekit.data.scenes import Scene
from coursekit.data.sealion_classes import ANIMALS
from coursekit.data.simulator.animals import Animal, Sprite, draw_animal, frame
from coursekit.data.simulator.coast import elevation
from coursekit.data.simulator.colonies import populate
from coursekit.data.simulator.ground import MARGIN, land, mix, paint
from coursekit.data.simulator.looks import Look, draw_look
from coursekit.data.simulator.noise import Floats, clipped, key, scatter
from coursekit.data.simulator.sea import foam, sea

__all__ = ["SimulatedScene", "draw_scene"]

_TILE = 384  # drawn in tiles of about that height and width: what is in work stays in the processor's cache
_SHORE = (-0.02, 0.02)  # between these elevations, land shows through the water


@dataclass(frozen=True, repr=False, eq=False)
class SimulatedScene(Scene):
    """A scene drawn from a seed, when it is asked for; `path` is only a name, there is no such file.

    Args:
        look: its light and ground.
        seed: what its ground is drawn from.
        animals: a row of `annotations` for each, in the same order.
    """

    look: Look
    seed: int
    animals: tuple[Animal, ...] = field(default=())

    def image(self) -> npt.NDArray[np.uint8]:
        """The whole scene: 0 to 255, shape (height, width, 3). Drawn anew at each call."""
        return self.window(0, 0, self.height, self.width)

    def window(self, top: int, left: int, height: int, width: int) -> npt.NDArray[np.uint8]:
        """A part of the scene: the same pixels as the whole has there, without drawing the rest.

        Args:
            top: first row.
            left: first column.
            height: number of rows.
            width: number of columns.

        Returns:
            0 to 255, shape (height, width, 3).

        Raises:
            ValueError: if the window reaches beyond the scene, or is empty.
        """
        if not (0 <= top < top + height <= self.height and 0 <= left < left + width <= self.width):
            raise ValueError(
                f"A window of {height}×{width} at row {top}, column {left} does not lie in a scene of "
                f"{self.height}×{self.width}."
            )
        return _draw(self.look, self.seed, self._near(top, left, height, width), (top, left, height, width))

    def _near(self, top: int, left: int, height: int, width: int) -> list[Animal]:
        """The few animals that may show in a window; `_touches` knows it exactly, and takes longer."""
        rows, cols, reaches = self._places
        far = reaches + 3  # for the blur
        near = (top - far <= rows) & (rows <= top + height + far) & (left - far <= cols) & (cols <= left + width + far)
        return [self.animals[number] for number in np.flatnonzero(near)]

    @cached_property
    def _places(self) -> npt.NDArray[np.float64]:
        """Row, column and reach of every animal, shape (3, n)."""
        places = [(animal.row, animal.col, animal.reach) for animal in self.animals]
        return np.array(places, dtype=np.float64).reshape(-1, 3).T

    def is_sea(self, row: int, col: int) -> bool:
        """Whether a place lies in the sea, away from the surf."""
        return float(elevation(np.array([row]), np.array([col]), self.look, self.seed)[0, 0]) < -0.1


def draw_scene(tid: int, height: int, width: int, seed: int) -> SimulatedScene:
    """Decide what a scene shows; its pixels are drawn later.

    Args:
        tid: its number.
        height: in pixels.
        width: likewise.
        seed: which scene; scenes of other numbers or sizes have nothing in common with it.
    """
    import pandas as pd  # noqa: PLC0415 (`import coursekit.data` stays light)

    # Only random() of the generator is used: its other methods may change with NumPy's versions.
    random = np.random.Generator(np.random.PCG64(key(seed, tid, height, width)))
    look = draw_look(random)
    ground = key(seed, tid, height, width, 1)
    animals = populate(height, width, look, ground, random)
    rows = []
    for animal in animals:
        # Who clicks on animals misses their middle by a pixel or two.
        row = math.floor(animal.row + 3 * float(random.random()) - 1)
        col = math.floor(animal.col + 3 * float(random.random()) - 1)
        place = (min(max(row, 0), height - 1), min(max(col, 0), width - 1))
        rows.append((tid, ANIMALS.index(animal.class_name), *place, animal.class_name))
    table = pd.DataFrame(rows, columns=["tid", "cls", "row", "col", "class_name"])
    table = table.astype({"tid": "int64", "cls": "int64", "row": "int64", "col": "int64"})
    return SimulatedScene(tid, Path(f"{tid}.png"), height, width, table, look, ground, animals)


_Box = tuple[int, int, int, int]


def _draw(look: Look, seed: int, animals: Sequence[Animal], window: _Box) -> npt.NDArray[np.uint8]:
    """Draw a window (top, left, height, width) tile by tile."""
    top, left, height, width = window
    picture = np.empty((height, width, 3), dtype=np.uint8)
    near = [animal for animal in animals if _touches(animal, look, window)]
    sprites = [(animal, _sprite(animal, look)) for animal in near]
    for row in range(0, height, _TILE):
        for col in range(0, width, _TILE):
            size = (min(_TILE, height - row), min(_TILE, width - col))
            picture[row : row + size[0], col : col + size[1]] = _tile(
                look, seed, sprites, (top + row, left + col, *size)
            )
    return picture


# Patches around neighbours show the same animals.
_sprite = lru_cache(maxsize=256)(draw_animal)
_frame = lru_cache(maxsize=1024)(frame)


def _touches(animal: Animal, look: Look, box: _Box) -> bool:
    """Whether an animal, its shadow or their blur shows in a box."""
    top, left, height, width = box
    first_row, first_col, last_row, last_col = _frame(animal, look)
    return (
        first_row <= top + height + 1 and last_row >= top - 1 and first_col <= left + width + 1 and last_col >= left - 1
    )


def _tile(look: Look, seed: int, sprites: Sequence[tuple[Animal, Sprite]], box: _Box) -> npt.NDArray[np.uint8]:
    """Draw one tile: ground, animals, camera."""
    top, left, height, width = box
    # One pixel more on each side for the lens.
    canvas = _nature(look, seed, (top - 1, left - 1, height + 2, width + 2))
    for animal, sprite in sprites:
        if _touches(animal, look, box):
            _lay(canvas, sprite, top - 1, left - 1)
    return _photograph(canvas, look, seed, top, left)


def _nature(look: Look, seed: int, box: _Box) -> Floats:
    """Land, sea and the surf between them; shape (3, h, w)."""
    top, left, height, width = box
    wide_rows = np.arange(top - MARGIN, top + height + MARGIN)
    wide_cols = np.arange(left - MARGIN, left + width + MARGIN)
    rows, cols = wide_rows[MARGIN:-MARGIN], wide_cols[MARGIN:-MARGIN]
    here = elevation(rows, cols, look, seed)
    low, high = float(here.min()), float(here.max())
    if low >= _SHORE[1]:
        picture = land(wide_rows, wide_cols, here, look, seed)
    elif high <= _SHORE[0]:
        picture = sea(rows, cols, here, look, seed)
    else:
        dry = clipped((here - np.float32(_SHORE[0])) * np.float32(1 / (_SHORE[1] - _SHORE[0])), 0, 1)
        ground = land(wide_rows, wide_cols, here, look, seed)
        # Where all is land, exactly that: rounding must not tell which of the three ways was taken.
        picture = np.where(dry < 1, mix(sea(rows, cols, here, look, seed), ground, dry), ground)
    if low < 0.15 and high > -0.25:
        picture = mix(picture, (236.0, 240.0, 242.0), 0.9 * foam(rows, cols, here, look, seed))
    return picture


def _lay(canvas: Floats, sprite: Sprite, top: int, left: int) -> None:
    """Lay an animal and its shadow over the ground; what reaches beyond the canvas is cut off."""
    whole, part = _common(canvas, sprite.shadow, sprite.shadow_top - top, sprite.shadow_left - left)
    canvas[:, *whole] *= 1 - sprite.shadow[part]
    whole, part = _common(canvas, sprite.cover, sprite.top - top, sprite.left - left)
    canvas[:, *whole] = mix(canvas[:, *whole], sprite.colour[:, *part], sprite.cover[part])


_Slices = tuple[slice, slice]


def _common(canvas: Floats, small: Floats, row: int, col: int) -> tuple[_Slices, _Slices]:
    """Where a small picture whose corner lies at (row, col) meets the canvas: slices of both, perhaps empty."""
    whole, part = [], []
    for start, size, limit in ((row, small.shape[0], canvas.shape[1]), (col, small.shape[1], canvas.shape[2])):
        low, high = max(start, 0), max(min(start + size, limit), 0)
        whole.append(slice(low, max(low, high)))
        part.append(slice(low - start, max(low, high) - start))
    return (whole[0], whole[1]), (part[0], part[1])


def _photograph(canvas: Floats, look: Look, seed: int, top: int, left: int) -> npt.NDArray[np.uint8]:
    """Air, lens and sensor: haze, blur, exposure, noise; shape (h - 2, w - 2, 3)."""
    # Binomial weights, 1 2 1 for the softest: the real patches show few edges that are sharper.
    side = np.float32(0.25 - 0.17 * look.sharpness)
    rows = canvas[:, 1:-1] + side * (canvas[:, :-2] - 2 * canvas[:, 1:-1] + canvas[:, 2:])
    blurred = rows[..., 1:-1] + side * (rows[..., :-2] - 2 * rows[..., 1:-1] + rows[..., 2:])
    air = np.float32(look.haze)
    seen: Floats = blurred + air * (np.float32(178) - blurred)
    seen = seen * (paint(look.tint) * np.float32(look.exposure))
    y = np.arange(top, top + seen.shape[1])[:, np.newaxis]
    x = np.arange(left, left + seen.shape[2])[np.newaxis]
    # Sum of two uniform numbers: a triangle, near enough to a bell.
    grain = scatter(y, x, key(seed, 90)) + scatter(y, x, key(seed, 91)) - 1
    seen = clipped(seen + 7 * grain, 0, 255)
    return np.moveaxis(np.floor(seen + np.float32(0.5)).astype(np.uint8), 0, -1)
