"""What the explorer shows: a pure function from its state to a picture and its words."""

from __future__ import annotations

import html
from dataclasses import dataclass

from coursekit.evaluation.matrix import Confusion
from coursekit.evaluation.roc_curve import Point
from coursekit.evaluation.threshold_explorer import svg
from coursekit.evaluation.threshold_explorer.state import Scores, State, scores
from coursekit.figures import GREY, INK

__all__ = ["Picture", "render"]

_MARKS = {"closest": "○ closest to (0, 1)", "youden": "□ Youden", "accuracy": "△ best accuracy"}


@dataclass(frozen=True, eq=False)
class Picture:
    """What is shown in a state.

    Attributes:
        state: the state.
        found: the scores.
        point: what the threshold gives on the ROC curve.
        seen: the confusion matrix, in images; the positive class comes first.
        summary: the same in words.
        html: drawings, table and words.
    """

    state: State
    found: Scores
    point: Point
    seen: Confusion
    summary: str
    html: str


def render(state: State) -> Picture:
    """Draw a state. Needs no notebook and no widget.

    Args:
        state: what is chosen.
    """
    found = scores(state.distance, state.positive_share, state.seed)
    point, seen = found.at(state.threshold)
    summary = _summary(state, found, point, seen)
    body = (
        f"<p role='status' style='max-width: 62em; min-height: 2.9em; margin: 0 0 6px'>{html.escape(summary)}</p>"
        "<div style='display: flex; flex-wrap: wrap; gap: 8px 22px; align-items: flex-start'>"
        f"<div style='flex: 1 1 320px; max-width: 430px'>{svg.histogram(found, state.threshold)}{_table(seen)}</div>"
        f"<div style='flex: 0 1 270px; min-width: 210px'>{svg.curve(found, point.fpr, point.tpr)}{_legend(found)}</div>"
        "</div>"
    )
    card = f"<div style='color: {INK}; background: white; padding: 8px 10px; font-size: 14px; line-height: 1.45'>"
    return Picture(state, found, point, seen, summary, f"{card}{body}</div>")


def _summary(state: State, found: Scores, point: Point, seen: Confusion) -> str:
    (hits, missed), (alarms, rejected) = seen.counts.tolist()
    called = hits + alarms
    precision = f"{hits / called:.1%}" if called else "not defined, as nothing is called positive"
    commoner = max(state.positive_share, 1 - state.positive_share)
    reach = (
        "no interval, as the classes do not overlap"
        if found.interval is None
        else f"95 % interval {found.interval.low:.3f} to {found.interval.high:.3f}"
    )
    return (
        f"Threshold {state.threshold:.2f}: {hits} of {hits + missed} positives found (TPR {point.tpr:.1%}), "
        f"{alarms} of {alarms + rejected} negatives called positive (FPR {point.fpr:.1%}). "
        f"Accuracy {seen.accuracy:.1%}; always saying the commoner class: {commoner:.1%}. Precision {precision}. "
        f"AUC {found.auc:.3f} ({reach})."
    )


def _table(seen: Confusion) -> str:
    """The confusion matrix in percent of the row, with the counts."""
    cell = f"border: 1px solid {GREY}; padding: 3px 10px; text-align: center; background: white; color: {INK}"
    rows = []
    for name, row in zip(("positive", "negative"), seen.counts.tolist(), strict=True):
        cells = "".join(
            f"<td style='{cell}; font-weight: {'bold' if right else 'normal'}'>{count / sum(row):.1%} "
            f"<span style='font-size: 12px'>({count})</span></td>"
            for count, right in zip(row, (name == "positive", name == "negative"), strict=True)
        )
        rows.append(f"<tr><th scope='row' style='{cell}; text-align: right'>truly {name}</th>{cells}</tr>")
    heads = "".join(f"<th scope='col' style='{cell}'>called {name}</th>" for name in ("positive", "negative"))
    return (
        "<table style='border-collapse: collapse; font-size: 14px; margin: 4px 0'>"
        f"<caption style='text-align: left; color: {INK}; padding-bottom: 3px'>"
        "Confusion matrix, in % of the true class (images)</caption>"
        f"<tr><td style='{cell}'></td>{heads}</tr>{''.join(rows)}</table>"
    )


def _legend(found: Scores) -> str:
    """What the marks on the curve are, each with its threshold."""
    lines = ["● the threshold"]
    lines += [f"{_MARKS[criterion]}: {_told(best.threshold)}" for criterion, best in found.best.items()]
    return f"<div style='font-size: 13px; line-height: 1.5'>{'<br>'.join(lines)}</div>"


def _told(threshold: float) -> str:
    return "nothing is positive" if threshold > 1 else f"at {threshold:.2f}"
