"""Answers to `convolutions_needed(size, kernel_size, pooling)`."""

import math


def right_layer_by_layer(size, kernel_size, pooling):
    seen, jump, number = kernel_size, 1, 1
    while seen < size:
        if pooling:
            seen, jump = seen + 2 * jump, 2 * jump
        seen += (kernel_size - 1) * jump
        number += 1
    return number


def right_closed_form(size, kernel_size, pooling):
    if not pooling:
        return math.ceil((size - 1) / (kernel_size - 1))
    # Convolution number n adds (k - 1) · 2^(n - 1), and the pooling in front of it 2^(n - 1).
    number = 1
    while 1 + (kernel_size - 1) * (2**number - 1) + 2**number - 2 < size:
        number += 1
    return number


def right_counting_back_from_the_animal(size, kernel_size, pooling):
    """From the last layer to the image the size is (r - 1) · stride + kernel."""
    seen, number = kernel_size, 1
    while seen < size:
        if pooling:
            seen = 2 * (seen - 1) + 3
        seen += kernel_size - 1
        number += 1
    return number


def _count(size, kernel_size, pooling, seen=1, add=None, window=2, first=False, stops_at_pool=False):
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
    """That is more than it takes."""
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


def wrong_pooling_doubles(size, kernel_size, pooling):
    """if pooling doubles what a unit sees"""
    seen, number = kernel_size, 1
    while seen < size:
        seen = (2 * seen if pooling else seen) + kernel_size - 1
        number += 1
    return number


def wrong_divided_by_the_kernel(size, kernel_size, pooling):
    """how many does each further one add?"""
    return right_layer_by_layer(size, kernel_size, True) if pooling else math.ceil(size / kernel_size)


def wrong_rest_of_the_division_dropped(size, kernel_size, pooling):
    """where the division leaves a rest?"""
    return right_layer_by_layer(size, kernel_size, True) if pooling else (size - 1) // (kernel_size - 1)


def wrong_divided_and_dropped(size, kernel_size, pooling):
    """That is too small."""
    return right_layer_by_layer(size, kernel_size, True) if pooling else size // kernel_size


def wrong_jump_doubled_first(size, kernel_size, pooling):
    """What is the jump under the first kernel?"""
    seen, jump, number = 1, 1, 0
    while seen < size:
        jump = 2 * jump if pooling else jump
        seen, number = seen + (kernel_size - 1) * jump, number + 1
    return number


def wrong_divided_with_pooling_too(size, kernel_size, pooling):
    """rounded up. The first convolution brings 5 pixels"""
    return math.ceil(size / kernel_size)


def refused_calculator(size, kernel_size, pooling):
    """coursekit.receptive_field.of"""
    from coursekit import network, receptive_field

    layers = [network.Input((None, None, 1)), network.Conv(1, kernel_size)]
    number = 1
    while receptive_field.of(layers).size[0] < size:
        layers += [*([network.MaxPool(3, strides=2)] if pooling else []), network.Conv(1, kernel_size)]
        number += 1
    return number
