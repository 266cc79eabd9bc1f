"""Reads the graph of a Keras model, nested models unfolded, without importing Keras."""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from typing import Any

from coursekit.network.graph import UNKNOWN, Network, Node
from coursekit.network.keras_layers import attends_to_everything, describe, variables_of
from coursekit.network.layer import Attention, Input, Layer, Other, Shape, Variable
from coursekit.network.pointwise import Rescaling

__all__ = ["graph_of", "is_keras", "is_keras_model", "ordered", "read_keras"]

_OUTSIDE = "weights that no layer in the graph uses"


def is_keras(thing: Any) -> bool:
    """Whether `thing` is of a class of Keras 3 (or inherits from one)."""
    return any(cls.__module__.startswith("keras.src.") for cls in type(thing).__mro__)


def is_keras_model(thing: Any) -> bool:
    """Whether `thing` is a Keras 3 model of whatever style."""
    return any(c.__module__.startswith("keras.src.models") and c.__name__ == "Model" for c in type(thing).__mro__)


def read_keras(model: Any) -> Network:
    """The network of a Sequential or functional Keras model.

    Raises:
        ValueError: if the model has no graph to read (not built yet, subclassed, empty);
            the message says what to do.
    """
    graph = graph_of(model)
    if graph is None:
        raise ValueError(_why_no_graph(model))
    if all(node.is_input for nodes in graph._nodes_by_depth.values() for node in nodes):
        raise ValueError(f"The model {model.name!r} has no layers: its output is its input. Add a layer and try again.")
    reading = _Reading(model)
    made = reading.unfold(graph, None, "")
    reading.add_forgotten(model)
    return Network(
        nodes=tuple(reading.nodes.values()),
        inputs=tuple(made[id(tensor)][0] for tensor in graph.inputs),
        outputs=tuple(made[id(tensor)][0] for tensor in graph.outputs),
        name=str(model.name),
    )


class _Reading:
    """What is collected while the graph is walked."""

    def __init__(self, model: Any) -> None:
        self.nodes: dict[str, Node] = {}
        self._trainable = {id(variable) for variable in model.trainable_weights}
        self._first: dict[int, str] = {}
        self._counted: set[int] = set()
        self._described: dict[int, Layer | None] = {}
        self._taken: set[str] = set()

    def unfold(
        self, graph: Any, feeding: Sequence[tuple[str, Shape]] | None, prefix: str
    ) -> dict[int, tuple[str, Shape]]:
        """Add the nodes of `graph`; answer who makes which of its tensors, and in which shape.

        Args:
            graph: a Keras functional model.
            feeding: makers and shapes of its inputs where it is nested; None where data comes in.
            prefix: what to put in front of its nodes' names.
        """
        made: dict[int, tuple[str, Shape]] = {}
        if feeding is not None:
            made.update((id(tensor), maker) for tensor, maker in zip(graph.inputs, feeding, strict=True))
        for node in ordered(graph):
            operation = node.operation
            if all(id(tensor) in made for tensor in node.outputs):
                continue  # an input of a nested model: what feeds it is there already
            sources = [made[id(tensor)] for tensor in node.input_tensors]
            inner = graph_of(operation)
            if inner is not None and len(inner.inputs) == len(sources):
                within = self.unfold(inner, sources, self._name(prefix, operation.name) + "/")
                makers = [within[id(tensor)] for tensor in inner.outputs]
                made.update((id(tensor), maker) for tensor, maker in zip(node.outputs, makers, strict=True))
            else:
                self._add(node, tuple(s[0] for s in sources), tuple(s[1] for s in sources), prefix, made)
        return made

    def add_forgotten(self, model: Any) -> None:
        """Add what the model owns beside its graph, so that nothing is missing from the count."""
        rest = [pair for pair in variables_of(model, self._trainable) if pair[0] not in self._counted]
        if rest:
            owned = tuple(variable for _, variable in rest)
            layer = Other(kind=type(model).__name__, own=owned)
            name = self._name("", f"{model.name} (outside the graph)")
            self.nodes[name] = Node(name, layer.type, layer, (), (), (), owned, owned, None, _OUTSIDE)

    def _add(
        self, node: Any, inbound: tuple[str, ...], shapes: tuple[Shape, ...], prefix: str, made: dict[int, Any]
    ) -> None:
        operation = node.operation
        recorded = tuple(_shape(tensor) for tensor in node.outputs)
        owned = variables_of(operation, self._trainable)
        variables = tuple(variable for _, variable in owned)
        own = tuple(variable for identity, variable in owned if identity not in self._counted)
        layer, outputs, remark = self._fit(node, variables, shapes, recorded)
        name = self._name(prefix, operation.name)
        shared = self._first.get(id(operation))
        if shared is not None:
            remark = "; ".join(filter(None, (f"the same layer as {shared}: its weights are counted there", remark)))
        elif own != variables:
            remark = "; ".join(filter(None, ("some of its weights are counted further up", remark)))
        self._first.setdefault(id(operation), name)
        self._counted.update(identity for identity, _ in owned)
        kind = type(operation).__name__
        self.nodes[name] = Node(name, kind, layer, inbound, shapes, outputs, variables, own, shared, remark)
        made.update((id(tensor), (name, shape)) for tensor, shape in zip(node.outputs, outputs, strict=True))

    def _fit(
        self, node: Any, variables: tuple[Variable, ...], shapes: tuple[Shape, ...], recorded: tuple[Shape, ...]
    ) -> tuple[Layer, tuple[Shape, ...], str]:
        """The description, if it gives the shape that Keras recorded; else `Other`."""
        operation = node.operation
        if id(operation) not in self._described:
            self._described[id(operation)] = describe(operation)
        layer = self._described[id(operation)]
        if len(shapes) == 1 and not _is_layer(operation) and (layer is None or layer.joins):
            layer = Rescaling(name=str(operation.name)) if _rescales(node) else None
        if layer is not None and (isinstance(layer, Input) or (shapes and (layer.joins or len(shapes) == 1))):
            computed = _computed(layer, shapes)
            if computed is not None and len(recorded) == 1 and _agree(computed, recorded[0]):
                return layer, (_merge(computed, recorded[0]),), ""
        kind = Attention if attends_to_everything(node) else Other
        other = kind(
            name=str(operation.name),
            kind=type(operation).__name__,
            own=variables,
            shapes=recorded,
            trainable=any(variable.trainable for variable in variables),
        )
        return other, recorded, UNKNOWN

    def _name(self, prefix: str, name: str) -> str:
        """A name that no node and no nested model has yet."""
        full, count = f"{prefix}{name}", 1
        while full in self._taken:
            count += 1
            full = f"{prefix}{name}#{count}"
        self._taken.add(full)
        return full


def graph_of(model: Any) -> Any | None:
    """The functional graph in a model; None for what has none (layers, subclassed models)."""
    for cls in type(model).__mro__:
        if cls.__module__.startswith("keras.src.models"):
            if cls.__name__ == "Sequential":
                return model._functional
            if cls.__name__ == "Functional":
                return model
            return None
        if "call" in vars(cls):
            return None  # what it computes is in its own code, not in the graph
    return None


def _why_no_graph(model: Any) -> str:
    kinds = [cls.__name__ for cls in type(model).__mro__ if cls.__module__.startswith("keras.src.models")]
    if kinds and kinds[0] == "Sequential":
        if not model.layers:
            return f"The model {model.name!r} has no layers. Add some, beginning with keras.Input(shape=...)."
        return (
            f"The Sequential model {model.name!r} is not built: the size of its input is not known yet. Begin its "
            "layers with keras.Input(shape=(height, width, channels)), "
            "or call model.build((None, height, width, channels))."
        )
    return (
        f"The model {model.name!r} is subclassed ({type(model).__name__}): how its layers are connected stands only in "
        "the code of its call method. Make a functional model of it and pass that: "
        "x = keras.Input(shape=(height, width, channels)); keras.Model(x, model.call(x))."
    )


def ordered(graph: Any) -> list[Any]:
    """The calls of a graph, each after those it depends on, otherwise in the order of `model.summary()`."""
    place = {id(operation): rank for rank, operation in enumerate(graph.operations)}
    nodes = [node for depth in sorted(graph._nodes_by_depth, reverse=True) for node in graph._nodes_by_depth[depth]]
    here = {id(node) for node in nodes}
    waiting: dict[int, int] = {}
    users: dict[int, list[Any]] = {id(node): [] for node in nodes}
    for node in nodes:
        parents = {id(parent) for parent in node.parent_nodes} & here
        waiting[id(node)] = len(parents)
        for parent in parents:
            users[parent].append(node)

    def entry(node: Any) -> tuple[int, int, int, Any]:
        return place[id(node.operation)], node.operation._inbound_nodes.index(node), id(node), node

    ready = [entry(node) for node in nodes if not waiting[id(node)]]
    heapq.heapify(ready)
    ordered = []
    while ready:
        node = heapq.heappop(ready)[-1]
        ordered.append(node)
        for user in users[id(node)]:
            waiting[id(user)] -= 1
            if not waiting[id(user)]:
                heapq.heappush(ready, entry(user))
    return ordered


def _rescales(node: Any) -> bool:
    """Whether this is `x + 3`, `x / 255` or the like: a tensor first, then a number."""
    kind, arguments = type(node.operation).__name__, node.arguments.args
    first = bool(arguments) and hasattr(arguments[0], "_keras_history")
    return kind in ("Add", "Subtract", "Multiply") or (kind in ("Divide", "TrueDivide") and first)


def _is_layer(operation: Any) -> bool:
    return any(c.__name__ == "Layer" and c.__module__.startswith("keras.src.layers") for c in type(operation).__mro__)


def _shape(tensor: Any) -> Shape:
    return tuple(None if size is None else int(size) for size in tensor.shape[1:])


def _computed(layer: Layer, shapes: tuple[Shape, ...]) -> Shape | None:
    try:
        return layer.output_shape(*shapes)
    except ValueError:
        return None  # as in `describe`


def _agree(one: Shape, other: Shape) -> bool:
    return len(one) == len(other) and all(a is None or b is None or a == b for a, b in zip(one, other, strict=True))


def _merge(one: Shape, other: Shape) -> Shape:
    return tuple(b if a is None else a for a, b in zip(one, other, strict=True))
