"""Counting without finding: a map of how many animals there are at each place, whose sum is their number."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from coursekit.counting.distances import by_class
from coursekit.network.validation import whole

if TYPE_CHECKING:
    from pandas import DataFrame

    from coursekit.counting.maps import Maps

__all__ = ["density_counts", "density_maps", "density_network"]

_FILTERS = (16, 32, 48, 48, 48)
_FEW = -7.0  # softplus of it is 0.001: about as many animals as a place has before anything is learnt


def density_maps(
    points: DataFrame,
    classes: Sequence[str],
    shape: tuple[int, int],
    sigma: float | Mapping[str, float],
    *,
    stride: int = 1,
) -> npt.NDArray[np.float32]:
    """Targets for a density regression: each animal is a Gaussian that sums to 1, so that a map sums to a count.

    A Gaussian at the border is cut off there, and what is left is scaled up to 1: otherwise animals at the border would
    count for less. (V. Lempitsky, A. Zisserman: Learning to count objects in images, NIPS 2010.)

    Args:
        points: columns `class_name`, `row`, `col`, as a scene's `annotations`; row 0 is the middle of the first pixel.
        classes: the animals' names, in the order of the maps.
        shape: height and width of the image in pixels.
        sigma: standard deviation in pixels, one for all or one for each class.
        stride: side of the square of pixels that one value stands for; shape must be a multiple of it.

    Returns:
        Shape (height / stride, width / stride, classes), animals per square.

    Raises:
        ValueError: if a point lies outside of the image, a name is none of `classes`, or a number makes no sense.
    """
    names = [str(name) for name in classes]
    widths = by_class(sigma, names, "sigma")
    stride = whole(stride, "stride")
    height, width = whole(shape[0], "the height"), whole(shape[1], "the width")
    if height % stride or width % stride:
        raise ValueError(f"An image of {height}×{width} has no whole number of squares of {stride}×{stride}: crop it.")
    places = points[["row", "col"]].to_numpy(dtype=np.float64)
    if len(places) and not ((places >= 0) & (places <= [height - 1, width - 1])).all():
        raise ValueError(f"There are points outside of the image of {height}×{width}.")
    called = points["class_name"].astype(str).to_numpy()
    strangers = sorted(set(called) - set(names))
    if strangers:
        raise ValueError(f"There are points of {', '.join(strangers)}, and classes has {', '.join(names)}.")
    maps = np.zeros((height // stride, width // stride, len(names)), dtype=np.float32)
    for number, name in enumerate(names):
        own = places[called == name]
        # A Gaussian in two dimensions is the product of two in one: the sum of all is a product of matrices.
        down = _profiles(own[:, 0], height, stride, widths[name])
        right = _profiles(own[:, 1], width, stride, widths[name])
        maps[..., number] = down.T @ right
    return maps


def _profiles(centres: npt.NDArray[np.float64], size: int, stride: int, sigma: float) -> npt.NDArray[np.float64]:
    """A Gaussian along one axis for each point, sampled at each pixel, added up by squares; shape (n, size/stride)."""
    pixels = np.arange(size)
    values = np.exp(-0.5 * ((pixels[None] - centres[:, None]) / sigma) ** 2)
    values /= values.sum(axis=1, keepdims=True)
    return np.asarray(values.reshape(len(centres), size // stride, stride).sum(axis=2))


def density_network(classes: int, *, channels: int = 3) -> Any:
    """A small fully convolutional network from images to the densities of several classes.

    Five 3x3 convolutions of 16, 32, 48, 48 and 48 filters, each normalised by batch, pooling after the first two,
    then a 1x1 convolution with softplus: densities are never negative, and never stuck at 0. An output stands for a
    square of 4x4 pixels and sees 34x34. Train it with Keras' loss "poisson": a density is the expectation of a count.

    Args:
        classes: how many densities.
        channels: of the images.

    Returns:
        A model from images (n, height, width, channels), values in [0, 1], height and width multiples of 4, to
        (n, height / 4, width / 4, classes).
    """
    from keras import Sequential, initializers, layers  # noqa: PLC0415 (seconds, for those who train or predict)

    blocks: list[Any] = [layers.Input((None, None, whole(channels, "channels"))), layers.Rescaling(4, offset=-2)]
    for number, filters in enumerate(_FILTERS):
        blocks += [
            layers.Conv2D(filters, 3, padding="same", use_bias=False),
            layers.BatchNormalization(momentum=0.95),
            layers.ReLU(),
        ]
        if number < 2:
            blocks.append(layers.MaxPooling2D())
    few = initializers.Constant(_FEW)
    blocks.append(layers.Conv2D(whole(classes, "classes"), 1, activation="softplus", bias_initializer=few))
    return Sequential(blocks, name="density")


def density_counts(maps: Maps, classes: Sequence[str]) -> dict[str, float]:
    """How many animals of each class there are: the sum of each map.

    Args:
        maps: from `predict` with a `density_network`; an output at every place, those at the border included.
        classes: the name of each map.

    Raises:
        ValueError: if there are not as many names as maps.
    """
    if len(classes) != maps.maps.shape[-1]:
        raise ValueError(f"There are {maps.maps.shape[-1]} maps and {len(classes)} names.")
    sums = maps.maps.sum(axis=(0, 1), dtype=np.float64)
    return {str(name): float(value) for name, value in zip(classes, sums, strict=True)}
