"""From feature maps to features: the mean of each map."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from coursekit.checks import Mistake, Task

__all__ = ["pooled"]

_Array = npt.NDArray[np.float64]


def _right(maps: _Array) -> _Array:
    images, rows, columns, channels = maps.shape
    return np.array(
        [
            [
                sum(maps[n, row, column, c] for row in range(rows) for column in range(columns)) / (rows * columns)
                for c in range(channels)
            ]
            for n in range(images)
        ]
    )


pooled = Task(
    "pooled",
    cases=[
        (np.array([[[[1.0, 0.0], [3.0, 0.0]], [[0.0, 4.0], [0.0, 8.0]]]]),),
        (np.arange(12.0).reshape(2, 1, 2, 3),),
        (np.random.default_rng(702).normal(size=(3, 4, 2, 5)).clip(0),),
    ],
    reference=_right,
    mistakes=[
        Mistake(
            "maximum",
            lambda maps: maps.max(axis=(1, 2)),
            "Those are the largest values of each map. The mean was asked for.",
        ),
        Mistake(
            "sum",
            lambda maps: maps.sum(axis=(1, 2)),
            "Those are sums: larger maps would give larger features. Divide by the number of places.",
        ),
        Mistake(
            "mean over channels",
            lambda maps: maps.mean(axis=3),
            "You average over the channels, and keep the places. It should be the other way round.",
        ),
        Mistake(
            "mean over images",
            lambda maps: maps.mean(axis=(0, 1, 2)),
            "You average over the images as well. Each image has features of its own.",
        ),
        Mistake(
            "mean over rows and images",
            lambda maps: maps.mean(axis=(0, 1)),
            "Your axes are one too far in front: axis 0 is for the images.",
        ),
        Mistake(
            "mean over rows",
            lambda maps: maps.mean(axis=1),
            "You average over the rows only. Which other axis says where in the map a value is?",
        ),
        Mistake(
            "mean over columns",
            lambda maps: maps.mean(axis=2),
            "You average over the columns only. Which other axis says where in the map a value is?",
        ),
        Mistake(
            "mean over columns and channels",
            lambda maps: maps.mean(axis=(2, 3)),
            "You average over columns and channels: axes count from 0. Which two say where in the map a value is?",
        ),
        Mistake(
            "one number for each image",
            lambda maps: maps.mean(axis=(1, 2, 3)),
            "One number for each image is left: you average over the channels as well, and they are the features.",
        ),
        Mistake(
            "flattened",
            lambda maps: maps.reshape(len(maps), -1),
            "All values in a row: nothing is averaged, and where in the image something was still makes a difference.",
        ),
        Mistake(
            "mean of what is not zero",
            lambda maps: maps.sum(axis=(1, 2)) / np.maximum((maps != 0).sum(axis=(1, 2)), 1),
            "You leave the zeros out. A place at which a filter found nothing counts as well.",
        ),
        Mistake(
            "axes of size 1 kept",
            lambda maps: maps.mean(axis=(1, 2), keepdims=True),
            "The means are right, but the axes of rows and columns are still there, with size 1.",
        ),
    ],
    forbidden=(
        "keras.layers.GlobalAveragePooling2D",
        "keras.layers.AveragePooling2D",
        "keras.ops.average_pool",
    ),
    instead="A mean over the right axes is all it takes.",
)
