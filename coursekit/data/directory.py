"""Class folders as a dataset, with everything odd found at the beginning."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import numpy as np
import numpy.typing as npt

from coursekit.data.dataset import Dataset
from coursekit.data.folders import ImagePath, find_images
from coursekit.data.image_file import ImageFile, UnusableError, open_image, to_array
from coursekit.data.problems import OnProblem, Problem, Report, check_on_problem, plain
from coursekit.errors import CourseError

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["from_directory"]

# Putting the images into one array needs twice as much for a moment: what a laptop of 8 GB can spare.
_MOST_BYTES = 2 * 2**30


def from_directory(
    folder: str | os.PathLike[str],
    size: int | tuple[int, int] | None = None,
    *,
    color_mode: Literal["rgb", "grayscale"] = "rgb",
    classes: Sequence[str] | None = None,
    aliases: Mapping[str, str] | Callable[[str], str] | None = None,
    on_problem: OnProblem = "repair",
    max_pixels: int = 50_000_000,
) -> Dataset:
    """Read images from class folders. Every file is decoded now, so none can stop an epoch later.

    ```
    folder/cats/1.png        or        folder/train/cats/1.png
    folder/dogs/2.jpg                  folder/valid/dogs/2.jpg
    ```

    PNG, JPEG, GIF, BMP, TIFF, WebP and PPM files are read, other files named and left out.

    Folders called `train`, `valid` (`validation`, `val`) and `test` that hold class folders become the parts of
    the dataset; without them all images are in `train`, and `coursekit.data.resplit` divides them. Classes and files
    come in the order of `keras.utils.image_dataset_from_directory`, whose pixels these are for plain PNG files.

    The files are read by Pillow and not by Keras' loader, because that one decodes each file when an epoch
    comes to it and stops there with TensorFlow's error if it is damaged; it never names the file. It also
    ignores EXIF rotation, walks into nested folders, and keeps a class whose folder is empty. What is read here goes on
    into Keras in one line: see `Part`.

    What cannot be seen: JPEG has no checksum, so a file damaged inside decodes to wrong colours or grey without
    an error; and a 16-bit camera that uses only 12 bits gives dark images.

    Args:
        folder: the folder, in one of the layouts above.
        size: height and width of the images, one number for both; None keeps them as they are, and then all
            must have the same size: others than the most frequent one are left out as "other size".
            Resampled by Pillow, bilinear with antialiasing; the aspect ratio is not kept.
        color_mode: "rgb" for 3 channels, "grayscale" for 1.
        classes: the folders to read, in the order of the labels; None reads all, sorted by name.
        aliases: other spellings of class folders, as `{"folder": "class"}`, or a function from one to the other.
        on_problem: what to do with files that are not as they should be.

            - `"repair"` converts CMYK, palette, 16-bit, transparent and EXIF-rotated images, takes the first of several
              frames, and leaves out damaged, too large and foreign files.
            - `"skip"` leaves out those that would need converting, too.
            - `"raise"` reads nothing if there is one, and names them all.

            The first two warn with a `DataWarning`. Hidden files are only counted.
        max_pixels: height times width above which a file is refused before it is decoded: a few kilobytes can
            unfold to gigabytes. Pillow itself refuses from about 179 million.

    Returns:
        A `Dataset` of float32 images in [0, 1]. `details` has file, format, and height and width as stored;
        `report` has the counts and every problem.

    Raises:
        CourseError: if there is no such folder, no class in it, nothing usable, more than fits into memory, or,
            with `on_problem="raise"`, any problem.
        ValueError: if an argument is not one of those above.
    """
    check_on_problem(on_problem)
    if color_mode not in {"rgb", "grayscale"}:
        raise ValueError(f'color_mode must be "rgb" or "grayscale", not {color_mode!r}.')
    if isinstance(max_pixels, bool) or not isinstance(max_pixels, int) or max_pixels < 1:
        raise ValueError(f"max_pixels must be a positive whole number, not {max_pixels!r}.")
    shape = _shape(size)
    channels = 3 if color_mode == "rgb" else 1

    found = find_images(Path(folder), classes, _renaming(aliases))
    problems = list(found.problems)
    read = _Read(channels, shape, max_pixels, on_problem, problems)
    for path in found.images:
        read.add(path)
    read.keep_one_size()

    report = Report(
        place=plain(found.folder),
        summary=f"{len(read.paths):,} images read of {len(found.images):,}",
        counts=count_table([path.name for path in read.paths], [path.part for path in read.paths], found.classes),
        found=tuple(sorted(problems, key=lambda problem: problem.where)),
    )
    if not read.paths:
        raise CourseError(
            f"{plain(found.folder)} has class folders, but no image in them can be read.\n"
            + "\n".join(f"  {sentence}" for sentence in report.sentences()),
            "Look whether the files are whole, and whether this is the right folder.",
        )
    report.act(on_problem)
    return _dataset(read, found.folder, found.classes, report)


def count_table(names: Sequence[str], parts: Sequence[str], classes: Sequence[str]) -> pd.DataFrame:
    """How many images each class has in each part: a row per class, a column per part, sums last."""
    import pandas as pd  # noqa: PLC0415 (`import coursekit.data` stays light)

    order = [part for part in ("train", "valid", "test") if part in parts]
    order += sorted(set(parts) - set(order))
    counts = Counter(zip(parts, names, strict=True))
    table = pd.DataFrame(
        {part: [counts[part, name] for name in classes] for part in order}, index=pd.Index(list(classes), name="class")
    )
    table["total"] = table.sum(axis=1)
    table.loc["total"] = table.sum(axis=0)
    return table


class _Read:
    """The images read so far: what `from_directory` collects file by file."""

    def __init__(
        self,
        channels: int,
        shape: tuple[int, int] | None,
        max_pixels: int,
        on_problem: OnProblem,
        problems: list[Problem],
    ) -> None:
        self.channels, self.shape, self.max_pixels, self.on_problem = channels, shape, max_pixels, on_problem
        self.problems = problems
        self.paths: list[ImagePath] = []
        self.arrays: list[npt.NDArray[np.float32]] = []
        self.stored: list[tuple[str, int, int]] = []  # format, height, width
        self._bytes = 0

    def add(self, path: ImagePath) -> None:
        """Read one file, or say why it is left out."""
        try:
            file = open_image(path.path, self.max_pixels)
        except UnusableError as problem:
            self.problems.append(Problem(path.label, problem.kind, problem.detail, "left out"))
            return
        notes = list(file.notes)
        if self.channels == 3 and file.image.mode in {"L", "F"} and not notes:
            notes.append(
                ("greyscale", 'repeated over three channels; color_mode="grayscale" needs a third of the memory')
            )
        action = "left out" if self.on_problem == "skip" else "converted"
        self.problems.extend(Problem(path.label, kind, detail, action) for kind, detail in notes)
        if notes and self.on_problem == "skip":
            return
        self._keep(path, file)

    def _keep(self, path: ImagePath, file: ImageFile) -> None:
        from PIL import Image  # noqa: PLC0415 (`import coursekit.data` stays light)

        image, stored = file.image, (file.format, file.image.height, file.image.width)
        if self.shape is not None and (image.height, image.width) != self.shape:
            # Colour first: resampling a palette or grey image and colouring it afterwards is not the same.
            image = image.resize((self.shape[1], self.shape[0]), Image.Resampling.BILINEAR)
        array = to_array(image, self.channels)
        self._bytes += array.nbytes
        if self._bytes > _MOST_BYTES:
            raise CourseError(
                f"The images need more than {_MOST_BYTES / 2**30:.0f} GiB: the first {len(self.paths):,} fill it "
                f"({array.shape[0]:,}×{array.shape[1]:,}×{array.shape[2]} numbers each).",
                "Give a smaller size=, or read a part of the classes with classes=.",
            )
        self.paths.append(path)
        self.arrays.append(array)
        self.stored.append(stored)

    def keep_one_size(self) -> None:
        """Leave out images of another size than the most frequent one: they cannot be stacked."""
        if not self.arrays:
            return
        shapes = [array.shape[:2] for array in self.arrays]
        usual = max(dict.fromkeys(shapes), key=shapes.count)
        keep = [index for index, shape in enumerate(shapes) if shape == usual]
        self.problems.extend(
            Problem(
                path.label,
                "other size",
                f"{h}×{w}, not {usual[0]}×{usual[1]}; from_directory with size= reads all",
                "left out",
            )
            for path, (h, w) in zip(self.paths, shapes, strict=True)
            if (h, w) != usual
        )
        self.paths = [self.paths[index] for index in keep]
        self.arrays = [self.arrays[index] for index in keep]
        self.stored = [self.stored[index] for index in keep]


def _dataset(read: _Read, folder: Path, classes: tuple[str, ...], report: Report) -> Dataset:
    import pandas as pd  # noqa: PLC0415 (`import coursekit.data` stays light)

    details = pd.DataFrame(read.stored, columns=["format", "height", "width"])
    details.insert(0, "file", [path.label for path in read.paths])
    number = {name: label for label, name in enumerate(classes)}
    size = "" if read.shape is None else f", resampled to {read.shape[0]}×{read.shape[1]} by Pillow, bilinear"
    return Dataset(
        name=plain(folder.name),
        images=np.stack(read.arrays),
        labels=np.array([number[path.name] for path in read.paths], dtype=np.int64),
        classes=classes,
        split=np.array([path.part for path in read.paths]),
        source=f"{plain(folder)}{size}",
        details=details,
        report=report,
    )


def _renaming(aliases: Mapping[str, str] | Callable[[str], str] | None) -> Callable[[str], str]:
    """A function from the name of a folder to the name of its class."""
    if callable(aliases):
        return aliases
    table = dict(aliases or {})
    return lambda name: table.get(name, name)


def _shape(size: object) -> tuple[int, int] | None:
    """Height and width from what was given as `size`."""
    if size is None:
        return None
    pair = size if isinstance(size, tuple | list) else (size, size)
    if len(pair) != 2 or any(isinstance(n, bool) or not isinstance(n, int | np.integer) or n < 1 for n in pair):
        raise ValueError(f"size must be a positive whole number, (height, width) or None, not {size!r}.")
    return int(pair[0]), int(pair[1])
