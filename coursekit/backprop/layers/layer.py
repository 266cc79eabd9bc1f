"""What every layer is: a forward step that remembers, and a backward step that uses what was remembered."""

from __future__ import annotations

from abc import ABC, abstractmethod
from types import ModuleType
from typing import Any

import numpy as np
import numpy.typing as npt

from coursekit.backprop import vectorised
from coursekit.backprop.gradients import Array
from coursekit.backprop.validation import unchecked

__all__ = ["Array", "Layer"]


class Layer(ABC):
    """A step of a network: `forward` computes its outputs, `backward` hands the gradient of the loss back.

    A layer works on batches: the first axis of everything that goes through is the image's number.

    A layer of your own keeps what its backward step needs with `remember` in `forward`, and gets it with `recall` in
    `backward`; both look at the shapes on the way.

    Attributes:
        name: what the layer is called in its network; `Sequential` gives it where it is empty.
        parameters: what it learns, by Keras' names, such as "kernel" and "bias"; empty until `build`.
        gradients: of the loss with respect to each parameter, by the same names and of the same shapes; what the last
            `backward` found, summed over the batch.
        state: what it keeps and does not learn by gradients, such as the moving mean of batch normalisation.
        input_shape: of one image, as `build` got it; None before.
        functions: the module whose functions compute: `backprop.vectorised`, or `backprop.plain` to read along.
    """

    def __init__(self) -> None:
        self.name = ""
        self.parameters: dict[str, Array] = {}
        self.gradients: dict[str, Array] = {}
        self.state: dict[str, Array] = {}
        self.functions: ModuleType = vectorised
        self.input_shape: tuple[int, ...] | None = None
        self._remembered: tuple[Any, ...] | None = None
        self._output_shape: tuple[int, ...] = ()

    @abstractmethod
    def build(self, input_shape: tuple[int, ...], rng: np.random.Generator, dtype: npt.DTypeLike) -> tuple[int, ...]:
        """Make the parameters for inputs of this shape.

        Args:
            input_shape: of one image, without the batch: (height, width, channels) or (features,).
            rng: draws the initial weights.
            dtype: float32 or float64.

        Returns:
            The shape of one output, without the batch.

        Raises:
            ValueError: if the layer cannot take inputs of that shape.
        """

    @abstractmethod
    def forward(self, inputs: Array, training: bool = False) -> Array:
        """The outputs for a batch of inputs; remembers what `backward` needs.

        Args:
            inputs: shape (n, *input_shape).
            training: whether dropout drops and batch normalisation uses the batch's own statistics.

        Raises:
            RuntimeError: if there was no `build` before.
            ValueError: if the inputs do not have the shape that the layer was built for.
        """

    @abstractmethod
    def backward(self, gradient: Array) -> Array:
        """From the gradient of the loss with respect to the outputs, that with respect to the inputs.

        Fills `gradients` on the way.

        Args:
            gradient: shape of the last outputs.

        Returns:
            Shape of the last inputs.

        Raises:
            RuntimeError: if there was no `forward` before.
            ValueError: if the gradient does not have the shape of the last outputs.
        """

    def compute(self, function: str, *arguments: Any) -> Any:
        """Call a function of `functions` by its name, without its checks: see `backprop.validation`."""
        return unchecked(getattr(self.functions, function))(*arguments)

    def remember(self, outputs: Array, *kept: Any) -> Array:
        """Keep what `backward` will need.

        Args:
            outputs: of this forward step.
            kept: what `recall` gives back.

        Returns:
            The outputs.
        """
        self._remembered = kept
        self._output_shape = outputs.shape
        return outputs

    def recall(self, gradient: Array) -> tuple[Any, ...]:
        """What `remember` kept, if the gradient has the shape of the last outputs.

        Raises:
            RuntimeError: if there was no `forward` before.
            ValueError: if the gradient has another shape.
        """
        if self._remembered is None:
            raise RuntimeError(f"{self._title} has nothing to go back from: call forward before backward.")
        if gradient.shape != self._output_shape:
            raise ValueError(
                f"gradient has the shape {gradient.shape}, but the last outputs of {self._title} had "
                f"{self._output_shape}: the gradient needs the shape of the outputs."
            )
        return self._remembered

    def fits(self, inputs: Array) -> None:
        """Refuse inputs of another shape than the layer was built for.

        Raises:
            RuntimeError: if there was no `build` before.
            ValueError: if the inputs do not have the shape (n, *input_shape).
        """
        if self.input_shape is None:
            raise RuntimeError(f"{self._title} is not built yet: put it into a Sequential, or call build.")
        if inputs.shape[1:] != self.input_shape:
            sizes = ", ".join(map(str, self.input_shape))
            raise ValueError(f"inputs have the shape {inputs.shape}, but {self._title} takes (n, {sizes}).")

    @property
    def _title(self) -> str:
        return self.name or type(self).__name__
