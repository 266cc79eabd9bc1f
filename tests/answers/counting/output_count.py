"""Answers to `output_count(height, width, patch, stride)`."""

import math


def right_formula(height, width, patch, stride):
    return ((height - patch) // stride + 1) * ((width - patch) // stride + 1)


def right_ranges(height, width, patch, stride):
    return len(range(0, height - patch + 1, stride)) * len(range(0, width - patch + 1, stride))


def right_loops(height, width, patch, stride):
    number = 0
    for top in range(0, height, stride):
        for left in range(0, width, stride):
            if top + patch <= height and left + patch <= width:
                number += 1
    return number


def right_ceiling(height, width, patch, stride):
    return math.ceil((height - patch + 1) / stride) * math.ceil((width - patch + 1) / stride)


def wrong_steps(height, width, patch, stride):
    """You count the *steps* along each side."""
    return (height - patch) // stride * ((width - patch) // stride)


def wrong_beyond(height, width, patch, stride):
    """reaches beyond the image"""
    return (math.ceil((height - patch) / stride) + 1) * (math.ceil((width - patch) / stride) + 1)


def wrong_no_stride(height, width, patch, stride):
    """You count every place that a patch can have."""
    return (height - patch + 1) * (width - patch + 1)


def wrong_one_added_first(height, width, patch, stride):
    """You divide the number of *places* by the stride."""
    return (height - patch + 1) // stride * ((width - patch + 1) // stride)


def wrong_side_by_side(height, width, patch, stride):
    """You lay patches side by side."""
    return (height // patch) * (width // patch)


def wrong_no_patch(height, width, patch, stride):
    """You count how often the stride fits into the image."""
    return (height // stride) * (width // stride)


def wrong_divided_once(height, width, patch, stride):
    """The window steps down *and* to the right."""
    return (height - patch + 1) * (width - patch + 1) // stride


def wrong_rounded_at_the_end(height, width, patch, stride):
    """What is left over is lost in each direction by itself"""
    return (height - patch + 1) * (width - patch + 1) // stride**2


def wrong_rounded(height, width, patch, stride):
    """You round the number of steps."""
    return round((height - patch) / stride + 1) * round((width - patch) / stride + 1)


def wrong_one_row(height, width, patch, stride):
    """You count the patches of one row."""
    return (width - patch) // stride + 1


def wrong_one_column(height, width, patch, stride):
    """You count the rows of patches."""
    return (height - patch) // stride + 1


def wrong_added(height, width, patch, stride):
    """returned"""
    return (height - patch) // stride + 1 + (width - patch) // stride + 1


def refused_the_windows_themselves(height, width, patch, stride):
    """sliding_window_view"""
    import numpy as np

    windows = np.lib.stride_tricks.sliding_window_view(np.zeros((height, width)), (patch, patch))
    return windows[::stride, ::stride].shape[0] * windows[::stride, ::stride].shape[1]


def refused_the_tasks_own_answer(height, width, patch, stride):
    """coursekit.counting.tasks"""
    from coursekit.counting import tasks

    return tasks.output_count.reference(height, width, patch, stride)
