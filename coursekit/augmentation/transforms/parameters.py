"""What was drawn for each image: numbers that can be shown, kept, and applied to images, points and masks alike."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from coursekit.augmentation.transforms.options import Options

__all__ = ["Parameters", "from_uniform", "uniform"]

_FIXED = 21  # uniform numbers an image, before those of its channels


class Parameters(NamedTuple):
    """The transforms of n images. 1 for zoom, brightness, contrast and gamma, and 0 for the rest, change nothing."""

    rotation: Any
    """Degrees, counter-clockwise as seen, shape (n,)."""
    shift: Any
    """Pixels to the right and downwards, shape (n, 2)."""
    shear: Any
    """Degrees, shape (n,): as `ImageDataGenerator`'s, x' = x + y tan, y' = y / cos."""
    zoom: Any
    """How much more of the scene is seen across and down, shape (n, 2): above 1 things get smaller."""
    flip: Any
    """1 where mirrored left to right, and upside down, shape (n, 2)."""
    perspective: Any
    """Fractions of width and height by which the corners move (from the top left one clockwise), shape (n, 4, 2)."""
    brightness: Any
    """Factor on all values, shape (n,)."""
    contrast: Any
    """Factor on the distance from each channel's mean, shape (n,)."""
    channel_shift: Any
    """What is added to each channel, as part of the whole range, shape (n, channels)."""
    gamma: Any
    """Exponent on values from 0 to 1, shape (n,): above 1 is underexposed."""
    blur: Any
    """Standard deviation of a Gaussian in pixels, shape (n,)."""
    noise: Any
    """Standard deviation as part of the whole range, shape (n,)."""
    key: Any
    """What the noise is drawn from (seed, epoch, index of the image), whole numbers, shape (n, 3)."""

    @classmethod
    def identity(cls, count: int, channels: int = 3) -> Parameters:
        """Parameters that leave `count` images as they are; change some with `_replace`."""
        zero, one = np.zeros(count), np.ones(count)
        return cls(
            rotation=zero,
            shift=np.zeros((count, 2)),
            shear=zero,
            zoom=np.ones((count, 2)),
            flip=np.zeros((count, 2)),
            perspective=np.zeros((count, 4, 2)),
            brightness=one,
            contrast=one,
            channel_shift=np.zeros((count, channels)),
            gamma=one,
            blur=zero,
            noise=zero,
            key=np.stack([np.zeros(count), np.zeros(count), np.arange(count)], axis=-1).astype(np.int64),
        )


def uniform(seed: int, epoch: int, indices: npt.NDArray[np.int64], channels: int) -> npt.NDArray[np.float64]:
    """Uniform numbers in [0, 1) for each image, the same whatever else is in the batch.

    Counter-based (Philox; Salmon et al. 2011): seed and epoch are the key, the image's index the counter.

    Returns:
        Array (n, numbers).
    """
    count = _FIXED + channels
    raw = np.empty((len(indices), count), np.uint64)
    generator = np.random.Philox(key=[seed, epoch])
    state: Any = generator.state
    state["buffer_pos"] = 4  # nothing left over: the next number is the first of a new counter
    for row, index in enumerate(indices.tolist()):
        # As `Philox(key=[seed, epoch], counter=[0, index, 0, 0])`, which takes five times as long to make.
        state["state"]["counter"] = np.array([0, index, 0, 0], np.uint64)
        generator.state = state
        raw[row] = generator.random_raw(count)
    return (raw >> np.uint64(11)).astype(np.float64) * 2.0**-53


def from_uniform(xp: Any, numbers: Any, options: Options, height: int, width: int, key: Any) -> Parameters:
    """Parameters as a function of uniform numbers: the same in NumPy and on every backend.

    Args:
        xp: `numpy` or `keras.ops`.
        numbers: as from `uniform`, shape (n, numbers).
        options: the ranges.
        height: of the images, in pixels.
        width: as height.
        key: what the noise is drawn from.
    """

    def between(column: int, low: float, high: float) -> Any:
        return low + (high - low) * numbers[:, column]

    def symmetric(column: int, most: float) -> Any:
        return between(column, -most, most)

    def shift(column: int, side: int, largest: float, choices: tuple[float, ...]) -> Any:
        if not choices:
            return symmetric(column, largest * (side if largest < 1 else 1))
        # Each choice with both signs, as equally wide steps of the uniform number: no look-up, no gather.
        pixels = [value * (side if max(map(abs, choices)) < 1 else 1) for value in choices]
        both = sorted([-value for value in pixels] + pixels)
        drawn = xp.zeros_like(numbers[:, column]) + both[0]
        for step in range(1, len(both)):
            drawn = xp.where(numbers[:, column] >= step / len(both), both[step], drawn)
        return drawn

    zero = xp.zeros_like(numbers[:, 0])
    coin = [xp.where(numbers[:, 6 + axis] < 0.5, zero + 1.0, zero) for axis in range(2)]
    corners = (2 * numbers[:, 8:16] - 1) * options.perspective
    return Parameters(
        rotation=symmetric(0, options.rotation_range),
        shift=xp.stack(
            [
                shift(1, width, options.width_shift, options.width_choices),
                shift(2, height, options.height_shift, options.height_choices),
            ],
            axis=-1,
        ),
        shear=symmetric(3, options.shear_range),
        zoom=xp.stack([between(4, *options.zoom_range), between(5, *options.zoom_range)], axis=-1),
        flip=xp.stack([coin[0] * float(options.horizontal_flip), coin[1] * float(options.vertical_flip)], axis=-1),
        perspective=xp.reshape(corners, (-1, 4, 2)),
        brightness=between(16, *options.brightness_range),
        contrast=between(17, *options.contrast_range),
        channel_shift=(2 * numbers[:, _FIXED:] - 1) * options.channel_shift_range,
        gamma=between(18, *options.gamma_range),
        blur=between(19, *options.blur_range),
        noise=between(20, *options.noise_range),
        key=key,
    )
