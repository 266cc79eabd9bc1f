"""Answers to `move_points(points, matrix, height, width)`."""

import numpy as np


def right_point_by_point(points, matrix, height, width):
    positions, inside = [], []
    for row, column in points:
        x, y, _ = matrix @ np.array([column, row, 1])
        positions.append([y, x])
        inside.append(-0.5 <= y < height - 0.5 and -0.5 <= x < width - 0.5)
    return np.array(positions), np.array(inside)


def right_as_rows(points, matrix, height, width):
    whole = np.column_stack([points[:, ::-1], np.ones(len(points))]) @ matrix.T
    places = whole[:, [1, 0]]
    return places, ((places >= -0.5) & (places < np.array([height, width]) - 0.5)).all(axis=1)


def right_lists(points, matrix, height, width):
    places = [tuple((matrix @ [column, row, 1])[1::-1].tolist()) for row, column in points.tolist()]
    return [places, [bool(0 <= np.floor(r + 0.5) < height and 0 <= np.floor(c + 0.5) < width) for r, c in places]]


def _inside(places, height, width):
    return ((places >= -0.5) & (places < np.array([height, width]) - 0.5)).all(axis=1)


def _moved(points, matrix):
    return (np.column_stack([points[:, 1], points[:, 0], np.ones(len(points))]) @ matrix.T)[:, [1, 0]]


def wrong_changed_in_place(points, matrix, height, width):
    """Your function changes its argument `points`"""
    places, inside = right_as_rows(points, matrix, height, width)
    points[:] = places
    return places, inside


def wrong_row_taken_for_x(points, matrix, height, width):
    """You give the matrix (row, column, 1)."""
    places = (np.column_stack([points, np.ones(len(points))]) @ matrix.T)[:, :2]
    return places, _inside(places, height, width)


def wrong_row_taken_for_x_on_the_way_in(points, matrix, height, width):
    """Which is x?"""
    places = (np.column_stack([points, np.ones(len(points))]) @ matrix.T)[:, [1, 0]]
    return places, _inside(places, height, width)


def wrong_x_and_y_back(points, matrix, height, width):
    """Your positions are (x, y). As the points came"""
    places, inside = right_as_rows(points, matrix, height, width)
    return places[:, ::-1], inside


def wrong_x_and_y_back_and_judged(points, matrix, height, width):
    """judged as if x were the row"""
    places = _moved(points, matrix)[:, ::-1]
    return places, _inside(places, height, width)


def wrong_inverse(points, matrix, height, width):
    """You use the inverse of the matrix."""
    return right_as_rows(points, np.linalg.inv(matrix), height, width)


def wrong_points_as_rows(points, matrix, height, width):
    """with points as rows, what has to be done to the matrix?"""
    places = (np.column_stack([points[:, ::-1], np.ones(len(points))]) @ matrix)[:, [1, 0]]
    return places, _inside(places, height, width)


def wrong_row_taken_for_x_and_transposed(points, matrix, height, width):
    """You multiply (row, column, 1) with the matrix on its right."""
    places = (np.column_stack([points, np.ones(len(points))]) @ matrix)[:, :2]
    return places, _inside(places, height, width)


def wrong_places_exchanged(points, matrix, height, width):
    """which limits which?"""
    places = _moved(points, matrix)
    return places, _inside(places[:, ::-1], height, width)


def wrong_not_moved(points, matrix, height, width):
    """The last column of the matrix has no effect"""
    places = (points[:, ::-1] @ matrix[:2, :2].T)[:, ::-1]
    return places, _inside(places, height, width)


def _by(points, matrix, low, high):
    places = _moved(points, matrix)
    return places, ((places >= low) & (places < high)).all(axis=1)


def wrong_begins_at_0(points, matrix, height, width):
    """where does the image begin?"""
    return _by(points, matrix, 0, np.array([height, width]) - 0.5)


def wrong_between_the_centres(points, matrix, height, width):
    """only what lies between the centres of the outermost pixels"""
    places = _moved(points, matrix)
    return places, ((places >= 0) & (places <= np.array([height, width]) - 1)).all(axis=1)


def wrong_pixels_from_their_corners(points, matrix, height, width):
    """as if whole numbers were the edges of pixels"""
    return _by(points, matrix, 0, np.array([height, width]))


def wrong_pixels_from_their_corners_with_both_ends(points, matrix, height, width):
    """as if whole numbers were the edges of pixels"""
    places = _moved(points, matrix)
    return places, ((places >= 0) & (places <= np.array([height, width]))).all(axis=1)


def wrong_too_long(points, matrix, height, width):
    """your image ends in the wrong place"""
    return _by(points, matrix, -0.5, np.array([height, width]))


def wrong_half_added(points, matrix, height, width):
    """your image ends in the wrong place"""
    return _by(points, matrix, -0.5, np.array([height, width]) + 0.5)


def wrong_too_short(points, matrix, height, width):
    """your image ends in the wrong place"""
    places = _moved(points, matrix)
    return places, ((places >= -0.5) & (places <= np.array([height, width]) - 1)).all(axis=1)


def wrong_last_edge(points, matrix, height, width):
    """exactly on the lower or right edge"""
    places = _moved(points, matrix)
    return places, ((places >= -0.5) & (places <= np.array([height, width]) - 0.5)).all(axis=1)


def wrong_first_edge(points, matrix, height, width):
    """exactly on the upper or left edge"""
    places = _moved(points, matrix)
    return places, ((places > -0.5) & (places < np.array([height, width]) - 0.5)).all(axis=1)


def wrong_cut_to_whole_pixels(points, matrix, height, width):
    """and makes 0 of -0.9"""
    places = _moved(points, matrix)
    return places, np.array([0 <= int(row) < height and 0 <= int(column) < width for row, column in places])


def wrong_rounded_to_even(points, matrix, height, width):
    """`round` takes halves to the *even* neighbour"""
    places = _moved(points, matrix)
    whole = np.round(places)
    return places, ((whole >= 0) & (whole < np.array([height, width]))).all(axis=1)


def wrong_height_and_width_exchanged(points, matrix, height, width):
    """which limits which?"""
    places = _moved(points, matrix)
    return places, _inside(places, width, height)


def wrong_old_places(points, matrix, height, width):
    """you tell of the *old* places whether they are inside"""
    return _moved(points, matrix), _inside(points, height, width)


def wrong_rows_only(points, matrix, height, width):
    """beyond the left or right edge counts as inside"""
    places = _moved(points, matrix)
    return places, _rows(places, height)


def _rows(places, height):
    return (places[:, 0] >= -0.5) & (places[:, 0] < height - 0.5)


def wrong_columns_only(points, matrix, height, width):
    """above or below the image counts as inside"""
    places = _moved(points, matrix)
    return places, _rows(places[:, ::-1], width)


def wrong_or(points, matrix, height, width):
    """Both have to be."""
    places = _moved(points, matrix)
    return places, _rows(places, height) | _rows(places[:, ::-1], width)


def wrong_outside(points, matrix, height, width):
    """which points are *outside*"""
    places, inside = right_as_rows(points, matrix, height, width)
    return places, ~inside


def wrong_all_inside(points, matrix, height, width):
    """some have left the image"""
    return _moved(points, matrix), np.ones(len(points), dtype=bool)


def wrong_dropped(points, matrix, height, width):
    """nobody knows which label belongs to which point"""
    places, inside = right_as_rows(points, matrix, height, width)
    return places[inside], inside


def wrong_dropped_from_both(points, matrix, height, width):
    """nobody knows which label belongs to which point"""
    places, inside = right_as_rows(points, matrix, height, width)
    return places[inside], inside[inside]


def wrong_rounded(points, matrix, height, width):
    """rounded to whole pixels"""
    places, inside = right_as_rows(points, matrix, height, width)
    return places.round(), inside


def wrong_pulled_back(points, matrix, height, width):
    """There is no animal there"""
    places, inside = right_as_rows(points, matrix, height, width)
    return np.stack([places[:, 0].clip(0, height - 1), places[:, 1].clip(0, width - 1)], axis=1), inside


def wrong_whole_numbers(points, matrix, height, width):
    """it holds whole numbers only"""
    places, inside = right_as_rows(points, matrix, height, width)
    result = points.copy()
    result[:] = places
    return result, inside


def wrong_positions_only(points, matrix, height, width):
    """2 were wanted"""
    return _moved(points, matrix)


def wrong_three_numbers(points, matrix, height, width):
    """Its shape is"""
    places, inside = right_as_rows(points, matrix, height, width)
    return np.column_stack([places, np.ones(len(points))]), inside


def wrong_kept_as_whole_numbers(points, matrix, height, width):
    """it holds whole numbers only"""
    positions, inside = right_point_by_point(points, matrix, height, width)
    result = points.copy()
    result[:] = positions
    return result, inside


def wrong_truth_values_for_each_axis(points, matrix, height, width):
    """Your truth values"""
    positions, _ = right_point_by_point(points, matrix, height, width)
    return positions, (positions >= -0.5) & (positions < np.array([height, width]) - 0.5)


def refused_opencv(points, matrix, height, width):
    """cv2.perspectiveTransform"""
    import cv2

    places = cv2.perspectiveTransform(points[None, :, ::-1].astype(float).copy(), matrix)[0, :, ::-1]
    return places, _inside(places, height, width)


def refused_the_package(points, matrix, height, width):
    """coursekit.augmentation"""
    from coursekit.augmentation.transforms import points as room

    return tuple(room.move(points, matrix, height, width))


def refused_the_tasks_own_answer(points, matrix, height, width):
    """coursekit.augmentation.tasks"""
    from coursekit.augmentation import tasks

    return tasks.move_points.reference(points, matrix, height, width)
