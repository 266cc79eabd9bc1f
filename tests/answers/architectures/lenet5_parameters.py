"""Answers to `lenet5_parameters(size, channels, classes)`."""

import math


def right_by_hand(size, channels, classes):
    side = ((size - 4) // 2 - 4) // 2
    flat = 16 * side**2
    return [150 * channels + 6, 2416, (flat + 1) * 120, 121 * 84, 85 * classes]


def right_in_a_loop(size, channels, classes):
    counts, maps = [], channels
    for filters in (6, 16):
        counts.append(filters * (25 * maps + 1))
        size = math.floor((size - 4) / 2)
        maps = filters
    values = size * size * maps
    for units in (120, 84, classes):
        counts.append(values * units + units)
        values = units
    return counts


def right_as_a_tuple(size, channels, classes):
    return tuple(right_by_hand(size, channels, classes))


def _counts(size, channels, classes, bias=1, c3=2416, side=lambda s: ((s - 4) // 2 - 4) // 2, flat=None, f6=120):
    n = side(size)
    values = 16 * n * n if flat is None else flat(n)
    c3 = c3 - (1 - bias) * 16
    f6 = values if f6 is None else f6
    return [6 * (25 * channels + 1), c3, (values + bias) * 120, (f6 + bias) * 84, (84 + bias) * classes]


def wrong_no_biases(size, channels, classes):
    """what is it, and which layers have it too?"""
    return _counts(size, channels, classes, bias=0)


def wrong_no_biases_in_dense_layers(size, channels, classes):
    """Your dense layers have weights only."""
    return _counts(size, channels, classes, bias=0, c3=2432)


def wrong_size_after_s2(size, channels, classes):
    """You take height and width as they are after S2."""
    return _counts(size, channels, classes, side=lambda s: (s - 4) // 2)


def wrong_c3_sees_the_image(size, channels, classes):
    """Your C3 sees the 1 channel(s) of the image."""
    return _counts(size, channels, classes, c3=16 * (25 * channels + 1))


def wrong_c3_sees_one_map(size, channels, classes):
    """How many maps does a filter look at"""
    return _counts(size, channels, classes, c3=16 * 26)


def wrong_sparse_table(size, channels, classes):
    """1,516 is what C3 had in 1998"""
    return _counts(size, channels, classes, c3=1516)


def wrong_s4_forgotten(size, channels, classes):
    """Your C5 gets the maps as C3 leaves them."""
    return _counts(size, channels, classes, side=lambda s: (s - 4) // 2 - 4)


def wrong_c3_keeps_the_size(size, channels, classes):
    """You let C3 keep height and width."""
    return _counts(size, channels, classes, side=lambda s: (s - 4) // 4)


def wrong_rounded_up(size, channels, classes):
    """You let pooling round up."""
    return _counts(size, channels, classes, side=lambda s: math.ceil((math.ceil((s - 4) / 2) - 4) / 2))


def wrong_maps_only(size, channels, classes):
    """Your C5 gets 16 numbers, one per map."""
    return _counts(size, channels, classes, flat=lambda n: 16)


def wrong_one_map(size, channels, classes):
    """How many maps come out of S4?"""
    return _counts(size, channels, classes, flat=lambda n: n * n)


def wrong_one_side(size, channels, classes):
    """one row of each map"""
    return _counts(size, channels, classes, flat=lambda n: 16 * n)


def wrong_f6_sees_the_maps(size, channels, classes):
    """Which layer stands in front of F6"""
    return _counts(size, channels, classes, f6=None)


def wrong_ten_classes(size, channels, classes):
    """Here `classes` is 5."""
    return _counts(size, channels, 10)


def wrong_the_total(size, channels, classes):
    """a list was asked for"""
    return sum(right_by_hand(size, channels, classes))


def refused_library(size, channels, classes):
    """coursekit"""
    from coursekit.network import Conv, Dense, Flatten, Input, MaxPool, read

    layers = [Conv(6, 5), MaxPool(2), Conv(16, 5), MaxPool(2), Flatten(), Dense(120), Dense(84), Dense(classes)]
    nodes = read([Input((size, size, channels)), *layers])
    return [count for count in (sum(v.size for v in node.variables) for node in nodes) if count]


def refused_keras(size, channels, classes):
    """keras.layers.Conv2D"""
    import keras

    model = keras.Sequential([keras.Input((size, size, channels)), keras.layers.Conv2D(6, 5)])
    return [model.count_params()]
