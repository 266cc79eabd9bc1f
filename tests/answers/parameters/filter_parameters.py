"""Answers to `filter_parameters(kernel_size, in_channels)`."""


def right_product(kernel_size, in_channels):
    return kernel_size * kernel_size * in_channels + 1


def right_counted_one_by_one(kernel_size, in_channels):
    learnt = 1
    for _row in range(kernel_size):
        for _column in range(kernel_size):
            learnt += in_channels
    return learnt


def wrong_bias_forgotten(kernel_size, in_channels):
    """What else does the filter learn"""
    return kernel_size**2 * in_channels


def wrong_channels_ignored(kernel_size, in_channels):
    """does each of them get weights?"""
    return kernel_size**2 + 1


def wrong_kernel_counted_once(kernel_size, in_channels):
    """how many pixels is that?"""
    return kernel_size * in_channels + 1


def wrong_bias_per_channel(kernel_size, in_channels):
    """how often is a bias added to it?"""
    return in_channels * (kernel_size**2 + 1)


def wrong_bias_per_pixel(kernel_size, in_channels):
    """how many sums are there?"""
    pixels = kernel_size * kernel_size
    return pixels * in_channels + pixels


def wrong_only_the_visible_case(kernel_size, in_channels):
    """filter_parameters(5, 3) returned 26."""
    return 26


def refused_library(kernel_size, in_channels):
    """coursekit.parameters.conv2d"""
    from coursekit.parameters import conv2d as count

    return count(kernel_size, in_channels, 1)


def refused_keras(kernel_size, in_channels):
    """keras.layers.Conv2D"""
    import keras

    layer = keras.layers.Conv2D(1, kernel_size)
    layer.build((None, 20, 20, in_channels))
    return sum(weight.numpy().size for weight in layer.weights)


def refused_reference(kernel_size, in_channels):
    """coursekit.parameters.tasks"""
    from coursekit.parameters import tasks

    return tasks.filter_parameters.reference(kernel_size, in_channels)
