"""One small network and one way to train it, the same for every experiment."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from coursekit.augmentation.augment import Augment
from coursekit.network.validation import whole

__all__ = ["BATCH", "STEPS", "Judged", "judged", "posteriors", "small_cnn", "trained"]

BATCH = 30
STEPS = 400
_LEARNING_RATE = 3e-3
_TOGETHER = 256  # images that a model sees at once when it is judged


class Judged(NamedTuple):
    """How well a model does on labelled images."""

    loss: float
    """Mean of minus the logarithm (natural) of the posterior of the right class."""
    accuracy: float
    """Share of the images whose highest posterior is that of the right class."""


def small_cnn(input_shape: tuple[int, int, int], classes: int) -> Any:
    """Three 3x3 convolutions of 8, 16 and 32 filters, each normalised by batch and halved by pooling; softmax.

    Args:
        input_shape: (height, width, channels) of images with values in [0, 1].
        classes: how many posteriors it gives.
    """
    from keras import Sequential, layers  # noqa: PLC0415 (seconds, for those who train)

    blocks: list[Any] = [layers.Input(input_shape), layers.Rescaling(4, offset=-2)]
    for filters in (8, 16, 32):
        # The running means follow fast: some trainings are short.
        blocks += [layers.Conv2D(filters, 3, padding="same", use_bias=False), layers.BatchNormalization(momentum=0.9)]
        blocks += [layers.ReLU(), layers.MaxPooling2D()]
    return Sequential([*blocks, layers.Flatten(), layers.Dense(classes, activation="softmax")])


def trained(
    images: Any,
    labels: Any,
    classes: int,
    augment: Augment | None = None,
    *,
    steps: int = STEPS,
    seed: int = 0,
    balance: float = 0.0,
    class_weight: Mapping[int, float] | None = None,
    watch: Callable[[int, Any], None] | None = None,
) -> Any:
    """A `small_cnn`, trained by Adam in batches of 30 with a learning rate that falls from 0.003 to 0 along a cosine.

    The number of steps is given, not that of epochs: a training with fewer or with augmented images takes as many.

    Args:
        images: shape (n, height, width, channels), values in [0, 1].
        labels: the class of each, shape (n,).
        classes: how many classes there are.
        augment: what is done to each image each time it is seen; nothing if None.
        steps: batches to learn from.
        seed: of the weights at the start, the order of the images and the transforms.
        balance: as `Augment.flow` takes it.
        class_weight: a factor on the loss of each class, as `Model.fit` takes it.
        watch: called before the first step and after each one with the number of steps done and the model.

    Returns:
        A `keras.Model`.
    """
    import keras  # noqa: PLC0415 (as above)

    steps = whole(steps, "steps")
    keras.utils.set_random_seed(seed)
    model = small_cnn(np.shape(images)[1:], classes)
    rate = keras.optimizers.schedules.CosineDecay(_LEARNING_RATE, steps)
    model.compile(keras.optimizers.Adam(rate), "sparse_categorical_crossentropy", jit_compile=False)
    flow = (augment or Augment()).flow(images, labels, batch_size=BATCH, seed=seed, balance=balance)
    weights = None if class_weight is None else dict(class_weight)
    # `fit` would do; but an epoch of a few batches costs it more than the batches themselves.
    done = 0
    if watch is not None:
        watch(done, model)
    while done < steps:
        flow.on_epoch_begin()
        for number in range(min(len(flow), steps - done)):
            model.train_on_batch(*flow[number], class_weight=weights)
            done += 1
            if watch is not None:
                watch(done, model)
    return model


def posteriors(model: Any, images: Any) -> npt.NDArray[np.float64]:
    """What a model says of images, shape (n, classes)."""
    from keras import ops  # noqa: PLC0415 (as above)

    parts = [images[start : start + _TOGETHER] for start in range(0, len(images), _TOGETHER)]
    return np.concatenate([ops.convert_to_numpy(model(part, training=False)) for part in parts]).astype(np.float64)


def judged(model: Any, images: Any, labels: Any) -> Judged:
    """Loss and accuracy on images that are not augmented."""
    said = posteriors(model, images)
    right = np.maximum(said[np.arange(len(said)), labels], 1e-7)  # as Keras does: no logarithm of 0
    return Judged(float(-np.log(right).mean()), float((said.argmax(axis=1) == labels).mean()))
