"""What `Augment` refuses, in words; and the table that tells what became of the old generator's options."""

from __future__ import annotations

import inspect

import numpy as np
import pytest

from coursekit.augmentation import MIGRATION, Augment, Parameters


@pytest.mark.parametrize(
    ("options", "kind", "says"),
    [
        ({"zoom_range": (1.2, 0.8)}, ValueError, "reversed"),
        ({"brightness_range": (1.2, 0.8)}, ValueError, "reversed"),
        ({"brightness_range": 0.2}, TypeError, "two numbers"),
        ({"fill_mode": "mirror"}, ValueError, "constant, nearest, reflect, wrap"),
        ({"cval": 0.5}, ValueError, "constant"),
        ({"rotation_range": float("nan")}, ValueError, "rotation_range"),
        ({"rotation_range": True}, TypeError, "rotation_range"),
        ({"channel_shift_range": 30}, ValueError, "divide by 255"),
        ({"width_shift_range": 1}, ValueError, "never shifts"),
        ({"horizontal_flip": 1}, TypeError, "True or False"),
        ({"preprocessing_function": 3}, TypeError, "function"),
        ({"rescale": 0}, ValueError, "black"),
    ],
)
def test_options_that_are_refused(options, kind, says):
    with pytest.raises(kind, match=says):
        Augment(**options)


@pytest.mark.parametrize(
    ("batch", "kind", "says"),
    [
        (np.zeros((0, 8, 8, 3), np.float32), ValueError, "at least one"),
        (np.zeros((8, 8, 3), np.float32), ValueError, "image\\[None\\]"),
        (np.zeros((2, 3, 96, 96), np.float32), ValueError, "channels first"),
        (np.zeros((2, 8, 8, 3), np.int64), TypeError, "uint8"),
        (np.full((2, 8, 8, 3), np.nan), ValueError, "NaN"),
        (np.full((2, 8, 8, 3), 255.0), ValueError, "Divide by 255"),
    ],
)
def test_images_that_are_refused(batch, kind, says):
    with pytest.raises(kind, match=says):
        Augment()(batch)


def test_what_else_is_refused(images):
    augment, drawn = Augment(), Parameters.identity(6)
    for says, call in {
        "already": lambda: Augment(rescale=1 / 255)(images),
        "6 images of 3": lambda: augment.apply(images[:5], drawn),
        "each of the 6": lambda: augment.points([[[0, 0]]], drawn, 8, 8),
        "written down": lambda: Augment(preprocessing_function=np.copy).get_config(),
        "layer of its own": lambda: Augment(rescale=0.5).as_layer(),
        "it must keep it": lambda: Augment(preprocessing_function=np.sum)(images),
        "one for each": lambda: augment.flow(images, np.arange(5)),
        "whole numbers": lambda: augment.draw(2, 8, 8, indices=[0, -1]),
    }.items():
        with pytest.raises(ValueError, match=says):
            call()
    with pytest.raises(TypeError, match="class a pixel"):
        augment.masks(np.zeros((6, 8, 8)), drawn)


def test_the_migration_table_has_every_option():
    from keras.src.legacy.preprocessing.image import ImageDataGenerator

    told = {name for row in MIGRATION for name in row["option"].split(", ")}
    assert set(inspect.signature(ImageDataGenerator).parameters) <= told
    offered = set(inspect.signature(Augment).parameters) | {"flow"}
    assert {row["here"] for row in MIGRATION if row["here"] == row["option"]} <= offered
