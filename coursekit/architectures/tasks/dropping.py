"""Dropout by hand."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from coursekit.checks import Mistake, Task

__all__ = ["dropout"]

_Array = npt.NDArray[np.float64]


def _right(values: _Array, rate: float, draws: _Array, training: bool) -> _Array:
    result = np.array(values, dtype=float)
    if training:
        for place in np.ndindex(result.shape):
            result[place] = 0.0 if draws[place] < rate else result[place] / (1 - rate)
    return result


def _wrongly(
    training: Callable[[_Array, float, _Array], Any],
    test: Callable[[_Array, float, _Array], Any] = lambda values, rate, draws: values,
) -> Callable[..., Any]:
    """The answer that works in another way while training, and perhaps in a test."""
    return lambda values, rate, draws, is_training: (training if is_training else test)(values, rate, draws)


def _dropped(values: _Array, rate: float, draws: _Array) -> _Array:
    return values * (draws >= rate)


def _inverted(values: _Array, rate: float, draws: _Array) -> _Array:
    return _dropped(values, rate, draws) / (1 - rate)


def _to_the_old_sum(values: _Array, rate: float, draws: _Array) -> _Array:
    kept = _dropped(values, rate, draws)
    return kept * values.sum() / kept.sum() if kept.sum() else kept


_VALUES = np.array([4.0, -2.0, 1.0, 0.5, 3.0, -1.5, 2.5, 6.0])
_DRAWS = np.array([0.9, 0.1, 0.25, 0.4, 0.05, 0.75, 0.6, 0.3])
_MAP = np.array([[1.0, 2.0, 3.0], [-4.0, 5.0, 0.0]])

dropout = Task(
    "dropout",
    cases=[
        (_VALUES, 0.25, _DRAWS, True),
        (_VALUES, 0.5, _DRAWS, True),
        (_VALUES, 0.25, _DRAWS, False),
        (_MAP, 0.2, np.array([[0.5, 0.1, 0.9], [0.2, 0.3, 0.15]]), True),
        (_MAP, 0.8, np.array([[0.5, 0.1, 0.9], [0.85, 0.3, 0.95]]), True),
    ],
    reference=_right,
    keeps_arguments=True,
    mistakes=[
        Mistake(
            "not scaled",
            _wrongly(_dropped),
            "The right values are dropped, and the others stay as they are: their sum gets smaller. The next layer "
            "would see more in a test than it ever did in training. What makes up for it?",
        ),
        Mistake(
            "scaled in the test",
            _wrongly(_dropped, lambda values, rate, draws: values * (1 - rate)),
            "You scale in the test, as in 2012. That works as well, but here it was asked for the other way: a test "
            "leaves all values alone, and training makes up for what is dropped.",
        ),
        Mistake(
            "scaled in both",
            _wrongly(_inverted, lambda values, rate, draws: values * (1 - rate)),
            "You make up for what is dropped twice, in training and in the test. Once is enough: what does the test "
            "get?",
        ),
        Mistake(
            "dropped in the test",
            _wrongly(_inverted, _inverted),
            "Values are dropped in the test, too. The same image would get another answer each time.",
        ),
        Mistake(
            "zeros in the test",
            _wrongly(_inverted, lambda values, rate, draws: values * 0),
            "In a test nothing comes through. Which values should?",
        ),
        Mistake(
            "training and test exchanged",
            _wrongly(lambda values, rate, draws: values, _inverted),
            "You drop in the test, and not in training. What does `training` say?",
        ),
        Mistake(
            "never dropped",
            _wrongly(lambda values, rate, draws: values),
            "Nothing is dropped while training.",
        ),
        Mistake(
            "the others dropped",
            _wrongly(lambda values, rate, draws: values * (draws < rate) / (1 - rate)),
            "You drop those that should stay. `rate` is the share that is dropped.",
        ),
        Mistake(
            "rate taken for what stays",
            _wrongly(lambda values, rate, draws: values * (draws < rate) / rate),
            "You take `rate` for the share that stays, as some libraries did. It is the share that is dropped.",
        ),
        Mistake(
            "others dropped, not scaled",
            _wrongly(lambda values, rate, draws: values * (draws < rate)),
            "You drop those that should stay, and what is left is not scaled. `rate` is the share that is dropped.",
        ),
        Mistake(
            "scaled by the rate",
            _wrongly(lambda values, rate, draws: _dropped(values, rate, draws) / rate),
            "The right values are dropped, and the others divided by `rate`. Try it with a rate of 0.2: do they make "
            "up for what is missing then?",
        ),
        Mistake(
            "multiplied by what stays",
            _wrongly(lambda values, rate, draws: _dropped(values, rate, draws) * (1 - rate)),
            "The right values are dropped, and the others get smaller. To make up for what is missing, they have to "
            "get larger.",
        ),
        Mistake(
            "multiplied by more than one",
            _wrongly(lambda values, rate, draws: _dropped(values, rate, draws) * (1 + rate)),
            "The right values are dropped, and the others get larger, but not by enough: with a rate of 0.5 a half is "
            "left. By what must a half be multiplied?",
        ),
        Mistake(
            "multiplied by the rate",
            _wrongly(lambda values, rate, draws: _dropped(values, rate, draws) * rate),
            "The right values are dropped, and the others multiplied by `rate`. Do they make up for what is missing "
            "then?",
        ),
        Mistake(
            "scaled before the choice",
            _wrongly(lambda values, rate, draws: np.where(draws < rate, 0, values) / np.mean(draws >= rate)),
            "You scale by the share that happened to stay. It is another each time; make up for what is dropped *on "
            "average*.",
        ),
        Mistake(
            "what is left brought to the old sum",
            _wrongly(_to_the_old_sum),
            "You bring what stays to the sum that was there before. The factor must not depend on what happened to "
            "stay.",
        ),
        Mistake(
            "largest draws dropped",
            _wrongly(lambda values, rate, draws: values * (draws < 1 - rate) / (1 - rate)),
            "You drop the right share, but the wrong values: those with the largest draws. Which draws mean *dropped* "
            "here?",
        ),
        Mistake(
            "always doubled",
            _wrongly(lambda values, rate, draws: _dropped(values, rate, draws) * 2),
            "You double what stays, whatever the rate. That is right for one rate only.",
        ),
        Mistake(
            "scaled up in the test",
            _wrongly(_dropped, lambda values, rate, draws: values / (1 - rate)),
            "You scale up in the test, where nothing is missing. Where is something missing?",
        ),
        Mistake(
            "dropped values stay",
            _wrongly(lambda values, rate, draws: np.where(draws < rate, values, values / (1 - rate))),
            "Those that should be dropped come through as they were.",
        ),
        Mistake(
            "dropped at the boundary",
            _wrongly(lambda values, rate, draws: values * (draws > rate) / (1 - rate)),
            "A draw that equals `rate` is not below it.",
        ),
        Mistake(
            "scaled without dropping",
            _wrongly(lambda values, rate, draws: values / (1 - rate)),
            "The values are scaled, and none is dropped.",
        ),
        Mistake(
            "mask returned",
            _wrongly(lambda values, rate, draws: (draws >= rate).astype(float)),
            "That says which values stay, and not what becomes of them.",
        ),
        Mistake(
            "values left out",
            _wrongly(lambda values, rate, draws: values[draws >= rate] / (1 - rate)),
            "The dropped values are missing. The next layer expects as many as before: what stands in their places?",
        ),
    ],
    forbidden=(
        "keras.layers.AlphaDropout",
        "keras.layers.Dropout",
        "keras.layers.SpatialDropout1D",
        "keras.layers.SpatialDropout2D",
        "keras.random.dropout",
        "tensorflow.nn.dropout",
        "tensorflow.nn.experimental.stateless_dropout",
    ),
    instead="Compare, multiply and divide: NumPy does that for whole arrays.",
)
