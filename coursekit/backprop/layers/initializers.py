"""First weights, by the formulas that Keras uses as well."""

from __future__ import annotations

import math
from math import prod

import numpy as np
import numpy.typing as npt

from coursekit.backprop.gradients import Array

__all__ = ["INITIALIZERS", "glorot_uniform", "he_normal"]

# Standard deviation of a normal distribution with standard deviation 1 that is cut off at -2 and 2.
_TRUNCATED = 0.8796256610342398


def glorot_uniform(shape: tuple[int, ...], rng: np.random.Generator, dtype: npt.DTypeLike) -> Array:
    """Evenly from -limit to limit, `limit = sqrt(6 / (fan_in + fan_out))`.

    Source: Glorot and Bengio (2010), "Understanding the difficulty of training deep feedforward neural networks".

    Args:
        shape: (features, units), or (rows, columns, channels / groups, filters).
        rng: draws.
        dtype: float32 or float64.
    """
    fan_in, fan_out = _fans(shape)
    limit = math.sqrt(6 / (fan_in + fan_out))
    return rng.uniform(-limit, limit, shape).astype(dtype)


def he_normal(shape: tuple[int, ...], rng: np.random.Generator, dtype: npt.DTypeLike) -> Array:
    """From a normal distribution without its tails, with standard deviation `sqrt(2 / fan_in)`.

    Source: He, Zhang, Ren and Sun (2015), "Delving deep into rectifiers". As in Keras, what is further than two
    standard deviations from 0 is drawn again, and the others are stretched so that the deviation is right.

    Args:
        shape: (features, units), or (rows, columns, channels / groups, filters).
        rng: draws.
        dtype: float32 or float64.
    """
    drawn = rng.standard_normal(shape)
    while (outside := np.abs(drawn) > 2).any():
        drawn[outside] = rng.standard_normal(int(outside.sum()))
    return (drawn * math.sqrt(2 / _fans(shape)[0]) / _TRUNCATED).astype(dtype)


INITIALIZERS = {"glorot_uniform": glorot_uniform, "he_normal": he_normal}


def _fans(shape: tuple[int, ...]) -> tuple[int, int]:
    """How many inputs one output sees, and, by Keras' convention, rows * columns * filters."""
    taps = prod(shape[:-2])
    return shape[-2] * taps, shape[-1] * taps
