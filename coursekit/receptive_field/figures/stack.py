"""One unit and what it sees in every map before it, as a stack of maps over the image."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from matplotlib.figure import Figure

from coursekit.figures import GREY, INK, ORANGE, VERMILION, described, figure, styled
from coursekit.receptive_field.field import Field, of
from coursekit.receptive_field.figures.pixels import told_box
from coursekit.receptive_field.images import as_picture
from coursekit.receptive_field.maps import fixed_sizes, middle, places_seen, sliding
from coursekit.receptive_field.trace import Patch

__all__ = ["pyramid"]

_MOST_MAPS = 6
_MOST_LINES = 40  # places along an axis up to which a map gets its grid
_SLANT, _FLAT, _STEP = 0.5, 0.3, 0.4  # how a map lies: back edge to the right, its height, distance to the next map
_INCH = 2.9  # width of a map


@styled
def pyramid(
    model: Any,
    layer: str | None = None,
    row: int | None = None,
    col: int | None = None,
    *,
    layers: Sequence[str] | None = None,
    image: npt.ArrayLike | None = None,
) -> Figure:
    """One unit, black, and the places that it sees in every earlier map down to the image.

    All maps are drawn equally large, as all of them show the same image: the fewer their places, the larger.

    Args:
        model: Keras model or layer list with a fixed input size.
        layer: name of the unit's layer; by default the last one.
        row: of the unit; by default the one in the middle.
        col: of the unit; by default the one in the middle.
        layers: names of the earlier layers whose maps are shown; by default those that slide, at most six maps in
            all. The input and the unit's own map are always there.
        image: what lies on the input, (h, w), (h, w, 1) or (h, w, 3).

    Raises:
        IndexError: if there is no such unit.
        ValueError: if the network has no two spatial axes or no fixed size, or a layer named is not on the way.
    """
    field = of(model, layer)
    if len(fixed_sizes(field)) != 2:
        raise ValueError("A pyramid needs maps with height and width. Draw sequences with chain(model).")
    inner = middle(field)
    unit = (inner[0] if row is None else row, inner[1] if col is None else col)
    seen = places_seen(field, unit)
    names = _chosen(field, seen, layers)
    height = (_STEP * (len(names) - 1) + _FLAT) * _INCH + 0.5
    drawn, plot = figure(9, height)
    lines = []
    for level, name in enumerate(names):
        size = fixed_sizes(field, name)
        patch = seen.get(name)
        _map(plot, size, level, image if level == 0 else None)
        if patch is not None:
            _fill(plot, size, patch, level, name == field.layer, level == 0 and image is not None)
            if level + 1 < len(names) and names[level + 1] in seen:
                above = names[level + 1]
                _beam(plot, (size, patch, level), (fixed_sizes(field, above), seen[above], level + 1))
        lines.append(_caption(plot, field, name, unit, size, patch, level))
    plot.set_xlim(-0.7, 1 + _SLANT + 0.82)
    plot.set_ylim(-0.04, _STEP * (len(names) - 1) + _FLAT + 0.04)
    plot.set_aspect("equal")
    plot.axis("off")
    return described(
        drawn,
        f"A stack of {len(names)} maps, the image at the bottom. One unit is black, row {unit[0]}, column {unit[1]} of "
        f"{field.layer}; in each map below it the places that it sees are filled. From top to bottom: "
        f"{'; '.join(reversed(lines))}.",
    )


def _chosen(field: Field, seen: dict[str, Patch], layers: Sequence[str] | None) -> list[str]:
    """Names of the maps to be shown, from the input on."""
    analysis = field.analyses[0]
    on_the_way = [name for name in analysis.before(field.layer) if name not in (field.input, field.layer)]
    if layers is None:
        between = [name for name in sliding(analysis, on_the_way) if name in seen]
        if len(between) > _MOST_MAPS - 2:
            # The larger the step from one shown map to the next, the same for all of them.
            at = np.linspace(0, len(between), _MOST_MAPS)[1:-1] - 0.5
            between = [between[round(place)] for place in at]
    else:
        missing = [name for name in layers if name not in (*on_the_way, field.input, field.layer)]
        if missing:
            raise ValueError(f"{missing[0]!r} is not on the way from {field.input!r} to {field.layer!r}. "
                             f"There are: {', '.join(on_the_way)}.")  # fmt: skip
        between = [name for name in on_the_way if name in layers]
    return list(dict.fromkeys((field.input, *between, field.layer)))


def _at(down: Any, right: Any, level: int) -> tuple[Any, Any]:
    """Where a point of a map lies on the paper; `down` and `right` run from 0 to 1."""
    return right + _SLANT * (1 - down), level * _STEP + _FLAT * (1 - down)


def _corners(top: float, left: float, bottom: float, right: float, level: int) -> list[tuple[float, float]]:
    return [_at(*corner, level) for corner in ((top, left), (top, right), (bottom, right), (bottom, left))]


def _map(plot: Any, size: tuple[int, ...], level: int, image: npt.ArrayLike | None) -> None:
    from matplotlib.collections import LineCollection  # noqa: PLC0415 (private to Matplotlib's drawing)
    from matplotlib.patches import Polygon  # noqa: PLC0415 (see above)

    plot.add_patch(Polygon(_corners(0, 0, 1, 1, level), facecolor="white", edgecolor=INK, linewidth=1.2, zorder=level))
    if image is not None:
        picture = as_picture(image, size)
        down, right = np.meshgrid(*(np.linspace(0, 1, length + 1) for length in size), indexing="ij")
        plot.pcolormesh(*_at(down, right, level), picture, zorder=level + 0.1, rasterized=True)
    elif max(size) <= _MOST_LINES:
        grid = [[_at(at / size[0], end, level) for end in (0, 1)] for at in range(1, size[0])]
        grid += [[_at(end, at / size[1], level) for end in (0, 1)] for at in range(1, size[1])]
        thin = 0.6 if max(size) <= 20 else 0.35
        plot.add_collection(LineCollection(grid, colors="#AAAAAA", linewidths=thin, zorder=level + 0.1))


def _fill(plot: Any, size: tuple[int, ...], patch: Patch, level: int, own: bool, see_through: bool) -> None:
    from matplotlib.collections import PolyCollection  # noqa: PLC0415 (see `_map`)
    from matplotlib.patches import Polygon  # noqa: PLC0415 (see `_map`)

    top, left = patch.origin
    whole = [_corners(*_scaled(patch, size), level)]
    places = (
        whole
        if patch.mask.all()
        else [
            _corners((top + i) / size[0], (left + a) / size[1], (top + i + 1) / size[0], (left + b) / size[1], level)
            for i, line in enumerate(patch.mask)
            for a, b in _runs(line)
        ]
    )
    colour = INK if own else ORANGE
    filled = PolyCollection(places, facecolors=colour, edgecolors="none", alpha=0.45 if see_through else 1)
    filled.set_zorder(level + 0.2)
    plot.add_collection(filled)
    if max(size) <= _MOST_LINES and not see_through and not own:
        _map_lines_over(plot, size, patch, level)
    plot.add_patch(
        Polygon(whole[0], fill=False, edgecolor=INK if own else VERMILION, linewidth=1.6, zorder=level + 0.4)
    )


def _map_lines_over(plot: Any, size: tuple[int, ...], patch: Patch, level: int) -> None:
    """The grid once more over the filled places, so that they can be counted."""
    from matplotlib.collections import LineCollection  # noqa: PLC0415 (see `_map`)

    top, left, bottom, right = patch.box
    grid = [[_at(at / size[0], end / size[1], level) for end in (left, right)] for at in range(top + 1, bottom)]
    grid += [[_at(end / size[0], at / size[1], level) for end in (top, bottom)] for at in range(left + 1, right)]
    thin = 0.7 if max(size) <= 20 else 0.4
    plot.add_collection(LineCollection(grid, colors="white", linewidths=thin, zorder=level + 0.3))


def _beam(
    plot: Any, below: tuple[tuple[int, ...], Patch, int], above: tuple[tuple[int, ...], Patch, int]
) -> None:  # fmt: skip
    """Lines from the corners of what is seen in one map to the corners of what is seen in the next one."""
    ends = zip(
        *(_corners(*_scaled(patch, size), level) for size, patch, level in (below, above)), strict=True
    )  # fmt: skip
    for (x, y), (x_above, y_above) in ends:
        plot.plot([x, x_above], [y, y_above], color=GREY, linewidth=0.9, linestyle=(0, (4, 2)), zorder=below[2] + 0.5)


def _scaled(patch: Patch, size: tuple[int, ...]) -> tuple[float, float, float, float]:
    top, left, bottom, right = patch.box
    return top / size[0], left / size[1], bottom / size[0], right / size[1]


def _runs(line: npt.NDArray[np.bool_]) -> list[tuple[int, int]]:
    """Where a row is filled, as half-open runs."""
    edges = np.flatnonzero(np.diff(np.concatenate(([False], line, [False]))))
    return list(zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True))


def _caption(
    plot: Any,
    field: Field,
    name: str,
    unit: tuple[int, ...],
    size: tuple[int, ...],
    patch: Patch | None,
    level: int,
) -> str:
    """Write beside a map what it is and what is seen of it; the same in words."""
    y = level * _STEP + 0.5 * _FLAT
    shape = f"{size[0]}×{size[1]}"
    letters = 11 if len(name) <= 20 else 8  # names in Keras' own networks have up to 30
    plot.text(-0.04, y - 0.04, f"{name}\n{shape}", ha="right", va="center", fontsize=letters, linespacing=1.3)
    if name == field.layer:
        short = told = f"unit ({unit[0]}, {unit[1]})"
    elif patch is None:
        short = told = "nothing seen"
    else:
        top, left, bottom, right = patch.box
        number = int(patch.mask.sum())
        holes = "" if patch.mask.all() else f"\n{number:,} places with holes"
        short = f"sees {bottom - top}×{right - left}{holes}"
        told = f"{told_box(patch.box)}{f', {number:,} places of them' if holes else ''}"
    plot.text(1 + _SLANT + 0.06, y + 0.04, short, ha="left", va="center", fontsize=11, linespacing=1.3)
    return f"{name} ({size[0]} by {size[1]}) {told}"
