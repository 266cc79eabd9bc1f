"""Answers to `centres(outputs, stride, offset, patch)`."""

import numpy as np


def right_arrays(outputs, stride, offset, patch):
    return np.array(offset) + np.array(stride) * outputs + np.array(patch) // 2


def right_columns(outputs, stride, offset, patch):
    rows = offset[0] + outputs[:, 0] * stride[0] + patch[0] // 2
    columns = offset[1] + outputs[:, 1] * stride[1] + patch[1] // 2
    return np.column_stack([rows, columns])


def right_loop(outputs, stride, offset, patch):
    found = np.zeros_like(outputs)
    for k in range(len(outputs)):
        for axis in range(2):
            found[k, axis] = offset[axis] + int(outputs[k, axis]) * stride[axis] + int(patch[axis] / 2)
    return found


def right_list(outputs, stride, offset, patch):
    return [[o + s * int(k) + p // 2 for k, s, o, p in zip(output, stride, offset, patch)] for output in outputs]  # noqa: B905 (two each)


def wrong_corner(outputs, stride, offset, patch):
    """That is the top left pixel of each patch."""
    return np.array(offset) + np.array(stride) * outputs


def wrong_no_offset(outputs, stride, offset, patch):
    """does not begin at pixel (0, 0)"""
    return np.array(stride) * outputs + np.array(patch) // 2


def wrong_no_stride(outputs, stride, offset, patch):
    """From one output to the next your pixels move by 1."""
    return np.array(offset) + outputs + np.array(patch) // 2


def wrong_offset_subtracted(outputs, stride, offset, patch):
    """You subtract the offset."""
    return np.array(stride) * outputs - np.array(offset) + np.array(patch) // 2


def wrong_offset_in_outputs(outputs, stride, offset, patch):
    """You multiply the offset by the stride."""
    return np.array(stride) * (outputs + np.array(offset)) + np.array(patch) // 2


def wrong_far_corner(outputs, stride, offset, patch):
    """the pixel behind the patch"""
    return np.array(offset) + np.array(stride) * outputs + np.array(patch)


def wrong_exchanged(outputs, stride, offset, patch):
    """Rows and columns have changed places in your result."""
    return right_arrays(outputs, stride, offset, patch)[:, ::-1]


def wrong_other_axis(outputs, stride, offset, patch):
    """for rows, and the other way round"""
    return np.array(offset)[::-1] + np.array(stride)[::-1] * outputs + np.array(patch)[::-1] // 2


def wrong_halves(outputs, stride, offset, patch):
    """Half of 7 pixels is no whole number"""
    return np.array(offset) + np.array(stride) * outputs + np.array(patch) / 2


def wrong_one_less(outputs, stride, offset, patch):
    """Where a side is even, you are one pixel before the middle"""
    return np.array(offset) + np.array(stride) * outputs + (np.array(patch) - 1) // 2


def wrong_strides_exchanged(outputs, stride, offset, patch):
    """Which of the two belongs to rows?"""
    return np.array(offset) + np.array(stride)[::-1] * outputs + np.array(patch) // 2


def wrong_patch_exchanged(outputs, stride, offset, patch):
    """its height first"""
    return np.array(offset) + np.array(stride) * outputs + np.array(patch)[::-1] // 2


def wrong_column_first(outputs, stride, offset, patch):
    """You take the first number of an output for its column."""
    x, y = outputs.T
    return np.stack([offset[0] + y * stride[0] + patch[0] // 2, offset[1] + x * stride[1] + patch[1] // 2], axis=1)


def wrong_height_for_both(outputs, stride, offset, patch):
    """values differ"""
    return np.array(offset) + np.array(stride) * outputs + patch[0] // 2


def refused_the_maps(outputs, stride, offset, patch):
    """coursekit.counting.maps"""
    from coursekit import counting

    size = (int(outputs[:, 0].max()) + 1, int(outputs[:, 1].max()) + 1, 2)
    rows, columns = counting.Maps(np.zeros(size), stride, offset, patch, (1000, 1000)).centres()
    return np.stack([rows[outputs[:, 0]], columns[outputs[:, 1]]], axis=1)
