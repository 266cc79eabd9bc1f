"""Answers to `max_pool(image, pool_size, strides)`."""

import numpy as np


def right_loops(image, pool_size, strides):
    rows = []
    top = 0
    while top + pool_size <= image.shape[0]:
        row, left = [], 0
        while left + pool_size <= image.shape[1]:
            best = image[top, left]
            for i in range(pool_size):
                for j in range(pool_size):
                    best = max(best, image[top + i, left + j])
            row.append(best)
            left += strides
        rows.append(row)
        top += strides
    return np.array(rows)


def right_vectorised(image, pool_size, strides):
    rows, columns = ((size - pool_size) // strides + 1 for size in image.shape)
    shifted = [
        image[i : i + rows * strides : strides, j : j + columns * strides : strides][:rows, :columns]
        for i in range(pool_size)
        for j in range(pool_size)
    ]
    return np.max(shifted, axis=0)


def right_as_lists(image, pool_size, strides):
    tops, lefts = (range(0, size - pool_size + 1, strides) for size in image.shape)
    return [[max(image[t : t + pool_size, c : c + pool_size].ravel().tolist()) for c in lefts] for t in tops]


def _pool(image, pool_size, strides, choose=np.max):
    height, width = image.shape
    return np.array(
        [
            [choose(image[t : t + pool_size, c : c + pool_size]) for c in range(0, width - pool_size + 1, strides)]
            for t in range(0, height - pool_size + 1, strides)
        ]
    )


def wrong_mean(image, pool_size, strides):
    """That is average pooling."""
    return _pool(image, pool_size, strides, np.mean)


def wrong_sum(image, pool_size, strides):
    """You add up each window."""
    return _pool(image, pool_size, strides, np.sum)


def wrong_min(image, pool_size, strides):
    """Those are the smallest values of the windows."""
    return _pool(image, pool_size, strides, np.min)


def wrong_subsampled(image, pool_size, strides):
    """Those are the first values of the windows"""
    return _pool(image, pool_size, strides, lambda window: window[0, 0])


def wrong_without_sign(image, pool_size, strides):
    """You compare the values without their sign."""
    return _pool(np.abs(image), pool_size, strides)


def wrong_begins_with_zero(image, pool_size, strides):
    """What is the largest of -3 and -2?"""
    result = np.zeros_like(_pool(image, pool_size, strides))
    for row in range(result.shape[0]):
        for column in range(result.shape[1]):
            for i in range(pool_size):
                for j in range(pool_size):
                    value = image[row * strides + i, column * strides + j]
                    result[row, column] = max(value, result[row, column])
    return result


def wrong_stride_is_pool_size(image, pool_size, strides):
    """You move by the pool size, 3."""
    return _pool(image, pool_size, pool_size)


def wrong_stride_one(image, pool_size, strides):
    """You move the window by one pixel."""
    return _pool(image, pool_size, 1)


def wrong_row_is_top(image, pool_size, strides):
    """your windows lie one pixel apart"""
    result = np.zeros(_pool(image, pool_size, strides).shape)
    for row in range(result.shape[0]):
        for column in range(result.shape[1]):
            result[row, column] = image[row : row + pool_size, column : column + pool_size].max()
    return result


def wrong_arguments_swapped(image, pool_size, strides):
    """Pool size and strides have changed places"""
    return _pool(image, strides, pool_size)


def wrong_sticks_out(image, pool_size, strides):
    """You count windows that stick out over the edge."""
    height, width = image.shape
    return np.array(
        [
            [image[t : t + pool_size, c : c + pool_size].max() for c in range(0, width, strides)]
            for t in range(0, height, strides)
        ]
    )


def wrong_last_window(image, pool_size, strides):
    """A row and a column are missing at the end."""
    rows, columns = ((size - pool_size) // strides for size in image.shape)
    result = np.zeros((rows, columns))
    for row in range(rows):
        for column in range(columns):
            top, left = row * strides, column * strides
            result[row, column] = image[top : top + pool_size, left : left + pool_size].max()
    return result


def wrong_whole_image(image, pool_size, strides):
    """is the largest value of the whole image"""
    return image.max()


def wrong_transposed(image, pool_size, strides):
    """Rows and columns have changed places"""
    return _pool(image, pool_size, strides).T


def wrong_zeros(image, pool_size, strides):
    """Every value is zero."""
    return np.zeros_like(_pool(image, pool_size, strides))


def wrong_window_too_small(image, pool_size, strides):
    """values differ"""
    return _pool(image, pool_size, strides, lambda window: window[:-1, :-1].max())


def wrong_top_is_row_times_pool_size(image, pool_size, strides):
    """your windows lie 3 pixels apart, the pool size"""
    rows, columns = ((size - pool_size) // strides + 1 for size in image.shape)
    result = np.zeros((rows, columns))
    for row in range(rows):
        for column in range(columns):
            top, left = row * pool_size, column * pool_size
            window = image[top : top + pool_size, left : left + pool_size]
            result[row, column] = window.max() if window.size else 0
    return result


def wrong_window_is_stride(image, pool_size, strides):
    """Here the window is 3 wide."""
    rows, columns = ((size - pool_size) // strides + 1 for size in image.shape)
    result = np.zeros((rows, columns))
    for row in range(rows):
        for column in range(columns):
            top, left = row * strides, column * strides
            result[row, column] = image[top : top + strides, left : left + strides].max()
    return result


def wrong_range_too_short(image, pool_size, strides):
    """`range` stops *in front of* its end"""
    height, width = image.shape
    result = np.zeros(((height - pool_size) // strides + 1, (width - pool_size) // strides + 1))
    for top in range(0, height - pool_size, strides):
        for left in range(0, width - pool_size, strides):
            window = image[top : top + pool_size, left : left + pool_size]
            result[top // strides, left // strides] = window.max()
    return result


def wrong_range_without_the_edge(image, pool_size, strides):
    """Windows that end exactly at the edge are missing."""
    height, width = image.shape
    return np.array(
        [
            [image[t : t + pool_size, c : c + pool_size].max() for c in range(0, width - pool_size, strides)]
            for t in range(0, height - pool_size, strides)
        ]
    )


def refused_maximum_filter(image, pool_size, strides):
    """scipy.ndimage.maximum_filter"""
    from scipy import ndimage

    filtered = ndimage.maximum_filter(image, size=pool_size, origin=-(pool_size // 2))
    return filtered[: image.shape[0] - pool_size + 1 : strides, : image.shape[1] - pool_size + 1 : strides]


def refused_keras(image, pool_size, strides):
    """keras.ops.max_pool"""
    import keras

    return keras.ops.max_pool(image[None, :, :, None], pool_size, strides)[0, :, :, 0]


def refused_the_package(image, pool_size, strides):
    """coursekit.backprop"""
    from coursekit.backprop import vectorised

    return vectorised.max_pool(image[None, :, :, None], pool_size, strides)[0, :, :, 0]
