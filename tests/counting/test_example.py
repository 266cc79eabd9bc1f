"""The trained example: small, quick to load, convertible; what it says is what was measured."""

from __future__ import annotations

from importlib.resources import files

import numpy as np
import pytest

from coursekit import data, receptive_field
from coursekit.counting import LENGTHS, detect, example, fully_convolutional, match, measured, predict, small_classifier
from coursekit.counting.example import PATCH, store
from coursekit.counting.experiments import halved
from coursekit.data.sealion_classes import ANIMALS, CLASSES
from coursekit.data.simulator import draw_scenes
from coursekit.data.simulator.bodies import BODIES


@pytest.fixture(scope="module")
def model():
    return example()


def test_lengths_are_the_middles_of_the_simulators():
    assert {name: sum(body.length) / 2 for name, body in BODIES.items()} == LENGTHS


def test_its_weights_are_small_and_part_of_the_package(model):
    with files("coursekit.counting").joinpath("example.npz").open("rb") as file:
        assert len(file.read()) < 1_000_000
    assert model.count_params() == measured("example").attrs["weights"]
    assert all(np.isfinite(weights).all() for weights in model.get_weights())


def test_it_takes_patches_of_96_and_moves_by_8(model):
    assert model.input_shape == (None, PATCH, PATCH, 3)
    assert model.output_shape == (None, len(CLASSES))
    network = fully_convolutional(model)
    field = receptive_field.of(network, input_shape=(200, 200, 3))
    assert field.stride == (8, 8)
    assert max(field.size) <= PATCH


def test_at_half_resolution_it_says_the_same(model):
    half = small_classifier(halve=False)
    half.set_weights(model.get_weights())
    images = np.random.default_rng(0).integers(0, 256, (4, PATCH, PATCH, 3)).astype(np.float32) / 255
    means = images.reshape(4, PATCH // 2, 2, PATCH // 2, 2, 3).mean(axis=(2, 4))
    np.testing.assert_allclose(half.predict_on_batch(means), model.predict_on_batch(images), atol=1e-5)


def test_a_stored_model_is_read_again(tmp_path):
    model = small_classifier()
    store(model, tmp_path / "other.npz")
    again = example(tmp_path / "other.npz")
    for ours, theirs in zip(model.get_weights(), again.get_weights(), strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-3, atol=1e-6)  # float16 keeps three digits


def test_it_tells_animals_from_background_in_scenes_it_has_never_seen(model):
    patches = data.sealions(count=120, seed=7)
    said = model.predict_on_batch(patches.images).argmax(axis=1)
    background = patches.labels == CLASSES.index("backgrounds")
    large = np.isin(patches.labels, [ANIMALS.index(name) for name in ("adult_males", "adult_females", "juveniles")])
    assert (said[background] == CLASSES.index("backgrounds")).mean() > 0.8
    assert (said[large] == patches.labels[large]).mean() > 0.5


@pytest.mark.slow
def test_it_counts_a_piece_of_an_unseen_scene(model):
    scene = draw_scenes(1, 1024, 1536, seed=13)[0]
    chosen = measured("example").attrs
    found = detect(
        predict(model, scene.image(), progress=False),
        CLASSES,
        {name: chosen["distance_of_length"] * length for name, length in LENGTHS.items()},
        threshold=chosen["threshold"],
        smooth=chosen["smooth"],
    )
    inside = scene.annotations
    inside = inside[inside["row"].between(48, 1024 - 48) & inside["col"].between(48, 1536 - 48)]
    inside = inside[inside["class_name"] != "pups"]  # hardly to be seen, as the measured results say
    assert len(inside) >= 5
    matched = match(found[found["class_name"] != "pups"], inside, 30, by_name=False)
    assert matched.table.loc["total", "recall"] > 0.6
    assert matched.table.loc["total", "precision"] > 0.6


def test_halving_is_a_mean_of_squares():
    image = np.random.default_rng(1).integers(0, 256, (7, 10, 3)).astype(np.uint8)
    half = halved(image)
    assert half.shape == (3, 5, 3)
    assert half.dtype == np.uint8
    for row, column in np.ndindex(3, 5):
        mean = image[2 * row : 2 * row + 2, 2 * column : 2 * column + 2].reshape(4, 3).mean(axis=0)
        np.testing.assert_allclose(half[row, column], mean, atol=0.5)
