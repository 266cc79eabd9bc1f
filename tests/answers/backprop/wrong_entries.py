"""Answers to `wrong_entries(given, numerical, tolerance)`."""

import numpy as np


def _error(a, b):
    return 0.0 if a == b else abs(a - b) / max(abs(a), abs(b))


def right_loop(given, numerical, tolerance):
    return [place for place in np.ndindex(given.shape) if _error(given[place], numerical[place]) > tolerance]


def right_vectorised(given, numerical, tolerance):
    scale = np.maximum(np.abs(given), np.abs(numerical))
    errors = np.divide(np.abs(given - numerical), scale, out=np.zeros(given.shape), where=scale > 0)
    return list(zip(*np.nonzero(errors > tolerance), strict=True))


def right_as_an_array(given, numerical, tolerance):
    found = right_vectorised(given, numerical, tolerance)
    return np.array(found) if found else []


def _over(scale, given, numerical, tolerance, sign=abs):
    found = []
    for place in np.ndindex(given.shape):
        a, b = given[place], numerical[place]
        difference, size = sign(a - b), scale(a, b)
        error = difference / size if size else float("inf") if difference else 0.0
        if error > tolerance:
            found.append(place)
    return found


def _larger(a, b):
    return max(abs(a), abs(b))


def wrong_difference(given, numerical, tolerance):
    """You compare the difference itself."""
    return [tuple(place) for place in np.argwhere(np.abs(given - numerical) > tolerance)]


def wrong_allclose(given, numerical, tolerance):
    """You compare the difference itself."""
    close = np.isclose(given, numerical, rtol=0, atol=tolerance)
    return [tuple(place) for place in np.argwhere(~close)]


def wrong_too_large_only(given, numerical, tolerance):
    """You find only the entries that are too large."""
    return _over(_larger, given, numerical, tolerance, sign=lambda difference: difference)


def wrong_too_small_only(given, numerical, tolerance):
    """You find only the entries that are too small."""
    return _over(_larger, given, numerical, tolerance, sign=lambda difference: -difference)


def wrong_signs_dropped_first(given, numerical, tolerance):
    """5 and -5 agree in your function"""
    return right_loop(abs(given), abs(numerical), tolerance)


def wrong_over_the_given(given, numerical, tolerance):
    """You divide by the given gradient."""
    return _over(lambda a, b: abs(a), given, numerical, tolerance)


def wrong_over_the_numerical(given, numerical, tolerance):
    """You divide by the numerical gradient."""
    return _over(lambda a, b: abs(b), given, numerical, tolerance)


def wrong_over_the_sum(given, numerical, tolerance):
    """You divide by the sum of the two sizes"""
    return _over(lambda a, b: abs(a) + abs(b), given, numerical, tolerance)


def wrong_over_the_mean(given, numerical, tolerance):
    """You divide by the mean of the two sizes."""
    return _over(lambda a, b: (abs(a) + abs(b)) / 2, given, numerical, tolerance)


def wrong_over_a_number_with_sign(given, numerical, tolerance):
    """Where both are negative you divide by a negative number"""
    return _over(max, given, numerical, tolerance)


def wrong_agreeing(given, numerical, tolerance):
    """Those are the entries that agree."""
    return [place for place in np.ndindex(given.shape) if _error(given[place], numerical[place]) <= tolerance]


def wrong_zeros_over_zero(given, numerical, tolerance):
    """Do you divide 0 by 0 there"""
    with np.errstate(invalid="ignore", divide="ignore"):
        errors = np.abs(given - numerical) / np.maximum(np.abs(given), np.abs(numerical))
    return [tuple(place) for place in np.argwhere(~(errors <= tolerance))]


def wrong_zeros_skipped(given, numerical, tolerance):
    """You skip every entry in which one of the two is 0."""
    return [place for place in right_loop(given, numerical, tolerance) if given[place] != 0 and numerical[place] != 0]


def wrong_worst(given, numerical, tolerance):
    """That is the entry with the largest error."""
    return [max(np.ndindex(given.shape), key=lambda place: _error(given[place], numerical[place]))]


def wrong_whole_array(given, numerical, tolerance):
    """Your function says all or none."""
    error = np.max(np.abs(given - numerical)) / max(np.max(np.abs(given)), np.max(np.abs(numerical)))
    return list(np.ndindex(given.shape)) if error > tolerance else []


def wrong_mask(given, numerical, tolerance):
    """Your array says of each entry whether it is wrong."""
    return np.abs(given - numerical) > tolerance * np.maximum(np.abs(given), np.abs(numerical))


def wrong_count(given, numerical, tolerance):
    """tells how many are wrong"""
    return len(right_loop(given, numerical, tolerance))


def wrong_reversed_indices(given, numerical, tolerance):
    """the row comes first"""
    return [place[::-1] for place in right_loop(given, numerical, tolerance)]


def wrong_nonzero(given, numerical, tolerance):
    """give all rows, then all columns"""
    return np.nonzero(wrong_mask(given, numerical, tolerance))


def wrong_flat(given, numerical, tolerance):
    """You number the entries through."""
    return np.flatnonzero(wrong_mask(given, numerical, tolerance))


def wrong_nothing(given, numerical, tolerance):
    """It has 0 items"""
    return []


def wrong_over_the_smaller(given, numerical, tolerance):
    """You divide by the smaller of the two sizes."""
    return _over(lambda a, b: min(abs(a), abs(b)), given, numerical, tolerance)


def wrong_over_the_largest_of_all(given, numerical, tolerance):
    """compare each difference with the size of its own two numbers"""
    errors = np.abs(given - numerical) / max(np.abs(given).max(), np.abs(numerical).max())
    return [tuple(place) for place in np.argwhere(errors > tolerance)]


def wrong_any_difference(given, numerical, tolerance):
    """You take every difference for a mistake"""
    return [tuple(place) for place in np.argwhere(given != numerical)]


def wrong_return_in_the_loop(given, numerical, tolerance):
    """Does `return` stand inside the loop?"""
    for place in np.ndindex(given.shape):
        if _error(given[place], numerical[place]) > tolerance:
            return [place]
    return []


def wrong_or_equal(given, numerical, tolerance):
    """or ask `>=` where `>` was meant?"""
    return [
        place
        for place in np.ndindex(given.shape)
        if abs(given[place] - numerical[place]) >= tolerance * max(abs(given[place]), abs(numerical[place]))
    ]


def wrong_times_a_number_with_sign(given, numerical, tolerance):
    """You list negative slopes that are the same in both."""
    return [tuple(i) for i in np.argwhere(np.abs(given - numerical) > tolerance * np.maximum(given, numerical))]


def wrong_down_the_columns(given, numerical, tolerance):
    """Reading order goes row by row."""
    return [place[::-1] for place in right_loop(given.T, numerical.T, tolerance)]


def wrong_numbers_for_one_axis(given, numerical, tolerance):
    """(4,) is a tuple"""
    found = right_loop(given, numerical, tolerance)
    return [place[0] for place in found] if given.ndim == 1 else found


def refused_the_tasks_own_answer(given, numerical, tolerance):
    """coursekit.backprop.tasks"""
    from coursekit.backprop import tasks

    return tasks.wrong_entries.reference(given, numerical, tolerance)
