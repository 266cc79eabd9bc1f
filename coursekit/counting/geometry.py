"""Where the outputs of a fully convolutional network lie in an image, and which pixels a tile needs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from coursekit import receptive_field
from coursekit.network import read, with_input_shape

__all__ = ["Axis", "Span", "axes_of", "forward_bytes"]

_BYTES = 4  # of a float32
_COPIES = 2
"""Backends rearrange what they read, and keep memory that is free again: `benchmarks/results/counting_memory.csv`."""


@dataclass(frozen=True)
class Span:
    """A tile along one axis.

    Attributes:
        first, last: the outputs that are taken from it, half-open.
        start, stop: the pixels it reads, half-open.
        skip: how many of its own outputs come before `first`.
    """

    first: int
    last: int
    start: int
    stop: int
    skip: int


@dataclass(frozen=True)
class Axis:
    """Height or width of an image, and how a network's outputs lie along it.

    Attributes:
        pixels: of the image.
        outputs: how many are asked for.
        size, stride, start: receptive field of an output, the step to the next, the first pixel of output 0's field.
        rest: pixels behind the last output's field, which cropping or pooling leave out; negative with padding.
    """

    pixels: int
    outputs: int
    size: int
    stride: int
    start: int
    rest: int

    def tile_pixels(self, outputs: int) -> int:
        """Length of the tiles that give so many outputs each, all alike.

        An output sees nothing of a tile's borders if its field lies inside. With tiles that begin at a multiple of the
        stride and leave the same remainder by it as the image does, every layer pads a tile as it pads the image
        ("same" with steps depends on the size), and outputs are those of the whole image, moved.
        """
        left_out = max(self.start, 0) + max(self.rest, 0)  # at the borders of a tile as at those of the image
        needed = left_out + (outputs - 1) * self.stride + self.size + self.stride - 1
        return min(needed + (self.pixels - needed) % self.stride, self.pixels)

    def spans(self, outputs: int) -> Iterator[Span]:
        """Tiles from the first to the last output."""
        length = self.tile_pixels(outputs)
        for first in range(0, self.outputs, outputs):
            last = min(first + outputs, self.outputs)
            begin = max(first * self.stride + min(self.start, 0), 0) // self.stride * self.stride
            start = min(begin, self.pixels - length)  # a multiple of the stride too, by the equal remainders
            yield Span(first, last, start, start + length, first - start // self.stride)


def axes_of(network: Any, shape: tuple[int, int, int], patch: tuple[int, int] | None) -> tuple[Axis, Axis]:
    """Both axes of an image for a network.

    Args:
        network: a Keras model from images to maps.
        shape: of the image.
        patch: of the classifier that the network was made of: only patches inside the image are asked for.

    Raises:
        ValueError: if outputs have no place of their own: the network sees the whole image, or its steps are uneven.
    """
    field = receptive_field.of(network, input_shape=shape)
    if any(field.whole):
        raise ValueError(f"The model {network.name!r} cannot be used in tiles: {'; '.join(field.reasons)}.")
    if field.phases != (1, 1) or not all(isinstance(step, int) for step in field.stride):
        raise ValueError(
            f"The model {network.name!r} cannot be used in tiles: from output to output it moves by {field.stride} "
            "pixels, and not all outputs see alike. Up-sampling does that; take the layer before it."
        )
    network_read = read(network)
    maps = with_input_shape(network_read, {field.input: shape})[field.layer].output_shape
    found = []
    for at in (0, 1):
        stride = int(field.stride[at])
        outputs = int(maps[at] or 0)
        rest = shape[at] - (int(field.start[at]) + (outputs - 1) * stride + int(field.size[at]))
        if patch is not None:
            outputs = min(outputs, (shape[at] - patch[at]) // stride + 1)
        found.append(Axis(shape[at], outputs, int(field.size[at]), stride, int(field.start[at]), rest))
    return found[0], found[1]


def forward_bytes(network: Any, shape: tuple[int, int, int]) -> int:
    """About how much memory one image of this shape takes on its way through a network, in bytes.

    That is the largest sum of all maps that are held at a time: each from the layer that makes it to the last one that
    reads it; beside them the image on its way into the backend, all twice: see `_COPIES`.
    """
    described = read(network)
    nodes = list(with_input_shape(described, {described.inputs[0]: shape}))
    values = {node.name: sum(map(_count, node.output_shapes)) for node in nodes}
    last = {source: number for number, node in enumerate(nodes) for source in node.inbound}
    held = most = 0
    for number, node in enumerate(nodes):
        held += values[node.name]
        most = max(most, held)
        held -= sum(values[source] for source in {*node.inbound} if last[source] == number)
    return _BYTES * _COPIES * (most + _count(shape))


def _count(shape: tuple[int | None, ...]) -> int:
    count = 1
    for size in shape:
        count *= size or 0
    return count
