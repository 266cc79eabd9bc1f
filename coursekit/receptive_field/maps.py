"""What pictures of a receptive field are drawn from: the maps on the way, their sizes, and the places of each seen."""

from __future__ import annotations

from typing import Any

from coursekit.network import Shape
from coursekit.receptive_field.analysis import Analysis, axis_names
from coursekit.receptive_field.field import Field, prepared
from coursekit.receptive_field.taps import FIRST, HERE
from coursekit.receptive_field.trace import Patch, trace

__all__ = ["analysed", "checked_axis", "fixed_sizes", "middle", "places_seen", "sliding"]


def analysed(
    model: Any,
    input: str | None = None,  # noqa: A002 - the field's word
    input_shape: Shape | None = None,
) -> Analysis:
    """What all units of a network see of its input, whose size must be fixed.

    Args:
        model: Keras model, layer list or `Network`.
        input: name of the input, where there are several.
        input_shape: shape of the input without the batch, in place of the model's own.

    Raises:
        ValueError: if the size is not fixed, or there are several inputs and none was named.
    """
    network, source, found = prepared(model, None, input, input_shape)
    if len(found) > 1 or None in found[0].sizes:
        raise ValueError(f"The input {source!r} of {network.name!r} has no fixed size, so there is nothing to draw. "
                         "Give it one, as in Input(shape=(64, 64, 3)).")  # fmt: skip
    return found[0]


def sliding(analysis: Analysis, names: list[str] | None = None) -> list[str]:
    """Those of the names that read more than their own place: convolutions, pooling, padding, dense layers.

    Args:
        analysis: of the network.
        names: nodes that see the input; all of them by default.
    """
    names = [node.name for node in analysis.network if node.name in analysis.seen] if names is None else names
    found = []
    for name in names:
        reach = analysis.seen[name].reach
        if reach is not None and any(reading not in (HERE, FIRST) for each in reach.readings for reading in each):
            found.append(name)
    return found


def fixed_sizes(field: Field, name: str | None = None) -> tuple[int, ...]:
    """How many places a map has along each axis, by default that of the field's layer.

    Raises:
        ValueError: if the size of the input is not fixed.
    """
    sizes = field.analyses[0].seen[field.layer if name is None else name].place.sizes
    if len(field.analyses) > 1 or None in sizes:
        raise ValueError(f"The input {field.input!r} has no fixed size, so the maps have none. Say it, as in "
                         "of(model, layer, input_shape=(64, 64, 3)).")  # fmt: skip
    return tuple(size for size in sizes if size is not None)


def middle(field: Field) -> tuple[int, ...]:
    """The unit in the middle of the field's map."""
    return tuple(size // 2 for size in fixed_sizes(field))


def places_seen(field: Field, unit: tuple[int, ...]) -> dict[str, Patch]:
    """For every map on the way the places that a unit depends on, padding left out.

    Raises:
        IndexError: if there is no such unit.
        ValueError: if the size of the input is not fixed.
    """
    fixed_sizes(field)
    field.region(*unit)  # refuses a unit that is not there
    return trace(field.analyses[0], field.layer, unit, clip=True)


def checked_axis(axis: int, rank: int) -> str:
    """The name of an axis.

    Raises:
        ValueError: if there is no such axis.
    """
    if not 0 <= axis < rank:
        raise ValueError(f"The axis must lie between 0 and {rank - 1} ({', '.join(axis_names(rank))}), not {axis}.")
    return axis_names(rank)[axis]
