"""A network as a directed graph of layers: what every calculator of the course reads."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cached_property

from coursekit.network.geometry import Window
from coursekit.network.layer import Input, Layer, Other, Shape, Variable

__all__ = ["UNKNOWN", "Network", "Node"]

UNKNOWN = "unknown layer: counted from its own weights"
"""The remark at nodes whose layer is `Other`."""


@dataclass(frozen=True)
class Node:
    """One call of one layer.

    Attributes:
        name: unique in the network; `outer/inner` inside a nested model, `name#2` for the second
            call of a shared layer.
        type: what the layer is called where it comes from (Keras' class, or the description's).
        layer: its description; `Other` where the course does not know the layer.
        inbound: names of the nodes that it takes its inputs from, in order.
        input_shapes: their shapes, without the batch.
        output_shapes: shapes of what it gives; almost always one.
        variables: all arrays of the layer.
        own: those of them that no node before this one has; what a count over all nodes must add up.
        shared_with: name of the node where the same layer was called first, None for a first call.
        remark: what a reader of a table should know about this row; empty if nothing.
    """

    name: str
    type: str
    layer: Layer
    inbound: tuple[str, ...]
    input_shapes: tuple[Shape, ...]
    output_shapes: tuple[Shape, ...]
    variables: tuple[Variable, ...] = ()
    own: tuple[Variable, ...] = ()
    shared_with: str | None = None
    remark: str = ""

    @property
    def input_shape(self) -> Shape:
        """Shape of the first input (of the output, for an input of the network)."""
        return self.input_shapes[0] if self.input_shapes else self.output_shape

    @property
    def output_shape(self) -> Shape:
        """Shape of the first output."""
        return self.output_shapes[0] if self.output_shapes else ()

    @property
    def windows(self) -> tuple[Window, ...] | None:
        """Kernel, strides, padding in numbers and dilation for each spatial axis; None if it does not slide."""
        return self.layer.windows(*self.input_shapes) if self.input_shapes else None

    @property
    def known(self) -> bool:
        """Whether the course knows what this layer does."""
        return not isinstance(self.layer, Other)

    @property
    def is_input(self) -> bool:
        """Whether data comes in here."""
        return isinstance(self.layer, Input)


@dataclass(frozen=True)
class Network:
    """A network: its nodes, every one after those it depends on.

    Attributes:
        nodes: the nodes.
        inputs: names of the nodes where data comes in.
        outputs: names of the nodes that give the result.
        name: what the model is called.
    """

    nodes: tuple[Node, ...]
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    name: str = "network"
    _by_name: dict[str, Node] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_name", {node.name: node for node in self.nodes})

    def __iter__(self) -> Iterator[Node]:
        return iter(self.nodes)

    def __len__(self) -> int:
        return len(self.nodes)

    def __getitem__(self, name: str) -> Node:
        """The node called `name`.

        Raises:
            KeyError: if there is none; the message proposes similar names.
        """
        if name not in self._by_name:
            similar = get_close_matches(str(name), self._by_name, n=3) or list(self._by_name)[:5]
            raise KeyError(f"There is no layer {name!r} in {self.name!r}. Similar: {', '.join(similar)}.")
        return self._by_name[name]

    @cached_property
    def consumers(self) -> dict[str, tuple[str, ...]]:
        """For each node the names of the nodes that take its output."""
        found: dict[str, list[str]] = {node.name: [] for node in self.nodes}
        for node in self.nodes:
            for source in node.inbound:
                found[source].append(node.name)
        return {name: tuple(users) for name, users in found.items()}

    @property
    def unknown(self) -> tuple[Node, ...]:
        """The nodes whose layers the course does not know."""
        return tuple(node for node in self.nodes if not node.known)
