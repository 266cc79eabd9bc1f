"""The two drawings of the explorer: scores with a threshold, and a ROC curve with points."""

from __future__ import annotations

import numpy as np

from coursekit.evaluation.roc_curve import Roc
from coursekit.evaluation.threshold_explorer.state import Scores
from coursekit.figures import BLUE, GREY, INK, ORANGE, PALE, VERMILION

__all__ = ["curve", "histogram"]

_BINS = 50  # a fiftieth wide: the threshold, in hundredths, lies on an edge or in a middle
_WIDTH, _HEIGHT, _LEFT, _TOP, _BOTTOM = 430, 270, 8, 30, 40
_SIDE, _ROOM = 214, 44

# Dark on white: 4.5 to 1 at least for letters.
_BLUE_INK, _ORANGE_INK = "#00507D", "#7A5200"


def histogram(found: Scores, threshold: float) -> str:
    """Positives up, negatives down, in images; what is called positive lies right of the line, on a grey ground."""
    edges = np.linspace(0, 1, _BINS + 1)
    up, down = (np.histogram(scores, edges)[0] for scores in (found.curve.positive_scores, found.curve.negative_scores))
    inner = _HEIGHT - _TOP - _BOTTOM
    unit = inner / max(int(up.max() + down.max()), 1) * 0.96
    base = _TOP + unit * up.max() + 0.02 * inner
    width = (_WIDTH - 2 * _LEFT) / _BINS
    place = _LEFT + threshold * (_WIDTH - 2 * _LEFT)
    parts = [
        f"<rect x='{place:.1f}' y='{_TOP}' width='{_WIDTH - _LEFT - place:.1f}' height='{inner}' fill='{PALE}'/>",
        *_bars(up, width, base, -unit, BLUE),
        *_bars(down, width, base, unit, ORANGE),
        f"<path d='M{_LEFT} {base:.1f}H{_WIDTH - _LEFT}' stroke='{INK}'/>",
        f"<path d='M{place:.1f} {_TOP - 6}V{_HEIGHT - _BOTTOM + 6}' stroke='{INK}' stroke-width='3'/>",
        f"<text x='{_LEFT}' y='18' fill='{_BLUE_INK}'>positives, up</text>",
        f"<text x='{_WIDTH - _LEFT}' y='18' fill='{_ORANGE_INK}' text-anchor='end'>negatives, down</text>",
    ]
    bottom = _HEIGHT - _BOTTOM
    for tick in (0.0, 0.25, 0.5, 0.75, 1.0):
        x = _LEFT + tick * (_WIDTH - 2 * _LEFT)
        anchor = {0.0: "start", 1.0: "end"}.get(tick, "middle")
        parts.append(f"<text x='{x:.1f}' y='{bottom + 18}' text-anchor='{anchor}'>{tick:g}</text>")
    parts.append(f"<text x='{_WIDTH / 2}' y='{bottom + 36}' text-anchor='middle'>score</text>")
    return _svg(_WIDTH, _HEIGHT, "Histogram of the scores with the threshold", parts)


def curve(found: Scores, fpr: float, tpr: float) -> str:
    """The ROC curve, the point of the threshold, and the points of three criteria."""
    parts = [
        f"<rect x='{_ROOM}' y='12' width='{_SIDE}' height='{_SIDE}' fill='white' stroke='{GREY}'/>",
        f"<path d='M{_ROOM} {12 + _SIDE}L{_ROOM + _SIDE} 12' stroke='{GREY}' stroke-dasharray='5 4'/>",
        f"<path d='{_path(found.curve)}' fill='none' stroke='{BLUE}' stroke-width='2.2'/>",
    ]
    for criterion, best in found.best.items():
        x, y = _place(best.fpr, best.tpr)
        parts.append(_mark(criterion, x, y))
    x, y = _place(fpr, tpr)
    parts.append(f"<circle cx='{x:.1f}' cy='{y:.1f}' r='6.5' fill='{INK}'/>")
    for tick in (0, 0.5, 1):
        across, up = _place(tick, tick)
        parts.append(f"<text x='{across}' y='{_SIDE + 28}' text-anchor='middle'>{tick:g}</text>")
        parts.append(f"<text x='{_ROOM - 6}' y='{up + 4}' text-anchor='end'>{tick:g}</text>")
    parts.append(f"<text x='{_ROOM + 0.75 * _SIDE}' y='{_SIDE + 28}' text-anchor='middle'>FPR</text>")
    parts.append(f"<text x='{_ROOM - 6}' y='{12 + 0.25 * _SIDE + 4}' text-anchor='end'>TPR</text>")
    return _svg(_ROOM + _SIDE + 12, _SIDE + 36, "ROC curve with the point of the threshold", parts)


def _bars(counts: np.ndarray, width: float, base: float, unit: float, colour: str) -> list[str]:
    """A bar for each bin that is not empty, two pixels high at least; a negative unit goes up."""
    bars = []
    for number in np.flatnonzero(counts):
        height = max(abs(unit) * int(counts[number]), 2)
        top = base - height if unit < 0 else base
        bars.append(
            f"<rect x='{_LEFT + number * width:.1f}' y='{top:.1f}' width='{width - 1:.1f}' height='{height:.1f}' "
            f"fill='{colour}'/>"
        )
    return bars


def _place(fpr: float, tpr: float) -> tuple[float, float]:
    return _ROOM + fpr * _SIDE, 12 + (1 - tpr) * _SIDE


def _path(points: Roc) -> str:
    """The curve without the points inside of straight parts, which nobody sees and a page would have to carry."""
    fpr, tpr = points.fpr, points.tpr
    turns = np.ones(len(fpr), dtype=bool)
    # Scores are all different here: each step goes either right or up.
    turns[1:-1] = (np.diff(fpr)[1:] > 0) != (np.diff(fpr)[:-1] > 0)
    places = (_place(float(x), float(y)) for x, y in zip(fpr[turns], tpr[turns], strict=True))
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in places)


def _mark(criterion: str, x: float, y: float) -> str:
    """A shape of its own for each criterion, hollow, so that the point of the threshold can lie in it."""
    shape = {
        "closest": f"<circle cx='{x:.1f}' cy='{y:.1f}' r='10'",
        "youden": f"<rect x='{x - 9:.1f}' y='{y - 9:.1f}' width='18' height='18'",
        "accuracy": f"<path d='M{x:.1f} {y - 12:.1f}L{x + 11:.1f} {y + 8:.1f}L{x - 11:.1f} {y + 8:.1f}Z'",
    }[criterion]
    return f"{shape} fill='none' stroke='{VERMILION}' stroke-width='2.2'/>"


def _svg(width: int, height: int, label: str, parts: list[str]) -> str:
    return (
        f"<svg viewBox='0 0 {width} {height}' role='img' aria-label='{label}' font-size='13' fill='{INK}' "
        f"font-family='sans-serif' style='width: 100%; max-width: {width}px; display: block'>{''.join(parts)}</svg>"
    )
