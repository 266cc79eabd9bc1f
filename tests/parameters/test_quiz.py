"""The quiz asks for right numbers, names known mistakes, needs no network, and is the same on paper."""

from __future__ import annotations

import csv
import json
import re

import pytest
from IPython.utils.capture import capture_output

from coursekit import network, parameters, quiz
from coursekit.parameters.quiz import questions
from coursekit.quiz import Option, Question


def numbers(question):
    """The wrong and the right numbers among the options."""
    values = {int(option.text.replace(",", "")): option.correct for option in question.options}
    return {value for value, right in values.items() if not right}, {value for value, right in values.items() if right}


def test_right_and_wrong_numbers_are_those_of_the_collected_misconceptions(shared_data):
    with (shared_data / "reference" / "misconceptions_params.csv").open(newline="") as file:
        rows = {(row["example"], row["mistake"]): row for row in csv.DictReader(file) if row["quantity"] == "params"}
    asked = {
        ("LeNet C1", "one bias per output position"): 0,
        ("LeNet C1", "counts connections (no sharing)"): 0,
        ("LeNet C3 (dense)", "input channels ignored (k*k*out+out)"): 1,
        ("LeNet C3 (dense)", "output filters ignored"): 1,
        ("LeNet S2 (modern)", "pooling given k*k*C weights"): 2,
        ("LeNet S2 (modern)", "pooling given 2 per map as in 1998"): 2,
        ("AlexNet fc6", "dense fed with channels instead of H*W*C"): 3,
    }
    for key, position in asked.items():
        wrong, right = numbers(questions()[position])
        assert int(rows[key]["wrong"]) in wrong
        assert right == {int(rows[key]["right"])}


def test_right_numbers_are_those_of_keras(keras):
    with network.counting():
        layers = [
            (keras.layers.Conv2D(6, 5), (32, 32, 1)),
            (keras.layers.Conv2D(16, 5), (14, 14, 6)),
            (keras.layers.MaxPooling2D(2), (28, 28, 6)),
            (keras.layers.Dense(4096), (6 * 6 * 256,)),
            (keras.layers.Conv2D(6, 5), (64, 64, 1)),
        ]
        for (layer, shape), question in zip(layers, questions(), strict=False):
            assert numbers(question)[1] == {keras.Sequential([keras.Input(shape), layer]).count_params()}


def test_what_it_says_about_vgg16_is_true(keras):
    with network.counting():
        table = parameters.table(keras.applications.VGG16(weights=None))
    convolutions = table[table["type"] == "Conv2D"]
    last = questions()[-1]
    assert f"{table.loc['total', 'parameters']:,} parameters" in last.text
    told = " ".join(option.feedback for option in last.options)
    assert f"hold {convolutions['parameters'].sum() / table.loc['total', 'parameters']:.1%}" in told
    assert f"{1 - convolutions['parameters'].sum() / table.loc['total', 'parameters']:.1%}, most" in told
    share = convolutions["multiply-accumulates"].sum() / table.loc["total", "multiply-accumulates"]
    assert f"{share:.0%}".replace("%", " %") in told


def test_a_larger_image_is_as_much_more_work_as_the_quiz_says():
    rows = [
        parameters.table([network.Input((side, side, 1)), network.Conv(6, 5)]).loc["total", "multiply-accumulates"]
        for side in (32, 64)
    ]
    assert 4 < rows[1] / rows[0] < 5
    told = " ".join(option.feedback for option in questions()[4].options)
    assert "Four times the pixels, and a bit more than four times the work" in told


def test_numbers_stand_in_order_of_size():
    for question in questions()[:5]:
        values = [int(option.text.replace(",", "")) for option in question.options]
        assert values == sorted(values)


def test_the_lecture_prints_the_same_quiz(root):
    text = (root / "lectures" / "01_parameters.py").read_text(encoding="utf-8")
    printed = "\n".join(line.removeprefix("#").removeprefix(" ") for line in text.splitlines())
    assert quiz.markdown(questions()) in printed


def test_markdown_hides_each_answer_and_names_every_verdict():
    written = quiz.markdown(questions())
    assert written.count("<details>") == written.count("</details>") == len(questions())
    assert written.count("Right. ") == len(questions())
    assert written.count("Not quite. ") == sum(len(question.options) - 1 for question in questions())
    assert max(map(len, written.splitlines())) <= 118


def shown(asked):
    with capture_output() as captured:
        quiz.show(asked)
    frame, script = captured.outputs
    return frame.data["text/html"], script.data["application/javascript"]


def test_the_quiz_in_the_notebook_asks_the_same(shell):
    _, script = shown(questions())
    asked = json.loads(re.search(r"var questions\w+=(\[.*?\]);\n", script, re.S)[1])
    assert len(asked) == len(questions())
    for data, question in zip(asked, questions(), strict=True):
        assert question.text in data["question"]
        assert [(one["answer"], one["correct"]) for one in data["answers"]] == [
            (option.text, option.correct) for option in question.options
        ]
        for one, option in zip(data["answers"], question.options, strict=True):
            assert one["feedback"] == f"{'Right.' if option.correct else 'Not quite.'} {option.feedback}"


def test_the_quiz_reaches_for_no_network(shell):
    frame, script = shown(questions())
    assert not re.search(r"https?://", frame)
    # What is left is a pattern for links in questions, which jupyterquiz would write as <http...>.
    addresses = set(re.findall(r"https?://[^\s'\"<>]+", script))
    assert addresses == set()
    assert "typeof MathJax" not in script
    assert "fetch(" not in script


def test_the_quiz_works_by_keyboard_and_for_screen_readers(shell):
    frame, script = shown(questions())
    assert "inp.setAttribute('data-lm-suppress-shortcuts', 'true')" in script, "JupyterLab would take the arrow keys"
    assert ":focus-within" in frame
    assert "setAttribute('role', 'status')" in script, "feedback must be a live region"


def test_markup_is_escaped_and_code_is_set_as_code(shell):
    asked = Question("Is `a < b`?", (Option("Yes & no", "Both."), Option("`x`", "It is.", correct=True)))
    _, script = shown([asked])
    assert "Is <code>a &lt; b</code>?" in script
    assert "Yes &amp; no" in script


GOOD, BAD = Option("1", "Yes.", correct=True), Option("2", "No.")


@pytest.mark.parametrize(
    ("text", "options", "says"),
    [
        ("None right?", (BAD, Option("3", "No.")), "Exactly one"),
        ("Two right?", (GOOD, Option("3", "Yes.", correct=True)), "Exactly one"),
        ("Twice?", (GOOD, BAD, BAD), "differ"),
        ("Silent?", (GOOD, Option("2", "")), "answer of its own"),
        ("How much is $k$?", (GOOD, BAD), "LaTeX"),
        ("Formula?", (GOOD, Option("2", r"\(k\)")), "LaTeX"),
    ],
)
def test_a_poor_question_is_refused(text, options, says):
    with pytest.raises(ValueError, match=says):
        Question(text, options)
