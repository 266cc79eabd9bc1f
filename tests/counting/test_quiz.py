"""The quiz asks for right numbers, found here by Keras and by counting; it is the same on paper."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from coursekit import counting, quiz
from coursekit.counting.quiz import questions


def right(question):
    return next(option.text for option in question.options if option.correct)


def test_the_kernel_of_a_dense_layer(keras):
    layers = keras.layers
    model = keras.Sequential([keras.Input((7, 7, 48)), layers.Flatten(), layers.Dense(32)])
    (convolution,) = (layer for layer in counting.fully_convolutional(model).layers if layer.weights)
    height, width, _, filters = convolution.get_weights()[0].shape
    assert right(questions()[0]) == f"{filters} filters of {height}×{width}"


def test_how_many_windows():
    places = len(range(0, 1000 - 96 + 1, 8))
    assert right(questions()[1]) == f"{places**2:,}"
    wrong = {option.text for option in questions()[1].options if not option.correct}
    assert wrong == {"100", "12,769", "15,625"}


def test_what_tiles_have_in_common():
    outputs, stride, size = 10, 8, 96
    first = {pixel for output in range(outputs) for pixel in range(output * stride, output * stride + size)}
    following = {
        pixel for output in range(outputs, 2 * outputs) for pixel in range(output * stride, output * stride + size)
    }
    assert right(questions()[2]) == str(len(first & following))


def test_a_total_that_is_right_by_luck():
    def scene(columns):
        return pd.DataFrame({"class_name": "pups", "row": 0, "col": columns})

    truth = scene(100 * np.arange(100))
    found = scene(np.concatenate([100 * np.arange(70), 50 + 100 * np.arange(30)]))
    total = counting.match(found, truth, 10).table.loc["total"]
    told = (total["relative_error"], total["precision"], total["recall"])
    assert right(questions()[3]) == ", ".join(f"{value:.0%}".replace("%", " %") for value in told)


def test_false_alarms_of_a_rare_mistake():
    places, animals = 250_000, 200
    assert right(questions()[4]) == str(round((places - animals) / 1000))
    assert "250,000 places and 200 animals" in questions()[4].text
    assert "one background patch in 1,000" in questions()[4].text


@pytest.mark.parametrize("number", [1, 2, 4])
def test_numbers_stand_in_order_of_size(number):
    values = [float(option.text.replace(",", "")) for option in questions()[number].options]
    assert values == sorted(values)
    assert len(set(values)) == len(values)


def test_right_answers_stand_in_different_places():
    places = [[option.correct for option in question.options].index(True) for question in questions()]
    assert len(set(places)) >= 2


def test_the_lecture_prints_the_same_quiz(root):
    text = (root / "lectures" / "08_counting.py").read_text(encoding="utf-8")
    printed = "\n".join(line.removeprefix("#").removeprefix(" ") for line in text.splitlines())
    assert quiz.markdown(questions()) in printed
