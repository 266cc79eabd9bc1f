"""Answers to `unshared_parameters(input_size, kernel_size, in_channels, filters)`."""


def right_units_times_filter(input_size, kernel_size, in_channels, filters):
    units = (input_size - kernel_size + 1) ** 2 * filters
    return units * (kernel_size**2 * in_channels + 1)


def right_position_by_position(input_size, kernel_size, in_channels, filters):
    total = 0
    for _top in range(input_size - kernel_size + 1):
        for _left in range(input_size - kernel_size + 1):
            total += kernel_size * kernel_size * in_channels * filters + filters
    return total


def wrong_shared(input_size, kernel_size, in_channels, filters):
    """is the count of the convolution"""
    return (kernel_size**2 * in_channels + 1) * filters


def wrong_bias_per_filter(input_size, kernel_size, in_channels, filters):
    """would still be shared"""
    return (input_size - kernel_size + 1) ** 2 * kernel_size**2 * in_channels * filters + filters


def wrong_bias_forgotten(input_size, kernel_size, in_channels, filters):
    """What else does each unit learn?"""
    return (input_size - kernel_size + 1) ** 2 * kernel_size**2 * in_channels * filters


def wrong_input_size(input_size, kernel_size, in_channels, filters):
    """patch fit into the image?"""
    return input_size**2 * filters * (kernel_size**2 * in_channels + 1)


def wrong_fully_connected(input_size, kernel_size, in_channels, filters):
    """4,821,600 connects every unit to the whole image"""
    return (input_size**2 * in_channels + 1) * (input_size - kernel_size + 1) ** 2 * filters


def wrong_positions_along_one_row(input_size, kernel_size, in_channels, filters):
    """In which other direction"""
    return (input_size - kernel_size + 1) * filters * (kernel_size**2 * in_channels + 1)


def wrong_filters_forgotten(input_size, kernel_size, in_channels, filters):
    """is right for one output channel"""
    return (input_size - kernel_size + 1) ** 2 * (kernel_size**2 * in_channels + 1)


def wrong_bias_per_position(input_size, kernel_size, in_channels, filters):
    """the 6 units at a position share one bias"""
    positions = (input_size - kernel_size + 1) ** 2
    return positions * kernel_size**2 * in_channels * filters + positions


def refused_library(input_size, kernel_size, in_channels, filters):
    """coursekit.network.output_size"""
    from coursekit.network import output_size

    return output_size(input_size, kernel_size) ** 2 * filters * (kernel_size**2 * in_channels + 1)


def refused_not_even_named(input_size, kernel_size, in_channels, filters):
    """coursekit.parameters.counts.sparse"""
    from coursekit.parameters import sparse

    return sparse((input_size, input_size, in_channels), kernel_size, filters)
