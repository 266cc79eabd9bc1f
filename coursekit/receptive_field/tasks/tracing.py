"""From a unit back to the image, one layer at a time: what the references of this topic have in common.

A layer is a tuple `(kernel_size, stride, padding, dilation)`, for one direction. Unit `i` of its output reads the
units `i * stride - padding + t * dilation` of its input, for `t` from 0 to `kernel_size - 1`. Nothing else is needed:
going backwards takes no jump and no receptive field, which the students' formulas are made of.
"""

from __future__ import annotations

from collections.abc import Sequence

__all__ = ["Layer", "boundary", "map_sizes", "pixels"]

Layer = tuple[int, int, int, int]


def boundary(layers: Sequence[Layer], unit: int = 0) -> tuple[int, int]:
    """First and last position in the image that a unit reaches; both may lie outside of it."""
    low = high = unit
    for kernel, stride, padding, dilation in reversed(layers):
        low, high = low * stride - padding, high * stride - padding + (kernel - 1) * dilation
    return low, high


def map_sizes(layers: Sequence[Layer], image_size: int) -> list[int]:
    """Units in the image, and behind each layer."""
    sizes = [image_size]
    for kernel, stride, padding, dilation in layers:
        sizes.append((sizes[-1] + 2 * padding - (kernel - 1) * dilation - 1) // stride + 1)
    return sizes


def pixels(layers: Sequence[Layer], image_size: int, unit: int) -> list[int]:
    """The pixels that a unit sees, in order; what lies outside a map on the way is padding and sees nothing."""
    found = {unit}
    for (kernel, stride, padding, dilation), size in zip(
        reversed(layers), reversed(map_sizes(layers, image_size)[:-1]), strict=True
    ):
        taps = {one * stride - padding + t * dilation for one in found for t in range(kernel)}
        found = {tap for tap in taps if 0 <= tap < size}
    return sorted(found)
