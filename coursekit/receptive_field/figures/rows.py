"""A network in one dimension: a row of circles for each map, and lines from one unit to all that it sees."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from matplotlib.figure import Figure

from coursekit.figures import described, figure, styled
from coursekit.network import Node, Window
from coursekit.receptive_field.analysis import Analysis
from coursekit.receptive_field.axis import Periodic
from coursekit.receptive_field.figures.circles import circles, signed, wires
from coursekit.receptive_field.maps import analysed, checked_axis, sliding
from coursekit.receptive_field.taps import Everything, Reading

__all__ = ["chain"]

_MOST_PLACES = 40


@dataclass(frozen=True)
class _Row:
    """One map.

    Attributes:
        name: of its layer.
        places: how many there are.
        first: the first place drawn; negative where padding goes before the map.
        last: the last place drawn.
        offset: where place 0 lies, in pixels.
        jump: pixels from one place to the next.
        seen: the places that the unit depends on.
        touched: the places of padding that are read on the way.
        label: the layer and its numbers.
        result: size, jump and start of its receptive field.
    """

    name: str
    places: int
    first: int
    last: int
    offset: Fraction
    jump: Fraction
    seen: frozenset[int]
    touched: frozenset[int]
    label: str
    result: str

    def at(self, place: int) -> float:
        """Where a place lies, in pixels: over the middle of what it sees."""
        return float(self.offset + place * self.jump)

    @property
    def drawn(self) -> range:
        """All places that are drawn."""
        return range(self.first, self.last + 1)

    @property
    def padding(self) -> list[int]:
        """Those of them that are padding."""
        return [place for place in self.drawn if not 0 <= place < self.places]


@styled
def chain(
    model: Any,
    layer: str | None = None,
    unit: int | None = None,
    *,
    axis: int = 0,
    numbers: bool = True,
    beyond: bool = False,
) -> Figure:
    """One unit and all that it sees, along one axis: the picture to do the sum with by hand.

    Every circle is a place of a map and stands over the middle of what it sees. Dashed circles are padding, which is
    followed further down only if asked for. Layers that act on each place by itself are left out.

    Args:
        model: Keras model or layer list with a fixed input size, a sequence (length, channels) or an image, without
            branches, with up to 40 places a map.
        layer: name of the unit's layer; by default the last one.
        unit: place of the unit along the axis; by default the one in the middle.
        axis: of an image, 0 for height, 1 for width.
        numbers: whether size r, jump j and start u stand beside each map.
        beyond: whether padding is followed down to the image, by dashed lines: where the unclipped field begins.

    Raises:
        IndexError: if there is no such unit.
        ValueError: if layers have several inputs, there are too many places, or the input has no fixed size.
    """
    analysis = analysed(model)
    network = analysis.network
    title = checked_axis(axis, len(analysis.sizes))
    if layer is None:
        layer = network.outputs[0]
    rows, reads = _rows(analysis, network[layer].name, unit, axis, beyond)
    widest = max(len(row.drawn) for row in rows)
    if widest > _MOST_PLACES:
        raise ValueError(f"A row of {widest} circles cannot be read; the most is {_MOST_PLACES}. Take a smaller input.")
    drawn, plot = figure(9, 0.55 + 0.95 * len(rows))
    ends = [row.at(place) for row in rows for place in (row.first, row.last)]
    left, right = min(ends), max(ends)
    # Of the 9 inches the labels at both sides take 1.7 each; a circle fills most of the way to its neighbour.
    inches = (9 - (3.4 if numbers else 1.9)) / (right - left + 1)
    diameter = min(23.0, 0.84 * 72 * inches * float(min(row.jump for row in rows if row.places > 1)))
    _draw(plot, rows, reads, diameter)
    for level, row in enumerate(rows):
        plot.text(left - 0.32 / inches, level, row.label, ha="right", va="center", fontsize=10, linespacing=1.35)
        if numbers:
            plot.text(right + 0.32 / inches, level, row.result, ha="left", va="center", fontsize=10)
    plot.set_xlim(left - 1.7 / inches, right + (1.7 if numbers else 0.2) / inches)
    plot.set_ylim(-0.4, len(rows) - 0.6)
    plot.axis("off")
    return described(drawn, _told(rows, title, numbers))


def _draw(plot: Any, rows: list[_Row], reads: list[dict[int, list[int]]], diameter: float) -> None:
    for level, (row, read_by) in enumerate(zip(rows, [*reads, {}], strict=True)):
        positions = {place: row.at(place) for place in row.drawn}
        own = set(row.seen) if level == len(rows) - 1 else set()
        circles(plot, positions, level, diameter, row.seen - own, own, row.padding)
        if level + 1 < len(rows):
            wires(plot, read_by, positions, rows[level + 1].at, level, row.padding, rows[level + 1].padding)


def _rows(
    analysis: Analysis, layer: str, unit: int | None, axis: int, beyond: bool
) -> tuple[list[_Row], list[dict[int, list[int]]]]:  # fmt: skip
    """The maps from the input on; and for each but the last which of its places each seen place of the next reads."""
    analysis[layer]  # raises if there is nothing to be seen
    names = analysis.before(layer)
    for name in names:
        if len(analysis.seen[name].reading) > 1:
            node = analysis.network[name]
            raise ValueError(f"{name} ({node.type}) has several inputs, and a chain has none such: draw a layer before "
                             "it, or the whole with pyramid(...).")  # fmt: skip
    slides = sliding(analysis, names)
    shown = list(dict.fromkeys((analysis.source, *slides, layer)))
    counts = {name: _places(analysis, name, axis) for name in shown}
    unit = counts[layer] // 2 if unit is None else unit
    if not 0 <= unit < counts[layer]:
        raise IndexError(f"The map of {layer!r} has units from 0 to {counts[layer] - 1} along this axis, not {unit}.")
    rows: list[_Row] = []
    reads: list[dict[int, list[int]]] = []
    seen, touched = {unit}, set[int]()
    first, last = 0, counts[layer] - 1
    for name, below in zip(reversed(shown), [*reversed(shown[:-1]), None], strict=True):
        rows.append(_row(analysis, name, axis, (first, last), seen, touched))
        if below is None:
            break
        reading = _reading(analysis, name, axis)
        followed = seen | touched if beyond and not isinstance(reading, Everything) else seen
        read_by = {place: _read(reading, place, counts[below]) for place in sorted(followed)}
        inside = range(counts[below])
        # What only padding would have read is not seen: padding is no pixel.
        seen = {place for unit_above in seen for place in read_by[unit_above] if place in inside}
        touched = {place for places in read_by.values() for place in places if place not in inside}
        window = _window(analysis.network[name], axis)
        before, after = (max(0, window.before or 0), max(0, window.after or 0)) if window else (0, 0)
        first, last = min([-before, *touched]), max([counts[below] - 1 + after, *touched])
        reads.append(read_by)
    return rows[::-1], reads[::-1]


def _row(
    analysis: Analysis, name: str, axis: int, ends: tuple[int, int], seen: set[int], touched: set[int]
) -> _Row:  # fmt: skip
    found = analysis.seen[name]
    sight = found.local[axis]
    if found.whole[axis]:
        offset, jump, result = Fraction((analysis.sizes[axis] or 1) - 1, 2), Fraction(1), "sees all"
    elif isinstance(sight, Periodic):
        jump = sight.jump
        middles = [Fraction(box[0] + box[1], 2) - at * jump for at, box in enumerate(sight.boxes) if box]
        offset = sum(middles, Fraction(0)) / len(middles)
        result = signed(f"r {sight.size}, j {jump}, u {sight.start}")
    else:
        raise ValueError(f"The units of {name!r} have no common step, so they cannot stand in one row.")
    label = f"{name}{_geometry(analysis.network[name], axis)}"
    places = _places(analysis, name, axis)
    return _Row(name, places, *ends, offset, jump, frozenset(seen), frozenset(touched), label, result)


def _places(analysis: Analysis, name: str, axis: int) -> int:
    size = analysis.seen[name].place.sizes[axis]
    assert size is not None  # noqa: S101 - `analysed` has taken a fixed input only
    return size


def _reading(analysis: Analysis, name: str, axis: int) -> Reading:
    reach = analysis.seen[name].reach
    assert reach is not None  # noqa: S101 - only the input has none
    return reach.readings[0][axis]


def _read(reading: Reading, unit: int, places: int) -> list[int]:
    if isinstance(reading, Everything):
        return list(range(places))
    period, phase = divmod(unit, reading.period)
    return [period * reading.step + offset for offset in reading.offsets[phase]]


def _window(node: Node, axis: int) -> Window | None:
    return node.windows[axis] if node.windows else None


def _geometry(node: Node, axis: int) -> str:
    window = _window(node, axis)
    if window is None:
        return ""
    p = str(window.before) if window.before == window.after else f"({window.before}, {window.after})"
    return signed(f"\nk {window.kernel}, s {window.stride}, d {window.dilation}, p {p}")


def _told(rows: list[_Row], title: str, numbers: bool) -> str:
    top, below = rows[-1], rows[-2::-1]
    (unit,) = top.seen
    lines = [
        f"{row.name} ({_counted(row.places)}): sees {_listed(row.seen)}"
        + (f", padding {_listed(row.touched)}" if row.touched else "")
        for row in below
    ]
    results = "; ".join(f"{row.name} {row.result}" for row in rows)
    return (
        f"Rows of circles, one a place along the {title}, the input at the bottom. Unit {unit} of {top.name} "
        f"({_counted(top.places)}) is black, with lines down to all it sees. From there down: {'; '.join(lines)}."
        + (f" Beside the rows size r, jump j and start u: {results}." if numbers else "")
    )


def _counted(places: int) -> str:
    return f"{places} place{'' if places == 1 else 's'}"


def _listed(places: Collection[int]) -> str:
    """Places in words: 3 to 7, or 0, 2, 4 where there are holes."""
    ordered = sorted(places)
    if not ordered:
        return "nothing"
    if len(ordered) > 2 and ordered == list(range(ordered[0], ordered[-1] + 1)):
        return signed(f"{ordered[0]} to {ordered[-1]}")
    return signed(", ".join(map(str, ordered)))
