"""The convolution as a layer."""

from __future__ import annotations

from typing import Any, cast

import numpy as np
import numpy.typing as npt

from coursekit.backprop.fitting import groups_divide
from coursekit.backprop.layers.initializers import INITIALIZERS
from coursekit.backprop.layers.layer import Array, Layer
from coursekit.backprop.windows import Windows
from coursekit.network.validation import flag, one_of, pairs, per_axis, whole

__all__ = ["Conv2D"]


class Conv2D(Layer):
    """A 2D convolution, as Keras' layer of this name, without an activation function: that is a layer of its own.

    Args:
        filters: channels of the output.
        kernel_size: rows and columns of the kernel, or one number for both.
        strides: steps down and to the right, or one number for both.
        padding: "valid", "same", or zeros around the image: a number, (rows, columns) or ((top, bottom), (left,
            right)).
        dilation_rate: distance between neighbouring pixels under the kernel. Unlike in Keras, strides and dilation may
            both be above 1.
        groups: into how many groups channels and filters are divided; each filter sees the channels of its group.
        use_bias: whether each filter has a bias.
        kernel_initializer: "glorot_uniform" or "he_normal".

    Raises:
        TypeError: if a number is not whole.
        ValueError: if a number is too small, a word is unknown, or groups do not divide the filters.
    """

    def __init__(
        self,
        filters: int,
        kernel_size: int | tuple[int, int],
        strides: int | tuple[int, int] = 1,
        padding: Any = "valid",
        dilation_rate: int | tuple[int, int] = 1,
        groups: int = 1,
        use_bias: bool = True,
        kernel_initializer: str = "glorot_uniform",
    ) -> None:
        super().__init__()
        self.filters = whole(filters, "filters")
        self.kernel_size = cast("tuple[int, int]", per_axis(kernel_size, "kernel_size", 2))
        self.strides = cast("tuple[int, int]", per_axis(strides, "strides", 2))
        self.padding: Any = (
            one_of(padding, "padding", ("valid", "same")) if isinstance(padding, str) else pairs(padding, "padding", 2)
        )
        self.dilation_rate = cast("tuple[int, int]", per_axis(dilation_rate, "dilation_rate", 2))
        self.groups = whole(groups, "groups")
        groups_divide(self.groups, self.groups, self.filters)
        self.use_bias = flag(use_bias, "use_bias")
        self.kernel_initializer = one_of(kernel_initializer, "kernel_initializer", tuple(INITIALIZERS))

    def build(self, input_shape: tuple[int, ...], rng: np.random.Generator, dtype: npt.DTypeLike) -> tuple[int, ...]:
        """Make kernel and bias; see `Layer.build`."""
        if len(input_shape) != 3:
            raise ValueError(f"Conv2D takes images (height, width, channels), not {input_shape}.")
        channels = input_shape[2]
        groups_divide(self.groups, channels, self.filters)
        shape = (*self.kernel_size, channels // self.groups, self.filters)
        what = f"A kernel of shape {shape}"
        windows = Windows.of((0, *input_shape), shape, self.strides, self.padding, self.dilation_rate, what)
        self.parameters = {"kernel": INITIALIZERS[self.kernel_initializer](shape, rng, dtype)}
        if self.use_bias:
            self.parameters["bias"] = np.zeros(self.filters, dtype)
        self.input_shape = tuple(input_shape)
        return (*windows.outputs, self.filters)

    def forward(self, inputs: Array, training: bool = False) -> Array:  # noqa: ARG002 - the same at all times
        """The convolution of each image; see `Layer.forward`."""
        self.fits(inputs)
        kernel, bias = self.parameters["kernel"], self.parameters.get("bias")
        outputs = self.compute("conv2d", inputs, kernel, bias, *self._settings)
        return self.remember(outputs, inputs)

    def backward(self, gradient: Array) -> Array:
        """The gradients of kernel, bias and inputs; see `Layer.backward`."""
        (inputs,) = self.recall(gradient)
        found = self.compute("conv2d_backward", gradient, inputs, self.parameters["kernel"], *self._settings)
        self.gradients = {name: getattr(found, name) for name in self.parameters}
        return cast("Array", found.inputs)

    @property
    def _settings(self) -> tuple[Any, ...]:
        return self.strides, self.padding, self.dilation_rate, self.groups
