"""The task on brightness and contrast."""

from __future__ import annotations

import numpy as np

from coursekit.augmentation.tasks.brightening import about, adjusted, by, line, stored, wrapped, wrapped_difference
from coursekit.augmentation.tasks.forbidden import VALUES
from coursekit.augmentation.tasks.pixels import levels
from coursekit.checks import Mistake, Task

__all__ = ["adjust"]


_WRAPPED = (
    "Some pixels that should be bright came out dark, or the other way round: 260 does not fit into uint8, and 4 is "
    "left of it. Cut the values off at 0 and 255 *before* you turn them into uint8."
)
_CUT_OFF = "Your values are cut to whole numbers, not rounded: `astype(np.uint8)` makes 99 of 99.7."
_MEAN_WHOLE = "You make a whole number of the mean. Compute with floats to the end, and round once, what is stored."
_STORED_BETWEEN = (
    "You round and cut off between contrast and brightness, and what that loses is gone. Compute with floats to the "
    "end, then round once."
)

adjust = Task(
    "adjust",
    cases=[
        (np.array([[[10], [20], [60]]], dtype=np.uint8), 1.23, 1.0),
        (np.array([[[10], [20], [60]]], dtype=np.uint8), 1.0, 0.77),
        (levels(2, 4, 3, seed=1, low=90, high=150), 0.9, 1.3),
        (levels(3, 3, 3, seed=2), 1.6, 1.5),
        (levels(4, 3, 2, seed=3), 0.7, 2.3),
    ],
    reference=adjusted,
    mistakes=[
        Mistake(
            "wrapped around",
            lambda image, brightness, contrast: wrapped(line(image, brightness, contrast)),
            _WRAPPED,
        ),
        Mistake(
            "wrapped around, not rounded",
            lambda image, brightness, contrast: wrapped(line(image, brightness, contrast), np.trunc),
            _WRAPPED,
        ),
        Mistake(
            "not cut off",
            lambda image, brightness, contrast: np.rint(line(image, brightness, contrast)),
            "Some of your values are below 0 or above 255: no image of uint8 can hold them. Cut them off at both ends.",
        ),
        Mistake(
            "not rounded, not cut off",
            line,
            "Those are the values before they are rounded, cut off and stored. What does an image of uint8 hold?",
        ),
        Mistake(
            "not rounded",
            lambda image, brightness, contrast: np.clip(line(image, brightness, contrast), 0, 255),
            "Your values have something after the decimal point. An image of uint8 holds whole numbers: round them.",
        ),
        Mistake(
            "cut to whole numbers",
            lambda image, brightness, contrast: stored(line(image, brightness, contrast), np.trunc),
            _CUT_OFF,
        ),
        Mistake(
            "rounded up",
            lambda image, brightness, contrast: stored(line(image, brightness, contrast), np.ceil),
            "Your values are rounded up. To the nearest whole number, 99.2 becomes 99.",
        ),
        Mistake(
            "cut off below only",
            lambda image, brightness, contrast: np.maximum(np.rint(line(image, brightness, contrast)), 0),
            "Your values are cut off at 0, and some are above 255.",
        ),
        Mistake(
            "cut off above only",
            lambda image, brightness, contrast: np.minimum(np.rint(line(image, brightness, contrast)), 255),
            "Your values are cut off at 255, and some are below 0.",
        ),
        Mistake(
            "cut off at 256",
            lambda image, brightness, contrast: wrapped(np.clip(line(image, brightness, contrast), 0, 256)),
            "You cut the values off at 256, and that wraps around to 0. What is the largest number that fits into "
            "uint8?",
        ),
        Mistake(
            "from 0 to 1",
            lambda image, brightness, contrast: np.clip(line(image, brightness, contrast), 0, 255) / 255,
            "Your values go from 0 to 1. An image of uint8 holds whole numbers from 0 to 255.",
        ),
        Mistake(
            "wrapped around in the difference",
            wrapped_difference,
            "A difference of two uint8 values wraps around as well: 10 − 30 gives 236. Make floats of the image first.",
        ),
        Mistake(
            "cut off at 1",
            lambda image, brightness, contrast: np.clip(line(image, brightness, contrast), 0, 1),
            "You cut the values off at 1. In an image of uint8 white is 255.",
        ),
        Mistake(
            "mean of the whole image",
            about(lambda values: values.mean()),
            "You take one mean for the whole image. Each channel has its own.",
        ),
        Mistake(
            "mean of each pixel",
            lambda image, brightness, contrast: stored(
                (
                    image.mean(axis=2, keepdims=True)
                    + contrast * (image.astype(float) - image.mean(axis=2, keepdims=True))
                )
                * brightness
            ),
            "You take the mean of each pixel over its channels. The mean of each *channel* is asked for, over all its "
            "pixels: which axes are these?",
        ),
        Mistake(
            "mean of each row",
            lambda image, brightness, contrast: stored(
                (image.mean(axis=1, keepdims=True) + contrast * (image - image.mean(axis=1, keepdims=True)))
                * brightness
            ),
            "You take a mean for each row of the image. The mean of a channel goes over rows *and* columns.",
        ),
        Mistake(
            "mean of each column",
            lambda image, brightness, contrast: stored(
                (image.mean(axis=0) + contrast * (image.astype(float) - image.mean(axis=0))) * brightness
            ),
            "You take a mean for each column of the image. The mean of a channel goes over rows *and* columns.",
        ),
        Mistake(
            "median",
            lambda image, brightness, contrast: stored(
                (np.median(image, axis=(0, 1)) + contrast * (image - np.median(image, axis=(0, 1)))) * brightness
            ),
            "Your contrast leaves the median of each channel where it is. The mean should stay.",
        ),
        Mistake(
            "about middle grey",
            about(lambda values: 128.0),
            "You pull the values away from 128, whatever the image holds. The mean of each channel should stay.",
        ),
        Mistake(
            "about half of 255",
            about(lambda values: 127.5),
            "You pull the values away from 127.5, whatever the image holds. The mean of each channel should stay.",
        ),
        Mistake(
            "about black",
            about(lambda values: 0.0),
            "Brightness and contrast do the same in your function, both multiply the values. Contrast multiplies the "
            "*distance from the mean*.",
        ),
        Mistake(
            "distance added to the value",
            by(lambda v, brightness, contrast, mean: brightness * (v + contrast * (v - mean))),
            "You add the new distance to the value that the pixel had. That one has the old distance in it already: "
            "from where is a distance counted?",
        ),
        Mistake(
            "mean rounded",
            by(lambda v, brightness, contrast, mean: brightness * (np.rint(mean) + contrast * (v - np.rint(mean)))),
            _MEAN_WHOLE,
        ),
        Mistake(
            "mean cut to a whole number",
            by(lambda v, brightness, contrast, mean: brightness * (np.trunc(mean) + contrast * (v - np.trunc(mean)))),
            _MEAN_WHOLE,
        ),
        Mistake(
            "brightness first, old mean",
            by(lambda v, brightness, contrast, mean: mean + contrast * (brightness * v - mean)),
            "You make the image brighter first, and then pull its values away from the mean that it *had*. Either do "
            "contrast first, or take the mean anew.",
        ),
        Mistake(
            "mean left alone",
            by(lambda v, brightness, contrast, mean: mean + contrast * brightness * (v - mean)),
            "Your image never gets brighter: brightness multiplies only the distance from the mean. It should multiply "
            "the whole value.",
        ),
        Mistake(
            "distance the wrong way round",
            by(lambda v, brightness, contrast, mean: brightness * (mean - contrast * (v - mean))),
            "Bright and dark have changed places: which way round is the distance from the mean?",
        ),
        Mistake(
            "mean not added",
            by(lambda v, brightness, contrast, mean: brightness * contrast * (v - mean)),
            "Half of your image is black: you multiply the distance from the mean, and do not add the mean again.",
        ),
        Mistake(
            "mean added after the brightness",
            by(lambda v, brightness, contrast, mean: brightness * mean + contrast * (v - mean)),
            "Brightness multiplies the mean in your function, and not the distance from it. It should multiply the "
            "whole value.",
        ),
        Mistake(
            "brightness and contrast exchanged",
            lambda image, brightness, contrast: adjusted(image, contrast, brightness),
            "Brightness and contrast have changed places.",
        ),
        Mistake(
            "brightness only",
            lambda image, brightness, contrast: adjusted(image, brightness, 1.0),
            "Only the brightness has an effect. What is the contrast of {contrast} for?",
        ),
        Mistake(
            "contrast only",
            lambda image, brightness, contrast: adjusted(image, 1.0, contrast),
            "Only the contrast has an effect. What is the brightness of {brightness} for?",
        ),
        Mistake(
            "brightness added",
            by(lambda v, brightness, contrast, mean: mean + contrast * (v - mean) + 255 * (brightness - 1)),
            "You add something for the brightness. It is a factor: at 0 every pixel would be black.",
        ),
        Mistake(
            "cut off between the steps",
            lambda image, brightness, contrast: stored(np.clip(line(image, 1.0, contrast), 0, 255) * brightness),
            "You cut the values off between contrast and brightness. Compute with floats to the end, and cut off once: "
            "what was above 255 may come back when the image gets darker.",
        ),
        Mistake(
            "stored between the steps",
            lambda image, brightness, contrast: stored(adjusted(image, 1.0, contrast).astype(float) * brightness),
            _STORED_BETWEEN,
        ),
        Mistake(
            "rounded between the steps",
            lambda image, brightness, contrast: stored(np.rint(line(image, 1.0, contrast)) * brightness),
            "You round between contrast and brightness. Compute with floats to the end, then round once.",
        ),
        Mistake(
            "stored in an array of uint8 at each step",
            lambda image, brightness, contrast: wrapped(
                wrapped(line(image, 1.0, contrast), np.trunc) * brightness, np.trunc
            ),
            "You put the values into an array of uint8 after each step: it cuts them to whole numbers, and 260 to 4. "
            "Compute with floats to the end, then round, cut off and store once.",
        ),
    ],
    forbidden=VALUES,
    instead="Work out the new values yourself: that is the task.",
    keeps_arguments=True,
)
