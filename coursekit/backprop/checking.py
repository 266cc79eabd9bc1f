"""Images and labels that somebody gave: whether they fit a network, said before anything is computed."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from coursekit.backprop.evaluation import Loss
from coursekit.backprop.layers.layer import Array

__all__ = ["checked_images", "checked_labels"]


def checked_images(
    images: Any, input_shape: tuple[int, ...], dtype: npt.DTypeLike, finite: bool = False, name: str = "images"
) -> Array:
    """The images in the network's precision.

    Args:
        images: what somebody gave.
        input_shape: of one image, as the network takes it.
        dtype: of the network.
        finite: whether to look for NaN and infinity too.
        name: what they are called in messages.

    Raises:
        TypeError: if they are not floating-point numbers.
        ValueError: if their shape is not (n, *input_shape), or a value is not finite where that was asked for.
    """
    array = np.asarray(images)
    if array.dtype.kind != "f":
        raise TypeError(
            f"{name} must be floating-point numbers, not {array.dtype}: gradients cannot be whole. Scale them, such as "
            f'{name}.astype("float32") / 255.'
        )
    if array.shape[1:] != input_shape or not array.size:
        hint = ""
        if array.shape == input_shape:
            hint = " This is a single image: write image[np.newaxis] to make a batch of it."
        elif (*array.shape[1:], 1) == input_shape:
            hint = f" The channel axis is missing: write {name}[..., np.newaxis]."
        sizes = ", ".join(map(str, input_shape))
        raise ValueError(f"{name} have shape {array.shape}, but the network takes (n, {sizes}), n at least 1.{hint}")
    if finite and not np.isfinite(array).all():
        where = np.unique(np.argwhere(~np.isfinite(array))[:, 0])
        raise ValueError(
            f"{name} must be finite, but {len(where)} of {len(array)} hold NaN or infinity, such as number {where[0]}. "
            "Look at where they come from, or leave these out."
        )
    return array.astype(dtype, copy=False)


def checked_labels(
    images: Array, labels: Any, output_shape: tuple[int, ...], loss: Loss, name: str = "labels"
) -> npt.NDArray[Any]:
    """The labels as an array, if there is one for each image and the loss can use all of them.

    Args:
        images: already checked.
        labels: what somebody gave.
        output_shape: of the network's outputs for one image.
        loss: is tried on outputs of 0 and all labels, so that a wrong one shows now and not in the middle of training.
        name: what they are called in messages.

    Raises:
        TypeError: if the loss is no function, or finds them to be of a wrong type.
        ValueError: if their number is not that of the images, or the loss refuses them, because a class does not exist.
    """
    if not callable(loss):
        raise TypeError(f"loss must be a function, such as backprop.softmax_cross_entropy, not {loss!r}.")
    array = np.asarray(labels)
    if not array.ndim or len(array) != len(images):
        count = len(array) if array.ndim else "one number instead of a list of"
        raise ValueError(f"There are {len(images):,} images, but {count if array.ndim == 0 else f'{count:,}'} {name}.")
    if array.dtype.kind == "f" and not np.isfinite(array).all():
        where = int(np.argwhere(~np.isfinite(array))[0, 0])
        raise ValueError(f"{name} must be finite, but number {where} holds NaN or infinity.")
    loss(np.zeros((len(array), *output_shape), dtype=images.dtype), array)
    return array
