"""Answers to `dense_as_kernel(weights, height, width)`."""

import numpy as np


def right_reshape(weights, height, width):
    return weights.reshape(height, width, -1, weights.shape[1])


def right_channels_counted(weights, height, width):
    rows, units = weights.shape
    return np.reshape(weights, (height, width, rows // (height * width), units))


def right_loops(weights, height, width):
    rows, units = weights.shape
    channels = rows // (height * width)
    kernel = np.zeros((height, width, channels, units))
    row = 0
    for i in range(height):
        for j in range(width):
            for channel in range(channels):
                kernel[i, j, channel] = weights[row]
                row += 1
    return kernel


def right_unit_by_unit(weights, height, width):
    return np.stack([weights[:, unit].reshape(height, width, -1) for unit in range(weights.shape[1])], axis=-1)


def wrong_channels_first(weights, height, width):
    """You take the channel for the slowest of the three."""
    return weights.reshape(-1, height, width, weights.shape[1]).transpose(1, 2, 0, 3)


def wrong_column_by_column(weights, height, width):
    """You read the map column by column."""
    return weights.reshape(width, height, -1, weights.shape[1]).transpose(1, 0, 2, 3)


def wrong_width_first(weights, height, width):
    """Your kernel is 3 high and 2 wide."""
    return weights.reshape(width, height, -1, weights.shape[1])


def wrong_transposed_first(weights, height, width):
    """you transposed the matrix first"""
    return weights.T.reshape(height, width, -1, weights.shape[1])


def wrong_units_first(weights, height, width):
    """Your units come first, as in PyTorch."""
    return weights.T.reshape(weights.shape[1], height, width, -1)


def wrong_turned(weights, height, width):
    """You turn the kernel round by 180°"""
    return np.flip(weights.reshape(height, width, -1, weights.shape[1]), axis=(0, 1))


def wrong_fortran(weights, height, width):
    """lets the *first* index run fastest"""
    return np.reshape(weights, (height, width, -1, weights.shape[1]), order="F")


def wrong_units_before_channels(weights, height, width):
    """the last two numbers of your shape have changed places"""
    return weights.reshape(height, width, weights.shape[1], -1)


def wrong_swapped(weights, height, width):
    """the last two axes have changed places at the end"""
    return weights.reshape(height, width, -1, weights.shape[1]).transpose(0, 1, 3, 2)


def wrong_one_row(weights, height, width):
    """Its shape is"""
    return weights.reshape(1, 1, *weights.shape)


def refused_the_package(weights, height, width):
    """coursekit.counting"""
    from coursekit.counting import tasks

    return tasks.dense_as_kernel.reference(weights, height, width)


def refused_keras(weights, height, width):
    """keras.layers.Conv2D"""
    import keras

    layer = keras.layers.Conv2D(weights.shape[1], (height, width))
    layer.build((None, height, width, len(weights) // (height * width)))
    layer.kernel.assign(weights.reshape(layer.kernel.shape))
    return np.asarray(layer.kernel)
