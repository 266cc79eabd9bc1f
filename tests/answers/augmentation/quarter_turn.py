"""Answers to `quarter_turn(image)`."""

import numpy as np


def right_pixel_by_pixel(image):
    height, width, channels = image.shape
    result = np.empty((width, height, channels), image.dtype)
    for row in range(height):
        for column in range(width):
            result[width - 1 - column, row] = image[row, column]
    return result


def right_axes_swapped_then_upside_down(image):
    return image.transpose(1, 0, 2)[::-1]


def right_mirrored_then_swapped(image):
    return np.swapaxes(image[:, ::-1], 0, 1)


def right_as_a_list(image):
    width = image.shape[1]
    return [[image[r, width - 1 - c].tolist() for r in range(image.shape[0])] for c in range(width)]


def wrong_clockwise(image):
    """That is a quarter turn clockwise."""
    return image.transpose(1, 0, 2)[:, ::-1]


def wrong_clockwise_by_pixels(image):
    """the *right* edge of the image comes to lie on top"""
    height, width, channels = image.shape
    result = np.zeros((width, height, channels), image.dtype)
    for row in range(width):
        for column in range(height):
            result[row, column] = image[height - 1 - column, row]
    return result


def wrong_transposed(image):
    """the top left pixel has stayed where it was"""
    return image.transpose(1, 0, 2)


def wrong_other_diagonal(image):
    """only *one* of the two directions is reversed besides"""
    return image.transpose(1, 0, 2)[::-1, ::-1]


def wrong_minus_row(image):
    """counted from behind, the last column is -1"""
    height, width, channels = image.shape
    result = np.zeros((width, height, channels), image.dtype)
    for row in range(width):
        for column in range(height):
            result[row, column] = image[column, -row]
    return result


def wrong_height_for_width(image):
    """How many columns has the image?"""
    height, width, channels = image.shape
    result = np.zeros((width, height, channels), image.dtype)
    for row in range(width):
        for column in range(height):
            result[row, column] = image[column, height - 1 - row]
    return result


def wrong_reshaped(image):
    """`reshape` turns nothing"""
    height, width, channels = image.shape
    return image.reshape((width, height, channels))


def wrong_one_too_far(image):
    """IndexError"""
    height, width, channels = image.shape
    result = np.zeros((width, height, channels), image.dtype)
    for row in range(width):
        for column in range(height):
            result[row, column] = image[column, width - row]
    return result


def wrong_shape_of_the_image(image):
    """IndexError"""
    result = np.zeros(image.shape, image.dtype)
    for row in range(image.shape[1]):
        for column in range(image.shape[0]):
            result[row, column] = image[column, image.shape[1] - 1 - row]
    return result


def wrong_upside_down(image):
    """Its shape is"""
    return image[::-1]


def wrong_t(image):
    """Its shape is"""
    return image.T[::-1]


def wrong_channels_reversed(image):
    """red has become blue"""
    return image.transpose(1, 0, 2)[::-1, :, ::-1]


def wrong_every_axis_reversed(image):
    """You reversed every axis, the channels too."""
    return np.flip(image.transpose(1, 0, 2))


def wrong_clockwise_and_channels_reversed(image):
    """the channels are in reverse besides"""
    return np.flip(image).transpose(1, 0, 2)[::-1]


def wrong_first_channel(image):
    """All channels of your result hold the first one."""
    height, width, channels = image.shape
    result = np.zeros((width, height, channels), image.dtype)
    for row in range(width):
        for column in range(height):
            result[row, column] = image[column, width - 1 - row][0]
    return result


def wrong_zeros(image):
    """Every value is zero."""
    height, width, channels = image.shape
    return np.zeros((width, height, channels), image.dtype)


def refused_rot90(image):
    """numpy.rot90"""
    return np.rot90(image)


def refused_opencv(image):
    """cv2.rotate"""
    import cv2

    return cv2.rotate(image, cv2.ROTATE_90_COUNTERCLOCKWISE).reshape(image.shape[1], image.shape[0], -1)


def refused_the_tasks_own_answer(image):
    """coursekit.augmentation.tasks"""
    from coursekit.augmentation import tasks

    return tasks.quarter_turn.reference(image)
