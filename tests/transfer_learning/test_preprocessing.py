"""`BGRMinusMean` against Keras' own preprocessing and against numbers worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest

from coursekit.transfer_learning import BGRMinusMean


def test_as_keras_preprocesses_for_vgg16(keras, images):
    expected = keras.applications.vgg16.preprocess_input(images * 255)
    np.testing.assert_allclose(BGRMinusMean()(images), expected, atol=1e-4)
    np.testing.assert_allclose(BGRMinusMean(value_range=(0, 255))(images * 255), expected, atol=1e-4)


def test_by_hand(keras):
    """A pixel that is pure red ends up last; on values from -1 to 1 black is -1."""
    red = np.array([[[[1.0, 0.0, 0.0]]]], np.float32)
    np.testing.assert_allclose(BGRMinusMean((1, 2, 3))(red)[0, 0, 0], [-1, -2, 252], atol=1e-4)
    np.testing.assert_allclose(BGRMinusMean((1, 2, 3), (-1, 1))(2 * red - 1)[0, 0, 0], [-1, -2, 252], atol=1e-4)


def test_without_bgr_the_mean_stays_with_its_colour(keras):
    red = np.array([[[[1.0, 0.0, 0.0]]]], np.float32)
    np.testing.assert_allclose(BGRMinusMean((1, 2, 3), bgr=False)(red)[0, 0, 0], [252, -2, -1], atol=1e-4)


def test_it_is_saved_with_a_model(keras, images, tmp_path):
    image = keras.Input((16, 16, 3))
    model = keras.Model(image, BGRMinusMean((5, 6, 7), (-1, 1), bgr=False)(image))
    model.save(tmp_path / "model.keras")
    again = keras.saving.load_model(tmp_path / "model.keras")
    np.testing.assert_array_equal(again(images), model(images))


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"mean": (1, 2)}, ValueError, "3 finite numbers"),
        ({"mean": (1, 2, float("nan"))}, ValueError, "3 finite numbers"),
        ({"mean": ("a", "b", "c")}, ValueError, "3 finite numbers"),
        ({"value_range": (1, 0)}, ValueError, "black, white"),
        ({"value_range": 255}, ValueError, "2 finite numbers"),
        ({"bgr": 1}, TypeError, "True or False"),
    ],
)
def test_what_is_refused(keras, arguments, error, message):
    with pytest.raises(error, match=message):
        BGRMinusMean(**arguments)


@pytest.mark.parametrize("channels", [1, 4])
def test_grey_and_alpha_are_refused(keras, channels):
    with pytest.raises(ValueError, match="three channels"):
        BGRMinusMean()(np.zeros((1, 4, 4, channels), np.float32))
