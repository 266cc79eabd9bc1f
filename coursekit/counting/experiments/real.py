"""What the experiments need of the real survey: its patches as examples, and whether they were cut from a scene."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from coursekit.counting.experiments.windows import Windows, halved
from coursekit.data.sealion_classes import BACKGROUND, CLASSES

if TYPE_CHECKING:
    from coursekit.data.dataset import Part

__all__ = ["as_windows", "likeness"]

_COARSE = 4  # pixels of the scene for one of the first look
_AROUND = 8  # pixels around the best place of the first look, for the second


def as_windows(part: Part) -> Windows:
    """Patches at half resolution as examples for `trained`; their backgrounds count as "far"."""
    pixels = np.stack([halved(np.rint(image * 255).astype(np.uint8)) for image in part.images])
    background = part.labels == CLASSES.index(BACKGROUND)
    return Windows(pixels, np.asarray(part.labels, dtype=np.int64), np.where(background, "far", "animal"))


def likeness(images: npt.NDArray[np.floating], scene: npt.NDArray[np.uint8]) -> npt.NDArray[np.float64]:
    """How like each image is to the place of a scene that is most like it: a correlation, 1 for the same pixels.

    Grey values are compared by their correlation (OpenCV's `TM_CCOEFF_NORMED`), so that light and JPEG do not matter
    much; first at a quarter of the resolution everywhere, then in full around the best place. An image that was cut
    from the scene has over 0.95, even if the scene was stored with loss since; turned or resampled ones are not found.

    Args:
        images: shape (n, height, width, 3), values in [0, 1].
        scene: shape (height, width, 3), bytes.

    Returns:
        Shape (n,), from -1 to 1.
    """
    import cv2  # noqa: PLC0415 (for those who look)

    def grey(image: Any) -> Any:
        return cv2.cvtColor(np.asarray(image, dtype=np.float32), cv2.COLOR_RGB2GRAY)

    def small(image: Any) -> Any:
        return cv2.resize(image, None, fx=1 / _COARSE, fy=1 / _COARSE, interpolation=cv2.INTER_AREA)

    whole = grey(scene)
    coarse = small(whole)
    found = []
    for image in images:
        patch = grey(image)
        height, width = patch.shape
        _, _, _, (column, row) = cv2.minMaxLoc(cv2.matchTemplate(coarse, small(patch), cv2.TM_CCOEFF_NORMED))
        top, left = max(_COARSE * row - _AROUND, 0), max(_COARSE * column - _AROUND, 0)
        bottom, right = _COARSE * row + height + _AROUND, _COARSE * column + width + _AROUND
        near = cv2.matchTemplate(whole[top:bottom, left:right], patch, cv2.TM_CCOEFF_NORMED)
        found.append(float(near.max()))
    return np.array(found)
