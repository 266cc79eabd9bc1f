"""What the tests of topic 08 share: small classifiers of every build, with weights away from their beginnings."""

from __future__ import annotations

import numpy as np
import pytest


def scrambled(model, seed=1):
    """Random numbers into all weights: a fresh bias is 0 and a fresh batch normalisation does nothing."""
    random = np.random.default_rng(seed)
    values = []
    for weight in model.weights:
        drawn = random.normal(0, 0.4, weight.shape)
        if "variance" in weight.path:
            drawn = 0.5 + np.abs(drawn)
        values.append(drawn.astype(np.float32))
    model.set_weights(values)
    return model


def build(name):
    import keras

    from coursekit import architectures

    layers = keras.layers
    if name == "lenet5":
        return architectures.lenet5("modern", input_shape=(28, 28, 1))
    if name == "vgg":
        return scrambled(
            architectures.vgg((1, 2), filters=(3, 4), units=(6, 5), input_shape=(16, 12, 3), classes=4), seed=2
        )
    stacks = {
        "several dense": [
            layers.Conv2D(3, 3, activation="relu"),
            layers.MaxPooling2D(2),
            layers.Flatten(),
            layers.Dropout(0.5),
            layers.Dense(7, activation="relu"),
            layers.BatchNormalization(),
            layers.Dropout(0.5),
            layers.Dense(6, use_bias=False),
            layers.LeakyReLU(),
            layers.LayerNormalization(),
            layers.Dense(3),
            layers.Softmax(),
        ],
        "global average": [layers.Conv2D(4, 3, strides=2), layers.GlobalAveragePooling2D(), layers.Dense(3, "softmax")],
        "global max": [
            layers.Rescaling(2.0, -1.0),
            layers.Conv2D(4, 3, activation="tanh"),
            layers.GlobalMaxPooling2D(keepdims=True),
            layers.BatchNormalization(axis=3),
            layers.Conv2D(5, 1),
            layers.Reshape((5,)),
            layers.Dense(3),
            layers.Activation("softmax"),
        ],
        "flat normalised": [
            layers.Conv2D(2, 3, strides=(1, 2)),
            layers.Reshape((-1,)),
            layers.Activation("relu"),
            layers.BatchNormalization(axis=1),
            layers.Dropout(0.3),
            layers.Dense(4, activation="softmax"),
        ],
        "pooling drops a row": [layers.Conv2D(2, 2), layers.MaxPooling2D(3), layers.Flatten(), layers.Dense(3)],
        "same with steps": [
            layers.Conv2D(3, 3, strides=2, padding="same", activation="relu"),
            layers.Conv2D(3, 3, padding="same", dilation_rate=2),
            layers.BatchNormalization(),
            layers.GlobalAveragePooling2D(),
            layers.Dense(3),
        ],
        "no convolution": [layers.Flatten(), layers.Dense(4, activation="tanh"), layers.Dense(2)],
    }
    if name in stacks:
        shape = {"global average": (9, 11, 2), "pooling drops a row": (12, 9, 1)}.get(name, (10, 13, 2))
        return scrambled(keras.Sequential([keras.Input(shape), *stacks[name]]))
    image = keras.Input((11, 11, 2))
    if name == "nested":
        base = keras.Sequential([keras.Input((11, 11, 2)), layers.Conv2D(3, 3), layers.MaxPooling2D(2)], name="base")
        head = keras.Sequential([keras.Input((4, 4, 3)), layers.Flatten(), layers.Dense(3)], name="head")
        return scrambled(keras.Model(image, head(base(image))))
    assert name == "branches"
    shared = layers.Conv2D(2, 3, padding="same")
    one, other = shared(image), layers.Conv2D(2, 5, padding="same")(shared(image))
    joined = layers.Concatenate()([layers.Add()([one, other]), one / 2.0])
    return scrambled(keras.Model(image, layers.Dense(3)(layers.GlobalAveragePooling2D()(layers.ReLU()(joined)))))


@pytest.fixture(scope="session")
def classifier():
    """A classifier by its name; each is built once."""
    made = {}

    def of(name):
        if name not in made:
            made[name] = build(name)
        return made[name]

    return of


@pytest.fixture
def one_by_one():
    """The classifier asked about every patch of an image by itself: maps (rows, columns, classes)."""

    def asked(model, image, patch, stride):
        rows = range(0, image.shape[0] - patch[0] + 1, stride[0])
        columns = range(0, image.shape[1] - patch[1] + 1, stride[1])
        patches = np.stack([image[r : r + patch[0], c : c + patch[1]] for r in rows for c in columns])
        return np.asarray(model.predict_on_batch(patches)).reshape(len(rows), len(columns), -1)

    return asked
