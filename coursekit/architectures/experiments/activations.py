"""ReLU against tanh: how long the same network takes to learn its training images, each with its own learning rate."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from coursekit.architectures.experiments.networks import small_alexnet
from coursekit.architectures.experiments.training import fitted, judged
from coursekit.architectures.lenet5 import lenet5
from coursekit.network.validation import one_of, whole

if TYPE_CHECKING:
    import keras

    from coursekit.data import Part

__all__ = ["ACTIVATIONS", "BATCH", "MOMENTUM", "TARGETS", "Target", "until_learnt"]

ACTIVATIONS = ("ReLU", "tanh", "scaled tanh", "ReLU, He start")
MOMENTUM = 0.9
BATCH = 64


class Target(NamedTuple):
    """What of the training images is to be learnt, by which learning rates, and when to give up."""

    accuracy: float
    loss: float
    rates: tuple[float, ...]
    epochs: int


TARGETS: Mapping[str, Target] = {
    "LeNet-5": Target(0.95, 0.2, (0.01, 0.03, 0.1), 10),
    "small AlexNet": Target(0.75, 0.7, (0.003, 0.01, 0.03), 20),
}
"""Three of four training images right is what figure 1 of the AlexNet paper asks for; digits are too easy for that."""


def until_learnt(
    network: str, activation: str, learning_rate: float, train: Part, *, every: int = 4, seed: int = 0
) -> tuple[dict[str, float | None], list[dict[str, float]]]:
    """Train a network with an activation until it knows its training images.

    Stochastic gradient descent with momentum 0.9 in batches of 64, a constant learning rate, no regularisation: as
    figure 1 of the AlexNet paper compares ReLU with tanh. Weights begin as Keras draws them (X. Glorot, Y. Bengio,
    AISTATS 2010), made for tanh; "ReLU, He start" is ReLU once more, with hidden layers that begin as made for it
    (K. He et al., ICCV 2015).

    Args:
        network: one of `TARGETS`: the modern LeNet-5, or `small_alexnet`.
        activation: one of `ACTIVATIONS`; "scaled tanh" is 1.7159 tanh(2x/3).
        learning_rate: of every step.
        train: images of 32x32, and labels from 0.
        every: steps between two looks at all training images.
        seed: of the weights at the start and the order.

    Returns:
        What was found: "epochs_to_accuracy" and "epochs_to_loss", the first look at which the target is reached, in
        epochs; None if that did not come in time. And a row a look: "step", "epoch", "train_loss", "train_accuracy".
    """
    if network not in TARGETS:
        raise ValueError(f"network must be one of {', '.join(map(repr, TARGETS))}, not {network!r}.")
    target, every = TARGETS[network], whole(every, "every")
    chosen = one_of(activation, "activation", tuple(name.lower() for name in ACTIVATIONS))
    batches = math.ceil(len(train.images) / BATCH)
    found: dict[str, float | None] = {"epochs_to_accuracy": None, "epochs_to_loss": None}
    looks: list[dict[str, float]] = []

    def watch(step: int, model: Any) -> bool:
        if step % every:
            return False
        now, epoch = judged(model, train), step / batches
        looks.append({"step": step, "epoch": epoch, "train_loss": now.loss, "train_accuracy": now.accuracy})
        if found["epochs_to_accuracy"] is None and now.accuracy >= target.accuracy:
            found["epochs_to_accuracy"] = epoch
        if found["epochs_to_loss"] is None and now.loss <= target.loss:
            found["epochs_to_loss"] = epoch
        diverged = not math.isfinite(now.loss)  # it has nothing more to tell
        return diverged or None not in found.values()

    def optimizer() -> keras.Optimizer:
        from keras.optimizers import SGD  # noqa: PLC0415 - importing TensorFlow takes seconds

        return SGD(learning_rate, momentum=MOMENTUM)

    fitted(
        lambda: _network(network, chosen, train),
        optimizer,
        train,
        steps=target.epochs * batches,
        batch_size=BATCH,
        seed=seed,
        watch=watch,
    )
    return found, looks


def _network(network: str, activation: str, train: Part) -> keras.Model:
    from coursekit.architectures.layers import scaled_tanh  # noqa: PLC0415 - with Keras

    function = scaled_tanh if activation == "scaled tanh" else activation.removesuffix(", he start")
    shape, classes = train.images.shape[1:], int(np.max(train.labels)) + 1
    if network == "LeNet-5":
        model = lenet5("modern", classes=classes, input_shape=shape, activation=function, output="logits")
    else:
        model = small_alexnet(shape, classes, activation=function, kernel_initializer="glorot_uniform")
    if activation == "relu, he start":
        from keras.initializers import HeNormal  # noqa: PLC0415 - with Keras

        for layer in [layer for layer in model.layers if layer.weights][:-1]:
            layer.kernel.assign(HeNormal()(layer.kernel.shape))
    return model
