"""Answers to `conv_backward(gradient, images, kernel, strides)`."""

import numpy as np


def right_four_loops(gradient, images, kernel, strides):
    for_images, for_kernel, for_bias = np.zeros(images.shape), np.zeros(kernel.shape), np.zeros(kernel.shape[3])
    height, width = kernel.shape[:2]
    for (n, r, c, f), g in np.ndenumerate(gradient):
        top, left = r * strides, c * strides
        for_images[n, top : top + height, left : left + width] += g * kernel[..., f]
        for_kernel[..., f] += g * images[n, top : top + height, left : left + width]
        for_bias[f] += g
    return for_images, for_kernel, for_bias


def right_vectorised(gradient, images, kernel, strides):
    height, width = kernel.shape[:2]
    views = np.lib.stride_tricks.sliding_window_view(images, (height, width), axis=(1, 2))[:, ::strides, ::strides]
    for_kernel = np.einsum("nrckij,nrcf->ijkf", views, gradient)
    n, rows, columns, filters = gradient.shape
    spread = np.zeros((n, images.shape[1] + height - 1, images.shape[2] + width - 1, filters))
    spread[:, height - 1 :: strides, width - 1 :: strides][:, :rows, :columns] = gradient
    views = np.lib.stride_tricks.sliding_window_view(spread, (height, width), axis=(1, 2))
    for_images = np.einsum("nrcfij,ijkf->nrck", views, kernel[::-1, ::-1])
    return for_images, for_kernel, np.einsum("nrcf->f", gradient)


def right_seven_loops_as_a_list(gradient, images, kernel, strides):
    for_images, for_kernel, for_bias = np.zeros(images.shape), np.zeros(kernel.shape), [0.0] * kernel.shape[3]
    for (n, r, c, f), g in np.ndenumerate(gradient):
        for i, j, k in np.ndindex(kernel.shape[:3]):
            for_images[n, r * strides + i, c * strides + j, k] += g * kernel[i, j, k, f]
            for_kernel[i, j, k, f] += g * images[n, r * strides + i, c * strides + j, k]
        for_bias[f] += g
    return [for_images, for_kernel, for_bias]


def _loops(gradient, images, kernel, images_stride, kernel_stride):
    """The four loops, with a stride of its own for each of the two results."""
    for_images, for_kernel, for_bias = np.zeros(images.shape), np.zeros(kernel.shape), np.zeros(kernel.shape[3])
    height, width = kernel.shape[:2]
    for (n, r, c, f), g in np.ndenumerate(gradient):
        top, left = r * images_stride, c * images_stride
        for_images[n, top : top + height, left : left + width] += g * kernel[..., f]
        top, left = r * kernel_stride, c * kernel_stride
        for_kernel[..., f] += g * images[n, top : top + height, left : left + width]
        for_bias[f] += g
    return for_images, for_kernel, for_bias


def wrong_strides_ignored(gradient, images, kernel, strides):
    """Images and kernel have gradients as if the windows lay 1 apart."""
    return _loops(gradient, images, kernel, 1, 1)


def wrong_strides_ignored_for_the_images(gradient, images, kernel, strides):
    """The images have a gradient as if the windows lay 1 apart."""
    return _loops(gradient, images, kernel, 1, strides)


def wrong_strides_ignored_for_the_kernel(gradient, images, kernel, strides):
    """The kernel has a gradient as if the windows lay 1 apart."""
    return _loops(gradient, images, kernel, strides, 1)


def wrong_turned(gradient, images, kernel, strides):
    """For the images the kernel lies turned by half a turn"""
    for_images, _, _ = right_four_loops(gradient, images, kernel[::-1, ::-1], strides)
    return for_images, *right_four_loops(gradient, images, kernel, strides)[1:]


def wrong_overwritten(gradient, images, kernel, strides):
    """each window wipes out what an earlier one left where they overlap"""
    for_images = np.zeros(images.shape)
    height, width = kernel.shape[:2]
    for n, r, c in np.ndindex(gradient.shape[:3]):
        top, left = r * strides, c * strides
        for_images[n, top : top + height, left : left + width] = kernel @ gradient[n, r, c]
    return for_images, *right_four_loops(gradient, images, kernel, strides)[1:]


def wrong_last_filter(gradient, images, kernel, strides):
    """knows the last filter only"""
    _, for_kernel, for_bias = right_four_loops(gradient, images, kernel, strides)
    for f in range(kernel.shape[3]):
        for_images, _, _ = right_four_loops(gradient[..., f : f + 1], images, kernel[..., f : f + 1], strides)
    return for_images, for_kernel, for_bias


def wrong_first_filter(gradient, images, kernel, strides):
    """knows the first filter only"""
    _, for_kernel, for_bias = right_four_loops(gradient, images, kernel, strides)
    return right_four_loops(gradient[..., :1], images, kernel[..., :1], strides)[0], for_kernel, for_bias


def wrong_channels_summed_for_the_images(gradient, images, kernel, strides):
    """All channels of an image get the same gradient"""
    summed = np.repeat(kernel.sum(axis=2, keepdims=True), kernel.shape[2], axis=2)
    for_images, _, _ = right_four_loops(gradient, images, summed, strides)
    return for_images, *right_four_loops(gradient, images, kernel, strides)[1:]


def wrong_channels_summed_for_the_kernel(gradient, images, kernel, strides):
    """A weight meets one channel only."""
    for_images, _, for_bias = right_four_loops(gradient, images, kernel, strides)
    summed = np.repeat(images.sum(axis=3, keepdims=True), images.shape[3], axis=3)
    return for_images, right_four_loops(gradient, summed, kernel, strides)[1], for_bias


def wrong_kernel_turned(gradient, images, kernel, strides):
    """The gradient of the kernel is turned by half a turn"""
    for_images, for_kernel, for_bias = right_four_loops(gradient, images, kernel, strides)
    return for_images, for_kernel[::-1, ::-1], for_bias


def wrong_first_image(gradient, images, kernel, strides):
    """Kernel and bias have the gradient of the first image alone."""
    for_images, _, _ = right_four_loops(gradient, images, kernel, strides)
    return for_images, *right_four_loops(gradient[:1], images[:1], kernel, strides)[1:]


def wrong_last_image(gradient, images, kernel, strides):
    """Kernel and bias have the gradient of the last image alone."""
    every = []
    for n in range(len(images)):
        one, for_kernel, for_bias = right_four_loops(gradient[n : n + 1], images[n : n + 1], kernel, strides)
        every.append(one[0])
    return np.array(every), for_kernel, for_bias


def wrong_kernel_of_the_last_image(gradient, images, kernel, strides):
    """The kernel has the gradient of the last image alone"""
    for_images, for_kernel, _ = wrong_last_image(gradient, images, kernel, strides)
    return for_images, for_kernel, gradient.sum(axis=(0, 1, 2))


def wrong_kernel_of_the_first_image(gradient, images, kernel, strides):
    """The kernel has the gradient of the first image alone."""
    for_images, for_kernel, _ = wrong_first_image(gradient, images, kernel, strides)
    return for_images, for_kernel, gradient.sum(axis=(0, 1, 2))


def wrong_kernel_averaged(gradient, images, kernel, strides):
    """The gradient of the kernel is divided by the 3 images."""
    for_images, for_kernel, for_bias = right_four_loops(gradient, images, kernel, strides)
    return for_images, for_kernel / len(images), for_bias


def wrong_both_averaged(gradient, images, kernel, strides):
    """The gradients of kernel and bias are divided by the 3 images."""
    for_images, for_kernel, for_bias = right_four_loops(gradient, images, kernel, strides)
    return for_images, for_kernel / len(images), for_bias / len(images)


def wrong_bias_of_each_position(gradient, images, kernel, strides):
    """Your bias has a gradient for each position."""
    return *right_four_loops(gradient, images, kernel, strides)[:2], gradient.sum(axis=0)


def wrong_bias_of_each_image(gradient, images, kernel, strides):
    """Your bias has a gradient for each image."""
    return *right_four_loops(gradient, images, kernel, strides)[:2], gradient.sum(axis=(1, 2))


def wrong_bias_averaged(gradient, images, kernel, strides):
    """The gradient of the bias is an average."""
    return *right_four_loops(gradient, images, kernel, strides)[:2], gradient.mean(axis=(0, 1, 2))


def wrong_bias_averaged_over_images(gradient, images, kernel, strides):
    """The gradient of the bias is divided by the 3 images."""
    return *right_four_loops(gradient, images, kernel, strides)[:2], gradient.sum(axis=(1, 2)).mean(axis=0)


def wrong_one_bias(gradient, images, kernel, strides):
    """Each filter has a bias of its own."""
    return *right_four_loops(gradient, images, kernel, strides)[:2], gradient.sum()


def wrong_images_last(gradient, images, kernel, strides):
    """All three are there, in another order"""
    for_images, for_kernel, for_bias = right_four_loops(gradient, images, kernel, strides)
    return for_kernel, for_bias, for_images


def wrong_kernel_first(gradient, images, kernel, strides):
    """All three are there, in another order"""
    for_images, for_kernel, for_bias = right_four_loops(gradient, images, kernel, strides)
    return for_kernel, for_images, for_bias


def wrong_zeros(gradient, images, kernel, strides):
    """Every value is zero."""
    return np.zeros(images.shape), np.zeros(kernel.shape), np.zeros(kernel.shape[3])


def wrong_two_of_three(gradient, images, kernel, strides):
    """It has 2 items"""
    return right_four_loops(gradient, images, kernel, strides)[:2]


def wrong_in_two_ways(gradient, images, kernel, strides):
    """Your gradient of the"""
    for_images, for_kernel, for_bias = right_four_loops(gradient, images, kernel, strides)
    return for_images, for_kernel[::-1], for_bias / 2


def _four_loops(gradient, images, kernel, strides, put_images, put_kernel, put_bias):
    """As the right answer; what is done with a number is a function of the old value and the new one."""
    for_images, for_kernel, for_bias = np.zeros(images.shape), np.zeros(kernel.shape), np.zeros(kernel.shape[3])
    height, width = kernel.shape[:2]
    for (n, r, c, f), g in np.ndenumerate(gradient):
        rows, columns = slice(r * strides, r * strides + height), slice(c * strides, c * strides + width)
        for_images[n, rows, columns] = put_images(for_images[n, rows, columns], g * kernel[..., f])
        for_kernel[..., f] = put_kernel(for_kernel[..., f], g * images[n, rows, columns])
        for_bias[f] = put_bias(for_bias[f], g)
    return for_images, for_kernel, for_bias


def _last(old, new):
    return new


def wrong_everything_assigned(gradient, images, kernel, strides):
    """only the last one that comes to a place counts in your three results"""
    return _four_loops(gradient, images, kernel, strides, _last, _last, _last)


def wrong_bias_assigned(gradient, images, kernel, strides):
    """The bias has the last number of the gradient alone"""
    return _four_loops(gradient, images, kernel, strides, np.add, np.add, _last)


def wrong_kernel_assigned(gradient, images, kernel, strides):
    """The kernel has what the last position brings, and nothing else"""
    return _four_loops(gradient, images, kernel, strides, np.add, _last, np.add)


def wrong_images_assigned_by_each_filter(gradient, images, kernel, strides):
    """each position and each filter wipes out what was there before"""
    return _four_loops(gradient, images, kernel, strides, _last, np.add, np.add)


def wrong_turned_everywhere(gradient, images, kernel, strides):
    """For images and kernel you turn the kernel by half a turn"""
    for_images, for_kernel, for_bias = right_four_loops(gradient, images, kernel[::-1, ::-1], strides)
    return for_images, for_kernel[::-1, ::-1], for_bias


def wrong_all_three_averaged(gradient, images, kernel, strides):
    """All three gradients are divided by the 3 images."""
    return tuple(values / len(images) for values in right_four_loops(gradient, images, kernel, strides))


def wrong_stride_downwards_only(gradient, images, kernel, strides):
    """the windows move by 2 downwards and by 1 across"""
    for_images, for_kernel, for_bias = np.zeros(images.shape), np.zeros(kernel.shape), np.zeros(kernel.shape[3])
    height, width = kernel.shape[:2]
    for (n, r, c, f), g in np.ndenumerate(gradient):
        for_images[n, r * strides : r * strides + height, c : c + width] += g * kernel[..., f]
        for_kernel[..., f] += g * images[n, r * strides : r * strides + height, c : c + width]
        for_bias[f] += g
    return for_images, for_kernel, for_bias


def wrong_left_over_pixels_missing(gradient, images, kernel, strides):
    """The images' gradient ends with the last window."""
    for_images, for_kernel, for_bias = right_four_loops(gradient, images, kernel, strides)
    height, width = ((n - 1) * strides + k for n, k in zip(gradient.shape[1:3], kernel.shape[:2], strict=True))
    return for_images[:, :height, :width], for_kernel, for_bias


def wrong_first_filter_only(gradient, images, kernel, strides):
    """All three gradients know the first filter only."""
    return right_four_loops(gradient * (np.arange(kernel.shape[3]) == 0), images, kernel, strides)


def wrong_last_filter_only(gradient, images, kernel, strides):
    """All three gradients know the last filter only."""
    return right_four_loops(gradient * (np.arange(kernel.shape[3]) == kernel.shape[3] - 1), images, kernel, strides)


def wrong_sign_of_the_kernel(gradient, images, kernel, strides):
    """Your gradient of the kernel: an array of shape (2, 2, 1, 1)."""
    for_images, for_kernel, for_bias = right_four_loops(gradient, images, kernel, strides)
    return for_images, -for_kernel, for_bias


def refused_keras(gradient, images, kernel, strides):
    """keras.ops.conv"""
    import keras

    keras.ops.conv(images, kernel, strides)
    return right_four_loops(gradient, images, kernel, strides)


def refused_the_tasks_own_answer(gradient, images, kernel, strides):
    """coursekit.backprop.tasks"""
    from coursekit.backprop import tasks

    return tasks.conv_backward.reference(gradient, images, kernel, strides)


def refused_the_package(gradient, images, kernel, strides):
    """coursekit.backprop"""
    from coursekit.backprop import vectorised

    return tuple(vectorised.conv2d_backward(gradient, images, kernel, strides))
