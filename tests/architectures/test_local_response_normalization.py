"""AlexNet's normalisation against a loop over maps."""

from __future__ import annotations

import numpy as np
import pytest

PUBLISHED = {"k": 2, "n": 5, "alpha": 1e-4, "beta": 0.75}


def normalised(images, k, n, alpha, beta):
    found, maps = np.empty_like(images, dtype="float64"), images.shape[-1]
    for i in range(maps):
        total = 0.0
        for j in range(max(0, i - n // 2), min(maps - 1, i + n // 2) + 1):
            total = total + images[..., j].astype("float64") ** 2
        found[..., i] = images[..., i] / (k + alpha * total) ** beta
    return found


@pytest.mark.parametrize("maps", [1, 2, 3, 5, 12])
@pytest.mark.parametrize("constants", [PUBLISHED, {"k": 0.5, "n": 3, "alpha": 0.7, "beta": 1.3}])
def test_equals_the_formula(layers, random, maps, constants):
    images = random.normal(scale=30, size=(2, 3, 4, maps)).astype("float32")
    found = layers.LocalResponseNormalization(**constants)(images)
    np.testing.assert_allclose(found, normalised(images, **constants), rtol=1e-5)


def test_the_constants_of_the_paper(layers, random):
    images = random.normal(scale=100, size=(1, 2, 2, 9)).astype("float32")
    found = layers.LocalResponseNormalization()(images)
    np.testing.assert_allclose(found, normalised(images, **PUBLISHED), rtol=1e-5)


def test_large_values_in_half_precision(layers):
    images = np.full((1, 1, 1, 5), 1000.0)
    found = layers.LocalResponseNormalization(dtype="float16")(images)
    assert np.asarray(found).dtype == np.float16
    np.testing.assert_allclose(found, normalised(images, **PUBLISHED), rtol=2e-3)


def test_nothing_is_learned(layers):
    layer = layers.LocalResponseNormalization()
    layer.build((None, 2, 2, 3))
    assert not layer.weights
    assert layer.compute_output_shape((None, 2, 2, 3)) == (None, 2, 2, 3)


@pytest.mark.parametrize(
    ("constants", "message"),
    [({"n": 4}, "n must be odd"), ({"k": 0}, "k must be positive"), ({"alpha": -1e-4}, "alpha not negative")],
)
def test_bad_constants(layers, constants, message):
    with pytest.raises(ValueError, match=message):
        layers.LocalResponseNormalization(**constants)
