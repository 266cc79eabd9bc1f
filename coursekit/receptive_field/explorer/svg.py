"""One map of the explorer as a drawing in SVG."""

from __future__ import annotations

import base64
import html
import io
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from coursekit.figures import GREY, INK, ORANGE, PALE, VERMILION
from coursekit.receptive_field.trace import Patch

__all__ = ["Sheet", "draw", "png_address"]

_LEAST_CELL = 5  # pixels on the screen that a place must have to get its own square
_MOST_RUNS = 60  # of seen places in a row, above which they become a bitmap


@dataclass(frozen=True)
class Sheet:
    """A map to be drawn.

    Attributes:
        name: of its layer.
        size: rows and columns.
        side: pixels on the screen that its longer side takes.
        patch: the places of it that are seen; None if there are none.
        own: whether it is the map of the unit itself.
        on_the_way: whether it lies before the unit; else it is drawn pale.
        told: what there is to see, in words.
        picture: address of an image that lies on it; empty if there is none.
    """

    name: str
    size: tuple[int, int]
    side: int
    patch: Patch | None
    own: bool
    on_the_way: bool
    told: str
    picture: str = ""


def draw(sheet: Sheet) -> str:
    """The map: its places as squares where there is room, the seen ones filled, a frame around them."""
    rows, columns = sheet.size
    cell = sheet.side / max(sheet.size)
    width, height = columns * cell, rows * cell
    parts = [
        f"<rect width='{width:g}' height='{height:g}' fill='{'white' if sheet.on_the_way else PALE}' stroke='none'/>"
    ]
    if sheet.picture:
        parts.append(f"<image width='{width:g}' height='{height:g}' preserveAspectRatio='none' "
                     f"href='{sheet.picture}'/>")  # fmt: skip
    if sheet.patch is not None:
        parts.append(_seen(sheet, cell))
    if cell >= _LEAST_CELL:
        lines = [f"M0 {at * cell:g}h{width:g}" for at in range(1, rows)]
        lines += [f"M{at * cell:g} 0v{height:g}" for at in range(1, columns)]
        parts.append(f"<path d='{''.join(lines)}' stroke='#BBBBBB' stroke-width='0.7' fill='none'/>")
    if sheet.patch is not None:
        top, left, bottom, right = sheet.patch.box
        parts.append(
            f"<rect x='{left * cell:g}' y='{top * cell:g}' width='{(right - left) * cell:g}' "
            f"height='{(bottom - top) * cell:g}' fill='none' stroke='{INK if sheet.own else VERMILION}' "
            "stroke-width='2'/>"
        )
    edge, thickness = (INK, 3) if sheet.own else (GREY if sheet.on_the_way else "#BBBBBB", 1)
    parts.append(f"<rect width='{width:g}' height='{height:g}' fill='none' stroke='{edge}' "
                 f"stroke-width='{thickness}'/>")  # fmt: skip
    return (
        f"<svg role='img' aria-label='{html.escape(sheet.told)}' data-layer='{html.escape(sheet.name)}' "
        f"data-rows='{rows}' data-columns='{columns}' width='{width + 4:g}' height='{height + 4:g}' "
        f"viewBox='-2 -2 {width + 4:g} {height + 4:g}' style='cursor: crosshair; display: block'>"
        f"{''.join(parts)}</svg>"
    )


def png_address(pixels: npt.NDArray[np.uint8]) -> str:
    """An image as an address that holds all of it."""
    from PIL import Image  # noqa: PLC0415 (needed only where an image is drawn)

    return _address(Image.fromarray(pixels))


def _seen(sheet: Sheet, cell: float) -> str:
    """The places that are seen, filled; over an image so that it shines through."""
    patch = sheet.patch
    assert patch is not None  # noqa: S101 - asked by `draw`
    top, left, bottom, right = patch.box
    colour = INK if sheet.own else ORANGE
    faint = " opacity='0.45'" if sheet.picture else ""
    box = f"x='{left * cell:g}' y='{top * cell:g}' width='{(right - left) * cell:g}' height='{(bottom - top) * cell:g}'"
    if patch.mask.all():
        return f"<rect class='seen' {box} fill='{colour}'{faint}/>"
    edges = np.diff(np.pad(patch.mask, ((0, 0), (1, 1))).astype(np.int8), axis=1)
    begins, ends = np.argwhere(edges == 1), np.argwhere(edges == -1)
    if len(begins) <= _MOST_RUNS:
        runs = (
            f"M{(left + first) * cell:g} {(top + row) * cell:g}h{(last - first) * cell:g}v{cell:g}"
            f"h{(first - last) * cell:g}z"
            for (row, first), (_, last) in zip(begins.tolist(), ends.tolist(), strict=True)
        )
        return f"<path class='seen' d='{''.join(runs)}' fill='{colour}'{faint}/>"
    sharp = "pixelated" if cell >= 1 else "auto"
    return (
        f"<image class='seen' {box} preserveAspectRatio='none' style='image-rendering: {sharp}' "
        f"href='{_bitmap(patch.mask, colour)}'{faint}/>"
    )


def _bitmap(mask: npt.NDArray[np.bool_], colour: str) -> str:
    """Seen places in a colour, the others clear, as an address: one bit a place, which is quick."""
    from PIL import Image  # noqa: PLC0415 (see `png_address`)

    picture = Image.fromarray(mask.astype(np.uint8))
    picture.putpalette([255, 255, 255, *(int(colour[at : at + 2], 16) for at in (1, 3, 5))])
    return _address(picture, bits=1, transparency=0)


def _address(picture: Any, **options: Any) -> str:
    file = io.BytesIO()
    picture.save(file, format="png", compress_level=1, **options)
    return f"data:image/png;base64,{base64.b64encode(file.getvalue()).decode('ascii')}"
