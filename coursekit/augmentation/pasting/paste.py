"""Things pasted onto other grounds: what no transform of the whole image can give."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from coursekit.augmentation.pasting.targets import Target, checked_mask
from coursekit.augmentation.transforms.apply import checked_images
from coursekit.augmentation.transforms.options import number
from coursekit.network.validation import one_of, whole

__all__ = ["BLENDS", "Pasted", "Shadow", "paste", "replace_background"]

BLENDS = ("hard", "feather", "poisson")


class Shadow(NamedTuple):
    """Where the shadow of a thing falls, and how dark it is."""

    rows: float
    """Pixels downwards."""
    columns: float
    """Pixels to the right."""
    strength: float = 0.4
    """Which part of the light is missing in the middle, 0 to 1."""
    blur: float = 1.5
    """Standard deviation of its edge, in pixels."""


class Pasted(NamedTuple):
    """An image with one thing more."""

    image: npt.NDArray[Any]
    """Shape (height, width, channels), of the type of the background."""
    mask: npt.NDArray[np.float32]
    """How much of each pixel is the thing, shape (height, width)."""


def _softened(mask: npt.NDArray[np.float32], sigma: float) -> npt.NDArray[np.float32]:
    """A mask with a soft edge."""
    if not sigma:
        return mask
    import cv2  # noqa: PLC0415 (not needed by what only draws parameters)

    return np.asarray(cv2.GaussianBlur(mask, (0, 0), sigma, borderType=cv2.BORDER_CONSTANT))


def _placed(values: Any, onto: Any, row: int, column: int) -> Any:
    """`onto` with `values` written at a place; what sticks out is cut off."""
    height, width = onto.shape[:2]
    top, left = max(row, 0), max(column, 0)
    bottom, right = min(row + values.shape[0], height), min(column + values.shape[1], width)
    onto[top:bottom, left:right] = values[top - row : bottom - row, left - column : right - column]
    return onto


def _in_floats(image: Any) -> Any:
    return image.astype(np.float32) / 255 if image.dtype == np.uint8 else image.astype(np.float32)


def _poisson(ground: Any, over: Any, mask: Any) -> Any:
    """Gradients of the thing, colours at its edge from the ground, on values from 0 to 1."""
    import cv2  # noqa: PLC0415 (as above)

    marked = (255 * (mask > 0.5)).astype(np.uint8)
    # It needs a pixel of ground around what it solves for, and wants the middle of the box of the mask.
    marked[[0, -1]] = marked[:, [0, -1]] = 0
    rows, columns = (np.flatnonzero(marked.any(axis=axis)) for axis in (1, 0))
    if len(rows) < 3 or len(columns) < 3:  # a sliver at the edge, without gradients to keep: OpenCV fails on it
        return ground + mask[..., None] * (over - ground)
    middle = (int(columns[0] + columns[-1] + 1) // 2, int(rows[0] + rows[-1] + 1) // 2)
    source, destination = (np.rint(255 * image).astype(np.uint8) for image in (over, ground))
    return np.asarray(cv2.seamlessClone(source, destination, marked, middle, cv2.NORMAL_CLONE), np.float32) / 255


def paste(
    background: Any,
    target: Target,
    row: int,
    column: int,
    *,
    blend: str = "feather",
    feather: float = 1.0,
    shadow: Shadow | None = None,
) -> Pasted:
    """A thing on a background; the background given stays as it is.

    Args:
        background: shape (height, width, channels), float32 from 0 to 1 or uint8.
        target: from `cut_out`.
        row: of the background, where the top row of the target goes; what sticks out is cut off.
        column: likewise for the left column.
        blend: how the thing meets the ground.

            - "hard": a pixel is of the thing or of the ground, which is seen as a cut.
            - "feather": both are mixed by the mask, its edge softened by `feather`.
            - "poisson": the thing's gradients, with the ground's colours at the edge (P. Pérez, M. Gangnet, A. Blake,
              2003). The thing takes on the colour of its new ground: not where colour is the class.

        feather: standard deviation of the soft edge, in pixels.
        shadow: what it casts onto the ground; None for nothing.

    Raises:
        ValueError: if target and background have not the same channels, nothing of it would be on the background, or an
            argument is out of bounds.
    """
    given = checked_images(np.asarray(background)[None])[0]
    blend = one_of(blend, "blend", BLENDS)
    if target.image.shape[2:] != given.shape[2:]:
        raise ValueError(
            f"target and background must have the same channels, not {target.image.shape[2]} and {given.shape[2]}."
        )
    height, width = given.shape[:2]
    row, column = whole(row, "row", -(10**6)), whole(column, "column", -(10**6))
    if not (-target.mask.shape[0] < row < height and -target.mask.shape[1] < column < width):
        raise ValueError(
            f"at row {row}, column {column} nothing of the target ({target.mask.shape[0]}×{target.mask.shape[1]}) "
            f"is on the background ({height}×{width})."
        )
    ground = _in_floats(given)
    mask = _placed(target.mask, np.zeros((height, width), np.float32), row, column)
    if shadow is not None:
        dark = number(shadow.strength, "the strength of a shadow", 0, 1) * _softened(
            _placed(
                target.mask,
                np.zeros((height, width), np.float32),
                row + round(shadow.rows),
                column + round(shadow.columns),
            ),
            number(shadow.blur, "the blur of a shadow"),
        )
        ground = ground * (1 - dark[..., None])
    over = _placed(_in_floats(target.image), ground.copy(), row, column)
    if blend == "poisson":
        if given.shape[2] != 3:
            raise ValueError(f'blend="poisson" needs three channels, not {given.shape[2]}: take "feather".')
        done = _poisson(ground, over, mask)
    else:
        mask = (mask > 0.5).astype(np.float32) if blend == "hard" else _softened(mask, number(feather, "feather"))
        # Written so that parts of 0 and 1 mix nothing, not even in the last bit.
        done = mask[..., None] * over + (1 - mask[..., None]) * ground
    if given.dtype == np.uint8:
        return Pasted(np.rint(255 * done).clip(0, 255).astype(np.uint8), mask)
    return Pasted(np.asarray(done, np.float32).clip(0, 1), mask)


def replace_background(images: Any, masks: Any, backgrounds: Any, feather: float = 1.0) -> npt.NDArray[Any]:
    """The same things on other grounds.

    A network that has seen sea lions only on dark rock may have learned dark rock: then other grounds show it.

    Args:
        images: shape (n, height, width, channels), float32 from 0 to 1 or uint8.
        masks: where the thing is, 0 to 1, shape (n, height, width).
        backgrounds: of the shape and type of the images.
        feather: standard deviation of the soft edge, in pixels.

    Returns:
        Images of the type of `images`.

    Raises:
        ValueError: if shapes or types do not fit.
    """
    batch, others = checked_images(images), checked_images(backgrounds)
    if others.shape != batch.shape or others.dtype != batch.dtype:
        raise ValueError(
            f"backgrounds must be of shape {batch.shape} and {batch.dtype}, not {others.shape} and {others.dtype}."
        )
    if len(masks) != len(batch):
        raise ValueError(f"masks must be one for each of the {len(batch)} images, not {len(masks)}.")
    return np.stack(
        [
            paste(other, Target(image, checked_mask(mask, image.shape[:2])), 0, 0, feather=feather).image
            for image, mask, other in zip(batch, masks, others, strict=True)
        ]
    )
