"""The calls that make up a Keras model, in order, with models inside it unfolded: to be run one by one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from coursekit.network import Shape, read
from coursekit.network.keras_reader import graph_of, is_keras_model, ordered

__all__ = ["Call", "Calls", "Port", "keras_calls"]

Port = tuple[str, int]
"""One tensor of a model: the name of the call that gives it, and which of its results it is."""


@dataclass(frozen=True, eq=False)
class Call:
    """One call of one layer or operation of Keras.

    Attributes:
        name: the same as that of its node in `coursekit.network.read(model)`.
        operation: Keras' own layer or operation.
        node: Keras' record of the call, with its arguments.
        sources: where its tensors come from, in the order of `node.input_tensors`.
        recorded: shapes of its results, without the batch, as Keras has noted them down.
    """

    name: str
    operation: Any
    node: Any
    sources: tuple[Port, ...]
    recorded: tuple[Shape, ...]

    @property
    def type(self) -> str:
        """What kind of layer or operation it is."""
        return type(self.operation).__name__

    @property
    def ports(self) -> tuple[Port, ...]:
        """Its results."""
        return tuple((self.name, number) for number in range(len(self.recorded)))

    def run(self, tensors: Sequence[Any]) -> list[Any]:
        """What it gives for other tensors at inference, all other arguments as they were."""
        import keras  # noqa: PLC0415 - importing it takes seconds; here it is there already

        arguments, named = self._filled(tensors)
        if "training" in getattr(self.operation, "_call_context_args", ()):
            named = {**named, "training": False}  # as `model(x, training=False)` does, whatever was said at the call
        return list(keras.tree.flatten(self.operation(*arguments, **named)))

    def shapes(self, inputs: Sequence[Shape]) -> tuple[Shape, ...]:
        """Shapes of its results, without the batch, for inputs of these shapes.

        Raises:
            ValueError: if the layer does not take such inputs.
        """
        import keras  # noqa: PLC0415 - as above

        symbols = [
            keras.KerasTensor((1, *shape), tensor.dtype)
            for shape, tensor in zip(inputs, self.node.input_tensors, strict=True)
        ]
        arguments, named = self._filled(symbols)
        results = keras.tree.flatten(self.operation.compute_output_spec(*arguments, **named))
        return tuple(tuple(result.shape[1:]) for result in results)

    def _filled(self, tensors: Sequence[Any]) -> tuple[Any, Any]:
        there = {id(symbol): tensor for symbol, tensor in zip(self.node.input_tensors, tensors, strict=True)}
        filled: tuple[Any, Any] = self.node.arguments.fill_in(there)
        return filled


@dataclass(frozen=True)
class Calls:
    """A Keras model as a list of calls.

    Attributes:
        all: the calls, each after those it takes tensors from; inputs among them.
        inputs: names of the calls where data comes in.
        outputs: names of the calls that give the result.
        model: name of the model.
    """

    all: tuple[Call, ...]
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    model: str

    def before(self, name: str) -> list[Call]:
        """The call of this name and all that it depends on, in order.

        Raises:
            KeyError: if there is none; the message proposes similar names.
        """
        by_name = {call.name: call for call in self.all}
        if name not in by_name:
            similar = get_close_matches(str(name), by_name, n=3) or list(by_name)[:5]
            raise KeyError(f"There is no layer {name!r} in {self.model!r}. Similar: {', '.join(similar)}.")
        needed, pending = {name}, [name]
        while pending:
            for source, _ in by_name[pending.pop()].sources:
                if source not in needed:
                    needed.add(source)
                    pending.append(source)
        return [call for call in self.all if call.name in needed]

    def path(self, name: str, source: str) -> list[Call]:
        """The calls that lead to the one of this name, which must depend on the input `source`.

        Raises:
            KeyError: if there is no such call.
            ValueError: if it does not depend on that input.
        """
        found = self.before(name)
        if source not in {call.name for call in found}:
            raise ValueError(f"{name} ({found[-1].type}) sees nothing of the input {source!r}.")
        return found

    def chosen_input(self, name: str | None) -> str:
        """The input that is meant.

        Raises:
            ValueError: if there is no such input, or several of them and none was named.
        """
        if name is None and len(self.inputs) == 1:
            return self.inputs[0]
        if name in self.inputs:
            return str(name)
        said = "has several inputs" if name is None else f"has no input {name!r}"
        raise ValueError(
            f"The model {self.model!r} {said}. Name one: input={' or input='.join(map(repr, self.inputs))}."
        )

    def chosen_layer(self, name: str | None) -> str:
        """The layer that is meant: by default the last one with a map of several places, else the model's output."""
        if name is not None:
            return name
        before = {call.name for output in self.outputs for call in self.before(output)}
        maps = [call.name for call in self.all if call.name in before and call.sources and _has_places(call)]
        return maps[-1] if maps else self.outputs[0]


def keras_calls(model: Any) -> Calls:
    """Read the calls of a Sequential or functional Keras model.

    Raises:
        TypeError: if it is no Keras model.
        ValueError: if the model has no graph to read (not built yet, subclassed, empty); the message says what to do.
    """
    read(model)  # raises for what is no network, and says why
    graph = graph_of(model) if is_keras_model(model) else None
    if graph is None:
        raise TypeError(
            "Only a Keras model has weights and gradients; a list of layers has none. "
            "Build it: keras.Sequential([keras.Input(...), keras.layers.Conv2D(...), ...])."
        )
    unfolding = _Unfolding()
    made = unfolding.unfold(graph, None, "")
    return Calls(
        tuple(unfolding.calls),
        tuple(made[id(tensor)][0] for tensor in graph.inputs),
        tuple(made[id(tensor)][0] for tensor in graph.outputs),
        str(model.name),
    )


class _Unfolding:
    """Walks the graph as `coursekit.network.read` does, and gives the same names."""

    def __init__(self) -> None:
        self.calls: list[Call] = []
        self._taken: set[str] = set()

    def unfold(self, graph: Any, feeding: Sequence[Port] | None, prefix: str) -> dict[int, Port]:
        made: dict[int, Port] = {}
        if feeding is not None:
            made.update((id(tensor), port) for tensor, port in zip(graph.inputs, feeding, strict=True))
        for node in ordered(graph):
            if all(id(tensor) in made for tensor in node.outputs):
                continue  # an input of a nested model: what feeds it is there already
            sources = tuple(made[id(tensor)] for tensor in node.input_tensors)
            inner = graph_of(node.operation)
            if inner is not None and len(inner.inputs) == len(sources):
                within = self.unfold(inner, sources, self._name(prefix, node.operation.name) + "/")
                ports: Sequence[Port] = [within[id(tensor)] for tensor in inner.outputs]
            else:
                recorded = tuple(tuple(tensor.shape[1:]) for tensor in node.outputs)
                name = self._name(prefix, node.operation.name)
                self.calls.append(Call(name, node.operation, node, sources, recorded))
                ports = self.calls[-1].ports
            made.update((id(tensor), port) for tensor, port in zip(node.outputs, ports, strict=True))
        return made

    def _name(self, prefix: str, name: str) -> str:
        full, count = f"{prefix}{name}", 1
        while full in self._taken:
            count += 1
            full = f"{prefix}{name}#{count}"
        self._taken.add(full)
        return full


def _has_places(call: Call) -> bool:
    shape = call.recorded[0]
    # A map of a single place, as global pooling with `keepdims` leaves it, is none to choose a unit from.
    return len(shape) == 3 and sum(size is None or size > 1 for size in shape) > 1
