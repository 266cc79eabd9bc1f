"""The task on deciding from several views of each image: by the mean posterior, or by vote."""

from __future__ import annotations

import numpy as np

from coursekit.augmentation.tasks.deciding import (
    above_half,
    decided,
    first_of_largest,
    last_by_mean,
    last_by_vote,
    majority,
    mean_at_any_tie,
    mean_posteriors,
    median,
    of_its_voters,
    per_view,
    place_among_tied,
    product,
    surest,
    tied,
    votes,
    votes_times_mean,
    weighted_vote,
)
from coursekit.augmentation.tasks.pixels import Array
from coursekit.checks import Mistake, Task

__all__ = ["combine"]


def _combine(posteriors: Array, how: str) -> Array:
    return decided(posteriors, how)


def _shape(posteriors: Array) -> str:
    views, images, classes = posteriors.shape
    return f"({views} views, {images} images, {classes} classes)"


# All posteriors are sixteenths, so that means are exact and a tie is one.
_PLAIN = (
    np.array(
        [
            [[12, 2, 2], [7, 8, 1], [1, 5, 10], [0, 9, 7]],
            [[10, 3, 3], [7, 8, 1], [2, 4, 10], [14, 1, 1]],
            [[11, 2, 3], [14, 1, 1], [6, 7, 3], [13, 2, 1]],
            [[9, 4, 3], [6, 9, 1], [3, 6, 7], [12, 3, 1]],
        ]
    )
    / 16
)
_TIES = (
    np.array(
        [
            [[9, 7, 0], [1, 9, 6], [10, 6, 0], [1, 8, 7], [9, 7, 0]],
            [[9, 7, 0], [1, 9, 6], [6, 10, 0], [1, 7, 8], [9, 7, 0]],
            [[1, 15, 0], [9, 1, 6], [4, 12, 0], [0, 8, 8], [4, 10, 2]],
            [[2, 14, 0], [10, 0, 6], [12, 4, 0], [2, 6, 8], [6, 7, 3]],
        ]
    )
    / 16
)
_OTHERS = (
    np.array(
        [
            [[7, 3, 6, 0], [6, 5, 5, 0], [8, 7, 1, 0], [6, 5, 5, 0]],
            [[7, 3, 6, 0], [0, 2, 6, 8], [8, 7, 0, 1], [6, 5, 5, 0]],
            [[3, 8, 5, 0], [6, 5, 5, 0], [0, 9, 6, 1], [6, 5, 5, 0]],
            [[3, 7, 6, 0], [0, 3, 7, 6], [0, 7, 8, 1], [1, 14, 1, 0]],
            [[0, 0, 12, 4], [0, 2, 6, 8], [1, 6, 1, 8], [1, 15, 0, 0]],
        ]
    )
    / 16
)

combine = Task(
    "combine",
    cases=[
        (_PLAIN, "mean"),
        (_PLAIN, "vote"),
        (_TIES, "mean"),
        (_TIES, "vote"),
        (_OTHERS, "mean"),
        (_OTHERS, "vote"),
    ],
    reference=_combine,
    mistakes=[
        Mistake(
            "mean only",
            lambda posteriors, how: decided(posteriors, "mean"),
            'You decide by the mean whatever `how` says. For "vote" each view names one class first: what do you '
            "count then?",
        ),
        Mistake(
            "vote only",
            lambda posteriors, how: decided(posteriors, "vote"),
            'You decide by vote whatever `how` says. For "mean" nobody votes: average the posteriors first.',
        ),
        Mistake(
            "mean and vote exchanged",
            lambda posteriors, how: decided(posteriors, "vote" if how == "mean" else "mean"),
            "Mean and vote have changed places.",
        ),
        Mistake(
            "wrong axis",
            per_view,
            lambda posteriors, how: (
                f"You decide for each view, over all images. The shape is {_shape(posteriors)}: which of the axes "
                "should be gone?"
            ),
        ),
        Mistake(
            "wrong axis in the mean",
            lambda posteriors, how: (per_view if how == "mean" else decided)(posteriors, how),
            lambda posteriors, how: (
                f"You average over the images. The shape is {_shape(posteriors)}: which of the axes should be gone?"
            ),
        ),
        Mistake(
            "wrong axis in the vote",
            lambda posteriors, how: (per_view if how == "vote" else decided)(posteriors, how),
            lambda posteriors, how: (
                f"You count votes over the images. The shape is {_shape(posteriors)}: which of the axes should be gone?"
            ),
        ),
        Mistake(
            "place among those that tie",
            lambda posteriors, how: decided(posteriors, how, vote=place_among_tied),
            "The mean is right, and the votes are counted well. But `argmax` of the means of those that tie gives a "
            "*place among these*, and not the class that stands there.",
        ),
        Mistake(
            "an image for each class",
            lambda posteriors, how: np.array(
                [
                    first_of_largest(
                        [
                            (mean_posteriors if how == "mean" else votes)(posteriors[:, image])[label]
                            for image in range(posteriors.shape[1])
                        ]
                    )
                    for label in range(posteriors.shape[2])
                ]
            ),
            "You find an image for each class: the one that has most of it. Asked for is a class for each image: over "
            "which axis do you look for the largest?",
        ),
        Mistake(
            "posteriors instead of classes",
            lambda posteriors, how: np.array(
                [
                    mean_posteriors(posteriors[:, image]) if how == "mean" else votes(posteriors[:, image])
                    for image in range(posteriors.shape[1])
                ],
                dtype=float,
            ),
            "You return a number for each class of each image. Asked for is one class for each image: which of them "
            "is the largest?",
        ),
        Mistake(
            "a tie to the lower class",
            lambda posteriors, how: decided(posteriors, how, vote=lambda views: tied(views)[0]),
            "The mean is right, and the votes are counted well. Where several classes have equally many votes, you "
            "take the first of them. What does the text say that decides?",
        ),
        Mistake(
            "a tie to the higher class",
            lambda posteriors, how: decided(posteriors, how, vote=lambda views: tied(views)[-1]),
            "The mean is right, and the votes are counted well. Where several classes have equally many votes, you "
            "take the last of them. What does the text say that decides?",
        ),
        Mistake(
            "a tie to a third class",
            lambda posteriors, how: decided(posteriors, how, vote=mean_at_any_tie),
            "Where two classes tie you give the image to a third one, which has fewer votes, because its mean is the "
            "highest of all. Between which classes is there something to decide?",
        ),
        Mistake(
            "equal means to the higher class",
            lambda posteriors, how: decided(posteriors, how, vote=last_by_vote),
            "Where two classes have equally many votes and equal means, too, you take the higher one. Which of them "
            "wins?",
        ),
        Mistake(
            "equal means to the higher class, by mean",
            lambda posteriors, how: decided(posteriors, how, mean=last_by_mean),
            'For "mean" you take the higher of two classes with equal means. Which of them wins?',
        ),
        Mistake(
            "last of equals",
            lambda posteriors, how: decided(posteriors, how, mean=last_by_mean, vote=last_by_vote),
            "Where two classes are equal in everything you take the higher one. Look at what finds the largest value "
            "in your function: which of two equal ones does it give?",
        ),
        Mistake(
            "votes above one half only",
            lambda posteriors, how: decided(posteriors, how, vote=above_half),
            "A view that gives its likeliest class less than one half has no vote in yours. Every view votes.",
        ),
        Mistake(
            "majority wanted",
            lambda posteriors, how: decided(posteriors, how, vote=majority),
            "You ask for more than half of the votes, and take the mean where no class has them. The most votes are "
            "enough.",
        ),
        Mistake(
            "tied to the surest view",
            lambda posteriors, how: decided(
                posteriors, how, vote=lambda views: max(tied(views), key=lambda label: float(views[:, label].max()))
            ),
            "At a tie the single surest view decides in yours. The *mean* of all views is asked for.",
        ),
        Mistake(
            "tied to the surer voters",
            lambda posteriors, how: decided(posteriors, how, vote=of_its_voters),
            "At a tie you average the posteriors of a class over those views alone that voted for it. The mean of "
            "*all* views is asked for.",
        ),
        Mistake(
            "votes weighted",
            lambda posteriors, how: decided(posteriors, how, vote=weighted_vote),
            "A view that is sure of its class counts more than another in your vote. Each view has one vote.",
        ),
        Mistake(
            "votes times mean",
            lambda posteriors, how: decided(posteriors, how, vote=votes_times_mean),
            "You multiply votes and means, and a class with fewer votes can win. The means decide only where the most "
            "votes are equally many.",
        ),
        Mistake(
            "highest of all",
            lambda posteriors, how: decided(posteriors, how, mean=surest),
            'For "mean" you take the class of the single highest posterior: one odd view decides alone. All views '
            "should have a say.",
        ),
        Mistake(
            "product",
            lambda posteriors, how: decided(posteriors, how, mean=product),
            'For "mean" you multiply the posteriors of the views (or add their logarithms): one view that says 0 '
            "rules a class out. The mean is asked for.",
        ),
        Mistake(
            "median",
            lambda posteriors, how: decided(posteriors, how, mean=median),
            'For "mean" you take the median of the views. The mean is asked for.',
        ),
        Mistake(
            "first view only",
            lambda posteriors, how: posteriors[0].argmax(axis=1),
            "You look at the first view only. What do the others say?",
        ),
    ],
    keeps_arguments=True,
    instead="Average and count yourself: that is the task.",
    titles=[f"{text}, by {how}" for text in ("images A", "images B", "images C") for how in ("mean", "vote")],
)
