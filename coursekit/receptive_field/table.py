"""The receptive field of every layer, in one table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from coursekit.network import Shape
from coursekit.receptive_field.analysis import axis_names
from coursekit.receptive_field.field import CONVENTIONS, Field, prepared

if TYPE_CHECKING:
    from pandas import DataFrame

__all__ = ["table"]

# Columns, and what in a `Field` fills them.
_NUMBERS = {"size": "size", "stride": "stride", "padding": "padding", "start": "start", "centre": "first_centre"}


def table(
    model: Any,
    layer: str | None = None,
    input: str | None = None,  # noqa: A002 - the field's word
    pixel_origin: float = 0,
    input_shape: Shape | None = None,
) -> DataFrame:
    """What the units of every layer see of the input.

    Args:
        model: a Keras model, a list of layers of `coursekit.network`, or a `Network`.
        layer: only this layer and those it depends on; by default all that see the input.
        input: name of the input that is looked at, where there are several.
        pixel_origin: where the middle of the first pixel lies, 0 or 0.5; only centres depend on it.
        input_shape: shape of the input without the batch, in place of the model's own.

    Returns:
        A DataFrame with a row per layer (index: its name). For height and width each, in pixels: `size`, `stride`
        (effective stride, or jump), `padding`, and `start` and `centre` of unit (0, 0), as in `Field`; `aligned`
        (whether branches have the same centres; None if the input size decides), and a `remark`.
        `attrs["conventions"]` says how pixels are counted and what is padded.

    Raises:
        KeyError, TypeError, ValueError: as in `of`; also if any of the layers asked for cannot be analysed.

    Example:
        >>> from coursekit.network import Conv, Input, MaxPool
        >>> table([Input(shape=(32, 32, 1)), Conv(6, 3), MaxPool(2)])["size height"].tolist()
        [1, 3, 4]
    """
    import pandas as pd  # noqa: PLC0415 - half a second that who asks for one field does not need

    network, source, found = prepared(model, layer, input, input_shape)
    first = found[0]
    if layer is not None:
        first[network[layer].name]  # raises if it could not be analysed
        names = first.before(network[layer].name)
    else:
        for failure in first.failures.values():
            raise ValueError(f"{failure} Or only its part of the table: table(model, layer=...).")
        names = [node.name for node in network if node.name in first.seen]
    titles = axis_names(len(first.sizes))
    rows = [_row(Field(name, source, pixel_origin, found), titles) for name in names]
    columns = {column: [row[column] for row in rows] for column in rows[0]}
    shapes = [network[name].output_shape for name in names]
    frame = pd.DataFrame(
        {"type": [network[name].type for name in names], "output shape": shapes, **columns},
        index=pd.Index(names, name="layer"),
    )
    frame.attrs["conventions"] = CONVENTIONS.format(origin=f"{pixel_origin:g}")
    return frame


def _row(field: Field, titles: tuple[str, ...]) -> dict[str, Any]:
    row: dict[str, Any] = {}
    for column, attribute in _NUMBERS.items():
        numbers = getattr(field, attribute)
        row.update({f"{column} {title}": number for title, number in zip(titles, numbers, strict=True)})
    row["aligned"] = field.aligned
    row["remark"] = "; ".join(field.own_reasons)
    return row
