"""What the convolution playground shows: a pure function from its state to a picture, its numbers and its words."""

from __future__ import annotations

import base64
import functools
import html
import io
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import scipy.sparse

from coursekit.figures import BLUE, GREY, INK, ORANGE

__all__ = ["LIMITS", "Picture", "State", "render"]

LIMITS = {
    "height": (1, 12),
    "width": (1, 12),
    "channels": (1, 3),
    "filters": (1, 4),
    "kernel_size": (1, 12),
    "strides": (1, 6),
    "dilation_rate": (1, 6),
}
"""Smallest and largest value of each number: larger pictures would be neither legible nor quick."""

_GRID = 150  # pixels: the longer side of the grids for input and output
_MATRIX = 560  # pixels: the most that the matrix is wide, and twice what it is high


@dataclass(frozen=True)
class State:
    """One convolution, as the controls describe it.

    Args:
        height: of the input.
        width: of the input.
        channels: of the input.
        filters: channels of the output.
        kernel_size: height and width of the kernel.
        strides: step of the kernel, in both directions.
        padding: "valid" (none) or "same" (zeros around, as Keras puts them).
        dilation_rate: distance between neighbouring inputs under the kernel.
        pixel: which output pixel is pointed out, row after row from 0; the last one if there are fewer.
    """

    height: int = 8
    width: int = 8
    channels: int = 1
    filters: int = 1
    kernel_size: int = 3
    strides: int = 1
    padding: Literal["valid", "same"] = "valid"
    dilation_rate: int = 1
    pixel: int = 0


@dataclass(frozen=True, eq=False)
class Picture:
    """What is shown for a state.

    Args:
        state: what it shows.
        output_shape: (height, width, filters) of the output.
        matrix: shape (outputs, inputs); its non-zero values number the weights from 1.
        parameters: how many, biases included, as a layer of each kind: "dense", "sparse", "convolution".
        summary: all of it in words.
        html: the picture, with the summary.
    """

    state: State
    output_shape: tuple[int, int, int]
    matrix: scipy.sparse.csr_array[Any]
    parameters: dict[str, int]
    summary: str
    html: str


def render(state: State) -> Picture:
    """Draw one state. Needs no notebook and no widget.

    Raises:
        TypeError: if a number is not whole.
        ValueError: if a number is out of its limits, or there is no such convolution; the message says why.
    """
    from coursekit import network, parameters  # noqa: PLC0415 (they import this package)

    for name, (least, most) in LIMITS.items():
        if not least <= getattr(state, name) <= most:
            raise ValueError(f"{name} must lie between {least} and {most} here, not {getattr(state, name)}.")
    if state.pixel < 0:
        raise ValueError(f"The output pixel must be 0 or more, not {state.pixel}.")
    slide: dict[str, Any] = {"strides": state.strides, "padding": state.padding, "dilation_rate": state.dilation_rate}
    height = network.output_size(state.height, state.kernel_size, **slide)
    width = network.output_size(state.width, state.kernel_size, **slide)
    inputs, outputs = state.height * state.width * state.channels, height * width * state.filters
    # The weights get numbers, so that equal entries of the matrix are the same weight.
    kernel = _numbered(state)
    size = (state.height, state.width, state.channels)
    matrix = parameters.as_matrix(kernel, size, **slide)
    counted = {
        "dense": parameters.dense(inputs, outputs),
        # Without weights for the zeros of the padding, so that it counts the entries of the matrix.
        "sparse": parameters.sparse(state.kernel_size, size, state.filters, **slide, count_padding=False),
        "convolution": parameters.conv2d(state.kernel_size, state.channels, state.filters),
    }
    shape = (height, width, state.filters)
    pixel = min(state.pixel, height * width - 1)
    summary = _summary(state, shape, matrix, counted)
    seen = np.unique(matrix[[pixel * state.filters]].indices // state.channels)
    drawing = _drawing(state, shape, kernel, matrix, pixel, seen)
    body = f"{drawing}{_table(counted)}<p style='max-width: 60em'>{html.escape(summary)}</p>"
    return Picture(state, shape, matrix, counted, summary, f"<div style='color: {INK}; background: white'>{body}</div>")


def _numbered(state: State) -> npt.NDArray[np.float64]:
    """A kernel of shape (k, k, channels, filters) whose weights are 1, 2, ..., one filter after the other."""
    shape = (state.filters, state.kernel_size, state.kernel_size, state.channels)
    return np.moveaxis(np.arange(1.0, np.prod(shape) + 1).reshape(shape), 0, -1)


def _summary(
    state: State, shape: tuple[int, int, int], matrix: scipy.sparse.csr_array[Any], counted: dict[str, int]
) -> str:
    rows, columns = matrix.shape
    different = len(np.unique(matrix.data))
    fewer = counted["dense"] / counted["convolution"]
    comparison = (
        f"the dense layer has {fewer:,.1f} times as many as the convolution"
        if counted["dense"] > counted["convolution"]
        else "the convolution saves nothing here, because its kernel sees the whole input from its only position"
        if counted["dense"] == counted["convolution"]
        else "the convolution has more than the dense layer, because part of its kernel only ever sees padding"
    )
    return (
        f"Input {state.height}×{state.width}×{state.channels}, {_number(state.filters, 'filter')} of "
        f"{state.kernel_size}×{state.kernel_size}, strides {state.strides}, padding {state.padding}, dilation "
        f"{state.dilation_rate}: output {shape[0]}×{shape[1]}×{shape[2]}. As a matrix: {rows}×{columns} = "
        f"{rows * columns:,} entries, {matrix.nnz:,} of them not zero ({matrix.nnz / (rows * columns):.1%}), "
        f"{_number(different, 'different weight')}. Parameters with biases: dense (MLP) {counted['dense']:,}, sparse "
        f"{counted['sparse']:,}, convolution {counted['convolution']:,}; {comparison}."
    )


def _number(count: int, thing: str) -> str:
    return f"{count:,} {thing}{'' if count == 1 else 's'}"


def _drawing(
    state: State,
    shape: tuple[int, int, int],
    kernel: npt.NDArray[np.float64],
    matrix: scipy.sparse.csr_array[Any],
    pixel: int,
    seen: npt.NDArray[Any],
) -> str:
    cell = min(18, _GRID // max(state.height, state.width, shape[0], shape[1]))
    row, column = divmod(pixel, shape[1])
    source = _planes(state.height, state.width, state.channels, cell, set(seen.tolist()))
    target = _planes(shape[0], shape[1], shape[2], cell, {pixel})
    weights = _kernels(kernel, min(18, _GRID // (max(state.filters, state.channels) * (state.kernel_size + 1))))
    arranged = "a colour a weight" if state.channels == state.filters == 1 else "filters down, channels across"
    parts = (
        _captioned(
            f"input {state.height}×{state.width}×{state.channels}",
            source,
            f"Input grid. Output pixel row {row}, column {column} sees {_number(len(seen), 'pixel')} of it.",
        ),
        _captioned(f"kernel: {arranged}", weights, f"{_number(kernel.size, 'weight')}, each with its colour."),
        _captioned(
            f"output {shape[0]}×{shape[1]}×{shape[2]}", target, f"Output grid, row {row}, column {column} marked."
        ),
        _captioned(
            f"matrix {matrix.shape[0]}×{matrix.shape[1]}: a row an output, a column an input, same colour same weight",
            _matrix(matrix, kernel.size, pixel * state.filters, state.filters),
            f"Matrix with {matrix.nnz:,} coloured entries on white.",
        ),
    )
    return f"<div style='display: flex; flex-wrap: wrap; gap: 8px 28px; align-items: flex-end'>{''.join(parts)}</div>"


def _captioned(caption: str, drawing: tuple[int, int, str], told: str) -> str:
    """A drawing of some width and height with its caption above and its content in words."""
    width, height, content = drawing
    return (
        f"<figure style='margin: 0'><figcaption style='font-size: 13px'>{caption}</figcaption>"
        f"<svg role='img' aria-label='{html.escape(told)}' width='{width + 4}' height='{height + 4}' "
        f"viewBox='-2 -2 {width + 4} {height + 4}'>{content}</svg></figure>"
    )


def _planes(height: int, width: int, planes: int, cell: int, marked: set[int]) -> tuple[int, int, str]:
    """A grid with some squares marked, in front of as many sheets as there are more channels."""
    behind = 5 * (planes - 1)
    sheets = "".join(
        f"<rect x='{5 * k}' y='{behind - 5 * k}' width='{width * cell}' height='{height * cell}' "
        f"fill='#F4F4F4' stroke='{GREY}'/>"
        for k in range(planes - 1, 0, -1)
    )
    squares = "".join(
        f"<rect x='{j * cell}' y='{behind + i * cell}' width='{cell}' height='{cell}' stroke='{GREY}' "
        f"fill='{ORANGE if i * width + j in marked else 'white'}'/>"
        for i in range(height)
        for j in range(width)
    )
    return width * cell + behind, height * cell + behind, sheets + squares


def _kernels(kernel: npt.NDArray[np.float64], cell: int) -> tuple[int, int, str]:
    """One grid for each filter (down) and channel (across), a colour for each weight."""
    size, _, channels, filters = kernel.shape
    colours = _colours(kernel.size)
    squares = "".join(
        f"<rect x='{(channel * (size + 1) + j) * cell}' y='{(filter_ * (size + 1) + i) * cell}' width='{cell}' "
        f"height='{cell}' fill='rgb{tuple(colours[int(number)].tolist())}'/>"
        for (i, j, channel, filter_), number in np.ndenumerate(kernel)
    )
    return (channels * (size + 1) - 1) * cell, (filters * (size + 1) - 1) * cell, squares


def _matrix(matrix: scipy.sparse.csr_array[Any], weights: int, row: int, rows: int) -> tuple[int, int, str]:
    """The matrix as a bitmap (there may be a quarter of a million entries), one pixel's rows framed."""
    from PIL import Image  # noqa: PLC0415 (needed only where something is drawn)

    numbers = np.asarray(matrix.todense()).astype(int)
    bitmap = io.BytesIO()
    Image.fromarray(_colours(weights)[numbers]).save(bitmap, format="png", compress_level=1)
    encoded = base64.b64encode(bitmap.getvalue()).decode("ascii")
    scale = min(14, _MATRIX / numbers.shape[1], _MATRIX / 2 / numbers.shape[0])
    height, width = (max(4, round(size * scale)) for size in numbers.shape)
    sharp = "pixelated" if scale >= 1 else "auto"
    return (
        width,
        height,
        f"<image width='{width}' height='{height}' preserveAspectRatio='none' style='image-rendering: {sharp}' "
        f"href='data:image/png;base64,{encoded}'/>"
        f"<rect width='{width}' height='{height}' fill='none' stroke='{GREY}'/>"
        f"<rect y='{row * scale:.1f}' width='{width}' height='{rows * scale:.1f}' fill='none' stroke='{ORANGE}' "
        "stroke-width='2'/>",
    )


@functools.lru_cache(maxsize=32)
def _colours(weights: int) -> npt.NDArray[np.uint8]:
    """White for 0, and for each weight a colour of its own; lighter for later ones, so that grey will do."""
    from matplotlib import colormaps  # noqa: PLC0415 (half a second to import: only when something is drawn)

    shades = colormaps["cividis"](np.linspace(0, 0.95, weights))[:, :3]
    return np.vstack([np.full((1, 3), 255), np.round(255 * shades)]).astype(np.uint8)


def _table(counted: dict[str, int]) -> str:
    """The three numbers of parameters, with bars on a logarithmic scale."""
    names = {"dense": "dense (MLP)", "sparse": "sparse, not shared", "convolution": "convolution: sparse, shared"}
    colours = {"dense": GREY, "sparse": ORANGE, "convolution": BLUE}
    longest = np.log10(max(counted.values()) + 1)
    rows = "".join(
        f"<tr><th scope='row' style='text-align: left; font-weight: normal'>{names[kind]}</th>"
        f"<td style='text-align: right; padding: 0 12px'><b>{number:,}</b></td>"
        f"<td style='text-align: left'><div style='background: {colours[kind]}; height: 14px; "
        f"width: {round(320 * np.log10(number + 1) / longest)}px'></div></td></tr>"
        for kind, number in counted.items()
    )
    return (
        "<table style='margin: 10px 0; font-size: 14px; color: inherit'><caption style='text-align: left'>"
        f"Parameters, biases included (bars on a logarithmic scale)</caption>{rows}</table>"
    )
