"""Answers to `unit_box(layers, image_shape, row, column)`."""

import numpy as np


def _sizes(layers, image_size):
    sizes = [image_size]
    for kernel, stride, padding, _ in layers:
        sizes.append((sizes[-1] + 2 * padding - kernel) // stride + 1)
    return sizes


def _stretch(layers, image_size, unit, every_map=True, front=True, back=True, padded=True):
    """First pixel and the one behind the last."""
    first = last = unit
    sizes = _sizes(layers, image_size)
    for place in reversed(range(len(layers))):
        kernel, stride, padding, _ = layers[place]
        padding = padding if padded else 0
        first, last = first * stride - padding, last * stride - padding + kernel - 1
        if every_map or place == 0:
            first = max(first, 0) if front else first
            last = min(last, sizes[place] - 1) if back else last
    return first, last + 1


def _box(layers, image_shape, row, column, **how):
    (top, bottom), (left, right) = (
        _stretch(layers, image_shape[0], row, **how),
        _stretch(layers, image_shape[1], column, **how),
    )
    return top, left, bottom, right


def right_backwards(layers, image_shape, row, column):
    return _box(layers, image_shape, row, column)


def right_by_lighting_pixels_as_a_list(layers, image_shape, row, column):
    ends = []
    for size, unit in zip(image_shape, (row, column), strict=True):
        maps = np.eye(size)
        for kernel, stride, padding, _ in layers:
            framed = np.pad(maps, ((0, 0), (padding, padding)))
            positions = range(0, framed.shape[1] - kernel + 1, stride)
            maps = np.stack([framed[:, p : p + kernel].max(axis=1) for p in positions], axis=1)
        pixels = np.flatnonzero(maps[:, unit])
        ends.append((int(pixels[0]), int(pixels[-1]) + 1))
    return [ends[0][0], ends[1][0], ends[0][1], ends[1][1]]


def wrong_unclipped(layers, image_shape, row, column):
    """That box sticks out of the image"""
    return _box(layers, image_shape, row, column, front=False, back=False)


def wrong_clipped_in_front(layers, image_shape, row, column):
    """It may also stick out below and on the right."""
    return _box(layers, image_shape, row, column, back=False)


def wrong_clipped_once(layers, image_shape, row, column):
    """Cut off at the end of that map"""
    return _box(layers, image_shape, row, column, every_map=False)


def wrong_inclusive(layers, image_shape, row, column):
    """the first ones that it does not see are asked for"""
    top, left, bottom, right = _box(layers, image_shape, row, column)
    return top, left, bottom - 1, right - 1


def wrong_rows_and_columns(layers, image_shape, row, column):
    """Rows and columns are swapped."""
    top, left, bottom, right = _box(layers, image_shape, row, column)
    return left, top, right, bottom


def wrong_order(layers, image_shape, row, column):
    """stand in another order"""
    top, left, bottom, right = _box(layers, image_shape, row, column)
    return top, bottom, left, right


def wrong_jump_of_one(layers, image_shape, row, column):
    """Neighbouring units are a jump apart."""
    top, left, bottom, right = _box(layers, (999, 999), 0, 0, front=False)
    height, width = image_shape
    return max(top + row, 0), max(left + column, 0), min(bottom + row, height), min(right + column, width)


def wrong_no_padding(layers, image_shape, row, column):
    """You left padding out."""
    return _box(layers, image_shape, row, column, padded=False, every_map=False)


def wrong_enlarged(layers, image_shape, row, column):
    """as if padding made kernels larger"""
    size = jump = 1
    start = 0
    for kernel, stride, padding, _ in layers:
        size += (kernel - 1 + 2 * padding) * jump
        start -= padding * jump
        jump *= stride
    (height, width), (top, left) = image_shape, (start + row * jump, start + column * jump)
    return max(top, 0), max(left, 0), min(top + size, height), min(left + size, width)


def wrong_corner(layers, image_shape, row, column):
    """That is the box of unit (0, 0)."""
    return _box(layers, image_shape, 0, 0)


def wrong_whole_image(layers, image_shape, row, column):
    """At [0] yours is 0. That is too small."""
    return 0, 0, *image_shape


def wrong_clipped_behind(layers, image_shape, row, column):
    """It may also stick out above and on the left"""
    return _box(layers, image_shape, row, column, front=False)


def wrong_place_behind_carried_through(layers, image_shape, row, column):
    """Did you carry the place *behind* the last unit through the layers?"""
    ends = []
    for image_size, unit in zip(image_shape, (row, column), strict=True):
        first, behind, sizes = unit, unit + 1, _sizes(layers, image_size)
        for place in reversed(range(len(layers))):
            kernel, stride, padding, _ = layers[place]
            first = max(first * stride - padding, 0)
            behind = min(behind * stride - padding + kernel, sizes[place])
        ends.append((first, behind))
    return ends[0][0], ends[1][0], ends[0][1], ends[1][1]


def wrong_width_first(layers, image_shape, row, column):
    """The height comes first in"""
    width, height = image_shape
    return _box(layers, (height, width), row, column)


def wrong_height_and_width(layers, image_shape, row, column):
    """Your last two numbers are height and width of the box."""
    top, left, bottom, right = _box(layers, image_shape, row, column)
    return top, left, bottom - top, right - left


def wrong_first_layer_first(layers, image_shape, row, column):
    """You went through the list from its beginning."""
    ends = []
    for image_size, unit in zip(image_shape, (row, column), strict=True):
        first = last = unit
        for (kernel, stride, padding, _), size in zip(layers, _sizes(layers, image_size), strict=False):
            first = max(first * stride - padding, 0)
            last = min(last * stride - padding + kernel - 1, size - 1)
        ends.append((first, last + 1))
    return ends[0][0], ends[1][0], ends[0][1], ends[1][1]


def refused_calculator(layers, image_shape, row, column):
    """coursekit.receptive_field.of"""
    from coursekit import network, receptive_field

    built = [network.Input((*image_shape, 1))]
    for kernel, stride, padding, _ in layers:
        built += [network.ZeroPad(padding), network.Conv(1, kernel, strides=stride)]
    return receptive_field.of(built).region(row, column)
