"""The bug hunt: a whole evaluation, from posteriors to a table, a threshold, its rates and the AUC."""

from __future__ import annotations

import numpy as np

from coursekit.checks import Mistake, Task
from coursekit.evaluation.tasks.arrays import Array
from coursekit.evaluation.tasks.evaluating import Evaluation, evaluated, posteriors
from coursekit.evaluation.tasks.forbidden import METRICS

__all__ = ["evaluate"]


def _evaluate(
    valid_labels: Array,
    valid_posteriors: Array,
    test_labels: Array,
    test_posteriors: Array,
    positive: int,
    max_fpr: float,
) -> Evaluation:
    return evaluated(valid_labels, valid_posteriors, test_labels, test_posteriors, positive, max_fpr)


_Case = tuple[Array, Array, Array, Array, int, float]


def _same(labels: list[int], found: Array, positive: int, max_fpr: float) -> _Case:
    """A case whose validation and test images say the same, so that it does not matter which are taken."""
    return np.array(labels), found, np.array(labels), found.copy(), positive, max_fpr


def _named(called: list[int]) -> Array:
    """Posteriors of 0.7 for these classes."""
    return posteriors([{label: 0.7} for label in called])


# Each of the first six shows one mistake of the draft and no other.
_CYCLE = [0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3], [0, 0, 2, 1, 1, 1, 2, 2, 3, 3, 3, 0]
_UNEQUAL = [0, 0, 0, 0, 1, 1, 2, 2, 2, 2, 2, 2, 3, 3], [0, 0, 0, 2, 1, 1, 2, 2, 2, 2, 2, 0, 3, 3]
_PLAIN = [0, 0, 1, 1, 2, 2, 3, 3]
_WIDE_APART = posteriors([{0: 0.7}, {0: 0.7}, {1: 0.6}, {1: 0.6}, {2: 0.8}, {2: 0.8}, {3: 0.7}, {3: 0.7}])
_ON_THE_EDGE = posteriors(
    [{0: 0.6, 1: 0.25}, {0: 0.7}, {1: 0.3125}, {1: 0.8}, {2: 0.6, 1: 0.3}, {2: 0.7}, {3: 0.7}, {3: 0.8}]
)
_VALID_SCORES = posteriors(
    [{0: 0.6, 1: 0.3}, {0: 0.7}, {1: 0.4}, {1: 0.8}, {2: 0.6, 1: 0.2}, {2: 0.7}, {3: 0.7}, {3: 0.8}]
)
_TEST_SCORES = posteriors(
    [{0: 0.5, 1: 0.45}, {0: 0.7}, {1: 0.6}, {1: 0.8}, {2: 0.55, 1: 0.4}, {2: 0.7}, {3: 0.7}, {3: 0.8}]
)
_OVERLAPPING = posteriors(
    [{0: 0.6, 1: 0.35}, {0: 0.7}, {1: 0.45}, {2: 0.5, 1: 0.4}, {1: 0.6}, {2: 0.7}, {3: 0.7}, {3: 0.8}]
)
_TOGETHER_VALID = (
    np.array([0, 0, 1, 1, 2, 2, 2, 2, 3, 3]),
    posteriors(
        [
            {0: 0.6, 2: 0.3125}, {0: 0.7, 2: 0.05}, {1: 0.6, 2: 0.375}, {2: 0.5, 1: 0.4}, {2: 0.9}, {2: 0.7},
            {2: 0.4375, 0: 0.4}, {0: 0.5, 2: 0.35}, {3: 0.6, 2: 0.2}, {3: 0.9},
        ]
    ),
)  # fmt: skip
_TOGETHER_TEST = (
    np.array([0, 0, 0, 1, 1, 2, 2, 2, 2, 3, 3]),
    posteriors(
        [
            {0: 0.6, 2: 0.25}, {2: 0.6, 0: 0.3}, {0: 0.8, 2: 0.1}, {1: 0.5, 2: 0.4375}, {1: 0.7, 2: 0.1},
            {2: 0.4375, 1: 0.34}, {2: 0.8}, {1: 0.5, 2: 0.2}, {2: 0.55, 3: 0.2}, {3: 0.6, 2: 0.35}, {1: 0.5, 3: 0.4},
        ]
    ),
)  # fmt: skip

evaluate = Task(
    "evaluate",
    cases=[
        _same(_CYCLE[0], _named(_CYCLE[1]), 1, 0.1),
        _same(_UNEQUAL[0], _named(_UNEQUAL[1]), 1, 0.1),
        _same(_PLAIN, _WIDE_APART, 2, 0.1),
        _same(_PLAIN, _ON_THE_EDGE, 1, 0.0),
        (np.array(_PLAIN), _VALID_SCORES, np.array(_PLAIN), _TEST_SCORES, 1, 0.0),
        _same([0, 0, 1, 1, 2, 2, 3, 3], _OVERLAPPING, 1, 0.2),
        (*_TOGETHER_VALID, *_TOGETHER_TEST, 2, 0.25),
    ],
    reference=_evaluate,
    mistakes=[
        Mistake(
            "transposed",
            lambda *case: evaluated(*case, transposed=True),
            "The table lies on its side: its rows are the predicted classes. Which of the two indices comes first?",
            of_one_case=True,
        ),
        Mistake(
            "percent of the predicted class",
            lambda *case: evaluated(*case, of="column"),
            "The columns of the table add up to 100. Rows are the true classes, and percent are of these.",
            of_one_case=True,
        ),
        Mistake(
            "transposed, percent of the predicted class",
            lambda *case: evaluated(*case, transposed=True, of="column"),
            "The table still lies on its side, and its columns add up to 100. Look at A and at B.",
            of_one_case=True,
        ),
        Mistake(
            "row sums laid across",
            lambda *case: evaluated(*case, of="row, laid across"),
            "You divide by the sums of the rows, but NumPy lays them *along* a row. What does `keepdims=True` do?",
            of_one_case=True,
        ),
        Mistake(
            "percent of all",
            lambda *case: evaluated(*case, of="all"),
            "The table is in percent of all images. Each *row* should add up to 100.",
            of_one_case=True,
        ),
        Mistake(
            "shares",
            lambda *case: evaluated(*case, of="share"),
            "The rows of the table add up to 1. Percent were asked for.",
            of_one_case=True,
        ),
        Mistake(
            "counts",
            lambda *case: evaluated(*case, of="none"),
            "The table holds numbers of images. Percent of the true class were asked for.",
            of_one_case=True,
        ),
        Mistake(
            "scores of class 1",
            lambda *case: evaluated(*case, test_column=1, valid_column=1, auc_of="labels"),
            "Class {positive} is the positive one, and you look at the scores of class 1.",
            of_one_case=True,
        ),
        Mistake(
            "scores of class 1 for the AUC, too",
            lambda *case: evaluated(*case, test_column=1, valid_column=1),
            "Class {positive} is the positive one, and you look at the scores of class 1.",
            of_one_case=True,
        ),
        Mistake(
            "scores of class 1 on the validation images",
            lambda *case: evaluated(*case, valid_column=1),
            "On the validation images you look at the scores of class 1, although class {positive} is the positive "
            "one.",
            of_one_case=True,
        ),
        Mistake(
            "scores of class 1 on the test images",
            lambda *case: evaluated(*case, test_column=1),
            "On the test images you look at the scores of class 1, although class {positive} is the positive one.",
            of_one_case=True,
        ),
        Mistake(
            "scores of class 1 on the test images, AUC of labels",
            lambda *case: evaluated(*case, test_column=1, auc_of="labels"),
            "On the test images you look at the scores of class 1, although class {positive} is the positive one.",
            of_one_case=True,
        ),
        Mistake(
            "AUC of the scores of class 1",
            lambda *case: evaluated(*case, auc_column=1),
            "The AUC comes from the scores of class 1, although class {positive} is the positive one.",
            of_one_case=True,
        ),
        Mistake(
            "strictly above",
            lambda *case: evaluated(*case, strict=True),
            "A score lies exactly on the threshold, and the rates do not count it. With *at least* the threshold an "
            "image is positive, as in `rates`.",
            of_one_case=True,
        ),
        Mistake(
            "strictly above everywhere",
            lambda *case: evaluated(*case, strict=True, strict_choice=True),
            "You call positive what lies *above* the threshold, when choosing and when testing. `rates` was right: *at "
            "least* the threshold.",
            of_one_case=True,
        ),
        Mistake(
            "threshold chosen on the test",
            lambda *case: evaluated(*case, chosen_on="test"),
            "The threshold is that of the test images, on which it is reported as well. Who may have a say in it?",
            of_one_case=True,
        ),
        Mistake(
            "threshold chosen on everything",
            lambda *case: evaluated(*case, chosen_on="both"),
            "The test images still have a say in the threshold. Who may?",
            of_one_case=True,
        ),
        Mistake(
            "rates of the validation images",
            lambda *case: evaluated(*case, told_of="valid"),
            "The threshold is right, but FPR and TPR are now those of the validation images. The report is on the "
            "test.",
            of_one_case=True,
        ),
        Mistake(
            "everything of the validation images",
            lambda *case: evaluated(*case, told_of="valid", auc_of="valid"),
            "The threshold is right, but FPR, TPR and AUC are now those of the validation images. The report is on the "
            "test: only the loop has to look elsewhere.",
            of_one_case=True,
        ),
        Mistake(
            "below the limit only",
            lambda *case: evaluated(*case, below_limit=True),
            "You ask for an FPR *below* {max_fpr}, where *at most* was right. (Where no candidate keeps that, the loop "
            "ends without a `break`, and the last one stays.)",
            of_one_case=True,
        ),
        Mistake(
            "highest candidate",
            lambda *case: evaluated(*case, highest=True),
            "You take the highest threshold that keeps the limit. The lowest was asked for, which finds the most: the "
            "`break` ends the loop there.",
            of_one_case=True,
        ),
        Mistake(
            "AUC of labels",
            lambda *case: evaluated(*case, auc_of="labels"),
            "The AUC comes from decisions, yes or no, although the model says more: how sure it is. What does an AUC "
            "rank?",
            of_one_case=True,
        ),
        Mistake(
            "AUC of class numbers",
            lambda *case: evaluated(*case, auc_of="numbers"),
            "The AUC comes from the *numbers* of the predicted classes, as if class 3 were more positive than class 2. "
            "What does an AUC rank?",
            of_one_case=True,
        ),
        Mistake(
            "AUC of decisions at the threshold",
            lambda *case: evaluated(*case, auc_of="decisions"),
            "The AUC comes from decisions at the threshold, yes or no. It needs none: what does an AUC rank?",
            of_one_case=True,
        ),
        Mistake(
            "AUC of the validation images",
            lambda *case: evaluated(*case, auc_of="valid"),
            "The AUC is that of the validation images. The report is on the test.",
            of_one_case=True,
        ),
        # Whoever repairs one line after the other sees the words above for the first case that is still wrong.
        Mistake(
            "the draft as it was",
            lambda *case: evaluated(
                *case,
                transposed=True,
                of="column",
                test_column=1,
                strict=True,
                chosen_on="test",
                auc_of="labels",
            ),
            "That is still what the draft gives. Take this case alone, and look at its lines in the audit: which of "
            "them is not as it should be, and which line of the draft makes it?",
        ),
    ],
    forbidden=METRICS,
    instead="Repair the lines of the draft.",
    titles=[f"case {letter}" for letter in "ABCDEFG"],
)
