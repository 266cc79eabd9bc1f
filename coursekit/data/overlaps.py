"""Which images of a dataset share pixels, and how much of it reaches from one part into another.

Patches cut around animals that lie close together overlap. A model that was trained on one of them has seen a part of
the other: a test on it measures memory, too. That is leakage, and nothing in the file names tells of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np
import numpy.typing as npt

from coursekit.data.dataset import Dataset
from coursekit.data.matching import Match, match_by_pixels
from coursekit.errors import CourseError

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["leakage", "overlap_groups", "overlaps"]

_COLUMNS = ("a", "b", "row_shift", "col_shift", "share", "split_a", "split_b")


def overlaps(dataset: Dataset, by: Literal["auto", "pixels", "places"] = "auto") -> pd.DataFrame:
    """Find every pair of images that show a common piece of the same picture.

    Args:
        dataset: the images.
        by: how to find out.

            - `"pixels"` looks for a shift at which all pixels that two images would share are equal, bit by bit.
              It needs patches stored without loss and as they were cut: after resampling or in JPEG files no pixel is
              equal any more, and it says so instead of finding nothing. Strips narrower than 6 pixels and flat areas
              (clipped whites) are no evidence and not reported, nor are turned or mirrored copies. What is found in
              more than 64 places counts as texture: for windows slid over a picture in small steps, use places.
            - `"places"` computes it from `details` (tid, row, col), where the patches' places are known.
            - `"auto"` takes places where they are known, else pixels.

    Returns:
        A row per pair, the largest share first. Columns: a and b (index of each image, a < b), row_shift and col_shift
        (where the top left corner of b lies in a), share (of an image's area that both have), split_a, split_b,
        and file_a, file_b where the files are known.

    Raises:
        CourseError: if the pixels cannot tell (resampled images or JPEG), or the places are unknown.
        ValueError: if `by` is none of those above.
    """
    if by not in {"auto", "pixels", "places"}:
        raise ValueError(f'by must be "auto", "pixels" or "places", not {by!r}.')
    details = dataset.details
    known = details is not None and {"tid", "row", "col"} <= set(details.columns)
    if by == "places" and not known:
        raise CourseError(
            f"Nobody knows where the images of {dataset.name} were cut.",
            'Compare their pixels: overlaps(dataset, "pixels").',
        )
    if known and by != "pixels":
        matches = _match_by_places(dataset)
    else:
        _refuse_changed_pixels(dataset)
        matches = match_by_pixels(dataset.images)

    import pandas as pd  # noqa: PLC0415 (`import coursekit.data` stays light)

    rows = [(*match, str(dataset.split[match.a]), str(dataset.split[match.b])) for match in matches]
    table = pd.DataFrame(rows, columns=list(_COLUMNS))
    # Whole numbers also where there is no row to tell.
    table = table.astype(dict.fromkeys(_COLUMNS[:4], "int64"))
    table = table.sort_values(["share", "a", "b"], ascending=[False, True, True], ignore_index=True)
    if details is not None and "file" in details.columns:
        files = details["file"].to_numpy()
        table["file_a"], table["file_b"] = files[table["a"].to_numpy()], files[table["b"].to_numpy()]
    return table


def overlap_groups(dataset: Dataset, pairs: pd.DataFrame | None = None) -> npt.NDArray[np.int64]:
    """Number the groups of images that hang together by overlaps, directly or through others.

    Groups are the connected components of the graph whose edges are the pairs. Images of one scene that do not
    overlap are in different groups: this is the least that must stay together, not all that is alike.

    Args:
        dataset: the images.
        pairs: what `overlaps` gave; None calls it.

    Returns:
        The number of each image's group, shape (n,), counted from 0.
    """
    from scipy.sparse import coo_array  # noqa: PLC0415 (`import coursekit.data` stays light)
    from scipy.sparse.csgraph import connected_components  # noqa: PLC0415 (see above)

    pairs = overlaps(dataset) if pairs is None else pairs
    edges = (np.ones(len(pairs), dtype=np.int8), (pairs["a"].to_numpy(), pairs["b"].to_numpy()))
    _, groups = connected_components(coo_array(edges, shape=(len(dataset), len(dataset))), directed=False)
    return np.asarray(groups, dtype=np.int64)


def leakage(dataset: Dataset, pairs: pd.DataFrame | None = None, least_share: float = 0.0) -> pd.DataFrame:
    """Tell how far the parts of a dataset are from being independent and alike.

    Args:
        dataset: the images and their parts.
        pairs: what `overlaps` gave; None calls it.
        least_share: overlaps of a smaller share of an image's area are not counted.

    Returns:
        A row per part. Columns: images, brightness (mean over all values, in [0, 1]), overlapping (how many images
        share pixels with a training image), share_overlapping (the same as a share of the part). For the training
        part itself, the last two are about other training images.
    """
    import pandas as pd  # noqa: PLC0415 (`import coursekit.data` stays light)

    pairs = overlaps(dataset) if pairs is None else pairs
    pairs = pairs[pairs["share"] >= least_share]
    # From the dataset and not from the table: the pairs may come from before a new split.
    is_train = dataset.split == "train"
    a, b = pairs["a"].to_numpy(), pairs["b"].to_numpy()
    beside_train = np.zeros(len(dataset), dtype=bool)
    beside_train[a[is_train[b]]] = True
    beside_train[b[is_train[a]]] = True
    brightness = dataset.images.reshape(len(dataset), -1).mean(axis=1, dtype=np.float64)
    rows = {}
    for part in dict.fromkeys(["train", "valid", "test", *dataset.split.tolist()]):
        chosen = dataset.split == part
        if chosen.any():
            count = int(beside_train[chosen].sum())
            rows[part] = (int(chosen.sum()), brightness[chosen].mean(), count, count / chosen.sum())
    columns = ["images", "brightness", "overlapping", "share_overlapping"]
    return pd.DataFrame.from_dict(rows, orient="index", columns=columns).rename_axis("part")


def _refuse_changed_pixels(dataset: Dataset) -> None:
    """Say so where equal pixels cannot be expected.

    Raises:
        CourseError: if images were resampled, or stored with loss.
    """
    details = dataset.details
    if details is None or not {"format", "height", "width"} <= set(details.columns):
        return
    height, width = dataset.images.shape[1:3]
    resampled = int(((details["height"] != height) | (details["width"] != width)).sum())
    lossy = int(details["format"].isin(["JPEG", "MPO", "WEBP"]).sum())
    if resampled or lossy:
        what = f"{resampled:,} were resampled" if resampled else f"{lossy:,} come from JPEG or WebP files"
        raise CourseError(
            f"The pixels of {dataset.name} cannot tell which images overlap: of {len(dataset):,} images {what}, "
            "and shared pixels are not equal any more.",
            "Look for overlaps in the images as they were cut (without size=, from PNG files), and pass on the result.",
        )


def _match_by_places(dataset: Dataset) -> list[Match]:
    """Pairs of patches of one scene whose squares cut each other."""
    assert dataset.details is not None  # noqa: S101 (for mypy: the caller looked)
    height, width = dataset.images.shape[1:3]
    matches = []
    tids = dataset.details["tid"].to_numpy()
    places = dataset.details[["row", "col"]].to_numpy()
    for tid in np.unique(tids):
        members = np.flatnonzero(tids == tid)
        for position, a in enumerate(members):
            others = members[position + 1 :]
            shifts = places[others] - places[a]
            shares = (1 - np.abs(shifts[:, 0]) / height).clip(0) * (1 - np.abs(shifts[:, 1]) / width).clip(0)
            for b, (down, right), share in zip(others, shifts.tolist(), shares.tolist(), strict=True):
                if share > 0:
                    matches.append(Match(int(a), int(b), down, right, share))
    return matches
