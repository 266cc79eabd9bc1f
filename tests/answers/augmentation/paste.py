"""Answers to `paste(background, target, mask, row, column)`."""

import numpy as np


def right_slices(background, target, mask, row, column):
    image = background.copy()
    top, bottom = max(row, 0), min(row + mask.shape[0], background.shape[0])
    left, right = max(column, 0), min(column + mask.shape[1], background.shape[1])
    if top >= bottom or left >= right:
        return image
    part = slice(top - row, bottom - row), slice(left - column, right - column)
    alpha = mask[part][..., np.newaxis]
    image[top:bottom, left:right] += alpha * (target[part] - image[top:bottom, left:right])
    return image


def right_pixel_by_pixel(background, target, mask, row, column):
    image = np.array(background)
    for i in range(len(mask)):
        for j in range(len(mask[0])):
            y, x = row + i, column + j
            if 0 <= y < len(image) and 0 <= x < len(image[0]):
                image[y, x] = mask[i, j] * target[i, j] + (1 - mask[i, j]) * background[y, x]
    return image


def right_on_a_larger_canvas(background, target, mask, row, column):
    """With a border all round that is wide enough for whatever sticks out."""
    border = max(*mask.shape, abs(row), abs(column)) + max(background.shape)
    canvas = np.pad(background, [(border, border), (border, border), (0, 0)])
    there = canvas[border + row :, border + column :][: mask.shape[0], : mask.shape[1]]
    there[...] = mask[:, :, None] * target + (1 - mask[:, :, None]) * there
    return canvas[border:-border, border:-border]


def _where(size, row, column, whole):
    """Places in the target and in the image of what lies inside."""
    for i in range(size[0]):
        for j in range(size[1]):
            if 0 <= row + i < whole[0] and 0 <= column + j < whole[1]:
                yield (i, j), (row + i, column + j)


def _mixed(mix, background, target, mask, row, column):
    image = background.copy()
    for here, there in _where(mask.shape, row, column, background.shape):
        image[there] = mix(mask[here], target[here], background[there])
    return image


def wrong_in_place(background, target, mask, row, column):
    """Your function changes its argument `background`"""
    for here, there in _where(mask.shape, row, column, background.shape):
        background[there] = mask[here] * target[here] + (1 - mask[here]) * background[there]
    return background


def wrong_inverted(*case):
    """where the mask is 1 you show the background"""
    return _mixed(lambda a, front, behind: (1 - a) * front + a * behind, *case)


def wrong_rectangle(*case):
    """You paste the whole rectangle"""
    return _mixed(lambda a, front, behind: front, *case)


def wrong_any(*case):
    """Where the mask is 0.25 you show the target alone."""
    return _mixed(lambda a, front, behind: front if a > 0 else behind, *case)


def wrong_hard(*case):
    """You use the mask as yes or no."""
    return _mixed(lambda a, front, behind: front if round(a + 1e-9) else behind, *case)


def wrong_hard_above_the_half(*case):
    """You use the mask as yes or no."""
    return _mixed(lambda a, front, behind: front if a > 0.5 else behind, *case)


def wrong_axis_in_the_middle(background, target, mask, row, column):
    """Where should the mask's new axis stand?"""
    image = background.copy()
    top, bottom = max(row, 0), min(row + mask.shape[0], background.shape[0])
    left, right = max(column, 0), min(column + mask.shape[1], background.shape[1])
    part = slice(top - row, bottom - row), slice(left - column, right - column)
    if top >= bottom or left >= right:
        return image
    shown = mask[part][:, None]
    image[top:bottom, left:right] = shown * target[part] + (1 - shown) * background[top:bottom, left:right]
    return image


def wrong_half_and_half(*case):
    """You mix half and half everywhere."""
    return _mixed(lambda a, front, behind: (front + behind) / 2, *case)


def wrong_added(*case):
    """Your pixels get too bright"""
    return _mixed(lambda a, front, behind: behind + a * front, *case)


def wrong_added_and_clipped(*case):
    """what exceeds 1 is cut off"""
    return _mixed(lambda a, front, behind: np.clip(behind + a * front, 0, 1), *case)


def wrong_dark_seam(*case):
    """Around the target there is a dark seam"""
    return _mixed(lambda a, front, behind: a * front, *case)


def wrong_target_in_full(*case):
    """the target is added in full even where it is hardly seen"""
    return _mixed(lambda a, front, behind: front + (1 - a) * behind, *case)


def wrong_brackets(*case):
    """does the formula lack brackets?"""
    return _mixed(lambda a, front, behind: a * front + 1 - a * behind, *case)


def wrong_mask_twice(background, target, mask, row, column):
    """it is multiplied by the mask twice"""
    return right_slices(background, target * mask[:, :, None], mask, row, column)


def wrong_black_elsewhere(background, target, mask, row, column):
    """Beside the target your picture is black."""
    image = np.zeros_like(background)
    for here, there in _where(mask.shape, row, column, background.shape):
        image[there] = mask[here] * target[here] + (1 - mask[here]) * background[there]
    return image


def wrong_row_and_column_exchanged(background, target, mask, row, column):
    """row and column have changed places"""
    return right_slices(background, target, mask, column, row)


def wrong_centre(background, target, mask, row, column):
    """you put its middle onto row 2, column 1"""
    return right_slices(background, target, mask, row - mask.shape[0] // 2, column - mask.shape[1] // 2)


def wrong_pushed_inside(background, target, mask, row, column):
    """You push the target inside until it fits."""
    row = max(min(row, background.shape[0] - mask.shape[0]), 0)
    column = max(min(column, background.shape[1] - mask.shape[1]), 0)
    return right_slices(background, target, mask, row, column)


def wrong_all_or_nothing(background, target, mask, row, column):
    """A target that sticks out is left out altogether."""
    (height, width), (rows, columns) = mask.shape, background.shape[:2]
    if row < 0 or column < 0 or row + height > rows or column + width > columns:
        return background.copy()
    return right_slices(background, target, mask, row, column)


def wrong_rolled(background, target, mask, row, column):
    """What sticks out comes in again on the other side."""
    image = background.copy()
    for i, j in np.ndindex(*mask.shape):
        there = (row + i) % image.shape[0], (column + j) % image.shape[1]
        image[there] = mask[i, j] * target[i, j] + (1 - mask[i, j]) * background[there]
    return image


def wrong_negative_index(background, target, mask, row, column):
    """to NumPy, -1 is the last row"""
    image = background.copy()
    for i, j in np.ndindex(*mask.shape):
        y, x = row + i, column + j
        if y < image.shape[0] and x < image.shape[1]:
            image[y, x] = mask[i, j] * target[i, j] + (1 - mask[i, j]) * background[y, x]
    return image


def _cut(background, target, mask, row, column, begin_of, begin_of_mask=None):
    """With `begin_of(place, length, whole)`: where what is seen begins in the target, along one axis."""
    image = background.copy()
    top, bottom = max(row, 0), min(row + mask.shape[0], background.shape[0])
    left, right = max(column, 0), min(column + mask.shape[1], background.shape[1])
    if top >= bottom or left >= right:
        return image

    def seen(begin):
        first, second = begin(row, mask.shape[0], image.shape[0]), begin(column, mask.shape[1], image.shape[1])
        return slice(first, first + bottom - top), slice(second, second + right - left)

    alpha, part = mask[seen(begin_of_mask or begin_of)][:, :, None], target[seen(begin_of)]
    image[top:bottom, left:right] = alpha * part + (1 - alpha) * image[top:bottom, left:right]
    return image


def _right_begin(place, length, whole):
    return max(-place, 0)


def wrong_cut_at_the_end_always(*case):
    """This target begins above the image or to the left of it"""
    return _cut(*case, lambda place, length, whole: 0)


def wrong_cut_at_the_beginning_always(*case):
    """This target ends below the image or to the right of it"""
    return _cut(*case, lambda place, length, whole: max(-place, 0) + max(place + length - whole, 0))


def wrong_cut_at_the_other_end(*case):
    """As much of the target is seen as should be, but the wrong part of it, cut at the wrong end."""
    return _cut(*case, lambda place, length, whole: max(place + length - whole, 0))


def _cut_differently(background, target, mask, row, column, begins):
    """The same with a rule of its own for rows and for columns."""
    image = background.copy()
    for here, there in _where(mask.shape, row, column, background.shape):
        i, j = (place + shift for place, shift in zip(here, begins(row, column), strict=True))
        image[there] = mask[i, j] * target[i, j] + (1 - mask[i, j]) * background[there]
    return image


def wrong_columns_cut_at_the_end(*case):
    """The rows of the target are the right ones."""
    return _cut_differently(*case, lambda row, column: (0, min(column, 0)))


def wrong_rows_cut_at_the_end(*case):
    """The columns of the target are the right ones."""
    return _cut_differently(*case, lambda row, column: (min(row, 0), 0))


def wrong_mask_cut_at_the_end(*case):
    """mixed in by the wrong part of the mask"""
    return _cut(*case, _right_begin, lambda place, length, whole: 0)


def wrong_no_cut(background, target, mask, row, column):
    """stopped with ValueError"""
    image = background.copy()
    height, width = mask.shape
    alpha = mask[:, :, None]
    there = image[row : row + height, column : column + width]
    image[row : row + height, column : column + width] = alpha * target + (1 - alpha) * there
    return image


def wrong_mask_without_channels(background, target, mask, row, column):
    """stopped with ValueError"""
    image = background.copy()
    height, width = mask.shape
    there = image[row : row + height, column : column + width]
    image[row : row + height, column : column + width] = mask * target + (1 - mask) * there
    return image


def wrong_patch_only(background, target, mask, row, column):
    """(5, 6, 3) was wanted"""
    alpha = mask[:, :, None]
    return alpha * target + (1 - alpha) * 0.5


def wrong_background_given_back(background, target, mask, row, column):
    """That is `background`, as it was given to your function."""
    return background


def wrong_rows_of_the_image(background, target, mask, row, column):
    """Which of its rows and columns lie outside?"""
    image = background.copy()
    top, bottom = max(row, 0), min(row + mask.shape[0], background.shape[0])
    left, right = max(column, 0), min(column + mask.shape[1], background.shape[1])
    if top >= bottom or left >= right:
        return image
    alpha, part = mask[top:bottom, left:right, None], target[top:bottom, left:right]
    image[top:bottom, left:right] = alpha * part + (1 - alpha) * background[top:bottom, left:right]
    return image


def refused_the_tasks_own_answer(background, target, mask, row, column):
    """coursekit.augmentation.tasks"""
    from coursekit.augmentation import tasks

    return tasks.paste.reference(background, target, mask, row, column)


def refused_pillow(background, target, mask, row, column):
    """PIL.Image"""
    from PIL import Image

    image = Image.fromarray(np.uint8(np.broadcast_to(background, (*background.shape[:2], 3)) * 255))
    animal = Image.fromarray(np.uint8(np.broadcast_to(target, (*target.shape[:2], 3)) * 255))
    image.paste(animal, (column, row), Image.fromarray(np.uint8(mask * 255)))
    return np.asarray(image) / 255
