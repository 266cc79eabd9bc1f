"""The chain rule as a graph: from one weight to the loss, a product along each path, and a sum over the paths."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.figure import Figure

from coursekit.backprop.example import Example
from coursekit.backprop.figures.meeting import checked_weight, met
from coursekit.backprop.figures.paper import arrow
from coursekit.backprop.figures.writing import broken, number, product, total
from coursekit.figures import BLUE, INK, PALE, VERMILION, described, sheet, styled

__all__ = ["computation_graph"]

_CIRCLES = {"w": 0.5, "z": 3.05, "a": 4.75, "p": 6.35}  # where they stand, in inches
_BOXES = {"conv": (1.75, 1.32), "relu": (3.9, 0.62), "max": (5.55, 0.62), "loss": (8.23, 0.94)}  # where, and how wide
_RADIUS, _TALL = 0.28, 0.42
_PITCH = 1.16  # from path to path
_MOST_PATHS = 6
_BLOCKED = "#9A9A9A"


@dataclass(frozen=True)
class _Path:
    """From the weight through the winner of one pooling window to the loss.

    Attributes:
        position: row and column of the winner.
        given: what the weight is multiplied by there.
        rest: what the other weights and the bias add.
        values: after the convolution, ReLU and pooling.
        slopes: local derivatives from the weight on.
    """

    position: tuple[int, int]
    given: float
    rest: float
    values: tuple[float, float, float]
    slopes: tuple[float, float, float, float]


@styled
def computation_graph(example: Example, weight: tuple[int, int] | None = None) -> Figure:
    """The way of one weight to the loss: values in circles, operations in boxes, a local derivative on each way back.

    There is one path through each pooling window: all values but its winner have the derivative 0. A path is a product
    (the chain rule); where the weight is used at several positions, the paths are added.

    Args:
        example: any with up to six pooling windows.
        weight: row and column in the kernel; by default the one with the most paths that are not 0.

    Raises:
        IndexError: if the kernel has no such weight.
        ValueError: if there are too many pooling windows.
    """
    run = example.run()
    weight = checked_weight(example, run["convolution"].gradient, weight)
    paths = _paths(example, weight)
    if len(paths) > _MOST_PATHS:
        raise ValueError(
            f"{len(paths)} pooling windows are {len(paths)} paths, and only {_MOST_PATHS} can be read: take an example "
            "with smaller maps."
        )
    terms = [product(*path.slopes) for path in paths]
    lines = broken(total(terms, run.kernel_gradient[weight]), 92)
    height = 0.45 + _PITCH * len(paths) + 0.3 + 0.26 * len(lines)
    drawn, plot = sheet(height)
    tops = [0.85 + _PITCH * at for at in range(len(paths))]
    for name, label in (("w", "weight"), ("z", "convolution"), ("a", "ReLU"), ("p", "pooling")):
        plot.text(_CIRCLES[name], 0.15, f"{label} ${name}$", ha="center", va="center", fontsize=11)
    plot.text(_BOXES["loss"][0], 0.15, "loss $L$", ha="center", va="center", fontsize=11)
    _value(plot, "w", tops, number(example.kernel[weight]))
    _box(plot, "loss", tops, _loss(example, run.loss))
    for y, path in zip(tops, paths, strict=True):
        _path(plot, y, path)
    advice = "Multiply along a path." if len(paths) == 1 else "Multiply along a path, add the paths:"
    plot.text(0.22, tops[-1] + 0.81, advice, va="center", fontsize=11)
    for at, line in enumerate(lines):
        start = "$\\partial L/\\partial w$ = " if at == 0 else "      "
        plot.text(0.22, tops[-1] + 1.1 + 0.26 * at, start + line, va="center", fontsize=11)
    return described(drawn, _told(paths, weight, example, " ".join(lines)))


def _paths(example: Example, weight: tuple[int, int]) -> list[_Path]:
    run = example.run()
    convolved, pooled = run["convolution"].values, run["pooling"]
    inputs = met(example, weight, convolved.shape)
    paths = []
    for window in np.ndindex(pooled.values.shape):
        places = np.argwhere(run.winners)
        (row, column) = next((r, c) for r, c in places.tolist() if (r // 2, c // 2) == window)
        z, given = float(convolved[row, column]), float(inputs[row, column])
        slopes = given, float(z > 0), 1.0, float(pooled.gradient[window])
        values = z, max(z, 0.0), float(pooled.values[window])
        paths.append(_Path((row, column), given, z - given * float(example.kernel[weight]), values, slopes))
    return paths


def _path(plot: Any, y: float, path: _Path) -> None:
    """One row of the graph: forward above, back below."""
    rest = number(path.rest)
    sign = "" if rest.startswith("−") else "+ "
    _box(plot, "conv", [y], f"{number(path.given)}·$w$ {sign}{rest.replace('−', '− ', 1)}")
    _box(plot, "relu", [y], "ReLU")
    _box(plot, "max", [y], "max")
    for name, value in zip("zap", path.values, strict=True):
        _value(plot, name, [y], number(value))
    row, column = path.position
    plot.text(_BOXES["conv"][0], y - 0.36, f"position ({row}, {column})", ha="center", va="center", fontsize=10)
    stations = ("w", "z", "a", "p", "L")
    ends = [*_CIRCLES.values(), _BOXES["loss"][0] - _BOXES["loss"][1] / 2 + _RADIUS]
    boxes = [*_BOXES.values()][:3]
    for at, slope in enumerate(path.slopes):
        start, end = ends[at] + _RADIUS, ends[at + 1] - _RADIUS
        if at < len(boxes):
            middle, width = boxes[at]
            arrow(plot, (start, y), (middle - width / 2, y), BLUE)
            arrow(plot, (middle + width / 2, y), (end, y), BLUE)
        else:
            arrow(plot, (start, y), (end, y), BLUE)
        # What is behind a derivative of 0 gets nothing of the gradient.
        colour = VERMILION if all(path.slopes[at:]) else _BLOCKED
        low = y + 0.36
        back = (end + (0.1 if at < len(boxes) else -0.03), low), (start + (-0.1 if at else 0.03), low)
        arrow(plot, *back, colour, (0, (4, 1.5)))
        slope_text = number(slope)
        crowded = at == len(boxes) and len(slope_text) > 5  # beside the box of the loss there is no room for more
        plot.text(
            end - 0.04 if crowded else (start + end) / 2, low + 0.17,
            f"$\\partial {stations[at + 1]}/\\partial {stations[at]}$ = {slope_text}",
            ha="right" if crowded else "center", va="center", fontsize=10 if crowded else 10.5,
            gid=f"slope {path.position} {stations[at]}", color=INK if slope else VERMILION,
            weight="normal" if slope else "bold",
        )  # fmt: skip


def _loss(example: Example, value: float | None) -> str:
    """What stands in the box of the loss."""
    if example.target is None or value is None:
        return "$\\partial L/\\partial p$\nis given"
    formula = f"½($p$ − {product(example.target.item())})²" if example.target.size == 1 else "½·Σ($p$ − $t$)²"
    return f"{formula}\n= {number(value)}"


def _value(plot: Any, name: str, rows: list[float], text: str) -> None:
    """A circle with a value; a capsule where one value belongs to several rows."""
    from matplotlib.patches import Circle, FancyBboxPatch  # noqa: PLC0415 (private to Matplotlib's drawing)

    x = _CIRCLES[name]
    look: dict[str, Any] = {"facecolor": "white", "edgecolor": INK, "linewidth": 1.4, "zorder": 3}
    if len(rows) == 1:
        plot.add_patch(Circle((x, rows[0]), _RADIUS, **look))
    else:
        style = f"round,pad=0,rounding_size={_RADIUS}"
        corner = (x - _RADIUS, rows[0] - _RADIUS)
        plot.add_patch(FancyBboxPatch(corner, 2 * _RADIUS, rows[-1] - rows[0] + 2 * _RADIUS, boxstyle=style, **look))
    plot.text(x, (rows[0] + rows[-1]) / 2, text, ha="center", va="center", fontsize=10.5, zorder=4, gid=f"value {name}")


def _box(plot: Any, name: str, rows: list[float], text: str) -> None:
    """A box with an operation, over one row or several."""
    from matplotlib.patches import Rectangle  # noqa: PLC0415 (private to Matplotlib's drawing)

    x, width = _BOXES[name]
    plot.add_patch(
        Rectangle((x - width / 2, rows[0] - _TALL / 2), width, rows[-1] - rows[0] + _TALL, facecolor=PALE,
                  edgecolor=INK, linewidth=1.2, zorder=3)
    )  # fmt: skip
    plot.text(x, (rows[0] + rows[-1]) / 2, text, ha="center", va="center", zorder=4,
              fontsize=max(10, min(10.5, width * 72 / (0.6 * len(text)))) if name == "conv" else 10.5)  # fmt: skip


def _told(paths: list[_Path], weight: tuple[int, int], example: Example, sentence: str) -> str:
    rows = [
        f"at position ({path.position[0]}, {path.position[1]}) convolution {number(path.values[0])}, ReLU "
        f"{number(path.values[1])}, pooling {number(path.values[2])}, with the local derivatives "
        f"{', '.join(map(number, path.slopes))}"
        for path in paths
    ]
    ways = "one path" if len(paths) == 1 else f"{len(paths)} paths, one through the winner of each pooling window"
    return (
        f"Graph from the weight w = {number(example.kernel[weight])} in row {weight[0]}, column {weight[1]} of the "
        f"kernel to the loss L: {ways}. {'; '.join(rows)}. The derivatives along a path are multiplied"
        f"{', the paths added' if len(paths) > 1 else ''}: ∂L/∂w = {sentence}."
    ).replace(". at", ". At")
