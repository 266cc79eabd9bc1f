"""One threshold, seen three times: on the scores, in the confusion matrix, and on the ROC curve."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.figure import Figure

from coursekit.evaluation.figures.axes import named, roc_plane
from coursekit.evaluation.figures.matrices import draw_matrix
from coursekit.evaluation.roc_curve import Roc
from coursekit.figures import BLUE, INK, ORANGE, described, figure, styled

__all__ = ["threshold"]

_BINS = 20  # twentieths, where scores are shares: no bar lies across a threshold of 0.5


@styled
def threshold(curve: Roc, at: float, name: str | None = None) -> Figure:
    """The scores of both classes, what the threshold makes of them, and where that lies on the ROC curve.

    Args:
        curve: the scores; they must be finite.
        at: the threshold: a score of at least this is called positive.
        name: what the positive class is called; as in the curve if None.

    Raises:
        TypeError: if the threshold is no number.
        ValueError: if it is NaN.
    """
    point, seen = curve.at(at), curve.confusion(at)
    positive = named(curve.positive if name is None else name)
    seen = type(seen)(seen.counts, (positive, "the rest"), "true")
    drawn, (left, middle, right) = figure(9, 3.5, columns=3, width_ratios=(1.25, 0.95, 1.05))
    _scores(left, curve, point.threshold, positive)
    draw_matrix(middle, seen)
    middle.set_yticks(range(2), seen.classes, rotation=90, va="center")
    middle.set_title(f"at {at:.2f}")
    roc_plane(right)
    right.plot(curve.fpr, curve.tpr, color=BLUE, linewidth=2)
    right.plot(point.fpr, point.tpr, marker="o", markersize=10, color=INK, zorder=5, clip_on=False)
    right.set_anchor("N")
    right.set_xlabel("FPR")
    right.set_ylabel("TPR")
    right.set_title(f"FPR {point.fpr:.2f}, TPR {point.tpr:.2f}")
    (found, missed), (false, left_out) = seen.counts.tolist()
    alt = (
        f"Scores of {found + missed} images ({positive}) and {false + left_out} others, and a threshold at {at:.2f}. "
        f"At or above are {found} of the first (TPR {point.tpr:.1%}) and {false} of the others (FPR {point.fpr:.1%}). "
        f"The confusion matrix says the same in percent of each true class; on the ROC curve, with an AUC of "
        f"{curve.auc:.3f}, it is one point."
    )
    return described(drawn, alt)


def _scores(plot: Any, curve: Roc, at: float, positive: str) -> None:
    """Positives up, negatives down: neither hides the other, in grey either."""
    low = min(curve.negative_scores[0], curve.positive_scores[0])
    high = max(curve.negative_scores[-1], curve.positive_scores[-1])
    if low >= 0 and high <= 1:
        low, high = 0.0, 1.0
    edges = np.linspace(low, high, _BINS + 1)
    middles, width = (edges[:-1] + edges[1:]) / 2, edges[1] - edges[0]
    up, down = (
        np.histogram(scores, edges)[0] / len(scores) * 100 for scores in (curve.positive_scores, curve.negative_scores)
    )
    plot.bar(middles, up, width=0.92 * width, color=BLUE)
    plot.bar(middles, -down, width=0.92 * width, color=ORANGE)
    plot.axhline(0, color=INK, linewidth=0.8)
    top, bottom = 1.3 * up.max(), -1.3 * down.max()
    # Room for both names, however flat one of the two is.
    top, bottom = max(top, -0.5 * bottom), min(bottom, -0.5 * top)
    plot.set_ylim(bottom, top)
    plot.set_xlim(low - width, high + width)
    plot.axvline(at, color=INK, linewidth=2.2)
    plot.text(0.98, 0.97, positive, transform=plot.transAxes, ha="right", va="top", color="#00507D", fontsize=11)
    plot.text(0.98, 0.03, "the rest", transform=plot.transAxes, ha="right", va="bottom", color="#7A5200", fontsize=11)
    plot.yaxis.set_major_formatter(lambda value, _: f"{abs(value):g}")
    plot.set_xlabel("score")
    plot.set_ylabel("% of each class")
    plot.set_title("called positive: right of the line")
