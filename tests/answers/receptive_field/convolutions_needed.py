"""Answers to `convolutions_needed(size, kernel_size, pooling)`."""

import math


def right_layer_by_layer(size, kernel_size, pooling):
    seen, jump, number = kernel_size, 1, 1
    while seen < size:
        if pooling:
            seen, jump = seen + jump, 2 * jump
        seen += (kernel_size - 1) * jump
        number += 1
    return number


def right_closed_form(size, kernel_size, pooling):
    if not pooling:
        return math.ceil((size - 1) / (kernel_size - 1))
    number = 1
    while (2 * kernel_size - 1) * 2 ** (number - 1) - kernel_size + 1 < size:
        number += 1
    return number


def right_as_if_pooling_doubled_because_the_stack_reads_the_same_from_both_ends(size, kernel_size, pooling):
    seen, number = kernel_size, 1
    while seen < size:
        seen = (2 * seen if pooling else seen) + kernel_size - 1
        number += 1
    return number


def _count(size, kernel_size, pooling, seen=1, add=None, window=1, first=False, stops_at_pool=False):
    jump, number = 1, 0
    while seen < size:
        if pooling and (number or first):
            seen, jump = seen + window * jump, 2 * jump
            if stops_at_pool and seen >= size:
                return number
        seen += (add or kernel_size - 1) * jump
        number += 1
    return number


def wrong_stops_behind_a_pooling(size, kernel_size, pooling):
    """The question is about a unit of the last convolution."""
    return _count(size, kernel_size, pooling, stops_at_pool=True)


def wrong_starts_with_nothing(size, kernel_size, pooling):
    """One convolution less would do."""
    return _count(size, kernel_size, pooling, seen=0)


def wrong_more_than_asked(size, kernel_size, pooling):
    """is a unit that sees exactly"""
    return _count(size + 1, kernel_size, pooling)


def wrong_without_pooling(size, kernel_size, pooling):
    """is right without pooling"""
    return _count(size, kernel_size, False)


def wrong_whole_kernels(size, kernel_size, pooling):
    """if every convolution adds its whole kernel"""
    return _count(size, kernel_size, pooling, add=kernel_size)


def wrong_pooling_only_jumps(size, kernel_size, pooling):
    """if pooling widens the jump and nothing else"""
    return _count(size, kernel_size, pooling, window=0)


def wrong_pooling_first(size, kernel_size, pooling):
    """if the stack begins with a pooling"""
    return _count(size, kernel_size, pooling, first=True)


def wrong_rounded_down(size, kernel_size, pooling):
    """a number that is enough"""
    number = 1
    while right_layer_by_layer(size + 1, kernel_size, pooling) > number + 1:
        number += 1
    return number


def wrong_all_layers(size, kernel_size, pooling):
    """How many of these layers are convolutions?"""
    number = _count(size, kernel_size, pooling)
    return 2 * number - 1 if pooling else number


def wrong_powers(size, kernel_size, pooling):
    """multiplies what a unit sees by 3"""
    number = 1
    while kernel_size**number < size:
        number += 1
    return number


def refused_calculator(size, kernel_size, pooling):
    """coursekit.receptive_field.of"""
    from coursekit import network, receptive_field

    layers = [network.Input((None, None, 1)), network.Conv(1, kernel_size)]
    number = 1
    while receptive_field.of(layers).size[0] < size:
        layers += [*([network.MaxPool(2)] if pooling else []), network.Conv(1, kernel_size)]
        number += 1
    return number
