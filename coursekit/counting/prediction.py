"""Class maps of an image of any size, tile by tile."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from coursekit import device
from coursekit.counting.fully_convolutional import fully_convolutional, patch_shape
from coursekit.counting.geometry import Span, axes_of
from coursekit.counting.images import checked_image, piece
from coursekit.counting.maps import Maps
from coursekit.counting.precision import PRECISIONS, choose
from coursekit.counting.storage import Storage, begun, digest_of_image, digest_of_model
from coursekit.counting.tiling import spread, tile_for
from coursekit.network.validation import one_of, whole

if TYPE_CHECKING:
    import keras

__all__ = ["predict"]


def predict(
    model: keras.Model,
    image: npt.ArrayLike,
    *,
    patch: tuple[int, int] | None = None,
    tile: int | tuple[int, int] | None = None,
    memory: float = 256,
    preprocess: Callable[[npt.NDArray[np.float32]], Any] | None = None,
    to: str | Path | None = None,
    dtype: str = "float32",
    precision: str = "float32",
    progress: bool = True,
) -> Maps:
    """Ask a model about every patch of an image.

    The image goes through the network in tiles that overlap by its receptive field, as `receptive_field.of` has it.
    Only outputs that see nothing of a tile's borders are taken, unless the border is the image's own: the maps are
    those of the whole image at once, up to rounding, whatever the tiles. About padding see `fully_convolutional`.

    Args:
        model: a classifier of patches, which is made fully convolutional first, or a network that already is: from
            images of any size (n, height, width, channels) to maps (n, rows, columns, classes).
        image: (height, width, channels), uint8 from 0 to 255, which is divided by 255, or floats from 0 to 1. A
            `numpy.memmap` (`np.load(file, mmap_mode="r")`) is read tile by tile.
        patch: height and width of a patch: for a classifier that leaves it open, and for a network that was made of a
            classifier. Without it a network's patches are the receptive fields of its outputs.
        tile: how many outputs a tile gives, down and to the right; by default as many as `memory` and what is free
            allow, up to 128.
        memory: in MB (10^6 bytes): about what a tile may take on its way through the network, beside image and maps,
            and 10 to 60 MB that libraries take besides.
        preprocess: from a piece of the image (height, width, channels) in float32, 0 to 1, to what the model wants in
            the same shape, pixel by pixel.
        to: a folder for maps larger than memory, and for runs that may be interrupted: `maps.npy` and `progress.json`
            are kept there. The same call goes on where the last one stopped, and only reads where it had finished.
            `preprocess` is told from another by its name only. Where `tile` is left out or `precision` is "auto", the
            run that began there decides.
        dtype: of the maps: "float32" or "float16".
        precision: of the arithmetic. "float32", so that maps are the same on every machine; "bfloat16", with two or
            three digits, which some processors and GPUs are faster in; or "auto": bfloat16 where it is faster here and
            changes the class of at most one output in a hundred. Both are found out on up to four tiles of the image.
            What was chosen and why, and how many classes changed, is in `precision` of the result, and is printed with
            `progress`. A model that was built in another precision keeps it.
        progress: show how far it is, where it is more than ten tiles.

    Raises:
        ValueError: if the image is smaller than a patch, has other channels than the model takes, or floats beyond
            0 to 1; if the model cannot be converted or used in tiles; if a number makes no sense.
        TypeError: if the image holds neither bytes nor floats, or the model is none of Keras.
        CourseError: if a tile needs more memory than there is; if `to` holds a run with other settings; if a layer
            cannot be copied in bfloat16.

    Returns:
        The maps, with stride and place of the patches, and the precision.
    """
    dtype = one_of(dtype, "dtype", ("float32", "float16"))
    precision = one_of(precision, "precision", PRECISIONS)
    network, size, channels = _network(model, patch)
    pixels = checked_image(image, channels)
    height, width = pixels.shape[:2]
    if size is not None and (height < size[0] or width < size[1]):
        raise ValueError(_too_small(pixels, size))
    axes = axes_of(network, (height, width, channels), size)
    if min(axis.outputs for axis in axes) < 1:
        raise ValueError(_too_small(pixels, (axes[0].size, axes[1].size)))
    facts = device.facts()
    before = {} if to is None else begun(Path(to).expanduser())
    tile = tile_for(network, axes, channels, tile, memory, facts.memory, before.get("tile"))
    spans = [(down, right) for down in axes[0].spans(tile[0]) for right in axes[1].spans(tile[1])]
    shape = (axes[0].outputs, axes[1].outputs, int(network.output_shape[-1]))
    result: dict[str, Any] = {
        "stride": (axes[0].stride, axes[1].stride),
        "offset": (axes[0].start, axes[1].start) if size is None else (0, 0),
        "patch": (axes[0].size, axes[1].size) if size is None else size,
        "image_shape": (height, width),
    }
    if precision == "auto" and before.get("precision") in PRECISIONS:
        precision = before["precision"]  # a run has one precision from its first tile to its last
    sample = (_cut(pixels, *spans[at], preprocess) for at in spread(len(spans)))
    asked, chosen = choose(precision, network, facts, sample)
    if progress and precision != "float32":
        _say(str(chosen))
    if to is None:
        maps = np.empty(shape, dtype)
        _run(asked, pixels, preprocess, spans, maps, progress)
        return Maps(maps, precision=chosen, **result)
    settings = {
        "image": digest_of_image(pixels),
        "image shape": pixels.shape,
        "image dtype": str(pixels.dtype),
        "model": digest_of_model(network),
        "patch": result["patch"],
        "tile": tile,
        "dtype": dtype,
        "precision": chosen.dtype,
        "preprocess": None
        if preprocess is None
        else getattr(preprocess, "__qualname__", type(preprocess).__qualname__),
    }
    storage = Storage(Path(to).expanduser(), shape, dtype, settings, len(spans))
    _run(asked, pixels, preprocess, spans, storage.maps, progress, storage)
    return Maps(storage.maps, precision=chosen, **result)


def _network(model: Any, patch: tuple[int, int] | None) -> tuple[Any, tuple[int, int] | None, int]:
    """The fully convolutional network, the size of its patches where it was told, and the channels it takes."""
    if len(getattr(model, "output_shape", ())) != 4:
        height, width, channels = patch_shape(model, patch)
        return fully_convolutional(model, patch), (height, width), channels
    shape = model.input_shape
    if len(shape) != 4 or shape[1] is not None or shape[2] is not None or shape[3] is None:
        raise ValueError(
            f"The model {model.name!r} takes inputs of shape {tuple(shape[1:])}. For images of any size give its "
            "Input the shape (None, None, channels)."
        )
    if patch is not None:
        patch = (whole(patch[0], "the height of a patch"), whole(patch[1], "the width of a patch"))
    return model, patch, int(shape[3])


def _too_small(pixels: npt.NDArray[Any], size: tuple[int, int]) -> str:
    return (
        f"The image has {pixels.shape[0]}×{pixels.shape[1]} pixels and is smaller than a patch of {size[0]}×{size[1]}. "
        "Pad it, or take a larger image."
    )


def _cut(
    pixels: npt.NDArray[Any], down: Span, right: Span, preprocess: Callable[[npt.NDArray[np.float32]], Any] | None
) -> npt.NDArray[np.float32]:
    """What a tile shows to the network."""
    return piece(pixels, (down.start, down.stop), (right.start, right.stop), preprocess)


def _say(what: str) -> None:
    from coursekit.console import console  # noqa: PLC0415 (Rich, which is not needed where nothing is to be said)

    console.print(what)


def _run(
    network: Any,
    pixels: npt.NDArray[Any],
    preprocess: Callable[[npt.NDArray[np.float32]], Any] | None,
    spans: list[tuple[Span, Span]],
    maps: npt.NDArray[Any],
    progress: bool,
    storage: Storage | None = None,
) -> None:
    """Fill the maps, from the first tile that is not done."""
    begin = 0 if storage is None else int(storage.done or 0)
    with _progress(len(spans) - begin if progress else 0) as advance:
        for number, (down, right) in enumerate(spans[begin:], start=begin + 1):
            values = _cut(pixels, down, right, preprocess)
            said = np.asarray(network.predict_on_batch(values[None]))[0]
            rows = slice(down.skip, down.skip + down.last - down.first)
            columns = slice(right.skip, right.skip + right.last - right.first)
            maps[down.first : down.last, right.first : right.last] = said[rows, columns]
            if storage is not None:
                storage.finished(number)
            advance()


@contextlib.contextmanager
def _progress(count: int) -> Iterator[Callable[[], None]]:
    """What is called after each tile; a bar if there are more than ten."""
    if count <= 10:
        yield lambda: None
        return
    from coursekit.console import steps  # noqa: PLC0415 (Rich, which a single tile does not need)

    with steps("Tiles", count) as bar:
        yield bar.advance
