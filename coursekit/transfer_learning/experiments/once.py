"""What a frozen VGG16 makes of images, all that the experiments need of it in one pass."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from coursekit.transfer_learning.feature_extraction import features

if TYPE_CHECKING:
    from coursekit.augmentation import Augment

__all__ = ["BLOCKS", "POOLINGS", "Once", "once"]

Values = npt.NDArray[np.float32]

BLOCKS = ("block1", "block2", "block3", "block4", "block5")
POOLINGS = ("average", "max", "both")
_LAST_FROZEN = "block4_pool"  # fine-tuning begins behind it


@dataclass(frozen=True, eq=False)
class Once:
    """What a frozen backbone gave for n images and v views of each; the first view is the image itself."""

    average: dict[str, Values]
    """By block: the mean of the maps behind its pooling over all places, shape (n, v, channels)."""
    maximum: dict[str, Values]
    """By block: the largest value of each of those maps, shape (n, v, channels)."""
    maps: Values
    """The maps that block 5 takes, shape (n, v, height, width, 512); with no values if they were left out."""

    def pooled(self, block: str = "block5", pooling: str = "average") -> Values:
        """The features of one block, shape (n, v, channels), or for "both" twice as many channels."""
        if pooling == "both":
            return np.concatenate([self.average[block], self.maximum[block]], axis=-1)
        return {"average": self.average, "max": self.maximum}[pooling][block]


def once(
    backbone: Any,
    images: Any,
    augment: Augment | None = None,
    *,
    variants: int = 1,
    seed: int = 0,
    cache: str | Path | bool = True,
    progress: bool = True,
    maps: bool = False,
) -> Once:
    """Send each view of each image through a VGG16 once, and keep what comes out of every block.

    Args:
        backbone: what `transfer_learning.backbone` gave, for images of one size if `maps`.
        images: as `features` takes them, like the arguments that follow but the last.
        augment: what makes the variants.
        variants: of each image, itself included.
        seed: of the variants.
        cache: the folder to keep them in, True for the user's, False for none.
        progress: show how far it is.
        maps: whether the input of block 5 is kept as well: 74 kB a view of 96x96, which training block 5 needs.
    """
    import keras  # noqa: PLC0415 - importing it takes seconds; here it is there already

    ends = {block: backbone.get_layer(f"{block}_pool").output for block in BLOCKS}
    # Names of their own, because Keras' automatic ones count up: the cache would take them for another model.
    parts = [keras.layers.GlobalAveragePooling2D(name=f"{block}_average")(end) for block, end in ends.items()]
    parts += [keras.layers.GlobalMaxPooling2D(name=f"{block}_max")(end) for block, end in ends.items()]
    if maps:
        parts.append(keras.layers.Flatten(name="maps")(backbone.get_layer(_LAST_FROZEN).output))
    model = keras.Model(backbone.input, keras.layers.Concatenate(name="once")(parts), name=f"{backbone.name}_once")
    found = features(
        model, images, augment=augment, variants=variants, seed=seed, cache=cache, progress=progress, batch_size=32
    )
    widths = [int(end.shape[-1]) for end in ends.values()]
    split = np.split(found, np.cumsum(widths + widths), axis=-1)
    average, maximum = split[: len(BLOCKS)], split[len(BLOCKS) : -1]
    shape = backbone.get_layer(_LAST_FROZEN).output.shape[1:] if maps else (0, 0, 0)
    return Once(
        dict(zip(BLOCKS, average, strict=True)),
        dict(zip(BLOCKS, maximum, strict=True)),
        split[-1].reshape(*found.shape[:2], *shape),
    )
