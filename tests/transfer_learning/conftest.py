"""What the tests of topic 07 share: a small backbone with batch normalisation, and images for it."""

from __future__ import annotations

import numpy as np
import pytest


@pytest.fixture
def images():
    return np.random.default_rng(1).random((12, 16, 16, 3)).astype(np.float32)


@pytest.fixture
def labels():
    return np.arange(12) % 3


@pytest.fixture
def base(keras):
    """Two blocks, each a convolution, batch normalisation, ReLU and pooling."""
    keras.utils.set_random_seed(2)
    x = image = keras.Input((16, 16, 3), name="image")
    for block, filters in ((1, 4), (2, 6)):
        x = keras.layers.Conv2D(filters, 3, padding="same", name=f"block{block}_conv1")(x)
        x = keras.layers.BatchNormalization(name=f"block{block}_norm")(x)
        x = keras.layers.ReLU(name=f"block{block}_relu")(x)
        x = keras.layers.MaxPooling2D(name=f"block{block}_pool")(x)
    model = keras.Model(image, x, name="small")
    random = np.random.default_rng(5)
    for layer in model.layers:  # statistics that a wrong mode would show
        if isinstance(layer, keras.layers.BatchNormalization):
            layer.set_weights([random.uniform(0.5, 1.5, w.shape) for w in layer.get_weights()])
    return model


@pytest.fixture
def weights():
    """All weights of a model as copies, by path; without the counters of random numbers."""

    def of(model):
        return {v.path: np.array(v.numpy()) for v in model.weights}

    return of
