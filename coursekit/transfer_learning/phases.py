"""Training in two phases: the head first, then part of the backbone too, more slowly."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from coursekit.network.validation import whole
from coursekit.transfer_learning.freezing import unfreeze as _unfreeze
from coursekit.transfer_learning.groups import grouped_optimizer

if TYPE_CHECKING:
    from pandas import DataFrame

__all__ = ["TwoPhases", "fit_two_phases"]

Rates = float | Mapping[str, float]


@dataclass(frozen=True, eq=False)
class TwoPhases:
    """What Keras wrote down while a classifier was trained in two phases."""

    head: dict[str, list[float]]
    """Loss and metrics by epoch while the head learnt alone, as `History.history`."""
    fine: dict[str, list[float]]
    """The same while unfrozen layers learnt too."""
    unfrozen: tuple[str, ...]
    """Which layers of the backbone learnt in the second phase."""

    @property
    def table(self) -> DataFrame:
        """A row an epoch: "phase" ("head" or "fine"), "epoch" (from 1, through both), and what was written down."""
        import pandas as pd  # noqa: PLC0415 (half a second to import: only when asked for)

        rows = [
            pd.DataFrame(written).assign(phase=phase) for phase, written in (("head", self.head), ("fine", self.fine))
        ]
        both = pd.concat(rows, ignore_index=True)
        both.insert(0, "epoch", range(1, len(both) + 1))
        both.insert(0, "phase", both.pop("phase"))
        return both


def fit_two_phases(
    model: Any,
    x: Any,
    y: Any = None,
    *,
    unfreeze: str | int | Sequence[str | int] = "block5",
    epochs: tuple[int, int] = (10, 10),
    learning_rates: tuple[float, Rates] = (1e-3, 1e-5),
    optimizer: Any = "adam",
    loss: Any = "sparse_categorical_crossentropy",
    metrics: Sequence[Any] = ("accuracy",),
    callbacks: Sequence[Any] = (),
    **arguments: Any,
) -> TwoPhases:
    """Train a classifier's head on the frozen backbone, then unfreeze layers and train on at a lower learning rate.

    In that order, because a new head is random: the gradients that it sends back at first would undo what the backbone
    has learnt. Each phase begins with a new optimizer.

    Args:
        model: what `classifier` gave; it is trained, and stays unfrozen and compiled as in the second phase.
        x: images, or whatever `fit` takes.
        y: labels, or None if `x` brings them.
        unfreeze: what learns in the second phase, as the function `unfreeze` takes it.
        epochs: of the first and of the second phase.
        learning_rates: of the first and of the second phase; for the second one number, or one for each part, as
            `grouped_optimizer` takes them: `{"head": 1e-4, "block5": 1e-5}`.
        optimizer: name of an optimizer in Keras, or one whose settings are taken, but for its learning rate.
        loss: as `compile` takes it; the default is for class ids.
        metrics: as `compile` takes them: names, so that each phase counts anew.
        callbacks: for both phases. Early stopping ends one phase, not both.
        arguments: for `fit` in both phases: `validation_data`, `batch_size`, `verbose`, `class_weight` and so on.

    Returns:
        The history of both phases.

    Raises:
        ValueError, TypeError: if an argument is impossible; before anything is trained.
    """
    first, second = (whole(count, "each number in epochs") for count in _pair(epochs, "epochs"))
    slow, fast = reversed(_pair(learning_rates, "learning_rates"))
    reserved = {"epochs", "initial_epoch"} & set(arguments)
    if reserved:
        raise TypeError(f"{reserved.pop()} is for both phases: give epochs=(first, second).")
    if unfreeze is None:
        raise ValueError('unfreeze is None, so that there is no second phase: name layers, such as "block5".')
    rates_first = {"head": fast}
    rates_second = slow if isinstance(slow, Mapping) else {"head": slow, "backbone": slow}
    names = _unfreeze(model, unfreeze)
    try:
        grouped_optimizer(model, rates_second, optimizer)  # what is wrong is told before the first phase, not after it
    finally:
        _unfreeze(model, None)

    written = []
    start = 0
    for what, count, rates in ((None, first, rates_first), (unfreeze, second, rates_second)):
        _unfreeze(model, what)
        model.compile(optimizer=grouped_optimizer(model, rates, optimizer), loss=loss, metrics=list(metrics))
        done = model.fit(x, y, initial_epoch=start, epochs=start + count, callbacks=[*callbacks], **arguments)
        written.append(done.history)
        start += len(done.epoch)
    return TwoPhases(written[0], written[1], tuple(names))


def _pair(values: Any, what: str) -> tuple[Any, Any]:
    if not isinstance(values, Sequence) or isinstance(values, str) or len(values) != 2:
        raise TypeError(f"{what} must be (first phase, second phase), not {values!r}.")
    return values[0], values[1]
