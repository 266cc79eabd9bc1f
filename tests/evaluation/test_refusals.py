"""What the calculators refuse, in words that say what is wrong and what to do."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from coursekit.evaluation import (
    Confusion,
    across_balance,
    best_threshold,
    calibration,
    confusion,
    from_rates,
    precision_recall,
    roc,
)

NAMES = ["male", "female"]


@pytest.mark.parametrize(
    ("arguments", "kind", "says"),
    [
        (([], []), ValueError, "one label for each image"),
        (([0, 1], [0, 1, 1]), ValueError, "true has 2 labels, but predicted has 3"),
        ((np.eye(2), [0, 1]), ValueError, r"argmax\(axis=1\)"),
        (([[0], [1]], [0, 1]), ValueError, r"ravel\(\)"),
        (([0, 1], [0.2, 0.9]), TypeError, "scores >= threshold"),
        (([0.0, 1.0], [0, 1]), TypeError, r"astype\(int\)"),
        (([0, np.nan], [0, 1]), ValueError, "true has NaN at index 1"),
        ((["male", None], NAMES), ValueError, "no label at index 1"),
        ((pd.array([0, None], "Int64"), [0, 1]), ValueError, "index 1: leave out what has no label"),
        ((["male", 1], [0, 1]), TypeError, "not some of each"),
        (([1j, 2], [0, 1]), TypeError, "complex128"),
        ((NAMES, [0, 1]), TypeError, "which name is which"),
        (([1, 1], [1, 1]), ValueError, "only one class occurs, 1"),
        ((NAMES, ["male", "femal"], NAMES), ValueError, "'femal', which is not among the classes 'male', 'female'"),
        (([0, 2], [0, 1], NAMES), ValueError, "true has the label 2, but the 2 classes have the numbers 0 to 1"),
        (([0, -1], [0, 1], NAMES), ValueError, "the label -1"),
        (([0, 5], [0, 1], [0, 1]), ValueError, "the label 5"),
        (([0, 1], [0, 1], "ab"), TypeError, "list of names"),
        (([0, 1], [0, 1], ["a"]), ValueError, "at least two"),
        (([0, 1], [0, 1], ["a", "b", "a"]), ValueError, "'a' more than once"),
        (([0, 1], [0, 1], ["a", 1]), TypeError, "classes must be"),
        (([0, 1], [0, 1], NAMES, "rows"), ValueError, "normalize"),
        (([0, 1], np.zeros((3, 2))), ValueError, "true has 2 labels, but predicted has 3"),
        (([0, 1], np.zeros((2, 3)), NAMES), ValueError, "3 columns, but there are 2 classes"),
        (([0, 1], np.zeros((2, 2, 2))), ValueError, r"shape \(2, classes\)"),
        (([0, 1], np.zeros((2, 0))), ValueError, r"shape \(2, classes\)"),
        ((NAMES, np.zeros((2, 2))), ValueError, "which column is which class"),
        (([0, 3], np.zeros((2, 3))), ValueError, "true has the label 3"),
        (([0, 1], [[0.5, np.nan], [0, 1]]), ValueError, r"nan at index \(0, 1\)"),
        (([0, 1], [["a", "b"], ["c", "d"]]), TypeError, "real numbers"),
        (([0, 1], [[-2.0], [3.0]]), ValueError, "sigmoid"),
    ],
)
def test_confusion(arguments, kind, says):
    with pytest.raises(kind, match=says):
        confusion(*arguments)


@pytest.mark.parametrize("calculator", [roc, precision_recall, calibration, best_threshold])
@pytest.mark.parametrize(
    ("true", "scores", "positive", "kind", "says"),
    [
        ([0, 1], [0.1], 1, ValueError, "true has 2 labels, but scores has 1"),
        ([0, 1], [[0.1, 0.9], [0.2, 0.8]], 1, ValueError, r"posteriors\[:, 1\]"),
        ([0, 1], 0.5, 1, ValueError, "one number for each image"),
        ([0, 1], [0.1, np.nan], 1, ValueError, "scores has nan at index 1"),
        ([0, 1], [0.1, np.inf], 1, ValueError, "scores has inf at index 1"),
        ([0, 1], ["low", "high"], 1, TypeError, "real numbers"),
        ([0, 1], [1j, 0], 1, TypeError, "real numbers"),
        ([1, 1], [0.1, 0.9], 1, ValueError, "both classes are needed"),
        ([0, 0], [0.1, 0.9], 1, ValueError, "no label is positive=1; the labels are 0"),
        (NAMES, [0.1, 0.9], 1, ValueError, "no label is positive=1; the labels are 'female', 'male'"),
        (["0", "1"], [0.1, 0.9], 1, ValueError, "no label is positive=1"),
        ([0, 1], [0.1, 0.9], "1", ValueError, "no label is positive='1'"),
        (range(20), np.zeros(20), 99, ValueError, "7 and 12 more"),
        ([0.5, 1], [0.1, 0.9], 1, TypeError, "whole numbers or names"),
    ],
)
def test_labels_and_scores(calculator, true, scores, positive, kind, says):
    with pytest.raises(kind, match=says):
        calculator(true, scores, positive=positive)


def test_only_calibration_needs_probabilities():
    for scores in ([-0.1, 0.5], [0.5, 1.1]):
        assert roc([0, 1], scores).auc == 1
        assert precision_recall([0, 1], scores).average_precision == 1
        with pytest.raises(ValueError, match=r"from 0 to 1 here.*sigmoid"):
            calibration([0, 1], scores)


@pytest.mark.parametrize(
    ("options", "kind", "says"),
    [
        ({"criterion": "best"}, ValueError, "'closest' or 'youden'"),
        ({"criterion": "fpr"}, ValueError, "fpr=0.1"),
        ({"criterion": "tpr"}, ValueError, "tpr=0.1"),
        ({"fpr": 0.1}, ValueError, "not used by criterion='closest'.*criterion='fpr'"),
        ({"criterion": "fpr", "fpr": 0.1, "positive_share": 0.1}, ValueError, "'cost' or criterion='accuracy'"),
        ({"criterion": "fpr", "fpr": 5}, ValueError, "5 percent is 0.05"),
        ({"criterion": "tpr", "tpr": -0.1}, ValueError, "between 0 and 1"),
        ({"criterion": "fpr", "fpr": "low"}, TypeError, "fpr must be a number"),
        ({"criterion": "cost", "false_negative_cost": 0}, ValueError, "false_negative_cost must be above 0"),
        ({"criterion": "cost", "false_positive_cost": -1}, ValueError, "false_positive_cost must be above 0"),
        ({"criterion": "cost", "false_positive_cost": float("nan")}, ValueError, "not NaN"),
        ({"criterion": "cost", "positive_share": 0}, ValueError, "without these two"),
        ({"criterion": "accuracy", "positive_share": 1}, ValueError, "without these two"),
    ],
)
def test_criteria(options, kind, says):
    with pytest.raises(kind, match=says):
        best_threshold([0, 1], [0.1, 0.9], **options)


def test_a_curve_beside_or_without_scores():
    curve = roc([0, 1], [0.1, 0.9])
    for options in ({"scores": [0.1, 0.9]}, {"positive": 0}):
        with pytest.raises(TypeError, match="already: give best_threshold either a curve"):
            best_threshold(curve, **options)
    with pytest.raises(TypeError, match="have no threshold"):
        best_threshold([0, 1])
    with pytest.raises(TypeError, match="criterion='youden'"):
        best_threshold(curve, "youden")


def test_points_and_intervals():
    curve = roc([0, 0, 1], [0.1, 0.5, 0.9])
    for ask in (curve.at, curve.confusion):
        with pytest.raises(ValueError, match="not NaN"):
            ask(float("nan"))
        with pytest.raises(TypeError, match="threshold must be a number"):
            ask("0.5")
    with pytest.raises(ValueError, match="not 1 and 2"):
        curve.interval()
    for confidence in (0, 1, 95):
        with pytest.raises(ValueError, match="confidence must lie between"):
            curve.interval(confidence)


@pytest.mark.parametrize(
    ("counts", "classes", "says"),
    [
        ([[1, 2]], ("a", "b"), "a row and a column"),
        ([[1]], ("a",), "at least two"),
        ([[1, -1], [0, 1]], ("a", "b"), "none below 0"),
        ([[1, np.nan], [0, 1]], ("a", "b"), "finite"),
        ([[0, 0], [0, 0]], ("a", "b"), "not all 0"),
        ([[1, 0], [0, 1]], ("a", "a"), "more than once"),
    ],
)
def test_a_matrix_of_ones_own(counts, classes, says):
    with pytest.raises(ValueError, match=says):
        Confusion(np.array(counts), classes)


def test_what_else_is_refused():
    seen = confusion([0, 1, 1], [0, 1, 0])
    for says, call in {
        "normalize": lambda: seen.normalized("columns"),
        "count must be at least 1": lambda: seen.most_confused(0),
        "by must be 'count' or 'percent'": lambda: seen.most_confused(by="share"),
        "bins must be at least 1": lambda: calibration([0, 1], [0, 1], bins=0),
        "'uniform' or 'quantile'": lambda: calibration([0, 1], [0, 1], strategy="equal"),
        "85 percent is 0.85": lambda: from_rates(85, 0.1, 0.5),
        "fpr must lie": lambda: from_rates(0.85, -0.1, 0.5),
        "positive_share must lie": lambda: from_rates(0.85, 0.1, 500),
        "count must be above 0": lambda: from_rates(0.85, 0.1, 0.5, count=0),
        "list of shares": lambda: across_balance(0.85, 0.1, 0.5),
        "each of positive_shares": lambda: across_balance(0.85, 0.1, [0.5, 2]),
    }.items():
        with pytest.raises(ValueError, match=says):
            call()
    with pytest.raises(TypeError, match="whole number"):
        calibration([0, 1], [0, 1], bins=2.5)
    with pytest.raises(TypeError, match="tpr must be a number, not True"):
        from_rates(True, 0.1, 0.5)
