"""Dense layers, and the change of axes before them."""

from __future__ import annotations

from dataclasses import dataclass
from math import prod

from coursekit.network.layer import Layer, Shape, Variable, checked_activation
from coursekit.network.validation import flag, whole

__all__ = ["Dense", "Flatten", "Permute", "Reshape"]


@dataclass(frozen=True)
class Dense(Layer):
    """Every output sees every input along the last axis.

    On an image that was not flattened it acts on the channels, at each pixel by itself, as in Keras.

    Args:
        units: number of outputs.
        activation: name of the function applied to the result.
        use_bias: whether each unit adds a number.
    """

    units: int
    activation: str | None = None
    use_bias: bool = True

    def check(self) -> None:
        """Check and tidy the arguments."""
        self._set(
            units=whole(self.units, "units"),
            activation=checked_activation(self.activation),
            use_bias=flag(self.use_bias, "use_bias"),
        )

    def output_shape(self, *inputs: Shape) -> Shape:
        """The last axis has `units` values."""
        return (*inputs[0][:-1], self.units)

    def variables(self, *inputs: Shape) -> tuple[Variable, ...]:
        """A kernel of shape (inputs, units), and a bias per unit."""
        size = inputs[0][-1]
        if size is None:
            raise ValueError(
                f"the input has shape {inputs[0]}, but a dense layer must know how many values it gets. "
                "Give Input a fixed height and width, or put GlobalAveragePool before it."
            )
        kernel = self._weight("kernel", size, self.units)
        return (kernel, self._bias("bias", self.units)) if self.use_bias else (kernel,)


@dataclass(frozen=True)
class Flatten(Layer):
    """All values in one row; nothing is computed."""

    def output_shape(self, *inputs: Shape) -> Shape:
        """One axis with the product of the sizes."""
        return (_count(inputs[0]),)


@dataclass(frozen=True)
class Reshape(Layer):
    """The same values in another shape; nothing is computed.

    Args:
        target_shape: the new sizes without the batch; one of them may be -1, to be worked out.
    """

    target_shape: tuple[int, ...]

    def check(self) -> None:
        """Check and tidy the arguments."""
        sizes = tuple(size if size == -1 else whole(size, "each size in target_shape") for size in self.target_shape)
        if sizes.count(-1) > 1:
            raise ValueError(f"target_shape={sizes} leaves more than one size (-1) to be worked out.")
        self._set(target_shape=sizes)

    def output_shape(self, *inputs: Shape) -> Shape:
        """The target shape, with the missing size filled in."""
        have = _count(inputs[0])
        known = prod(size for size in self.target_shape if size != -1)
        if have is None:
            return tuple(None if size == -1 else size for size in self.target_shape)
        missing = have // known
        if (known if -1 not in self.target_shape else known * missing) != have:
            raise ValueError(f"{have} values of shape {inputs[0]} do not fit into the shape {self.target_shape}.")
        return tuple(missing if size == -1 else size for size in self.target_shape)


@dataclass(frozen=True)
class Permute(Layer):
    """The axes in another order.

    Args:
        dims: numbers of the axes, counted from 1 without the batch, as in Keras.
    """

    dims: tuple[int, ...]

    def check(self) -> None:
        """Check and tidy the arguments."""
        dims = tuple(self.dims)
        if sorted(dims) != list(range(1, len(dims) + 1)):
            raise ValueError(f"dims={dims} must name each axis from 1 to {len(dims)} once.")
        self._set(dims=dims)

    def output_shape(self, *inputs: Shape) -> Shape:
        """The sizes in the new order."""
        if len(inputs[0]) != len(self.dims):
            raise ValueError(f"dims={self.dims} has {len(self.dims)} axes, the input {len(inputs[0])}.")
        return tuple(inputs[0][axis - 1] for axis in self.dims)


def _count(shape: Shape) -> int | None:
    return None if None in shape else prod(size for size in shape if size is not None)
