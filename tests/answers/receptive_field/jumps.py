"""Answers to `jumps(strides)`."""

import numpy as np


def right_loop(strides):
    jump, behind = 1, []
    for stride in strides:
        jump *= stride
        behind.append(jump)
    return behind


def right_cumulative_product_as_array(strides):
    return np.cumprod(strides)


def right_products_of_slices_as_tuple(strides):
    return tuple(int(np.prod(strides[: place + 1])) for place in range(len(strides)))


def wrong_strides_themselves(strides):
    """Those are the strides themselves"""
    return list(strides)


def wrong_appended_before_the_update(strides):
    """Each of your numbers belongs one layer further on"""
    jump, behind = 1, []
    for stride in strides:
        behind.append(jump)
        jump *= stride
    return behind


def wrong_sums(strides):
    """You added the strides."""
    jump, behind = 0, []
    for stride in strides:
        jump += stride
        behind.append(jump)
    return behind


def wrong_sums_from_one(strides):
    """You added what each stride has beyond 1."""
    jump, behind = 1, []
    for stride in strides:
        jump += stride - 1
        behind.append(jump)
    return behind


def wrong_last_two(strides):
    """You multiplied each stride with the one before it only."""
    before, behind = 1, []
    for stride in strides:
        behind.append(before * stride)
        before = stride
    return behind


def wrong_return_inside_nothing_but_the_last(strides):
    """A list is asked for, with the jump behind every layer."""
    jump = 1
    for stride in strides:
        jump *= stride
    return jump


def wrong_image_included(strides):
    """Your list begins with the distance of pixels."""
    behind = [1]
    for stride in strides:
        behind.append(behind[-1] * stride)
    return behind


def wrong_always_doubled(strides):
    """You doubled the jump at every layer."""
    return [2 ** (place + 1) for place, _ in enumerate(strides)]


def wrong_starts_at_zero(strides):
    """Zero times anything stays zero."""
    return [0 * stride for stride in strides]


def wrong_strides_added_to_one(strides):
    """You begin with 1 and add the strides."""
    jump, behind = 1, []
    for stride in strides:
        jump += stride
        behind.append(jump)
    return behind


def wrong_starts_at_two(strides):
    """Each of your numbers is twice too large."""
    return [2 * jump for jump in right_loop(strides)]


def wrong_return_inside_the_loop(strides):
    """Does `return` stand inside the loop?"""
    return [next(iter(strides))]


def wrong_one_pixel_more(strides):
    """At [0] yours is 3."""
    return [jump + 1 for jump in right_loop(strides)]


def refused_calculator(strides):
    """coursekit.receptive_field.of"""
    from coursekit import network, receptive_field

    layers, behind = [network.Input((None, None, 1))], []
    for stride in strides:
        layers.append(network.Conv(1, stride, strides=stride))
        behind.append(receptive_field.of(layers).stride[0])
    return behind
