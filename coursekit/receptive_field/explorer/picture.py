"""What the explorer shows: a pure function from a network and one of its units to a picture and its words."""

from __future__ import annotations

import html
from dataclasses import dataclass

from coursekit.figures import INK
from coursekit.receptive_field.explorer.scene import Scene, State
from coursekit.receptive_field.explorer.svg import Sheet, draw
from coursekit.receptive_field.explorer.words import box_of, kind, reach, shape_of, summary, unit_of
from coursekit.receptive_field.maps import sliding
from coursekit.receptive_field.trace import Patch, trace

__all__ = ["Picture", "render"]

# Pixels on the screen of the input's longer side, and of the other maps', larger where there are few of them, or where
# they are sequences, which are one place high.
_INPUT_SIDE, _FEW_SIDE, _MANY_SIDE, _SEQUENCE_SIDE = 224, 128, 112, 420
_FEW_MAPS = 9


@dataclass(frozen=True, eq=False)
class Picture:
    """What is shown for a unit.

    Attributes:
        scene: the network.
        state: the unit.
        seen: for each layer on the way the places that it sees; sequences as maps with one row.
        summary: the most important of it in words.
        html: the picture, with the summary.
    """

    scene: Scene
    state: State
    seen: dict[str, Patch]
    summary: str
    html: str


def render(scene: Scene, state: State) -> Picture:
    """Draw what one unit sees. Needs no notebook and no widget.

    Raises:
        KeyError: if there is no such layer.
        ValueError: if the layer does not see the input, could not be analysed, or has no such unit.
    """
    analysis = scene.analysis
    analysis[state.layer]  # raises with the reason
    if not scene.has(state):
        rows, columns = scene.size(state.layer)
        raise ValueError(f"The map of {state.layer!r} is {rows}×{columns}: it has no unit ({state.row}, {state.col}).")
    flat = scene.flat
    unit = (state.col,) if flat else (state.row, state.col)
    found = trace(analysis, state.layer, unit, clip=True)
    seen = {name: Patch((0, *patch.origin), patch.mask[None]) if flat else patch for name, patch in found.items()}
    told = summary(scene, state, seen)
    names = [name for name in scene.layers if name in scene.maps or name == state.layer]
    before = set(analysis.before(state.layer))
    side = _SEQUENCE_SIDE if flat else _FEW_SIDE if len(names) <= _FEW_MAPS else _MANY_SIDE
    sides = dict.fromkeys(names, side) | {analysis.source: _SEQUENCE_SIDE if flat else _INPUT_SIDE}
    figures = "".join(_figure(scene, state, name, seen.get(name), name in before, sides[name]) for name in names)
    body = (
        # Heights do not depend on the unit: a map that the mouse is over must not slip away.
        "<p role='status' style='max-width: 60em; min-height: 4.2em; margin: 6px 0 4px; line-height: 1.4'>"
        f"{html.escape(told)}</p>"
        f"<div style='display: flex; flex-wrap: wrap; gap: 10px 14px; align-items: flex-start'>{figures}</div>"
        f"{_left_out(scene)}"
    )
    return Picture(scene, state, seen, told, f"<div style='color: {INK}; background: white'>{body}</div>")


def _figure(scene: Scene, state: State, name: str, patch: Patch | None, on_the_way: bool, side: int) -> str:
    node = scene.network[name]
    rows, columns = scene.size(name)
    own = name == state.layer
    place = "nothing" if on_the_way else ""
    if own:
        place = unit_of(state, scene.flat)
    elif patch is not None:
        place = box_of(patch, scene.flat)
    told = f"Map of {name}, {rows} by {columns}. {f'Seen: {place}.' if place else 'Not on the way.'}"
    field = scene.field(name)
    picture = scene.picture if name == scene.analysis.source else ""
    drawing = draw(Sheet(name, (rows, columns), side, patch, own, on_the_way, told, picture))
    lines = [f"<b>{html.escape(name)}</b>", html.escape(kind(node)), reach(field, shape_of(scene, name))]
    parts = place.split(", ") if not own else [place]
    lines += [f"<b>{parts[0]}</b>" if own else parts[0] or "–", *(parts[1:] or ["\u00a0"])]
    return (
        f"<figure style='margin: 0; width: {max(side, 132) + 4}px'>{drawing}<figcaption style='font-size: 12px; "
        f"line-height: 1.35; overflow-wrap: anywhere; color: {INK}'>{'<br/>'.join(lines)}</figcaption></figure>"
    )


def _left_out(scene: Scene) -> str:
    """What is not drawn, and why."""
    notes = []
    every = 1 + len(sliding(scene.analysis))
    if every > len(scene.maps):
        notes.append(f"{len(scene.maps)} of {every} maps are drawn; all layers can be chosen.")
    notes += list(dict.fromkeys(scene.analysis.failures.values()))
    return "".join(f"<p style='max-width: 60em; margin: 4px 0 0'>{html.escape(note)}</p>" for note in notes)
