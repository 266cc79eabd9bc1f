"""What can be pasted: a picture of one thing, and which of its pixels belong to it."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from coursekit.augmentation.transforms.apply import checked_images
from coursekit.network.validation import whole

__all__ = ["Target", "checked_mask", "cut_out", "foreground"]


class Target(NamedTuple):
    """A thing that was cut out."""

    image: npt.NDArray[Any]
    """Shape (height, width, channels), float32 from 0 to 1 or uint8: with some of what was around it."""
    mask: npt.NDArray[np.float32]
    """How much of each pixel is the thing, 0 to 1, shape (height, width)."""


def checked_mask(mask: Any, shape: tuple[int, ...]) -> npt.NDArray[np.float32]:
    """A mask as float32 from 0 to 1, of the given height and width.

    Raises:
        ValueError: for another shape, or values that are no parts from 0 to 1.
    """
    array = np.asarray(mask)
    if array.shape != shape:
        raise ValueError(f"the mask must have height and width of the image, {shape}, not shape {array.shape}.")
    parts = array.astype(np.float32)
    if not (parts.min() >= 0 and parts.max() <= 1):
        raise ValueError(
            f"a mask tells which part of a pixel belongs to the thing, from 0 to 1, but its values go from "
            f"{parts.min():g} to {parts.max():g}. Divide by 255, or compare with the class: mask == 3."
        )
    return parts


def cut_out(image: Any, mask: Any, margin: int = 2) -> Target:
    """The part of an image that a mask marks, as small as it gets.

    Args:
        image: shape (height, width, channels), float32 from 0 to 1 or uint8.
        mask: which pixels belong to the thing, True or False or parts from 0 to 1, shape (height, width).
        margin: pixels of surroundings to keep on each side, where there are some, so that edges can be softened.

    Raises:
        ValueError: if image and mask do not fit, or no pixel is marked.
    """
    pixels = checked_images(np.asarray(image)[None])[0]
    parts, margin = checked_mask(mask, pixels.shape[:2]), whole(margin, "margin", 0)
    rows, columns = (np.flatnonzero((parts > 0).any(axis=axis)) for axis in (1, 0))
    if not len(rows):
        raise ValueError("the mask is empty: no pixel of the image belongs to the thing that is to be cut out.")
    box = tuple(slice(max(found[0] - margin, 0), found[-1] + margin + 1) for found in (rows, columns))
    return Target(pixels[box].copy(), parts[box].copy())


def foreground(image: Any, box: tuple[int, int, int, int] | None = None, rounds: int = 3) -> npt.NDArray[np.bool_]:
    """The thing in the middle of a box: a mask where nobody has drawn one.

    GrabCut (C. Rother, V. Kolmogorov, A. Blake, 2004), as OpenCV has it: the colours of thing and surroundings are
    described by mixtures of Gaussians, and a cut along edges separates them. Look at what comes out: an animal that has
    the colour of its ground is not found, or half of it.

    Args:
        image: shape (height, width, 3), float32 from 0 to 1 or uint8.
        box: top, left, bottom, right, half-open, with the thing across its middle and nothing of it outside. None
            leaves a sixth of the sides at each edge.
        rounds: how often colours and cut are worked out in turn.

    Returns:
        True where the thing is, shape (height, width), in one piece.

    Raises:
        ValueError: for an image without three channels, a box that is not inside of it, or where nothing stands out.
    """
    import cv2  # noqa: PLC0415 (not needed by what only draws parameters)

    pixels = checked_images(np.asarray(image)[None])[0]
    height, width, channels = pixels.shape
    if channels != 3:
        raise ValueError(f"foreground needs a colour image of three channels, not {channels}.")
    if box is None:
        box = (height // 6, width // 6, height - height // 6, width - width // 6)
    top, left, bottom, right = (whole(edge, "each edge of box", 0) for edge in box)
    inside = top < bottom <= height and left < right <= width
    if not inside or (bottom - top, right - left) == (height, width):
        raise ValueError(
            f"box must be (top, left, bottom, right) inside of {height}×{width} and leave some surroundings, not {box}."
        )
    rows, columns = np.mgrid[:height, :width]
    half = (bottom - top) / 2, (right - left) / 2
    away = np.hypot((rows - (top + bottom - 1) / 2) / half[0], (columns - (left + right - 1) / 2) / half[1])
    # The middle is taken for granted: told no more than a box, GrabCut often finds nothing in it.
    found = np.full((height, width), cv2.GC_BGD, np.uint8)
    found[away <= 1] = cv2.GC_PR_FGD
    core = away <= 1 / 6
    found[core] = cv2.GC_FGD
    cv2.setRNGSeed(0)  # its first guess at the mixtures is a random one
    levels = pixels if pixels.dtype == np.uint8 else np.rint(255 * pixels).astype(np.uint8)
    of_ground, of_thing = np.zeros((1, 65)), np.zeros((1, 65))
    cv2.grabCut(levels, found, (0, 0, 0, 0), of_ground, of_thing, whole(rounds, "rounds"), cv2.GC_INIT_WITH_MASK)
    marked = np.isin(found, (cv2.GC_FGD, cv2.GC_PR_FGD))
    _, pieces = cv2.connectedComponents(marked.astype(np.uint8))
    thing = np.asarray(pieces == np.bincount(pieces[core]).argmax())
    if thing.sum() < 1.5 * core.sum():
        raise ValueError("nothing stands out from its surroundings here: draw a mask by hand, or give a tighter box.")
    return thing
