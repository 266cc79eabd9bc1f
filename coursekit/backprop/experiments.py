"""Gradients, measured: how they vanish with depth, how ReLUs die, what Keras does at a tie. For figures and lecture."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from coursekit.backprop.layers.activations import ReLU, Sigmoid, Tanh
from coursekit.backprop.layers.convolution import Conv2D
from coursekit.backprop.layers.dense import Dense, Flatten
from coursekit.backprop.layers.layer import Array, Layer
from coursekit.backprop.layers.pooling import MaxPooling2D
from coursekit.backprop.optimizers import SGD
from coursekit.backprop.sequential import Sequential
from coursekit.backprop.training import batches
from coursekit.backprop.vectorised import softmax_cross_entropy
from coursekit.network.validation import one_of, whole

if TYPE_CHECKING:
    from pandas import DataFrame

__all__ = ["INITIALIZERS", "dead_relus", "handed_back", "vanishing_gradients"]

INITIALIZERS = {"sigmoid": "glorot_uniform", "tanh": "glorot_uniform", "relu": "he_normal"}
"""The initial weights that were made for each activation function: Glorot and Bengio 2010 (AISTATS), section 4.2, look
at sigmoid and tanh; He, Zhang, Ren and Sun 2015, "Delving deep into rectifiers" (ICCV), section 2.2, at ReLU."""

_ACTIVATIONS: dict[str, type[Layer]] = {"sigmoid": Sigmoid, "tanh": Tanh, "relu": ReLU}
_IMAGES = 64


def vanishing_gradients(
    depth: int = 10, activation: str = "sigmoid", seeds: int = 5, kernel_initializer: str | None = None
) -> DataFrame:
    """How large the gradients are in each layer of a deep network, before any training.

    The network has `depth` 3x3 convolutions of 8 filters with padding "same", each followed by the activation function,
    then a dense layer for ten classes. The gradients are those of the cross-entropy of 64 digits.

    Args:
        depth: number of convolutions.
        activation: "sigmoid", "tanh" or "relu".
        seeds: how many networks, each with its own weights.
        kernel_initializer: of the convolutions; by default the one made for the activation function, see
            `INITIALIZERS`.

    Returns:
        A row per convolution (index: its number from the input, 1 to depth) with the root mean square of the gradients
        of the loss with respect to its outputs before the activation (columns "median", "lowest" and "highest" over the
        seeds) and to its kernel ("kernel median", "kernel lowest", "kernel highest").

    Raises:
        ValueError: if an argument is not one of those above.
    """
    import pandas as pd  # noqa: PLC0415 - half a second that only tables need

    depth, seeds = whole(depth, "depth"), whole(seeds, "seeds")
    activation = one_of(activation, "activation", tuple(_ACTIVATIONS))
    images, labels = _digits(_IMAGES)
    found = np.array(
        [
            _sizes_of_gradients(_deep(depth, activation, kernel_initializer, seed), images, labels)
            for seed in range(seeds)
        ]
    )
    columns = {}
    for number, prefix in enumerate(("", "kernel ")):
        columns[f"{prefix}median"] = np.median(found[:, :, number], axis=0)
        columns[f"{prefix}lowest"] = found[:, :, number].min(axis=0)
        columns[f"{prefix}highest"] = found[:, :, number].max(axis=0)
    return pd.DataFrame(columns, index=pd.RangeIndex(1, depth + 1, name="layer"))


def dead_relus(
    learning_rates: Sequence[float] = (0.01, 0.1, 0.5, 1.0, 2.0), seeds: int = 5, epochs: int = 3
) -> DataFrame:
    """Which share of ReLU units is dead after training with each learning rate.

    A unit is dead if it is 0 for every image: its gradient is then 0 as well, and its own weights stay as they are.
    Only a layer in front of it can bring it back, by changing what it sees. The network is a 3x3 convolution of 8
    filters, 2x2 max pooling, 32 dense units and ten classes, trained by plain SGD in batches of 32 on 512 digits; a
    filter counts as one unit, dead if it is 0 everywhere.

    Args:
        learning_rates: to be compared.
        seeds: how many networks for each, with weights and order of batches of their own.
        epochs: how often the images are gone through.

    Returns:
        A row per learning rate (index) with the share of dead units of 40, from 0 to 1 (columns "median", "lowest" and
        "highest" over the seeds), the median accuracy on the training images ("accuracy"), and the median share that
        was dead before training ("before").
    """
    import pandas as pd  # noqa: PLC0415 - as above

    seeds, epochs = whole(seeds, "seeds"), whole(epochs, "epochs")
    images, labels = _digits(512)
    rows = []
    for learning_rate in learning_rates:
        runs = np.array([_trained(images, labels, learning_rate, epochs, seed) for seed in range(seeds)])
        before, share, accuracy = runs.T
        rows.append(
            {
                "median": np.median(share),
                "lowest": share.min(),
                "highest": share.max(),
                "accuracy": np.median(accuracy),
                "before": np.median(before),
            }
        )
    return pd.DataFrame(rows, index=pd.Index([float(rate) for rate in learning_rates], name="learning_rate"))


def handed_back(layer: Any, values: Any) -> Array:
    """What a Keras layer hands back to its inputs for a gradient of 1 at each of its outputs, on any backend of Keras.

    Keras has no name of its own for a gradient. So the inputs become the weights of a network, and one step of SGD with
    learning rate 1 towards larger outputs changes them by what they were handed.

    Args:
        layer: without weights, such as `keras.layers.MaxPooling2D()`.
        values: its inputs for one image and one channel, shape (height, width).

    Returns:
        Shape (height, width).
    """
    import keras  # noqa: PLC0415 - seconds, for this function only

    inputs = np.asarray(values, dtype=np.float32)
    image = [keras.layers.Dense(inputs.size, use_bias=False), keras.layers.Reshape((*inputs.shape, 1))]
    model = keras.Sequential([keras.Input((1,)), *image, layer])
    model.set_weights([inputs.reshape(1, -1)])
    model.compile(keras.optimizers.SGD(1.0), lambda _, outputs: -keras.ops.sum(outputs))
    model.train_on_batch(np.ones((1, 1)), np.zeros((1, 1)))
    return np.asarray(model.get_weights()[0].reshape(inputs.shape) - inputs, dtype=np.float64)


def _digits(count: int) -> tuple[Array, Any]:
    from coursekit.data import digits  # noqa: PLC0415 - scikit-learn takes a second

    images, labels = digits().train
    return images[:count], labels[:count]


def _deep(depth: int, activation: str, kernel_initializer: str | None, seed: int) -> Sequential:
    initializer = kernel_initializer or INITIALIZERS[activation]
    layers: list[Layer] = []
    for _ in range(depth):
        layers += [Conv2D(8, 3, padding="same", kernel_initializer=initializer), _ACTIVATIONS[activation]()]
    return Sequential([*layers, Flatten(), Dense(10)], input_shape=(8, 8, 1), seed=seed)


def _sizes_of_gradients(network: Sequential, images: Array, labels: Any) -> list[tuple[float, float]]:
    """Root mean squares by convolution, first to last: of the gradients of its outputs, and of its kernel."""
    _, gradient = softmax_cross_entropy(network.forward(images, training=True), labels)
    sizes = []
    for layer in reversed(network.layers):
        outputs, gradient = gradient, layer.backward(gradient)
        if isinstance(layer, Conv2D):
            sizes.append((_root_mean_square(outputs), _root_mean_square(layer.gradients["kernel"])))
    return sizes[::-1]


def _root_mean_square(values: Array) -> float:
    return float(np.sqrt(np.mean(np.square(values, dtype=np.float64))))


def _trained(images: Array, labels: Any, learning_rate: float, epochs: int, seed: int) -> tuple[float, float, float]:
    """Share of dead units before and after training, and the accuracy after."""
    network = Sequential(
        [
            Conv2D(8, 3, kernel_initializer="he_normal"),
            ReLU(),
            MaxPooling2D(),
            Flatten(),
            Dense(32, kernel_initializer="he_normal"),
            ReLU(),
            Dense(10),
        ],
        input_shape=(8, 8, 1),
        seed=seed,
    )
    before = _dead(network, images)
    optimizer, rng = SGD(learning_rate), np.random.default_rng(seed)
    for _ in range(epochs):
        for batch in batches(len(images), 32, rng):
            network.loss_and_gradients(images[batch], labels[batch])
            optimizer.apply(network.parameters, network.gradients)
    return before, _dead(network, images), network.evaluate(images, labels).accuracy


def _dead(network: Sequential, images: Array) -> float:
    """Share of the ReLU units, a channel each, that are 0 for all images."""
    dead: list[bool] = []
    outputs = images
    for layer in network.layers:
        outputs = layer.forward(outputs)
        if isinstance(layer, ReLU):
            dead += (outputs.reshape(-1, outputs.shape[-1]).max(axis=0) <= 0).tolist()
    return float(np.mean(dead))
