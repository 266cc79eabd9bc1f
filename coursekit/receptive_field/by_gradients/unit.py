"""Which unit of a Keras model is meant, and the shapes of all tensors on the way to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from coursekit.network import Shape
from coursekit.receptive_field.by_gradients.keras_calls import Call, Port

__all__ = ["Unit", "channel_axis", "chosen_unit", "shapes_along"]


@dataclass(frozen=True)
class Unit:
    """One place of a layer's map, all its channels together.

    Attributes:
        place: row and column; (0, 0) in a layer without a map stands for all its units.
        index: what picks it from the tensor, the batch left out: a number for each axis of the map, a slice for the
            channels.
        shape: shape of that tensor, without the batch.
    """

    place: tuple[int, int]
    index: tuple[int | slice, ...]
    shape: tuple[int, ...]

    @property
    def channels(self) -> int:
        """How many channels it has."""
        return self.shape[self.index.index(slice(None))]


def chosen_unit(path: list[Call], shape: tuple[int, ...], row: int | None, col: int | None) -> Unit:
    """The unit of the last call of a path at this row and column, by default in the middle of the map.

    Raises:
        ValueError: if there is no such unit.
    """
    name = path[-1].name
    if len(shape) > 3:
        raise ValueError(
            f"{name} has the shape {shape}; only a map with height, width and channels has units to choose."
        )
    channels = channel_axis(path, len(shape), last=True)
    sizes = [size for axis, size in enumerate(shape) if axis != channels]
    place: list[int] = []
    for size, number, title in zip((*sizes, 1, 1), (row, col), ("row", "col"), strict=False):
        chosen = size // 2 if number is None else number
        if not 0 <= chosen < size:
            raise ValueError(f"{title}={number} is outside the map of {name}: {title} goes from 0 to {size - 1}.")
        place.append(int(chosen))
    index: list[int | slice] = list(place[: len(sizes)])
    index.insert(channels, slice(None))
    return Unit((place[0], place[1]), tuple(index), shape)


def channel_axis(path: list[Call], rank: int, last: bool = False) -> int:
    """Where the channels are in the first tensor of a path (or the last): what the layers nearest to it say."""
    import keras  # noqa: PLC0415 - importing it takes seconds; here it is there already

    said = [call.operation.data_format for call in path if hasattr(call.operation, "data_format")]
    order = said[-1 if last else 0] if said else keras.config.image_data_format()
    return 0 if order == "channels_first" else rank - 1


def shapes_along(path: list[Call], source: str, given: Mapping[str, Shape]) -> dict[Port, tuple[int, ...]]:
    """The shapes of all tensors of a path, without the batch.

    Args:
        path: calls, each after those it takes tensors from.
        source: name of the input that is looked at.
        given: shapes of inputs that are to differ from the model's own.

    Raises:
        ValueError: if that input has no height, width and channels, if an input has no fixed shape, if a shape that is
            given does not fit an input, or if a layer does not take the size.
    """
    shapes: dict[Port, Any] = {}
    changed: set[str] = set()
    for call in path:
        found = call.recorded
        if not call.sources:
            if given.get(call.name, found[0]) != found[0]:
                found = (_checked(tuple(given[call.name]), found[0], path, call.name),)
                changed.add(call.name)
            _refuse_without_size(call.name, found[0], call.name == source)
        elif _open(found) or any(name in changed for name, _ in call.sources):
            changed.add(call.name)
            try:
                found = call.shapes([shapes[port] for port in call.sources])
            except ValueError as error:
                raise ValueError(f"{call.name} ({call.type}) does not fit the size of the input: {error}") from None
            if _open(found):
                raise ValueError(f"Keras does not tell the size of what {call.name} ({call.type}) gives: {found[0]}.")
        shapes.update(zip(call.ports, found, strict=True))
    return shapes


def _refuse_without_size(name: str, shape: Shape, image: bool) -> None:
    if image and len(shape) != 3:
        raise ValueError(
            f"The input {name!r} has the shape {shape}, but height, width and channels are needed. "
            "Give the image its axes, as in keras.Input((28, 28, 1)); sequences and volumes are not looked at here."
        )
    if _open((shape,)):
        raise ValueError(f"The input {name!r} has no fixed size: {shape}. Give one, as in input_shape=(224, 224, 3).")


def _checked(given: Shape, own: Shape, path: list[Call], name: str) -> Shape:
    axis = channel_axis(path, len(own))
    fits = len(given) == len(own) and all(isinstance(size, int) and size > 0 for size in given)
    if not fits or own[axis] not in (None, given[axis]):
        raise ValueError(f"{given} is no shape for the input {name!r}, whose own is {own}.")
    return given


def _open(shapes: tuple[Shape, ...]) -> bool:
    return any(size is None for shape in shapes for size in shape)
