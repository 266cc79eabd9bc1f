"""LeNet-5 on real digits: as published and modern, random split and by writer, without and with augmentation."""

from __future__ import annotations

import contextlib
import math
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from coursekit import data
from coursekit.architectures.experiments.training import adam, fitted, judged
from coursekit.architectures.lenet5 import lenet5
from coursekit.augmentation import Augment
from coursekit.augmentation.experiments import Judged
from coursekit.network.validation import whole

if TYPE_CHECKING:
    from coursekit.data import Dataset

__all__ = ["BATCH", "DIGITS", "LEARNING_RATE", "Learnt", "digits_learnt"]

BATCH = 64
LEARNING_RATE = 2e-3
DIGITS = Augment(rotation_range=10, width_shift_range=2, height_shift_range=2, zoom_range=0.1, fill_mode="constant")
"""What leaves a digit what it is: small turns, shifts by a pixel (of 32), a little larger or smaller."""


@dataclass(frozen=True)
class Learnt:
    """A LeNet-5 and how well it reads.

    Args:
        model: takes images of 32x32 with values in [0, 1], gives logits.
        network: the LeNet-5 in it, with the layers "C1" to "output".
        digits: the images, with their split.
        train: on the training images as they are, not augmented.
        test: on the test images.
        seconds: that the training took.
    """

    model: Any
    network: Any
    digits: Dataset
    train: Judged
    test: Judged
    seconds: float


def digits_learnt(
    variant: Literal["1998", "modern"] = "modern",
    split: Literal["random", "order"] = "random",
    augment: Augment | None = None,
    *,
    epochs: int = 25,
    seed: int = 0,
    progress: bool = True,
) -> Learnt:
    """Train LeNet-5 on the 1,415 training digits of `data.digits(size=32)` and judge it on the 382 others.

    Adam in batches of 64, with a learning rate that falls from 0.002 to 0 along a cosine; cross-entropy of the logits.
    The values 0 and 1 become -0.1 for paper and 1.175 for ink, as in the paper.

    Args:
        variant: of `lenet5`; "1998" is trained on minus the distances to its codes, as logits.
        split: "random" mixes the sheets of one writer, "order" keeps them apart.
        augment: None for none; `DIGITS` leaves digits what they are.
        epochs: how often each image is seen.
        seed: of the split if random, the weights at the start, the order and the transforms.
        progress: show how far it is.
    """
    import keras  # noqa: PLC0415 - importing TensorFlow takes seconds; only who trains pays for it

    from coursekit.console import steps as shown  # noqa: PLC0415 (Rich)

    epochs = whole(epochs, "epochs")
    digits = data.digits(size=32, split=split, seed=seed)
    batches = math.ceil(len(digits.train.images) / BATCH)
    steps = epochs * batches

    def build() -> Any:
        image = keras.Input((32, 32, 1), name="digit")
        values = keras.layers.Rescaling(1.175 + 0.1, offset=-0.1, name="paper_and_ink")(image)
        return keras.Model(image, lenet5(variant, output="logits")(values), name=f"digits_{variant}")

    start = time.perf_counter()
    with shown("Training", epochs) if progress else contextlib.nullcontext() as bar:

        def watch(step: int, _: Any) -> None:
            if bar is not None and step and step % batches == 0:
                bar.advance(f"epoch {step // batches} of {epochs}")

        model = fitted(
            build,
            lambda: adam(LEARNING_RATE, steps),
            digits.train,
            augment,
            steps=steps,
            batch_size=BATCH,
            seed=seed,
            watch=watch,
        )
    seconds = time.perf_counter() - start
    network = model.get_layer("lenet5")
    return Learnt(model, network, digits, judged(model, digits.train), judged(model, digits.test), seconds)
