"""The references of exercise 05 against scikit-learn, and against the package, which asks scikit-learn too.

Tolerance: 1e-12, as both routes count images and divide once.
"""

from __future__ import annotations

import numpy as np
import pytest
from sklearn import metrics

from coursekit import evaluation
from coursekit.checks import Case
from coursekit.evaluation import tasks
from coursekit.evaluation.tasks.evaluating import evaluated

TRIALS = range(6)


def reference(name):
    return getattr(tasks, name).reference


def close(found, right):
    np.testing.assert_allclose(np.asarray(found, dtype=float), np.asarray(right, dtype=float), rtol=1e-12, atol=1e-12)


@pytest.fixture(params=TRIALS)
def rng(request):
    return np.random.default_rng([5, request.param])


@pytest.fixture
def labels(rng):
    """True and predicted labels of up to six classes; the last class may be missing."""
    classes = int(rng.integers(2, 7))
    true, predicted = rng.integers(0, classes, size=(2, 50))
    return true, predicted, classes + 1


@pytest.fixture
def scored(rng):
    """Truth and scores with many ties."""
    truth = rng.permutation(np.repeat([0, 1], rng.integers(3, 20, size=2)))
    return truth, rng.integers(-3, 8, size=len(truth)) / 4 + truth / 2


def test_counts_and_percent_against_scikit_learn(labels):
    true, predicted, classes = labels
    counts = reference("confusion_counts")(true, predicted, classes)
    assert counts.tolist() == metrics.confusion_matrix(true, predicted, labels=range(classes)).tolist()
    full = np.unique(true)
    percent = reference("percent_of_class")(counts)
    close(percent[full], 100 * metrics.confusion_matrix(true, predicted, labels=range(classes), normalize="true")[full])
    assert np.isnan(np.delete(percent, full, axis=0)).all()


def test_misses_and_false_alarms_against_the_labels(labels):
    true, predicted, classes = labels
    true = np.append(true, np.arange(classes))
    predicted = np.append(predicted, np.arange(classes))
    percent = 100 * metrics.confusion_matrix(true, predicted, normalize="true")
    for label in range(classes):
        found = reference("misses_and_false_alarms")(percent, np.bincount(true), label)
        missed, alarms = (true == label) & (predicted != label), (true != label) & (predicted == label)
        close(found, [missed.sum(), alarms.sum()])


@pytest.mark.filterwarnings("ignore:y_pred contains classes not in y_true:UserWarning")  # which is what is tried here
def test_two_accuracies_against_scikit_learn(labels):
    true, predicted, classes = labels
    counts = metrics.confusion_matrix(true, predicted, labels=range(classes))
    right = metrics.accuracy_score(true, predicted), metrics.balanced_accuracy_score(true, predicted)
    close(reference("two_accuracies")(counts), right)


def test_the_report_against_scikit_learn_and_the_package(labels):
    true, predicted, classes = labels
    counts = metrics.confusion_matrix(true, predicted, labels=range(classes))
    report = reference("class_report")(counts)
    precision, recall, _, images = metrics.precision_recall_fscore_support(
        true, predicted, labels=range(classes), zero_division=np.nan
    )
    close(report[["precision", "recall"]], np.column_stack([precision, recall]))
    assert report["images"].tolist() == images.tolist()
    found = evaluation.Confusion(counts, tuple(range(classes))).by_class
    close(report["specificity"], found["specificity"])


def test_accuracy_and_precision_against_a_million_labels(rng):
    tpr, fpr, positives = rng.uniform(size=3).round(2)
    counts = np.round(1e6 * np.array([positives * tpr, positives * (1 - tpr)])).astype(int)
    others = np.round(1e6 * (1 - positives) * np.array([fpr, 1 - fpr])).astype(int)
    true, predicted = np.repeat([1, 1, 0, 0], [*counts, *others]), np.repeat([1, 0, 1, 0], [*counts, *others])
    right = metrics.accuracy_score(true, predicted), metrics.precision_score(true, predicted)
    np.testing.assert_allclose(reference("accuracy_and_precision")(tpr, fpr, positives), right, rtol=1e-9)


def test_the_curve_and_both_areas_against_scikit_learn(scored):
    truth, scores = scored
    thresholds, fpr, tpr = reference("roc_points")(truth, scores)
    right_fpr, right_tpr, right_thresholds = metrics.roc_curve(truth, scores, drop_intermediate=False)
    assert thresholds.tolist() == right_thresholds.tolist()
    close(fpr, right_fpr)
    close(tpr, right_tpr)
    area = metrics.roc_auc_score(truth, scores)
    close(reference("area_under")(fpr, tpr), area)
    close(reference("ranking_probability")(truth, scores), area)


@pytest.mark.parametrize("criterion", ["closest", "youden", "cost"])
def test_the_best_point_against_the_package(scored, criterion):
    truth, scores = scored
    curve = evaluation.roc(truth, scores)
    options = {"false_negative_cost": 7.0, "positive_share": 0.125} if criterion == "cost" else {}
    right = evaluation.best_threshold(curve, criterion=criterion, **options)
    index = reference("best_point")(curve.fpr, curve.tpr, criterion, 0.125, 7.0)
    close([curve.fpr[index], curve.tpr[index]], [right.fpr, right.tpr])


@pytest.mark.parametrize("max_fpr", [0.0, 0.2, 0.5, 1.0])
def test_the_operating_point_against_the_package(scored, rng, max_fpr):
    truth, scores = scored
    test_truth = rng.permutation(np.repeat([0, 1], rng.integers(3, 9, size=2)))
    test_scores = rng.integers(-3, 8, size=len(test_truth)) / 4
    best = evaluation.best_threshold(truth, scores, criterion="fpr", fpr=max_fpr)
    point = evaluation.roc(test_truth, test_scores).at(best.threshold)
    found = reference("operating_point")(truth, scores, test_truth, test_scores, max_fpr)
    assert found[0] == best.threshold
    close(found[1:], [point.fpr, point.tpr])


@pytest.mark.parametrize("bins", [1, 2, 4, 8])
def test_the_reliability_table_against_the_package(rng, bins):
    truth, scores = np.append([0, 1], rng.integers(0, 2, size=30)), np.append([0, 1], rng.integers(0, 17, size=30) / 16)
    found = reference("reliability_table")(truth, scores, bins)
    right = evaluation.calibration(truth, scores, bins=bins).table
    close(found, right[["count", "mean score", "positive share"]])


@pytest.mark.parametrize("case", tasks.evaluate.cases)
def test_the_evaluation_against_scikit_learn(case):
    valid_labels, valid_posteriors, labels, posteriors, positive, max_fpr = Case.of(case).arguments
    found = reference("evaluate")(*case)
    close(found["percent"], 100 * metrics.confusion_matrix(labels, posteriors.argmax(axis=1), normalize="true"))
    truth, scores = labels == positive, posteriors[:, positive]
    close(found["auc"], metrics.roc_auc_score(truth, scores))
    on_validation = evaluation.roc(valid_labels == positive, valid_posteriors[:, positive])
    allowed = [step / 16 for step in range(1, 16) if on_validation.at(step / 16).fpr <= max_fpr]
    assert found["threshold"] == min(allowed)
    point = evaluation.roc(truth, scores).at(found["threshold"])
    close([found["fpr"], found["tpr"]], [point.fpr, point.tpr])


DRAFT = {
    "A": {"transposed": True},
    "B": {"of": "column"},
    "C": {"test_column": 1},
    "D": {"strict": True},
    "E": {"chosen_on": "test"},
    "F": {"auc_of": "labels"},
}


def _same(one, two):
    return all(np.allclose(one[key], two[key]) for key in one)


@pytest.mark.parametrize(("letter", "case"), list(zip("ABCDEFG", tasks.evaluate.cases, strict=True)))
def test_each_case_of_the_bug_hunt_shows_what_the_text_says(letter, case):
    right = reference("evaluate")(*case)
    shown = {name for name, mistake in DRAFT.items() if not _same(evaluated(*case, **mistake), right)}
    assert shown == ({letter} if letter != "G" else set(DRAFT))
    if letter != "G":
        others = {key: value for name, mistake in DRAFT.items() if name != letter for key, value in mistake.items()}
        assert _same(evaluated(*case, **others), right), "one repair is enough in this case"
