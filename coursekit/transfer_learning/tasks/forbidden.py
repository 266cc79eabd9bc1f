"""Calls that would do a task of this topic for the student. All of coursekit is forbidden without being named."""

from __future__ import annotations

__all__ = ["COUNTS", "HEADS", "MODELS", "PREPROCESSING", "STEPS"]

COUNTS = (
    "keras.Model.count_params",
    "keras.Model.summary",
    "keras.applications.VGG16",
    "keras.layers.BatchNormalization",
    "keras.layers.Conv2D",
    "keras.layers.Dense",
)
"""In tasks that count: to build the network and ask Keras."""

MODELS = (
    "keras.applications.VGG16",
    "keras.applications.VGG19",
)
"""In tasks that build: ready-made networks."""

PREPROCESSING = (
    "keras.applications.vgg16.preprocess_input",
    "keras.applications.vgg19.preprocess_input",
    "keras.applications.resnet50.preprocess_input",
    "keras.applications.imagenet_utils.preprocess_input",
)

HEADS = (
    "keras.layers.Dense",
    "keras.optimizers.SGD",
    "sklearn.linear_model.LogisticRegression",
    "sklearn.linear_model.SGDClassifier",
)
"""In tasks that train a head by hand."""

STEPS = (
    "keras.optimizers.SGD",
    "keras.optimizers.SGD.apply",
    "keras.optimizers.SGD.apply_gradients",
)
"""In tasks that take a step of gradient descent by hand."""
