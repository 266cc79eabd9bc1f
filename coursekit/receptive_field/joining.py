"""What layers with several inputs read: sums and their like, concatenation, attention."""

from __future__ import annotations

from dataclasses import replace

from coursekit.network import Concatenate, Layer, Shape
from coursekit.receptive_field.place import Place, Reach, Unanalysable, everything
from coursekit.receptive_field.taps import FIRST, HERE, Reading, shifted

__all__ = ["attended", "concatenated", "elementwise"]

_CROSSED = "its inputs have rows and columns on different axes, so that places of one meet other places of the next"


Places = tuple[Place | None, ...]


def elementwise(layer: Layer, shapes: tuple[Shape, ...], places: Places, output: Shape) -> Reach:
    """A sum, product or the like: the same place of every input, single rows and columns repeated.

    Raises:
        Unanalysable: if the inputs have their rows and columns in different places.
    """
    del layer
    seeing = _seeing(places)
    # As in NumPy, the last axes of the inputs belong together.
    place = _common([(each, len(shapes[at])) for at, each in seeing], output)
    return Reach(tuple(_repeated(each, place) for _, each in seeing), place, tuple(at for at, _ in seeing))


def concatenated(layer: Layer, shapes: tuple[Shape, ...], places: Places, output: Shape) -> Reach:
    """Inputs one after the other: along the channels the same place of each, along height or width a part of each.

    Raises:
        Unanalysable: if the inputs have their rows and columns in different places.
    """
    assert isinstance(layer, Concatenate)  # noqa: S101 - by the table of layers
    rank = len(output)
    along = layer.axis - 1 if layer.axis > 0 else layer.axis + rank
    seeing = _seeing(places)
    sources = tuple(at for at, _ in seeing)
    if any(each.scattered for _, each in seeing) and along != rank - 1 and len(seeing) > 1:
        raise Unanalysable("it puts rows of reshaped maps one after another: which of their places meet is not known")
    if rank == 1 and any(each.scattered for _, each in seeing):
        if len({each.sizes for _, each in seeing}) > 1:
            raise Unanalysable("its inputs were reshaped: which of their places meet is not known")
        # Rows of values that hold the same places: still one row with these places, in no order to rely on.
        first = seeing[0][1]
        place = first if len(seeing) == 1 else replace(first, layout=(None,) * len(first.sizes))
        return Reach(((HERE,) * len(first.sizes),) * len(seeing), place, sources)
    place = _common([(each, rank) for _, each in seeing], output)
    readings = []
    for number, each in seeing:
        found = list(_repeated(each, place))
        if along in place.axes:
            before = [shape[along] for shape in shapes[:number]]
            if None in before:
                raise Unanalysable("it puts maps side by side whose sizes are not known. Give Input a fixed size")
            if along not in each.axes and shapes[number][along] != 1:
                raise Unanalysable("one of its inputs has something else along this axis than places of the image")
            found[place.axes.index(along)] = shifted(-sum(size for size in before if size is not None))
        readings.append(tuple(found))
    return Reach(tuple(readings), place, sources)


def attended(layer: Layer, shapes: tuple[Shape, ...], places: Places, output: Shape) -> Reach:
    """Attention: each place of the first input reads all places of the others.

    Raises:
        Unanalysable: if the result does not keep the places of the first input.
    """
    del layer
    query = places[0]
    if query is None:
        raise Unanalysable("its query does not come from this input")
    if output[:-1] != shapes[0][:-1] or len(shapes[0]) - 1 in query.axes:
        raise Unanalysable("it attends along an axis that is no place in the image")
    if query.scattered and not query.channels_last:
        raise Unanalysable("its input was reshaped: which values belong to one place is not known")
    others = [(at, tuple(everything(size) for size in each.sizes)) for at, each in _seeing(places) if at]
    readings = ((HERE,) * len(query.sizes), *(found for _, found in others))
    return Reach(readings, query.resized(output), (0, *(at for at, _ in others)))


def _seeing(places: Places) -> list[tuple[int, Place]]:
    """The inputs that see something of the network's input, with their numbers."""
    return [(at, place) for at, place in enumerate(places) if place is not None]


def _common(inputs: list[tuple[Place, int]], output: Shape) -> Place:
    """Where the spatial axes of the result are, given where they are in the inputs, with the number of axes of each."""
    places = [place for place, _ in inputs]
    scattered = [place for place in places if place.scattered]
    if scattered:
        alike = all((each.sizes, each.layout) == (scattered[0].sizes, scattered[0].layout) for each in scattered)
        if len(scattered) > 1 and (not alike or None in scattered[0].layout):
            raise Unanalysable("its inputs were reshaped: which of their places meet is not known")
        if any(axis is not None for place in places for axis in place.axes):
            raise Unanalysable("its inputs were reshaped: which of their places meet is not known")
        channels_last = all(place.channels_last for place in scattered)
        return replace(scattered[0], channels_last=channels_last)
    axes: list[int | None] = []
    for at in range(len(places[0].axes)):
        # Counted from the last axis.
        found = {axis - rank for axis, rank in ((place.axes[at], rank) for place, rank in inputs) if axis is not None}
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
