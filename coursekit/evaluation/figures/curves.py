"""ROC and precision-recall curves."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from matplotlib.figure import Figure

from coursekit.evaluation.figures.axes import LOOKS, check_count, roc_plane, unit_axis
from coursekit.evaluation.recalling import PrecisionRecall
from coursekit.evaluation.roc_curve import Roc
from coursekit.figures import GREY, INK, described, figure, styled

__all__ = ["draw_roc", "precision_recall", "roc", "roc_and_precision_recall"]


@styled
def roc(curves: Mapping[str, Roc], points: Mapping[str, Any] | None = None) -> Figure:
    """ROC curves, each with its AUC and the 95 % interval of it.

    Args:
        curves: by name, 1 to 4 of them; two scores of each class or more.
        points: single points to mark, by name: anything with `fpr` and `tpr`, such as `evaluation.EXAMPLES`.

    Raises:
        ValueError: for none, or more than four.
    """
    check_count(len(curves), "curves")
    drawn, plot = figure(5.6, 4.7)
    told = draw_roc(plot, curves)
    for name, point in (points or {}).items():
        plot.plot(point.fpr, point.tpr, marker="X", markersize=10, color=INK, linestyle="none", zorder=5)
        ground = {"boxstyle": "round,pad=0.1", "facecolor": "white", "edgecolor": "none", "alpha": 0.85}
        plot.annotate(name, (point.fpr, point.tpr), (11, -6), textcoords="offset points", va="top", weight="bold",
                      bbox=ground, zorder=6)  # fmt: skip
        told.append(f"{name} is marked at FPR {point.fpr:.3g}, TPR {point.tpr:.3g}")
    plot.legend(loc="lower right", bbox_to_anchor=(1.0, 0.02))
    return described(drawn, f"ROC curve: {'; '.join(told)}. Dashed: scores that know nothing.")


@styled
def precision_recall(curves: Mapping[str, PrecisionRecall]) -> Figure:
    """Precision by recall, each curve with its average precision, and the share of positives as a dashed line.

    Args:
        curves: by name, 1 to 4 of them.

    Raises:
        ValueError: for none, or more than four.
    """
    check_count(len(curves), "curves")
    drawn, plot = figure(5.6, 4.7)
    told = _draw_precision_recall(plot, curves)
    return described(drawn, f"Precision by recall: {'; '.join(told)}. Dashed: the share of positives.")


@styled
def roc_and_precision_recall(curves: Mapping[str, Roc], recalled: Mapping[str, PrecisionRecall]) -> Figure:
    """The same scores twice: ROC on the left, precision by recall on the right.

    Args:
        curves: by name, 1 to 4 of them.
        recalled: by the same names.

    Raises:
        ValueError: for none, more than four, or other names.
    """
    check_count(len(curves), "curves")
    if list(curves) != list(recalled):
        raise ValueError(f"both must have the same names, not {list(curves)} and {list(recalled)}.")
    drawn, (left, right) = figure(9, 4.5, columns=2)
    told = draw_roc(left, curves)
    left.legend(loc="lower right", bbox_to_anchor=(1.02, 0.02), fontsize=10)
    more = _draw_precision_recall(right, recalled)
    return described(
        drawn,
        f"ROC curve on the left: {'; '.join(told)}. Precision by recall: {'; '.join(more)}. Dashed: "
        "scores that know nothing.",
    )


def draw_roc(plot: Any, curves: Mapping[str, Roc]) -> list[str]:
    """Curves on axes of their own; returns what there is to see, in words."""
    roc_plane(plot)
    told = []
    for (name, curve), (colour, line, _) in zip(curves.items(), LOOKS, strict=False):
        low, high, _ = curve.interval()
        label = f"{name}: AUC {curve.auc:.3f}\n(95 %: {low:.3f} to {high:.3f})"
        plot.plot(curve.fpr, curve.tpr, color=colour, linestyle=line, linewidth=2, label=label, zorder=3)
        told.append(
            f"{name}, {len(curve.positive_scores)} positives and {len(curve.negative_scores)} negatives: AUC "
            f"{curve.auc:.3f}, 95 % interval {low:.3f} to {high:.3f}"
        )
    return told


def _draw_precision_recall(plot: Any, curves: Mapping[str, PrecisionRecall]) -> list[str]:
    unit_axis(plot, "recall (TPR)", "precision")
    told = []
    for (name, curve), (colour, line, _) in zip(curves.items(), LOOKS, strict=False):
        label = f"{name}:\naverage {curve.average_precision:.2f}"
        # The precision holds until the next score is taken in: a step, no slope between two points.
        plot.step(curve.recall, curve.precision, where="pre", color=colour, linestyle=line, linewidth=2, label=label)
        plot.axhline(curve.positive_share, color=colour if len(curves) > 1 else GREY, linestyle=(0, (4, 3)),
                     linewidth=1.2)  # fmt: skip
        told.append(
            f"{name}: average precision {curve.average_precision:.2f}, where {curve.positive_share:.1%} are positive"
        )
    plot.legend(loc="best")
    return told
