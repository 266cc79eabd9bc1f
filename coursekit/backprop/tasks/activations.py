"""The task on ReLU's way back."""

from __future__ import annotations

import numpy as np

from coursekit.backprop.tasks.forbidden import AUTOMATIC
from coursekit.backprop.tasks.loops import Array, array, numbers
from coursekit.checks import Mistake, Task

__all__ = ["relu_backward"]


def _relu_backward(gradient: Array, inputs: Array) -> Array:
    result = np.zeros(gradient.shape)
    for place in np.ndindex(gradient.shape):
        if inputs[place] > 0:
            result[place] = gradient[place]
    return result


relu_backward = Task(
    "relu_backward",
    cases=[
        (np.array([5.0, 2.0, -4.0, 3.0]), np.array([1.0, -2.0, 3.0, 0.0])),
        (array([1, -2, 3], [-4, 5, -6]), array([2, 3, -1], [-5, 4, 0])),
        (numbers(2, 3, 2, seed=1, whole=False), numbers(2, 3, 2, seed=2)),
    ],
    reference=_relu_backward,
    mistakes=[
        Mistake(
            "passed through",
            lambda gradient, inputs: gradient.copy(),
            "You hand the gradient on as it came. Where the input was negative, ReLU gave 0: if that input changes by "
            "a little, does anything behind it change?",
        ),
        Mistake(
            "gate by the gradient's sign",
            lambda gradient, inputs: np.maximum(gradient, 0.0),
            "You block the negative *gradients*. What was it that ReLU cut off on the way forward?",
        ),
        Mistake(
            "both gates",
            lambda gradient, inputs: np.where(inputs > 0, np.maximum(gradient, 0.0), 0.0),
            "You block negative gradients, too. A gradient may well be negative: it says that the loss falls if this "
            "number grows.",
        ),
        Mistake(
            "open at 0",
            lambda gradient, inputs: np.where(inputs >= 0, gradient, 0.0),
            "You let the gradient through where the input is exactly 0. There ReLU has a kink and no slope; the text "
            "above the task says which one is used.",
        ),
        Mistake(
            "half open at 0",
            lambda gradient, inputs: np.where(inputs == 0, gradient / 2, np.where(inputs > 0, gradient, 0.0)),
            "You let half of the gradient through where the input is exactly 0. The text above the task says which "
            "slope is used there.",
        ),
        Mistake(
            "ReLU of the inputs",
            lambda gradient, inputs: np.maximum(inputs, 0.0),
            "That is ReLU itself, the way forward. On the way back the gradient comes in: what becomes of it?",
        ),
        Mistake(
            "slope only",
            lambda gradient, inputs: np.where(inputs > 0, 1.0, 0.0),
            "That is ReLU's own slope, 1 or 0. What does the chain rule do with it and the gradient that comes in?",
        ),
        Mistake(
            "activation times gradient",
            lambda gradient, inputs: np.maximum(inputs, 0.0) * gradient,
            "You multiply the gradient by what ReLU gave. The chain rule multiplies by its *slope*: what is that where "
            "the input is 3?",
        ),
        Mistake(
            "inputs times gradient",
            lambda gradient, inputs: inputs * gradient,
            "You multiply the gradient by the inputs. The chain rule multiplies by ReLU's *slope* at these inputs.",
        ),
        Mistake(
            "wrong side",
            lambda gradient, inputs: np.where(inputs <= 0, gradient, 0.0),
            "Your gate is open where it should be closed. For which inputs does ReLU hand on what comes in?",
        ),
        Mistake(
            "sign instead of slope",
            lambda gradient, inputs: np.sign(inputs) * gradient,
            "Where the input is negative you turn the sign of the gradient. How much of it gets back there?",
        ),
        Mistake(
            "blocked places keep the input",
            lambda gradient, inputs: np.where(inputs > 0, gradient, inputs),
            "Where ReLU blocks, your result holds the input. How much of the gradient gets back there?",
        ),
        Mistake(
            "arguments swapped",
            lambda gradient, inputs: np.where(gradient > 0, inputs, 0.0),
            "The two arguments have changed places: the gradient is handed on, the inputs decide where.",
        ),
    ],
    forbidden=AUTOMATIC,
    keeps_arguments=True,
)
