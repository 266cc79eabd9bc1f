"""What the gallery shows: a pure function from its state to a picture and its words."""

from __future__ import annotations

import base64
import html
import io
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from coursekit.augmentation.gallery.state import DRAWS, IMAGES, Drawn, State, draw
from coursekit.augmentation.transforms.parameters import Parameters
from coursekit.data import Dataset
from coursekit.figures import BLUE, INK

__all__ = ["Picture", "pages", "render"]

_SIDE = 100  # pixels of an image on the screen, at most
_COUNTS = ("no", "one", "two", "three", "four", "five", "six")


@dataclass(frozen=True, eq=False)
class Picture:
    """What is shown in a state.

    Attributes:
        state: the state.
        drawn: the images, and what was measured on them.
        summary: the most important of it in words.
        code: the `Augment` that draws it.
        html: the picture, with summary and code.
    """

    state: State
    drawn: Drawn
    summary: str
    code: str
    html: str


def pages(dataset: Dataset) -> npt.NDArray[np.int64]:
    """Which images are on which page: of different classes as far as there are, shape (pages, images).

    The first page has the first image of the first classes, the next one those of the next classes, and round again.
    """
    present = [found for label in range(len(dataset.classes)) if len(found := np.flatnonzero(dataset.labels == label))]
    longest = max(len(found) for found in present)
    order = np.array([found[round_ % len(found)] for round_ in range(min(longest, 4)) for found in present])
    whole_pages = -(-len(order) // IMAGES)
    return np.resize(order, (whole_pages, IMAGES)).astype(np.int64)


def render(state: State, dataset: Dataset) -> Picture:
    """Draw a state. Needs no notebook and no widget.

    Args:
        state: what is chosen.
        dataset: the dataset of that number.
    """
    of_pages = pages(dataset)
    chosen = of_pages[state.page % len(of_pages)]
    images = dataset.images[chosen]
    drawn = draw(state, images)
    names = [dataset.classes[label].replace("_", " ") for label in dataset.labels[chosen]]
    summary = _summary(state, drawn, dataset)
    code = repr(state.augment)
    rows = "".join(
        _row(name, image, drawn, number) for number, (name, image) in enumerate(zip(names, images, strict=True))
    )
    body = (
        f"<p role='status' style='max-width: 62em; min-height: 4.4em; margin: 0 0 6px'>{html.escape(summary)}</p>"
        f"<div style='display: grid; gap: 6px'>{rows}</div>"
        f"<p style='margin: 8px 0 0; max-width: 62em'>In code: <code style='color: {INK}; background: #EEEEEE; "
        f"padding: 1px 4px; overflow-wrap: anywhere'>{html.escape(code)}</code></p>"
    )
    card = f"<div style='color: {INK}; background: white; padding: 8px 10px; font-size: 14px; line-height: 1.45'>"
    return Picture(state, drawn, summary, code, f"{card}{body}</div>")


def _summary(state: State, drawn: Drawn, dataset: Dataset) -> str:
    count = len(drawn.images) * DRAWS
    said = f"{dataset.name}: {_COUNTS[len(drawn.images)]} images (framed), each drawn {_COUNTS[DRAWS]} times."
    if state.is_off:
        return f"{said} Everything is off: each draw is the image as it came. Move a slider."
    parts = [
        "no pixel had to be made up from outside of the images"
        if drawn.outside < 5e-4
        else f"{100 * drawn.outside:.1f} % of all pixels lie outside of the images and are made up ({state.fill_mode})",
        "no value was cut off at black or white"
        if drawn.clipped < 5e-4
        else f"{100 * drawn.clipped:.1f} % of all values were cut off at black or white",
        f"in {drawn.left or 'none'} of {count} draws the middle of the image has left the picture",
    ]
    return f"{said} {parts[0][0].upper()}{parts[0][1:]}; {parts[1]}; {parts[2]}."


def _row(name: str, image: npt.NDArray[Any], drawn: Drawn, number: int) -> str:
    """One image and its draws."""
    side = _SIDE if image.shape[0] > 48 else 84
    cells = [_figure(image, f"{name}, as it came", f"3px solid {BLUE}")]
    for which in range(DRAWS):
        told = _told(drawn.parameters, number * DRAWS + which)
        cells.append(_figure(drawn.images[number, which], f"{name}, {told}"))
    return (
        "<div style='display: grid; align-items: center; gap: 6px; grid-template-columns: minmax(66px, 86px) "
        f"repeat({DRAWS + 1}, minmax(40px, {side}px))'>"
        f"<span style='line-height: 1.2; overflow-wrap: anywhere'>{html.escape(name)}</span>{''.join(cells)}</div>"
    )


def _figure(image: npt.NDArray[Any], alt: str, border: str = "1px solid #9A9A9A") -> str:
    return (
        f"<img alt='{html.escape(alt, quote=True)}' title='{html.escape(alt, quote=True)}' "
        f"style='width: 100%; box-sizing: border-box; image-rendering: pixelated; border: {border}' "
        f"src='{_source(image)}'>"
    )


def _source(image: npt.NDArray[Any]) -> str:
    """An image for a page: colours as they are, as JPEG; one channel as ink on paper, high values dark, as PNG."""
    from PIL import Image  # noqa: PLC0415 (`import coursekit.augmentation` stays light)

    grey = image.shape[2] == 1
    values = np.rint(255 * (1 - image[..., 0] if grey else image)).clip(0, 255).astype(np.uint8)
    written = io.BytesIO()
    if grey:
        Image.fromarray(values).save(written, format="png")
    else:
        # A photograph as PNG is four times as large, and each move of a slider sends two dozen.
        Image.fromarray(values).save(written, format="jpeg", quality=92, subsampling=0)
    return f"data:image/{'png' if grey else 'jpeg'};base64,{base64.b64encode(written.getvalue()).decode('ascii')}"


def _told(parameters: Parameters, row: int) -> str:
    """What was done to one image, in words; what was left as it is, is left out."""
    right, down = parameters.shift[row]
    across, along = parameters.zoom[row]
    shift = parameters.channel_shift[row]
    said = [
        (parameters.rotation[row], f"turned by {parameters.rotation[row]:+.0f}°"),
        (right, f"{abs(right):.0f} pixels to the {'right' if right > 0 else 'left'}"),
        (down, f"{abs(down):.0f} pixels {'down' if down > 0 else 'up'}"),
        (parameters.shear[row], f"sheared by {parameters.shear[row]:+.0f}°"),
        (across != 1 or along != 1, f"zoomed {1 / across:.2f} times across and {1 / along:.2f} down"),
        (parameters.perspective[row].any(), "seen at a slant"),
        (parameters.flip[row, 0], "mirrored left to right"),
        (parameters.flip[row, 1], "upside down"),
        (parameters.contrast[row] != 1, f"contrast times {parameters.contrast[row]:.2f}"),
        (parameters.brightness[row] != 1, f"brightness times {parameters.brightness[row]:.2f}"),
        (shift.any(), f"channels {', '.join(f'{value:+.2f}' for value in shift)}"),
        (parameters.gamma[row] != 1, f"exposure {parameters.gamma[row]:.2f}"),
        (parameters.blur[row], f"blurred by {parameters.blur[row]:.1f} pixels"),
        (parameters.noise[row], f"noise {parameters.noise[row]:.2f}"),
    ]
    return ", ".join(text for there, text in said if there).replace("-", "−") or "as it came"
