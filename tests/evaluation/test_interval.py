"""DeLong's interval: by hand, by all pairs, by bootstrap, and by how often it holds the truth."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import norm

from coursekit.evaluation import roc
from coursekit.evaluation.delong import variance

scores = st.lists(st.integers(-4, 4).map(float), min_size=2, max_size=12).map(np.array)


def outranks(positives, negatives):
    """1 where a positive's score is higher, 1/2 where it is equal; a row per positive."""
    return (positives[:, None] > negatives) + (positives[:, None] == negatives) / 2


def curve_of(positives, negatives):
    return roc(np.repeat([1, 0], [len(positives), len(negatives)]), np.concatenate([positives, negatives]))


def test_by_hand():
    # 3 outranks both negatives, 1 one of them: placements 1 and 1/2, and the same for the negatives.
    # Each has the variance 1/8: 1/8 / 2 + 1/8 / 2.
    assert variance(np.array([3.0, 1.0]), np.array([2.0, 0.0])) == pytest.approx(1 / 8)


@given(scores, scores)
def test_ranks_give_what_all_pairs_give(positives, negatives):
    pairs = outranks(positives, negatives)
    expected = pairs.mean(axis=1).var(ddof=1) / len(positives) + pairs.mean(axis=0).var(ddof=1) / len(negatives)
    assert variance(positives, negatives) == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize(("m", "n", "decimals"), [(80, 120, 9), (120, 50, 0)])  # without ties, and with many
def test_standard_error_is_that_of_a_bootstrap(m, n, decimals):
    rng = np.random.default_rng(8)
    positives, negatives = rng.normal(1, 1, m).round(decimals), rng.normal(0, 1, n).round(decimals)
    pairs = outranks(positives, negatives)
    drawn = [pairs[rng.integers(0, m, m)][:, rng.integers(0, n, n)].mean() for _ in range(2000)]
    interval = curve_of(positives, negatives).interval()
    assert interval.standard_error == pytest.approx(np.std(drawn), rel=0.06)
    np.testing.assert_allclose(interval[:2], np.quantile(drawn, [0.025, 0.975]), atol=0.012)


def test_95_percent_means_95_percent():
    rng = np.random.default_rng(9)
    truth = norm.cdf(1 / np.sqrt(2))  # P(x + 1 > y) of two normal scores
    intervals = [curve_of(rng.normal(1, 1, 60), rng.normal(0, 1, 60)).interval() for _ in range(400)]
    held = np.mean([low <= truth <= high for low, high, _ in intervals])
    assert held == pytest.approx(0.95, abs=0.03)


def test_confidence_sets_the_width():
    curve = curve_of(np.array([1.0, 3, 4, 6, 7]), np.array([0.0, 2, 2, 5]))
    for confidence, errors in [(0.95, 1.959964), (0.5, 0.674490)]:
        interval = curve.interval(confidence)
        assert interval.low == pytest.approx(curve.auc - errors * interval.standard_error)
    assert interval.high - curve.auc == pytest.approx(curve.auc - interval.low)


def test_it_ends_where_areas_end():
    narrow = curve_of(np.array([2.0, 3, 4]), np.array([1.0, 2]))
    assert narrow.interval().high == 1
    assert curve_of(np.array([1.0, 2]), np.array([2.0, 3, 4])).interval().low == 0


def test_a_point_is_no_certainty():
    with pytest.warns(UserWarning, match="says nothing"):
        interval = curve_of(np.array([0.7, 0.8, 0.9]), np.array([0.1, 0.2, 0.3])).interval()
    assert interval == (1, 1, 0)
