"""A whole evaluation, with one thing or another done wrong: behind the bug hunt."""

from __future__ import annotations

import numpy as np

from coursekit.evaluation.tasks.arrays import Array, divided

__all__ = ["Evaluation", "evaluated", "posteriors"]

Evaluation = dict[str, Array | float]

_CANDIDATES = tuple(step / 16 for step in range(1, 16))


def _rates(truth: list[bool], scores: list[float], threshold: float, *, strict: bool = False) -> tuple[float, float]:
    """FPR and TPR."""
    called = [score > threshold if strict else score >= threshold for score in scores]
    pairs = list(zip(truth, called, strict=True))
    return pairs.count((False, True)) / truth.count(False), pairs.count((True, True)) / truth.count(True)


def _auc(truth: list[bool], scores: list[float]) -> float:
    """The share of pairs in the right order, ties counting half."""
    pairs = [
        1 + np.sign(positive - negative)
        for is_positive, positive in zip(truth, scores, strict=True)
        for is_other, negative in zip(truth, scores, strict=True)
        if is_positive and not is_other
    ]
    return float(sum(pairs) / (2 * len(pairs)))


def _percent(labels: Array, predicted: Array, classes: int, *, transposed: bool, of: str) -> Array:
    pairs = list(zip(labels.tolist(), predicted.tolist(), strict=True))
    counts = np.array([[pairs.count((row, column)) for column in range(classes)] for row in range(classes)])
    counts = counts.T if transposed else counts
    whole = {
        "row": counts.sum(axis=1, keepdims=True),
        "column": counts.sum(axis=0, keepdims=True),
        "row, laid across": counts.sum(axis=1),
        "column, laid down": counts.sum(axis=0)[:, None],
        "all": counts.sum(),
        "share": 100 * counts.sum(axis=1, keepdims=True),
        "none": np.full((classes, 1), 100),
    }[of]
    return 100 * divided(counts, whole)


def evaluated(
    valid_labels: Array,
    valid_posteriors: Array,
    test_labels: Array,
    test_posteriors: Array,
    positive: int,
    max_fpr: float,
    *,
    transposed: bool = False,
    of: str = "row",
    test_column: int | None = None,
    valid_column: int | None = None,
    strict: bool = False,
    strict_choice: bool = False,
    chosen_on: str = "valid",
    below_limit: bool = False,
    highest: bool = False,
    told_of: str = "test",
    auc_of: str = "scores",
    auc_column: int | None = None,
) -> Evaluation:
    """The five results with one thing done wrong; each keyword is a mistake, and the draft makes six of them.

    Keywords:
        transposed: whether rows of the matrix are the predicted classes.
        of: what 100 percent are: a "row", a "column", "all", "row, laid across" where NumPy's broadcasting goes wrong,
            "column, laid down" likewise; "share" for shares of a row, "none" for counts.
        test_column: the class whose scores are taken on the test images, the positive one if None.
        valid_column: the same for the validation images.
        strict: whether only scores above the threshold are called positive when the rates are told.
        strict_choice: whether that is so when the threshold is chosen.
        chosen_on: the images on which the threshold is chosen, "valid", "test" or "both".
        below_limit: whether the FPR has to be below the limit, not just at most that.
        highest: whether the highest candidate is taken, not the lowest.
        told_of: the images of which the rates are told.
        auc_of: "scores", "labels" for whether the likeliest class is the positive one, "numbers" for that of the
            likeliest class, "decisions" at the threshold, "valid" for the scores of the validation images.
        auc_column: the class whose scores the AUC is computed from, `test_column` if None.
    """

    def part(name: str) -> tuple[list[bool], list[float]]:
        labels, found, column = {
            "valid": (valid_labels, valid_posteriors, valid_column),
            "test": (test_labels, test_posteriors, test_column),
        }[name]
        scores = found[:, positive if column is None else column]
        return (labels == positive).tolist(), scores.tolist()

    parts = {name: part(name) for name in ("valid", "test")}
    parts["both"] = parts["valid"][0] + parts["test"][0], parts["valid"][1] + parts["test"][1]
    found = {at: _rates(*parts[chosen_on], at, strict=strict_choice)[0] for at in _CANDIDATES}
    allowed = [at for at, fpr in found.items() if fpr < max_fpr or (fpr == max_fpr and not below_limit)]
    # The draft goes through all candidates and keeps the last one where none is allowed.
    threshold = (allowed[-1] if highest else allowed[0]) if allowed else _CANDIDATES[-1]
    fpr, tpr = _rates(*parts[told_of], threshold, strict=strict)
    truth, scores = parts["test"]
    if auc_column is not None:
        scores = test_posteriors[:, auc_column].tolist()
    predicted = test_posteriors.argmax(axis=1)
    auc = {
        "scores": lambda: _auc(truth, scores),
        "labels": lambda: _auc(truth, [float(label == positive) for label in predicted.tolist()]),
        "numbers": lambda: _auc(truth, [float(label) for label in predicted.tolist()]),
        "decisions": lambda: _auc(truth, [float(score >= threshold) for score in scores]),
        "valid": lambda: _auc(*parts["valid"]),
    }[auc_of]()
    percent = _percent(test_labels, predicted, test_posteriors.shape[1], transposed=transposed, of=of)
    return {"percent": percent, "threshold": threshold, "fpr": fpr, "tpr": tpr, "auc": auc}


def posteriors(rows: list[dict[int, float]], classes: int = 4) -> Array:
    """Posteriors from those that matter, class by class; the others share the rest of each row."""
    table = np.zeros((len(rows), classes))
    for row, given in enumerate(rows):
        table[row] = (1 - sum(given.values())) / (classes - len(given))
        for label, value in given.items():
            table[row, label] = value
    return table
