"""The confusion matrix: counted by hand and by a loop, and compared with scikit-learn."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn import metrics

from coursekit import evaluation
from coursekit.evaluation import Confusion, confusion

# Six males, three females, one pup; counted by hand below.
TRUE = ["male"] * 6 + ["female"] * 3 + ["pup"]
SAID = ["male", "male", "male", "male", "female", "female", "female", "female", "male", "female"]
NAMES = ("male", "female", "pup")
COUNTS = [[4, 2, 0], [1, 2, 0], [0, 1, 0]]

labels = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=1, max_size=40)


def test_rows_are_true_classes_in_percent():
    seen = confusion(TRUE, SAID, NAMES)
    assert seen.counts.tolist() == COUNTS
    assert seen.classes == NAMES
    assert (seen.table.index.name, seen.table.columns.name) == ("true", "predicted")
    assert list(seen.table.index) == list(seen.table.columns) == list(NAMES)
    np.testing.assert_allclose(seen.table, [[400 / 6, 200 / 6, 0], [100 / 3, 200 / 3, 0], [0, 100, 0]])
    assert seen.table.loc["male", "female"] == pytest.approx(33.333, abs=1e-3)


def test_the_other_ways_to_write_it():
    seen = confusion(TRUE, SAID, NAMES, normalize="all")
    np.testing.assert_allclose(seen.table, 10.0 * np.array(COUNTS))
    by_column = seen.normalized("predicted")
    np.testing.assert_allclose(by_column[["male", "female"]], [[80, 40], [20, 40], [0, 20]])
    assert by_column["pup"].isna().all()  # never predicted: 0 percent would be a claim
    assert confusion(TRUE, SAID, NAMES, normalize=None).table.to_numpy().tolist() == COUNTS
    assert confusion(TRUE, SAID, (*NAMES, "juvenile")).table.loc["juvenile"].isna().all()


def test_numbers_read_off_it():
    seen = confusion(TRUE, SAID, NAMES)
    assert seen.accuracy == pytest.approx(0.6)
    assert seen.balanced_accuracy == pytest.approx((4 / 6 + 2 / 3 + 0) / 3)
    table = seen.by_class
    assert list(table.index) == list(NAMES)
    assert table["support"].tolist() == [6, 3, 1]
    np.testing.assert_allclose(table["precision"], [4 / 5, 2 / 5, np.nan])
    np.testing.assert_allclose(table["recall"], [4 / 6, 2 / 3, 0])
    np.testing.assert_allclose(table["specificity"], [3 / 4, 4 / 7, 1])
    np.testing.assert_allclose(table["balanced accuracy"], [(4 / 6 + 3 / 4) / 2, (2 / 3 + 4 / 7) / 2, 1 / 2])
    np.testing.assert_allclose(table["F1"], [8 / 11, 4 / 8, 0])
    assert repr(seen) == "<Confusion: 3 classes, 10 images, accuracy 0.600>"


def test_most_confused_by_count_and_by_percent():
    seen = confusion(TRUE, SAID, NAMES)
    by_count = seen.most_confused()
    assert by_count[["true", "predicted", "count"]].to_numpy().tolist() == [
        ["male", "female", 2],
        ["female", "male", 1],  # of two equal ones that which comes first in the matrix
        ["pup", "female", 1],
    ]
    np.testing.assert_allclose(by_count["percent"], [200 / 6, 100 / 3, 100])
    worst = seen.most_confused(1, by="percent")
    assert worst[["true", "predicted", "count", "percent"]].to_numpy().tolist() == [["pup", "female", 1, 100.0]]
    assert len(confusion([0, 1], [0, 1]).most_confused()) == 0


@pytest.mark.parametrize("normalize", ["true", "predicted", "all", None])
@given(pairs=labels)
def test_as_scikit_learn_and_a_loop_count(normalize, pairs):
    true, said = (np.array(values) for values in zip(*pairs, strict=True))
    seen = confusion(true, said, classes=range(4), normalize=normalize)
    counted = np.zeros((4, 4), int)
    for row, column in pairs:
        counted[row, column] += 1
    assert np.array_equal(seen.counts, counted)
    expected = metrics.confusion_matrix(
        true, said, labels=range(4), normalize={"predicted": "pred"}.get(normalize, normalize)
    )
    # scikit-learn writes 0 where there is nothing to divide by
    np.testing.assert_allclose(seen.table.fillna(0), expected * (1 if normalize is None else 100))
    assert seen.accuracy == pytest.approx(metrics.accuracy_score(true, said))
    recalls = [np.mean(said[true == name] == name) for name in np.unique(true)]
    assert seen.balanced_accuracy == pytest.approx(np.mean(recalls))


@given(pairs=labels)
def test_each_class_against_the_rest(pairs):
    true, said = (np.array(values) for values in zip(*pairs, strict=True))
    table = confusion(true, said, classes=range(4)).by_class
    report = metrics.precision_recall_fscore_support(true, said, labels=range(4), zero_division=np.nan)
    for column, expected in zip(["precision", "recall", "F1", "support"], report, strict=True):
        np.testing.assert_allclose(table[column], expected)
    for name in range(4):
        if 0 < (true == name).sum() < len(true):
            expected = metrics.balanced_accuracy_score(true == name, said == name)
            assert table.loc[name, "balanced accuracy"] == pytest.approx(expected)
            assert table.loc[name, "specificity"] == pytest.approx(np.mean(said[true != name] != name))
        else:
            assert np.isnan(table.loc[name, "balanced accuracy"])


def test_names_numbers_and_columns_of_pandas_are_the_same():
    numbers_true = [NAMES.index(name) for name in TRUE]
    numbers_said = np.array([NAMES.index(name) for name in SAID], np.uint8)
    for true in (TRUE, numbers_true, np.array(TRUE), pd.Series(TRUE), pd.Series(TRUE).astype("category")):
        for said in (SAID, numbers_said, pd.Series(numbers_said)):
            assert confusion(true, said, NAMES).counts.tolist() == COUNTS
    # without classes: those that occur, sorted
    assert confusion(TRUE, SAID).classes == ("female", "male", "pup")
    assert confusion([7, 3, 3], [3, 7, 3]).counts.tolist() == [[1, 1], [1, 0]]
    assert confusion([7, 3, 3], [3, 7, 3], classes=[7, 3]).counts.tolist() == [[0, 1], [1, 1]]
    assert confusion([True, False], [True, True]).classes == (0, 1)


def test_of_posteriors_the_largest_decides_and_of_equal_ones_the_first():
    posteriors = np.array([[0.2, 0.3, 0.5], [0.4, 0.4, 0.2], [0.2, 0.4, 0.4], [0.9, 0.1, 0.0]])
    assert confusion([2, 0, 1, 1], posteriors).counts.tolist() == [[1, 0, 0], [1, 1, 0], [0, 0, 1]]
    assert confusion(["pup", "male", "female", "female"], posteriors, NAMES).counts.tolist() == [
        [1, 0, 0],
        [1, 1, 0],
        [0, 0, 1],
    ]
    # numbers as classes are the labels themselves, and columns come in their order
    assert confusion([30, 10, 20, 20], posteriors, [10, 20, 30]).counts.tolist() == [[1, 0, 0], [1, 1, 0], [0, 0, 1]]


def test_a_column_is_the_posterior_of_class_1():
    column = np.array([[0.2], [0.5], [0.500001], [0.9]], np.float32)
    assert confusion([0, 1, 1, 0], column).counts.tolist() == [[1, 1], [1, 1]]


def test_a_matrix_of_ones_own():
    seen = Confusion([[3, 1], [0, 4]], ("a", "b"), None)
    assert seen.table.loc["a"].tolist() == [3, 1]
    assert seen.accuracy == pytest.approx(7 / 8)


def test_what_is_given_is_left_alone():
    true, posteriors = np.array([0, 1, 1]), np.array([[0.9, 0.1], [0.2, 0.8], [0.6, 0.4]])
    before = true.copy(), posteriors.copy()
    evaluation.confusion(true, posteriors)
    evaluation.roc(true, posteriors[:, 1])
    assert np.array_equal(true, before[0])
    assert np.array_equal(posteriors, before[1])
