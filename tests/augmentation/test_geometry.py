"""Geometry: conventions against Keras' layers and old generator, resampling against SciPy, what must be exact."""

from __future__ import annotations

import warnings

import numpy as np
import pytest
from scipy import ndimage

from coursekit.augmentation import Augment

# OpenCV blends in float32; coordinates near a whole number may round to either side of it.
CLOSE = 1e-4
FILLED = ("constant", "nearest", "reflect", "wrap")


def test_identity_is_bit_for_bit(images, change):
    whole = (images * 255).astype(np.uint8)
    for batch in (images, whole, images[..., :1]):
        done = Augment().apply(batch, change(6, batch.shape[3]))
        assert done.dtype == batch.dtype
        assert np.array_equal(done, batch)


@pytest.mark.parametrize("turns", [1, 2, 3, -1])
def test_quarter_turns_are_rot90(square, change, turns):
    done = Augment(fill_mode="constant").apply(square, change(4, rotation=90 * turns))
    assert np.array_equal(done, np.rot90(square, turns, axes=(1, 2)))


def test_flips_and_whole_shifts_are_exact(images, change):
    augment = Augment(fill_mode="wrap")
    mirrored = augment.apply(images, change(6, flip=[1, 0]))
    assert np.array_equal(mirrored, images[:, :, ::-1])
    assert np.array_equal(augment.apply(mirrored, change(6, flip=[1, 0])), images)
    assert np.array_equal(augment.apply(images, change(6, flip=[0, 1])), images[:, ::-1])
    assert np.array_equal(augment.apply(images, change(6, shift=[3, -2])), np.roll(images, (-2, 3), axis=(1, 2)))


@pytest.mark.parametrize(
    ("layer", "options", "values"),
    [
        # Keras rotates by a part of a full turn, positive counter-clockwise.
        ("RandomRotation", {"factor": (0.08, 0.08)}, {"rotation": 0.08 * 360}),
        ("RandomTranslation", {"height_factor": (0.13, 0.13), "width_factor": (-0.2, -0.2)}, {"shift": [-5.2, 2.6]}),
        ("RandomZoom", {"height_factor": (0.3, 0.3), "width_factor": (-0.2, -0.2)}, {"zoom": [0.8, 1.3]}),
    ],
)
def test_keras_layers(keras, images, change, layer, options, values):
    made = getattr(keras.layers, layer)(
        **options, fill_mode="reflect", interpolation="bilinear", data_format="channels_last"
    )
    wanted = np.asarray(made(images, training=True))
    done = Augment(fill_mode="reflect").apply(images, change(6, **values))
    # Keras computes coordinates in float32, from fractions of the image.
    np.testing.assert_allclose(done, wanted, atol=1e-3)


def test_keras_perspective_transform(keras, images, change):
    height, width = images.shape[1:3]
    displacement = np.array([[0.1, 0.05], [-0.08, 0.12], [0.07, -0.1], [0.02, 0.04]])
    corners = np.array([[0, 0], [width - 1, 0], [width - 1, height - 1], [0, height - 1]], float)
    moved = corners + displacement * [width, height]
    order = [0, 1, 3, 2]  # Keras: top left, top right, bottom left, bottom right
    start, end = (np.broadcast_to(points[order].astype(np.float32), (6, 4, 2)) for points in (corners, moved))
    wanted = np.asarray(keras.ops.image.perspective_transform(images, start, end, fill_value=0.0))
    done = Augment(fill_mode="constant").apply(images, change(6, perspective=displacement))
    np.testing.assert_allclose(done[:, 4:-4, 4:-4], wanted[:, 4:-4, 4:-4], atol=2e-3)


@pytest.mark.parametrize("fill_mode", ["nearest", "reflect"])
@pytest.mark.parametrize("together", [False, True])
def test_the_old_generator(square, change, fill_mode, together):
    """Each transform, and all together in its order.

    On square images: it takes the middle of others with height and width exchanged. And it exchanges the two shifts
    (`tx`, which is made of `height_shift_range`, moves along a row), as the migration table tells.
    """
    from keras.src.legacy.preprocessing.image import ImageDataGenerator

    single = [
        ({"theta": 25.0}, {"rotation": 25.0}),
        ({"tx": 1.5, "ty": -2.25}, {"shift": [-1.5, 2.25]}),
        ({"shear": 12.0}, {"shear": 12.0}),
        ({"zx": 1.2, "zy": 0.9}, {"zoom": [1.2, 0.9]}),
        ({"flip_horizontal": True}, {"flip": [1, 0]}),
    ]
    cases = single
    if together:
        cases = [tuple({name: value for case in single for name, value in case[side].items()} for side in (0, 1))]
    generator = ImageDataGenerator(fill_mode=fill_mode)
    for there, here in cases:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # the name by which it calls SciPy
            wanted = np.stack([generator.apply_transform(image, there) for image in square])
        done = Augment(fill_mode=fill_mode).apply(square, change(4, **here))
        np.testing.assert_allclose(done, wanted, atol=CLOSE, err_msg=str(there))


@pytest.mark.parametrize("channels", [1, 3, 5])
@pytest.mark.parametrize("fill_mode", FILLED)
def test_scipy(fill_mode, channels):
    """All geometry at once against SciPy, which is given the matrix product; OpenCV takes up to four channels."""
    images = np.random.default_rng(3).random((6, 20, 26, channels)).astype(np.float32)
    augment = Augment(
        rotation_range=180,
        width_shift_range=0.3,
        height_shift_range=0.3,
        shear_range=20,
        zoom_range=0.4,
        perspective=0.1,
        horizontal_flip=True,
        vertical_flip=True,
        fill_mode=fill_mode,
        cval=0.4 if fill_mode == "constant" else 0.0,
    )
    drawn = augment.draw(6, 20, 26, seed=2, channels=channels)
    forward = augment.matrices(drawn, 20, 26)
    done, whole = augment.apply(images, drawn), augment.apply((images * 255).astype(np.uint8), drawn)
    mode = {"constant": "grid-constant", "wrap": "grid-wrap"}.get(fill_mode, fill_mode)
    rows, columns = np.mgrid[:20, :26]
    pixels = np.stack([columns.ravel(), rows.ravel(), np.ones(rows.size)])
    for image, matrix, got, got_whole in zip(images, forward, done, whole, strict=True):
        x, y, depth = np.linalg.solve(matrix, pixels)
        assert (depth > 0).all()
        for channel in range(channels):
            for source, result, bound in (
                (image, got, CLOSE),
                ((image * 255).astype(np.uint8).astype(float), got_whole, 0.51),
            ):
                wanted = ndimage.map_coordinates(
                    source[..., channel], [y / depth, x / depth], order=1, mode=mode, cval=0.4 if bound < 0.5 else 102
                )
                np.testing.assert_allclose(result[..., channel].ravel(), wanted, rtol=0, atol=bound)


def test_the_product_is_the_order_that_is_documented(change):
    values = {"rotation": 30, "shift": [2, 3], "shear": 10, "zoom": [1.2, 0.8], "flip": [1, 0], "perspective": 0.05}
    values["perspective"] = np.linspace(-0.1, 0.1, 8).reshape(4, 2)
    augment = Augment()
    to_middle = np.array([[1, 0, -12.5], [0, 1, -9.5], [0, 0, 1]])
    product = np.eye(3)
    for name in ("rotation", "shift", "shear", "zoom", "perspective", "flip"):
        single = augment.matrices(change(1, **{name: values[name]}), 20, 26)[0]
        product = to_middle @ single @ np.linalg.inv(to_middle) @ product
    wanted = np.linalg.inv(to_middle) @ product @ to_middle
    np.testing.assert_allclose(augment.matrices(change(1, **values), 20, 26)[0], wanted, atol=1e-12)


def test_points_and_masks_follow(change):
    """A bright dot, its mask and its point end at one place."""
    augment = Augment(
        rotation_range=40, zoom_range=(0.7, 1.0), width_shift_range=0.2, height_shift_range=0.2, perspective=0.05,
        horizontal_flip=True, fill_mode="constant",
    )  # fmt: skip
    drawn = augment.draw(40, 41, 51, seed=6)
    rng = np.random.default_rng(0)
    points = [rng.integers([6, 6], [35, 45], (1, 2)) for _ in range(40)]
    images, masks = np.zeros((40, 41, 51, 3), np.float32), np.zeros((40, 41, 51), np.uint8)
    for image, mask, [[row, column]] in zip(images, masks, points, strict=True):
        image[row - 2 : row + 3, column - 2 : column + 3] = 1
        mask[row - 2 : row + 3, column - 2 : column + 3] = 200
    done, classes, moved = (
        augment.apply(images, drawn),
        augment.masks(masks, drawn),
        augment.points(points, drawn, 41, 51),
    )
    assert set(np.unique(classes)) == {0, 200}
    assert classes.dtype == np.uint8
    checked = 0
    for image, mask, (positions, inside) in zip(done, classes, moved, strict=True):
        row, column = positions[0]
        assert inside[0] == (-0.5 <= row < 40.5 and -0.5 <= column < 50.5)
        if 5 < row < 35 and 5 < column < 45:
            checked += 1
            assert np.abs(np.array(ndimage.center_of_mass(image[..., 0])) - positions[0]).max() < 0.15
            assert np.abs(np.array(ndimage.center_of_mass(mask)) - positions[0]).max() < 0.5
    assert checked > 10
    assert not all(inside.all() for _, inside in moved)
    assert augment.points([[]] * 40, drawn, 41, 51)[0].positions.shape == (0, 2)


def test_points_behind_the_camera_are_told():
    from coursekit.augmentation.transforms.points import move

    positions, inside = move([[0, 0], [0, 9]], np.array([[1, 0, 0], [0, 1, 0], [-0.2, 0, 1.0]]), 10, 10)
    assert inside.tolist() == [True, False]
    assert np.isnan(positions[1]).all()
