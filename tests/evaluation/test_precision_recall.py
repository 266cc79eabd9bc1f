"""Precision and recall by counting at every threshold, average precision by its sum."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn import metrics

from coursekit.evaluation import from_rates, precision_recall, roc

scores = st.lists(st.integers(0, 6), min_size=1, max_size=20).map(np.array)


def test_counted_by_hand():
    # falling: 5 positive; 4 one of each; 2 negative; 1 positive
    curve = precision_recall([1, 1, 0, 0, 1], [5, 4, 4, 2, 1])
    assert list(curve.table.columns) == ["threshold", "recall", "precision"]
    assert curve.table["threshold"].tolist() == [np.inf, 5, 4, 2, 1]
    np.testing.assert_allclose(curve.table["recall"], [0, 1 / 3, 2 / 3, 2 / 3, 1])
    np.testing.assert_allclose(curve.table["precision"], [1, 1, 2 / 3, 2 / 4, 3 / 5])
    assert curve.average_precision == pytest.approx((1 + 2 / 3 + 3 / 5) / 3)
    assert curve.positive_share == pytest.approx(3 / 5)
    assert repr(curve) == "<PrecisionRecall: 5 points, 60 % positive, average precision 0.756>"


@given(scores, scores)
def test_every_threshold_by_counting(positives, negatives):
    true = np.repeat(["pup", "rock"], [len(positives), len(negatives)])
    marks = np.concatenate([positives, negatives])
    curve = precision_recall(true, marks, positive="pup")
    thresholds = sorted(set(marks), reverse=True)
    assert curve.thresholds.tolist() == [np.inf, *thresholds]
    recall = np.array([np.mean(positives >= threshold) for threshold in thresholds])
    precision = np.array([(true[marks >= threshold] == "pup").mean() for threshold in thresholds])
    np.testing.assert_allclose(curve.recall, [0, *recall])
    np.testing.assert_allclose(curve.precision, [1, *precision])
    assert curve.average_precision == pytest.approx(np.sum(np.diff([0, *recall]) * precision))
    assert curve.average_precision == pytest.approx(metrics.average_precision_score(true == "pup", marks))
    assert np.array_equal(curve.recall, roc(true, marks, "pup").tpr)
    assert curve.precision[-1] == pytest.approx(curve.positive_share)


def test_ten_times_the_negatives_change_precision_but_not_the_roc_curve():
    positives, negatives = np.array([3] * 12 + [2] * 5 + [1] * 3), np.array([3] * 1 + [2] * 4 + [1] * 45)
    curves = []
    for times in (1, 10):
        true = np.repeat([1, 0], [20, 50 * times])
        marks = np.concatenate([positives, np.repeat(negatives, times)])
        curves.append((roc(true, marks), precision_recall(true, marks)))
    (first, fine), (second, poor) = curves
    np.testing.assert_allclose(first.fpr, second.fpr)
    assert first.auc == pytest.approx(second.auc)
    assert poor.average_precision < fine.average_precision - 0.2
    expected = from_rates(17 / 20, 5 / 50, 20 / 520).by_class.loc["positive", "precision"]
    assert poor.precision[2] == pytest.approx(expected)
