"""The VGG networks: layer by layer as in Keras, counted by hand, with weights from a file."""

from __future__ import annotations

import numpy as np
import pytest

from coursekit import architectures
from coursekit.errors import CourseError
from coursekit.network import counting

# Keras 3.15 turns weights into arrays in a way that NumPy 2 warns of: while saving, and on JAX everywhere.
pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation doesn't accept a copy keyword")

TINY = {"convolutions": (1, 2), "filters": (2, 3), "units": (5,), "classes": 4, "input_shape": (9, 8, 3)}


def described(model):
    """All that Keras saves of each layer but the input, whose name is counted up, and the shape of what it makes."""
    return [
        (type(layer).__name__, tuple(layer.output.shape), layer.get_config(), [tuple(w.shape) for w in layer.weights])
        for layer in model.layers[1:]
    ]


def both(keras, depth, **arguments):
    with counting():
        ours = getattr(architectures, f"vgg{depth}")(**arguments)
        theirs = getattr(keras.applications, f"VGG{depth}")(**{"weights": None, **arguments})
    return ours, theirs


@pytest.mark.parametrize("depth", [16, 19])
@pytest.mark.parametrize(
    "arguments",
    [{}, {"classes": 7, "input_shape": (64, 32, 3), "classifier_activation": None}, {"include_top": False}],
)
def test_equals_keras_layer_by_layer(keras, depth, arguments):
    ours, theirs = both(keras, depth, **arguments)
    assert described(ours) == described(theirs)
    assert ours.name == theirs.name
    assert ours.input.shape == theirs.input.shape
    assert ours.count_params() == theirs.count_params()
    assert all(variable._value is None for variable in ours.variables)


@pytest.mark.parametrize("pooling", ["avg", "max"])
def test_pooling_equals_keras(keras, pooling):
    ours, theirs = both(keras, 16, include_top=False, pooling=pooling)
    assert ours.output.shape == theirs.output.shape == (None, 512)
    assert type(ours.layers[-1]) is type(theirs.layers[-1])


# Filters of all convolutions, from table 1 of the paper.
COLUMNS = {
    11: ([64, 128, 256, 256, 512, 512, 512, 512], 132_863_336),
    13: ([64, 64, 128, 128, 256, 256, 512, 512, 512, 512], 133_047_848),
    16: ([64] * 2 + [128] * 2 + [256] * 3 + [512] * 6, 138_357_544),
    19: ([64] * 2 + [128] * 2 + [256] * 4 + [512] * 8, 143_667_240),
}


@pytest.mark.parametrize("depth", COLUMNS)
def test_counts_by_hand(keras, depth):
    filters, total = COLUMNS[depth]
    assert len(filters) + 3 == depth
    convolutions = [(9 * below + 1) * above for below, above in zip([3, *filters], filters, strict=False)]
    dense = [(7 * 7 * 512 + 1) * 4096, 4097 * 4096, 4097 * 1000]
    with counting():
        model = getattr(architectures, f"vgg{depth}")()
    assert model.name == f"vgg{depth}"
    assert [layer.count_params() for layer in model.layers if layer.weights] == convolutions + dense
    assert model.count_params() == sum(convolutions + dense) == total


def test_any_size_without_the_top(keras):
    model = architectures.vgg((1, 1), filters=(2, 2), include_top=False)
    assert model.input.shape == (None, None, None, 3)
    assert model(np.zeros((1, 9, 21, 3))).shape == (1, 2, 5, 2)


def test_weights_from_a_file(keras, tmp_path, random):
    model = architectures.vgg(**TINY)
    images = random.normal(size=(2, 9, 8, 3)).astype("float32")
    for name in ("tiny.weights.h5", "tiny.keras"):
        file = tmp_path / name
        model.save(file) if name.endswith(".keras") else model.save_weights(file)
        for path in (file, str(file)):
            np.testing.assert_array_equal(architectures.vgg(**TINY, weights=path)(images), model(images))
    with pytest.raises(CourseError, match=r"does not hold the weights of this vgg: .*shape=\(12, 6\)"):
        architectures.vgg(**{**TINY, "units": (6,)}, weights=tmp_path / "tiny.weights.h5")
    (tmp_path / "broken.weights.h5").write_text("no weights")
    with pytest.raises(CourseError, match="does not hold the weights of this vgg"):
        architectures.vgg(**TINY, weights=tmp_path / "broken.weights.h5")
    base = architectures.vgg(**TINY, include_top=False, weights=tmp_path / "tiny.weights.h5")
    for found, wanted in zip(base.get_weights(), model.get_weights(), strict=False):
        np.testing.assert_array_equal(found, wanted)


@pytest.mark.parametrize("build", [architectures.vgg11, architectures.vgg13, architectures.vgg16, architectures.vgg19])
def test_missing_weights_are_told_before_anything_is_built(build, tmp_path, monkeypatch):
    monkeypatch.setattr("keras.Input", lambda shape: pytest.fail("built"))
    with pytest.raises(CourseError, match=r"no file .*absent\.weights\.h5.*\n.*nothing is downloaded"):
        build(weights=tmp_path / "absent.weights.h5")
    with pytest.raises(ValueError, match="would be a download, and nothing is downloaded here"):
        build(weights="imagenet")


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"input_shape": (31, 224, 3)}, ValueError, "31x224 is too small for vgg16.*smallest is 32x32"),
        ({"input_shape": (224, 31, 3), "include_top": False}, ValueError, "224x31 is too small.*smallest is 32x32"),
        ({"input_shape": (None, None, 3)}, ValueError, "leaves a size open.*include_top=False"),
        ({"input_shape": 224}, TypeError, r"must be \(height, width, channels\)"),
        ({"input_shape": (224.0, 224, 3)}, TypeError, "each size in input_shape must be a whole number"),
        ({"input_shape": (224, 224, 0)}, ValueError, "number of channels in input_shape must be at least 1"),
        ({"classes": 0}, ValueError, "classes must be at least 1"),
        ({"pooling": "sum", "include_top": False}, ValueError, "pooling must be 'avg' or 'max'"),
        ({"weights": 3}, TypeError, "weights must be a path"),
        ({"filters": (64, 128)}, ValueError, "must have a number for each block"),
        ({"units": 4096}, TypeError, "units must be a tuple of whole numbers"),
    ],
)
def test_bad_input(arguments, error, message):
    with pytest.raises(error, match=message):
        architectures.vgg16(**arguments)


def test_the_smallest_size_follows_from_the_blocks(keras):
    with pytest.raises(ValueError, match="smallest is 4x4"):
        architectures.vgg((1, 1), filters=(2, 2), input_shape=(3, 4, 1))
    assert architectures.vgg((1, 1), filters=(2, 2), units=(), input_shape=(4, 4, 1)).count_params() == 20 + 38 + 3000
    with pytest.raises(ValueError, match="convolutions is empty"):
        architectures.vgg(())
