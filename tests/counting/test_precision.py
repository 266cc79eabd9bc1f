"""Which precision is taken on which machine, and that nothing is lost without being said."""

from __future__ import annotations

import re

import numpy as np
import pytest

from coursekit import counting
from coursekit.counting import precision as room
from coursekit.counting.precision import Trial, choose, in_bfloat16, tried
from coursekit.device import Facts
from coursekit.errors import CourseError

# Keras 3.15 reads a variable by an interface that NumPy 2 has deprecated.
pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation doesn't accept a copy keyword")

PLAIN = Facts("tensorflow", bfloat16_units=())
UNITS = Facts("tensorflow", bfloat16_units=("amx_bf16",))


def gpu(capability):
    return Facts("tensorflow", place="gpu:0", name="A GPU", compute_capability=capability)


def image(seed=3):
    return np.random.default_rng(seed).random((26, 33, 2), dtype=np.float32)


@pytest.fixture
def network(classifier):
    return counting.fully_convolutional(classifier("several dense"))


def test_the_copy_multiplies_in_bfloat16_and_ends_in_float32(network):
    copy = in_bfloat16(network)
    weighted = [layer for layer in copy.layers if layer.weights]
    assert {layer.compute_dtype for layer in weighted} == {"bfloat16"}
    assert {layer.variable_dtype for layer in weighted} == {"float32"}
    assert copy.layers[-1].compute_dtype == "float32"
    assert all(layer.compute_dtype == "float32" for layer in network.layers), "the network itself stays as it is"
    for own, other in zip(network.get_weights(), copy.get_weights(), strict=True):
        np.testing.assert_array_equal(own, other)
    exact, rounded = (np.asarray(model.predict_on_batch(image()[None])) for model in (network, copy))
    assert 0 < np.abs(exact - rounded).max() < 0.1
    assert rounded.dtype == np.float32


def test_weights_rounded_to_eight_bits_are_what_is_lost(keras):
    """NumPy's own rounding is the other route: 1 + 2^-9 is no bfloat16, 1 + 2^-7 is one."""
    layers = keras.layers
    model = keras.Sequential([keras.Input((None, None, 1)), layers.Conv2D(1, 1), layers.Identity()])
    found = []
    for value in (1 + 2**-9, 1 + 2**-7):
        model.set_weights([np.full((1, 1, 1, 1), value, np.float32), np.zeros(1, np.float32)])
        found.append(float(np.asarray(in_bfloat16(model).predict_on_batch(np.ones((1, 1, 1, 1), np.float32))).item()))
    assert found == [1.0, 1 + 2**-7]


def test_the_trial_counts_outputs_of_another_class(network):
    other = in_bfloat16(network)
    tiles = [image(seed) for seed in (1, 2, 3)]
    # So much more for class 2 that about half of the outputs change to it.
    posteriors = network.predict_on_batch(tiles[0][None])
    gap = np.median(np.log(posteriors.max(axis=-1)) - np.log(posteriors[..., 2]))
    weights = other.get_weights()
    weights[-1] = weights[-1] + np.array([0, 0, gap], np.float32)
    other.set_weights(weights)
    trial = tried(network, other, iter(tiles))
    labels = [[np.asarray(m.predict_on_batch(tile[None])).argmax(-1) for tile in tiles] for m in (network, other)]
    changed = sum(int((a != b).sum()) for a, b in zip(*labels, strict=True))
    assert trial.changed == changed > 0
    assert trial.outputs == 3 * labels[0][0].size
    assert trial.share == changed / trial.outputs
    assert trial.speedup > 0
    assert f"{changed:,} of {trial.outputs:,} outputs compared" in str(trial)


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        (PLAIN, "no instructions that multiply bfloat16"),
        (Facts("tensorflow", bfloat16_units=None), "cannot be found out"),
        (gpu((7, 5)), r"no tensor cores for bfloat16 \(compute capability 7.5"),
        (gpu(None), "is not known"),
    ],
)
def test_without_units_auto_tries_nothing(network, facts, reason):
    def none():
        raise AssertionError("no tile is needed")
        yield

    asked, chosen = choose("auto", network, facts, none())
    assert asked is network
    assert (chosen.dtype, chosen.trial) == ("float32", None)
    assert re.search(reason, chosen.reason)


@pytest.mark.parametrize("facts", [UNITS, gpu((8, 0))])
@pytest.mark.parametrize(
    ("trial", "dtype", "reason"),
    [
        (Trial(1000, 10, 2.0), "bfloat16", " has "),
        (Trial(1000, 0, 1.0), "float32", "not faster here"),
        (Trial(1000, 11, 2.0), "float32", "too many classes change"),
    ],
)
def test_with_units_auto_takes_what_the_trial_says(network, monkeypatch, facts, trial, dtype, reason):
    monkeypatch.setattr(room, "tried", lambda *_: trial)
    asked, chosen = choose("auto", network, facts, iter(()))
    assert (asked is network) == (dtype == "float32")
    assert (chosen.dtype, chosen.trial) == (dtype, trial)
    assert reason in chosen.reason
    assert str(trial) in str(chosen)


def test_a_model_built_in_another_precision_keeps_it(keras):
    layers = keras.layers
    model = keras.Sequential([keras.Input((None, None, 1)), layers.Conv2D(2, 3, dtype="mixed_bfloat16")])
    for asked in ("float32", "bfloat16", "auto"):
        network, chosen = choose(asked, model, UNITS, iter(()))
        assert network is model
        assert str(chosen) == "bfloat16: the model was built so."


def test_predict_says_what_it_chose_and_what_changed(classifier, capsys):
    model = classifier("several dense")
    exact = counting.predict(model, image(), tile=4)
    assert exact.precision.dtype == "float32"
    assert exact.precision.trial is None
    assert "bfloat16" not in repr(exact)
    assert capsys.readouterr().out == ""
    rounded = counting.predict(model, image(), tile=(9, 11), precision="bfloat16")  # the whole image is the sample
    changed = int((rounded.labels != exact.labels).sum())
    said = rounded.precision
    assert (said.dtype, said.trial.outputs, said.trial.changed) == ("bfloat16", exact.labels.size, changed)
    assert 0 < np.abs(rounded.maps - exact.maps).max() < 0.1
    assert "computed in bfloat16" in repr(rounded)
    out = " ".join(capsys.readouterr().out.split())
    assert f"{changed:,} of {exact.labels.size:,} outputs compared" in out
    counting.predict(model, image(), tile=9, precision="bfloat16", progress=False)
    assert capsys.readouterr().out == ""
    with pytest.raises(ValueError, match="precision"):
        counting.predict(model, image(), precision="float16")


def test_a_run_goes_on_in_the_precision_that_it_began_in(classifier, tmp_path, monkeypatch):
    model = classifier("several dense")
    begun = counting.predict(model, image(), tile=4, precision="bfloat16", to=tmp_path, progress=False)
    monkeypatch.setattr(room, "_units", lambda _: (False, "none any more"))
    again = counting.predict(model, image(), tile=4, precision="auto", to=tmp_path, progress=False)
    assert again.precision.dtype == "bfloat16"
    np.testing.assert_array_equal(again.maps, begun.maps)
    with pytest.raises(CourseError, match=r"other settings: precision\."):
        counting.predict(model, image(), tile=4, to=tmp_path, progress=False)


def test_what_cannot_be_copied_is_told(network, monkeypatch):
    import keras

    def fail(*_, **__):
        raise TypeError("my layer tells nothing of itself")

    monkeypatch.setattr(keras.models, "clone_model", fail)
    with pytest.raises(CourseError, match="cannot be copied in bfloat16: my layer tells nothing"):
        in_bfloat16(network)
