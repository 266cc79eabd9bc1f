"""Where the volumes of a network stand on a drawing to scale."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from coursekit.architectures.figures.boxes import RUN, width_of
from coursekit.architectures.figures.chain import Volume
from coursekit.figures import WIDTH

__all__ = ["APART", "Scale", "crosses", "fitting", "lefts"]

APART = 0.16
"""Inches between two bars, and at least between two boxes of different shape."""

_CLOSE = 0.05  # inches between two boxes of the same shape
_WIDEST = 0.6  # inches, at most, of `Scale.spare`
_CROSSING = 0.6  # inches for the wires where each stream sees both
_TALLEST = 1.7  # inches of the largest volume, or of both streams together
_RATIOS = (1, 2, 4, 8, 16, 32, 64)
_WORTH = 1.2  # how much larger a drawing must become for a channel to be drawn half as long


@dataclass(frozen=True)
class Scale:
    """How large things are drawn.

    Attributes:
        row: inches of a row or a column of a map.
        ratio: how many times smaller a channel is drawn than a row.
        streams: in how many streams the network is drawn.
        spare: inches between two boxes of different shape, beside what is needed.
    """

    row: float
    ratio: int
    streams: int = 1
    spare: float = 0.0

    def length(self, volume: Volume) -> float:
        """Inches of the channels or units of a volume, in one stream."""
        return volume.shape[-1] * self.row / self.ratio / (1 if volume.kind == "input" else self.streams)

    def height(self, volume: Volume) -> float:
        """Inches of the rows."""
        return volume.shape[0] * self.row

    def depth(self, volume: Volume) -> float:
        """Inches of the columns, before they are foreshortened."""
        return volume.shape[1] * self.row


def fitting(maps: Sequence[Volume], dense: Sequence[Volume], streams: int) -> Scale:
    """The scale at which a network is as large as a sheet allows, with channels as little shrunk as that takes."""
    tallest = maps[0].shape[0] if streams == 1 else streams * max(volume.shape[0] for volume in maps[1:])
    best = Scale(0.0, 1, streams)
    for ratio in _RATIOS:
        scale = Scale(_TALLEST / tallest, ratio, streams)
        # Not everything grows with the scale: gaps and names do not.
        while scale.row > 1e-6 and _end(maps, dense, scale) > WIDTH:
            scale = Scale(0.97 * scale.row, ratio, streams)
        if scale.row > _WORTH * best.row:
            best = scale
    gaps = sum(before.shape != volume.shape for before, volume in pairwise(maps))
    room = WIDTH - _boxes(maps, best)
    return replace(best, spare=min(room / gaps, _WIDEST)) if gaps else best


def lefts(maps: Sequence[Volume], scale: Scale) -> list[float]:
    """The left edge of each box, in inches. The end of a box is seen above and beside the next one."""
    found = [0.0]
    for before, volume in pairwise(maps):
        seen = RUN * scale.depth(before)
        gap = _CLOSE + 0.15 * seen if volume.shape == before.shape else APART + 0.6 * seen + scale.spare
        wires = _CROSSING if crosses(volume, before, scale.streams) else 0.0
        found.append(found[-1] + scale.length(before) + gap + wires)
    return found


def crosses(volume: Volume, before: Volume, streams: int) -> bool:
    """Whether a layer sees both streams."""
    return streams > 1 and volume.kind == "convolution" and volume.groups == 1 and before.kind != "input"


def _end(maps: Sequence[Volume], dense: Sequence[Volume], scale: Scale) -> float:
    """How far the boxes reach, or the bars, which are in one piece."""
    long = replace(scale, streams=1)
    bars = sum(max(long.length(volume), width_of(f"{volume.name} {volume.size}")) + APART for volume in dense)
    return max(_boxes(maps, scale), bars)


def _boxes(maps: Sequence[Volume], scale: Scale) -> float:
    """How far the boxes reach."""
    return lefts(maps, scale)[-1] + scale.length(maps[-1]) + RUN * scale.depth(maps[-1])
