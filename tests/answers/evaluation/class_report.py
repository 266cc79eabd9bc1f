"""Answers to `class_report(counts)`."""

import numpy as np
import pandas as pd


def _ratio(part, whole):
    return part / whole if whole else np.nan


def _four(counts, label):
    tp = counts[label, label]
    fn, fp = counts[label].sum() - tp, counts[:, label].sum() - tp
    return tp, fn, fp, counts.sum() - tp - fn - fp


def _report(counts, precision=None, recall=None, specificity=None, images=None):
    """The right report, with other columns where a function of tp, fn, fp, tn is given."""
    precision = precision or (lambda tp, fn, fp, tn: _ratio(tp, tp + fp))
    recall = recall or (lambda tp, fn, fp, tn: _ratio(tp, tp + fn))
    specificity = specificity or (lambda tp, fn, fp, tn: _ratio(tn, tn + fp))
    images = images or (lambda tp, fn, fp, tn: tp + fn)
    fours = [_four(counts, label) for label in range(len(counts))]
    return pd.DataFrame(
        {
            "precision": [precision(*four) for four in fours],
            "recall": [recall(*four) for four in fours],
            "specificity": [specificity(*four) for four in fours],
            "images": [images(*four) for four in fours],
        }
    )


def right_loops(counts):
    rows = []
    for label in range(len(counts)):
        tp, fn, fp, tn = _four(counts, label)
        rows.append([_ratio(tp, tp + fp), _ratio(tp, tp + fn), _ratio(tn, tn + fp), tp + fn])
    return pd.DataFrame(rows, columns=["precision", "recall", "specificity", "images"])


def right_arrays(counts):
    hits, rows, columns = np.diag(counts), counts.sum(axis=1), counts.sum(axis=0)
    others = counts.sum() - rows
    with np.errstate(invalid="ignore"):
        return pd.DataFrame(
            {
                "precision": hits / columns,
                "recall": hits / rows,
                "specificity": 1 - (columns - hits) / others,
                "images": rows,
            }
        )


def right_deleted_rows(counts):
    """Specificity from the table without the row of the class."""
    rows = []
    for label in range(len(counts)):
        rest = np.delete(counts, label, axis=0)
        rows.append(
            {
                "precision": _ratio(counts[label, label], counts[:, label].sum()),
                "recall": _ratio(counts[label, label], counts[label].sum()),
                "specificity": _ratio(np.delete(rest, label, axis=1).sum(), rest.sum()),
                "images": int(counts[label].sum()),
            }
        )
    return rows


def right_pandas(counts):
    table = pd.DataFrame(counts)
    hits = pd.Series(np.diag(table))
    rest = table.to_numpy().sum() - table.sum(axis=1)
    return pd.DataFrame(
        {
            "precision": hits / table.sum(axis=0),
            "recall": hits / table.sum(axis=1),
            "specificity": (rest - table.sum(axis=0) + hits) / rest,
            "images": table.sum(axis=1),
        }
    )


def wrong_exchanged(counts):
    """Precision and recall have changed places."""
    return right_loops(counts).rename(columns={"precision": "recall", "recall": "precision"})[
        ["precision", "recall", "specificity", "images"]
    ]


def wrong_transposed(counts):
    """You read the columns as the true classes"""
    return _report(counts.T)


def wrong_recall_twice(counts):
    """Your precision is the recall."""
    return _report(counts, precision=lambda tp, fn, fp, tn: _ratio(tp, tp + fn))


def wrong_precision_twice(counts):
    """Your recall is the precision."""
    return _report(counts, recall=lambda tp, fn, fp, tn: _ratio(tp, tp + fp))


def _specificity(counts, function):
    """With the specificity by a function of label, tp, fn, fp, tn."""
    report = right_loops(counts)
    values = [function(label, *_four(counts, label)) for label in range(len(counts))]
    report["specificity"] = values
    return report


def wrong_true_negatives_on_the_diagonal(counts):
    """a pup that is called a juvenile is a true negative of the males, too"""
    right = np.trace(counts)
    return _specificity(counts, lambda label, tp, fn, fp, tn: _ratio(right - tp, right - tp + fp))


def wrong_others_right(counts):
    """Your specificity counts the others that got their own class."""
    right = np.trace(counts)
    return _specificity(counts, lambda label, tp, fn, fp, tn: _ratio(right - tp, tn + fp))


def wrong_of_what_is_not_called_so(counts):
    """Your specificity divides by what is *not called* this class."""
    return _specificity(counts, lambda label, tp, fn, fp, tn: _ratio(tn, tn + fn))


def wrong_false_positive_rate(counts):
    """That is the false positive rate"""
    return _specificity(counts, lambda label, tp, fn, fp, tn: _ratio(fp, tn + fp))


def wrong_accuracy(counts):
    """Your specificity is the accuracy of one class against the rest."""
    return _specificity(counts, lambda label, tp, fn, fp, tn: (tp + tn) / counts.sum())


def wrong_of_all_images(counts):
    """You divide the true negatives by all images."""
    return _specificity(counts, lambda label, tp, fn, fp, tn: tn / counts.sum())


def wrong_hits_among_the_negatives(counts):
    """Among your true negatives are the images of the class itself"""
    columns = counts.sum(axis=0)
    return _specificity(
        counts, lambda label, tp, fn, fp, tn: _ratio(tn + tp, counts.sum() - (columns[label] - tp) - fn + fp)
    )


def wrong_misses_among_the_negatives(counts):
    """images *of* the class that were missed"""
    return _specificity(counts, lambda label, tp, fn, fp, tn: _ratio(tn + fn, tn + fn + fp))


def wrong_zeros(counts):
    """Where there is nothing to divide by, you say 0."""
    return right_loops(counts).fillna(0)


def wrong_precision_zero(counts):
    """Your precision is 0 where nothing was called this class."""
    return _report(counts, precision=lambda tp, fn, fp, tn: tp / max(tp + fp, 1))


def wrong_recall_zero(counts):
    """Your recall is 0 for a class without images."""
    return _report(counts, recall=lambda tp, fn, fp, tn: tp / max(tp + fn, 1))


def wrong_images_called_so(counts):
    """Your last column counts the images that were *called* this class."""
    return _report(counts, images=lambda tp, fn, fp, tn: tp + fp)


def wrong_images_found(counts):
    """Your last column counts the images that were found."""
    return _report(counts, images=lambda tp, fn, fp, tn: tp)


def wrong_percent(counts):
    """Those are percent."""
    report = right_loops(counts)
    report[["precision", "recall", "specificity"]] *= 100
    return report


def wrong_extra_column(counts):
    """The column 'class' was not asked for."""
    report = right_loops(counts)
    report.insert(0, "class", range(len(counts)))
    return report


def wrong_column_order(counts):
    """The columns stand in another order than asked for"""
    return right_loops(counts)[["recall", "precision", "specificity", "images"]]


def wrong_dictionary(counts):
    """a table (pandas DataFrame) was asked for"""
    return right_loops(counts).to_dict("list")


def wrong_false_ones_exchanged(counts):
    """Your false positives and false negatives have changed places."""
    return _report(
        counts,
        precision=lambda tp, fn, fp, tn: _ratio(tp, tp + fn),
        recall=lambda tp, fn, fp, tn: _ratio(tp, tp + fp),
        specificity=lambda tp, fn, fp, tn: _ratio(tn, tn + fn),
    )


def wrong_precision_of_all(counts):
    """Your precision is a share of *all* images."""
    return _report(counts, precision=lambda tp, fn, fp, tn: tp / (tp + fn + fp + tn))


def wrong_specificity_zero(counts):
    """Your specificity is 0 where there are no images of other classes."""
    return _report(counts, specificity=lambda tp, fn, fp, tn: tn / max(tn + fp, 1))


def wrong_two_zeros(counts):
    """Your recall is 0 for a class without images."""
    report = right_loops(counts)
    report[["precision", "recall"]] = report[["precision", "recall"]].fillna(0)
    return report


def wrong_diagonal_and_zeros(counts):
    """a true negative of the males, too"""
    return wrong_true_negatives_on_the_diagonal(counts).fillna(0)


def wrong_row_and_column_taken_away(counts):
    """and once more with the column"""
    columns = counts.sum(axis=0)
    left = counts.sum() - counts.sum(axis=1) - columns
    return _specificity(counts, lambda label, tp, fn, fp, tn: _ratio(left[label], left[label] + fp))


def wrong_row_and_column_taken_away_above_the_line(counts):
    """and once more with the column"""
    left = counts.sum() - counts.sum(axis=1) - counts.sum(axis=0)
    return _specificity(counts, lambda label, tp, fn, fp, tn: _ratio(left[label], tn + fp))


def refused_the_tasks_own_answer(counts):
    """coursekit.evaluation.tasks"""
    from coursekit.evaluation import tasks

    return tasks.class_report.reference(counts)


def refused_the_package(counts):
    """coursekit.evaluation"""
    from coursekit import evaluation

    found = evaluation.Confusion(counts, tuple(range(len(counts)))).by_class
    return found.rename(columns={"support": "images"})[["precision", "recall", "specificity", "images"]]


def refused_scikit_learn(counts):
    """sklearn.metrics.precision_recall_fscore_support"""
    from sklearn.metrics import precision_recall_fscore_support

    true, predicted = (np.repeat(side.ravel(), counts.ravel()) for side in np.indices(counts.shape))
    precision, recall, _, images = precision_recall_fscore_support(true, predicted, zero_division=np.nan)
    return pd.DataFrame({"precision": precision, "recall": recall, "specificity": recall, "images": images})
