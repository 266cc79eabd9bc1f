"""Balanced drawing: counted, and compared with scikit-learn's class weights."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.utils.class_weight import compute_class_weight

from coursekit.augmentation import balanced

LABELS = np.repeat([4, 1, 7], [60, 30, 10])


def test_every_class_equally_often():
    chosen = balanced(LABELS, 99)
    classes, counts = np.unique(LABELS[chosen], return_counts=True)
    assert classes.tolist() == [1, 4, 7]
    assert counts.tolist() == [33, 33, 33]
    # The rarest ten: three times each, and three of them once more.
    assert sorted(np.bincount(chosen, minlength=100)[90:]) == [3] * 7 + [4] * 3
    # No image of a common class twice while another waits.
    assert np.bincount(chosen, minlength=100)[:60].max() == 1


@pytest.mark.parametrize(
    ("strength", "shares"), [(0, [60, 30, 10]), (0.5, [60**0.5, 30**0.5, 10**0.5]), (1, [1, 1, 1])]
)
def test_strength(strength, shares):
    counts = np.bincount(LABELS[balanced(LABELS, 5000, strength=strength)])[[4, 1, 7]]
    np.testing.assert_allclose(counts, 5000 * np.array(shares) / sum(shares), atol=1)


def test_classes_come_mixed():
    classes = LABELS[balanced(LABELS, 99)]
    assert (classes[1:] != classes[:-1]).sum() > 40  # sorted, it would be 2


def test_as_it_is_every_image_comes_once():
    assert sorted(balanced(LABELS, strength=0)) == list(range(100))


def test_drawn_often_it_weighs_as_scikit_learn_does():
    """How often an image is drawn, against the weight that "balanced" gives its class."""
    often = np.bincount(np.concatenate([balanced(LABELS, epoch=epoch) for epoch in range(400)]), minlength=100) / 400
    for name, weight in zip(
        [1, 4, 7], compute_class_weight("balanced", classes=np.array([1, 4, 7]), y=LABELS), strict=True
    ):
        assert often[name == LABELS].mean() == pytest.approx(weight, rel=0.02)
        np.testing.assert_allclose(often[name == LABELS], weight, atol=0.15)


def test_what_is_left_over_falls_to_classes_by_chance():
    tenths = [np.bincount(LABELS[balanced(LABELS, 10, epoch=epoch)])[[4, 1, 7]] for epoch in range(300)]
    assert {tuple(sorted(counts)) for counts in tenths} == {(3, 3, 4)}
    np.testing.assert_allclose(np.mean(tenths, axis=0), 10 / 3, atol=0.1)


def test_seeds_epochs_and_names():
    assert np.array_equal(balanced(LABELS, seed=1), balanced(LABELS, seed=1))
    assert not np.array_equal(balanced(LABELS, seed=1), balanced(LABELS, seed=2))
    assert not np.array_equal(balanced(LABELS, seed=1), balanced(LABELS, seed=1, epoch=1))
    names = np.array(["pups", "juveniles"])[(np.arange(9) > 6).astype(int)]
    assert (names[balanced(names, 20)] == "pups").sum() == 10
    assert balanced([3], 4).tolist() == [0] * 4


@pytest.mark.parametrize(
    ("labels", "options", "kind", "says"),
    [
        (np.eye(3), {}, ValueError, "argmax"),
        ([], {}, ValueError, "one for each image"),
        ([0.5, 1.5], {}, TypeError, "whole numbers or names"),
        ([0, 1], {"strength": 1.5}, ValueError, "between 0 and 1"),
        ([0, 1], {"count": 0}, ValueError, "count"),
    ],
)
def test_what_is_refused(labels, options, kind, says):
    with pytest.raises(kind, match=says):
        balanced(labels, **options)
