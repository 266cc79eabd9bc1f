"""Networks without a fixed input size: what depends on it, and on what about it."""

from __future__ import annotations

from dataclasses import dataclass
from math import isnan, lcm
from typing import Any

from coursekit.network import (
    Concatenate,
    Network,
    Node,
    Resize,
    Shape,
    TimeDistributed,
    Window,
    unwrapped,
    with_input_shape,
)
from coursekit.receptive_field.analysis import Analysis, analyse
from coursekit.receptive_field.axis import MOST_UNITS

__all__ = ["DependsOnInput", "analyses", "combined"]

_MOST_REMAINDERS = 512


@dataclass(frozen=True)
class DependsOnInput:
    """A value that depends on the size of the input along its axis.

    With padding "same", a layer with stride 2 pads an even number of rows otherwise than an odd one. So the value
    follows from the remainder that the input size leaves when divided by `len(values)`.

    Attributes:
        values: the value for each remainder, from 0 on.
    """

    values: tuple[Any, ...]

    def at(self, size: int) -> Any:
        """The value for an input with `size` rows (or columns)."""
        return self.values[size % len(self.values)]

    def __str__(self) -> str:
        if len(self.values) == 2:
            return f"{self.values[0]} if even, {self.values[1]} if odd"
        return f"{min(self.values)} to {max(self.values)}, by input size modulo {len(self.values)}"


def analyses(network: Network, source: str, target: str | None = None) -> tuple[Analysis, ...]:
    """One analysis; or, where padding depends on an input size that is not fixed, one for each kind of size.

    Args:
        network: the network.
        source: name of the input.
        target: stop after this node.

    Returns:
        Analyses for input sizes that leave the remainders 0, 1, ... when divided by their number.

    Raises:
        ValueError: if the strides multiply to so much that there are too many kinds of sizes.
    """
    nodes = list(network)
    if target is not None:
        nodes = nodes[: next(at for at, node in enumerate(nodes) if node.name == target) + 1]
    strides = _strides(nodes)
    unsure = [strides[node.name] for node in nodes if any(axis.before is None for axis in _windows(node))]
    if None not in network[source].output_shape or not unsure:
        return (analyse(network, source, target),)
    modulus, total = lcm(*unsure), lcm(*strides.values())
    if modulus > _MOST_REMAINDERS:
        raise ValueError(
            f"The strides of {network.name!r} multiply to {modulus}, and the input has no fixed size: there are too "
            "many cases to list. Say the size: input_shape=(height, width, channels)."
        )
    # Only remainders matter, for what needs the very size is refused: branches that move in different steps by the
    # size of their maps, the others by `_needs_size`.
    large = total * 2 * MOST_UNITS
    refused = {node.name: reason for node in nodes if (reason := _needs_size(node))}
    found: list[Analysis | ValueError] = []
    for rest in range(modulus):
        sized = _sized(network, source, range(large + rest, large + total, modulus))
        found.append(analyse(sized, source, target, refused) if isinstance(sized, Network) else sized)
    return _filled(found, source)


def _sized(network: Network, source: str, sizes: range) -> Network | ValueError:
    """The network with the first of these sizes that fits; why not, if none does, as branches of other sizes meet."""
    misfit = ValueError()
    for size in sizes:
        shape: Shape = tuple(size if axis is None else axis for axis in network[source].output_shape)
        try:
            return with_input_shape(network, {source: shape})
        except ValueError as error:
            misfit = error
    return misfit


def _filled(found: list[Analysis | ValueError], source: str) -> tuple[Analysis, ...]:
    """With the analysis of another size in place of those that cannot be, so that these seem to make no difference."""
    last = next((each for each in reversed(found) if isinstance(each, Analysis)), None)
    filled = []
    for each in found:
        last = each if isinstance(each, Analysis) else last
        if last is None:
            raise ValueError(f"No size of {source!r} fits. Tried large ones: {found[0]}")
        filled.append(last)
    return tuple(filled)


def combined(values: list[Any]) -> Any:
    """The value, if it is always the same; else what it depends on."""
    count = len(values)
    for period in range(1, count + 1):
        if count % period == 0 and all(_same(values[at], values[at % period]) for at in range(count)):
            return values[0] if period == 1 else DependsOnInput(tuple(values[:period]))
    raise AssertionError("the last period is the whole list")


def _same(one: Any, other: Any) -> bool:
    nan = isinstance(one, float) and isinstance(other, float) and isnan(one) and isnan(other)  # nothing is seen
    return nan or bool(one == other)


def _windows(node: Node) -> tuple[Window, ...]:
    if isinstance(node.layer, TimeDistributed):
        return node.layer.layer.windows(node.input_shape[1:]) or ()
    return node.windows or ()


def _needs_size(node: Node) -> str:
    """Why nothing can be said about a layer unless its input has a fixed size; empty if it can."""
    layer, shapes = unwrapped(node.layer), node.input_shapes
    if isinstance(layer, Resize) and None in shapes[0][-3:]:
        return "how far it reads depends on the size of the input. Give the model's Input a fixed size"
    if isinstance(layer, Concatenate):
        along = layer.axis - 1 if layer.axis > 0 else layer.axis
        if any(shape[along] is None for shape in shapes):
            return "it puts maps side by side whose sizes are not known. Give Input a fixed size"
    return ""


def _strides(nodes: list[Node]) -> dict[str, int]:
    """For each node the product of all strides before it, its own included, as a common multiple for both axes."""
    strides: dict[str, int] = {}
    for node in nodes:
        own = lcm(1, *(axis.stride for axis in _windows(node)))
        strides[node.name] = own * lcm(1, *(strides[name] for name in node.inbound))
    return strides
