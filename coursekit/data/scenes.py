"""Whole aerial scenes: an image, opened when it is needed, and a point for every animal."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from coursekit.data.annotations import read_annotations
from coursekit.data.folders import is_hidden
from coursekit.data.image_file import SUFFIXES, UnusableError, open_image, upright_size
from coursekit.data.problems import OnProblem, Problem, Report, check_on_problem, plain
from coursekit.errors import CourseError

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Scene", "Scenes", "scenes"]

_MOST_PIXELS = 100_000_000


@dataclass(frozen=True, repr=False, eq=False)
class Scene:
    """One aerial image and the animals marked in it.

    Args:
        tid: the number of the image, as in its file name.
        path: the image file; only its size was read so far.
        height: of the image, in pixels.
        width: of the image, in pixels.
        annotations: a row per animal: tid, cls, row, col, class_name; all inside of the image.
    """

    tid: int
    path: Path
    height: int
    width: int
    annotations: pd.DataFrame

    def image(self) -> npt.NDArray[np.uint8]:
        """The image as stored: 0 to 255, shape (height, width, 3). Decoded anew at each call.

        Bytes and not floats in [0, 1] as in a `Dataset`: a scene of 5K × 3K would need 200 MB instead of 50.

        Raises:
            CourseError: if the file has gone or is damaged.
        """
        try:
            image = open_image(self.path, _MOST_PIXELS).image
        except UnusableError as problem:
            raise CourseError(
                f"{plain(self.path)} cannot be read: {problem.kind} ({problem.detail}).", "Get the file again."
            ) from None
        pixels = np.asarray(image.convert("RGB"))
        if pixels.shape[:2] != (self.height, self.width):
            raise CourseError(f"{plain(self.path)} has changed its size since it was opened.", "Read the scenes again.")
        return pixels

    def counts(self) -> dict[str, int]:
        """How many animals of each class are marked; classes without one are left out."""
        return {str(name): int(count) for name, count in self.annotations["class_name"].value_counts().items()}

    def __repr__(self) -> str:
        return f"<Scene {self.tid}: {self.height:,}×{self.width:,}, {_some(len(self.annotations), 'animal')}>"


@dataclass(frozen=True, repr=False, eq=False)
class Scenes:
    """All scenes of a folder; use it as a sequence of `Scene`, in the order of their numbers.

    Args:
        scenes: the scenes.
        classes: the name of each class, in the order of `cls`.
        report: what was found while reading.
    """

    scenes: tuple[Scene, ...]
    classes: tuple[str, ...]
    report: Report

    def __len__(self) -> int:
        return len(self.scenes)

    def __getitem__(self, index: int) -> Scene:
        return self.scenes[index]

    def __iter__(self) -> Iterator[Scene]:
        return iter(self.scenes)

    @property
    def annotations(self) -> pd.DataFrame:
        """The animals of all scenes, one below the other."""
        import pandas as pd  # noqa: PLC0415 (`import coursekit.data` stays light)

        return pd.concat([scene.annotations for scene in self.scenes], ignore_index=True)

    def __repr__(self) -> str:
        animals = sum(len(scene.annotations) for scene in self.scenes)
        return f"<{_some(len(self), 'scene')} with {_some(animals, 'animal')}>"


def scenes(
    folder: str | os.PathLike[str], classes: tuple[str, ...] | None = None, *, on_problem: OnProblem = "repair"
) -> Scenes:
    """Read a folder of scenes: images named by number, and `annotations.csv` with tid, cls, row, col, class_name.

    Args:
        folder: where they are.
        classes: the name of each class, in the order of `cls`; None takes the sea lions' five.
        on_problem: "repair" and "skip" leave out annotations that cannot be right (no number, outside of the image,
            unknown class, class number and name in contradiction, the same twice, no such image), and warn with a
            `DataWarning`; "raise" reads nothing if there is one, and names them all.

    Returns:
        The scenes, images not yet decoded. A scene without annotations stays: it may have no animals.

    Raises:
        CourseError: if the folder, its annotations or all images are missing, a column is, or, with
            `on_problem="raise"`, there is any problem.
        ValueError: if `on_problem` is none of the three.
    """
    from coursekit.data.sealion_classes import ANIMALS, class_name  # noqa: PLC0415 (it is the default only)

    check_on_problem(on_problem)
    place = Path(folder).expanduser()
    if not place.is_dir():
        raise CourseError(f"{plain(place)} is no folder (looked from {plain(Path.cwd())}).", "Check the path.")
    problems: list[Problem] = []
    sizes = _images(place, problems)
    if not sizes:
        found = "".join(f"\n  {problem.where}: {problem.kind} ({problem.detail})" for problem in problems)
        raise CourseError(
            f"There is no readable scene in {plain(place)}: images are named by their number, such as 20.jpg.{found}"
        )
    names = ANIMALS if classes is None else tuple(classes)
    rename = class_name if classes is None else str
    table = read_annotations(
        place / "annotations.csv", {tid: size for tid, (_, size) in sizes.items()}, names, rename, problems
    )
    all_scenes = tuple(
        Scene(tid, path, *size, annotations=table[table["tid"] == tid].reset_index(drop=True))
        for tid, (path, size) in sorted(sizes.items())
    )
    report = Report(
        place=plain(place),
        summary=f"{_some(len(all_scenes), 'scene')}, {_some(len(table), 'annotation')}",
        counts=_counts(all_scenes, names),
        found=tuple(problems),
    )
    report.act(on_problem)
    return Scenes(all_scenes, names, report)


def _images(place: Path, problems: list[Problem]) -> dict[int, tuple[Path, tuple[int, int]]]:
    """Path and (height, width) of each scene by its number."""
    sizes: dict[int, tuple[Path, tuple[int, int]]] = {}
    for path in sorted(place.iterdir(), key=lambda entry: entry.name):
        if path.name == "annotations.csv":
            continue
        if is_hidden(path):
            problems.append(Problem(plain(path.name), "hidden", "", "ignored"))
        elif path.suffix.lower() not in SUFFIXES or not re.fullmatch(r"[0-9]{1,9}", path.stem):
            problems.append(Problem(plain(path.name), "no scene", "a scene is an image named by its number", "ignored"))
        elif int(path.stem) in sizes:
            first = plain(sizes[int(path.stem)][0].name)
            problems.append(Problem(plain(path.name), "number given twice", f"as {first}", "left out"))
        else:
            try:
                size = upright_size(path, _MOST_PIXELS)
            except UnusableError as problem:
                problems.append(Problem(plain(path.name), problem.kind, problem.detail, "left out"))
            else:
                sizes[int(path.stem)] = (path, size)
    return sizes


def _some(count: int, what: str) -> str:
    return f"{count:,} {what}" if count == 1 else f"{count:,} {what}s"


def _counts(all_scenes: tuple[Scene, ...], classes: tuple[str, ...]) -> pd.DataFrame:
    """How many animals of each class are in each scene; sums last."""
    import pandas as pd  # noqa: PLC0415 (see above)

    columns = {scene.tid: [scene.counts().get(name, 0) for name in classes] for scene in all_scenes}
    table = pd.DataFrame(columns, index=pd.Index(list(classes), name="class"))
    if len(all_scenes) > 8:  # a table as wide as the survey is no summary
        return pd.DataFrame({"scenes with it": (table > 0).sum(axis=1), "animals": table.sum(axis=1)})
    table["total"] = table.sum(axis=1)
    table.loc["total"] = table.sum(axis=0)
    return table
