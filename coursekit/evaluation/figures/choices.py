"""Where different criteria put the threshold, and what each of them looks for in the ROC plane."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.figure import Figure

from coursekit.evaluation.figures.axes import LOOKS, check_count, roc_plane
from coursekit.evaluation.roc_curve import Roc
from coursekit.evaluation.threshold import BestThreshold
from coursekit.figures import INK, described, figure, styled

__all__ = ["choices"]

_NAMES = {
    "closest": "closest to (0, 1)",
    "youden": "Youden",
    "fpr": "FPR limited",
    "tpr": "TPR wanted",
    "cost": "lowest cost",
    "accuracy": "best accuracy",
}


@styled
def choices(curve: Roc, chosen: Sequence[BestThreshold]) -> Figure:
    """The points that criteria choose on one ROC curve, each with the line that it looked along.

    The closest point has its distance to (0, 1) and the circle of equal distance; Youden's its height above the
    diagonal; all others a mark only.

    Args:
        curve: the ROC curve.
        chosen: what `evaluation.best_threshold` returned on this curve, 1 to 4.

    Raises:
        ValueError: for none, or more than four.
    """
    check_count(len(chosen), "criteria")
    drawn, plot = figure(8.6, 4.7)
    roc_plane(plot)
    plot.plot(curve.fpr, curve.tpr, color=INK, linewidth=1.8, zorder=2)
    told = []
    for best, (colour, line, mark) in zip(chosen, LOOKS, strict=False):
        name = _NAMES[best.criterion]
        label = f"{name}: threshold {best.threshold:.3f},\nFPR {best.fpr:.3f}, TPR {best.tpr:.3f}"
        _line(plot, best, colour, line)
        plot.plot(best.fpr, best.tpr, marker=mark, markersize=11, color=colour, linestyle="none", zorder=5,
                  markeredgecolor="white", label=label, clip_on=False)  # fmt: skip
        told.append(
            f"{name} at a threshold of {best.threshold:.3f}: FPR {best.fpr:.3f}, TPR {best.tpr:.3f}. {best.why}"
        )
    plot.legend(loc="center left", bbox_to_anchor=(1.02, 0.5), labelspacing=1.1, fontsize=11)
    return described(drawn, f"Points on a ROC curve with an AUC of {curve.auc:.3f}. {' '.join(told)}")


def _line(plot: Any, best: BestThreshold, colour: str, line: Any) -> None:
    """What the criterion measured, where that is a length in this plane."""
    if best.criterion == "closest":
        plot.plot([0, best.fpr], [1, best.tpr], color=colour, linestyle=line, linewidth=1.6)
        angle = np.linspace(-np.pi / 2, 0, 90)
        plot.plot(best.value * np.cos(angle), 1 + best.value * np.sin(angle), color=colour, linewidth=1, alpha=0.8)
    elif best.criterion == "youden":
        plot.plot([best.fpr, best.fpr], [best.fpr, best.tpr], color=colour, linestyle=line, linewidth=1.6)
