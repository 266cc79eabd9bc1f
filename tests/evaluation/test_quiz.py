"""The quiz asks for right numbers, found here by counting; it is the same on paper."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn import metrics

from coursekit import quiz
from coursekit.evaluation import measured
from coursekit.evaluation.quiz import questions

ROW, RARE, AUC, MOVED, CHOSEN, CALIBRATED = range(6)


def right(question):
    return next(option for option in question.options if option.correct)


def numbers(question):
    """All options as numbers, and the right one."""
    values = [float(option.text.removesuffix(" %")) for option in question.options]
    return values, float(right(question).text.removesuffix(" %"))


def test_the_row_is_that_of_the_kept_network():
    kept = measured("posteriors").query("part == 'test' and augmentation == 'with'")
    classes = kept.attrs["classes"]
    said = kept[classes].to_numpy().argmax(axis=1)
    pups, ground = classes.index("pups"), classes.index("backgrounds")
    of_pups = said[kept["label"].to_numpy() == pups]
    assert np.mean(of_pups == ground) == pytest.approx(0.14, abs=0.005)
    assert "“pups”, the column “backgrounds” says 14" in questions()[ROW].text
    assert right(questions()[ROW]).text == "Of the pups, 14 % are taken for background"


def test_of_those_called_sick_few_are_where_few_are():
    sick = np.repeat([True, False], [10, 990]).repeat(100)  # whole people
    called = np.concatenate([np.arange(1000) < 850, np.arange(99_000) < 9_900])
    values, answer = numbers(questions()[RARE])
    assert answer == round(100 * metrics.precision_score(sick, called)) == 8
    even = np.mean([1] * 85 + [0] * 10)
    assert values == [8, 85, round(100 * even), 90]
    assert (
        "it calls 8.5 of the 10 sick ones sick, and 99 of the 990 healthy ones: 8.5 of 107.5"
        in right(questions()[RARE]).feedback
    )


def test_the_auc_counts_a_tie_as_half():
    true, scores = [1, 1, 0, 0, 0], [0.9, 0.6, 0.7, 0.6, 0.3]
    values, answer = numbers(questions()[AUC])
    assert answer == metrics.roc_auc_score(true, scores) == 0.75
    said = [score >= 0.6 for score in scores]
    assert values == [metrics.accuracy_score(true, said), 0.67, 0.75, 0.83]
    assert "Two positives score 0.9 and 0.6; three negatives 0.7, 0.6 and 0.3" in questions()[AUC].text


def test_a_raised_threshold_lowers_both():
    scores = np.random.default_rng(0).random((2, 30))
    rates = np.array([(scores >= threshold).mean(axis=1) for threshold in np.linspace(0, 1, 50)])
    assert (np.diff(rates, axis=0) <= 0).all()
    assert right(questions()[MOVED]).text == "Both fall, or stay"


def test_the_threshold_is_chosen_on_validation():
    assert right(questions()[CHOSEN]).text == "Validation"


def test_the_modest_network_is_the_augmented_one():
    kept = measured("posteriors").query("part == 'test' and augmentation == 'with'")
    said = kept[kept.attrs["classes"]].to_numpy()
    sure = said.max(axis=1)
    chosen = (sure > 0.8) & (sure <= 0.9)
    assert (said.argmax(axis=1) == kept["label"])[chosen].mean() == pytest.approx(0.93, abs=0.005)
    assert "93 % are right" in questions()[CALIBRATED].text
    assert right(questions()[CALIBRATED]).text == "Too modest"


@pytest.mark.parametrize("number", [RARE, AUC])
def test_numbers_stand_in_order_of_size(number):
    values = numbers(questions()[number])[0]
    assert values == sorted(values)


def test_right_answers_stand_in_different_places():
    places = [[option.correct for option in question.options].index(True) for question in questions()]
    assert len(set(places)) >= 3


def test_the_lecture_prints_the_same_quiz(root):
    text = (root / "lectures" / "05_evaluation.py").read_text(encoding="utf-8")
    printed = "\n".join(line.removeprefix("#").removeprefix(" ") for line in text.splitlines())
    assert quiz.markdown(questions()) in printed
