"""A convolution written as the sparse matrix of a dense layer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import numpy as np

from coursekit.network.geometry import window
from coursekit.network.validation import per_axis, whole
from coursekit.parameters.counts import both_axes

if TYPE_CHECKING:
    from scipy.sparse import csr_array

__all__ = ["as_matrix"]

# 50 million entries take about 600 MB in the result and twice as much while it is made.
_MOST_ENTRIES = 50_000_000


def as_matrix(
    kernel: Any,
    input_shape: tuple[int, int, int],
    strides: int | tuple[int, int] = 1,
    padding: Any = "valid",
    dilation_rate: int | tuple[int, int] = 1,
    groups: int = 1,
) -> csr_array:
    """The matrix `A` with `A @ x.reshape(-1) == y.reshape(-1)`, where `y` is the convolution of `x`.

    "Convolution" is what Keras, TensorFlow and PyTorch mean by it: a cross-correlation, the kernel is
    not turned round. Row `(i * columns + j) * filters + f` holds the weights of output value `(i, j, f)`,
    column `(r * width + c) * channels + k` those for input value `(r, c, k)`. The bias is not in it.

    Every connection is a stored entry, even where the weight is 0, so that `A.nnz` counts connections; to
    zeros of the padding there are none.

    Args:
        kernel: array of shape (height, width, channels / groups, filters), as Keras stores it.
        input_shape: (height, width, channels) of `x`, channels last.
        strides: step between patches, one number or (rows, columns).
        padding: "valid", "same" (as Keras pads, the odd zero at the bottom and right), a number for all
            sides, (rows, columns), or ((top, bottom), (left, right)).
        dilation_rate: distance between neighbouring inputs of a patch. Here it may be combined with
            strides, which Keras' layers refuse.
        groups: into how many groups channels and filters are split.

    Returns:
        scipy.sparse.csr_array of shape (output values, input values) with the dtype of the kernel.

    Raises:
        TypeError: if a number is not whole or the kernel does not hold numbers.
        ValueError: if shapes do not fit together, the output would be empty, or the matrix too large.

    Example:
        >>> import numpy as np
        >>> as_matrix(np.ones((5, 5, 1, 6)), (32, 32, 1)).shape
        (4704, 1024)
    """
    from scipy.sparse import coo_array  # noqa: PLC0415 - a tenth of a second that counting parameters does not need

    weights = _kernel(kernel)
    height, width, channels = _input(input_shape)
    _check_channels(weights.shape, channels, whole(groups, "groups"))
    steps = cast("tuple[int, int]", per_axis(strides, "strides", 2))
    holes = cast("tuple[int, int]", per_axis(dilation_rate, "dilation_rate", 2))
    ends = both_axes(padding)
    rows = _connections(height, weights.shape[0], steps[0], ends[0], holes[0])
    columns = _connections(width, weights.shape[1], steps[1], ends[1], holes[1])

    per_filter, filters = weights.shape[2:]
    entries = rows.taken.size * columns.taken.size * per_filter * filters
    if entries > _MOST_ENTRIES:
        raise ValueError(
            f"The matrix would have {entries:,} entries, about {12 * entries / 1e9:.0f} GB. "
            f"Take a smaller image, fewer channels or fewer filters (at most {_MOST_ENTRIES:,} entries)."
        )
    # Axes of everything below: (connection along the height, along the width, channel within its group, filter).
    to_row = rows.output[:, None, None, None] * columns.outputs + columns.output[None, :, None, None]
    from_column = rows.taken[:, None, None, None] * width + columns.taken[None, :, None, None]
    filter_number = np.arange(filters)
    channel = np.arange(per_filter)[:, None] + filter_number // (filters // groups) * per_filter
    shape = (rows.outputs * columns.outputs * filters, height * width * channels)
    full = (rows.taken.size, columns.taken.size, per_filter, filters)
    to = np.broadcast_to(to_row * filters + filter_number, full).reshape(-1)
    source = np.broadcast_to(from_column * channels + channel, full).reshape(-1)
    values = weights[rows.tap[:, None], columns.tap[None, :]].reshape(-1)
    return coo_array((values, (to, source)), shape=shape).tocsr()


class _Connections:
    """All connections along one axis: from input `taken[n]`, by kernel entry `tap[n]`, to output `output[n]`."""

    def __init__(self, outputs: int, output: np.ndarray, tap: np.ndarray, taken: np.ndarray) -> None:
        self.outputs, self.output, self.tap, self.taken = outputs, output, tap, taken


def _connections(size: int, kernel: int, stride: int, padding: Any, dilation: int) -> _Connections:
    axis = window(size, kernel, stride, padding, dilation)
    outputs = cast("int", axis.output(size))
    start = np.arange(outputs)[:, None] * stride - cast("int", axis.before)
    taken = start + np.arange(kernel) * dilation
    output, tap = np.nonzero((taken >= 0) & (taken < size))
    return _Connections(outputs, output, tap, taken[output, tap])


def _kernel(kernel: Any) -> np.ndarray:
    weights = np.asarray(kernel)
    if weights.dtype.kind not in "biufc":
        raise TypeError(f"The kernel must be an array of numbers, not {type(kernel).__name__} ({weights.dtype}).")
    if weights.ndim != 4:
        hint = " A kernel for one grey channel and one filter is kernel[:, :, None, None]." if weights.ndim == 2 else ""
        raise ValueError(
            f"The kernel has shape {weights.shape}, but (height, width, channels, filters) is needed.{hint}"
        )
    if 0 in weights.shape:
        raise ValueError(f"The kernel has shape {weights.shape}: every size must be at least 1.")
    return weights


def _input(shape: Any) -> tuple[int, int, int]:
    if not isinstance(shape, tuple | list) or len(shape) != 3:
        raise ValueError(f"input_shape must be (height, width, channels), not {shape!r}.")
    height, width, channels = (whole(size, f"each size in input_shape={tuple(shape)!r}") for size in shape)
    return height, width, channels


def _check_channels(kernel: tuple[int, ...], channels: int, groups: int) -> None:
    if channels % groups or kernel[3] % groups:
        raise ValueError(f"groups={groups} must divide both the {channels} channels and the {kernel[3]} filters.")
    if kernel[2] != channels // groups:
        each = f" / {groups} groups" if groups > 1 else ""
        raise ValueError(
            f"The kernel of shape {kernel} is for {kernel[2]} channels, but the input has {channels}{each}. "
            "The third size of the kernel must be the number of channels that a filter sees."
        )
