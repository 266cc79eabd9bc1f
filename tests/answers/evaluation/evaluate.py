"""Answers to `evaluate(valid_labels, valid_posteriors, test_labels, test_posteriors, positive, max_fpr)`."""

import numpy as np


def rates(truth, scores, threshold):
    """As given in the exercise."""
    called = scores >= threshold
    return called[~truth].mean(), called[truth].mean()


def in_order(truth, scores):
    """As given in the exercise."""
    difference = scores[truth][:, None] - scores[~truth]
    return ((difference > 0) + (difference == 0) / 2).mean()


def right_repaired(valid_labels, valid_posteriors, test_labels, test_posteriors, positive, max_fpr):
    classes = test_posteriors.shape[1]
    predicted = test_posteriors.argmax(axis=1)
    counts = np.zeros((classes, classes))
    for is_class, called in zip(test_labels, predicted, strict=True):
        counts[is_class, called] += 1
    percent = 100 * counts / counts.sum(axis=1, keepdims=True)
    truth = test_labels == positive
    scores = test_posteriors[:, positive]
    for threshold in np.arange(1, 16) / 16:
        if rates(valid_labels == positive, valid_posteriors[:, positive], threshold)[0] <= max_fpr:
            break
    called = scores >= threshold
    fpr, tpr = called[~truth].mean(), called[truth].mean()
    return {"percent": percent, "threshold": threshold, "fpr": fpr, "tpr": tpr, "auc": in_order(truth, scores)}


def right_turned_at_the_end(valid_labels, valid_posteriors, test_labels, test_posteriors, positive, max_fpr):
    """The table made as in the draft, and turned when it is done."""
    classes = test_posteriors.shape[1]
    counts = np.zeros((classes, classes))
    np.add.at(counts, (test_posteriors.argmax(axis=1), test_labels), 1)
    percent = (100 * counts / counts.sum(axis=0)).T
    of_valid, own = valid_labels == positive, valid_posteriors[:, positive]
    candidates = np.arange(1, 16) / 16
    threshold = candidates[[rates(of_valid, own, at)[0] <= max_fpr for at in candidates]].min()
    truth, scores = test_labels == positive, test_posteriors[:, positive]
    fpr, tpr = rates(truth, scores, threshold)
    return {"auc": in_order(truth, scores), "tpr": tpr, "fpr": fpr, "threshold": threshold, "percent": percent.tolist()}


def _with(
    case,
    index="true first",
    axis=1,
    keepdims=True,
    scale=100,
    column=None,
    valid_column=None,
    test_column=None,
    above=False,
    above_everywhere=False,
    chosen_on="valid",
    highest=False,
    told_of="test",
    auc="scores",
):
    """The repaired draft with one thing or another done in another way."""
    valid_labels, valid_posteriors, test_labels, test_posteriors, positive, max_fpr = case
    classes = test_posteriors.shape[1]
    predicted = test_posteriors.argmax(axis=1)
    counts = np.zeros((classes, classes))
    for is_class, called in zip(test_labels, predicted, strict=True):
        counts[(is_class, called) if index == "true first" else (called, is_class)] += 1
    whole = 1 if axis == "none" else counts.sum(axis=axis, keepdims=keepdims)
    with np.errstate(invalid="ignore", divide="ignore"):
        percent = (1 if axis == "none" else scale) * counts / whole
    column = positive if column is None else column
    valid_column = column if valid_column is None else valid_column
    test_column = column if test_column is None else test_column
    parts = {
        "valid": (valid_labels == positive, valid_posteriors[:, valid_column]),
        "test": (test_labels == positive, test_posteriors[:, test_column]),
    }
    parts["both"] = tuple(np.concatenate(pair) for pair in zip(parts["valid"], parts["test"], strict=True))
    candidates = np.arange(1, 16) / 16
    truth, scores = parts[chosen_on]
    allowed = [
        at for at in candidates if (scores[~truth] > at if above_everywhere else scores[~truth] >= at).mean() <= max_fpr
    ]
    threshold = (allowed[-1] if highest else allowed[0]) if allowed else candidates[-1]
    truth, scores = parts[told_of]
    called = scores > threshold if above or above_everywhere else scores >= threshold
    fpr, tpr = called[~truth].mean(), called[truth].mean()
    truth, scores = parts["test"]
    values = {
        "scores": scores,
        "labels": (predicted == positive).astype(int),
        "numbers": predicted,
        "decisions": (scores >= threshold).astype(int),
        "class 1": test_posteriors[:, 1],
    }
    area = in_order(*parts["valid"]) if auc == "valid" else in_order(truth, values[auc])
    return {"percent": percent, "threshold": threshold, "fpr": fpr, "tpr": tpr, "auc": area}


def wrong_draft(valid_labels, valid_posteriors, test_labels, test_posteriors, positive, max_fpr):
    """That is still what the draft gives."""
    case = valid_labels, valid_posteriors, test_labels, test_posteriors, positive, max_fpr
    return _with(case, "predicted first", axis=0, column=1, above=True, chosen_on="test", auc="labels")


def wrong_half_repaired(valid_labels, valid_posteriors, test_labels, test_posteriors, positive, max_fpr):
    """The columns of the table add up to 100."""
    case = valid_labels, valid_posteriors, test_labels, test_posteriors, positive, max_fpr
    return _with(case, axis=0, column=1, above=True, chosen_on="test", auc="labels")


def wrong_table_repaired(valid_labels, valid_posteriors, test_labels, test_posteriors, positive, max_fpr):
    """and you look at the scores of class 1"""
    case = valid_labels, valid_posteriors, test_labels, test_posteriors, positive, max_fpr
    return _with(case, column=1, above=True, chosen_on="test", auc="labels")


def wrong_transposed(valid_labels, valid_posteriors, test_labels, test_posteriors, positive, max_fpr):
    """The table lies on its side"""
    case = valid_labels, valid_posteriors, test_labels, test_posteriors, positive, max_fpr
    return _with(case, "predicted first")


def wrong_columns(valid_labels, valid_posteriors, test_labels, test_posteriors, positive, max_fpr):
    """The columns of the table add up to 100."""
    case = valid_labels, valid_posteriors, test_labels, test_posteriors, positive, max_fpr
    return _with(case, axis=0)


def wrong_table_untouched(valid_labels, valid_posteriors, test_labels, test_posteriors, positive, max_fpr):
    """Look at A and at B."""
    case = valid_labels, valid_posteriors, test_labels, test_posteriors, positive, max_fpr
    return _with(case, "predicted first", axis=0)


def wrong_no_keepdims(valid_labels, valid_posteriors, test_labels, test_posteriors, positive, max_fpr):
    """What does `keepdims=True` do?"""
    case = valid_labels, valid_posteriors, test_labels, test_posteriors, positive, max_fpr
    return _with(case, keepdims=False)


def wrong_percent_of_all(valid_labels, valid_posteriors, test_labels, test_posteriors, positive, max_fpr):
    """in percent of all images"""
    case = valid_labels, valid_posteriors, test_labels, test_posteriors, positive, max_fpr
    return _with(case, axis=None)


def wrong_shares(valid_labels, valid_posteriors, test_labels, test_posteriors, positive, max_fpr):
    """The rows of the table add up to 1."""
    case = valid_labels, valid_posteriors, test_labels, test_posteriors, positive, max_fpr
    return _with(case, scale=1)


def wrong_counts(valid_labels, valid_posteriors, test_labels, test_posteriors, positive, max_fpr):
    """The table holds numbers of images."""
    case = valid_labels, valid_posteriors, test_labels, test_posteriors, positive, max_fpr
    return _with(case, axis="none")


def wrong_class_one(valid_labels, valid_posteriors, test_labels, test_posteriors, positive, max_fpr):
    """and you look at the scores of class 1"""
    case = valid_labels, valid_posteriors, test_labels, test_posteriors, positive, max_fpr
    return _with(case, column=1)


def wrong_class_one_and_labels(valid_labels, valid_posteriors, test_labels, test_posteriors, positive, max_fpr):
    """and you look at the scores of class 1"""
    case = valid_labels, valid_posteriors, test_labels, test_posteriors, positive, max_fpr
    return _with(case, column=1, auc="labels")


def wrong_class_one_on_validation(valid_labels, valid_posteriors, test_labels, test_posteriors, positive, max_fpr):
    """On the validation images you look at the scores of class 1"""
    case = valid_labels, valid_posteriors, test_labels, test_posteriors, positive, max_fpr
    return _with(case, valid_column=1)


def wrong_class_one_on_the_test(valid_labels, valid_posteriors, test_labels, test_posteriors, positive, max_fpr):
    """On the test images you look at the scores of class 1"""
    case = valid_labels, valid_posteriors, test_labels, test_posteriors, positive, max_fpr
    return _with(case, test_column=1)


def wrong_class_one_on_the_test_and_labels(
    valid_labels, valid_posteriors, test_labels, test_posteriors, positive, max_fpr
):
    """On the test images you look at the scores of class 1"""
    case = valid_labels, valid_posteriors, test_labels, test_posteriors, positive, max_fpr
    return _with(case, test_column=1, auc="labels")


def wrong_auc_of_class_one(valid_labels, valid_posteriors, test_labels, test_posteriors, positive, max_fpr):
    """The AUC comes from the scores of class 1"""
    case = valid_labels, valid_posteriors, test_labels, test_posteriors, positive, max_fpr
    return _with(case, auc="class 1")


def wrong_above(valid_labels, valid_posteriors, test_labels, test_posteriors, positive, max_fpr):
    """A score lies exactly on the threshold"""
    case = valid_labels, valid_posteriors, test_labels, test_posteriors, positive, max_fpr
    return _with(case, above=True)


def wrong_above_everywhere(valid_labels, valid_posteriors, test_labels, test_posteriors, positive, max_fpr):
    """`rates` was right"""
    case = valid_labels, valid_posteriors, test_labels, test_posteriors, positive, max_fpr
    return _with(case, above_everywhere=True)


def wrong_chosen_on_the_test(valid_labels, valid_posteriors, test_labels, test_posteriors, positive, max_fpr):
    """The threshold is that of the test images"""
    case = valid_labels, valid_posteriors, test_labels, test_posteriors, positive, max_fpr
    return _with(case, chosen_on="test")


def wrong_chosen_on_both(valid_labels, valid_posteriors, test_labels, test_posteriors, positive, max_fpr):
    """The test images still have a say"""
    case = valid_labels, valid_posteriors, test_labels, test_posteriors, positive, max_fpr
    return _with(case, chosen_on="both")


def wrong_rates_of_validation(valid_labels, valid_posteriors, test_labels, test_posteriors, positive, max_fpr):
    """FPR and TPR are now those of the validation images"""
    case = valid_labels, valid_posteriors, test_labels, test_posteriors, positive, max_fpr
    return _with(case, told_of="valid")


def wrong_all_of_validation(valid_labels, valid_posteriors, test_labels, test_posteriors, positive, max_fpr):
    """only the loop has to look elsewhere"""
    case = valid_labels, valid_posteriors, test_labels, test_posteriors, positive, max_fpr
    return _with(case, told_of="valid", auc="valid")


def wrong_highest(valid_labels, valid_posteriors, test_labels, test_posteriors, positive, max_fpr):
    """You take the highest threshold that keeps the limit."""
    case = valid_labels, valid_posteriors, test_labels, test_posteriors, positive, max_fpr
    return _with(case, highest=True)


def wrong_auc_of_labels(valid_labels, valid_posteriors, test_labels, test_posteriors, positive, max_fpr):
    """how sure it is"""
    case = valid_labels, valid_posteriors, test_labels, test_posteriors, positive, max_fpr
    return _with(case, auc="labels")


def wrong_auc_of_numbers(valid_labels, valid_posteriors, test_labels, test_posteriors, positive, max_fpr):
    """as if class 3 were more positive than class 2"""
    case = valid_labels, valid_posteriors, test_labels, test_posteriors, positive, max_fpr
    return _with(case, auc="numbers")


def wrong_auc_of_decisions(valid_labels, valid_posteriors, test_labels, test_posteriors, positive, max_fpr):
    """The AUC comes from decisions at the threshold"""
    case = valid_labels, valid_posteriors, test_labels, test_posteriors, positive, max_fpr
    return _with(case, auc="decisions")


def wrong_auc_of_validation(valid_labels, valid_posteriors, test_labels, test_posteriors, positive, max_fpr):
    """The AUC is that of the validation images."""
    case = valid_labels, valid_posteriors, test_labels, test_posteriors, positive, max_fpr
    return _with(case, auc="valid")


def wrong_tuple(valid_labels, valid_posteriors, test_labels, test_posteriors, positive, max_fpr):
    """a dict was asked for"""
    case = valid_labels, valid_posteriors, test_labels, test_posteriors, positive, max_fpr
    return tuple(_with(case).values())


def wrong_below_the_limit(valid_labels, valid_posteriors, test_labels, test_posteriors, positive, max_fpr):
    """You ask for an FPR *below*"""
    result = right_repaired(valid_labels, valid_posteriors, test_labels, test_posteriors, positive, max_fpr)
    others = valid_posteriors[valid_labels != positive, positive]
    for threshold in np.arange(1, 16) / 16:
        if (others >= threshold).mean() < max_fpr:
            break
    called, truth = test_posteriors[:, positive] >= threshold, test_labels == positive
    return result | {"threshold": threshold, "fpr": called[~truth].mean(), "tpr": called[truth].mean()}


def refused_the_tasks_own_answer(valid_labels, valid_posteriors, test_labels, test_posteriors, positive, max_fpr):
    """coursekit.evaluation.tasks"""
    from coursekit.evaluation import tasks

    return tasks.evaluate.reference(valid_labels, valid_posteriors, test_labels, test_posteriors, positive, max_fpr)


def refused_the_package(valid_labels, valid_posteriors, test_labels, test_posteriors, positive, max_fpr):
    """coursekit.evaluation"""
    from coursekit import evaluation

    case = valid_labels, valid_posteriors, test_labels, test_posteriors, positive, max_fpr
    table = evaluation.confusion(test_labels, test_posteriors.argmax(axis=1)).normalized("true")
    return _with(case) | {"percent": table.to_numpy()}


def refused_scikit_learn(valid_labels, valid_posteriors, test_labels, test_posteriors, positive, max_fpr):
    """sklearn.metrics.roc_auc_score"""
    from sklearn.metrics import roc_auc_score

    case = valid_labels, valid_posteriors, test_labels, test_posteriors, positive, max_fpr
    return _with(case) | {"auc": roc_auc_score(test_labels == positive, test_posteriors[:, positive])}
