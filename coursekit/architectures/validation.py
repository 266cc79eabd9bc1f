"""Checks that the builders share: classes, the image's shape, a file of weights."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from coursekit.errors import CourseError
from coursekit.network.validation import whole

__all__ = ["existing", "image_shape", "not_negative"]


def image_shape(shape: Any, network: str, smallest: int, fixed: bool = True) -> tuple[int | None, int | None, int]:
    """`shape` if it is (height, width, channels) and large enough.

    Args:
        shape: what was passed as `input_shape`.
        network: what to call the network in a message.
        smallest: the smallest height and width from which the last layer still gets a pixel.
        fixed: whether height and width must be known, as they must before dense layers.

    Raises:
        TypeError: if it is no such tuple.
        ValueError: if it is too small, or None where a size must be known.
    """
    if not isinstance(shape, Sequence) or isinstance(shape, str) or len(shape) != 3:
        raise TypeError(f"input_shape must be (height, width, channels), such as (224, 224, 3), not {shape!r}.")
    height, width = (None if size is None else whole(size, "each size in input_shape") for size in shape[:2])
    channels = whole(shape[2], "the number of channels in input_shape")
    if fixed and (height is None or width is None):
        raise ValueError(
            f"input_shape={tuple(shape)} leaves a size open, but the dense layers of {network} must know it. "
            "Give height and width, or leave the dense layers out where the network lets you (include_top=False)."
        )
    if any(size is not None and size < smallest for size in (height, width)):
        raise ValueError(
            f"An image of {height}x{width} is too small for {network}: nothing would be left of it. "
            f"The smallest is {smallest}x{smallest}. Enlarge the images, or pad them."
        )
    return height, width, channels


def not_negative(value: Any, what: str) -> float:
    """`value` as a finite number that is 0 or more.

    Raises:
        TypeError: if it is not a number.
        ValueError: if it is negative, infinite or not a number.
    """
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TypeError(f"{what} must be a number, not {value!r}.")
    if not 0 <= value < float("inf"):
        raise ValueError(f"{what} must be 0 or more, not {value}.")
    return float(value)


def existing(path: Any, what: str) -> Path:
    """`path` if there is a file.

    Raises:
        TypeError: if it is no path.
        CourseError: if there is no such file.
    """
    if not isinstance(path, str | Path):
        raise TypeError(f"{what} must be a path, not {path!r}.")
    found = Path(path).expanduser()
    if not found.is_file():
        raise CourseError(
            f"There is no file {found} to take {what} from.", "Check the path; nothing is downloaded here."
        )
    return found
