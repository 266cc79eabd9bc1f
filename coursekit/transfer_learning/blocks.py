"""What each block of a backbone gives for images, all blocks in one pass."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from coursekit.transfer_learning.feature_extraction import features

__all__ = ["by_block"]


def by_block(
    backbone: Any,
    images: npt.ArrayLike,
    *,
    batch_size: int = 32,
    cache: str | Path | bool = True,
    progress: bool = True,
) -> dict[str, npt.NDArray[np.float32]]:
    """The maps at the end of each block, averaged over all places: one vector for each block and image.

    An image goes through the backbone once, not once for each block.

    Args:
        backbone: a Keras model whose layers are named after their blocks, such as "block1_conv1" and "block1_pool";
            what `transfer_learning.backbone` gave.
        images: as `features` takes them.
        batch_size: images that go through the backbone at a time.
        cache: the folder to keep what was found in, True or False, as in `features`.
        progress: show how far it is.

    Returns:
        By block, from the input on, an array of shape (images, channels of the block's last layer).

    Raises:
        ValueError: if no layer is named after a block, or a block ends in something else than maps.
        TypeError, CourseError: as `features`.
    """
    import keras  # noqa: PLC0415 - importing it takes seconds; here it is there already

    ends = {
        named.group(1): layer.output
        for layer in getattr(backbone, "layers", ())
        if (named := re.match(r"(block\d+)_", layer.name))
    }
    if not ends:
        raise ValueError(f"{backbone!r} has no layers that are named after blocks, such as block1_conv1.")
    for block, maps in ends.items():
        if len(maps.shape) != 4:
            raise ValueError(f"{block} ends in shape {maps.shape[1:]}, not in maps (height, width, channels).")
    # Names of their own, because Keras' automatic ones count up: the cache would take them for another model.
    pooled = [keras.layers.GlobalAveragePooling2D(name=f"{block}_mean")(maps) for block, maps in ends.items()]
    joined = keras.layers.Concatenate(name="blocks")(pooled) if len(pooled) > 1 else pooled[0]
    model = keras.Model(backbone.input, joined, name=f"{backbone.name}_by_block")
    found = features(model, images, batch_size=batch_size, cache=cache, progress=progress)[:, 0]
    edges = np.cumsum([maps.shape[-1] for maps in ends.values()])[:-1]
    return dict(zip(ends, np.split(found, edges, axis=1), strict=True))
