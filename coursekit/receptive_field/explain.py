"""Writes the recurrence down, line by line, with the numbers filled in."""

from __future__ import annotations

from typing import Any

from coursekit.network import Node, Shape
from coursekit.receptive_field.analysis import Analysis, axis_names
from coursekit.receptive_field.axis import Periodic, Sight
from coursekit.receptive_field.field import Field, of
from coursekit.receptive_field.taps import FIRST, HERE, Everything, Reading, Taps

__all__ = ["explain"]

_LEGEND = """\
k kernel, s stride, d dilation, p padding in front of the first row or column
r pixels a unit sees, j pixels from one unit to the next (jump, effective stride)
u first pixel unit 0 sees, c the middle of what it sees"""


def explain(
    model: Any,
    layer: str | None = None,
    input: str | None = None,  # noqa: A002 - the field's word
    pixel_origin: float = 0,
    input_shape: Shape | None = None,
) -> None:
    """Print how the receptive field of a layer comes about: the recurrence with its numbers, a line per layer.

    For a layer with kernel k, stride s, dilation d and padding p (zeros before the first row or column) on inputs
    with size r, jump j, start u and centre c:

        r + (k-1)·d·j        j·s        u - p·j        c + ((k-1)·d/2 - p)·j

    (Araujo, Norris and Sim 2019, "Computing receptive fields of convolutional neural networks", Distill; with
    dilation). Layers that act on each place by itself change nothing and are left out.

    Args:
        model: a Keras model, a list of layers of `coursekit.network`, or a `Network`.
        layer: name of the layer; by default the one that gives the network's result.
        input: name of the input that is looked at, where there are several.
        pixel_origin: where the middle of the first pixel lies, 0 or 0.5; only c depends on it.
        input_shape: shape of the input without the batch, in place of the model's own.

    Raises:
        KeyError, TypeError, ValueError: as in `of`; also if the padding depends on an input size that is not fixed.

    Example:
        >>> from coursekit.network import Conv, Input
        >>> explain([Input(shape=(32, 32, 1)), Conv(6, 5, strides=2)])  # doctest: +ELLIPSIS
        Receptive field of 'conv_1' in 'input_1', along height and width
        ...
        conv_1: k=5 s=2 d=1 p=0
            r = 1 + (5-1)·1·1 = 5
            j = 1·2 = 2
            u = 0 - 0·1 = 0
            c = 0 + (4·1/2 - 0)·1 = 2
        ...
    """
    field = of(model, layer, input, pixel_origin, input_shape)
    if len(field.analyses) > 1:
        raise ValueError(
            "The padding depends on the size of the input, which is not fixed. Say it: input_shape=(224, 224, 3)."
        )
    print("\n".join(_lines(field)))  # noqa: T201 - printing is what it is for


def _lines(field: Field) -> list[str]:
    analysis = field.analyses[0]
    names = analysis.before(field.layer)
    titles = axis_names(len(analysis.sizes))
    by_axis = [_steps(analysis, names, axis, field.pixel_origin) for axis in range(len(titles))]
    lines = []
    groups: dict[tuple[str, ...], list[str]] = {}
    for title, steps in zip(titles, by_axis, strict=True):
        groups.setdefault(tuple(steps), []).append(title)
    for written, along in groups.items():
        lines += [f"Receptive field of {field.layer!r} in {field.input!r}, along {' and '.join(along)}", *written, ""]
    return [*lines, _LEGEND, *str(field).splitlines()[-1:]]


def _steps(analysis: Analysis, names: list[str], axis: int, origin: float) -> list[str]:
    lines = [f"{names[0]}: r = 1, j = 1, u = 0, c = {origin:g}"]
    for name in names[1:]:
        seen = analysis.seen[name]
        if seen.reach is None:
            continue
        readings = [each[axis] for each in seen.reach.readings]
        sources = [analysis.seen[source].local[axis] for source in seen.reading]
        if len(readings) == 1 and readings[0] is HERE:
            continue
        lines += _step(analysis.network[name], readings, sources, seen.reading, seen.local[axis], origin)
    return lines


def _step(
    node: Node,
    readings: list[Reading],
    sources: list[Sight | None],
    names: tuple[str, ...],
    result: Sight | None,
    origin: float,
) -> list[str]:
    if len(readings) > 1:
        return _joined(node, readings, sources, names, result, origin)
    reading, source = readings[0], sources[0]
    if isinstance(reading, Everything):
        return [f"{node.name} ({node.type}) reads everything along this axis: r is the whole input"]
    if isinstance(source, Periodic) and isinstance(result, Periodic) and source.period == reading.period == 1:
        return _recurrence(node, reading, source, result, origin)
    return [f"{node.name} ({node.type}) {_reads(reading)}: {_found(result, origin)}"]


def _recurrence(node: Node, taps: Taps, source: Periodic, result: Periodic, origin: float) -> list[str]:
    """One phase before and after: the formulas of the docstring."""
    offsets = taps.offsets[0]
    kernel, padding = len(offsets), -offsets[0]
    dilation = offsets[1] - offsets[0] if kernel > 1 else 1
    r, j, u = source.size, source.advance, source.start or 0
    c = u + (r - 1) / 2 + origin
    half = f"{kernel - 1}·{dilation}/2" if kernel > 1 else "0"
    return [
        f"{node.name}: k={kernel} s={taps.step} d={dilation} p={padding}",
        f"    r = {r} + ({kernel}-1)·{dilation}·{j} = {result.size}",
        f"    j = {j}·{taps.step} = {result.advance}",
        f"    u = {_signed(u)} - {_signed(padding)}·{j} = {result.start}",
        f"    c = {_signed(c)} + ({half} - {_signed(padding)})·{j} = {_centre(result, origin)}",
    ]


def _joined(
    node: Node,
    readings: list[Reading],
    sources: list[Sight | None],
    names: tuple[str, ...],
    result: Sight | None,
    origin: float,
) -> list[str]:
    lines = [
        f"{node.name} ({node.type}) joins {len(names)} branches; r reaches from the first to the last pixel of any:"
    ]
    for reading, source, name in zip(readings, sources, names, strict=True):
        if isinstance(reading, Everything):
            lines.append(f"    {name}: everything along this axis")
        else:
            how = "" if reading is HERE else f" ({_reads(reading)})"
            lines.append(f"    {name}{how}: {_found(source, origin)}")
    return [*lines, f"    together: {_found(result, origin)}"]


def _reads(taps: Taps) -> str:
    if taps is FIRST:
        return "repeats its only row or column"
    if taps.inside:
        return "puts maps side by side"
    if taps.period > 1:
        return f"makes {taps.period} units of {taps.step}, reading up to {max(map(len, taps.offsets))} places each"
    return f"reads {len(taps.offsets[0])} places, {taps.step} apart from unit to unit"


def _found(sight: Sight | None, origin: float) -> str:
    if sight is None or not sight.size:
        return "nothing but what is seen as a whole"
    if isinstance(sight, Periodic):
        kinds = "" if sight.period == 1 else f" (the largest of {sight.period} kinds of units)"
        return f"r = {sight.size}{kinds}, j = {sight.jump}, u = {sight.start}, c = {_centre(sight, origin)}"
    return f"r up to {sight.size}, no common j, u = {sight.start}"


def _centre(sight: Periodic, origin: float) -> str:
    box = sight.at(0)
    return "none" if box is None else f"{(box[0] + box[1]) / 2 + origin:g}"


def _signed(number: float) -> str:
    return f"({number:g})" if number < 0 else f"{number:g}"
