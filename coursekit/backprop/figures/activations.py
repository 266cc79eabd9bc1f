"""ReLU, sigmoid and tanh beside their derivatives."""

from __future__ import annotations

import numpy as np
from matplotlib.figure import Figure

from coursekit.figures import BLUE, GREY, INK, PALE, VERMILION, described, figure, styled

__all__ = ["activations_and_derivatives"]

_LOOKS = {"ReLU": (BLUE, "-"), "sigmoid": (VERMILION, (0, (4, 1.5))), "tanh": (INK, (0, (1, 1.2)))}


@styled
def activations_and_derivatives(limit: float = 5.0) -> Figure:
    """Three activation functions on the left, their derivatives on the right, with the largest value of each.

    The formulas: ReLU max(0, x) with the derivative 1 above 0, else 0; sigmoid s = 1 / (1 + e^−x) with s (1 − s); tanh
    with 1 − tanh² (Goodfellow, Bengio, Courville, "Deep Learning", 2016, section 6.3).

    Args:
        limit: the functions are drawn from −limit to limit.

    Raises:
        ValueError: if the limit is not above 0.
    """
    if not 0 < limit < np.inf:
        raise ValueError(f"limit must be a number above 0, not {limit}: the functions are drawn from −limit to limit.")
    x = np.linspace(-limit, limit, 1000)  # 0 is none of these points
    sigmoid = 1 / (1 + np.exp(-x))
    functions = {"ReLU": np.maximum(x, 0), "sigmoid": sigmoid, "tanh": np.tanh(x)}
    derivatives = {"ReLU": np.where(x > 0, 1.0, 0.0), "sigmoid": sigmoid * (1 - sigmoid), "tanh": 1 - np.tanh(x) ** 2}
    drawn, (left, right) = figure(9, 3.9, columns=2)
    for plot, curves, title in ((left, functions, "activation function"), (right, derivatives, "its derivative")):
        for name, y in curves.items():
            colour, style = _LOOKS[name]
            # A jump is no steep line: nothing is drawn between the two points around 0.
            jump = title == "its derivative" and name == "ReLU"
            middle, gap = len(x) // 2, [np.nan] * jump
            plot.plot(np.insert(x, middle, gap), np.insert(y, middle, gap), color=colour, linestyle=style, label=name,
                      linewidth=2.4)  # fmt: skip
        plot.set_title(title)
        plot.set_xlabel("x")
        plot.grid(color=PALE)
    left.set_ylim(-1.25, 2.6)
    left.legend(loc="upper left")
    right.plot([0, 0], [0, 1], color=BLUE, linestyle="none", marker="o", markersize=7, markerfacecolor="white")
    right.plot(0, 0, color=BLUE, marker="o", markersize=7)  # at 0 itself libraries take the derivative 0
    right.set_ylim(-0.08, 1.4)
    end = limit * 0.97
    right.text(end, 1.04, "ReLU: 1 for every x > 0", ha="right", va="bottom", color=BLUE)
    right.text(-0.55 * limit, 1.04, "tanh: at most 1", ha="center", va="bottom", color=INK)
    right.annotate("sigmoid: at most ¼", (0.2, 0.25), (1.07 * limit, 0.5), ha="right", va="bottom", color=VERMILION,
                   arrowprops={"arrowstyle": "-", "color": GREY, "linewidth": 1})  # fmt: skip
    return described(
        drawn,
        "ReLU, sigmoid and tanh on the left, their derivatives on the right. ReLU's derivative is 0 up to 0 and 1 "
        "above it; that of the sigmoid is at most 0.25, at 0; that of tanh is at most 1, at 0. Far from 0 those of "
        f"sigmoid and tanh fall: at {limit:g} they are {derivatives['sigmoid'][-1]:.2g} and "
        f"{derivatives['tanh'][-1]:.2g}.",
    )
