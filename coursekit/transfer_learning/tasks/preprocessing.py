"""Images as VGG16's published weights expect them."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from coursekit.checks import Mistake, Task
from coursekit.transfer_learning.tasks.forbidden import PREPROCESSING

__all__ = ["preprocess"]

_Array = npt.NDArray[np.float64]


def _right(images: _Array, mean: _Array) -> _Array:
    """Channel by channel: what lies in the last axis at place c was in RGB at place 2 - c."""
    result = np.empty(images.shape)
    for channel in range(3):
        result[..., channel] = 255 * images[..., 2 - channel] - mean[channel]
    return result


def _mirrored(images: _Array, mean: _Array, axis: int) -> Any:
    return 255 * np.flip(images, axis) - mean


_MEAN = np.array([100.0, 110.0, 125.0])
_COLOURS = np.array([[[[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]], [[0.0, 0.0, 1.0], [1.0, 1.0, 1.0]]]])
_GREY = np.full((1, 1, 2, 3), 0.6)
_RANDOM = np.random.default_rng(701).uniform(size=(2, 3, 4, 3))

preprocess = Task(
    "preprocess",
    cases=[
        (np.array([[[[1.0, 0.5, 0.0]]]]), np.zeros(3)),
        (_GREY, _MEAN),
        (_COLOURS, _MEAN),
        (_RANDOM, np.array([104.0, 116.5, 123.25])),
    ],
    reference=_right,
    keeps_arguments=True,
    mistakes=[
        Mistake(
            "order of channels kept, mean turned round",
            lambda images, mean: 255 * images - mean[::-1],
            "The scale is right, and each colour loses its own mean, but red still stands first.",
        ),
        Mistake(
            "order of channels kept",
            lambda images, mean: 255 * images - mean,
            "Red is still the first channel, and it loses the mean of blue. In which order do these weights expect "
            "the channels?",
        ),
        Mistake(
            "blue loses red's mean",
            lambda images, mean: 255 * images[..., ::-1] - mean[::-1],
            "The channels are in the right order, but blue loses the mean of red. `mean` begins with blue already.",
        ),
        Mistake(
            "not scaled",
            lambda images, mean: images[..., ::-1] - mean,
            "White is still 1, and a mean of about 100 is taken off: the image nearly disappears. On which scale is "
            "the mean?",
        ),
        Mistake(
            "mean on the wrong scale",
            lambda images, mean: 255 * (images[..., ::-1] - mean),
            "The mean is taken off before the values are scaled, so that it counts 255 times. On which scale is it?",
        ),
        Mistake(
            "result from 0 to 1",
            lambda images, mean: images[..., ::-1] - mean / 255,
            "Order and mean fit, but on the scale of 0 to 1. These weights have never seen values as small as that.",
        ),
        Mistake(
            "mean not subtracted",
            lambda images, mean: 255 * images[..., ::-1],
            "Scale and order are right, and the mean is still there.",
        ),
        Mistake(
            "mean added",
            lambda images, mean: 255 * images[..., ::-1] + mean,
            "You add the mean. A grey image should come out near 0.",
        ),
        Mistake(
            "divided by 255",
            lambda images, mean: images[..., ::-1] / 255 - mean,
            "You divide by 255. The values go from 0 to 1 as they come in: which way is the scale to change?",
        ),
        Mistake(
            "256 instead of 255",
            lambda images, mean: 256 * images[..., ::-1] - mean,
            "With your scale white becomes 256. The largest value of a byte is 255.",
        ),
        Mistake(
            "columns mirrored",
            lambda images, mean: _mirrored(images, mean, 2),
            "You turn an axis round, but that of the columns: your image is mirrored. Which axis holds the channels?",
        ),
        Mistake(
            "rows mirrored",
            lambda images, mean: _mirrored(images, mean, 1),
            "You turn an axis round, but that of the rows: your image stands on its head. Which axis holds the "
            "channels?",
        ),
        Mistake(
            "images in reverse order",
            lambda images, mean: _mirrored(images, mean, 0),
            "You turn an axis round, but that of the images: the last one comes first now. Which axis holds the "
            "channels?",
        ),
        Mistake(
            "mean of these images",
            lambda images, mean: 255 * (images[..., ::-1] - images[..., ::-1].mean(axis=(0, 1, 2))),
            "You take off the mean of the images given. The weights have learnt with `mean`, that of *their* training "
            "images.",
        ),
        Mistake(
            "scaled from -1 to 1",
            lambda images, mean: 2 * images - 1,
            "Those are values from -1 to 1, which other networks expect. What do these weights expect?",
        ),
    ],
    forbidden=PREPROCESSING,
    instead="Write down the three steps: order, scale, mean.",
)
