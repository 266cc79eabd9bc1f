"""The picture that grows in a notebook while a network trains."""

from __future__ import annotations

import sys
import time
from typing import Any

from coursekit.backprop.history import History

__all__ = ["LiveCurve", "in_notebook"]

_SECONDS_BETWEEN = 1.0
# Where drawing is slow, it waits for longer, so that training gets most of the time; but nobody waits for minutes.
_TIMES_DRAWING = 4
_MOST_SECONDS_BETWEEN = 4.0


def in_notebook() -> bool:
    """Whether a Jupyter kernel runs this, so that a picture can be shown and replaced."""
    ipython = sys.modules.get("IPython")  # who has not imported it is not in a notebook
    shell = None if ipython is None else ipython.get_ipython()
    return getattr(shell, "kernel", None) is not None


class LiveCurve:
    """Loss and accuracy by epoch, shown in one place and drawn anew at most once a second.

    Args:
        epochs: how many there will be at most.
    """

    def __init__(self, epochs: int) -> None:
        self._epochs = epochs
        self._handle: Any = None
        self._next = 0.0
        self._drawn = ""

    def update(self, history: History, last: bool = False) -> None:
        """Draw what there is, unless it has just been drawn.

        Args:
            history: of the training that goes on.
            last: whether there will be no more: then it is drawn whenever there is something new.
        """
        start = time.monotonic()
        done = len(history.epochs)
        name = f"after {done} epochs" if last else f"epoch {done} of {self._epochs}"
        if not done or name == self._drawn or (start < self._next and not last):
            return
        from IPython.display import display  # noqa: PLC0415 - there only where a notebook is

        from coursekit.backprop.figures import loss_curves  # noqa: PLC0415 - Matplotlib takes a second
        from coursekit.figures import mime_bundle  # noqa: PLC0415 - as above

        data, metadata = mime_bundle(loss_curves({name: history}))
        # IPython publishes no types.
        if self._handle is None:
            self._handle = display(data, metadata=metadata, raw=True, display_id=True)  # type: ignore[no-untyped-call]
        else:
            self._handle.update(data, metadata=metadata, raw=True)
        self._drawn = name
        now = time.monotonic()
        waiting = min(_TIMES_DRAWING * (now - start), _MOST_SECONDS_BETWEEN)
        self._next = max(start + _SECONDS_BETWEEN, now + waiting)
