"""Some images of each class of a dataset."""

from __future__ import annotations

import numpy as np
from matplotlib.figure import Figure

from coursekit.augmentation.figures.paper import checked_image, named, tile
from coursekit.data import Dataset
from coursekit.figures import WIDTH, described, sheet, styled
from coursekit.network.validation import whole

__all__ = ["samples"]

_NAMES = 1.45  # inches for the name of a class
_GAP = 0.05


@styled
def samples(dataset: Dataset, per_class: int = 8) -> Figure:
    """A row of images for each class, the first ones of the dataset; classes without an image are left out.

    Args:
        dataset: what to show.
        per_class: images in a row, 2 to 12.

    Raises:
        ValueError: for another number, or an empty dataset.
    """
    per_class = whole(per_class, "per_class", 2)
    if per_class > 12:
        raise ValueError(f"There is room for 12 images of each class, not for {per_class}.")
    rows = {
        name: found[:per_class]
        for label, name in enumerate(dataset.classes)
        if len(found := np.flatnonzero(dataset.labels == label))
    }
    if not rows:
        raise ValueError(f"{dataset.name} has no images.")
    side = min(0.74, (WIDTH - _NAMES) / per_class - _GAP)
    drawn, plot = sheet(len(rows) * (side + _GAP))
    for row, (name, found) in enumerate(rows.items()):
        top = row * (side + _GAP)
        plot.text(0.02, top + side / 2, named(name), va="center", fontsize=11)
        for column, index in enumerate(found):
            image = checked_image(dataset.images[index])
            tile(plot, image, _NAMES + column * (side + _GAP), top, side)
    told = ", ".join(f"{len(found)} of {named(name)}" for name, found in rows.items())
    height, width = dataset.images.shape[1:3]
    return described(drawn, f"Images of {height}×{width} pixels from “{dataset.name}”, a row for each class: {told}.")
