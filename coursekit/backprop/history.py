"""What happened in training, epoch by epoch."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from math import isnan
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pandas import DataFrame

__all__ = ["Epoch", "History"]


@dataclass(frozen=True)
class Epoch:
    """One pass over the training images.

    Attributes:
        epoch: its number, from 1.
        loss: mean over the training images, each in its batch before that batch's step, so that it lags behind.
        accuracy: likewise; NaN where the loss does not tell classes apart.
        validation_loss: after the epoch; NaN without validation data.
        validation_accuracy: likewise.
        seconds: how long the epoch took, validation included.
    """

    epoch: int
    loss: float
    accuracy: float
    validation_loss: float
    validation_accuracy: float
    seconds: float

    def __str__(self) -> str:
        told = f"loss {self.loss:.4f}{_percent(self.accuracy)}"
        if isnan(self.validation_loss):
            return told
        return f"{told} (validation {self.validation_loss:.4f}{_percent(self.validation_accuracy)})"


def _percent(accuracy: float) -> str:
    return "" if isnan(accuracy) else f", {100 * accuracy:.1f} % right"


@dataclass
class History:
    """What happened in training.

    Attributes:
        epochs: those that were completed.
        stopped: why training ended; empty while it goes on.
    """

    epochs: list[Epoch] = field(default_factory=list)
    stopped: str = ""

    @property
    def table(self) -> DataFrame:
        """A row for each epoch, with the columns of `Epoch`; accuracies from 0 to 1."""
        import pandas as pd  # noqa: PLC0415 - half a second that training itself does not need

        return pd.DataFrame([asdict(epoch) for epoch in self.epochs], columns=list(Epoch.__dataclass_fields__))

    def __repr__(self) -> str:
        last = f", {self.epochs[-1]}" if self.epochs else ""
        return f"<History: {len(self.epochs)} epochs{last}; {self.stopped}>"
