"""The assignment against all possible ones, tried out, and the table against its definitions."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import linear_sum_assignment

from coursekit import counting, evaluation


def points(places, names="pups", index=None):
    rows, columns = np.array(places, dtype=float).reshape(-1, 2).T
    labels = [names] * len(rows) if isinstance(names, str) else names
    return pd.DataFrame({"class_name": labels, "row": rows, "col": columns}, index=index)


def best_by_trying(found, truth, limit):
    """Of all one-to-one pairings: most pairs, then the smallest sum."""
    if not len(found):
        return 0, 0.0
    count, total = best_by_trying(found[1:], truth, limit)
    for at, place in enumerate(truth):
        apart = float(np.hypot(*(found[0] - place)))
        if apart <= limit:
            more, rest = best_by_trying(found[1:], np.delete(truth, at, axis=0), limit)
            if (more + 1, -(rest + apart)) > (count, -total):
                count, total = more + 1, rest + apart
    return count, total


@pytest.mark.parametrize("seed", range(12))
def test_as_many_pairs_as_possible_and_the_nearest(seed):
    random = np.random.default_rng(seed)
    found, truth = (random.integers(0, 20, (random.integers(3, 7), 2)).astype(float) for _ in range(2))
    result = counting.match(points(found), points(truth), 7)
    count, total = best_by_trying(found, truth, 7)
    assert len(result.pairs) == count
    assert result.pairs["distance"].sum() == pytest.approx(total)
    assert result.pairs["distance"].max() <= 7
    assert result.pairs["found"].is_unique
    assert result.pairs["truth"].is_unique
    for row in result.pairs.itertuples():
        assert row.distance == pytest.approx(np.hypot(*(found[row.found] - truth[row.truth])))


def test_a_crowd_is_matched_as_by_one_large_matrix():
    random = np.random.default_rng(3)
    truth = random.random((300, 2)) * 400
    found = np.concatenate([truth[:250] + random.normal(0, 6, (250, 2)), random.random((60, 2)) * 400])
    result = counting.match(points(found), points(truth), 10)
    apart = np.hypot(*np.moveaxis(found[:, None] - truth, -1, 0))
    cost = np.where(apart <= 10, apart, 1e6)
    rows, columns = linear_sum_assignment(cost)
    allowed = apart[rows, columns] <= 10
    assert len(result.pairs) == allowed.sum() > 200
    assert result.pairs["distance"].sum() == pytest.approx(apart[rows, columns][allowed].sum())


def test_the_nearest_pair_first_would_leave_one_over():
    result = counting.match(points([(0, 0), (0, 6)]), points([(0, 5), (0, 11)]), 5)
    assert result.pairs[["found", "truth", "distance"]].to_numpy().tolist() == [[0, 0, 5], [1, 1, 5]]


def test_points_that_a_crowd_links_but_leaves_over_are_no_pair():
    found, truth = points([(0, 0), (0, 2), (0, 8)]), points([(0, 4), (0, 11), (0, 12)])
    result = counting.match(found, truth, 4)
    assert result.pairs[["found", "truth", "distance"]].to_numpy().tolist() == [[1, 0, 2], [2, 1, 3]]
    assert (result.false_alarms, result.missed) == ([0], [2])


@pytest.fixture
def scene():
    """Ten true animals; what is found is put together by hand."""
    truth = points(
        [(0, 0), (0, 50), (0, 100), (50, 0), (50, 50), (50, 100)],
        ["males", "males", "pups", "pups", "pups", "females"],
        index=list("abcdef"),
    )
    found = points(
        [(1, 0), (3, 50), (0, 104), (50, 1), (90, 90), (95, 5)],
        ["males", "pups", "pups", "pups", "pups", "juveniles"],
        index=range(10, 16),
    )
    return found, truth


def test_the_table_by_hand(scene):
    result = counting.match(*scene, distance=4)
    assert result.pairs["found"].tolist() == [10, 12, 13]
    assert result.pairs["truth"].tolist() == ["a", "c", "d"]
    assert result.false_alarms == [11, 14, 15]
    assert result.missed == ["b", "e", "f"]
    nan = float("nan")
    expected = pd.DataFrame(
        {
            "truth": [1, 0, 2, 3, 6],
            "found": [0, 1, 1, 4, 6],
            "matched": [0, 0, 1, 2, 3],
            "precision": [nan, 0, 1, 1 / 2, 1 / 2],
            "recall": [0, nan, 1 / 2, 2 / 3, 1 / 2],
            "f1": [0, 0, 2 / 3, 4 / 7, 1 / 2],
            "count_error": [-1, 1, -1, 1, 0],
            "relative_error": [-1, nan, -1 / 2, 1 / 3, 0],
        },
        index=pd.Index(["females", "juveniles", "males", "pups", "total"], name="class"),
    )
    pd.testing.assert_frame_equal(result.table, expected)
    assert repr(result) == "<3 matched of 6 true and 6 found: precision 0.500, recall 0.500, F1 0.500>"


def test_whatever_is_an_animal(scene):
    result = counting.match(*scene, distance=4, by_name=False)
    assert result.table.index.tolist() == ["animals", "total"]
    assert result.table.loc["animals", "matched"] == 4
    taken = result.pairs.set_index("truth").loc["b"]
    assert (taken["found_class"], taken["true_class"]) == ("pups", "males")
    table = evaluation.confusion(result.pairs["true_class"], result.pairs["found_class"], classes=["males", "pups"])
    assert table.counts.tolist() == [[1, 1], [0, 2]]


def test_the_order_of_classes_and_a_distance_for_each(scene):
    order = ["pups", "males", "females", "juveniles", "adults"]
    limits = {"pups": 0.5, "males": 4, "females": 4, "juveniles": 4, "adults": 4}
    table = counting.match(*scene, distance=limits, classes=order).table
    assert table.index.tolist() == [*order, "total"]
    assert table["matched"].tolist() == [0, 1, 0, 0, 0, 1]
    assert table.loc["adults", ["truth", "found"]].tolist() == [0, 0]


def test_nothing_found_and_nothing_there(scene):
    none = points([])
    missed = counting.match(none, scene[1], 4)
    assert missed.missed == list("abcdef")
    assert missed.table.loc["total", "recall"] == 0
    assert np.isnan(missed.table.loc["total", "precision"])
    empty = counting.match(none, none, 4)
    assert empty.table.loc["total", ["truth", "found", "matched", "count_error"]].tolist() == [0, 0, 0, 0]


def test_what_makes_no_sense_is_refused(scene):
    found, truth = scene
    for arguments, error, message in (
        ((found.to_numpy(), truth, 4), TypeError, "found must be a pandas DataFrame"),
        ((found, truth.drop(columns="col"), 4), ValueError, "truth lacks the columns col"),
        ((found.assign(row=np.nan), truth, 4), ValueError, "no numbers"),
        ((found, truth, -1), ValueError, "distance must be"),
        ((found, truth, {"pups": 4}), ValueError, "has none for females"),
    ):
        with pytest.raises(error, match=message):
            counting.match(*arguments)
    with pytest.raises(ValueError, match="points of juveniles"):
        counting.match(found, truth, 4, classes=["females", "males", "pups"])
