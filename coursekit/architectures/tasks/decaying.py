"""One step of gradient descent with momentum and weight decay, as AlexNet was trained."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from coursekit.checks import Mistake, Task

__all__ = ["decay_step"]

_Array = npt.NDArray[np.float64]
_Step = tuple[_Array, _Array]


def _right(
    weights: _Array, velocity: _Array, gradient: _Array, learning_rate: float, momentum: float, decay: float
) -> _Step:
    """A. Krizhevsky, I. Sutskever, G. Hinton, 2012, section 5."""
    moved = [
        (w + (v_new := momentum * v - decay * learning_rate * w - learning_rate * g), v_new)
        for w, v, g in zip(weights.ravel(), velocity.ravel(), gradient.ravel(), strict=True)
    ]
    return tuple(np.array(part).reshape(weights.shape) for part in zip(*moved, strict=True))  # type: ignore[return-value]  # two parts


def _velocity(change: Callable[..., Any]) -> Callable[..., Any]:
    """The answer with another velocity."""

    def answer(weights: _Array, velocity: _Array, *rest: Any) -> tuple[Any, Any]:
        moved = change(weights, velocity, *rest)
        return weights + moved, moved

    return answer


def _moved_by(step: Callable[..., Any]) -> Callable[..., Any]:
    """The answer with the right velocity, and weights that move in another way."""

    def answer(weights: _Array, velocity: _Array, *rest: Any) -> tuple[Any, Any]:
        moved = _right(weights, velocity, *rest)[1]
        return step(weights, velocity, moved, *rest), moved

    return answer


_W = np.array([2.0, -1.0, 0.5, 0.0])
_V = np.array([0.1, 0.0, -0.2, 0.3])
_G = np.array([1.0, -2.0, 0.0, 0.5])

decay_step = Task(
    "decay_step",
    cases=[
        (_W, np.zeros(4), _G, 0.1, 0.0, 0.0),
        (_W, np.zeros(4), np.zeros(4), 0.5, 0.0, 0.1),
        (_W, _V, np.zeros(4), 0.5, 0.5, 0.0),
        (_W, _V, _G, 0.1, 0.9, 0.05),
        (np.array([[3.0, -4.0], [0.25, 1.5]]), np.array([[0.0, 1.0], [-0.5, 0.2]]), np.ones((2, 2)), 0.2, 0.8, 0.1),
    ],
    parts=("weights", "velocity"),
    reference=_right,
    keeps_arguments=True,
    mistakes=[
        Mistake(
            "no decay",
            _velocity(lambda w, v, g, rate, momentum, decay: momentum * v - rate * g),
            "Without a gradient and without a velocity your weights stay where they are. What should the decay do to "
            "them?",
        ),
        Mistake(
            "decay without learning rate",
            _velocity(lambda w, v, g, rate, momentum, decay: momentum * v - decay * w - rate * g),
            "Your weights shrink by decay times weight in each step, however small the learning rate is. What stands "
            "next to the decay in the rule?",
        ),
        Mistake(
            "decay grows",
            _velocity(lambda w, v, g, rate, momentum, decay: momentum * v + decay * rate * w - rate * g),
            "With your decay the weights grow. It should pull them towards 0.",
        ),
        Mistake(
            "decay of the sign",
            _velocity(lambda w, v, g, rate, momentum, decay: momentum * v - decay * rate * np.sign(w) - rate * g),
            "Your decay takes the same off every weight. It should take more off a large one.",
        ),
        Mistake(
            "decay of the size",
            _velocity(lambda w, v, g, rate, momentum, decay: momentum * v - decay * rate * np.abs(w) - rate * g),
            "Your decay makes negative weights larger in size. Towards 0 means up for them.",
        ),
        Mistake(
            "decay twice as strong",
            _velocity(lambda w, v, g, rate, momentum, decay: momentum * v - 2 * decay * rate * w - rate * g),
            "Your decay is twice as strong as asked for. There is no 2 in the rule.",
        ),
        Mistake(
            "decay of the velocity",
            _velocity(lambda w, v, g, rate, momentum, decay: momentum * v - decay * rate * v - rate * g),
            "Your decay is applied to the velocity. It is the weights that should get smaller.",
        ),
        Mistake(
            "decay of the gradient",
            _velocity(lambda w, v, g, rate, momentum, decay: momentum * v - decay * rate * g - rate * g),
            "Your decay is applied to the gradient. It is the weights that should get smaller.",
        ),
        Mistake(
            "decay outside the velocity",
            lambda w, v, g, rate, momentum, decay: (
                w * (1 - decay * rate) + momentum * v - rate * g,
                momentum * v - rate * g,
            ),
            "Your weights are right, and the velocity is not: the decay is left out of it. (So do optimisers that are "
            "called *decoupled*. In AlexNet's rule the decay gains momentum, too.)",
        ),
        Mistake(
            "uphill",
            _velocity(lambda w, v, g, rate, momentum, decay: momentum * v - decay * rate * w + rate * g),
            "Your weights follow the gradient uphill. Which way does the loss fall?",
        ),
        Mistake(
            "no momentum",
            _velocity(lambda w, v, g, rate, momentum, decay: -decay * rate * w - rate * g),
            "The old velocity is forgotten. Which share of it is kept?",
        ),
        Mistake(
            "velocity kept whole",
            _velocity(lambda w, v, g, rate, momentum, decay: v - decay * rate * w - rate * g),
            "The whole old velocity is kept. Which share of it should be?",
        ),
        Mistake(
            "share forgotten instead of kept",
            _velocity(lambda w, v, g, rate, momentum, decay: (1 - momentum) * v - decay * rate * w - rate * g),
            "You forget a share of `momentum` of the old velocity. It is the share that is kept.",
        ),
        Mistake(
            "a running mean",
            _velocity(lambda w, v, g, rate, momentum, decay: momentum * v - (1 - momentum) * rate * (g + decay * w)),
            "You weigh the new step with 1 − momentum, as in a running mean. In this rule it counts in full.",
        ),
        Mistake(
            "velocity without learning rate",
            lambda w, v, g, rate, momentum, decay: (
                w + rate * (momentum * v - decay * w - g),
                momentum * v - decay * w - g,
            ),
            "You multiply with the learning rate when the weights move. In this rule it is in the velocity already.",
        ),
        Mistake(
            "weights moved by the old velocity",
            _moved_by(lambda w, v, moved, *rest: w + v),
            "Your weights move by the old velocity. They should by the new one.",
        ),
        Mistake(
            "weights moved back",
            _moved_by(lambda w, v, moved, *rest: w - moved),
            "The velocity is right, and the weights move against it. The rule adds it.",
        ),
        Mistake(
            "weights not moved",
            _moved_by(lambda w, v, moved, *rest: w),
            "The velocity is right, and the weights stay where they were.",
        ),
        Mistake(
            "weights scaled again",
            _moved_by(lambda w, v, moved, g, rate, *rest: w + rate * moved),
            "The velocity is right. It holds the learning rate already: what is added to the weights?",
        ),
        Mistake(
            "velocity turned round",
            lambda w, v, g, rate, momentum, decay: (
                w - (momentum * v + rate * (g + decay * w)),
                momentum * v + rate * (g + decay * w),
            ),
            "You let the velocity point uphill and take it off the weights. In this rule it points downhill and is "
            "added.",
        ),
        Mistake(
            "gradient without learning rate",
            _velocity(lambda w, v, g, rate, momentum, decay: momentum * v - decay * rate * w - g),
            "Your gradient counts in full, however small the learning rate is.",
        ),
        Mistake(
            "momentum of the gradient",
            _velocity(lambda w, v, g, rate, momentum, decay: v - decay * rate * w - momentum * rate * g),
            "You multiply the gradient with `momentum`. It is the old velocity of which a share is kept.",
        ),
        Mistake(
            "decay missing in the weights",
            lambda w, v, g, rate, momentum, decay: (
                w + momentum * v - rate * g,
                _right(w, v, g, rate, momentum, decay)[1],
            ),
            "The velocity is right, and the weights move as if there were no decay. What is added to them?",
        ),
        Mistake(
            "looked ahead",
            _moved_by(
                lambda w, v, moved, g, rate, momentum, decay: w + momentum * moved - rate * (g + decay * w),
            ),
            "The velocity is right, and the weights go a step further than it (as with Nesterov's momentum). Here they "
            "move by the velocity.",
        ),
        Mistake(
            "weights alone",
            lambda *case: _right(*case)[0],
            "Those are the new weights. The new velocity is needed in the next step: return both.",
        ),
        Mistake(
            "velocity alone",
            lambda *case: _right(*case)[1],
            "That is the new velocity. Where do the weights go? Return both.",
        ),
        Mistake(
            "order exchanged",
            lambda *case: _right(*case)[::-1],
            "The numbers are right, but stand in another order: weights first, then the velocity.",
        ),
    ],
    forbidden=(
        "keras.optimizers.SGD",
        "keras.optimizers.SGD.apply",
        "keras.optimizers.SGD.apply_gradients",
    ),
    instead="Write down the rule line by line.",
)
