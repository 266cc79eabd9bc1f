"""The bug hunt: a whole pipeline, from class maps to the number of animals in a part of an image."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from coursekit.checks import Mistake, Task
from coursekit.counting.tasks.drafting import Case, counted
from coursekit.counting.tasks.forbidden import PEAKS

__all__ = ["animals_in_area"]

_Array = npt.NDArray[Any]


def _animals_in_area(
    maps: _Array,
    stride: tuple[int, int],
    offset: tuple[int, int],
    patch: tuple[int, int],
    distance: float,
    threshold: float,
    area: tuple[int, int, int, int],
) -> npt.NDArray[np.int64]:
    return counted(maps, stride, offset, patch, distance, threshold, area)


def _maps(size: tuple[int, int], *seen: tuple[int, int, int, float], classes: int = 3) -> _Array:
    """Maps of background, but for some places: row, column, class, its posterior."""
    maps = np.full((*size, classes), 0.4 / (classes - 1))
    maps[..., -1] = 0.6
    for row, column, label, posterior in seen:
        maps[row, column] = (1 - posterior) / (classes - 1)
        maps[row, column, label] = posterior
    return maps


# The first patch begins half a patch before the image: output (0, 0) answers for pixel (0, 0).
_CENTRED = (-8, -8), (16, 16)
_WHOLE = (0, 0, 48, 48)
_CROWD = _maps(
    (9, 12),
    (1, 1, 0, 0.75), (1, 2, 3, 0.9), (1, 9, 1, 0.6), (2, 9, 1, 0.8), (3, 9, 1, 0.7), (4, 9, 1, 0.55), (4, 3, 2, 0.9),
    (4, 4, 0, 0.65), (5, 2, 0, 0.5), (7, 0, 0, 0.85), (8, 0, 0, 0.6), (8, 6, 1, 0.95), (7, 11, 2, 0.7),
    (0, 5, 2, 0.8), (1, 6, 1, 0.6), (6, 10, 0, 0.55), (3, 6, 3, 0.8), (2, 6, 1, 0.7),
    (2, 4, 0, 0.6), (6, 6, 1, 0.38),
    classes=4,
)  # fmt: skip
_CROWD[6, 3] = 0.42, 0.05, 0.03, 0.5

_WORST_FIRST = {"order": "worst first"}
_DRAFT: dict[str, Any] = {
    "background": "overruled",
    "strides": "other",
    **_WORST_FIRST,
    "same_class": True,
    "place": "neither",
    "area_first": True,
}


def _known(name: str, message: str, **options: Any) -> Mistake:
    def wrong(*case: Any) -> npt.NDArray[np.int64]:
        return counted(*case, **options)

    return Mistake(name, wrong, message, of_one_case=True)


def _cases() -> list[Case]:
    a = _maps((6, 6), (1, 1, 0, 0.7), (4, 4, 1, 0.8))
    a[4, 1] = 0.35, 0.2, 0.45
    b = _maps((6, 6), (1, 1, 0, 0.9), (3, 1, 0, 0.8), (4, 4, 1, 0.7))
    c = _maps((6, 6), (2, 2, 1, 0.6), (2, 3, 1, 0.9), (2, 4, 1, 0.65), (5, 0, 0, 0.5))
    # In D and F it must not matter which of two equal scores comes first: there is a pair for either.
    d = _maps((6, 6), (1, 1, 0, 0.8), (1, 2, 1, 0.8), (4, 3, 1, 0.8), (4, 4, 0, 0.8))
    e = _maps((6, 6), (0, 0, 0, 0.8), (3, 3, 0, 0.9), (4, 1, 1, 0.7), (5, 4, 1, 0.6))
    f = _maps((6, 6), (0, 1, 0, 0.8), (1, 1, 0, 0.8), (4, 4, 0, 0.8), (5, 4, 0, 0.8), (2, 4, 1, 0.7))
    return [
        (a, (8, 8), *_CENTRED, 12.0, 0.3, _WHOLE),
        (b, (8, 4), *_CENTRED, 12.0, 0.5, _WHOLE),
        (c, (8, 8), *_CENTRED, 12.0, 0.5, _WHOLE),
        (d, (8, 8), *_CENTRED, 12.0, 0.5, _WHOLE),
        (e, (8, 8), (4, 10), (20, 12), 12.0, 0.5, (14, 16, 46, 56)),
        (f, (8, 8), *_CENTRED, 12.0, 0.5, (8, 0, 40, 48)),
        (_CROWD, (8, 6), (-4, 2), (16, 20), 12.0, 0.4, (12, 10, 60, 80)),
    ]


animals_in_area = Task(
    "animals_in_area",
    cases=_cases(),
    reference=_animals_in_area,
    mistakes=[
        _known(
            "background suppresses",
            "A patch where the background is best still takes part, and animals around it are gone. What may be a "
            "candidate?",
            background="kept",
        ),
        _known(
            "background overruled",
            "You look for the best *animal* of each patch, whatever the background says. A patch is a candidate only "
            "if an animal has the highest value of all.",
            background="overruled",
        ),
        _known(
            "background of less than half",
            "Where the background has less than one half, it may still have the highest value of all. A patch is a "
            "candidate only if an animal has it.",
            background="less than half",
        ),
        _known(
            "any animal for the score",
            "The score of a candidate is its highest value alone, not the sum of all animals.",
            score="any animal",
        ),
        _known(
            "strides exchanged",
            "The patches lie {stride} pixels apart, down and to the right. Which of the two belongs to rows?",
            strides="other",
        ),
        _known(
            "one stride for both",
            "You use one stride for both directions. Here they are {stride}, down and to the right.",
            strides="first",
        ),
        _known(
            "worst first",
            "Of the points that are too near to each other a worse one stays. With which candidate does the loop "
            "begin?",
            **_WORST_FIRST,
        ),
        _known(
            "as they come",
            "The candidates come row by row now. Which one should be first?",
            order="as they come",
        ),
        _known(
            "within a class only",
            "An animal counts twice, as two classes. Which points may suppress which?",
            same_class=True,
        ),
        _known(
            "corner, without offset",
            "The pixel of an output is wrong. Where does the patch of output (0, 0) begin, and where is its middle?",
            place="neither",
        ),
        _known(
            "corner",
            "The first patch is where it should be now; but the animal is in the *middle* of a patch.",
            place="corner",
        ),
        _known(
            "offset forgotten",
            "The animal is in the middle of a patch now; but where does the first patch begin?",
            place="no offset",
        ),
        _known(
            "patch exchanged",
            "A patch is `patch[0]` pixels high: which of the two numbers belongs to columns?",
            place="patch exchanged",
        ),
        _known(
            "distance in outputs",
            "You compare a distance in *outputs* with one in pixels.",
            strides="none",
        ),
        _known(
            "area first",
            "An animal whose point lies outside is counted inside: you drop what is outside before the suppression, "
            "and a weaker patch of the same animal is left. Both of two neighbouring areas would count it.",
            area_first=True,
        ),
        _known(
            "area ignored",
            "Animals outside of the area count, too. Which of the arguments says where it is?",
            everywhere=True,
        ),
        _known(
            "border on both sides",
            "An animal exactly on the border counts here and in the next area: `bottom` and `right` are the first "
            "ones outside.",
            inclusive=True,
        ),
        _known(
            "exactly at the distance",
            "Two points are exactly {distance:g} pixels apart, and only one of them counts. *At least* that far is far "
            "enough.",
            too_near="up to",
        ),
        _known(
            "above the threshold only",
            "A score of *at least* the threshold is enough.",
            strict=True,
        ),
        # Whoever repairs one line after the other sees the words above for the first case that is still wrong.
        Mistake(
            "the draft as it was",
            lambda *case: counted(*case, **_DRAFT),
            "That is still what the draft gives. Take this case alone, and look at its maps: which line of the draft "
            "makes the count wrong?",
        ),
    ],
    forbidden=PEAKS,
    instead="Repair the lines of the draft.",
    titles=[f"case {letter}" for letter in "ABCDEFG"],
)
