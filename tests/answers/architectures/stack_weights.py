"""Answers to `stack_weights(kernel_size, channels)`."""

import math


def right_formula(kernel_size, channels):
    layers = (kernel_size - 1) // 2
    return layers, 9 * layers * channels**2, (kernel_size * channels) ** 2


def right_counted(kernel_size, channels):
    layers, sees = 0, 1
    while sees < kernel_size:
        layers, sees = layers + 1, sees + 2
    return [layers, layers * (3 * 3 * channels) * channels, kernel_size * kernel_size * channels * channels]


def right_half_rounded_down(kernel_size, channels):
    return kernel_size // 2, kernel_size // 2 * 9 * channels * channels, kernel_size**2 * channels**2


def _of(layers, kernel_size, channels):
    return layers, 9 * layers * channels**2, kernel_size**2 * channels**2


def wrong_side_by_side(kernel_size, channels):
    """cover 11 pixels *side by side*"""
    return _of(math.ceil(kernel_size / 3), kernel_size, channels)


def wrong_rounded_up(kernel_size, channels):
    """How many does it see behind the first?"""
    return _of((kernel_size + 1) // 2, kernel_size, channels)


def wrong_one_pixel_a_layer(kernel_size, channels):
    """A layer adds pixels on *both* sides."""
    return _of(kernel_size - 2, kernel_size, channels)


def wrong_steps(kernel_size, channels):
    """each of them adds one on either side"""
    return _of(kernel_size - 1, kernel_size, channels)


def wrong_divided_by_three(kernel_size, channels):
    """A window of 3 reaches one pixel to either side of its middle."""
    return _of(max(kernel_size // 3, 1), kernel_size, channels)


def wrong_with_biases(kernel_size, channels):
    """Weights alone were asked for."""
    layers = kernel_size // 2
    return layers, layers * (9 * channels + 1) * channels, (kernel_size**2 * channels + 1) * channels


def wrong_one_pair(kernel_size, channels):
    """how many pairs is that?"""
    return kernel_size // 2, 9 * (kernel_size // 2), kernel_size**2


def wrong_one_filter(kernel_size, channels):
    """How many filters does a layer have"""
    return kernel_size // 2, 9 * (kernel_size // 2) * channels, kernel_size**2 * channels


def wrong_channels_added(kernel_size, channels):
    """You add the channels in front and behind."""
    return kernel_size // 2, 9 * (kernel_size // 2) * 2 * channels, kernel_size**2 * 2 * channels


def wrong_one_layer(kernel_size, channels):
    """How many layers are there?"""
    return kernel_size // 2, 9 * channels**2, kernel_size**2 * channels**2


def wrong_exchanged(kernel_size, channels):
    """first the stack, then the large filters"""
    return kernel_size // 2, kernel_size**2 * channels**2, 9 * (kernel_size // 2) * channels**2


def wrong_two_numbers(kernel_size, channels):
    """3 were wanted"""
    return right_formula(kernel_size, channels)[1:]


def wrong_ratio(kernel_size, channels):
    """Your weights of the large filters"""
    layers, stack, single = right_formula(kernel_size, channels)
    return layers, stack, stack / single


def wrong_number_alone(kernel_size, channels):
    """a tuple was asked for"""
    return kernel_size // 2


def refused_the_librarys_own(kernel_size, channels):
    """coursekit.parameters"""
    from coursekit import parameters

    layers = kernel_size // 2
    return (
        layers,
        layers * parameters.conv2d(3, channels, channels, bias=False),
        parameters.conv2d(kernel_size, channels, channels, bias=False),
    )


def refused_counted_by_keras(kernel_size, channels):
    """keras.layers.Conv2D"""
    import keras

    layer = keras.layers.Conv2D(channels, kernel_size, use_bias=False)
    layer.build((None, None, None, channels))
    return kernel_size // 2, 9 * (kernel_size // 2) * channels**2, layer.count_params()
