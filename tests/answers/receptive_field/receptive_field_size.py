"""Answers to `receptive_field_size(layers)`."""

import math


def right_size_and_jump_side_by_side(layers):
    size, jump = 1, 1
    for _, kernel, stride in layers:
        size, jump = size + (kernel - 1) * jump, jump * stride
    return size


def right_from_the_last_layer_back(layers):
    size = 1
    for _, kernel, stride in reversed(layers):
        size = (size - 1) * stride + kernel
    return size


def right_sum_over_products(layers):
    strides = [stride for *_, stride in layers]
    return 1 + sum((kernel - 1) * math.prod(strides[:place]) for place, (_, kernel, _) in enumerate(layers))


def wrong_from_zero(layers):
    """What does a unit see before there is any layer"""
    return right_sum_over_products(layers) - 1


def wrong_jump_updated_first(layers):
    """how far apart are those?"""
    size, jump = 1, 1
    for _, kernel, stride in layers:
        jump *= stride
        size += (kernel - 1) * jump
    return size


def wrong_whole_kernels(layers):
    """if every layer adds its whole kernel"""
    size, jump = 1, 1
    for _, kernel, stride in layers:
        size += kernel * jump
        jump *= stride
    return size


def wrong_without_strides(layers):
    """if every stride is 1"""
    return 1 + sum(kernel - 1 for _, kernel, _ in layers)


def wrong_only_the_stride_before(layers):
    """if only the stride of the layer just in front counts"""
    size, before = 1, 1
    for _, kernel, stride in layers:
        size += (kernel - 1) * before
        before = stride
    return size


def wrong_convolutions_only(layers):
    """if pooling does nothing"""
    return right_size_and_jump_side_by_side([layer for layer in layers if layer[0] == "conv"])


def wrong_pooling_only_jumps(layers):
    """if pooling widens the jump and nothing else"""
    size, jump = 1, 1
    for kind, kernel, stride in layers:
        if kind == "conv":
            size += (kernel - 1) * jump
        jump *= stride
    return size


def wrong_pooling_doubles(layers):
    """if pooling multiplies the size by its stride"""
    size = 1
    for kind, kernel, stride in layers:
        size = size * stride if kind == "pool" else size + kernel - 1
    return size


def wrong_way_round(layers):
    """this stack turned upside down"""
    size = 1
    for _, kernel, stride in layers:
        size = (size - 1) * stride + kernel
    return size


def wrong_product_of_kernels(layers):
    """the product of the kernel sizes"""
    return math.prod(kernel for _, kernel, _ in layers)


def wrong_jump(layers):
    """how far apart neighbouring units are"""
    return math.prod(stride for *_, stride in layers)


def wrong_name(layers):
    """stopped with NameError"""
    return kernels  # noqa: F821 - that is the mistake


def wrong_whole_kernels_from_nothing(layers):
    """Before there is any layer a unit is a pixel"""
    size, jump = 0, 1
    for _, kernel, stride in layers:
        size, jump = size + kernel * jump, jump * stride
    return size


def wrong_jump_at_pooling_only(layers):
    """A convolution may have a stride too."""
    size, jump = 1, 1
    for kind, kernel, stride in layers:
        size += (kernel - 1) * jump
        if kind == "pool":
            jump *= stride
    return size


def wrong_any_stride_doubles(layers):
    """This stack has a stride of 3."""
    size, jump = 1, 1
    for _, kernel, stride in layers:
        size += (kernel - 1) * jump
        if stride > 1:
            jump *= 2
    return size


def wrong_own_stride_and_no_window(layers):
    """and how many does a pooling look at?"""
    size, jump = 1, 1
    for kind, kernel, stride in layers:
        jump *= stride
        if kind == "conv":
            size += (kernel - 1) * jump
    return size


def refused_calculator(layers):
    """coursekit.receptive_field.of"""
    from coursekit import network, receptive_field

    kinds = {
        "conv": lambda kernel, stride: network.Conv(1, kernel, strides=stride),
        "pool": lambda kernel, stride: network.MaxPool(kernel, strides=stride),
    }
    built = [network.Input((None, None, 1)), *(kinds[kind](kernel, stride) for kind, kernel, stride in layers)]
    return receptive_field.of(built).size[0]
