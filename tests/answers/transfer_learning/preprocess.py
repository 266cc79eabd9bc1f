"""Answers to `preprocess(images, mean)`."""

import numpy as np


def right_reversed(images, mean):
    return 255 * images[..., ::-1] - mean


def right_channel_by_channel(images, mean):
    red, green, blue = np.moveaxis(255 * images, -1, 0)
    return np.stack([blue - mean[0], green - mean[1], red - mean[2]], axis=-1)


def right_mean_first(images, mean):
    return np.flip((images - mean[::-1] / 255) * 255, axis=-1)


def right_single_precision(images, mean):
    return (images * 255.0).astype("float32")[:, :, :, [2, 1, 0]] - mean.astype("float32")


def wrong_rgb(images, mean):
    """it loses the mean of blue"""
    return 255 * images - mean


def wrong_rgb_with_its_own_mean(images, mean):
    """red still stands first"""
    return 255 * images - mean[::-1]


def wrong_mean_turned_round_as_well(images, mean):
    """blue loses the mean of red"""
    return (255 * images - mean)[..., ::-1]


def wrong_not_scaled(images, mean):
    """the image nearly disappears"""
    return images[..., ::-1] - mean


def wrong_mean_on_another_scale(images, mean):
    """it counts 255 times"""
    return (images[..., ::-1] - mean) * 255


def wrong_small(images, mean):
    """never seen values as small as that"""
    return images[..., ::-1] - mean / 255


def wrong_no_mean(images, mean):
    """the mean is still there"""
    return 255 * images[..., ::-1]


def wrong_added(images, mean):
    """You add the mean."""
    return 255 * images[..., ::-1] + mean


def wrong_divided(images, mean):
    """which way is the scale to change?"""
    return images[..., ::-1] / 255 - mean


def wrong_256(images, mean):
    """The largest value of a byte is 255."""
    return 256 * images[..., ::-1] - mean


def wrong_all_axes(images, mean):
    """values differ"""
    return 255 * np.flip(images) - mean


def wrong_mirrored(images, mean):
    """your image is mirrored"""
    return 255 * images[:, :, ::-1] - mean


def wrong_upside_down(images, mean):
    """stands on its head"""
    return 255 * images[:, ::-1] - mean


def wrong_last_image_first(images, mean):
    """the last one comes first now"""
    return 255 * images[::-1] - mean


def wrong_own_mean(images, mean):
    """You take off the mean of the images given."""
    bgr = 255 * images[..., ::-1]
    return bgr - bgr.mean(axis=(0, 1, 2))


def wrong_minus_one_to_one(images, mean):
    """which other networks expect"""
    return 2 * images - 1


def wrong_in_place(images, mean):
    """Your function changes its argument `images`"""
    images *= 255
    return images[..., ::-1] - mean


def wrong_bytes(images, mean):
    """whole numbers only"""
    return (255 * images[..., ::-1] - mean).astype("int64")


def refused_keras(images, mean):
    """preprocess_input"""
    import keras

    return keras.applications.vgg16.preprocess_input(255 * images)


def refused_the_library(images, mean):
    """coursekit.transfer_learning"""
    from coursekit import transfer_learning

    return transfer_learning.BGRMinusMean(mean)(images)
