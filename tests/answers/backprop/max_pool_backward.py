"""Answers to `max_pool_backward(gradient, image, pool_size, strides)`."""

import numpy as np


def right_loops(gradient, image, pool_size, strides):
    result = np.zeros(image.shape)
    for row in range(gradient.shape[0]):
        for column in range(gradient.shape[1]):
            best = None
            for i in range(row * strides, row * strides + pool_size):
                for j in range(column * strides, column * strides + pool_size):
                    if best is None or image[i, j] > image[best]:
                        best = i, j
            result[best] += gradient[row, column]
    return result


def right_vectorised(gradient, image, pool_size, strides):
    views = np.lib.stride_tricks.sliding_window_view(image, (pool_size, pool_size))[::strides, ::strides]
    winners = views.reshape(*gradient.shape, -1).argmax(axis=2)
    rows, columns = np.indices(gradient.shape) * strides
    result = np.zeros(image.shape)
    np.add.at(result, (rows + winners // pool_size, columns + winners % pool_size), gradient)
    return result


def right_first_of_the_equal_ones(gradient, image, pool_size, strides):
    result = np.zeros(image.shape)
    for (row, column), value in np.ndenumerate(gradient):
        window = image[row * strides :, column * strides :][:pool_size, :pool_size]
        i, j = np.argwhere(window == window.max())[0]
        result[row * strides + i, column * strides + j] += value
    return result


def _each(gradient, strides):
    for (row, column), value in np.ndenumerate(gradient):
        yield row * strides, column * strides, value


def _window(image, top, left, pool_size):
    return image[top : top + pool_size, left : left + pool_size]


def _brought(gradient, image, pool_size, strides, share):
    result = np.zeros(image.shape)
    for top, left, value in _each(gradient, strides):
        window = _window(image, top, left, pool_size)
        _window(result, top, left, pool_size)[...] += share(window, value)
    return result


def _to(window, i, j, value):
    result = np.zeros(window.shape)
    result[i, j] = value
    return result


def _winner(window):
    return np.unravel_index(window.argmax(), window.shape)


def wrong_spread(gradient, image, pool_size, strides):
    """that is the way back of average pooling"""
    return _brought(gradient, image, pool_size, strides, lambda window, value: value / pool_size**2)


def wrong_everyone(gradient, image, pool_size, strides):
    """Every pixel of a window gets its number."""
    return _brought(gradient, image, pool_size, strides, lambda window, value: value)


def wrong_repeated(gradient, image, pool_size, strides):
    """Every pixel of a window gets its number."""
    return np.kron(gradient, np.ones((pool_size, pool_size)))


def wrong_all_ties(gradient, image, pool_size, strides):
    """Only the first of them in reading order wins."""
    return _brought(gradient, image, pool_size, strides, lambda window, value: (window == window.max()) * value)


def wrong_ties_share(gradient, image, pool_size, strides):
    """you divide the number among them"""

    def share(window, value):
        mask = window == window.max()
        return mask * value / mask.sum()

    return _brought(gradient, image, pool_size, strides, share)


def wrong_last_tie(gradient, image, pool_size, strides):
    """the last one wins with you"""
    result = np.zeros(image.shape)
    for top, left, value in _each(gradient, strides):
        best, where = -np.inf, None
        for i in range(pool_size):
            for j in range(pool_size):
                if image[top + i, left + j] >= best:
                    best, where = image[top + i, left + j], (top + i, left + j)
        result[where] += value
    return result


def wrong_columns_first(gradient, image, pool_size, strides):
    """you look for the first one down the columns"""
    result = np.zeros(image.shape)
    for top, left, value in _each(gradient, strides):
        best, where = -np.inf, None
        for j in range(pool_size):
            for i in range(pool_size):
                if image[top + i, left + j] > best:
                    best, where = image[top + i, left + j], (top + i, left + j)
        result[where] += value
    return result


def wrong_overwritten(gradient, image, pool_size, strides):
    """only the last of them counts in your result"""
    result = np.zeros(image.shape)
    for top, left, value in _each(gradient, strides):
        i, j = _winner(_window(image, top, left, pool_size))
        result[top + i, left + j] = value
    return result


def wrong_vectorised_without_add_at(gradient, image, pool_size, strides):
    """only the last of them counts in your result"""
    views = np.lib.stride_tricks.sliding_window_view(image, (pool_size, pool_size))[::strides, ::strides]
    winners = views.reshape(*gradient.shape, -1).argmax(axis=2)
    rows, columns = np.indices(gradient.shape) * strides
    result = np.zeros(image.shape)
    result[rows + winners // pool_size, columns + winners % pool_size] += gradient
    return result


def wrong_windows_overwritten(gradient, image, pool_size, strides):
    """each of yours wipes out what an earlier one left in it"""
    result = np.zeros(image.shape)
    for top, left, value in _each(gradient, strides):
        window = _window(image, top, left, pool_size)
        _window(result, top, left, pool_size)[...] = _to(window, *_winner(window), value)
    return result


def wrong_mask(gradient, image, pool_size, strides):
    """You mark the winners with 1."""
    result = np.zeros(image.shape)
    for top, left, _ in _each(gradient, strides):
        i, j = _winner(_window(image, top, left, pool_size))
        result[top + i, left + j] = 1
    return result


def wrong_counts(gradient, image, pool_size, strides):
    """You count how many windows each pixel wins."""
    return _brought(gradient, image, pool_size, strides, lambda window, value: _to(window, *_winner(window), 1))


def wrong_winners_value(gradient, image, pool_size, strides):
    """You put the winners' own values back."""
    return _brought(
        gradient, image, pool_size, strides, lambda window, value: _to(window, *_winner(window), window.max())
    )


def wrong_times_winner(gradient, image, pool_size, strides):
    """You multiply the gradient by the winner's value."""
    return _brought(
        gradient, image, pool_size, strides, lambda window, value: _to(window, *_winner(window), window.max() * value)
    )


def wrong_equal_pixels_anywhere(gradient, image, pool_size, strides):
    """A number of the gradient reaches pixels outside of its window"""
    result = np.zeros(image.shape)
    for top, left, value in _each(gradient, strides):
        result[image == _window(image, top, left, pool_size).max()] += value
    return result


def wrong_first_pixel(gradient, image, pool_size, strides):
    """goes to the top left pixel of its window"""
    return _brought(gradient, image, pool_size, strides, lambda window, value: _to(window, 0, 0, value))


def wrong_smallest(gradient, image, pool_size, strides):
    """goes to the smallest pixel of its window"""
    return _brought(
        gradient,
        image,
        pool_size,
        strides,
        lambda window, value: _to(window, *np.unravel_index(window.argmin(), window.shape), value),
    )


def wrong_negative_blocked(gradient, image, pool_size, strides):
    """Negative numbers of the gradient get lost."""
    return right_loops(np.maximum(gradient, 0), image, pool_size, strides)


def wrong_stride_is_pool_size(gradient, image, pool_size, strides):
    """Your windows are 3 pixels apart, the pool size."""
    result = np.zeros(image.shape)
    for top, left, value in _each(gradient, pool_size):
        window = _window(image, top, left, pool_size)
        if window.shape == (pool_size, pool_size):
            _window(result, top, left, pool_size)[...] += _to(window, *_winner(window), value)
    return result


def wrong_stride_one(gradient, image, pool_size, strides):
    """Your windows are one pixel apart."""
    return right_loops(gradient, image, pool_size, 1)


def wrong_forwards(gradient, image, pool_size, strides):
    """That is max pooling itself, the way forward."""
    views = np.lib.stride_tricks.sliding_window_view(image, (pool_size, pool_size))
    return views[::strides, ::strides].max(axis=(2, 3))


def wrong_zeros(gradient, image, pool_size, strides):
    """Every value is zero."""
    return np.zeros(image.shape)


def wrong_image_changed(gradient, image, pool_size, strides):
    """Your function changes its argument `image`"""
    result = right_loops(gradient, image, pool_size, strides)
    image[...] = result
    return result


def wrong_place_within_the_window(gradient, image, pool_size, strides):
    """are counted from where its window begins"""
    result = np.zeros(image.shape)
    for top, left, value in _each(gradient, strides):
        i, j = _winner(_window(image, top, left, pool_size))
        result[i, j] += value
    return result


def wrong_row_and_column_swapped(gradient, image, pool_size, strides):
    """The winner's row and column have changed places."""
    result = np.zeros(image.shape)
    for top, left, value in _each(gradient, strides):
        down, across = int(_window(image, top, left, pool_size).argmax()) % pool_size, 0
        across = int(_window(image, top, left, pool_size).argmax()) // pool_size
        result[top + down, left + across] += value
    return result


def wrong_mask_assigned(gradient, image, pool_size, strides):
    """each of yours wipes out what an earlier one left in it"""
    result = np.zeros(image.shape)
    for top, left, value in _each(gradient, strides):
        window = _window(image, top, left, pool_size)
        _window(result, top, left, pool_size)[...] = (window == window.max()) * value
    return result


def wrong_every_tie_assigned(gradient, image, pool_size, strides):
    """Only the first of them in reading order wins."""
    result = np.zeros(image.shape)
    for top, left, value in _each(gradient, strides):
        for i in range(pool_size):
            for j in range(pool_size):
                if image[top + i, left + j] == _window(image, top, left, pool_size).max():
                    result[top + i, left + j] = value
    return result


def wrong_sign(gradient, image, pool_size, strides):
    """values differ"""
    return -right_loops(gradient, image, pool_size, strides)


def wrong_number_taken_apart_by_the_strides(gradient, image, pool_size, strides):
    """How many pixels are in a row of the *window*?"""
    result = np.zeros(image.shape)
    for top, left, value in _each(gradient, strides):
        down, across = divmod(int(_window(image, top, left, pool_size).argmax()), strides)
        result[top + down, left + across] += value
    return result


def wrong_result_made_anew(gradient, image, pool_size, strides):
    """Only the last window has left something in your result."""
    for top, left, value in _each(gradient, strides):
        result = np.zeros(image.shape)
        window = _window(image, top, left, pool_size)
        _window(result, top, left, pool_size)[...] = _to(window, *_winner(window), value)
    return result


def refused_the_tasks_own_answer(gradient, image, pool_size, strides):
    """coursekit.backprop.tasks"""
    from coursekit.backprop import tasks

    return tasks.max_pool_backward.reference(gradient, image, pool_size, strides)


def refused_automatic(gradient, image, pool_size, strides):
    """tensorflow.GradientTape"""
    import tensorflow as tf

    inputs = tf.Variable(image[None, :, :, None])
    with tf.GradientTape() as tape:
        loss = tf.reduce_sum(tf.nn.max_pool2d(inputs, pool_size, strides, "VALID")[0, :, :, 0] * gradient)
    return tape.gradient(loss, inputs)[0, :, :, 0]


def refused_the_package(gradient, image, pool_size, strides):
    """coursekit.backprop"""
    from coursekit.backprop import vectorised

    found = vectorised.max_pool_backward(gradient[None, :, :, None], image[None, :, :, None], pool_size, strides)
    return found[0, :, :, 0]
