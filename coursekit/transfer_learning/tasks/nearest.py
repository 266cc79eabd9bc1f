"""A classifier without training: which class' mean do the features lie nearest to?"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from coursekit.checks import Mistake, Task

__all__ = ["nearest_mean"]

_Array = npt.NDArray[np.float64]
_Labels = npt.NDArray[np.int64]


def _squares(point: _Array, other: _Array) -> float:
    return float(sum((a - b) ** 2 for a, b in zip(point, other, strict=True)))


def _by(
    distance: Callable[[_Array, _Array], float] = _squares,
    centre: Callable[[_Array], Any] = lambda members: members.mean(axis=0),
    *,
    names: bool = True,
    farthest: bool = False,
) -> Callable[..., _Labels]:
    """The answer, or one with another distance or another centre of a class."""

    def answer(features: _Array, labels: _Labels, queries: _Array) -> _Labels:
        classes = np.unique(labels)
        centres = [centre(features[labels == label]) for label in classes]
        found = np.array([[distance(query, each) for each in centres] for query in queries])
        places = found.argmax(axis=1) if farthest else found.argmin(axis=1)
        return np.asarray(classes[places] if names else places)

    return answer


def _right(features: _Array, labels: _Labels, queries: _Array) -> _Labels:
    return _by()(features, labels, queries)


def _nearest_image(features: _Array, labels: _Labels, queries: _Array) -> Any:
    return np.array([labels[np.argmin([_squares(query, image) for image in features])] for query in queries])


def _nearest_place(features: _Array, _: _Labels, queries: _Array) -> Any:
    return np.array([np.argmin([_squares(query, image) for image in features]) for query in queries])


def _no_gaps(features: _Array, labels: _Labels, queries: _Array) -> Any:
    """Where labels are taken for 0, 1, 2 and so on: the mean of no images is NaN, which `argmin` takes for least."""
    members = [features[labels == label] for label in range(int(labels.max()) + 1)]
    centres = [one.mean(axis=0) if len(one) else np.full(features.shape[1], np.nan) for one in members]
    return np.array([np.argmin([_squares(query, centre) for centre in centres]) for query in queries])


_FEATURES = np.array([[0, 0], [1, 0], [10, 0], [6, 6], [7, 6], [6, 7], [9, -5], [11, -5]], dtype=float)
_LABELS = np.array([2, 2, 2, 5, 5, 5, 3, 3])
_QUERIES = np.array([[9.5, 1], [1, 1], [6, 5], [8, -3], [30, 28], [0, 6], [4, 3]], dtype=float)
_RNG = np.random.default_rng(703)
_MANY = _RNG.permutation(np.repeat([0, 1, 2], [5, 9, 4]))
_SPREAD = _RNG.normal(size=(18, 4)) * [3, 1, 1, 1] + np.array([[0, 2, 0, 1], [2, 0, 1, 0], [1, 1, 2, 2]])[_MANY]
_SIGN = np.array([[-1.0], [-3.0], [1.0], [2.0]])

nearest_mean = Task(
    "nearest_mean",
    cases=[
        (_SIGN, np.array([1, 1, 0, 0]), np.array([[5.0], [-0.4], [-0.2]])),
        (_FEATURES, _LABELS, _QUERIES),
        (_SPREAD, _MANY, 2 * _RNG.normal(size=(25, 4)) + 1),
    ],
    reference=_right,
    mistakes=[
        Mistake(
            "place instead of label",
            _by(names=False),
            "You return the place of the nearest mean, counted from 0. Which class does the mean at that place "
            "belong to?",
        ),
        Mistake(
            "labels without gaps",
            _no_gaps,
            "You have a mean of no images, for a label that does not occur: it is NaN. Which labels are there?",
        ),
        Mistake(
            "nearest image",
            _nearest_image,
            "You compare with every single image and take the label of the nearest. The mean of each class is what to "
            "compare with.",
        ),
        Mistake(
            "index of the nearest image",
            _nearest_place,
            "Those are numbers of images. The class of each query was asked for, by the mean of each class.",
        ),
        Mistake(
            "farthest mean",
            _by(farthest=True),
            "Those are the classes farthest away.",
        ),
        Mistake(
            "dot product",
            _by(lambda query, centre: -float(query @ centre)),
            "You take the largest product with a mean. It grows with the length of the mean, too: measure how far away "
            "it is.",
        ),
        Mistake(
            "angle",
            _by(lambda query, centre: -float(query @ centre / (np.linalg.norm(query) * np.linalg.norm(centre)))),
            "You compare directions (the cosine). The *distance* between the two points was asked for.",
        ),
        Mistake(
            "sums of steps",
            _by(lambda query, centre: float(np.abs(query - centre).sum())),
            "You add up the absolute differences. The distance in a straight line was asked for.",
        ),
        Mistake(
            "largest step",
            _by(lambda query, centre: float(np.abs(query - centre).max())),
            "You take the largest of the differences. The distance in a straight line was asked for.",
        ),
        Mistake(
            "sum of the differences",
            _by(lambda query, centre: abs(float((query - centre).sum()))),
            "You add the differences up before you square: those up and those down cancel.",
        ),
        Mistake(
            "no absolute value",
            _by(lambda query, centre: float((query - centre).sum())),
            "Your distance can be negative: differences are added up as they are.",
        ),
        Mistake(
            "sum of the class",
            _by(centre=lambda members: members.sum(axis=0)),
            "You compare with the *sum* of each class: a class with many images lies far out.",
        ),
        Mistake(
            "median of the class",
            _by(centre=lambda members: np.median(members, axis=0)),
            "You compare with the median of each class. The mean was asked for.",
        ),
        Mistake(
            "first image of the class",
            _by(centre=lambda members: members[0]),
            "You compare with one image of each class. Take the mean of them all.",
        ),
    ],
    forbidden=("sklearn.neighbors.NearestCentroid",),
    instead="Means and distances: NumPy has all that you need.",
)
