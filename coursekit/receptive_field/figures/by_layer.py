"""How receptive fields grow from layer to layer, and what the border of the image leaves of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.figure import Figure

from coursekit.figures import BLUE, GREY, INK, ORANGE, PALE, SKY, VERMILION, described, figure, styled
from coursekit.network import Node
from coursekit.receptive_field.field import of
from coursekit.receptive_field.maps import analysed, checked_axis, fixed_sizes, sliding

__all__ = ["border", "growth"]

_LOOKS = (
    (BLUE, "o", "-"),
    (ORANGE, "s", "--"),
    (VERMILION, "D", ":"),
    (INK, "^", "-."),
    (SKY, "v", (0, (5, 1))),
    (GREY, "P", (0, (1, 1))),
)
_MOST_NUMBERS = 24  # points of a panel that all get their number
_MOST_UNITS = 2500  # of a map whose units are all gone back from; 3 s at most for VGG16


@dataclass(frozen=True)
class _Step:
    """The layer with the largest field among those equally many sliding layers away from the image."""

    layer: str
    depth: int
    size: int
    places: int
    channels: int
    whole: bool


@styled
def growth(models: Mapping[str, Any], axis: int = 0, channels: bool = False) -> Figure:
    """Receptive field size and map size by layer, for one network or several.

    Layers that act on each place by itself (activations, normalisation, 1×1 convolutions) are left out. Where
    branches meet, the longest way from the image counts, and of layers equally far from it the largest field is shown;
    branches that see the whole image only on the way, as in squeeze-and-excitation, are left out.

    Args:
        models: Keras models or layer lists with a fixed input size, up to six, by the name to be shown.
        axis: 0 for height, 1 for width.
        channels: whether a third panel shows how many maps (channels) there are.

    Raises:
        ValueError: if there are no models or too many, an input has no fixed size, or a layer cannot be analysed.
    """
    if not 1 <= len(models) <= len(_LOOKS):
        raise ValueError(f"There are looks for 1 to {len(_LOOKS)} networks, not for {len(models)}.")
    courses = {name: _steps(model, axis) for name, model in models.items()}
    titles = ["receptive field size, pixels", "map size, places", "number of maps (channels)"][: 3 if channels else 2]
    drawn, axes = figure(9, 3.9, columns=len(titles))
    for panel, (plot, title) in enumerate(zip(axes, titles, strict=True)):
        _panel(plot, courses, panel)
        plot.set_title(title)
    if any(step.whole for steps in courses.values() for step in steps):
        axes[0].plot([], [], color=GREY, marker="*", markersize=11, linestyle="none", label="sees all")
    axes[0].legend(loc="best")
    _thin_out(drawn)
    return described(drawn, " ".join(_told(name, steps, channels) for name, steps in courses.items()))


def _panel(plot: Any, courses: Mapping[str, list[_Step]], panel: int) -> None:
    """One curve a network: of receptive field sizes (panel 0), map sizes (1) or numbers of maps (2)."""
    few = sum(map(len, courses.values())) <= _MOST_NUMBERS
    numbers: set[tuple[int, int]] = set()
    top = 0
    for (name, steps), (colour, marker, style) in zip(courses.items(), _LOOKS, strict=False):
        # A unit that sees everything, and nothing by layers that slide, has no size of its own.
        points = [(step.depth, (step.size, step.places, step.channels)[panel]) for step in steps if panel or step.size]
        plot.plot(*zip(*points, strict=True), color=colour, marker=marker, linestyle=style, linewidth=2,
                  markersize=6 if few else 3.5, label=name)  # fmt: skip
        # A level gets its number once, where it begins.
        begins = [point for at, point in enumerate(points) if at == 0 or point[1] != points[at - 1][1]]
        numbers.update(begins if few else points[-1:])
        top = max(top, *(y for _, y in points))
        whole = next((step for step in steps if step.whole), None)
        if panel == 0 and whole:
            plot.plot(whole.depth, steps[0].places, color=colour, marker="*", markersize=13)
            top = max(top, steps[0].places)
    for x in {x for x, _ in numbers}:
        _number(plot, x, sorted(y for at, y in numbers if at == x), top, few or panel > 0)
    plot.set_xlabel("layers from the image on")
    plot.set_xmargin(0.08)
    plot.set_ylim(0, 1.13 * top)
    plot.xaxis.get_major_locator().set_params(integer=True)
    plot.yaxis.set_major_formatter("{x:,.0f}")
    plot.grid(axis="y", color=PALE)


def _number(plot: Any, x: int, values: list[int], top: int, centred: bool) -> None:
    """Write the values of the points over one another: the lowest below, the highest above, others to the right."""
    for place, y in enumerate(values):
        offset, across, up = (0, 6), "center", "bottom"
        if 0 < place < len(values) - 1:
            offset, across, up = (8, 0), "left", "center"
        elif place == 0 and len(values) > 1 and y > 0.08 * top:
            offset, across, up = (0, -6), "center", "top"
        elif not centred:
            offset, across = (-5, 2), "right"  # where a star may follow
        plot.annotate(f"{y:,}", (x, y), offset, textcoords="offset points", ha=across, va=up, fontsize=9)


def _thin_out(drawn: Figure) -> None:
    """Take away the numbers that would lie on others: the last one stays, then from the first on."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg  # noqa: PLC0415 (only here sizes on paper are needed)

    canvas = FigureCanvasAgg(drawn)
    canvas.draw()  # type: ignore[no-untyped-call]  # Matplotlib's canvas has no annotations
    for plot in drawn.axes:
        kept: list[Any] = []
        texts = sorted(plot.texts, key=lambda text: text.xy)  # type: ignore[attr-defined]  # annotations only
        for text in [*texts[-1:], *texts[:-1]]:
            renderer = canvas.get_renderer()  # type: ignore[no-untyped-call]  # see above
            box = text.get_window_extent(renderer)
            if any(box.overlaps(other) for other in kept):
                text.remove()
            else:
                kept.append(box)


def _steps(model: Any, axis: int) -> list[_Step]:
    analysis = analysed(model)
    for failure in analysis.failures.values():
        raise ValueError(failure)
    checked_axis(axis, len(analysis.sizes))
    # Layers that only read everything and lead back to maps, as in squeeze-and-excitation, are no step of the way.
    sliding_on = [name for name in analysis.seen if analysis.seen[name].local[axis] is not None]
    last = analysis.order[sliding_on[-1]]
    slides = {
        name for name in sliding(analysis) if analysis.order[name] > last or analysis.seen[name].local[axis] is not None
    }
    depth: dict[str, int] = {}
    largest: dict[int, _Step] = {}
    for node in analysis.network:
        if node.name not in analysis.seen:
            continue
        seen = analysis.seen[node.name]
        depth[node.name] = max((depth[name] for name in seen.reading), default=0) + (node.name in slides)
        if node.name not in slides and not node.is_input:
            continue
        sight = seen.local[axis]
        step = _Step(
            node.name,
            depth[node.name],
            sight.size if sight else 0,
            seen.place.sizes[axis] or 0,
            _channels(node, seen.place.axes),
            seen.whole[axis],
        )
        if step.depth not in largest or step.size > largest[step.depth].size:
            largest[step.depth] = step
    return [largest[at] for at in sorted(largest)]


def _channels(node: Node, axes: tuple[int | None, ...]) -> int:
    shape = node.output_shape
    others = [size for at, size in enumerate(shape) if at not in axes]
    return int(others[-1] or 0) if others else 1


def _told(name: str, steps: list[_Step], channels: bool) -> str:
    chosen = steps if len(steps) <= 12 else [steps[round(at)] for at in np.linspace(0, len(steps) - 1, 8)]
    fields = ", ".join(f"{step.layer} {step.size or 'all'}" for step in chosen)
    sizes = ", ".join(f"{step.places:,}" for step in chosen)
    whole = next((step.layer for step in steps if step.whole), None)
    return (
        f"{name}: receptive field size by layer{'' if chosen is steps else ' (some of them)'}: {fields}. "
        f"Size of their maps: {sizes}."
        + (f" Numbers of maps: {', '.join(f'{step.channels:,}' for step in chosen)}." if channels else "")
        + (f" From {whole} on a unit sees the whole image." if whole else "")
    )


@styled
def border(model: Any, layer: str | None = None, *, share: bool = False) -> Figure:
    """For each unit of a map, how many real pixels its field holds: at the border the rest is padding.

    Args:
        model: Keras model or layer list with a fixed input size.
        layer: name of the layer whose units are shown; by default the last one. Up to 2,500 units.
        share: whether the squares say which share of an unclipped field is real, in place of how many pixels are.

    Raises:
        ValueError: if the input has no fixed size, or the map is no grid, or has too many units.
    """
    field = of(model, layer)
    sizes = fixed_sizes(field)
    if len(sizes) != 2 or sizes == (1, 1):
        raise ValueError(f"The units of {field.layer!r} are no grid: take a layer before it.")
    if sizes[0] * sizes[1] > _MOST_UNITS:
        raise ValueError(f"The map of {field.layer!r} has {sizes[0]}×{sizes[1]} units, more than {_MOST_UNITS:,}. "
                         "Take a later layer or a smaller image.")  # fmt: skip
    real = np.array([[field.mask(row, col).sum() for col in range(sizes[1])] for row in range(sizes[0])])
    total = int(field.mask(0, 0, clip=False).sum()) if not any(field.whole) else int(real.max())
    words = [[f"{count / total:.0%}" if share else f"{count:,}" for count in line] for line in real]
    drawn, plot = figure(4.4 * sizes[1] / max(sizes) + 2.2, 4.4 * sizes[0] / max(sizes) + 0.9)
    picture = plot.imshow(real, cmap="cividis", vmin=0)
    # As large as the longest number fits into a square of the grid, of which the longer side takes 3.6 inches.
    letters = min(11.0, 0.9 * 3.6 * 72 / max(sizes) / (0.62 * max(len(word) for line in words for word in line)))
    legible = letters >= 6.5
    for (row, col), count in np.ndenumerate(real) if legible else ():
        light = count > 0.45 * real.max()
        plot.text(col, row, words[row][col], ha="center", va="center", color="black" if light else "white",
                  fontsize=letters)  # fmt: skip
    drawn.colorbar(picture, label="real pixels in the field", shrink=0.9, format="{x:,.0f}")
    height, width = ("all" if size == np.inf else f"{size:,}" for size in field.size)
    plot.set_title(f"{field.layer}: fields of {height}×{width}")
    plot.set_xlabel("column of the unit")
    plot.set_ylabel("row of the unit")
    if legible:
        plot.set_xticks(range(sizes[1]))
        plot.set_yticks(range(sizes[0]))
    inner = int(real[sizes[0] // 2, sizes[1] // 2])
    return described(
        drawn,
        f"A map of {sizes[0]} by {sizes[1]} units of {field.layer}, each with the number of real pixels in its "
        f"receptive field of {height} by {width}. The unit in the middle has {inner:,} of them, those in the corners "
        f"{real[0, 0]:,} (top left), {real[0, -1]:,}, {real[-1, 0]:,} and {real[-1, -1]:,} (bottom right). "
        f"{int((real < real.max()).sum())} of the {real.size:,} units have fewer than the {real.max():,} of the "
        f"best off.{f' The squares say which share of {total:,} that is: {words[0][0]} top left.' if share else ''}",
    )
