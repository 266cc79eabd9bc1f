"""Answers to `operating_point(validation_truth, validation_scores, test_truth, test_scores, max_fpr)`."""

import numpy as np


def _curve(truth, scores):
    thresholds = np.append(np.inf, np.unique(scores)[::-1])
    called = scores >= thresholds[:, None]
    return thresholds, called[:, truth == 0].mean(axis=1), called[:, truth == 1].mean(axis=1)


def _rates(truth, scores, threshold):
    return (scores[truth == 0] >= threshold).mean(), (scores[truth == 1] >= threshold).mean()


def _choose(truth, scores, max_fpr):
    thresholds, fpr, tpr = _curve(truth, scores)
    return thresholds[np.where(fpr <= max_fpr, tpr, -1).argmax()]


def right_arrays(validation_truth, validation_scores, test_truth, test_scores, max_fpr):
    threshold = _choose(validation_truth, validation_scores, max_fpr)
    return threshold, *_rates(test_truth, test_scores, threshold)


def right_loop(validation_truth, validation_scores, test_truth, test_scores, max_fpr):
    best, best_tpr = float("inf"), 0.0
    for threshold in sorted(set(validation_scores.tolist()), reverse=True):
        fpr, tpr = _rates(validation_truth, validation_scores, threshold)
        if fpr <= max_fpr and tpr > best_tpr:
            best, best_tpr = threshold, tpr
    return (best, *(float(rate) for rate in _rates(test_truth, test_scores, best)))


def right_lowest_positive(validation_truth, validation_scores, test_truth, test_scores, max_fpr):
    """The best threshold is the score of a positive, the lowest that is allowed."""
    allowed = [
        score
        for score in validation_scores[validation_truth == 1]
        if (validation_scores[validation_truth == 0] >= score).mean() <= max_fpr
    ]
    threshold = min(allowed, default=np.inf)
    return [threshold, *_rates(test_truth, test_scores, threshold)]


def right_pandas(validation_truth, validation_scores, test_truth, test_scores, max_fpr):
    import pandas as pd

    table = pd.DataFrame(dict(zip(("threshold", "fpr", "tpr"), _curve(validation_truth, validation_scores))))  # noqa: B905 (three and three)
    allowed = table[table["fpr"] <= max_fpr].sort_values(["tpr", "fpr"], ascending=[False, True], kind="stable")
    threshold = allowed["threshold"].iloc[0]
    return threshold, *_rates(test_truth, test_scores, threshold)


def wrong_chosen_on_the_test(validation_truth, validation_scores, test_truth, test_scores, max_fpr):
    """You choose the threshold on the test images"""
    threshold = _choose(test_truth, test_scores, max_fpr)
    return threshold, *_rates(test_truth, test_scores, threshold)


def wrong_chosen_on_all(validation_truth, validation_scores, test_truth, test_scores, max_fpr):
    """The test images have a say in your threshold."""
    truth, scores = np.append(validation_truth, test_truth), np.append(validation_scores, test_scores)
    threshold = _choose(truth, scores, max_fpr)
    return threshold, *_rates(test_truth, test_scores, threshold)


def wrong_rates_of_validation(validation_truth, validation_scores, test_truth, test_scores, max_fpr):
    """for which it was chosen"""
    threshold = _choose(validation_truth, validation_scores, max_fpr)
    return threshold, *_rates(validation_truth, validation_scores, threshold)


def wrong_rates_of_all(validation_truth, validation_scores, test_truth, test_scores, max_fpr):
    """among the images that the rates come from"""
    threshold = _choose(validation_truth, validation_scores, max_fpr)
    truth, scores = np.append(validation_truth, test_truth), np.append(validation_scores, test_scores)
    return threshold, *_rates(truth, scores, threshold)


def wrong_parts_exchanged(validation_truth, validation_scores, test_truth, test_scores, max_fpr):
    """Validation and test have changed places."""
    return right_arrays(test_truth, test_scores, validation_truth, validation_scores, max_fpr)


def wrong_fpr_of_validation(validation_truth, validation_scores, test_truth, test_scores, max_fpr):
    """Your FPR is that of the validation images"""
    threshold = _choose(validation_truth, validation_scores, max_fpr)
    fpr, _ = _rates(validation_truth, validation_scores, threshold)
    return threshold, fpr, _rates(test_truth, test_scores, threshold)[1]


def wrong_fpr_allowed(validation_truth, validation_scores, test_truth, test_scores, max_fpr):
    """Your FPR is the one that was allowed."""
    threshold = _choose(validation_truth, validation_scores, max_fpr)
    return threshold, max_fpr, _rates(test_truth, test_scores, threshold)[1]


def _with(case, choose, above=False):
    """The right answer with another choice on the validation images."""
    validation_truth, validation_scores, test_truth, test_scores, max_fpr = case
    threshold = choose(validation_truth, validation_scores, max_fpr)
    if above:
        return (
            threshold,
            (test_scores[test_truth == 0] > threshold).mean(),
            (test_scores[test_truth == 1] > threshold).mean(),
        )
    return threshold, *_rates(test_truth, test_scores, threshold)


def wrong_below_the_limit(validation_truth, validation_scores, test_truth, test_scores, max_fpr):
    """You ask for an FPR *below*"""

    def choose(truth, scores, limit):
        thresholds, fpr, tpr = _curve(truth, scores)
        return thresholds[np.where(fpr < limit, tpr, -1).argmax()]

    return _with((validation_truth, validation_scores, test_truth, test_scores, max_fpr), choose)


def wrong_above_on_the_test(validation_truth, validation_scores, test_truth, test_scores, max_fpr):
    """on the test images you call positive only what lies *above* it"""
    return _with((validation_truth, validation_scores, test_truth, test_scores, max_fpr), _choose, above=True)


def wrong_above_everywhere(validation_truth, validation_scores, test_truth, test_scores, max_fpr):
    """when choosing and when testing"""

    def choose(truth, scores, limit):
        thresholds = np.append(np.inf, np.unique(scores)[::-1])
        called = scores > thresholds[:, None]
        fpr, tpr = called[:, truth == 0].mean(axis=1), called[:, truth == 1].mean(axis=1)
        return thresholds[np.where(fpr <= limit, tpr, -1).argmax()]

    return _with((validation_truth, validation_scores, test_truth, test_scores, max_fpr), choose, above=True)


def wrong_lowest(validation_truth, validation_scores, test_truth, test_scores, max_fpr):
    """a false alarm more for nothing"""

    def choose(truth, scores, limit):
        thresholds, fpr, _ = _curve(truth, scores)
        return thresholds[fpr <= limit][-1]

    return _with((validation_truth, validation_scores, test_truth, test_scores, max_fpr), choose)


def wrong_highest(validation_truth, validation_scores, test_truth, test_scores, max_fpr):
    """so that hardly anything is found"""

    def choose(truth, scores, limit):
        thresholds, fpr, _ = _curve(truth, scores)
        allowed = thresholds[1:][fpr[1:] <= limit]
        return allowed[0] if len(allowed) else np.inf

    return _with((validation_truth, validation_scores, test_truth, test_scores, max_fpr), choose)


def wrong_nearest(validation_truth, validation_scores, test_truth, test_scores, max_fpr):
    """You take the FPR that is *nearest*"""

    def choose(truth, scores, limit):
        thresholds, fpr, tpr = _curve(truth, scores)
        away = np.abs(fpr - limit)
        return thresholds[np.where(away == away.min(), tpr, -1).argmax()]

    return _with((validation_truth, validation_scores, test_truth, test_scores, max_fpr), choose)


def wrong_first_over(validation_truth, validation_scores, test_truth, test_scores, max_fpr):
    """the first one that breaks the limit"""

    def choose(truth, scores, limit):
        thresholds, fpr, _ = _curve(truth, scores)
        over = thresholds[fpr > limit]
        return over[0] if len(over) else thresholds[-1]

    return _with((validation_truth, validation_scores, test_truth, test_scores, max_fpr), choose)


def wrong_youden(validation_truth, validation_scores, test_truth, test_scores, max_fpr):
    """You choose by Youden's J."""

    def choose(truth, scores, limit):
        thresholds, fpr, tpr = _curve(truth, scores)
        return thresholds[np.argmax(tpr - fpr)]

    return _with((validation_truth, validation_scores, test_truth, test_scores, max_fpr), choose)


def wrong_closest(validation_truth, validation_scores, test_truth, test_scores, max_fpr):
    """You choose the point closest to (0, 1)."""

    def choose(truth, scores, limit):
        thresholds, fpr, tpr = _curve(truth, scores)
        return thresholds[np.argmin(np.hypot(fpr, 1 - tpr))]

    return _with((validation_truth, validation_scores, test_truth, test_scores, max_fpr), choose)


def wrong_false_discoveries(validation_truth, validation_scores, test_truth, test_scores, max_fpr):
    """The FPR is a share of the *negatives*."""

    def choose(truth, scores, limit):
        thresholds = np.append(np.inf, np.unique(scores)[::-1])
        called = scores >= thresholds[:, None]
        false = (called & (truth == 0)).sum(axis=1) / np.maximum(called.sum(axis=1), 1)
        tpr = called[:, truth == 1].mean(axis=1)
        return thresholds[np.where(false <= limit, tpr, -1).argmax()]

    return _with((validation_truth, validation_scores, test_truth, test_scores, max_fpr), choose)


def wrong_rates_exchanged(validation_truth, validation_scores, test_truth, test_scores, max_fpr):
    """Your last two numbers have changed places"""
    threshold, fpr, tpr = right_arrays(validation_truth, validation_scores, test_truth, test_scores, max_fpr)
    return threshold, tpr, fpr


def wrong_no_infinity(validation_truth, validation_scores, test_truth, test_scores, max_fpr):
    """Which threshold calls nothing positive?"""

    def choose(truth, scores, limit):
        thresholds, fpr, tpr = (part[1:] for part in _curve(truth, scores))
        return thresholds[np.where(fpr <= limit, tpr, -1).argmax()]

    return _with((validation_truth, validation_scores, test_truth, test_scores, max_fpr), choose)


def wrong_index(validation_truth, validation_scores, test_truth, test_scores, max_fpr):
    """Your threshold"""
    thresholds, fpr, tpr = _curve(validation_truth, validation_scores)
    best = np.where(fpr <= max_fpr, tpr, -1).argmax()
    return best, *_rates(test_truth, test_scores, thresholds[best])


def wrong_rates_only(validation_truth, validation_scores, test_truth, test_scores, max_fpr):
    """It has 2 items; 3 were wanted."""
    return right_arrays(validation_truth, validation_scores, test_truth, test_scores, max_fpr)[1:]


def _among(case, scores_of, limit_on, best_on):
    """A threshold among the scores of one part, by the FPR of another and the TPR of a third."""
    validation_truth, validation_scores, test_truth, test_scores, max_fpr = case
    parts = {"validation": (validation_truth, validation_scores), "test": (test_truth, test_scores)}
    thresholds = np.append(np.inf, np.unique(parts[scores_of][1])[::-1])
    fpr = np.array([_rates(*parts[limit_on], at)[0] for at in thresholds])
    tpr = np.array([_rates(*parts[best_on], at)[1] for at in thresholds])
    threshold = thresholds[np.where(fpr <= max_fpr, tpr, -1).argmax()]
    return threshold, *_rates(test_truth, test_scores, threshold)


def wrong_limit_on_the_test(validation_truth, validation_scores, test_truth, test_scores, max_fpr):
    """Your threshold keeps the limit on the *test* images."""
    case = validation_truth, validation_scores, test_truth, test_scores, max_fpr
    return _among(case, "validation", "test", "validation")


def wrong_rates_on_the_test(validation_truth, validation_scores, test_truth, test_scores, max_fpr):
    """but you choose among them by the rates on the *test* images"""
    case = validation_truth, validation_scores, test_truth, test_scores, max_fpr
    return _among(case, "validation", "test", "test")


def wrong_thresholds_from_the_test(validation_truth, validation_scores, test_truth, test_scores, max_fpr):
    """Your thresholds are scores of the *test* images."""
    case = validation_truth, validation_scores, test_truth, test_scores, max_fpr
    return _among(case, "test", "validation", "validation")


def wrong_tpr_of_validation(validation_truth, validation_scores, test_truth, test_scores, max_fpr):
    """Your TPR is that of the validation images"""
    threshold = _choose(validation_truth, validation_scores, max_fpr)
    fpr, _ = _rates(test_truth, test_scores, threshold)
    return threshold, fpr, _rates(validation_truth, validation_scores, threshold)[1]


def wrong_numbers(validation_truth, validation_scores, test_truth, test_scores, max_fpr):
    """Your rates are numbers of images"""
    threshold = _choose(validation_truth, validation_scores, max_fpr)
    return threshold, *((test_scores[test_truth == side] >= threshold).sum() for side in (0, 1))


def wrong_shares_of_all(validation_truth, validation_scores, test_truth, test_scores, max_fpr):
    """Your rates divide by all images of the test"""
    threshold = _choose(validation_truth, validation_scores, max_fpr)
    return threshold, *(((test_scores >= threshold) & (test_truth == side)).mean() for side in (0, 1))


def wrong_false_share(validation_truth, validation_scores, test_truth, test_scores, max_fpr):
    """Your FPR divides the false alarms of the test by what is *called* positive."""
    threshold = _choose(validation_truth, validation_scores, max_fpr)
    called = test_truth[test_scores >= threshold]
    false_share = (called == 0).mean() if len(called) else 0.0
    return threshold, false_share, _rates(test_truth, test_scores, threshold)[1]


def wrong_up_to_the_threshold(validation_truth, validation_scores, test_truth, test_scores, max_fpr):
    """you call positive what lies *up to* it"""
    threshold = _choose(validation_truth, validation_scores, max_fpr)
    return threshold, *((test_scores[test_truth == side] <= threshold).mean() for side in (0, 1))


def wrong_youden_of_the_allowed(validation_truth, validation_scores, test_truth, test_scores, max_fpr):
    """you take the one with the highest J"""

    def choose(truth, scores, limit):
        thresholds, fpr, tpr = _curve(truth, scores)
        return thresholds[np.where(fpr <= limit, tpr - fpr, -1).argmax()]

    return _with((validation_truth, validation_scores, test_truth, test_scores, max_fpr), choose)


def wrong_highest_fpr_of_the_allowed(validation_truth, validation_scores, test_truth, test_scores, max_fpr):
    """you take the one with the highest FPR"""

    def choose(truth, scores, limit):
        thresholds, fpr, _ = _curve(truth, scores)
        return thresholds[np.where(fpr <= limit, fpr, -1).argmax()]

    return _with((validation_truth, validation_scores, test_truth, test_scores, max_fpr), choose)


def wrong_first_nearest(validation_truth, validation_scores, test_truth, test_scores, max_fpr):
    """You take the first FPR that is *nearest*"""
    thresholds, fpr, _ = _curve(validation_truth, validation_scores)
    threshold = thresholds[np.argmin(np.abs(fpr - max_fpr))]
    return threshold, *_rates(test_truth, test_scores, threshold)


def wrong_same_place(validation_truth, validation_scores, test_truth, test_scores, max_fpr):
    """look at the same place of another curve"""
    thresholds, fpr, tpr = _curve(validation_truth, validation_scores)
    best = np.argmax(np.where(fpr <= max_fpr, tpr, -1))
    _, test_fpr, test_tpr = _curve(test_truth, test_scores)
    return thresholds[best], test_fpr[best], test_tpr[best]


def refused_the_tasks_own_answer(validation_truth, validation_scores, test_truth, test_scores, max_fpr):
    """coursekit.evaluation.tasks"""
    from coursekit.evaluation import tasks

    return tasks.operating_point.reference(validation_truth, validation_scores, test_truth, test_scores, max_fpr)


def refused_the_package(validation_truth, validation_scores, test_truth, test_scores, max_fpr):
    """coursekit.evaluation"""
    from coursekit import evaluation

    best = evaluation.best_threshold(validation_truth, validation_scores, criterion="fpr", fpr=max_fpr)
    return best.threshold, *_rates(test_truth, test_scores, best.threshold)


def refused_scikit_learn(validation_truth, validation_scores, test_truth, test_scores, max_fpr):
    """sklearn.metrics.roc_curve"""
    from sklearn.metrics import roc_curve

    fpr, tpr, thresholds = roc_curve(validation_truth, validation_scores, drop_intermediate=False)
    threshold = thresholds[np.where(fpr <= max_fpr, tpr, -1).argmax()]
    return threshold, *_rates(test_truth, test_scores, threshold)
