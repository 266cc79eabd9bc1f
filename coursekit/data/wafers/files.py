"""The public files of wafer maps: WM-811K (`LSWMD.pkl`) and MixedWM38 (`Wafer_Map_Datasets.npz`)."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from coursekit.data.problems import plain
from coursekit.data.wafers.classes import DEFECTS, class_name, mixed_name
from coursekit.data.wafers.pickled_frame import RefusedPickleError, UnreadablePickleError, read_columns
from coursekit.errors import CourseError

__all__ = ["WaferFile", "read"]

_NAMES = ("LSWMD.pkl", "Wafer_Map_Datasets.npz")
_OFFLINE = "Without path, data.wafers() simulates maps and needs no file."
_MOST_SIDE = 1024  # dies; the largest map of WM-811K has about 300 a side


@dataclass
class WaferFile:
    """What a file holds, maps as they are."""

    which: str
    """The data set: "WM-811K" or "MixedWM38"."""
    maps: list[npt.NDArray[np.uint8]] = field(default_factory=list)
    """Values 0, 1, 2; each of its own shape."""
    names: list[str] = field(default_factory=list)
    """The class of each map, such as "edge-ring" or "centre+scratch"."""
    split: list[str] = field(default_factory=list)
    """The part that the file puts each map into; empty if it does not."""
    lots: list[str] = field(default_factory=list)
    """The lot of each map; empty if the file has none."""
    notes: list[str] = field(default_factory=list)
    """What was left out or put right."""


def read(path: Path) -> WaferFile:
    """Read one of the two public files; which one is seen from its content.

    Args:
        path: the file, or the folder it lies in under its own name.

    Returns:
        The labelled maps.

    Raises:
        CourseError: if there is no such file, it is damaged, refused, or something else.
    """
    path = path.expanduser()
    if path.is_dir():
        found = [path / name for name in _NAMES if (path / name).is_file()]
        if len(found) != 1:
            what = "both" if found else "neither"
            raise CourseError(
                f"The folder {plain(path)} holds {what} of {' and '.join(_NAMES)}.", f"Name the file itself. {_OFFLINE}"
            )
        path = found[0]
    try:
        with path.open("rb") as file:
            start = file.read(4)
    except FileNotFoundError:
        raise CourseError(
            f"There is no {plain(path)} (looked from {plain(Path.cwd())}).", f"Check the path. {_OFFLINE}"
        ) from None
    except OSError as error:
        raise CourseError(f"{plain(path)} cannot be read: {error.strerror}.", _OFFLINE) from None
    if start[:2] == b"PK":
        return _mixed_wm38(path)
    # Protocol 2 and up start with \x80; the older ones with a letter, here that of a name or a mark.
    if start[:1] in {b"\x80", b"c", b"("}:
        return _wm811k(path)
    raise CourseError(
        f"{plain(path)} is neither WM-811K ({_NAMES[0]}) nor MixedWM38 ({_NAMES[1]}).",
        f"If it is packed (.zip, .gz, .7z), unpack it first. {_OFFLINE}",
    )


def _wm811k(path: Path) -> WaferFile:
    """`LSWMD.pkl`: a data frame with a row per wafer; only the labelled ones are kept."""
    try:
        # "trianTestLabel" is how the file itself spells it; some copies put it right.
        columns = read_columns(path, ("waferMap", "failureType", "lotName", "trianTestLabel", "trainTestLabel"))
    except RefusedPickleError as error:
        raise CourseError(
            f"{plain(path)} was refused: it names {str(error)!r}, which a table of wafer maps does not need. Loading a "
            "pickle runs what it names; nothing of it was run.",
            f"Get LSWMD.pkl from where the authors publish it; a copy saved anew by other software may also look like "
            f"this. {_OFFLINE}",
        ) from None
    except UnreadablePickleError as error:
        raise _damaged(path, str(error)) from None
    except OSError as error:
        raise CourseError(f"{plain(path)} cannot be read: {error.strerror}.", _OFFLINE) from None
    if not {"waferMap", "failureType"} <= set(columns):
        raise CourseError(f"{plain(path)} has no columns waferMap and failureType: it is not WM-811K.", _OFFLINE)
    parts = columns.get("trianTestLabel", columns.get("trainTestLabel"))
    result, unlabelled = WaferFile("WM-811K"), 0
    for row, (raw, label) in enumerate(zip(columns["waferMap"], columns["failureType"], strict=True)):
        text = _text(label)
        if not text:
            unlabelled += 1
            continue
        name = class_name(text)
        if name is None:
            raise _damaged(path, f"row {row} has the unknown class {text[:40]!r}")
        result.maps.append(_die_map(path, row, raw))
        result.names.append(name)
        if parts is not None:
            result.split.append("train" if _text(parts[row]).lower().startswith("train") else "test")
        if "lotName" in columns:
            result.lots.append(_text(columns["lotName"][row]))
    if not result.maps:
        raise CourseError(f"{plain(path)} has no labelled map.", _OFFLINE)
    if unlabelled:
        result.notes.append(f"{unlabelled:,} maps without a label left out")
    return result


def _text(cell: Any) -> str:
    """A cell that is a text, or an array around one, as MATLAB leaves them; "" if it is empty."""
    while isinstance(cell, np.ndarray):
        cell = cell.ravel()[0] if cell.size else ""
    return cell.strip() if isinstance(cell, str) else ""


def _die_map(path: Path, row: int, raw: object) -> npt.NDArray[np.uint8]:
    if not isinstance(raw, np.ndarray) or raw.ndim != 2 or raw.dtype.kind not in "biuf":
        raise _damaged(path, f"the map of row {row} is no table of numbers")
    if not 1 <= min(raw.shape) <= max(raw.shape) <= _MOST_SIDE:
        raise _damaged(path, f"the map of row {row} has {raw.shape[0]:,}×{raw.shape[1]:,} dies")
    if not np.isin(raw, (0, 1, 2)).all():
        raise _damaged(path, f"the map of row {row} has values other than 0, 1 and 2")
    return raw.astype(np.uint8)


def _mixed_wm38(path: Path) -> WaferFile:
    """`Wafer_Map_Datasets.npz`: arr_0, the maps, (n, 52, 52), and arr_1, which of the eight defects, (n, 8)."""
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as archive:
            missing = {"arr_0", "arr_1"} - set(archive.files)
            if missing:
                raise CourseError(
                    f"{plain(path)} has no {' and '.join(sorted(missing))}: it is not MixedWM38.", _OFFLINE
                )
            maps, labels = archive["arr_0"], archive["arr_1"]
    except CourseError:
        raise
    # Not our code: zipfile, zlib, NumPy and the tokenizer it reads headers with each have their own errors.
    except Exception as error:
        raise _damaged(path, str(error) or type(error).__name__) from None
    if (
        maps.ndim != 3
        or labels.shape != (len(maps), len(DEFECTS))
        or {maps.dtype.kind, labels.dtype.kind} - set("biuf")
    ):
        raise _damaged(
            path,
            f"maps of shape (n, rows, columns) and labels of shape (n, {len(DEFECTS)}) were expected, not {maps.shape} "
            f"and {labels.shape}",
        )
    if not len(maps) or not 1 <= min(maps.shape[1:]) <= max(maps.shape[1:]) <= _MOST_SIDE:
        raise _damaged(path, f"the maps are of shape {maps.shape}")
    if not (np.isin(maps, (0, 1, 2, 3)).all() and np.isin(labels, (0, 1)).all()):
        raise _damaged(path, "maps with values 0, 1, 2 and labels with values 0, 1 were expected")
    result = WaferFile("MixedWM38")
    odd = int(np.count_nonzero((maps == 3).any(axis=(1, 2))))
    if odd:
        # Known of 105 near-full maps of the public file: github.com/Junliangwangdhu/WaferMap, issue 2.
        result.notes.append(f"the undocumented value 3, in {odd:,} maps, taken as failed")
    result.maps = list(np.minimum(maps, 2).astype(np.uint8))
    result.names = [
        mixed_name(tuple(name for name, has in zip(DEFECTS, row, strict=True) if has)) for row in labels.tolist()
    ]
    return result


def _damaged(path: Path, reason: str) -> CourseError:
    return CourseError(f"{plain(path)} is damaged or something else: {reason}.", f"Get the file anew. {_OFFLINE}")
