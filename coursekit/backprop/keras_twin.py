"""The same network in Keras, with the same weights."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from coursekit.backprop.layers.layer import Array
from coursekit.network import read
from coursekit.network.keras_builder import as_keras as keras_model

if TYPE_CHECKING:
    from coursekit.backprop.sequential import Sequential

__all__ = ["as_keras"]


def as_keras(network: Sequential) -> Any:
    """A functional Keras model with the layers and weights of a network.

    Its outputs are logits, as the network's are: compile it with a loss that is told so (`from_logits=True`).

    Args:
        network: its weights are copied; what happens to one of the two later does not touch the other.

    Returns:
        The model; its layers have the names of the network's.

    Raises:
        TypeError: if the network has a layer of a kind of its own.
    """
    model = keras_model(read(network.description()))
    for layer in network.layers:
        for setting in ("epsilon", "momentum"):  # of batch normalisation, which descriptions leave out
            if hasattr(layer, setting):
                setattr(model.get_layer(layer.name), setting, getattr(layer, setting))
        if layer.parameters or layer.state:
            model.get_layer(layer.name).set_weights(_weights(layer.parameters, layer.state))
    return model


def _weights(parameters: dict[str, Array], state: dict[str, Array]) -> list[Array]:
    return [*parameters.values(), *state.values()]
