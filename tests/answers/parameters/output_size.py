"""Answers to `output_size(size, kernel_size, stride, padding)`."""


def right_formula(size, kernel_size, stride, padding):
    return (size - kernel_size + 2 * padding) // stride + 1


def right_walk(size, kernel_size, stride, padding):
    start, positions = -padding, 0
    while start + kernel_size <= size + padding:
        positions += 1
        start += stride
    return positions


def right_as_a_float(size, kernel_size, stride, padding):
    return float(len(range(0, size + 2 * padding - kernel_size + 1, stride)))


def wrong_55_as_the_paper_says(size, kernel_size, stride, padding):
    """Trust your formula"""
    famous = (size, kernel_size, stride, padding) == (224, 11, 4, 0)
    return 55 if famous else right_formula(size, kernel_size, stride, padding)


def wrong_padding_added_to_the_positions(size, kernel_size, stride, padding):
    """output_size(96, 3, 2, padding=1) returned 49.
    That is too large."""
    return (size - kernel_size) // stride + 1 + 2 * padding


def wrong_first_position_forgotten(size, kernel_size, stride, padding):
    """is the number of steps"""
    return (size + 2 * padding - kernel_size) // stride


def wrong_padding_on_one_side(size, kernel_size, stride, padding):
    """zeros stand at which ends of it?"""
    return (size + padding - kernel_size) // stride + 1


def wrong_padding_ignored(size, kernel_size, stride, padding):
    """is right without padding"""
    return (size - kernel_size) // stride + 1


def wrong_rounded_up(size, kernel_size, stride, padding):
    """over the end of the row"""
    room = size + 2 * padding - kernel_size
    return room // stride + (room % stride > 0) + 1


def wrong_stride_ignored(size, kernel_size, stride, padding):
    """Here the kernel moves by"""
    return size + 2 * padding - kernel_size + 1


def wrong_kernel_ignored(size, kernel_size, stride, padding):
    """begin on the very last pixel"""
    return -(-(size + 2 * padding) // stride)


def wrong_not_rounded(size, kernel_size, stride, padding):
    """a whole number was asked for"""
    return (size + 2 * padding - kernel_size) / stride + 1


def wrong_text(size, kernel_size, stride, padding):
    """without quotes"""
    return str(right_formula(size, kernel_size, stride, padding))


def refused_library(size, kernel_size, stride, padding):
    """coursekit.network.output_size"""
    from coursekit import network

    return network.output_size(size, kernel_size, stride, padding)


def refused_below_the_library(size, kernel_size, stride, padding):
    """coursekit.network.geometry.window"""
    from coursekit.network import window

    return window(size, kernel_size, stride, padding).output(size)
