"""Calls that would do a task of this topic for the student. All of coursekit is forbidden without being named."""

from __future__ import annotations

__all__ = ["COUNTS", "PEAKS", "WINDOWS"]

WINDOWS = ("numpy.lib.stride_tricks.sliding_window_view",)
"""In tasks that count patches: to cut them all and look how many there are."""

PEAKS = (
    "scipy.ndimage.label",
    "scipy.ndimage.maximum_filter",
    "scipy.signal.find_peaks",
)
"""In tasks that make points of scores."""

COUNTS = (
    "sklearn.metrics.classification_report",
    "sklearn.metrics.mean_absolute_error",
    "sklearn.metrics.precision_recall_fscore_support",
    "sklearn.metrics.precision_score",
    "sklearn.metrics.recall_score",
)
"""In tasks that judge counts."""
