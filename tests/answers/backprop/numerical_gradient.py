"""Answers to `numerical_gradient(kernel, image, target, step)`."""

import numpy as np


def loss(kernel, image, target):
    outputs = np.einsum("rcij,ij->rc", np.lib.stride_tricks.sliding_window_view(image, kernel.shape), kernel)
    return float(((outputs - target) ** 2).mean())


def right_copies(kernel, image, target, step):
    result = np.zeros(kernel.shape)
    for place in np.ndindex(kernel.shape):
        up, down = kernel.astype(float), kernel.astype(float)
        up[place] += step
        down[place] -= step
        result[place] = (loss(up, image, target) - loss(down, image, target)) / (2 * step)
    return result


def right_restored(kernel, image, target, step):
    kernel = np.array(kernel, dtype=float)
    result = np.zeros(kernel.shape)
    for i in range(kernel.shape[0]):
        for j in range(kernel.shape[1]):
            old = kernel[i, j]
            kernel[i, j] = old + step
            above = loss(kernel, image, target)
            kernel[i, j] = old - step
            below = loss(kernel, image, target)
            kernel[i, j] = old
            result[i, j] = (above - below) / step / 2
    return result


def right_with_unit_arrays(kernel, image, target, step):
    units = np.eye(kernel.size).reshape(-1, *kernel.shape) * step
    differences = [loss(kernel + unit, image, target) - loss(kernel - unit, image, target) for unit in units]
    return np.array(differences).reshape(kernel.shape) / (2 * step)


def _slopes(kernel, image, target, step, slope):
    """`slope` makes one from the losses above, in the middle and below."""
    result = np.zeros(kernel.shape)
    middle = loss(kernel, image, target)
    for place in np.ndindex(kernel.shape):
        up, down = kernel.astype(float), kernel.astype(float)
        up[place] += step
        down[place] -= step
        result[place] = slope(loss(up, image, target), middle, loss(down, image, target))
    return result


def wrong_forwards_only(kernel, image, target, step):
    """You compare the loss above with the one in the middle."""
    return _slopes(kernel, image, target, step, lambda above, middle, below: (above - middle) / step)


def wrong_backwards_only(kernel, image, target, step):
    """You compare the loss in the middle with the one below."""
    return _slopes(kernel, image, target, step, lambda above, middle, below: (middle - below) / step)


def wrong_back_to_the_middle(kernel, image, target, step):
    """below its old place, or on it?"""
    moved = kernel.astype(float)
    result = np.zeros(kernel.shape)
    for place in np.ndindex(kernel.shape):
        moved[place] += step
        above = loss(moved, image, target)
        moved[place] -= step
        below = loss(moved, image, target)
        result[place] = (above - below) / (2 * step)
    return result


def wrong_not_divided(kernel, image, target, step):
    """A slope is a difference divided by a way"""
    return _slopes(kernel, image, target, step, lambda above, middle, below: above - below)


def wrong_divided_by_one_step(kernel, image, target, step):
    """Every slope is twice too large."""
    return _slopes(kernel, image, target, step, lambda above, middle, below: (above - below) / step)


def wrong_brackets(kernel, image, target, step):
    """divides by 2 and then *multiplies* by the step"""
    return _slopes(kernel, image, target, step, lambda above, middle, below: (above - below) / 2 * step)


def wrong_sign(kernel, image, target, step):
    """All slopes have the wrong sign."""
    return _slopes(kernel, image, target, step, lambda above, middle, below: (below - above) / (2 * step))


def wrong_without_sign(kernel, image, target, step):
    """No slope of yours is negative."""
    return _slopes(kernel, image, target, step, lambda above, middle, below: abs(above - below) / (2 * step))


def wrong_not_put_back(kernel, image, target, step):
    """is the one before it back in its place?"""
    moved = kernel.astype(float)
    result = np.zeros(kernel.shape)
    for place in np.ndindex(kernel.shape):
        moved[place] += step
        above = loss(moved, image, target)
        moved[place] -= 2 * step
        result[place] = (above - loss(moved, image, target)) / (2 * step)
    return result


def wrong_all_at_once(kernel, image, target, step):
    """you move all weights at a time"""
    slopes = np.zeros(kernel.shape)
    for i in range(kernel.shape[0]):
        for j in range(kernel.shape[1]):
            above, below = kernel + step, kernel - step
            slopes[i, j] = (loss(above, image, target) - loss(below, image, target)) / (2 * step)
    return slopes


def wrong_a_fraction_of_the_weight(kernel, image, target, step):
    """You move each weight by a fraction of its value."""
    result = np.zeros(kernel.shape)
    for place in np.ndindex(kernel.shape):
        up, down = kernel.astype(float), kernel.astype(float)
        up[place] *= 1 + step
        down[place] *= 1 - step
        result[place] = (loss(up, image, target) - loss(down, image, target)) / (2 * step)
    return result


def wrong_copy_of_whole_numbers(kernel, image, target, step):
    """2 + 0.5 put into it becomes 2 again"""
    result = np.zeros(kernel.shape)
    for place in np.ndindex(kernel.shape):
        up, down = kernel.copy(), kernel.copy()
        up[place] = kernel[place] + step
        down[place] = kernel[place] - step
        result[place] = (loss(up, image, target) - loss(down, image, target)) / (2 * step)
    return result


def wrong_copies_that_are_none(kernel, image, target, step):
    """or two names for one?"""
    above = below = kernel = kernel.astype(float)
    result = np.zeros(kernel.shape)
    for place in np.ndindex(kernel.shape):
        above[place] = kernel[place] + step
        below[place] = kernel[place] - step
        result[place] = (loss(above, image, target) - loss(below, image, target)) / (2 * step)
    return result


def wrong_zeros(kernel, image, target, step):
    """Every slope is zero"""
    return np.zeros(kernel.shape)


def wrong_whole_rows(kernel, image, target, step):
    """you move whole rows at a time"""
    slopes = np.zeros(kernel.shape)
    for i in range(kernel.shape[0]):
        for j in range(kernel.shape[1]):
            above, below = kernel.astype(float), kernel.astype(float)
            above[i] += step
            below[i] -= step
            slopes[i, j] = (loss(above, image, target) - loss(below, image, target)) / (2 * step)
    return slopes


def wrong_copied_in_front_of_the_loops(kernel, image, target, step):
    """where does the one before it stand in your two copies?"""
    above, below = kernel.astype(float), kernel.astype(float)
    result = np.zeros(kernel.shape)
    for place in np.ndindex(kernel.shape):
        above[place] += step
        below[place] -= step
        result[place] = (loss(above, image, target) - loss(below, image, target)) / (2 * step)
    return result


def wrong_set_to_the_step(kernel, image, target, step):
    """a step above and a step below where it *was*"""
    result = np.zeros(kernel.shape)
    for place in np.ndindex(kernel.shape):
        above, below = kernel.astype(float), kernel.astype(float)
        above[place] = step
        below[place] = -step
        result[place] = (loss(above, image, target) - loss(below, image, target)) / (2 * step)
    return result


def wrong_whole_numbers_in_place(kernel, image, target, step):
    """`.astype(float)`"""
    result = np.zeros(kernel.shape)
    for i, j in np.ndindex(kernel.shape):
        kernel[i, j] += step
        above = loss(kernel, image, target)
        kernel[i, j] -= 2 * step
        below = loss(kernel, image, target)
        kernel[i, j] += step
        result[i, j] = (above - below) / (2 * step)
    return result


def refused_the_tasks_own_answer(kernel, image, target, step):
    """coursekit.backprop.tasks"""
    from coursekit.backprop import tasks

    return tasks.numerical_gradient.reference(kernel, image, target, step)


def refused_the_package(kernel, image, target, step):
    """coursekit.backprop"""
    from coursekit import backprop

    return backprop.numerical_gradient(lambda moved: loss(moved, image, target), kernel.astype(float), step)
