"""Answers to `rotation_matrix(degrees, height, width)`."""

import math

import numpy as np


def _moved(x, y):
    return np.array([[1, 0, x], [0, 1, y], [0, 0, 1]])


def _turn(angle):
    return np.array([[np.cos(angle), np.sin(angle), 0], [-np.sin(angle), np.cos(angle), 0], [0, 0, 1]])


def right_three_matrices(degrees, height, width):
    x, y = (width - 1) / 2, (height - 1) / 2
    return _moved(x, y) @ _turn(np.radians(degrees)) @ _moved(-x, -y)


def right_multiplied_out(degrees, height, width):
    cos, sin = math.cos(degrees * math.pi / 180), math.sin(degrees * math.pi / 180)
    x, y = (width - 1) / 2, (height - 1) / 2
    return [[cos, sin, x - cos * x - sin * y], [-sin, cos, y + sin * x - cos * y], [0, 0, 1]]


def right_from_complex_numbers(degrees, height, width):
    turn = np.exp(-1j * np.deg2rad(degrees))
    middle = complex(width - 1, height - 1) / 2
    offset = middle - turn * middle
    return np.array([[turn.real, -turn.imag, offset.real], [turn.imag, turn.real, offset.imag], [0, 0, 1]])


def wrong_clockwise(degrees, height, width):
    """You turn clockwise. The formula from mathematics lessons turns the other way here"""
    return right_three_matrices(-degrees, height, width)


def wrong_corner(degrees, height, width):
    """Your rotation keeps the pixel at the top left where it is"""
    return _turn(np.radians(degrees))


def wrong_clockwise_corner(degrees, height, width):
    """You turn clockwise, and about the pixel at the top left."""
    return _turn(-np.radians(degrees))


def wrong_half_the_size(degrees, height, width):
    """it lies at half the width and height"""
    x, y = width / 2, height / 2
    return _moved(x, y) @ _turn(np.radians(degrees)) @ _moved(-x, -y)


def wrong_half_the_size_rounded_down(degrees, height, width):
    """the point that stays is always a whole pixel"""
    x, y = width // 2, height // 2
    return _moved(x, y) @ _turn(np.radians(degrees)) @ _moved(-x, -y)


def wrong_middle_rounded_down(degrees, height, width):
    """the point that stays is always a whole pixel"""
    x, y = (width - 1) // 2, (height - 1) // 2
    return _moved(x, y) @ _turn(np.radians(degrees)) @ _moved(-x, -y)


def wrong_clockwise_half_the_size(degrees, height, width):
    """You turn clockwise, and about half the width and height."""
    x, y = width / 2, height / 2
    return _moved(x, y) @ _turn(-np.radians(degrees)) @ _moved(-x, -y)


def wrong_height_and_width_exchanged(degrees, height, width):
    """height and width have changed places"""
    return right_three_matrices(degrees, width, height)


def wrong_radians(degrees, height, width):
    """Your angle is 90 radians."""
    x, y = (width - 1) / 2, (height - 1) / 2
    return _moved(x, y) @ _turn(degrees) @ _moved(-x, -y)


def wrong_radians_clockwise(degrees, height, width):
    """When that is right, look at the direction again."""
    x, y = (width - 1) / 2, (height - 1) / 2
    return _moved(x, y) @ _turn(-degrees) @ _moved(-x, -y)


def wrong_radians_about_the_corner(degrees, height, width):
    """When that is right, look at which point stays."""
    return _turn(degrees)


def wrong_rows_first(degrees, height, width):
    """Your matrix is right for points (row, column, 1)."""
    row, column = (height - 1) / 2, (width - 1) / 2
    return _moved(row, column) @ _turn(-np.radians(degrees)) @ _moved(-row, -column)


def wrong_order(degrees, height, width):
    """the matrix next to the point acts first. What should come first?"""
    x, y = (width - 1) / 2, (height - 1) / 2
    return _moved(-x, -y) @ _turn(np.radians(degrees)) @ _moved(x, y)


def wrong_order_clockwise(degrees, height, width):
    """When that is right, look at the direction: y points down."""
    x, y = (width - 1) / 2, (height - 1) / 2
    return _moved(-x, -y) @ _turn(-np.radians(degrees)) @ _moved(x, y)


def wrong_moved_there_twice(degrees, height, width):
    """what should the second do?"""
    there = _moved(-(width - 1) / 2, -(height - 1) / 2)
    return there @ _turn(np.radians(degrees)) @ there


def wrong_moved_back_twice(degrees, height, width):
    """what should the first do?"""
    back = _moved((width - 1) / 2, (height - 1) / 2)
    return back @ _turn(np.radians(degrees)) @ back


def wrong_star(degrees, height, width):
    """Matrices are multiplied with `@`."""
    x, y = (width - 1) / 2, (height - 1) / 2
    return _moved(x, y) * _turn(np.radians(degrees)) * _moved(-x, -y)


def wrong_degrees_of_degrees(degrees, height, width):
    """Which way round do you need it?"""
    return _about_the_middle(_turn(np.degrees(degrees)), height, width)


def wrong_not_moved_back(degrees, height, width):
    """The middle of the image ends up at (0, 0)"""
    return _turn(np.radians(degrees)) @ _moved(-(width - 1) / 2, -(height - 1) / 2)


def wrong_moved_behind_only(degrees, height, width):
    """What has to happen before the turn?"""
    return _moved((width - 1) / 2, (height - 1) / 2) @ _turn(np.radians(degrees))


def wrong_transposed(degrees, height, width):
    """right for points written as rows"""
    return right_three_matrices(degrees, height, width).T


def wrong_sine_for_cosine(degrees, height, width):
    """Sine and cosine have changed places."""
    return right_three_matrices(90 - degrees, height, width)


def wrong_sine_for_cosine_clockwise(degrees, height, width):
    """Sine and cosine have changed places."""
    return right_three_matrices(degrees - 90, height, width)


def _about_the_middle(turn, height, width):
    x, y = (width - 1) / 2, (height - 1) / 2
    return _moved(x, y) @ turn @ _moved(-x, -y)


def wrong_mirrored(degrees, height, width):
    """Your matrix mirrors the image."""
    return _about_the_middle(_turn(-np.radians(degrees)) @ np.diag([1, -1, 1]), height, width)


def wrong_sines_positive(degrees, height, width):
    """One of them is negative."""
    cos, sin = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    return _about_the_middle(np.array([[cos, sin, 0], [sin, cos, 0], [0, 0, 1]]), height, width)


def wrong_sines_negative(degrees, height, width):
    """One of them is positive."""
    cos, sin = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    return _about_the_middle(np.array([[cos, -sin, 0], [-sin, cos, 0], [0, 0, 1]]), height, width)


def wrong_two_rows(degrees, height, width):
    """Its shape is (2, 3); (3, 3) was wanted."""
    return right_three_matrices(degrees, height, width)[:2]


def wrong_whole_numbers(degrees, height, width):
    """it holds whole numbers only"""
    result = np.eye(3, dtype=int)
    result[:] = right_three_matrices(degrees, height, width)
    return result


def wrong_half_the_width_there(degrees, height, width):
    """you bring one point to (0, 0) and another one back"""
    x, y = (width - 1) / 2, (height - 1) / 2
    return _moved(x, y) @ _turn(np.radians(degrees)) @ _moved(-width / 2, -height / 2)


def wrong_half_the_width_back(degrees, height, width):
    """you bring one point to (0, 0) and another one back"""
    x, y = (width - 1) / 2, (height - 1) / 2
    return _moved(width / 2, height / 2) @ _turn(np.radians(degrees)) @ _moved(-x, -y)


def wrong_turn_of_whole_numbers(degrees, height, width):
    """Your cosines and sines are whole numbers"""
    turn = np.array([[1, 0, 0], [0, 1, 0], [0, 0, 1]])
    turn[:2] = _turn(np.radians(degrees))[:2]
    x, y = (width - 1) / 2, (height - 1) / 2
    return _moved(x, y) @ turn @ _moved(-x, -y)


def wrong_moves_of_whole_numbers(degrees, height, width):
    """so does an array of whole numbers"""
    there, back = np.eye(3, dtype=int), np.eye(3, dtype=int)
    there[0, 2], there[1, 2] = -(width - 1) / 2, -(height - 1) / 2
    back[0, 2], back[1, 2] = (width - 1) / 2, (height - 1) / 2
    return back @ _turn(np.radians(degrees)) @ there


def refused_opencv(degrees, height, width):
    """cv2.getRotationMatrix2D"""
    import cv2

    return np.vstack([cv2.getRotationMatrix2D(((width - 1) / 2, (height - 1) / 2), degrees, 1), [0, 0, 1]])


def refused_scipy(degrees, height, width):
    """scipy.spatial.transform"""
    from scipy.spatial.transform import Rotation

    return _about_the_middle(Rotation.from_euler("z", -degrees, degrees=True).as_matrix(), height, width)


def refused_the_tasks_own_answer(degrees, height, width):
    """coursekit.augmentation.tasks"""
    from coursekit.augmentation import tasks

    return tasks.rotation_matrix.reference(degrees, height, width)
