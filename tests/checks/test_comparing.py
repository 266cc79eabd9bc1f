"""Comparisons: what counts as the same value, what as right with a remark, and which words are found for the rest."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from scipy import sparse

from coursekit.checks import Tolerance, compare, describe, plain
from coursekit.checks.containers import compare_sequence


class AlwaysEqual:
    __hash__ = None

    def __eq__(self, other):
        return True

    def __array__(self, dtype=None, copy=None):
        return np.array([1.0, 2.0])


class LyingInt(int):
    def __eq__(self, other):
        return True

    __hash__ = int.__hash__


class LyingArray(np.ndarray):  # noqa: PLW1641
    def __eq__(self, other):
        return np.ones(self.shape, dtype=bool)

    def any(self, *args, **kwargs):
        return False


def problem(value, expected, **tolerance):
    return compare(plain(value), expected, Tolerance(**tolerance)).problem


def remarks(value, expected):
    found = compare(plain(value), expected)
    assert found.agrees, found.problem
    return found.remarks


@pytest.mark.parametrize("value", [156, np.int64(156), np.uint8(156)])
def test_a_whole_number_in_any_of_numpys_types(value):
    assert remarks(value, 156) == []


@pytest.mark.parametrize("value", [156.0, np.float32(156), np.array(156), np.array([156])])
def test_a_whole_number_of_an_unexpected_kind_gets_a_remark(value):
    assert len(remarks(value, 156)) == 1


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (155, "too small"),
        (156.5, "fraction"),
        (True, "truth value"),
        (np.True_, "truth value"),
        ("156", "quotes"),
        (7 + 0j, "one number"),
        (None, "one number"),
        (math.nan, "not a number"),
        (math.inf, "fraction"),
        ([7], "one number"),
        (np.array([7, 7]), "one number"),
        (np.array("156"), "one number"),
        (LyingInt(155), "too small"),
        (AlwaysEqual(), "type AlwaysEqual"),
        (lambda: 156, "function"),
    ],
)
def test_what_is_not_that_whole_number(value, said):
    assert said in problem(value, 156)
    assert "156" not in problem(value, 156).replace("156.5", "")


def test_a_number_where_nothing_can_be_known():
    for value in (0.0, 1, math.inf):
        assert "nothing to divide by" in problem(value, math.nan)
    assert not problem(float("nan"), math.nan)


def test_true_is_not_one():
    assert problem(True, 1)
    assert problem(np.array([True, False]), np.array([1, 0]))
    assert problem({1}, {True})
    assert not problem(np.True_, True)


@pytest.mark.parametrize("value", [1, 1.0, np.int64(1), np.float32(1)])
def test_one_and_zero_for_truth_values_get_a_remark(value):
    assert len(remarks(value, True)) == 1
    assert problem(value, False) == "It is the other way round."
    assert remarks(type(value)(0), False)


@pytest.mark.parametrize("value", [2, -1, 0.5, math.nan, "True", None, [True], np.array([1]), 1j, Fraction(1, 2)])
def test_what_is_no_truth_value(value):
    assert problem(value, True) == problem(value, False) == "True or False was asked for."


@pytest.mark.parametrize("values", [[1, 0, 1], np.array([1, 0, 1], dtype=np.uint8), np.array([1.0, 0.0, 1.0])])
def test_ones_and_zeros_in_an_array_for_truth_values_get_a_remark(values):
    expected = np.array([True, False, True])
    assert remarks(values, expected)
    assert "the first at [0], where yours is True" in problem(values, ~expected)


@pytest.mark.parametrize("values", [[2, 0, 1], [0, 2], [1.0, 0.5, 1.0], [math.nan, 0, 1]])
def test_counts_and_positions_are_no_truth_values(values):
    assert "truth values were asked for, one for each place" in problem(values, np.array([True, False, True]))


def test_fractions_are_numbers_with_a_remark():
    notes = []
    assert plain(Fraction(3, 2), notes) == 1.5
    assert type(plain(Fraction(6, 2), notes)) is int
    assert len(notes) == 2
    assert not problem((Fraction(-4), Fraction(1, 2)), (-4, 0.5))
    assert "fraction" in problem(Fraction(7, 2), 3)


def test_the_tolerance_is_told_to_those_who_are_close():
    assert "tolerance" in problem(1.001, 1.0)
    assert problem(1.5, 1.0) == "That is too large."
    assert problem(10**400, 1.0) == "That is too large."
    assert problem(-(10**400), math.nan) == "That is too small."
    assert problem(10**5000, 1) == "That is too large."
    assert problem([1, 10**5000], np.array([1.0, 2.0])) == "That array holds no numbers (its dtype is object)."


@pytest.mark.parametrize(
    ("value", "expected", "right"),
    [
        (0.1 + 0.2, 0.3, True),
        (0.3001, 0.3, False),
        (1e-10, 0.0, True),
        (1e-3, 0.0, False),
        (3, 3.0, True),
        (math.nan, math.nan, True),
        (math.nan, 1.0, False),
        (math.inf, math.inf, True),
        (-math.inf, math.inf, False),
        (1e308, math.inf, False),
    ],
)
def test_floats_within_the_tolerance(value, expected, right):
    assert (problem(value, expected) == "") is right


@given(st.floats(-1e6, 1e6), st.floats(0, 2))
def test_the_tolerance_is_the_one_stated(right, times):
    allowed = max(0.01 * abs(right), 0.001)
    value = right + times * allowed
    if abs(times - 1) > 1e-6:
        assert (problem(value, right, relative=0.01, absolute=0.001) == "") is (times < 1)


@given(arrays.arrays(np.float64, arrays.array_shapes(max_dims=3, max_side=4), elements=st.floats(-10, 10)), st.data())
def test_one_changed_value_in_an_array_is_found(array, data):
    assert not problem(array.copy(), array)
    place = data.draw(st.tuples(*(st.integers(0, size - 1) for size in array.shape)))
    other = array.copy()
    other[place] += 1.0
    said = problem(other, array)
    assert said == "Every value is zero." or f"[{', '.join(map(str, place))}]" in said


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (np.ones((1, 2, 2)), "Its shape is (1, 2, 2); (2, 2) was wanted."),
        (np.ones(2), "shape"),
        (1.0, "single number"),
        ([[1.0, 2.0], [3.0]], "different lengths"),
        ([["a", "b"], ["c", "d"]], "no numbers"),
        (np.array([[1, 2], [3, 4]], dtype=complex) + 1j, "differ"),
        (np.array([[1.0, np.nan], [3.0, 4.0]]), "1 of 4 values differs"),
        (np.zeros((2, 2)), "Every value is zero."),
        (AlwaysEqual(), "type AlwaysEqual"),
        (np.full((2, 2), AlwaysEqual, dtype=object), "no numbers"),
        (np.zeros((2, 2)).view(LyingArray), "zero"),
        (None, "None"),
        ("text", "an array was asked for"),
    ],
)
def test_what_is_not_that_array(value, said):
    assert said in problem(value, np.array([[1.0, 2.0], [3.0, 4.0]]))


@pytest.mark.parametrize(
    "value",
    [
        [[1, 2], [3, 4]],
        ((1.0, 2.0), (3.0, 4.0)),
        np.array([[1, 2], [3, 4]]),
        np.array([[1, 2], [3, 4]], dtype=object),
        sparse.csr_array([[1.0, 2.0], [3.0, 4.0]]),
        pd.DataFrame([[1.0, 2.0], [3.0, 4.0]]),
    ],
)
def test_the_right_values_in_another_container_or_dtype_get_a_remark(value):
    assert remarks(value, np.array([[1.0, 2.0], [3.0, 4.0]]))


def test_nan_and_infinity_must_stand_where_they_are_expected():
    expected = np.array([1.0, np.nan, np.inf])
    assert not problem(np.array([1.0, np.nan, np.inf]), expected)
    assert problem(np.array([np.nan, np.nan, np.inf]), expected)
    assert problem(np.array([1.0, 0.0, np.inf]), expected)
    assert problem(np.array([1.0, np.nan, -np.inf]), expected)


def test_float32_may_be_as_imprecise_as_float32_is():
    expected = np.linspace(0.1, 0.7, 50)
    assert not problem(expected.astype(np.float32), expected, relative=1e-9)
    assert problem(expected.astype(np.float16), expected, relative=1e-9)


def test_large_whole_numbers_in_arrays_are_exact():
    expected = np.array([10**9, 1])
    assert problem(np.array([10**9 + 1, 1]), expected)
    assert problem(np.array([10.0**9 + 1, 1]), expected)


def test_sparse_matrices_are_compared_without_making_them_dense():
    size = 100_000
    right = sparse.eye_array(size, format="csr")
    assert not problem(right.tocoo(), right)
    twice = sparse.coo_array(([0.5, 0.5, 1.0], ([0, 0, 1], [0, 0, 1])), shape=(2, 2))
    assert not problem(twice, sparse.eye_array(2, format="csr"))
    other = right.tolil()
    other[7, 9] = 1e-3
    assert "row 7, column 9" in problem(other, right)
    assert "zero" not in problem(right, right)
    assert "row 0, column 0" in problem(sparse.csr_array((size, size)), right)
    assert "shape" in problem(sparse.eye_array(3), right)
    assert remarks(np.eye(3), sparse.eye_array(3, format="csr"))


def test_lists_and_tuples():
    assert remarks([1, "a", 2.0], [1, "a", 2.0]) == []
    assert remarks((1, 2), [1, 2])
    assert remarks(np.array([1, 2]), (1, 2))
    assert "3 items; 2" in problem([1, 2, 3], [1, 2])
    assert "At [1]" in problem([1, 3, 4], [1, 2, 4])
    assert problem((3, 2), (1, 2)) == "Your first number is 3. That is too large."
    assert problem((1, 1), (1, 2)) == "Your second number is 1. That is too small."
    assert "At [1]" in problem([1, "a"], [1, "b"])
    assert problem([True, 2], [1, 2])
    assert problem(None, [])
    assert "At [0]" in problem([[1, 2]], [[1, 3]])


def test_dictionaries_and_text():
    assert not problem({"b": 2.0, "a": 1}, {"a": 1, "b": 2.0})
    assert "'b' is missing" in problem({"a": 1}, {"a": 1, "b": 2})
    assert "not asked for" in problem({"a": 1, "c": 2}, {"a": 1})
    assert "At 'a'" in problem({"a": 2}, {"a": 1})
    assert not problem("same", "same")
    assert "upper and lower case" in problem("Same", "same")
    assert problem(b"same", "same")


def test_sets_tell_how_many_but_not_which():
    assert not problem(frozenset({1, 2}), {1, 2})
    said = problem({1, 7}, {1, 2, 3})
    assert "1 items" in said
    assert "2 are missing" in said


TABLE = pd.DataFrame({"layer": ["conv", "dense"], "parameters": [156, 850], "share": [0.155, 0.845]})


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (TABLE.drop(columns="share"), "'share' is missing"),
        (TABLE.assign(more=1), "'more' was not asked for"),
        (TABLE[["parameters", "layer", "share"]], "another order"),
        (TABLE.iloc[::-1], "The rows are right, but"),
        (TABLE.iloc[:1], "1 rows; 2"),
        (TABLE.assign(parameters=[156, 851]), "In column 'parameters', row 1, yours is 851"),
        (TABLE.assign(parameters=[True, 850]), "truth value"),
        (TABLE.assign(share=[0.155, None]), "row 1"),
        (TABLE.to_numpy(), "table (pandas DataFrame)"),
        ([], "table"),
    ],
)
def test_tables(value, said):
    assert said in problem(value, TABLE)


def test_tables_that_are_right():
    assert remarks(TABLE.copy(), TABLE) == []
    assert remarks(TABLE.set_axis(["x", "y"]), TABLE) == []
    assert remarks(TABLE.to_dict("records"), TABLE)
    labelled = TABLE.set_axis(["x", "y"])
    assert "row labels" in problem(TABLE.set_axis(["x", "z"]), labelled)
    holes = TABLE.assign(share=[0.155, None])
    assert not problem(holes.copy(), holes)


def test_plain_data_keeps_no_class_of_the_student():
    found = plain([LyingInt(3), {"a": np.zeros(2).view(LyingArray)}, (LyingInt(4),)])
    assert type(found[0]) is int
    assert type(found[1]["a"]) is np.ndarray
    assert type(found[2][0]) is int


def test_a_list_that_contains_itself_is_only_wrong():
    endless: list = []
    endless.append(endless)
    assert problem(endless, [[1]])


def test_a_reference_of_an_unknown_kind_is_the_authors_mistake():
    with pytest.raises(TypeError, match="cannot compare"):
        compare(1, object())


def test_whole_numbers_where_fractions_are_wanted_are_told_apart():
    fractions = np.array([1.5, 2.0])
    assert "dtype int64" in problem(np.array([1, 2]), fractions)
    assert problem(np.array([0, 0]), fractions).startswith("Every value is zero. Your array has dtype int64")
    assert "dtype" not in problem(np.array([1, 3]), np.array([1.0, 2.0])) + problem(np.array([1.0, 2.0]), fractions)


def test_the_tolerance_told_for_arrays_is_that_of_the_largest_value():
    right = np.array([1000.0, 1.0])
    assert not problem(np.array([1000.0, 1.0009]), right)
    assert "1 of 2 values differs (tolerance: 1e-06 of the largest value" in problem(np.array([1000.0, 1.0011]), right)


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ((np.int64(3),), "(3,)"),
        ([(np.int64(3),), (np.int64(12),)], "[(3,), (12,)]"),
        (10.666666666666671, "10.6667"),
        (np.float32(0.1), "0.1"),
        (1234567.25, "1234567.25"),
        (-0.0, "-0.0"),
        ([1.3573037641380366, (2, 1 / 3)], "[1.3573, (2, 0.333333)]"),
        ({"slope": 1 / 3}, "{'slope': 0.333333}"),
        (np.array([[1 / 3, 2.0]]), "[[0.333333, 2.0]]"),
        (np.zeros((1, 2, 1)), "an array of shape (1, 2, 1)"),
        (math.nan, "nan"),
        (-math.inf, "-inf"),
        pytest.param(10**5000, "a very large whole number", id="huge"),
        pytest.param([1, -(10**5000)], "[1, a very large whole number]", id="a list with a huge one"),
    ],
)
def test_values_in_words(value, words):
    assert describe.value(value) == words


def test_items_may_have_names():
    right = (np.zeros(2), [1.0])
    found = compare_sequence((np.zeros(2), [2.0]), right, Tolerance(), ("weights", "losses"))
    assert found.problem.startswith("Your losses: [2.0]. At [0] yours is 2.0.")
