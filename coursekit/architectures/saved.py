"""Models and weights from files."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any

from coursekit.architectures.validation import existing
from coursekit.errors import CourseError

if TYPE_CHECKING:
    import keras

__all__ = ["load", "load_weights"]


def load(path: str | Path) -> keras.Model:
    """A model saved with `model.save`, also one with the layers of this topic.

    `keras.saving.load_model` does the same once `coursekit.architectures.layers` is imported, as it must be for
    Keras to know them.

    Args:
        path: of a `.keras` file.

    Raises:
        CourseError: if there is no such file.
    """
    file = existing(path, "a model")

    import keras  # noqa: PLC0415 - importing TensorFlow takes seconds; only who loads a model pays for it

    import coursekit.architectures.layers  # noqa: F401, PLC0415 - makes the layers known to Keras

    return keras.saving.load_model(file)


def load_weights(model: Any, file: Path) -> None:
    """Fill a model with the weights of a file.

    Keras goes by the kinds and the order of the layers, and by shapes: a network without its top takes what it needs
    from a file of the whole network.

    Raises:
        CourseError: if the file does not hold the weights of such a model.
    """
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        try:
            model.load_weights(file)
        except (
            ValueError,
            OSError,
            KeyError,
        ) as error:  # what Keras and h5py raise for another network or no such file
            reason = " ".join(str(error).split())[:300]  # Keras goes on with the arrays themselves
            raise CourseError(
                f"{file} does not hold the weights of this {model.name}: {reason}",
                "Take a file written by save_weights of the same network: same layers, classes and input size.",
            ) from error
    for warning in told:  # beside an error they say the same in other words
        warnings.warn_explicit(warning.message, warning.category, warning.filename, warning.lineno)
