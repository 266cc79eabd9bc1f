"""Targets are Gaussians that sum to counts; the network has an output for every square."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.ndimage import gaussian_filter

from coursekit.counting import Maps, density_counts, density_maps, density_network, predict

CLASSES = ("pups", "juveniles")


def points(*rows):
    return pd.DataFrame(rows, columns=["class_name", "row", "col"])


def test_inside_of_the_image_they_are_what_scipy_blurs():
    known = points(("pups", 30, 40), ("pups", 33, 42), ("juveniles", 36, 50))
    dots = np.zeros((72, 96, 2))
    for name, row, col in known.itertuples(index=False):
        dots[row, col, CLASSES.index(name)] += 1
    blurred = np.stack(
        [gaussian_filter(dots[..., k], sigma, mode="constant", truncate=9) for k, sigma in enumerate((2.5, 4.0))],
        axis=-1,
    )
    maps = density_maps(known, CLASSES, (72, 96), {"pups": 2.5, "juveniles": 4.0})
    assert maps.dtype == np.float32
    np.testing.assert_allclose(maps, blurred, atol=1e-7)


def test_a_gaussian_at_the_border_is_cut_and_scaled_up():
    dot = np.zeros((24, 32))
    dot[1, 30] = 1
    blurred = gaussian_filter(dot, 3, mode="constant", truncate=12)
    assert blurred.sum() < 0.6
    maps = density_maps(points(("pups", 1, 30)), ["pups"], (24, 32), 3)
    np.testing.assert_allclose(maps[..., 0], blurred / blurred.sum(), atol=1e-7)


def test_every_map_sums_to_a_count():
    random = np.random.default_rng(4)
    where = [(CLASSES[k % 3 // 2], *place) for k, place in enumerate(random.integers(0, (48, 64), size=(30, 2)))]
    where += [("pups", 0, 0), ("juveniles", 47, 63)]
    known = points(*where)
    counts = known["class_name"].value_counts()
    for stride in (1, 4, 16):
        sums = density_maps(known, CLASSES, (48, 64), 5, stride=stride).sum(axis=(0, 1))
        np.testing.assert_allclose(sums, [counts["pups"], counts["juveniles"]], rtol=1e-5)


def test_a_square_is_the_sum_of_its_pixels():
    known = points(("pups", 5, 6), ("pups", 20, 3), ("juveniles", 11, 19))
    fine = density_maps(known, CLASSES, (24, 32), 3)
    coarse = density_maps(known, CLASSES, (24, 32), 3, stride=8)
    np.testing.assert_allclose(coarse, fine.reshape(3, 8, 4, 8, 2).sum(axis=(1, 3)), atol=1e-6)


def test_no_animals_are_zeros():
    assert not density_maps(points(), CLASSES, (16, 16), 3).any()


@pytest.mark.parametrize(
    ("known", "options", "words"),
    [
        (points(("pups", 16, 0)), {}, "outside"),
        (points(("pups", -1, 0)), {}, "outside"),
        (points(("walrus", 3, 3)), {}, "walrus"),
        (points(("pups", 3, 3)), {"sigma": 0}, "above 0"),
        (points(("pups", 3, 3)), {"sigma": {"pups": 1}}, "juveniles"),
        (points(("pups", 3, 3)), {"stride": 5}, "crop"),
    ],
)
def test_what_cannot_be_is_said(known, options, words):
    with pytest.raises(ValueError, match=words):
        density_maps(known, CLASSES, (16, 16), **{"sigma": 2, **options})


def test_the_network_gives_a_density_for_every_square_of_an_image_of_any_size():
    network = density_network(2)
    images = np.random.default_rng(0).random((1, 20, 28, 3), dtype=np.float32)
    maps = np.asarray(network.predict_on_batch(images))
    assert maps.shape == (1, 5, 7, 2)
    assert (maps > 0).all()
    # Before anything is learnt, a place has about a thousandth of an animal.
    assert maps.max() < 0.01


def test_it_sees_what_its_docstring_says():
    from coursekit import receptive_field

    field = receptive_field.of(density_network(1), input_shape=(96, 96, 3))
    assert (field.size, field.stride) == ((34, 34), (4, 4))


def test_counts_are_sums_of_maps_in_tiles_or_not():
    network = density_network(2)
    random = np.random.default_rng(1)
    network.set_weights([weights + random.normal(0, 0.1, weights.shape) ** 2 for weights in network.get_weights()])
    image = random.random((64, 96, 3), dtype=np.float32)
    whole = np.asarray(network.predict_on_batch(image[None]))[0].astype(np.float64)
    counts = density_counts(predict(network, image, tile=5, progress=False), CLASSES)
    np.testing.assert_allclose([counts["pups"], counts["juveniles"]], whole.sum(axis=(0, 1)), rtol=1e-4)


def test_a_name_for_each_map():
    maps = Maps(np.zeros((2, 3, 4), np.float32), (4, 4), (0, 0), (4, 4), (8, 12))
    with pytest.raises(ValueError, match="4 maps and 2 names"):
        density_counts(maps, CLASSES)
