"""Three ways to a classifier: from scratch, on frozen features, and fine-tuned. What each says of images."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy.typing as npt

from coursekit.augmentation import Augment
from coursekit.augmentation.experiments import trained as train_small_cnn
from coursekit.augmentation.prediction import predict
from coursekit.transfer_learning.experiments.heads import fitted_head, posteriors
from coursekit.transfer_learning.experiments.tuning import dense_head, fine_tuned, posteriors_of_maps

if TYPE_CHECKING:
    from coursekit.data import Part

__all__ = ["EPOCHS", "STEPS", "TURNS", "VIEWS", "fine_tuning", "frozen", "scratch"]

Said = dict[int, npt.NDArray[Any]]
"""By the number of views of each image, the mean posteriors of these views, shape (n, classes)."""

TURNS = Augment(rotation_range=180, horizontal_flip=True, fill_mode="reflect")
"""Turned by any angle and mirrored; the light stays as it is."""
VIEWS = 8
"""Of each image: to learn from with augmentation, and to judge by with test-time augmentation."""
STEPS = 400
"""Batches of 30 that a network from scratch learns from, as in topic 04."""
EPOCHS = 8
"""Of fine-tuning: with augmentation each of them sees another view."""


def scratch(
    learn: Part, judge: Any, classes: int, *, augment: Augment | None, views: Augment, steps: int = STEPS, seed: int = 0
) -> Said:
    """Topic 04's `small_cnn`, trained from random weights.

    Args:
        learn: images and labels.
        judge: images to ask it about.
        classes: how many.
        augment: what is done to an image each time it is learnt from; nothing if None.
        views: makes the views to ask about.
        steps: batches of 30.
        seed: of the training.
    """
    model = train_small_cnn(learn.images, learn.labels, classes, augment, steps=steps, seed=seed)
    return {
        number: predict(model, judge, views, n=number, batch_size=256, progress=False).posteriors
        for number in (1, VIEWS)
    }


def frozen(learn: Any, labels: Any, judge: Any, *, augmented: bool) -> Said:
    """A head on features, by `fitted_head`.

    Args:
        learn: features, shape (n, views, channels), the image itself first; the others are learnt from if `augmented`.
        labels: shape (n,).
        judge: features of the images to ask about, shape (m, views, channels).
        augmented: see above.
    """
    head = fitted_head(learn if augmented else learn[:, :1], labels)
    return {1: posteriors(head, judge[:, :1]), judge.shape[1]: posteriors(head, judge)}


def fine_tuning(
    backbone: Any,
    learn: tuple[Any, Any],
    labels: Any,
    judge: Any,
    *,
    augmented: bool,
    epochs: int = EPOCHS,
    seed: int = 0,
) -> Said:
    """First the head of `frozen`, then block 5 together with it, by `fine_tuned`.

    Args:
        backbone: whose maps and features these are.
        learn: averaged features of block 5, shape (n, views, channels), and the maps that block 5 takes.
        labels: shape (n,).
        judge: such maps of the images to ask about.
        augmented: whether views are learnt from beside the images themselves.
        epochs: of the second phase.
        seed: of the order of the images.
    """
    features, maps = (values if augmented else values[:, :1] for values in learn)
    head = dense_head(fitted_head(features, labels), backbone.output.shape[1:])
    model = fine_tuned(backbone, head, maps, labels, epochs=epochs, seed=seed)
    return {1: posteriors_of_maps(model, judge[:, :1]), judge.shape[1]: posteriors_of_maps(model, judge)}
