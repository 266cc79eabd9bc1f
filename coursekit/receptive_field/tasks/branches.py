"""The task on branches: what a unit sees behind an addition, and whether the branches look at the same place."""

from __future__ import annotations

from collections.abc import Sequence

from coursekit.checks import Mistake, Task
from coursekit.receptive_field.tasks.forbidden import BY_HAND, CALCULATOR, DESCRIPTIONS
from coursekit.receptive_field.tasks.tracing import Layer, boundary

__all__ = ["joined_field"]

_Branches = Sequence[Sequence[Layer]]
_Field = tuple[int, int, bool]


def _ends(branches: _Branches) -> list[tuple[int, int]]:
    return [boundary(branch) for branch in branches]


def _joined(branches: _Branches) -> _Field:
    lows, highs = zip(*_ends(branches), strict=True)
    doubled = {low + high for low, high in _ends(branches)}  # twice the centre of each branch: whole numbers
    return max(highs) - min(lows) + 1, min(lows), len(doubled) == 1


def _sizes(branches: _Branches) -> list[int]:
    return [high - low + 1 for low, high in _ends(branches)]


def _starts(branches: _Branches) -> list[int]:
    return [low for low, _ in _ends(branches)]


def _largest(branches: _Branches) -> _Field:
    """The first of the branches with the largest size, alone."""
    sizes = _sizes(branches)
    place = sizes.index(max(sizes))
    return sizes[place], _starts(branches)[place], _joined(branches)[2]


def _overlap(branches: _Branches) -> _Field:
    lows, highs = zip(*_ends(branches), strict=True)
    return max(min(highs) - max(lows) + 1, 0), max(lows), _joined(branches)[2]


def _centres(branches: _Branches) -> list[float]:
    return [(low + high) / 2 for low, high in _ends(branches)]


def _judged(branches: _Branches, aligned: bool) -> _Field:
    """Size and start as they are, and that word on the alignment."""
    return *_joined(branches)[:2], aligned


_SAME: Layer = (3, 1, 1, 1)
_FRONT: Layer = (3, 2, 0, 1)  # as "same" padding has it on an even number of pixels: nothing in front

joined_field = Task(
    "joined_field",
    cases=[
        ([[_SAME, _SAME], []],),
        ([[_FRONT, _SAME], [(1, 2, 0, 1)]],),
        ([[(1, 1, 0, 1)], [(3, 1, 0, 1)], [(3, 1, 2, 1)]],),
        ([[(3, 1, 6, 6)], [(1, 1, 0, 1)], [(3, 1, 2, 2)]],),
        ([[(5, 2, 1, 1)], [(3, 2, 1, 1)]],),
        ([[(2, 2, 0, 1), (3, 1, 0, 1)], [_FRONT, (3, 1, 0, 1), _SAME]],),
        ([[_SAME], [(3, 1, 2, 1)]],),
        ([[(3, 1, 0, 1)], []],),
        ([[_SAME], [(5, 1, 2, 1)], [(3, 1, 0, 1)]],),
        ([[(3, 1, 0, 1)], [(5, 1, 2, 1)], [_SAME, (3, 1, 0, 1)]],),
        ([[(4, 1, 1, 1)], [_SAME]],),
        ([[(2, 1, 0, 1)], [(3, 1, 0, 1)]],),
    ],
    reference=_joined,
    mistakes=[
        Mistake(
            "largest branch only",
            lambda branches: (max(_sizes(branches)), *_joined(branches)[1:]),
            "The size is that of the largest branch. Where the branches begin in different places, the unit sees "
            "pixels of both: from the first that any branch sees to the last.",
        ),
        Mistake(
            "start of the largest branch",
            _largest,
            "Size and start are those of the largest branch. Another branch may begin further in front, or end "
            "further behind.",
        ),
        Mistake(
            "branches laid end to end",
            lambda branches: (sum(_sizes(branches)), *_joined(branches)[1:]),
            "You added the sizes of the branches. They look at the same image, and at much the same pixels of it.",
        ),
        Mistake(
            "branches one behind the other",
            lambda branches: (sum(_sizes(branches)) - len(branches) + 1, *_joined(branches)[1:]),
            "You let the branches follow each other, as if they were one stack. They stand side by side, each on the "
            "same input.",
        ),
        Mistake(
            "what all branches see",
            _overlap,
            "You took the pixels that every branch sees. The sum changes as soon as a single branch does.",
        ),
        Mistake(
            "latest start",
            lambda branches: (_joined(branches)[0], max(_starts(branches)), _joined(branches)[2]),
            "Your start is that of the branch that begins last. Which is the first pixel that any branch sees?",
        ),
        Mistake(
            "first start",
            lambda branches: (_joined(branches)[0], _starts(branches)[0], _joined(branches)[2]),
            "Your start is that of the first branch. Which is the first pixel that any branch sees?",
        ),
        Mistake(
            "size one short",
            lambda branches: (_joined(branches)[0] - 1, *_joined(branches)[1:]),
            "Your size is the last pixel minus the first. From pixel 0 to pixel 2 that makes 2, and there are three.",
        ),
        Mistake(
            "start clipped to the image",
            lambda branches: (_joined(branches)[0], max(_joined(branches)[1], 0), _joined(branches)[2]),
            "The start is asked for as it is, even where it lies in front of the image.",
        ),
        Mistake(
            "size and start swapped",
            lambda branches: (_joined(branches)[1], _joined(branches)[0], _joined(branches)[2]),
            "The first two numbers stand in the other order: the size comes first.",
        ),
        Mistake(
            "empty branch sees nothing",
            lambda branches: _joined([branch for branch in branches if branch]),
            "You left out the branch without layers. It hands the image on as it is: its unit is a pixel, and sees "
            "that.",
        ),
        Mistake(
            "always aligned",
            lambda branches: (*_joined(branches)[:2], True),
            "Size and start are right. Compare where the centres of the branches lie: is it one place for all?",
        ),
        Mistake(
            "never aligned",
            lambda branches: (*_joined(branches)[:2], False),
            "Size and start are right. Compare where the centres of the branches lie: is it one place for all?",
        ),
        Mistake(
            "aligned if they start together",
            lambda branches: (*_joined(branches)[:2], len(set(_starts(branches))) == 1),
            "Size and start are right. Branches of different sizes that look at the same place begin in different "
            "places. What do they have in common instead?",
        ),
        Mistake(
            "first two branches compared",
            lambda branches: _judged(branches, len(set(_centres(branches)[:2])) == 1),
            "Size and start are right. There may be more than two branches, and each of them must look at the same "
            "place.",
        ),
        Mistake(
            "first and last branch compared",
            lambda branches: _judged(branches, _centres(branches)[0] == _centres(branches)[-1]),
            "Size and start are right. The branches between the first and the last must look at the same place, too.",
        ),
        Mistake(
            "first branch against the mean",
            lambda branches: _judged(branches, _centres(branches)[0] == sum(_centres(branches)) / len(branches)),
            "Size and start are right. A branch too far left and another too far right have the right place for their "
            "mean: compare each with the first.",
        ),
        Mistake(
            "centres rounded down",
            lambda branches: _judged(branches, len({low + high >> 1 for low, high in _ends(branches)}) == 1),
            "Size and start are right. Did you round the centres? Half a pixel apart is not the same place.",
        ),
        Mistake(
            "centres rounded up",
            lambda branches: _judged(branches, len({low + high + 1 >> 1 for low, high in _ends(branches)}) == 1),
            "Size and start are right. Did you round the centres? Half a pixel apart is not the same place.",
        ),
        Mistake(
            "aligned if equally large",
            lambda branches: (*_joined(branches)[:2], len(set(_sizes(branches))) == 1),
            "Size and start are right. A small branch and a large one are aligned if they look at the same place.",
        ),
        Mistake(
            "aligned, the other way round",
            lambda branches: (*_joined(branches)[:2], not _joined(branches)[2]),
            "Size and start are right, and the third value says the opposite each time: True if all centres are one "
            "place.",
        ),
    ],
    forbidden=CALCULATOR,
    allowed=DESCRIPTIONS,
    instead=BY_HAND,
)
