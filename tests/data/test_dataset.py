"""`Dataset` refuses what does not fit together, and hands out its parts."""

from __future__ import annotations

import dataclasses

import numpy as np
import pandas as pd
import pytest

from coursekit.data import Dataset


def small(**changes):
    """Three images of two classes, one of them for testing."""
    values = {
        "name": "Three squares",
        "images": np.arange(12, dtype=np.float32).reshape(3, 2, 2, 1) / 12,
        "labels": np.array([0, 1, 0]),
        "classes": ("dark", "light"),
        "split": np.array(["train", "test", "train"]),
    }
    return Dataset(**(values | changes))


def test_parts_unpack_into_images_and_labels():
    images, labels = small().train
    np.testing.assert_array_equal(images, small().images[[0, 2]])
    assert labels.tolist() == [0, 0]
    assert small().test.labels.tolist() == [1]
    assert len(small()) == 3


def test_an_unknown_part_is_refused_and_the_known_ones_are_named():
    with pytest.raises(ValueError, match="no part 'valid' in Three squares; it has 'test', 'train'"):
        small().part("valid")


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"images": np.zeros((3, 2, 2), np.float32)}, r"not float32 of shape \(3, 2, 2\)"),
        ({"images": np.zeros((3, 2, 2, 1))}, "not float64"),
        ({"labels": np.array([0, 1])}, r"labels must have shape \(3,\)"),
        ({"split": np.array(["train"])}, r"split must have shape \(3,\)"),
        ({"details": pd.DataFrame({"file": ["a"]})}, "details must have 3 rows"),
        ({"labels": np.array([0, 1, 2])}, "labels must lie between 0 and 1"),
        ({"labels": np.array([0, 1, -1])}, "labels must lie between 0 and 1"),
    ],
)
def test_what_does_not_fit_is_refused(changes, says):
    with pytest.raises(ValueError, match=says):
        small(**changes)


def test_validation_part_details_and_repr():
    details = pd.DataFrame({"file": ["a", "b", "c"]})
    dataset = small(split=np.array(["test", "valid", "train"]), details=details)
    assert dataset.valid.labels.tolist() == [1]
    assert repr(dataset) == "<Three squares: 3 images of 2×2×1, 2 classes, 1 train, 1 valid, 1 test>"


def test_it_is_frozen():
    with pytest.raises(dataclasses.FrozenInstanceError):
        small().name = "Other"
