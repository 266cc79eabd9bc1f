"""The transposed convolution."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from coursekit.network.convolution import Convolution, Sizes
from coursekit.network.geometry import Window
from coursekit.network.layer import Shape, Variable
from coursekit.network.validation import one_of, per_axis, whole

__all__ = ["ConvTranspose"]


@dataclass(frozen=True)
class ConvTranspose(Convolution):
    """A transposed convolution: the shapes of a convolution, read from output to input.

    Args:
        filters: number of output channels.
        kernel_size: height and width of the patch that each input writes to.
        strides: step between the patches in the output.
        padding: "valid" or "same".
        output_padding: rows and columns added at the end; by default what makes "same" give
            `size * strides` and "valid" at least `strides` for each input.
        dilation_rate: distance between neighbouring outputs of a patch.
        activation: name of the function applied to the result.
        use_bias: whether each filter adds a number.
    """

    filters: int
    kernel_size: Sizes
    strides: Sizes = 1
    padding: str = "valid"
    output_padding: Sizes | None = None
    dilation_rate: Sizes = 1
    activation: str | None = None
    use_bias: bool = True

    def check(self) -> None:
        """Check and tidy the arguments."""
        super().check()
        self._set(filters=whole(self.filters, "filters"), padding=one_of(self.padding, "padding", ("valid", "same")))
        if self.output_padding is not None:
            extra = per_axis(self.output_padding, "output_padding", least=0)
            self._set(output_padding=extra)
            rank = max(len(v) if isinstance(v, tuple) else 1 for v in (extra, self.strides))
            strides = self.axes(self.strides, rank, "strides")
            for more, stride in zip(cast("tuple[int, ...]", per_axis(extra, "", rank, 0)), strides, strict=True):
                if more >= stride:
                    raise ValueError(f"output_padding ({more}) must be smaller than strides ({stride}).")

    def windows(self, *inputs: Shape) -> tuple[Window, ...]:
        """The same map as a convolution with step 1 over the input with `strides - 1` zeros between its values."""
        rank = len(self.spatial(inputs[0]))
        extra: tuple[int | None, ...] = (None,) * rank
        if self.output_padding is not None:
            extra = cast("tuple[int, ...]", per_axis(self.output_padding, "output_padding", rank, least=0))
        numbers = zip(
            self.kernel(*inputs),
            self.axes(self.strides, rank, "strides"),
            self.axes(self.dilation_rate, rank, "dilation_rate"),
            extra,
            strict=True,
        )
        return tuple(self._window(*axis) for axis in numbers)

    def output_shape(self, *inputs: Shape) -> Shape:
        """Spatial sizes as Keras computes them, and one channel per filter."""
        self.channels(inputs[0])
        spatial = self.output_spatial(*inputs)
        for size in spatial:
            if size is not None and size < 1:
                raise ValueError(f"the output would have shape {spatial}. Take a larger kernel or another padding.")
        return self.shape(spatial, self.filters)

    def variables(self, *inputs: Shape) -> tuple[Variable, ...]:
        """A kernel of shape (height, width, filters, channels), and a bias per filter."""
        kernel = self._weight("kernel", *self.kernel(*inputs), self.filters, self.channels(inputs[0]))
        return (kernel, self._bias("bias", self.filters)) if self.use_bias else (kernel,)

    def _window(self, kernel: int, stride: int, dilation: int, extra: int | None) -> Window:
        # How Keras turns its arguments into padding of the spread-out input (its JAX backend states it in
        # these numbers; the other backends agree on the shape).
        span = dilation * (kernel - 1) + 1
        if self.padding == "valid":
            more = max(stride - span, 0) if extra is None else extra
            before, after = span - 1, span - 1 + more
        else:
            total = stride + span - 2 if extra is None else span + span % 2 - 2 + extra
            before = min(total // 2 + total % 2, span - 1)
            after = total - before
        return Window(kernel, 1, dilation, before, after, spacing=stride)
