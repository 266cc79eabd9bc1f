"""Thresholds by every criterion against trying all of them in exact fractions; and where criteria disagree."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coursekit.evaluation import EXAMPLES, best_threshold, roc

scores = st.lists(st.integers(0, 6), min_size=1, max_size=20)


def labelled(positives, negatives):
    return np.repeat([1, 0], [len(positives), len(negatives)]), np.array([*positives, *negatives], float)


def both_examples():
    """Labels and scores whose curve has the points of A and of B: (0.02, 0.60) at 3, (0.10, 0.85) at 2."""
    return labelled([3] * 12 + [2] * 5 + [1] * 3, [3] * 1 + [2] * 4 + [1] * 45)


def test_closest_and_youden_can_differ():
    # (0, 0.5) is 0.5 above the diagonal and 0.5 away from (0, 1); (0.3, 0.75) only 0.45 above, but 0.39 away
    true, marks = labelled([3] * 10 + [2] * 5 + [1] * 5, [2] * 6 + [1] * 14)
    closest, youden = best_threshold(true, marks), best_threshold(true, marks, criterion="youden")
    assert (closest.threshold, closest.fpr, closest.tpr) == (2, pytest.approx(0.3), 0.75)
    assert closest.value == pytest.approx(np.sqrt(0.3**2 + 0.25**2))
    assert (youden.threshold, youden.fpr, youden.tpr, youden.value) == (3, 0, 0.5, 0.5)
    assert "closest to (0, 1): distance 0.391" in closest.why
    assert "Youden's J): 0.500" in youden.why
    assert (closest.criterion, youden.criterion) == ("closest", "youden")


def exact(criterion, fpr, tpr, options):
    """What is to be lowest, in fractions."""
    share = options.get("positive_share")
    return {
        "closest": lambda: fpr**2 + (1 - tpr) ** 2,
        "youden": lambda: fpr - tpr,
        "fpr": lambda: -tpr if fpr <= options["fpr"] else Fraction(2),
        "tpr": lambda: (fpr, -tpr) if tpr >= options["tpr"] else (Fraction(2), Fraction(0)),
        "cost": lambda: (
            options["false_positive_cost"] * (1 - share) * fpr + options["false_negative_cost"] * share * (1 - tpr)
        ),
        "accuracy": lambda: (1 - share) * fpr + share * (1 - tpr),
    }[criterion]()


@pytest.mark.parametrize(
    ("criterion", "options"),
    [
        ("closest", {}),
        ("youden", {}),
        ("fpr", {"fpr": Fraction(1, 10)}),
        ("fpr", {"fpr": Fraction(0)}),
        ("tpr", {"tpr": Fraction(4, 5)}),
        ("tpr", {"tpr": Fraction(1)}),
        ("cost", {"false_positive_cost": 1, "false_negative_cost": 20, "positive_share": Fraction(1, 20)}),
        ("cost", {"false_positive_cost": 3000, "false_negative_cost": 1000, "positive_share": Fraction(1, 2)}),
        ("accuracy", {"positive_share": Fraction(1, 5)}),
    ],
)
@given(positives=scores, negatives=scores)
def test_the_best_of_all_points(criterion, options, positives, negatives):
    points = []
    for threshold in [np.inf, *sorted({*positives, *negatives}, reverse=True)]:
        fpr = Fraction(sum(score >= threshold for score in negatives), len(negatives))
        tpr = Fraction(sum(score >= threshold for score in positives), len(positives))
        points.append((exact(criterion, fpr, tpr, options), fpr, float(threshold), tpr))
    _, fpr, threshold, tpr = min(points, key=lambda point: point[:2])  # of equal ones the lowest FPR, and the first
    wanted = {name: float(value) for name, value in options.items()}
    best = best_threshold(*labelled(positives, negatives), criterion=criterion, **wanted)
    assert (best.threshold, best.fpr, best.tpr) == (threshold, pytest.approx(float(fpr)), pytest.approx(float(tpr)))


def test_equal_points_that_differ_in_the_last_digit():
    # (0.1, 0.8) and (0.2, 0.9): the same distance on paper, but the floats say that the second is closer or further
    true, marks = labelled([3] * 8 + [2] + [1], [3] + [2] + [1] * 8)
    for criterion in ("closest", "youden"):
        assert best_threshold(true, marks, criterion=criterion).threshold == 3


def test_accuracy_and_cost_on_the_two_examples():
    """A or B, by how common positives are: B below 8/33, and nothing at all below 2/62."""
    curve = roc(*both_examples())
    points = {name: (pytest.approx(rates.fpr), pytest.approx(rates.tpr)) for name, rates in EXAMPLES.items()}
    for share, expected in [(0.25, "A"), (0.24, "B"), (0.033, "B")]:
        best = best_threshold(curve, criterion="accuracy", positive_share=share)
        assert (best.fpr, best.tpr) == points[expected]
        rates = EXAMPLES[expected]
        assert best.value == pytest.approx(share * rates.tpr + (1 - share) * (1 - rates.fpr))
    nothing = best_threshold(curve, criterion="accuracy", positive_share=0.032)
    assert nothing[:3] == (np.inf, 0, 0)
    # with misses that cost as much more as they are rarer, the share no longer matters: equal weights, as Youden's
    costs = {"false_positive_cost": 1, "false_negative_cost": 0.98 / 0.02, "positive_share": 0.02}
    dear = best_threshold(curve, criterion="cost", **costs)
    youden = best_threshold(curve, criterion="youden")
    assert dear.threshold == youden.threshold == 2
    assert dear.value == pytest.approx(0.98 * (0.10 + 0.15))


def test_share_of_the_data_where_none_is_given():
    curve = roc(*both_examples())  # 20 of 70
    best = best_threshold(curve, criterion="accuracy")
    assert best == best_threshold(curve, criterion="accuracy", positive_share=20 / 70)
    assert best.value == pytest.approx((17 + 45) / 70)
    cost = best_threshold(curve, criterion="cost")
    assert cost.threshold == best.threshold
    assert cost.value == pytest.approx(1 - best.value)  # costs of 1 each: the share of mistakes
    assert best_threshold(curve, criterion="cost", false_negative_cost=0.01).threshold == np.inf


def test_the_unit_of_costs_does_not_matter():
    curve = roc(*both_examples())
    for unit in (1e-15, 1, 1e15):
        best = best_threshold(curve, criterion="cost", false_positive_cost=2 * unit, false_negative_cost=unit)
        assert best.threshold == 3


def test_a_curve_or_labels_and_scores():
    true, marks = both_examples()
    assert best_threshold(true, marks) == best_threshold(roc(true, marks))
    names = np.where(true == 1, "pup", "rock")
    assert best_threshold(names, marks, positive="pup") == best_threshold(true, marks)


def test_reversed_scores_are_told_by_their_point():
    """Scores that point the wrong way: the best is to call nothing positive, or everything."""
    best = best_threshold([1, 1, 0, 0], [0.1, 0.2, 0.8, 0.9], criterion="youden")
    assert best[:3] == (np.inf, 0, 0)
    assert best.value == 0
