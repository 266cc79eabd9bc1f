"""Brightness, contrast, channel shift, exposure, blur, noise: against Keras' layers, Pillow and SciPy."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageEnhance
from scipy import ndimage

from coursekit.augmentation import Augment


def test_contrast_and_brightness_are_keras(keras, images, change):
    contrast = keras.layers.RandomContrast(0.5, value_range=(0, 1))
    # Its factor cannot be fixed by equal bounds, which are one below 1 and one above: it is given.
    wanted = np.asarray(contrast.transform_images(images, {"contrast_factor": np.float32(1.4)}))
    got = Augment().apply(images, change(6, contrast=1.4))
    np.testing.assert_allclose(got, wanted, atol=2e-6)
    # Keras' brightness is added: here that is a shift of all channels.
    brightness = keras.layers.RandomBrightness((0.2, 0.2), value_range=(0, 1))
    wanted = np.asarray(brightness(images, training=True))
    np.testing.assert_allclose(Augment().apply(images, change(6, channel_shift=0.2)), wanted, atol=1e-6)


def test_brightness_is_pillow(images, change):
    whole = (images * 255).astype(np.uint8)
    got = Augment().apply(whole, change(6, brightness=1.3))
    wanted = np.stack([np.asarray(ImageEnhance.Brightness(Image.fromarray(image)).enhance(1.3)) for image in whole])
    assert np.abs(got.astype(int) - wanted.astype(int)).max() <= 1  # Pillow cuts off what is rounded here
    assert got.dtype == np.uint8


def test_all_values_in_their_order(images, change):
    values = {"contrast": 1.3, "brightness": 0.8, "channel_shift": [0.1, 0, -0.2], "gamma": 1.7}
    mean = images.mean(axis=(1, 2), keepdims=True)
    wanted = np.clip((mean + 1.3 * (images - mean)) * 0.8 + [0.1, 0, -0.2], 0, 1) ** 1.7
    np.testing.assert_allclose(Augment().apply(images, change(6, **values)), wanted, atol=2e-6)
    whole = np.rint(images * 255).astype(np.uint8)
    got = Augment().apply(whole, change(6, **values))
    # Half a level from the input, which contrast makes 1.7 * 1.3 * 0.8 times as much, and half from the result.
    assert np.abs(got / 255 - wanted).max() < 1.5 / 255


def test_blur_is_scipy(images, change):
    got = Augment().apply(images, change(6, blur=1.2))
    wanted = ndimage.gaussian_filter(images, sigma=(0, 1.2, 1.2, 0), mode="reflect", radius=(0, 4, 4, 0))
    np.testing.assert_allclose(got, wanted, atol=2e-6)


def test_noise_has_its_size_and_differs(change):
    grey = np.full((3, 64, 64, 3), 0.5, np.float32)
    noise = Augment().apply(grey, change(3, noise=0.05)) - 0.5
    assert noise.std() == pytest.approx(0.05, rel=0.02)
    assert abs(noise.mean()) < 1e-3
    assert not np.array_equal(noise[0], noise[1])
    # Of its own for each seed, epoch and image.
    keys = np.array([[0, 0, 0], [0, 1, 0], [1, 0, 0], [0, 0, 1]])
    drawn = Augment().apply(np.repeat(grey[:1], 4, axis=0), change(4, noise=0.05)._replace(key=keys))
    assert len(np.unique(drawn[:, 0, 0, 0])) == 4


def test_rescale_and_preprocessing(images):
    whole = (images * 255).astype(np.uint8)
    got = Augment(rescale=1 / 255, preprocessing_function=lambda image: 255 - image)(whole)
    assert got.dtype == np.float32
    np.testing.assert_allclose(got, (255 - whole) / 255, atol=1e-6)
