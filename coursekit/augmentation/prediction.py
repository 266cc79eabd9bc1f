"""Test-time augmentation: a model is asked about several views of each image."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from coursekit.augmentation.transforms.apply import checked_images
from coursekit.augmentation.transforms.parameters import Parameters
from coursekit.network.validation import one_of, whole

if TYPE_CHECKING:
    from coursekit.augmentation.augment import Augment

__all__ = ["Prediction", "predict"]


@dataclass(frozen=True, eq=False)
class Prediction:
    """What a model said about the views of n images."""

    posteriors: npt.NDArray[np.float64]
    """Mean over the views, shape (n, classes)."""
    spread: npt.NDArray[np.float64]
    """Standard deviation over the views (divided by their number), shape (n, classes)."""
    votes: npt.NDArray[np.int64]
    """How many views had each class first, shape (n, classes)."""
    classes: npt.NDArray[np.int64]
    """The class decided on, shape (n,)."""


def _posteriors(model: Any, images: Any) -> npt.NDArray[np.float64]:
    """What the model says of one batch, checked."""
    count = len(images)
    said = np.asarray(model.predict_on_batch(images) if hasattr(model, "predict_on_batch") else model(images))
    said = said.astype(np.float64)
    if said.ndim != 2 or said.shape[0] != count or said.shape[1] < 1:
        raise ValueError(f"the model must give posteriors of shape ({count}, classes), not {said.shape}.")
    if said.shape[1] == 1:  # a sigmoid: the posterior of class 1
        said = np.concatenate([1 - said, said], axis=1)
    sums = said.sum(axis=1)
    if not (said.min() >= -1e-6 and np.abs(sums - 1).max() < 1e-2):
        raise ValueError(
            f"the model must give posteriors: from 0 to 1, and 1 in sum over the classes, but a sum is {sums[0]:g}. "
            "If it gives logits, put a keras.layers.Softmax behind it."
        )
    return said


def predict(
    model: Any,
    images: Any,
    augment: Augment,
    *,
    n: int = 8,
    combine: str = "mean",
    batch_size: int = 64,
    seed: int = 0,
    progress: bool = True,
) -> Prediction:
    """Ask a model about n views of each image: the image itself first, and n - 1 augmented ones.

    The views of some images go to the model together, `batch_size` at a time; a view is the same whatever goes with it.

    Args:
        model: a `keras.Model`, or a function, from images (n, height, width, channels) to posteriors (n, classes), or
            (n, 1) from a sigmoid.
        images: as the model wants them; floats from 0 to 1, or uint8.
        augment: what makes the views. The first view is only rescaled and preprocessed, as `augment` says.
        n: views of each image.
        combine: "mean": the class with the highest mean posterior, of equal ones the lower index. "vote": the class
            that most views have first (in a view, of equal ones the lower index); a tie goes to the higher mean
            posterior among the tied, then to the lower index.
        batch_size: views the model is given at a time.
        seed: of the views.
        progress: show how far it is, where it is more than ten batches.

    Raises:
        ValueError: for another `combine`, or a model that gives no posteriors.
        TypeError: if a number is not whole.
    """
    n, batch_size, seed = whole(n, "n"), whole(batch_size, "batch_size"), whole(seed, "seed", 0)
    combine = one_of(combine, "combine", ("mean", "vote"))
    batch = checked_images(images)
    together = max(batch_size // n, 1)  # images whose views fit into one batch
    starts = range(0, len(batch), together)
    parts = []
    with _progress(len(starts) if progress else 0) as advance:
        for start in starts:
            views = _views(augment, batch[start : start + together], start, n, seed)
            said = np.concatenate(
                [_posteriors(model, views[at : at + batch_size]) for at in range(0, len(views), batch_size)]
            )
            parts.append(_summary(said.reshape(n, -1, said.shape[1])))
            advance()
    mean, spread, votes = (np.concatenate(values) for values in zip(*parts, strict=True))
    if combine == "mean":
        classes = mean.argmax(axis=1)
    else:
        tied = votes == votes.max(axis=1, keepdims=True)
        classes = np.where(tied, mean, -1.0).argmax(axis=1)
    return Prediction(mean, spread, votes, classes)


def _views(augment: Augment, images: npt.NDArray[Any], first: int, n: int, seed: int) -> npt.NDArray[Any]:
    """All views of some images: first every image as it is, then every image changed once, and so on."""
    count, height, width, channels = images.shape
    indices = np.arange(first, first + count)
    drawn = (
        augment.draw(count, height, width, seed, epoch=view, indices=indices, channels=channels) for view in range(1, n)
    )
    return np.concatenate([augment.apply(images, view) for view in (Parameters.identity(count, channels), *drawn)])


def _summary(said: npt.NDArray[np.float64]) -> tuple[npt.NDArray[Any], ...]:
    """Mean, spread and votes of posteriors (views, images, classes)."""
    votes = (said.argmax(axis=2)[..., None] == np.arange(said.shape[2])).sum(axis=0)
    return said.mean(axis=0), said.std(axis=0), votes


@contextlib.contextmanager
def _progress(count: int) -> Iterator[Callable[[], None]]:
    """What is called after each batch; a bar if there are more than ten."""
    if count <= 10:
        yield lambda: None
        return
    from coursekit.console import steps  # noqa: PLC0415 (Rich, which applying transforms does not need)

    with steps("Views", count) as bar:
        yield bar.advance
