"""What is chosen in the viewer."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from numbers import Real
from typing import Any

from coursekit.network.validation import flag, one_of, whole

__all__ = ["HEIGHT", "NO_HEAT", "WIDTH", "Choices", "State", "changed", "scales", "start"]

WIDTH, HEIGHT = 640, 440
"""Of the picture, in pixels of the page."""

_STEPS = tuple(2 ** (step / 2) for step in range(-4, 11))
"""Pixels of the image that one pixel of the page shows, from 1/4 to 32; which of them is used ends with the image."""

NO_HEAT = "none"


@dataclass(frozen=True)
class Choices:
    """What there is to choose from in one scene.

    Attributes:
        shape: height and width of the image.
        animals: the classes that have marks.
        maps: the classes that have a map.
        least: the lowest threshold.
    """

    shape: tuple[int, int]
    animals: tuple[str, ...]
    maps: tuple[str, ...]
    least: float


@dataclass(frozen=True)
class State:
    """A look at the scene.

    Attributes:
        row, column: the pixel of the image in the middle of the picture.
        zoom: 0 shows the whole scene; each step more shows about 1.4 times less of each side.
        threshold: the least score of a point.
        heat: the class whose map lies over the image; "none" for none.
        classes: whose marks are shown.
        predictions, truth: which marks are shown.
    """

    row: int
    column: int
    zoom: int
    threshold: float
    heat: str
    classes: tuple[str, ...]
    predictions: bool = True
    truth: bool = True


def scales(shape: tuple[int, int]) -> tuple[float, ...]:
    """Pixels of the image per pixel of the page, for each zoom from 0 on."""
    whole = max(shape[0] / HEIGHT, shape[1] / WIDTH)
    closer = sorted((step for step in _STEPS if step < 0.95 * whole), reverse=True)
    return (whole, *closer)


def start(choices: Choices, threshold: float | None = None) -> State:
    """The whole scene, with all marks.

    Raises:
        ValueError: if the threshold cannot be chosen.
    """
    row, column = (pixels // 2 for pixels in choices.shape)
    least = choices.least if threshold is None else threshold
    return changed(State(row, column, 0, least, NO_HEAT, choices.animals), choices)


def changed(state: State, choices: Choices, /, **values: Any) -> State:
    """The state with other values, kept inside of the scene: no picture shows more border than it must.

    Args:
        state: before.
        choices: what there is.
        **values: what to change.

    Raises:
        ValueError: if there is no such thing to change, or no such value.
        TypeError: if a number is none, or if True or False was asked for.
    """
    names = [field.name for field in fields(State)]
    unknown = sorted(values.keys() - set(names))
    if unknown:
        raise ValueError(f"There is no {unknown[0]!r} to change; there are {', '.join(names)}.")
    if "classes" in values:
        if isinstance(values["classes"], str):
            values["classes"] = (values["classes"],)
        strangers = [name for name in values["classes"] if name not in choices.animals]
        if strangers:
            raise ValueError(f"There is no class {strangers[0]!r}; there are {', '.join(choices.animals)}.")
        values["classes"] = tuple(name for name in choices.animals if name in values["classes"])
    new = replace(state, **values)
    for name in ("row", "column", "threshold"):
        if not isinstance(value := getattr(new, name), Real) or isinstance(value, bool):
            raise TypeError(f"{name} must be a number, not {value!r}.")
    for name in ("predictions", "truth"):
        flag(getattr(new, name), name)
    whole(new.zoom, "zoom", least=0)
    one_of(new.heat, "heat", (NO_HEAT, *choices.maps))
    levels = scales(choices.shape)
    if new.zoom not in range(len(levels)):
        raise ValueError(f"zoom must be from 0 to {len(levels) - 1}, not {new.zoom!r}.")
    if not choices.least <= new.threshold <= 1:
        raise ValueError(
            f"threshold must be from {choices.least:g}, where the points were taken from, to 1, not {new.threshold!r}."
        )
    row, column = (
        _inside(at, pixels, levels[new.zoom] * side)
        for at, pixels, side in ((new.row, choices.shape[0], HEIGHT), (new.column, choices.shape[1], WIDTH))
    )
    return replace(new, row=row, column=column)


def _inside(at: float, pixels: int, shown: float) -> int:
    """The middle of a picture that lies inside of the image; in the middle of the image where it is smaller."""
    if shown >= pixels:
        return pixels // 2
    return round(min(max(at, shown / 2), pixels - shown / 2))
