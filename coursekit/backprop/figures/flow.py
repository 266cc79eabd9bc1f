"""One pass through convolution, ReLU and max pooling: values on the way forward, gradients on the way back."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
import numpy.typing as npt
from matplotlib.figure import Figure

from coursekit.backprop.example import Example, Run
from coursekit.backprop.figures.paper import Place, arrow, cells, key, tint
from coursekit.backprop.figures.writing import number, scale
from coursekit.figures import BLUE, VERMILION, WIDTH, described, sheet, styled

__all__ = ["STEPS", "flow"]

Array = npt.NDArray[Any]

STEPS = (
    "input",
    "convolution",
    "relu",
    "pooling",
    "gradient of pooling",
    "gradient of relu",
    "gradient of convolution",
    "gradient of kernel and bias",
    "gradient of input",
)
"""What `flow` shows one after the other."""

_TITLES = {"input": "input", "convolution": "convolution", "relu": "ReLU", "pooling": "max pooling"}
_LEFT, _TOP = 0.42, 0.4  # where the maps begin, in inches
_ARROW = 0.5  # the least room for an arrow between two maps
_POOL = 2  # rows and columns of the example's pooling windows
_LARGEST, _SMALLEST = 0.46, 0.3  # sides of a square


@styled
def flow(example: Example, step: int | str | None = None) -> Figure:
    """Values forward in the upper row, gradients back in the lower one, step by step or all at once.

    Winners of a pooling window have a thick frame, what ReLU blocks is hatched, gradients of 0 are pale.

    Args:
        example: any; up to about 15 columns of squares have room.
        step: number or name of one of `STEPS`: what comes later is still empty; None for all.

    Raises:
        ValueError: if there is no such step, or the maps have no room on a page.
    """
    shown = _checked_step(step)
    run = example.run()
    places, kernel = _places(run, example)
    below = max(place.shape[0] for place in places) * places[0].side
    lower = below + 0.55
    height = _TOP + lower + below + 0.62
    drawn, plot = sheet(height)
    power = scale(run.kernel_gradient, np.asarray(run.bias_gradient), *(stage.gradient for stage in run.stages))
    label = "gradient of the loss" + (f"\nin units of $10^{{{power}}}$" if power else "")
    for row, text in ((0.0, "values"), (lower, label)):
        plot.text(0.05, _TOP + row + below / 2, text, rotation=90, va="center", ha="left", fontsize=11)
    for at, (stage, place) in enumerate(zip(run.stages, places, strict=True)):
        back = len(STEPS) - 1 if at == 0 else 7 - at
        _values(plot, run, at, place, at <= shown)
        _gradients(plot, run, at, _down(place, lower), 10.0**power, back <= shown, shown >= 2)
        plot.text(place.middle[0], _TOP - 0.2, _TITLES[stage.name], ha="center", va="center", fontsize=11)
    _kernel(plot, example, run, kernel, lower, 10.0**power, shown)
    if example.target is not None and run.loss is not None and shown >= STEPS.index("pooling"):
        x, y = places[-1].middle[0], places[-1].bottom
        target = f"target: {number(example.target.item())}\n" if example.target.size == 1 else ""
        plot.text(x, y + 0.1, f"{target}loss: {number(run.loss)}", ha="center", va="top", fontsize=10.5)
    for at, (one, other) in enumerate(itertools.pairwise(places)):
        # Below the kernel there is room for the arrow of the convolution.
        y = kernel.bottom + 0.42 if at == 0 else _TOP + below / 2
        start, end = one.right + 0.07, other.left - 0.07
        if at + 1 <= shown:
            arrow(plot, (start, y), (end, y), BLUE)
        if (len(STEPS) - 1 if at == 0 else 7 - at) <= shown:
            arrow(plot, (end, y + lower), (start, y + lower), VERMILION, (0, (4, 1.5)))
    _legend(plot, height - 0.3)
    return described(drawn, _told(example, run, shown))


def _checked_step(step: int | str | None) -> int:
    if step is None:
        return len(STEPS) - 1
    if isinstance(step, str) and step in STEPS:
        return STEPS.index(step)
    if isinstance(step, int) and not isinstance(step, bool) and 0 <= step < len(STEPS):
        return step
    raise ValueError(f"step must be a number from 0 to {len(STEPS) - 1} or one of {', '.join(STEPS)}, not {step!r}.")


def _places(run: Run, example: Example) -> tuple[list[Place], Place]:
    """Where the four maps lie, and the kernel between the first two."""
    columns = sum(stage.values.shape[1] for stage in run.stages)
    rows, taps = example.kernel.shape
    room = WIDTH - _LEFT - 0.3 - 2 * _ARROW - 0.3
    side = min(_LARGEST, room / (columns + taps))
    if side < _SMALLEST:
        raise ValueError(
            f"{columns + taps} columns of squares (maps and kernel) have no room beside each other: take an example "
            "with smaller maps, such as Example.default()."
        )
    # What is left over goes into the three gaps.
    spare = (room - side * (columns + taps)) / 3
    gaps = [taps * side + 0.3 + spare, _ARROW + spare, _ARROW + spare]
    tallest = max(stage.values.shape[0] for stage in run.stages)
    tallest = max(tallest, int(np.ceil((rows * side + 0.7) / side)))
    places, left = [], _LEFT
    for stage, gap in zip(run.stages, [*gaps, 0], strict=True):
        height, width = stage.values.shape
        places.append(Place(left, _TOP + (tallest - height) / 2 * side, (height, width), side))
        left += width * side + gap
    middle = (places[0].right + places[1].left) / 2
    return places, Place(middle - taps * side / 2, _TOP, (rows, taps), side)


def _down(place: Place, by: float) -> Place:
    return Place(place.left, place.top + by, place.shape, place.side)


def _values(plot: Any, run: Run, at: int, place: Place, shown: bool) -> None:
    stage = run.stages[at]
    cells(
        plot,
        place,
        stage.values if shown else None,
        stage.name,
        hatched=~run.active if shown and stage.name == "convolution" else None,
        framed=run.winners if shown and stage.name == "relu" else None,
        windows=_POOL if stage.name == "relu" else 0,
        size=_size(place),
    )


def _gradients(plot: Any, run: Run, at: int, place: Place, unit: float, shown: bool, winners: bool) -> None:
    stage = run.stages[at]
    cells(
        plot,
        place,
        stage.gradient / unit if shown else None,
        f"gradient of {stage.name}",
        fills=tint(stage.gradient) if shown else None,
        hatched=~run.active if shown and stage.name == "convolution" else None,
        framed=run.winners if winners and stage.name == "relu" else None,
        pale=stage.gradient == 0,
        windows=_POOL if stage.name == "relu" else 0,
        size=_size(place),
    )


def _kernel(plot: Any, example: Example, run: Run, place: Place, lower: float, unit: float, shown: int) -> None:
    below = _down(place, lower)
    back = shown >= STEPS.index("gradient of kernel and bias")
    cells(plot, place, example.kernel, "kernel", size=_size(place))
    gradient = run.kernel_gradient
    cells(plot, below, gradient / unit if back else None, "gradient of kernel", pale=gradient == 0,
          fills=tint(gradient) if back else None, size=_size(place))  # fmt: skip
    middle = place.middle[0]
    plot.text(middle, _TOP - 0.2, "kernel", ha="center", va="center", fontsize=11)
    for each, value, there in ((place, example.bias, True), (below, run.bias_gradient / unit, back)):
        text = f"bias: {number(value)}" if there else "bias:"
        plot.text(middle, each.bottom + 0.17, text, ha="center", va="center", fontsize=10.5)


def _size(place: Place) -> float:
    """Points for the numbers: five characters have room in a square."""
    return min(11.0, 10.5 * place.side / 0.4)


def _legend(plot: Any, top: float) -> None:
    key(plot, _LEFT, top, "largest value of its pooling window", "framed")
    key(plot, _LEFT + 3.15, top, "not above 0: blocked by ReLU", "hatched")
    key(plot, _LEFT + 6.0, top, "no gradient", "pale")


def _rows(values: Array) -> str:
    """A map as text, row by row."""
    return "; ".join(" ".join(map(number, row)) for row in values)


def _told(example: Example, run: Run, shown: int) -> str:
    sentences = [
        f"Values forward, row by row, with the kernel {_rows(example.kernel)}, bias {number(example.bias)} and padding "
        f'"{example.padding}".'
    ]
    sentences += [
        f"{_TITLES[stage.name][0].upper()}{_TITLES[stage.name][1:]}: {_rows(stage.values)}."
        for stage in run.stages[: shown + 1]
    ]
    if shown >= 1:
        sentences.append(f"ReLU blocks {int((~run.active).sum())} of {run.active.size} values.")
    if shown >= 4:
        sentences.append("Gradients of the loss back:")
    for stage, needed in zip(run.stages[:0:-1], (4, 5, 6), strict=True):
        if shown >= needed:
            sentences.append(f"with respect to the values after {_TITLES[stage.name]} {_rows(stage.gradient)};")
    if shown >= 7:
        sentences.append(f"kernel {_rows(run.kernel_gradient)}; bias {number(run.bias_gradient)};")
    if shown >= 8:
        sentences.append(f"input {_rows(run.stages[0].gradient)}.")
    return " ".join(sentences)
