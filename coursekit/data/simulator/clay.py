"""A body built of balls, as a small relief seen from above."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from coursekit.data.simulator.noise import Floats

__all__ = ["FLIPPER", "SCALE", "Ball", "Clay"]

SCALE = 2
"""Drawn so many times as large, and averaged later: smooth edges."""

FLIPPER = 2.0
"""Parts of the body run from 0 (nose) to 1 (tail); this is none of them."""


class Ball(NamedTuple):
    """A piece of a body; lengths in pixels, row and column from the animal's place."""

    row: float
    col: float
    radius: float
    base: float
    """How high the ball's middle lies above the ground."""
    part: float
    """From 0 (nose) to 1 (tail), or `FLIPPER`."""


class Clay:
    """A small relief built of balls: for each place the highest, and which part of the body it is."""

    def __init__(self, balls: Sequence[Ball]) -> None:
        """Make the relief just large enough for the balls."""
        self.top = math.floor(min(ball.row - ball.radius for ball in balls)) - 1
        self.left = math.floor(min(ball.col - ball.radius for ball in balls)) - 1
        bottom = math.ceil(max(ball.row + ball.radius for ball in balls)) + 1
        right = math.ceil(max(ball.col + ball.radius for ball in balls)) + 1
        shape = ((bottom - self.top) * SCALE, (right - self.left) * SCALE)
        most = _window(balls)
        height = np.zeros((shape[0] + most, shape[1] + most), dtype=np.float32)
        part = np.zeros_like(height)
        # The small balls of the flippers apart from the large ones of the body.
        for _, some in itertools.groupby(balls, key=lambda ball: ball.part == FLIPPER):
            self._add(list(some), height, part)
        self.height, self.part = height[: shape[0], : shape[1]], part[: shape[0], : shape[1]]

    def _add(self, balls: Sequence[Ball], height: Floats, part: Floats) -> None:
        """Lay balls into the relief, in their order: of two equally high ones, the first is kept."""
        # A window of the same size around each ball: what they have in common is computed for all at once.
        size = _window(balls)
        corners = [
            (int((ball.row - self.top - ball.radius) * SCALE), int((ball.col - self.left - ball.radius) * SCALE))
            for ball in balls
        ]
        for ball, (row, col), new in zip(balls, corners, self._heights(balls, corners, size), strict=True):
            window = slice(row, row + size), slice(col, col + size)
            there = height[window]
            np.copyto(part[window], ball.part, where=new > there)
            np.fmax(there, new, out=there)  # passes over NaN

    def _heights(self, balls: Sequence[Ball], corners: Sequence[tuple[int, int]], size: int) -> Floats:
        """How high each ball is in its window, shape (n, size, size); NaN beside it."""
        numbers = np.array(balls, dtype=np.float64)
        corner = np.array(corners)
        # From the middle of the ball to the middles of the small pixels.
        places = (corner[:, :, np.newaxis] + np.arange(size) + 0.5) / SCALE + [[self.top], [self.left]]
        away = places.astype(np.float32) - numbers[:, :2, np.newaxis].astype(np.float32)
        radius, base = numbers[:, 2], numbers[:, 3].astype(np.float32)
        above = (radius * radius).astype(np.float32)[:, np.newaxis] - away[:, 0] * away[:, 0]
        heights: Floats = above[:, :, np.newaxis] - (away[:, 1] * away[:, 1])[:, np.newaxis]
        with np.errstate(invalid="ignore"):
            np.sqrt(heights, out=heights)
        heights += base[:, np.newaxis, np.newaxis]
        return heights


def _window(balls: Sequence[Ball]) -> int:
    """Rows and columns of small pixels that hold the largest of some balls."""
    return math.ceil(2 * SCALE * max(ball.radius for ball in balls)) + 2
