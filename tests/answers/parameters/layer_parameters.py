"""Answers to `layer_parameters(input_size, kernel_size, in_channels, filters)`."""

import contextlib


def right_product(input_size, kernel_size, in_channels, filters):
    return (kernel_size**2 * in_channels + 1) * filters


def right_weights_and_biases(input_size, kernel_size, in_channels, filters):
    weights = sum(kernel_size * kernel_size for _ in range(in_channels * filters))
    return weights + filters


def wrong_bias_forgotten(input_size, kernel_size, in_channels, filters):
    """What else does each filter learn?"""
    return kernel_size**2 * in_channels * filters


def wrong_bias_per_position(input_size, kernel_size, in_channels, filters):
    """150 weights and 4,704 biases"""
    outputs = (input_size - kernel_size + 1) ** 2
    return kernel_size**2 * in_channels * filters + outputs * filters


def wrong_connections(input_size, kernel_size, in_channels, filters):
    """122,304 is the number of connections"""
    outputs = (input_size - kernel_size + 1) ** 2
    return outputs * filters * (kernel_size**2 * in_channels + 1)


def wrong_input_channels_ignored(input_size, kernel_size, in_channels, filters):
    """returned 416."""
    return kernel_size**2 * filters + filters


def wrong_filters_ignored(input_size, kernel_size, in_channels, filters):
    """How many filters does this layer have?"""
    return kernel_size**2 * in_channels + 1


def wrong_one_bias_for_the_layer(input_size, kernel_size, in_channels, filters):
    """151 = 5·5·1·6 + 1"""
    return kernel_size**2 * in_channels * filters + 1


def wrong_dense_units(input_size, kernel_size, in_channels, filters):
    """6,150 is the count of a dense layer of 6 units"""
    return (input_size**2 * in_channels + 1) * filters


def wrong_dense_to_every_position(input_size, kernel_size, in_channels, filters):
    """4,821,600 connects every output value to the whole image"""
    inputs = input_size * input_size * in_channels
    outputs = (input_size - kernel_size + 1) ** 2 * filters
    return inputs * outputs + outputs


def wrong_name(input_size, kernel_size, in_channels, filters):
    """stopped with NameError"""
    return (kernel_size**2 * channels + 1) * filters  # noqa: F821


def refused_library(input_size, kernel_size, in_channels, filters):
    """coursekit.parameters.conv2d"""
    import coursekit

    return coursekit.parameters.conv2d(kernel_size, in_channels, filters)


def refused_although_errors_are_swallowed(input_size, kernel_size, in_channels, filters):
    """coursekit.parameters.conv2d"""
    from coursekit import parameters

    with contextlib.suppress(BaseException):
        parameters.conv2d(kernel_size, in_channels, filters)
    return (kernel_size**2 * in_channels + 1) * filters
