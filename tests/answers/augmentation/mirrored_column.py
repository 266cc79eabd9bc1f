"""Answers to `mirrored_column(column, width)`."""


def right_in_one_line(column, width):
    return width - 1 - column


def right_by_the_middle(column, width):
    middle = 0.5 * (width - 1)
    return 2 * middle - column


def right_from_the_edges(column, width):
    left_edge, right_edge = -0.5, width - 0.5
    return right_edge - (column - left_edge)


def wrong_counted_from_one(column, width):
    """what is halfway between these two?"""
    return width - column


def wrong_middle_at_half_the_width(column, width):
    """what comes out if the middle of 4 columns lies at 4 / 2"""
    middle = width / 2
    return middle - (column - middle)


def wrong_half_the_width_rounded_down(column, width):
    """`//` rounds down"""
    middle = width // 2
    return middle - (column - middle)


def wrong_middle_rounded_down(column, width):
    """the middle is rounded down to a whole column"""
    middle = (width - 1) // 2
    return middle - (column - middle)


def wrong_one_too_far_left(column, width):
    """one column too far left"""
    return (width - 1) - (column + 1)


def wrong_middle_counted_from_one(column, width):
    """which number has the last one?"""
    middle = (width + 1) / 2
    return middle - (column - middle)


def wrong_brackets_missing(column, width):
    """does it need brackets?"""
    middle = width - 1 / 2
    return middle - (column - middle)


def wrong_distance_reversed(column, width):
    """is the distance of a place on the right positive"""
    middle = (width - 1) / 2
    distance = middle - column
    return middle - distance


def wrong_rounded(column, width):
    """leaves whole numbers only"""
    return round(width - 1 - column)


def wrong_distance_added(column, width):
    """and is it added or taken away?"""
    middle = (width - 1) / 2
    return middle + (column - middle)


def wrong_distance_only(column, width):
    """how far right of the middle the column lies"""
    return column - (width - 1) / 2


def wrong_distance_turned(column, width):
    """Counted from column 0, where is that?"""
    return (width - 1) / 2 - column


def wrong_sign(column, width):
    """mirrored at column 0"""
    return -column


def wrong_from_behind(column, width):
    """As a place it lies to the left of the image."""
    return -1 - column


def wrong_halves_on_the_left(column, width):
    """both halves of the image on its left side"""
    middle = (width - 1) / 2
    return middle - abs(middle - column)


def wrong_halves_on_the_right(column, width):
    """both halves of the image on its right side"""
    middle = (width - 1) / 2
    return middle + abs(middle - column)


def wrong_whole_column(column, width):
    """leaves whole numbers only"""
    return list(range(width))[::-1][int(column)]


def wrong_whole_result(column, width):
    """lost what is after the decimal point"""
    return int(width - 1 - column)


def wrong_as_text(column, width):
    """return the number itself, without quotes"""
    return str(width - 1 - column)


def wrong_twice_too_far(column, width):
    """too"""
    return 2 * (width - 1) - column


def wrong_two_middles(column, width):
    """half a column too far right"""
    middle = width / 2
    distance = column - (width - 1) / 2
    return middle - distance


def wrong_from_the_right_edge(column, width):
    """half a column too far right"""
    return width - 0.5 - column


def wrong_never_below_zero(column, width):
    """You pull places beyond the outermost centres onto them."""
    return max(0, width - 1 - column)


def wrong_between_the_outermost(column, width):
    """You pull places beyond the outermost centres onto them."""
    return min(max(width - 1 - column, 0), width - 1)


def wrong_modulo(column, width):
    """`%` brings back on the right"""
    return (-column - 1) % width


def refused_the_tasks_own_answer(column, width):
    """coursekit.augmentation.tasks"""
    from coursekit.augmentation import tasks

    return tasks.mirrored_column.reference(column, width)


def refused_the_package(column, width):
    """coursekit.augmentation"""
    import numpy as np

    from coursekit import augmentation

    flipped = augmentation.Parameters.identity(1)._replace(flip=np.array([[1.0, 0.0]]))
    moved = augmentation.Augment(horizontal_flip=True).points([[[0.0, column]]], flipped, 1, width)
    return float(moved[0].positions[0, 1])
