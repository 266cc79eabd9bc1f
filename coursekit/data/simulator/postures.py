"""How an animal lies or sits: the line of its back, seen from above."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from coursekit.data.simulator.looks import between

__all__ = ["POINTS", "Posture", "Spine", "draw_posture", "lie"]

POINTS = 19
"""Points along the back, from nose to tail."""


@dataclass(frozen=True)
class Posture:
    """How the body is bent.

    Each bend is the tangent of half of the angle by which that third of the back turns: angles themselves would need
    sines, whose last digit differs between platforms.
    """

    head: float
    trunk: float
    tail: float
    raised: float
    """0: lies flat; 1: the front part stands upright and is seen from above, the head over the chest."""


@dataclass(frozen=True)
class Spine:
    """Points from nose to tail, relative to the middle of the body, in pixels for a length of 1."""

    rows: tuple[float, ...]
    cols: tuple[float, ...]
    heights: tuple[float, ...]
    """Above the ground, also as shares of the length."""
    headings: tuple[tuple[float, float], ...]
    """Unit vectors (rows, columns) from tail to nose."""


def draw_posture(random: np.random.Generator, sits: float) -> Posture:
    """A posture: `sits` is the chance that the front part is raised."""
    kind = float(random.random())
    side = 1.0 if float(random.random()) < 0.5 else -1.0
    if kind < 0.55:  # nearly straight
        head, trunk, tail = (between(random, -0.22, 0.22) for _ in range(3))
    elif kind < 0.82:  # like a C
        bend = between(random, 0.12, 0.42)
        head, trunk, tail = (side * bend * between(random, 0.5, 1.3) for _ in range(3))
    else:  # like an S
        head, trunk, tail = side * between(random, 0.2, 0.6), side * between(random, -0.2, 0.1), -side * 0.35
    raised = between(random, 0.45, 1.0) if float(random.random()) < sits else between(random, 0.0, 0.12)
    return Posture(head, trunk, tail, raised)


def lie(posture: Posture, heading: tuple[float, float]) -> Spine:
    """The line of the back.

    Args:
        posture: how it is bent.
        heading: unit vector (rows, columns) in which the middle of the body points, nose first.
    """
    middle = POINTS // 2
    step = 1.0 / (POINTS - 1)
    rows, cols = [0.0] * POINTS, [0.0] * POINTS
    headings = [heading] * POINTS
    bends = (posture.head, posture.trunk, posture.tail)
    for towards in (-1, 1):  # from the middle to the nose, then to the tail
        at = heading
        # A third of the bend in each third of the back; steps of the trunk lie in the middle.
        turns = [_turn(-towards * bend * 2.2 / (POINTS - 1) * 1.5) for bend in bends]
        for k in range(middle + towards, -1 if towards < 0 else POINTS, towards):
            cosine, sine = turns[_THIRDS[k]]
            at = _turned(at, cosine, sine)
            # Raised, the front goes upwards instead of forwards.
            seen = 1 - 0.85 * posture.raised * _RISES[k]
            rows[k] = rows[k - towards] - towards * at[0] * step * seen
            cols[k] = cols[k - towards] - towards * at[1] * step * seen
            headings[k] = at
    heights = [0.0] * POINTS
    for k in range(POINTS - 2, -1, -1):
        heights[k] = heights[k + 1] + 0.85 * posture.raised * _RISES[k] * step
    # Around the middle of the body as it is seen.
    # Python 3.12 changed how sum() rounds; fsum is exact in all versions.
    row, col = math.fsum(rows) / POINTS, math.fsum(cols) / POINTS
    return Spine(
        tuple(value - row for value in rows), tuple(value - col for value in cols), tuple(heights), tuple(headings)
    )


def _rise(share: float) -> float:
    """How much of a raised animal's back goes upwards, at a share of its length from the nose."""
    if share < 0.1:
        return 0.35  # the head looks forwards
    return max(0.0, min(1.0, (0.46 - share) / 0.12))


# Of each point along the back: in which third it lies, and how much it rises.
_THIRDS = tuple(0 if k / (POINTS - 1) < 0.33 else 2 if k / (POINTS - 1) > 0.67 else 1 for k in range(POINTS))
_RISES = tuple(_rise(k / (POINTS - 1)) for k in range(POINTS))


def _turn(tangent: float) -> tuple[float, float]:
    """Cosine and sine of the angle with that tangent of its half: (1 - t²) / (1 + t²) and 2t / (1 + t²)."""
    square = tangent * tangent
    return (1 - square) / (1 + square), 2 * tangent / (1 + square)


def _turned(vector: tuple[float, float], cosine: float, sine: float) -> tuple[float, float]:
    """The vector turned by an angle, and of length 1 again."""
    row, col = vector[0] * cosine + vector[1] * sine, vector[1] * cosine - vector[0] * sine
    length = math.sqrt(row * row + col * col)
    return row / length, col / length
