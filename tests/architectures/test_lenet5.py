"""LeNet-5 in both variants: counts by hand, and the published one by loops over every number."""

from __future__ import annotations

import numpy as np
import pytest

from coursekit import architectures
from coursekit.architectures.codes import digit_codes
from coursekit.architectures.lenet5 import CONNECTIONS
from coursekit.network import counting

# Keras 3.15 turns weights into arrays in a way that NumPy 2 warns of: while saving, and on JAX everywhere.
pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation doesn't accept a copy keyword")

# Table I of the paper: a row for each map of S2, a column for each of C3.
TABLE = """
X...XXX..XXXX.XX
XX...XXX..XXXX.X
XXX...XXX..X.XXX
.XXX..XXXX..X.XX
..XXX..XXXX.XX.X
...XXX..XXXX.XXX
"""
SEEN = [[row[column] == "X" for row in TABLE.split()] for column in range(16)]


def trainable(model):
    return sum(int(np.prod(weight.shape)) for weight in model.trainable_weights)


def counted(**arguments):
    with counting():
        model = architectures.lenet5(**arguments)
    return model, {layer.name: sum(int(np.prod(w.shape)) for w in layer.trainable_weights) for layer in model.layers}


def test_published_counts(keras):
    model, found = counted()
    by_hand = {
        "C1": 6 * (5 * 5 + 1),
        "S2": 6 * 2,
        "C3": 25 * (6 * 3 + 6 * 4 + 3 * 4 + 6) + 16,
        "S4": 16 * 2,
        "C5": 120 * (16 * 25 + 1),
        "F6": 84 * (120 + 1),
    }
    assert list(by_hand.values()) == [156, 12, 1_516, 32, 48_120, 10_164]
    assert {name: count for name, count in found.items() if count} == by_hand
    assert trainable(model) == 60_000
    assert model.count_params() == 60_000 + 84 * 10
    shapes = {layer.name: tuple(layer.output.shape[1:]) for layer in model.layers}
    assert shapes == {
        "image": (32, 32, 1), "C1": (28, 28, 6), "S2": (14, 14, 6), "C3": (10, 10, 16), "S4": (5, 5, 16),
        "C5": (1, 1, 120), "flatten": (120,), "F6": (84,), "output": (10,),
    }  # fmt: skip


def test_modern_counts(keras):
    model, found = counted(variant="modern")
    layers = [156, 0, 25 * 6 * 16 + 16, 0, 48_120, 10_164, 84 * 10 + 10]
    assert [found[name] for name in ("C1", "S2", "C3", "S4", "C5", "F6", "output")] == layers
    assert model.count_params() == trainable(model) == sum(layers) == 61_706
    assert counted(variant="modern", input_shape=(28, 28, 1))[0].count_params() == 44_426
    assert counted(variant="modern", classes=3)[1]["output"] == 85 * 3
    assert counted(variant="modern", input_shape=(16, 16, 1))[0].output.shape == (None, 10)


def test_modern_choices(keras):
    def choices(**arguments):
        model, _ = counted(variant="modern", **arguments)
        functions = [model.get_layer(name).activation.__name__ for name in ("C1", "C3", "C5", "F6", "output")]
        return [*functions, *(type(model.get_layer(name)).__name__ for name in ("S2", "S4"))]

    assert choices() == ["relu"] * 4 + ["softmax"] + ["MaxPooling2D"] * 2
    tanh = choices(activation="tanh", pooling="average", output="logits")
    assert tanh == ["tanh"] * 4 + ["linear"] + ["AveragePooling2D"] * 2


def test_connections_are_those_of_table_one():
    assert [[below in seen for below in range(6)] for seen in CONNECTIONS] == SEEN
    assert sum(map(sum, SEEN)) == 60


def tanh(x):
    return 1.7159 * np.tanh(2 / 3 * x)


def convolved(maps, kernels):
    """(height, width, channels) and (5, 5, channels, filters), one place after the other."""
    size = maps.shape[0] - 4
    found = np.empty((size, size, kernels.shape[-1]))
    for row, column in np.ndindex(size, size):
        found[row, column] = np.tensordot(maps[row : row + 5, column : column + 5], kernels, 3)
    return found


def pooled(maps):
    return maps[::2, ::2] + maps[1::2, ::2] + maps[::2, 1::2] + maps[1::2, 1::2]


def by_hand(image, weights):
    c1, c1_bias, s2, s2_bias, c3, c3_bias, s4, s4_bias, c5, c5_bias, f6, f6_bias, codes = weights
    dense = np.zeros((5, 5, 6, 16))
    for place, (above, below) in enumerate((a, b) for a, seen in enumerate(CONNECTIONS) for b in seen):
        assert SEEN[above][below]
        dense[:, :, below, above] = c3[:, :, place]
    x = tanh(convolved(image, c1) + c1_bias)
    x = tanh(pooled(x) * s2 + s2_bias)
    x = tanh(convolved(x, dense) + c3_bias)
    x = tanh(pooled(x) * s4 + s4_bias)
    x = tanh(convolved(x, c5) + c5_bias).reshape(120)
    x = tanh(x @ f6 + f6_bias)
    return np.array([((x - code) ** 2).sum() for code in codes])


def test_published_forward_pass(keras, random):
    model = architectures.lenet5()
    # Larger than those it begins with: every layer is to bend, and every bias to count.
    model.set_weights([*(w + random.normal(scale=0.1, size=w.shape) for w in model.get_weights()[:-1]), digit_codes()])
    images = random.normal(size=(3, 32, 32, 1)).astype("float32")
    wanted = np.stack([by_hand(image, model.get_weights()) for image in images])
    found = np.asarray(model(images))
    np.testing.assert_allclose(found, wanted, rtol=1e-4)
    assert np.ptp(found, axis=1).min() > 10
    logits = architectures.lenet5(output="logits")
    logits.set_weights(model.get_weights())
    np.testing.assert_allclose(logits(images), -found, rtol=1e-5)


def test_weights_begin_as_published(keras):
    model = architectures.lenet5()
    bounds = {"C1": 25, "S2": 4, "S4": 4, "C5": 400, "F6": 120}
    for name, fan_in in bounds.items():
        weights, bias = model.get_layer(name).get_weights()
        assert 0.5 * 2.4 / fan_in < np.abs(weights).max() <= 2.4 / fan_in, name
        assert not bias.any(), name
    np.testing.assert_array_equal(model.get_layer("output").get_weights()[0], digit_codes())


def test_codes_are_pictures_of_ten_different_digits():
    codes = digit_codes()
    assert codes.shape == (10, 84)
    assert set(np.unique(codes)) == {-1, 1}
    apart = (codes[:, None] != codes[None]).sum(axis=-1)[np.triu_indices(10, 1)]
    assert apart.min() >= 6
    inked = codes.reshape(10, 12, 7).max(axis=2) == 1
    assert (inked == ([False] + [True] * 10 + [False])).all()  # all ten are equally high
    eight, one = codes[8].reshape(12, 7), codes[1].reshape(12, 7)
    np.testing.assert_array_equal(eight, eight[:, ::-1])  # an 8 is its own mirror image
    assert (one[:, 3] == 1).sum() >= 9  # a 1 is a stroke down the middle


def test_own_codes(keras, random):
    codes = random.choice([-1.0, 1.0], size=(4, 84))
    model = architectures.lenet5(classes=4, codes=codes)
    assert model.output.shape == (None, 4)
    np.testing.assert_array_equal(model.get_layer("output").get_weights()[0], codes)


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"variant": "1989"}, ValueError, "variant must be '1998' or 'modern', not '1989'"),
        ({"variant": 1998}, ValueError, "variant must be '1998' or 'modern', not 1998"),
        ({"classes": 0}, ValueError, "classes must be at least 1"),
        ({"classes": 2.5}, TypeError, "classes must be a whole number"),
        ({"classes": 4}, ValueError, r"4 classes need \(4, 84\)"),
        ({"codes": np.ones((10, 12))}, ValueError, r"codes of shape \(10, 12\)"),
        ({"input_shape": (28, 28, 1)}, ValueError, "too small for LeNet-5.*smallest is 32x32"),
        ({"input_shape": (32, 32, 3)}, ValueError, "32x32 with one channel, not"),
        ({"input_shape": (64, 64, 1)}, ValueError, "32x32 with one channel, not"),
        ({"output": "probabilities"}, ValueError, "'distances' or 'logits'"),
        ({"activation": "relu"}, ValueError, 'activation= belongs to the variant "modern"'),
        ({"pooling": "max"}, ValueError, 'pooling= belongs to the variant "modern"'),
        ({"variant": "modern", "codes": np.ones((10, 84))}, ValueError, 'codes= belongs to the variant "1998"'),
        ({"variant": "modern", "output": "distances"}, ValueError, "'probabilities' or 'logits'"),
        ({"variant": "modern", "pooling": "median"}, ValueError, "pooling must be 'max' or 'average'"),
        ({"variant": "modern", "input_shape": (15, 32, 1)}, ValueError, "smallest is 16x16"),
        ({"variant": "modern", "input_shape": (None, 32, 1)}, ValueError, "leaves a size open"),
        ({"variant": "modern", "input_shape": (32, 32)}, TypeError, r"must be \(height, width, channels\)"),
    ],
)
def test_bad_input(keras, arguments, error, message):
    with pytest.raises(error, match=message):
        architectures.lenet5(**arguments)
