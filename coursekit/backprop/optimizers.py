"""How parameters move along their gradients: SGD with momentum, and Adam, with the formulas and names of Keras."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

__all__ = ["SGD", "Adam", "Optimizer"]

Array = npt.NDArray[np.floating[Any]]


class Optimizer(ABC):
    """A rule that changes parameters, given the gradients of the loss.

    An optimizer remembers what it has done to each parameter (its momentum, say) by the parameter's name, so it belongs
    to one network.

    Args:
        learning_rate: the size of a step.
        weight_decay: before each step, every parameter becomes smaller by this share times the learning rate, biases
            included: decoupled from the gradient (Loshchilov and Hutter 2019, "Decoupled weight decay regularization",
            section 2), as Keras does it.

    Attributes:
        steps: how many steps have been made.
    """

    def __init__(self, learning_rate: float, weight_decay: float = 0.0) -> None:
        self.learning_rate = _number(learning_rate, "learning_rate", above=True)
        self.weight_decay = _number(weight_decay, "weight_decay")
        self.steps = 0
        self._memory: dict[str, dict[str, Array]] = {}

    def apply(self, parameters: Mapping[str, Array], gradients: Mapping[str, Array]) -> None:
        """Make one step: change the parameters in place.

        Args:
            parameters: by name.
            gradients: of the loss, by the same names and of the same shapes.

        Raises:
            ValueError: if names or shapes do not fit, also to those of earlier steps; nothing is changed then.
        """
        if parameters.keys() != gradients.keys():
            odd = sorted(parameters.keys() ^ gradients.keys())
            raise ValueError(
                f"parameters and gradients must have the same names, but only one of them has {', '.join(odd)}."
            )
        for name, parameter in parameters.items():
            if gradients[name].shape != parameter.shape:
                raise ValueError(
                    f"The gradient of {name} has shape {gradients[name].shape}, the parameter {parameter.shape}."
                )
            if any(kept.shape != parameter.shape for kept in self._memory.get(name, {}).values()):
                raise ValueError(
                    f"{name} had another shape in earlier steps: an optimizer belongs to one network. Make a new one."
                )
        self.steps += 1
        for name, parameter in parameters.items():
            if self.weight_decay:
                np.multiply(parameter, 1 - self.learning_rate * self.weight_decay, out=parameter)
            self._update(name, parameter, gradients[name])

    @abstractmethod
    def _update(self, name: str, parameter: Array, gradient: Array) -> None:
        """Change one parameter in place."""

    def _remembered(self, name: str, what: str, parameter: Array) -> Array:
        """What is kept between steps about one parameter: zeros before the first one."""
        kept = self._memory.setdefault(name, {})
        if what not in kept:
            kept[what] = np.zeros_like(parameter)
        return kept[what]

    def __repr__(self) -> str:
        settings = {name: value for name, value in vars(self).items() if not name.startswith("_") and name != "steps"}
        return f"{type(self).__name__}({', '.join(f'{name}={value!r}' for name, value in settings.items())})"


class SGD(Optimizer):
    """Gradient descent on batches, with momentum where it is asked for.

    Without momentum: `parameter -= learning_rate * gradient`.

    With momentum, a velocity is kept for each parameter, in the convention of Keras (the learning rate is inside)::

        velocity = momentum * velocity - learning_rate * gradient
        parameter += velocity                                               # classical (Polyak 1964)
        parameter += momentum * velocity - learning_rate * gradient         # nesterov

    after Sutskever, Martens, Dahl and Hinton 2013, "On the importance of initialization and momentum in deep learning"
    (ICML), equations 1 to 4; nesterov with the parameters seen one half-step ahead, as Keras keeps them.

    Args:
        learning_rate: the size of a step, above 0.
        momentum: which share of the velocity stays, from 0 to below 1.
        nesterov: whether the velocity of the next step is already used.
        weight_decay: see `Optimizer`.

    Raises:
        ValueError: if a number is out of its range.
    """

    def __init__(
        self, learning_rate: float = 0.01, momentum: float = 0.0, nesterov: bool = False, weight_decay: float = 0.0
    ) -> None:
        super().__init__(learning_rate, weight_decay)
        self.momentum = _number(momentum, "momentum", below=1.0)
        self.nesterov = bool(nesterov)

    def _update(self, name: str, parameter: Array, gradient: Array) -> None:
        if not self.momentum:
            parameter -= self.learning_rate * gradient
            return
        velocity = self._remembered(name, "velocity", parameter)
        velocity *= self.momentum
        velocity -= self.learning_rate * gradient
        if self.nesterov:
            parameter += self.momentum * velocity - self.learning_rate * gradient
        else:
            parameter += velocity


class Adam(Optimizer):
    """Steps scaled for each parameter by how large its gradients usually are.

    Running means of the gradient and of its square, both started at 0, are corrected for that start::

        mean += (1 - beta_1) * (gradient - mean)
        square += (1 - beta_2) * (gradient**2 - square)
        rate = learning_rate * sqrt(1 - beta_2**steps) / (1 - beta_1**steps)
        parameter -= rate * mean / (sqrt(square) + epsilon)

    after Kingma and Ba 2015, "Adam: a method for stochastic optimization" (ICLR), in the order of the last paragraph of
    section 2, which Keras uses: epsilon is added before the correction ("epsilon hat" there).

    Args:
        learning_rate: about the largest step of any parameter, above 0.
        beta_1: which share of the mean stays, from 0 to below 1.
        beta_2: which share of the mean square stays, from 0 to below 1.
        epsilon: keeps the division from exploding where gradients are almost 0, above 0.
        weight_decay: see `Optimizer`.

    Raises:
        ValueError: if a number is out of its range.
    """

    def __init__(
        self,
        learning_rate: float = 0.001,
        beta_1: float = 0.9,
        beta_2: float = 0.999,
        epsilon: float = 1e-7,
        weight_decay: float = 0.0,
    ) -> None:
        super().__init__(learning_rate, weight_decay)
        self.beta_1 = _number(beta_1, "beta_1", below=1.0)
        self.beta_2 = _number(beta_2, "beta_2", below=1.0)
        self.epsilon = _number(epsilon, "epsilon", above=True)

    def _update(self, name: str, parameter: Array, gradient: Array) -> None:
        mean = self._remembered(name, "mean", parameter)
        square = self._remembered(name, "square", parameter)
        mean += (1 - self.beta_1) * (gradient - mean)
        square += (1 - self.beta_2) * (gradient**2 - square)
        rate = self.learning_rate * (1 - self.beta_2**self.steps) ** 0.5 / (1 - self.beta_1**self.steps)
        parameter -= rate * mean / (np.sqrt(square) + self.epsilon)


def _number(value: Any, name: str, above: bool = False, below: float | None = None) -> float:
    """`value` if it is a number at least 0 (`above`: above 0) and below `below`."""
    if isinstance(value, bool) or not isinstance(value, int | float | np.integer | np.floating):
        raise TypeError(f"{name} must be a number, not {value!r}.")
    number = float(value)  # a NumPy float64 would turn float32 parameters into float64
    fits = number > 0 if above else number >= 0
    if not (fits and np.isfinite(number) and (below is None or number < below)):
        least = "above 0" if above else "0 or more"
        raise ValueError(f"{name} must be {least}{'' if below is None else f' and below {below:g}'}, not {value!r}.")
    return number
