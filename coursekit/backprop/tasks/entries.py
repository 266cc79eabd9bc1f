"""The task on comparing two gradients: which entries disagree."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from coursekit.backprop.tasks.forbidden import AUTOMATIC
from coursekit.backprop.tasks.loops import Array, array
from coursekit.checks import Mistake, Task

__all__ = ["wrong_entries"]

_Indices = list[tuple[int, ...]]


def _relative_error(given: float, numerical: float) -> float:
    largest = max(abs(given), abs(numerical))
    return abs(given - numerical) / largest if largest else 0.0


def _chosen(wrong: Callable[[float, float], bool], given: Array, numerical: Array) -> _Indices:
    """The places at which that holds for the two numbers, in reading order."""
    return [place for place in np.ndindex(given.shape) if wrong(float(given[place]), float(numerical[place]))]


def _divided(difference: float, scale: float) -> float:
    """A quotient that is large, or 0 for 0, where NumPy would divide by zero."""
    if scale == 0:
        return float("inf") if difference else 0.0
    return difference / scale


def _wrong_entries(given: Array, numerical: Array, tolerance: float) -> _Indices:
    return _chosen(lambda a, b: _relative_error(a, b) > tolerance, given, numerical)


def _worst(given: Array, numerical: Array) -> _Indices:
    errors = np.vectorize(_relative_error)(given, numerical)
    return [tuple(int(i) for i in np.unravel_index(errors.argmax(), errors.shape))]


def _of_the_whole(given: Array, numerical: Array, tolerance: float) -> _Indices:
    """All or nothing, by the largest difference beside the largest value."""
    error = np.abs(given - numerical).max() / max(np.abs(given).max(), np.abs(numerical).max())
    return list(np.ndindex(given.shape)) if error > tolerance else []


wrong_entries = Task(
    "wrong_entries",
    cases=[
        (array([1, 2], [-3, 4]), array([1, 2], [-3.1, 4]), 0.01),
        (array([2e-6, 300], [5, -4e-6]), array([1e-6, 301], [-5, -4.001e-6]), 0.01),
        (np.array([1.0, 0.9, -1.0, -0.9, 0.85, 0.902]), np.array([0.9, 1.0, -0.9, -1.0, 1.0, 1.0]), 0.105),
        (array([0, 0, 3], [0, -2, 7]), array([0, 0.5, 3], [0, -2, 7]), 0.001),
        (array([2, -1, 5], [4, 3, -6]), array([-2, -1.5, 5], [2, 3, -9]), 0.1),
        (array([1, 2, 3], [4, 5, 6]), array([1, 2, 3], [4, 5, 6.001]), 0.001),
    ],
    reference=_wrong_entries,
    mistakes=[
        Mistake(
            "difference instead of relative error",
            lambda given, numerical, tolerance: _chosen(lambda a, b: abs(a - b) > tolerance, given, numerical),
            "You compare the difference itself. A difference of 1 is little beside 300, and one of 0.000001 is much "
            "beside 0.000002.",
        ),
        Mistake(
            "one direction only",
            lambda given, numerical, tolerance: _chosen(
                lambda a, b: _divided(a - b, max(abs(a), abs(b))) > tolerance, given, numerical
            ),
            "You find only the entries that are too large. An entry may be too small as well.",
        ),
        Mistake(
            "other direction only",
            lambda given, numerical, tolerance: _chosen(
                lambda a, b: _divided(b - a, max(abs(a), abs(b))) > tolerance, given, numerical
            ),
            "You find only the entries that are too small. An entry may be too large as well.",
        ),
        Mistake(
            "signs dropped",
            lambda given, numerical, tolerance: _chosen(
                lambda a, b: _relative_error(abs(a), abs(b)) > tolerance, given, numerical
            ),
            "5 and -5 agree in your function: a slope with the wrong sign leads uphill. Take the difference first and "
            "drop its sign then.",
        ),
        Mistake(
            "divided by the given one",
            lambda given, numerical, tolerance: _chosen(
                lambda a, b: _divided(abs(a - b), abs(a)) > tolerance, given, numerical
            ),
            "You divide by the given gradient. The larger of the two belongs there, whichever that is.",
        ),
        Mistake(
            "divided by the numerical one",
            lambda given, numerical, tolerance: _chosen(
                lambda a, b: _divided(abs(a - b), abs(b)) > tolerance, given, numerical
            ),
            "You divide by the numerical gradient. The larger of the two belongs there, whichever that is.",
        ),
        Mistake(
            "divided by the sum",
            lambda given, numerical, tolerance: _chosen(
                lambda a, b: _divided(abs(a - b), abs(a) + abs(b)) > tolerance, given, numerical
            ),
            "You divide by the sum of the two sizes, as some books do. Here it is the larger of them.",
        ),
        Mistake(
            "divided by the mean",
            lambda given, numerical, tolerance: _chosen(
                lambda a, b: _divided(abs(a - b), (abs(a) + abs(b)) / 2) > tolerance, given, numerical
            ),
            "You divide by the mean of the two sizes. Here it is the larger of them.",
        ),
        Mistake(
            "divided by the smaller one",
            lambda given, numerical, tolerance: _chosen(
                lambda a, b: _divided(abs(a - b), min(abs(a), abs(b))) > tolerance, given, numerical
            ),
            "You divide by the smaller of the two sizes. Here it is the larger of them.",
        ),
        Mistake(
            "divided by the largest of all",
            lambda given, numerical, tolerance: _chosen(
                lambda a, b: abs(a - b) / max(np.abs(given).max(), np.abs(numerical).max()) > tolerance,
                given,
                numerical,
            ),
            "You divide by the largest value in the arrays. Beside that, a small slope may be quite wrong without "
            "being noticed: compare each difference with the size of its own two numbers.",
        ),
        Mistake(
            "tolerance ignored",
            lambda given, numerical, tolerance: _chosen(lambda a, b: a != b, given, numerical),
            "You take every difference for a mistake, however small. The relative error may be {tolerance}.",
        ),
        Mistake(
            "first one only",
            lambda given, numerical, tolerance: _wrong_entries(given, numerical, tolerance)[:1],
            "Your list ends behind the first wrong entry. Does `return` stand inside the loop?",
        ),
        Mistake(
            "divided with sign",
            lambda given, numerical, tolerance: _chosen(
                lambda a, b: _divided(abs(a - b), max(a, b)) > tolerance, given, numerical
            ),
            "Where both are negative you divide by a negative number, and the error is negative, too. What is "
            "large is the *size*: take it without the sign.",
        ),
        Mistake(
            "multiplied with sign",
            lambda given, numerical, tolerance: _chosen(
                lambda a, b: abs(a - b) > tolerance * max(a, b), given, numerical
            ),
            "You list negative slopes that are the same in both. The larger of the two *sizes* is asked for: how large "
            "is -4 without its sign?",
        ),
        Mistake(
            "down the columns",
            lambda given, numerical, tolerance: sorted(
                _wrong_entries(given, numerical, tolerance), key=lambda place: place[::-1]
            ),
            "Those are the right entries in another order. Reading order goes row by row.",
        ),
        Mistake(
            "numbers where there is one axis",
            lambda given, numerical, tolerance: [
                place if len(place) > 1 else place[0] for place in _wrong_entries(given, numerical, tolerance)
            ],
            "With one axis an index is a tuple as well: (4,) is a tuple, 4 and (4) are numbers.",
        ),
        Mistake(
            "agreeing entries",
            lambda given, numerical, tolerance: _chosen(
                lambda a, b: _relative_error(a, b) <= tolerance, given, numerical
            ),
            "Those are the entries that agree. The others are asked for.",
        ),
        Mistake(
            "two zeros called wrong",
            lambda given, numerical, tolerance: _chosen(
                lambda a, b: not (a or b) or _relative_error(a, b) > tolerance, given, numerical
            ),
            "0 and 0 agree, and you list them. Do you divide 0 by 0 there, or ask `>=` where `>` was meant?",
        ),
        Mistake(
            "zeros called right",
            lambda given, numerical, tolerance: _chosen(
                lambda a, b: bool(a and b) and _relative_error(a, b) > tolerance, given, numerical
            ),
            "You skip every entry in which one of the two is 0. 0 and 0.5 do not agree.",
        ),
        Mistake(
            "worst only",
            lambda given, numerical, tolerance: _worst(given, numerical),
            "That is the entry with the largest error. All that are above the tolerance are asked for, and there may "
            "be none.",
        ),
        Mistake(
            "one error for the whole array",
            _of_the_whole,
            "Your function says all or none. Each entry has an error of its own.",
        ),
        Mistake(
            "truth values",
            lambda given, numerical, tolerance: np.vectorize(_relative_error)(given, numerical) > tolerance,
            "Your array says of each entry whether it is wrong. A list of their indices is asked for, as in [(0, 1)].",
        ),
        Mistake(
            "number of wrong entries",
            lambda given, numerical, tolerance: len(_wrong_entries(given, numerical, tolerance)),
            "{got} tells how many are wrong. A list of their indices is asked for, as in [(0, 1)].",
        ),
        Mistake(
            "column before row",
            lambda given, numerical, tolerance: [i[::-1] for i in _wrong_entries(given, numerical, tolerance)],
            "Your indices are in reverse. As in `given[1, 0]`, the row comes first.",
        ),
        Mistake(
            "columns apart from rows",
            lambda given, numerical, tolerance: [
                list(i) for i in np.nonzero(np.vectorize(_relative_error)(given, numerical) > tolerance)
            ],
            "`np.nonzero` and `np.where` give all rows, then all columns. One index for each entry is asked for: "
            "`zip` or `np.argwhere` puts them together.",
        ),
        Mistake(
            "running numbers",
            lambda given, numerical, tolerance: [
                int(np.ravel_multi_index(i, given.shape)) for i in _wrong_entries(given, numerical, tolerance)
            ],
            "You number the entries through. An index with row and column is asked for, as in [(0, 1)].",
        ),
    ],
    forbidden=AUTOMATIC,
)
