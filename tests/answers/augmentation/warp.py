"""Answers to `warp(image, matrix, fill)`."""

import math

import numpy as np


def _mixed(image, row, column):
    """Bilinear, all channels at once; the place lies between the outermost centres."""
    top, left = min(int(row), image.shape[0] - 1), min(int(column), image.shape[1] - 1)
    bottom, right = min(top + 1, image.shape[0] - 1), min(left + 1, image.shape[1] - 1)
    down, across = row - top, column - left
    upper = (1 - across) * image[top, left] + across * image[top, right]
    lower = (1 - across) * image[bottom, left] + across * image[bottom, right]
    return (1 - down) * upper + down * lower


def _pulled(image, row, column):
    return _mixed(image, min(max(row, 0), image.shape[0] - 1), min(max(column, 0), image.shape[1] - 1))


def _inside(image, row, column):
    return -0.5 <= row < image.shape[0] - 0.5 and -0.5 <= column < image.shape[1] - 0.5


def _backwards(image, inverse, fill, read):
    result = np.full(image.shape, fill, dtype=float)
    for row in range(image.shape[0]):
        for column in range(image.shape[1]):
            x, y, _ = inverse @ np.array([column, row, 1])
            result[row, column] = read(image, y, x, fill)
    return result


def _filled(image, row, column, fill):
    return _pulled(image, row, column) if _inside(image, row, column) else fill


def right_pixel_by_pixel(image, matrix, fill):
    return _backwards(image, np.linalg.inv(matrix), fill, _filled)


def right_all_at_once(image, matrix, fill):
    height, width, channels = image.shape
    rows, columns = np.mgrid[:height, :width]
    x, y, _ = np.linalg.solve(matrix, np.stack([columns.ravel(), rows.ravel(), np.ones(rows.size)]))
    inside = (y >= -0.5) & (y < height - 0.5) & (x >= -0.5) & (x < width - 0.5)
    down = np.maximum(0, 1 - np.abs(np.clip(y, 0, height - 1)[:, None] - np.arange(height)))
    across = np.maximum(0, 1 - np.abs(np.clip(x, 0, width - 1)[:, None] - np.arange(width)))
    values = np.einsum("ph,pw,hwc->pc", down, across, image)
    return np.where(inside[:, None], values, fill).reshape(height, width, channels)


def right_on_a_framed_image(image, matrix, fill):
    framed = np.pad(image, ((1, 1), (1, 1), (0, 0)), mode="edge")
    height, width, _ = image.shape
    result = np.empty(image.shape)
    (a, b, c), (d, e, f), _ = np.linalg.inv(matrix)
    for row in range(height):
        for column in range(width):
            x, y = a * column + b * row + c, d * column + e * row + f
            if min(y, x) < -0.5 or y >= height - 0.5 or x >= width - 0.5:
                result[row, column] = fill
            else:
                result[row, column] = _mixed(framed, y + 1, x + 1)
    return result


def _forwards(image, matrix, start, whole):
    result = np.full(image.shape, start, dtype=float)
    for row in range(image.shape[0]):
        for column in range(image.shape[1]):
            x, y, _ = matrix @ [column, row, 1]
            x, y = whole(x), whole(y)
            if 0 <= y < image.shape[0] and 0 <= x < image.shape[1]:
                result[y, x] = image[row, column]
    return result


def wrong_forwards(image, matrix, fill):
    """they are holes, and others get several"""
    return _forwards(image, matrix, fill, lambda place: math.floor(place + 0.5))


def wrong_forwards_onto_zeros(image, matrix, fill):
    """Go through the pixels of the *result*"""
    return _forwards(image, matrix, 0.0, lambda place: math.floor(place + 0.5))


def wrong_forwards_cut(image, matrix, fill):
    """Go through the pixels of the *result*"""
    return _forwards(image, matrix, fill, int)


def wrong_forwards_cut_onto_zeros(image, matrix, fill):
    """Go through the pixels of the *result*"""
    return _forwards(image, matrix, 0.0, int)


def wrong_matrix_not_inverted(image, matrix, fill):
    """which matrix leads back?"""
    return _backwards(image, matrix, fill, _filled)


def _rows_first(image, inverse, fill):
    result = np.full(image.shape, fill, dtype=float)
    for row in range(image.shape[0]):
        for column in range(image.shape[1]):
            y, x, _ = inverse @ [row, column, 1]
            if _inside(image, y, x):
                result[row, column] = _pulled(image, y, x)
    return result


def wrong_rows_first(image, matrix, fill):
    """You give the matrix (row, column, 1). It takes"""
    return _rows_first(image, np.linalg.inv(matrix), fill)


def wrong_rows_first_not_inverted(image, matrix, fill):
    """which matrix leads from the result back to the image?"""
    return _rows_first(image, matrix, fill)


def wrong_transposed(image, matrix, fill):
    """Your matrix is transposed"""
    return _backwards(image, np.linalg.inv(matrix).T, fill, _filled)


def wrong_nearest(image, matrix, fill):
    """you take the nearest pixel there"""

    def nearest(image, row, column, fill):
        return image[math.floor(row + 0.5), math.floor(column + 0.5)] if _inside(image, row, column) else fill

    return _backwards(image, np.linalg.inv(matrix), fill, nearest)


def _cut(whole):
    def read(image, row, column, fill):
        r, c = whole(row), whole(column)
        good = _inside(image, row, column) and r >= 0 and c >= 0
        return image[r, c] if good else fill

    return read


def wrong_cut_down(image, matrix, fill):
    """you cut off what is after the decimal point"""
    return _backwards(image, np.linalg.inv(matrix), fill, _cut(math.floor))


def wrong_cut(image, matrix, fill):
    """you cut off what is after the decimal point"""
    return _backwards(image, np.linalg.inv(matrix), fill, _cut(int))


def wrong_negative_indices(image, matrix, fill):
    """in Python the index -1 is the last one"""

    def read(image, row, column, fill):
        try:
            return image[math.floor(row + 0.5), math.floor(column + 0.5)]
        except IndexError:
            return fill

    return _backwards(image, np.linalg.inv(matrix), fill, read)


def wrong_around(image, matrix, fill):
    """comes back on the other. A place outside"""

    def read(image, row, column, fill):
        height, width = image.shape[:2]
        top, left = math.floor(row), math.floor(column)
        down, across = row - top, column - left
        upper = (1 - across) * image[top % height, left % width] + across * image[top % height, (left + 1) % width]
        top += 1
        lower = (1 - across) * image[top % height, left % width] + across * image[top % height, (left + 1) % width]
        return (1 - down) * upper + down * lower

    return _backwards(image, np.linalg.inv(matrix), fill, read)


def wrong_edge_drawn_out(image, matrix, fill):
    """you go on with the values at its edge"""
    return _backwards(image, np.linalg.inv(matrix), fill, lambda image, row, column, fill: _pulled(image, row, column))


def wrong_zeros_outside(image, matrix, fill):
    """Outside of the image you have 0."""
    return right_pixel_by_pixel(image, matrix, 0.0)


def wrong_centres_only(image, matrix, fill):
    """less than half a pixel beyond the outermost centres"""

    def read(image, row, column, fill):
        row, column = round(row, 9), round(column, 9)
        good = 0 <= row <= image.shape[0] - 1 and 0 <= column <= image.shape[1] - 1
        return _mixed(image, row, column) if good else fill

    return _backwards(image, np.linalg.inv(matrix), fill, read)


def _where(image, matrix, fill, good):
    def read(image, row, column, fill):
        return _pulled(image, row, column) if good(row, column, *image.shape[:2]) else fill

    return _backwards(image, np.linalg.inv(matrix).round(12), fill, read)


def wrong_begins_at_0(image, matrix, fill):
    """your image begins or ends in the wrong place"""
    return _where(image, matrix, fill, lambda r, c, h, w: 0 <= r < h - 0.5 and 0 <= c < w - 0.5)


def wrong_pixels_from_their_corners(image, matrix, fill):
    """your image begins or ends in the wrong place"""
    return _where(image, matrix, fill, lambda r, c, h, w: 0 <= r < h and 0 <= c < w)


def wrong_too_long(image, matrix, fill):
    """your image begins or ends in the wrong place"""
    return _where(image, matrix, fill, lambda r, c, h, w: -0.5 <= r < h and -0.5 <= c < w)


def wrong_too_short(image, matrix, fill):
    """your image begins or ends in the wrong place"""
    return _where(image, matrix, fill, lambda r, c, h, w: -0.5 <= r <= h - 1 and -0.5 <= c <= w - 1)


def wrong_height_and_width_exchanged(image, matrix, fill):
    """which limits which?"""
    return _where(image, matrix, fill, lambda r, c, h, w: -0.5 <= r < w - 0.5 and -0.5 <= c < h - 0.5)


def wrong_not_pulled(image, matrix, fill):
    """Pull such places to the first centre."""

    def read(image, row, column, fill):
        if not _inside(image, row, column):
            return fill
        top, left = math.floor(row), math.floor(column)
        bottom, right = min(top + 1, image.shape[0] - 1), min(left + 1, image.shape[1] - 1)
        down, across = row - top, column - left
        upper = (1 - across) * image[top, left] + across * image[top, right]
        return (1 - down) * upper + down * ((1 - across) * image[bottom, left] + across * image[bottom, right])

    return _backwards(image, np.linalg.inv(matrix), fill, read)


def wrong_image_kept(image, matrix, fill):
    """your result still shows the image"""
    result = image.copy()
    for row in range(image.shape[0]):
        for column in range(image.shape[1]):
            x, y, _ = np.linalg.inv(matrix) @ [column, row, 1]
            if _inside(image, y, x):
                result[row, column] = _pulled(image, y, x)
    return result


def wrong_nearest_onto_zeros(image, matrix, fill):
    """You take the nearest pixel, and outside of the image you have 0."""
    return wrong_nearest(image, matrix, 0.0)


def wrong_blending(image, matrix, fill):
    """near the edge your values blend with the fill"""
    framed = np.pad(image, ((1, 1), (1, 1), (0, 0)), constant_values=fill)

    def read(image, row, column, fill):
        return _pulled(framed, row + 1, column + 1)

    return _backwards(image, np.linalg.inv(matrix), fill, read)


def wrong_last_row_lost(image, matrix, fill):
    """it reaches half a pixel beyond the centres of the outermost pixels"""

    def read(image, row, column, fill):
        good = 0 <= row < image.shape[0] - 1 and 0 <= column < image.shape[1] - 1
        return _mixed(image, row, column) if good else fill

    return _backwards(image, np.linalg.inv(matrix), fill, read)


def wrong_one_channel(image, matrix, fill):
    """All channels of your result hold the first one."""
    first = right_pixel_by_pixel(image[:, :, :1], matrix, fill)
    return first + np.zeros(image.shape)


def wrong_fill_everywhere(image, matrix, fill):
    """Does any place count as inside?"""
    return np.full(image.shape, fill)


def wrong_grey(image, matrix, fill):
    """Its shape is"""
    return right_pixel_by_pixel(image.mean(axis=2, keepdims=True), matrix, fill)[:, :, 0]


def wrong_whole_numbers(image, matrix, fill):
    """it holds whole numbers only"""
    result = np.zeros(image.shape, dtype=int)
    result[:] = right_pixel_by_pixel(image, matrix, fill)
    return result


def wrong_given_back(image, matrix, fill):
    """That is `image`, as it was given to your function."""
    return image


def wrong_x_for_the_row(image, matrix, fill):
    """You read the first number of the place as its row."""
    return _backwards(image, np.linalg.inv(matrix), fill, lambda image, y, x, fill: _filled(image, x, y, fill))


def refused_opencv(image, matrix, fill):
    """cv2.warpAffine"""
    import cv2

    return cv2.warpAffine(image, matrix[:2], image.shape[1::-1], borderValue=(fill,) * 4).reshape(image.shape)


def refused_scipy(image, matrix, fill):
    """scipy.ndimage.affine_transform"""
    from scipy import ndimage

    order = [1, 0, 2]
    inverse = np.linalg.inv(matrix)[np.ix_(order, order)]
    channels = [
        ndimage.affine_transform(image[:, :, channel], inverse, order=1, cval=fill) for channel in range(image.shape[2])
    ]
    return np.stack(channels, axis=2)


def refused_the_tasks_own_answer(image, matrix, fill):
    """coursekit.augmentation.tasks"""
    from coursekit.augmentation import tasks

    return tasks.warp.reference(image, matrix, fill)
