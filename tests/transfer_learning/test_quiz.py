"""The quiz of topic 07 asks for right answers, found here by Keras; it is the same on paper."""

from __future__ import annotations

import numpy as np
import pytest

from coursekit import quiz, transfer_learning
from coursekit.augmentation import Augment
from coursekit.transfer_learning.quiz import questions


def right(question):
    return next(option for option in question.options if option.correct)


def numbers(question):
    """All options as numbers, and the right one."""
    values = [int(option.text.replace(",", "")) for option in question.options]
    return values, int(right(question).text.replace(",", ""))


def test_a_small_head(keras):
    values, answer = numbers(questions()[0])
    heads = [transfer_learning.head((3, 3, 512), 6, pooling=kind, units=()) for kind in ("average", "flatten")]
    assert answer == heads[0].count_params()
    assert heads[1].count_params() in values
    assert int(np.prod(heads[0].get_layer("predictions").kernel.shape)) in values
    assert answer + 14_714_688 in values


def test_frozen_normalisation_keeps_its_averages(base, images, labels, weights):
    model = transfer_learning.classifier(base, 3)
    before = weights(model.get_layer("backbone"))
    model.compile("sgd", "sparse_categorical_crossentropy")
    model.fit(images, labels, verbose=0)
    for path, values in weights(model.get_layer("backbone")).items():
        np.testing.assert_array_equal(values, before[path])
    assert right(questions()[1]).text.startswith("Use the moving averages that came with the weights")


def test_variants_are_a_fixed_number(base, images):
    values, answer = numbers(questions()[4])
    augment = Augment(rotation_range=90)
    made = transfer_learning.features(base, images, augment=augment, variants=5, cache=False)
    assert answer == 200 * made.shape[1]
    assert sorted(values) == [200, 1_000, 10_000, 50_000]


@pytest.mark.parametrize("number", [0, 4])
def test_numbers_stand_in_order_of_size(number):
    values = numbers(questions()[number])[0]
    assert values == sorted(values)


def test_right_answers_stand_in_different_places():
    places = [[option.correct for option in question.options].index(True) for question in questions()]
    assert len(set(places)) >= 3


def test_the_lecture_prints_the_same_quiz(root):
    text = (root / "lectures" / "07_transfer_learning.py").read_text(encoding="utf-8")
    printed = "\n".join(line.removeprefix("#").removeprefix(" ") for line in text.splitlines())
    assert quiz.markdown(questions()) in printed
