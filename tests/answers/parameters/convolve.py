"""Answers to `convolve(image, kernel)`."""

import numpy as np


def _sizes(image, kernel):
    return image.shape[0] - kernel.shape[0] + 1, image.shape[1] - kernel.shape[1] + 1


def right_loops(image, kernel):
    rows, columns = _sizes(image, kernel)
    result = np.zeros((rows, columns))
    for r in range(rows):
        for c in range(columns):
            for i in range(kernel.shape[0]):
                for j in range(kernel.shape[1]):
                    result[r, c] += image[r + i, c + j] * kernel[i, j]
    return result


def right_shifted_images(image, kernel):
    rows, columns = _sizes(image, kernel)
    places = np.ndindex(*kernel.shape)
    return sum(kernel[i, j] * image[i : i + rows, j : j + columns] for i, j in places)


def right_windows_as_lists(image, kernel):
    windows = np.lib.stride_tricks.sliding_window_view(image, kernel.shape)
    return np.einsum("rcij,ij->rc", windows, kernel).tolist()


def wrong_one_position_too_few(image, kernel):
    """A row and a column are missing at the end."""
    return right_loops(image, kernel)[:-1, :-1]


def wrong_mean(image, kernel):
    """Are the products to be summed or averaged?"""
    windows = np.lib.stride_tricks.sliding_window_view(image, kernel.shape)
    return (windows * kernel).mean(axis=(2, 3))


def wrong_flipped(image, kernel):
    """by half a turn"""
    return right_loops(image, np.rot90(kernel, 2))


def wrong_as_large_as_the_image(image, kernel):
    """as large as the image"""
    rows, columns = _sizes(image, kernel)
    result = np.zeros_like(image)
    for r in range(rows):
        for c in range(columns):
            result[r, c] = (image[r : r + kernel.shape[0], c : c + kernel.shape[1]] * kernel).sum()
    return result


def wrong_rows_and_columns_swapped(image, kernel):
    """the first index goes down"""
    rows, columns = _sizes(image, kernel)
    result = np.zeros((columns, rows))
    for r in range(rows):
        for c in range(columns):
            result[c, r] = (image[r : r + kernel.shape[0], c : c + kernel.shape[1]] * kernel).sum()
    return result


def wrong_one_row_of_the_kernel(image, kernel):
    """values differ"""
    return right_loops(image, np.vstack([kernel[:1], 0 * kernel[1:]]))


def wrong_unequal_shapes(image, kernel):
    """stopped with ValueError"""
    return image * kernel


def refused_scipy(image, kernel):
    """scipy.signal.correlate2d"""
    from scipy import signal

    return signal.correlate2d(image, kernel, "valid")


def refused_scipy_with_another_name(image, kernel):
    """scipy.signal.fftconvolve"""
    from functools import partial

    from scipy.signal import fftconvolve as multiply

    return next(map(partial(multiply, mode="valid"), [image], [kernel[::-1, ::-1]]))


def refused_row_by_row(image, kernel):
    """numpy.correlate"""
    rows, columns = _sizes(image, kernel)
    result = np.zeros((rows, columns))
    for r in range(rows):
        for i, weights in enumerate(kernel):
            result[r] += np.correlate(image[r + i], weights)
    return result
