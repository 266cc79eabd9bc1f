"""How many parameters one layer has: as a convolution, without sharing, as a dense layer."""

from __future__ import annotations

from math import prod
from typing import Any, cast

from coursekit.network import Conv, SeparableConv
from coursekit.network.geometry import window
from coursekit.network.validation import flag, per_axis, whole

__all__ = ["conv2d", "dense", "dense_equivalent", "depthwise_conv2d", "separable_conv2d", "sparse"]


def conv2d(kernel: int | tuple[int, int], in_channels: int, filters: int, bias: bool = True, groups: int = 1) -> int:
    """Parameters of a convolution: every filter has a weight per patch pixel and channel, and one bias.

    `height * width * in_channels / groups * filters (+ filters)`. The size of the image, the strides
    and the padding do not matter: the same weights are used at every position.

    Args:
        kernel: height and width of the patch, one number if they are equal.
        in_channels: channels of the input.
        filters: channels of the output.
        bias: whether each filter adds a number.
        groups: into how many groups the channels are split; each filter sees one group.

    Raises:
        TypeError, ValueError: if a number is not whole, not positive, or groups do not divide the channels.

    Example:
        >>> conv2d(5, 1, 6)
        156
    """
    size = _kernel(kernel)
    whole(in_channels, "in_channels")
    layer = Conv(filters, size, groups=groups, use_bias=flag(bias, "bias"))
    return sum(variable.size for variable in layer.variables((None, None, in_channels)))


def depthwise_conv2d(
    kernel: int | tuple[int, int], in_channels: int, depth_multiplier: int = 1, bias: bool = True
) -> int:
    """Parameters of a depthwise convolution: every filter sees a single channel.

    `height * width * in_channels * depth_multiplier (+ in_channels * depth_multiplier)`.

    Args:
        kernel: height and width of the patch.
        in_channels: channels of the input.
        depth_multiplier: filters per channel.
        bias: whether each filter adds a number.

    Example:
        >>> depthwise_conv2d(3, 32, bias=False)
        288
    """
    height, width = _kernel(kernel)
    channels = whole(in_channels, "in_channels") * whole(depth_multiplier, "depth_multiplier")
    return height * width * channels + channels * flag(bias, "bias")


def separable_conv2d(
    kernel: int | tuple[int, int], in_channels: int, filters: int, depth_multiplier: int = 1, bias: bool = True
) -> int:
    """Parameters of a depthwise convolution and the 1x1 convolution after it, with one bias per filter.

    `height * width * c * m + c * m * filters (+ filters)`, with c input channels and depth multiplier m.

    Args:
        kernel: height and width of the depthwise patch.
        in_channels: channels of the input.
        filters: channels of the output.
        depth_multiplier: depthwise filters per channel.
        bias: whether each filter adds a number.

    Example:
        >>> separable_conv2d(3, 32, 64, bias=False)
        2336
    """
    whole(in_channels, "in_channels")
    layer = SeparableConv(filters, _kernel(kernel), depth_multiplier=depth_multiplier, use_bias=flag(bias, "bias"))
    return sum(variable.size for variable in layer.variables((None, None, in_channels)))


def dense(inputs: int, units: int, bias: bool = True) -> int:
    """Parameters of a dense layer: `inputs * units (+ units)`.

    Args:
        inputs: number of values that come in; an image counts height * width * channels.
        units: number of values that go out.
        bias: whether each unit adds a number.

    Example:
        >>> dense(7 * 7 * 512, 4096)
        102764544
    """
    return whole(inputs, "inputs") * whole(units, "units") + units * flag(bias, "bias")


def dense_equivalent(input_shape: int | tuple[int, ...], output_shape: int | tuple[int, ...], bias: bool = True) -> int:
    """Parameters of the dense layer that connects every input value with every output value.

    Args:
        input_shape: sizes of what comes in, such as (height, width, channels), or their product.
        output_shape: sizes of what goes out.
        bias: whether each output value has a bias of its own.

    Example:
        >>> dense_equivalent((32, 32, 1), (28, 28, 6))
        4821600
    """
    return dense(_count(input_shape, "input_shape"), _count(output_shape, "output_shape"), bias)


def sparse(
    kernel: int | tuple[int, int],
    input_shape: tuple[int, int, int],
    filters: int,
    strides: int | tuple[int, int] = 1,
    padding: Any = "valid",
    dilation_rate: int | tuple[int, int] = 1,
    groups: int = 1,
    bias: bool = True,
    count_padding: bool = True,
) -> int:
    """Parameters of the same layer without weight sharing: every output value has weights of its own.

    The connections stay those of the convolution (a "locally connected" layer): each of the
    `rows * columns * filters` output values has `height * width * in_channels / groups` weights and a bias.

    Args:
        kernel: height and width of the patch.
        input_shape: (height, width, channels) of the input.
        filters: channels of the output.
        strides: step between patches.
        padding: "valid", "same" or numbers, as for `as_matrix`.
        dilation_rate: distance between neighbouring inputs of a patch.
        groups: into how many groups the channels are split.
        bias: whether each output value adds a number.
        count_padding: whether weights that only ever meet zeros of the padding count, as in a locally
            connected layer that keeps them; False counts the connections that exist, which are the stored
            entries of `as_matrix`. Without padding there is no difference.

    Raises:
        TypeError, ValueError: if a number is not whole, not positive, or the kernel does not fit.

    Example:
        >>> sparse(5, (32, 32, 1), 6)
        122304
    """
    height, width = _kernel(kernel)
    if not isinstance(input_shape, tuple | list) or len(input_shape) != 3:
        raise ValueError(f"input_shape must be (height, width, channels), not {input_shape!r}.")
    channels = whole(input_shape[2], "the number of channels")
    layer = Conv(filters, (height, width), strides, groups=groups, dilation_rate=dilation_rate)  # checks these
    per_filter = layer.variables((None, None, channels))[0].shape[2]
    rows, columns = (
        _taps(*axis, count_padding)
        for axis in zip(
            input_shape[:2],
            (height, width),
            cast("tuple[int, int]", per_axis(strides, "strides", 2)),
            both_axes(padding),
            cast("tuple[int, int]", per_axis(dilation_rate, "dilation_rate", 2)),
            strict=True,
        )
    )
    outputs = rows[0] * columns[0] * layer.filters
    return rows[1] * columns[1] * per_filter * layer.filters + outputs * flag(bias, "bias")


def both_axes(padding: Any) -> tuple[Any, Any]:
    """Padding of height and of width, from a word, a number, a number each, or a pair each."""
    if isinstance(padding, tuple | list):
        if len(padding) != 2:
            raise ValueError(f"padding={padding!r} needs two entries, one for the height and one for the width.")
        return padding[0], padding[1]
    return padding, padding


def _taps(size: int, kernel: int, stride: int, padding: Any, dilation: int, count_padding: bool) -> tuple[int, int]:
    """Output positions along an axis, and connections from all of them to the input."""
    axis = window(size, kernel, stride, padding, dilation)
    outputs = cast("int", axis.output(size))
    if count_padding:
        return outputs, outputs * kernel
    starts = range(-cast("int", axis.before), -cast("int", axis.before) + outputs * stride, stride)
    return outputs, sum(0 <= start + tap * dilation < size for start in starts for tap in range(kernel))


def _kernel(kernel: int | tuple[int, int]) -> tuple[int, int]:
    return cast("tuple[int, int]", per_axis(kernel, "kernel", 2))


def _count(shape: int | tuple[int, ...], what: str) -> int:
    return prod(cast("tuple[int, ...]", per_axis(shape, what, 1 if isinstance(shape, int) else None)))
