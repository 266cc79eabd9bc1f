"""The ROC curve against counting at every threshold, against all pairs, and against scikit-learn."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn import metrics

from coursekit import evaluation
from coursekit.evaluation import Pairs, confusion, roc

numbers = st.one_of(st.integers(-3, 3).map(float), st.floats(-100, 100, width=32))
"""Many equal ones among them."""
two_classes = st.tuples(st.lists(numbers, min_size=1, max_size=15), st.lists(numbers, min_size=1, max_size=15))


def labelled(positives, negatives):
    return np.repeat([1, 0], [len(positives), len(negatives)]), np.array([*positives, *negatives])


def test_counted_by_hand():
    # falling: 0.9 positive, 0.8 one of each, 0.6 negative, 0.3 positive
    curve = roc([1, 0, 1, 1, 0], [0.8, 0.8, 0.9, 0.3, 0.6])
    assert list(curve.table.columns) == ["threshold", "FPR", "TPR"]
    assert curve.table["threshold"].tolist() == [np.inf, 0.9, 0.8, 0.6, 0.3]
    np.testing.assert_allclose(curve.table["FPR"], [0, 0, 1 / 2, 1, 1])
    np.testing.assert_allclose(curve.table["TPR"], [0, 1 / 3, 2 / 3, 2 / 3, 1])
    assert curve.pairs == Pairs(right=3, tied=1, wrong=2)
    assert curve.auc == pytest.approx(3.5 / 6)
    assert curve.positive_share == pytest.approx(3 / 5)
    assert repr(curve) == "<Roc: 3 positives, 2 negatives, AUC 0.583>"


@given(two_classes)
def test_every_threshold_by_counting(both):
    positives, negatives = (np.array(scores) for scores in both)
    curve = roc(*labelled(positives, negatives))
    thresholds = [np.inf, *sorted({*positives, *negatives}, reverse=True)]
    assert curve.thresholds.tolist() == thresholds
    np.testing.assert_allclose(curve.tpr, [np.mean(positives >= threshold) for threshold in thresholds])
    np.testing.assert_allclose(curve.fpr, [np.mean(negatives >= threshold) for threshold in thresholds])
    assert (curve.fpr[0], curve.tpr[0], curve.fpr[-1], curve.tpr[-1]) == (0, 0, 1, 1)
    for threshold in (thresholds[-1], thresholds[1], thresholds[1] + 0.25, -np.inf, np.inf):
        point = curve.at(threshold)
        assert point == (threshold, np.mean(negatives >= threshold), np.mean(positives >= threshold))


@given(two_classes)
def test_area_is_the_share_of_pairs_in_order(both):
    positives, negatives = (np.array(scores) for scores in both)
    curve = roc(*labelled(positives, negatives))
    higher = (positives[:, None] > negatives).sum()
    equal = (positives[:, None] == negatives).sum()
    assert curve.pairs == (higher, equal, len(positives) * len(negatives) - higher - equal)
    assert curve.auc == pytest.approx((higher + equal / 2) / (len(positives) * len(negatives)))
    assert curve.auc == pytest.approx(metrics.roc_auc_score(*labelled(positives, negatives)))


def test_neighbouring_scores_stay_apart():
    curve = roc([1, 0], [np.nextafter(0.5, 1), 0.5])
    assert curve.auc == 1
    assert len(curve.thresholds) == 3


def test_one_class_against_the_rest_and_names():
    rng = np.random.default_rng(5)
    true = rng.integers(0, 3, 60)
    scores = rng.normal(size=60) + (true == 2)
    curve = roc(true, scores, positive=2)
    assert curve.auc == pytest.approx(metrics.roc_auc_score(true == 2, scores))
    names = np.array(["pup", "male", "female"])[true]
    assert np.array_equal(roc(names, scores[:, None], positive="female").tpr, curve.tpr)
    assert np.array_equal(roc(true == 2, scores).fpr, curve.fpr)  # True and False


def test_any_rising_function_of_the_scores_gives_the_same_curve():
    rng = np.random.default_rng(6)
    true = rng.integers(0, 2, 50)
    logits = rng.normal(size=50) + true
    curve, squashed = roc(true, logits), roc(true, 1 / (1 + np.exp(-logits)))
    assert np.array_equal(curve.fpr, squashed.fpr)
    assert np.array_equal(curve.tpr, squashed.tpr)


def test_confusion_at_a_threshold():
    rng = np.random.default_rng(7)
    true = rng.integers(0, 2, 50)
    scores = rng.integers(0, 6, 50) + true
    curve = roc(true, scores)
    seen = curve.confusion(3)
    assert np.array_equal(seen.counts, confusion(true, (scores >= 3).astype(int), classes=[1, 0]).counts)
    assert seen.classes == ("1", "not 1")
    np.testing.assert_allclose(seen.table.loc["1", "1"] / 100, curve.at(3).tpr)
    np.testing.assert_allclose(seen.table.loc["not 1", "1"] / 100, curve.at(3).fpr)
    assert evaluation.roc(["a", "b"], [1, 0], positive="a").confusion(0.5, None).table.loc["a"].tolist() == [1, 0]
