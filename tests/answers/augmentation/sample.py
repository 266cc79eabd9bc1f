"""Answers to `sample(image, row, column)`."""

import math

import numpy as np


def right_four_weights(image, row, column):
    top, left = math.floor(row), math.floor(column)
    bottom, right = min(top + 1, len(image) - 1), min(left + 1, len(image[0]) - 1)
    down, across = row - top, column - left
    return (
        image[top, left] * (1 - down) * (1 - across)
        + image[top, right] * (1 - down) * across
        + image[bottom, left] * down * (1 - across)
        + image[bottom, right] * down * across
    )


def right_weights_of_all_pixels(image, row, column):
    rows = np.maximum(0, 1 - np.abs(np.arange(image.shape[0]) - row))
    columns = np.maximum(0, 1 - np.abs(np.arange(image.shape[1]) - column))
    return float(rows @ image @ columns)


def right_columns_first_on_a_framed_image(image, row, column):
    framed = np.pad(image, ((0, 1), (0, 1)))
    top, left = int(row), int(column)
    above, below = framed[top, left : left + 2], framed[top + 1, left : left + 2]
    pair = above + (below - above) * (row - top)
    return pair[0] + (pair[1] - pair[0]) * (column - left)


def _four(image, row, column):
    top, left = math.floor(row), math.floor(column)
    bottom, right = min(top + 1, image.shape[0] - 1), min(left + 1, image.shape[1] - 1)
    return image[top, left], image[top, right], image[bottom, left], image[bottom, right], row - top, column - left


def _mixed(one, two, part):
    return one * (1 - part) + two * part


def wrong_weights_exchanged(image, row, column):
    """which of the four pixels is nearest?"""
    a, b, c, d, down, across = _four(image, row, column)
    return _mixed(_mixed(b, a, across), _mixed(d, c, across), 1 - down)


def wrong_rows_exchanged(image, row, column):
    """the *farther* row counts more"""
    a, b, c, d, down, across = _four(image, row, column)
    return _mixed(_mixed(c, d, across), _mixed(a, b, across), down)


def wrong_columns_exchanged(image, row, column):
    """the *farther* column counts more"""
    a, b, c, d, down, across = _four(image, row, column)
    return _mixed(_mixed(b, a, across), _mixed(d, c, across), down)


def wrong_down_and_across_exchanged(image, row, column):
    """How far the place lies down and how far it lies across have changed places"""
    a, b, c, d, down, across = _four(image, row, column)
    return _mixed(_mixed(a, b, down), _mixed(c, d, down), across)


def wrong_nearest(image, row, column):
    """the value of the nearest pixel"""
    return image[round(row), round(column)]


def wrong_top_left(image, row, column):
    """the pixel at the top left of the place"""
    return image[int(row), int(column)]


def wrong_bottom_right(image, row, column):
    """the pixel at the bottom right of the place"""
    return image[math.ceil(row), math.ceil(column)]


def wrong_mean(image, row, column):
    """The nearer ones should count more."""
    return np.mean(_four(image, row, column)[:4])


def wrong_upper_row(image, row, column):
    """leave out the two below"""
    a, b, _, _, _, across = _four(image, row, column)
    return _mixed(a, b, across)


def wrong_left_column(image, row, column):
    """leave out the two to the right"""
    a, _, c, _, down, _ = _four(image, row, column)
    return _mixed(a, c, down)


def wrong_diagonal(image, row, column):
    """the weights do not add up to 1"""
    a, _, _, d, down, across = _four(image, row, column)
    return (1 - down) * (1 - across) * a + down * across * d


def wrong_row_and_column_exchanged(image, row, column):
    """the first index goes down, the second across"""
    return right_weights_of_all_pixels(image, column, row)


def wrong_height_and_width_exchanged(image, row, column):
    """which of the two numbers in `image.shape` is that of the rows?"""
    top, left = int(row), int(column)
    bottom, right = min(top + 1, image.shape[1] - 1), min(left + 1, image.shape[0] - 1)
    down, across = row - top, column - left
    upper = _mixed(image[top, left], image[top, right], across)
    return _mixed(upper, _mixed(image[bottom, left], image[bottom, right], across), down)


def wrong_rows_averaged(image, row, column):
    """you take the mean; how far down does the place lie?"""
    a, b, c, d, _, across = _four(image, row, column)
    return (_mixed(a, b, across) + _mixed(c, d, across)) / 2


def wrong_lines_added(image, row, column):
    """Mix the two *rows* instead"""
    a, b, c, _, down, across = _four(image, row, column)
    return _mixed(a, b, across) + _mixed(a, c, down)


def wrong_weights_added(image, row, column):
    """They have to be multiplied"""
    a, b, c, d, down, across = _four(image, row, column)
    weights = (1 - down + 1 - across, 1 - down + across, down + 1 - across, down + across)
    return sum(value * weight for value, weight in zip((a, b, c, d), weights, strict=True)) / sum(weights)


def wrong_top_left_missing(image, row, column):
    """The one at the top left is missing."""
    _, b, c, d, down, across = _four(image, row, column)
    return (1 - down) * across * b + down * (1 - across) * c + down * across * d


def wrong_beyond_the_last(image, row, column):
    """IndexError"""
    top, left = int(row), int(column)
    down, across = row - top, column - left
    upper = _mixed(image[top, left], image[top, left + 1], across)
    return _mixed(upper, _mixed(image[top + 1, left], image[top + 1, left + 1], across), down)


def wrong_rounded(image, row, column):
    """too"""
    return round(right_four_weights(image, row, column))


def wrong_pair(image, row, column):
    """one number was asked for"""
    a, b, c, d, _, across = _four(image, row, column)
    return _mixed(a, b, across), _mixed(c, d, across)


def wrong_counted_from_row_zero(image, row, column):
    """How far down is counted from the row `top`"""
    a, b, c, d, _, _ = _four(image, row, column)
    return _mixed(_mixed(a, b, column), _mixed(c, d, column), row)


def wrong_left_in_full(image, row, column):
    """your weights are more than 1 in sum"""
    a, b, c, d, down, across = _four(image, row, column)
    return (1 - down) * (a + across * b) + down * (c + across * d)


def wrong_pixel_alone_at_the_edge(image, row, column):
    """On the last row a place may still lie between two columns"""
    top, left = int(row), int(column)
    if top == image.shape[0] - 1 or left == image.shape[1] - 1:
        return float(image[top, left])
    return right_four_weights(image, row, column)


def refused_scipy(image, row, column):
    """scipy.ndimage.map_coordinates"""
    from scipy import ndimage

    return float(ndimage.map_coordinates(image, [[row], [column]], order=1, mode="nearest")[0])


def refused_interp(image, row, column):
    """numpy.interp"""
    lines = [np.interp(column, np.arange(image.shape[1]), line) for line in image]
    return float(np.interp(row, np.arange(image.shape[0]), lines))


def refused_the_tasks_own_answer(image, row, column):
    """coursekit.augmentation.tasks"""
    from coursekit.augmentation import tasks

    return tasks.sample.reference(image, row, column)
