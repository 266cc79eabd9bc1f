"""The task on a threshold that is chosen on validation images and reported on test images."""

from __future__ import annotations

import numpy as np

from coursekit.checks import Mistake, Task
from coursekit.evaluation.tasks.choosing import (
    allowed_rate,
    at_most,
    below,
    by,
    by_false_share,
    closest,
    exchanged,
    highest,
    highest_fpr,
    lowest,
    mixed_rates,
    mixed_tpr,
    nearest,
    nearest_first,
    no_infinity,
    numbers_called,
    other_rates,
    over,
    same_place,
    strictly,
    thresholds_and_rates,
    youden,
    youden_allowed,
)
from coursekit.evaluation.tasks.forbidden import BY_COUNTING, METRICS

__all__ = ["operating_point"]

_HALVES = np.array([1, 1, 1, 1, 0, 0, 0, 0])
_QUARTERS = np.array([1, 1, 0, 0, 0, 0, 0, 0, 0, 0])

operating_point = Task(
    "operating_point",
    cases=[
        (
            _HALVES,
            np.array([0.9, 0.8, 0.6, 0.4, 0.7, 0.5, 0.3, 0.2]),
            _HALVES,
            np.array([0.85, 0.65, 0.6, 0.3, 0.75, 0.62, 0.6, 0.1]),
            0.25,
        ),
        (
            np.array([1, 1, 0, 0, 0, 0]),
            np.array([0.9, 0.7, 0.6, 0.5, 0.2, 0.1]),
            np.array([1, 0, 1, 0, 0, 0, 0]),
            np.array([0.7, 0.65, 0.68, 0.55, 0.95, 0.3, 0.1]),
            0.5,
        ),
        (
            _HALVES,
            np.array([0.8, 0.6, 0.5, 0.1, 0.8, 0.4, 0.3, 0.2]),
            np.array([0, 1, 1, 0]),
            np.array([0.9, 0.8, 0.7, 0.2]),
            0.0,
        ),
        (
            _QUARTERS,
            np.array([2.5, 1.0, 3.0, 1.5, 1.0, 1.0, 0.5, 0.0, -1.0, -2.0]),
            np.array([0, 1, 0, 1, 0, 0, 1, 0]),
            np.array([2.0, 1.5, 1.0, 1.0, 0.5, 2.5, 2.5, -3.0]),
            0.25,
        ),
        (
            np.array([1, 1, 1, 0, 1, 1, 0, 1, 1, 0]),
            np.array([0.3, 0.6, 0.9, 0.5, 0.3, 0.3, 0.7, 0.2, 0.5, 0.1]),
            np.array([0, 1, 0, 0, 1, 1, 0]),
            np.array([0.1, 0.4, 0.7, 0.5, 0.4, 0.9, 0.3]),
            0.5,
        ),
    ],
    reference=by(),
    mistakes=[
        Mistake(
            "chosen on the test images",
            by(chosen_on="test"),
            "You choose the threshold on the test images, and report on the same ones: it looks better there than it "
            "will in the field. Choose on validation images, then look at the test once.",
        ),
        Mistake(
            "chosen on all images",
            by(chosen_on="both"),
            "The test images have a say in your threshold. Choose on the validation images alone.",
        ),
        Mistake(
            "told of the validation images",
            by(told_of="validation"),
            "Your threshold is right, but the rates are those of the validation images, for which it was chosen. How "
            "does it do on images that had no say?",
        ),
        Mistake(
            "told of all images",
            by(told_of="both"),
            "Your threshold is right, but among the images that the rates come from are those on which it was chosen.",
        ),
        Mistake(
            "parts exchanged",
            by(chosen_on="test", told_of="validation"),
            "Validation and test have changed places.",
        ),
        Mistake(
            "limit kept on the test images",
            thresholds_and_rates("validation", "test", "validation"),
            "Your threshold keeps the limit on the *test* images. Keep it on the validation images, and see what comes "
            "out on the test.",
        ),
        Mistake(
            "scores of validation, rates of the test",
            thresholds_and_rates("validation", "test", "test"),
            "Your thresholds are scores of the validation images, but you choose among them by the rates on the *test* "
            "images.",
        ),
        Mistake(
            "scores of the test as thresholds",
            thresholds_and_rates("test", "validation", "validation"),
            "Your thresholds are scores of the *test* images. Even these are not known when the threshold is chosen: "
            "take those of the validation images.",
        ),
        Mistake(
            "TPR of the validation images",
            mixed_tpr,
            "Your TPR is that of the validation images, for which the threshold was chosen. The FPR is right: take "
            "both from the test.",
        ),
        Mistake(
            "numbers of images",
            other_rates(numbers_called),
            "Your threshold is right. Your rates are numbers of images: divide by how many negatives, and how many "
            "positives, the test has.",
        ),
        Mistake(
            "shares of all images",
            other_rates(
                lambda images, at: (
                    numbers_called(images, at)[0] / len(images.truth),
                    numbers_called(images, at)[1] / len(images.truth),
                )
            ),
            "Your threshold is right. Your rates divide by all images of the test: the FPR is a share of its "
            "negatives, the TPR one of its positives.",
        ),
        Mistake(
            "false share for the FPR",
            other_rates(lambda images, at: (images.at(at).false_share, images.at(at).tpr)),
            "Your threshold is right. Your FPR divides the false alarms of the test by what is *called* positive. It "
            "is a share of the *negatives*.",
        ),
        Mistake(
            "at most the threshold",
            other_rates(at_most),
            "Your threshold is right, but on the test images you call positive what lies *up to* it. High scores are "
            "positive.",
        ),
        Mistake(
            "FPR of the validation images",
            mixed_rates,
            "Your FPR is that of the validation images, for which the threshold was chosen. The TPR is right: take "
            "both from the test.",
        ),
        Mistake(
            "FPR that was allowed",
            allowed_rate,
            "Your FPR is the one that was allowed. Which one does the threshold have on the test images? It may well "
            "be higher.",
        ),
        Mistake(
            "below the limit only",
            by(below),
            "You ask for an FPR *below* {max_fpr}. *At most* {max_fpr} was asked for.",
        ),
        Mistake(
            "above the threshold only",
            by(strict=True),
            "Your threshold is right, but on the test images you call positive only what lies *above* it. A score of "
            "*at least* the threshold is positive.",
        ),
        Mistake(
            "above the threshold only, everywhere",
            by(strictly, strict=True),
            "You call positive what lies *above* the threshold, when choosing and when testing. A score of *at least* "
            "the threshold is positive.",
        ),
        Mistake(
            "lowest threshold",
            by(lowest),
            "Of all thresholds that are allowed you take the lowest. Where several find equally many, that is a false "
            "alarm more for nothing: of these the highest threshold was asked for.",
        ),
        Mistake(
            "highest threshold",
            by(highest),
            "You take the highest score that keeps the limit, so that hardly anything is found. Of all that keep it, "
            "which one has the highest TPR?",
        ),
        Mistake(
            "FPR nearest to the limit",
            by(nearest),
            "You take the FPR that is *nearest* to {max_fpr}, on whichever side. It may not be higher.",
        ),
        Mistake(
            "first FPR nearest to the limit",
            by(nearest_first),
            "You take the first FPR that is *nearest* to {max_fpr}. It may be higher than allowed; and where several "
            "thresholds have the same FPR, they differ in what is found.",
        ),
        Mistake(
            "same place of the curve",
            same_place,
            "Your threshold is right, but you count its *place* in the curve of the validation images, and look at the "
            "same place of another curve: that has other thresholds. Call the test images with this threshold.",
        ),
        Mistake(
            "first one over the limit",
            by(over),
            "Your threshold is the first one that breaks the limit. Which one comes before it?",
        ),
        Mistake(
            "Youden's point",
            by(youden),
            "You choose by Youden's J. Here a highest FPR is given: {max_fpr} on the validation images.",
        ),
        Mistake(
            "Youden's point among the allowed ones",
            by(youden_allowed),
            "Of the thresholds that keep the limit you take the one with the highest J. The highest TPR was asked for: "
            "false alarms are within the limit already.",
        ),
        Mistake(
            "highest FPR among the allowed ones",
            by(highest_fpr),
            "Of the thresholds that keep the limit you take the one with the highest FPR. Several may have the same "
            "FPR, and you are after what is *found*: which of them has the highest TPR?",
        ),
        Mistake(
            "closest point",
            by(closest),
            "You choose the point closest to (0, 1). Here a highest FPR is given: {max_fpr} on the validation images.",
        ),
        Mistake(
            "share of false ones among what is called positive",
            by(by_false_share),
            "You keep the share of false ones among what is *called positive* within {max_fpr}. The FPR is a share of "
            "the *negatives*.",
        ),
        Mistake(
            "FPR and TPR exchanged",
            exchanged,
            "Your last two numbers have changed places: the FPR comes first.",
        ),
        Mistake(
            "no infinite threshold",
            by(no_infinity),
            "Sometimes every score lets too many false alarms pass. Which threshold calls nothing positive?",
        ),
    ],
    forbidden=METRICS,
    instead=BY_COUNTING,
    keeps_arguments=True,
    parts=("threshold", "FPR", "TPR"),
)
