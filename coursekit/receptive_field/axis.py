"""What the units of one map see of the input along one axis."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from math import gcd, lcm

from coursekit.receptive_field.taps import Taps

__all__ = ["MOST_UNITS", "PIXELS", "Box", "Irregular", "Periodic", "Sight", "centre_difference", "through", "union"]

MOST_UNITS = 2**14
"""Up to this many units of a map are looked at one by one."""
Box = tuple[int, int]
"""First and last pixel, both included."""


@dataclass(frozen=True)
class Periodic:
    """Boxes that repeat: unit `a * period + phase` sees the box of its phase moved by `a * advance` pixels.

    Without up-sampling there is one phase, and `advance` is the jump (effective stride). Boxes are as if the image
    went on for ever: they reach into the padding.

    Attributes:
        boxes: for each phase the first and the last pixel; None for units that see nothing.
        advance: pixels from one period to the next.
    """

    boxes: tuple[Box | None, ...]
    advance: int

    @property
    def period(self) -> int:
        """After how many units the pattern repeats."""
        return len(self.boxes)

    @property
    def jump(self) -> Fraction:
        """Pixels from one unit to the next, on average over a period."""
        return Fraction(self.advance, self.period)

    @property
    def size(self) -> int:
        """Pixels of the largest box; 0 if nothing is seen."""
        return max((box[1] - box[0] + 1 for box in self.boxes if box), default=0)

    @property
    def start(self) -> int | None:
        """First pixel that unit 0 sees; if it sees none, what it would be by the first unit that does."""
        for place, box in enumerate(self.boxes):
            if box:
                return box[0] - int(place * self.jump)
        return None

    def at(self, unit: int) -> Box | None:
        """The box of one unit."""
        periods, phase = divmod(unit, len(self.boxes))
        box = self.boxes[phase]
        return box and (box[0] + periods * self.advance, box[1] + periods * self.advance)


@dataclass(frozen=True)
class Irregular:
    """Boxes without a common rule, one for each unit of a map whose size is known, cut off at the map's borders.

    Attributes:
        boxes: for each unit the first and the last pixel; None for units that see nothing.
    """

    boxes: tuple[Box | None, ...]

    @property
    def size(self) -> int:
        """Pixels of the largest box; 0 if nothing is seen."""
        return max((box[1] - box[0] + 1 for box in self.boxes if box), default=0)

    @property
    def start(self) -> int | None:
        """First pixel that unit 0 sees."""
        return self.boxes[0][0] if self.boxes and self.boxes[0] else None

    def at(self, unit: int) -> Box | None:
        """The box of one unit; None outside the map."""
        return self.boxes[unit] if 0 <= unit < len(self.boxes) else None


Sight = Periodic | Irregular
"""What units see along one axis."""

PIXELS = Periodic(((0, 0),), 1)
"""The input itself: each pixel is its own receptive field."""


def through(sight: Sight, taps: Taps, inputs: int | None, outputs: int | None) -> Sight:
    """What the outputs of a layer see, whose inputs see `sight`.

    With one phase before and in the layer this is the well-known recurrence: size plus `(k - 1) * d * j`, jump times
    stride, start minus `p * j` (Araujo, Norris and Sim 2019, "Computing receptive fields of convolutional neural
    networks", Distill, equations 2 and 3).

    Args:
        sight: what the inputs see.
        taps: which inputs the outputs read.
        inputs: how many inputs there are; needed only where there is no common rule for all of them.
        outputs: how many outputs there are; likewise.
    """
    if taps.inside and isinstance(sight, Periodic):
        sight = Irregular(tuple(sight.at(unit) for unit in range(inputs or 0)))
    if isinstance(sight, Irregular):
        return Irregular(tuple(_hull(sight, taps, unit) for unit in range(outputs or 0)))
    if sight.period == 1 and taps.period == 1:
        box, ends, advance = sight.boxes[0], taps.ends[0], sight.advance
        seen = (box[0] + ends[0] * advance, box[1] + ends[1] * advance) if box and ends else None
        return Periodic((seen,), advance * taps.step)
    # The pattern repeats once the inputs have moved on by whole periods of theirs.
    times = sight.period // gcd(sight.period, taps.step)
    boxes = tuple(_hull(sight, taps, unit) for unit in range(times * taps.period))
    return _shortest(boxes, sight.advance * (times * taps.step // sight.period))


def union(sights: list[Sight], units: int | None) -> Sight:
    """The smallest boxes around what all branches see.

    Args:
        sights: what the branches see.
        units: number of units; needed only if the branches do not move in step.

    Raises:
        ValueError: if they do not and the number of units is not known.
    """
    first = sights[0]
    if all(sight == first for sight in sights):
        return first
    periodic = [sight for sight in sights if isinstance(sight, Periodic)]
    if len(periodic) == len(sights) and len({sight.jump for sight in periodic}) == 1:
        period = lcm(*(sight.period for sight in periodic))
        boxes = tuple(_around(sight.at(unit) for sight in periodic) for unit in range(period))
        return _shortest(boxes, int(periodic[0].jump * period))
    if units is None or units > MOST_UNITS:
        raise ValueError("its branches move over the image in different steps, and the size of the map is not known")
    return Irregular(tuple(_around(sight.at(unit) for sight in sights) for unit in range(units)))


def centre_difference(sights: list[Sight]) -> Fraction | None:
    """How far apart the centres of the branches lie, in pixels; None if they do not move in step.

    With several phases the centres are averaged over a period: after up-sampling they can only agree on average.
    """
    seeing = [sight for sight in sights if sight.size]
    if any(isinstance(sight, Irregular) for sight in seeing):
        return None
    periodic = [sight for sight in seeing if isinstance(sight, Periodic)]
    if len({sight.jump for sight in periodic}) > 1:
        return None
    centres = [_mean_centre(sight) for sight in periodic]
    return max(centres) - min(centres) if centres else Fraction(0)


def _mean_centre(sight: Periodic) -> Fraction:
    offsets = [
        Fraction(box[0] + box[1], 2) - place * sight.jump for place, box in enumerate(sight.boxes) if box is not None
    ]
    return sum(offsets, Fraction(0)) / len(offsets)


def _hull(sight: Sight, taps: Taps, unit: int) -> Box | None:
    periods, phase = divmod(unit, taps.period)
    return _around(sight.at(periods * taps.step + offset) for offset in taps.offsets[phase])


def _around(boxes: Iterable[Box | None]) -> Box | None:
    seen = [box for box in boxes if box is not None]
    return (min(box[0] for box in seen), max(box[1] for box in seen)) if seen else None


def _shortest(boxes: tuple[Box | None, ...], advance: int) -> Periodic:
    """The same pattern with as few phases as possible."""
    count = len(boxes)
    for period in range(1, count):
        if count % period or advance * period % count:
            continue
        short = Periodic(boxes[:period], advance * period // count)
        if all(short.at(unit) == boxes[unit] for unit in range(period, count)):
            return short
    return Periodic(boxes, advance)
