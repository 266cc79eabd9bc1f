"""Gradient descent on a loss with a formula: three learning rates on one weight, all data or a few on two weights."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from matplotlib.figure import Figure

from coursekit.backprop.figures.writing import number
from coursekit.figures import BLUE, INK, PALE, VERMILION, described, figure, styled

__all__ = ["gradient_descent", "noisy_descent"]

Array = npt.NDArray[Any]


@styled
def gradient_descent(
    learning_rates: Sequence[float] = (0.05, 0.3, 1.05), *, start: float = 3.0, optimum: float = 1.0, steps: int = 8
) -> Figure:
    """Steps of gradient descent on the loss (w − optimum)², one picture for each learning rate.

    The gradient is 2 (w − optimum): each step multiplies the distance from the optimum by 1 − 2 · learning rate. So the
    steps come closer as long as the learning rate is below 1, and jump over the optimum from ½ on.

    Args:
        learning_rates: one to four.
        start: the weight before the first step.
        optimum: the weight with the smallest loss, which is 0.
        steps: how many.

    Raises:
        ValueError: if there are no or too many learning rates, one is not above 0, the start is the optimum, or there
            is no step.
    """
    if not 1 <= len(learning_rates) <= 4:
        raise ValueError(f"There is room for 1 to 4 learning rates, not for {len(learning_rates)}.")
    if min(learning_rates) <= 0:
        raise ValueError(f"A learning rate is a number above 0, not {min(learning_rates)}.")
    if start == optimum or steps < 1:
        raise ValueError("Nothing would move: start apart from the optimum, and take at least one step.")
    drawn, axes = figure(9, 3.7, columns=len(learning_rates), squeeze=False)
    paths = {rate: optimum + (start - optimum) * (1 - 2 * rate) ** np.arange(steps + 1) for rate in learning_rates}
    told = []
    for plot, (rate, path) in zip(axes[0], paths.items(), strict=True):
        losses = (path - optimum) ** 2
        # Far away the valley cannot be seen any more: what leaves ten times the first distance is cut off.
        reach = 1.25 * min(np.abs(path - optimum).max(), 10 * abs(start - optimum))
        x = np.linspace(optimum - reach, optimum + reach, 200)
        plot.plot(x, (x - optimum) ** 2, color="#B5B5B5", linewidth=2.2)
        plot.plot(path, losses, color=VERMILION, marker="o", markersize=5.5, linewidth=1.4, gid=f"path {rate:g}")
        plot.plot(start, losses[0], color=INK, marker="s", markersize=8, linestyle="none")
        words = f"{_verdict(rate, losses[-1] / losses[0])}: loss {_brief(losses[0])} → {_brief(losses[-1])}"
        plot.set_title(f"learning rate {rate:g}\n{words}")
        plot.set_xlabel("weight")
        plot.set_xlim(optimum - reach, optimum + reach)
        plot.set_ylim(-0.05 * reach**2, reach**2)
        plot.grid(color=PALE)
        told.append(f"With {rate:g}: {words}, the weight at {number(path[-1])}.")
    axes[0, 0].set_ylabel("loss")
    return described(
        drawn,
        f"The loss over one weight, a parabola with its lowest point at {number(optimum)}, and {steps} steps of "
        f"gradient descent from {number(start)}. {' '.join(told)}",
    )


def _verdict(rate: float, left_over: float) -> str:
    """What became of the loss; the factor of the distance is 1 − 2 · rate."""
    if rate >= 1:
        return "diverges" if rate > 1 else "to and fro"
    if left_over > 0.05:
        return "too small" if rate < 0.5 else "too large"
    return "good"


def _brief(loss: float) -> str:
    return f"{loss:.3g}" if loss >= 0.005 or loss == 0 else "0.00"


@styled
def noisy_descent(
    batch_size: int = 4,
    *,
    examples: int = 64,
    learning_rate: float = 0.12,
    steps: int = 40,
    start: tuple[float, float] = (-1.5, 2.2),
    seed: int = 0,
) -> Figure:
    """Gradient descent for a line through points: with the gradient of all of them, and with that of a few at a time.

    The loss is the mean squared error of slope · x + intercept over points with noise. All data: the path is smooth and
    ends at the optimum. Mini-batches: each step has another gradient, right on average; the path trembles and goes on
    trembling at the optimum.

    Args:
        batch_size: of the mini-batches; drawn without putting back, in a new order each epoch.
        examples: number of points.
        learning_rate: the same for both paths.
        steps: number of steps of both paths.
        start: slope and intercept before the first step.
        seed: of points, noise and order.

    Raises:
        ValueError: if the batch size is not between 1 and the number of points, or there is no step.
    """
    if not 1 <= batch_size <= examples:
        raise ValueError(f"batch_size must be from 1 to the {examples} examples, not {batch_size}.")
    if steps < 1:
        raise ValueError(f"steps must be 1 or more, not {steps}.")
    rng = np.random.default_rng(seed)
    features = np.stack([rng.normal(size=examples), np.ones(examples)], axis=1)
    targets = features @ (1.0, 0.5) + rng.normal(scale=0.8, size=examples)
    optimum = np.linalg.lstsq(features, targets, rcond=None)[0]
    chosen = [np.arange(examples)] * steps
    orders = (rng.permutation(examples) for _ in range(-(-steps * batch_size // examples) + 1))
    few = [order[at : at + batch_size] for order in orders for at in range(0, examples - batch_size + 1, batch_size)]
    paths = [_descend(features, targets, start, learning_rate, rows) for rows in (chosen, few[:steps])]
    drawn, axes = figure(9, 4.2, columns=2, sharex=True, sharey=True)
    everything = np.concatenate(paths)
    low, high = everything.min(axis=0) - 0.35, everything.max(axis=0) + 0.35
    slope, intercept = np.meshgrid(np.linspace(low[0], high[0], 80), np.linspace(low[1], high[1], 80))
    loss = ((slope[..., None] * features[:, 0] + intercept[..., None] - targets) ** 2).mean(axis=-1)
    titles = [f"all {examples} examples a step", f"{batch_size} example{'s' * (batch_size > 1)} a step"]
    for plot, path, title, colour in zip(axes, paths, titles, (BLUE, VERMILION), strict=True):
        plot.contour(slope, intercept, loss, levels=12, colors="#C4C4C4", linewidths=1)
        plot.plot(*path.T, color=colour, marker="o", markersize=3.5, linewidth=1.5, gid=title)
        plot.plot(*start, color=INK, marker="s", markersize=8)
        plot.plot(*optimum, color=INK, marker="*", markersize=14)
        plot.set_title(title)
        plot.set_xlabel("slope")
    axes[0].set_ylabel("intercept")
    axes[0].annotate("start", start, (9, 2), textcoords="offset points", va="bottom")
    axes[0].annotate("smallest loss", optimum, (0, -11), textcoords="offset points", ha="center", va="top")
    # The distance that is left says in a number what trembling means.
    left_over = [float(np.linalg.norm(path[-steps // 4 :] - optimum, axis=1).mean()) for path in paths]
    return described(
        drawn,
        f"Contours of the loss over slope and intercept, and {steps} steps of gradient descent with learning rate "
        f"{learning_rate:g} from the same start. With all {examples} examples a step the path is smooth, and its last "
        f"quarter lies {left_over[0]:.2f} from the optimum on average; with {batch_size} a step it trembles, and its "
        f"last quarter lies {left_over[1]:.2f} away.",
    )


def _descend(features: Array, targets: Array, start: tuple[float, float], rate: float, batches: list[Array]) -> Array:
    """The parameters before the first step and after each, (steps + 1, 2)."""
    path = [np.asarray(start, dtype=float)]
    for rows in batches:
        error = features[rows] @ path[-1] - targets[rows]
        path.append(path[-1] - rate * 2 / len(rows) * features[rows].T @ error)
    return np.array(path)
