"""The quiz asks for right numbers, found here by counting and by chance; it is the same on paper."""

from __future__ import annotations

import numpy as np
import pytest

from coursekit import quiz
from coursekit.augmentation import Augment, Parameters, balanced, predict
from coursekit.augmentation.quiz import questions


def right(question):
    return next(option for option in question.options if option.correct)


def numbers(question):
    """All options as numbers, and the right one."""
    values = [float(option.text.replace("−", "-").removesuffix(" %")) for option in question.options]
    return values, float(right(question).text.removesuffix(" %"))


def test_crops_are_counted():
    image = np.arange(100 * 100).reshape(100, 100)
    seen = set()
    for row in range(11):
        for column in range(11):
            crop = image[row : row + 90, column : column + 90]
            assert crop.shape == (90, 90)
            seen |= {crop.tobytes(), crop[:, ::-1].tobytes()}
    assert numbers(questions()[0])[1] == len(seen) == 242
    assert sorted(numbers(questions()[0])[0]) == [22, 121, 200, 242]
    assert "100×100 pixels you take crops of 90×90" in questions()[0].text


def test_the_mirrored_mark():
    drawn = Parameters.identity(1)._replace(flip=np.array([[1.0, 0.0]]))
    image = np.zeros((1, 5, 100, 3), np.float32)
    image[0, 2, 20] = 1
    (column,) = np.flatnonzero(Augment().apply(image, drawn)[0, 2, :, 0])
    values, answer = numbers(questions()[2])
    assert answer == column == 79
    assert sorted(values) == [-20, 20, 79, 80]
    assert "column 20 of an image of 100 columns" in questions()[2].text


def test_hardly_a_copy_has_all_its_sisters_beside_it():
    rng = np.random.default_rng(0)
    images = np.repeat(np.arange(20_000), 4)
    is_test = rng.random(images.shape) < 0.2
    in_training = np.bincount(images[~is_test], minlength=20_000) > 0
    found = in_training[images[is_test]].mean()
    values, answer = numbers(questions()[3])
    assert answer == round(100 * found) == 99
    assert values == [0, 20, 80, 99]
    assert "4 augmented copies of each image" in questions()[3].text
    assert "20 % aside" in questions()[3].text


def test_how_often_the_sampler_draws_a_rare_wafer():
    labels = np.repeat([0, 1], [950, 50])
    drawn = np.bincount(balanced(labels, 1000), minlength=1000)
    assert set(drawn[950:]) == {10}
    values, answer = numbers(questions()[4])
    assert answer == 10
    assert values == [1, 10, 950 / 50, 500]
    assert "950 good wafers, 50 with a defect" in questions()[4].text


def test_mean_and_vote_differ():
    said = iter([0.9, 0.45, 0.45] * 2)
    image = np.zeros((1, 4, 4, 1), np.float32)

    def model(images):
        values = np.array([next(said) for _ in images])  # one a view, in whatever batches they come
        return np.stack([values, 1 - values], axis=1)

    of_mean, of_vote = (predict(model, image, Augment(), n=3, combine=by).classes[0] for by in ("mean", "vote"))
    assert (of_mean, of_vote) == (0, 1)
    assert right(questions()[5]).text == "The mean says pup, the vote the other class"
    assert "“pup” 90 %, 45 %, 45 %" in questions()[5].text
    assert "The mean for the pup is 60 %" in " ".join(option.feedback for option in questions()[5].options)


def test_from_above_there_is_no_up():
    assert right(questions()[1]).text.startswith("Sea lions seen from an aeroplane")


@pytest.mark.parametrize("number", [0, 2, 3, 4])
def test_numbers_stand_in_order_of_size(number):
    values = numbers(questions()[number])[0]
    assert values == sorted(values)


def test_right_answers_stand_in_different_places():
    places = [[option.correct for option in question.options].index(True) for question in questions()]
    assert len(set(places)) >= 3


def test_the_lecture_prints_the_same_quiz(root):
    text = (root / "lectures" / "04_augmentation.py").read_text(encoding="utf-8")
    printed = "\n".join(line.removeprefix("#").removeprefix(" ") for line in text.splitlines())
    assert quiz.markdown(questions()) in printed
