"""A new division of a dataset into parts, which keeps together what belongs together."""

from __future__ import annotations

import dataclasses
import warnings
from typing import TYPE_CHECKING, Literal, TypeVar

import numpy as np
import numpy.typing as npt

from coursekit.data.dataset import Dataset
from coursekit.data.overlaps import overlap_groups
from coursekit.errors import CourseError

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["resplit"]

AnyDataset = TypeVar("AnyDataset", bound=Dataset)


def resplit(
    dataset: AnyDataset,
    by: Literal["groups", "scene", "random"] = "groups",
    *,
    valid: float = 0.2,
    test: float = 0.0,
    seed: int = 0,
    pairs: pd.DataFrame | None = None,
) -> AnyDataset:
    """Divide the images anew into `train`, `valid` and `test`.

    Args:
        dataset: the images; they and their order stay as they are.
        by: what stays together.

            - `"groups"`: images that share pixels, directly or through others. No pixel is in two parts.
            - `"scene"`: all that was cut from one scene (`details["tid"]`). Also light, ground and camera are then new
              in the other parts.
            - `"random"`: nothing. With overlapping patches the score is too good: the model has seen the pixels.

            Each class keeps about the same share in each part, as far as the groups allow
            (scikit-learn's `StratifiedGroupKFold`).
        valid: the share of images for `valid`, as near as the groups allow; 0 for none.
        test: the same for `test`.
        seed: which of the possible divisions.
        pairs: for `"groups"`, what `overlaps` gave, to save the time; None calls it.

    Returns:
        The same dataset with another `split`.

    Raises:
        CourseError: if the scenes are unknown, or there are too few groups, or images of a class, to fill every part.
        ValueError: if a share or `by` makes no sense.
    """
    if by not in {"groups", "scene", "random"}:
        raise ValueError(f'by must be "groups", "scene" or "random", not {by!r}.')
    if not (0 <= valid <= 0.5 and 0 <= test <= 0.5):
        raise ValueError(f"valid and test must lie between 0 and 0.5, not {valid!r} and {test!r}.")
    if by == "groups":
        groups = overlap_groups(dataset, pairs)
    elif by == "random":
        groups = np.arange(len(dataset))
    else:
        if dataset.details is None or "tid" not in dataset.details.columns:
            raise CourseError(
                f"Nobody knows from which scenes the images of {dataset.name} come.",
                'Keep together what shares pixels instead: by="groups".',
            )
        groups = dataset.details["tid"].to_numpy()
    split = np.full(len(dataset), "train")
    for part, share in (("test", test), ("valid", valid)):
        if share:
            left = np.flatnonzero(split == "train")
            chosen = _draw(dataset.labels[left], groups[left], share * len(dataset), by, seed)
            split[left[chosen]] = part
    return dataclasses.replace(dataset, split=split)


def _draw(
    labels: npt.NDArray[np.int64], groups: npt.NDArray[np.int64], count: float, by: str, seed: int
) -> npt.NDArray[np.int64]:
    """Indices of whole groups with about `count` images and the mixture of classes nearest to that of all."""
    from sklearn.model_selection import StratifiedGroupKFold  # noqa: PLC0415 (a second to import)

    folds = max(2, round(len(labels) / count))
    number = len(np.unique(groups))
    if number < folds:
        one, more = {"scene": ("scene", "scenes"), "groups": ("group of images", "groups of images")}.get(
            by, ("image", "images")
        )
        raise CourseError(
            f"{number:,} {one if number == 1 else more} cannot be divided so that about one in {folds} is left over.",
            "Use more images, or a larger share.",
        )
    most = int(np.bincount(labels).max())
    if most < folds:  # scikit-learn would say so in the words of its own arguments
        raise CourseError(
            f"No class has {folds} images left, so one in {folds} cannot be taken out of each.",
            "Use more images, or a larger share.",
        )
    with warnings.catch_warnings():
        # A class with fewer images than folds is missing in some; the fold with the best mixture is taken anyway.
        warnings.filterwarnings("ignore", message="The least populated class", category=UserWarning)
        splitter = StratifiedGroupKFold(n_splits=folds, shuffle=True, random_state=seed)
        candidates = [chosen for _, chosen in splitter.split(labels, labels, groups)]
    wanted = np.bincount(labels) * (count / len(labels))

    def distance(chosen: npt.NDArray[np.int64]) -> float:
        return float(np.abs(np.bincount(labels[chosen], minlength=len(wanted)) - wanted).sum())

    return np.asarray(min(candidates, key=distance), dtype=np.int64)
