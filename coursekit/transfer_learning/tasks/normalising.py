"""What a layer of batch normalisation gives, as Keras has it, when it is frozen and when it is not."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from coursekit.checks import Mistake, Task

__all__ = ["normalised"]

_Array = npt.NDArray[np.float64]

_EPSILON = 0.001


def _by(
    of_batch: Callable[[bool, bool], bool] = lambda training, trainable: training and trainable,
    *,
    divisor: Callable[[_Array], Any] = lambda variance: np.sqrt(variance + _EPSILON),
    ddof: int = 0,
    axis: int | None = 0,
    scaled: Callable[[_Array, _Array, _Array], Any] = lambda values, scale, shift: scale * values + shift,
) -> Callable[..., Any]:
    """The answer, or one with another rule.

    Args:
        of_batch: when mean and variance are those of the batch.
        divisor: what is divided by, from the variance.
        ddof: what is taken off the number of images for the variance.
        axis: over which the batch is averaged.
        scaled: what scale and shift do.
    """

    def answer(
        values: _Array,
        scale: _Array,
        shift: _Array,
        moving_mean: _Array,
        moving_variance: _Array,
        training: bool,
        trainable: bool,
    ) -> Any:
        mean, variance = moving_mean, moving_variance
        if of_batch(training, trainable):
            mean, variance = values.mean(axis=axis, keepdims=True), values.var(axis=axis, keepdims=True, ddof=ddof)
        return scaled((values - mean) / divisor(variance), scale, shift)

    return answer


def _right(
    values: _Array,
    scale: _Array,
    shift: _Array,
    moving_mean: _Array,
    moving_variance: _Array,
    training: bool,
    trainable: bool,
) -> _Array:
    """S. Ioffe, C. Szegedy, 2015, algorithm 1, channel by channel; a frozen layer as in `keras.layers`."""
    result = np.empty(values.shape)
    for channel in range(values.shape[1]):
        column = values[:, channel]
        mean, variance = moving_mean[channel], moving_variance[channel]
        if training and trainable:
            mean = sum(column) / len(column)
            variance = sum((value - mean) ** 2 for value in column) / len(column)
        result[:, channel] = scale[channel] * (column - mean) / (variance + _EPSILON) ** 0.5 + shift[channel]
    return result


_RNG = np.random.default_rng(710)
_VALUES = np.array([[1.0, 5.0], [3.0, 5.0], [8.0, 2.0]])
_LAYER = (np.array([1.0, 2.0]), np.array([0.0, 0.5]), np.array([2.0, 4.0]), np.array([4.0, 0.25]))
_OTHER = (_RNG.normal(size=3), _RNG.normal(size=3), _RNG.normal(size=3), _RNG.uniform(0.001, 2, size=3))

normalised = Task(
    "normalised",
    cases=[
        (_VALUES, *_LAYER, False, True),
        (_VALUES, *_LAYER, True, True),
        (_VALUES, *_LAYER, True, False),
        (_VALUES, *_LAYER, False, False),
        (_RNG.normal(1, 0.1, size=(5, 3)), *_OTHER, True, True),
        (_RNG.normal(1, 0.1, size=(5, 3)), *_OTHER, True, False),
    ],
    reference=_right,
    mistakes=[
        Mistake(
            "frozen layer learns the batch",
            _by(lambda training, trainable: training),
            "Your frozen layer still takes mean and variance from the batch while the network trains. In Keras "
            "`trainable=False` puts batch normalisation into inference mode.",
        ),
        Mistake(
            "trainable layer never uses its own statistics",
            _by(lambda training, trainable: trainable),
            "A layer that may learn takes the batch even at inference: what an image is called would then depend on "
            "its neighbours in the batch.",
        ),
        Mistake(
            "always the batch",
            _by(lambda training, trainable: True),
            "Your mean and variance are always those of the batch. What are the moving ones for?",
        ),
        Mistake(
            "always the moving statistics",
            _by(lambda training, trainable: False),
            "Your mean and variance are never those of the batch. In one of the four cases they should be.",
        ),
        Mistake(
            "turned round",
            _by(lambda training, trainable: not (training and trainable)),
            "It is the other way round: the batch is used in one of the four cases only.",
        ),
        Mistake(
            "one of the two is enough",
            _by(lambda training, trainable: training or trainable),
            "You take the batch if the network trains *or* the layer may learn. For which of the four cases do both "
            "hold?",
        ),
        Mistake(
            "batch of frozen layers",
            _by(lambda training, trainable: training and not trainable),
            "You take the batch if the layer is frozen, and the moving statistics if it learns.",
        ),
        Mistake(
            "divided by the variance",
            _by(divisor=lambda variance: variance + _EPSILON),
            "You divide by the variance. Its square root has the unit of the values.",
        ),
        Mistake(
            "no epsilon",
            _by(divisor=np.sqrt),
            "The 0.001 is missing below the root. Where all values of a channel are the same you would divide by 0.",
        ),
        Mistake(
            "epsilon outside of the root",
            _by(divisor=lambda variance: np.sqrt(variance) + _EPSILON),
            "The 0.001 is added to the root. It belongs to the variance, below the root.",
        ),
        Mistake(
            "multiplied by the root",
            _by(divisor=lambda variance: 1 / np.sqrt(variance + _EPSILON)),
            "You multiply by the root. Channels with a large spread should become smaller.",
        ),
        Mistake(
            "variance of a sample",
            _by(ddof=1),
            "Your variance of the batch divides by one image less than there are. Here it is the plain mean of the "
            "squares.",
        ),
        Mistake(
            "statistics of each image",
            _by(axis=1),
            "Your mean and variance are those of each image over its channels. Each channel has its own, over the "
            "images.",
        ),
        Mistake(
            "statistics of everything",
            _by(axis=None),
            "Your batch has one mean and one variance for all channels. Each channel has its own.",
        ),
        Mistake(
            "scale and shift forgotten",
            _by(scaled=lambda values, scale, shift: values),
            "Your values are normalised. What do scale and shift make of them?",
        ),
        Mistake(
            "shift forgotten",
            _by(scaled=lambda values, scale, shift: scale * values),
            "The shift is missing.",
        ),
        Mistake(
            "scale forgotten",
            _by(scaled=lambda values, scale, shift: values + shift),
            "The scale is missing.",
        ),
        Mistake(
            "shifted before it is scaled",
            _by(scaled=lambda values, scale, shift: scale * (values + shift)),
            "You scale the shift as well: it is added last.",
        ),
        Mistake(
            "scale and shift exchanged",
            _by(scaled=lambda values, scale, shift: shift * values + scale),
            "Scale and shift have changed places.",
        ),
    ],
    forbidden=(
        "keras.layers.BatchNormalization",
        "keras.ops.batch_normalization",
        "tensorflow.nn.batch_normalization",
    ),
    instead="One decision and one formula: write them down.",
)
