"""Answers to `start_and_centre(layers)`."""

import math
from fractions import Fraction


def _size(layers):
    size, jump = 1, 1
    for kernel, stride, _, dilation in layers:
        size, jump = size + (kernel - 1) * dilation * jump, jump * stride
    return size


def _start(layers, moved=lambda padding, jump, stride: -padding * jump):
    start, jump = 0, 1
    for _, stride, padding, _ in layers:
        start += moved(padding, jump, stride)
        jump *= stride
    return start


def _with_centre(start, layers):
    return start, start + (_size(layers) - 1) / 2


def right_start_then_centre(layers):
    return _with_centre(_start(layers), layers)


def right_both_by_recursion(layers):
    start, centre, jump = 0, 0.0, 1
    for kernel, stride, padding, dilation in layers:
        start -= padding * jump
        centre += ((kernel - 1) * dilation / 2 - padding) * jump
        jump *= stride
    return start, centre


def right_first_and_last_as_list(layers):
    first = last = 0
    for kernel, stride, padding, dilation in layers[::-1]:
        first, last = first * stride - padding, last * stride - padding + (kernel - 1) * dilation
    return [first, (first + last) / 2]


def right_fractions(layers):
    return _start(layers), _start(layers) + Fraction(_size(layers) - 1, 2)


def wrong_sum_of_paddings(layers):
    """minus the sum of the paddings"""
    return _with_centre(-sum(padding for _, _, padding, _ in layers), layers)


def wrong_jump_behind(layers):
    """with the jump behind the layer"""
    return _with_centre(_start(layers, lambda padding, jump, stride: -padding * jump * stride), layers)


def wrong_sign(layers):
    """on which side of it does the kernel begin then?"""
    return _with_centre(-_start(layers), layers)


def wrong_no_padding(layers):
    """You let every unit 0 begin on pixel 0."""
    return _with_centre(0, layers)


def wrong_clipped(layers):
    """even where it lies in front of the image"""
    start, centre = _with_centre(_start(layers), layers)
    return max(start, 0), centre


def wrong_dilation_moves_the_start(layers):
    """You let dilation move the start."""
    start, jump = 0, 1
    for kernel, stride, padding, dilation in layers:
        start -= (padding + (kernel - 1) * (dilation - 1) // 2) * jump
        jump *= stride
    return _with_centre(start, layers)


def wrong_from_the_edge(layers):
    """half a pixel too far"""
    return _start(layers), _start(layers) + _size(layers) / 2


def wrong_tiles(layers):
    """like tiles"""
    return _start(layers), math.prod(stride for _, stride, *_ in layers) / 2


def wrong_centre_without_padding(layers):
    """that of a unit that begins on pixel 0"""
    return _start(layers), (_size(layers) - 1) / 2


def wrong_whole_division(layers):
    """You rounded the centre."""
    return _start(layers), _start(layers) + (_size(layers) - 1) // 2


def wrong_order(layers):
    """the start comes first"""
    return _with_centre(_start(layers), layers)[::-1]


def wrong_centre_only(layers):
    """a tuple was asked for"""
    return _with_centre(_start(layers), layers)[1]


def wrong_jump_of_the_last_layer(layers):
    """with the jump behind the last one"""
    jump = math.prod(stride for _, stride, *_ in layers)
    return _with_centre(-jump * sum(padding for _, _, padding, _ in layers), layers)


def wrong_backward_step_forwards(layers):
    """which of them does the unit look at first?"""
    start = 0
    for _, stride, padding, _ in layers:
        start = start * stride - padding
    return _with_centre(start, layers)


def wrong_padding_times_dilation(layers):
    """You multiply padding with the dilation."""
    return _with_centre(_start([(k, s, p * d, d) for k, s, p, d in layers]), layers)


def wrong_rounded_up(layers):
    """You rounded the centre up."""
    return _start(layers), _start(layers) + _size(layers) // 2


def wrong_end(layers):
    """Your second number is the last pixel that the unit sees"""
    return _start(layers), _start(layers) + _size(layers) - 1


def wrong_far_too_far(layers):
    """That is too large.\n(None of 5 cases is right.)"""
    return _start(layers), _start(layers) + 2.0 * _size(layers)


def refused_calculator(layers):
    """coursekit.receptive_field.of"""
    from coursekit import network, receptive_field

    built = [network.Input((None, None, 1))]
    for kernel, stride, padding, dilation in layers:
        built += [
            network.ZeroPad(padding),
            network.Conv(1, kernel, dilation_rate=dilation),
            network.MaxPool(1, strides=stride),
        ]
    field = receptive_field.of(built)
    return field.start[0], field.centre()[0]
