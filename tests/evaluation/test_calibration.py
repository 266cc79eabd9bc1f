"""Reliability by hand, by a loop over bins and by scikit-learn; what good and bad scores get."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn import metrics
from sklearn.calibration import calibration_curve

from coursekit.evaluation import calibration

scored = st.lists(st.tuples(st.integers(0, 1), st.floats(0, 1)), min_size=2, max_size=40).filter(
    lambda pairs: len({label for label, _ in pairs}) == 2
)


def test_counted_by_hand():
    seen = calibration([0, 1, 0, 1, 1], [0.0, 0.25, 0.3, 0.9, 1.0], bins=4)
    table = seen.table
    assert list(table.columns) == ["above", "up to", "count", "mean score", "positive share", "gap"]
    assert table["above"].tolist() == [0, 0.25, 0.5, 0.75]
    assert table["up to"].tolist() == [0.25, 0.5, 0.75, 1]
    assert table["count"].tolist() == [2, 1, 0, 2]  # 0.25 belongs below, 0 and 1 to the ends
    np.testing.assert_allclose(table["mean score"], [0.125, 0.3, np.nan, 0.95])
    np.testing.assert_allclose(table["positive share"], [0.5, 0, np.nan, 1])
    np.testing.assert_allclose(table["gap"], [0.375, -0.3, np.nan, 0.05])
    assert seen.expected_calibration_error == pytest.approx((2 * 0.375 + 0.3 + 2 * 0.05) / 5)
    assert seen.brier_score == pytest.approx((0 + 0.75**2 + 0.3**2 + 0.1**2 + 0) / 5)
    assert repr(seen).startswith("<Calibration: 5 images in 4 bins, expected calibration error 0.230, Brier score 0.13")


@pytest.mark.parametrize("strategy", ["uniform", "quantile"])
@given(pairs=scored)
def test_as_scikit_learn_and_as_a_loop(strategy, pairs):
    true, scores = (np.array(values) for values in zip(*pairs, strict=True))
    seen = calibration(true, scores, bins=5, strategy=strategy)
    filled = seen.table[seen.table["count"] > 0]
    shares, means = calibration_curve(true, scores, n_bins=5, strategy=strategy)
    np.testing.assert_allclose(filled["positive share"], shares)
    np.testing.assert_allclose(filled["mean score"], means)
    error = 0.0
    for low, high, first in zip(seen.edges[:-1], seen.edges[1:], [True] + [False] * 4, strict=True):
        inside = (scores <= high) & ((scores > low) | first)
        if strategy == "uniform" and inside.any():
            error += abs(true[inside].sum() - scores[inside].sum()) / len(true)
    if strategy == "uniform":
        assert seen.expected_calibration_error == pytest.approx(error, abs=1e-12)
    assert seen.counts.sum() == len(true)
    assert seen.brier_score == pytest.approx(np.mean((scores - true) ** 2))
    assert seen.brier_score == pytest.approx(metrics.brier_score_loss(true, scores))


def test_quantiles_fill_bins_equally():
    rng = np.random.default_rng(10)
    scores = rng.random(1000) ** 3
    assert calibration(rng.integers(0, 2, 1000), scores, bins=8, strategy="quantile").counts.tolist() == [125] * 8


def test_honest_scores_and_boastful_ones():
    rng = np.random.default_rng(11)
    scores = rng.random(20_000)
    true = (rng.random(20_000) < scores).astype(int)
    honest = calibration(true, scores)
    logits = 3 * np.log(scores / (1 - scores))
    boastful = calibration(true, 1 / (1 + np.exp(-logits)))  # the same order, and so the same ROC curve
    assert honest.expected_calibration_error < 0.02
    assert boastful.expected_calibration_error > 0.1
    assert boastful.brier_score > honest.brier_score
    assert honest.brier_score == pytest.approx(1 / 6, abs=0.005)  # the integral of p (1 - p)
    gap = boastful.table["gap"]
    assert gap.iloc[-1] < -0.05 < 0.05 < gap.iloc[0]
    names = np.array(["rock", "pup"])[true]
    assert calibration(names, scores[:, None], "pup").brier_score == honest.brier_score


def test_the_winning_class_of_several():
    posteriors = np.array([[0.7, 0.2, 0.1], [0.1, 0.9, 0.0], [0.3, 0.3, 0.4], [0.2, 0.2, 0.6]])
    labels = np.array([0, 1, 0, 2])
    seen = calibration(posteriors.argmax(axis=1) == labels, posteriors.max(axis=1), bins=2)
    assert seen.counts.tolist() == [1, 3]
    assert seen.expected_calibration_error == pytest.approx((0.4 + 3 * (1 - 2.2 / 3)) / 4)
