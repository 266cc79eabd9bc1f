"""Two sums behind the gradients of a convolution: over all positions of a weight, and over all that read a pixel."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from matplotlib.figure import Figure

from coursekit.backprop.example import Example
from coursekit.backprop.figures.meeting import checked_weight, met, padded, zeros
from coursekit.backprop.figures.paper import Place, cells, tint
from coursekit.backprop.figures.writing import broken, product, scale, total
from coursekit.figures import INK, WIDTH, described, sheet, styled

__all__ = ["flipped_kernel", "shared_weights"]

Array = npt.NDArray[Any]
_LARGEST, _SMALLEST = 0.44, 0.3  # sides of a square, in inches
_GAP = 0.56  # the least room for a sign between two maps
_TOP = 0.62
_READ = "#D3E8F5"  # behind the numbers that are multiplied


class _Map(NamedTuple):
    """One of the maps of a figure.

    Attributes:
        title: what stands above it, in two lines.
        name: by which its texts are found.
        values: (h, w).
        block: rows and columns to be framed, (top, left, bottom, right), half-open.
        gradient: whether it is a gradient: coloured by size, zeros pale, small numbers in another unit.
        outside: which squares are padding.
    """

    title: str
    name: str
    values: Array
    block: tuple[int, int, int, int] | None = None
    gradient: bool = True
    outside: Array | None = None


@styled
def shared_weights(example: Example, weight: tuple[int, int] | None = None) -> Figure:
    """The gradient of one weight: at each position what it was multiplied by times the gradient, all added.

    Args:
        example: any whose maps have room.
        weight: row and column in the kernel; by default one with as many contributions as there are.

    Raises:
        IndexError: if the kernel has no such weight.
        ValueError: if the maps have no room on a page.
    """
    run = example.run()
    gradient = run["convolution"].gradient
    row, column = weight = checked_weight(example, gradient, weight)
    read = met(example, weight, (gradient.shape[0], gradient.shape[1]))
    block = (row, column, row + gradient.shape[0], column + gradient.shape[1])
    maps = [
        _Map("input, and what\nthis weight meets", "input", padded(example), block, gradient=False,
             outside=_border(example.inputs.shape, zeros(example))),
        _Map("gradient of\nthe convolution", "gradient of convolution", gradient),
        _Map("products\n", "products", read * gradient),
        _Map("gradient of\nthe kernel", "gradient of kernel", run.kernel_gradient, (row, column, row + 1, column + 1)),
    ]  # fmt: skip
    sentence = _sum(read, gradient, float(run.kernel_gradient[row, column]))
    return described(
        _drawn(maps, ("×", "=", "add"), f"weight ({row}, {column}): {sentence}"),
        f"The gradient of the weight in row {row}, column {column} of the kernel: at each of the {gradient.size} "
        "positions, the input that the weight meets there is multiplied by the gradient of the convolution. "
        f"Of the products {int(np.count_nonzero(read * gradient))} are not 0. Added up, without those of a gradient of "
        f"0: {sentence}.",
    )


@styled
def flipped_kernel(example: Example, entry: tuple[int, int] | None = None) -> Figure:
    """The gradient of the input: the gradient of the convolution under the kernel turned by 180°, one entry in full.

    A pixel that the kernel's first weight read at one position was read by its last weight at an earlier one: hence
    the half-turn. The gradient gets as many zeros around as the kernel needs to have been at each position that read a
    pixel.

    Args:
        example: any whose maps have room.
        entry: row and column of a pixel; by default one that as many positions give a gradient as there are.

    Raises:
        IndexError: if the input has no such pixel.
        ValueError: if the maps have no room on a page.
    """
    run = example.run()
    gradient = run["convolution"].gradient
    taps = example.kernel.shape
    around = [(size - 1 - before, size - 1 - after) for size, (before, after) in zip(taps, zeros(example), strict=True)]
    wide = np.pad(gradient, around)
    turned = example.kernel[::-1, ::-1]
    blocks = {(int(i), int(j)): wide[i : i + taps[0], j : j + taps[1]] for i, j in np.ndindex(*example.inputs.shape)}
    if entry is None:
        entry = max(blocks, key=lambda at: (np.count_nonzero(blocks[at] * turned), abs((blocks[at] * turned).sum())))
    if entry not in blocks:
        rows, columns = example.inputs.shape
        raise IndexError(f"The input is {rows}×{columns}: it has no pixel {entry!r}. Give row and column, from 0.")
    row, column = entry
    pixels = run["input"].gradient
    maps = [
        _Map("kernel\n", "kernel", example.kernel, gradient=False),
        _Map("kernel, turned\nby 180°", "turned kernel", turned, (0, 0, *taps), gradient=False),
        _Map("gradient of the convolution\nwith zeros around", "gradient of convolution", wide,
             (row, column, row + taps[0], column + taps[1]), outside=_border(gradient.shape, around)),
        _Map("gradient of\nthe input", "gradient of input", pixels, (row, column, row + 1, column + 1)),
    ]  # fmt: skip
    sentence = _sum(turned, blocks[entry], float(pixels[row, column]))
    return described(
        _drawn(maps, ("turn", "×", "add"), f"pixel ({row}, {column}): {sentence}"),
        "The gradient of the input: the gradient of the convolution with zeros around it, under the kernel turned by "
        f"180°. For the pixel in row {row}, column {column}, weight times gradient, without the gradients of 0: "
        f"{sentence}.",
    )


def _border(shape: tuple[int, ...], around: Any) -> Array:
    """Which squares of a padded map are padding."""
    return np.pad(np.zeros(shape, dtype=bool), around, constant_values=True)


def _sum(factors: Array, gradient: Array, result: float) -> str:
    """The products with gradients that are not 0, added."""
    pairs = zip(factors.ravel(), gradient.ravel(), strict=True)
    return total([product(factor, slope) for factor, slope in pairs if slope != 0], result)


def _drawn(maps: list[_Map], signs: tuple[str, ...], sentence: str) -> Figure:
    """The maps in a row with signs between them, and the sum below."""
    columns = sum(each.values.shape[1] for each in maps)
    side = min(_LARGEST, (WIDTH - 0.3 - _GAP * len(signs)) / columns)
    if side < _SMALLEST:
        raise ValueError(
            f"{columns} columns of squares have no room beside each other: take an example with smaller maps, such as "
            "Example.default()."
        )
    gap = min(1.1, (WIDTH - 0.3 - side * columns) / len(signs))
    tall = max(each.values.shape[0] for each in maps) * side
    lines = broken(sentence)
    power = scale(*(each.values for each in maps if each.gradient))
    drawn, plot = sheet(_TOP + tall + 0.35 + 0.26 * (len(lines) + bool(power)))
    left = (WIDTH - side * columns - gap * len(signs)) / 2
    middle = _TOP + tall / 2
    for each, sign in zip(maps, [*signs, ""], strict=True):
        rows, width = each.values.shape
        place = Place(left, middle - rows * side / 2, (rows, width), side)
        _map(plot, each, place, 10.0**power)
        plot.text(place.right + gap / 2, middle, sign, ha="center", va="center", fontsize=17 if len(sign) == 1 else 11)
        left = place.right + gap
    if power:
        lines.append(f"Numbers in the gradients' squares are in units of $10^{{{power}}}$.")
    for at, line in enumerate(lines):
        plot.text(WIDTH / 2, _TOP + tall + 0.32 + 0.26 * at, line, ha="center", va="center", fontsize=11.5)
    return drawn


def _map(plot: Any, each: _Map, place: Place, unit: float) -> None:
    from matplotlib.patches import Rectangle  # noqa: PLC0415 (private to Matplotlib's drawing)

    plain: list[list[Any]] = [["white"] * place.shape[1] for _ in range(place.shape[0])]
    fills = tint(each.values) if each.gradient else plain
    if each.block:
        top, left, bottom, right = each.block
        for row in range(top, bottom):
            for column in range(left, right):
                if not (each.gradient and each.values[row, column]):
                    fills[row][column] = _READ
        plot.add_patch(
            Rectangle((place.left + left * place.side, place.top + top * place.side), (right - left) * place.side,
                      (bottom - top) * place.side, fill=False, edgecolor=INK, linewidth=2.6, zorder=3,
                      gid=f"{each.name} block")
        )  # fmt: skip
    shown = each.values / unit if each.gradient else each.values
    cells(plot, place, shown, each.name, fills=fills, pale=each.values == 0 if each.gradient else None,
          dashed=each.outside, size=min(11.0, 10.5 * place.side / 0.4))  # fmt: skip
    plot.text(place.middle[0], place.top - 0.06, each.title.rstrip(), ha="center", va="bottom", fontsize=10.5)
