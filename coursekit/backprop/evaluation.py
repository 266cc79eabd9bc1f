"""How well outputs fit labels: the loss, and the share that is right where labels are classes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

__all__ = ["Evaluation", "Loss", "evaluated", "right"]

Array = npt.NDArray[np.floating[Any]]
Loss = Callable[[Any, Any], Any]
"""Takes outputs and labels, gives a `LossGradient`: the value and its gradient with respect to the outputs."""


class Evaluation(NamedTuple):
    """What `Sequential.evaluate` found.

    Attributes:
        loss: mean over all images.
        accuracy: which share of the images got its class, from 0 to 1; NaN where labels are no classes.
    """

    loss: float
    accuracy: float


def evaluated(outputs: Array, labels: npt.NDArray[Any], loss: Loss) -> Evaluation:
    """Loss and accuracy of outputs; arguments as for `right`."""
    return Evaluation(float(loss(outputs, labels)[0]), right(outputs, labels, loss) / len(outputs))


def right(outputs: Array, labels: npt.NDArray[Any], loss: Loss) -> float:
    """How many outputs name the right class; NaN where the loss does not tell classes apart.

    For several classes the largest output names the class; for two classes (`binary_cross_entropy`, `hinge`) its sign
    does, as 0 is where they meet: a logit of 0 is a probability of one half.

    Args:
        outputs: (n, classes), or for two classes of any shape (n, ...): then each value counts as a part of its image.
        labels: as the loss takes them.
        loss: a loss of this package, or one of your own.
    """
    kind = getattr(loss, "__name__", "")
    if kind in ("binary_cross_entropy", "hinge"):
        agree = (outputs > 0) == (labels.reshape(outputs.shape) > 0.5)  # labels are 0 and 1, or -1 and 1
        return float(agree.reshape(len(outputs), -1).mean(axis=1).sum())
    if outputs.ndim == 2 and labels.ndim == 1 and outputs.shape[1] > 1:
        return float((outputs.argmax(axis=1) == labels).sum())
    if kind == "softmax_cross_entropy":
        return float((outputs.argmax(axis=1) == labels.argmax(axis=1)).sum())
    return float("nan")
