"""The quiz of lecture 03: where does the gradient go, and how much of it arrives?

Each wrong option is what a known mistake gives, computed the way the mistake computes it.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from coursekit.quiz import Option, Question

__all__ = ["questions"]


def questions() -> tuple[Question, ...]:
    """Six questions: a step, a gate, a winner, a shared weight, the way back to the inputs, and depth."""
    return (_step(), _relu(), _pooling(), _shared(), _inputs(), _depth())


def _ascending(*options: Option) -> tuple[Option, ...]:
    """Options that are numbers, in order of size: their place gives nothing away."""
    return tuple(sorted(options, key=lambda option: float(option.text.replace("−", "-"))))


def _number(value: float) -> str:
    """A number as it is printed, with a true minus sign."""
    return f"{round(float(value), 6) + 0:g}".replace("-", "−")  # + 0: a negative zero is a zero


def _numbers(values: Iterable[float]) -> str:
    return ", ".join(_number(value) for value in values)


def _step() -> Question:
    w, learning_rate = 1.0, 0.4
    loss, slope = 2 * w**2, 4 * w
    return Question(
        f"The loss is L = 2w². Where does one step of gradient descent with learning rate {learning_rate:g} lead from "
        f"w = {w:g}?",
        _ascending(
            Option(
                _number(w - learning_rate * slope),
                f"The slope is {slope:g}: {w:g} − {learning_rate:g}·{slope:g}. Past the bottom, but nearer to it.",
                correct=True,
            ),
            Option(_number(w - learning_rate * loss), "That steps by the loss. What is the slope of 2w²?"),
            Option(_number(w - learning_rate), "That steps by the learning rate alone. What is it multiplied by?"),
            Option(_number(w + learning_rate * slope), "That is uphill. Which sign has the step?"),
        ),
    )


def _relu() -> Question:
    inputs, gradient = np.array([-2.0, 0.0, 3.0]), np.array([5.0, 5.0, -4.0])
    return Question(
        f"ReLU got {_numbers(inputs)}. The gradients {_numbers(gradient)} come back. What does it hand on, in Keras "
        "and here?",
        (
            Option(
                _numbers(gradient * (gradient > 0)), "That looks at the sign of the gradient. What decided forward?"
            ),
            Option(
                _numbers(gradient * (inputs > 0) * (gradient > 0)),
                "The last one was let through forward. Must a gradient be positive?",
            ),
            Option(_numbers(gradient * (inputs >= 0)), "At 0 there is a kink. Which slope is taken there?"),
            Option(
                _numbers(gradient * (inputs > 0)),
                "The gate that was open forward is open backward, for either sign.",
                correct=True,
            ),
        ),
    )


def _pooling() -> Question:
    window, gradient = np.array([2, 7, 5, 1]), 8
    largest = window.max()
    return Question(
        f"A max-pooling window holds {_numbers(window)}. The gradient {gradient} comes back. Who gets what?",
        (
            Option(
                f"The {largest} gets {gradient}, the others 0",
                f"Only the {largest} went on: change another one a little, and nothing changes.",
                correct=True,
            ),
            Option(f"Each gets {_number(gradient / window.size)}", "That is average pooling. Who was passed on here?"),
            Option(f"Each gets {gradient}", "What happens to the maximum if the 1 grows a little?"),
            Option(
                f"The {largest} gets {largest * gradient}, the others 0",
                "The winner is right. But by how much does the maximum grow when it grows by 1?",
            ),
        ),
    )


def _shared() -> Question:
    inputs, gradient = np.array([2, 4, 1, 3]), np.array([2, 1, -2])
    each = gradient * inputs[: gradient.size]
    return Question(
        f"A kernel of two weights slides over {_numbers(inputs)}. The gradients {_numbers(gradient)} come back from "
        "its three outputs. What is the gradient of its first weight?",
        _ascending(
            Option(
                _number(each.sum()),
                "It was used three times, and each use counts: 2·2 + 1·4 + (−2)·1.",
                correct=True,
            ),
            Option(_number(each.mean()), "That is the mean over the places. Does one use make another weaker?"),
            Option(_number(each[0]), "That is its first place only. Where else was it used?"),
            Option(_number(gradient.sum()), "That is the gradient of a bias. What was the weight multiplied by?"),
        ),
    )


def _inputs() -> Question:
    kernel, pixels = 3, 5
    outputs = pixels - kernel + 1
    zeros = kernel - 1
    return Question(
        f"A {kernel}×{kernel} kernel slides over {pixels}×{pixels} pixels, without padding. Which kernel slides over "
        f"the {outputs}×{outputs} gradients of its outputs, to give those of the pixels?",
        (
            Option(
                f"As it is, with {zeros} zeros on each side",
                "The shape is right. By which weight did the first pixel reach the first output, and by which the last "
                "pixel the last?",
            ),
            Option(
                f"Turned by half a turn, with {zeros} zeros on each side",
                "Forward a weight looks down and right; backward it looks up and left.",
                correct=True,
            ),
            Option(
                "Turned by half a turn, without padding",
                "That leaves one number. How many pixels wait for a gradient?",
            ),
            Option(
                "Its inverse, which undoes the convolution",
                "Nothing is undone on the way back. By what were the pixels multiplied?",
            ),
        ),
    )


def _depth() -> Question:
    layers, steepest, middle = 10, 1 / 4, 1 / 2
    return Question(
        f"The sigmoid is nowhere steeper than 1/4. What part of a gradient do {layers} of them leave at most, "
        "the weights aside?",
        (
            Option(f"1/{layers / steepest:.0f}", "That divides by the number of layers. What does the chain rule do?"),
            Option(f"1/{middle**-layers:,.0f}", "That multiplies 1/2, the sigmoid's value at 0. What is its slope?"),
            Option(
                f"1/{steepest**-layers:,.0f}",
                "Slopes multiply: a millionth is left, at best.",
                correct=True,
            ),
        ),
    )
