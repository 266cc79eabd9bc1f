"""One step of gradient descent for a new head: one dense layer with softmax, on features."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from coursekit.checks import Mistake, Task
from coursekit.transfer_learning.tasks.forbidden import HEADS

__all__ = ["head_step"]

_Array = npt.NDArray[np.float64]
_Labels = npt.NDArray[np.int64]
_Head = dict[str, Any]


def _probabilities(logits: _Array, axis: int | None = 1) -> _Array:
    powers = np.exp(logits - logits.max(axis=axis, keepdims=True))
    return np.asarray(powers / powers.sum(axis=axis, keepdims=True))


def _sigmoid(logits: _Array) -> _Array:
    return np.asarray(1 / (1 + np.exp(-logits)))


def _wanted(labels: _Labels, classes: int) -> _Array:
    return np.eye(classes)[labels]


def _step(
    features: _Array,
    labels: _Labels,
    weights: _Array,
    bias: _Array,
    learning_rate: float,
    *,
    activation: Callable[[_Array], _Array] = _probabilities,
    subtract: bool = True,
    with_bias: bool = True,
    over: str = "images",
    bias_over: str | None = None,
    way: float = -1.0,
    moved: tuple[str, ...] = ("weights", "bias"),
    bias_rate: float | None = None,
    squares: bool = False,
) -> _Head:
    """The step, by default the right one; each keyword is a mistake.

    Args:
        features: shape (images, features).
        labels: of the images.
        weights: shape (features, classes).
        bias: shape (classes,).
        learning_rate: length of the step.
        activation: what makes probabilities of the logits.
        subtract: whether 1 is taken off at the true class.
        with_bias: whether the bias is part of the logits.
        over: what the gradient is divided by: "images", "classes", "both" or "nothing".
        bias_over: the same for the bias, if it is another number.
        way: -1 for downhill.
        moved: what the step changes.
        bias_rate: another learning rate for the bias.
        squares: whether the loss is the squared error of the probabilities.
    """
    logits = features @ weights + (bias if with_bias else 0)
    found = activation(logits)
    errors = found - (_wanted(labels, weights.shape[1]) if subtract else 0)
    if squares:
        errors = 2 * found * (errors - (errors * found).sum(axis=1, keepdims=True))
    counts = {"images": len(labels), "classes": len(bias), "both": errors.size, "nothing": 1}
    gradients = {
        "weights": features.T @ errors / counts[over],
        "bias": errors.sum(axis=0) / counts[bias_over or over],
    }
    rates = {"weights": learning_rate, "bias": learning_rate if bias_rate is None else bias_rate}
    old = {"weights": weights, "bias": bias}
    return {part: old[part] + way * rates[part] * gradients[part] * (part in moved) for part in old}


def _right(features: _Array, labels: _Labels, weights: _Array, bias: _Array, learning_rate: float) -> _Head:
    """Image by image: C. M. Bishop, Pattern Recognition and Machine Learning, 2006, equation 4.109."""
    new_weights, new_bias = weights.astype(float), bias.astype(float)
    for image, label in zip(features, labels, strict=True):
        powers = [float(np.exp(image @ weights[:, c] + bias[c])) for c in range(len(bias))]
        for c, power in enumerate(powers):
            error = power / sum(powers) - float(c == label)
            new_bias[c] -= learning_rate * error / len(labels)
            new_weights[:, c] -= learning_rate * error * image / len(labels)
    return {"weights": new_weights, "bias": new_bias}


def _gradients(features: _Array, labels: _Labels, weights: _Array, bias: _Array, _: float) -> _Head:
    moved = _right(features, labels, weights, bias, 1.0)
    return {"weights": weights - moved["weights"], "bias": bias - moved["bias"]}


_RNG = np.random.default_rng(708)
_X = np.array([[1.0, 2.0], [0.0, 1.0], [3.0, 0.5]])

head_step = Task(
    "head_step",
    cases=[
        (_X[:2], np.array([0, 1]), np.zeros((2, 3)), np.zeros(3), 0.5),
        (_X, np.array([1, 1, 0]), np.array([[0.5, -0.5], [1.0, 0.0]]), np.array([0.25, -0.25]), 0.1),
        (_RNG.normal(size=(5, 4)), np.array([2, 0, 1, 2, 2]), _RNG.normal(size=(4, 3)), _RNG.normal(size=3), 0.2),
    ],
    reference=_right,
    keeps_arguments=True,
    mistakes=[
        Mistake(
            "sum over the images",
            lambda *case: _step(*case, over="nothing"),
            "Your step adds up over the images: twice as many images, twice as long a step. The loss is their *mean*.",
        ),
        Mistake(
            "bias adds up",
            lambda *case: _step(*case, bias_over="nothing"),
            "The weights are right. The bias adds up over the images: the loss is their *mean*.",
        ),
        Mistake(
            "weights add up",
            lambda *case: _step(*case, over="nothing", bias_over="images"),
            "The bias is right. The weights add up over the images: the loss is their *mean*.",
        ),
        Mistake(
            "mean over classes, too",
            lambda *case: _step(*case, over="both"),
            "You divide by images and classes. The loss is a mean over the images; over the classes it is a sum.",
        ),
        Mistake(
            "divided by classes",
            lambda *case: _step(*case, over="classes"),
            "You divide by the number of classes. What is the loss a mean of?",
        ),
        Mistake(
            "uphill",
            lambda *case: _step(*case, way=1.0),
            "Your step goes uphill. Which way does the loss fall?",
        ),
        Mistake(
            "no softmax",
            lambda *case: _step(*case, activation=lambda logits: logits),
            "You take the logits for probabilities: softmax is missing.",
        ),
        Mistake(
            "powers not divided",
            lambda *case: _step(*case, activation=np.exp),
            "Your probabilities do not add up to 1: they are powers of e, and the division by their sum is missing.",
        ),
        Mistake(
            "sigmoid",
            lambda *case: _step(*case, activation=_sigmoid),
            "Each class has a probability of its own (sigmoid). An image belongs to one class: what makes the "
            "probabilities add up to 1?",
        ),
        Mistake(
            "softmax over the images",
            lambda *case: _step(*case, activation=lambda logits: _probabilities(logits, 0)),
            "Your probabilities add up to 1 over the *images*. For each image those of its classes should.",
        ),
        Mistake(
            "softmax over everything",
            lambda *case: _step(*case, activation=lambda logits: _probabilities(logits, None)),
            "Your softmax divides by the sum over all images and classes. Each image has probabilities of its own.",
        ),
        Mistake(
            "labels not used",
            lambda *case: _step(*case, subtract=False),
            "Your step does not depend on the labels. What is to be subtracted from the probability of the true class?",
        ),
        Mistake(
            "bias not in the logits",
            lambda *case: _step(*case, with_bias=False),
            "Your logits are without the bias.",
        ),
        Mistake(
            "bias stays",
            lambda *case: _step(*case, moved=("weights",)),
            "The weights are right, and the bias stays where it was. It learns as well.",
        ),
        Mistake(
            "weights stay",
            lambda *case: _step(*case, moved=("bias",)),
            "The bias is right, and the weights stay where they were.",
        ),
        Mistake(
            "learning rate forgotten",
            lambda features, labels, weights, bias, _: _step(features, labels, weights, bias, 1.0),
            "Your step is the whole gradient, however small the learning rate.",
        ),
        Mistake(
            "learning rate of the bias forgotten",
            lambda *case: _step(*case, bias_rate=1.0),
            "The weights are right. The bias takes the whole gradient as its step, however small the learning rate.",
        ),
        Mistake(
            "gradients alone",
            _gradients,
            "Those are the gradients. Where do weights and bias get to by a step?",
        ),
        Mistake(
            "squared error",
            lambda *case: _step(*case, squares=True),
            "That is the step for the squared error of the probabilities. For the cross-entropy it is simpler.",
        ),
    ],
    forbidden=HEADS,
    instead="Logits, softmax, the difference, and one product of matrices: write them down.",
)
