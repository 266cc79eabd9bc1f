"""The task on finding a gradient by nudging each weight."""

from __future__ import annotations

import numpy as np

from coursekit.backprop.tasks.forbidden import AUTOMATIC
from coursekit.backprop.tasks.loops import Array, array, correlated, numbers
from coursekit.checks import Mistake, Task

__all__ = ["numerical_gradient"]


def _loss(kernel: Array, image: Array, target: Array) -> float:
    return float(((correlated(image, kernel) - target) ** 2).mean())


def _slopes(
    kernel: Array,
    image: Array,
    target: Array,
    step: float,
    *,
    up: float = 1.0,
    down: float = 1.0,
    divided_by: float = 2.0,
    relative: bool = False,
) -> Array:
    """Differences of the loss with each weight `up` steps higher and `down` steps lower, divided by so many steps."""
    result = np.zeros(kernel.shape)
    for place in np.ndindex(kernel.shape):
        losses = []
        for steps in (up, -down):
            moved = kernel.astype(float)
            moved[place] += steps * step * (kernel[place] if relative else 1.0)
            losses.append(_loss(moved, image, target))
        result[place] = (losses[0] - losses[1]) / (divided_by * step)
    return result


def _numerical_gradient(kernel: Array, image: Array, target: Array, step: float) -> Array:
    return _slopes(kernel, image, target, step)


def _left_moved(kernel: Array, image: Array, target: Array, step: float) -> Array:
    """Each weight stays where the way down has taken it."""
    moved, result = kernel.astype(float), np.zeros(kernel.shape)
    for place in np.ndindex(kernel.shape):
        moved[place] += step
        above = _loss(moved, image, target)
        moved[place] -= 2 * step
        result[place] = (above - _loss(moved, image, target)) / (2 * step)
    return result


def _all_at_once(kernel: Array, image: Array, target: Array, step: float) -> Array:
    difference = _loss(kernel + step, image, target) - _loss(kernel - step, image, target)
    return np.full(kernel.shape, difference / (2 * step))


def _row_at_once(kernel: Array, image: Array, target: Array, step: float) -> Array:
    result = np.zeros(kernel.shape)
    for row in range(len(kernel)):
        nudge = np.zeros(kernel.shape)
        nudge[row] = step
        result[row] = (_loss(kernel + nudge, image, target) - _loss(kernel - nudge, image, target)) / (2 * step)
    return result


def _cut_off(kernel: Array, image: Array, target: Array, step: float) -> Array:
    """Weights that are moved in a copy of the kernel's own type: whole numbers stay whole."""
    result = np.zeros(kernel.shape)
    for place in np.ndindex(kernel.shape):
        above, below = kernel.copy(), kernel.copy()
        above[place], below[place] = kernel[place] + step, kernel[place] - step
        result[place] = (_loss(above, image, target) - _loss(below, image, target)) / (2 * step)
    return result


def _copied_once(kernel: Array, image: Array, target: Array, step: float) -> Array:
    """Two copies made in front of the loops: one goes up weight by weight, the other one down."""
    above, below, result = kernel.astype(float), kernel.astype(float), np.zeros(kernel.shape)
    for place in np.ndindex(kernel.shape):
        above[place] += step
        below[place] -= step
        result[place] = (_loss(above, image, target) - _loss(below, image, target)) / (2 * step)
    return result


def _set_to_the_step(kernel: Array, image: Array, target: Array, step: float) -> Array:
    result = np.zeros(kernel.shape)
    for place in np.ndindex(kernel.shape):
        above, below = kernel.astype(float), kernel.astype(float)
        above[place], below[place] = step, -step
        result[place] = (_loss(above, image, target) - _loss(below, image, target)) / (2 * step)
    return result


def _cut_off_in_place(kernel: Array, image: Array, target: Array, step: float) -> Array:
    """The kernel itself moved up, down and back: whole numbers lose something in each of the three moves."""
    moved, result = kernel.copy(), np.zeros(kernel.shape)
    for place in np.ndindex(kernel.shape):
        losses = []
        for way in (step, -2 * step):
            moved[place] = moved[place] + way
            losses.append(_loss(moved, image, target))
        moved[place] = moved[place] + step
        result[place] = (losses[0] - losses[1]) / (2 * step)
    return result


numerical_gradient = Task(
    "numerical_gradient",
    cases=[
        (array([2, -1]), array([1, 3, 2]), array([1, 4]), 0.5),
        (array([1, -2], [0, 3]), numbers(3, 3, seed=51), numbers(2, 2, seed=52), 0.25),
        (np.array([[2, -1, 3]]), numbers(2, 5, seed=53), numbers(2, 3, seed=54), 0.5),
        (numbers(3, 2, seed=55, whole=False), numbers(4, 4, seed=56, whole=False), numbers(2, 3, seed=57), 0.125),
    ],
    reference=_numerical_gradient,
    mistakes=[
        Mistake(
            "up only",
            lambda kernel, image, target, step: _slopes(kernel, image, target, step, down=0, divided_by=1),
            "You compare the loss above with the one in the middle. A curve bends: the slope there is that between a "
            "step up and a step *down*.",
        ),
        Mistake(
            "down only",
            lambda kernel, image, target, step: _slopes(kernel, image, target, step, up=0, divided_by=1),
            "You compare the loss in the middle with the one below. A curve bends: the slope there is that between a "
            "step *up* and a step down.",
        ),
        Mistake(
            "half a slope",
            lambda kernel, image, target, step: _slopes(kernel, image, target, step, down=0),
            "Your two losses are one step apart, and you divide by two. Where does the weight stand after the step "
            "down: below its old place, or on it?",
        ),
        Mistake(
            "not divided",
            lambda kernel, image, target, step: _slopes(kernel, image, target, step, divided_by=1 / step),
            "Those are differences of losses. A slope is a difference divided by a way: how far apart are the two "
            "places?",
        ),
        Mistake(
            "divided by one step",
            lambda kernel, image, target, step: _slopes(kernel, image, target, step, divided_by=1),
            "Every slope is twice too large. How far is it from a step below to a step above?",
        ),
        Mistake(
            "brackets forgotten",
            lambda kernel, image, target, step: _slopes(kernel, image, target, step, divided_by=2 / step**2),
            "`/ 2 * step` divides by 2 and then *multiplies* by the step. What do you want to divide by?",
        ),
        Mistake(
            "other sign",
            lambda kernel, image, target, step: -_slopes(kernel, image, target, step),
            "All slopes have the wrong sign. If the loss is larger above than below, does it grow or fall?",
        ),
        Mistake(
            "without sign",
            lambda kernel, image, target, step: np.abs(_slopes(kernel, image, target, step)),
            "No slope of yours is negative. If the loss falls while a weight grows, what is its slope?",
        ),
        Mistake(
            "weights left where they were moved to",
            _left_moved,
            "Your first slope is right, and the next ones are not: when it is the next weight's turn, is the one "
            "before it back in its place?",
        ),
        Mistake(
            "copied once",
            _copied_once,
            "Your first slope is right, and the next ones are not: when it is the next weight's turn, where does the "
            "one before it stand in your two copies?",
        ),
        Mistake(
            "nothing moved",
            lambda kernel, image, target, step: np.zeros(kernel.shape),
            "Every slope is zero: the loss above is the loss below. Are `above` and `below` two arrays, or two names "
            "for one?",
        ),
        Mistake(
            "set to the step",
            _set_to_the_step,
            "You put the step and minus the step in the place of the weight. It should stand a step above and a step "
            "below where it *was*.",
        ),
        Mistake(
            "all weights at once",
            _all_at_once,
            "All slopes are the same: you move all weights at a time. The slope of one weight asks what happens if "
            "*only that one* moves.",
        ),
        Mistake(
            "whole rows",
            _row_at_once,
            "All slopes in a row of the kernel are the same: you move whole rows at a time. One weight has two "
            "indices, as in `above[i, j]`.",
        ),
        Mistake(
            "step in proportion",
            lambda kernel, image, target, step: _slopes(kernel, image, target, step, relative=True),
            "You move each weight by a fraction of its value. Where the weight is 0, it does not move at all: add the "
            "step, and take it away.",
        ),
        Mistake(
            "whole numbers stay whole",
            _cut_off,
            "A kernel of whole numbers is an array of dtype int here, and 2 + 0.5 put into it becomes 2 again. Make a "
            "copy that can hold fractions: `.astype(float)`.",
        ),
        Mistake(
            "whole numbers stay whole in place",
            _cut_off_in_place,
            "A kernel of whole numbers is an array of dtype int here, and 2 + 0.5 put into it becomes 2 again. Make a "
            "copy that can hold fractions: `.astype(float)`.",
        ),
    ],
    forbidden=AUTOMATIC,
    instead="Call `loss` twice for each weight: that is the task.",
)
