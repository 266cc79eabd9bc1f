"""Calls that would do a task of this topic for the student. All of coursekit is forbidden without being named."""

from __future__ import annotations

__all__ = ["AREA", "BY_COUNTING", "METRICS"]

METRICS = (
    "keras.metrics.AUC",
    "keras.metrics.Precision",
    "keras.metrics.Recall",
    "pandas.crosstab",
    "scipy.stats.mannwhitneyu",
    "scipy.stats.somersd",
    "sklearn.calibration.calibration_curve",
    "sklearn.metrics.ConfusionMatrixDisplay",
    "sklearn.metrics.accuracy_score",
    "sklearn.metrics.auc",
    "sklearn.metrics.balanced_accuracy_score",
    "sklearn.metrics.classification_report",
    "sklearn.metrics.confusion_matrix",
    "sklearn.metrics.det_curve",
    "sklearn.metrics.multilabel_confusion_matrix",
    "sklearn.metrics.precision_recall_curve",
    "sklearn.metrics.precision_recall_fscore_support",
    "sklearn.metrics.precision_score",
    "sklearn.metrics.recall_score",
    "sklearn.metrics.roc_auc_score",
    "sklearn.metrics.roc_curve",
    "tensorflow.math.confusion_matrix",
)

AREA = (
    *METRICS,
    "numpy.trapezoid",
    "scipy.integrate.simpson",
    "scipy.integrate.trapezoid",
)

BY_COUNTING = "Count and divide yourself: that is the task."
