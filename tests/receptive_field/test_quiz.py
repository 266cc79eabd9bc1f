"""The quiz asks for right numbers, its wrong ones are known mistakes, and it is the same on paper."""

from __future__ import annotations

import csv

import numpy as np

from coursekit import quiz
from coursekit.receptive_field.quiz import questions

LENET = [(5, 1, 1, 0), (2, 2, 1, 0), (5, 1, 1, 0), (2, 2, 1, 0)]  # kernel, stride, dilation, padding


def numbers(question):
    """The wrong and the right numbers among the options."""
    values = {float(option.text): option.correct for option in question.options}
    return {value for value, right in values.items() if not right}, {value for value, right in values.items() if right}


def right(question):
    return next(option for option in question.options if option.correct)


def seen(layers, unit=0):
    """All places of the image that a unit depends on, followed back from the unit."""
    places = {unit}
    for kernel, stride, dilation, padding in reversed(layers):
        places = {place * stride - padding + tap * dilation for place in places for tap in range(kernel)}
    return places


def test_sizes_of_lenet_are_those_of_the_collected_misconceptions(shared_data):
    with (shared_data / "reference" / "misconceptions_rf.csv").open(newline="", encoding="utf-8") as file:
        rows = {row["rule"]: row["lenet5_s4"] for row in csv.DictReader(file) if row["quantity"] == "receptive field"}
    wrong, right = numbers(questions()[0])
    assert right == {float(rows["CORRECT r += (k-1)*j_in"])}
    assert wrong == {
        float(rows[rule])
        for rule in (
            "forgets strides: sum of (k-1)",
            "pooling multiplies the jump but adds no (k-1)*j",
            "pooling doubles r, convolution adds k-1",
        )
    }


def test_the_size_is_what_following_back_finds():
    assert numbers(questions()[0])[1] == {len(seen(LENET))}
    told = right(questions()[0]).feedback
    steps = [len(seen(LENET[:depth])) for depth in range(1, 4)]
    assert f"{steps[0]}, then {steps[1]}, then {steps[1]} + 4·2 = {steps[2]}" in told


def test_the_centre_is_what_following_back_finds():
    places = seen([(5, 1, 1, 1), (2, 2, 1, 0), (3, 1, 1, 1)])
    wrong, right_ones = numbers(questions()[1])
    assert right_ones == {(min(places) + max(places)) / 2}
    assert f"{len(places)} pixels from −{-min(places)}" in right(questions()[1]).feedback
    alone = [(min(each) + max(each)) / 2 for each in (seen([(2, 2, 1, 0)]), seen([(5, 1, 1, 1)]))]
    assert wrong == {*alone, -2 + (len(places) - 1) / 2}


def test_a_sum_depends_on_the_union():
    wrong, right_ones = numbers(questions()[2])
    assert right_ones == {len(seen([(3, 1, 1, 1)] * 3) | {0})}
    assert wrong == {1, len(seen([(3, 1, 1, 1)])), len(seen([(3, 1, 1, 1)] * 3)) + 1}


def test_dilation_leaves_holes():
    places = seen([(3, 1, 1, 0), (3, 1, 4, 0)])
    side = max(places) - min(places) + 1
    texts = [option.text for option in questions()[3].options]
    assert right(questions()[3]).text == f"{len(places) ** 2} of the pixels in {side}×{side}"
    assert set(range(side)) - places == {3, 7}, "every fourth one"
    assert f"all {side**2} pixels in {side}×{side}" in texts
    plain = len(seen([(3, 1, 1, 0)] * 2))
    assert f"{plain**2} pixels in {plain}×{plain}" in texts


def test_shares_of_pixels_of_paths_and_of_their_roots():
    row = np.ones(1)
    for _ in range(10):
        row = np.convolve(row, np.ones(3))
    square = np.outer(row, row)
    assert f"field of {len(row)}×{len(row)}" in questions()[4].text
    shares = [each[7:14, 7:14].sum() / each.sum() for each in (square**0, square, square**0.5)]
    pixels, paths, roots = (round(100 * share) for share in shares)
    assert numbers(questions()[4]) == ({pixels, paths}, {roots})


def test_numbers_stand_in_order_of_size():
    for question in (*questions()[:3], questions()[4]):
        values = [float(option.text) for option in question.options]
        assert values == sorted(values)


def test_right_answers_stand_in_different_places():
    assert len({[option.correct for option in question.options].index(True) for question in questions()}) > 1


def test_the_lecture_prints_the_same_quiz(root):
    text = (root / "lectures" / "02_receptive_field.py").read_text(encoding="utf-8")
    printed = "\n".join(line.removeprefix("#").removeprefix(" ") for line in text.splitlines())
    assert quiz.markdown(questions()) in printed
