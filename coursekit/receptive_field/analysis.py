"""Follows what units see through a whole network, layer by layer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from types import MappingProxyType

from coursekit.network import Network, Node, Permute, Reshape, Shape, unwrapped
from coursekit.network.layer import SpatialLayer
from coursekit.receptive_field.axis import PIXELS, Periodic, Sight, centre_difference, through, union
from coursekit.receptive_field.place import Place, Reach, Unanalysable
from coursekit.receptive_field.reach import reach
from coursekit.receptive_field.taps import HERE, Everything, Reading

__all__ = ["Analysis", "Seen", "analyse", "axis_names", "chosen_input"]


@dataclass(frozen=True)
class Seen:
    """What the units of one node see of the input.

    Attributes:
        place: where the spatial axes are in the node's output.
        local: for each spatial axis what is seen by way of layers that slide; None if nothing is.
        whole: for each spatial axis whether the unit sees the whole input as well.
        reach: what the node reads of the nodes before it; None for the input.
        reading: names of the nodes that are read, in the order of `reach.readings`.
        separable: whether the boxes along the axes, put together, are what a unit sees: not where a branch sees nothing
            along one axis, and therefore nothing at all, and another branch goes on.
        aligned: whether the branches that meet here have the same centres along each spatial axis.
        reasons: in words why they have not, or why the whole input is seen; what begins here, not before.
    """

    place: Place
    local: tuple[Sight | None, ...]
    whole: tuple[bool, ...]
    reach: Reach | None = None
    reading: tuple[str, ...] = ()
    separable: bool = True
    aligned: bool = True
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True)
class Analysis:
    """What all units of a network see of one of its inputs.

    Attributes:
        network: the network.
        source: name of the input.
        seen: for each node what its units see; nodes that see nothing of the input are not there.
        failures: for nodes that could not be analysed, or come after such a node, the reason.
    """

    network: Network
    source: str
    seen: dict[str, Seen]
    failures: dict[str, str]

    @property
    def sizes(self) -> Shape:
        """Height and width of the input, None where they are not fixed."""
        return self.seen[self.source].place.sizes

    def __getitem__(self, name: str) -> Seen:
        """What the units of one node see.

        Raises:
            KeyError: if there is no such node.
            ValueError: if it could not be analysed, or sees nothing of the input.
        """
        node = self.network[name]
        if name in self.failures:
            raise ValueError(self.failures[name])
        if name not in self.seen:
            raise ValueError(f"{node.name} ({node.type}) sees nothing of the input {self.source!r}.")
        return self.seen[name]

    @cached_property
    def order(self) -> dict[str, int]:
        """The place of each node in the network."""
        return {node.name: place for place, node in enumerate(self.network)}

    @cached_property
    def unaligned(self) -> frozenset[str]:
        """The nodes at which, or before which, branches with other centres meet."""
        found: set[str] = set()
        for name, seen in self.seen.items():
            if not seen.aligned or not found.isdisjoint(seen.reading):
                found.add(name)
        return frozenset(found)

    def before(self, name: str) -> list[str]:
        """The nodes that a node depends on and that see the input, itself included, in the network's order."""
        found, pending = {name}, [name]
        while pending:
            for source in self.seen[pending.pop()].reading:
                if source not in found:
                    found.add(source)
                    pending.append(source)
        return sorted(found, key=self.order.__getitem__)


def axis_names(rank: int) -> tuple[str, ...]:
    """What the spatial axes are called."""
    return {1: ("length",), 2: ("height", "width"), 3: ("depth", "height", "width")}.get(
        rank, tuple(f"axis {number}" for number in range(1, rank + 1))
    )


def chosen_input(network: Network, name: str | None) -> str:
    """The input that is meant.

    Raises:
        ValueError: if there is no such input, or several of them and none was named.
    """
    if name is None and len(network.inputs) == 1:
        return network.inputs[0]
    if name in network.inputs:
        return str(name)
    said = "has several inputs" if name is None else f"has no input {name!r}"
    raise ValueError(
        f"The network {network.name!r} {said}. Name one: input={' or input='.join(map(repr, network.inputs))}."
    )


def analyse(
    network: Network,
    source: str,
    target: str | None = None,
    refused: Mapping[str, str] = MappingProxyType({}),
    local: bool = False,
) -> Analysis:
    """Work out what the units of each layer see of one input.

    Args:
        network: the network.
        source: name of the input.
        target: stop after this node; None for the whole network.
        refused: nodes that cannot be analysed whatever they read, and why.
        local: whether to leave out branches that read a whole axis.

    Raises:
        ValueError: if the input has no height and width.
    """
    place = _first_place(network, source)
    rank = len(place.axes)
    seen = {source: Seen(place, (PIXELS,) * rank, (False,) * rank)}
    failures: dict[str, str] = {}
    for node in network:
        broken = next((name for name in node.inbound if name in failures), None)
        if broken is not None:
            failures[node.name] = failures[broken]
        elif any(name in seen for name in node.inbound):
            try:
                if node.name in refused:
                    raise Unanalysable(refused[node.name])
                found = _next(node, seen, local)
                if found is not None:
                    seen[node.name] = found
            except Unanalysable as error:
                failures[node.name] = (
                    f"The receptive field is not known from {node.name} ({node.type}) on: {error}. "
                    "Ask for a layer before it."
                )
        if node.name == target:
            break
    return Analysis(network, source, seen, failures)


def _next(node: Node, seen: dict[str, Seen], only_local: bool) -> Seen | None:
    """What a node sees, from what the nodes before it see; None if it is nothing."""
    places = tuple(seen[name].place if name in seen else None for name in node.inbound)
    found = reach(node.layer, node.input_shapes, places, node.output_shape)
    if only_local:
        found = found.without_whole_axes()
        if not found.readings:
            return None
    names = tuple(node.inbound[at] for at in found.sources)
    inputs = [seen[name] for name in names]
    if len(inputs) == 1 and all(reading is HERE for reading in found.readings[0]):
        return Seen(found.place, inputs[0].local, inputs[0].whole, found, names, inputs[0].separable)
    titles = axis_names(len(found.place.axes))
    local: list[Sight | None] = []
    whole: list[bool] = []
    reasons: list[str] = []
    begun: list[str] = []
    aligned = True
    separable = all(each.separable for each in inputs)
    for at, title in enumerate(titles):
        readings = [each[at] for each in found.readings]
        sights, everything = _through_all(at, readings, inputs, found.place.sizes[at])
        separable = separable and (len(inputs) == 1 or all(_everywhere(sight) for sight in sights))
        try:
            local.append(union(sights, found.place.sizes[at]) if sights else None)
        except ValueError as error:
            raise Unanalysable(f"{error}. Give the model's Input a fixed size") from None
        whole.append(everything)
        if everything and not any(each.whole[at] for each in inputs):
            begun.append(title)
        sights = [sight for sight in sights if sight.size]
        difference = centre_difference(sights) if len(sights) > 1 else Fraction(0)
        if difference != 0:
            aligned = False
            reasons.append(f"{node.name} ({node.type}): along {title} {_why(difference, sights)}")
    if begun:
        reasons.append(f"{node.name} ({node.type}) reads its whole input along {' and '.join(begun)}")
    return Seen(found.place, tuple(local), tuple(whole), found, names, separable, aligned, tuple(reasons))


def _everywhere(sight: Sight) -> bool:
    """Whether all units see something by this branch."""
    return isinstance(sight, Periodic) and None not in sight.boxes


def _through_all(at: int, readings: list[Reading], inputs: list[Seen], outputs: int | None) -> tuple[list[Sight], bool]:
    """What is seen along one axis by way of each input, and whether any of it is the whole input."""
    sights, whole = [], False
    for reading, each in zip(readings, inputs, strict=True):
        sight = each.local[at]
        whole = whole or each.whole[at]
        if isinstance(reading, Everything):
            whole = whole or sight is not None
        elif sight is not None:
            sights.append(sight if reading is HERE else through(sight, reading, each.place.sizes[at], outputs))
    return sights, whole


def _why(difference: Fraction | None, sights: list[Sight]) -> str:
    if difference is not None:
        return f"the centres of its branches lie {float(difference):g} pixel{'s' * (difference != 1)} apart"
    jumps = [sight.jump for sight in sights if isinstance(sight, Periodic)]
    if len(jumps) < len(sights):
        return "its branches have no common step"
    return f"its branches move in different steps: {', '.join(f'{float(j):g}' for j in jumps)} pixels from unit to unit"


def _first_place(network: Network, source: str) -> Place:
    """Which axes of the input are places: all but the channels, whose axis the first layers that slide tell."""
    shape = network[source].output_shape
    channels = _channel_axis(network, source, shape)
    axes = tuple(axis for axis in range(len(shape)) if axis != channels)
    if not axes:
        raise ValueError(
            f"The input {source!r} has shape {shape}, without height and width: every unit of a dense layer sees all "
            "of it. Give the image its axes, as in Input(shape=(28, 28, 1)), followed by Flatten."
        )
    return Place(axes, tuple(shape[axis] for axis in axes))


def _channel_axis(network: Network, source: str, shape: Shape) -> int | None:
    """The axis of the channels; None if there is none yet, as in images of shape (28, 28) that are reshaped later."""
    orders = {source: tuple(range(len(shape)))}
    for node in network:
        order = next((orders[name] for name in node.inbound if name in orders), None)
        if order is None:
            continue
        if isinstance(node.layer, Reshape) and node.output_shape == (*shape, 1):
            return None
        if len(node.output_shape) != len(shape):
            continue
        layer = unwrapped(node.layer)
        if isinstance(layer, SpatialLayer):
            first = 0 if layer is node.layer else 1  # behind the steps of a sequence
            return order[-1 if layer.data_format == "channels_last" else first]
        if isinstance(node.layer, Permute):
            order = tuple(order[axis - 1] for axis in node.layer.dims)
        orders[node.name] = order
    return len(shape) - 1
