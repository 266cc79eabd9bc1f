"""The explorer of a threshold: move it, and see confusion matrix and ROC point move with it."""

from coursekit.evaluation.threshold_explorer.widget import ThresholdExplorer, explore

__all__ = ["ThresholdExplorer", "explore"]
