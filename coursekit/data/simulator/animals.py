"""One animal: what it is, where and how it lies; and its small picture."""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from coursekit.data.simulator.bodies import BODIES
from coursekit.data.simulator.clay import FLIPPER, SCALE, Ball, Clay
from coursekit.data.simulator.ground import paint
from coursekit.data.simulator.looks import Look
from coursekit.data.simulator.noise import Floats, Integers, clipped, key, smoothstep, value_noise
from coursekit.data.simulator.postures import POINTS, Posture, Spine, lie

__all__ = ["Animal", "Sprite", "draw_animal", "frame"]

_HEAD = 0.13  # share of the body's length


@dataclass(frozen=True)
class Animal:
    """One animal of a scene; lengths and places in pixels."""

    class_name: str
    row: float
    col: float
    length: float
    heading: tuple[float, float]
    posture: Posture
    tone: float
    """How light the fur is, around 1."""
    red: float
    """How reddish, around 0."""
    wet: float
    """0: dry; 1: dark, with a shine."""
    sunken: float
    """0: on land; up to 1: swims, seen through the water."""
    seed: int

    @property
    def reach(self) -> float:
        """No pixel of the animal or its shadow is further from its place than this."""
        return 0.68 * self.length + 6


@dataclass(frozen=True)
class Sprite:
    """A small picture to be laid over the ground."""

    top: int
    left: int
    colour: Floats
    """Shape (3, h, w)."""
    cover: Floats
    """How much of each pixel the animal covers, shape (h, w)."""
    shadow_top: int
    shadow_left: int
    shadow: Floats
    """How much of the light each pixel loses to its shadow, a picture of its own size."""


def draw_animal(animal: Animal, look: Look) -> Sprite:
    """Draw one animal in the light of a scene.

    Args:
        animal: what to draw.
        look: where the sun stands, and how strong.
    """
    clay = Clay(_balls(animal))
    inside = clay.height > 0
    cover = _quarter(inside.astype(np.float32))
    colour = np.zeros((3, inside.size), dtype=np.float32)
    where = np.flatnonzero(inside)
    for channel, values in zip(colour, _fur(animal, clay, where, look), strict=True):
        channel[where] = values
    painted = _quarter(colour.reshape(3, *inside.shape)) / np.maximum(cover, np.float32(0.25))
    # The place lies somewhere in its pixel; the relief is laid on whole pixels.
    top, left = math.floor(animal.row + 0.5) + clay.top, math.floor(animal.col + 0.5) + clay.left
    if animal.sunken > 0:
        painted = painted + np.float32(0.35 * animal.sunken) * (paint(look.shallow) - painted)
        cover = cover * np.float32(1 - 0.45 * animal.sunken)
        return Sprite(top, left, painted, cover, top, left, np.zeros_like(cover))
    height = _quarter(clay.height)
    edge = math.ceil(float(height.max()) / 0.8) + 2
    return Sprite(top, left, painted, cover, top - edge, left - edge, _shadow(height, edge, look))


def frame(animal: Animal, look: Look) -> tuple[int, int, int, int]:
    """First and last row and column (top, left, bottom, right; half-open) that the animal or its shadow can reach."""
    balls = _balls(animal)
    row, col = math.floor(animal.row + 0.5), math.floor(animal.col + 0.5)
    # The shadow falls away from the sun, to one side only; 4 more for the blur and what is rounded.
    far = 0.0 if animal.sunken > 0 else max(ball.base + ball.radius for ball in balls) / 0.8 + 2
    down, right = -far * look.sun[0], -far * look.sun[1]
    return (
        row + math.floor(min(ball.row - ball.radius for ball in balls) + min(down, 0)) - 4,
        col + math.floor(min(ball.col - ball.radius for ball in balls) + min(right, 0)) - 4,
        row + math.ceil(max(ball.row + ball.radius for ball in balls) + max(down, 0)) + 4,
        col + math.ceil(max(ball.col + ball.radius for ball in balls) + max(right, 0)) + 4,
    )


def _fur(animal: Animal, clay: Clay, where: Integers, look: Look) -> Floats:
    """The colour of the small pixels with these numbers, those inside of the animal; shape (3, n)."""
    body = BODIES[animal.class_name]
    part, lit = clay.part.take(where), _light(clay.height, look).take(where)
    rows, cols = (np.arange(size) for size in clay.part.shape)
    noises = ((13, 0.5), (5, 0.4)) if animal.class_name != "pups" else ((7, 0.3),)
    # Folds, dirt and old scars: the fur is not even.
    mottled = np.zeros_like(lit)
    for number, (period, weight) in enumerate(noises):
        mottled += weight * value_noise(rows, cols, period, key(animal.seed, number)).take(where)
    share = clipped(lit + 0.3 * mottled - 0.42 * animal.wet, -0.2, 1.15)
    lit_fur, dim_fur, flippers = (paint(colour)[..., 0] for colour in (body.lit, body.dim, body.flippers))
    reddish = paint((1 + animal.red, 1.0, 1 - 1.6 * animal.red))[..., 0]
    colour: Floats = (dim_fur + share * (lit_fur - dim_fur)) * (reddish * np.float32(animal.tone))
    if animal.class_name == "adult_males":
        # Folds across the thick neck, and a mane that is paler than the rest.
        mane = smoothstep(part, 0.42, 0.3) * smoothstep(part, 0.05, 0.12)
        folds = np.abs(part * 14 - np.floor(part * 14) - 0.5) * 2 - 0.4
        colour = colour * (1 + mane * (0.08 + 0.05 * folds))
    nose = smoothstep(part, 0.06, 0.02)
    colour = colour * (1 - 0.35 * nose)
    flipper = (part == np.float32(FLIPPER)).astype(np.float32)
    colour = colour + 0.85 * flipper * (flippers - colour)
    if animal.wet == 0:
        return colour
    shine = smoothstep(lit, 0.75, 1.0) * np.float32(animal.wet * (0.25 + 0.75 * look.sunshine)) * (1 - flipper)
    shiny: Floats = colour + 0.8 * shine * (238 - colour)
    return shiny


@lru_cache(maxsize=1024)  # asked for twice: by `frame` and by `draw_animal`
def _balls(animal: Animal) -> list[Ball]:
    """What the animal is built of."""
    body, spine = BODIES[animal.class_name], lie(animal.posture, animal.heading)
    length, widest = animal.length, animal.length * body.width / 2
    row, col = animal.row - math.floor(animal.row + 0.5), animal.col - math.floor(animal.col + 0.5)
    half_widths = _half_widths(body.profile)
    balls: list[Ball] = []
    for side in (-1, 1):
        balls += _flipper(animal, spine, (row, col), side, at=0.36, reach=body.reach * length)
        balls += _flipper(animal, spine, (row, col), side, at=0.97, reach=0.11 * length, balls=2)
    for k in range(POINTS):
        share = k / (POINTS - 1)
        radius = widest * half_widths[k]
        # A lying body is flatter than it is wide: some of the ball is in the ground.
        base = length * spine.heights[k] - 0.25 * radius
        if share < _HEAD:
            base += 0.2 * widest  # held a little higher than the neck, or no head would show
        balls.append(Ball(row + length * spine.rows[k], col + length * spine.cols[k], radius, base, share))
    return balls


def _flipper(
    animal: Animal, spine: Spine, place: tuple[float, float], side: int, at: float, reach: float, balls: int = 7
) -> list[Ball]:
    """A row of small balls from the body outwards and backwards."""
    k = math.floor(at * (POINTS - 1) + 0.5)
    ahead = spine.headings[k]
    out = (side * ahead[1], -side * ahead[0])
    body = BODIES[animal.class_name]
    root = animal.length * body.width / 2 * _half_width(body.profile, at) * 0.7
    # Spread more or less, another for each side.
    back = 0.3 + 0.9 * (key(animal.seed, 5, side, k) % 1024) / 1024 if at < 0.9 else 1.6
    slant = math.sqrt(1 + back * back)
    row = place[0] + animal.length * spine.rows[k] + root * out[0]
    col = place[1] + animal.length * spine.cols[k] + root * out[1]
    towards = ((out[0] - back * ahead[0]) / slant, (out[1] - back * ahead[1]) / slant)
    return [
        Ball(
            row + reach * n / (balls - 1) * towards[0],
            col + reach * n / (balls - 1) * towards[1],
            max(1.0, 0.24 * reach * (1 - 0.55 * n / (balls - 1))),
            -0.04 * reach,
            FLIPPER,
        )
        for n in range(balls)
    ]


@lru_cache(maxsize=16)
def _half_widths(profile: tuple[tuple[float, float], ...]) -> tuple[float, ...]:
    """The half width at each point along the back."""
    return tuple(_half_width(profile, k / (POINTS - 1)) for k in range(POINTS))


def _half_width(profile: tuple[tuple[float, float], ...], share: float) -> float:
    """Straight lines between the profile's points."""
    for (x0, y0), (x1, y1) in itertools.pairwise(profile):
        if share <= x1:
            return y0 + (y1 - y0) * (share - x0) / (x1 - x0)
    return profile[-1][1]


def _light(height: Floats, look: Look) -> Floats:
    """How much light falls on the body, from about 0 to 1."""
    height = _blurred(_blurred(height))  # else the balls show as rings
    down, right = np.zeros_like(height), np.zeros_like(height)
    down[1:-1] = (height[2:] - height[:-2]) * (SCALE / 2)
    right[:, 1:-1] = (height[:, 2:] - height[:, :-2]) * (SCALE / 2)
    row, col = look.sun
    # At the rim a ball is infinitely steep; fur and blur round it off.
    steep = np.sqrt(1 + down * down + right * right)
    facing = (1 - 0.9 * (down * np.float32(row) + right * np.float32(col))) / steep
    from_sun = clipped(0.02 + 0.74 * facing, 0, 1.1)
    from_sky = 0.35 + 0.45 / steep
    sun = np.float32(0.25 + 0.75 * look.sunshine)
    return np.asarray(from_sky + sun * (from_sun - from_sky), dtype=np.float32)


def _shadow(height: Floats, edge: int, look: Look) -> Floats:
    """What the body hides from the sun (which stands 45° high), and the gap beneath it; `edge` larger on each side."""
    tall, wide = height.shape
    shadow = np.zeros((tall + 2 * edge, wide + 2 * edge), dtype=np.float32)
    row, col = look.sun
    for step in range(1, edge):
        dr, dc = edge + math.floor(-step * row + 0.5), edge + math.floor(-step * col + 0.5)
        fallen = shadow[dr : dr + tall, dc : dc + wide]
        np.maximum(fallen, height - np.float32(0.8 * step), out=fallen)
    shadow = np.minimum(shadow * np.float32(0.6), 1)
    gap = np.zeros_like(shadow)
    gap[edge:-edge, edge:-edge] = clipped(height * np.float32(0.25), 0, 1)
    darkest: Floats = np.maximum(shadow * np.float32(0.66 * look.sunshine), 0.4 * _blurred(gap))
    return darkest


def _blurred(image: Floats) -> Floats:
    """Mean over 5 × 5 pixels; zero beyond the border."""
    padded = np.zeros((image.shape[0] + 4, image.shape[1] + 4), dtype=np.float32)
    padded[2:-2, 2:-2] = image
    rows = padded[:-4] + padded[1:-3] + padded[2:-2] + padded[3:-1] + padded[4:]
    mean: Floats = (rows[:, :-4] + rows[:, 1:-3] + rows[:, 2:-2] + rows[:, 3:-1] + rows[:, 4:]) * np.float32(0.04)
    return mean


def _quarter(image: Floats) -> Floats:
    """Mean over 2 × 2 small pixels."""
    rows = image[..., ::2, :] + image[..., 1::2, :]
    mean: Floats = (rows[..., ::2] + rows[..., 1::2]) * np.float32(0.25)
    return mean
