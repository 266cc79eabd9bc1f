"""Answers to `paste_labels(labels, mask, class_id, row, column)`."""

import numpy as np


def right_loops(labels, mask, class_id, row, column):
    result = [list(line) for line in labels]
    for i, line in enumerate(mask):
        for j, share in enumerate(line):
            y, x = row + i, column + j
            if share >= 0.5 and 0 <= y < len(result) and 0 <= x < len(result[0]):
                result[y][x] = class_id
    return np.array(result)


def _window(labels, mask, row, column):
    """The slices of the label map, and those of the mask, of what lies inside."""
    top, bottom = max(row, 0), max(min(row + mask.shape[0], labels.shape[0]), 0)
    left, right = max(column, 0), max(min(column + mask.shape[1], labels.shape[1]), 0)
    inside = slice(top, max(bottom, top)), slice(left, max(right, left))
    part = slice(top - row, max(bottom, top) - row), slice(left - column, max(right, left) - column)
    return inside, part


def right_slices(labels, mask, class_id, row, column):
    inside, part = _window(labels, mask, row, column)
    result = labels.copy()
    result[inside] = np.where(mask[part] >= 0.5, class_id, labels[inside])
    return result


def right_as_floats(labels, mask, class_id, row, column):
    return right_slices(labels.astype(float), mask, class_id, row, column)


def _labelled(label, labels, mask, class_id, row, column, start=None):
    result = labels.copy() if start is None else start
    for i, j in np.ndindex(*mask.shape):
        y, x = row + i, column + j
        if 0 <= y < labels.shape[0] and 0 <= x < labels.shape[1]:
            result[y, x] = label(labels[y, x], mask[i, j], class_id)
    return result


def wrong_in_place(labels, mask, class_id, row, column):
    """Your function changes its argument `labels`"""
    inside, part = _window(labels, mask, row, column)
    labels[inside][mask[part] >= 0.5] = class_id
    return labels


def wrong_mixed(labels, mask, class_id, row, column):
    """You mix the labels as if they were light."""
    return _labelled(
        lambda before, a, class_id: a * class_id + (1 - a) * before,
        *(labels, mask, class_id, row, column),
        labels.astype(float),
    )


def wrong_mixed_and_rounded(*case):
    """You mix the labels and round."""
    return _labelled(lambda before, a, class_id: round(a * class_id + (1 - a) * before), *case)


def wrong_mixed_into_whole_numbers(*case):
    """drops the fraction"""
    return _labelled(lambda before, a, class_id: a * class_id + (1 - a) * before, *case)


def wrong_rectangle(labels, mask, class_id, row, column):
    """You label the whole rectangle of the target."""
    inside, _ = _window(labels, mask, row, column)
    result = labels.copy()
    result[inside] = class_id
    return result


def wrong_any(*case):
    """You label every pixel on which the mask is not 0."""
    return _labelled(lambda before, a, class_id: class_id if a else before, *case)


def wrong_more_than_a_third(*case):
    """differ"""
    return _labelled(lambda before, a, class_id: class_id if a > 0.3 else before, *case)


def wrong_more_than_half(*case):
    """Look at the pixels where the mask is exactly 0.5."""
    return _labelled(lambda before, a, class_id: class_id if a > 0.5 else before, *case)


def wrong_rounded_mask(*case):
    """Look at the pixels where the mask is exactly 0.5."""
    return _labelled(lambda before, a, class_id: class_id if np.round(a) == 1 else before, *case)


def wrong_full_cover(*case):
    """You label only the pixels that the target covers completely."""
    return _labelled(lambda before, a, class_id: class_id if a == 1 else before, *case)


def wrong_inverted(*case):
    """The labels are the wrong way round"""
    return _labelled(lambda before, a, class_id: before if a >= 0.5 else class_id, *case)


def wrong_zeros_in_the_rectangle(*case):
    """the old labels are lost"""
    return _labelled(lambda before, a, class_id: class_id if a >= 0.5 else 0, *case)


def wrong_ones(*case):
    """Your new labels are all 1."""
    return _labelled(lambda before, a, class_id: 1 if a >= 0.5 else before, *case)


def wrong_added(*case):
    """You add the class to the label that was there."""
    return _labelled(lambda before, a, class_id: before + (class_id if a >= 0.5 else 0), *case)


def wrong_maximum(*case):
    """the larger class number wins"""
    return _labelled(lambda before, a, class_id: max(before, class_id) if a >= 0.5 else before, *case)


def wrong_background_only(*case):
    """You label only what was background."""
    return _labelled(lambda before, a, class_id: class_id if a >= 0.5 and not before else before, *case)


def wrong_target_only(labels, *case):
    """You return the labels of the target alone."""
    return _labelled(lambda before, a, class_id: class_id if a >= 0.5 else 0, labels, *case, np.zeros_like(labels))


def wrong_row_and_column_exchanged(labels, mask, class_id, row, column):
    """row and column have changed places"""
    return right_slices(labels, mask, class_id, column, row)


def wrong_centre(labels, mask, class_id, row, column):
    """Its top left corner belongs there"""
    return right_slices(labels, mask, class_id, row - mask.shape[0] // 2, column - mask.shape[1] // 2)


def wrong_pushed_inside(labels, mask, class_id, row, column):
    """You push the target inside until it fits."""
    row = max(min(row, labels.shape[0] - mask.shape[0]), 0)
    column = max(min(column, labels.shape[1] - mask.shape[1]), 0)
    return right_slices(labels, mask, class_id, row, column)


def wrong_all_or_nothing(labels, mask, class_id, row, column):
    """A target that sticks out gets no labels at all."""
    if min(row, column) < 0 or row + mask.shape[0] > labels.shape[0] or column + mask.shape[1] > labels.shape[1]:
        return labels.copy()
    return right_slices(labels, mask, class_id, row, column)


def wrong_rolled(labels, mask, class_id, row, column):
    """What sticks out comes in again on the other side."""
    result = labels.copy()
    for i, j in np.argwhere(mask >= 0.5):
        result[(row + i) % len(labels), (column + j) % len(labels[0])] = class_id
    return result


def wrong_negative_index(labels, mask, class_id, row, column):
    """to NumPy, -1 is the last row"""
    result = labels.copy()
    for i, j in np.argwhere(mask >= 0.5):
        if row + i < len(labels) and column + j < len(labels[0]):
            result[row + i, column + j] = class_id
    return result


def _cut(labels, mask, class_id, row, column, begin_of):
    result = labels.copy()
    (ys, xs), _ = _window(labels, mask, row, column)
    tall, wide = ys.stop - ys.start, xs.stop - xs.start
    i, j = begin_of(row, mask.shape[0], labels.shape[0]), begin_of(column, mask.shape[1], labels.shape[1])
    if tall and wide:
        result[ys, xs][mask[i : i + tall, j : j + wide] >= 0.5] = class_id
    return result


def wrong_cut_at_the_end_always(*case):
    """This mask begins above the image or to the left of it"""
    return _cut(*case, lambda place, length, whole: 0)


def wrong_cut_at_the_beginning_always(*case):
    """This mask ends below the image or to the right of it"""
    return _cut(*case, lambda place, length, whole: max(-place, 0) + max(place + length - whole, 0))


def wrong_cut_at_the_other_end(*case):
    """The mask is cut at the wrong end."""
    return _cut(*case, lambda place, length, whole: max(place + length - whole, 0))


def wrong_no_cut(labels, mask, class_id, row, column):
    """stopped with IndexError"""
    result = labels.copy()
    result[row : row + mask.shape[0], column : column + mask.shape[1]][mask >= 0.5] = class_id
    return result


def wrong_labels_given_back(labels, mask, class_id, row, column):
    """That is `labels`, as it was given to your function."""
    return labels


def wrong_mask_from_behind(labels, mask, class_id, row, column):
    """to NumPy -1 is the last one"""
    result = labels.copy()
    for y, x in np.ndindex(*labels.shape):
        try:
            if mask[y - row, x - column] >= 0.5:
                result[y, x] = class_id
        except IndexError:
            continue
    return result


def wrong_height_and_width_exchanged(labels, mask, class_id, row, column):
    """Which of the two numbers in `labels.shape` limits the rows?"""
    result = labels.copy()
    for i, j in np.ndindex(*mask.shape):
        y, x = row + i, column + j
        if mask[i, j] >= 0.5 and 0 <= y < labels.shape[1] and 0 <= x < labels.shape[0]:
            result[y, x] = class_id
    return result


def wrong_break_for_continue(labels, mask, class_id, row, column):
    """`break` ends a loop"""
    result = labels.copy()
    for i in range(mask.shape[0]):
        for j in range(mask.shape[1]):
            y, x = row + i, column + j
            if not (0 <= y < labels.shape[0] and 0 <= x < labels.shape[1]):
                break
            if mask[i, j] >= 0.5:
                result[y, x] = class_id
    return result


def refused_the_tasks_own_answer(labels, mask, class_id, row, column):
    """coursekit.augmentation.tasks"""
    from coursekit.augmentation import tasks

    return tasks.paste_labels.reference(labels, mask, class_id, row, column)
