"""Answers to `strided_convolution(image, kernel, stride, padding)`."""

import numpy as np


def _slide(image, kernel, down, across):
    windows = np.lib.stride_tricks.sliding_window_view(image, kernel.shape)[::down, ::across]
    return np.einsum("rcij,ij->rc", windows, kernel)


def right_keep_every_position(image, kernel, stride, padding):
    return _slide(np.pad(image, padding), kernel, stride, stride)


def right_loops_without_padding_the_image(image, kernel, stride, padding):
    height, width = image.shape
    rows = range(-padding, height + padding - kernel.shape[0] + 1, stride)
    columns = range(-padding, width + padding - kernel.shape[1] + 1, stride)
    result = np.zeros((len(rows), len(columns)))
    for r, top in enumerate(rows):
        for c, left in enumerate(columns):
            for (i, j), weight in np.ndenumerate(kernel):
                if 0 <= top + i < height and 0 <= left + j < width:
                    result[r, c] += weight * image[top + i, left + j]
    return result


def wrong_padding_ignored(image, kernel, stride, padding):
    """This is the result without padding."""
    return _slide(image, kernel, stride, stride)


def wrong_padding_around_the_result(image, kernel, stride, padding):
    """It belongs around the image"""
    return np.pad(_slide(image, kernel, stride, stride), padding)


def wrong_padding_around_every_position(image, kernel, stride, padding):
    """The frame of zeros is around your result."""
    return np.pad(_slide(image, kernel, 1, 1), padding)[::stride, ::stride]


def wrong_last_position_left_out(image, kernel, stride, padding):
    """Its shape is (2, 2); (3, 3) was wanted."""
    padded = np.pad(image, padding)
    rows = range(0, image.shape[0] + 2 * padding - kernel.shape[0], stride)
    columns = range(0, image.shape[1] + 2 * padding - kernel.shape[1], stride)
    return _slide(padded, kernel, stride, stride)[: len(rows), : len(columns)]


def wrong_range_without_the_padding(image, kernel, stride, padding):
    """Its shape is (1, 1); (3, 3) was wanted."""
    padded = np.pad(image, padding)
    rows = range(0, image.shape[0] - kernel.shape[0], stride)
    columns = range(0, image.shape[1] - kernel.shape[1], stride)
    return _slide(padded, kernel, stride, stride)[: len(rows), : len(columns)]


def wrong_stride_ignored(image, kernel, stride, padding):
    """with a stride of 1"""
    return _slide(np.pad(image, padding), kernel, 1, 1)


def wrong_stride_in_the_shape_only(image, kernel, stride, padding):
    """Where does that patch begin"""
    padded = np.pad(image, padding)
    rows = (padded.shape[0] - kernel.shape[0]) // stride + 1
    columns = (padded.shape[1] - kernel.shape[1]) // stride + 1
    result = np.zeros((rows, columns))
    for r in range(rows):
        for c in range(columns):
            result[r, c] = (padded[r : r + kernel.shape[0], c : c + kernel.shape[1]] * kernel).sum()
    return result


def wrong_stride_down_only(image, kernel, stride, padding):
    """downwards only"""
    return _slide(np.pad(image, padding), kernel, stride, 1)


def wrong_padding_on_two_sides(image, kernel, stride, padding):
    """above and to the left only"""
    padded = np.zeros((image.shape[0] + padding, image.shape[1] + padding))
    padded[padding:, padding:] = image
    return _slide(padded, kernel, stride, stride)


def wrong_border_repeated(image, kernel, stride, padding):
    """You repeated the pixels of the border."""
    return _slide(np.pad(image, padding, mode="edge"), kernel, stride, stride)


def wrong_flipped(image, kernel, stride, padding):
    """by half a turn"""
    return _slide(np.pad(image, padding), kernel[::-1, ::-1], stride, stride)


def refused_scipy(image, kernel, stride, padding):
    """scipy.signal.convolve2d"""
    import scipy.signal as tools

    return tools.convolve2d(np.pad(image, padding), kernel[::-1, ::-1], mode="valid")[::stride, ::stride]
