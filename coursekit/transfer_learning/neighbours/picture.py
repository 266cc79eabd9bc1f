"""What the neighbours' widget shows: a pure function from its state to a picture and its words."""

from __future__ import annotations

import html
from dataclasses import dataclass

import numpy as np

from coursekit.figures import BLUE, GREY, INK, VERMILION
from coursekit.transfer_learning.neighbours.scene import Scene, State

__all__ = ["Picture", "render"]


@dataclass(frozen=True, eq=False)
class Picture:
    """What is shown in a state.

    Attributes:
        state: the state.
        neighbours: which images, the nearest first.
        right: how many of them have the label of the image.
        shares: by block, which part of the neighbours is right over all images.
        summary: the most important in words.
        html: the picture, with the summary.
    """

    state: State
    neighbours: tuple[int, ...]
    right: int
    shares: dict[str, float]
    summary: str
    html: str


def render(scene: Scene, state: State) -> Picture:
    """Draw a state, which must be one of the scene's. Needs no notebook and no widget."""
    found = scene.nearest(state)
    neighbours = tuple(int(other) for other in found.indices[state.image])
    right = sum(bool(scene.labels[other] == scene.labels[state.image]) for other in neighbours)
    shares = {
        block: float(
            np.mean(scene.nearest(State(block, count=state.count, elsewhere=state.elsewhere)).right(scene.labels))
        )
        for block in scene.features
    }
    summary = _summary(scene, state, right, neighbours, shares)
    tiles = "".join(
        _tile(scene, state, other, float(distance), rank)
        for rank, (other, distance) in enumerate(zip(neighbours, found.distances[state.image], strict=True), start=1)
    )
    # A grid with a greatest width of its own makes columns for all of it, however narrow the window: so it stands in a
    # box that has it.
    grid = "display: grid; gap: 8px; grid-template-columns: repeat(auto-fill, minmax(96px, 1fr))"
    body = (
        f"<p role='status' style='max-width: 62em; min-height: 4.4em; margin: 0 0 6px'>{html.escape(summary)}</p>"
        "<div style='display: flex; flex-wrap: wrap; gap: 14px; align-items: flex-start'>"
        f"<div style='width: 150px'>{_image(scene, state.image, 'the patch', f'3px solid {INK}')}"
        f"<b>{html.escape(_name(scene, state.image))}</b></div>"
        f"<div style='flex: 1 1 300px; min-width: 0; max-width: 660px'><div style='{grid}'>{tiles}</div></div></div>"
        f"{_bars(scene, state, shares)}"
    )
    card = f"<div style='color: {INK}; background: white; padding: 8px 10px; font-size: 14px; line-height: 1.45'>"
    return Picture(state, neighbours, right, shares, summary, f"{card}{body}</div>")


def _name(scene: Scene, image: int) -> str:
    return str(scene.classes[scene.labels[image]]).replace("_", " ")


def _summary(scene: Scene, state: State, right: int, neighbours: tuple[int, ...], shares: dict[str, float]) -> str:
    together = ""
    if scene.groups is not None and not state.elsewhere:
        same = sum(bool(scene.groups[other] == scene.groups[state.image]) for other in neighbours)
        together = f" {same} of them {'is' if same == 1 else 'are'} from the same {scene.group_name}."
    where = f", all from other {scene.group_name}s," if state.elsewhere else ""
    return (
        f"Patch {state.image}, {_name(scene, state.image)}, by the features of {state.block}: {right} of its "
        f"{state.count} nearest neighbours{where} {'has' if right == 1 else 'have'} the same label.{together} Over all "
        f"{len(scene.images)} patches {100 * shares[state.block]:.0f} % of the neighbours are right; by chance "
        f"{100 * scene.chance(state.elsewhere):.0f} %."
    )


def _tile(scene: Scene, state: State, other: int, distance: float, rank: int) -> str:
    """A neighbour: whether it is right is told by a mark, a colour and the kind of its frame."""
    right = scene.labels[other] == scene.labels[state.image]
    frame, mark = (f"3px solid {BLUE}", "✓") if right else (f"3px dashed {VERMILION}", "✗")
    same = scene.groups is not None and scene.groups[other] == scene.groups[state.image]
    place = f"<br>same {html.escape(scene.group_name)}" if same else ""
    alt = f"neighbour {rank}: {_name(scene, other)}, {'right' if right else 'wrong'}"
    return (
        f"<div data-image='{other}' style='cursor: pointer; font-size: 12px; line-height: 1.3'>"
        f"{_image(scene, other, alt, frame)}{mark} {html.escape(_name(scene, other))}<br>distance {distance:.3f}"
        f"{place}</div>"
    )


def _image(scene: Scene, image: int, alt: str, frame: str) -> str:
    said = html.escape(f"{alt} ({image})", quote=True)
    return (
        f"<img alt='{said}' title='{said}' src='{scene.source(image)}' style='display: block; box-sizing: border-box; "
        f"width: 100%; max-width: 150px; border: {frame}'>"
    )


def _bars(scene: Scene, state: State, shares: dict[str, float]) -> str:
    """The part of right neighbours over all images, by block, and what chance would give as a line."""
    line = scene.chance(state.elsewhere)
    rows = "".join(
        f"<span style='white-space: nowrap'>{'<b>' if block == state.block else ''}{html.escape(block)}"
        f"{'</b>' if block == state.block else ''}</span>"
        f"<span style='position: relative; height: 14px; background: #EEEEEE'><span style='position: absolute; "
        f"height: 100%; width: {share:.1%}; background: {BLUE if block == state.block else GREY}'></span>"
        f"<span style='position: absolute; left: {line:.1%}; height: 100%; border-left: 2px dashed {INK}'></span>"
        "</span>"
        f"<span>{100 * share:.0f} %</span>"
        for block, share in shares.items()
    )
    return (
        "<div style='margin-top: 10px; max-width: 420px; font-size: 12px'>right neighbours over all patches (dashed: "
        "by chance)<div style='display: grid; grid-template-columns: auto 1fr auto; gap: 3px 8px; align-items: center'>"
        f"{rows}</div></div>"
    )
