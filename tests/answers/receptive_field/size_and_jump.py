"""Answers to `size_and_jump(layers)`."""


def _walk(layers, width=lambda kernel, dilation: (kernel - 1) * dilation, own=False, padded=0, dilated_jump=False):
    size, jump = 1, 1
    for kernel, stride, padding, dilation in layers:
        size += width(kernel, dilation) * jump * (stride if own else 1) + padded * padding * jump
        jump *= stride * (dilation if dilated_jump else 1)
    return size, jump


def right_forwards(layers):
    return _walk(layers)


def right_sets_of_pixels_as_a_list(layers):
    ends = []
    for unit in (0, 1):
        seen = {unit}
        for kernel, stride, _, dilation in layers[::-1]:
            seen = {i * stride + t * dilation for i in seen for t in range(kernel)}
        ends.append((min(seen), max(seen)))
    return [ends[0][1] - ends[0][0] + 1, ends[1][0] - ends[0][0]]


def right_effective_kernels(layers):
    size, jump = 1, 1
    for kernel, stride, _, dilation in layers:
        effective = kernel + (kernel - 1) * (dilation - 1)
        size, jump = size + (effective - 1) * jump, jump * stride
    return size, jump


def wrong_without_dilation(layers):
    """is right if every dilation is 1"""
    return _walk(layers, width=lambda kernel, dilation: kernel - 1)


def wrong_kernel_times_dilation(layers):
    """none behind the last one"""
    return _walk(layers, width=lambda kernel, dilation: kernel * dilation - 1)


def wrong_one_hole(layers):
    """how many holes are there?"""
    return _walk(layers, width=lambda kernel, dilation: kernel - 1 + dilation - 1)


def wrong_whole_window(layers):
    """the whole width of the dilated kernel"""
    return _walk(layers, width=lambda kernel, dilation: (kernel - 1) * dilation + 1)


def wrong_jump_with_dilation(layers):
    """has dilation in the jump"""
    return _walk(layers, dilated_jump=True)


def wrong_padding_added(layers):
    """Does the kernel get any larger?"""
    return _walk(layers, padded=2)


def wrong_padding_taken_off(layers):
    """Does the kernel get any smaller?"""
    return _walk(layers, padded=-2)


def wrong_own_stride(layers):
    """a layer's own stride already counts"""
    return _walk(layers, own=True)


def wrong_order(layers):
    """the size comes first"""
    return _walk(layers)[::-1]


def wrong_one_number(layers):
    """The jump is asked for as well"""
    return _walk(layers)[0]


def wrong_second_number(layers):
    """Your second number is 0."""
    return _walk(layers)[0], 0


def wrong_size_without_jump(layers):
    """a size that does not use it"""
    return 1 + sum((kernel - 1) * dilation for kernel, _, _, dilation in layers), _walk(layers)[1]


def wrong_whole_kernels(layers):
    """adds kernel_size·dilation·jump at each layer"""
    return _walk(layers, width=lambda kernel, dilation: kernel * dilation)


def wrong_dilation_as_number_of_holes(layers):
    """takes dilation for the number of units left out"""
    return _walk(layers, width=lambda kernel, dilation: (kernel - 1) * (dilation + 1))


def wrong_padding_added_once(layers):
    """Does the kernel get any larger?"""
    return _walk(layers, padded=1)


def wrong_padding_taken_off_once(layers):
    """Does the kernel get any smaller?"""
    return _walk(layers, padded=-1)


def wrong_jump_set_and_not_multiplied(layers):
    """counts each kernel with the stride just in front of it"""
    size, jump = 1, 1
    for kernel, stride, _, dilation in layers:
        size += (kernel - 1) * dilation * jump
        jump = stride
    return size, jump


def wrong_last_stride(layers):
    """your jump is the stride of the last layer alone"""
    return _walk(layers)[0], layers[-1][1]


def refused_calculator(layers):
    """coursekit.receptive_field.of"""
    from coursekit import network, receptive_field

    size, jump = 1, 1
    for kernel, stride, _, dilation in layers:
        field = receptive_field.of([network.Input((None, None, 1)), network.Conv(1, kernel, dilation_rate=dilation)])
        size, jump = size + (field.size[0] - 1) * jump, jump * stride
    return size, jump
