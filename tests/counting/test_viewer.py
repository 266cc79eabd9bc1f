"""The viewer: what it shows is what is there, what it says is true, and what makes no sense is refused."""

from __future__ import annotations

import base64
import gc
import io
import itertools
import json
import re
import weakref

import numpy as np
import pandas as pd
import pytest
from PIL import Image

from coursekit import counting
from coursekit.counting import Maps
from coursekit.counting.viewer.scene import Viewed
from coursekit.counting.viewer.state import HEIGHT, WIDTH, scales

CLASSES = ("adult_males", "pups", "backgrounds")
SHAPE = (1200, 2000)
ROWS, COLUMNS = (1200 - 96) // 8 + 1, (2000 - 96) // 8 + 1
SIZES = {"adult_males": 40.0, "pups": 20.0}
RNG = np.random.default_rng(1)


def level(at):
    """A value that rises and falls along an axis: smooth, so that a lossy picture can be compared."""
    return 255 * np.abs((at / 200) % 2 - 1)


# Rows in red, columns in green.
IMAGE = np.stack(
    np.broadcast_arrays(level(np.arange(SHAPE[0]))[:, None], level(np.arange(SHAPE[1]))[None], np.full((1, 1), 128.0)),
    axis=-1,
).astype(np.uint8)


def maps():
    """Quiet ground with some peaks of each class."""
    values = np.zeros((ROWS, COLUMNS, 3), dtype=np.float32)
    values[..., 2] = 0.9
    for _ in range(60):
        row, column, name = RNG.integers(ROWS), RNG.integers(COLUMNS), RNG.integers(2)
        values[row, column, name] = RNG.uniform(0.91, 1)
    return Maps(values, stride=(8, 8), offset=(0, 0), patch=(96, 96), image_shape=SHAPE)


@pytest.fixture(scope="module")
def peaks():
    return maps()


@pytest.fixture(scope="module")
def truth(peaks):
    """Half of the points, somewhat beside; and animals that nobody found."""
    found = counting.detect(peaks, CLASSES, SIZES)[["class_name", "row", "col"]].iloc[::2]
    beside = found.assign(row=found["row"] + 3, col=found["col"] - 2)
    missed = pd.DataFrame({"class_name": ["pups"] * 3, "row": [5, 8, 1190], "col": [41, 1990, 7]})
    return pd.concat([beside, missed], ignore_index=True)


@pytest.fixture
def viewer(peaks, truth):
    return counting.view(IMAGE, peaks, CLASSES, SIZES, truth)


def pixels(viewer):
    encoded = re.search(r"src='data:image/jpeg;base64,(.*?)'", viewer.picture.html).group(1)
    return np.asarray(Image.open(io.BytesIO(base64.b64decode(encoded))).convert("RGB")).astype(float)


# -- where one looks


def test_it_begins_with_the_whole_scene(viewer):
    assert viewer.picture.box == (0, 0, *SHAPE)
    assert pixels(viewer).shape[1] == WIDTH
    assert repr(viewer).startswith("All 1,200×2,000 pixels")


@pytest.mark.parametrize(("zoom", "row", "column"), [(0, 600, 1000), (2, 700, 900), (4, 300, 1500), (8, 640, 333)])
def test_the_picture_shows_the_pixels_of_its_box(viewer, zoom, row, column):
    viewer.change(zoom=zoom, row=row, column=column)
    top, left, bottom, right = viewer.picture.box
    assert abs((top + bottom) / 2 - row) <= 1
    assert abs((left + right) / 2 - column) <= 1
    shown = pixels(viewer)
    scale = scales(SHAPE)[zoom]
    assert shown.shape[:2] == (min(HEIGHT, round(SHAPE[0] / scale)), min(WIDTH, round(SHAPE[1] / scale)))
    for y, x in ((20, 30), (200, 300), (shown.shape[0] - 20, shown.shape[1] - 30)):
        place = level(top + scale * (y + 0.5)), level(left + scale * (x + 0.5))
        np.testing.assert_allclose(shown[y, x, :2], place, atol=4)


def test_nobody_looks_beyond_the_border(viewer):
    viewer.change(zoom=5, row=-500, column=10_000)
    top, _, _, right = viewer.picture.box
    assert (top, right) == (0, SHAPE[1])
    viewer.change(row=10_000, column=0)
    _, left, bottom, _ = viewer.picture.box
    assert (left, bottom) == (0, SHAPE[0])
    viewer.change(zoom=0)
    assert viewer.picture.box == (0, 0, *SHAPE)


def test_each_zoom_shows_less_than_the_one_before():
    levels = scales(SHAPE)
    assert levels[0] == max(SHAPE[0] / HEIGHT, SHAPE[1] / WIDTH)
    assert all(near < 0.96 * far for far, near in itertools.pairwise(levels))
    assert levels[-1] == 0.25
    small = scales((60, 80))
    assert small[0] == pytest.approx(60 / HEIGHT)


def test_a_small_scene_is_shown_whole():
    values = np.full((1, 1, 3), 1 / 3, dtype=np.float32)
    tiny = Maps(values, stride=(8, 8), offset=(0, 0), patch=(96, 96), image_shape=(96, 100))
    viewer = counting.view(IMAGE[:96, :100], tiny, CLASSES, SIZES)
    assert viewer.picture.box == (0, 0, 96, 100)


# -- what is marked


@pytest.mark.parametrize("threshold", [0.0, 0.95, 0.99])
def test_points_are_those_of_detect_at_this_threshold(viewer, peaks, truth, threshold):
    viewer.change(threshold=threshold)
    found = counting.detect(peaks, CLASSES, SIZES, threshold=threshold)
    matched = counting.match(found, truth, SIZES, classes=CLASSES[:2])
    expected = {
        "found": found.loc[matched.pairs["found"]],
        "false alarm": found.loc[matched.false_alarms],
        "missed": truth.loc[matched.missed],
        "truth": truth,
    }
    for kind, own in expected.items():
        places = {
            (name, row, column) for name, row, column in own[["class_name", "row", "col"]].itertuples(index=False)
        }
        assert {mark[1:] for mark in viewer.picture.marks if mark[0] == kind} == places, kind


def test_higher_thresholds_only_leave_points_out(peaks):
    # Suppression goes from the best score down: what `Viewed` relies on.
    crowded = Maps(
        RNG.dirichlet(np.ones(3), size=(40, 60)).astype(np.float32),
        (8, 8),
        (0, 0),
        (96, 96),
        (96 + 39 * 8, 96 + 59 * 8),
    )
    blank = np.zeros((*crowded.image_shape, 3), dtype=np.uint8)
    viewed = Viewed(blank, crowded, CLASSES, SIZES)
    for threshold in (0.4, 0.7, 0.9):
        expected = counting.detect(crowded, CLASSES, SIZES, threshold=threshold)
        assert len(expected) > 5
        pd.testing.assert_frame_equal(viewed.found(threshold).reset_index(drop=True), expected)


def test_marks_are_switched_by_class_and_kind(viewer):
    viewer.controls["pups"].value = False
    assert {mark[1] for mark in viewer.picture.marks} == {"adult_males"}
    viewer.controls["predictions"].value = False
    assert {mark[0] for mark in viewer.picture.marks} <= {"truth", "missed"}
    viewer.controls["truth"].value = False
    assert viewer.picture.marks == ()
    assert repr(viewer).endswith("no marks.")
    viewer.controls["predictions"].value = True
    viewer.controls["pups"].value = True
    assert {mark[0] for mark in viewer.picture.marks} == {"found", "false alarm"}
    assert viewer.state.classes == CLASSES[:2]


def test_only_marks_in_sight_are_drawn(viewer):
    viewer.change(zoom=6, row=100, column=100)
    top, left, bottom, right = viewer.picture.box
    assert all(top <= row < bottom and left <= column < right for *_, row, column in viewer.picture.marks)
    assert ("truth", "pups", 5.0, 41.0) in viewer.picture.marks
    # The cross stands where the animal is: x and y in the picture.
    scale = scales(SHAPE)[6]
    assert f"M{(41 - left) / scale - 4:.1f} {(5 - top) / scale:.1f}h8" in viewer.picture.html


def test_counts_are_those_of_the_whole_scene(viewer, peaks, truth):
    viewer.change(zoom=6, threshold=0.95)
    found = counting.detect(peaks, CLASSES, SIZES, threshold=0.95)
    row = counting.match(found, truth, SIZES).table.loc["pups"]
    cells = re.findall(r"<td .*?>([^<]*)</td>", re.search(r"</b>pups</th>(.*?)</tr>", viewer.picture.html).group(1))
    signed = [int(cell.replace("−", "-").replace("+", "")) for cell in cells]
    assert signed == [row["truth"], row["found"], row["matched"], row["count_error"]]


def test_without_truth_points_are_only_found(peaks):
    viewer = counting.view(IMAGE, peaks, CLASSES, SIZES)
    assert {mark[0] for mark in viewer.picture.marks} == {"found"}
    assert viewer.controls["truth"].disabled
    assert "missed" not in repr(viewer)
    with pytest.raises(ValueError, match="truth"):
        viewer.figure()


def test_the_figure_shows_what_is_in_sight(viewer):
    viewer.change(zoom=3, row=400, column=700)
    top, left, bottom, right = viewer.picture.box
    assert f"Rows {top} to {bottom - 1}, columns {left} to {right - 1}." in viewer.figure().get_label()


def test_how_near_is_near_enough_can_be_told(peaks, truth):
    viewer = counting.view(IMAGE, peaks, CLASSES, SIZES, truth, near=1)  # all true points lie further beside
    assert not [mark for mark in viewer.picture.marks if mark[0] == "found"]
    assert len([mark for mark in viewer.picture.marks if mark[0] == "missed"]) == len(truth)


# -- the heat map


@pytest.mark.parametrize("scale", [0.25, 3.1, 24.0])
def test_heat_lies_where_the_patch_has_its_middle(peaks, scale):
    row, column = 60, 120
    hot = np.zeros_like(peaks.maps)
    hot[..., 2] = 0.9
    hot[row, column, 0] = 1
    one = Maps(hot, peaks.stride, peaks.offset, peaks.patch, peaks.image_shape)
    viewed = Viewed(IMAGE, one, CLASSES, SIZES)
    down, right = (int(at) for at in (one.centres()[0][row], one.centres()[1][column]))
    top, left = max(0.0, down - scale * HEIGHT / 2), max(0.0, right - scale * WIDTH / 2)
    heat = viewed.heat("adult_males", top, left, scale, (WIDTH, HEIGHT))
    y, x = (int((at - corner) / scale) for at, corner in ((down, top), (right, left)))
    near = heat[max(0, y - 1) : y + 2, max(0, x - 1) : x + 2]
    assert near.max() == 1
    where = np.argwhere(heat == 1)
    reach = 4 * max(1, round(scale / 8)) + scale  # half of a block of values, and a pixel
    np.testing.assert_allclose((where.mean(axis=0) + 0.5) * scale + (top, left), (down, right), atol=reach)
    assert (heat[heat != 1] == 0).all()


def test_heat_is_mixed_into_the_picture(viewer):
    before = pixels(viewer)
    viewer.change(heat="backgrounds")
    assert "In red: the map of backgrounds." in repr(viewer)
    middle, corner = (slice(180, 200), slice(300, 320)), (slice(0, 10), slice(0, 10))
    # Nearly all is background, at 0.9 of three quarters; the border has no value.
    expected = before[middle] + 0.9 * 0.75 * (np.array([213, 94, 0]) - before[middle])
    np.testing.assert_allclose(pixels(viewer)[middle], expected, atol=12)
    np.testing.assert_allclose(pixels(viewer)[corner], before[corner], atol=12)


# -- by hand


def test_controls_and_state_are_one(viewer):
    viewer.controls["zoom"].value = 4
    viewer.controls["row"].value = 96
    assert viewer.controls["row"].value == viewer.state.row == round(scales(SHAPE)[4] * HEIGHT / 2)
    viewer.controls["column"].value = 1024
    assert viewer.state.column == 1024
    viewer.controls["heat"].value = "pups"
    assert viewer.state.heat == "pups"
    viewer.change(threshold=0.97, truth=False)
    assert viewer.controls["threshold"].value == 0.97
    assert viewer.controls["truth"].value is False
    assert viewer.picture.html in viewer._shown.value


def test_a_click_puts_a_place_into_the_middle(viewer):
    viewer.change(zoom=3, row=600, column=1000)
    top, left, bottom, right = viewer.picture.box
    viewer._pointer.value = json.dumps(["click", 0.75, 0.25, 1])
    assert viewer.state.row == pytest.approx(top + 0.25 * (bottom - top), abs=1)
    assert viewer.state.column == pytest.approx(left + 0.75 * (right - left), abs=1)


def test_a_drag_takes_the_scene_along(viewer):
    viewer.change(zoom=3, row=600, column=1000)
    top, left, bottom, right = viewer.picture.box
    viewer._pointer.value = json.dumps(["drag", 0.1, -0.2, 1])
    assert viewer.state.column == pytest.approx(1000 - 0.1 * (right - left), abs=1)
    assert viewer.state.row == pytest.approx(600 + 0.2 * (bottom - top), abs=1)


# -- what is refused


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"zoom": 99}, "zoom must be"),
        ({"heat": "seals"}, "heat"),
        ({"threshold": 1.5}, "threshold must be"),
        ({"classes": ("seals",)}, "no class 'seals'"),
        ({"colour": 1}, "no 'colour'"),
        ({"row": "a"}, "row must be a number"),
        ({"threshold": "0.5"}, "threshold must be a number"),
        ({"truth": "no"}, "truth must be True or False"),
        ({"zoom": 1.0}, "zoom must be a whole number"),
    ],
)
def test_what_makes_no_sense_is_refused_and_nothing_changes(viewer, values, message):
    before = viewer.picture
    with pytest.raises((ValueError, TypeError), match=message):
        viewer.change(**values)
    assert viewer.picture is before


def test_what_does_not_belong_together_is_refused(peaks, truth):
    with pytest.raises(ValueError, match="maps are of an image"):
        counting.view(IMAGE[:-8], peaks, CLASSES, SIZES, truth)
    with pytest.raises(ValueError, match="channels"):
        counting.view(IMAGE[..., :1], peaks, CLASSES, SIZES, truth)
    with pytest.raises(ValueError, match="lacks the columns"):
        counting.view(IMAGE, peaks, CLASSES, SIZES, truth.drop(columns="row"))
    with pytest.raises(ValueError, match="threshold must be"):
        counting.view(IMAGE, peaks, CLASSES, SIZES, truth, least=0.5, threshold=0.2)


def test_bytes_and_floats_look_alike(viewer, peaks, truth):
    floats = counting.view(IMAGE / np.float32(255), peaks, CLASSES, SIZES, truth)
    np.testing.assert_allclose(pixels(floats), pixels(viewer), atol=2)


def test_a_scene_is_let_go_with_its_viewer(peaks, truth):
    viewer = counting.view(IMAGE, peaks, CLASSES, SIZES, truth)
    kept = weakref.ref(viewer._viewed)
    viewer._box.close_all()
    del viewer
    gc.collect()
    assert kept() is None
