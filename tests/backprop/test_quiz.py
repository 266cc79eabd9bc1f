"""The quiz asks for right numbers, found here by trying; its wrong ones are known mistakes; it is the same on paper."""

from __future__ import annotations

import math

import numpy as np
import pytest
import scipy.signal

from coursekit import quiz
from coursekit.backprop.quiz import questions


def value(text):
    """A number as printed, with a true minus sign, a thousands separator, or as a fraction."""
    over, _, under = text.replace("−", "-").replace(",", "").partition("/")
    return float(over) / float(under or 1)


def numbers(question):
    """The wrong numbers among the options, and the right one."""
    wrong = [value(option.text) for option in question.options if not option.correct]
    return sorted(wrong), value(right(question).text)


def right(question):
    return next(option for option in question.options if option.correct)


def slope(function, x, step=1e-6):
    """By central differences."""
    return (function(x + step) - function(x - step)) / (2 * step)


def test_one_step_goes_past_the_bottom_and_comes_nearer():
    wrong, after = numbers(questions()[0])
    by_trying = slope(lambda w: 2 * w**2, 1.0)
    assert after == pytest.approx(1 - 0.4 * by_trying)
    assert -1 < after < 0
    assert wrong == pytest.approx([1 - 0.4 * 2, 1 - 0.4, 1 + 0.4 * 4])
    assert "L = 2w². Where does one step of gradient descent with learning rate 0.4" in questions()[0].text


def test_relu_is_a_gate_that_forward_has_set():
    inputs, gradient = [-2.0, 0.0, 3.0], [5.0, 5.0, -4.0]
    away_from_the_kink = [g * slope(lambda x: max(x, 0.0), x) for x, g in zip(inputs, gradient, strict=True) if x]
    listed = [[value(number) for number in option.text.split(", ")] for option in questions()[1].options]
    answer = [value(number) for number in right(questions()[1]).text.split(", ")]
    assert answer[::2] == pytest.approx(away_from_the_kink)
    assert answer[1] == 0
    assert sorted(listed) == sorted([[5, 5, 0], [0, 0, 0], [0, 5, -4], [0, 0, -4]])
    assert "ReLU got −2, 0, 3. The gradients 5, 5, −4 come back." in questions()[1].text


def test_only_the_largest_gets_the_gradient():
    window = np.array([2.0, 7.0, 5.0, 1.0])
    slopes = [slope(lambda x, at=at: np.where(np.arange(4) == at, x, window).max(), window[at]) for at in range(4)]
    np.testing.assert_allclose(np.multiply(8, slopes), [0, 8, 0, 0], atol=1e-6)
    assert right(questions()[2]).text == "The 7 gets 8, the others 0"
    assert "2, 7, 5, 1. The gradient 8" in questions()[2].text


def test_a_shared_weight_counts_at_every_place():
    inputs, gradient = np.array([2.0, 4, 1, 3]), np.array([2.0, 1, -2])

    def outputs(weight):
        return scipy.signal.correlate(inputs, [weight, 0.5], "valid")

    wrong, found = numbers(questions()[3])
    assert found == pytest.approx(slope(lambda weight: gradient @ outputs(weight), 1.5))
    assert wrong == pytest.approx([gradient.sum(), found / 3, 2 * 2])
    assert "2·2 + 1·4 + (−2)·1" in right(questions()[3]).feedback
    assert found == 2 * 2 + 1 * 4 - 2 * 1


def test_the_way_back_to_the_pixels_is_the_turned_kernel_with_two_zeros():
    rng = np.random.default_rng(0)
    kernel, gradient = rng.normal(size=(3, 3)), rng.normal(size=(3, 3))
    wanted = np.zeros((5, 5))
    for at in np.ndindex(5, 5):
        one = np.zeros((5, 5))
        one[at] = 1  # the convolution is linear: its slope is what one pixel adds
        wanted[at] = (gradient * scipy.signal.correlate2d(one, kernel, "valid")).sum()
    padded, turned = np.pad(gradient, 2), kernel[::-1, ::-1]
    np.testing.assert_allclose(scipy.signal.correlate2d(padded, turned, "valid"), wanted, atol=1e-12)
    assert not np.allclose(scipy.signal.correlate2d(padded, kernel, "valid"), wanted, atol=0.1)
    assert scipy.signal.correlate2d(gradient, turned, "valid").size == 1, "That leaves one number."
    assert right(questions()[4]).text == "Turned by half a turn, with 2 zeros on each side"


def test_ten_sigmoids_leave_a_millionth():
    steepest = max(slope(lambda x: 1 / (1 + math.exp(-x)), x) for x in np.linspace(-3, 3, 61))
    wrong, found = numbers(questions()[5])
    assert found == pytest.approx(steepest**10, rel=1e-6)
    assert found == pytest.approx(1e-6, rel=0.05), "a millionth"
    assert wrong == [0.5**10, 1 / 40]


def test_numbers_stand_in_order_of_size():
    for question in (questions()[0], questions()[3]):
        values = [value(option.text) for option in question.options]
        assert values == sorted(values)


def test_right_answers_stand_in_different_places():
    places = [[option.correct for option in question.options].index(True) for question in questions()]
    assert len(set(places)) >= 3


def test_the_lecture_prints_the_same_quiz(root):
    text = (root / "lectures" / "03_backprop.py").read_text(encoding="utf-8")
    printed = "\n".join(line.removeprefix("#").removeprefix(" ") for line in text.splitlines())
    assert quiz.markdown(questions()) in printed
