"""Maps on disk, with a note of which tiles are done: an interrupted run goes on where it was."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from coursekit.errors import CourseError
from coursekit.files import write_atomically

__all__ = ["Storage", "begun", "digest_of_image", "digest_of_model"]

_MAPS, _NOTE = "maps.npy", "progress.json"
_FORMAT = 1  # to be raised whenever a file of today could not be gone on with
_ROWS = 256  # of the image, read at a time


class Storage:
    """A folder with `maps.npy` and `progress.json`.

    Args:
        folder: made if it is not there.
        shape: of the maps.
        dtype: of the maps.
        settings: all that decides on the numbers; what JSON can hold.
        tiles: how many there are.

    Raises:
        CourseError: if a run with other settings has begun there, or something else lies there.
    """

    def __init__(
        self, folder: Path, shape: tuple[int, int, int], dtype: str, settings: Mapping[str, Any], tiles: int
    ) -> None:
        self._folder, self._tiles = folder, tiles
        self._settings = json.loads(json.dumps({"format": _FORMAT, **settings}))  # as it will be read again
        folder.mkdir(parents=True, exist_ok=True)
        self.done = self._earlier()
        path = folder / _MAPS
        if self.done is None:
            if path.exists():
                raise CourseError(
                    f"There is {path}, but no {_NOTE} that tells what it is.",
                    "Name another folder, or remove the file.",
                )
            self.done = 0
            self.maps: npt.NDArray[Any] = np.lib.format.open_memmap(path, mode="w+", dtype=dtype, shape=shape)
            self._note()
        else:
            try:
                self.maps = np.lib.format.open_memmap(path, mode="r+")
            except (OSError, ValueError) as error:
                raise CourseError(
                    f"{path} cannot be read: {error}.", "Remove the folder; the run begins anew then."
                ) from None
            if self.maps.shape != shape or self.maps.dtype != np.dtype(dtype):
                raise CourseError(f"{path} is not the file that {_NOTE} tells of.", "Remove the folder and begin anew.")

    def finished(self, tiles: int) -> None:
        """Note that so many tiles are done, from the first on; what they hold is on disk before the note is."""
        assert isinstance(self.maps, np.memmap)  # noqa: S101 (for mypy: only such are opened here)
        self.maps.flush()
        self.done = tiles
        self._note()

    def _note(self) -> None:
        note = {"done": self.done, "of": self._tiles, "settings": self._settings}
        write_atomically(self._folder / _NOTE, json.dumps(note, indent=1) + "\n")

    def _earlier(self) -> int | None:
        """How many tiles an earlier run has done; None if there was none."""
        path = self._folder / _NOTE
        note = _read(path)
        if note is None:
            return None
        done, settings = note
        other = sorted(
            name for name in settings.keys() | self._settings.keys() if settings.get(name) != self._settings.get(name)
        )
        if other:
            raise CourseError(
                f"{self._folder} holds a run with other settings: {', '.join(other)}.",
                "Name another folder, or remove this one.",
            )
        if not 0 <= done <= self._tiles:
            raise CourseError(
                f"{path} tells of {done} tiles out of {self._tiles}.", "Remove the folder and begin anew."
            )
        return done


def begun(folder: Path) -> dict[str, Any]:
    """The settings of the run that has begun in a folder; empty if none has.

    Raises:
        CourseError: if its note cannot be read.
    """
    note = _read(folder / _NOTE)
    return {} if note is None else note[1]


def _read(path: Path) -> tuple[int, dict[str, Any]] | None:
    """Tiles that are done, and settings; None if there is no note."""
    try:
        note = json.loads(path.read_text(encoding="utf-8"))
        return int(note["done"]), dict(note["settings"])
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise CourseError(f"{path} cannot be read: {error}.", "Remove the folder; the run begins anew then.") from None


def digest_of_image(pixels: npt.NDArray[Any]) -> str:
    """A fingerprint of all pixels, read in strips: the image may lie on disk."""
    digest = hashlib.blake2b(digest_size=16)
    for row in range(0, pixels.shape[0], _ROWS):
        digest.update(np.ascontiguousarray(pixels[row : row + _ROWS]).tobytes())
    return digest.hexdigest()


def digest_of_model(model: Any) -> str:
    """A fingerprint of layers and weights; names do not matter, which Keras numbers anew in each process."""
    digest = hashlib.blake2b(digest_size=16)
    for layer in model.layers:
        config = {name: value for name, value in layer.get_config().items() if name != "name"}
        digest.update(f"{type(layer).__name__} {json.dumps(config, sort_keys=True, default=_called)}\n".encode())
    for weights in model.get_weights():
        digest.update(np.ascontiguousarray(weights).tobytes())
    return digest.hexdigest()


def _called(thing: Any) -> str:
    """What JSON does not know, such as a function, by its name and not by its place in memory."""
    return str(getattr(thing, "__qualname__", type(thing).__qualname__))
