"""Keras models that cannot be rebuilt (classes of the student's own) as proxies that are Keras models here, too."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np

from coursekit.checks.plain import is_model
from coursekit.grading.judge.errors import ProtocolError
from coursekit.grading.judge.model_config import UnfitError, cleaned
from coursekit.grading.judge.remote import RemoteObject, called

__all__ = ["OPERATIONS", "handle_of", "stand_in"]

_HANDLE = "_remote_object"
_MOST_LAYERS = 2000
_DEEPEST = 10


def handle_of(value: Any) -> RemoteObject | None:
    """The reference inside a proxy for a model; None for anything else."""
    found = vars(value).get(_HANDLE) if is_model(value) else None
    return found if isinstance(found, RemoteObject) else None


def stand_in(handle: RemoteObject) -> Any:
    """A Keras model, of a class named as the student's, whose weights and calls are those of the student's process."""
    made = type(type(handle).__name__, (_remote_model(),), {})()
    object.__setattr__(made, _HANDLE, handle)
    return made


class RemoteVariable:
    """A weight of a model in the other process.

    Attributes:
        name, path, shape, dtype, trainable: as Keras' own variables have them.
    """

    def __init__(self, handle: RemoteObject, place: int, facts: Any) -> None:
        if type(facts) is not tuple or len(facts) != 5 or not all(type(side) is int for side in facts[2]):
            raise ProtocolError("A model does not say what its weights are.")
        self.name, self.path, self.shape, self.dtype, self.trainable = facts
        self._handle = handle
        self._place = place

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> Any:
        value = _ask(self._handle, "model.weight", self._place)
        if type(value) is not np.ndarray or value.shape != self.shape:
            raise ProtocolError("A weight of a model is not what it was said to be.")
        return value if dtype is None else value.astype(dtype)

    def numpy(self) -> Any:
        """Its value."""
        return self.__array__()

    def assign(self, value: Any) -> None:
        """Give it another value, there."""
        _ask(self._handle, "model.assign", self._place, np.asarray(value))


def _ask(handle: RemoteObject, operation: str, *arguments: Any) -> Any:
    return object.__getattribute__(handle, "_peer").ask(operation, handle, *arguments)


@cache
def _remote_model() -> Any:
    """The class; made when there is a first model, because importing Keras takes seconds."""
    import keras  # noqa: PLC0415 - as above

    class RemoteModel(keras.Model):  # type: ignore[misc]  # Keras publishes no types
        """Does nothing here."""

        def __call__(self, *arguments: Any, **keywords: Any) -> Any:
            return called(_ask(vars(self)[_HANDLE], "call", list(arguments), keywords))[0]

        def predict(self, *arguments: Any, **keywords: Any) -> Any:
            return _ask(vars(self)[_HANDLE], "method", "predict", list(arguments), keywords)

        def get_weights(self) -> list[Any]:
            return [np.asarray(weight) for weight in self.weights]

        def set_weights(self, weights: list[Any]) -> None:
            for variable, value in zip(self.weights, weights, strict=True):
                variable.assign(value)

        @property
        def weights(self) -> list[RemoteVariable]:
            handle = vars(self)[_HANDLE]
            return [RemoteVariable(handle, place, each) for place, each in enumerate(_ask(handle, "model.weights"))]

        @property
        def trainable_weights(self) -> list[RemoteVariable]:
            return [weight for weight in self.weights if weight.trainable]

        @property
        def non_trainable_weights(self) -> list[RemoteVariable]:
            return [weight for weight in self.weights if not weight.trainable]

        @property
        def layers(self) -> list[Any]:
            return _layers(_ask(vars(self)[_HANDLE], "model.layers"), 0)

        @property
        def input_shape(self) -> Any:
            return _ask(vars(self)[_HANDLE], "getattr", "input_shape")

        @property
        def output_shape(self) -> Any:
            return _ask(vars(self)[_HANDLE], "getattr", "output_shape")

        @property
        def built(self) -> bool:
            return _HANDLE in vars(self) and _ask(vars(self)[_HANDLE], "getattr", "built") is True

        @built.setter
        def built(self, value: bool) -> None:
            """Keras sets this while it makes a model."""

        def count_params(self) -> int:
            return sum(int(np.prod(weight.shape)) for weight in self.weights)

    return RemoteModel


def _layers(described: Any, depth: int) -> list[Any]:
    """Layers without weights, of the kinds that a description says: stock ones with their settings."""
    import keras  # noqa: PLC0415 - as above

    if type(described) is not list or len(described) > _MOST_LAYERS or depth > _DEEPEST:
        raise ProtocolError("A model does not say what its layers are.")
    made: list[Any] = []
    for name, kind, content in described:
        title = name if type(name) is str and name.isidentifier() else "Layer"
        if kind == "model":
            made += _layers(content, depth + 1)
        elif kind == "stock":
            made.append(_layer(keras, title, content))
        else:
            made.append(type(title, (keras.layers.Layer,) if kind == "own" else (), {})())
    return made


def _layer(keras: Any, name: str, config: Any) -> Any:
    try:
        fit = cleaned({"class_name": name, "module": "keras.layers", "config": config})
        return getattr(keras.layers, name).from_config(fit["config"])
    except (UnfitError, TypeError, ValueError):
        return type(name, (keras.layers.Layer,), {})()


def _weights(model: Any) -> list[Any]:
    return [
        (each.name, each.path, tuple(int(side) for side in each.shape), str(each.dtype), bool(each.trainable))
        for each in model.weights
    ]


def _assign(model: Any, place: int, value: Any) -> None:
    model.weights[place].assign(value)


def _described(model: Any) -> list[Any]:
    import keras  # noqa: PLC0415 - loaded already: there is a model

    found: list[Any] = []
    for layer in getattr(model, "operations", model.layers):
        name = type(layer).__name__
        if isinstance(layer, keras.Model):
            found.append((name, "model", _described(layer)))
        elif not isinstance(layer, keras.layers.Layer):
            found.append((name, "operation", None))
        elif getattr(keras.layers, name, None) is type(layer):
            found.append((name, "stock", layer.get_config()))
        else:
            found.append((name, "own", None))
    return found


OPERATIONS: dict[str, Callable[..., Any]] = {
    "model.assign": _assign,
    "model.layers": _described,
    "model.weight": lambda model, place: np.asarray(model.weights[place]),
    "model.weights": _weights,
}
"""What is asked of a model where it is; for the student's side."""
