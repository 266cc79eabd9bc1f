"""What the explorer writes: layers, boxes and units in words."""

from __future__ import annotations

import math
from typing import Any

from coursekit.network import Node
from coursekit.receptive_field.explorer.scene import Scene, State
from coursekit.receptive_field.field import Field
from coursekit.receptive_field.trace import Patch

__all__ = ["box_of", "kind", "reach", "shape_of", "summary", "unit_of"]


def kind(node: Node) -> str:
    """What the layer is, with the numbers that decide what it sees."""
    if node.is_input:
        return "the input"
    windows = node.windows
    if windows is None:
        return node.type
    parts = [node.type, _both([window.kernel for window in windows], "×")]
    for word, values, usual in (
        ("stride", [window.stride for window in windows], 1),
        ("dilation", [window.dilation for window in windows], 1),
    ):
        if any(value != usual for value in values):
            parts.append(f"{word} {_both(values)}")
    padding = [f"{window.before or 0}+{window.after or 0}" for window in windows]
    if set(padding) != {"0+0"}:
        parts.append(f"padding {_both(padding)}")
    return f"{parts[0]} {', '.join(parts[1:])}"


def _both(values: list[Any], sign: str = "") -> str:
    """One value if the axes agree; with a sign all of them."""
    if sign and len(values) > 1:
        return sign.join(map(str, values))
    return str(values[0]) if len(set(values)) == 1 else "×".join(map(str, values))


def reach(field: Field, shape: str) -> str:
    """The size of a map, and of the receptive field and step of its units."""
    sizes = ["all" if size == math.inf else str(size) for size in field.size]
    steps = [str(step) for step in field.stride]
    jump = "" if None in field.stride else f", j {_both(steps)}"
    return f"{shape}; r {_both(sizes)}{jump}"


def box_of(patch: Patch, flat: bool) -> str:
    """The places that are seen, from first to last; in a sequence (`flat`) there are no rows."""
    top, left, bottom, right = patch.box
    if flat:
        return _span("place", left, right)
    return f"{_span('row', top, bottom)}, {_span('column', left, right)}"


def unit_of(state: State, flat: bool) -> str:
    """The unit by its number or numbers."""
    return f"unit {state.col}" if flat else f"unit ({state.row}, {state.col})"


def summary(scene: Scene, state: State, seen: dict[str, Patch]) -> str:
    """The unit, its box in the input, and what is special about it."""
    source, flat = scene.analysis.source, scene.flat
    field = scene.field(state.layer)
    said = f"{unit_of(state, flat).capitalize()} of {state.layer} ({shape_of(scene, state.layer)}) sees "
    if source not in seen:
        return f"{said}nothing of {source}: all that it reads is padding."
    patch = seen[source]
    height, width = patch.mask.shape
    said += f"{box_of(patch, flat).replace(', ', ' and ')} of {source} ({shape_of(scene, source)}): "
    said += f"{width} pixels" if flat else f"{height}×{width} pixels"
    if not patch.mask.all():
        said += f", of which {patch.mask.sum():,} ({patch.mask.mean():.0%}) really count: the others are holes"
    said += "."
    if all(field.whole):
        return f"{said} Like all units of this layer it can see the whole input. {' '.join(field.reasons)}".rstrip()
    if not any(field.whole):
        whole_box = field.region(*((state.col,) if flat else (state.row, state.col)), clip=False)
        if whole_box != (patch.box[1::2] if flat else patch.box):
            said += " The rest of its field is padding."
    numbers = [
        f"{word} {_both([str(value) for value in values])}"
        for word, values in (("size r", field.size), ("stride j", field.stride), ("padding", field.padding))
        if None not in values
    ]
    return f"{said} All units of this layer: {', '.join(numbers)}. {' '.join(field.reasons)}".rstrip()


def shape_of(scene: Scene, name: str) -> str:
    """The size of a map."""
    rows, columns = scene.size(name)
    return f"{columns}" if scene.flat else f"{rows}×{columns}"


def _span(what: str, first: int, end: int) -> str:
    return f"{what} {first}" if end - first == 1 else f"{what}s {first}–{end - 1}"
