"""Answers to `leaked(train, valid, size)`."""

import numpy as np


def _pairs(train, valid):
    """Whether the scenes are the same, and how far each validation patch begins behind each training patch."""
    same = valid[:, None, 0] == train[None, :, 0]
    return same, valid[:, None, 1:] - train[None, :, 1:]


def right_broadcast(train, valid, size):
    same, moved = _pairs(train, valid)
    return (same & (np.abs(moved) < size).all(axis=2)).any(axis=1)


def right_loops(train, valid, size):
    found = []
    for scene, row, column in valid:
        hit = False
        for other, top, left in train:
            if (
                scene == other
                and row < top + size
                and top < row + size
                and column < left + size
                and left < column + size
            ):
                hit = True
        found.append(hit)
    return found


def right_painted(train, valid, size):
    margin = 1000
    seen = np.zeros((10, 2 * margin, 2 * margin), bool)
    for scene, row, column in train:
        seen[scene, row : row + size, column : column + size] = True
    return np.array([seen[s, r : r + size, c : c + size].any() for s, r, c in valid])


def right_numbers(train, valid, size):
    return right_broadcast(train, valid, size).astype(int)


def wrong_scene(train, valid, size):
    """never looks at the scene"""
    return (np.abs(_pairs(train, valid)[1]) < size).all(axis=2).any(axis=1)


def wrong_touching(train, valid, size):
    """no pixel is in both"""
    same, moved = _pairs(train, valid)
    return (same & (np.abs(moved) <= size).all(axis=2)).any(axis=1)


def wrong_one_pixel_less(train, valid, size):
    """still have one row or column in common"""
    same, moved = _pairs(train, valid)
    return (same & (np.abs(moved) < size - 1).all(axis=2)).any(axis=1)


def wrong_last_training_patch(train, valid, size):
    """whatever comes after it"""
    answers = []
    for place in valid:
        for other in train:
            found = bool(place[0] == other[0] and (np.abs(place[1:] - other[1:]) < size).all())
        answers.append(found)
    return np.array(answers)


def wrong_each_for_itself(train, valid, size):
    """have to fit for the *same* training patch"""
    same, moved = _pairs(train, valid)
    return same.any(axis=1) & (np.abs(moved) < size).any(axis=1).all(axis=1)


def wrong_or(train, valid, size):
    """rows *or* columns come close"""
    same, moved = _pairs(train, valid)
    return (same & (np.abs(moved) < size).any(axis=2)).any(axis=1)


def wrong_below_and_right(train, valid, size):
    """One that begins above it or to its left"""
    same, moved = _pairs(train, valid)
    return (same & (moved >= 0).all(axis=2) & (moved < size).all(axis=2)).any(axis=1)


def wrong_no_absolute_value(train, valid, size):
    """A negative difference is below"""
    same, moved = _pairs(train, valid)
    return (same & (moved < size).all(axis=2)).any(axis=1)


def wrong_same_place(train, valid, size):
    """Those moved by a few pixels"""
    known = set(map(tuple, train.tolist()))
    return np.array([tuple(place) in known for place in valid.tolist()])


def wrong_same_scene(train, valid, size):
    """That is a stricter rule"""
    return np.isin(valid[:, 0], train[:, 0])


def wrong_rows(train, valid, size):
    """and not the columns"""
    same, moved = _pairs(train, valid)
    return (same & (np.abs(moved[..., 0]) < size)).any(axis=1)


def wrong_columns(train, valid, size):
    """and not the rows"""
    same, moved = _pairs(train, valid)
    return (same & (np.abs(moved[..., 1]) < size)).any(axis=1)


def wrong_circle(train, valid, size):
    """in a straight line"""
    same, moved = _pairs(train, valid)
    return (same & (np.linalg.norm(moved, axis=2) < size)).any(axis=1)


def wrong_sum(train, valid, size):
    """You add the two differences up."""
    same, moved = _pairs(train, valid)
    return (same & (np.abs(moved).sum(axis=2) < size)).any(axis=1)


def wrong_half(train, valid, size):
    """One common pixel is enough."""
    same, moved = _pairs(train, valid)
    return (same & (np.abs(moved) < size / 2).all(axis=2)).any(axis=1)


def wrong_every(train, valid, size):
    """One is enough to leak."""
    same, moved = _pairs(train, valid)
    return (same & (np.abs(moved) < size).all(axis=2)).all(axis=1)


def wrong_clean(train, valid, size):
    """It is the other way round"""
    return ~right_broadcast(train, valid, size)


def wrong_training(train, valid, size):
    """an entry for each *training* patch"""
    return right_broadcast(valid, train, size)


def wrong_pair_by_pair(train, valid, size):
    """differ"""
    count = min(len(train), len(valid))
    found = np.zeros(len(valid), bool)
    for n in range(count):
        found[n] = right_broadcast(train[n : n + 1], valid[n : n + 1], size)[0]
    return found


def wrong_counts(train, valid, size):
    """truth values were asked for"""
    same, moved = _pairs(train, valid)
    return 5 * (same & (np.abs(moved) < size).all(axis=2)).sum(axis=1)


def refused_the_library(train, valid, size):
    """coursekit"""
    from coursekit import data

    return data.overlaps(data.sealions(count=6, size=32))


def refused_the_tasks_own_answer(train, valid, size):
    """coursekit.transfer_learning.tasks"""
    from coursekit.transfer_learning import tasks

    return tasks.leaked.reference(train, valid, size)
