"""The diagrams of lecture 01. Each function returns a Matplotlib figure; `coursekit.figures.show` shows it.

All but `pixels`, which cannot know what is on its images, bring their alt text along.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import scipy.sparse
from matplotlib.figure import Figure

from coursekit.figures import BLUE, GREY, INK, ORANGE, VERMILION, described, figure, styled
from coursekit.parameters.squares import LETTERS, frame, grid, letters, shades, signed

__all__ = ["channels", "connectivity", "pixels", "sliding", "unrolled"]

Array = npt.NDArray[Any]


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
        grid(axis, values, f"{title}  ({values.shape[0]}×{values.shape[1]})")
    frame(axes[0], row, column, kernel.shape)
    frame(axes[1], 0, 0, kernel.shape)
    frame(axes[2], row, column, (1, 1))
    products = [
        f"{weight:g}·{value:g}" for weight, value in zip(kernel.flat, windows[row, column].flat, strict=True) if weight
    ]
    total = f"{output[row, column]:g}"
    sentence = signed(f"y[{row}, {column}] = " + " + ".join(products) + f" = {total}")
    drawn.supxlabel(sentence, fontsize=12, color=INK)
    sizes = [f"{shape[0]} by {shape[1]}" for shape in shapes]
    return described(
        drawn,
        f"The {sizes[0]} input with a {sizes[1]} patch framed, the {sizes[1]} kernel, and the {sizes[2]} output with "
        f"the value in row {row}, column {column} framed. Below, without the products that are zero because the weight "
        f"is: {sentence}.",
    )


@styled
def channels(patch: Array, kernels: Array, bias: float = 0) -> Figure:
    """One output value of one filter on an image with several channels: all products and the bias, added up.

    Args:
        patch: what lies under the filter, shape (kh, kw, channels), up to four channels; three are called by colour.
        kernels: the weights of the filter, one kernel a channel, same shape.
        bias: of the filter.

    Raises:
        ValueError: if the shapes differ, or there are no channels or more than four.
    """
    if patch.shape != kernels.shape or patch.ndim != 3 or not 1 <= patch.shape[2] <= 4:
        raise ValueError(
            "Patch and filter must both be (height, width, channels), with one to four channels, "
            f"not {patch.shape} and {kernels.shape}."
        )
    height, width, count = patch.shape
    names = ("red", "green", "blue") if count == 3 else tuple(f"channel {channel}" for channel in range(count))
    sums = (patch * kernels).sum(axis=(0, 1))
    output = sums.sum() + bias
    drawn, axes = figure(9, 4.9, 2, count + 1, width_ratios=[width] * count + [2.6], squeeze=False)
    spans = float(np.abs(patch).max()), float(np.abs(kernels).max())
    for channel, name in enumerate(names):
        grid(axes[0, channel], patch[..., channel], f"patch x, {name}", size=10, span=spans[0])
        grid(axes[1, channel], kernels[..., channel], f"kernel w, {name}", size=10, span=spans[1])
        axes[1, channel].set_xlabel(signed(f"sum of products: {sums[channel]:g}"))
    for axis, value, title in ((axes[0, -1], output, "output y"), (axes[1, -1], bias, "bias b")):
        grid(axis, np.array([[value]]), title, span=6 * abs(value))
        axis.set_anchor("C")
    frame(axes[0, -1], 0, 0, (1, 1))
    sentence = signed(f"y = {' + '.join(f'{part:g}' for part in (*sums, bias))} = {output:g}")
    drawn.supxlabel(sentence, fontsize=12, color=INK)
    parts = " and ".join(", ".join(f"{name} {part:g}" for name, part in zip(names, sums, strict=True)).rsplit(", ", 1))
    return described(
        drawn,
        f"A patch of {height} by {width} pixels with {count} {'channel' if count == 1 else 'channels'}; under each "
        f"channel a kernel of {height} by {width} weights; together the kernels are one filter. Sums of products: "
        f"{signed(parts)}. They and the one bias give one output value: {sentence}.",
    )


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
    if weights > len(LETTERS):
        raise ValueError(f"There are letters for 26 weights, not for {weights}: draw a smaller kernel.")
    if values.min() < 0 or values.max() != weights:
        raise ValueError(f"The matrix must hold the weights' numbers, 1 to {weights}, and zeros.")
    rows, columns = values.shape
    drawn, axes = figure(9, 3.6, columns=2, width_ratios=[2.3, 9])
    numbers = np.arange(1, weights + 1).reshape(kernel_shape)
    letters(axes[0], numbers, weights, size=13)
    axes[0].set_title(f"kernel w: {weights} weights")
    axes[0].axis("off")
    letters(axes[1], values, weights, size=8)
    axes[1].set_title(f"matrix A: {rows}×{columns} = {rows * columns} entries, {np.count_nonzero(values)} not zero")
    axes[1].set_xlabel("input pixel, row after row")
    axes[1].set_ylabel("output pixel")
    axes[1].set_xticks(range(0, columns, input_shape[1]))
    axes[1].set_yticks(range(rows))
    for edge in range(input_shape[1], columns, input_shape[1]):
        axes[1].axvline(edge - 0.5, color=GREY, linewidth=0.8)
    first = [
        "".join(LETTERS[value - 1] if value else "·" for value in line)
        for line in values[0].reshape(-1, input_shape[1])
    ]
    return described(
        drawn,
        f"A {kernel_shape[0]} by {kernel_shape[1]} kernel whose weights are the letters {LETTERS[0]} to "
        f"{LETTERS[weights - 1]}, and its matrix of {rows} rows, one an output, and {columns} columns, one an input. "
        f"{np.count_nonzero(values)} of the {rows * columns} entries are letters, the others are zero. The first row, "
        f"with a dot for each zero: {' '.join(first)}. Each row has the same letters; from one to the next they move "
        "to the right, by one place, or by more where a new row of the output begins.",
    )


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
    colours = shades(outputs * kernel)
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
                    line = {"color": colours[output * kernel + place], "linewidth": 2}
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
    return described(
        drawn,
        f"Three drawings of {inputs} inputs below {outputs} outputs. Dense: every input is wired to every output, "
        f"{inputs * outputs} lines, each its own weight. Sparse: each output is wired to {kernel} neighbouring inputs, "
        f"{kernel * outputs} lines of as many colours. Sparse and shared: the same {kernel * outputs} lines in only "
        f"{kernel} styles, which repeat at each output.",
    )


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
            frame(axis, 0, number * (width + gap), (height, width), colour=GREY, thickness=0.8)
        axis.set_title(title)
        axis.axis("off")
    return drawn
