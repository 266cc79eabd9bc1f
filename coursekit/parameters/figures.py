"""The diagrams of lecture 01. Each function returns a Matplotlib figure; `coursekit.figures.show` shows it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import scipy.sparse
from matplotlib.figure import Figure

from coursekit.figures import BLUE, GREY, INK, ORANGE, VERMILION, figure, styled

__all__ = ["connectivity", "pixels", "sliding", "unrolled"]

Array = npt.NDArray[Any]

_LETTERS = "abcdefghijklmnopqrstuvwxyz"


@styled
def sliding(image: Array, kernel: Array, row: int, column: int) -> Figure:
    """One output value as the sum of the products under the kernel.

    Args:
        image: input, shape (h, w).
        kernel: weights, shape (kh, kw).
        row: row of the output value that is shown.
        column: column of the output value that is shown.

    Raises:
        ValueError: if the kernel is larger than the image, or there is no such output value.
    """
    windows = np.lib.stride_tricks.sliding_window_view(image, kernel.shape)
    output = np.einsum("ijkl,kl->ij", windows, kernel)
    if not (0 <= row < output.shape[0] and 0 <= column < output.shape[1]):
        raise ValueError(f"The output is {output.shape[0]}×{output.shape[1]}: it has no value at ({row}, {column}).")
    shapes = (image.shape, kernel.shape, output.shape)
    drawn, axes = figure(9, 3.9, columns=3, width_ratios=[shape[1] for shape in shapes])
    for axis, values, title in zip(axes, (image, kernel, output), ("input x", "kernel w", "output y"), strict=True):
        _grid(axis, values, f"{title}  ({values.shape[0]}×{values.shape[1]})")
    _frame(axes[0], row, column, kernel.shape)
    _frame(axes[1], 0, 0, kernel.shape)
    _frame(axes[2], row, column, (1, 1))
    products = [
        f"{weight:g}·{value:g}" for weight, value in zip(kernel.flat, windows[row, column].flat, strict=True) if weight
    ]
    total = f"{output[row, column]:g}"
    sentence = f"y[{row}, {column}] = " + " + ".join(products) + f" = {total}"
    drawn.supxlabel(sentence.replace("+ -", "− ").replace("= -", "= −"), fontsize=12, color=INK)
    return drawn


@styled
def unrolled(
    matrix: scipy.sparse.csr_array[Any], kernel_shape: tuple[int, int], input_shape: tuple[int, int]
) -> Figure:
    """A small kernel, and its convolution as a matrix: equal letters and colours are the same weight.

    Args:
        matrix: shape (outputs, inputs), whose non-zero values are 1, 2, ... for the weights in row order.
        kernel_shape: (kh, kw), at most 26 weights in all.
        input_shape: (h, w).

    Raises:
        ValueError: if the kernel has more than 26 weights, or the values are not their numbers.
    """
    weights = int(np.prod(kernel_shape))
    values = np.asarray(matrix.todense()).astype(int)
    if weights > len(_LETTERS):
        raise ValueError(f"There are letters for 26 weights, not for {weights}: draw a smaller kernel.")
    if values.min() < 0 or values.max() != weights:
        raise ValueError(f"The matrix must hold the weights' numbers, 1 to {weights}, and zeros.")
    rows, columns = values.shape
    drawn, axes = figure(9, 3.6, columns=2, width_ratios=[2.3, 9])
    numbers = np.arange(1, weights + 1).reshape(kernel_shape)
    _letters(axes[0], numbers, weights, size=13)
    axes[0].set_title(f"kernel: {weights} weights")
    axes[0].axis("off")
    _letters(axes[1], values, weights, size=8)
    axes[1].set_title(f"matrix: {rows}×{columns} = {rows * columns} entries, {np.count_nonzero(values)} not zero")
    axes[1].set_xlabel("input pixel, row after row")
    axes[1].set_ylabel("output pixel")
    axes[1].set_xticks(range(0, columns, input_shape[1]))
    axes[1].set_yticks(range(rows))
    for edge in range(input_shape[1], columns, input_shape[1]):
        axes[1].axvline(edge - 0.5, color=GREY, linewidth=0.8)
    return drawn


@styled
def connectivity(inputs: int = 6, kernel: int = 3) -> Figure:
    """Which input is wired to which output: in a dense layer, a sparse one, and one that shares its weights.

    Args:
        inputs: units of a one-dimensional input.
        kernel: inputs that each output of the two sparse layers sees, 1 to 3.

    Raises:
        ValueError: if the kernel does not fit.
    """
    if not 1 <= kernel <= min(3, inputs):
        raise ValueError(f"The kernel must lie between 1 and {min(3, inputs)}, not {kernel}.")
    outputs = inputs - kernel + 1
    drawn, axes = figure(9, 3.2, columns=3)
    styles = ((BLUE, "-"), (ORANGE, (0, (5, 2))), (VERMILION, (0, (1, 1.2))))
    shades = _shades(outputs * kernel)
    offset = (inputs - outputs) / 2
    for axis, title in zip(
        axes,
        (
            f"dense: {inputs * outputs} weights",
            f"sparse: {kernel * outputs} weights",
            f"sparse and shared: {kernel} weights",
        ),
        strict=True,
    ):
        axis.set_title(title)
        for output in range(outputs):
            for source in range(inputs):
                place = source - output
                line = {"color": GREY, "linewidth": 1.1}
                if axis is not axes[0]:
                    if not 0 <= place < kernel:
                        continue
                    line = {"color": shades[output * kernel + place], "linewidth": 2}
                if axis is axes[2]:
                    line = {"color": styles[place][0], "linestyle": styles[place][1], "linewidth": 2.4}
                axis.plot([source, output + offset], [0, 1], **line, zorder=1)
        axis.scatter(range(inputs), np.zeros(inputs), s=150, color="white", edgecolor=INK, zorder=2)
        axis.scatter(np.arange(outputs) + offset, np.ones(outputs), s=150, color=INK, zorder=2)
        axis.set_yticks([0, 1], [f"{inputs} inputs", f"{outputs} outputs"] if axis is axes[0] else ["", ""])
        axis.set_xticks([])
        axis.set_ylim(-0.25, 1.25)
        axis.tick_params(length=0)
        axis.spines[:].set_visible(False)
    for axis, note in zip(
        axes,
        ("every input to every output", "each line its own weight", "equal lines, equal weights"),
        strict=True,
    ):
        axis.set_xlabel(note)
    return drawn


@styled
def pixels(rows: Mapping[str, Array]) -> Figure:
    """Rows of images, one image beside the other, each row with its title.

    Args:
        rows: for each title, images of shape (n, h, w, 1) in [0, 1].
    """
    drawn, axes = figure(9, 1.35 * len(rows), len(rows), squeeze=False)
    for axis, (title, images) in zip(axes[:, 0], rows.items(), strict=True):
        height, width = images.shape[1:3]
        gap = max(1, width // 4)
        strip = np.pad(images[..., 0], ((0, 0), (0, 0), (0, gap)))
        axis.imshow(np.hstack(list(strip))[:, :-gap], cmap="Greys", vmin=0, vmax=1)
        for number in range(len(images)):
            _frame(axis, 0, number * (width + gap), (height, width), colour=GREY, thickness=0.8)
        axis.set_title(title)
        axis.axis("off")
    return drawn


def _shades(number: int) -> Array:
    """Colours that differ in lightness too, so that they can be told apart in grey."""
    from matplotlib import colormaps  # noqa: PLC0415 (private to Matplotlib's drawing)

    return np.asarray(colormaps["cividis"](np.linspace(0, 0.95, number)))


def _grid(axis: Any, values: Array, title: str) -> None:
    """Numbers in squares; the larger, the darker."""
    span = float(np.abs(values).max()) or 1.0
    axis.imshow(np.abs(values), cmap="Greys", vmin=0, vmax=2.2 * span)
    for (i, j), value in np.ndenumerate(values):
        axis.text(j, i, f"{value:g}".replace("-", "−"), ha="center", va="center", fontsize=12)
    axis.set_xticks(np.arange(values.shape[1] + 1) - 0.5, [])
    axis.set_yticks(np.arange(values.shape[0] + 1) - 0.5, [])
    axis.grid(color="#BBBBBB", linewidth=1)
    axis.tick_params(length=0)
    axis.spines[:].set_visible(False)
    axis.set_title(title)


def _frame(
    axis: Any, row: int, column: int, shape: tuple[int, ...], *, colour: str = ORANGE, thickness: float = 3.5
) -> None:
    """A frame around some pixels of an image."""
    from matplotlib.patches import Rectangle  # noqa: PLC0415 (private to Matplotlib's drawing)

    corner = (column - 0.5, row - 0.5)
    axis.add_patch(
        Rectangle(corner, shape[1], shape[0], fill=False, edgecolor=colour, linewidth=thickness, clip_on=False)
    )


def _letters(axis: Any, numbers: Array, weights: int, size: int) -> None:
    """Squares with the letter and the colour of their weight; zeros stay white."""
    from matplotlib.colors import ListedColormap  # noqa: PLC0415 (private to Matplotlib's drawing)

    shades = _shades(weights)
    axis.imshow(np.ma.masked_equal(numbers, 0), cmap=ListedColormap(shades), vmin=0.5, vmax=weights + 0.5)
    for (i, j), number in np.ndenumerate(numbers):
        if number:
            dark = float(shades[number - 1][:3] @ (0.299, 0.587, 0.114)) < 0.5
            axis.text(
                j, i, _LETTERS[number - 1], ha="center", va="center", fontsize=size, color="white" if dark else "black"
            )
