"""A network: layers one after the other, forward through all of them and back in reverse order."""

from __future__ import annotations

from collections.abc import Sequence
from types import ModuleType
from typing import TYPE_CHECKING, Any

import numpy as np

from coursekit.backprop import vectorised
from coursekit.backprop.checking import checked_images, checked_labels
from coursekit.backprop.description import describe
from coursekit.backprop.evaluation import Evaluation, Loss, evaluated
from coursekit.backprop.gradient_check import GradientCheck
from coursekit.backprop.history import History
from coursekit.backprop.layers.layer import Array, Layer
from coursekit.backprop.naming import named
from coursekit.backprop.network_check import check_network
from coursekit.backprop.training import train
from coursekit.backprop.vectorised import softmax_cross_entropy
from coursekit.network import Input
from coursekit.network import Layer as Description
from coursekit.network.validation import one_of, whole

if TYPE_CHECKING:
    from pandas import DataFrame

    from coursekit.backprop.optimizers import Optimizer

__all__ = ["Sequential"]


class Sequential:
    """Layers in a row, built for images of one size.

    Args:
        layers: in the order in which an image goes through them.
        input_shape: of one image, without the batch, such as (8, 8, 1).
        seed: for the initial weights and for dropout: the same seed, the same network.
        dtype: "float32", or "float64" to check gradients.
        functions: `backprop.vectorised` (the default) or `backprop.plain`, which is slow and easy to read.

    Attributes:
        layers: as given, each with a name.
        input_shape: as given.
        output_shape: of the outputs for one image.
        dtype: of parameters and outputs.

    Raises:
        TypeError: if an entry is no layer, or a layer stands there twice.
        ValueError: if a layer cannot take what the one before gives; the message names it.

    Example:
        >>> from coursekit import backprop
        >>> network = backprop.Sequential([backprop.Flatten(), backprop.Dense(10)], input_shape=(8, 8, 1))
        >>> network.output_shape
        (10,)
    """

    def __init__(
        self,
        layers: Sequence[Layer],
        input_shape: Sequence[int],
        seed: int = 0,
        dtype: str = "float32",
        functions: ModuleType | None = None,
    ) -> None:
        self.layers = named(layers)
        self.input_shape = tuple(whole(size, "each size in input_shape") for size in input_shape)
        self.dtype = np.dtype(one_of(dtype, "dtype", ("float32", "float64")))
        rng = np.random.default_rng(seed)
        shape = self.input_shape
        for layer in self.layers:
            layer.functions = vectorised if functions is None else functions
            try:
                shape = layer.build(shape, rng, self.dtype)
            except ValueError as error:
                raise ValueError(f"{layer.name} (input {shape}): {error}") from None
        self.output_shape = shape

    def forward(self, images: Any, training: bool = False) -> Array:
        """The outputs for a batch of images: logits, as no layer makes probabilities of them.

        Args:
            images: floating-point numbers of shape (n, *input_shape).
            training: whether dropout drops and batch normalisation uses the batch's statistics.

        Raises:
            TypeError: if the images are whole numbers.
            ValueError: if their shape is not the network's, or they hold NaN or infinity.
        """
        outputs = self.checked_images(images, finite=True)
        for layer in self.layers:
            outputs = layer.forward(outputs, training)
        return outputs

    __call__ = forward

    def backward(self, gradient: Any) -> Array:
        """From the gradient of the loss with respect to the outputs, that with respect to the images.

        Fills the `gradients` of all layers on the way.

        Args:
            gradient: of the shape of the last outputs.

        Raises:
            RuntimeError: if there was no `forward` before.
        """
        passed: Array = np.asarray(gradient, dtype=self.dtype)
        for layer in reversed(self.layers):
            passed = layer.backward(passed)
        return passed

    def loss_and_gradients(self, images: Any, labels: Any, loss: Loss = softmax_cross_entropy) -> float:
        """The loss of a batch, forward as in training; afterwards `gradients` holds its gradients."""
        value, gradient = loss(self.forward(images, training=True), labels)
        self.backward(gradient)
        return float(value)

    @property
    def parameters(self) -> dict[str, Array]:
        """What is learned, by names such as "conv2d/kernel": the arrays themselves, not copies."""
        return {f"{layer.name}/{name}": array for layer in self.layers for name, array in layer.parameters.items()}

    @property
    def gradients(self) -> dict[str, Array]:
        """Of the loss with respect to each parameter, as the last `backward` found them, by the same names."""
        return {f"{layer.name}/{name}": array for layer in self.layers for name, array in layer.gradients.items()}

    def get_weights(self) -> list[Array]:
        """Copies of all that the layers keep, learned or not, in Keras' order."""
        return [array.copy() for array in self._weights()]

    def set_weights(self, weights: Sequence[Any]) -> None:
        """Take over weights in the order of `get_weights`, from Keras' too.

        Raises:
            ValueError: if their number or a shape does not fit; nothing is changed then.
        """
        own = self._weights()
        new = [np.asarray(array) for array in weights]
        if [array.shape for array in new] != [array.shape for array in own]:
            raise ValueError(
                f"The weights have the shapes {[array.shape for array in new]}, but the network needs "
                f"{[array.shape for array in own]}."
            )
        for array, values in zip(own, new, strict=True):
            array[...] = values

    def predict(self, images: Any, batch_size: int = 256) -> Array:
        """The outputs for any number of images, `batch_size` at a time, as after training."""
        images, size = self.checked_images(images, finite=True), whole(batch_size, "batch_size")
        return np.concatenate([self.forward(images[i : i + size]) for i in range(0, len(images), size)])

    def evaluate(
        self, images: Any, labels: Any, *, loss: Loss = softmax_cross_entropy, batch_size: int = 256
    ) -> Evaluation:
        """Loss and accuracy on images with their labels, as after training; arguments as in `fit`."""
        images = self.checked_images(images, finite=True)
        labels = checked_labels(images, labels, self.output_shape, loss)
        return evaluated(self.predict(images, batch_size), labels, loss)

    def fit(
        self,
        images: Any,
        labels: Any,
        *,
        loss: Loss = softmax_cross_entropy,
        optimizer: Optimizer | None = None,
        epochs: int = 10,
        batch_size: int = 32,
        validation_data: tuple[Any, Any] | None = None,
        patience: int | None = None,
        shuffle: bool = True,
        seed: int = 0,
        progress: bool = True,
        live: bool | None = None,
    ) -> History:
        """Train: for each batch forward, loss, backward, and a step of the optimizer.

        The interrupt button of a notebook (Ctrl-C) stops it: the weights stay as they are then, and the history says
        why it is short. All arguments are checked before anything changes.

        Args:
            images: floating-point numbers of shape (n, *input_shape).
            labels: as the loss takes them; for `softmax_cross_entropy` class numbers of shape (n,).
            loss: takes outputs and labels, gives a value and its gradient with respect to the outputs.
            optimizer: by default `SGD()`, that is with a learning rate of 0.01.
            epochs: how often all images are gone through.
            batch_size: how many images each step uses; the last batch of an epoch may be smaller.
            validation_data: images and labels that are not trained on, evaluated after each epoch.
            patience: stop after so many epochs without a lower validation loss, and go back to the weights of the best
                one; None trains for all epochs and keeps the last weights.
            shuffle: whether each epoch has an order of its own.
            seed: for that order.
            progress: whether to print how it goes.
            live: whether to draw the curves as they grow; by default in a notebook only.

        Returns:
            What happened in each epoch.

        Raises:
            CourseError: if the loss becomes infinite or NaN; the weights are those after the last epoch that went well.
            TypeError, ValueError: if arguments do not fit.
        """
        return train(
            self,
            images,
            labels,
            loss=loss,
            optimizer=optimizer,
            epochs=epochs,
            batch_size=batch_size,
            validation_data=validation_data,
            patience=patience,
            rng=np.random.default_rng(seed) if shuffle else None,
            progress=progress,
            live=live,
        )

    def check_gradients(self, images: Any, labels: Any, loss: Loss = softmax_cross_entropy) -> dict[str, GradientCheck]:
        """Compare the gradients of all parameters, and of the images, with differences: in float64, on a copy.

        Without dropout, which would be another function each time; batch normalisation uses the batch's statistics.
        Goes through the whole network four times for every single number: take a small one, and few images.

        Returns:
            A check for each parameter by its name, and one for "inputs".
        """
        return check_network(self, images, labels, loss)

    def description(self) -> list[Description]:
        """The layers as `coursekit.network` describes them, for `parameters.table` and `receptive_field.of`."""
        inner = [description for layer in self.layers for description in describe(layer)]
        return [Input(shape=self.input_shape), *inner]

    def summary(self) -> DataFrame:
        """The table of the layers with what each has and costs, as `parameters.table`."""
        from coursekit.parameters import table  # noqa: PLC0415 - needed for this alone

        return table(self.description())

    def as_keras(self) -> Any:
        """The same network in Keras, with the same weights; see `keras_twin.as_keras`."""
        from coursekit.backprop.keras_twin import as_keras  # noqa: PLC0415 - who does not need Keras does not wait

        return as_keras(self)

    def checked_images(self, images: Any, finite: bool = False, name: str = "images") -> Array:
        """The images in the network's precision; arguments and errors as `checking.checked_images`."""
        return checked_images(images, self.input_shape, self.dtype, finite, name)

    def _weights(self) -> list[Array]:
        return [array for layer in self.layers for array in (*layer.parameters.values(), *layer.state.values())]

    def __repr__(self) -> str:
        count = sum(array.size for array in self.parameters.values())
        arrow = " → "
        return (
            f"<Sequential {self.input_shape} → {arrow.join(layer.name for layer in self.layers)} → "
            f"{self.output_shape}, {count:,} parameters>"
        )
