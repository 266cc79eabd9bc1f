"""The stepper: what it shows is true, what it asks is not shown yet, and what is no number is refused."""

from __future__ import annotations

import html
import importlib
import itertools
import json
import re
import subprocess
import sys
from dataclasses import FrozenInstanceError
from xml.etree import ElementTree

import ipywidgets
import numpy as np
import pytest
from scipy.signal import correlate2d

from coursekit import backprop
from coursekit.backprop.example import Example
from coursekit.backprop.stepper import state as states
from coursekit.backprop.stepper.numbers import Numbers, path
from coursekit.backprop.stepper.picture import render
from coursekit.backprop.stepper.state import GRADIENT_STEP, PARTS, STEPS, VALUE_STEP, Cell

LAST = len(STEPS) - 1
TURNED = np.s_[::-1, ::-1]


def drawn(seed):
    """An example without zeros and without ties: everything that is connected shows."""
    rng = np.random.default_rng(seed)
    choices = np.array([-4, -3, -2.5, -1.5, -1, -0.5, 0.5, 1, 2, 3.5, 4, 5])
    while True:
        shapes = {"inputs": (4, 4), "kernel": (3, 3), "gradient": (2, 2)}
        made = {name: rng.choice(choices, shape) for name, shape in shapes.items()}
        example = Example(**made, bias=rng.choice(choices), padding="same")
        kinks = correlate2d(example.inputs, example.kernel, "same") + example.bias
        if 6 <= (kinks > 0).sum() <= 12 and len(np.unique(kinks)) == kinks.size and (kinks != 0).all():
            return example


EXAMPLES = {"default": Example.default(), "by hand": Example.by_hand(), "drawn": drawn(3), "drawn too": drawn(8)}


@pytest.fixture(params=EXAMPLES, ids=str)
def example(request):
    return EXAMPLES[request.param]


# -- the other way to the same numbers: SciPy forward, differences backward


def forward(inputs, kernel, bias, padding):
    convolved = correlate2d(inputs, kernel, padding) + bias
    rectified = np.maximum(convolved, 0)
    height, width = rectified.shape
    pooled = rectified.reshape(height // 2, 2, width // 2, 2).max(axis=(1, 3))
    return convolved, rectified, pooled


def pooled_from(rectified):
    height, width = rectified.shape
    return rectified.reshape(height // 2, 2, width // 2, 2).max(axis=(1, 3))


def slopes(function, at, step=1e-4):
    """Central differences: exact but for rounding, since everything is linear between kinks."""
    found = np.empty_like(at)
    for place in np.ndindex(at.shape):
        ends = []
        for side in (step, -step):
            moved = at.copy()
            moved[place] += side
            ends.append(function(moved))
        found[place] = (ends[0] - ends[1]) / (2 * step)
    return found


def expected(example):
    """Values and gradients of each part."""
    bias = np.array([[example.bias]])
    convolved, rectified, pooled = forward(example.inputs, example.kernel, example.bias, example.padding)
    if example.target is None:
        incoming, loss = example.gradient, lambda outputs: (example.gradient * outputs).sum()
    else:
        incoming, loss = pooled - example.target, lambda outputs: ((outputs - example.target) ** 2).sum() / 2
    values = {
        "input": example.inputs,
        "kernel": example.kernel,
        "bias": bias,
        "convolution": convolved,
        "relu": rectified,
        "pooling": pooled,
    }
    gradients = {
        "input": slopes(lambda x: loss(forward(x, example.kernel, example.bias, example.padding)[2]), example.inputs),
        "kernel": slopes(lambda k: loss(forward(example.inputs, k, example.bias, example.padding)[2]), example.kernel),
        "bias": slopes(lambda b: loss(forward(example.inputs, example.kernel, b.item(), example.padding)[2]), bias),
        "convolution": slopes(lambda c: loss(pooled_from(np.maximum(c, 0))), convolved),
        "relu": slopes(lambda r: loss(pooled_from(r)), rectified),
        "pooling": incoming,
    }
    return values, gradients


def tied(example, cell):
    """Whether several values are the largest of a cell's window."""
    rectified = forward(example.inputs, example.kernel, example.bias, example.padding)[1]
    window = rectified[cell.row // 2 * 2 :, cell.col // 2 * 2 :][:2, :2]
    return (window == window.max()).sum() > 1


# -- reading what is shown


def squares(stepper):
    """The squares on the screen: (values, gradients), each cell -> its SVG group."""
    root = ElementTree.fromstring(f"<div>{stepper._shown.value}</div>")  # noqa: S314 (our own markup)
    found = {}, {}
    for group in root.iter("g"):
        part, row, col = group.get("data-cell").split(",")
        cell = Cell(part, int(row), int(col))
        found[cell in found[0]][cell] = group
    return found


def texts(group):
    """What stands in a square: its number, and by what it is multiplied."""
    return [element.text for element in group if element.tag == "text"]


def shown(group):
    return (texts(group) or [""])[0]


def as_number(text):
    return float(text.replace("−", "-"))


def marked(groups, colour):
    """The cells that are filled with a colour."""
    return {cell for cell, group in groups.items() if group[0].get("fill") == colour}


def all_cells(example):
    return [Cell(part, *place) for part in PARTS for place in np.ndindex(states.size(example, part))]


def sums(words):
    """Sums of products in a text: for each the pairs of factors, other terms, and the result."""
    one = r"\(?−?[\d.]+\)?"
    found = []
    for match in re.finditer(rf"({one}(?:·{one})?(?: \+ {one}(?:·{one})?)*) = (−?[\d.]+?)(?=[.,]?(?: |$))",
                             words.replace("\u00a0", " ")):  # fmt: skip
        terms = [[as_number(factor.strip("()")) for factor in term.split("·")] for term in match[1].split(" + ")]
        found.append((terms, as_number(match[2])))
    return found


def at_end(example):
    stepper = backprop.step_through(example)
    stepper.all()
    return stepper


# -- the numbers


def test_all_numbers_are_those_of_scipy_and_of_differences(example):
    values, gradients = squares(at_end(example))
    for groups, arrays in zip((values, gradients), expected(example), strict=True):
        assert set(groups) == set(all_cells(example))
        for cell, group in groups.items():
            if groups is gradients and cell.part == "relu" and tied(example, cell):
                continue  # there differences tell nothing: see the test of ties
            # Rounding of the differences is below 1e-7, the numbers are shown to three decimals.
            assert as_number(shown(group)) == pytest.approx(arrays[cell.part][cell.row, cell.col], abs=1e-6), cell


def test_each_step_shows_one_thing_more_and_asks_for_the_next(example):
    stepper = backprop.step_through(example)
    for step in range(len(STEPS)):
        for groups, steps in zip(squares(stepper), (VALUE_STEP, GRADIENT_STEP), strict=True):
            for cell, group in groups.items():
                there = shown(group)
                if step >= steps[cell.part]:
                    assert re.fullmatch(r"−?[\d.]+", there)
                else:
                    assert there == ("?" if step + 1 == steps[cell.part] else "")
        told = re.search(r"aria-label='(.*?)'", stepper._shown.value)[1]
        for part, title in (("convolution", "convolution"), ("relu", "ReLU"), ("pooling", "max pooling")):
            count = (step >= VALUE_STEP[part]) + (step >= GRADIENT_STEP[part])
            assert len(re.findall(rf"{title} −?\d", told)) == count
        assert f"Step {step + 1} of 9" in stepper._ask.value
        assert "?" in stepper.picture.question
        stepper.forward()
    assert stepper.state.step == LAST


def test_a_question_does_not_tell_what_the_step_will_show():
    # With numbers like these no answer can be in a question by chance.
    rng = np.random.default_rng(5)
    example = Example.default().replace(
        inputs=rng.integers(10, 49, (4, 4)) / 2, kernel=rng.integers(-39, 39, (3, 3)) / 2, bias=0.5
    )
    for step, cell in itertools.product((0, 6, 7), all_cells(example)):
        picture = render(states.State(example, cell, step))
        part = {0: "convolution", 6: "kernel", 7: "input"}[step]
        found = (picture.numbers.gradients if step else picture.numbers.values)[part]
        asked = set(re.findall(r"−?\d+(?:\.\d+)?", picture.question))
        assert not asked & {f"{value:g}".replace("-", "−") for value in found.flat if abs(value) > 16}


def test_a_value_of_the_convolution_is_written_out(example):
    padded = np.pad(example.inputs, 1 if example.padding == "same" else 0)
    stepper = at_end(example)
    for cell in (cell for cell in all_cells(example) if cell.part == "convolution"):
        stepper.select(*cell)
        (terms, result), *_ = sums(stepper.picture.about[0])
        *products, (bias,) = terms
        patch = padded[cell.row : cell.row + 3, cell.col : cell.col + 3]
        assert products == [list(pair) for pair in zip(patch.flat, example.kernel.flat, strict=True)]
        assert bias == example.bias
        assert sum(one * other for one, other in products) + bias == pytest.approx(result, abs=1e-9)
        small = {cell: texts(group)[1] for cell, group in squares(stepper)[0].items() if len(texts(group)) > 1}
        lift = 1 if example.padding == "same" else 0
        outside = sum(not 0 <= cell[axis] - lift + at < 4 for axis in (1, 2) for at in range(3))
        assert len(small) == (9 if not outside else 6 if outside == 1 else 4)
        for place, text in small.items():
            weight = example.kernel[place.row - cell.row + lift, place.col - cell.col + lift]
            assert as_number(text.removeprefix("×")) == weight


def test_the_gradient_of_an_input_is_the_turned_kernel_on_the_gradients(example):
    gradient = expected(example)[1]["convolution"].round(6)
    padded = np.pad(gradient, 1 if example.padding == "same" else 2)
    stepper = at_end(example)
    for cell in (cell for cell in all_cells(example) if cell.part == "input"):
        stepper.select(*cell)
        ((terms, result),) = sums(stepper.picture.about[1])
        patch = padded[cell.row : cell.row + 3, cell.col : cell.col + 3]
        np.testing.assert_allclose(terms, list(zip(patch.flat, example.kernel[TURNED].flat, strict=True)), atol=1e-9)
        assert (patch * example.kernel[TURNED]).sum() == pytest.approx(result, abs=1e-9)
        small = {cell: texts(group)[1] for cell, group in squares(stepper)[1].items() if len(texts(group)) > 1}
        lift = 1 if example.padding == "same" else 2
        for place, text in small.items():
            weight = example.kernel[TURNED][place.row - cell.row + lift, place.col - cell.col + lift]
            assert as_number(text.removeprefix("×")) == weight


def test_the_gradient_of_a_parameter_is_summed_over_the_places_where_one_arrives(example):
    gradients = expected(example)[1]
    padded = np.pad(example.inputs, 1 if example.padding == "same" else 0)
    height, width = gradients["convolution"].shape
    stepper = at_end(example)
    for i, j in np.ndindex(3, 3):
        stepper.select("kernel", i, j)
        ((terms, result),) = sums(stepper.picture.about[1])
        met = padded[i : i + height, j : j + width]
        assert result == pytest.approx(gradients["kernel"][i, j], abs=1e-6)
        assert sum(one * other for one, other in terms) == pytest.approx(result, abs=1e-9)
        inside = np.pad(np.ones((4, 4)), 1 if example.padding == "same" else 0)[i : i + height, j : j + width] > 0
        counting = inside & (gradients["convolution"].round(6) != 0)
        np.testing.assert_allclose(
            terms, np.stack([gradients["convolution"][counting], met[counting]], axis=1), atol=1e-6
        )
    stepper.select("bias")
    ((terms, result),) = sums(stepper.picture.about[1])
    assert sum(one for (one,) in terms) == result == pytest.approx(gradients["bias"].item(), abs=1e-6)


# -- ways


@pytest.mark.parametrize("seed", [3, 8])
def test_the_way_forward_is_what_a_change_changes(seed):
    example = drawn(seed)
    numbers = Numbers(example)
    changes = {
        Cell("input", 1, 3): example.with_input(1, 3, 77),
        Cell("bias"): example.replace(bias=60),
        Cell("kernel", 0, 2): example.replace(kernel=np.where(np.arange(9).reshape(3, 3) == 2, 66, example.kernel)),
    }
    convolved = numbers.values["convolution"]
    for cell, other in changes.items():
        changed = np.argwhere(Numbers(other).values["convolution"] != convolved).tolist()
        way = path(numbers, cell).values
        assert {one for one in way if one.part == "convolution"} == {Cell("convolution", *at) for at in changed}
        assert {one for one in way if one.part == "relu"} == {Cell("relu", *at) for at in changed}
        pools = {Cell("pooling", row // 2, col // 2) for row, col in changed}
        assert {one for one in way if one.part == "pooling"} == pools
    # The other way round: who is on the way of a place has the place on its own way.
    ways = {cell: path(numbers, cell).values for cell in all_cells(example)}
    for cell, other in itertools.permutations(ways, 2):
        if {cell.part, other.part} not in ({"input", "kernel"}, {"input"}, {"kernel"}):
            assert (cell in ways[other]) == (other in ways[cell])


@pytest.mark.parametrize("seed", [3, 8])
def test_the_way_back_is_where_a_gradient_that_comes_in_arrives(seed):
    example = drawn(seed)
    numbers = Numbers(example)
    for pooled in np.ndindex(2, 2):
        alone = np.zeros((2, 2))
        alone[pooled] = 1
        values = expected(example.replace(gradient=alone))[1]
        arrives = {cell for cell in all_cells(example) if abs(values[cell.part][cell.row, cell.col]) > 1e-6}
        assert path(numbers, Cell("pooling", *pooled)).gradients == arrives
        for cell in arrives:
            assert Cell("pooling", *pooled) in path(numbers, cell).gradients
        for cell in set(all_cells(example)) - arrives:
            if cell.part not in ("relu", "pooling"):
                assert Cell("pooling", *pooled) not in path(numbers, cell).gradients


def test_a_way_back_ends_where_relu_blocks_and_does_not_pass_a_parameter_to_an_input():
    numbers = Numbers(Example.default())  # all of the window of output (1, 0) are negative
    blocked = {Cell("pooling", 1, 0), Cell("relu", 2, 0)}
    for cell in blocked:
        assert path(numbers, cell).gradients == blocked
    for cell in all_cells(numbers.example):
        way = path(numbers, cell).gradients
        if cell.part not in ("relu", "pooling"):
            assert not way & blocked
        if cell.part in ("input", "kernel"):
            assert {one for one in way if one.part in ("input", "kernel", "bias")} == {cell}


def test_factors_come_with_their_sum_and_not_before():
    for cell, step, lower in (
        (Cell("convolution", 1, 1), 1, 0),
        (Cell("input", 1, 1), 8, 1),
        (Cell("kernel", 0, 0), 7, 1),
    ):
        stepper = backprop.step_through()
        stepper.select(*cell)
        for now in range(len(STEPS)):
            factors = [text for group in squares(stepper)[lower].values() for text in texts(group) if "×" in text]
            assert bool(factors) == (now >= step)
            stepper.forward()


def test_the_way_is_filled_and_the_way_back_not_before_it_is_known():
    stepper = backprop.step_through()
    stepper.select("pooling", 0, 1)
    for step in range(len(STEPS)):
        values, gradients = squares(stepper)
        way = path(Numbers(stepper.state.example), stepper.state.cell)
        assert marked(values, "#D3E8F5") == way.values - {stepper.state.cell}
        known = {cell for cell in way.gradients if step >= GRADIENT_STEP[cell.part]}
        assert marked(gradients, "#FADFCB") == known - {stepper.state.cell}
        assert marked(values, "#E69F00") == marked(gradients, "#E69F00") == {stepper.state.cell}
        stepper.forward()


# -- words


@pytest.mark.parametrize(
    ("cell", "says"),
    [
        (("relu", 2, 0), "The gradient 3 goes to row 2, column 0, the winner of its window; the other three get 0."),
        (("relu", 0, 0), "It gets 0: the gradient 1 of its window goes to row 0, column 1, the winner."),
        (("relu", 3, 1), "Four values tie at 0: the first in reading order wins here; other frameworks may differ."),
        (("convolution", 0, 1), "+ (−1) = 4."),
        (("convolution", 2, 0), "ReLU blocks it: the input was −5. Of 3, 0 is left."),
        (("convolution", 1, 3), "ReLU lets −2 through: the input was 4, above 0."),
        (("convolution", 1, 1), "lost in its window. (ReLU would have blocked it: the input was −8.)"),
        (("convolution", 1, 0), "lost in its window. (ReLU would have let it through: the input was 3.)"),
        (("relu", 1, 1), "max(0, −8) = 0"),
        (("pooling", 0, 1), "The largest of 0, 3, 0 and 4 is 4, from row 1, column 3."),
        (("pooling", 0, 1), "if this output grows by a little, the loss falls by 2 times that"),
        (("kernel", 0, 0), "It is used 9 times, each time on another input; at the other 7 places"),
        (("input", 0, 0), "The convolution reads it 4 times"),
    ],
)
def test_what_happened_to_the_selected_number_is_told(cell, says):
    stepper = at_end(None)
    stepper.select(*cell)
    assert says in " ".join(stepper.picture.about)
    (card,) = ElementTree.fromstring(f"<div>{stepper._tell.value}</div>")  # noqa: S314 (our own markup)
    assert says in "".join(card.itertext())


def test_a_question_is_answered_about_the_same_number():
    stepper = backprop.step_through()
    stepper.select("pooling", 1, 0)
    asked = []
    while stepper.state.step < LAST:
        asked.append(stepper.picture.question)
        stepper.forward()
    assert "Which of the four gets the 3?" in asked[4]
    assert asked[2].endswith("Which of the four goes on?")
    # Of four places the one that the gradient goes through.
    assert (
        "row 3, column 2, and the gradient 2 comes back"
        in render(states.State(stepper.state.example, Cell("pooling", 1, 1), 5)).question
    )
    stepper.start_over()
    for _ in range(5):
        stepper.forward()
    assert "The gradient 3 goes to row 2, column 0, the winner of its window" in stepper.picture.answer


def test_two_equal_winners_are_told_and_the_first_one_wins():
    flat = Example.default().replace(kernel=np.diag([0.0, 1, 0]), bias=0, inputs=np.full((4, 4), 2.0))
    stepper = at_end(flat)
    stepper.select("relu", 0, 0)
    assert "goes to row 0, column 0, the winner" in stepper.picture.about[1]
    assert "Four values tie at 2: the first in reading order wins" in stepper.picture.about[1]
    np.testing.assert_array_equal(stepper.picture.numbers.gradients["relu"][::2, ::2], flat.gradient)


def test_relu_at_exactly_zero_blocks_and_says_so():
    example = Example.default().replace(kernel=np.diag([0.0, 1, 0]), bias=0, inputs=np.zeros((4, 4)))
    stepper = at_end(example)
    stepper.select("convolution", 0, 0)
    assert "ReLU blocks it: the input was 0, and there the slope is taken as 0." in stepper.picture.about[1]


def test_a_target_takes_the_place_of_the_incoming_gradient():
    stepper = at_end(Example.by_hand())
    stepper.select("pooling", 0, 0)
    assert stepper.controls["value"].description == "target"
    assert "5 − 3 = 2." in stepper.picture.about[1]
    assert "loss 2" in stepper._shown.value
    stepper.controls["value"].value = "6"
    assert "5 − 6 = −1." in stepper.picture.about[1]
    assert "loss 0.5" in stepper._shown.value
    stepper.select("bias")
    stepper.controls["value"].value = "2"
    assert "6 − 6 = 0." in render(states.selected(stepper.state, Cell("pooling"))).about[1]


# -- changes


@pytest.mark.parametrize(
    ("cell", "changes"),
    [
        (Cell("input", 1, 2), lambda example: example.with_input(1, 2, -7.5)),
        (
            Cell("kernel", 2, 1),
            lambda example: example.replace(kernel=np.where(np.arange(9).reshape(3, 3) == 7, -7.5, example.kernel)),
        ),
        (Cell("bias"), lambda example: example.replace(bias=-7.5)),
        (Cell("pooling", 1, 1), lambda example: example.replace(gradient=[[1, -2], [3, -7.5]])),
    ],
)
def test_a_change_shows_what_the_changed_example_shows_and_marks_what_differs(cell, changes):
    stepper, before = at_end(None), at_end(None)
    stepper.select(*cell)
    stepper.controls["value"].value = "−7.5"
    assert stepper.problem == ""
    after = at_end(changes(Example.default()))
    counts = []
    for now, once, other in zip(squares(stepper), squares(before), squares(after), strict=True):
        assert {cell: shown(group) for cell, group in now.items()} == {
            cell: shown(group) for cell, group in other.items()
        }
        differs = {cell for cell in now if shown(now[cell]) != shown(once[cell])}
        underlined = {
            cell for cell, group in now.items() if any("text-decoration" in text.attrib for text in group.iter("text"))
        }
        assert underlined == differs
        counts.append(len(differs))
    values = counts[0] - (cell.part != "pooling")  # the number that was typed in is not computed
    assert f"changed {values} computed value" in stepper.picture.change
    assert f"and {counts[1]} gradient" in stepper.picture.change
    stepper.start_over()
    assert stepper.state.step == 0
    assert stepper.state.cell == cell
    stepper.all()
    assert stepper._shown.value == render(states.State(Example.default(), cell, LAST)).svg


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("many", "'many' is no number."),
        ("2,5", "Decimals have a point, as in 2.5."),
        ("", "The field is empty"),
        ("nan", "no number that can be calculated with"),
        ("-inf", "no number that can be calculated with"),
        ("99.5", "too large for the squares: take a number from −99 to 99"),
        ("-1e300", "too large for the squares"),
        ("0.3", "neither whole nor a half"),
        ("<b>1</b>", "'<b>1</b>' is no number."),
    ],
)
def test_what_is_no_number_is_refused_in_words_and_nothing_changes(text, says):
    stepper = backprop.step_through()
    stepper.forward()
    stepper.select("kernel", 1, 1)
    state, picture, drawing = stepper.state, stepper.picture, stepper._shown.value
    stepper.controls["value"].value = text
    assert says in stepper.problem
    assert html.escape(stepper.problem) in stepper._refused.value
    assert "role='alert'" in stepper._refused.value
    assert "Nothing has been changed." in stepper.problem
    assert (stepper.state, stepper.picture, stepper._shown.value) == (state, picture, drawing)
    assert stepper.controls["value"].value == text, "what was refused stays, to be put right"
    assert repr(stepper).startswith("Not possible. ")
    stepper.controls["value"].value = "2"
    assert stepper.problem == stepper._refused.value == ""
    assert stepper.state.before is None, "the number that stood there before is no change"
    stepper.controls["value"].value = text
    stepper.forward()
    assert stepper.problem == stepper._refused.value == ""
    assert stepper.controls["value"].value == "2"


def test_a_number_that_follows_from_others_cannot_be_typed_in():
    stepper = backprop.step_through()
    for cell in (Cell("convolution", 1, 1), Cell("relu", 0, 2)):
        stepper.select(*cell)
        assert stepper.controls["value"].disabled
        assert stepper.controls["value"].value == ""
        stepper.enter("5")
        assert "follows from others" in stepper.problem
    stepper.all()
    assert stepper.controls["value"].value == shown(squares(stepper)[0][cell])


def test_the_example_that_was_given_stays_as_it_is():
    given = Example.default()
    stepper = backprop.step_through(given)
    stepper.select("input", 0, 0)
    stepper.enter("9")
    assert given.inputs[0, 0] == 1
    with pytest.raises(FrozenInstanceError):
        stepper.state.step = 3


# -- controls


def test_the_buttons():
    stepper = backprop.step_through()
    steps = []
    for name in ("back", "forward", "forward", "back", "all", "forward", "back", "start_over"):
        stepper.controls[name].click()
        steps.append(stepper.state.step)
    assert steps == [0, 1, 2, 1, LAST, LAST, LAST - 1, 0]


def test_part_row_and_column_select():
    stepper = backprop.step_through()
    stepper.controls["part"].value = "input"
    stepper.controls["row"].value = 3
    stepper.controls["col"].value = 2
    assert stepper.state.cell == Cell("input", 3, 2)
    for part, cell, most in (
        ("kernel", Cell("kernel", 2, 2), 2),
        ("bias", Cell("bias"), 0),
        ("pooling", Cell("pooling"), 1),
    ):
        stepper.controls["part"].value = part
        assert stepper.state.cell == cell
        assert [stepper.controls[name].max for name in ("row", "col")] == [most, most]
        assert stepper.controls["row"].disabled == (most == 0)
    stepper.select("input", 3, 3)
    assert [stepper.controls[name].value for name in ("part", "row", "col", "value")] == ["input", 3, 3, "0"]
    with pytest.raises(ValueError, match="kernel is 3x3: it has no row 3, column 0"):
        stepper.select("kernel", 3)


def test_the_picture_tells_clicks_and_arrow_keys_and_none_is_lost_or_heard_twice():
    stepper = backprop.step_through()
    said = [[11, "select", "relu,1,0"], [12, "key", "ArrowLeft"], [13, "key", "ArrowDown"]]
    stepper._pointer.value = json.dumps(said[:1])
    assert stepper.state.cell == Cell("relu", 1, 0)
    stepper._pointer.value = json.dumps(said)  # two came while Python was busy
    assert stepper.state.cell == Cell("convolution", 2, 3)
    stepper._pointer.value = json.dumps([*said[1:], [14, "key", "ArrowRight"]])
    assert stepper.state.cell == Cell("relu", 2, 0)
    stepper._pointer.value = ""
    assert stepper.state.cell == Cell("relu", 2, 0)


def test_arrow_keys_lead_to_every_number_and_stay_at_the_edges(example):
    start = states.beginning(example)
    reached, waiting = {start.cell}, [start]
    while waiting:
        now = waiting.pop()
        for key in ("ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight"):
            then = states.moved(now, key)
            if then.cell not in reached:
                reached.add(then.cell)
                waiting.append(then)
    assert reached == set(all_cells(example))
    for cell, key in (
        (Cell("input", 2, 0), "ArrowLeft"),
        (Cell("bias"), "ArrowDown"),
        (Cell("input", 0, 1), "ArrowUp"),
    ):
        there = states.selected(start, cell)
        assert states.moved(there, key).cell == cell
    row = [Cell("kernel", 1, col) for col in range(3)]
    now = states.selected(start, row[0])
    for cell in row[1:]:
        now = states.moved(now, "ArrowRight")
        assert now.cell == cell


def test_every_control_is_native_and_has_a_label():
    stepper = backprop.step_through()
    kinds = ipywidgets.Dropdown, ipywidgets.BoundedIntText, ipywidgets.Text, ipywidgets.Button
    for control in stepper.controls.values():
        assert isinstance(control, kinds)
        assert control.description


# -- how it is made


def test_drawing_is_a_function_of_the_state():
    state = states.stepped(states.beginning(Example.default()), 6)
    one, other = render(state), render(state)
    assert (one.ask, one.svg, one.tell, one.summary) == (other.ask, other.svg, other.tell, other.summary)


@pytest.mark.parametrize(
    ("given", "error", "says"),
    [
        (Example(np.ones((6, 6)), np.ones((3, 3)), gradient=np.ones((2, 2))), ValueError, r"inputs has shape \(6, 6\)"),
        (Example(np.ones((4, 4)), np.ones((1, 1)), gradient=np.ones((2, 2))), ValueError, r"kernel has shape \(1, 1\)"),
        (Example.default().with_input(0, 0, 1000), ValueError, "inputs: the stepper has room for numbers from -99"),
        (Example.default().replace(bias=-100), ValueError, "bias: the stepper has room"),
        (np.ones((4, 4)), TypeError, "must be a backprop.example.Example, not ndarray"),
    ],
)
def test_what_has_no_room_is_refused(given, error, says):
    with pytest.raises(error, match=says):
        backprop.step_through(given)


@pytest.mark.parametrize("sign", [1, -1])
def test_the_largest_numbers_have_room_in_their_squares(sign):
    most = Example(np.full((4, 4), sign * 98.5), np.full((3, 3), sign * 98.5), -99, "same", np.full((2, 2), -98.5))
    stepper = at_end(most)
    stepper.select("bias")
    stepper.enter("99")
    for groups in squares(stepper):
        for group in groups.values():
            for text in group.iter("text"):
                # A digit is a little more than half as wide as it is high, a bold one a little wider.
                width = 0.72 if text.get("font-weight") else 0.62
                assert width * float(text.get("font-size")) * len(text.text) <= 42


def test_the_static_figure_tells_the_same():
    assert importlib.import_module("coursekit.backprop.figures.flow").STEPS == STEPS
    stepper = at_end(Example.default())
    label = stepper.figure().get_label()
    for row in stepper.picture.numbers.gradients["input"]:
        assert " ".join(f"{value:g}".replace("-", "−") for value in row) in label


def test_where_no_widget_can_be_shown_words_stand_for_it():
    stepper = backprop.step_through()
    bundle = stepper._repr_mimebundle_()
    assert bundle["text/plain"] == stepper.picture.summary == repr(stepper)
    assert bundle["application/vnd.jupyter.widget-view+json"]["model_id"]


def test_neither_keras_nor_matplotlib_is_needed():
    code = (
        "import sys\nfrom coursekit import backprop\nassert 'ipywidgets' not in sys.modules\nbackprop.step_through()\n"
        "assert not {'keras', 'tensorflow', 'matplotlib', 'scipy'} & sys.modules.keys()"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
