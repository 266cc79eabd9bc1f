"""Answers to `kernel_gradient(gradient, image)`."""

import numpy as np


def right_weight_by_weight(gradient, image):
    rows, columns = gradient.shape
    height, width = image.shape[0] - rows + 1, image.shape[1] - columns + 1
    result = np.zeros((height, width))
    for i in range(height):
        for j in range(width):
            for r in range(rows):
                for c in range(columns):
                    result[i, j] += gradient[r, c] * image[r + i, c + j]
    return result


def right_position_by_position(gradient, image):
    height, width = np.array(image.shape) - gradient.shape + 1
    return sum(gradient[r, c] * image[r : r + height, c : c + width] for r, c in np.ndindex(gradient.shape))


def right_vectorised(gradient, image):
    return np.einsum("ijrc,rc->ij", np.lib.stride_tricks.sliding_window_view(image, gradient.shape), gradient)


def _patches(gradient, image):
    height, width = image.shape[0] - gradient.shape[0] + 1, image.shape[1] - gradient.shape[1] + 1
    for r in range(gradient.shape[0]):
        for c in range(gradient.shape[1]):
            yield gradient[r, c], image[r : r + height, c : c + width]


def wrong_first_position(gradient, image):
    """That is what the first position of the kernel brings."""
    return next(g * patch for g, patch in _patches(gradient, image))


def wrong_overwritten(gradient, image):
    """That is what the last position of the kernel brings."""
    for g, patch in _patches(gradient, image):
        result = g * patch
    return result


def wrong_mean(gradient, image):
    """4 is the number of positions"""
    return np.mean([g * patch for g, patch in _patches(gradient, image)], axis=0)


def wrong_turned(gradient, image):
    """Your values are right and turned by half a turn."""
    return np.rot90(right_vectorised(gradient, image), 2)


def wrong_gradient_turned(gradient, image):
    """You turned the gradient by half a turn"""
    return right_vectorised(np.flip(gradient), image)


def wrong_transposed(gradient, image):
    """Rows and columns have changed places"""
    return right_vectorised(gradient, image).T


def wrong_gradient_ignored(gradient, image):
    """as if every number of the gradient were 1"""
    return np.sum([patch for _, patch in _patches(gradient, image)], axis=0)


def wrong_single_number(gradient, image):
    """Every weight of the kernel has a slope of its own."""
    return sum((g * patch).sum() for g, patch in _patches(gradient, image))


def wrong_no_sum(gradient, image):
    """added up nothing"""
    return gradient * image[: gradient.shape[0], : gradient.shape[1]]


def wrong_padded(gradient, image):
    """You slide the gradient over the border of the image as well."""
    rows, columns = gradient.shape
    framed = np.pad(image, ((rows - 1, rows - 1), (columns - 1, columns - 1)))
    return right_vectorised(gradient, framed)


def wrong_zeros(gradient, image):
    """Every value is zero."""
    return np.zeros((image.shape[0] - gradient.shape[0] + 1, image.shape[1] - gradient.shape[1] + 1))


def wrong_one_position_too_few(gradient, image):
    """values differ"""
    height, width = image.shape[0] - gradient.shape[0] + 1, image.shape[1] - gradient.shape[1] + 1
    result = np.zeros((height, width))
    for r in range(gradient.shape[0] - 1):
        for c in range(gradient.shape[1]):
            result += gradient[r, c] * image[r : r + height, c : c + width]
    return result + 1


def wrong_return_in_the_loop(gradient, image):
    """Does `return` stand inside the outer loop?"""
    height, width = image.shape[0] - gradient.shape[0] + 1, image.shape[1] - gradient.shape[1] + 1
    result = np.zeros((height, width))
    for r in range(gradient.shape[0]):
        for c in range(gradient.shape[1]):
            result += gradient[r, c] * image[r : r + height, c : c + width]
        return result
    return result


def refused_correlate(gradient, image):
    """scipy.signal.correlate2d"""
    from scipy import signal

    return signal.correlate2d(image, gradient, mode="valid")


def refused_the_tasks_own_answer(gradient, image):
    """coursekit.backprop.tasks"""
    from coursekit.backprop import tasks

    return tasks.kernel_gradient.reference(gradient, image)


def refused_the_package(gradient, image):
    """coursekit.backprop"""
    from coursekit.backprop import vectorised

    height, width = np.array(image.shape) - gradient.shape + 1
    one = [array[None, :, :, None] for array in (gradient, image)]
    return vectorised.conv2d_backward(*one, np.zeros((height, width, 1, 1))).kernel[:, :, 0, 0]
