"""Simulated scenes: the same from the same seed, annotated where the animals are, alike enough to real ones."""

from __future__ import annotations

import csv
import dataclasses
import hashlib
import itertools
import tracemalloc

import numpy as np
import pytest
from scipy import ndimage

from coursekit import data
from coursekit.data.sealion_classes import ANIMALS, CLASSES
from coursekit.data.simulator import draw_scenes, noise
from coursekit.errors import CourseError


@pytest.fixture(scope="module")
def scenes():
    """Three scenes of the full size; drawing windows of them is all that takes time."""
    return draw_scenes(3, seed=2)


@pytest.fixture(scope="module")
def survey():
    return data.sealions(count=90, seed=3)


def footprint(scene, number, half=120):
    """Which pixels around an animal change when it is taken away, and by how much; its place among them."""
    animal = scene.animals[number]
    row = int(np.clip(animal.row, half, scene.height - half))
    col = int(np.clip(animal.col, half, scene.width - half))
    box = (row - half, col - half, 2 * half, 2 * half)
    without = dataclasses.replace(scene, animals=tuple(other for k, other in enumerate(scene.animals) if k != number))
    with_it, without_it = (drawn.window(*box).astype(int) for drawn in (scene, without))
    annotated = scene.annotations.iloc[number]
    return np.abs(with_it - without_it).max(axis=-1), (annotated["row"] - box[0], annotated["col"] - box[1])


# --- the same again ---


def test_a_seed_gives_the_same_scene_bit_by_bit():
    first, again, other = (draw_scenes(2, 500, 800, seed=seed)[1] for seed in (13, 13, 14))
    assert first.annotations.equals(again.annotations)
    image = first.image()
    np.testing.assert_array_equal(image, again.image())
    assert (image != other.image()).mean() > 0.5
    # Sea, land and all five classes: little is left that the sums would not notice.
    assert len(first.counts()) == 5
    # Guards the promise that all platforms draw the same: no call of a mathematics library, no sum whose order depends
    # on the processor. It changes whenever the looks are changed on purpose; then this is the line to renew.
    assert (
        hashlib.sha256(image.tobytes()).hexdigest()
        == "1f9e81aa392f97cbe1dc679d1a9feabaae44d33fa7d1f37436d3fb78abeb670f"
    )
    table = first.annotations.to_csv(index=False, lineterminator="\n")
    assert (
        hashlib.sha256(table.encode()).hexdigest() == "9bae18e4439e03b8649259518d78c4c24f66db2ab6dfc774be27045ef0896b13"
    )


@pytest.mark.parametrize("place", [(0, 0), (301, 377), (100, 204)])
def test_a_window_shows_what_the_whole_shows_there(place):
    scene = draw_scenes(1, 400, 600, seed=11)[0]
    top, left = place
    # Crosses the border of two tiles, which is at row and column 384.
    window = scene.window(top, left, 99, 190)
    np.testing.assert_array_equal(window, scene.image()[top : top + 99, left : left + 190])


def test_neither_animal_nor_shadow_is_cut_where_a_window_ends(scenes):
    """Windows around animals, seen from single tiles beside them: the bound on an animal's reach holds."""
    scene = scenes[0]
    for number in range(0, len(scene.animals), 16):
        animal = scene.animals[number]
        top = int(np.clip(animal.row - 90, 0, scene.height - 180))
        left = int(np.clip(animal.col - 90, 0, scene.width - 180))
        whole = scene.window(top, left, 180, 180)
        pieces = [
            np.concatenate([scene.window(top + r, left + c, 30, 30) for c in range(0, 180, 30)], axis=1)
            for r in range(0, 180, 30)
        ]
        np.testing.assert_array_equal(np.concatenate(pieces), whole)


@pytest.mark.parametrize(("first", "step", "count"), [(40, 1, 30), (-9, 1, 12), (-6, 3, 9), (0, 16, 40), (7, 1, 1)])
def test_noise_is_what_its_definition_says(first, step, count):
    """Place by place, in plain Python: hashed values at the four lattice points around it, blended by 3t² - 2t³."""
    rows, cols = np.arange(count) * step + first, np.arange(17) + 5

    def mixed(x):
        for shift, factor in ((16, 0x7FEB352D), (15, 0x846CA68B)):
            x = ((x ^ (x >> shift)) * factor) & 0xFFFFFFFF
        return x ^ (x >> 16)

    def hashed(row, col, seed):
        return (mixed(((row * 0x9E3779B1 + col * 0x85EBCA77) & 0xFFFFFFFF) ^ seed) >> 8) / 2**24

    def blend(low, high, t):
        return low + (3 * t * t - 2 * t * t * t) * (high - low)

    def at(row, col, period, seed):
        row, col = row + mixed(seed ^ 0x51ED270B) % 8192, col + mixed(seed ^ 0x2545F491) % 8192
        (i, down), (j, right) = divmod(row, period), divmod(col, period)
        ends = [[2 * hashed(i + a, j + b, seed) - 1 for b in (0, 1)] for a in (0, 1)]
        return blend(*(blend(*pair, right / period) for pair in ends), down / period)

    seeds = [noise.key(99, octave) for octave in range(4)]
    layers = list(zip((11, 5, 2, 1), seeds, (1, 0.6, 0.36, 0.216), strict=True))
    expected = [
        [sum(size * at(r, c, period, seed) for period, seed, size in layers) for c in cols.tolist()]
        for r in rows.tolist()
    ]
    np.testing.assert_allclose(noise.fractal(rows, cols, 11, 4, 99, 0.6), expected, atol=2e-6)
    for period in (3, 700):
        expected = [[5 * at(r, c, period, 77) for c in cols.tolist()] for r in rows.tolist()]
        np.testing.assert_allclose(noise.value_noise(rows, cols, period, 77, 5), expected, atol=2e-6)


# --- annotations ---


def test_animals_are_where_the_annotations_say(scenes):
    checked = 0
    for scene in scenes[0], scenes[1]:
        assert len(scene.animals) == len(scene.annotations) > 60
        for number in range(0, len(scene.animals), 5):
            change, (row, col) = footprint(scene, number)
            body = change > 25
            if scene.animals[number].sunken or body.sum() < 20:
                continue  # under water or on ground of its own colour: nothing to see
            distance = ndimage.distance_transform_edt(~body)
            assert distance[row, col] <= 6, f"{scene}, annotation {number}"
            assert np.hypot(*(np.argwhere(body).mean(axis=0) - (row, col))) < 0.3 * scene.animals[number].length
            checked += 1
    assert checked > 40


def test_annotations_lie_inside_and_are_in_the_table_of_counts(scenes):
    table = scenes.annotations
    assert table["row"].between(0, 3327).all()
    assert table["col"].between(0, 4991).all()
    assert table.columns.tolist() == ["tid", "cls", "row", "col", "class_name"]
    assert [ANIMALS[cls] for cls in table["cls"]] == table["class_name"].tolist()
    assert scenes.report.counts["animals"].to_dict() == table["class_name"].value_counts().reindex(ANIMALS).to_dict()


# --- what the animals are like ---


def test_classes_differ_in_size_and_pups_are_dark(scenes):
    areas, brightness = {name: [] for name in ANIMALS}, {name: [] for name in ANIMALS}
    for scene in scenes:
        for number, animal in itertools.islice(enumerate(scene.animals), 0, None, 5):
            if animal.sunken or animal.posture.raised > 0.3:
                continue
            change, _ = footprint(scene, number)
            areas[animal.class_name].append((change > 20).sum())
            window = scene.window(int(animal.row) - 2, int(animal.col) - 2, 4, 4) if 2 <= animal.row < 3326 else None
            if window is not None:
                brightness[animal.class_name].append(window.mean())
    sizes = [np.median(areas[name]) for name in ANIMALS]
    # From the montage of real patches: about 80, 66, 65, 48 and 22 pixels long.
    assert sizes == sorted(sizes, reverse=True), dict(zip(ANIMALS, sizes, strict=True))
    assert sizes[0] > 1.25 * sizes[1] > 1.25 * 1.4 * sizes[3] > 1.25 * 1.4 * 2.5 * sizes[4]
    light = {name: np.median(values) for name, values in brightness.items()}
    assert light["pups"] < 0.75 * min(light[name] for name in ANIMALS[:4]), light


def test_pups_lie_beside_females_and_territories_apart(scenes):
    for scene in scenes:
        places = {
            name: np.array([(a.row, a.col) for a in scene.animals if a.class_name == name and not a.sunken])
            for name in ANIMALS
        }

        def nearest(some, others):
            gaps = np.hypot(*np.moveaxis(some[:, np.newaxis] - others[np.newaxis], -1, 0))
            gaps[gaps == 0] = np.inf
            return np.median(gaps.min(axis=1))

        assert nearest(places["pups"], places["adult_females"]) < 48  # half a patch: in the same picture
        assert nearest(places["adult_males"], places["adult_males"]) > 200


# --- the survey ---


def test_the_survey_has_all_classes_in_parts_that_share_no_scene(survey):
    assert (len(survey), survey.images.shape[1:], survey.classes) == (90, (96, 96, 3), CLASSES)
    for part, each in (("train", 9), ("valid", 3), ("test", 3)):
        assert np.bincount(survey.part(part).labels).tolist() == [each] * 6
    of_scene = survey.details.groupby("tid")["tid"].count()
    assert len(of_scene) == len(survey.scenes) >= 4
    parts = {tid: set(survey.split[(survey.details["tid"] == tid).to_numpy()]) for tid in of_scene.index}
    assert all(len(found) == 1 for found in parts.values())
    told = data.leakage(survey)
    assert told.set_index(told.columns[0] if "part" in told.columns else told.index)["overlapping"].iloc[1:].sum() == 0


def test_patches_are_cut_from_the_scenes_at_their_places(survey):
    points = {scene.tid: set(zip(scene.annotations["row"], scene.annotations["col"], strict=True))
              for scene in survey.scenes}  # fmt: skip
    for index in range(0, 90, 4):
        tid, row, col = (int(survey.details.iloc[index][name]) for name in ("tid", "row", "col"))
        scene = survey.scenes[tid]
        assert 48 <= row <= scene.height - 48
        assert 48 <= col <= scene.width - 48
        window = scene.window(row - 48, col - 48, 96, 96)
        np.testing.assert_array_equal(np.rint(survey.images[index] * 255), window)
        is_animal = survey.classes[survey.labels[index]] != "backgrounds"
        assert ((row, col) in points[tid]) == is_animal


def test_size_split_and_count_of_simulated_patches():
    small = data.sealions(None, 32, "random", count=37, seed=1)
    assert small.images.shape == (37, 32, 32, 3)
    assert repr(small).startswith("<Sea lions (simulated, random split): 37 images")
    assert np.bincount(small.labels).min() >= 5
    assert small.source.startswith("Simulated")
    assert len({tuple(place) for place in small.details.to_numpy().tolist()}) == 37, "no patch twice"


def test_simulated_patches_are_divided_by_scene():
    divided = data.sealions(count=180, seed=3, split="scene")
    parts = divided.details.assign(part=divided.split).groupby("tid")["part"].nunique()
    assert parts.tolist() == [1] * len(divided.scenes)
    shares = [float(np.mean(divided.split == part)) for part in ("train", "valid", "test")]
    assert np.allclose(shares, (0.6, 0.2, 0.2), atol=0.1)
    with pytest.raises(CourseError, match="4 scenes cannot be divided"):
        data.sealions(count=90, seed=3, split="scene")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [({"count": 29}, "at least 30"), ({"count": 60.0}, "count"), ({"count": True}, "count"), ({"seed": -1}, "seed"),
     ({"seed": None}, "seed"), ({"size": 0}, "size"), ({"split": "place"}, "no shared pixels")],
)  # fmt: skip
def test_what_a_survey_cannot_be(arguments, says):
    with pytest.raises(ValueError, match=says):
        data.sealions(**arguments)


def test_what_a_scene_cannot_be():
    wrong = (((0,), "count"), ((1, 255), "height"), ((1, 300, 1.5), "width"), ((1, 300, 300, -1), "seed"))
    for arguments, says in wrong:
        with pytest.raises(ValueError, match=says):
            draw_scenes(*arguments)
    scene = draw_scenes(1, 300, 400)[0]
    for box in ((-1, 0, 96, 96), (0, 305, 96, 96), (250, 0, 96, 96), (0, 0, 0, 96)):
        with pytest.raises(ValueError, match="does not lie in a scene of 300×400"):
            scene.window(*box)


# --- size and use ---


@pytest.mark.slow
def test_a_full_scene_takes_little_memory():
    scene = draw_scenes(1, seed=8)[0]
    tracemalloc.start()
    image = scene.image()
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert image.shape == (3328, 4992, 3)
    # The image itself is 50 MB; as floats, the ground alone would be 200.
    assert peak < 110e6
    for number in range(0, len(scene.animals), 40):
        row, col = scene.annotations[["row", "col"]].to_numpy()[number].clip(48, 3000)
        window = scene.window(row - 48, col - 48, 96, 96)
        np.testing.assert_array_equal(window, image[row - 48 : row + 48, col - 48 : col + 48])


@pytest.mark.slow
def test_what_is_learnt_on_simulated_patches_holds_for_real_ones(shared_data, root, monkeypatch):
    """Far above chance with little training; benchmarks/sealion_simulator.py measures how far with more."""
    monkeypatch.syspath_prepend(root / "benchmarks")
    import sealion_simulator

    real = data.sealions(shared_data / "sealions")
    drawn = data.sealions(count=480, seed=1)
    learnt = (sealion_simulator.halved(drawn.images), drawn.labels)
    found = sealion_simulator.accuracy([(150, [learnt])], (sealion_simulator.halved(real.images), real.labels), seed=0)
    assert found > 0.33  # chance: 0.17


def test_the_committed_measurements_say_what_was_asked_for(root):
    with (root / "benchmarks" / "results" / "sealion_simulator.csv").open(newline="", encoding="utf-8") as file:
        rows = {row["measured"]: row for row in csv.DictReader(file)}
    alone = rows["simulated, accuracy on real patches"]
    assert float(alone["mean"]) - 3 * float(alone["standard_error"]) > 2 / 6
    # The one trained as long on real patches alone.
    gain = rows["simulated before real - real, twice the batches, accuracy on real patches"]
    assert float(gain["mean"]) + 2 * float(gain["standard_error"]) >= 0
    for row in rows.values():
        assert len(row["values"].split()) == int(row["runs"])
