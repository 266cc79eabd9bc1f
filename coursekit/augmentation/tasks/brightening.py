"""Brightness and contrast as asked for, and the steps of it taken in another way."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from coursekit.augmentation.tasks.pixels import Array

__all__ = ["about", "adjusted", "by", "line", "stored", "wrapped", "wrapped_difference"]


def line(image: Array, brightness: float, contrast: float, mean: Any = None) -> Array:
    """Contrast about a mean, by default each channel's, then brightness; floats of any size."""
    result = np.zeros(image.shape)
    for channel in range(image.shape[2]):
        values = image[:, :, channel].astype(float)
        middle = values.sum() / values.size if mean is None else mean
        result[:, :, channel] = (middle + (values - middle) * contrast) * brightness
    return result


def stored(values: Array, rounding: Callable[[Array], Array] = np.rint) -> Array:
    """Rounded, cut off at both ends, as uint8."""
    return np.clip(rounding(values), 0, 255).astype(np.uint8)


def adjusted(image: Array, brightness: float, contrast: float) -> Array:
    """The right answer."""
    return stored(line(image, brightness, contrast))


def about(choose: Callable[[Array], Any]) -> Callable[[Array, float, float], Array]:
    """Contrast about another value than the mean of each channel."""
    return lambda image, brightness, contrast: stored(line(image, brightness, contrast, choose(image.astype(float))))


def by(change: Callable[[Array, float, float, Array], Array]) -> Callable[[Array, float, float], Array]:
    """Another formula, of values, brightness, contrast and the means of the channels."""
    return lambda image, brightness, contrast: stored(
        change(image.astype(float), brightness, contrast, image.mean(axis=(0, 1)))
    )


def wrapped(values: Array, rounding: Callable[[Array], Array] = np.rint) -> Array:
    """Rounded, and stored as uint8 without cutting off: 260 becomes 4."""
    return (rounding(values).astype(np.int64) % 256).astype(np.uint8)


def wrapped_difference(image: Array, brightness: float, contrast: float) -> Array:
    """With the means cut to whole numbers, so that the distance from them is uint8, too."""
    means = np.trunc(image.mean(axis=(0, 1)))
    return stored(brightness * (means + contrast * ((image - means) % 256)))
