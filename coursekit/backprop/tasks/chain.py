"""The task on the chain rule: two weights, with ReLU between them."""

from __future__ import annotations

from coursekit.backprop.tasks.forbidden import AUTOMATIC
from coursekit.checks import Mistake, Task

__all__ = ["chain_gradients"]


def _chain(
    x: float,
    w1: float,
    w2: float,
    target: float,
    *,
    sign: float = 1.0,
    factor: float = 1.0,
    inner: str = "x",
    outer: bool = True,
    gate: str = "inputs",
    linear: bool = False,
    error: str = "right",
    error_for_w1: bool = True,
    reaches_w2: str = "activation",
) -> tuple[float, float]:
    """Both slopes with one thing done wrong; each keyword is a mistake.

    Keywords:
        sign: -1 for target minus output.
        factor: 2 if the half in the loss is forgotten.
        inner: what stands for the innermost factor: "x", "w1" or "none".
        outer: whether the factor w2 is there on the way to w1.
        gate: where ReLU's slope is taken: "inputs", "outputs" (of the chain), "x", "w1", "none" (always 1), "value"
            (ReLU's value instead of its slope), "at 0" (open there, too), the "slope" for w1 itself, what "came in" to
            ReLU on the way back, or "both" (the inputs and the slope).
        linear: whether ReLU is left out altogether.
        error: "right", "loss" (the loss instead of its slope), "squared", "activation" (w2 forgotten) or "none".
        error_for_w1: whether the slope of the loss is there on the way to w1.
        reaches_w2: what w2 was multiplied with: "activation", "x", "before" ReLU, or "w2" itself.
    """
    before = w1 * x
    activation = before if linear else max(before, 0.0)
    off = {
        "right": w2 * activation - target,
        "loss": (w2 * activation - target) ** 2 / 2,
        "squared": (w2 * activation - target) ** 2,
        "activation": activation - target,
        "none": 1.0,
    }[error]
    to_output = sign * factor * off
    last = {"x": x, "w1": w1, "none": 1.0}[inner]
    handed = (to_output if error_for_w1 else 1.0) * (w2 if outer else 1.0)
    slope = {
        "inputs": float(before > 0 or linear),
        "outputs": float(w2 * activation > 0),
        "x": float(x > 0),
        "w1": float(w1 > 0),
        "at 0": float(before >= 0),
        "slope": float(handed * last > 0),
        "came in": float(handed > 0),
        "both": float(before > 0 and handed * last > 0),
        "none": 1.0,
        "value": activation,
    }[gate]
    to_w2 = to_output * {"activation": activation, "x": x, "before": before, "w2": w2}[reaches_w2]
    return handed * slope * last, to_w2


def _chain_gradients(x: float, w1: float, w2: float, target: float) -> tuple[float, float]:
    return _chain(x, w1, w2, target)


chain_gradients = Task(
    "chain_gradients",
    cases=[
        (2.0, 1.5, 0.5, 1.0),
        (1.0, -2.0, 3.0, 1.0),
        (-1.0, -2.0, 1.5, 4.0),
        (3.0, 1.0, -1.0, 2.0),
        (3.0, 1.0, 0.5, 4.0),  # ReLU is on, and the slope for w1 is negative
        (2.0, -1.0, -1.5, 1.0),  # ReLU is off, and the product of the other factors is positive
        (2.0, 0.0, 1.5, 1.0),  # ReLU at its kink
    ],
    reference=_chain_gradients,
    mistakes=[
        Mistake(
            "other sign",
            lambda x, w1, w2, target: _chain(x, w1, w2, target, sign=-1),
            "Both slopes have the wrong sign. If the output is above the target and grows, does the loss grow or "
            "shrink?",
        ),
        Mistake(
            "factor 2",
            lambda x, w1, w2, target: _chain(x, w1, w2, target, factor=2),
            "Both slopes are twice too large. What does the half in the loss do to the 2 of the square?",
        ),
        Mistake(
            "factor 2 and other sign",
            lambda x, w1, w2, target: _chain(x, w1, w2, target, factor=2, sign=-1),
            "Both slopes are twice too large and have the wrong sign. What becomes of the half in the loss, and does "
            "the loss grow if an output above the target grows?",
        ),
        Mistake(
            "half kept",
            lambda x, w1, w2, target: _chain(x, w1, w2, target, factor=0.5),
            "Both slopes are half of what they should be. Where does the 2 of the square go when it is derived?",
        ),
        Mistake(
            "innermost factor forgotten",
            lambda x, w1, w2, target: _chain(x, w1, w2, target, inner="none"),
            "Your slope for w2 is right. On the way to w1 the last factor is missing: if w1 grows by a little, by how "
            "many times that does w1·x grow?",
        ),
        Mistake(
            "w1 instead of x",
            lambda x, w1, w2, target: _chain(x, w1, w2, target, inner="w1"),
            "Your slope for w2 is right. The slope of w1·x for w1 is not w1: how much does w1·x grow if w1 does?",
        ),
        Mistake(
            "slope of the loss forgotten",
            lambda x, w1, w2, target: _chain(x, w1, w2, target, error_for_w1=False),
            "Your slope for w2 is right. The one for w1 is that of the output. The loss is one function further on: "
            "which factor is missing?",
        ),
        Mistake(
            "w2 forgotten",
            lambda x, w1, w2, target: _chain(x, w1, w2, target, outer=False),
            "Your slope for w2 is right. On the way to w1 a factor is missing: what does the output do if the "
            "activation grows by a little?",
        ),
        Mistake(
            "gate forgotten",
            lambda x, w1, w2, target: _chain(x, w1, w2, target, gate="none"),
            "Your slope for w2 is right. On the way to w1 ReLU seems to have slope 1 everywhere: what is it where its "
            "input is negative, w1·x = {w1}·{x}?",
        ),
        Mistake(
            "no ReLU",
            lambda x, w1, w2, target: _chain(x, w1, w2, target, linear=True),
            "Those are the slopes without ReLU. What does it make of w1·x = {w1}·{x}?",
        ),
        Mistake(
            "gate by the output",
            lambda x, w1, w2, target: _chain(x, w1, w2, target, gate="outputs"),
            "You took the slope of ReLU at the wrong place: at the output w2·relu(w1·x). What goes into ReLU here?",
        ),
        Mistake(
            "gate by x",
            lambda x, w1, w2, target: _chain(x, w1, w2, target, gate="x"),
            "Your slope for w2 is right. For w1 you look whether x = {x} is positive. What goes into ReLU here?",
        ),
        Mistake(
            "gate by w1",
            lambda x, w1, w2, target: _chain(x, w1, w2, target, gate="w1"),
            "Your slope for w2 is right. For w1 you look whether w1 = {w1} is positive. What goes into ReLU here?",
        ),
        Mistake(
            "gate open at 0",
            lambda x, w1, w2, target: _chain(x, w1, w2, target, gate="at 0"),
            "You let the slope through where ReLU's input is exactly 0. The text above the task says which slope is "
            "used there.",
        ),
        Mistake(
            "negative slope blocked",
            lambda x, w1, w2, target: _chain(x, w1, w2, target, gate="slope"),
            "Your slope for w2 is right. For w1 you block a slope because *it* is negative. What was it that ReLU cut "
            "off on the way forward?",
        ),
        Mistake(
            "negative slope behind ReLU blocked",
            lambda x, w1, w2, target: _chain(x, w1, w2, target, gate="came in"),
            "Your slope for w2 is right. On the way to w1 you block what comes in from behind if *that* is negative. "
            "What was it that ReLU cut off on the way forward?",
        ),
        Mistake(
            "negative slope blocked, too",
            lambda x, w1, w2, target: _chain(x, w1, w2, target, gate="both"),
            "Your slope for w2 is right. For w1 you block negative slopes as well. A slope may well be negative: then "
            "the loss falls if the weight grows.",
        ),
        Mistake(
            "w2 forgotten in the output",
            lambda x, w1, w2, target: _chain(x, w1, w2, target, error="activation"),
            "You compare the activation with the target. What becomes of it on its way to the output?",
        ),
        Mistake(
            "value of ReLU instead of its slope",
            lambda x, w1, w2, target: _chain(x, w1, w2, target, gate="value"),
            "Your slope for w2 is right. On the way to w1 you multiplied by what ReLU gives, not by its slope. How "
            "much does relu(h) grow if h grows by a little?",
        ),
        Mistake(
            "loss instead of its slope",
            lambda x, w1, w2, target: _chain(x, w1, w2, target, error="loss"),
            "You begin with the loss itself. The first factor of the chain is its *slope*: how much does it grow if "
            "the output grows by a little?",
        ),
        Mistake(
            "squared error instead of its slope",
            lambda x, w1, w2, target: _chain(x, w1, w2, target, error="squared"),
            "You begin with the squared error itself. The first factor of the chain is the *slope* of the loss: how "
            "much does it grow if the output grows by a little?",
        ),
        Mistake(
            "slopes of the output",
            lambda x, w1, w2, target: _chain(x, w1, w2, target, error="none"),
            "Those are the slopes of the output. The loss is one function further on: which factor is missing in both?",
        ),
        Mistake(
            "x instead of the activation",
            lambda x, w1, w2, target: _chain(x, w1, w2, target, reaches_w2="x"),
            "Your slope for w1 is right. w2 is not multiplied with x: what is it multiplied with in the loss?",
        ),
        Mistake(
            "input of ReLU instead of the activation",
            lambda x, w1, w2, target: _chain(x, w1, w2, target, reaches_w2="before"),
            "Your slope for w1 is right. w2 is multiplied with what comes *out of* ReLU. Here w1·x = {w1}·{x} goes in.",
        ),
        Mistake(
            "w2 itself",
            lambda x, w1, w2, target: _chain(x, w1, w2, target, reaches_w2="w2"),
            "Your slope for w1 is right. The slope of w2·a for w2 is not w2: how much does w2·a grow if w2 does?",
        ),
        Mistake(
            "other order",
            lambda x, w1, w2, target: _chain(x, w1, w2, target)[::-1],
            "Both slopes are there in the other order. The one for w1 comes first.",
        ),
    ],
    forbidden=AUTOMATIC,
)
