"""The task on how many patches an image has."""

from __future__ import annotations

from coursekit.checks import Mistake, Task
from coursekit.counting.tasks.forbidden import WINDOWS

__all__ = ["output_count"]


def _output_count(height: int, width: int, patch: int, stride: int) -> int:
    return ((height - patch) // stride + 1) * ((width - patch) // stride + 1)


def _none_for_the_first(height: int, width: int, patch: int, stride: int) -> int:
    return ((height - patch) // stride) * ((width - patch) // stride)


def _beyond_the_border(height: int, width: int, patch: int, stride: int) -> int:
    return (-(-(height - patch) // stride) + 1) * (-(-(width - patch) // stride) + 1)


def _rounded(height: int, width: int, patch: int, stride: int) -> int:
    return (round((height - patch) / stride) + 1) * (round((width - patch) / stride) + 1)


def _one_row(_height: int, width: int, patch: int, stride: int) -> int:
    return (width - patch) // stride + 1


def _one_column(height: int, _width: int, patch: int, stride: int) -> int:
    return (height - patch) // stride + 1


def _everywhere(height: int, width: int, patch: int, _stride: int) -> int:
    return (height - patch + 1) * (width - patch + 1)


def _divided_last(height: int, width: int, patch: int, stride: int) -> int:
    return ((height - patch + 1) // stride) * ((width - patch + 1) // stride)


def _side_by_side(height: int, width: int, patch: int, _stride: int) -> int:
    return (height // patch) * (width // patch)


def _steps_in_the_image(height: int, width: int, _patch: int, stride: int) -> int:
    return (height // stride) * (width // stride)


def _one_division(height: int, width: int, patch: int, stride: int) -> int:
    return (height - patch + 1) * (width - patch + 1) // stride


def _both_divisions_late(height: int, width: int, patch: int, stride: int) -> int:
    return (height - patch + 1) * (width - patch + 1) // stride**2


output_count = Task(
    "output_count",
    cases=[(96, 96, 96, 8), (104, 120, 96, 8), (50, 45, 20, 7), (640, 1000, 96, 4), (31, 22, 10, 1)],
    reference=_output_count,
    mistakes=[
        Mistake(
            "first place forgotten",
            _none_for_the_first,
            "You count the *steps* along each side. A patch of {patch}×{patch} in an image of {patch}×{patch} cannot "
            "move at all: how many patches are there?",
        ),
        Mistake(
            "patches beyond the border",
            _beyond_the_border,
            "Your last patch in a row, or the last one down, reaches beyond the image. A step that does not fit is not "
            "made.",
        ),
        Mistake(
            "steps rounded",
            _rounded,
            "You round the number of steps. One that fits more than half is still one that does not fit.",
        ),
        Mistake(
            "one row",
            _one_row,
            "You count the patches of one row. How many rows of patches lie below each other?",
        ),
        Mistake(
            "one column",
            _one_column,
            "You count the rows of patches. How many patches lie side by side in each of them?",
        ),
        Mistake(
            "stride forgotten",
            _everywhere,
            "You count every place that a patch can have. From one output to the next it is {stride} pixels.",
        ),
        Mistake(
            "one added before dividing",
            _divided_last,
            "You divide the number of *places* by the stride. The first place costs no step: divide the way that a "
            "patch can move, and add 1 at the end.",
        ),
        Mistake(
            "patches side by side",
            _side_by_side,
            "You lay patches side by side. These overlap: the next one begins {stride} pixels further on.",
        ),
        Mistake(
            "patch size forgotten",
            _steps_in_the_image,
            "You count how often the stride fits into the image. A patch of {patch} pixels has to lie inside.",
        ),
        Mistake(
            "stride in one direction only",
            _one_division,
            "You divide by the stride once. The window steps down *and* to the right.",
        ),
        Mistake(
            "rounded at the end",
            _both_divisions_late,
            "You divide the number of all places by the square of the stride. What is left over is lost in each "
            "direction by itself: count rows and columns first.",
        ),
    ],
    forbidden=WINDOWS,
    instead="It is arithmetic: how far can a patch move, and in what steps?",
)
