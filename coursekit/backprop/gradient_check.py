"""Gradients by differences, and how far a gradient may be from them: the check that finds a wrong backward step.

A difference quotient is never exact. Its error has two parts: rounding, because two almost equal numbers are
subtracted, which grows as the step shrinks; and truncation, because the function is not straight, which grows with the
step (Press, Teukolsky, Vetterling and Flannery, "Numerical Recipes", section 5.7). Both are estimated here for every
entry, instead of one tolerance for all.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from coursekit.backprop.gradient_report import GradientCheck

__all__ = ["GradientCheck", "check_gradient", "numerical_gradient"]

Array = npt.NDArray[np.float64]
Function = Callable[[Any], float]

_EPSILON = float(np.finfo(np.float64).eps)
# An entry may be this many times its expected error away, which is an estimate and has an error of its own.
_SAFETY = 10.0
_NOISE_POINTS = 13


def numerical_gradient(function: Function, x: Any, step: float | None = None) -> Array:
    """The gradient of a function by central differences: two values of the function for each entry of `x`.

    `(function(x + h) - function(x - h)) / 2h`, one entry moved at a time. The best step is about
    `eps**(1/3) * max(1, |x|)`, where rounding and truncation are equally large: 6e-6 in float64 ("Numerical Recipes",
    equation 5.7.8).

    Args:
        function: takes an array like `x`, gives one number.
        x: where, float64, any shape; not changed.
        step: `h` for all entries; by default the best one for each.

    Returns:
        The gradient, in the shape of `x`.

    Raises:
        TypeError: if `x` is not float64, or the function does not give one number.
        ValueError: if the step is not above 0, or the function gives NaN or infinity.
    """
    point = _checked_point(x, "x")
    steps = _steps(point, step)
    gradient = np.zeros_like(point)
    for index in np.ndindex(point.shape):
        left, right = _moved(function, point, index, float(steps[index]), (-1, 1))
        gradient[index] = (right - left) / (2 * steps[index])
    return gradient


def check_gradient(
    function: Function, x: Any, gradient: Any, step: float | None = None, name: str = "x"
) -> GradientCheck:
    """Compare a gradient with central differences, entry by entry.

    For each entry the function is computed at four places beside `x`, at one and at two steps. The quotients `D(h)` and
    `D(2h)` differ by three times the truncation error of `D(h)`, since it grows with the square of the step. The noise
    of the function's values is measured too, by fourth differences on a line of points so close together that only
    rounding makes them differ (after Moré and Wild 2011, "Estimating computational noise", SIAM Journal on Scientific
    Computing 33). An entry is wrong if it is further from `D(h)` than ten times these two together.

    Where the function has a kink within two steps (ReLU at 0, two equal maxima), or bends a lot, its slopes to the left
    and to the right differ by more than the noise. The step is then made smaller until they do not. If they still do at
    1/64 of the best step, the kink is at `x` itself, and an entry between the two slopes is told apart: it is neither
    right nor wrong.

    Args:
        function: takes an array like `x`, gives one number.
        x: where, float64, any shape; not changed.
        gradient: what is to be checked, float64, in the shape of `x`.
        step: the `h` to begin with, for all entries; by default `eps**(1/3) * max(1, |x|)`.
        name: what `x` is called in messages, such as "kernel".

    Raises:
        TypeError: if `x` or `gradient` is not float64, or the function does not give one number.
        ValueError: if shapes differ, the step is not above 0, or the function gives NaN, infinity or another value
            each time.
    """
    point = _checked_point(x, name)
    given = _checked_point(gradient, f"the gradient of {name}")
    if given.shape != point.shape:
        raise ValueError(f"The gradient of {name} has shape {given.shape}, but {name} has shape {point.shape}.")
    steps, smallest = _steps(point, step), _steps(point, None) / 64
    middle = _value(function, point)
    if abs(_value(function, point) - middle) > 1e-10 * abs(middle):  # more than sums in another order can do
        raise ValueError(
            f"The function gives another value each time, for the same {name}: differences would tell nothing. Switch "
            "off what is random in it, such as dropout."
        )
    noise = _noise(function, point)
    numerical, expected, bend = (np.zeros_like(point) for _ in range(3))
    kinked = np.zeros(point.shape, dtype=bool)
    for index in np.ndindex(point.shape):
        h = float(steps[index])
        while True:
            left, right = _moved(function, point, index, h, (-2, -1)), _moved(function, point, index, h, (1, 2))
            numerical[index], truncation, bend[index] = _slopes([*left, middle, *right], h)
            rounding = noise / h
            # What is left of a smooth curve's bend at the smallest step is far below the noise.
            kinked[index] = bend[index] > 4 * _SAFETY * rounding
            if not kinked[index] or h < smallest[index]:
                break
            h = float((point[index] + h / 8) - point[index])
        expected[index] = rounding if kinked[index] else rounding + truncation
    error = np.abs(given - numerical)
    wrong = error > _SAFETY * expected
    at_kink = kinked & wrong & (error <= bend + _SAFETY * expected)
    return GradientCheck(name, given, numerical, expected, wrong & ~at_kink, at_kink)


def _slopes(values: list[float], h: float) -> tuple[float, float, float]:
    """From five values at distance `h`: the slope in the middle, its truncation error, and how the curve bends.

    The slopes of the four intervals change from one to the next, by the same amount each time where the curve is a
    parabola. The last number is how far one of these three changes is from the one in the middle of them.
    """
    slope = (values[3] - values[1]) / (2 * h)
    truncation = abs((values[4] - values[0]) / (4 * h) - slope) / 3
    changes = np.diff(values, 2) / h
    return slope, truncation, float(np.abs(changes - np.median(changes)).max())


def _checked_point(values: Any, name: str) -> Array:
    array = np.asarray(values)
    if array.dtype != np.float64:
        raise TypeError(
            f"{name} must be float64, not {array.dtype}: float32 keeps about seven digits, and a difference of two "
            "almost equal numbers loses most of them, so that a wrong gradient could not be told from a right one. "
            'Use astype("float64"), or a network with dtype="float64".'
        )
    if not array.size:
        raise ValueError(f"{name} is empty: there is no gradient to check.")
    return array


def _steps(point: Array, step: float | None) -> Array:
    """The step of each entry, such that `x + step` differs from `x` by exactly that."""
    if step is None:
        wanted = _EPSILON ** (1 / 3) * np.maximum(1.0, np.abs(point))
    elif not (np.isfinite(step) and step > 0):
        raise ValueError(f"step must be a finite number above 0, not {step!r}.")
    else:
        wanted = np.full(point.shape, float(step))
    steps = np.asarray((point + wanted) - point)
    if not steps.all():
        raise ValueError(f"step={step!r} is too small: x + step equals x in float64. Leave it out.")
    return steps


def _moved(function: Function, point: Array, index: tuple[int, ...], h: float, times: tuple[int, ...]) -> list[float]:
    values = []
    for count in times:
        moved = point.copy()  # a copy each time, because the function might keep what it gets
        moved[index] += count * h
        values.append(_value(function, moved))
    return values


def _noise(function: Function, point: Array) -> float:
    """Standard deviation of the function's rounding errors."""
    # Signs by a fixed generator: the same check gives the same answer.
    direction = np.random.default_rng(0).choice([-1.0, 1.0], size=point.shape) * np.maximum(1.0, np.abs(point))
    offsets = np.arange(_NOISE_POINTS) - _NOISE_POINTS // 2
    # As close together as this, a kink hardly shows, and what is added to numbers of up to about 1e5 still does.
    values = np.array([_value(function, point + 2.0**-36 * offset * direction) for offset in offsets])
    # Fourth differences (1, -4, 6, -4, 1) of independent errors have 70 times their variance.
    measured = np.sqrt((np.diff(values, 4) ** 2).mean() / 70)
    return float(max(measured, _EPSILON * np.abs(values).max()))


def _value(function: Function, point: Array) -> float:
    value = np.asarray(function(point))
    if value.ndim or value.dtype.kind not in "fiu":
        raise TypeError(f"The function must give one number, not {type(value).__name__} of shape {value.shape}.")
    if not np.isfinite(value):
        raise ValueError(f"The function gave {float(value)}, so there is no gradient to compare with.")
    return float(value)
