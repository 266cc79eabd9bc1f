"""Answers to `reliability_table(truth, scores, bins)`."""

import numpy as np
import pandas as pd


def _table(truth, scores, bins, numbers, mean_score=None, positive_share=None, images=None):
    """From the bin of each score; other columns where a function of truth, scores, number is given."""
    mean_score = mean_score or (lambda true, score, number: score.mean() if len(score) else np.nan)
    positive_share = positive_share or (lambda true, score, number: true.mean() if len(true) else np.nan)
    images = images or (lambda true, score, number: len(true))
    rows = []
    for number in range(bins):
        inside = numbers == number
        case = truth[inside], scores[inside], number
        rows.append([images(*case), mean_score(*case), positive_share(*case)])
    return pd.DataFrame(rows, columns=["images", "mean score", "positive share"])


def _numbers(scores, bins):
    return np.maximum(np.ceil(scores * bins).astype(int) - 1, 0)


def right_ceil(truth, scores, bins):
    return _table(truth, scores, bins, _numbers(scores, bins))


def right_masks(truth, scores, bins):
    rows = []
    for number in range(bins):
        low, high = number / bins, (number + 1) / bins
        inside = (scores <= high) & ((scores > low) | (number == 0))
        count = int(inside.sum())
        rows.append(
            {
                "images": count,
                "mean score": scores[inside].sum() / count if count else np.nan,
                "positive share": truth[inside].sum() / count if count else np.nan,
            }
        )
    return rows


def right_digitize(truth, scores, bins):
    edges = np.arange(1, bins) / bins
    return _table(truth, scores, bins, np.digitize(scores, edges, right=True))


def right_cut(truth, scores, bins):
    cut = pd.cut(scores, np.arange(bins + 1) / bins, labels=False, include_lowest=True)
    groups = pd.DataFrame({"cut": cut, "score": scores, "truth": truth}).groupby("cut")
    table = pd.DataFrame(
        {
            "images": groups.size(),
            "mean score": groups["score"].mean(),
            "positive share": groups["truth"].mean(),
        }
    ).reindex(range(bins))
    table["images"] = table["images"].fillna(0).astype(int)
    return table


def right_bincount(truth, scores, bins):
    numbers = np.searchsorted(np.arange(1, bins) / bins, scores, "left")
    counts = np.bincount(numbers, minlength=bins)
    with np.errstate(invalid="ignore"):
        return pd.DataFrame(
            {
                "images": counts,
                "mean score": np.bincount(numbers, scores, bins) / counts,
                "positive share": np.bincount(numbers, truth, bins) / counts,
            }
        )


def wrong_edges_above(truth, scores, bins):
    """lands in the upper one"""
    return _table(truth, scores, bins, np.minimum((scores * bins).astype(int), bins - 1))


def wrong_one_lost(truth, scores, bins):
    """a score of 1 in none at all"""
    return _table(truth, scores, bins, (scores * bins).astype(int))


def wrong_zero_lost(truth, scores, bins):
    """A score of 0 is in none of your bins."""
    return _table(truth, scores, bins, np.ceil(scores * bins).astype(int) - 1)


def wrong_cut_without_lowest(truth, scores, bins):
    """A score of 0 is in none of your bins."""
    cut = pd.cut(scores, np.arange(bins + 1) / bins, labels=False)
    return _table(truth, scores, bins, cut)


def wrong_zero_in_the_last_bin(truth, scores, bins):
    """Python counts that from behind"""
    return _table(truth, scores, bins, (np.ceil(scores * bins).astype(int) - 1) % bins)


def wrong_empty_left_out(truth, scores, bins):
    """Bins without images are missing in your table."""
    table = right_ceil(truth, scores, bins)
    return table[table["images"] > 0]


def wrong_zeros(truth, scores, bins):
    """In a bin without images you say 0."""
    return right_ceil(truth, scores, bins).fillna(0)


def wrong_middle(truth, scores, bins):
    """the middle of each bin"""
    return _table(truth, scores, bins, _numbers(scores, bins), mean_score=lambda t, s, number: (number + 0.5) / bins)


def wrong_middle_or_nan(truth, scores, bins):
    """the middle of each bin"""
    return _table(
        truth,
        scores,
        bins,
        _numbers(scores, bins),
        mean_score=lambda t, s, number: (number + 0.5) / bins if len(s) else np.nan,
    )


def wrong_of_all_positives(truth, scores, bins):
    """which part of all positives is in the bin"""
    return _table(
        truth, scores, bins, _numbers(scores, bins), positive_share=lambda t, s, number: t.sum() / truth.sum()
    )


def wrong_of_all_images(truth, scores, bins):
    """Your positive share divides by all images."""
    return _table(truth, scores, bins, _numbers(scores, bins), positive_share=lambda t, s, number: t.sum() / len(truth))


def wrong_number_of_positives(truth, scores, bins):
    """Your positive share is a number of images."""
    return _table(truth, scores, bins, _numbers(scores, bins), positive_share=lambda t, s, number: t.sum())


def wrong_number_of_positives_or_nan(truth, scores, bins):
    """Your positive share is a number of images."""
    return _table(
        truth, scores, bins, _numbers(scores, bins), positive_share=lambda t, s, number: t.sum() if len(t) else np.nan
    )


def wrong_accuracy(truth, scores, bins):
    """how many are decided rightly at 0.5"""
    return _table(
        truth,
        scores,
        bins,
        _numbers(scores, bins),
        positive_share=lambda t, s, number: ((s >= 0.5) == t).mean() if len(t) else np.nan,
    )


def wrong_negatives(truth, scores, bins):
    """the share of the *negatives*"""
    return right_ceil(1 - truth, scores, bins)


def wrong_sum(truth, scores, bins):
    """Your mean score is a sum."""
    return _table(truth, scores, bins, _numbers(scores, bins), mean_score=lambda t, s, number: s.sum())


def wrong_mean_of_the_positives(truth, scores, bins):
    """Your mean score leaves out the negatives"""
    return _table(
        truth,
        scores,
        bins,
        _numbers(scores, bins),
        mean_score=lambda t, s, number: s[t == 1].mean() if t.any() else np.nan,
    )


def wrong_exchanged(truth, scores, bins):
    """Mean score and positive share have changed places."""
    table = right_ceil(truth, scores, bins)
    table.columns = ["images", "positive share", "mean score"]
    return table[["images", "mean score", "positive share"]]


def wrong_between_the_extremes(truth, scores, bins):
    """from the lowest score to the highest"""
    moved = (scores - scores.min()) / (scores.max() - scores.min())
    return _table(truth, scores, bins, np.digitize(moved, np.arange(1, bins) / bins, right=True))


def wrong_images_positive(truth, scores, bins):
    """Your first column counts the positives."""
    return _table(truth, scores, bins, _numbers(scores, bins), images=lambda t, s, number: t.sum())


def wrong_high_scores_first(truth, scores, bins):
    """The rows are right, but stand in another order"""
    return right_ceil(truth, scores, bins)[::-1].reset_index(drop=True)


def wrong_array(truth, scores, bins):
    """a table (pandas DataFrame) was asked for"""
    return right_ceil(truth, scores, bins).to_numpy()


def _by_masks(truth, scores, masks):
    rows = [
        [mask.sum(), scores[mask].mean() if mask.any() else np.nan, truth[mask].mean() if mask.any() else np.nan]
        for mask in masks
    ]
    table = pd.DataFrame(rows, columns=["images", "mean score", "positive share"])
    return table.astype({"images": int})


def wrong_edges_in_both(truth, scores, bins):
    """all your images together are more than there are"""
    masks = [(scores >= number / bins) & (scores <= (number + 1) / bins) for number in range(bins)]
    return _by_masks(truth, scores, masks)


def wrong_edges_in_none(truth, scores, bins):
    """is in none of yours"""
    masks = [(scores > number / bins) & (scores < (number + 1) / bins) for number in range(bins)]
    return _by_masks(truth, scores, masks)


def wrong_counted_from_one(truth, scores, bins):
    """the images stand one row too low"""
    return _table(truth, scores, bins, np.digitize(scores, np.linspace(0, 1, bins + 1)))


def wrong_up_to_the_edge(truth, scores, bins):
    """Where does a bin *begin*?"""
    return _by_masks(truth, scores, [scores <= (number + 1) / bins for number in range(bins)])


def wrong_equally_many(truth, scores, bins):
    """Your bins hold equally many images each."""
    parts = np.array_split(scores.argsort(kind="stable"), bins)
    return _by_masks(truth, scores, [np.isin(np.arange(len(scores)), part) for part in parts])


def wrong_upper_edge(truth, scores, bins):
    """the upper edge of each bin"""
    return _table(
        truth,
        scores,
        bins,
        _numbers(scores, bins),
        mean_score=lambda t, s, number: (number + 1) / bins if len(s) else np.nan,
    )


def wrong_lower_edge(truth, scores, bins):
    """the lower edge of each bin"""
    return _table(
        truth, scores, bins, _numbers(scores, bins), mean_score=lambda t, s, number: number / bins if len(s) else np.nan
    )


def wrong_share_of_images(truth, scores, bins):
    """Your first column holds shares."""
    return _table(truth, scores, bins, _numbers(scores, bins), images=lambda t, s, number: len(t) / len(truth))


def wrong_edges_above_and_zeros(truth, scores, bins):
    """lands in the upper one"""
    return wrong_edges_above(truth, scores, bins).fillna(0)


def wrong_percent(truth, scores, bins):
    """Your positive share is in percent."""
    table = right_ceil(truth, scores, bins)
    table["positive share"] *= 100
    return table


def refused_the_tasks_own_answer(truth, scores, bins):
    """coursekit.evaluation.tasks"""
    from coursekit.evaluation import tasks

    return tasks.reliability_table.reference(truth, scores, bins)


def refused_the_package(truth, scores, bins):
    """coursekit.evaluation"""
    from coursekit import evaluation

    table = evaluation.calibration(truth, scores, bins=bins).table
    return table.rename(columns={"count": "images"})[["images", "mean score", "positive share"]]


def refused_scikit_learn(truth, scores, bins):
    """sklearn.calibration.calibration_curve"""
    from sklearn.calibration import calibration_curve

    return calibration_curve(truth, scores, n_bins=bins)
