"""What layers read that only move values: flattening, reshaping, axes in another order."""

from __future__ import annotations

from math import prod

from coursekit.network import Layer, Permute, Shape
from coursekit.receptive_field.place import Place, Reach, Unanalysable
from coursekit.receptive_field.taps import HERE, Reading

__all__ = ["flattened", "permuted", "reshaped"]


def flattened(layer: Layer, shape: Shape, place: Place, output: Shape) -> Reach:
    """All values in one row."""
    del layer, output
    return Reach.of([HERE] * len(place.axes), place.flattened(shape, channels_last=False))


def reshaped(layer: Layer, shape: Shape, place: Place, output: Shape) -> Reach:
    """The same values in another shape: the spatial axes go with it as long as all their places stay together."""
    del layer
    here: list[Reading] = [HERE] * len(place.axes)
    axes = [axis for axis, size in zip(place.axes, place.sizes, strict=True) if axis is not None and size != 1]
    if place.scattered:
        kept = place.channels_last and output[-1:] == shape[-1:]
        return Reach.of(here, place.flattened(shape, channels_last=kept))
    if not axes:
        return Reach.of(here, place.flattened(shape, channels_last=False))
    # All axes up to the last one with places as they were, or all from the first one on; one with a single place may
    # be gone.
    behind, before, more = max(axes) + 1, min(axes), len(output) - len(shape)
    if _same(shape[:behind], output[:behind], shape[behind:], output[behind:]):
        kept_axes = tuple(axis if axis is not None and axis < behind else None for axis in place.axes)
        return Reach.of(here, place.moved(kept_axes, output))
    if before + more >= 0 and _same(shape[before:], output[before + more :], shape[:before], output[: before + more]):
        kept_axes = tuple(axis + more if axis is not None and axis >= before else None for axis in place.axes)
        return Reach.of(here, place.moved(kept_axes, output))
    channels_last = len(shape) - 1 not in place.axes and output[-1] == shape[-1]
    return Reach.of(here, place.flattened(shape, channels_last))


def _same(sizes: Shape, new_sizes: Shape, rest: Shape, new_rest: Shape) -> bool:
    """Whether reshaping left these sizes as they are, given the rest of both shapes."""
    if None not in sizes:
        return sizes == new_sizes
    # A size that is not known is the same only if all others hold as many values as before.
    return sizes == new_sizes and None not in (*rest, *new_rest) and prod(rest) == prod(new_rest)  # type: ignore[arg-type]  # None is out


def permuted(layer: Layer, shape: Shape, place: Place, output: Shape) -> Reach:
    """The axes in another order.

    Raises:
        Unanalysable: if places stand in a row already.
    """
    del shape
    assert isinstance(layer, Permute)  # noqa: S101 - by the table of layers
    if place.scattered:
        raise Unanalysable("its input was reshaped before: where its rows and columns are is not known")
    axes = tuple(None if axis is None else layer.dims.index(axis + 1) for axis in place.axes)
    return Reach.of([HERE] * len(axes), place.moved(axes, output))
