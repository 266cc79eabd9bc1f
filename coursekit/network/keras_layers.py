"""Recognises Keras' layers without importing Keras: by the name of their class and by their attributes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

from coursekit.network.keras_table import KNOWN
from coursekit.network.layer import Layer, Variable
from coursekit.network.wrapper import TimeDistributed

__all__ = ["attends_to_everything", "describe", "variables_of"]

_ATTENTION = ("AdditiveAttention", "Attention", "GroupedQueryAttention", "MultiHeadAttention")

# What a subclass may redefine without becoming another layer: its name tag and how it is saved or created.
_BEHAVIOUR = ("call", "__call__", "compute_output_shape", "compute_output_spec", "convolution_op")


def describe(operation: Any) -> Layer | None:
    """The description of a Keras layer or operation; None if the course does not know it.

    A class of somebody's own that inherits from a layer of Keras is taken for that layer unless it
    redefines what the layer computes; a layer that Keras does not have can describe itself, by a method
    `network_layer()` beside its `call`.
    """
    for cls in type(operation).__mro__:
        module = cls.__module__
        if module.startswith("keras.src."):
            if cls.__name__ in ("TimeDistributed", "SpectralNormalization"):
                return _wrapped(cls.__name__, operation)
            # The third part of the module is `layers`, `ops` or `applications`.
            read = KNOWN.get((module.split(".")[2], cls.__name__))
            if read is not None:
                return _described(read, operation)
            if cls.__name__ in ("Layer", "Operation", "Wrapper"):
                return None
        if "network_layer" in vars(cls):
            return _checked(operation.network_layer(), cls)
        if any(name in vars(cls) for name in _BEHAVIOUR):
            return None
    return None


def variables_of(operation: Any, trainable: set[int]) -> tuple[tuple[int, Variable], ...]:
    """The arrays that a Keras layer owns, inner layers included, each with the identity of its Keras variable.

    Args:
        operation: a layer, or an operation without weights.
        trainable: identities of the variables that the whole model trains.
    """
    measured: set[int] = set()
    pending = [operation]
    while pending:
        layer = pending.pop()
        measured.update(id(v) for v in getattr(layer, "_non_trainable_variables", ()))
        pending.extend(getattr(layer, "_layers", ()))
    found = []
    for variable in getattr(operation, "weights", ()):
        role = _role(str(variable.name), id(variable) in measured)
        shape = tuple(int(size) for size in variable.shape)
        found.append((id(variable), Variable(str(variable.name), shape, role, id(variable) in trainable)))
    return tuple(found)


def attends_to_everything(node: Any) -> bool:
    """Whether this call of a Keras layer is attention from each place of its first input to all places of the others.

    Masks, windows and axes that limit what is attended to make it something else.
    """
    operation = node.operation
    cls = type(operation)
    if cls.__name__ not in _ATTENTION or not cls.__module__.startswith("keras.src.layers.attention."):
        return False
    given, kwargs = node.arguments.args, node.arguments.kwargs
    named = {name for name, value in kwargs.items() if value is not None and value is not False}
    if named - {"query", "value", "key", "training"} or getattr(operation, "sliding_window", None) is not None:
        return False
    # A query, values and perhaps keys, one by one or as one list; what stands behind them are masks.
    listed = isinstance(given[0], list | tuple) if given else False
    if len(given) > (1 if listed else 3) or node.input_tensors[0] is not _first(given, kwargs):
        return False
    axes = getattr(operation, "_attention_axes", None)
    return axes is None or tuple(axes) == tuple(range(1, len(node.input_tensors[0].shape) - 1))


def _first(given: Any, kwargs: dict[str, Any]) -> Any:
    if not given:
        return kwargs.get("query")
    return given[0][0] if isinstance(given[0], list | tuple) else given[0]


def _described(read: Callable[[Any], Layer | None], operation: Any) -> Layer | None:
    try:
        return read(operation)
    except (AttributeError, TypeError, ValueError):
        return None  # Keras made this layer, so it is our description that does not cover it: mark it as unknown


def _checked(description: Any, cls: type) -> Layer:
    if not isinstance(description, Layer):
        raise TypeError(
            f"{cls.__name__}.network_layer() must return a layer of coursekit.network, not {description!r}."
        )
    return description


def _role(name: str, measured: bool) -> Literal["weight", "bias", "statistic"]:
    # Quantised kernels are not trainable either, yet weights all the same.
    if measured and not any(word in name for word in ("kernel", "embedding")):
        return "statistic"
    return "bias" if name == "beta" or name.endswith("bias") else "weight"


def _wrapped(wrapper: str, operation: Any) -> Layer | None:
    inner = describe(operation.layer)
    if inner is None or wrapper == "SpectralNormalization":  # which only rescales the kernel of the layer inside
        return inner
    if inner.joins:
        return None
    return TimeDistributed(inner, name=str(operation.name), trainable=bool(operation.trainable))
