"""Answers to `convolution_matrix(kernel, height, width)`."""

import numpy as np


def _sizes(kernel, height, width):
    return height - kernel.shape[0] + 1, width - kernel.shape[1] + 1


def right_four_loops(kernel, height, width):
    rows, columns = _sizes(kernel, height, width)
    matrix = np.zeros((rows * columns, height * width))
    for r in range(rows):
        for c in range(columns):
            for (i, j), weight in np.ndenumerate(kernel):
                matrix[r * columns + c, (r + i) * width + c + j] = weight
    return matrix


def right_images_of_single_pixels(kernel, height, width):
    """Each column is what the convolution makes of an image in which one pixel is 1."""
    pixels = np.eye(height * width).reshape(-1, height, width)
    windows = np.lib.stride_tricks.sliding_window_view(pixels, kernel.shape, axis=(1, 2))
    return (windows * kernel).sum(axis=(3, 4)).reshape(height * width, -1).T


def right_sparse(kernel, height, width):
    from scipy import sparse

    rows, columns = _sizes(kernel, height, width)
    matrix = sparse.lil_array((rows * columns, height * width))
    for r in range(rows):
        for c in range(columns):
            for (i, j), weight in np.ndenumerate(kernel):
                matrix[r * columns + c, (r + i) * width + c + j] = weight
    return matrix.tocsr()


def wrong_transposed(kernel, height, width):
    """The matrix is transposed."""
    return right_four_loops(kernel, height, width).T


def wrong_runs_past_the_end_of_the_row(kernel, height, width):
    """the next output position is at the start of the next row"""
    rows, columns = _sizes(kernel, height, width)
    matrix = np.zeros((rows * columns, height * width))
    for line in range(rows * columns):
        for (i, j), weight in np.ndenumerate(kernel):
            matrix[line, line + i * width + j] = weight
    return matrix


def wrong_kernel_in_one_row(kernel, height, width):
    """weights stand side by side"""
    rows, columns = _sizes(kernel, height, width)
    matrix = np.zeros((rows * columns, height * width))
    for r in range(rows):
        for c in range(columns):
            start = min(r * width + c, height * width - kernel.size)
            matrix[r * columns + c, start : start + kernel.size] = kernel.reshape(-1)
    return matrix


def wrong_flipped(kernel, height, width):
    """by half a turn"""
    return right_four_loops(kernel[::-1, ::-1], height, width)


def wrong_down_the_columns(kernel, height, width):
    """goes along the rows"""
    return right_four_loops(kernel.T, width, height)


def wrong_height_for_width(kernel, height, width):
    """the pixel just below another"""
    rows, columns = _sizes(kernel, height, width)
    matrix = np.zeros((rows * columns, height * width))
    for r in range(rows):
        for c in range(columns):
            for (i, j), weight in np.ndenumerate(kernel):
                matrix[r * columns + c, (r + i) * height + c + j] = weight
    return matrix


def wrong_not_flattened(kernel, height, width):
    """Its shape is"""
    rows, columns = _sizes(kernel, height, width)
    return right_four_loops(kernel, height, width).reshape(rows, columns, -1)


def refused_library(kernel, height, width):
    """coursekit.parameters.as_matrix"""
    from coursekit.parameters import as_matrix

    return as_matrix(kernel[:, :, None, None], (height, width, 1)).toarray()


def refused_scipy_on_single_pixels(kernel, height, width):
    """scipy.signal.correlate"""
    from scipy.signal import correlate

    pixels = np.eye(height * width).reshape(-1, height, width)
    return np.stack([correlate(pixel, kernel, "valid").reshape(-1) for pixel in pixels], axis=1)
