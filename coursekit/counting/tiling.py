"""How large a tile may be, and which tiles stand for all."""

from __future__ import annotations

from typing import Any

from coursekit.counting.geometry import Axis, forward_bytes
from coursekit.device.choosing import SHARE
from coursekit.errors import CourseError
from coursekit.network.validation import whole

__all__ = ["spread", "tile_for"]

_SIDES = (128, 96, 64, 48, 32, 24, 16, 12, 8, 6, 4, 3, 2, 1)  # outputs along a side; the first that fits is taken
_SAMPLE = 4
_MB = 1_000_000


def tile_for(
    network: Any,
    axes: tuple[Axis, Axis],
    channels: int,
    asked: Any,
    memory: float,
    free: int | None,
    before: Any,
) -> tuple[int, int]:
    """How many outputs a tile gives, down and to the right.

    Args:
        network: fully convolutional.
        axes: of the image, height and width.
        channels: of the image.
        asked: a number or two; None leaves the choice to memory.
        memory: in MB, for the choice.
        free: bytes that there are; None if nobody can tell.
        before: the tile of the run that is gone on with, if there is one: taken where it fits into `memory`.

    Raises:
        CourseError: if a tile does not fit.
        ValueError: if a number makes no sense.
    """

    def needed(outputs: tuple[int, int]) -> int:
        pixels = [axis.tile_pixels(count) for axis, count in zip(axes, outputs, strict=True)]
        return forward_bytes(network, (pixels[0], pixels[1], channels))

    def limited(outputs: tuple[int, int]) -> tuple[int, int]:
        return min(outputs[0], axes[0].outputs), min(outputs[1], axes[1].outputs)

    if not memory > 0:
        raise ValueError(f"memory must be a number of MB above 0, not {memory!r}.")
    if asked is None and before is not None and needed(tuple(before)) <= memory * _MB:
        asked = tuple(before)
    if asked is not None:
        pair = tuple(asked) if isinstance(asked, tuple | list) else (asked, asked)
        if len(pair) != 2:
            raise ValueError(f"tile must be a number of outputs or (down, right), not {asked!r}.")
        outputs = limited((whole(pair[0], "tile"), whole(pair[1], "tile")))
        need = needed(outputs)
        if free is not None and need > free:
            raise CourseError(
                f"A tile of {outputs[0]}×{outputs[1]} outputs needs about {need / _MB:,.0f} MB, and "
                f"{free / _MB:,.0f} MB are free.",
                "Take a smaller tile, or leave tile= out; a run in a folder that has begun with it needs more memory.",
            )
        return outputs
    allowed = memory * _MB if free is None else min(memory * _MB, SHARE * free)
    for side in _SIDES:
        outputs = limited((side, side))
        if needed(outputs) <= allowed:
            return outputs
    there = "" if free is None else f" {free / _MB:,.0f} MB are free, of which {SHARE:.0%} may be used."
    raise CourseError(
        f"Even a single output of {network.name!r} needs about {needed((1, 1)) / _MB:,.3g} MB, and "
        f"memory={memory:g}.{there}",
        "Allow more memory, or end what else uses it.",
    )


def spread(count: int) -> list[int]:
    """Up to four of so many tiles, evenly spread over the image."""
    some = min(count, _SAMPLE)
    return [(2 * number + 1) * count // (2 * some) for number in range(some)]
