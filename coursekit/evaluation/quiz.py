"""The quiz of lecture 05: what a row says, what rare positives do, what an AUC counts, where a threshold is chosen.

Each wrong option is what a known mistake gives, computed the way the mistake computes it.
"""

from __future__ import annotations

from coursekit.evaluation.rates import EXAMPLES
from coursekit.quiz import Option, Question

__all__ = ["questions"]


def questions() -> tuple[Question, ...]:
    """Six questions: a row, rare positives, an AUC by hand, a moved threshold, a chosen one, and calibration."""
    return (_row(), _rare(), _auc(), _moved(), _chosen(), _calibrated())


def _ascending(*options: Option) -> tuple[Option, ...]:
    """Options that are numbers, in order of size: their place gives nothing away."""
    return tuple(sorted(options, key=lambda option: float(option.text.removesuffix(" %"))))


def _percent(part: float) -> str:
    return f"{100 * part:.0f} %"


def _row() -> Question:
    return Question(
        "A confusion matrix is in percent of the true class. In the row “pups”, the column “backgrounds” says 14. What "
        "does that mean?",
        (
            Option(
                "Of what is called background, 14 % are pups",
                "That is a share of the column. What are 100 % in a row?",
            ),
            Option(
                "14 % of all patches are pups on background",
                "The row has 100 %, not the table. Which images are in it?",
            ),
            Option("Of the pups, 14 % are taken for background", "They are missed: nobody counts them.", correct=True),
            Option("Of the backgrounds, 14 % are taken for pups", "That is another cell. Are rows true or predicted?"),
        ),
    )


def _rare() -> Question:
    tpr, fpr = EXAMPLES["A"]
    share, even = 0.01, 0.5
    precision, at_even = (part * tpr / (part * tpr + (1 - part) * fpr) for part in (share, even))
    return Question(
        f"A test finds {_percent(tpr)} of the sick and calls {_percent(fpr)} of the healthy sick. {_percent(share)} of "
        "people are sick. Of those whom it calls sick, how many are?",
        _ascending(
            Option(
                _percent(precision),
                "Of 1,000 people it calls 8.5 of the 10 sick ones sick, and 99 of the 990 healthy ones: 8.5 of 107.5.",
                correct=True,
            ),
            Option(_percent(at_even), "That holds where half of all are sick. How many healthy ones are there here?"),
            Option(_percent(tpr), "That is the share of the sick that are called sick. Turn it round."),
            Option(_percent(1 - fpr), "That is the share of the healthy that are left alone."),
        ),
    )


def _auc() -> Question:
    positives, negatives = (0.9, 0.6), (0.7, 0.6, 0.3)
    above = sum(one > other for one in positives for other in negatives)
    ties = sum(one == other for one in positives for other in negatives)
    pairs = len(positives) * len(negatives)
    right = sum(one >= 0.6 for one in positives) + sum(other < 0.6 for other in negatives)
    return Question(
        "Two positives score 0.9 and 0.6; three negatives 0.7, 0.6 and 0.3. What is the AUC?",
        _ascending(
            Option(f"{right / 5:.2f}", "That is an accuracy, at a threshold of 0.6. An AUC has no threshold."),
            Option(f"{above / pairs:.2f}", f"{above} of {pairs} pairs are right. And the pair with equal scores?"),
            Option(
                f"{(above + ties / 2) / pairs:.2f}",
                f"{above} of {pairs} pairs are right, one is tied and counts half.",
                correct=True,
            ),
            Option(f"{(above + ties) / pairs:.2f}", "Equal scores put neither first. What do they count?"),
        ),
    )


def _moved() -> Question:
    return Question(
        "You raise the threshold. What happens to the true positive rate and the false positive rate?",
        (
            Option("TPR rises, FPR falls", "Each image keeps its score. Can a higher bar let more of any class pass?"),
            Option(
                "TPR falls, FPR rises", "Fewer images are called positive. Can more of the negatives be among them?"
            ),
            Option(
                "Both fall, or stay", "Down and left along the curve: fewer found, fewer false alarms.", correct=True
            ),
            Option("Neither: the AUC does not change", "The curve stays. And the point on it?"),
        ),
    )


def _chosen() -> Question:
    return Question(
        "You have training, validation and test images. On which do you choose the threshold?",
        (
            Option(
                "Training: it has most images", "The network has learnt from these. Are its scores the same on others?"
            ),
            Option("Validation", "And report what it gives on the test, whatever that is.", correct=True),
            Option(
                "Test: that is what will be reported", "Then you report the best of many tries. And on other images?"
            ),
            Option("None: it is 0.5", "Only if both mistakes cost the same, and if the scores are calibrated."),
        ),
    )


def _calibrated() -> Question:
    return Question(
        "Of the patches with a score of about 80 %, 93 % are right. What is this network?",
        (
            Option("Well calibrated: 93 % is good", "It is accurate there. Is that what it said?"),
            Option("Too modest", "It promises 80 % and keeps 93 %. That, too, is a gap.", correct=True),
            Option("Too sure", "Then fewer than 80 % would be right."),
            Option(
                "Wrong in its order: its AUC is below 1", "A gap between promise and share says nothing of the order."
            ),
        ),
    )
