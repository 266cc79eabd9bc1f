"""The references of topic 04's first tasks against NumPy, SciPy, OpenCV, Pillow, Keras and the package itself.

Tolerance: 1e-9 where both routes are in double precision, one level of 256 where the package rounds in another order.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from scipy import ndimage

from coursekit import augmentation, data
from coursekit.augmentation import tasks
from coursekit.augmentation.transforms import geometry
from coursekit.augmentation.transforms.points import move
from coursekit.checks import Case
from coursekit.course.text import read

RNG = np.random.default_rng(4)
ROOT = Path(__file__).parents[2]
TRIALS = range(8)
AXES = [1, 0, 2]  # SciPy counts rows first


def close(found, right, tolerance=1e-9):
    found, right = np.asarray(found, dtype=float), np.asarray(right, dtype=float)
    assert found.shape == right.shape
    np.testing.assert_allclose(found, right, rtol=0, atol=tolerance)


def reference(name):
    return getattr(tasks, name).reference


def any_matrix(height, width):
    """An affine transform that leaves a good part of the image on it."""
    linear = np.eye(2) + RNG.uniform(-0.5, 0.5, size=(2, 2))
    middle = np.array([width - 1, height - 1]) / 2
    offset = middle - linear @ middle + RNG.uniform(-1, 1, size=2)
    return np.vstack([np.column_stack([linear, offset]), [0, 0, 1]])


def forward(height, width, **values):
    """The package's own matrix for values chosen by hand."""
    chosen = augmentation.Parameters.identity(1)._replace(**{name: np.array([v]) for name, v in values.items()})
    return geometry.homographies(np, chosen, height, width)[0]


@pytest.mark.parametrize("width", [1, 2, 5, 8])
def test_a_mirrored_column_against_a_flipped_image(width):
    ramp = np.arange(width, dtype=float)[None]
    for column in range(width):
        assert np.fliplr(ramp)[0, int(reference("mirrored_column")(column, width))] == column
    places = RNG.uniform(-0.5, width - 0.5, size=5)
    moved = forward(3, width, flip=[1.0, 0.0]) @ np.stack([places, np.ones(5), np.ones(5)])
    close([reference("mirrored_column")(place, width) for place in places], moved[0])


@pytest.mark.parametrize("shape", [(2, 3, 3), (5, 1, 1), (4, 4, 2)])
def test_a_quarter_turn_against_numpy(shape):
    image = RNG.integers(0, 256, size=shape, dtype=np.uint8)
    turned = reference("quarter_turn")(image)
    assert turned.dtype == np.uint8
    assert (turned == np.rot90(image)).all()


def test_a_quarter_turn_is_the_rotation_by_90_degrees():
    image = RNG.uniform(size=(5, 5, 3))
    close(reference("warp")(image, reference("rotation_matrix")(90, 5, 5), 0.0), reference("quarter_turn")(image))


@pytest.mark.parametrize("trial", TRIALS)
def test_the_matrix_of_a_rotation_against_opencv_and_the_package(trial):
    cv2 = pytest.importorskip("cv2", reason="OpenCV is an optional oracle")
    degrees, (height, width) = float(RNG.uniform(-400, 400)), RNG.integers(1, 20, size=2).tolist()
    found = reference("rotation_matrix")(degrees, height, width)
    close(found[:2], cv2.getRotationMatrix2D(((width - 1) / 2, (height - 1) / 2), degrees, 1.0), 1e-5)
    close(found[2], [0, 0, 1])
    close(found, forward(height, width, rotation=degrees))


def test_the_rotation_turns_as_pillow_does():
    """Counter-clockwise as seen, by a library that speaks of angles and not of matrices."""
    image = RNG.integers(0, 256, size=(24, 24)).astype(np.float32)
    smooth = ndimage.gaussian_filter(image, 3)
    pillow = np.asarray(Image.fromarray(smooth).rotate(25, Image.Resampling.BILINEAR))
    found = reference("warp")(smooth[:, :, None].astype(float), reference("rotation_matrix")(25, 24, 24), 0.0)
    close(found[5:-5, 5:-5, 0], pillow[5:-5, 5:-5], 0.01)


@pytest.mark.parametrize("trial", TRIALS)
def test_points_against_the_package_and_a_marked_image(trial):
    height, width = 7, 10
    matrix, points = any_matrix(height, width), RNG.uniform(-1, 10, size=(20, 2))
    positions, inside = reference("move_points")(points, matrix, height, width)
    moved = move(points, matrix, height, width)
    close(positions, moved.positions)
    assert (inside == moved.inside).all()
    assert inside.dtype == bool
    # A label map of the image itself: a point is inside if the nearest pixel exists.
    exists = [
        bool(0 <= np.floor(row + 0.5) < height and 0 <= np.floor(column + 0.5) < width) for row, column in positions
    ]
    assert inside.tolist() == exists


def test_points_on_an_edge_belong_to_one_of_two_images_that_touch():
    edges = np.array([[-0.5, 1.0], [4.5, 1.0], [1.0, -0.5], [1.0, 5.5]])
    _, inside = reference("move_points")(edges, np.eye(3), 5, 6)
    assert inside.tolist() == [True, False, True, False]
    on_the_one_below = reference("move_points")(edges - [5, 0], np.eye(3), 5, 6)[1]
    assert on_the_one_below.tolist() == [False, True, False, False]


@pytest.mark.parametrize("trial", TRIALS)
def test_bilinear_values_against_scipy(trial):
    height, width = RNG.integers(1, 6, size=2).tolist()
    image = RNG.uniform(size=(height, width))
    places = np.vstack([RNG.uniform(size=(10, 2)) * (height - 1, width - 1), [[height - 1, width - 1], [0, 0]]])
    right = ndimage.map_coordinates(image, places.T, order=1, mode="nearest")
    close([reference("sample")(image, *place) for place in places], right)


def outside(matrix, height, width):
    """Which pixels of the result come from outside of the image."""
    rows, columns = np.mgrid[:height, :width]
    x, y, _ = np.linalg.inv(matrix) @ np.stack([columns.ravel(), rows.ravel(), np.ones(rows.size)])
    return (
        (np.floor(y + 0.5) < 0) | (np.floor(y + 0.5) >= height) | (np.floor(x + 0.5) < 0) | (np.floor(x + 0.5) >= width)
    ).reshape(height, width)


@pytest.mark.parametrize("trial", TRIALS)
def test_warping_against_scipy(trial):
    height, width = RNG.integers(2, 9, size=2).tolist()
    image, matrix = RNG.uniform(size=(height, width, 3)), any_matrix(height, width)
    inverse = np.linalg.inv(matrix)[np.ix_(AXES, AXES)]
    right = np.stack(
        [ndimage.affine_transform(image[:, :, c], inverse, order=1, mode="nearest") for c in range(3)], axis=-1
    )
    right[outside(matrix, height, width)] = 0.3
    close(reference("warp")(image, matrix, 0.3), right)


@pytest.mark.parametrize("trial", TRIALS)
def test_warping_against_the_package(trial):
    """`fill_mode="nearest"` draws the edge out; the exercise's fill lies outside of it. OpenCV works in float32."""
    image = RNG.uniform(size=(9, 12, 3))
    values = {"rotation": RNG.uniform(-180, 180), "zoom": RNG.uniform(0.6, 1.5, size=2), "shear": RNG.uniform(-20, 20)}
    chosen = augmentation.Parameters.identity(1)._replace(**{name: np.array([v]) for name, v in values.items()})
    right = augmentation.Augment(fill_mode="nearest").apply(image[None].astype(np.float32), chosen)[0].astype(float)
    matrix = forward(9, 12, **values)
    right[outside(matrix, 9, 12)] = 0.6
    close(reference("warp")(image, matrix, 0.6), right, 1e-4)


@pytest.mark.parametrize("trial", TRIALS)
def test_brightness_and_contrast_against_the_package(trial):
    image = RNG.integers(0, 256, size=(6, 5, 3), dtype=np.uint8)
    values = {"brightness": RNG.uniform(0.5, 1.8), "contrast": RNG.uniform(0.3, 2.5)}
    chosen = augmentation.Parameters.identity(1)._replace(**{name: np.array([v]) for name, v in values.items()})
    found = reference("adjust")(image, values["brightness"], values["contrast"])
    assert found.dtype == np.uint8
    # The package has a table of 256 levels in [0, 1]: a value that lies at one half may be rounded the other way.
    close(found, augmentation.Augment().apply(image[None], chosen)[0], 1)
    assert (found == augmentation.Augment().apply(image[None], chosen)[0]).mean() > 0.98


@pytest.mark.slow
def test_contrast_against_keras():
    import keras

    image = RNG.integers(60, 190, size=(6, 5, 3), dtype=np.uint8)
    layer = keras.layers.RandomContrast(0.5, value_range=(0, 255))
    right = keras.ops.convert_to_numpy(
        layer.transform_images(
            image[None].astype("float32"), {"contrast_factor": np.full((1, 1, 1, 1), 1.4, "float32")}, training=True
        )
    )
    close(reference("adjust")(image, 1.0, 1.4), np.rint(right[0]))


# What every right answer must agree on ---------------------------------------------------------------------------


@pytest.mark.parametrize("case", range(len(tasks.warp.cases)))
def test_no_pixel_of_a_case_lies_on_a_tie(case):
    """Half a pixel beyond the outermost centres the fill begins: rounding must not decide on which side a place is."""
    image, matrix, _ = Case.of(tasks.warp.cases[case]).arguments
    rows, columns = np.mgrid[: image.shape[0], : image.shape[1]]
    x, y, _ = np.linalg.inv(matrix) @ np.stack([columns.ravel(), rows.ravel(), np.ones(rows.size)])
    for place, side in ((y, image.shape[0]), (x, image.shape[1])):
        assert min(np.abs(place + 0.5).min(), np.abs(place - side + 0.5).min()) > 1e-3


@pytest.mark.parametrize("case", range(len(tasks.adjust.cases)))
def test_no_value_of_a_case_lies_between_two_levels(case):
    image, brightness, contrast = Case.of(tasks.adjust.cases[case]).arguments
    mean = image.mean(axis=(0, 1))
    values = brightness * (mean + contrast * (image - mean))
    assert np.abs(values % 1 - 0.5).min() > 1e-3


# What the exercise's text shows ----------------------------------------------------------------------------------


def test_numbers_in_the_text_and_the_hints():
    assert reference("mirrored_column")(0, 4) == 3
    assert reference("mirrored_column")(4, 6) == 1
    letters = np.array([list("abc"), list("def")]).view(np.uint32).astype(np.uint8)[:, :, None]
    turned = reference("quarter_turn")(letters)[:, :, 0]
    assert ["".join(chr(code) for code in row) for row in turned] == ["cf", "be", "ad"]
    close(reference("rotation_matrix")(90, 3, 3) @ [2, 1, 1], [1, 0, 1])
    right = np.array([[1.0, 0, 3], [0, 1, 0], [0, 0, 1]])
    positions, inside = reference("move_points")(np.array([[1, 0], [1, 2.4], [1, 4]]), right, 4, 6)
    close(positions, [[1, 3], [1, 5.4], [1, 7]])
    assert inside.tolist() == [True, True, False]
    assert reference("sample")(np.array([[0.0, 8], [4, 4]]), 0.5, 0.25) == 3
    close(
        reference("warp")(np.array([[[0.1], [0.5], [0.9]]]), np.array([[1, 0, 1.25], [0, 1, 0], [0, 0, 1]]), 0.0),
        [[[0.0], [0.1], [0.4]]],
    )
    levels = np.array([[[10], [20], [60]]], dtype=np.uint8)
    assert reference("adjust")(levels, 1.5, 2.0).ravel().tolist() == [0, 15, 135]
    assert reference("adjust")(levels, 1.0, 0.5).ravel().tolist() == [20, 25, 45]


def test_all_points_of_the_exercise_are_as_its_text_says():
    """Each task says how many points it has; its cells must add up to that."""
    text = read(ROOT / "solutions" / "04_augmentation.py", ROOT, graded=True)
    told, earned, name = {}, {}, ""
    for cell in text.cells:
        if cell.kind == "markdown" and "### Task" in cell.source:
            name = cell.source.partition("### ")[2].partition("\n")[0]
            told[name] = float(cell.source.partition(" points.**")[0].rpartition("**")[2])
        elif cell.role == "test":
            earned[name] = earned.get(name, 0) + cell.points
    assert told == earned
    assert 40 <= sum(told.values()) <= 48


def test_the_marks_of_the_patch_lie_on_its_animals():
    """They were set by hand: fur is warm, rock is grey. One of them leaves the patch when it is turned."""
    patch = data.sealions(count=30).train.images[9]
    animals = np.array([[48, 45], [36, 86], [10, 32], [90, 22]])
    warm = patch[..., 0] - patch[..., 2]
    assert (warm[animals[:, 0], animals[:, 1]] > 0.15).all()
    assert np.median(warm) < 0.05
    _, inside = reference("move_points")(animals, reference("rotation_matrix")(40, 96, 96), 96, 96)
    assert inside.tolist() == [True, True, True, False]
