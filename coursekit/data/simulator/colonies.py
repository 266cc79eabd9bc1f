"""Where the animals of a scene are: territories with females and pups, groups of bachelors, some in the sea."""

from __future__ import annotations

import math
from collections import defaultdict

import numpy as np

from coursekit.data.simulator.animals import Animal
from coursekit.data.simulator.bodies import BODIES
from coursekit.data.simulator.coast import elevation
from coursekit.data.simulator.looks import Look, between, direction
from coursekit.data.simulator.postures import draw_posture, lie

__all__ = ["populate"]

_STEP = 16  # the land is looked up in steps of so many pixels
_TRIES = 40
_SITS = {"adult_males": 0.35, "subadult_males": 0.3, "adult_females": 0.15, "juveniles": 0.1, "pups": 0.05}


def populate(height: int, width: int, look: Look, seed: int, random: np.random.Generator) -> tuple[Animal, ...]:
    """Draw the animals of a scene.

    Numbers for a scene of 4992×3328 half of which is land: 10 territories of one adult male, which keeps others
    away, 3 to 8 females, most with a pup; 6 groups of subadult males and juveniles; a few single animals and swimmers.

    Args:
        height: of the scene in pixels.
        width: likewise.
        look: of the scene.
        seed: of the scene, which its ground is drawn from.
        random: what to draw from.
    """
    return _Coast(height, width, look, seed, random).settle()


_Disc = tuple[float, float, float]
"""Row, column and radius."""


class _Coast:
    """The scene while it is being filled."""

    def __init__(self, height: int, width: int, look: Look, seed: int, random: np.random.Generator) -> None:
        rows, cols = np.arange(0, height, _STEP), np.arange(0, width, _STEP)
        self.land = elevation(rows, cols, look, seed)
        self.height, self.width, self.random = height, width, random
        self.animals: list[Animal] = []
        self.discs: dict[int, list[_Disc]] = {}  # by the index in `animals`; most are never needed
        self.squares: defaultdict[tuple[int, int], list[int]] = defaultdict(list)  # which animals lie in which square

    def settle(self) -> tuple[Animal, ...]:
        """All animals, in the order in which they are drawn: small ones last, on top."""
        size = float(np.mean(self.land > 0.12)) * self.height * self.width
        males: list[tuple[float, float]] = []
        for _ in range(_rounded(size / 8.3e5, self.random)):
            place = self._somewhere(0.14, away_from=males, least=260)
            if place:
                males.append(place)
                self._harem(place)
        for _ in range(_rounded(size / 1.4e6, self.random)):
            place = self._somewhere(0.12)
            if place:
                self._bachelors(place)
        for _ in range(_rounded(size / 1.4e6, self.random)):
            kind = ("adult_males", "subadult_males", "juveniles", "adult_females")[int(between(self.random, 0, 4))]
            place = self._somewhere(0.12)
            if place:
                self._add(kind, place, 60)
        sea = float(np.mean(self.land < -0.1)) * self.height * self.width
        for _ in range(_rounded(sea / 4e6, self.random)):
            kind = ("juveniles", "subadult_males", "juveniles", "adult_females")[int(between(self.random, 0, 4))]
            place = self._somewhere(-0.3, highest=-0.08)
            if place:
                self._add(kind, place, 0, swims=True)
        order = list(BODIES)
        return tuple(sorted(self.animals, key=lambda animal: order.index(animal.class_name)))

    def _harem(self, centre: tuple[float, float]) -> None:
        self._add("adult_males", centre, 20)
        crowd = between(self.random, 0.55, 1.1)
        for _ in range(3 + int(between(self.random, 0, 6))):
            female = self._add("adult_females", centre, 210 * crowd)
            if female is None:
                continue
            chance = float(self.random.random())
            if chance < 0.7:
                # Beside its mother: a pup's place is within about one female's length of hers.
                self._add("pups", (female.row, female.col), 46, tight=0.8)
            if chance < 0.22:
                self._add("juveniles", (female.row, female.col), 60, tight=0.85)

    def _bachelors(self, centre: tuple[float, float]) -> None:
        # Some lie against each other.
        huddle = float(self.random.random()) < 0.3
        crowd, tight = (0.45, 0.8) if huddle else (between(self.random, 0.5, 1.2), 1.0)
        for _ in range(3 + int(between(self.random, 0, 5))):
            self._add("subadult_males", centre, 190 * crowd, tight=tight)
        for _ in range(2 + int(between(self.random, 0, 4))):
            self._add("juveniles", centre, 200 * crowd, tight=tight)
        if float(self.random.random()) < 0.4:
            self._add("adult_females", centre, 200 * crowd)

    def _somewhere(
        self, lowest: float, highest: float = 9.0, away_from: list[tuple[float, float]] | None = None, least: float = 0
    ) -> tuple[float, float] | None:
        """A place at that elevation, not nearer than `least` to others; None if there is none to be found."""
        for _ in range(5 * _TRIES):
            row, col = between(self.random, 0, self.height), between(self.random, 0, self.width)
            if not lowest < self._elevation(row, col) < highest:
                continue
            if all((row - r) * (row - r) + (col - c) * (col - c) >= least * least for r, c in away_from or ()):
                return row, col
        return None

    def _elevation(self, row: float, col: float) -> float:
        return float(self.land[int(row) // _STEP, int(col) // _STEP])

    def _add(
        self, kind: str, around: tuple[float, float], spread: float, *, tight: float = 1.0, swims: bool = False
    ) -> Animal | None:
        """An animal at most `spread` from a place, on dry land and not on top of another; None if there is no room."""
        random, body = self.random, BODIES[kind]
        for _ in range(_TRIES):
            away, far = direction(random), math.sqrt(float(random.random())) * spread
            row, col = around[0] + far * away[0], around[1] + far * away[1]
            if not (0 <= row < self.height and 0 <= col < self.width):
                continue
            if not swims and self._elevation(row, col) < 0.1:
                continue
            animal = Animal(
                class_name=kind,
                row=row,
                col=col,
                length=between(random, *body.length),
                heading=direction(random),
                posture=draw_posture(random, 0.0 if swims else _SITS[kind]),
                tone=1 + body.variation * between(random, -1, 0.6),
                red=between(random, -0.05, 0.05),
                wet=between(random, 0.5, 1) if swims or float(random.random()) < 0.14 else 0.0,
                sunken=between(random, 0.4, 0.9) if swims else 0.0,
                seed=int(float(random.random()) * 2**32),
            )
            if self._free(animal, tight):
                self.squares[_square(animal)].append(len(self.animals))
                self.animals.append(animal)
                return animal
        return None

    def _free(self, animal: Animal, tight: float) -> bool:
        """Whether an animal lies on no other."""
        new, own = len(self.animals), None
        self.discs.pop(new, None)  # of one that found no room
        row, col = _square(animal)
        for number in [n for r in (-1, 0, 1) for c in (-1, 0, 1) for n in self.squares.get((row + r, col + c), ())]:
            other = self.animals[number]
            reach = 0.7 * (animal.length + other.length)
            if abs(animal.row - other.row) > reach or abs(animal.col - other.col) > reach:
                continue
            if own is None:
                own = self.discs[new] = _discs(animal)
            if number not in self.discs:
                self.discs[number] = _discs(other)
            for r, c, radius in own:
                for a, b, size in self.discs[number]:
                    least = tight * (radius + size)
                    if (r - a) * (r - a) + (c - b) * (c - b) < least * least:
                        return False
        return True


_SQUARE = math.ceil(1.4 * max(body.length[1] for body in BODIES.values()))  # as far as two animals can reach


def _square(animal: Animal) -> tuple[int, int]:
    """Row and column of the square in which an animal lies: others lie on it from there or from next to it only."""
    return int(animal.row) // _SQUARE, int(animal.col) // _SQUARE


def _discs(animal: Animal) -> list[_Disc]:
    """Five discs that cover most of the body: what others must not lie upon."""
    spine = lie(animal.posture, animal.heading)
    radius = 0.42 * animal.length * BODIES[animal.class_name].width
    return [
        (animal.row + animal.length * spine.rows[k], animal.col + animal.length * spine.cols[k], radius)
        for k in (1, 5, 9, 13, 17)
    ]


def _rounded(number: float, random: np.random.Generator) -> int:
    """A whole number near that: rounded up as often as needed for the right mean."""
    return math.floor(number + float(random.random()))
