"""What the viewer shows: a pure function from its state to a picture and its words."""

from __future__ import annotations

import html
from dataclasses import dataclass
from typing import Any

import numpy as np

from coursekit.counting.marks import KINDS, on_colour, spoken
from coursekit.counting.viewer.scene import Viewed, encoded
from coursekit.counting.viewer.state import HEIGHT, NO_HEAT, WIDTH, State, scales
from coursekit.figures import INK, ORANGE

__all__ = ["Picture", "render"]

_HEAT = (213, 94, 0)  # vermilion of `coursekit.figures`
_STRONG = 0.75  # how much of the image the highest value hides
_LETTERED = 250  # marks; more would be a carpet of letters, and slow


@dataclass(frozen=True, eq=False)
class Picture:
    """What is shown in a state.

    Attributes:
        state: the state.
        box: the pixels of the image that are shown (top, left, bottom, right), half-open.
        marks: what is marked in it: kind (one of `KINDS`, or "truth"), class, row and column in the image.
        summary: the most important in words.
        html: the picture, with the summary and the counts.
    """

    state: State
    box: tuple[int, int, int, int]
    marks: tuple[tuple[str, str, float, float], ...]
    summary: str
    html: str


def render(viewed: Viewed, state: State) -> Picture:
    """Draw a state, which must be one of the scene's. Needs no notebook and no widget."""
    scale = scales(viewed.shape)[state.zoom]
    size = (min(WIDTH, round(viewed.shape[1] / scale)), min(HEIGHT, round(viewed.shape[0] / scale)))
    top, left = state.row - scale * size[1] / 2, state.column - scale * size[0] / 2
    top, left = max(top, 0.0), max(left, 0.0)
    box = (
        round(top), round(left),
        min(round(top + scale * size[1]), viewed.shape[0]), min(round(left + scale * size[0]), viewed.shape[1]),
    )  # fmt: skip
    marks = _marks(viewed, state, box)
    summary = _summary(viewed, state, box, marks)
    places = [(kind, name, (column - left) / scale, (row - top) / scale) for kind, name, row, column in marks]
    source = encoded(_image(viewed, state, top, left, scale, size))
    shown = (
        f"<div data-scene='{size[0]} {size[1]}' style='position: relative; max-width: {size[0]}px; cursor: crosshair; "
        "touch-action: none'>"
        f"<img draggable='false' alt='{html.escape(summary, quote=True)}' src='{source}' "
        "style='display: block; width: 100%; max-width: none; margin: 0'>"
        f"{_drawn(viewed, places, size)}</div>"
    )
    body = (
        f"<p role='status' style='margin: 0 0 6px; min-height: 2.9em'>{html.escape(summary)}</p>"
        "<div style='display: flex; flex-wrap: wrap; gap: 10px; align-items: flex-start'>"
        f"<div style='flex: 1 1 320px; min-width: 0; max-width: {size[0]}px'>{shown}</div>"
        f"<div style='flex: 0 1 auto'>{_counts(viewed, state)}{_overview(viewed, box)}</div></div>{_key(viewed)}"
    )
    card = f"<div style='color: {INK}; background: white; padding: 8px 10px; font-size: 14px; line-height: 1.45'>"
    return Picture(state, box, marks, summary, f"{card}{body}</div>")


def _marks(viewed: Viewed, state: State, box: tuple[int, int, int, int]) -> tuple[tuple[str, str, float, float], ...]:
    """All marks in the box that are switched on. Missed animals are marked if the truth is."""
    top, left, bottom, right = box
    points, _ = viewed.judged(state.threshold)
    chosen = []
    if state.truth and viewed.truth is not None:
        table = viewed.truth[["class_name", "row", "col"]]
        chosen += [("truth", str(name), float(row), float(col)) for name, row, col in table.itertuples(index=False)]
        chosen += [("missed", *point) for point in points["missed"]]
    if state.predictions:
        chosen += [(kind, *point) for kind in KINDS[:2] for point in points.get(kind, ())]
    return tuple(
        mark for mark in chosen if mark[1] in state.classes and top <= mark[2] < bottom and left <= mark[3] < right
    )


def _summary(viewed: Viewed, state: State, box: tuple[int, int, int, int], marks: Any) -> str:
    top, left, bottom, right = box
    where = (
        f"All {viewed.shape[0]:,}×{viewed.shape[1]:,} pixels"
        if (bottom - top, right - left) == viewed.shape
        else f"Rows {top:,} to {bottom - 1:,}, columns {left:,} to {right - 1:,}"
    )
    counted = {kind: sum(mark[0] == kind for mark in marks) for kind in ("truth", *KINDS)}
    said = []
    if state.truth and viewed.truth is not None:
        said.append(f"{counted['truth']} animals here, {counted['missed']} of them missed")
    if state.predictions and viewed.truth is not None:
        said.append(f"{counted['found']} found, {_many(counted['false alarm'], 'false alarm')}")
    elif state.predictions:
        said.append(f"{counted['found']} found")
    heat = "" if state.heat == NO_HEAT else f" In red: the map of {spoken(state.heat)}."
    return f"{where}, threshold {state.threshold:.2f}: {'; '.join(said) or 'no marks'}.{heat}"


def _many(count: int, what: str) -> str:
    return f"{count} {what}{'s' * (count != 1)}"


def _image(viewed: Viewed, state: State, top: float, left: float, scale: float, size: tuple[int, int]) -> Any:
    """The cut, with the heat map mixed in."""
    from PIL import Image  # noqa: PLC0415 - `import coursekit.counting` stays light

    image = viewed.cut(top, left, scale, size)
    if state.heat == NO_HEAT:
        return image
    share = np.rint(255 * _STRONG * viewed.heat(state.heat, top, left, scale, size)).astype(np.uint8)
    image.paste(Image.new("RGB", size, _HEAT), mask=Image.fromarray(share))
    return image


def _drawn(viewed: Viewed, places: Any, size: tuple[int, int]) -> str:
    """The marks, over the image."""
    lettered = sum(kind != "truth" for kind, *_ in places) <= _LETTERED
    drawn = "".join(_mark(viewed, kind, name, x, y, lettered) for kind, name, x, y in places)
    return (
        f"<svg aria-hidden='true' viewBox='0 0 {size[0]} {size[1]}' preserveAspectRatio='none' style='position: "
        f"absolute; inset: 0; width: 100%; height: 100%; pointer-events: none'>{drawn}</svg>"
    )


def _mark(viewed: Viewed, kind: str, name: str, x: float, y: float, lettered: bool) -> str:
    """Truth: a cross. Found: a disc. False alarm: a triangle. Missed: a square, hollow."""
    colour = viewed.colours[name]
    if kind == "truth":
        way = f"M{x - 4:.1f} {y:.1f}h8M{x:.1f} {y - 4:.1f}v8"
        return f"<path d='{way}' stroke='white' stroke-width='3.4'/><path d='{way}' stroke='{INK}' stroke-width='1.4'/>"
    side = 7.0 if lettered else 3.5
    if kind == "found":
        shape = f"<circle cx='{x:.1f}' cy='{y:.1f}' r='{side}' fill='{colour}' stroke='white'/>"
    elif kind == "false alarm":
        d = f"M{x:.1f} {y - 1.45 * side:.1f}l{1.3 * side:.1f} {2.25 * side:.1f}h{-2.6 * side:.1f}z"
        shape = f"<path d='{d}' fill='{colour}' stroke='white'/>"
    else:
        shape = (
            f"<rect x='{x - side:.1f}' y='{y - side:.1f}' width='{2 * side}' height='{2 * side}' fill='white' "
            f"fill-opacity='0.85' stroke='{colour}' stroke-width='2'/>"
        )
    if not lettered:
        return shape
    ink = INK if kind == "missed" else on_colour(colour)
    down = 5.2 if kind == "false alarm" else 3.4
    return (
        f"{shape}<text x='{x:.1f}' y='{y + down:.1f}' text-anchor='middle' font-size='9.5' font-weight='bold' "
        f"font-family='sans-serif' fill='{ink}'>{viewed.letters[name]}</text>"
    )


def _counts(viewed: Viewed, state: State) -> str:
    """A row for each class: of the whole scene, whatever is in sight."""
    points, matched = viewed.judged(state.threshold)
    cell = "style='text-align: right; padding: 0 0 0 10px'"
    if matched is None:
        heads = ("found",)
        numbers = {name: (sum(point[0] == name for point in points["found"]),) for name in viewed.animals}
        numbers["total"] = (len(points["found"]),)
    else:
        heads = ("there", "found", "right", "error")  # type: ignore[assignment] # more columns where the truth is known
        numbers = {
            str(name): tuple(int(row[key]) for key in ("truth", "found", "matched", "count_error"))  # type: ignore[misc] # as above
            for name, row in matched.table.iterrows()
        }
    rows = []
    for name, values in numbers.items():
        letter = f"{viewed.letters[name]} " if name in viewed.letters else ""
        cells = "".join(
            f"<td {cell}>{_signed(value) if head == 'error' else f'{value:,}'}</td>"
            for head, value in zip(heads, values, strict=True)
        )
        weight = "font-weight: bold" if name == "total" else ""
        rows.append(f"<tr style='{weight}'><th scope='row' style='text-align: left; font-weight: inherit'>"
                    f"<b>{letter}</b>{html.escape(spoken(name))}</th>{cells}</tr>")  # fmt: skip
    head = "".join(f"<th scope='col' {cell}>{name}</th>" for name in heads)
    return (
        "<table style='border-collapse: collapse; font-size: 13px; line-height: 1.5; color: inherit; "
        f"margin: 0 0 8px'><caption style='text-align: left; font-size: 12px; color: {INK}; padding: 0'>whole scene"
        f"</caption><tr><td></td>{head}</tr>{''.join(rows)}</table>"
    )


def _signed(value: int) -> str:
    return f"+{value:,}" if value > 0 else f"{value:,}".replace("-", "−")


def _overview(viewed: Viewed, box: tuple[int, int, int, int]) -> str:
    """The whole scene, small, with a frame around what is in sight."""
    rows, columns = viewed.shape
    top, left, bottom, right = box
    sides = f"top: {top / rows:.1%}; left: {left / columns:.1%}; bottom: {1 - bottom / rows:.1%}; "
    return (
        f"<div style='position: relative; width: {viewed.small.width}px'>"
        f"<img alt='where this is in the scene' src='{viewed.small_source}' "
        "style='display: block; width: 100%; margin: 0'>"
        f"<div style='position: absolute; box-sizing: border-box; {sides}right: {1 - right / columns:.1%}; "
        f"border: 2px solid {ORANGE}; outline: 1px solid {INK}'></div></div>"
    )


def _key(viewed: Viewed) -> str:
    """What the marks mean."""
    shapes = {
        "found": "<circle cx='8' cy='8' r='6' fill='#222222'/>",
        "false alarm": "<path d='M8 1l7 13h-14z' fill='#222222'/>",
        "missed": "<rect x='2' y='2' width='12' height='12' fill='white' stroke='#222222' stroke-width='2'/>",
        "truth": "<path d='M2 8h12M8 2v12' stroke='#222222' stroke-width='2'/>",
    }
    if viewed.truth is None:
        shapes = {"found": shapes["found"]}
    parts = [
        "<span style='white-space: nowrap'><svg aria-hidden='true' width='16' height='16' "
        f"style='vertical-align: -3px'>{shape}</svg> {name}</span>"
        for name, shape in shapes.items()
    ]
    parts += [
        f"<span style='white-space: nowrap'><span style='display: inline-block; width: 12px; height: 12px; "
        f"background: {viewed.colours[name]}; vertical-align: -1px'></span> <b>{viewed.letters[name]}</b> "
        f"{html.escape(spoken(name))}</span>"
        for name in viewed.animals
    ]
    return (
        "<div style='display: flex; flex-wrap: wrap; gap: 2px 14px; font-size: 12.5px; margin-top: 6px'>"
        f"{''.join(parts)}</div>"
    )
