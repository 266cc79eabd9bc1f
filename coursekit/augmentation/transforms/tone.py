"""All changes of values as one straight line per channel and one exponent."""

from __future__ import annotations

from typing import Any

__all__ = ["blur_weights", "line", "tone"]


def line(brightness: Any, contrast: Any, shift: Any, mean: Any) -> tuple[Any, Any]:
    """Slope and offset of contrast about the mean, then brightness, then the channel's shift.

    Contrast: mean + contrast * (value - mean), as Keras' `RandomContrast`; brightness: a factor, as Pillow's
    `ImageEnhance.Brightness`, which `ImageDataGenerator` used.
    """
    return contrast * brightness, mean * (1 - contrast) * brightness + shift


def tone(xp: Any, values: Any, slope: Any, offset: Any, gamma: Any) -> Any:
    """Values from 0 to 1: the straight line, cut off at 0 and 1, to the power of gamma."""
    return xp.power(xp.clip(values * slope + offset, 0.0, 1.0), gamma)


def blur_weights(xp: Any, sigma: Any, radius: int) -> Any:
    """Gaussian weights (n, 2 * radius + 1) that sum to 1, cut off behind 3 sigma; for sigma 0 a 1 in the middle."""
    away = xp.ones_like(sigma)[:, None] * xp.arange(-radius, radius + 1, dtype="float32")
    steps = away / xp.maximum(sigma, 1e-3)[:, None]
    weights = xp.exp(-0.5 * xp.minimum(steps * steps, 200.0))  # below 1e-43, and no underflow
    # Each at its own whole number of pixels, so that a batch with one larger sigma changes nothing for the others.
    weights = xp.where(xp.abs(away) <= xp.ceil(3 * sigma)[:, None], weights, 0.0)
    return weights / xp.sum(weights, axis=1, keepdims=True)
