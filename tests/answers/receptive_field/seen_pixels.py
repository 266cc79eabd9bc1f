"""Answers to `seen_pixels(layers, image_size, unit)`."""

import numpy as np


def _sizes(layers, image_size):
    sizes = [image_size]
    for kernel, stride, padding, dilation in layers:
        sizes.append((sizes[-1] + 2 * padding - (kernel - 1) * dilation - 1) // stride + 1)
    return sizes


def _mask(pixels, image_size):
    return np.array([pixel in pixels for pixel in range(image_size)])


def right_following_the_wires(layers, image_size, unit):
    units = [unit]
    for (kernel, stride, padding, dilation), size in zip(layers[::-1], _sizes(layers, image_size)[-2::-1], strict=True):
        looked_at = [i * stride - padding + t * dilation for i in units for t in range(kernel)]
        units = [i for i in looked_at if 0 <= i < size]
    return _mask(units, image_size)


def right_lighting_one_pixel_after_the_other_as_a_list(layers, image_size, unit):
    seen = []
    for pixel in range(image_size):
        row = np.zeros(image_size)
        row[pixel] = 1
        for kernel, stride, padding, dilation in layers:
            framed = np.pad(row, padding)
            reach = (kernel - 1) * dilation + 1
            row = np.array([framed[i : i + reach : dilation].sum() for i in range(0, len(framed) - reach + 1, stride)])
        seen.append(bool(row[unit] > 0))
    return seen


def right_product_of_matrices(layers, image_size, unit):
    influence = np.eye(image_size, dtype=int)
    for (kernel, stride, padding, dilation), (size, outputs) in zip(
        layers, zip(_sizes(layers, image_size), _sizes(layers, image_size)[1:], strict=False), strict=True
    ):
        wiring = np.zeros((outputs, size), dtype=int)
        for i in range(outputs):
            for t in range(kernel):
                if 0 <= i * stride - padding + t * dilation < size:
                    wiring[i, i * stride - padding + t * dilation] = 1
        influence = wiring @ influence
    return influence[unit] > 0


def wrong_box(layers, image_size, unit):
    """pixels between them that change nothing"""
    seen = np.flatnonzero(right_following_the_wires(layers, image_size, unit))
    mask = np.zeros(image_size, dtype=bool)
    mask[seen[0] : seen[-1] + 1] = True
    return mask


def wrong_index_minus_one(layers, image_size, unit):
    """In NumPy index -1 is the last element"""
    maps = [np.zeros(size, dtype=bool) for size in _sizes(layers, image_size)]
    maps[-1][unit] = True
    for (kernel, stride, padding, dilation), above, below in zip(layers[::-1], maps[::-1], maps[-2::-1], strict=False):
        for i in np.flatnonzero(above):
            for t in range(kernel):
                if i * stride - padding + t * dilation < len(below):
                    below[i * stride - padding + t * dilation] = True
    return maps[0]


def wrong_through_padding(layers, image_size, unit):
    """you went on from places that lie outside a map"""
    units = {unit}
    for kernel, stride, padding, dilation in layers[::-1]:
        units = {i * stride - padding + t * dilation for i in units for t in range(kernel)}
    return _mask(units, image_size)


def wrong_without_dilation(layers, image_size, unit):
    """with dilation 1"""
    return right_following_the_wires([(k, s, p, 1) for k, s, p, _ in layers], image_size, unit)


def wrong_without_padding(layers, image_size, unit):
    """You left padding out."""
    return wrong_through_padding([(k, s, 0, d) for k, s, _, d in layers], image_size, unit)


def wrong_first_layer_first(layers, image_size, unit):
    """You went through the list from its beginning."""
    return right_following_the_wires(layers[::-1], image_size, unit)


def wrong_last_layer_only(layers, image_size, unit):
    """what do those look at?"""
    return right_following_the_wires(layers[-1:], image_size, unit)


def wrong_unit_0(layers, image_size, unit):
    """These are the pixels of unit 0"""
    return right_following_the_wires(layers, image_size, 0)


def _followed(layers, image_size, unit, taps, keep=lambda i, size: i if 0 <= i < size else None, begins=None):
    """Following the wires; `taps` gives the weights of a kernel, `begins` where the kernel of a unit begins."""
    begins = begins or (lambda i, kernel, stride, padding, dilation: i * stride - padding)
    units = {unit}
    for layer, size in zip(layers[::-1], _sizes(layers, image_size)[-2::-1], strict=True):
        kernel, _, _, dilation = layer
        looked_at = {begins(i, *layer) + tap for i in units for tap in taps(kernel, dilation)}
        units = {keep(i, size) for i in looked_at} - {None}
    return _mask(units, image_size)


def _spread(kernel, dilation):
    return range(0, kernel * dilation, dilation)


def right_ones_and_zeros(layers, image_size, unit):
    return _followed(layers, image_size, unit, _spread).astype(int)


def wrong_kernel_times_dilation(layers, image_size, unit):
    """You follow kernel_size·dilation units for each kernel."""
    return _followed(layers, image_size, unit, lambda kernel, dilation: range(kernel * dilation))


def wrong_range_of_the_kernel(layers, image_size, unit):
    """All kernel_size of them are there, only further apart"""
    return _followed(layers, image_size, unit, lambda kernel, dilation: range(0, kernel, dilation))


def wrong_without_strides(layers, image_size, unit):
    """By how many units does a kernel of stride 2 move"""
    unmoved = lambda i, kernel, stride, padding, dilation: i - padding  # noqa: E731
    return _followed(layers, image_size, unit, _spread, begins=unmoved)


def wrong_centred(layers, image_size, unit):
    """You put the middle of each kernel on the unit."""
    centred = lambda i, kernel, stride, padding, dilation: i * stride - (kernel - 1) * dilation // 2  # noqa: E731
    return _followed(layers, image_size, unit, _spread, begins=centred)


def wrong_clamped(layers, image_size, unit):
    """You moved places outside a map to its border."""
    return _followed(layers, image_size, unit, _spread, keep=lambda i, size: min(max(i, 0), size - 1))


def wrong_cut_at_the_far_end_only(layers, image_size, unit):
    """went on from what lies in front of it"""
    return _followed(layers, image_size, unit, _spread, keep=lambda i, size: i if i < size else None)


def wrong_counts(layers, image_size, unit):
    """truth values were asked for, one for each place"""
    return 2 * right_following_the_wires(layers, image_size, unit).astype(int)


def wrong_positions(layers, image_size, unit):
    """truth values were asked for, one for each place"""
    return np.flatnonzero(right_following_the_wires(layers, image_size, unit))


def refused_calculator(layers, image_size, unit):
    """coursekit.receptive_field.of"""
    from coursekit import network, receptive_field

    built = [network.Input((image_size, 1, 1))]
    for kernel, stride, padding, dilation in layers:
        built += [
            network.ZeroPad((padding, 0)),
            network.Conv(1, (kernel, 1), dilation_rate=(dilation, 1)),
            network.MaxPool(1, strides=(stride, 1)),
        ]
    field = receptive_field.of(built)
    top, _, bottom, _ = field.region(unit, 0)
    mask = np.zeros(image_size, dtype=bool)
    mask[top:bottom] = field.mask(unit, 0)[:, 0]
    return mask
