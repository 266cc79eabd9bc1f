"""What the tests of topic 06 share: this topic's layers and small relatives of the large networks."""

from __future__ import annotations

import numpy as np
import pytest

from coursekit import architectures


@pytest.fixture(scope="session")
def layers(keras):
    """The layers, imported once and only where a test asks for them."""
    return architectures.layers


@pytest.fixture
def random():
    return np.random.default_rng(0)


@pytest.fixture
def small_alexnet(keras):
    """AlexNet with a few filters on the smallest image: builds a model from what else is wanted."""

    def build(variant="two streams", **arguments):
        narrow = {"filters": (4, 6, 6, 4, 4), "units": 5, "classes": 3, "input_shape": (67, 67, 3)}
        return architectures.alexnet(variant, **{**narrow, **arguments})

    return build
