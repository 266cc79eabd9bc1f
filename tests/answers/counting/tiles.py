"""Answers to `tiles(pixels, field, stride, outputs)`."""


def right_outputs(pixels, field, stride, outputs):
    total = (pixels - field) // stride + 1
    plan = []
    for first in range(0, total, outputs):
        last = min(first + outputs, total) - 1
        plan.append((first * stride, last * stride + field))
    return plan


def right_while(pixels, field, stride, outputs):
    plan, start = [], 0
    while start + field <= pixels:
        stop = start + field
        for _ in range(outputs - 1):
            if stop + stride <= pixels:
                stop += stride
        plan.append((start, stop))
        start = start + outputs * stride
    return plan


def right_groups(pixels, field, stride, outputs):
    starts = list(range(0, pixels - field + 1, stride))
    groups = [starts[k : k + outputs] for k in range(0, len(starts), outputs)]
    return [(group[0], group[-1] + field) for group in groups]


def right_pairs_as_lists(pixels, field, stride, outputs):
    import math

    total = (pixels - field) // stride + 1
    plan = []
    for k in range(math.ceil(total / outputs)):
        number = min(outputs, total - k * outputs)
        start = k * outputs * stride
        plan.append([start, start + (number - 1) * stride + field])
    return plan


def _firsts(pixels, field, stride, outputs):
    total = (pixels - field) // stride + 1
    return total, range(0, total, outputs)


def wrong_side_by_side(pixels, field, stride, outputs):
    """Your tiles do not overlap."""
    length = field + (outputs - 1) * stride
    return [(start, min(start + length, pixels)) for start in range(0, pixels, length) if start + field <= pixels]


def wrong_overlap_of_the_field(pixels, field, stride, outputs):
    """an animal there counts twice"""
    if outputs == 1:
        return right_outputs(pixels, field, stride, outputs)
    total, _ = _firsts(pixels, field, stride, outputs)
    plan, first = [], 0
    while not plan or first < total - 1:
        last = min(first + outputs, total) - 1
        plan.append((first * stride, last * stride + field))
        first = first + outputs - 1
    return plan


def wrong_overlap_less_one(pixels, field, stride, outputs):
    """is none of the image's patches"""
    length = field + (outputs - 1) * stride
    plan, start = [], 0
    while start + field <= pixels:
        plan.append((start, min(start + length, pixels)))
        start = start + length - (field - 1)
    return plan


def wrong_by_strides(pixels, field, stride, outputs):
    """Your tiles do not overlap."""
    step = outputs * stride
    return [(start, min(start + step, pixels)) for start in range(0, pixels, step)]


def wrong_cut_at_the_border(pixels, field, stride, outputs):
    """Your last tile goes up to the border."""
    length = (outputs - 1) * stride + field
    return [(start, min(start + length, pixels)) for start in range(0, pixels - field + 1, outputs * stride)]


def wrong_tile_without_an_output(pixels, field, stride, outputs):
    """it gives no output"""
    length = (outputs - 1) * stride + field
    return [(start, min(start + length, pixels)) for start in range(0, pixels, outputs * stride)]


def wrong_too_long_and_cut(pixels, field, stride, outputs):
    """Your tiles are 1 pixel too long."""
    step = outputs * stride
    return [(start, min(start + step + field, pixels)) for start in range(0, pixels - field + 1, step)]


def wrong_to_the_border(pixels, field, stride, outputs):
    """Your last tile goes up to the border."""
    plan = right_outputs(pixels, field, stride, outputs)
    plan[-1] = (plan[-1][0], pixels)
    return plan


def wrong_beyond(pixels, field, stride, outputs):
    """Are so many outputs left for it?"""
    _, firsts = _firsts(pixels, field, stride, outputs)
    return [(first * stride, (first + outputs - 1) * stride + field) for first in firsts]


def wrong_rest_dropped(pixels, field, stride, outputs):
    """Your plan has full tiles only."""
    total, _ = _firsts(pixels, field, stride, outputs)
    return [(k * outputs * stride, (k * outputs + outputs - 1) * stride + field) for k in range(total // outputs)]


def wrong_moved_back(pixels, field, stride, outputs):
    """You move the last tile back until it is full."""
    total, firsts = _firsts(pixels, field, stride, outputs)
    plan = []
    for first in firsts:
        back = max(0, min(first, total - outputs))
        plan.append((back * stride, (back + min(outputs, total) - 1) * stride + field))
    return plan


def wrong_no_field(pixels, field, stride, outputs):
    """Your tiles end where the patch of the last output *begins*"""
    return [(start, stop - field) for start, stop in right_outputs(pixels, field, stride, outputs)]


def wrong_one_step_too_long(pixels, field, stride, outputs):
    """From the first to the last of 4 outputs there are 3 steps."""
    return [(start, stop + stride) for start, stop in right_outputs(pixels, field, stride, outputs)]


def wrong_last_pixel(pixels, field, stride, outputs):
    """as in a slice"""
    return [(start, stop - 1) for start, stop in right_outputs(pixels, field, stride, outputs)]


def wrong_outputs(pixels, field, stride, outputs):
    """Your numbers count outputs."""
    total, firsts = _firsts(pixels, field, stride, outputs)
    return [(first, min(first + outputs, total)) for first in firsts]


def wrong_whole_image(pixels, field, stride, outputs):
    """returned"""
    return [(0, pixels)]


def refused_windows(pixels, field, stride, outputs):
    """sliding_window_view"""
    import numpy as np

    windows = np.lib.stride_tricks.sliding_window_view(np.arange(pixels), field)[::stride]
    return [(int(windows[k, 0]), int(windows[k : k + outputs][-1, -1]) + 1) for k in range(0, len(windows), outputs)]


def refused_the_tasks_own_answer(pixels, field, stride, outputs):
    """coursekit.counting.tasks"""
    from coursekit.counting.tasks.tiling import tiles

    return tiles.reference(pixels, field, stride, outputs)
