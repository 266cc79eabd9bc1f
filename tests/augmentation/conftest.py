"""What the tests of topic 04 share: images, and parameters that use every transform."""

from __future__ import annotations

import numpy as np
import pytest

from coursekit.augmentation import Parameters


@pytest.fixture
def images():
    """White noise, the hardest case for a resampling: neighbours have nothing in common."""
    return np.random.default_rng(3).random((6, 20, 26, 3)).astype(np.float32)


@pytest.fixture
def square():
    return np.random.default_rng(4).random((4, 17, 17, 3)).astype(np.float32)


@pytest.fixture
def change():
    """Parameters that leave images as they are but for what is given, the same for each image."""

    def changed(count, channels=3, **values):
        parameters = Parameters.identity(count, channels)
        given = {
            name: np.broadcast_to(np.asarray(value, float), getattr(parameters, name).shape)
            for name, value in values.items()
        }
        return parameters._replace(**given)

    return changed
