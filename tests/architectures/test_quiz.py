"""The quiz asks for right numbers, found here by Keras; it is the same on paper."""

from __future__ import annotations

import numpy as np
import pytest

from coursekit import architectures, network, quiz
from coursekit.architectures.quiz import questions


def right(question):
    return next(option for option in question.options if option.correct)


def numbers(question):
    """All options as numbers, and the right one."""
    values = [int(option.text.replace(",", "")) for option in question.options]
    return values, int(right(question).text.replace(",", ""))


def weights(keras, filters, kernel, channels, **options):
    layer = keras.layers.Conv2D(filters, kernel, **options)
    layer.build((None, 32, 32, channels))
    return int(np.prod(layer.kernel.shape)), layer.count_params()


def test_the_third_layer_of_lenet(keras):
    modern, old = architectures.lenet5("modern"), architectures.lenet5("1998")
    values, answer = numbers(questions()[0])
    assert answer == modern.get_layer("C3").count_params()
    assert old.get_layer("C3").count_params() in values
    assert weights(keras, 16, 5, 1)[1] in values
    assert weights(keras, 16, 5, 6)[0] in values
    assert len(set(values)) == 4


def test_where_an_11x11_filter_fits(keras):
    values, answer = numbers(questions()[1])
    assert answer == keras.layers.Conv2D(1, 11, strides=4).compute_output_shape((None, 224, 224, 1))[1] == 54
    for size, padding in ((227, "valid"), (224, "same")):
        layer = keras.layers.Conv2D(1, 11, strides=4, padding=padding)
        assert layer.compute_output_shape((None, size, size, 1))[1] in values
    assert values == [53, 54, 55, 56]


def test_weights_of_two_streams(keras):
    values, answer = numbers(questions()[2])
    assert answer == weights(keras, 256, 5, 96, groups=2)[0]
    for other in (weights(keras, 256, 5, 96)[0], weights(keras, 128, 5, 48)[0], weights(keras, 256, 5, 1)[0]):
        assert other in values


def test_what_takes_the_memory():
    counts = architectures.table(architectures.vgg16)
    batch = 64 * 4 * counts["activations"]
    first = batch["block1_conv1"] + batch["block1_conv2"]
    assert right(questions()[3]).text == "The outputs of the first two convolutions"
    assert f"{first / 1e9:.1f} GB for a batch" in right(questions()[3]).feedback
    fc1 = 4 * counts.loc["fc1", "parameters"]
    assert f"That is {fc1 / 1e6:.0f} MB, as much for its gradients, as much for momentum" in (
        questions()[3].options[0].feedback
    )
    # With the two means of Adam in place of momentum, fc1 would be level with it.
    assert first > 1.3 * 3 * fc1
    assert 4 * fc1 == pytest.approx(first, rel=1e-3)
    assert counts.loc["fc1", "share of parameters"] == pytest.approx(0.75, abs=0.01)
    last = batch[[name for name in counts.index if name.startswith("block5")]].sum()
    assert first > 5 * last


def test_three_small_kernels():
    layers = [network.Input(shape=(9, 9, 64)), *(network.Conv(64, 3, use_bias=False) for _ in range(3))]
    values, answer = numbers(questions()[4])
    assert answer == architectures.table(layers).loc["total", "parameters"]
    single = [network.Input(shape=(9, 9, 64)), network.Conv(64, 7, use_bias=False)]
    assert architectures.table(single).loc["total", "parameters"] in values


def test_dropout_does_nothing_when_asked(keras):
    layer = keras.layers.Dropout(0.5, seed=0)
    ones = np.ones((1, 1000), np.float32)
    assert (keras.ops.convert_to_numpy(layer(ones, training=False)) == 1).all()
    assert set(keras.ops.convert_to_numpy(layer(ones, training=True)).ravel().tolist()) == {0.0, 2.0}
    assert right(questions()[5]).text == "Nothing: in training it has doubled what was left"


@pytest.mark.parametrize("number", [0, 1, 2, 4])
def test_numbers_stand_in_order_of_size(number):
    values = numbers(questions()[number])[0]
    assert values == sorted(values)


def test_right_answers_stand_in_different_places():
    places = [[option.correct for option in question.options].index(True) for question in questions()]
    assert len(set(places)) >= 3


def test_the_lecture_prints_the_same_quiz(root):
    text = (root / "lectures" / "06_architectures.py").read_text(encoding="utf-8")
    printed = "\n".join(line.removeprefix("#").removeprefix(" ") for line in text.splitlines())
    assert quiz.markdown(questions()) in printed
