"""Augmentation in a `tf.data` pipeline, where it runs in NumPy and OpenCV whatever Keras computes on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import tensorflow as tf

if TYPE_CHECKING:
    from coursekit.augmentation.augment import Augment

__all__ = ["mapped"]


def mapped(augment: Augment, dataset: Any, seed: int) -> Any:
    """The dataset with its images augmented; `Augment.on_dataset` tells the arguments."""
    spec = dataset.element_spec
    images = spec[0] if isinstance(spec, tuple) else spec
    if not isinstance(images, tf.TensorSpec) or images.shape.rank != 4:
        raise ValueError(
            f"the dataset must give batches of images (n, height, width, channels) first, not {images}. "
            "Call its method batch before."
        )

    stays = augment.options.rescale is None and augment.preprocessing_function is None
    kind = tf.uint8 if images.dtype == tf.uint8 and stays else tf.float32

    def augmented(batch: Any, drawn: Any) -> Any:
        return np.asarray(augment(batch, seed=int(drawn)), kind.as_numpy_dtype)

    def change(element: Any, drawn: Any) -> Any:
        batch, others = (element[0], tuple(element[1:])) if isinstance(element, tuple) else (element, None)
        done = tf.numpy_function(augmented, [batch, drawn], kind)
        done.set_shape(batch.shape)
        return done if others is None else (done, *others)

    # A number for each batch: another one in each round, and the same ones whenever the dataset is made anew.
    seeds = tf.data.Dataset.random(seed=seed, rerandomize_each_iteration=True)
    return tf.data.Dataset.zip(dataset, seeds).map(change, num_parallel_calls=tf.data.AUTOTUNE).prefetch(1)
