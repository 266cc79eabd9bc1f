"""Answers to `tuned_threshold(valid_scores, valid_counts, test_scores, test_counts, thresholds)`."""

import numpy as np


def _error(scores, counts, threshold, strict=False):
    found = [sum((s > threshold) if strict else (s >= threshold) for s in scene) for scene in scores]
    return sum(abs(f - c) for f, c in zip(found, counts)) / len(counts)  # noqa: B905 (a scene each)


def right_loop(valid_scores, valid_counts, test_scores, test_counts, thresholds):
    best, least = None, float("inf")
    for threshold in sorted(thresholds)[::-1]:
        error = _error(valid_scores, valid_counts, threshold)
        if error < least:
            best, least = threshold, error
    return best, _error(test_scores, test_counts, best)


def right_tuple_key(valid_scores, valid_counts, test_scores, test_counts, thresholds):
    best = min(thresholds, key=lambda at: (_error(valid_scores, valid_counts, at), -at))
    return best, _error(test_scores, test_counts, best)


def right_arrays(valid_scores, valid_counts, test_scores, test_counts, thresholds):
    def errors(scores, counts, at):
        found = np.array([[(np.array(scene) >= t).sum() for scene in scores] for t in at])
        return np.abs(found - np.array(counts)).mean(axis=1)

    at = np.sort(thresholds)[::-1]
    best = at[np.argmin(errors(valid_scores, valid_counts, at))]
    return best, errors(test_scores, test_counts, [best])[0]


def right_sums(valid_scores, valid_counts, test_scores, test_counts, thresholds):
    """The smallest sum is the smallest mean."""
    sums = {t: _error(valid_scores, valid_counts, t) * len(valid_counts) for t in thresholds}
    best = max(t for t in sums if abs(sums[t] - min(sums.values())) < 1e-9)
    return best, float(_error(test_scores, test_counts, best))


def _answer(case, by=None, told=None, lowest=False, strict=False, told_by=None):
    """The right way with something else in it."""
    valid_scores, valid_counts, test_scores, test_counts, thresholds = case
    by = by or (lambda at: _error(valid_scores, valid_counts, at, strict))
    least = min(by(at) for at in thresholds)
    best = (min if lowest else max)(at for at in thresholds if abs(by(at) - least) < 1e-9)
    told = told or (test_scores, test_counts)
    return best, (told_by or _error)(*told, best, strict)


def wrong_chosen_on_the_test(valid_scores, valid_counts, test_scores, test_counts, thresholds):
    """You choose the threshold on the test scenes, and report on the same ones"""
    case = valid_scores, valid_counts, test_scores, test_counts, thresholds
    return _answer(case, lambda at: _error(test_scores, test_counts, at))


def wrong_chosen_on_all(valid_scores, valid_counts, test_scores, test_counts, thresholds):
    """The test scenes have a say in your threshold."""
    case = valid_scores, valid_counts, test_scores, test_counts, thresholds
    return _answer(case, lambda at: _error(valid_scores + test_scores, valid_counts + test_counts, at))


def wrong_told_of_validation(valid_scores, valid_counts, test_scores, test_counts, thresholds):
    """the error is that of the validation scenes"""
    case = valid_scores, valid_counts, test_scores, test_counts, thresholds
    return _answer(case, told=(valid_scores, valid_counts))


def wrong_told_of_all(valid_scores, valid_counts, test_scores, test_counts, thresholds):
    """among the scenes of your error are those on which it was chosen"""
    case = valid_scores, valid_counts, test_scores, test_counts, thresholds
    return _answer(case, told=(valid_scores + test_scores, valid_counts + test_counts))


def _summed(scores, counts, threshold, strict=False):
    return abs(sum(s >= threshold for scene in scores for s in scene) - sum(counts))


def wrong_cancelled(valid_scores, valid_counts, test_scores, test_counts, thresholds):
    """too many in one make up for too few in another"""
    case = valid_scores, valid_counts, test_scores, test_counts, thresholds
    return _answer(case, lambda at: _summed(valid_scores, valid_counts, at))


def wrong_squared(valid_scores, valid_counts, test_scores, test_counts, thresholds):
    """You choose by *squared* errors"""

    def squared(at):
        found = [sum(s >= at for s in scene) for scene in valid_scores]
        return np.mean((np.array(found) - valid_counts) ** 2)

    return _answer((valid_scores, valid_counts, test_scores, test_counts, thresholds), squared)


def wrong_relative(valid_scores, valid_counts, test_scores, test_counts, thresholds):
    """You divide each error by the true count before you choose."""

    def relative(at):
        found = [sum(s >= at for s in scene) for scene in valid_scores]
        return np.mean([abs(f - c) / max(c, 1) for f, c in zip(found, valid_counts)])  # noqa: B905 (a scene each)

    return _answer((valid_scores, valid_counts, test_scores, test_counts, thresholds), relative)


def _chosen_and_told(case, error):
    """One function for both, as the hint proposes."""
    valid_scores, valid_counts, test_scores, test_counts, thresholds = case
    best = min(sorted(thresholds, reverse=True), key=lambda at: error(valid_scores, valid_counts, at))
    return best, error(test_scores, test_counts, best)


def _differences(scores, counts, at):
    return [sum(s >= at for s in scene) - count for scene, count in zip(scores, counts)]  # noqa: B905 (a scene each)


def wrong_sums_cancel(valid_scores, valid_counts, test_scores, test_counts, thresholds):
    """too many in one make up for too few in another"""
    case = valid_scores, valid_counts, test_scores, test_counts, thresholds
    return _chosen_and_told(case, lambda *part: abs(sum(_differences(*part))))


def wrong_means_cancel(valid_scores, valid_counts, test_scores, test_counts, thresholds):
    """too many in one make up for too few in another"""
    case = valid_scores, valid_counts, test_scores, test_counts, thresholds
    return _chosen_and_told(case, lambda *part: abs(np.mean(_differences(*part))))


def wrong_squared_twice(valid_scores, valid_counts, test_scores, test_counts, thresholds):
    """You choose by *squared* errors"""
    case = valid_scores, valid_counts, test_scores, test_counts, thresholds
    return _chosen_and_told(case, lambda *part: np.mean([error**2 for error in _differences(*part)]))


def wrong_relative_twice(valid_scores, valid_counts, test_scores, test_counts, thresholds):
    """You divide each error by the true count before you choose."""

    def relative(scores, counts, at):
        shares = [abs(error) / count for error, count in zip(_differences(scores, counts, at), counts)]  # noqa: B905 (a scene each)
        return sum(shares) / len(shares)

    return _chosen_and_told((valid_scores, valid_counts, test_scores, test_counts, thresholds), relative)


def wrong_signed(valid_scores, valid_counts, test_scores, test_counts, thresholds):
    """found less true is smallest where hardly anything is found"""
    case = valid_scores, valid_counts, test_scores, test_counts, thresholds
    return _chosen_and_told(case, lambda *part: np.mean(_differences(*part)))


def wrong_sum(valid_scores, valid_counts, test_scores, test_counts, thresholds):
    """but you add them up"""
    case = valid_scores, valid_counts, test_scores, test_counts, thresholds
    return _chosen_and_told(case, lambda *part: sum(map(abs, _differences(*part))))


def wrong_told_how_means_cancel(valid_scores, valid_counts, test_scores, test_counts, thresholds):
    """errors of scenes cancel in it"""
    case = valid_scores, valid_counts, test_scores, test_counts, thresholds
    return _answer(case, told_by=lambda scores, counts, at, strict: abs(np.mean(_differences(scores, counts, at))))


def wrong_told_how_they_cancel(valid_scores, valid_counts, test_scores, test_counts, thresholds):
    """errors of scenes cancel in it"""
    case = valid_scores, valid_counts, test_scores, test_counts, thresholds
    return _answer(case, told_by=_summed)


def wrong_lowest(valid_scores, valid_counts, test_scores, test_counts, thresholds):
    """Of thresholds with equal errors you take the lowest."""
    return _answer((valid_scores, valid_counts, test_scores, test_counts, thresholds), lowest=True)


def wrong_above(valid_scores, valid_counts, test_scores, test_counts, thresholds):
    """You count scores *above* the threshold."""
    return _answer((valid_scores, valid_counts, test_scores, test_counts, thresholds), strict=True)


def wrong_error_only(valid_scores, valid_counts, test_scores, test_counts, thresholds):
    """2 were wanted"""
    return right_loop(valid_scores, valid_counts, test_scores, test_counts, thresholds)[1:]


def refused_scikit_learn(valid_scores, valid_counts, test_scores, test_counts, thresholds):
    """sklearn.metrics.mean_absolute_error"""
    from sklearn.metrics import mean_absolute_error

    def error(scores, counts, at):
        return mean_absolute_error(counts, [sum(s >= at for s in scene) for scene in scores])

    best = min(sorted(thresholds)[::-1], key=lambda at: error(valid_scores, valid_counts, at))
    return best, error(test_scores, test_counts, best)


def refused_the_tasks_own_answer(valid_scores, valid_counts, test_scores, test_counts, thresholds):
    """coursekit.counting.tasks"""
    from coursekit.counting import tasks

    return tasks.tuned_threshold.reference(valid_scores, valid_counts, test_scores, test_counts, thresholds)
