"""Which features, which views and how strong the weights are held: chosen on the training images alone."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from coursekit.transfer_learning.experiments.heads import accuracy, fitted_head, posteriors
from coursekit.transfer_learning.experiments.once import BLOCKS, Once

if TYPE_CHECKING:
    from sklearn.pipeline import Pipeline

__all__ = ["SETS", "STRENGTHS", "Chosen", "averaged", "chosen_head"]

SETS: tuple[tuple[str, ...], ...] = (("block4",), ("block5",), BLOCKS[2:], BLOCKS)
"""Blocks whose features stand side by side."""
STRENGTHS = (0.01, 0.1, 1.0)
_INNER_FOLDS = 4


@dataclass(frozen=True, eq=False)
class Chosen:
    """A head, and what it was chosen to see."""

    head: Pipeline
    blocks: tuple[str, ...]
    kind: str
    """Which views, by the name they had; "none": the image alone."""
    strength: float
    inner_accuracy: float
    """Mean over the inner folds: of the best of several, and so too good."""
    views: int
    """How many views of an image are averaged."""

    @property
    def told(self) -> str:
        """The choice in words."""
        return f"{'+'.join(self.blocks)}; views: {self.kind}; C = {self.strength:g}"

    def posteriors(self, known: Mapping[str, Once], images: Any) -> npt.NDArray[np.float64]:
        """What the head says of some of the images, by index; shape (n, classes)."""
        return posteriors(self.head, averaged(known, self.blocks, self.kind)[images])


def averaged(known: Mapping[str, Once], blocks: tuple[str, ...], kind: str) -> npt.NDArray[np.float32]:
    """The averaged maps of several blocks side by side, and their mean over an image's views; shape (n, 1, channels).

    Args:
        known: by the kind of the views.
        blocks: which.
        kind: which views; "none" takes the first, which is the image itself.
    """
    values = np.concatenate([known[kind].average[block] for block in blocks], axis=-1)
    return values[:, :1] if kind == "none" else values.mean(axis=1, keepdims=True)


def chosen_head(
    known: Mapping[str, Once],
    labels: npt.NDArray[Any],
    learn: npt.NDArray[Any],
    groups: npt.NDArray[Any],
    *,
    sets: Sequence[tuple[str, ...]] = SETS,
    strengths: Sequence[float] = STRENGTHS,
) -> Chosen:
    """The head whose settings did best in a cross-validation within the training images, fitted to all of these.

    Args:
        known: what a backbone gave for all images, by the kind of the views.
        labels: of all images.
        learn: the indices of those to learn from and to choose on.
        groups: of all images; a group is never divided between learning and judging.
        sets: of blocks, to choose from.
        strengths: to choose from, as `fitted_head` takes them.

    Raises:
        ValueError: if there is nothing to choose from.
    """
    from sklearn.model_selection import StratifiedGroupKFold  # noqa: PLC0415 (a second to import)

    folds = min(_INNER_FOLDS, int(np.bincount(labels[learn]).min()))
    inner = StratifiedGroupKFold(folds, shuffle=True, random_state=0)
    divided = list(inner.split(learn, labels[learn], groups[learn]))
    best: tuple[float, tuple[str, ...], str, float] | None = None
    for blocks, kind in itertools.product(sets, known):
        values, own = averaged(known, blocks, kind)[learn], labels[learn]
        for strength in strengths:
            right = [
                accuracy(posteriors(fitted_head(values[a], own[a], strength=strength), values[b]), own[b])
                for a, b in divided
            ]
            mean = float(np.mean(right))
            if best is None or mean > best[0]:  # of equals the first: fewer blocks, smaller weights
                best = mean, blocks, kind, strength
    if best is None:
        raise ValueError("there is nothing to choose from: known, sets or strengths is empty.")
    inner_accuracy, blocks, kind, strength = best
    head = fitted_head(averaged(known, blocks, kind)[learn], labels[learn], strength=strength)
    views = 1 if kind == "none" else next(iter(known[kind].average.values())).shape[1]
    return Chosen(head, blocks, kind, strength, inner_accuracy, views)
