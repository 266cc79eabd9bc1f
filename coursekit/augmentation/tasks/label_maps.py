"""The task on the label map that goes with a pasted target."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from coursekit.augmentation.tasks.pixels import Array
from coursekit.augmentation.tasks.placing import places
from coursekit.checks import Mistake, Task

__all__ = ["paste_labels"]

_Label = Callable[[int, float, int], float]
"""A pixel's label after pasting, from the one before, the mask there, and the target's class."""


def _as_asked(before: int, share: float, class_id: int) -> float:
    return class_id if share >= 0.5 else before


def _labelled(
    labels: Array,
    mask: Array,
    class_id: int,
    row: int,
    column: int,
    *,
    label: _Label = _as_asked,
    elsewhere: str = "kept",
    whole: bool = True,
    **where: Any,
) -> Array:
    """The label map with one thing done wrong; each keyword is a mistake.

    Keywords:
        label: what becomes of a pixel on which the target lies.
        elsewhere: whether other labels are "kept" or "lost".
        whole: whether the result holds whole numbers.
        where: keywords of `places`.
    """
    result = (labels if elsewhere == "kept" else np.zeros_like(labels)).astype(int if whole else float)
    for i, j, y, x in places(mask.shape, row, column, labels.shape, **where):
        result[y, x] = label(int(labels[y, x]), float(mask[i, j]), class_id)
    return result


def _paste_labels(labels: Array, mask: Array, class_id: int, row: int, column: int) -> Array:
    return _labelled(labels, mask, class_id, row, column)


def _from_behind(labels: Array, mask: Array, class_id: int, row: int, column: int) -> Array:
    """Each pixel of the image asks the mask; above the target and to its left that counts from behind."""
    result = labels.copy()
    for y, x in np.ndindex(*labels.shape):
        i, j = y - row, x - column
        if -mask.shape[0] <= i < mask.shape[0] and -mask.shape[1] <= j < mask.shape[1] and mask[i, j] >= 0.5:
            result[y, x] = class_id
    return result


def _sides_exchanged(labels: Array, mask: Array, class_id: int, row: int, column: int) -> Array:
    """The image's height limits the columns, and its width the rows."""
    result = labels.copy()
    height, width = labels.shape
    for i, j, y, x in places(mask.shape, row, column, labels.shape):
        if y < width and x < height and mask[i, j] >= 0.5:
            result[y, x] = class_id
    return result


def _averaged(before: int, share: float, class_id: int) -> float:
    return share * class_id + (1 - share) * before


def _map(*rows: list[int]) -> Array:
    return np.array(rows)


_MASK = np.array([[0.25, 0.5, 0.0], [1.0, 0.75, 0.4]])
_TALL = np.array([[0.4, 0.5], [1.0, 0.75], [0.5, 0.0]])

paste_labels = Task(
    "paste_labels",
    cases=[
        (_map([0, 0, 0, 0], [2, 2, 0, 0], [0, 2, 2, 0]), _MASK, 5, 1, 0),
        (_map([0, 0, 3, 3], [0, 1, 0, 0], [0, 1, 1, 0]), _TALL, 2, 1, 3),
        (_map([4, 0, 0, 0], [4, 4, 0, 0], [0, 4, 1, 0]), _TALL, 3, -1, -1),
        (_map([0, 3, 3], [0, 0, 3], [2, 0, 0]), _MASK, 1, -1, 1),
        (_map([0, 3, 3], [0, 0, 3], [2, 0, 0]), _MASK, 4, -2, 0),
    ],
    reference=_paste_labels,
    mistakes=[
        Mistake(
            "labels mixed",
            lambda *case: _labelled(*case, label=_averaged, whole=False),
            "You mix the labels as if they were light. Half class 1 and half class 3 is not class 2: a label is a "
            "name, and a pixel has one of them.",
        ),
        Mistake(
            "labels mixed and rounded",
            lambda *case: _labelled(*case, label=lambda *pixel: int(np.rint(_averaged(*pixel)))),
            "You mix the labels and round. Half class 1 and half class 3 is not class 2: a label is a name, and each "
            "pixel keeps its own or gets the target's.",
        ),
        Mistake(
            "labels mixed and cut off",
            lambda *case: _labelled(*case, label=lambda *pixel: int(_averaged(*pixel))),
            "You mix the labels, and the label map, which holds whole numbers, drops the fraction. A label is a name: "
            "each pixel keeps its own or gets the target's.",
        ),
        Mistake(
            "whole rectangle",
            lambda *case: _labelled(*case, label=lambda before, share, class_id: class_id),
            "You label the whole rectangle of the target. Where the mask is 0, which of the two is seen?",
        ),
        Mistake(
            "wherever the mask is not 0",
            lambda *case: _labelled(*case, label=lambda before, share, class_id: class_id if share > 0 else before),
            "You label every pixel on which the mask is not 0. At 0.25, of which of the two is more to be seen?",
        ),
        Mistake(
            "more than half only",
            lambda *case: _labelled(*case, label=lambda before, share, class_id: class_id if share > 0.5 else before),
            "Look at the pixels where the mask is exactly 0.5. What does the text ask for there?",
        ),
        Mistake(
            "full cover only",
            lambda *case: _labelled(*case, label=lambda before, share, class_id: class_id if share == 1 else before),
            "You label only the pixels that the target covers completely. From which share on does a pixel count as "
            "its own?",
        ),
        Mistake(
            "mask inverted",
            lambda *case: _labelled(*case, label=lambda before, share, class_id: before if share >= 0.5 else class_id),
            "The labels are the wrong way round: the target gets the pixels where it is hardly seen.",
        ),
        Mistake(
            "uncovered pixels lose their label",
            lambda *case: _labelled(*case, label=lambda before, share, class_id: class_id * (share >= 0.5)),
            "In the rectangle of the target, where the target is not seen, the old labels are lost. What is seen "
            "there?",
        ),
        Mistake(
            "1 instead of the class",
            lambda *case: _labelled(*case, label=lambda before, share, class_id: 1 if share >= 0.5 else before),
            "Your new labels are all 1. The target has a class of its own: {class_id}.",
        ),
        Mistake(
            "class added",
            lambda *case: _labelled(*case, label=lambda before, share, class_id: before + class_id * (share >= 0.5)),
            "You add the class to the label that was there. The target covers it.",
        ),
        Mistake(
            "larger class wins",
            lambda *case: _labelled(
                *case, label=lambda before, share, class_id: max(before, class_id * (share >= 0.5))
            ),
            "Where the target lies on another animal, the larger class number wins in yours. Which of the two lies on "
            "top?",
        ),
        Mistake(
            "background only",
            lambda *case: _labelled(
                *case, label=lambda before, share, class_id: class_id if share >= 0.5 and before == 0 else before
            ),
            "You label only what was background. Where the target lies on another animal, which of the two is seen?",
        ),
        Mistake(
            "labels lost elsewhere",
            lambda *case: _labelled(
                *case, label=lambda before, share, class_id: class_id * (share >= 0.5), elsewhere="lost"
            ),
            "You return the labels of the target alone. The animals that were there before are there still.",
        ),
        Mistake(
            "row and column exchanged",
            lambda *case: _labelled(*case, exchanged=True),
            "The labels lie in the wrong place: row and column have changed places. The first axis of an array goes "
            "down.",
        ),
        Mistake(
            "centre instead of corner",
            lambda *case: _labelled(*case, centred=True),
            "The labels lie too far up and to the left: you put the middle of the mask onto row {row}, column "
            "{column}. Its top left corner belongs there, as in `paste`.",
        ),
        Mistake(
            "moved inside",
            lambda *case: _labelled(*case, above="move", below="move"),
            "You push the target inside until it fits. It should stay in its place, and lose what sticks out.",
        ),
        Mistake(
            "left out where it sticks out",
            lambda *case: _labelled(*case, above="skip", below="skip"),
            "A target that sticks out gets no labels at all. What of it lies on the image should have some.",
        ),
        Mistake(
            "left out where it begins to the left",
            lambda *case: _labelled(*case, above_across="skip"),
            "A target that begins to the left of the image gets no labels at all. Its first pixel of a row lies "
            "outside; what of the next ones? (`break` ends a loop, `continue` goes on with the next turn of it.)",
        ),
        Mistake(
            "mask read from behind",
            _from_behind,
            "Pixels above the target or to the left of it get its class as well. There you ask for a row or column of "
            "the mask that is negative, and to NumPy -1 is the last one.",
        ),
        Mistake(
            "height and width exchanged",
            _sides_exchanged,
            "Some pixels of the target are left out although they lie on the image. Which of the two numbers in "
            "`labels.shape` limits the rows?",
        ),
        Mistake(
            "comes in again on the other side",
            lambda *case: _labelled(*case, above="wrap", below="wrap"),
            "What sticks out comes in again on the other side. It should be lost.",
            of_one_case=True,
        ),
        Mistake(
            "negative index",
            lambda *case: _labelled(*case, above="wrap"),
            "What sticks out at the top or on the left comes in again on the other side: to NumPy, -1 is the last "
            "row. Which rows of the mask lie on the image?",
            of_one_case=True,
        ),
        Mistake(
            "cut at the wrong ends",
            lambda *case: _labelled(*case, above="other end", below="other end"),
            "The mask is cut at the wrong end. Which of its rows and columns lie outside of the image?",
            of_one_case=True,
        ),
        Mistake(
            "cut at the end where the beginning sticks out",
            lambda *case: _labelled(*case, above="other end"),
            "This mask begins above the image or to the left of it, and you cut it at the wrong end. Which of its rows "
            "and columns lie outside: the first ones or the last ones?",
            of_one_case=True,
        ),
        Mistake(
            "cut at the beginning where the end sticks out",
            lambda *case: _labelled(*case, below="other end"),
            "This mask ends below the image or to the right of it, and you cut it at the wrong end. Which of its rows "
            "and columns lie outside: the first ones or the last ones?",
            of_one_case=True,
        ),
    ],
    instead="Set the labels yourself: that is the task.",
    keeps_arguments=True,
)
