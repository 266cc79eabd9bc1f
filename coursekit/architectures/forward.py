"""One image through a Keras model, with what every layer on the way gives."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from coursekit.network import read
from coursekit.network.keras_reader import graph_of, is_keras_model, ordered

__all__ = ["activations"]


def activations(model: Any, image: npt.ArrayLike) -> dict[str, npt.NDArray[Any]]:
    """What each layer gives for one image at inference, nested models unfolded.

    Args:
        model: Sequential or functional Keras model with one input.
        image: without the batch, such as (height, width, channels).

    Returns:
        By the name that the layer has in `network.read(model)`, in order: its output without the batch, of layers with
        several outputs the first. The input is the first of them.

    Raises:
        TypeError, ValueError: if `model` is none, or has no graph to read; the message says what to do.
    """
    read(model)
    import keras  # noqa: PLC0415 - importing it takes seconds; here it is there already

    graph: Any = graph_of(model) if is_keras_model(model) else None
    if graph is None:
        raise TypeError("Only a Keras model has weights to compute with; a list of layers has none.")
    given = keras.ops.convert_to_tensor(np.asarray(image)[None], dtype=graph.inputs[0].dtype)
    forward = _Forward()
    forward.run(graph, [given], "", outermost=True)
    return {name: keras.ops.convert_to_numpy(tensor)[0] for name, tensor in forward.found.items()}


class _Forward:
    """Runs a graph call by call, and keeps what comes out under the names that `network.read` gives."""

    def __init__(self) -> None:
        self.found: dict[str, Any] = {}
        self._taken: set[str] = set()

    def run(self, graph: Any, tensors: Sequence[Any], prefix: str, outermost: bool = False) -> list[Any]:
        import keras  # noqa: PLC0415 - as above

        values = {id(symbol): tensor for symbol, tensor in zip(graph.inputs, tensors, strict=True)}
        for node in ordered(graph):
            operation = node.operation
            if all(id(symbol) in values for symbol in node.outputs):
                if outermost:
                    self.found[self._name(prefix, operation.name)] = values[id(node.outputs[0])]
                continue  # an input: of a nested model it is the output of what feeds it
            inner = graph_of(operation)
            if inner is not None and len(inner.inputs) == len(node.input_tensors):
                fed = [values[id(symbol)] for symbol in node.input_tensors]
                results = self.run(inner, fed, f"{self._name(prefix, operation.name)}/")
            else:
                arguments, named = node.arguments.fill_in(values)
                if "training" in getattr(operation, "_call_context_args", ()):
                    named = {**named, "training": False}
                results = keras.tree.flatten(operation(*arguments, **named))
                self.found[self._name(prefix, operation.name)] = results[0]
            values.update((id(symbol), result) for symbol, result in zip(node.outputs, results, strict=True))
        return [values[id(symbol)] for symbol in graph.outputs]

    def _name(self, prefix: str, name: str) -> str:
        full, count = f"{prefix}{name}", 1
        while full in self._taken:
            count += 1
            full = f"{prefix}{name}#{count}"
        self._taken.add(full)
        return full
