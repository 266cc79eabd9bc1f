"""Two pictures that explain: conventions of padding and of pixels, and a dense layer beside a convolution."""

from __future__ import annotations

from typing import Any

from matplotlib.figure import Figure

from coursekit.figures import BLUE, GREY, INK, ORANGE, described, figure, styled
from coursekit.network import Conv, Input, Layer, ZeroPad, window
from coursekit.receptive_field.field import of
from coursekit.receptive_field.figures.circles import circles, signed, wires

__all__ = ["dense_and_convolution", "padding_conventions"]


@styled
def padding_conventions() -> Figure:
    """Where unit 0 begins and has its centre: padding "same" on even and odd rows, and the same padding at both ends.

    A kernel of 3 with stride 2 over a row of pixels, its zeros drawn dashed; below, both ways to count pixels.
    """
    cases: tuple[tuple[str, int, Any], ...] = (
        ('Keras, padding="same", 8 pixels (even)', 8, "same"),
        ('Keras, padding="same", 7 pixels (odd)', 7, "same"),
        ("torch, padding=1, 8 pixels", 8, 1),
    )
    drawn, axes = figure(9, 7.4, rows=len(cases))
    told = [
        _convention(plot, title, pixels, padding) for plot, (title, pixels, padding) in zip(axes, cases, strict=True)
    ]
    return described(
        drawn,
        "Three rows of pixels under a kernel of 3 with stride 2, zeros of padding dashed. "
        f"{' '.join(told)} With pixel_origin 0 pixel i has its centre at i, with pixel_origin 0.5 at i + 0.5.",
    )


def _convention(plot: Any, title: str, pixels: int, padding: Any) -> str:
    slide = window(pixels, 3, 2, padding)
    before, after = slide.before or 0, slide.after or 0
    if padding == "same":
        layers: list[Layer] = [Input(shape=(pixels, 1)), Conv(1, 3, 2, "same")]
    else:
        layers = [Input(shape=(pixels, 1)), ZeroPad(padding), Conv(1, 3, 2)]
    points, squares = (of(layers, pixel_origin=origin) for origin in (0, 0.5))
    units = slide.output(pixels) or 0
    (start,), (middle,) = points.start, points.centre(0)
    for place in range(-before, pixels + after):
        _square(plot, place, seen=start <= place < start + 3, zero=not 0 <= place < pixels)
    positions = {unit: middle + 2 * unit for unit in range(units)}
    circles(plot, positions, 1.15, 22, own={0})
    for unit, x in positions.items():
        for place in range(start + 2 * unit, start + 2 * unit + 3):
            plot.plot([x, place], [1.15, 0.3], color=INK if unit == 0 else BLUE, linewidth=2 if unit == 0 else 0.9,
                      linestyle="-" if 0 <= place < pixels else (0, (2, 2)), zorder=1)  # fmt: skip
    for place in range(-before, pixels + after + 1):
        plot.text(place - 0.5, -0.86, signed(str(place)), ha="center", va="center", fontsize=9, color=GREY)
        plot.plot([place - 0.5] * 2, [-0.62, -0.52], color=GREY, linewidth=1)
    plot.plot([-before - 0.5, pixels + after - 0.5], [-0.52] * 2, color=GREY, linewidth=1)
    plot.text(-2.1, 0, "pixel_origin 0:\npixel i is the point i", ha="right", va="center", fontsize=9.5)
    plot.text(-2.1, -0.74, "pixel_origin 0.5:\nfrom i to i + 1", ha="right", va="center", fontsize=9.5)
    plot.text(-2.1, 1.15, f"zeros: {before} before, {after} after", ha="right", va="center", fontsize=10.5)
    other = squares.centre(0)[0]
    plot.text(9.0, 0.3, signed(f"unit 0\nstarts at {start}\ncentre {middle:g} (origin 0)\ncentre {other:g} "
                               "(origin 0.5)"), va="center", fontsize=10.5, linespacing=1.5)  # fmt: skip
    plot.set_title(title)
    plot.set_xlim(-5.4, 12.2)
    plot.set_ylim(-1.15, 1.6)
    plot.axis("off")
    return signed(
        f"{title}: {before} zeros before and {after} after, unit 0 starts at pixel {start}, its centre is {middle:g} "
        f"with pixel_origin 0 and {other:g} with pixel_origin 0.5."
    )


def _square(plot: Any, place: int, seen: bool, zero: bool) -> None:
    from matplotlib.patches import Rectangle  # noqa: PLC0415 (private to Matplotlib's drawing)

    fill = "white" if zero else ORANGE if seen else "#F4F4F4"
    plot.add_patch(
        Rectangle(
            (place - 0.46, -0.3),
            0.92,
            0.6,
            facecolor=fill,
            edgecolor=GREY if zero else INK,
            linewidth=1.1,
            linestyle=(0, (2.2, 1.6)) if zero else "-",
            zorder=2,
        )
    )
    plot.text(place, 0, "zero" if zero else str(place), ha="center", va="center", fontsize=8.5 if zero else 11,
              color=GREY if zero else INK, zorder=3)  # fmt: skip


@styled
def dense_and_convolution(inputs: int = 9, kernel: int = 3) -> Figure:
    """What one unit sees: of a dense layer all, of a convolution a few neighbours, of two convolutions some more.

    Args:
        inputs: units of a one-dimensional input, 5 to 13.
        kernel: of the convolutions.

    Raises:
        ValueError: if there are too few or too many inputs, or two such kernels do not fit on them.
    """
    if not 5 <= inputs <= 13 or kernel < 2 or inputs < 2 * kernel - 1:
        raise ValueError(f"There must be 5 to 13 inputs, and two kernels of {kernel} must fit on them, not {inputs}.")
    drawn, axes = figure(9, 3.6, columns=3)
    diameter = min(18.0, 0.84 * 72 * 2.1 / inputs)
    told = []
    for plot, title, kernels in zip(
        axes, ("one dense layer", "one convolution", "two convolutions"), ([], [kernel], [kernel, kernel]), strict=True
    ):
        layers: list[Layer] = [Input(shape=(inputs, 1)), *(Conv(1, size) for size in kernels)]
        seen = of(layers).size[0] if kernels else inputs
        counts = [inputs - sum(size - 1 for size in kernels[:depth]) for depth in range(len(kernels) + 1)]
        _little_network(plot, counts if kernels else [inputs, inputs], kernel if kernels else inputs, diameter)
        plot.set_title(f"{title}:\na unit sees {seen} of {inputs}")
        told.append(f"of {title} {seen}")
    return described(
        drawn,
        f"Three small networks over {inputs} inputs, one unit of the last layer black with lines to all it sees. Of "
        f"the {inputs} inputs a unit sees: {', '.join(told)}. The kernels have {kernel} weights.",
    )


def _little_network(plot: Any, counts: list[int], reads: int, diameter: float) -> None:
    """Rows of circles, each unit reading `reads` neighbours (all of them in a dense layer), the middle unit black."""
    own = counts[-1] // 2
    seen = {own}
    dense = reads == counts[0]
    for level in range(len(counts) - 1, -1, -1):
        offset = (counts[0] - counts[level]) / 2
        positions = {place: place + offset for place in range(counts[level])}
        last = level == len(counts) - 1
        circles(plot, positions, level, diameter, seen=() if last else seen, own=seen if last else ())
        if level:
            below = (counts[0] - counts[level - 1]) / 2
            read_by = {unit: range(counts[0]) if dense else range(unit, unit + reads) for unit in seen}
            lower = {place: place + below for place in range(counts[level - 1])}
            wires(plot, read_by, lower, positions.__getitem__, level - 1)
            seen = {place for places in read_by.values() for place in places}
    plot.set_xlim(-0.8, counts[0] - 0.2)
    plot.set_ylim(-0.35, 2.35)
    plot.set_yticks(range(len(counts)), ["inputs", *(["units"] if len(counts) == 2 else ["layer 1", "layer 2"])])
    plot.set_xticks([])
    plot.tick_params(length=0)
    plot.spines[:].set_visible(False)
