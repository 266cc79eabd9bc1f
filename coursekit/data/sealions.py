"""The aerial survey of Steller sea lions: patches by class, and whole scenes."""

from __future__ import annotations

import dataclasses
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
import numpy.typing as npt

from coursekit.data.dataset import Dataset
from coursekit.data.directory import from_directory
from coursekit.data.folders import NoClassesError
from coursekit.data.problems import OnProblem, plain
from coursekit.data.scenes import Scenes
from coursekit.data.scenes import scenes as read_scenes
from coursekit.data.sealion_classes import CLASSES, class_name
from coursekit.data.splitting import resplit
from coursekit.errors import CourseError

__all__ = ["SeaLions", "sealions"]


@dataclass(frozen=True, repr=False, eq=False)
class SeaLions(Dataset):
    """The patches as every `Dataset`, and beside them the whole scenes.

    Args:
        scenes: the scenes of the folder; None if it has none. Each image is opened when it is asked for.
    """

    scenes: Scenes | None = None


def sealions(
    folder: str | os.PathLike[str] | None = None,
    size: int | None = None,
    split: Literal["folder", "groups", "scene", "random"] = "folder",
    *,
    count: int = 600,
    seed: int = 0,
    on_problem: OnProblem = "repair",
) -> SeaLions:
    """Sea lions seen from the air: patches of 96×96 of five kinds of animals and of the ground between them.

    ```
    folder/train/adult_males/0.png ...     subadult_males, adult_females, juveniles, pups, backgrounds
    folder/valid/...    folder/test/...    the same class folders; test may be missing
    folder/scenes/20.jpg ...               whole images named by number, and annotations.csv
    ```

    The patches overlap: see `coursekit.data.overlaps` and `coursekit.data.leakage`.

    Without a folder, patches and scenes are simulated: drawn from a seed, no download and no photograph in them.
    How far they stand in for real ones is measured in `benchmarks/results/sealion_simulator.csv`.

    Args:
        folder: the folder, in the layout above; None simulates. "adult males", "Adult-Male" and the like are read as
            the same class.
        size: height and width to resample the patches to; None keeps 96×96.
        split: the parts.

            - `"folder"`: as they lie there. Patches in `valid` and `test` may share pixels with training patches.
              Simulated patches: three in five for training, one for validation, one for the test, from different
              scenes, so that nothing is shared.
            - `"groups"`: drawn anew, parts as large as in the folder; patches that share pixels stay in one part.
            - `"scene"`: the same, but all patches of one scene stay in one part: light and ground are new in the
              others, too. Only for simulated patches: the files do not tell from which photograph each was cut.
            - `"random"`: drawn anew without looking at that: the mistake, to be measured.

        count: how many patches to simulate, the same number of each class; ignored with a folder.
        seed: which of the divisions for "groups", "scene" and "random", and which simulated survey.
        on_problem: what to do with damaged or odd files and impossible annotations: see
            `coursekit.data.from_directory` and `coursekit.data.scenes`.

    Returns:
        A `SeaLions`: a `Dataset` whose classes are in the order of `cls` in the annotations, backgrounds last, and
        `scenes`.

    Raises:
        CourseError: if the folder does not hold the survey, or a file in it is not as it should be and
            `on_problem` is "raise"; or if the patches cannot be divided as `split` says.
        ValueError: if an argument is not one of those above.
    """
    if split not in {"folder", "groups", "scene", "random"}:
        raise ValueError(
            'split must be "folder" (as it lies there), "groups" (no shared pixels between parts), "scene" (no shared '
            f'scene) or "random", not {split!r}.'
        )
    if size is not None and (isinstance(size, bool) or not isinstance(size, int) or size < 1):
        raise ValueError(f"size must be a positive whole number or None, not {size!r}.")
    scenes: Scenes | None = None
    if folder is None:
        from coursekit.data.simulator import draw_survey  # noqa: PLC0415 (only where it is wanted)

        patches, scenes = draw_survey(count, seed)
    else:
        place = Path(folder).expanduser()
        try:
            patches = from_directory(place, classes=CLASSES, aliases=class_name, on_problem=on_problem)
        except NoClassesError as error:
            if not (place / "scenes").is_dir():
                raise
            raise CourseError(
                error.problem,
                f"{error.remedy}\nWhole scenes need none: data.patches(data.scenes({plain(place / 'scenes')!r})) cuts "
                "patches from them.",
            ) from None
        if (place / "scenes").is_dir():
            scenes = read_scenes(place / "scenes", on_problem=on_problem)
    if split != "folder":
        shares = {part: float(np.mean(patches.split == part)) for part in ("valid", "test")}
        if not any(shares.values()):
            shares["valid"] = 0.25
        patches = resplit(patches, split, valid=shares["valid"], test=shares["test"], seed=seed)
    # Overlaps show only in the patches as they were cut, so resampling comes last.
    if size is not None and patches.images.shape[1:3] != (size, size):
        patches = dataclasses.replace(
            patches,
            images=_resample(patches.images, size),
            source=f"{patches.source}, resampled to {size}×{size} by Pillow, bilinear",
        )
    fields = {field.name: getattr(patches, field.name) for field in dataclasses.fields(Dataset)}
    given = "as in the folder" if folder is not None else "simulated"
    name = {
        "folder": given,
        "groups": "overlaps kept together",
        "scene": "scenes kept together",
        "random": "random split",
    }[split]
    if folder is None and split != "folder":
        name = f"simulated, {name}"
    return SeaLions(**fields | {"name": f"Sea lions ({name})"}, scenes=scenes)


def _resample(images: npt.NDArray[np.float32], size: int) -> npt.NDArray[np.float32]:
    """Images of shape (n, height, width, channels) as (n, size, size, channels), bilinear with antialiasing."""
    from PIL import Image  # noqa: PLC0415 (`import coursekit.data` stays light)

    # Bilinear weights are positive and sum to one: the values stay in [0, 1], up to rounding.
    resampled = [
        [Image.fromarray(plane).resize((size, size), Image.Resampling.BILINEAR) for plane in np.moveaxis(image, -1, 0)]
        for image in images
    ]
    stacked = np.stack([np.stack([np.asarray(plane) for plane in planes], axis=-1) for planes in resampled])
    return np.asarray(stacked.clip(0, 1), dtype=np.float32)
