"""Answers to `convolution_layer(images, kernels, biases)`."""

import numpy as np


def _windows(images, kernels):
    """Shape (images, rows, columns, channels, kernel height, kernel width)."""
    return np.lib.stride_tricks.sliding_window_view(images, kernels.shape[:2], axis=(1, 2))


def right_einsum(images, kernels, biases):
    return np.einsum("nrckij,ijkf->nrcf", _windows(images, kernels), kernels) + biases


def right_loops(images, kernels, biases):
    height, width, channels, filters = kernels.shape
    rows, columns = images.shape[1] - height + 1, images.shape[2] - width + 1
    result = np.zeros((len(images), rows, columns, filters))
    for n in range(len(images)):
        for f in range(filters):
            for k in range(channels):
                for r in range(rows):
                    for c in range(columns):
                        patch = images[n, r : r + height, c : c + width, k]
                        result[n, r, c, f] += (patch * kernels[:, :, k, f]).sum()
            result[n, :, :, f] += biases[f]
    return result


def right_changes_its_argument(images, kernels, biases):
    result = right_einsum(images, kernels, biases)
    images *= 0
    return result


def right_in_float32(images, kernels, biases):
    return right_einsum(images.astype("float32"), kernels.astype("float32"), biases.astype("float32"))


def wrong_bias_forgotten(images, kernels, biases):
    """without the biases"""
    return right_einsum(images, kernels, np.zeros(len(biases)))


def wrong_bias_per_channel(images, kernels, biases):
    """once for each input channel"""
    channels = range(images.shape[3])
    return sum(right_einsum(images[..., [k]], kernels[:, :, [k]], biases) for k in channels)


def wrong_first_channel_only(images, kernels, biases):
    """Only the first of"""
    return right_einsum(images[..., :1], kernels[:, :, :1], biases)


def wrong_last_channel_only(images, kernels, biases):
    """Does each channel replace what"""
    for k in range(images.shape[3]):
        result = right_einsum(images[..., [k]], kernels[:, :, [k]], biases)
    return result


def wrong_first_bias_for_all(images, kernels, biases):
    """Every filter gets the bias of the first one."""
    return right_einsum(images, kernels, 0 * biases) + biases[0]


def wrong_channels_averaged(images, kernels, biases):
    """You averaged over the"""
    return right_einsum(images, kernels, 0 * biases) / images.shape[3] + biases


def wrong_channels_first(images, kernels, biases):
    """Here the filters come last"""
    return right_einsum(images, kernels, biases).transpose(0, 3, 1, 2)


def wrong_channels_not_summed(images, kernels, biases):
    """Its shape is"""
    return np.einsum("nrckij,ijkf->nrckf", _windows(images, kernels), kernels)


def refused_keras(images, kernels, biases):
    """keras.ops.conv"""
    from keras import ops

    return np.asarray(ops.conv(images, kernels)) + biases


def refused_tensorflow(images, kernels, biases):
    """tensorflow.nn.conv2d"""
    import tensorflow as tf

    return tf.nn.conv2d(images, kernels, 1, "VALID") + biases


def refused_matrix_of_the_library(images, kernels, biases):
    """coursekit.parameters.as_matrix"""
    from coursekit import parameters

    matrix = parameters.as_matrix(kernels, images.shape[1:])
    rows = images.shape[1] - kernels.shape[0] + 1
    return np.stack([(matrix @ x.reshape(-1)).reshape(rows, -1, len(biases)) for x in images]) + biases
