"""What layers with several inputs read: sums and their like, concatenation, attention."""

from __future__ import annotations

from coursekit.network import Concatenate, Layer, Shape
from coursekit.receptive_field.place import Place, Reach, Unanalysable, everything
from coursekit.receptive_field.taps import FIRST, HERE, Reading, shifted

__all__ = ["attended", "concatenated", "elementwise"]

_CROSSED = "its inputs have rows and columns on different axes, so that places of one meet other places of the next"


def elementwise(layer: Layer, shapes: tuple[Shape, ...], places: tuple[Place, ...], output: Shape) -> Reach:
    """A sum, product or the like: the same place of every input, single rows and columns repeated.

    Raises:
        Unanalysable: if the inputs have their rows and columns in different places.
    """
    del layer
    # As in NumPy, the last axes of the inputs belong together.
    behind = [
        [None if axis is None else axis - len(shape) for axis in place.axes]
        for shape, place in zip(shapes, places, strict=True)
    ]
    place = _common(places, behind, output)
    return Reach(tuple(_repeated(each, place) for each in places), place)


def concatenated(layer: Layer, shapes: tuple[Shape, ...], places: tuple[Place, ...], output: Shape) -> Reach:
    """Inputs one after the other: along the channels the same place of each, along height or width a part of each.

    Raises:
        Unanalysable: if the inputs have their rows and columns in different places.
    """
    assert isinstance(layer, Concatenate)  # noqa: S101 - by the table of layers
    rank = len(shapes[0])
    along = layer.axis - 1 if layer.axis > 0 else layer.axis + rank
    if any(place.scattered for place in places) and not all(place.channels_last for place in places if place.scattered):
        if rank > 1 or len({place.sizes for place in places}) > 1:
            raise Unanalysable("its inputs were reshaped: which of their places meet is not known")
        # Rows of values that hold the same places: still one row with these places.
        return Reach(((HERE,) * len(places[0].sizes),) * len(places), places[0])
    place = _common(places, [[None if a is None else a - rank for a in each.axes] for each in places], output)
    readings = []
    offset: int | None = 0
    for shape, each in zip(shapes, places, strict=True):
        found = list(_repeated(each, place))
        for at, axis in enumerate(each.axes):
            if axis == along:
                if offset is None:
                    raise Unanalysable("it puts maps side by side whose sizes are not known. Give Input a fixed size")
                found[at] = shifted(-offset)
        readings.append(tuple(found))
        size = shape[along]
        offset = None if offset is None or size is None else offset + size
    return Reach(tuple(readings), place)


def attended(layer: Layer, shapes: tuple[Shape, ...], places: tuple[Place, ...], output: Shape) -> Reach:
    """Attention: each place of the first input reads all places of the others.

    Raises:
        Unanalysable: if the result does not keep the places of the first input.
    """
    del layer
    query = places[0]
    if output[:-1] != shapes[0][:-1] or len(shapes[0]) - 1 in query.axes:
        raise Unanalysable("it attends along an axis that is no place in the image")
    if query.scattered and not query.channels_last:
        raise Unanalysable("its input was reshaped: which values belong to one place is not known")
    others = tuple(tuple(everything(size) for size in place.sizes) for place in places[1:])
    return Reach(((HERE,) * len(query.sizes), *others), query.resized(output))


def _common(places: tuple[Place, ...], behind: list[list[int | None]], output: Shape) -> Place:
    """Where the spatial axes of the result are, given where they are in the inputs, counted from the last axis."""
    if any(place.scattered for place in places):
        scattered = [place for place in places if place.scattered]
        if any(place.sizes != scattered[0].sizes for place in scattered) or any(
            axis is not None for place in places for axis in place.axes
        ):
            raise Unanalysable("its inputs were reshaped: which of their places meet is not known")
        return Place(scattered[0].axes, scattered[0].sizes, True, all(place.channels_last for place in scattered))
    axes: list[int | None] = []
    for candidates in zip(*behind, strict=True):
        found = {axis for axis in candidates if axis is not None}
        if len(found) > 1:
            raise Unanalysable(_CROSSED)
        axes.append(found.pop() + len(output) if found else None)
    taken = [axis for axis in axes if axis is not None]
    if len(set(taken)) < len(taken):
        raise Unanalysable(_CROSSED)
    return Place(tuple(axes), tuple(1 if axis is None else output[axis] for axis in axes))


def _repeated(place: Place, result: Place) -> tuple[Reading, ...]:
    """The same place of an input; of an axis with one place, which is repeated, that one."""
    pairs = zip(place.sizes, result.sizes, strict=True)
    return tuple(FIRST if size == 1 and wanted != 1 else HERE for size, wanted in pairs)
