"""Statistics of test theory: how difficult a task is, and how well it tells the strong from the weak."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

__all__ = ["difficulty", "discrimination"]

_FEWEST = 3  # a correlation of two points is 1 or -1 whatever they are


def difficulty(shares: Sequence[float]) -> float | None:
    """The mean share of a task's points; 1 is a task that everybody has solved. None for nobody.

    Called the difficulty index p in Crocker and Algina, Introduction to Classical and Modern Test Theory (1986),
    chapter 14, although a difficult task has a small one.
    """
    return float(np.mean(shares)) if shares else None


def discrimination(item: Sequence[float], totals: Sequence[float]) -> float | None:
    """The corrected item-total correlation: of a task's points with the sum of all others.

        r = cov(x, t - x) / (sd(x) sd(t - x))

    with x the points in the task and t the sum. Without taking x out of t the task would be correlated with itself:
    Henrysson, Correction of item-total correlations in item analysis, Psychometrika 28 (1963), 211-218.
    Around 0 the task says nothing about the rest, below 0 something is wrong with it: the strong fail in it.

    Args:
        item: points in the task, one number a student.
        totals: points in all tasks, in the same order.

    Returns:
        -1 to 1; None for fewer than three students, or where all have the same in the task or in the rest.
    """
    x = np.asarray(item, dtype=float)
    rest = np.asarray(totals, dtype=float) - x
    if len(x) < _FEWEST:
        return None
    x, rest = x - x.mean(), rest - rest.mean()
    scale = float(np.sqrt((x @ x) * (rest @ rest)))
    # Sums of halves and thirds of points differ in the last digits: no spread is spread of that size.
    if scale <= 1e-12 * max(1.0, float(np.abs(totals).max()) ** 2):
        return None
    return float(np.clip((x @ rest) / scale, -1.0, 1.0))
