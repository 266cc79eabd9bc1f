"""Drawings of networks to scale: a box for the output of each layer."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby, pairwise
from typing import Any

from matplotlib.figure import Figure

from coursekit.architectures.figures.boxes import LINE, RISE, RUN, box, labels, width_of
from coursekit.architectures.figures.chain import Volume, chain
from coursekit.architectures.figures.layout import APART, Scale, crosses, fitting, lefts
from coursekit.figures import BLUE, GREY, INK, ORANGE, SKY, VERMILION, WIDTH, described, sheet, styled

__all__ = ["volumes"]

_COLOURS = {"input": GREY, "convolution": BLUE, "other": SKY, "dense": ORANGE}
_HEAD = 0.34  # inches for the title
_BETWEEN = 0.3  # inches between two streams, beside what a box rises
_BAR = 0.14  # inches: how thick the bar of a dense layer is


@styled
def volumes(model: Any, title: str) -> Figure:
    """The outputs of a network's layers as boxes: height and width to one scale, channels to another.

    Layers that leave the shape as it is and learn nothing are left out (normalisation, dropout), and so is flattening.
    Dense layers are bars in a row of their own, to the scale of the channels. Convolutions in two groups are drawn in
    two streams; coloured lines show where each stream sees both.

    Args:
        model: a Keras model; or a list of layers from `coursekit.network`; or a function without arguments that
            builds a model, such as `architectures.vgg16`: then no weight is allocated.
        title: what the network is.

    Raises:
        TypeError: if it is no network.
        ValueError: if it branches, has other than two spatial axes, a size that is not fixed, or more than two groups.
    """
    found = chain(model)
    maps = [volume for volume in found if len(volume.shape) == 3]
    dense = [volume for volume in found if len(volume.shape) == 1]
    streams = max(volume.groups for volume in found)
    if not maps or streams > 2:
        raise ValueError("Drawn can be networks of images, in one stream or in two.")
    scale = fitting(maps, dense, streams)
    middles, floor = _middles(maps, scale)
    edges = lefts(maps, scale)
    said = []
    for edge, own in _alike(maps, edges):
        bottom = (sum(middles) / len(middles) if own[0].kind == "input" else middles[-1]) + scale.height(own[0]) / 2
        said.append((edge + scale.length(own[0]) / 2, bottom, f"{_names(own)}\n{_shape(own[0], scale)}"))
    bars = labels(None, floor + 0.12, said, WIDTH) + 0.12
    drawn, plot = sheet(bars + (_BAR + LINE + 0.12) * bool(dense))
    ratio = "" if scale.ratio == 1 else f", channels {scale.ratio} times smaller"
    plot.text(0, 0.12, title, fontsize=12, va="center")
    plot.text(WIDTH, 0.12, f"to scale{ratio}", fontsize=10, ha="right", va="center", color=GREY)
    labels(plot, floor + 0.12, said, WIDTH)
    for number, (edge, volume) in enumerate(zip(edges, maps, strict=True)):
        if number and crosses(volume, maps[number - 1], streams):
            before = maps[number - 1]
            end = edges[number - 1] + scale.length(before) + RUN * scale.depth(before)
            _wires(plot, end, edge, middles)
        for middle in [sum(middles) / len(middles)] if volume.kind == "input" else middles:
            box(plot, edge, middle + scale.height(volume) / 2, scale.length(volume), scale.height(volume),
                scale.depth(volume), _COLOURS[volume.kind])  # fmt: skip
    _bars(plot, dense, scale, bars)
    return described(drawn, _alt(title, maps, dense, scale))


def _middles(maps: Sequence[Volume], scale: Scale) -> tuple[list[float], float]:
    """The middle of the fronts in each stream, and where the lowest box stands, in inches from the top."""
    inner = [volume for volume in maps if scale.streams == 1 or volume.kind != "input"]
    tall = max(scale.height(volume) for volume in inner)
    rise = max(RISE * scale.depth(volume) for volume in inner)
    over = RISE * scale.depth(maps[0]) + scale.height(maps[0])
    both = scale.streams * tall + (scale.streams - 1) * (rise + _BETWEEN)
    # The image may be higher than both streams.
    first = _HEAD + max(rise, over - both / 2 - scale.height(maps[0]) / 2) + tall / 2
    middles = [first + stream * (tall + rise + _BETWEEN) for stream in range(scale.streams)]
    return middles, max(middles[-1] + tall / 2, sum(middles) / len(middles) + scale.height(maps[0]) / 2)


def _alike(maps: Sequence[Volume], edges: Sequence[float]) -> list[tuple[float, list[Volume]]]:
    """Volumes of one shape and kind in a row, each time with the left edge of the first."""
    pairs = groupby(zip(edges, maps, strict=True), key=lambda pair: (pair[1].shape, pair[1].kind))
    return [(own[0][0], [volume for _, volume in own]) for _, own in ((key, list(group)) for key, group in pairs)]


def _names(alike: Sequence[Volume]) -> str:
    """conv1; or block1_conv1, 2."""
    first, *others = (volume.name for volume in alike)
    return ", ".join([first, *(re.findall(r"\d*$", name)[0] or name for name in others)])


def _shape(volume: Volume, scale: Scale) -> str:
    """The shape; of two streams, that of each."""
    if scale.streams == 1 or volume.kind == "input":
        return volume.size
    *size, channels = volume.shape
    return f"2 × {'×'.join(map(str, [*size, channels // 2]))}"


def _wires(plot: Any, left: float, right: float, middles: Sequence[float]) -> None:
    """From each stream to each, between two boxes."""
    for start in middles:
        for end in middles:
            plot.plot([left + 0.06, right - 0.06], [start, end], color=VERMILION, linewidth=1.8, zorder=0.5)


def _bars(plot: Any, dense: Sequence[Volume], scale: Scale, top: float) -> None:
    """The dense layers: a row each high and a column wide, drawn thicker so that they can be seen."""
    from matplotlib.patches import Rectangle  # noqa: PLC0415 (only when something is drawn)

    left = 0.0
    for volume in dense:
        name = f"{volume.name} {volume.size}"
        length = scale.length(volume) * scale.streams
        plot.add_patch(Rectangle((left, top), length, _BAR, facecolor=_COLOURS[volume.kind], edgecolor=INK,
                                 linewidth=0.6))  # fmt: skip
        plot.text(left, top + _BAR + 0.04, name, fontsize=10, va="top")
        left += max(length, width_of(name)) + APART


def _alt(title: str, maps: Sequence[Volume], dense: Sequence[Volume], scale: Scale) -> str:
    kinds = {"input": "", "convolution": " (convolution)", "other": " (pooling)"}
    told = "; ".join(f"{volume.name}{kinds[volume.kind]} {_shape(volume, scale)}" for volume in maps)
    # Not only dense layers: the output of LeNet-5 of 1998 measures distances.
    bars = f"; then, as bars: {', '.join(f'{volume.name} {volume.size}' for volume in dense)}" if dense else ""
    streams = ""
    if scale.streams > 1:
        both = [volume.name for before, volume in pairwise(maps) if crosses(volume, before, 2)]
        streams = f" In two streams, which see each other only at {' and '.join([*both, 'the bars'])}."
    ratio = "all axes to one scale" if scale.ratio == 1 else f"channels drawn {scale.ratio} times smaller than rows"
    return f"{title}. Boxes for the outputs of layers, height×width×channels, {ratio}: {told}{bars}.{streams}"
