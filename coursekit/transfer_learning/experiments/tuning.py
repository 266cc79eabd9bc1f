"""Block 5 of VGG16 trained on, from kept maps of the block before it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from coursekit.transfer_learning.classifier import classifier
from coursekit.transfer_learning.freezing import unfreeze
from coursekit.transfer_learning.groups import grouped_optimizer

if TYPE_CHECKING:
    import keras
    from sklearn.pipeline import Pipeline

__all__ = ["BATCH", "RATES", "dense_head", "fine_tuned", "posteriors_of_maps", "tail"]

BATCH = 30
RATES: Mapping[str, float] = {"head": 1e-4, "block5": 1e-5}
_TOGETHER = 120  # maps that the tail sees at once when it is judged


def tail(backbone: Any, after: str = "block4_pool") -> keras.Model:
    """The layers of a backbone behind one of them, with weights of their own: maps of that layer in, last maps out."""
    import keras  # noqa: PLC0415 - importing it takes seconds; here it is there already

    names = [layer.name for layer in backbone.layers]
    x = given = keras.Input(backbone.get_layer(after).output.shape[1:], name="maps")
    for there in backbone.layers[names.index(after) + 1 :]:
        here = type(there).from_config(there.get_config())
        x = here(x)
        here.set_weights(there.get_weights())
    return keras.Model(given, x, name=f"{backbone.name}_tail")


def dense_head(fitted: Pipeline, shape: tuple[int | None, ...]) -> keras.Model:
    """What `fitted_head` gave as Keras layers: the mean of the maps over all places, standardised, dense with softmax.

    Args:
        fitted: for the mean of each map.
        shape: of the maps (height, width, channels).
    """
    import keras  # noqa: PLC0415 - as above

    scaler, regression = fitted[0], fitted[1]
    x = given = keras.Input(shape, name="features")
    x = keras.layers.GlobalAveragePooling2D(name="pool")(x)
    # Keras divides by the root of the variance, scikit-learn by scale_, which is 1 where nothing varies.
    x = keras.layers.Normalization(mean=scaler.mean_, variance=scaler.scale_**2, name="standardised")(x)
    dense = keras.layers.Dense(len(regression.classes_), activation="softmax", name="predictions")
    x = dense(x)
    dense.set_weights([regression.coef_.T, regression.intercept_])
    return keras.Model(given, x, name="head")


def fine_tuned(
    backbone: Any,
    head: Any,
    maps: Any,
    labels: Any,
    *,
    epochs: int,
    learning_rates: Mapping[str, float] = RATES,
    seed: int = 0,
    watch: Callable[[int, Any], None] | None = None,
) -> keras.Model:
    """Train a head and block 5 together, by Adam in batches of 30.

    As nothing before block 5 changes, the maps that it takes stand for the images: the same as training on the images
    with the first four blocks frozen, for a fraction of the cost.

    Args:
        backbone: the whole VGG16, which stays as it is.
        head: a Keras model behind it, trained or not; it is copied.
        maps: of "block4_pool", shape (n, views, height, width, 512). Each epoch sees one view of each image, the first
            one in the first epoch, and so on, and then from the beginning again.
        labels: the class of each image, shape (n,).
        epochs: how many.
        learning_rates: as `grouped_optimizer` takes them.
        seed: of the order of the images.
        watch: called before the first epoch and after each one with the number of epochs done and the model.

    Returns:
        A classifier from maps to posteriors.
    """
    import keras  # noqa: PLC0415 - as above

    keras.utils.set_random_seed(seed)
    model = classifier(tail(backbone), head=head)
    unfreeze(model, "block5")
    optimizer = grouped_optimizer(model, learning_rates)
    model.compile(optimizer, "sparse_categorical_crossentropy", jit_compile=False)
    labels = np.asarray(labels)
    if watch is not None:
        watch(0, model)
    for epoch in range(epochs):
        view = np.ascontiguousarray(maps[:, epoch % np.shape(maps)[1]])
        model.fit(view, labels, batch_size=BATCH, verbose=0)
        if watch is not None:
            watch(epoch + 1, model)
    return model


def posteriors_of_maps(model: Any, maps: Any) -> Any:
    """The mean posterior of an image's views, shape (n, classes); maps as `fine_tuned` takes them."""
    views = [
        np.concatenate(
            [
                model.predict_on_batch(np.ascontiguousarray(maps[start : start + _TOGETHER, view]))
                for start in range(0, len(maps), _TOGETHER)
            ]
        )
        for view in range(np.shape(maps)[1])
    ]
    return np.mean(views, axis=0, dtype=np.float64)
