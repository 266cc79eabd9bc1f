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
    assert f"{rows * columns:,}, and {12 * 12} windows hold a pixel" in told
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
    assert f"The total is off by {error['total']} of 173, the classes together by {apart}." in told
    assert set(error[error > 0].index) == {"juveniles", "pups", "total"}
    assert f"{pups['found']} points for {pups['truth']} pups, of which {pups['matched']} are on one" in told
    assert f"Recall is {100 * total['recall']:.0f} %, precision {100 * total['precision']:.0f} %." in told


@pytest.mark.slow
def test_one_threshold_for_all(told, counted):
    _, at, _ = counted
    table = at(0.3)
    total, males = (table.loc[name, ["truth", "found", "matched"]].astype(int) for name in ("total", "adult_males"))
    assert f"At 0.30 there are {total['found']} points." in told
    assert f"only {total['matched']} are on an animal of their class" in told
    assert f"Where the total is 173, at least {173 - total['matched']} are wrong." in told
    assert f"{males['found']} of {males['truth']} at most" in told


def test_backgrounds(told):
    learnt = counting.measured("sealions").query("seed == 0").set_index(["backgrounds", "class"])
    far, near, mined = (learnt.loc[kind] for kind in ("far", "near", "mined"))
    shares = (f"{100 * kind.loc['total', 'precision']:.0f}" for kind in (far, near))
    assert "bring precision from {} to {} %; recall does not suffer".format(*shares) in told
    assert near.loc["total", "recall"] > far.loc["total", "recall"]
    assert f"{far.loc['pups', 'found']:,} pups where there are {far.loc['pups', 'truth']}" in told
    better = mined["precision"] > near["precision"]
    assert better[["adult_males", "subadult_males", "adult_females", "juveniles"]].all()
    assert not better["pups"]
    assert "Hard negatives raise precision further in each class but pups" in told


def test_a_real_scene(told):
    real = counting.measured("real").query("model == 'example'").set_index("class")
    found, any_class, own = real.loc["total", "found"], real.loc["animals", "matched"], real.loc["total", "matched"]
    assert f"{any_class}, by {found} points; of their own class {own}." in told


@pytest.mark.slow
def test_four_in_five_patches(told, keras):
    images, labels = data.sealions().test
    said = counting.example().predict(images, verbose=0).argmax(axis=1)
    assert len(labels) == 120
    assert 0.75 < (said == labels).mean() < 0.85
    assert "Four in five. Backgrounds it knows all; pups are the trouble: half are taken for background" in told
    pups, backgrounds = CLASSES.index("pups"), CLASSES.index("backgrounds")
    assert (said[labels == backgrounds] == backgrounds).all()
    assert 0.4 <= np.mean(said[labels == pups] == backgrounds) <= 0.6
