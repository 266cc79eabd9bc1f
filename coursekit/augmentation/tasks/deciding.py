"""One class out of several views of an image: the rules that are asked for, and those that are known mistakes.

Each rule is a function of one image's posteriors, shape (views, classes), and gives its class; of equal values the
lower class counts, unless a rule says otherwise.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from coursekit.augmentation.tasks.pixels import Array

__all__ = [
    "above_half",
    "decided",
    "first_of_largest",
    "last_by_mean",
    "last_by_vote",
    "majority",
    "mean_at_any_tie",
    "mean_posteriors",
    "median",
    "of_its_voters",
    "per_view",
    "place_among_tied",
    "product",
    "surest",
    "tied",
    "votes",
    "votes_times_mean",
    "weighted_vote",
]

_Rule = Callable[[Array], int]


def first_of_largest(values: list[float]) -> int:
    """The index of the largest value; of equal ones the lowest."""
    return values.index(max(values))


def mean_posteriors(views: Array) -> list[float]:
    """The mean over the views, for each class."""
    return [float(sum(views[:, label].tolist()) / len(views)) for label in range(views.shape[1])]


def votes(views: Array) -> list[int]:
    """How many views have each class first."""
    chosen = [first_of_largest(view) for view in views.tolist()]
    return [chosen.count(label) for label in range(views.shape[1])]


def tied(views: Array) -> list[int]:
    """The classes with the most votes."""
    counts = votes(views)
    return [label for label, count in enumerate(counts) if count == max(counts)]


def _by_mean(views: Array) -> int:
    return first_of_largest(mean_posteriors(views))


def _by_vote(views: Array) -> int:
    means = mean_posteriors(views)
    return max(tied(views), key=lambda label: (means[label], -label))


def decided(posteriors: Array, how: str, mean: _Rule = _by_mean, vote: _Rule = _by_vote) -> Array:
    """The class of each image, shape (images,), from posteriors of shape (views, images, classes).

    Args:
        posteriors: what is said of each view.
        how: "mean" or "vote".
        mean: the rule for "mean".
        vote: the rule for "vote".
    """
    rule = mean if how == "mean" else vote
    return np.array([rule(posteriors[:, image]) for image in range(posteriors.shape[1])])


def per_view(posteriors: Array, how: str) -> Array:
    """Decided for each view over the images, as with the wrong axis."""
    return decided(posteriors.swapaxes(0, 1), how)


def surest(views: Array) -> int:
    """The class of the highest posterior of all views."""
    return first_of_largest(views.max(axis=0).tolist())


def product(views: Array) -> int:
    """The class whose posteriors have the largest product."""
    return first_of_largest(views.prod(axis=0).tolist())


def median(views: Array) -> int:
    """The class with the highest median."""
    return first_of_largest(np.median(views, axis=0).tolist())


def last_by_mean(views: Array) -> int:
    """By the mean; of equal ones the higher class."""
    means = mean_posteriors(views)
    return max(range(len(means)), key=lambda label: (means[label], label))


def last_by_vote(views: Array) -> int:
    """By vote, then by the mean; of equal ones the higher class."""
    means = mean_posteriors(views)
    return max(tied(views), key=lambda label: (means[label], label))


def place_among_tied(views: Array) -> int:
    """By vote, then by the mean; but the place among those that tie, not the class."""
    means = mean_posteriors(views)
    return first_of_largest([means[label] for label in tied(views)])


def votes_times_mean(views: Array) -> int:
    """The largest product of votes and mean."""
    return first_of_largest([count * mean for count, mean in zip(votes(views), mean_posteriors(views), strict=True)])


def weighted_vote(views: Array) -> int:
    """Each view votes with the posterior of its class."""
    score = [0.0] * views.shape[1]
    for view in views.tolist():
        score[first_of_largest(view)] += max(view)
    return first_of_largest(score)


def above_half(views: Array) -> int:
    """Only a view that gives a class more than one half votes for it."""
    counts, means = (views > 0.5).sum(axis=0).tolist(), mean_posteriors(views)
    return max(range(len(counts)), key=lambda label: (counts[label], means[label], -label))


def majority(views: Array) -> int:
    """By vote if a class has more than half of the votes, else by the mean."""
    return _by_vote(views) if 2 * max(votes(views)) > len(views) else _by_mean(views)


def mean_at_any_tie(views: Array) -> int:
    """By vote; at a tie the highest mean of all classes, also of those that do not tie."""
    return _by_mean(views) if len(tied(views)) > 1 else _by_vote(views)


def of_its_voters(views: Array) -> int:
    """Of those that tie, the class whose own voters are surer of it on average."""
    chosen = [first_of_largest(view) for view in views.tolist()]

    def sure(label: int) -> float:
        own = [float(view[label]) for view, first in zip(views, chosen, strict=True) if first == label]
        return sum(own) / len(own)

    return max(tied(views), key=sure)
