"""What the activation browser shows: a pure function from its state to a picture and its words."""

from __future__ import annotations

import html
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from coursekit.architectures.activation_browser.scene import PAGE, Facts, Scene, State, encoded
from coursekit.architectures.figures.maps import coloured
from coursekit.figures import BLUE, INK, ORANGE, VERMILION

__all__ = ["Picture", "render"]

_SMALL, _LARGE = 64, 128  # rows of a map that is sent to the page, at most: in a tile, and enlarged
_STRONGEST = 3  # units that are named
_LEVELS = 127  # of blue and of orange


@dataclass(frozen=True, eq=False)
class Picture:
    """What is shown in a state.

    Attributes:
        state: the state.
        channels: which channels have a tile.
        summary: the most important in words.
        html: the picture, with the summary.
    """

    state: State
    channels: tuple[int, ...]
    summary: str
    html: str


def render(scene: Scene, state: State) -> Picture:
    """Draw a state, which must be one of the scene's. Needs no notebook and no widget."""
    values, facts = scene.of(state.image)[state.layer], scene.facts(state.image, state.layer)
    page = state.channel // PAGE
    channels = tuple(range(page * PAGE, min((page + 1) * PAGE, values.shape[-1]))) if values.ndim == 3 else ()
    if values.ndim == 3:
        frame, words = _strongest(scene, state, values[..., state.channel])
        shown = _tiles(values, channels, state, facts) + _key(facts.magnitude, state.own_scale)
        enlarged = _figure(
            _source(values[..., state.channel], _scale(values[..., state.channel], state, facts), _LARGE),
            f"channel {state.channel}, enlarged", "width: 170px",
        )  # fmt: skip
    else:
        frame, words = None, _units(scene, values, state)
        shown, enlarged = _cells(values, state, facts) + _key(facts.magnitude, False), ""
    summary = f"{_about(scene, state, values.shape, facts)} {words}"
    body = (
        f"<p role='status' style='max-width: 62em; min-height: 5.8em; margin: 0 0 6px'>{html.escape(summary)}</p>"
        "<div style='display: flex; flex-wrap: wrap; gap: 10px; align-items: flex-start'>"
        f"<div style='display: flex; flex-wrap: wrap; gap: 8px; max-width: 360px'>"
        f"{_image(scene, state, frame)}{enlarged}</div>"
        f"<div style='flex: 1 1 300px; min-width: 0; max-width: 560px'>{shown}</div></div>"
    )
    card = f"<div style='color: {INK}; background: white; padding: 8px 10px; font-size: 14px; line-height: 1.45'>"
    return Picture(state, channels, summary, f"{card}{body}</div>")


def _about(scene: Scene, state: State, shape: tuple[int, ...], facts: Facts) -> str:
    """The layer as a whole."""
    node = scene.network[state.layer]
    count = shape[-1]
    given = f"{count} map{'s' * (count > 1)} of {shape[0]}×{shape[1]}" if len(shape) == 3 else f"{count} values"
    parts = [f"from {_number(facts.lowest)} to {_number(facts.largest)}", f"{100 * facts.zero:.0f} % of the values 0"]
    if len(shape) == 3:
        parts.append(f"{facts.silent or 'none'} of the maps {'is' if facts.silent <= 1 else 'are'} 0 everywhere")
    if facts.infinite:
        parts.append(f"{facts.infinite} of the values no finite numbers")
    return f"{state.layer} ({node.type}), image “{scene.titles[state.image]}”: {given}, {', '.join(parts)}."


def _strongest(scene: Scene, state: State, values: npt.NDArray[Any]) -> tuple[Any, str]:
    """The place where a channel answers most, and what is seen from there."""
    said = f"Channel {state.channel}"
    if not values.any():
        return None, f"{said} is 0 everywhere: in this image it finds nothing."
    row, column = (int(place) for place in np.unravel_index(np.argmax(_finite(values)), values.shape))
    place = f"{said} is largest at row {row}, column {column}: {_number(values[row, column])}."
    seen = scene.seen(state.layer, row, column)
    if seen is None:
        return None, f"{place} What that unit sees is not known."
    top, left, bottom, right = seen
    whole = (top, left, bottom, right) == (0, 0, *scene.images.shape[1:3])
    words = "the whole image" if whole else f"rows {top} to {bottom - 1}, columns {left} to {right - 1} of it (framed)"
    return seen, f"{place} That unit sees {words}."


def _units(scene: Scene, values: npt.NDArray[Any], state: State) -> str:
    """The largest of a layer without maps, and the one that is chosen."""
    names = scene.classes if len(scene.classes) == len(values) else [f"unit {unit}" for unit in range(len(values))]
    largest = np.argsort(-_finite(values), kind="stable")[:_STRONGEST]
    told = ", ".join(f"“{names[unit]}” with {_number(values[unit])}" for unit in largest)
    return f"Largest: {told}. Framed: “{names[state.channel]}” with {_number(values[state.channel])}."


def _image(scene: Scene, state: State, frame: tuple[int, int, int, int] | None) -> str:
    """The image, with a frame around what the strongest unit sees."""
    rows, columns = scene.images.shape[1:3]
    shown = _figure(scene.source(state.image), f"image “{scene.titles[state.image]}”", "width: 170px")
    if frame is None:
        return shown
    top, left, bottom, right = frame
    sides = f"top: {top / rows:.2%}; left: {left / columns:.2%}; bottom: {1 - bottom / rows:.2%}; "
    return (
        f"<div style='position: relative; width: 170px'>{shown}<div style='position: absolute; box-sizing: border-box; "
        f"{sides}right: {1 - right / columns:.2%}; border: 3px solid {VERMILION}'></div></div>"
    )


def _tiles(values: npt.NDArray[Any], channels: tuple[int, ...], state: State, facts: Facts) -> str:
    """The maps of a page, small, each with its number and its largest value."""
    tiles = []
    for channel in channels:
        own = np.ascontiguousarray(values[..., channel])
        border = f"3px solid {VERMILION}" if channel == state.channel else "1px solid #9A9A9A"
        alt = f"channel {channel}: from {_number(own.min())} to {_number(own.max())}"
        tile = _figure(_source(own, _scale(own, state, facts), _SMALL), alt, f"width: 100%; border: {border}")
        strong = _number(own.max()) if own.any() else "all 0"
        tiles.append(
            f"<div data-channel='{channel}' style='cursor: pointer'>{tile}"
            f"<div style='font-size: 12px; line-height: 1.2; white-space: nowrap'><b>{channel}</b> {strong}</div></div>"
        )
    return (
        "<div style='display: grid; gap: 5px; grid-template-columns: repeat(auto-fill, minmax(78px, 1fr))'>"
        f"{''.join(tiles)}</div>"
    )


def _cells(values: npt.NDArray[Any], state: State, facts: Facts) -> str:
    """The units of a layer without maps, a cell each, row by row; the chosen one framed."""
    columns = min(len(values), 16 if len(values) <= 128 else 32 if len(values) <= 1024 else 128)
    rows = -(-len(values) // columns)
    padded = np.concatenate([values, np.zeros(rows * columns - len(values))]).reshape(rows, columns)
    source = _source(padded, facts.magnitude, max(rows, columns))
    row, column = divmod(state.channel, columns)
    alt = f"{len(values)} values in rows of {columns}"
    return (
        f"<div style='position: relative; max-width: {max(140, min(560, 28 * columns))}px'>"
        f"{_figure(source, alt, 'width: 100%')}<div style='position: absolute; box-sizing: border-box; "
        f"top: {row / rows:.3%}; left: {column / columns:.3%}; width: {1 / columns:.3%}; height: {1 / rows:.3%}; "
        f"outline: 2px solid {VERMILION}'></div></div>"
    )


def _key(largest: float, own: bool) -> str:
    """What the colours mean."""
    ends = ("minus its strongest", "its strongest") if own else (f"−{_number(largest)}", _number(largest))
    ramp = f"linear-gradient(to right, {ORANGE}, white, {BLUE})"
    return (
        "<div style='display: flex; gap: 6px; align-items: center; font-size: 12px; margin-top: 8px'>"
        f"<span>{ends[0]}</span><span role='img' aria-label='orange below 0, white at 0, blue above 0' "
        f"style='flex: 0 1 160px; height: 12px; border: 1px solid #9A9A9A; background: {ramp}'></span>"
        f"<span>{ends[1]}</span></div>"
    )


def _figure(source: str, alt: str, style: str) -> str:
    said = html.escape(alt, quote=True)
    return (
        f"<img alt='{said}' title='{said}' src='{source}' "
        "style='display: block; box-sizing: border-box; image-rendering: pixelated; border: 1px solid #9A9A9A; "
        f"{style}'>"
    )


def _finite(values: npt.NDArray[Any]) -> npt.NDArray[Any]:
    finite = np.isfinite(values)
    return values if finite.all() else np.where(finite, values, 0)


def _scale(values: npt.NDArray[Any], state: State, facts: Facts) -> float:
    """What has the full colour in one map."""
    return (float(np.abs(_finite(values)).max()) or 1.0) if state.own_scale else facts.magnitude


def _source(values: npt.NDArray[Any], largest: float, most: int) -> str:
    """A map for the page: blue above 0, orange below; averaged down to `most` rows."""
    from PIL import Image  # noqa: PLC0415 - `import coursekit.architectures` stays light

    step = -(-max(values.shape) // most)
    if step > 1:
        rows, columns = (max(length // step, 1) for length in values.shape)
        cut = values[: rows * step, : columns * step]
        values = cut.reshape(rows, cut.shape[0] // rows, columns, cut.shape[1] // columns).mean(axis=(1, 3))
    levels = np.rint(_LEVELS * (1 + np.clip(_finite(values) / largest, -1, 1))).astype(np.uint8)
    image = Image.fromarray(levels)
    image.putpalette(_PALETTE)
    return encoded(image)


def _number(value: Any) -> str:
    if value and abs(value) < 5e-4:
        return "almost 0"
    return f"{float(value):.3g}".replace("-", "−")


_PALETTE = np.rint(255 * coloured(np.arange(-_LEVELS, _LEVELS + 1), _LEVELS)).astype(np.uint8).tobytes()
