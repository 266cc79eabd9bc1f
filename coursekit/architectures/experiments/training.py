"""One way to train and to judge, the same for every experiment of this topic. All networks here give logits."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from coursekit.augmentation import Augment
from coursekit.augmentation.experiments import Judged
from coursekit.network.validation import whole

if TYPE_CHECKING:
    import keras

    from coursekit.data import Part

__all__ = ["adam", "fitted", "judged", "posteriors"]

_TOGETHER = 256  # images that a model sees at once when it is judged


def adam(learning_rate: float, steps: int, weight_decay: float = 0.0) -> keras.Optimizer:
    """Adam with a learning rate that falls to 0 along a cosine.

    Args:
        learning_rate: of the first step.
        steps: after which it is 0.
        weight_decay: decoupled, as in AdamW (I. Loshchilov, F. Hutter: Decoupled weight decay regularization, ICLR
            2019): each step takes learning rate x weight_decay x weight off all weights but the biases.
    """
    import keras  # noqa: PLC0415 - importing TensorFlow takes seconds; only who trains pays for it

    rate = keras.optimizers.schedules.CosineDecay(learning_rate, steps)
    if not weight_decay:
        return keras.optimizers.Adam(rate)
    optimizer = keras.optimizers.AdamW(rate, weight_decay=weight_decay)
    optimizer.exclude_from_weight_decay(var_names=["bias"])
    return optimizer


def fitted(
    build: Callable[[], Any],
    optimizer: Callable[[], Any],
    part: Part,
    augment: Augment | None = None,
    *,
    steps: int,
    batch_size: int,
    seed: int = 0,
    watch: Callable[[int, Any], bool | None] | None = None,
) -> Any:
    """Build a network and train it by cross-entropy.

    The number of steps is given, not that of epochs: augmented images get as many.

    Args:
        build: makes the network, which gives logits; called after the seed is set.
        optimizer: makes the optimiser.
        part: images of shape (n, height, width, channels) with values in [0, 1], and labels of shape (n,).
        augment: what is done to each image each time it is seen; nothing if None.
        steps: batches to learn from.
        batch_size: images in each; the last one of an epoch has what is left.
        seed: of the weights at the start, the order of the images, dropout and the transforms.
        watch: called before the first step and after each one with the number of steps done and the model; the
            training ends where it returns True.

    Returns:
        A `keras.Model`.
    """
    import keras  # noqa: PLC0415 - as above

    steps = whole(steps, "steps")
    keras.utils.set_random_seed(seed)
    model = build()
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(optimizer(), loss, jit_compile=False)
    flow = (augment or Augment()).flow(part.images, part.labels, batch_size=batch_size, seed=seed)
    done = 0
    if watch is not None and watch(done, model):
        return model
    # `fit` would do; but it looks at a model only after whole epochs.
    while done < steps:
        flow.on_epoch_begin()
        for number in range(min(len(flow), steps - done)):
            model.train_on_batch(*flow[number])
            done += 1
            if watch is not None and watch(done, model):
                return model
    return model


def posteriors(model: Any, images: npt.NDArray[np.float32]) -> npt.NDArray[np.float64]:
    """The softmax of a model's logits, shape (n, classes)."""
    from keras import ops  # noqa: PLC0415 - as above

    parts = [images[start : start + _TOGETHER] for start in range(0, len(images), _TOGETHER)]
    logits = np.concatenate([ops.convert_to_numpy(model(part, training=False)) for part in parts]).astype(np.float64)
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    shares: npt.NDArray[np.float64] = powers / powers.sum(axis=1, keepdims=True)
    return shares


def judged(model: Any, part: Part) -> Judged:
    """Loss (natural logarithm) and accuracy of a model with logits, on images as they are."""
    said = posteriors(model, part.images)
    right = np.maximum(said[np.arange(len(said)), part.labels], 1e-7)  # no logarithm of 0
    return Judged(float(-np.log(right).mean()), float((said.argmax(axis=1) == part.labels).mean()))
