"""The two classifiers of the lecture, and what becomes of their accuracy as positives get rarer."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coursekit.evaluation import EXAMPLES, across_balance, from_rates

shares = st.integers(0, 20).map(lambda number: number / 20)


@pytest.mark.parametrize(("name", "rows"), [("A", [[85, 15], [10, 90]]), ("B", [[60, 40], [2, 98]])])
@pytest.mark.parametrize("positive_share", [0.5, 0.03])
def test_row_percentages_are_those_of_the_lecture_whatever_the_share(name, rows, positive_share):
    seen = from_rates(*EXAMPLES[name], positive_share=positive_share)
    np.testing.assert_allclose(seen.table, rows)
    assert list(seen.table.index) == ["positive", "negative"]


def test_expected_counts():
    seen = from_rates(0.85, 0.1, 0.2, count=1000, classes=("sea lion", "rock"), normalize=None)
    np.testing.assert_allclose(seen.table, [[170, 30], [80, 720]])
    assert seen.accuracy == pytest.approx(0.89)
    assert seen.by_class.loc["sea lion", "precision"] == pytest.approx(170 / 250)
    assert from_rates(0.85, 0.1, 0.2).counts.sum() == pytest.approx(1)
    assert (
        repr(from_rates(0.85, 0.1, 0.2, count=12_345_678))
        == "<Confusion: 2 classes, 12,345,678 images, accuracy 0.890>"
    )


def test_a_is_better_until_positives_get_rare_and_then_nothing_is():
    def accuracies(share):
        return [from_rates(*rates, positive_share=share).accuracy for rates in EXAMPLES.values()]

    assert list(EXAMPLES) == ["A", "B"]
    np.testing.assert_allclose(accuracies(0.5), [0.875, 0.79])
    np.testing.assert_allclose(accuracies(0.01), [0.8995, 0.9762])  # saying "nothing there" is right 99 times in 100
    # where they meet: 0.9 - 0.05 p = 0.98 - 0.38 p, and 0.98 - 0.38 p = 1 - p
    first, second = accuracies(float(Fraction(8, 33)))
    assert first == pytest.approx(second)
    assert max(accuracies(2 / 62 - 0.001)) < 1 - (2 / 62 - 0.001)
    assert max(accuracies(2 / 62 + 0.001)) > 1 - (2 / 62 + 0.001)


@given(tpr=shares, fpr=shares, share=shares)
def test_table_and_matrix_agree(tpr, fpr, share):
    row = across_balance(tpr, fpr, [share]).iloc[0]
    seen = from_rates(tpr, fpr, share)
    assert row["accuracy"] == pytest.approx(seen.accuracy)
    np.testing.assert_allclose(row["precision"], seen.by_class.loc["positive", "precision"])
    assert row["majority"] == max(share, 1 - share)
    if 0 < share < 1:
        assert row["balanced accuracy"] == pytest.approx(seen.balanced_accuracy)


def test_table_over_shares():
    table = across_balance(*EXAMPLES["B"])
    assert table.index.name == "positive share"
    assert table.index.tolist() == [0.5, 0.2, 0.1, 0.05, 0.01, 0.001]
    assert (np.diff(table["accuracy"]) > 0).all()  # the rarer, the better it looks,
    assert (np.diff(table["precision"]) < 0).all()  # the less its word is worth,
    np.testing.assert_allclose(table["balanced accuracy"], 0.79)  # and nothing about it has changed
    assert (table["accuracy"] < table["majority"]).tolist() == [False] * 4 + [True] * 2


def test_examples_cannot_be_changed():
    with pytest.raises(TypeError, match="item assignment"):
        EXAMPLES["A"] = (1, 0)
