"""Builds Keras models for counting only: shapes and graph, no weights in memory."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

__all__ = ["counting"]


@contextmanager
def counting() -> Iterator[None]:
    """Inside this block Keras builds models whose weights have shapes but no values.

    VGG16 takes milliseconds and a few megabytes instead of a second and more than a gigabyte.
    Such a model can be read, counted and summarised; it can be neither run nor trained nor saved.

    Example::

        with network.counting():
            model = keras.applications.VGG16(weights=None)
        parameters.table(model)
    """
    import keras  # noqa: PLC0415 - importing TensorFlow takes seconds; only who builds a Keras model pays for it
    from keras.src.backend.common import global_state  # noqa: PLC0415 - with Keras; no public name leads to that list

    # Keras keeps a list of variables to fill as soon as any later scope ends, such as the one it opens to
    # infer a shape. Models that are never to be filled must not stay on it: the next model built would
    # allocate all their weights, and none of them could be freed.
    pending = global_state.get_global_attribute("uninitialized_variables", [], set_to_default=True)
    before = len(pending)
    try:
        with keras.StatelessScope(initialize_variables=False):
            yield
    finally:
        del pending[before:]
