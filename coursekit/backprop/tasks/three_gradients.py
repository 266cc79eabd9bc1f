"""The three gradients of a convolutional layer, window by window, and what comes out if something is done wrong."""

from __future__ import annotations

from typing import Any

import numpy as np

from coursekit.backprop.tasks.loops import Array, windows

__all__ = [
    "Gradients",
    "backward",
    "filter_alone",
    "images_alone",
    "kernel_alone",
    "one_by_one",
    "put",
    "reached",
    "same_for_all_channels",
]

Gradients = tuple[Array, Array, Array]


def backward(
    gradient: Array,
    images: Array,
    kernel: Array,
    strides: int,
    *,
    spacing: int | None = None,
    across_by: int | None = None,
    overwrite: bool = False,
    turned: bool = False,
) -> Gradients:
    """The three gradients, window by window; each keyword is a mistake.

    Keywords:
        spacing: how far apart the windows are laid, if not as far as `strides`.
        across_by: how far apart they are laid across, if not as far as downwards.
        overwrite: whether what stood in the images' gradient is lost where windows overlap.
        turned: whether the images' gradient is made with the kernel turned by half a turn.
    """
    to_images, to_kernel = np.zeros(images.shape), np.zeros(kernel.shape)
    weights = kernel[::-1, ::-1] if turned else kernel
    for row, column, (down, laid) in windows(images.shape[1:3], kernel.shape[:2], strides, spacing):
        left = laid.start if across_by is None else column * across_by
        across = slice(left, left + kernel.shape[1])
        for image in range(len(images)):
            values = gradient[image, row, column]
            patch = to_images[image, down, across]
            patch[...] = (0.0 if overwrite else patch) + weights @ values
            to_kernel += images[image, down, across, :, None] * values
    return to_images, to_kernel, gradient.sum(axis=(0, 1, 2))


def put(case: tuple[Array, Array, Array, int], **parts: Any) -> Gradients:
    """The right gradients, but those named (`images`, `kernel`, `bias`) as they are given."""
    images, kernel, bias = backward(*case)
    return parts.get("images", images), parts.get("kernel", kernel), parts.get("bias", bias)


def kernel_alone(gradient: Array, images: Array, kernel: Array, strides: int) -> Array:
    """The gradient of the kernel."""
    return backward(gradient, images, kernel, strides)[1]


def same_for_all_channels(gradient: Array, images: Array, kernel: Array, strides: int) -> Array:
    """The images' gradient with the sum over the channels in every one of them."""
    to_images = backward(gradient, images, kernel, strides)[0]
    return np.broadcast_to(to_images.sum(axis=-1, keepdims=True), images.shape).copy()


def images_alone(case: tuple[Array, Array, Array, int], place: int) -> tuple[Array, Array, Array, int]:
    """The case with one of its images only."""
    gradient, images, kernel, strides = case
    return gradient[[place]], images[[place]], kernel, strides


def one_by_one(gradient: Array, images: Array, kernel: Array, strides: int, *, added: tuple[str, ...]) -> Gradients:
    """Number by number of the gradient; in those of the three results that are not `added`, the last one stays."""
    found = {"images": np.zeros(images.shape), "kernel": np.zeros(kernel.shape), "bias": np.zeros(kernel.shape[3])}
    for (n, row, column, place), value in np.ndenumerate(gradient):
        top, left = row * strides, column * strides
        window = (n, slice(top, top + kernel.shape[0]), slice(left, left + kernel.shape[1]))
        brought = {"images": value * kernel[..., place], "kernel": value * images[window], "bias": value}
        for name, where in {"images": window, "kernel": (..., place), "bias": place}.items():
            found[name][where] = brought[name] + (found[name][where] if name in added else 0.0)
    return found["images"], found["kernel"], found["bias"]


def reached(case: tuple[Array, Array, Array, int]) -> Array:
    """The images' gradient without the rows and columns that are left over behind the last window."""
    gradient, _, kernel, strides = case
    height, width = ((n - 1) * strides + k for n, k in zip(gradient.shape[1:3], kernel.shape[:2], strict=True))
    return backward(*case)[0][:, :height, :width]


def filter_alone(gradient: Array, place: int) -> Array:
    """The gradient with all filters but one set to 0."""
    alone = np.zeros(gradient.shape)
    alone[..., place] = gradient[..., place]
    return alone
