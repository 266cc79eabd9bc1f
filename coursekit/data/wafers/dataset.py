"""Wafer maps as a dataset: simulated, or read from the public files."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import numpy as np
import numpy.typing as npt

from coursekit.data.dataset import Dataset
from coursekit.data.wafers.checking import checked_imbalance, checked_size, checked_whole
from coursekit.data.wafers.classes import CLASSES, COUNTS, DEFECTS, MIXED_CLASSES
from coursekit.data.wafers.files import WaferFile, read
from coursekit.data.wafers.parts import divide
from coursekit.data.wafers.resizing import resized
from coursekit.data.wafers.simulation import FAILED, LOT, draw_labels, simulate
from coursekit.errors import CourseError

__all__ = ["Wafers", "wafers"]

if TYPE_CHECKING:
    import pandas as pd

Split = Literal["random", "lots", "file"]
Divide = Callable[[npt.NDArray[np.int64], npt.NDArray[np.str_]], npt.NDArray[np.str_]]


@dataclass(frozen=True, repr=False, eq=False)
class Wafers(Dataset):
    """Wafer maps as every `Dataset`, and beside them the dies and the defects one by one.

    Args:
        die_maps: 0 outside of the wafer, 1 passed, 2 failed; uint8, shape (n, rows, columns).
        defects: whether each map has each of `defect_names`, shape (n, 8): the labels of mixed maps, for a network with
            a sigmoid for each defect.
        defect_names: the eight basic defects, in the order of MixedWM38's columns.
    """

    die_maps: npt.NDArray[np.uint8] | None = None
    defects: npt.NDArray[np.bool_] | None = None
    defect_names: tuple[str, ...] = DEFECTS


def wafers(
    count: int | None = None,
    size: int | tuple[int, int] = 32,
    *,
    seed: int = 0,
    imbalance: float | Mapping[str, float] | None = None,
    mixed: bool = False,
    path: str | os.PathLike[str] | None = None,
    split: Split = "random",
    test: float = 0.25,
    valid: float = 0.0,
) -> Wafers:
    """Maps of passed and failed dies on semiconductor wafers, in nine classes. No network is needed.

    Where dies fail says which step of the process is ill: see `coursekit.data.wafers.patterns`. The classes are those
    of WM-811K: none, centre, donut, edge-loc (an arc at the rim), edge-ring, loc (a blob elsewhere), scratch, random
    (all over) and near-full (hardly a die left).

    Args:
        count: how many maps; None simulates 1,000, or takes all labelled maps of the file.
        size: rows and columns of dies, one number for a square. The wafer is always a disc: with more rows than columns
            the dies are wide. Maps from a file are brought to this size.
        seed: which maps; for a file, which of its maps and which parts.
        imbalance: how often each class occurs among the simulated maps.

            - 1, the default: as in WM-811K, 85 % none and 0.09 % near-full. A thousand maps may lack the rarest.
            - 0: as many of each as whole numbers allow; the only choice, and the default, with `mixed`.
            - between: the shares to that power. With 0.5 about one map in 64 is near-full.
            - a number for each class by name, such as `{"none": 3, "scratch": 1}`; the others are left out.

        mixed: whether maps may have several defects at once, as in MixedWM38: 38 classes, such as "centre+scratch",
            equally often. `defects` of the result has them one by one.
        path: `LSWMD.pkl` of WM-811K or `Wafer_Map_Datasets.npz` of MixedWM38, to read instead of simulating; which one
            is seen from the content. Reading runs no code from the file. Of MixedWM38, without `mixed`, the maps with
            several defects are left out. WM-811K takes more than twice its 2 GB of memory.
        split: how the parts are drawn.

            - `"random"`: map by map, the same shares of each class.
            - `"lots"`: whole lots of up to 25 wafers. Wafers of one lot are alike, as they will not be in production.
            - `"file"`: as WM-811K has it: 54,355 to train on and 118,595 to test on.

        test: the share of maps for `test`.
        valid: the share of maps for `valid`; 0 for none.

    Returns:
        A `Wafers`. Its images are float32 of shape (n, rows, columns, 1): 0 outside of the wafer, 0.5 passed, 1 failed.
        Where maps from a file were brought to another size, a value between 0.5 and 1 is the share of failed dies under
        that pixel, and `die_maps` has the die under the middle of each: neither lets a die fail that did not. `details`
        has the lot, and the share of failed dies on the wafer.

    Raises:
        CourseError: if the file is missing, damaged, refused, or has too few maps or not what was asked for.
        ValueError: if an argument makes no sense.

    Example:
        >>> from coursekit import data
        >>> data.wafers(500, imbalance=0.5)
        <Wafer maps (simulated): 500 images of 32×32×1, 9 classes, 375 train, 125 test>
    """
    size = checked_size(size)
    seed = checked_whole("seed", seed, 0, 2**32 - 1)
    if isinstance(count, str | os.PathLike):  # `data.sealions` takes its folder first
        raise ValueError(f"count is a number of maps; a file is given by its name: path={os.fspath(count)!r}.")
    if count is not None:
        count = checked_whole("count", count, 1, 10**7)
    if not isinstance(mixed, bool | np.bool_):
        raise ValueError(f"mixed must be True or False, not {mixed!r}.")
    if split not in {"random", "lots", "file"}:
        raise ValueError(f'split must be "random", "lots" (whole lots) or "file" (as in WM-811K), not {split!r}.')
    if split == "file" and path is None:
        raise ValueError('split="file" takes the parts from a file, and no path was given.')
    for name, share in (("test", test), ("valid", valid)):
        if not 0 <= share <= 0.5:
            raise ValueError(f"{name} must lie between 0 and 0.5, not {share!r}.")
    classes = MIXED_CLASSES if mixed else CLASSES
    cut: Divide = partial(divide, by=split, test=test, valid=valid, seed=seed)
    if path is None:
        shares = checked_imbalance(imbalance, classes, COUNTS)
        return _simulated(draw_labels(shares, 1000 if count is None else count, seed), size, seed, classes, cut)
    if imbalance is not None:
        raise ValueError("imbalance is for simulated maps: a file has the classes it has.")
    content = read(Path(path))
    if split == "lots" and not content.lots:
        raise CourseError("The file has no lots.", 'Take split="random".')
    return _from_file(content, count, size, seed, classes, None if split == "file" else cut)


def _simulated(
    labels: npt.NDArray[np.int64], size: tuple[int, int], seed: int, classes: tuple[str, ...], cut: Divide
) -> Wafers:
    defects = _members(classes)[labels]
    maps, lots = simulate(defects, size, seed)
    names = np.char.add("lot ", (lots + 1).astype(str))
    failed = np.count_nonzero(maps == FAILED, axis=(1, 2)) / max(1, np.count_nonzero(maps[0]))
    shape = f"{size[0]}×{size[1]}"
    return Wafers(
        name="Mixed wafer maps (simulated)" if classes is MIXED_CLASSES else "Wafer maps (simulated)",
        images=np.multiply(maps, np.float32(0.5), dtype=np.float32)[..., np.newaxis],
        labels=labels,
        classes=classes,
        split=cut(labels, names),
        source=f"Simulated by coursekit, seed {seed}: {len(labels):,} wafers of {shape} dies, in lots of {LOT}",
        details=_details(names, failed),
        die_maps=maps,
        defects=defects,
    )


def _from_file(
    content: WaferFile,
    count: int | None,
    size: tuple[int, int],
    seed: int,
    classes: tuple[str, ...],
    cut: Divide | None,
) -> Wafers:
    """The maps of a file; with `cut` None, in the parts of the file."""
    notes = list(content.notes)
    if classes is MIXED_CLASSES and content.which == "WM-811K":
        raise CourseError("WM-811K has one defect a map.", "Leave out mixed, or take the file of MixedWM38.")
    if cut is None and not content.split:
        raise CourseError("The file says of no map whether it is for training.", 'Take split="random".')
    chosen = np.array([number for number, name in enumerate(content.names) if name in classes], dtype=np.int64)
    left_out = len(content.names) - len(chosen)
    if left_out and classes is MIXED_CLASSES:
        notes.append(f"{left_out:,} maps left out whose defects are none of the 38 combinations")
    elif left_out:
        notes.append(f"{left_out:,} maps of several defects left out")
    if count is not None and count > len(chosen):
        raise CourseError(
            f"The file has {len(chosen):,} such maps, not {count:,}.", "Ask for fewer, or leave out count."
        )
    if not len(chosen):
        raise CourseError("The file has no map of a single defect.", "Take mixed=True.")
    if count is not None:
        chosen = np.sort(np.random.default_rng(seed).permutation(chosen)[:count])
    labels = np.array([classes.index(content.names[number]) for number in chosen], dtype=np.int64)
    lots = np.array(_of(content.lots, chosen))
    maps, images, failed = resized([content.maps[number] for number in chosen], size)
    return Wafers(
        name=f"Wafer maps ({content.which})",
        images=images,
        labels=labels,
        classes=classes,
        split=np.array(_of(content.split, chosen)) if cut is None else cut(labels, lots),
        source="; ".join([f"{content.which}, {len(chosen):,} maps brought to {size[0]}×{size[1]}", *notes]),
        details=_details(lots, failed),
        die_maps=maps,
        defects=_members(classes)[labels],
    )


def _of(values: Sequence[str], chosen: npt.NDArray[np.int64]) -> list[str]:
    """The values of the chosen maps; empty texts if the file has none."""
    return [values[number] if values else "" for number in chosen.tolist()]


def _members(classes: tuple[str, ...]) -> npt.NDArray[np.bool_]:
    """Which defects each class has, shape (classes, 8)."""
    return np.array([[defect in name.split("+") for defect in DEFECTS] for name in classes])


def _details(lots: npt.NDArray[np.str_], failed: npt.NDArray[np.float64]) -> pd.DataFrame:
    import pandas as pd  # noqa: PLC0415 (`import coursekit.data` stays light)

    return pd.DataFrame({"lot": lots.tolist(), "failed": failed})
