"""What the scripts measure with: where examples lie, what is counted, what is chosen."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from coursekit import data
from coursekit.counting import LENGTHS, Maps, density_maps, detect
from coursekit.counting.experiments import (
    Halved,
    Setting,
    Windows,
    animals,
    chosen,
    counted,
    cut,
    examples,
    far,
    halved,
    looked_at,
    mined,
    near,
    scored,
    survey,
    trained,
)
from coursekit.counting.experiments.counts import full_size
from coursekit.counting.experiments.densities import (
    SIGMA,
    _crop,
    count_errors,
    counted_by_density,
    trained_density,
)
from coursekit.counting.experiments.places import spared
from coursekit.counting.experiments.real import as_windows, likeness
from coursekit.counting.experiments.training import _chances, augmented
from coursekit.data.sealion_classes import ANIMALS, BACKGROUND, CLASSES
from coursekit.data.simulator import draw_scenes

NOTHING = CLASSES.index(BACKGROUND)


def table(*rows):
    return pd.DataFrame(rows, columns=["class_name", "row", "col"])


@pytest.fixture(scope="module")
def scene():
    (drawn,) = survey(draw_scenes(1, 896, 1200, seed=7))
    assert len(drawn.annotations) > 5
    return drawn


def nearest(points, annotations):
    """Of each point the distance to each animal, by a loop."""
    known = annotations[["row", "col"]].to_numpy()
    return np.array([[np.hypot(*(point - animal)) for animal in known] for point in points])


def test_far_places_are_far_from_every_animal_and_anywhere(scene):
    points, labels = far(scene.annotations, scene.shape, 300, np.random.default_rng(0))
    assert len(points) == 300
    assert (labels == NOTHING).all()
    assert nearest(points, scene.annotations).min() >= 60
    assert ((points >= 0) & (points < scene.shape)).all()
    assert (points.min(axis=0) < 60).all()
    assert (points.max(axis=0) > np.array(scene.shape) - 60).all()


def test_near_places_are_beside_an_animal_and_on_none(scene):
    points, labels = near(scene.annotations, scene.shape, 20, np.random.default_rng(0))
    lengths = np.array([LENGTHS[name] for name in scene.annotations["class_name"]])
    apart = nearest(points, scene.annotations)
    assert len(points) > 10 * len(scene.annotations)
    assert (labels == NOTHING).all()
    assert (apart < lengths + 1).any(axis=1).all()
    assert (apart >= np.maximum(0.3 * lengths, 10)).all()


def test_the_middle_of_an_animal_is_spared():
    annotations = table(("adult_males", 100, 100), ("pups", 200, 100))
    points = np.array([[100, 126], [100, 128], [209, 100], [211, 100]])  # 0.3 times 90 is 27; a pup has at least 10
    assert spared(points, annotations).tolist() == [True, False, True, False]
    assert not spared(points, table()).any()


def test_windows_have_their_place_in_the_middle(scene):
    points, labels = animals(scene.annotations)
    windows = cut(scene.pixels, (points, labels), "animal", side=16)
    assert (windows.kinds == "animal").all()
    assert [ANIMALS[label] for label in windows.labels] == list(scene.annotations["class_name"])
    for (row, column), pixels in zip(points // 2, windows.pixels, strict=True):
        np.testing.assert_array_equal(pixels[8, 8], scene.pixels[row, column])
    corner = cut(scene.pixels, (np.array([[0, 0]]), np.array([NOTHING])), "far", side=16).pixels[0]
    np.testing.assert_array_equal(corner[8:, 8:], scene.pixels[:8, :8])
    np.testing.assert_array_equal(corner[:8, 8:], scene.pixels[:8, :8][::-1])


def test_examples_are_every_animal_and_two_kinds_of_background(scene):
    windows = examples([scene, scene], seed=3)
    assert len(windows.of("animal")) == 2 * len(scene.annotations)
    assert len(windows.of("far")) == 300
    assert set(windows.of("far", "near").labels) == {NOTHING}
    assert len(windows.of("far", "near", "animal")) == len(windows)


def test_half_of_what_is_seen_is_background_and_of_each_kind_as_much():
    labels = np.array([0] * 16 + [4] * 4 + [NOTHING] * 12)
    kinds = np.array(["animal"] * 20 + ["far"] * 10 + ["mined"] * 2)
    windows = Windows(np.zeros((32, 8, 8, 3), np.uint8), labels, kinds)
    chances = _chances(windows)
    sums = {name: chances[(kinds == name)].sum() for name in ("far", "mined")}
    assert sums == pytest.approx({"far": 0.25, "mined": 0.25})
    assert chances[labels == 0].sum() == pytest.approx(0.5 * 4 / 6)  # roots of 16 and 4
    assert chances[labels == 4].sum() == pytest.approx(0.5 * 2 / 6)
    for kinds_there in (("animal",), ("far", "mined")):
        with pytest.raises(ValueError, match="windows with animals and windows without"):
            _chances(windows.of(*kinds_there))


def test_transforms_keep_the_middle_in_the_middle():
    pixels = np.zeros((40, 64, 64, 3), np.uint8)
    pixels[:, 28:36, 28:36] = 200
    seen = augmented(pixels, 48, seed=0, epoch=0)
    assert seen.shape == (40, 48, 48, 3)
    assert 0 <= seen.min() <= seen.max() <= 1
    weights = seen.sum(axis=-1)
    places = np.arange(48) - 23.5
    middles = np.stack([(weights.sum(axis=axis) * places).sum(axis=1) for axis in (1, 2)]) / weights.sum(axis=(1, 2))
    assert np.abs(middles).max() < 3.5
    assert middles.std() > 0.3
    assert not np.array_equal(seen, augmented(pixels, 48, seed=0, epoch=1))


def test_training_is_the_same_for_a_seed_and_can_go_on(scene):
    windows = examples([scene], seed=0)
    once, again = (trained(windows, steps=2, batch_size=4, seed=0) for _ in range(2))
    for ours, theirs in zip(once.get_weights(), again.get_weights(), strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-4, atol=1e-5)
    seen = []
    further = trained(windows, steps=2, batch_size=4, start=once, seed=1, watch=seen.append)
    assert further is once
    assert seen == [1, 2]
    assert not np.allclose(once.get_weights()[0], again.get_weights()[0], atol=1e-5)


def test_maps_at_half_resolution_lie_where_they_belong(scene):
    import keras

    # A model that says how red the middle of a patch of 48 is.
    image = keras.Input((48, 48, 3))
    dense = keras.layers.Dense(2, use_bias=False)
    model = keras.Model(image, dense(keras.layers.Flatten()(image)))
    kernel = np.zeros((48, 48, 3, 2), np.float32)
    kernel[24, 24, 0, 0] = 1
    dense.set_weights([kernel.reshape(-1, 2)])
    small = Halved(scene.pixels[:60, :80], scene.annotations)
    maps = looked_at(model, small.pixels)
    rows, columns = maps.centres()
    assert maps.image_shape == (120, 160)
    assert (rows[0], columns[0]) == (0, 0)
    for row, column in ((0, 0), (3, 7), (50, 70)):
        place = rows[row] // 2, columns[column] // 2
        assert maps.maps[row, column, 0] * 255 == pytest.approx(float(small.pixels[(*place, 0)]), abs=1e-3)


def test_full_size_is_twice_as_large():
    maps = Maps(np.zeros((3, 4, 2), np.float32), (4, 4), (0, 0), (48, 48), (56 + 48, 60 + 48))
    whole = full_size(maps, 24)
    assert (whole.stride, whole.offset, whole.patch, whole.image_shape) == ((8, 8), (-48, -48), (96, 96), (112, 120))


def peaks(shape, *animals_there):
    """Maps in which some places are sure animals and all others background."""
    values = np.zeros((*shape, len(CLASSES)), np.float32)
    values[..., NOTHING] = 0.9
    for row, column, name, score in animals_there:
        values[row, column, NOTHING] = 0
        values[row, column, CLASSES.index(name)] = score
    size = tuple(8 * places for places in shape)
    return Maps(values, (8, 8), (-48, -48), (96, 96), size)


def test_distances_go_by_the_animals_lengths():
    maps = peaks(
        (40, 40),
        (10, 10, "pups", 0.9),
        (10, 12, "pups", 0.8),
        (30, 10, "adult_males", 0.9),
        (30, 12, "adult_males", 0.8),
    )
    assert counted(maps, Setting(0.5, 0.5))["class_name"].tolist() == ["pups", "adult_males", "pups"]
    assert len(counted(maps, Setting(0.5, 0.1))) == 4
    assert len(counted(maps, Setting(0.85, 0.1))) == 2


def test_the_best_setting_counts_best_and_what_was_tried_is_told():
    """By the slow way: detect with each threshold anew."""
    random = np.random.default_rng(2)
    maps, truth = [], []
    for _ in range(2):
        places = [(int(r), int(c)) for r, c in random.permutation(np.argwhere(np.ones((10, 10))))[:12] * 4]
        names = [ANIMALS[k % 5] for k in range(12)]
        scores = random.uniform(0.2, 1, 12)
        maps.append(peaks((40, 40), *((r, c, n, s) for (r, c), n, s in zip(places, names, scores, strict=True))))
        truth.append(table(*((n, 8 * r, 8 * c) for (r, c), n in list(zip(places, names, strict=True))[:7])))
    thresholds = (0.3, 0.5, 0.7)
    setting, rows = chosen(maps, truth, thresholds=thresholds, distances=(0.35, 0.8), smoothings=(0.0,))
    for distance in (0.35, 0.8):
        for threshold in thresholds:
            lengths = {name: distance * length for name, length in LENGTHS.items()}
            found = [detect(each, CLASSES, lengths, threshold=threshold) for each in maps]
            told = [row for row in rows if (row["distance"], row["threshold"]) == (distance, threshold)]
            for row in told:
                if row["class"] in ANIMALS:
                    right = sum(int((each["class_name"] == row["class"]).sum()) for each in found)
                    assert row["found"] == right
    best = {}
    for name in ANIMALS:
        mine = [row for row in rows if row["class"] == name and row["distance"] == setting.distance]
        best[name] = min(row["absolute_error"] for row in mine)
        used = next(row for row in mine if row["threshold"] == setting.threshold[name])
        assert used["absolute_error"] == best[name]
    others = [
        np.mean(
            [
                min(row["absolute_error"] for row in rows if (row["class"], row["distance"]) == (name, distance))
                for name in ANIMALS
            ]
        )
        for distance in (0.35, 0.8)
    ]
    assert np.mean(list(best.values())) == min(others)
    with pytest.raises(ValueError, match="no animal"):
        chosen(maps, [table(), table()])


def test_scores_are_over_all_scenes():
    truth = [table(("pups", 10, 10), ("juveniles", 100, 100)), table(("pups", 50, 50), ("pups", 90, 90))]
    found = [table(("pups", 12, 10), ("pups", 300, 300), ("pups", 103, 100)), table(("juveniles", 52, 50))]
    result = scored(found, truth)
    assert result.loc["pups", ["truth", "found", "matched", "count_error"]].tolist() == [3, 3, 1, 0]
    assert result.loc["pups", "absolute_error"] == pytest.approx((2 + 2) / 3)  # two too many here, two too few there
    assert result.loc["total", ["truth", "found", "matched"]].tolist() == [4, 4, 1]
    assert result.loc["animals", ["truth", "found", "matched"]].tolist() == [4, 4, 3]  # classes do not matter


def test_false_alarms_are_mined_animals_of_the_wrong_class_are_not():
    annotations = table(("adult_males", 100, 100))
    found = table(("pups", 300, 300), ("juveniles", 105, 100), ("adult_females", 400, 20))
    points, labels = mined(found, annotations)
    assert points.tolist() == [[300, 300], [400, 20]]
    assert (labels == NOTHING).all()
    assert mined(found, annotations, most=1)[0].tolist() == [[300, 300]]


def test_a_crop_and_its_target_show_the_same_place():
    random = np.random.default_rng(0)
    pixels = np.zeros((200, 300, 3), np.uint8)
    annotations = table(*(("pups", int(row), int(col)) for row, col in random.integers(8, (392, 592), size=(12, 2))))
    for row, col in annotations[["row", "col"]].to_numpy() // 2:
        pixels[row - 1 : row + 2, col - 1 : col + 2] = 200
    scene = Halved(pixels, annotations)
    target = density_maps(annotations, ANIMALS, scene.shape, SIGMA, stride=8)
    for _ in range(20):
        image, maps = _crop([scene], [target], random)
        assert image.shape == (96, 96, 3)
        assert maps.shape == (24, 24, 5)
        bright = image[..., 0].reshape(24, 4, 24, 4).sum(axis=(1, 3))
        if bright.sum() > 4:
            assert np.corrcoef(bright.ravel(), maps[..., ANIMALS.index("pups")].ravel())[0, 1] > 0.5


def test_densities_are_learnt_and_counted(scene):
    model = trained_density([scene], steps=2, seed=0)
    counts = counted_by_density(model, scene)
    assert list(counts) == list(ANIMALS)
    said = np.asarray(model.predict_on_batch(scene.pixels[None] / np.float32(255)))[0].sum(axis=(0, 1)) / 100
    np.testing.assert_allclose(list(counts.values()), said, rtol=1e-3)


def test_count_errors_are_by_scene():
    found = [{"pups": 3.5, "juveniles": 1.0}, {"pups": 0.5}]
    truth = [{"pups": 2}, {"pups": 2, "juveniles": 2}]
    result = count_errors(found, truth)
    assert result.loc["pups"].tolist() == [4, 4.0, 0.0, pytest.approx(3 / 4)]
    assert result.loc["juveniles"].tolist() == [2, 1.0, -1.0, pytest.approx(3 / 2)]
    assert result.loc["total"].tolist() == [6, 5.0, -1.0, pytest.approx((2.5 + 3.5) / 6)]
    assert np.isnan(result.loc["adult_males", "absolute_error"])


def test_a_patch_that_was_cut_from_a_scene_is_known(scene):
    whole = np.repeat(np.repeat(scene.pixels, 2, axis=0), 2, axis=1)
    noise = np.random.default_rng(1).normal(0, 4, whole.shape)
    stored = np.clip(whole + noise, 0, 255).astype(np.uint8)
    corners = [(0, 0), (333, 517), (800, 1104)]
    own = np.stack([whole[row : row + 96, column : column + 96] for row, column in corners]) / np.float32(255)
    assert likeness(own, stored).min() > 0.95
    others = data.sealions(count=30, seed=9).images[:6]
    assert likeness(others, stored).max() < 0.9


def test_patches_become_examples():
    patches = data.sealions(count=30, seed=1).train
    windows = as_windows(patches)
    assert windows.pixels.shape == (len(patches.labels), 48, 48, 3)
    np.testing.assert_array_equal(windows.kinds == "far", patches.labels == NOTHING)
    np.testing.assert_array_equal(windows.pixels[3], halved(np.rint(patches.images[3] * 255).astype(np.uint8)))
