"""The figures of topic 05: what a classifier confuses, what a threshold does, and how far scores can be trusted.

Each function returns a Matplotlib figure with its words; `coursekit.figures.show` puts both into a notebook.
"""

from __future__ import annotations

from coursekit.evaluation.figures.balance import balance
from coursekit.evaluation.figures.choices import choices
from coursekit.evaluation.figures.curves import precision_recall, roc, roc_and_precision_recall
from coursekit.evaluation.figures.intervals import intervals
from coursekit.evaluation.figures.matrices import matrices
from coursekit.evaluation.figures.promised import promised
from coursekit.evaluation.figures.reliability import reliability
from coursekit.evaluation.figures.threshold import threshold

__all__ = [
    "balance",
    "choices",
    "intervals",
    "matrices",
    "precision_recall",
    "promised",
    "reliability",
    "roc",
    "roc_and_precision_recall",
    "threshold",
]
