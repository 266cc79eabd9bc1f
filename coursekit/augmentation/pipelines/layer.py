"""Augmentation inside of a model, by `keras.ops`, for whatever Keras computes on."""

from __future__ import annotations

import math
from typing import Any

import keras

from coursekit.augmentation.augment import Augment
from coursekit.augmentation.transforms import gather, tone
from coursekit.augmentation.transforms.geometry import homographies
from coursekit.augmentation.transforms.parameters import _FIXED, Parameters, from_uniform
from coursekit.network import Identity, Layer

__all__ = ["AugmentLayer"]


@keras.saving.register_keras_serializable(package="coursekit")
class AugmentLayer(keras.layers.Layer):  # type: ignore[misc] # Keras publishes no types
    """The transforms of an `Augment`, while training; values from 0 to 1, shape (n, height, width, channels).

    Args:
        config: of the `Augment`; `Augment.as_layer` gives it.
        seed: of the layer's own random numbers; they are the backend's, so that the transforms are other ones than
            `Augment` draws with this seed, of the same kind.
        keywords: `name` and `dtype`, as of every layer.

    Raises:
        ValueError: with `rescale`.
    """

    def __init__(self, config: dict[str, Any], seed: int | None = None, **keywords: Any) -> None:
        super().__init__(**keywords)
        self.augment = Augment.from_config(config)
        if self.augment.options.rescale is not None:
            raise ValueError(
                "rescale has a layer of its own: put keras.layers.Rescaling in front, and leave it out here."
            )
        self.config, self.seed = dict(config), seed
        self.generator = keras.random.SeedGenerator(seed)

    def call(self, images: Any, training: bool = False) -> Any:
        """Images as they are, or augmented if `training`."""
        if not training:
            return images
        count, (height, width, channels) = keras.ops.shape(images)[0], images.shape[1:]
        numbers = keras.random.uniform((count, _FIXED + channels), seed=self.generator, dtype="float32")
        drawn = from_uniform(keras.ops, numbers, self.augment.options, height, width, None)
        noise = None
        if self.augment.options.noise_range[1]:
            noise = keras.random.normal(keras.ops.shape(images), seed=self.generator, dtype="float32")
        return keras.ops.cast(self.transform(keras.ops.cast(images, "float32"), drawn, noise), images.dtype)

    def transform(self, images: Any, parameters: Parameters, noise: Any = None) -> Any:
        """`Augment.apply` in tensors: float32 images and parameters, and standard normal numbers for the noise."""
        options, ops = self.augment.options, keras.ops
        height, width = images.shape[1:3]
        forward = homographies(ops, parameters, height, width, perspective=options.perspective > 0)
        moved = gather.warp(ops, images, ops.linalg.inv(forward), options.fill_mode, options.cval)
        if options.blur_range[1]:
            radius = math.ceil(3 * options.blur_range[1])
            moved = gather.blur(ops, moved, tone.blur_weights(ops, parameters.blur, radius), radius)
        mean = ops.mean(images, axis=(1, 2), keepdims=True)
        brightness, contrast, gamma, strength = (
            values[:, None, None, None]
            for values in (parameters.brightness, parameters.contrast, parameters.gamma, parameters.noise)
        )
        slope, offset = tone.line(brightness, contrast, parameters.channel_shift[:, None, None, :], mean)
        moved = tone.tone(ops, moved, slope, offset, gamma)
        return moved if noise is None else ops.clip(moved + strength * noise, 0.0, 1.0)

    def compute_output_shape(self, input_shape: Any) -> Any:
        """The shape of the images: no transform changes it."""
        return input_shape

    def network_layer(self) -> Layer:
        """What tables and receptive fields know it as: it changes nothing once training is over."""
        return Identity(name=str(self.name), trainable=bool(self.trainable))

    def get_config(self) -> dict[str, Any]:
        """What Keras saves with a model."""
        return {**super().get_config(), "config": self.config, "seed": self.seed}
