"""Non-maximum suppression against a slow one of its own, written by the definition."""

from __future__ import annotations

from math import hypot

import numpy as np
import pytest
from scipy.ndimage import gaussian_filter

from coursekit import counting
from coursekit.counting import detection

CLASSES = ("males", "pups", "backgrounds")


def maps(values, stride=(4, 4), offset=(0, 0), patch=(32, 32)):
    rows, columns = values.shape[:2]
    shape = tuple(offset[at] + patch[at] + stride[at] * ((rows, columns)[at] - 1) for at in (0, 1))
    return counting.Maps(values, stride, offset, patch, shape)


def random_maps(seed, rows=23, columns=31, levels=None):
    random = np.random.default_rng(seed)
    logits = random.normal(size=(rows, columns, 3)) * 3
    values = np.exp(logits) / np.exp(logits).sum(axis=-1, keepdims=True)
    return maps(np.round(values * levels) / levels if levels else values, stride=(2, 3))


def by_definition(given, sizes, threshold, across):
    down, right = given.centres()
    candidates = []
    for r in range(given.maps.shape[0]):
        for c in range(given.maps.shape[1]):
            kind = int(np.argmax(given.maps[r, c]))
            if CLASSES[kind] != "backgrounds" and given.maps[r, c, kind] >= threshold:
                candidates.append((-given.maps[r, c, kind], int(down[r]), int(right[c]), CLASSES[kind]))
    points = []
    for score, row, column, name in sorted(candidates, key=lambda one: one[:3]):
        near = [
            other
            for other in points
            if hypot(row - other[1], column - other[2]) < (sizes[name] + sizes[other[0]]) / 2
            and (across or other[0] == name)
        ]
        if not near:
            points.append((name, row, column, -score))
    return points


@pytest.mark.parametrize("across", [True, False])
@pytest.mark.parametrize(("seed", "levels", "threshold"), [(0, None, 0.0), (1, None, 0.8), (2, 4, 0.0), (3, 2, 0.5)])
def test_the_same_points_as_by_definition(seed, levels, threshold, across, monkeypatch):
    monkeypatch.setattr(detection, "_ROWS", 7)  # several strips, the last one shorter
    sizes = {"males": 11.0, "pups": 5.0}
    given = random_maps(seed, levels=levels)
    found = counting.detect(given, CLASSES, sizes, threshold=threshold, across_classes=across)
    expected = by_definition(given, sizes, threshold, across)
    assert len(expected) > 10
    assert list(found[["class_name", "row", "col", "score"]].itertuples(index=False, name=None)) == expected
    assert [CLASSES[index] for index in found["cls"]] == found["class_name"].tolist()


def test_smoothing_is_that_of_the_whole_maps(monkeypatch):
    monkeypatch.setattr(detection, "_ROWS", 5)
    given = random_maps(4)
    found = counting.detect(given, CLASSES, 9, smooth=4)
    smoothed = gaussian_filter(given.maps.astype(np.float32), (4 / 2, 4 / 3, 0), mode="nearest")
    expected = by_definition(maps(smoothed, stride=(2, 3)), {"males": 9, "pups": 9}, 0, True)
    assert len(expected) > 5
    assert list(zip(found["row"], found["col"], strict=True)) == [point[1:3] for point in expected]


def test_smoothing_moves_a_point_into_the_middle_of_equal_scores():
    values = np.zeros((15, 15, 3))
    values[..., 2] = 1
    values[4:9, 5:10] = (1, 0, 0)
    (corner,), (middle,) = (
        counting.detect(maps(values), CLASSES, 60, smooth=smooth)[["row", "col"]].to_numpy() for smooth in (0, 6)
    )
    assert tuple(corner) == (4 * 4 + 16, 5 * 4 + 16)
    assert tuple(middle) == (6 * 4 + 16, 7 * 4 + 16)


def test_nothing_but_background_gives_an_empty_table():
    values = np.zeros((4, 5, 3))
    values[..., 2] = 1
    found = counting.detect(maps(values), CLASSES, 10)
    assert len(found) == 0
    assert list(found.columns) == ["class_name", "cls", "row", "col", "score"]


def test_a_threshold_for_each_class():
    values = np.zeros((1, 40, 3))
    values[..., 2] = 1
    values[0, 0], values[0, 20] = (0.7, 0.1, 0.2), (0.1, 0.7, 0.2)
    names = [
        counting.detect(maps(values), CLASSES, 9, threshold=limits)["class_name"].tolist()
        for limits in ({"males": 0.6, "pups": 0.8}, {"males": 0.8, "pups": 0.6}, 0.7, 0.71)
    ]
    assert names == [["males"], ["pups"], ["males", "pups"], []]


@pytest.mark.parametrize(
    ("change", "error", "message"),
    [
        ({"maps": np.zeros((2, 2, 3))}, TypeError, "what `predict` returns"),
        ({"maps": maps(np.zeros((2, 2, 1)))}, ValueError, "sigmoid"),
        ({"classes": ("males", "pups")}, ValueError, "There are 3 maps"),
        ({"classes": ("pups", "pups", "backgrounds")}, ValueError, "its own name"),
        ({"background": "water"}, ValueError, "is none of the classes"),
        ({"distance": {"males": 9}}, ValueError, "distance has none for pups"),
        ({"distance": {"males": 9, "pups": 4, "water": 3}}, ValueError, "names water"),
        ({"distance": 0}, ValueError, "above 0"),
        ({"distance": None}, TypeError, "number of pixels"),
        ({"distance": True}, TypeError, "number of pixels"),
        ({"threshold": {"males": 0.5}}, ValueError, "threshold must have a number for each of males, pups"),
        ({"threshold": "high"}, TypeError, "threshold of males"),
        ({"threshold": float("nan")}, ValueError, "threshold of males"),
        ({"smooth": -1}, ValueError, "smooth"),
    ],
)
def test_what_makes_no_sense_is_refused(change, error, message):
    arguments = {"maps": maps(np.zeros((2, 2, 3))), "classes": CLASSES, "distance": 9} | change
    with pytest.raises(error, match=message):
        counting.detect(**arguments)
