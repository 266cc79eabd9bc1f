"""Test-time augmentation on cached features: one posterior for each image from those of its variants."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from coursekit.checks import Mistake, Task

__all__ = ["averaged"]

_Array = npt.NDArray[np.float64]


def _right(posteriors: _Array, variants: int) -> _Array:
    starts = range(0, len(posteriors), variants)
    return np.array([sum(posteriors[start + view] for view in range(variants)) / variants for start in starts])


def _views(posteriors: _Array, variants: int) -> _Array:
    """Shape (images, variants, classes)."""
    return posteriors.reshape(-1, variants, posteriors.shape[-1])


def _geometric(posteriors: _Array, variants: int) -> _Array:
    product = np.exp(np.log(np.maximum(_views(posteriors, variants), 1e-300)).mean(axis=1))
    return np.asarray(product / product.sum(axis=1, keepdims=True))


def _votes(posteriors: _Array, variants: int) -> _Array:
    classes = np.arange(posteriors.shape[1])
    return np.asarray((_views(posteriors, variants).argmax(axis=2)[..., None] == classes).mean(axis=1))


_RNG = np.random.default_rng(707)

averaged = Task(
    "averaged",
    cases=[
        (np.array([[0.75, 0.25], [0.25, 0.75], [0.5, 0.5], [0.0, 1.0]]), 2),
        (_RNG.dirichlet(np.full(3, 0.7), size=12), 4),
        (_RNG.dirichlet(np.full(4, 0.7), size=15), 3),
    ],
    reference=_right,
    mistakes=[
        Mistake(
            "variant by variant",
            lambda posteriors, variants: posteriors.reshape(variants, -1, posteriors.shape[-1]).mean(axis=0),
            "You average rows of different images: the rows go image by image, {variants} of each. Which of them "
            "belong to the first image?",
        ),
        Mistake(
            "image itself alone",
            lambda posteriors, variants: posteriors[::variants],
            "Those are the posteriors of variant 0. What do the others say?",
        ),
        Mistake(
            "first rows",
            lambda posteriors, variants: posteriors[: len(posteriors) // variants],
            "Those are the first rows, as they are. Which rows belong to the same image?",
        ),
        Mistake(
            "sum",
            lambda posteriors, variants: _views(posteriors, variants).sum(axis=1),
            "Those are sums: they come to {variants} for an image, and probabilities to 1.",
        ),
        Mistake(
            "surest variant",
            lambda posteriors, variants: _views(posteriors, variants).max(axis=1),
            "You take the largest probability of each class. They no longer come to 1; the mean does.",
        ),
        Mistake(
            "votes",
            _votes,
            "You count for how many variants a class was the likeliest. How sure they were is lost: average the "
            "posteriors.",
        ),
        Mistake(
            "geometric mean",
            _geometric,
            "You average the logarithms: a single variant that is sure of the contrary decides alone. The plain mean "
            "was asked for.",
        ),
        Mistake(
            "median",
            lambda posteriors, variants: np.median(_views(posteriors, variants), axis=1),
            "You take the median of each class. The mean was asked for.",
        ),
        Mistake(
            "over all images",
            lambda posteriors, variants: posteriors.mean(axis=0),
            "You average over all images as well. Each has a posterior of its own.",
        ),
        Mistake(
            "over the classes",
            lambda posteriors, variants: _views(posteriors, variants).mean(axis=2),
            "You average over the classes, and keep the variants. It should be the other way round.",
        ),
        Mistake(
            "classes instead of posteriors",
            lambda posteriors, variants: _views(posteriors, variants).mean(axis=1).argmax(axis=1),
            "Those are the likeliest classes. The posteriors were asked for, one for each class.",
        ),
    ],
    instead="Bring the rows of an image together, then average.",
)
