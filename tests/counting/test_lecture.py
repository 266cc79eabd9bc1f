"""What lecture 08 claims, worked out again: Keras, NumPy, and the committed results."""

from __future__ import annotations

import jupytext
import numpy as np
import pytest

from coursekit import counting, data, receptive_field
from coursekit.data.sealion_classes import CLASSES
from coursekit.data.simulator import draw_scenes


@pytest.fixture(scope="module")
def cells(root):
    return jupytext.read(root / "lectures" / "08_counting.py", fmt="py:percent").cells


@pytest.fixture(scope="module")
def told(cells):
    return " ".join(" ".join(cell.source for cell in cells if cell.cell_type == "markdown").split())


@pytest.fixture(scope="module")
def twin(keras):
    return counting.fully_convolutional(counting.small_classifier())


def test_how_many_windows(told):
    rows, columns = (len(range(0, side - 95, 8)) for side in (3328, 4992))
    assert f"{rows * columns:,}, and away from the border every pixel is processed {12 * 12} times" in told
    assert 96 % 8 == 0
    assert f"One wrong output in a thousand makes {round(rows * columns / 1000, -1):.0f} false alarms" in told


def test_the_dense_layer_and_its_kernel(told, keras, twin):
    model = counting.small_classifier()
    flatten = next(layer for layer in model.layers if type(layer).__name__ == "Flatten")
    assert flatten.input.shape[1:] == (8, 8, 48)
    assert "has 8×8 places and 48 channels. Flattened, that is 3,072 numbers; the first dense layer gives 48" in told
    assert twin.get_layer("dense").kernel.shape == (8, 8, 48, 48)
    assert "Filters of 8×8, one for each unit" in told


def test_what_comes_out_of_a_larger_image(told, twin):
    assert twin.compute_output_shape((1, 304, 304, 3))[1:3] == (27, 27)
    assert "(304 − 96)/8 + 1 = 27 patches each way" in told
    strides = [layer.strides for layer in twin.layers if "pooling" in layer.name]
    assert strides == [(2, 2)] * 3
    assert "2 (averaging) · 2 · 2 (pooling)" in told


def test_what_tiles_share(told, twin):
    field = receptive_field.of(twin, input_shape=(304, 304, 3))
    assert (field.size, field.stride) == ((92, 92), (8, 8))
    assert "84 = 92 − 8" in told
    assert "The outputs' receptive field is 92×92, their stride 8" in told


def test_the_scene(told):
    (scene,) = draw_scenes(1, seed=0)  # the first of `data.sealions()`
    assert f"{scene.height:,}×{scene.width:,} pixels" in told
    assert f"The scene has {len(scene.annotations)} animals." in told


def test_nearest_first_makes_one_pair_of_two():
    apart = np.abs(np.subtract.outer([8, 22], [0, 14]))
    assert apart.min() == apart[0, 1] == 6
    assert apart[1, 0] > 10  # what is left over
    assert max(apart[0, 0], apart[1, 1]) <= 10


@pytest.fixture(scope="module")
def counted(keras):
    """The lecture's scene, its maps, and how its points are taken."""
    (scene,) = draw_scenes(1, seed=0)
    maps = counting.predict(counting.example(), scene.image(), progress=False)
    near = {name: max(length / 2, 15) for name, length in counting.LENGTHS.items()}
    chosen = counting.measured("example").attrs
    distance = {name: chosen["distance_of_length"] * length for name, length in counting.LENGTHS.items()}

    def at(threshold):
        found = counting.detect(maps, CLASSES, distance, threshold=threshold, smooth=chosen["smooth"])
        return counting.match(found, scene.annotations, near, classes=CLASSES[:-1]).table

    return maps, at, chosen["threshold"]


@pytest.mark.slow
def test_the_count_of_the_scene(told, counted):
    maps, at, chosen = counted
    assert 7 < (maps.labels < 5).sum() / 173 < 8
    assert "Nearly eight times as many" in told
    table = at(chosen)
    error, total = table["count_error"], table.loc["total"]
    pups = table.loc["pups", ["truth", "found", "matched"]].astype(int)
    apart = error.iloc[:-1].abs().sum()
    assert f"The total is off by {error['total']} of 173, less than the {error['pups']} of the pups alone" in told
    assert f"all classes together by {apart}." in told
    assert set(error[error > 0].index) == {"juveniles", "pups", "total"}
    assert f"{pups['found']} points for {pups['truth']} pups, of which {pups['matched']} are on one" in told
    assert f"Recall is {100 * total['recall']:.0f} %, precision {100 * total['precision']:.0f} %." in told
    assert f"Of the {int(total['truth'] - total['matched'])} missed, 15 lie within 48 pixels of the border" in told


@pytest.mark.slow
def test_one_threshold_for_all(told, counted):
    _, at, _ = counted
    found = [at(threshold).loc["total", "found"] for threshold in (0.51, 0.52)]
    assert found[0] > 173 > found[1]
    assert "Between 0.51 and 0.52 it falls past 173." in told
    right = [at(threshold).loc["total", "matched"] for threshold in (0.3, 0.51, 0.52, 0.6, 0.9)]
    assert right == sorted(right, reverse=True)
    assert at(0.3).loc["adult_males", "found"] < at(0.3).loc["adult_males", "truth"]


def test_backgrounds(told):
    """In each of three trainings; what is told as a range is the range."""
    learnt = counting.measured("sealions")
    assert learnt.attrs["scenes"] == {"train": 20, "valid": 4, "test": 8}
    learnt = learnt.set_index(["class", "backgrounds", "seed"]).sort_index()
    assert set(learnt.index.get_level_values("seed")) == {0, 1, 2}
    precision, recall = learnt["precision"], learnt["recall"]
    for first, second in (("far", "near"), ("near", "mined")):
        assert (precision["total"][second] > precision["total"][first]).all()
    far, near, mined = (
        "{} to {}".format(*(f"{100 * precision['total'][kind].agg(end):.0f}" for end in ("min", "max")))
        for kind in ("far", "near", "mined")
    )
    assert f"from {far} % to {near} and to {mined};" in told
    low, high = (
        "{} to {}".format(*(f"{100 * precision['animals'][kind].agg(end):.0f}" for end in ("min", "max")))
        for kind in ("far", "mined")
    )
    assert f"from {low} up to {high}." in told
    means = [recall["total"][kind].mean() for kind in ("far", "near", "mined")]
    assert max(means) - min(means) < recall["total"]["mined"].max() - recall["total"]["mined"].min()
    pups = learnt.loc[("pups", "far"), "found"]
    assert (round(pups.min(), -2), round(pups.max(), -2)) == (1000, 1600)
    assert (learnt.loc["pups", "truth"] == 307).all()
    lost = learnt.loc[["adult_males", "subadult_males"], "found"].xs("mined", level="backgrounds").unstack() == 0
    assert lost.all().sum() == 1, "one of three trainings lost both classes of males"
    assert (recall["pups"][["near", "mined"]] < 0.1).all()


def test_a_real_scene(told):
    real = counting.measured("real")
    assert f"{real.attrs['steps']:,} steps more" in told
    real = real.set_index(["model", "class", "seed"]).sort_index()
    found, own = real.loc[("example", "total", 0), ["found", "matched"]]
    any_class = real.loc[("example", "animals", 0), "matched"]
    assert f"{any_class}, by {found} points; of their own class {own}." in told
    tuned = real.loc[("tuned", "animals")]
    assert set(tuned.index) == {0, 1, 2}
    ranges = [f"{tuned[column].min():,} to {tuned[column].max():,}" for column in ("found", "matched")]
    assert "Tuned, it marks {} points in three trainings, on {} animals".format(*ranges) in told
    assert (tuned["found"] - tuned["matched"]).min() > 1000
    assert real.loc[("both", "animals"), "found"].max() <= 2


@pytest.mark.slow
def test_four_in_five_patches(told, keras):
    images, labels = data.sealions().test
    said = counting.example().predict(images, verbose=0).argmax(axis=1)
    assert len(labels) == 120
    assert 0.75 < (said == labels).mean() < 0.85
    assert "Four in five. It knows all backgrounds; pups are the trouble: half are taken for background" in told
    pups, backgrounds = CLASSES.index("pups"), CLASSES.index("backgrounds")
    assert (said[labels == backgrounds] == backgrounds).all()
    assert 0.4 <= np.mean(said[labels == pups] == backgrounds) <= 0.6
