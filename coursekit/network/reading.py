"""`read`: one way into the description of a network, whatever it is written in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from coursekit.network.graph import Network
from coursekit.network.keras_reader import is_keras, is_keras_model, read_keras
from coursekit.network.layer import Layer
from coursekit.network.list_reader import read_list

__all__ = ["read"]


def read(model: Any) -> Network:
    """Read a network from a Keras model or from a list of layer descriptions.

    Args:
        model: a Keras 3 model, Sequential or functional, models inside it included; or a list such as
            `[Input(shape=(32, 32, 1)), Conv(6, 5), MaxPool(2), Flatten(), Dense(10)]`; or a `Network`,
            which is given back.

    Returns:
        The network. Layers that the course does not know are in it as `Other`, counted from their own weights.

    Raises:
        TypeError: if `model` is something else.
        ValueError: if it has no layers, is not built, or its layers do not fit together.
    """
    if isinstance(model, Network):
        return model
    if is_keras_model(model):
        return read_keras(model)
    if isinstance(model, Layer) or is_keras(model):
        raise TypeError(
            f"This is a single layer ({type(model).__name__}), not a network. "
            "Put it into a list after an input, as in [Input(shape=(32, 32, 1)), Conv(6, 5)], "
            "or into keras.Sequential([keras.Input(...), ...])."
        )
    if isinstance(model, Sequence) and not isinstance(model, str):
        return read_list(model)
    if any(cls.__module__.split(".")[0] in ("tf_keras", "keras") for cls in type(model).__mro__):
        raise TypeError("This model belongs to Keras 2 (tf_keras). Build it with Keras 3: import keras.")
    raise TypeError(
        f"A network is a Keras model or a list of layer descriptions, not {type(model).__name__}. "
        "Write it as [Input(shape=(32, 32, 1)), Conv(6, 5), ...] with the layers of coursekit.network."
    )
