"""Parameters applied to images in memory: one resampling and one change of values for each image."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from coursekit.augmentation.transforms import gather, tone
from coursekit.augmentation.transforms.parameters import Parameters

__all__ = ["checked_images", "transform"]


def checked_images(images: Any) -> npt.NDArray[Any]:
    """Images as an array (n, height, width, channels) of float32 in [0, 1] or uint8.

    Raises:
        TypeError: for other kinds of values.
        ValueError: for other shapes, an empty batch, values outside of [0, 1] or not finite.
    """
    array = np.asarray(images)
    if array.ndim != 4 or 0 in array.shape:
        raise ValueError(
            f"images must be a batch (n, height, width, channels) with at least one image, not of shape {array.shape}."
            + (" Put one image into a batch with image[None]." if array.ndim == 3 else "")
        )
    if array.shape[3] > 64 >= array.shape[1]:
        raise ValueError(
            f"images of shape {array.shape} seem to have their channels first: move them with np.moveaxis."
        )
    if array.dtype == np.uint8:
        return array
    if not np.issubdtype(array.dtype, np.floating):
        raise TypeError(f"images must be floats from 0 to 1 or uint8, not {array.dtype}.")
    low, high = float(array.min()), float(array.max())
    if not (low >= -1e-6 and high <= 1 + 1e-6):
        found = "hold NaN" if np.isnan(low) or np.isnan(high) else f"go from {low:g} to {high:g}"
        raise ValueError(
            f"images of floats must have values from 0 to 1, but they {found}. Divide by 255, or give uint8."
        )
    return array.astype(np.float32, copy=False)


def _by_gathering(image: Any, inverse: Any, fill_mode: str, cval: float, done: Any) -> None:
    """One image of any number of channels into `done`, some ten times slower than by OpenCV."""
    resampled = gather.warp(np, image[None].astype(np.float32), inverse[None], fill_mode, cval)[0]
    done[...] = np.rint(resampled) if image.dtype == np.uint8 else resampled


def _by_opencv(image: Any, inverse: Any, fill_mode: str, cval: float, done: Any) -> None:
    """One image of up to four channels into `done`."""
    import cv2  # noqa: PLC0415 (not needed by what only draws parameters)

    border = {
        "constant": cv2.BORDER_CONSTANT,
        "nearest": cv2.BORDER_REPLICATE,
        "reflect": cv2.BORDER_REFLECT,
        "wrap": cv2.BORDER_WRAP,
    }[fill_mode]
    affine = inverse[2, 0] == inverse[2, 1] == 0 and inverse[2, 2] == 1
    warp, matrix = (cv2.warpAffine, inverse[:2]) if affine else (cv2.warpPerspective, inverse)
    warp(
        image,
        matrix,
        (image.shape[1], image.shape[0]),
        dst=done,
        flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
        borderMode=border,
        borderValue=(cval,) * 4,
    )


class _Tone:
    """Contrast, brightness, channel shift and exposure of a batch, worked out once and applied image by image."""

    def __init__(self, images: Any, parameters: Parameters, opencv: bool) -> None:
        self.whole, self.opencv = images.dtype == np.uint8, opencv
        factors = np.stack([parameters.contrast, parameters.brightness, parameters.gamma], axis=-1)
        self.changed = (factors != 1).any(axis=1) | np.any(parameters.channel_shift, axis=1)
        contrast, brightness, gamma = factors[:, :, None].transpose(1, 0, 2)
        mean = np.zeros((len(images), images.shape[3]))
        apart = parameters.contrast != 1
        # The mean of the image as it came: what geometry fills in does not change the contrast.
        mean[apart] = images[apart].mean(axis=(1, 2), dtype=np.float64) / (255 if self.whole else 1)
        slope, offset = tone.line(brightness, contrast, parameters.channel_shift, mean)
        if self.whole:
            levels = np.arange(256)[None, :, None] / 255
            tables = np.clip(levels * slope[:, None] + offset[:, None], 0, 1)
            exposed = np.flatnonzero(parameters.gamma != 1)
            tables[exposed] **= gamma[exposed, None]
            self.tables = np.rint(255 * tables).astype(np.uint8)
        else:
            self.slope, self.offset = slope.astype(np.float32), offset.astype(np.float32)
            self.gamma = np.asarray(parameters.gamma, np.float32)

    def __call__(self, image: Any, row: int) -> None:
        """Change the values of this row's image."""
        if not self.changed[row]:
            return
        if not self.whole:
            image *= self.slope[row]
            image += self.offset[row]
            np.clip(image, 0, 1, out=image)
            if self.gamma[row] != 1:
                np.power(image, self.gamma[row], out=image)
        elif self.opencv:
            import cv2  # noqa: PLC0415 (as above)

            cv2.LUT(image, self.tables[row : row + 1], dst=image)
        else:
            image[...] = self.tables[row][image, np.arange(image.shape[2])]


def _soft(image: Any, sigma: float, opencv: bool) -> Any:
    """One image out of focus; the edges mirrored, of the type it came in."""
    whole = image.dtype == np.uint8
    values = image.astype(np.float32) if whole else image
    radius = int(np.ceil(3 * sigma))
    weights = tone.blur_weights(np, np.array([sigma]), radius).astype(np.float32)
    if opencv:
        import cv2  # noqa: PLC0415 (as above)

        soft = cv2.sepFilter2D(values, -1, weights[0], weights[0], borderType=cv2.BORDER_REFLECT).reshape(image.shape)
    else:
        soft = gather.blur(np, values[None], weights, radius)[0]
    return np.rint(soft).astype(np.uint8) if whole else soft


def _noisy(image: Any, strength: float, key: Any) -> Any:
    """One image with noise, of the type it came in."""
    whole = image.dtype == np.uint8
    seed, epoch, index = (int(value) for value in key)
    # The same counter as the parameters, one word on: never the same numbers.
    normal = np.random.Generator(np.random.Philox(key=[seed, epoch], counter=[0, index, 1, 0]))
    values = image.astype(np.float32) / 255 if whole else image
    values = np.clip(values + np.float32(strength) * normal.standard_normal(image.shape, np.float32), 0, 1)
    return np.rint(255 * values).astype(np.uint8) if whole else values


def transform(
    images: npt.NDArray[Any],
    parameters: Parameters,
    forward: npt.NDArray[np.float64],
    fill_mode: str,
    cval: float,
) -> npt.NDArray[Any]:
    """Images after geometry, blur, change of values and noise, in this order; of the type they came in.

    Args:
        images: from `checked_images`.
        parameters: of as many images.
        forward: their homographies, shape (n, 3, 3).
        fill_mode: what lies outside of an image.
        cval: the value there for "constant", from 0 to 1.
    """
    whole = images.dtype == np.uint8
    opencv = images.shape[3] <= 4  # more than that its `warpPerspective` does not take
    resample = _by_opencv if opencv else _by_gathering
    done = images.copy()
    still = (forward == np.eye(3)).all(axis=(1, 2))
    change_values = _Tone(images, parameters, opencv)
    inverse = np.linalg.inv(forward)
    fill = float(round(255 * cval)) if whole else cval
    for row, image in enumerate(done):  # each is a part of `done`, and changed in place
        if not still[row]:
            resample(images[row], inverse[row], fill_mode, fill, image)
        if parameters.blur[row]:
            image[...] = _soft(image, float(parameters.blur[row]), opencv)
        change_values(image, row)
        if parameters.noise[row]:
            image[...] = _noisy(image, float(parameters.noise[row]), parameters.key[row])
    return done
