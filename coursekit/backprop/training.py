"""The training loop: batches and epochs, and when to stop."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from coursekit.backprop.checking import checked_labels
from coursekit.backprop.evaluation import Evaluation, Loss, evaluated, right
from coursekit.backprop.history import Epoch, History
from coursekit.backprop.layers.layer import Array
from coursekit.backprop.live_curve import LiveCurve, in_notebook
from coursekit.backprop.optimizers import SGD, Optimizer
from coursekit.errors import CourseError
from coursekit.network.validation import whole

if TYPE_CHECKING:
    from coursekit.backprop.sequential import Sequential
    from coursekit.console import Steps

__all__ = ["batches", "train"]

Data = tuple[Array, npt.NDArray[Any]]


def batches(count: int, batch_size: int, rng: np.random.Generator | None = None) -> Iterator[npt.NDArray[np.intp]]:
    """The numbers of the images of each batch of one epoch.

    Args:
        count: how many images there are.
        batch_size: how many a batch holds; the last one may hold fewer.
        rng: draws their order; None leaves them in order.

    Yields:
        Arrays of indices; each image is in exactly one of them.
    """
    order = np.arange(count) if rng is None else rng.permutation(count)
    for start in range(0, count, batch_size):
        yield order[start : start + batch_size]


def train(
    network: Sequential,
    images: Any,
    labels: Any,
    *,
    loss: Loss,
    optimizer: Optimizer | None,
    epochs: int,
    batch_size: int,
    validation_data: tuple[Any, Any] | None,
    patience: int | None,
    rng: np.random.Generator | None,
    progress: bool,
    live: bool | None,
) -> History:
    """What `Sequential.fit` does; arguments, result and errors as there."""
    epochs, batch_size = whole(epochs, "epochs"), whole(batch_size, "batch_size")
    data = _checked(network, images, labels, loss)
    validation = None
    if validation_data is not None:
        if not isinstance(validation_data, tuple | list) or len(validation_data) != 2:
            raise TypeError("validation_data must be a pair: (images, labels).")
        validation = _checked(network, *validation_data, loss, "validation ")
    if patience is not None:
        patience = whole(patience, "patience")
        if validation is None:
            raise ValueError("patience watches the validation loss: give validation_data=(images, labels) as well.")
    optimizer = SGD() if optimizer is None else optimizer
    if not isinstance(optimizer, Optimizer):
        raise TypeError(f"optimizer must be one of this package, such as SGD(learning_rate=0.1), not {optimizer!r}.")

    from threadpoolctl import threadpool_limits  # noqa: PLC0415 - not needed until something is trained

    from coursekit.console import steps  # noqa: PLC0415 - rich is not needed until something is printed

    history = History()
    draws = in_notebook() if live is None else live
    bar = steps("Training", epochs) if progress and not draws else nullcontext()
    curve = LiveCurve(epochs) if draws else None
    training = _Training(network, data, validation, loss, optimizer, batch_size, rng)
    try:
        # The products of a small network are over before several threads have met, and on a busy machine they wait for
        # each other: one thread is as fast, and many times faster beside other work.
        with threadpool_limits(1, "blas"), bar as told:
            _epochs(training, history, epochs, patience, told, curve)
    except KeyboardInterrupt:
        history.stopped = f"interrupted in epoch {len(history.epochs) + 1} of {epochs}; the weights are those of then"
    finally:
        if curve is not None:
            curve.update(history, last=True)
    return history


@dataclass
class _Training:
    """What stays the same from epoch to epoch."""

    network: Sequential
    data: Data
    validation: Data | None
    loss: Loss
    optimizer: Optimizer
    batch_size: int
    rng: np.random.Generator | None

    def epoch(self, number: int) -> Epoch:
        """Go through all training images once."""
        start = time.perf_counter()
        images, labels = self.data
        total = hits = 0.0
        # A network that diverges overflows; the loss tells, and better than a warning.
        with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
            for batch in batches(len(images), self.batch_size, self.rng):
                outputs = _finite(self.network.forward(images[batch], training=True))
                value, gradient = self.loss(outputs, labels[batch])
                _finite(value)
                self.network.backward(gradient)
                self.optimizer.apply(self.network.parameters, self.network.gradients)
                total += float(value) * len(batch)
                hits += right(outputs, labels[batch], self.loss)
            for array in self.network.get_weights():
                _finite(array)
            validated = Evaluation(float("nan"), float("nan"))
            if self.validation is not None:
                images, labels = self.validation
                validated = evaluated(_finite(self.network.predict(images)), labels, self.loss)
        count = len(self.data[0])
        return Epoch(number, total / count, hits / count, *validated, time.perf_counter() - start)


class _DivergedError(Exception):
    """The loss is not a number any more."""


def _finite(values: Any) -> Any:
    if not np.isfinite(values).all():
        raise _DivergedError
    return values


def _epochs(
    training: _Training,
    history: History,
    epochs: int,
    patience: int | None,
    told: Steps | None,
    curve: LiveCurve | None,
) -> None:
    """All epochs, until they are done or the validation loss does not fall any more."""
    network = training.network
    kept, best, best_weights = network.get_weights(), None, network.get_weights()
    for number in range(1, epochs + 1):
        try:
            epoch = training.epoch(number)
        except _DivergedError:
            network.set_weights(kept)
            history.stopped = f"the loss became infinite in epoch {number}"
            back = f"after epoch {number - 1}" if number > 1 else "at the start"
            raise CourseError(
                f"The loss became infinite in epoch {number}: the steps were too large. The weights are back to what "
                f"they were {back}.",
                f"Take a smaller learning rate than {training.optimizer.learning_rate:g}, a tenth of it, say; and make "
                "sure that the images lie between 0 and 1.",
            ) from None
        history.epochs.append(epoch)
        kept = network.get_weights()
        if told is not None:
            told.advance(str(epoch))
        if curve is not None:
            curve.update(history)
        if patience is not None:
            if best is None or epoch.validation_loss < best.validation_loss:
                best, best_weights = epoch, kept
            elif number - best.epoch >= patience:
                break
    history.stopped = f"all {epochs} epochs done"
    if patience is not None and best is not None:
        network.set_weights(best_weights)
        if len(history.epochs) < epochs or best is not history.epochs[-1]:
            why = f"no lower validation loss for {patience} epochs" if len(history.epochs) < epochs else history.stopped
            history.stopped = f"{why}; the weights are those of epoch {best.epoch}, the best one"


def _checked(network: Sequential, images: Any, labels: Any, loss: Loss, what: str = "") -> Data:
    array = network.checked_images(images, finite=True, name=f"{what}images")
    return array, checked_labels(array, labels, network.output_shape, loss, f"{what}labels")
