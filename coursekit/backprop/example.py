"""The small example that lecture, figures and widget share: whole numbers, every step to be checked on paper.

One channel goes through a convolution, ReLU and 2x2 max pooling, and a gradient comes back. Written with NumPy alone
and on its own, so that it can also check what `backprop.plain` and `backprop.vectorised` compute.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from coursekit.network.validation import one_of

__all__ = ["Example", "Run", "Stage"]

Array = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]

_POOL = 2


class Stage(NamedTuple):
    """What one step gives on the way forward, and the gradient that arrives there on the way back.

    Attributes:
        name: "input", "convolution", "relu" or "pooling".
        values: the map after this step, (height, width).
        gradient: of the loss with respect to these values, of the same shape.
    """

    name: str
    values: Array
    gradient: Array


@dataclass(frozen=True, eq=False)
class Run:
    """The example once forward and once back.

    Attributes:
        stages: input, convolution, relu and pooling, in this order.
        kernel_gradient: of the loss with respect to the kernel, of its shape.
        bias_gradient: of the loss with respect to the bias.
        winners: of the shape of the convolution's map: which values are the largest of their pooling window; of
            equal ones the first in reading order, as in `plain.max_pool_backward`.
        active: of the same shape: which values ReLU lets through (those above 0).
        loss: half the sum of squared errors where the example has a target, else None.
    """

    stages: tuple[Stage, ...]
    kernel_gradient: Array
    bias_gradient: float
    winners: Mask
    active: Mask
    loss: float | None

    def __getitem__(self, name: str) -> Stage:
        """The stage of this name.

        Raises:
            KeyError: if there is no such stage.
        """
        for stage in self.stages:
            if stage.name == name:
                return stage
        raise KeyError(f"There is no stage {name!r}: take one of {', '.join(stage.name for stage in self.stages)}.")


@dataclass(frozen=True, eq=False)
class Example:
    """Numbers for one pass through convolution (stride 1), ReLU and 2x2 max pooling, and back.

    Attributes:
        inputs: one channel, (height, width).
        kernel: (rows, columns); not flipped, as in every CNN library.
        bias: added to each value of the convolution.
        padding: "valid" or "same" (zeros around; an odd one at the bottom or right, as Keras pads).
        gradient: of the loss with respect to the pooled outputs, of their shape; follows from the target if there is
            one.
        target: what the outputs should be, of their shape, where the loss is half the sum of squared errors; None
            where the gradient is simply given.

    Raises:
        ValueError: if a shape does not fit, a number is not finite, or neither gradient nor target is given.
    """

    inputs: Array
    kernel: Array
    bias: float = 0.0
    padding: str = "valid"
    gradient: Array = None  # type: ignore[assignment] # None only until `__post_init__`, where there is a target
    target: Array | None = None

    def __post_init__(self) -> None:
        self._set(padding=one_of(self.padding, "padding", ("valid", "same")), bias=float(self.bias))
        self._set(inputs=_matrix(self.inputs, "inputs"), kernel=_matrix(self.kernel, "kernel"))
        outputs = self._forward()[-1]
        if self.target is not None:
            target = _matrix(self.target, "target", outputs.shape)
            self._set(target=target, gradient=_matrix(outputs - target, "gradient"))
        elif self.gradient is None:
            raise ValueError(f"Give a gradient or a target of shape {outputs.shape}: nothing would come back.")
        else:
            self._set(gradient=_matrix(self.gradient, "gradient", outputs.shape))

    @classmethod
    def default(cls) -> Example:
        """The example of figures and widget: padding "same", 2x2 outputs.

        Of its four pooling windows three have their largest value in three different places, and each of them also
        holds a value that loses or that ReLU blocks; in the fourth, all values are negative, so that its gradient stops
        at ReLU. No two values of a window are equal before ReLU.
        """
        return cls(
            inputs=np.array([[1, 1, 1, 2], [1, -1, 2, 2], [-3, -1, -1, -1], [-2, -2, 2, 0]]),
            kernel=np.array([[1, 0, -1], [0, 2, -1], [1, -1, 1]]),
            bias=-1,
            padding="same",
            gradient=np.array([[1, -2], [3, 2]]),
        )

    @classmethod
    def by_hand(cls) -> Example:
        """The example that the lecture follows with pencil and paper: padding "valid", one output, a target.

        The output is 2 above the target; a step with a learning rate of 0.05 halves this error, and the loss falls from
        2 to 0.5.
        """
        return cls(
            inputs=np.array([[2, 2, 0, 0], [1, 0, 1, 1], [2, 1, 1, 1], [1, 3, 2, 1]]),
            kernel=np.array([[2, -1, -1], [1, 1, 0], [0, -1, 0]]),
            bias=1,
            padding="valid",
            target=np.array([[3]]),
        )

    def replace(self, **changes: Any) -> Example:
        """The same example with other values, as `dataclasses.replace`; a given gradient does away with the target."""
        if "gradient" in changes:
            changes.setdefault("target", None)
        return dataclasses.replace(self, **changes)

    def with_input(self, row: int, column: int, value: float) -> Example:
        """The same example with another value for one pixel."""
        inputs = self.inputs.copy()
        inputs[row, column] = value
        return self.replace(inputs=inputs)

    def step(self, learning_rate: float) -> Example:
        """The same example after one step of gradient descent: `kernel - learning_rate * gradient`, the bias alike."""
        run = self.run()
        return self.replace(
            kernel=self.kernel - learning_rate * run.kernel_gradient,
            bias=self.bias - learning_rate * run.bias_gradient,
        )

    def run(self) -> Run:
        """Once forward, once back, by the chain rule (derived in lecture 03)."""
        convolved, rectified, pooled = self._forward()
        active = convolved > 0
        winners = _winners(rectified)

        # Pooling hands each gradient to its winner, ReLU lets through those of active values only.
        to_rectified = np.zeros_like(rectified)
        spread = self.gradient.repeat(_POOL, axis=0).repeat(_POOL, axis=1)
        inside = to_rectified[: spread.shape[0], : spread.shape[1]]  # an odd last row or column is in no window
        inside[...] = np.where(winners[: spread.shape[0], : spread.shape[1]], spread, 0.0)
        to_convolved = np.where(active, to_rectified, 0.0)

        # Each value of the map came from one patch: its gradient goes to the patch through the kernel, and to the
        # kernel through the patch.
        padded, (top, left) = self._padded()
        to_padded, to_kernel = np.zeros_like(padded), np.zeros_like(self.kernel)
        rows, columns = self.kernel.shape
        for (row, column), value in np.ndenumerate(to_convolved):
            patch = np.s_[row : row + rows, column : column + columns]
            to_kernel += value * padded[patch]
            to_padded[patch] += value * self.kernel
        height, width = self.inputs.shape
        to_inputs = to_padded[top : top + height, left : left + width]

        stages = (
            Stage("input", self.inputs, to_inputs),
            Stage("convolution", convolved, to_convolved),
            Stage("relu", rectified, to_rectified),
            Stage("pooling", pooled, self.gradient),
        )
        loss = None if self.target is None else float(((pooled - self.target) ** 2).sum() / 2)
        return Run(stages, to_kernel, float(to_convolved.sum()), winners, active, loss)

    def _forward(self) -> tuple[Array, Array, Array]:
        """The maps after convolution, ReLU and pooling."""
        padded, _ = self._padded()
        rows, columns = self.kernel.shape
        height, width = padded.shape[0] - rows + 1, padded.shape[1] - columns + 1
        if min(height, width) < _POOL:
            raise ValueError(
                f"inputs of shape {self.inputs.shape} and a kernel of shape {self.kernel.shape} leave a map of "
                f"{max(height, 0)} x {max(width, 0)}, too small for a 2 x 2 pooling window. Take larger inputs, a "
                'smaller kernel or padding="same".'
            )
        convolved = np.array(
            [
                [(padded[i : i + rows, j : j + columns] * self.kernel).sum() + self.bias for j in range(width)]
                for i in range(height)
            ]
        )
        rectified = np.maximum(convolved, 0.0)
        pooled = _windows(rectified).max(axis=-1)
        return convolved, rectified, pooled

    def _padded(self) -> tuple[Array, tuple[int, int]]:
        """The inputs with their zeros, and how many of these are at the top and left."""
        total = [size - 1 if self.padding == "same" else 0 for size in self.kernel.shape]
        top, left = total[0] // 2, total[1] // 2
        return np.pad(self.inputs, ((top, total[0] - top), (left, total[1] - left))), (top, left)

    def _set(self, **values: Any) -> None:
        for name, value in values.items():
            object.__setattr__(self, name, value)  # the way a frozen dataclass tidies its own fields


def _windows(values: Array) -> Array:
    """The 2x2 windows in reading order, each with its values in reading order: (rows, columns, 4)."""
    rows, columns = values.shape[0] // _POOL, values.shape[1] // _POOL
    whole = values[: rows * _POOL, : columns * _POOL].reshape(rows, _POOL, columns, _POOL)
    return whole.transpose(0, 2, 1, 3).reshape(rows, columns, _POOL**2)


def _winners(values: Array) -> Mask:
    winners = np.zeros(values.shape, dtype=bool)
    for (row, column), place in np.ndenumerate(_windows(values).argmax(axis=-1)):  # argmax takes the first of equals
        winners[row * _POOL + place // _POOL, column * _POOL + place % _POOL] = True
    return winners


def _matrix(values: Any, name: str, shape: tuple[int, ...] | None = None) -> Array:
    """The values as a read-only matrix of their own, so that nobody changes an example behind its back."""
    matrix = np.array(values, dtype=np.float64)
    if matrix.ndim != 2 or not matrix.size:
        raise ValueError(f"{name} must be a matrix (height, width), not an array of shape {matrix.shape}.")
    if shape is not None and matrix.shape != shape:
        raise ValueError(f"{name} has shape {matrix.shape}, but the pooled outputs have shape {shape}.")
    if not np.isfinite(matrix).all():
        raise ValueError(f"{name} must be made of finite numbers.")
    matrix.setflags(write=False)
    return matrix
