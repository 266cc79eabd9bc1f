"""Answers to `input_gradient(gradient, kernel)`."""

import numpy as np


def _shape(gradient, kernel):
    return gradient.shape[0] + kernel.shape[0] - 1, gradient.shape[1] + kernel.shape[1] - 1


def right_giving(gradient, kernel):
    result = np.zeros(_shape(gradient, kernel))
    for r in range(gradient.shape[0]):
        for c in range(gradient.shape[1]):
            for i in range(kernel.shape[0]):
                for j in range(kernel.shape[1]):
                    result[r + i, c + j] += gradient[r, c] * kernel[i, j]
    return result


def right_weight_by_weight(gradient, kernel):
    result = np.zeros(_shape(gradient, kernel))
    for (i, j), weight in np.ndenumerate(kernel):
        result[i : i + gradient.shape[0], j : j + gradient.shape[1]] += weight * gradient
    return result


def _slid(image, kernel):
    return np.einsum("rcij,ij->rc", np.lib.stride_tricks.sliding_window_view(image, kernel.shape), kernel)


def _framed(gradient, kernel):
    rows, columns = kernel.shape[0] - 1, kernel.shape[1] - 1
    return np.pad(gradient, ((rows, rows), (columns, columns)))


def right_collecting(gradient, kernel):
    return _slid(_framed(gradient, kernel), kernel[::-1, ::-1])


def wrong_not_turned(gradient, kernel):
    """That is what comes out with the kernel turned by half a turn."""
    return _slid(_framed(gradient, kernel), kernel)


def wrong_turned_and_giving(gradient, kernel):
    """which weight lay on it at which position?"""
    return right_giving(gradient, kernel[::-1, ::-1])


def wrong_left_and_right_turned_only(gradient, kernel):
    """The kernel lies the wrong way up"""
    return _slid(_framed(gradient, kernel), kernel[:, ::-1])


def wrong_up_and_down_turned_only(gradient, kernel):
    """The columns of the kernel are in reverse."""
    return _slid(_framed(gradient, kernel), kernel[::-1])


def wrong_overwritten(gradient, kernel):
    """only the last of them counts in your result"""
    result = np.zeros(_shape(gradient, kernel))
    for r in range(gradient.shape[0]):
        for c in range(gradient.shape[1]):
            result[r : r + kernel.shape[0], c : c + kernel.shape[1]] = gradient[r, c] * kernel
    return result


def _fits(gradient, kernel):
    return all(g >= k for g, k in zip(gradient.shape, kernel.shape, strict=True))


def wrong_valid(gradient, kernel):
    """The result should be as large as the *image* was"""
    if _fits(gradient, kernel):
        return _slid(gradient, kernel[::-1, ::-1])
    rows, columns = (max(g - k + 1, 0) for g, k in zip(gradient.shape, kernel.shape, strict=True))
    return np.zeros((rows, columns))


def wrong_valid_and_not_turned(gradient, kernel):
    """forwards once more: it gets smaller still"""
    if _fits(gradient, kernel):
        return _slid(gradient, kernel)
    rows, columns = (max(g - k + 1, 0) for g, k in zip(gradient.shape, kernel.shape, strict=True))
    return np.zeros((rows, columns))


def wrong_same(gradient, kernel):
    """Your result is as large as the gradient."""
    top, left = (kernel.shape[0] - 1) // 2, (kernel.shape[1] - 1) // 2
    return right_giving(gradient, kernel)[top : top + gradient.shape[0], left : left + gradient.shape[1]]


def wrong_gradient_ignored(gradient, kernel):
    """as if every number of the gradient were 1"""
    return right_giving(np.ones(gradient.shape), kernel)


def wrong_kernel_ignored(gradient, kernel):
    """as if every weight were 1"""
    return right_giving(gradient, np.ones(kernel.shape))


def wrong_mean(gradient, kernel):
    """4 is the number of weights"""
    return right_giving(gradient, kernel) / kernel.size


def wrong_zeros(gradient, kernel):
    """Every value is zero."""
    return np.zeros(_shape(gradient, kernel))


def wrong_size(gradient, kernel):
    """Its shape is"""
    return np.pad(right_giving(gradient, kernel), 1)


def wrong_transposed(gradient, kernel):
    """Rows and columns of your result have changed places"""
    return right_giving(gradient, kernel).T


def wrong_kernel_transposed(gradient, kernel):
    """A half-turn is no `.T`"""
    return right_giving(gradient, kernel.T)


def wrong_whole_numbers(gradient, kernel):
    """Your array has dtype int64: it holds whole numbers only"""
    return right_giving(gradient, kernel).astype(int)


def refused_convolve(gradient, kernel):
    """scipy.signal.convolve2d"""
    from scipy import signal

    return signal.convolve2d(gradient, kernel)


def refused_the_tasks_own_answer(gradient, kernel):
    """coursekit.backprop.tasks"""
    from coursekit.backprop import tasks

    return tasks.input_gradient.reference(gradient, kernel)


def refused_the_package(gradient, kernel):
    """coursekit.backprop"""
    from coursekit.backprop import vectorised

    images = np.zeros((1, *_shape(gradient, kernel), 1))
    return vectorised.conv2d_backward(gradient[None, :, :, None], images, kernel[:, :, None, None]).inputs[0, :, :, 0]
