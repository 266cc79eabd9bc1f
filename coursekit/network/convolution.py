"""Convolutions: plain, grouped, dilated, depthwise, separable."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from coursekit.network.geometry import Window, refuse_stride_with_dilation, window
from coursekit.network.layer import Shape, SpatialLayer, Variable, checked_activation
from coursekit.network.validation import flag, one_of, per_axis, whole

__all__ = ["Conv", "Convolution", "DepthwiseConv", "SeparableConv", "Sizes"]

Sizes = int | tuple[int, ...]


class Convolution(SpatialLayer):
    """What all convolutions share; each kind declares these fields itself, in Keras' order of arguments."""

    kernel_size: Sizes
    strides: Sizes
    padding: str
    dilation_rate: Sizes
    use_bias: bool
    activation: str | None

    def check(self) -> None:
        """Check and tidy what all convolutions have."""
        super().check()
        given = [self.kernel_size, self.strides, self.dilation_rate]
        lengths = {len(value) for value in given if isinstance(value, tuple | list)}
        rank = lengths.pop() if lengths else None
        self._set(
            kernel_size=per_axis(self.kernel_size, "kernel_size", rank),
            strides=per_axis(self.strides, "strides", rank),
            dilation_rate=per_axis(self.dilation_rate, "dilation_rate", rank),
            padding=_checked_padding(self.padding),
            use_bias=flag(self.use_bias, "use_bias"),
            activation=checked_activation(self.activation),
        )
        refuse_stride_with_dilation(
            self.axes(self.strides, rank or 1, "strides"), self.axes(self.dilation_rate, rank or 1, "dilation_rate")
        )

    def kernel(self, *inputs: Shape) -> tuple[int, ...]:
        """`kernel_size` with one number for each spatial axis of the input."""
        return self.axes(self.kernel_size, len(self.spatial(inputs[0])), "kernel_size")

    def windows(self, *inputs: Shape) -> tuple[Window, ...]:
        """Geometry per spatial axis."""
        sizes = self.spatial(inputs[0])
        rank = len(sizes)
        if self.padding == "causal" and rank != 1:
            raise ValueError('padding="causal" is for sequences (one axis). Take "valid" or "same".')
        numbers = zip(
            sizes,
            self.kernel(*inputs),
            self.axes(self.strides, rank, "strides"),
            self.axes(self.dilation_rate, rank, "dilation_rate"),
            strict=True,
        )
        return tuple(window(size, kernel, stride, self.padding, dilation) for size, kernel, stride, dilation in numbers)

    def output_spatial(self, *inputs: Shape) -> Shape:
        """Sizes of the output beside its channels."""
        sizes = self.spatial(inputs[0])
        return tuple(axis.output(size) for axis, size in zip(self.windows(*inputs), sizes, strict=True))

    @staticmethod
    def axes(value: Sizes, rank: int, what: str) -> tuple[int, ...]:
        """One number for each of `rank` axes."""
        return cast("tuple[int, ...]", per_axis(value, what, rank))


@dataclass(frozen=True)
class Conv(Convolution):
    """A convolution: every filter sees a patch of the input in all channels of its group.

    Args:
        filters: number of output channels.
        kernel_size: height and width of the patch, one number or one for each axis.
        strides: step between patches.
        padding: "valid" or "same".
        dilation_rate: distance between neighbouring inputs of a patch.
        groups: into how many groups the channels are split; each filter sees one of them.
        activation: name of the function applied to the result.
        use_bias: whether each filter adds a number.

    Raises:
        ValueError, TypeError: if an argument is impossible, as soon as it is written.

    Example:
        >>> Conv(6, 5).output_shape((32, 32, 1))
        (28, 28, 6)
    """

    filters: int
    kernel_size: Sizes
    strides: Sizes = 1
    padding: str = "valid"
    dilation_rate: Sizes = 1
    groups: int = 1
    activation: str | None = None
    use_bias: bool = True

    def check(self) -> None:
        """Check and tidy the arguments."""
        super().check()
        self._set(filters=whole(self.filters, "filters"), groups=whole(self.groups, "groups"))
        if self.filters % self.groups:
            raise ValueError(
                f"{self.filters} filters cannot be shared out among {self.groups} groups. "
                "Take a number of filters that groups divides."
            )

    def output_shape(self, *inputs: Shape) -> Shape:
        """Spatial sizes by `network.output_size`, and one channel per filter."""
        self._in_channels(*inputs)
        return self.shape(self.output_spatial(*inputs), self.filters)

    def variables(self, *inputs: Shape) -> tuple[Variable, ...]:
        """A kernel of shape (height, width, channels of a group, filters), and a bias per filter."""
        kernel = self._weight("kernel", *self.kernel(*inputs), self._in_channels(*inputs), self.filters)
        return (kernel, self._bias("bias", self.filters)) if self.use_bias else (kernel,)

    def _in_channels(self, *inputs: Shape) -> int:
        channels = self.channels(inputs[0])
        if channels % self.groups:
            raise ValueError(
                f"the input has {channels} channels, which {self.groups} groups do not divide. "
                "Take groups that divide both the input channels and the filters."
            )
        return channels // self.groups


@dataclass(frozen=True)
class DepthwiseConv(Convolution):
    """A convolution in which every filter sees one channel only.

    Args:
        kernel_size: height and width of the patch.
        strides: step between patches.
        padding: "valid" or "same".
        depth_multiplier: how many filters each channel gets.
        dilation_rate: distance between neighbouring inputs of a patch.
        activation: name of the function applied to the result.
        use_bias: whether each filter adds a number.
    """

    kernel_size: Sizes
    strides: Sizes = 1
    padding: str = "valid"
    depth_multiplier: int = 1
    dilation_rate: Sizes = 1
    activation: str | None = None
    use_bias: bool = True

    def check(self) -> None:
        """Check and tidy the arguments."""
        super().check()
        self._set(depth_multiplier=whole(self.depth_multiplier, "depth_multiplier"))

    def output_shape(self, *inputs: Shape) -> Shape:
        """Spatial sizes by `network.output_size`, and `depth_multiplier` channels per input channel."""
        return self.shape(self.output_spatial(*inputs), self.channels(inputs[0]) * self.depth_multiplier)

    def variables(self, *inputs: Shape) -> tuple[Variable, ...]:
        """A kernel of shape (height, width, channels, depth_multiplier), and a bias per output channel."""
        channels = self.channels(inputs[0])
        kernel = self._weight("kernel", *self.kernel(*inputs), channels, self.depth_multiplier)
        return (kernel, self._bias("bias", channels * self.depth_multiplier)) if self.use_bias else (kernel,)


@dataclass(frozen=True)
class SeparableConv(Convolution):
    """A depthwise convolution followed by a 1x1 convolution, in one layer with one bias.

    Args:
        filters: number of output channels.
        kernel_size: height and width of the depthwise patch.
        strides: step between patches.
        padding: "valid" or "same".
        dilation_rate: distance between neighbouring inputs of a patch.
        depth_multiplier: how many depthwise filters each channel gets.
        activation: name of the function applied to the result.
        use_bias: whether each filter adds a number.
    """

    filters: int
    kernel_size: Sizes
    strides: Sizes = 1
    padding: str = "valid"
    dilation_rate: Sizes = 1
    depth_multiplier: int = 1
    activation: str | None = None
    use_bias: bool = True

    def check(self) -> None:
        """Check and tidy the arguments."""
        super().check()
        self._set(
            filters=whole(self.filters, "filters"), depth_multiplier=whole(self.depth_multiplier, "depth_multiplier")
        )

    def output_shape(self, *inputs: Shape) -> Shape:
        """Spatial sizes by `network.output_size`, and one channel per filter."""
        self.channels(inputs[0])
        return self.shape(self.output_spatial(*inputs), self.filters)

    def variables(self, *inputs: Shape) -> tuple[Variable, ...]:
        """The depthwise kernel, the 1x1 kernel, and a bias per filter."""
        channels, kernel = self.channels(inputs[0]), self.kernel(*inputs)
        ones = (1,) * len(kernel)
        both = (
            self._weight("depthwise_kernel", *kernel, channels, self.depth_multiplier),
            self._weight("pointwise_kernel", *ones, channels * self.depth_multiplier, self.filters),
        )
        return (*both, self._bias("bias", self.filters)) if self.use_bias else both


def _checked_padding(padding: object) -> str:
    if not isinstance(padding, str):
        raise TypeError(
            f'padding must be "valid" or "same", not {padding!r}. For padding in numbers put a ZeroPad layer before it.'
        )
    return one_of(padding, "padding", ("valid", "same", "causal"))
