"""The task on one step of gradient descent, of one weight."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import fmean

from coursekit.backprop.tasks.forbidden import AUTOMATIC
from coursekit.checks import Mistake, Task

__all__ = ["descent_step"]


def _descent_step(weight: float, gradients: Sequence[float], learning_rate: float) -> float:
    return weight - learning_rate * fmean(gradients)


descent_step = Task(
    "descent_step",
    cases=[
        (2.0, [1.0, 3.0], 0.5),
        (1.0, [4.0, -1.0, 0.0], 0.1),
        (-0.25, [-2.0, -4.0, -6.0, 4.0], 0.25),
        (3.0, [0.5], 2.0),
    ],
    reference=_descent_step,
    mistakes=[
        Mistake(
            "uphill",
            lambda weight, gradients, learning_rate: weight + learning_rate * fmean(gradients),
            "{got} is a step uphill. The gradient says in which direction the loss grows: which way do you want to go?",
        ),
        Mistake(
            "sum instead of mean",
            lambda weight, gradients, learning_rate: weight - learning_rate * sum(gradients),
            "{got} is what comes out if the gradients of all images are added up, at once or step by step. With twice "
            "as many images the step would be twice as long: what belongs between sum and step?",
        ),
        Mistake(
            "sum, uphill",
            lambda weight, gradients, learning_rate: weight + learning_rate * sum(gradients),
            "{got} goes uphill, and by the sum over the images. Which direction lowers the loss, and how long is the "
            "step if there are twice as many images?",
        ),
        Mistake(
            "first image only",
            lambda weight, gradients, learning_rate: weight - learning_rate * gradients[0],
            "{got} is the step for the first image alone. All {gradients} have a say in it.",
        ),
        Mistake(
            "last image only",
            lambda weight, gradients, learning_rate: weight - learning_rate * gradients[-1],
            "{got} is the step for the last image alone. All {gradients} have a say in it.",
        ),
        Mistake(
            "return inside the loop",
            lambda weight, gradients, learning_rate: weight - learning_rate * gradients[0] / len(gradients),
            "{got} is what comes out if only the first gradient is in the sum. Does a line that belongs behind the "
            "loop stand inside it?",
        ),
        Mistake(
            "learning rate forgotten",
            lambda weight, gradients, learning_rate: weight - fmean(gradients),
            "{got} goes down by the whole gradient. What is the learning rate of {learning_rate} for?",
        ),
        Mistake(
            "weight forgotten",
            lambda weight, gradients, learning_rate: -learning_rate * fmean(gradients),
            "{got} is how much the weight changes. The weight behind the step is asked for.",
        ),
        Mistake(
            "length of the step",
            lambda weight, gradients, learning_rate: learning_rate * fmean(gradients),
            "{got} is learning rate times gradient. Where does the weight come from, and in which direction does it "
            "go?",
        ),
        Mistake(
            "mean only",
            lambda weight, gradients, learning_rate: fmean(gradients),
            "{got} is the mean of the gradients. How far does it move the weight, and in which direction?",
        ),
        Mistake(
            "divided by the learning rate",
            lambda weight, gradients, learning_rate: weight - fmean(gradients) / learning_rate,
            "{got} comes from dividing by the learning rate. A smaller rate should make a smaller step.",
        ),
        Mistake(
            "always down",
            lambda weight, gradients, learning_rate: weight - learning_rate * abs(fmean(gradients)),
            "{got} is smaller than {weight}. If the gradient is negative, does a smaller weight lower the loss?",
        ),
        Mistake(
            "gradient times weight",
            lambda weight, gradients, learning_rate: weight - learning_rate * fmean(gradients) * weight,
            "{got} comes from a step that is multiplied by the weight, too. How far the weight goes depends on the "
            "gradient and the learning rate only.",
        ),
    ],
    forbidden=AUTOMATIC,
)
