"""Layers that join several inputs into one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from coursekit.network.layer import Layer, Shape
from coursekit.network.validation import whole

__all__ = ["Add", "Average", "Concatenate", "Maximum", "Minimum", "Multiply", "Subtract"]


@dataclass(frozen=True)
class _Elementwise(Layer):
    joins: ClassVar[bool] = True

    def output_shape(self, *inputs: Shape) -> Shape:
        """The common shape; axes of size 1 are repeated as needed, as in NumPy."""
        shape = inputs[0]
        for other in inputs[1:]:
            shape = _broadcast(shape, other, inputs)
        return shape


@dataclass(frozen=True)
class Add(_Elementwise):
    """The sum of the inputs, value by value."""


@dataclass(frozen=True)
class Subtract(_Elementwise):
    """The first input minus the second, value by value."""


@dataclass(frozen=True)
class Multiply(_Elementwise):
    """The product of the inputs, value by value."""


@dataclass(frozen=True)
class Average(_Elementwise):
    """The mean of the inputs, value by value."""


@dataclass(frozen=True)
class Maximum(_Elementwise):
    """The largest of the inputs, value by value."""


@dataclass(frozen=True)
class Minimum(_Elementwise):
    """The smallest of the inputs, value by value."""


@dataclass(frozen=True)
class Concatenate(Layer):
    """The inputs one after the other along an axis.

    Args:
        axis: as in Keras: -1 is the last one, 0 the batch and therefore refused.
    """

    axis: int = -1
    joins: ClassVar[bool] = True

    def check(self) -> None:
        """Check the axis."""
        whole(self.axis, "axis", least=-100)
        if self.axis == 0:
            raise ValueError("axis=0 is the batch. Take -1 for the channels, 1 for the rows.")

    def output_shape(self, *inputs: Shape) -> Shape:
        """The sizes along the axis added up; all others must agree."""
        rank = len(inputs[0])
        axis = self.axis - 1 if self.axis > 0 else self.axis + rank
        if not 0 <= axis < rank:
            raise ValueError(f"axis={self.axis} does not exist in an input of shape {inputs[0]}.")
        joined: list[int | None] = list(inputs[0])
        for other in inputs[1:]:
            if len(other) != rank:
                raise ValueError(f"inputs of shapes {_list(inputs)} have different numbers of axes.")
            for at, size in enumerate(other):
                have = joined[at]
                if at == axis:
                    joined[at] = None if have is None or size is None else have + size
                elif have is None:
                    joined[at] = size
                elif size is not None and size != have:
                    raise ValueError(
                        f"inputs of shapes {_list(inputs)} cannot be put together along axis {self.axis}: "
                        "all other sizes must be the same. Check strides and padding of the branches."
                    )
        return tuple(joined)


def _broadcast(left: Shape, right: Shape, inputs: tuple[Shape, ...]) -> Shape:
    rank = max(len(left), len(right))
    left, right = (1,) * (rank - len(left)) + left, (1,) * (rank - len(right)) + right
    joined: list[int | None] = []
    for one, other in zip(left, right, strict=True):
        if other in (one, 1):
            joined.append(one)
        elif one == 1 or one is None:
            joined.append(other)
        elif other is None:
            joined.append(one)
        else:
            raise ValueError(
                f"inputs of shapes {_list(inputs)} do not match. Bring them to the same shape first: "
                "check strides and padding of the branches, or put a 1x1 convolution into one of them."
            )
    return tuple(joined)


def _list(shapes: tuple[Shape, ...]) -> str:
    return " and ".join(str(shape) for shape in shapes)
