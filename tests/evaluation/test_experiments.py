"""The experiments of topic 05 draw what they say, and report what scikit-learn and SciPy find on the same images."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import norm
from sklearn import metrics

from coursekit.evaluation.experiments import choosing, judged, small_tests
from coursekit.evaluation.experiments.drawing import by_class, by_group

RNG = np.random.default_rng(0)
TRUE = np.repeat([1, 0], [60, 240])
SCORES = np.concatenate([RNG.normal(1, 1, 60), RNG.normal(0, 1, 240)])
GROUPS = np.tile(np.arange(30), 10)


# -- one classifier


def test_judged_is_what_scikit_learn_says():
    labels = RNG.integers(3, size=200)
    logits = RNG.normal(size=(200, 3)) + 1.5 * np.eye(3)[labels]
    said = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    row = judged(labels, said, ("a", "b", "c"))
    guesses, sure = said.argmax(axis=1), said.max(axis=1)
    assert row["accuracy"] == metrics.accuracy_score(labels, guesses)
    assert row["confidence"] == pytest.approx(sure.mean())
    assert row["brier_score"] == pytest.approx(metrics.brier_score_loss(guesses == labels, sure))
    recalls = metrics.recall_score(labels, guesses, average=None)
    precisions = metrics.precision_score(labels, guesses, average=None)
    for number, name in enumerate("abc"):
        assert row[f"recall {name}"] == recalls[number]
        assert row[f"precision {name}"] == precisions[number]
        assert row[f"auc {name}"] == pytest.approx(metrics.roc_auc_score(labels == number, said[:, number]))
        assert row[f"low {name}"] < row[f"auc {name}"] < row[f"high {name}"]


def test_a_class_that_is_never_predicted_has_no_precision():
    said = np.tile([0.6, 0.4], (4, 1)) + RNG.uniform(-0.05, 0.05, (4, 1)) * [1, -1]
    row = judged([0, 0, 1, 1], said, ("a", "b"))
    assert np.isnan(row["precision b"])
    assert row["recall b"] == 0


# -- drawing


def test_images_are_drawn_with_their_share_of_positives():
    own = by_class(TRUE == 1, 50, np.random.default_rng(1))
    assert len(own) == 50
    assert TRUE[own].sum() == 10
    many = by_class(TRUE == 1, 3000, np.random.default_rng(1))
    assert set(many.tolist()) == set(range(300)), "some images can never be drawn"
    small = by_class(np.arange(100) == 0, 10, np.random.default_rng(1))
    assert (small == 0).sum() == 2, "two positives at least"


def test_groups_are_drawn_whole():
    own = by_group(GROUPS, 45, np.random.default_rng(2))
    assert len(own) == 45
    for start in range(0, 40, 10):
        group = own[start : start + 10]
        assert len(set(GROUPS[group])) == 1
        assert sorted(group % 30) == [group[0] % 30] * 10, "images of several groups"
        assert len(set(group)) == 10
    seen = {GROUPS[index] for seed in range(60) for index in by_group(GROUPS, 10, np.random.default_rng(seed))}
    assert len(seen) > 20


@pytest.mark.parametrize("size", [3, 0])
def test_too_few_images_are_refused(size):
    with pytest.raises(ValueError, match="size"):
        by_class(TRUE == 1, size, np.random.default_rng(0))


# -- small test sets


def test_small_tests_are_about_the_images_given():
    table = small_tests(TRUE, SCORES, sizes=(20, 100), draws=5)
    assert table.groupby("size").size().to_dict() == {20: 5, 100: 5}
    assert set(table["true_auc"]) == {metrics.roc_auc_score(TRUE, SCORES)}
    assert (table["low"] <= table["auc"]).all()
    assert (table["auc"] <= table["high"]).all()
    assert small_tests(TRUE, SCORES, sizes=(20, 100), draws=5).equals(table)
    assert not small_tests(TRUE, SCORES, sizes=(20, 100), draws=5, seed=1).equals(table)


def test_large_sets_come_close_to_the_truth_and_their_intervals_hold_it():
    table = small_tests(TRUE, SCORES, sizes=(60, 600), draws=60)
    held = (table["low"] <= table["true_auc"]) & (table["true_auc"] <= table["high"])
    assert held[table["size"] == 600].mean() > 0.85
    spread = table.groupby("size")["auc"].std()
    assert spread[600] < spread[60] / 2
    width = (table["high"] - table["low"])[table["size"] == 600].mean()
    assert width == pytest.approx(2 * norm.ppf(0.975) * spread[600], rel=0.35)


def test_sets_by_group_are_drawn_by_group():
    # In half of the groups the order is right, in half it is the wrong way round: a set of two groups has an AUC of
    # about 0, a half or 1, one of single images hardly ever.
    scores = np.where(GROUPS < 15, 2.0, -2.0) * TRUE + np.random.default_rng(3).normal(size=300)
    by_image, by_scene = (small_tests(TRUE, scores, sizes=(20,), draws=80, groups=g) for g in (None, GROUPS))
    assert by_scene["auc"].std() > 1.3 * by_image["auc"].std()


def test_sets_without_an_interval_are_drawn_again():
    apart = np.where(TRUE == 1, 2.0, 0.0) + np.linspace(0, 1.9, 300)
    apart[0] = -1.0  # one positive lies below: most small sets do not have it
    table = small_tests(TRUE, apart, sizes=(10,), draws=3)
    assert (table["low"] < table["high"]).all()
    with pytest.raises(ValueError, match="do not overlap"):
        small_tests(TRUE, np.where(TRUE == 1, 2.0, 1.0))


# -- choosing a threshold


@pytest.mark.parametrize("criterion", ["youden", "accuracy"])
def test_what_is_kept_is_what_the_threshold_gives_on_all(criterion):
    table = choosing(TRUE, SCORES, criterion=criterion, sizes=(20, 60), draws=4)

    def on_all(threshold):
        called = np.greater_equal(SCORES, threshold)
        if criterion == "accuracy":
            return metrics.accuracy_score(TRUE, called)
        return called[TRUE == 1].mean() - called[TRUE == 0].mean()

    assert table["kept"].to_numpy() == pytest.approx([on_all(threshold) for threshold in table["threshold"]])
    assert table["best"].to_numpy() == pytest.approx(max(on_all(threshold) for threshold in [np.inf, *SCORES]))
    assert (table["kept"] <= table["best"] + 1e-12).all()


def test_few_images_promise_more_than_they_keep_and_many_less_so():
    table = choosing(TRUE, SCORES, sizes=(20, 400), draws=40)
    gap = (table["promised"] - table["kept"]).groupby(table["size"]).mean()
    assert gap[20] > 0.1
    assert 0 < gap[400] < gap[20] / 2


def test_another_criterion_is_refused():
    with pytest.raises(ValueError, match="youden"):
        choosing(TRUE, SCORES, criterion="closest")
