"""Networks without a fixed input size: what depends on it, and on what about it."""

from __future__ import annotations

from dataclasses import dataclass
from math import lcm
from typing import Any

from coursekit.network import Network, Shape, with_input_shape
from coursekit.receptive_field.analysis import Analysis, analyse

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
    shape = network[source].output_shape
    if None not in shape or not any(axis.before is None for node in network for axis in node.windows or ()):
        return (analyse(network, source, target),)
    modulus = _total_stride(network)
    if modulus > _MOST_REMAINDERS:
        raise ValueError(
            f"The strides of {network.name!r} multiply to {modulus}, and the input has no fixed size: there are too "
            "many cases to list. Say the size: input_shape=(height, width, channels)."
        )
    # Large enough for every map to have a middle that no border reaches; only remainders matter.
    large = modulus * 2**14
    return tuple(analyse(_sized(network, source, large + rest), source, target) for rest in range(modulus))


def combined(values: list[Any]) -> Any:
    """The value, if it is always the same; else what it depends on."""
    count = len(values)
    for period in range(1, count + 1):
        if count % period == 0 and all(values[at] == values[at % period] for at in range(count)):
            return values[0] if period == 1 else DependsOnInput(tuple(values[:period]))
    raise AssertionError("the last period is the whole list")


def _sized(network: Network, source: str, size: int) -> Network:
    shape: Shape = tuple(size if axis is None else axis for axis in network[source].output_shape)
    return with_input_shape(network, {source: shape})


def _total_stride(network: Network) -> int:
    strides: dict[str, int] = {}
    for node in network:
        own = lcm(*(axis.stride for axis in node.windows)) if node.windows else 1
        strides[node.name] = own * lcm(*(strides[name] for name in node.inbound))
    return lcm(*strides.values())
