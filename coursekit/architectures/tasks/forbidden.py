"""Calls that would do a task of this topic for the student. All of coursekit is forbidden without being named."""

from __future__ import annotations

__all__ = ["COUNTS", "MODELS"]

COUNTS = (
    "keras.Model.count_params",
    "keras.Model.summary",
    "keras.layers.Conv2D",
    "keras.layers.Dense",
    "keras.layers.MaxPooling2D",
)
"""In tasks that count: to build the network and ask Keras."""

MODELS = (
    "keras.applications.VGG16",
    "keras.applications.VGG19",
)
"""In tasks that build: ready-made networks."""
